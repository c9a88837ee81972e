"""Who moves the story's time here: steps that people ask for, and a pace that goes on by itself. Never both at once."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.sandbox.control import views, wishes
from bot.sandbox.error_tree import refuse
from bot.sandbox.errors import ApiError, Refusal
from bot.sandbox.story_time import LAST, StillBusy, StoryTime

TICK = 0.25  # real seconds between two moves at a pace, and between two words about a move under way
LOST = 1.0  # real seconds at most that one tick makes up for: what a busy bot held up is not leapt over
FARTHEST = timedelta(days=366)

NOTHING_TO_COME = Refusal(409, 0, "Nothing is to come by itself: say how far time shall move.")

Told = Callable[[views.Time, views.Moved | None], None]


class Mover:
    """`told` hears of every move, a few times a second while it lasts, and of its end."""

    def __init__(self, time: StoryTime, real: Callable[[], float], told: Told, pace: float) -> None:
        self.time = time
        self.pace = pace
        self._real = real
        self._told = told
        self._lock = asyncio.Lock()
        self._is_stepping = False

    @property
    def view(self) -> views.Time:
        return views.Time(now=self.time.now(), pace=self.pace, next=self.time.next, is_moving=self._is_stepping)

    def set_pace(self, pace: float) -> None:
        self.pace = pace
        self._told(self.view, None)

    async def step(self, wish: wishes.MoveTime) -> views.Moved:
        """Waits for the tick under way, then moves. Raises StillBusy, with time where it came to."""
        async with self._lock:
            until = self._goal(wish)
            since, self._is_stepping = self.time.now(), True
            self._told(self.view, None)
            try:
                await self.time.run_until(until)
            finally:
                self._is_stepping = False
                moved = views.Moved(since=since, until=self.time.now())
                self._told(self.view, moved)
        return moved

    async def run(self) -> None:
        """Lets time pass at the pace, for ever. Where the bot is busy it stands, and goes on from there."""
        last = self._real()
        while True:
            await asyncio.sleep(TICK)
            now = self._real()
            passed, last = min(now - last, LOST), now
            if self._is_stepping:
                self._told(self.view, None)
            elif self.pace > 0:
                await self._tick(timedelta(milliseconds=int(1000 * passed * self.pace)))

    async def _tick(self, passed: timedelta) -> None:
        async with self._lock:
            try:
                await self.time.run_until(min(self.time.now() + passed, LAST))
            except StillBusy:
                return  # the next tick tries again, and whoever asks for a step is told
            finally:
                self._told(self.view, None)

    def _goal(self, wish: wishes.MoveTime) -> datetime:
        now = self.time.now()
        match wish:
            case wishes.MoveTime(to=None, by=None):
                if self.time.next is None:
                    raise ApiError(NOTHING_TO_COME)
                return _before_the_end("to", max(self.time.next, now))
            case wishes.MoveTime(to=datetime() as to, by=None):
                return _checked("to", to, now)
            case wishes.MoveTime(to=None, by=timedelta() as by):
                return _checked("by", now + max(min(by, 2 * FARTHEST), -FARTHEST), now)
            case _:
                raise refuse(("by",), "BASE_TYPE_CHOICES", "Either to a moment or by a span, not both.")


def _checked(field: str, goal: datetime, now: datetime) -> datetime:
    if goal < now:
        raise refuse((field,), "NUMBER_TYPE_MIN", "Time moves only forwards.")
    if goal > now + FARTHEST:
        raise refuse((field,), "NUMBER_TYPE_MAX", f"At most {FARTHEST.days} days at once.")
    return _before_the_end(field, goal)


def _before_the_end(field: str, goal: datetime) -> datetime:
    if goal > LAST:
        told = f"Time ends with the year {LAST.year - 1}: Discord's ids have no room for later moments."
        raise refuse((field,), "NUMBER_TYPE_MAX", told)
    return goal
