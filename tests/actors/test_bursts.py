"""A mailbox that overflows: no message lost, none read twice, the order kept, edits and deletes found."""

import asyncio
from dataclasses import dataclass
from random import Random

import pytest

from actors.letters import Busy
from actors.ports import Rules
from models import commands as c
from models.commands import Command
from models.events import Heard
from models.ids import Address, ChannelId, UserId
from models.moment import Moment
from models.policy import Policy
from models.rules.step import rules_of
from models.snapshot import State, Step
from models.ticket import Priority
from tests.support.actor_story import living, open_ticket
from tests.support.actor_world import LONGEST_ASK, OWNER, STAFF, World
from tests.support.fuse import Fuse, Mode
from tests.support.virtual import Deadlock, lapse, play

ROOM = 8


@dataclass(frozen=True, slots=True)
class Reading:
    """The real rules, and lists of the messages that they were given, and that took their turns."""

    real: Rules
    read: list[int]
    turns: list[int]

    def step(self, state: State | None, command: Command, now: Moment, policy: Policy) -> Step:
        if isinstance(command, c.Post):
            self.read.append(command.id)
        made = self.real.step(state, command, now, policy)
        self.turns.extend(event.turn.id for event in made.events if isinstance(event, Heard))
        return made

    def alarm(self, state: State | None, policy: Policy) -> Moment | None:
        return self.real.alarm(state, policy)

    def channel_of(self, state: State | None) -> ChannelId | None:
        return self.real.channel_of(state)

    def is_done(self, state: State | None, policy: Policy) -> bool:
        return self.real.is_done(state, policy)

    def is_forgotten(self, state: State | None) -> bool:
        return self.real.is_forgotten(state)

    def owner_of(self, state: State | None) -> UserId | None:
        return self.real.owner_of(state)


@dataclass
class Burst:
    world: World
    ticket: Address
    channel: ChannelId
    dice: Random
    read: list[int]
    turns: list[int]
    behind: int = 0
    busy: int = 0

    async def rage(self) -> None:
        asks: list[asyncio.Task[None]] = []
        for _ in range(self.dice.randrange(2, 12)):
            for _ in range(self.dice.randrange(1, 60)):
                asks.extend(self._act())
                if self.dice.random() < 0.1:
                    await lapse(self.dice.choice([0, 0.01, 0.3]))
                self._count_gaps()
            await lapse(self.dice.choice([0, 0.1, 5, 40]))
        await lapse(4000)
        await asyncio.gather(*asks)

    def _act(self) -> list["asyncio.Task[None]"]:
        """Somebody writes, edits, deletes, or presses."""
        messages = self.world.discord.rooms[self.channel].messages
        ours = [id for id, words in messages.items() if not words.author.is_bot]
        match self.dice.randrange(8):
            case 0 if ours:
                self.world.discord.edit(self.channel, self.dice.choice(ours), f"edited {self.dice.random()}")
            case 1 if ours:
                self.world.discord.delete(self.channel, self.dice.choice(ours))
            case 2:
                return [asyncio.get_running_loop().create_task(self._press())]
            case _:
                author = self.dice.choice([OWNER, STAFF])
                self.world.discord.write(self.channel, author, f"{self.dice.random()}")
        return []

    async def _press(self) -> None:
        priority = self.dice.choice([*Priority])
        wish = c.SetPriority(self.world.letter(), self.world.clock.now(), STAFF, priority)
        self.busy += isinstance(await self.world.ask_once(self.ticket, wish), Busy)

    def _count_gaps(self) -> None:
        if self.world.live is not None:
            cells = self.world.supervisor._cells
            self.behind += self.ticket in cells and cells[self.ticket].is_behind


async def burst(seed: int, kills: int) -> Burst:
    """Random waits around every touch of the world; some of the touches kill."""
    dice = Random(seed)
    fuses = [
        Fuse(
            dice.randrange(20, 90),
            dice.choice([Mode.BEFORE, Mode.AFTER, Mode.LOST]),
            lands=dice.random() < 0.5,
            slow=0.2,
            dice=Random(seed),
        )
        for _ in range(kills)
    ]
    read, turns = list[int](), list[int]()
    calm = Fuse(slow=0.2, dice=Random(seed))
    async with living(
        *fuses, calm, room=ROOM, rules_of=lambda address: Reading(rules_of(address), read, turns)
    ) as world:
        ticket = await open_ticket(world, priority=Priority.NORMAL)
        burst = Burst(world, ticket, world.discord.channel_of(ticket), dice, read, turns)
        await burst.rage()
    return burst


def judge(burst: Burst, *, was_killed: bool) -> None:
    world, ticket = burst.world, burst.ticket
    standing = world.discord.rooms[burst.channel].messages
    entries = {entry.id: entry for entry in world.memory.entries(ticket)}
    assert set(standing) <= set(burst.read), f"never read: {set(standing) - set(burst.read)}"
    assert set(standing) <= set(entries), f"not archived: {set(standing) - set(entries)}"
    assert world.memory.snapshot(ticket).version > 0
    if not was_killed:
        assert len(burst.turns) == len(set(burst.turns)), "each takes its turn once"
        first = [id for id in dict.fromkeys(burst.read) if id in standing]
        assert first == sorted(first), "in the order of the channel, but for what was deleted before it was read"
        for id, words in standing.items():
            assert entries[id].versions[-1].text == words.text, f"the edit of {id} is lost"
        gone = {id for id, entry in entries.items() if entry.deleted_at is not None}
        assert gone == set(entries) - set(standing), "a delete is lost"
    assert world.longest_ask <= LONGEST_ASK


def hold(seeds: range, kills: int) -> None:
    broken, behind, busy, posts = [], 0, 0, 0
    for seed in seeds:
        try:
            one = play(burst(seed, kills))
            behind, busy, posts = behind + one.behind, busy + one.busy, posts + len(one.read)
            judge(one, was_killed=kills > 0)
        except (AssertionError, Deadlock) as error:
            broken.append((seed, f"{error!r}"[:1500]))
    assert not broken, f"{len(broken)} of {len(seeds)}: {[seed for seed, _ in broken]}\n{broken[0][1]}"
    assert behind > 10 * len(seeds), "the mailbox did overflow"
    assert busy > 0, "wishes were turned away"


@pytest.mark.parametrize("kills", [0, 1, 3])
def test_no_message_is_lost_and_none_is_read_twice(kills: int) -> None:
    hold(range(15), kills)


@pytest.mark.slow
@pytest.mark.parametrize("kills", [0, 1, 3])
def test_no_message_is_lost_and_none_is_read_twice_in_hundreds_of_bursts(kills: int) -> None:
    hold(range(15, 315), kills)
