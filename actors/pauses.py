"""Waits of real seconds that end early when somebody says so."""

from asyncio import Future, get_running_loop


class Pauses:
    __slots__ = ("_waiting",)

    def __init__(self) -> None:
        self._waiting: tuple[Future[None], ...] = ()

    def __len__(self) -> int:
        return len(self._waiting)

    async def wait(self, seconds: float) -> None:
        waiting: Future[None] = get_running_loop().create_future()
        timer = get_running_loop().call_later(seconds, end, waiting)
        self._waiting = (*self._waiting, waiting)
        try:
            await waiting
        finally:
            timer.cancel()
            self._waiting = tuple(one for one in self._waiting if one is not waiting)

    def end_all(self) -> None:
        for waiting in self._waiting:
            end(waiting)


def end(waiting: "Future[None]") -> None:
    if not waiting.done():
        waiting.set_result(None)
