"""What others do in the same run on the same machine: a bare loop with a list and a future, and Pykka."""

import asyncio
import time
from typing import Any

import pykka

from tests.bench.desk import give_way


class Silent(pykka.ThreadingActor):
    def on_receive(self, message: Any) -> Any:
        return None


class PykkaActors:
    """So many actors, a thread each."""

    def __init__(self, count: int) -> None:
        self._actors = [Silent.start() for _ in range(count)]

    def tells(self, letters: int) -> float:
        """Letters a second, until the last of them is read."""
        actors, count = self._actors, len(self._actors)
        began = time.perf_counter()
        for n in range(letters):
            actors[n % count].tell(n)
        for actor in actors:
            actor.ask(None)
        return letters / (time.perf_counter() - began)

    def asks(self, letters: int) -> float:
        """One actor is asked again and again; many are asked all at once, again and again."""
        began = time.perf_counter()
        for n in range(letters // len(self._actors)):
            for reply in [actor.ask(n, block=False) for actor in self._actors]:
                reply.get()
        return letters / (time.perf_counter() - began)

    def stop(self) -> None:
        for actor in self._actors:
            actor.stop()


class BareActors:
    """The least that an actor of one loop can be: a list, a future and a task. It keeps and promises nothing."""

    def __init__(self, count: int) -> None:
        self._letters: list[list[asyncio.Future[None] | None]] = [[] for _ in range(count)]
        self._readers: list[asyncio.Future[None] | None] = [None] * count
        self._tasks = [asyncio.get_running_loop().create_task(self._live(n)) for n in range(count)]

    async def _live(self, n: int) -> None:
        letters = self._letters[n]
        while True:
            while not letters:
                reader = self._readers[n] = asyncio.get_running_loop().create_future()
                await reader
            for reply in letters:
                if reply is not None:
                    reply.set_result(None)
            letters.clear()

    def _put(self, n: int, reply: "asyncio.Future[None] | None") -> None:
        self._letters[n].append(reply)
        reader = self._readers[n]
        if reader is not None and not reader.done():
            reader.set_result(None)

    async def tells(self, letters: int) -> float:
        count = len(self._tasks)
        began = time.perf_counter()
        for n in range(letters):
            self._put(n % count, None)
        while any(self._letters):
            await give_way()
        return letters / (time.perf_counter() - began)

    async def asks(self, letters: int) -> float:
        count = len(self._tasks)
        began = time.perf_counter()
        for _ in range(letters // count):
            for reply in [self._ask(n) for n in range(count)]:
                await reply
        return letters / (time.perf_counter() - began)

    def _ask(self, n: int) -> "asyncio.Future[None]":
        reply: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._put(n, reply)
        return reply

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.wait(self._tasks)
