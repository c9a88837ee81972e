"""The world around the actors: one Discord, one database, and processes that may die at any touch of either."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from actors.letters import Answer, Unanswered
from actors.ports import HistoryDown, Notice, Presence, Rules, StoreDown
from actors.supervisor import Supervisor
from models import commands as c
from models.commands import Command, Post
from models.effects import Effect
from models.errors import Refused
from models.grave import Grave
from models.ids import Address, ChannelId, EffectId, GuildId, LetterId, MessageId, RoleId, TypeKey, UserId
from models.message import Entry, Thread, Trace, Written
from models.moment import Moment
from models.person import Person
from models.policy import Places, Policy, TypePolicy
from models.rules.step import rules_of
from models.snapshot import Pending, Snapshot, State
from tests.support.fuse import Fuse, Killed
from tests.support.memory_store import Memory
from tests.support.small_discord import SmallDiscord
from tests.support.virtual import VirtualClock, lapse

GUILD = GuildId(7)
DESK = Address(GUILD)
STAFF_ROLE, OTHER_ROLE = RoleId(70), RoleId(71)
OWNER = Person(UserId(10), "owner")
SECOND_OWNER = Person(UserId(11), "second owner")
STAFF = Person(UserId(20), "staff", (STAFF_ROLE,))
SPECIALIST = Person(UserId(21), "specialist", (OTHER_ROLE,))
MEMBER = Person(UserId(30), "member")
ADMIN = Person(UserId(40), "admin", is_admin=True)
TYPE, OTHER_TYPE = TypeKey("database"), TypeKey("other")
POLICY = Policy(
    types={
        TYPE: TypePolicy(label="Database", staff_role=STAFF_ROLE),
        OTHER_TYPE: TypePolicy(label="Other", staff_role=OTHER_ROLE),
    },
    places=Places(transcripts=ChannelId(91), sla=ChannelId(92), staff_log=ChannelId(93)),
)
LONGEST_ASK = 10.001  # seconds


class OnePolicy:
    def __init__(self, policy: Policy) -> None:
        self.policy = policy

    def of(self, guild: GuildId) -> Policy:
        return self.policy


class Hearing:
    """An ear that hears everything at once, until it is told since when it is deaf."""

    def __init__(self, clock: VirtualClock) -> None:
        self._clock = clock
        self.deaf_since: Moment | None = None
        self.asked: list[Moment] = []

    def heard_until(self, guild: GuildId) -> Moment:
        return self.deaf_since or self._clock.now()

    def ask(self, guild: GuildId) -> None:
        self.asked.append(self._clock.now())


class Process:
    """One process: ports that fail by its own fuse, and a supervisor over them."""

    def __init__(self, world: "World", fuse: Fuse, **more: Any) -> None:
        self.world, self.fuse, self.clock = world, fuse, VirtualClock()
        self.hearing = Hearing(self.clock)
        self.notices: list[tuple[Address, Notice]] = []
        self.supervisor = Supervisor(
            store=self,
            outlet=self,
            history=self,
            clock=self.clock,
            ear=self.hearing,
            policies=OnePolicy(world.policy),
            notice=lambda address, notice: self.notices.append((address, notice)),
            attendance=self,
            rules_of=world.rules_of,
            **more,
        )
        self._is_running: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def run(self) -> None:
        """Ends quietly when killed; raises whatever else ends it."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self.supervisor.run(task_status=self))
                await self._is_running
                await self._rouse_all()
        except BaseExceptionGroup as ended:
            if ended.split(Killed)[1] is not None:
                raise

    def started(self, value: None = None) -> None:
        self._is_running.set_result(None)

    async def _rouse_all(self) -> None:
        while True:
            try:
                await self.supervisor.rouse_all(GUILD)
            except StoreDown:
                await lapse(1)
            else:
                return

    # Store
    async def begin(self) -> int:
        return await self.fuse.touch("begin", self.world.memory.begin, StoreDown())

    async def claim(self, address: Address, epoch: int, *, may_be_new: bool = True) -> Snapshot:
        def act() -> Snapshot:
            return self.world.memory.claim(address, epoch, may_be_new=may_be_new)

        return await self.fuse.touch("claim", act, StoreDown())

    async def commit(self, address: Address, expected: int, snapshot: Snapshot, *, alive: bool) -> None:
        def act() -> None:
            self.world.commit(address, expected, snapshot, alive=alive)

        await self.fuse.touch("commit", act, StoreDown())

    async def alive(self, guild: GuildId) -> tuple[Address, ...]:
        return await self.fuse.touch("alive", lambda: self.world.memory.alive(guild), StoreDown())

    async def archive(self, address: Address, traces: Sequence[Trace]) -> None:
        await self.fuse.touch("archive", lambda: self.world.memory.archive(address, traces), StoreDown())

    async def entries(self, address: Address) -> tuple[Entry, ...]:
        return self.world.memory.entries(address)

    async def known(self, address: Address) -> Mapping[MessageId, Moment | None]:
        return await self.fuse.touch("known", lambda: self.world.memory.known(address), StoreDown())

    async def bury(self, address: Address, grave: Grave) -> None:
        await self.fuse.touch("bury", lambda: self.world.memory.bury(address, grave), StoreDown())

    async def forget(self, address: Address) -> None:
        await self.fuse.touch("forget", lambda: self.world.memory.forget(address), StoreDown())

    async def ping(self) -> None:
        await self.fuse.touch("ping", lambda: None, StoreDown())

    # Outlet
    async def deliver(self, sender: Address, pending: Pending) -> int:
        name = f"deliver {type(pending.effect).__name__}"
        return await self.fuse.touch(name, lambda: self.world.discord.deliver(sender, pending), ConnectionResetError())

    async def find(self, sender: Address, pending: Pending) -> int | None:
        return await self.fuse.touch("find", lambda: self.world.discord.find(sender, pending), ConnectionResetError())

    def is_told_apart(self, effect: Effect) -> bool:
        return self.world.discord.is_told_apart(effect)

    # History
    async def after(self, channel: ChannelId, message: MessageId) -> Sequence[Post]:
        return await self.fuse.touch("history", lambda: self.world.discord.after(channel, message), HistoryDown())

    async def again(self, channel: ChannelId, message: MessageId) -> Written | None:
        return await self.fuse.touch("again", lambda: self.world.discord.again(channel, message), HistoryDown())

    async def threads(self, channel: ChannelId) -> Sequence[Thread]:
        return await self.fuse.touch("threads", lambda: self.world.discord.threads(channel), HistoryDown())

    # Attendance
    async def of(self, guild: GuildId, person: UserId) -> Presence:
        def act() -> Presence:
            return self.world.discord.presences.get(person, Presence(True))

        return await self.fuse.touch("attendance", act, HistoryDown())


class World:
    """`live` is the process that runs now; `told` is what each person was told by it."""

    def __init__(
        self,
        *,
        policy: Policy = POLICY,
        rules_of: Callable[[Address], Rules] = rules_of,
        **more: Any,
    ) -> None:
        self.policy, self.rules_of, self._more = policy, rules_of, more
        self.clock = VirtualClock()
        self.memory = Memory()
        self.discord = SmallDiscord(self.clock, self._is_promised)
        self.discord.heard = self._hear
        self.live: Process | None = None
        self.told: dict[str, str] = {}
        self.longest_ask = 0.0
        self._promised: dict[Address, set[EffectId]] = defaultdict(set)

    @property
    def supervisor(self) -> Supervisor:
        assert self.live is not None
        return self.live.supervisor

    async def keep_running(self, *fuses: Fuse) -> None:
        """One process at a time; the next starts a second after the last one died."""
        for fuse in (*fuses, Fuse()):
            self.live = Process(self, fuse, **self._more)
            await self.live.run()
            self.live = None
            await lapse(1)

    def commit(self, address: Address, expected: int, snapshot: Snapshot, *, alive: bool) -> None:
        self.memory.commit(address, expected, snapshot, alive=alive)
        assert self.memory.snapshot(address) == snapshot, "what is read is what was written"
        self._promised[address] |= {pending.id for pending in snapshot.outbox}

    def state(self, address: Address) -> State | None:
        return self.memory.snapshot(address).state

    def outbox(self, address: Address) -> list[Pending]:
        return list(self.memory.snapshot(address).outbox)

    def _is_promised(self, sender: Address, effect: EffectId) -> bool:
        return effect in self._promised[sender]

    def _hear(self, channel: ChannelId, event: c.Post | c.Edit | c.Delete) -> None:
        """The gateway: an event reaches a process only if its directory knows the channel."""
        if self.live is None or self.live.fuse.is_dead:
            return
        ticket = self.supervisor.directory.ticket_of(channel)
        if ticket is not None:
            self.supervisor.tell(ticket, event)

    def let(self, person: Person, presence: Presence) -> None:
        """Somebody leaves, comes or is silenced: the gateway tells every ticket of theirs that lives."""
        self.discord.presences[person.id] = presence
        if self.live is None or self.live.fuse.is_dead:
            return
        fact = c.OwnerIs(self.clock.now(), presence.is_here, presence.muted_until)
        for address in sorted(self.memory.rows):
            if rules_of(address).owner_of(self.supervisor.state_of(address)) == person.id:
                self.supervisor.tell(address, fact)

    # --- people ---

    def letter(self) -> LetterId:
        return LetterId(self.discord.snowflake())

    def submit(self, by: Person, title: str = "It is broken", *, id: LetterId | None = None) -> c.Submit:
        return c.Submit(id or self.letter(), self.clock.now(), by, TYPE, title, "Please look at it soon.")

    async def set_up(self) -> None:
        """One wish, however often it must be said: a second one would be a second panel."""
        wish = c.SetUp(self.letter(), self.clock.now(), ADMIN, ChannelId(80), ChannelId(81))
        await self.ask(DESK, lambda: wish)

    async def ask(self, address: Address, wish: Callable[[], Command], name: str = "") -> Answer | Refused:
        """A person, who presses again until there is a verdict."""
        while True:
            answer = await self.ask_once(address, wish())
            if isinstance(answer, Answer | Refused):
                self.told[name] = "done" if isinstance(answer, Answer) else str(answer.reason)
                return answer
            await lapse(1)

    async def ask_once(self, address: Address, wish: Command) -> Answer | Refused | Unanswered | None:
        """What a live process says; None where there is none."""
        if self.live is None:
            return None
        began = self.clock.monotonic()
        try:
            return await self.supervisor.ask(address, wish)
        except (Refused, Unanswered) as reply:
            return reply
        finally:
            self.longest_ask = max(self.longest_ask, self.clock.monotonic() - began)
