"""Where a story is played: a Discord on loopback, a database in memory, the desk itself, and time that is stepped.

Time moves straight to the next alarm once all is quiet, so that days take seconds and every time is exact.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory
from typing import Any

from pydantic import SecretStr

from actors.clock import SteppedClock
from bot.app import App, running
from bot.database import Mongo
from bot.demo.community import Community, settle
from bot.demo.mongo import in_memory_client
from bot.demo.quiet import NeverQuiet, quiet
from bot.presets import PRESETS, preset
from bot.sandbox import Channel, Sandbox, Seen, World
from bot.sandbox.serving import listening
from bot.sandbox.story_time import StillBusy
from bot.settings import Settings, role_field
from models.ids import ChannelId, RoleId, TypeKey
from models.moment import Moment, moment

FIRST_DAY = datetime(2026, 3, 2, tzinfo=UTC)  # a Monday
MORNING = FIRST_DAY + timedelta(hours=9)
WHILE_WATCHED = 10.0  # real seconds that a move waits for the desk when somebody looks at the clock
IN_MEMORY = "mongodb://127.0.0.1/steward"  # named by the settings, never called


@dataclass(slots=True)
class Theatre:
    """One community and one desk. The desk may be stopped and started again; the world and the database stay.

    It is also the sandbox's StoryTime, for people who move it by hand.
    """

    clock: SteppedClock
    sandbox: Sandbox
    community: Community
    settings: Settings
    mongo: Mongo
    policy_file: Path
    look: Callable[[], None] = lambda: None
    app: App | None = None
    midnight: datetime = FIRST_DAY
    patience: float = WHILE_WATCHED
    filed: list[Seen] = field(default_factory=list)  # transcripts of a channel that is gone
    _desk: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def start_desk(self) -> None:
        """From login until everything that was missed has been read and said."""
        self._desk = AsyncExitStack()
        self.app = await self._desk.enter_async_context(
            running(self.settings, mongo=self.mongo, clock=self.clock, between_identifies=0.0)
        )
        await self.quiet()

    async def stop_desk(self) -> None:
        """In good order, as a restart does it."""
        await self._desk.aclose()
        self.app = None

    async def documents(self, collection: str) -> int:
        """How many the database holds there."""
        return int(await self.mongo.get_default_database("steward")[collection].count_documents({}))

    async def next_morning(self) -> None:
        """An act begins: it is nine o'clock of the next day, which is its day 0."""
        today = self.clock.now().replace(hour=MORNING.hour, minute=0, second=0, microsecond=0)
        at = today if self.clock.now() <= today else today + timedelta(days=1)
        await self.clock.run_until(at, self.quiet)
        self.midnight = at.replace(hour=0)

    def file_transcripts(self) -> None:
        """Before their channel goes."""
        self.filed += self.community.administrator.sees(self.community.transcripts)

    def move_transcripts(self, channel: Channel) -> None:
        """From the desk's next start on."""
        self.community = replace(self.community, transcripts=channel)
        self.settings = self.settings.model_copy(update={"transcripts_channel": ChannelId(channel.id)})

    def at(self, day: int, time: str) -> datetime:
        """The moment "10:30" of the act's n-th day, from 0."""
        hours, minutes, *seconds = map(int, time.split(":"))
        return self.midnight + timedelta(days=day, hours=hours, minutes=minutes, seconds=sum(seconds))

    async def until(self, day: int, time: str) -> None:
        """Lets story time pass up to then, ringing every alarm on its way."""
        await self.clock.run_until(self.at(day, time), self.quiet)

    def day_of(self, moment: datetime) -> str:
        """Of the running act, as `until` names it: "2 10:30:00"."""
        return f"{(moment - self.midnight).days} {moment:%H:%M:%S}"

    def now(self) -> Moment:
        return self.clock.now()

    @property
    def next(self) -> Moment | None:
        return self.clock.next_alarm

    async def run_until(self, at: datetime) -> None:
        """Never begins, nor goes on, while the desk is at something: that is done in the moment in which it began."""
        try:
            await self.clock.run_until(moment(at), partial(quiet, self.sandbox, self.app, patience=self.patience))
        except NeverQuiet:
            raise StillBusy("The desk is still at work, so time cannot move on yet: try again in a moment.") from None

    async def quiet(self) -> None:
        """Waits until nothing is under way, then looks."""
        await quiet(self.sandbox, self.app)
        self.look()


@asynccontextmanager
async def theatre(preset_name: str = PRESETS[0]) -> AsyncIterator[Theatre]:
    """Under a copy of the preset, so that the story may change it."""
    with TemporaryDirectory() as folder:
        async with opened(Path(copy(preset(preset_name), folder))) as stage:
            yield stage


@asynccontextmanager
async def opened(policy_file: Path, port: int = 0, *, seed: int | None = 0) -> AsyncIterator[Theatre]:
    """Everything but the desk, which is started later; all of it ends with the block. Raises CannotServe."""
    clock = SteppedClock(MORNING)
    async with AsyncExitStack() as stack:
        sandbox = await listening(stack, Sandbox(World(clock.now, seed=seed), port=port), port)
        community = settle(sandbox)
        settings = settings_for(sandbox, community, policy_file)
        stage = Theatre(clock, sandbox, community, settings, in_memory_client(), policy_file)
        try:
            yield stage
        finally:
            await stage.stop_desk()


def settings_for(sandbox: Sandbox, community: Community, policy_file: Path) -> Settings:
    """The installation of this community, as its administrator would write it into .env."""
    roles: dict[str, Any] = {role_field(TypeKey(key)): RoleId(role.id) for key, role in community.teams.items()}
    return Settings(
        token=SecretStr(sandbox.token),
        mongodb_uri=SecretStr(IN_MEMORY),
        transcripts_channel=ChannelId(community.transcripts.id),
        sla_channel=ChannelId(community.sla.id),
        staff_log_channel=ChannelId(community.staff_log.id),
        lead_role=RoleId(community.leads.id),
        discord_api_url=sandbox.api_url,
        policy_file=policy_file,
        **roles,
    )
