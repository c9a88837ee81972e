"""Discord's ids: a time in milliseconds, then a counter. Time comes from the caller; nothing here reads a clock.

Layout: https://discord.com/developers/docs/reference#snowflakes
"""

from datetime import UTC, datetime, timedelta
from typing import NewType

Id = NewType("Id", int)

_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)


def moment_of(snowflake: int) -> datetime:
    """The moment at which the thing with this id came to be, to the millisecond."""
    return _EPOCH + timedelta(milliseconds=snowflake >> 22)


def earliest(moment: datetime) -> Id:
    """The smallest id that a thing made at this moment can have."""
    return Id(((moment - _EPOCH) // timedelta(milliseconds=1)) << 22)


class Mint:
    """Ids that only ever grow, also when many are made in one millisecond or time stands still."""

    def __init__(self) -> None:
        self._last = 0

    def next(self, moment: datetime) -> Id:
        self._last = max(self._last + 1, earliest(moment))
        return Id(self._last)
