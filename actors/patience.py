"""How long people wait, and what they wait for: many who wait equally long share one timer."""

from asyncio import Future, TimerHandle, get_running_loop
from collections import deque
from datetime import timedelta
from typing import TypeVar

from actors.letters import Answer, NoAnswerYet, Reply

T = TypeVar("T")


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


async def answered(reply: "Future[Reply]") -> Answer:
    """The rules' answer, once it is committed. Raises Refused, or Unanswered where there is none."""
    outcome = await reply
    if isinstance(outcome, Answer):
        return outcome
    raise outcome


async def bounded(waiting: "Future[T]", within: timedelta, otherwise: T) -> T:
    """What is waited for, or `otherwise` where it takes longer."""
    timer = get_running_loop().call_later(within.total_seconds(), settle, waiting, otherwise)
    try:
        return await waiting
    finally:
        timer.cancel()


def settle(waiting: "Future[T]", outcome: T) -> None:
    """Unless it is settled already."""
    if not waiting.done():
        waiting.set_result(outcome)


def give_up(reply: "Future[Reply]") -> None:
    settle(reply, NoAnswerYet())
