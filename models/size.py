"""Sizes of files as people write them in a policy: `500KiB`, `10MiB`; there and back."""

import re
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, PlainSerializer

KIB, MIB = 1 << 10, 1 << 20
UNITS = {"KiB": KIB, "MiB": MIB}
WHOLE = re.compile(r"\s*(\d+)\s*(KiB|MiB)\s*")


def size(text: object) -> object:
    """Bytes for text such as "10MiB"; raises ValueError with the remedy for what has no unit, or another one."""
    if not isinstance(text, str):
        raise ValueError(f"{text!r} has no unit; write it as 500KiB or 10MiB")
    if not (found := WHOLE.fullmatch(text)):
        raise ValueError(f"{text!r} is not a size; write it as 500KiB or 10MiB")
    return int(found[1]) * UNITS[found[2]]


def written(count: int) -> str:
    """The shortest text that `size` reads back."""
    return f"{count // MIB}MiB" if count % MIB == 0 else f"{count // KIB}KiB"


def _positive(count: int) -> int:
    if count <= 0:
        raise ValueError("must be larger than nothing; write null to keep no files")
    return count


Size = Annotated[int, BeforeValidator(size), AfterValidator(_positive), PlainSerializer(written, return_type=str)]
