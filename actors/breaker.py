"""While the store is down nobody calls it but one probe; when it answers again all go on, a few at first.

A store that answers and takes no write is down, too: once that was seen, one actor goes first and the others wait for
what becomes of it.
"""

from asyncio import Future, Task, TaskGroup, current_task, get_running_loop
from collections import deque
from datetime import timedelta
from typing import Any

from loguru import logger

from actors.backoff import Backoff, Jitter
from actors.patience import bounded, settle
from actors.pauses import Pauses, end
from actors.ports import Store, StoreDown

PROBES = Backoff(longest=5.0)  # an ask is given up after ten seconds: a store that came back is found sooner
RELAPSES = Backoff(longest=30.0)  # while it answers and nothing is written
TRIAL = timedelta(seconds=15)  # longer than a call of the store: whoever has nothing to write is not waited for
STEP = 0.1  # seconds, after each of which twice as many go on

Waiting = tuple[Task[Any] | None, Future[None]]


class Breaker:
    """One for a whole process. Whoever is told StoreDown trips it; whoever means to call the store looks here first.

    `_relapses` is how often it was closed again since the last write that is known.
    """

    def __init__(self, store: Store, jitter: Jitter) -> None:
        self._store, self._jitter = store, jitter
        self._waiting: deque[Waiting] = deque()
        self._relapses = 0
        self._first: Task[Any] | None = None  # who goes first, and what became of it
        self._news: Future[bool] | None = None
        self._probe: Task[None] | None = None
        self._pauses = Pauses()
        self.is_open = False

    def trip(self, tasks: TaskGroup) -> None:
        """The store did not answer. The first probe follows at once: it may have been one call alone."""
        self.is_open = True
        self._tell(False)
        if self._probe is None or self._probe.done():
            self._probe = tasks.create_task(self._mend())

    def wrote(self) -> None:
        """Something was committed: it does more than answer."""
        self._relapses = 0
        self._tell(True)

    async def closed(self) -> None:
        """Returns once it is this one's turn to call the store."""
        task = current_task()
        if self.is_open and task is not self._first:
            waiting: Future[None] = get_running_loop().create_future()
            self._waiting.append((task, waiting))
            await waiting

    def _tell(self, news: bool) -> None:
        if self._news is not None:
            settle(self._news, news)

    async def _mend(self) -> None:
        """Until it answers and everybody was let go; whoever fails then opens it again."""
        while self.is_open:
            if self._relapses:
                await self._pauses.wait(self._jitter.wait(RELAPSES, self._relapses - 1))
            await self._answer()
            serves = not self._relapses or await self._serves_one()
            self._relapses += 1
            if serves:
                self.is_open = False
                await self._let_go()

    async def _serves_one(self) -> bool:
        """One goes first, and nobody else until it has written or failed; where it has nothing to write, it may."""
        if not self._waiting:
            return True
        self._first, waiting = self._waiting.popleft()
        self._news = get_running_loop().create_future()
        end(waiting)
        serves = await bounded(self._news, TRIAL, otherwise=True)
        self._first = self._news = None
        return serves

    async def _answer(self) -> None:
        tries = 0
        while not await self._is_up():
            if tries == 0:
                logger.bind(action="store_down").warning("the store does not answer; it is asked again")
            await self._pauses.wait(self._jitter.wait(PROBES, tries))
            tries += 1
        if tries:
            logger.bind(action="store_up", tries=tries).info("the store answers again")

    async def _is_up(self) -> bool:
        try:
            await self._store.ping()
        except StoreDown:
            return False
        return True

    async def _let_go(self) -> None:
        """Doubling: a store that has just come back is not run over, and a hundred thousand wait two seconds."""
        many = 1
        while self._waiting and not self.is_open:
            for _ in range(min(many, len(self._waiting))):
                end(self._waiting.popleft()[1])
            many *= 2
            await self._pauses.wait(STEP)
