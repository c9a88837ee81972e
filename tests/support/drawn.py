"""Anything that a type hint allows, drawn by hypothesis: a new noun is covered by the laws as soon as it exists."""

from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from enum import Enum
from types import NoneType, UnionType
from typing import Any, NewType, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from models.ids import LARGEST, Address
from models.moment import DISCORD_EPOCH

MILLISECONDS_OF_A_CENTURY = 100 * 365 * 86_400_000


def milliseconds() -> st.SearchStrategy[timedelta]:
    return st.integers(0, MILLISECONDS_OF_A_CENTURY).map(lambda count: timedelta(milliseconds=count))


SIMPLE: dict[object, st.SearchStrategy[Any]] = {
    int: st.integers(0, LARGEST),
    str: st.text(max_size=20),
    bool: st.booleans(),
    bytes: st.binary(max_size=32),
    datetime: milliseconds().map(lambda since: DISCORD_EPOCH + since),
    timedelta: milliseconds(),
    Address: st.builds(Address, st.integers(0, LARGEST), st.integers(0, LARGEST)),
}


def drawn(hint: Any) -> st.SearchStrategy[Any]:
    """Values of this hint; a kind of hint that no noun uses yet raises TypeError."""
    if isinstance(hint, NewType):
        return drawn(hint.__supertype__)
    if get_origin(hint) in (Union, UnionType):
        return st.one_of(*map(drawn, get_args(hint)))
    if get_origin(hint) is tuple:
        return st.lists(drawn(get_args(hint)[0]), max_size=3).map(tuple)
    if hint is NoneType:
        return st.none()
    if isinstance(hint, type) and is_dataclass(hint):
        hints = get_type_hints(hint)
        return st.builds(hint, **{field.name: drawn(hints[field.name]) for field in fields(hint)})
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from(hint)
    if hint in SIMPLE:
        return SIMPLE[hint]
    raise TypeError(hint)
