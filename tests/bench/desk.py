"""The machinery as it runs, over ports that cost nothing: what is measured is the way of a letter, not the world."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from actors.clock import SystemClock
from actors.ports import Grave, Rules
from actors.supervisor import Supervisor
from models import commands as c
from models.commands import Command, Post
from models.effects import Effect
from models.ids import Address, ChannelId, GuildId, LetterId, MessageId, TypeKey, UserId
from models.message import Entry, Thread, Trace, Written
from models.moment import Moment
from models.policy import Policy, TypePolicy
from models.rules.step import rules_of as real_rules_of
from models.snapshot import Pending, Snapshot, State, Step
from models.ticket import Ticket

GUILD = GuildId(7)
POLICY = Policy(types={TypeKey("database"): TypePolicy(label="Database")})
ROOM = 1024


@dataclass
class FreePorts:
    """Store, outlet, history, ear and policies in one; every call is counted and answered at once."""

    snapshots: dict[Address, Snapshot] = field(default_factory=dict)
    calls: int = 0
    clock: SystemClock = field(default_factory=SystemClock)
    heard: Moment = field(default_factory=lambda: SystemClock().now() + timedelta(days=1))

    async def begin(self) -> int:
        return 1

    async def claim(self, address: Address, epoch: int, *, may_be_new: bool = True) -> Snapshot:
        self.calls += 1
        return self.snapshots.get(address) or Snapshot(1)

    async def commit(self, address: Address, expected: int, snapshot: Snapshot, *, alive: bool) -> None:
        self.calls += 1

    async def alive(self, guild: GuildId) -> tuple[Address, ...]:
        self.calls += 1
        return tuple(self.snapshots)

    async def archive(self, address: Address, traces: Sequence[Trace]) -> None:
        self.calls += 1

    async def entries(self, address: Address) -> tuple[Entry, ...]:
        return ()

    async def known(self, address: Address) -> Mapping[MessageId, Moment | None]:
        self.calls += 1
        return {}

    async def bury(self, address: Address, grave: Grave) -> None:
        raise AssertionError(grave)

    async def forget(self, address: Address) -> None:
        raise AssertionError(address)

    async def ping(self) -> None:
        self.calls += 1

    async def deliver(self, sender: Address, pending: Pending) -> int:
        self.calls += 1
        return 1

    async def find(self, sender: Address, pending: Pending) -> int | None:
        self.calls += 1
        return None

    def is_told_apart(self, effect: Effect) -> bool:
        return True

    async def after(self, channel: ChannelId, message: MessageId) -> Sequence[Post]:
        self.calls += 1
        return ()

    async def again(self, channel: ChannelId, message: MessageId) -> Written | None:
        self.calls += 1
        return None

    async def threads(self, channel: ChannelId) -> Sequence[Thread]:
        self.calls += 1
        return ()

    def heard_until(self, guild: GuildId) -> Moment:
        return self.heard

    def ask(self, guild: GuildId) -> None:
        self.calls += 1

    def of(self, guild: GuildId) -> Policy:
        return POLICY


class FreeRules:
    """Rules that change the state at every letter, and do nothing else: two states in turn."""

    def __init__(self, states: tuple[Ticket, Ticket]) -> None:
        self._steps = (Step(states[0]), Step(states[1]))

    def step(self, state: State | None, command: Command, now: Moment, policy: Policy) -> Step:
        first, second = self._steps
        return second if state is first.state else first

    def alarm(self, state: State | None, policy: Policy) -> Moment | None:
        return None

    def channel_of(self, state: State | None) -> ChannelId | None:
        return None

    def is_done(self, state: State | None, policy: Policy) -> bool:
        return False

    def is_forgotten(self, state: State | None) -> bool:
        return False

    def owner_of(self, state: State | None) -> UserId | None:
        return None


def free_rules() -> FreeRules:
    now = SystemClock().now()
    states = [Ticket(Address(GUILD, n), UserId(1), "owner", "title", now, (), ()) for n in (1, 2)]
    return FreeRules((states[0], states[1]))


def wishes(count: int) -> list[c.Rate]:
    """Letters made beforehand, no two with one id."""
    now = SystemClock().now()
    return [c.Rate(LetterId(n), now, UserId(1), 5) for n in range(1, count + 1)]


@asynccontextmanager
async def running(ports: FreePorts, rules: Rules | None = None) -> AsyncIterator[Supervisor]:
    """A supervisor over these ports; `rules` None are the real ones."""
    supervisor = Supervisor(
        store=ports,
        outlet=ports,
        history=ports,
        clock=ports.clock,
        ear=ports,
        policies=ports,
        notice=lambda address, notice: None,
        rules_of=real_rules_of if rules is None else lambda address: rules,
        room=ROOM,
    )
    task = asyncio.get_running_loop().create_task(supervisor.run())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    yield supervisor
    task.cancel()
    await asyncio.wait([task])


async def settled(supervisor: Supervisor) -> None:
    """All is read, and written."""
    while not supervisor.is_quiet:
        await give_way()


async def give_way() -> None:
    """Whoever is ready runs."""
    await asyncio.sleep(0)
