"""The composition root: what the desk is made of, in the order in which it comes alive, and in which it goes."""

import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

import anyio
from anyio import TASK_STATUS_IGNORED
from anyio.abc import TaskStatus
from loguru import logger

from actors.clock import SystemClock
from actors.courier import TokenRejected
from actors.memory import settle
from actors.ports import Clock
from actors.supervisor import Supervisor
from actors.ward import Meltdown
from bot.admission import admitted
from bot.backstage import Backstage
from bot.beat import Beat
from bot.database import Mongo, health_of, mongo_of, reached, store_at
from bot.desks import DeskPolicies
from bot.inbound.client import client_at
from bot.inbound.commands.table import publish
from bot.inbound.counter import Counter
from bot.inbound.ear import ear_for
from bot.inbound.gateway import BETWEEN_IDENTIFIES, Gateway
from bot.inbound.history import DiscordHistory
from bot.inbound.messages import Hearing
from bot.inbound.premises import Premises, found_in
from bot.inbound.presence import DiscordAttendance, Owners
from bot.inbound.surroundings import Surroundings
from bot.outbound.notices import Notices
from bot.outbound.outlet import DiscordOutlet
from bot.policy import load_policy
from bot.pulse import NO_HEARTBEAT, Pulse, can_touch
from bot.retries import Retries
from bot.settings import Settings, WrongSetting
from bot.unusable import WRONG_TOKEN, Unusable
from bot.waiting import once_it_answers
from models.documents.store import MongoStore
from models.errors import StoreDown
from models.ids import GuildId

T = TypeVar("T")

SETTLE_AFTER = 60.0  # real seconds; by then whoever was alive has been loaded
MELTDOWN = 1  # exit code
ROUSE_AGAIN = 2.0  # real seconds, where the store did not answer


def run(settings: Settings) -> int:
    """Until SIGTERM or SIGINT; the exit code. Raises WrongSetting and Unusable."""
    return anyio.run(serve, settings)


async def serve(settings: Settings) -> int:
    return await until_signal(running(settings), at_hangup=lambda app: app.backstage.reload_and_log())


async def until_signal(
    life: AbstractAsyncContextManager[T],
    *,
    at_hangup: Callable[[T], Awaitable[None]] | None = None,
    settle_after: float = SETTLE_AFTER,
) -> int:
    """Lives until SIGTERM, SIGINT or a Meltdown; the exit code. `settle_after` is in real seconds.

    SIGHUP ends it like any other program, unless something is to be done then: its terminal was closed.
    """
    try:
        with unwrapped():
            async with until_stopped() as stopping, life as alive, anyio.create_task_group() as tasks:
                stopping.is_alive = True
                tasks.start_soon(settle_later, settle_after)
                tasks.start_soon(at_each_hangup, at_hangup and partial(at_hangup, alive))
                await stopping.asked.wait()
                tasks.cancel_scope.cancel()
    except Meltdown:
        logger.bind(action="meltdown").error("Too much failed at once, so the process ends; start it again")
        return MELTDOWN
    return 0


@asynccontextmanager
async def running(
    settings: Settings,
    *,
    mongo: Mongo | None = None,
    clock: Clock | None = None,
    between_identifies: float = BETWEEN_IDENTIFIES,
) -> "AsyncIterator[App]":
    """A desk from its birth to its drain; a `mongo` that is given is not closed. `between_identifies` is in seconds.

    What a person can put right is told before the database is written to.
    Raises WrongSetting, Unusable, and the supervisor's Meltdown.
    """
    policies = DeskPolicies(load_policy(settings.policy_file), settings)
    if settings.heartbeat and not can_touch(settings.heartbeat):
        raise WrongSetting(NO_HEARTBEAT)
    with unwrapped():
        async with mongo_of(settings, mongo) as client, anyio.create_task_group() as tasks:
            tell_policy(policies)
            await once_it_answers(partial(reached, client))
            await admitted(settings)
            store = await once_it_answers(partial(store_at, client))
            app = App(settings, policies, client, store, clock or SystemClock(), between_identifies)
            await tasks.start(app.live)
            yield app
            await app.stop()


class App:
    """A desk that is alive. `stop` ends it in good order, `kill` as a power cut would."""

    def __init__(
        self,
        settings: Settings,
        policies: DeskPolicies,
        mongo: Mongo,
        store: MongoStore,
        clock: Clock,
        between_identifies: float,
    ) -> None:
        self.policies, self.store, self.clock = policies, store, clock
        self.client = client_at(settings.discord_api_url)
        self.gateway = Gateway(self.client, between_identifies=between_identifies)
        self.ear = ear_for(clock, self.gateway.ask)
        history = DiscordHistory(self.client)
        self._notices = Notices(self.client, policies, clock)
        outlet = DiscordOutlet(self.client, policies, store, store.files, self._notices)
        attendance = DiscordAttendance(self.client, self.ear, clock)
        self.supervisor = Supervisor(
            store=store,
            outlet=outlet,
            history=history,
            clock=clock,
            ear=self.ear,
            policies=policies,
            notice=self._notices,
            attendance=attendance,
        )
        self.backstage = self._backstage(settings, mongo)
        premises = Premises(self.client, policies, self.backstage)
        owners = Owners(self.supervisor, clock)
        counter = Counter(self.supervisor, policies, premises, outlet.full_record, owners)
        surroundings = Surroundings(
            client=self.client,
            gateway=self.gateway,
            counter=counter,
            history=history,
            clock=clock,
            report=self._notices,
        )
        hearing = Hearing(
            client=self.client,
            gateway=self.gateway,
            ear=self.ear,
            counter=counter,
            surroundings=surroundings,
            clock=clock,
            seen=policies.seen,
            arrived=self._arrived,
            all_came=premises.all_came,
        )
        hearing.begin()
        self._token, self._heartbeat = settings.token.get_secret_value(), settings.heartbeat
        self._life: anyio.CancelScope | None = None
        self._ended = anyio.Event()

    def _backstage(self, settings: Settings, mongo: Mongo) -> Backstage:
        return Backstage(
            file=settings.policy_file,
            policies=self.policies,
            supervisor=self.supervisor,
            look=lambda named: found_in(self.client, self.policies.home, named),
            guilds=lambda: (GuildId(guild.id) for guild in self.client.guilds),
            publish=partial(publish, self.client),
            health=partial(health_of, mongo),
        )

    @property
    def is_quiet(self) -> bool:
        """Nothing is read, written, called or answered: what is left waits for time, or for somebody."""
        return self.supervisor.is_quiet and self.gateway.is_idle and self._notices.is_quiet

    async def live(self, *, task_status: TaskStatus[None] = TASK_STATUS_IGNORED) -> None:
        """Until stopped or killed. Raises Unusable, Meltdown and TokenRejected, in an exception group."""
        try:
            async with anyio.create_task_group() as tasks:
                self._life = tasks.cancel_scope
                await tasks.start(self.supervisor.run)
                tasks.start_soon(self._beat().run)
                tasks.start_soon(self._notices.run)
                tasks.start_soon(self.gateway.run, self._token, self.ear)
                tasks.start_soon(Retries(self.store, self.supervisor).run)
                if self._heartbeat is not None:
                    pulse = Pulse(self.clock, lambda: self.gateway.frames, self.store.ping)
                    tasks.start_soon(pulse.run, self._heartbeat)
                task_status.started()
        finally:
            self._ended.set()

    async def stop(self) -> None:
        """Doors closed, what is under way acknowledged, at most 20 s; what was not delivered stays in the outboxes."""
        if not self._ended.is_set():
            await self.supervisor.drain()
            await self._beat().rest()
            await self.kill()

    async def kill(self) -> None:
        """In the middle of whatever it does."""
        if self._life is not None:
            self._life.cancel()
            await self._ended.wait()

    def _beat(self) -> Beat:
        return Beat(self.store, self.clock, self.supervisor.epoch)

    def _arrived(self, guild: GuildId) -> None:
        self.gateway.spawn(partial(self._rouse, guild))

    async def _rouse(self, guild: GuildId) -> None:
        """Whoever has something left to do there is given a life."""
        while True:
            try:
                count = await self.supervisor.rouse_all(guild)
                log = logger.bind(action="guild_roused", guild=guild, count=count)
                return log.info("The desk wakes up, and tickets with it: {}", count - 1)
            except StoreDown:
                await anyio.sleep(ROUSE_AGAIN)


@contextmanager
def unwrapped() -> Iterator[None]:
    """Task groups wrap what ends them; where it is one thing, it comes out as itself."""
    try:
        yield
    except BaseExceptionGroup as group:
        only: BaseException = group
        while isinstance(only, BaseExceptionGroup) and len(only.exceptions) == 1:
            only = only.exceptions[0]
        if isinstance(only, TokenRejected):
            raise Unusable(WRONG_TOKEN) from None
        raise only from None


def tell_policy(policies: DeskPolicies) -> None:
    """The first of the five lines in which a start says what it found."""
    log = logger.bind(action="policy", types=",".join(policies.policy.types), unserved=",".join(policies.unserved))
    log.info("{} types are offered, {} have no team", len(policies.policy.types), len(policies.unserved))


@dataclass(slots=True)
class Stopping:
    """`asked`: somebody wants the end of a desk that `is_alive`."""

    asked: anyio.Event = field(default_factory=anyio.Event)
    is_alive: bool = False


@asynccontextmanager
async def until_stopped() -> AsyncIterator[Stopping]:
    """A signal is asked of a desk that is alive; one that still waits for its database or Discord is given up."""
    stopping = Stopping()

    async def listen() -> None:
        await a_signal()
        if stopping.is_alive:
            stopping.asked.set()
        else:
            tasks.cancel_scope.cancel()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(listen)
        yield stopping
        tasks.cancel_scope.cancel()


async def settle_later(seconds: float) -> None:
    await anyio.sleep(seconds)
    settle()


async def a_signal() -> None:
    with anyio.open_signal_receiver(signal.SIGTERM, signal.SIGINT) as signals:
        received = await anext(signals)
    logger.bind(action="stopping").info("Stopping on {}", received.name)


async def at_each_hangup(act: Callable[[], Awaitable[None]] | None) -> None:
    """Who has nothing to do then does not listen, so that it ends the process."""
    if act is None:
        return
    with anyio.open_signal_receiver(signal.SIGHUP) as signals:
        async for _ in signals:
            await act()
