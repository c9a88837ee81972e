"""How long people wait for an answer: many who wait equally long share one timer."""

from asyncio import Future, TimerHandle, get_running_loop
from collections import deque
from datetime import timedelta

from actors.letters import NoAnswerYet, Reply


class Patience:
    """Who came first gives up first, so only the first needs a timer. One timer an ask costs as much as its turn."""

    __slots__ = ("_span", "_timer", "_waiting")

    def __init__(self, span: timedelta) -> None:
        self._span = span.total_seconds()
        self._waiting: deque[tuple[float, Future[Reply]]] = deque()
        self._timer: TimerHandle | None = None

    def bound(self, reply: "Future[Reply]") -> None:
        """Nobody waits for this reply longer than the span: then it is `NoAnswerYet`."""
        loop, waiting = get_running_loop(), self._waiting
        while waiting and waiting[0][1].done():
            waiting.popleft()
        waiting.append((loop.time() + self._span, reply))
        if self._timer is None:
            self._timer = loop.call_later(self._span, self._look)

    def _look(self) -> None:
        loop, waiting = get_running_loop(), self._waiting
        now = loop.time()
        while waiting and (waiting[0][0] <= now or waiting[0][1].done()):
            give_up(waiting.popleft()[1])
        self._timer = loop.call_at(waiting[0][0], self._look) if waiting else None


def give_up(reply: "Future[Reply]") -> None:
    if not reply.done():
        reply.set_result(NoAnswerYet())
