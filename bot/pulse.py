"""Whether the running desk is well, told to whoever looks from outside: a file that it touches while it is.

Well: Discord's gateway was heard within a minute and a half (it answers a heartbeat every 41 s), and the database
answers.
"""

import os
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import anyio
from loguru import logger

from actors.ports import Clock
from models.errors import StoreDown
from models.moment import Moment

EVERY = 10.0  # real seconds
HEARD_WITHIN = 90.0  # real seconds
ANSWERED_WITHIN = 5.0  # real seconds
NO_HEARTBEAT = (
    "STEWARD_HEARTBEAT names a file that cannot be written: make its folder, give it to the user who runs the desk, or "
    "leave the line empty."
)
FRESH = timedelta(seconds=60)  # as old as the file may be


def can_touch(file: Path) -> bool:
    """Whether it is there, or can be made, by us."""
    return not file.is_dir() and os.access(file if file.exists() else file.parent, os.W_OK)


class Pulse:
    """`frames` counts what was heard of the gateway; `ping` raises StoreDown where the database does not answer."""

    def __init__(self, clock: Clock, frames: Callable[[], int], ping: Callable[[], Awaitable[None]]) -> None:
        self._clock, self._frames, self._ping = clock, frames, ping
        self._count, self._heard = 0, clock.monotonic()

    async def run(self, file: Path) -> None:
        """Until cancelled."""
        is_told = False
        while True:
            try:
                if await self.is_well():
                    await anyio.Path(file).touch()
            except OSError as error:
                if not is_told:
                    logger.bind(action="pulse", errno=error.errno).warning(
                        "The file of the heartbeat cannot be written"
                    )
                is_told = True
            await anyio.sleep(EVERY)

    async def is_well(self) -> bool:
        now, count = self._clock.monotonic(), self._frames()
        if count != self._count:
            self._count, self._heard = count, now
        return now - self._heard <= HEARD_WITHIN and await self._answers()

    async def _answers(self) -> bool:
        try:
            with anyio.fail_after(ANSWERED_WITHIN):
                await self._ping()
        except (StoreDown, TimeoutError):
            return False
        return True


def is_fresh(file: Path, now: Moment) -> bool:
    """Whether a running desk has touched it lately; a clock that was set back makes nobody ill."""
    try:
        touched = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    except OSError:
        return False
    return now - touched <= FRESH
