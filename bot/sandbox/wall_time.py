"""The time of a sandbox that stands alone: it stands until it is moved, and programs elsewhere may live in it."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from bot.sandbox.story_time import StillBusy
from bot.sandbox.world import wall_time

PATIENCE = 10.0  # real seconds that a move waits for whoever lives in this time


class Follower:
    """A program that lives in this time: told of every moment, it reports once all that was due by then is done.

    `next` is when something happens in it by itself. One that never reported is at work.
    """

    def __init__(self, tell: Callable[[datetime], None], changed: Callable[[], None]) -> None:
        self.next: datetime | None = None
        self._tell, self._changed = tell, changed
        self._done_until: datetime | None = None

    def report(self, *, now: datetime, next: datetime | None, is_quiet: bool) -> None:
        """`now` is the moment that it speaks of: what was on its way while time moved on counts for nothing."""
        self.next = next
        self._done_until = now if is_quiet else None
        self._changed()

    def tell(self, now: datetime) -> None:
        self._done_until = None
        self._tell(now)

    def is_done(self, now: datetime) -> bool:
        """Whoever says that something is still due now is not."""
        return self._done_until == now and (self.next is None or self.next > now)


class WallTime:
    """Moves only forwards. Without followers nothing is ever due in it, and every move is done at once."""

    def __init__(self, start: datetime | None = None) -> None:
        """From `start`, or from the moment of the wall."""
        self._now = start or wall_time()
        self._followers: list[Follower] = []
        self._reported = asyncio.Event()

    def now(self) -> datetime:
        return self._now

    @property
    def next(self) -> datetime | None:
        """As the followers last said, never before now."""
        return min((max(each.next, self._now) for each in self._followers if each.next), default=None)

    def follow(self, tell: Callable[[datetime], None]) -> Follower:
        """`tell` hears of every moment to come, and at once of the one that is now. To be ended by `leave`."""
        follower = Follower(tell, self._reported.set)
        self._followers.append(follower)
        follower.tell(self._now)
        return follower

    def leave(self, follower: Follower) -> None:
        """Nobody waits for it any more."""
        self._followers.remove(follower)
        self._reported.set()

    async def run_until(self, at: datetime) -> None:
        """From one follower's next moment to the following one, each waited for. Raises StillBusy."""
        await self._come_to(self._now)
        while (due := self.next) is not None and due <= at:
            await self._come_to(due)
        if at > self._now:
            await self._come_to(at)

    async def _come_to(self, now: datetime) -> None:
        """All are asked, also where time does not move: what people just did may have given them work."""
        self._now = now
        for follower in tuple(self._followers):
            follower.tell(now)
        try:
            async with asyncio.timeout(PATIENCE):
                while not all(follower.is_done(now) for follower in self._followers):
                    self._reported.clear()
                    await self._reported.wait()
        except TimeoutError:
            busy = sum(not follower.is_done(now) for follower in self._followers)
            raise StillBusy(f"{busy} of the programs that live in this time are still busy: try again.") from None
