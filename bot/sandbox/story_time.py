"""Who moves the time of this Discord. The world only asks what time it is."""

from datetime import datetime
from typing import Protocol

from bot.sandbox.errors import SandboxError


class StillBusy(SandboxError):
    """The bot is at something that does not end, so time cannot move on; it stands where it came to. Try again."""


class StoryTime(Protocol):
    """`next` is the first moment at which something happens by itself, None where nothing is to come."""

    def now(self) -> datetime: ...

    @property
    def next(self) -> datetime | None: ...

    async def run_until(self, at: datetime) -> None:
        """Lets time pass up to then, everything due on its way happening at its own moment. Raises StillBusy."""
