"""While the store is down nobody calls it but one probe; when it answers again all go on, a few at first."""

from asyncio import Future, Task, TaskGroup, get_running_loop
from collections import deque

from loguru import logger

from actors.backoff import Backoff, Jitter
from actors.pauses import Pauses, end
from actors.ports import Store, StoreDown

PROBES = Backoff(longest=5.0)  # an ask is given up after ten seconds: a store that came back is found sooner
STEP = 0.1  # seconds, after each of which twice as many go on


class Breaker:
    """One for a whole process. Whoever is told StoreDown trips it; whoever means to call the store looks here first."""

    def __init__(self, store: Store, jitter: Jitter) -> None:
        self._store, self._jitter = store, jitter
        self._waiting: deque[Future[None]] = deque()
        self._probe: Task[None] | None = None
        self._pauses = Pauses()
        self.is_open = False

    def trip(self, tasks: TaskGroup) -> None:
        """The store did not answer. The first probe follows at once: it may have been one call alone."""
        self.is_open = True
        if self._probe is None or self._probe.done():
            self._probe = tasks.create_task(self._mend())

    async def closed(self) -> None:
        """Returns once it is this one's turn to call the store."""
        if self.is_open:
            waiting: Future[None] = get_running_loop().create_future()
            self._waiting.append(waiting)
            await waiting

    async def _mend(self) -> None:
        """Until it answers and everybody was let go; whoever fails then opens it again."""
        while self.is_open:
            await self._answer()
            self.is_open = False
            await self._let_go()

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
                end(self._waiting.popleft())
            many *= 2
            await self._pauses.wait(STEP)
