"""A loop whose clock jumps to the next timer: days take milliseconds, and a wait that nobody ends is found."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from models.moment import Moment, moment

T = TypeVar("T")

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
LONGEST = 20 * 86_400.0  # seconds


class Deadlock(BaseException):
    """Nobody will ever wake, or the story does not end."""


class VirtualLoop(asyncio.SelectorEventLoop):
    """Good for everything but real sockets."""

    def __init__(self) -> None:
        super().__init__()
        self._virtual = 0.0
        selector: Any = self._selector  # type: ignore[attr-defined]
        self._look: Callable[[float | None], list[Any]] = selector.select
        selector.select = self._jump

    def time(self) -> float:
        return self._virtual

    def _jump(self, timeout: float | None) -> list[Any]:
        ready = self._look(0)
        if ready or timeout == 0:
            return ready
        if timeout is None or self._virtual > LONGEST:
            raise Deadlock("nobody will ever wake" if timeout is None else "a story that does not end")
        self._virtual += max(timeout, 1e-6)
        return ready


class VirtualClock:
    """Story time and monotonic time are the loop's."""

    def now(self) -> Moment:
        return moment(START + timedelta(seconds=self.monotonic()))

    def monotonic(self) -> float:
        return asyncio.get_running_loop().time()

    def call_at(self, at: Moment, ring: Callable[[], None]) -> asyncio.TimerHandle:
        """A millisecond later, because `now` is cut to one."""
        return asyncio.get_running_loop().call_later(max(0.0, (at - self.now()).total_seconds() + 0.001), ring)


def play(story: Coroutine[Any, Any, T]) -> T:
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(story)


async def lapse(seconds: float) -> None:
    """So many seconds of the loop's own time pass."""
    loop = asyncio.get_running_loop()
    over: asyncio.Future[None] = loop.create_future()
    timer = loop.call_later(seconds, over.set_result, None)
    try:
        await over
    finally:
        timer.cancel()
