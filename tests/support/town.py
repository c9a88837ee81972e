"""A server with people in it, on a Discord of our own and on stepped time, and the real bot connected over sockets.

A test says what people do and looks at what they see. `quiet` is reached when nothing is under way anywhere; story time
moves only then, so days take milliseconds and every time is exact.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta

import anyio
from anyio.lowlevel import checkpoint

from actors.clock import SteppedClock, SystemClock
from bot.app import App, running
from bot.demo.mongo import in_memory_client
from bot.demo.quiet import quiet
from bot.sandbox import Attempt, Channel, Form, Intent, Permission, Person, Sandbox, Seen, World, allow, deny
from bot.sandbox.world import PRIVILEGED
from bot.settings import Settings
from bot.wording import words
from models.ids import Address, ChannelId, GuildId
from models.moment import Moment
from models.ticket import Ticket

StoryClock = SteppedClock | SystemClock

SAYS = words()
MORNING = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
QUIET_WITHIN = 20.0  # real seconds
SEEN_AND_WRITTEN = (Permission.VIEW_CHANNEL, Permission.SEND_MESSAGES, Permission.READ_MESSAGE_HISTORY)


class Town:
    """Two teams with their roles, an administrator, an owner of tickets, a stranger, and the desk's own channels."""

    def __init__(self, sandbox: Sandbox, clock: StoryClock, changed: dict[str, object]) -> None:
        self.sandbox, self.stage, self.clock = sandbox, sandbox.stage, clock
        stage = self.stage
        boss, owner, staff, stranger = (stage.user(name) for name in ("admin", "owner", "staff", "stranger"))
        self.guild = stage.guild("Desk", boss)
        self.role = stage.role(self.guild, "database team")
        self.other_role = stage.role(self.guild, "product team")
        self.bot_user = sandbox.world.application.user
        for user, roles in ((owner, ()), (staff, (self.role,)), (stranger, ())):
            stage.join(self.guild, user, *roles)
        self.admin, self.owner = sandbox.person(boss), sandbox.person(owner)
        self.staff, self.stranger = sandbox.person(staff), sandbox.person(stranger)
        self.lobby = stage.channel(self.guild, "lobby")
        self.category = stage.category(self.guild, "tickets")
        self.transcripts, self.sla, self.log = (self._for_staff(name) for name in ("transcripts", "sla", "staff-log"))
        self.mongo = in_memory_client()
        self.changed = changed
        self._life = AsyncExitStack()
        self._app: App | None = None

    def _for_staff(self, name: str) -> Channel:
        return self.stage.channel(
            self.guild,
            name,
            deny(self.guild, Permission.VIEW_CHANNEL),
            allow(self.role, *SEEN_AND_WRITTEN),
            allow(self.bot_user, *SEEN_AND_WRITTEN),
        )

    # --- the bot ---

    @property
    def app(self) -> App:
        assert self._app is not None, "the bot is not running"
        return self._app

    def settings(self) -> Settings:
        given: dict[str, object] = {
            "token": self.sandbox.token,
            "mongodb_uri": "mongodb://127.0.0.1/nobody-listens",
            "transcripts_channel": self.transcripts.id,
            "sla_channel": self.sla.id,
            "staff_log_channel": self.log.id,
            "database_role": self.role.id,
            "product_issues_role": self.other_role.id,
            "discord_api_url": self.sandbox.api_url,
        }
        return Settings.model_validate(given | self.changed)

    async def start(self) -> None:
        """The bot comes to life over the database as it was left."""
        app = running(self.settings(), mongo=self.mongo, clock=self.clock, between_identifies=0.0)
        self._app = await self._life.enter_async_context(app)
        await self.until(lambda: self.app.policies.home is not None)
        await self.quiet()

    async def stop(self) -> None:
        """In good order."""
        await self._life.aclose()
        self._app = None

    async def kill(self) -> None:
        """As a power cut would."""
        await self.app.kill()
        await self.stop()

    # --- time ---

    async def quiet(self) -> None:
        await quiet(self.sandbox, self._app)

    async def reconnected(self) -> None:
        """The newest session of the world is the bot's, and all of it is read."""
        await self.until(lambda: self.app.gateway.sequence is not None and self.app.ear.is_connected)
        await self.quiet()

    async def until(self, is_so: Callable[[], object]) -> None:
        with anyio.fail_after(QUIET_WITHIN):
            while not is_so():
                await checkpoint()

    async def wait(self, **span: float) -> None:
        """So much story time passes; every alarm in it rings at its moment."""
        assert isinstance(self.clock, SteppedClock), "the wall clock cannot be moved"
        await self.clock.run_until(self.clock.now() + timedelta(**span), self.quiet)

    @property
    def now(self) -> Moment:
        return self.clock.now()

    # --- what people do ---

    async def set_up(self) -> None:
        """The panel stands in the lobby."""
        await self.answer(await self.admin.slash(self.lobby, "setup", category=self.category))

    async def answer(self, attempt: Attempt) -> str:
        """What the person reads, once all is quiet."""
        text = (await attempt.answer()).text
        await self.quiet()
        return text

    async def form(self, person: Person | None = None, label: str = "Database") -> Form:
        """What opens after the press of a button on the panel."""
        presser = person or self.owner
        panel = next(message for message in reversed(presser.sees(self.lobby)) if message.buttons)
        response = await (await presser.click(panel, label)).response
        assert response.form is not None, response
        return response.form

    async def submit(
        self, person: Person, title: str = "My data is gone", text: str = "It was there yesterday."
    ) -> Attempt:
        return await person.submit(await self.form(person), {"title": title, "text": text})

    async def open(self, person: Person | None = None, **written: str) -> Channel:
        """A new ticket's channel."""
        before = set(self.channels())
        await self.answer(await self.submit(person or self.owner, **written))
        (channel,) = (channel for channel in self.channels().items() if channel[0] not in before)
        return channel[1]

    async def open_with_priority(self, priority: str = "high") -> Channel:
        channel = await self.open()
        await self.answer(await self.staff.slash(channel, "priority", priority=priority))
        return channel

    async def close(self, channel: Channel, **options: object) -> str:
        return await self.answer(await self.staff.slash(channel, "close_ticket", **options))

    async def rate(self, copy: Seen, stars: int, comment: str) -> str:
        response = await (await self.owner.click(copy, f"{stars} ★")).response
        assert response.form is not None, response
        return await self.answer(await self.owner.submit(response.form, {"comment": comment}))

    # --- what can be seen ---

    def channels(self) -> dict[int, Channel]:
        """The tickets' channels that stand."""
        return {one.id: one for one in self.sandbox.world.channels.values() if one.parent_id == self.category.id}

    def card(self, channel: Channel) -> Seen:
        return next(message for message in self.admin.sees(channel) if message.selects)

    def said(self, channel: Channel, person: Person | None = None) -> list[str]:
        """What stands there, line by line, without the marks."""
        return [message.text for message in (person or self.admin).sees(channel)]

    def ticket(self, number: int = 1) -> Ticket:
        """What is committed; it must be awake."""
        state = self.app.supervisor.state_of(Address(GuildId(self.guild.id), number))
        assert isinstance(state, Ticket), state
        return state

    def put_commands(self) -> int:
        """How often Discord was told of all commands."""
        return sum(exchange.method == "PUT" and exchange.path.endswith("/commands") for exchange in self.sandbox.log)

    def address_of(self, channel: Channel) -> Address | None:
        return self.app.supervisor.directory.ticket_of(ChannelId(channel.id))


@asynccontextmanager
async def a_town(
    *, is_set_up: bool = True, intents: Intent = PRIVILEGED, clock: StoryClock | None = None, **settings: object
) -> AsyncIterator[Town]:
    """The bot is running and the panel stands, unless said otherwise; `intents` are those switched on for it.

    On stepped time, unless another clock is given.
    """
    clock = clock or SteppedClock(MORNING)
    async with Sandbox(World(clock.now, privileged_intents=intents)) as sandbox:
        town = Town(sandbox, clock, settings)
        try:
            await town.start()
            if is_set_up:
                await town.set_up()
            yield town
        finally:
            await town.stop()
