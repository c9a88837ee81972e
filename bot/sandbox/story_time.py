"""Who moves the time of this Discord. The world only asks what time it is."""

from datetime import UTC, datetime
from typing import Protocol

from bot.sandbox.errors import SandboxError

FIRST, LAST = datetime(2015, 1, 2, tzinfo=UTC), datetime(2150, 1, 1, tzinfo=UTC)
"""Discord's ids begin with 2015, and their clock has room until 2154."""
FASTEST = 100_000  # story seconds a real one


class StillBusy(SandboxError):
    """The bot is at something that does not end, so time cannot move on; it stands where it came to. Try again."""


class StoryTime(Protocol):
    """`next` is the first moment at which a program does something by itself, None where nothing is to come.

    What merely ends in the world as time goes by, such as a time-out, is none of it.
    """

    def now(self) -> datetime: ...

    @property
    def next(self) -> datetime | None: ...

    async def run_until(self, at: datetime) -> None:
        """Lets time pass up to then, everything due on its way happening at its own moment. Raises StillBusy."""


def in_utc(moment: datetime) -> datetime:
    """What names no zone is meant so. Raises ValueError where the calendar ends before it is reached."""
    try:
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except OverflowError:
        raise ValueError("There is no such moment in UTC.") from None
