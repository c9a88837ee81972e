"""Waits of real seconds that end early when somebody says so, and each only for what ends its kind."""

from asyncio import Future, get_running_loop
from enum import Enum, auto


class Pause(Enum):
    """What is waited for."""

    BACKOFF = auto()  # until it may be tried again
    PARKED = auto()  # until a permission is given
    UNKNOWN = auto()  # until a call whose answer was lost has landed, or never will
    TURN = auto()  # until something else was done before it, or its time has come


class Pauses:
    __slots__ = ("_waiting",)

    def __init__(self) -> None:
        self._waiting: tuple[tuple[Pause, Future[None]], ...] = ()

    def __len__(self) -> int:
        return len(self._waiting)

    async def wait(self, seconds: float, kind: Pause = Pause.BACKOFF) -> None:
        waiting: Future[None] = get_running_loop().create_future()
        timer = get_running_loop().call_later(seconds, end, waiting)
        self._waiting = (*self._waiting, (kind, waiting))
        try:
            await waiting
        finally:
            timer.cancel()
            self._waiting = tuple(one for one in self._waiting if one[1] is not waiting)

    def end_all(self, *kinds: Pause) -> None:
        """Those of these kinds; all where none is named."""
        for kind, waiting in self._waiting:
            if not kinds or kind in kinds:
                end(waiting)


def end(waiting: "Future[None]") -> None:
    if not waiting.done():
        waiting.set_result(None)
