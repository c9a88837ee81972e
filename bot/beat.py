"""That a desk lives on a database is said there, so that nobody restores over it: a desk knows its tickets by heart."""

from contextlib import suppress
from datetime import timedelta
from typing import Protocol

import anyio

from actors.ports import Clock
from models.errors import StoreDown
from models.moment import Moment

EVERY = 30.0  # real seconds
FRESH = timedelta(minutes=2)  # whoever said so no longer ago may still live
REST_WITHIN = 2.0  # real seconds


class Ledger(Protocol):
    """Where it is said by the process of this epoch; everything raises StoreDown."""

    async def beat(self, epoch: int, at: Moment) -> None: ...

    async def rest(self, epoch: int) -> None: ...


class Beat:
    """Of a desk that has begun. A crash leaves the last beat standing, for as long as it is fresh."""

    def __init__(self, ledger: Ledger, clock: Clock, epoch: int) -> None:
        self._ledger, self._clock, self._epoch = ledger, clock, epoch

    async def run(self) -> None:
        """Until cancelled; a database that is away is told the next time."""
        while True:
            with suppress(StoreDown):
                await self._ledger.beat(self._epoch, self._clock.now())
            await anyio.sleep(EVERY)

    async def rest(self) -> None:
        """The desk ends in good order."""
        with anyio.move_on_after(REST_WITHIN), suppress(StoreDown):
            await self._ledger.rest(self._epoch)


def is_fresh(beat: Moment | None, now: Moment) -> bool:
    """Whether a desk may still live; clocks that are apart by less make no difference."""
    return beat is not None and abs(now - beat) <= FRESH
