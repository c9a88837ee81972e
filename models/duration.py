"""Durations as people write them in a policy: `30m`, `1h 30m`, `7d`; there and back."""

import re
from datetime import timedelta
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, PlainSerializer

UNITS = {"w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1}
LONGEST = timedelta(days=3650)
PART = re.compile(r"(\d{1,18})\s*([wdhms])")  # more digits would not be read, only reckoned with
WHOLE = re.compile(rf"\s*(?:{PART.pattern}\s*)+")


def duration(text: object) -> object:
    """A timedelta for text such as "1h 30m"; whatever is neither text nor number goes on to the next validator.

    Raises ValueError with the remedy for text that is no duration, and for a number: nobody sees its unit.
    """
    if isinstance(text, int | float):
        raise ValueError(f"{text} has no unit; write it as 30m, 1h 30m or 7d")
    if not isinstance(text, str):
        return text
    if not WHOLE.fullmatch(text):
        raise ValueError(f"{text!r} is not a duration; write it as 30m, 1h 30m or 7d")
    seconds = sum(int(count) * UNITS[unit] for count, unit in PART.findall(text))
    if seconds > LONGEST.total_seconds():
        raise ValueError(f"{text!r} is longer than ten years; write {LONGEST.days}d or less")
    return timedelta(seconds=seconds)


def _bounded(span: timedelta) -> timedelta:
    if span > LONGEST:
        raise ValueError(f"must be {LONGEST.days}d or less")
    return span


def written(span: timedelta) -> str:
    """The shortest text that `duration` reads back: days, hours, minutes, seconds."""
    left = int(span.total_seconds())
    parts = []
    for unit in "dhms":
        count, left = divmod(left, UNITS[unit])
        if count:
            parts.append(f"{count}{unit}")
    return " ".join(parts) or "0s"


Duration = Annotated[
    timedelta, BeforeValidator(duration), AfterValidator(_bounded), PlainSerializer(written, return_type=str)
]
