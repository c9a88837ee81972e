"""The two clocks: one that follows the wall, and one that is moved by hand, for stories of days.

Story time is what Discord's snowflakes tell; promises are counted in it. Monotonic time is real on both.
"""

import time
from asyncio import TimerHandle, get_running_loop
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from heapq import heapify, heappop, heappush

from models.moment import Moment

TICK = 1.0  # seconds; a wall clock that jumps is noticed within one
AT_ONCE = 1000  # alarms rung before others may run: all at once, 100,000 take 86 ms
FEW = 1000  # cancelled alarms that are not worth a clearing


class Alarm:
    """`ring` is None once it has rung or was cancelled. Of two for one moment the first set rings first."""

    __slots__ = ("_agenda", "_n", "at", "ring")

    def __init__(self, agenda: "Agenda", n: int, at: Moment, ring: Callable[[], None]) -> None:
        self._agenda, self._n, self.at = agenda, n, at
        self.ring: Callable[[], None] | None = ring

    def __lt__(self, other: "Alarm") -> bool:
        return self.at < other.at or (self.at == other.at and self._n < other._n)

    def cancel(self) -> None:
        if self.ring is not None:
            self.ring = None
            self._agenda.forget_one()


class Agenda:
    """Alarms by their moment. Cancelled ones stay until they come up, or until they are the greater part."""

    def __init__(self) -> None:
        self._alarms: list[Alarm] = []
        self._cancelled = 0
        self._added = 0

    @property
    def next(self) -> Moment | None:
        while self._alarms and self._alarms[0].ring is None:
            heappop(self._alarms)
            self._cancelled -= 1
        return self._alarms[0].at if self._alarms else None

    def add(self, at: Moment, ring: Callable[[], None]) -> Alarm:
        self._added += 1
        alarm = Alarm(self, self._added, at, ring)
        heappush(self._alarms, alarm)
        return alarm

    def forget_one(self) -> None:
        self._cancelled += 1
        if self._cancelled > FEW and 2 * self._cancelled > len(self._alarms):
            self._alarms = [alarm for alarm in self._alarms if alarm.ring is not None]
            heapify(self._alarms)
            self._cancelled = 0

    def ring_next(self) -> None:
        """Rings the alarm that `next` named."""
        alarm = heappop(self._alarms)
        ring, alarm.ring = alarm.ring, None
        if ring is not None:
            ring()


class SystemClock:
    """Story time is the wall clock. One timer of the loop serves all alarms and looks at the wall every second."""

    def __init__(self) -> None:
        self._agenda = Agenda()
        self._timer: TimerHandle | None = None
        self._armed_for: Moment | None = None

    def now(self) -> Moment:
        return datetime.fromtimestamp(time.time_ns() // 1_000_000 / 1000, UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    def call_at(self, at: Moment, ring: Callable[[], None]) -> Alarm:
        alarm = self._agenda.add(at, ring)
        if self._armed_for is None or at < self._armed_for:
            self._arm()
        return alarm

    def _arm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer, self._armed_for = None, self._agenda.next
        if self._armed_for is not None:
            wait = min(TICK, max(0.0, (self._armed_for - self.now()).total_seconds()))
            self._timer = get_running_loop().call_later(wait, self._tick)

    def _tick(self) -> None:
        now = self.now()
        try:
            for _ in range(AT_ONCE):
                if (at := self._agenda.next) is None or at > now:
                    return
                self._agenda.ring_next()
        finally:
            self._arm()  # whatever one alarm raises, the others ring


class SteppedClock:
    """Story time stands still until it is moved. Who moves it sees to it that all is quiet first."""

    def __init__(self, start: Moment) -> None:
        self._now = start
        self._agenda = Agenda()

    def now(self) -> Moment:
        return self._now

    def monotonic(self) -> float:
        return time.monotonic()

    def call_at(self, at: Moment, ring: Callable[[], None]) -> Alarm:
        return self._agenda.add(at, ring)

    @property
    def next_alarm(self) -> Moment | None:
        """The moment of the next alarm, never before now; None where nothing is to ring."""
        at = self._agenda.next
        return at if at is None else max(at, self._now)

    def step(self) -> None:
        """Moves to the next alarm and rings it; there must be one."""
        at = self.next_alarm
        if at is None:
            raise ValueError("no alarm is set")
        self._now = at
        self._agenda.ring_next()

    def advance_to(self, at: Moment) -> None:
        """Moves without ringing. Raises ValueError where that would go back, or past an alarm."""
        due = self.next_alarm
        if at < self._now or (due is not None and due < at):
            raise ValueError(f"cannot move from {self._now} to {at}: the next alarm is at {due}")
        self._now = at

    async def run_until(self, at: Moment, quiet: Callable[[], Awaitable[None]]) -> None:
        """Rings every alarm up to `at`, each once all is quiet; then it is `at`, and quiet."""
        await quiet()
        while (due := self.next_alarm) is not None and due <= at:
            self.step()
            await quiet()
        self.advance_to(max(at, self._now))
