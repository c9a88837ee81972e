"""A ticket of which nothing is to be kept goes once everybody who must know was told; killed anywhere, it goes."""

from collections.abc import Callable
from functools import cache
from typing import TypeVar

import pytest

from models import commands as c
from models.desk import Desk
from models.errors import Reason, Refused
from models.ids import Address
from models.policy import MissingSurface
from tests.actors.test_courier import SlowTo
from tests.support.actor_story import living, open_ticket
from tests.support.actor_world import DESK, GUILD, OWNER, POLICY, TYPE, World
from tests.support.fuse import Fuse, Mode
from tests.support.virtual import lapse, play

T = TypeVar("T")

FORGETS = POLICY.model_copy(
    update={"types": {TYPE: POLICY.types[TYPE].model_copy(update={"missing_surface": MissingSurface.DELETE})}}
)


def lose_channel(world: World, ticket: Address) -> None:
    world.discord.remove_channel(world.discord.channel_of(ticket))


async def test_a_ticket_whose_channel_is_gone_is_forgotten_whole() -> None:
    async with living(policy=FORGETS) as world:
        ticket = await open_ticket(world)
        room = world.discord.channel_of(ticket)
        world.discord.write(room, OWNER, "hello")
        await lapse(5)
        lose_channel(world, ticket)
        world.supervisor.reread(GUILD)
        await lapse(60)

        assert ticket not in world.memory.rows
        assert world.memory.entries(ticket) == ()
        assert world.supervisor.state_of(ticket) is None
        assert world.supervisor.directory.ticket_of(room) is None
        desk = world.state(DESK)
        assert isinstance(desk, Desk)
        assert desk.open == ()
        assert world.discord.seen["transcripts"] == world.discord.seen[f"dm {OWNER.id}"] == []


async def test_whoever_asks_for_a_forgotten_ticket_hears_that_there_is_none() -> None:
    async with living(policy=FORGETS) as world:
        ticket = await open_ticket(world)
        lose_channel(world, ticket)
        world.supervisor.reread(GUILD)
        await lapse(60)
        reply = await world.ask_once(ticket, c.Rate(world.letter(), world.clock.now(), OWNER.id, 5))

        assert isinstance(reply, Refused)
        assert reply.reason is Reason.NO_TICKET
        assert ticket not in world.memory.rows


async def test_a_ticket_whose_record_is_kept_is_not_forgotten() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        lose_channel(world, ticket)
        world.supervisor.reread(GUILD)
        await lapse(60)

        assert ticket in world.memory.rows
        assert world.live is not None
        assert "forget" not in world.live.fuse.names


async def test_nothing_is_forgotten_before_the_desk_was_told() -> None:
    async with living(policy=FORGETS) as world:
        ticket = await open_ticket(world)
        lose_channel(world, ticket)
        world.supervisor._cells[DESK].is_stuck = True
        world.supervisor.reread(GUILD)
        await lapse(600)
        assert ticket in world.memory.rows

        world.supervisor.revive(DESK)
        await lapse(600)

        assert ticket not in world.memory.rows


class LateToSay(SlowTo):
    """An archive that is slow to write, and a store that says a minute later that all is forgotten."""

    def __init__(self) -> None:
        super().__init__("archive", 30)

    async def touch(self, name: str, act: Callable[[], T], lost: Exception) -> T:
        done = await super().touch(name, act, lost)
        if name == "forget":
            await lapse(60)
        return done


async def test_what_is_still_being_compared_brings_nothing_of_it_back() -> None:
    async with living(Fuse(), LateToSay(), policy=FORGETS) as world:
        ticket = await open_ticket(world)
        room = world.discord.channel_of(ticket)
        message = world.discord.write(room, OWNER, "hello")
        await lapse(60)
        await world.supervisor.drain()
        world.discord.edit(room, message, "hello?")
        await lapse(5)
        assert world.live is not None
        assert world.live.fuse.names[-1] == "archive", "the difference was found and is being written"

        lose_channel(world, ticket)
        world.supervisor.tell(ticket, c.SurfaceGone(room, world.clock.now()))
        await lapse(100)

        assert ticket not in world.memory.rows
        assert world.memory.entries(ticket) == ()


async def forgetting(*fuses: Fuse) -> tuple[object, ...]:
    """Everything that stays: of this ticket nothing, of the next one all."""
    async with living(*fuses, policy=FORGETS) as world:
        ticket = await open_ticket(world)
        room = world.discord.channel_of(ticket)
        world.discord.write(room, OWNER, "hello")
        await lapse(30)
        lose_channel(world, ticket)
        if world.live is not None:
            world.supervisor.reread(GUILD)
        await lapse(400)
        if world.live is not None:
            world.supervisor.reread(GUILD)
        await lapse(100)
        form = world.submit(OWNER, "The next one")
        await world.ask(DESK, lambda: form)
        await lapse(100)
        desk = world.state(DESK)
        assert isinstance(desk, Desk)
        return sorted(world.memory.rows), sorted(world.memory.sheets), [one.number for one in desk.open]


@cache
def touches() -> tuple[str, ...]:
    fuse = Fuse()
    play(forgetting(fuse))
    return tuple(fuse.names)


@pytest.mark.parametrize("mode", [Mode.BEFORE, Mode.AFTER, Mode.LOST])
def test_killed_at_every_touch_it_is_forgotten_all_the_same(mode: Mode) -> None:
    expected = play(forgetting())
    assert expected[0] == [DESK, Address(GUILD, 2)]
    assert "forget" in touches()

    for burns_at in range(10, len(touches())):
        assert play(forgetting(Fuse(burns_at, mode))) == expected, (burns_at, touches()[burns_at])
