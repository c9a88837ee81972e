"""One story over the real rules: two owners at one moment, a form sent twice, a gated message, promises, the end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from actors.letters import Answer
from models import commands as c
from models.desk_events import TicketNumbered
from models.errors import Refused
from models.ids import Address, ChannelId
from models.person import Person
from models.ticket import Priority, Ticket
from tests.support.actor_world import DESK, GUILD, MEMBER, OWNER, SECOND_OWNER, STAFF, World
from tests.support.fuse import Fuse
from tests.support.virtual import lapse

HOUR, DAY = 3600.0, 86_400.0
ONE, TWO = Address(GUILD, 1), Address(GUILD, 2)


async def tell_story(world: World) -> None:
    """Everything people do in it happens at fixed moments, whoever is awake then."""
    world.discord.on_create = lambda channel: _says_first(world, channel)
    world.discord.closed = {SECOND_OWNER.id}
    await lapse(1)
    await world.set_up()
    await lapse(10)
    first, second = world.letter(), world.letter()
    one_is_open = asyncio.Event()

    async def one() -> None:
        await world.ask(DESK, lambda: world.submit(OWNER, "First of all", id=first), "open one")
        one_is_open.set()
        await world.ask(DESK, lambda: world.submit(OWNER, "First of all", id=first), "open one twice")

    async def two() -> None:
        """At the same millisecond; whoever has to press again comes second."""
        await world.ask_once(DESK, world.submit(SECOND_OWNER, "Second of all", id=second))
        await one_is_open.wait()
        await world.ask(DESK, lambda: world.submit(SECOND_OWNER, "Second of all", id=second), "open two")

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(one())
        tasks.create_task(two())
    await _until(world, 200)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(_long_life(world))
        tasks.create_task(_short_life(world))
    await _until(world, 5 * DAY)


def _says_first(world: World, channel: ChannelId) -> None:
    """The owner writes before the bot knows the channel."""
    room = world.discord.rooms[channel]
    world.discord.write(channel, OWNER if room.topic == ONE else SECOND_OWNER, "hello?")


async def _long_life(world: World) -> None:
    channel = world.discord.channel_of(ONE)
    gated = world.discord.write(channel, MEMBER, "let me through")
    await _until(world, 300)
    await set_priority(world, ONE)
    await _until(world, 400)
    wrong = world.discord.write(channel, OWNER, "it is slwo")
    gone = world.discord.write(channel, OWNER, "never mind")
    await _until(world, 500)
    world.discord.edit(channel, wrong, "it is slow")
    await _until(world, 600)
    world.discord.delete(channel, gone)
    await _until(world, 2 * DAY + 5 * HOUR)  # half and full, and both again after a day, and after another
    world.discord.write(channel, STAFF, "sorry, here is the answer")
    await _until(world, 2 * DAY + 6 * HOUR)
    world.discord.write(channel, OWNER, "thank you")
    if gated in world.discord.rooms[channel].messages:
        world.discord.delete(channel, gated)  # an administrator does it where the gate was asleep
    await _until(world, 2 * DAY + 6.2 * HOUR)
    await world.ask(ONE, lambda: c.Close(world.letter(), world.clock.now(), STAFF, "solved"), "close one")
    await _until(world, 2 * DAY + 6.2 * HOUR + 100)
    await world.ask(ONE, lambda: c.Rate(world.letter(), world.clock.now(), OWNER.id, 4, "kind"), "rate one")


async def _short_life(world: World) -> None:
    await _until(world, 1000)
    await set_priority(world, TWO, Priority.URGENT)
    await _until(world, 1100)
    await world.ask(TWO, lambda: c.Close(world.letter(), world.clock.now(), STAFF), "close two")
    await _until(world, 1500)
    await world.ask(TWO, lambda: c.Rate(world.letter(), world.clock.now(), SECOND_OWNER.id, 2), "rate two")


async def _until(world: World, seconds: float) -> None:
    await lapse(max(0.0, seconds - world.clock.monotonic()))


@asynccontextmanager
async def living(*fuses: Fuse, **more: Any) -> AsyncIterator[World]:
    """A world with a process that runs and a desk that is set up."""
    world = World(**more)
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(world.keep_running(*fuses))
        await lapse(1)
        await world.set_up()
        yield world
        running.cancel()


async def open_ticket(world: World, by: Person = OWNER, priority: Priority | None = None) -> Address:
    """A ticket with its channel and its card."""
    answer = await world.ask(DESK, lambda: world.submit(by))
    assert isinstance(answer, Answer)
    (numbered,) = [event for event in answer.events if isinstance(event, TicketNumbered)]
    ticket = Address(GUILD, numbered.number)
    await lapse(5)
    while not (isinstance(state := world.state(ticket), Ticket) and state.card):
        await lapse(1)
    if priority:
        await set_priority(world, ticket, priority)
    return ticket


async def set_priority(world: World, ticket: Address, priority: Priority = Priority.HIGH) -> Answer | Refused:
    return await world.ask(ticket, lambda: c.SetPriority(world.letter(), world.clock.now(), STAFF, priority))


async def close(world: World, ticket: Address) -> Answer | Refused:
    return await world.ask(ticket, lambda: c.Close(world.letter(), world.clock.now(), STAFF))


async def run_story(*fuses: Fuse, world: World | None = None) -> World:
    world = world or World()
    running = asyncio.get_running_loop().create_task(world.keep_running(*fuses))
    await tell_story(world)
    running.cancel()
    await asyncio.wait([running])
    if not running.cancelled():
        running.result()
    return world


GATE_IS_SEEN = ("gate", "ask_priority", "your message came back", "deleted: let me through")


FILES = " files"  # of a ticket: a set, because one that cannot be had yet lets the others pass


def end_of(world: World) -> dict[str, Any]:
    """What must be the same whoever died when. Whether the gate was awake is judged by itself."""
    addresses = sorted(world.memory.rows)
    assert all(not world.outbox(address) for address in addresses), "everything promised was delivered"
    assert world.discord.never_committed == [], "nothing is shown that was not committed"
    _judge_gate(world)
    seen = {
        place: [what for what in said if not any(part in what for part in GATE_IS_SEEN)]
        for place, said in world.discord.seen.items()
    }
    return {
        "seen": {place: sorted(said) if place.endswith(FILES) else said for place, said in seen.items() if said},
        "states": {str(address): _lasting(world.state(address)) for address in addresses},
        "archive": {str(address): _texts(world, address) for address in addresses},
        "graves": [grave for address in addresses for grave in world.memory.graves(address)],
    }


def _judge_gate(world: World) -> None:
    """A gated message was deleted, came back to its author and is marked; one caught up is none of that."""
    held = [entry for entry in world.memory.entries(ONE) if entry.held_back]
    came_back = world.discord.seen[f"dm {MEMBER.id}"]
    assert len(held) == len(came_back) <= 1
    assert all(entry.deleted_at for entry in held)


def _lasting(state: object) -> object:
    """A state without the moments and snowflakes that depend on who was awake when."""
    if not isinstance(state, Ticket):
        return state and [(one.number, one.owner) for one in getattr(state, "open", ())]
    closing = state.closing
    return (
        state.owner,
        state.title,
        [turn.side for turn in state.turns],
        [(term.priority, term.promise) for term in state.terms],
        closing and (closing.ending, closing.rating and closing.rating.stars, closing.removed),
        (state.reopened, state.role, state.guests, [absence.why for absence in state.absences]),
    )


def _texts(world: World, address: Address) -> list[tuple[str, list[str], bool]]:
    """Of each message by people: who, every text, whether it is gone."""
    return [
        (entry.author.name, [version.text for version in entry.versions], entry.deleted_at is not None)
        for entry in world.memory.entries(address)
        if entry.author is not None and not entry.author.is_bot
    ]
