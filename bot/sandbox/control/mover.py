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
LONGEST = 60.0  # real seconds of one move; a bot may always have something due in the next moment

NOTHING_TO_COME = Refusal(409, 0, "Nothing is to come by itself: say how far time shall move.")

TOLD_TO_STAND = "Time was told to stand, so it stands where it came to."
TOO_LONG = f"Time has moved for {LONGEST:g} seconds and is not there yet, so it stands where it came to: try again."

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
        self._under_way: asyncio.Timeout | None = None
        self._owed = 0.0  # story seconds, less than ids can tell apart

    @property
    def view(self) -> views.Time:
        return views.Time(now=self.time.now(), pace=self.pace, next=self.time.next, is_moving=self._is_stepping)

    def set_pace(self, pace: float) -> None:
        """At 0 time stands at once: a move under way ends where it came to."""
        self.pace = pace
        if pace == 0 and self._under_way is not None and not self._under_way.expired():
            self._under_way.reschedule(asyncio.get_running_loop().time())
        self._told(self.view, None)

    async def step(self, wish: wishes.MoveTime) -> views.Moved:
        """Waits for the tick under way, then moves. Raises StillBusy, with time where it came to."""
        async with self._lock:
            until = self._goal(wish)
            since, self._is_stepping = self.time.now(), True
            self._told(self.view, None)
            try:
                await self._move(until)
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
                await self._tick(self._due(passed * self.pace))

    def _due(self, passed: float) -> timedelta:
        """Whole milliseconds, of which ids are made; what is left is owed to the next tick."""
        owed = self._owed + passed
        due = timedelta(milliseconds=int(1000 * owed))
        self._owed = owed - due.total_seconds()
        return due

    async def _tick(self, passed: timedelta) -> None:
        async with self._lock:
            try:
                await self._move(min(self.time.now() + passed, LAST))
            except StillBusy:
                return  # the next tick tries again, and whoever asks for a step is told
            finally:
                self._told(self.view, None)

    async def _move(self, until: datetime) -> None:
        end = asyncio.get_running_loop().time() + LONGEST
        self._under_way = under_way = asyncio.timeout_at(end)
        try:
            async with under_way:
                await self.time.run_until(until)
        except TimeoutError:
            raise StillBusy(TOO_LONG if under_way.when() == end else TOLD_TO_STAND) from None
        finally:
            self._under_way = None

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
