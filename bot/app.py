"""The composition root: what the desk is made of, in the order in which it comes alive, and in which it goes."""

import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from functools import partial
from typing import Any

import anyio
import discord
from anyio import TASK_STATUS_IGNORED
from anyio.abc import TaskStatus
from loguru import logger
from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorDatabase
from pymongo.errors import PyMongoError

from actors.clock import SystemClock
from actors.courier import TokenRejected
from actors.memory import settle
from actors.ports import Clock
from actors.supervisor import Supervisor
from actors.ward import Meltdown
from bot.desks import DeskPolicies
from bot.inbound.counter import Counter
from bot.inbound.ear import ear_for
from bot.inbound.gateway import BETWEEN_IDENTIFIES, WRONG_TOKEN, Gateway
from bot.inbound.gateway import Unusable as Unusable
from bot.inbound.history import DiscordHistory
from bot.inbound.messages import Hearing
from bot.inbound.premises import Premises
from bot.inbound.surroundings import Surroundings
from bot.outbound.notices import Notices
from bot.outbound.outlet import DiscordOutlet
from bot.policy import load_policy
from bot.settings import Settings
from models.documents.connect import client_of, connect
from models.documents.store import MongoStore
from models.errors import StoreDown
from models.ids import GuildId

Mongo = AsyncIOMotorClient[dict[str, Any]]

SETTLE_AFTER = 60.0  # real seconds; by then whoever was alive has been loaded
MELTDOWN = 1  # exit code
ROUSE_AGAIN = 2.0  # real seconds, where the store did not answer

NO_DATABASE = "No MongoDB answers at MONGODB_URI: start it there, or mend the address and the password in it."


def run(settings: Settings) -> int:
    """Until SIGTERM or SIGINT; the exit code. Raises WrongSetting and Unusable."""
    return anyio.run(serve, settings)


async def serve(settings: Settings) -> int:
    return await until_signal(running(settings))


async def until_signal(life: AbstractAsyncContextManager[object], *, settle_after: float = SETTLE_AFTER) -> int:
    """Lives until SIGTERM, SIGINT or a Meltdown; the exit code. `settle_after` is in real seconds."""
    try:
        async with life, anyio.create_task_group() as tasks:
            tasks.start_soon(settle_later, settle_after)
            await a_signal()
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

    Raises WrongSetting, Unusable, and the supervisor's Meltdown.
    """
    policies = DeskPolicies(load_policy(settings.policy_file), settings)
    with unwrapped():
        async with store_of(settings, mongo) as store, anyio.create_task_group() as tasks:
            app = App(settings, policies, store, clock or SystemClock(), between_identifies)
            await tasks.start(app.live)
            yield app
            await app.stop()


class App:
    """A desk that is alive. `stop` ends it in good order, `kill` as a power cut would."""

    def __init__(
        self, settings: Settings, policies: DeskPolicies, store: MongoStore, clock: Clock, between_identifies: float
    ) -> None:
        self.policies, self.store, self.clock = policies, store, clock
        self.client = client_for(settings)
        self.gateway = Gateway(self.client, between_identifies=between_identifies)
        self.ear = ear_for(clock, self.gateway.ask)
        history, premises = DiscordHistory(self.client), Premises(self.client, policies)
        self._notices = Notices(self.client, policies, clock)
        self.supervisor = Supervisor(
            store=store,
            outlet=DiscordOutlet(self.client, policies, store.entries, self._notices),
            history=history,
            clock=clock,
            ear=self.ear,
            policies=policies,
            notice=self._notices,
        )
        counter = Counter(self.supervisor, policies, premises)
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
        self._token = settings.token.get_secret_value()
        self._life: anyio.CancelScope | None = None
        self._ended = anyio.Event()

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
                tasks.start_soon(self._notices.run)
                tasks.start_soon(self.gateway.run, self._token, self.ear)
                task_status.started()
        finally:
            self._ended.set()

    async def stop(self) -> None:
        """Doors closed, what is under way acknowledged, at most 20 s; what was not delivered stays in the outboxes."""
        if not self._ended.is_set():
            await self.supervisor.drain()
            await self.kill()

    async def kill(self) -> None:
        """In the middle of whatever it does."""
        if self._life is not None:
            self._life.cancel()
            await self._ended.wait()

    def _arrived(self, guild: GuildId) -> None:
        self.gateway.spawn(partial(self._rouse, guild))

    async def _rouse(self, guild: GuildId) -> None:
        """Whoever has something left to do there is given a life."""
        while True:
            try:
                count = await self.supervisor.rouse_all(guild)
                return logger.bind(action="guild_roused", guild=guild, count=count).info(
                    "A desk and its tickets wake up"
                )
            except StoreDown:
                await anyio.sleep(ROUSE_AGAIN)


def client_for(settings: Settings) -> discord.Client:
    """Asks for the least: server, members (for roles), messages and what they say; keeps no message in memory."""
    if settings.discord_api_url:
        discord.http.Route.API_BASE_URL = settings.discord_api_url + "/v{API_VERSION}"
        discord.asset.Asset.BASE = settings.discord_api_url.removesuffix("/api") + "/cdn"
    discord.utils.voice_dependency_warning_emitted = True  # a desk needs no voice, and nobody needs to read so
    intents = discord.Intents(guilds=True, members=True, guild_messages=True, message_content=True)
    return discord.Client(
        intents=intents,
        max_messages=None,
        chunk_guilds_at_startup=False,
        cache_default_sounds=False,
        guild_ready_timeout=0.05,
    )


@asynccontextmanager
async def store_of(settings: Settings, given: Mongo | None) -> AsyncIterator[MongoStore]:
    """Raises Unusable where no database answers."""
    if given is not None:
        yield MongoStore(await answering(given))
        return
    mongo = client_at(settings)
    try:
        yield MongoStore(await answering(mongo))
    finally:
        mongo.close()


def client_at(settings: Settings) -> Mongo:
    try:
        return client_of(settings.mongodb_uri.get_secret_value())
    except PyMongoError:
        raise Unusable(NO_DATABASE) from None


async def answering(mongo: Mongo) -> AsyncIOMotorDatabase[dict[str, Any]]:
    try:
        return await connect(mongo)
    except StoreDown:
        raise Unusable(NO_DATABASE) from None


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


async def settle_later(seconds: float) -> None:
    await anyio.sleep(seconds)
    settle()


async def a_signal() -> None:
    with anyio.open_signal_receiver(signal.SIGTERM, signal.SIGINT) as signals:
        received = await anext(signals)
    logger.bind(action="stopping").info("Stopping on {}", received.name)
