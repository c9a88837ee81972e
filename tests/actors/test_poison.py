"""A letter that cannot be read harms nobody else; an actor that cannot go on is put aside, a process ends."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from typing import Any

import pytest

from actors.letters import Answer, Buried, Reply, Stuck
from actors.ports import Trouble
from actors.ward import Meltdown
from models import commands as c
from models.desk import Desk
from models.ids import Address, GuildId
from models.message import Trace, Written
from models.ticket import Ticket
from tests.support.actor_story import HOUR, living, open_ticket, set_priority
from tests.support.actor_world import DESK, OWNER, SECOND_OWNER, STAFF, TYPE, Process, World
from tests.support.fuse import Fuse, Mode
from tests.support.poison import POISON, SECRET, UNOPENABLE, poisoned, timeless
from tests.support.virtual import lapse, play


def poison(world: World) -> c.Close:
    return c.Close(world.letter(), world.clock.now(), STAFF, POISON)


def close(world: World) -> c.Close:
    return c.Close(world.letter(), world.clock.now(), STAFF)


def troubles(world: World) -> list[Trouble]:
    assert world.live is not None
    return [notice.trouble for _, notice in world.live.notices]


def heard(world: World, ticket: Address) -> list[int]:
    state = world.state(ticket)
    assert isinstance(state, Ticket)
    return [turn.id for turn in state.turns]


async def test_a_poisoned_letter_in_a_batch_is_buried_and_its_neighbours_are_read_in_order() -> None:
    async with living(rules_of=poisoned) as world:
        ticket = await open_ticket(world)
        room = world.discord.channel_of(ticket)
        writes = [(OWNER, "one"), (STAFF, "two"), (OWNER, POISON), (STAFF, "three"), (OWNER, "four")]
        await set_priority(world, ticket)
        ids = [world.discord.write(room, author, text) for author, text in writes]
        reply = await world.ask_once(ticket, poison(world))
        await lapse(5)

        assert isinstance(reply, Buried)
        spoken = heard(world, ticket)
        assert [id for id in ids if id in spoken] == [ids[0], ids[1], ids[3], ids[4]]
        assert {entry.id for entry in world.memory.entries(ticket)} >= set(ids)
        assert len(world.memory.graves(ticket)) == 2


async def test_a_dead_letter_holds_what_broke_and_never_what_was_said() -> None:
    async with living(rules_of=poisoned) as world:
        ticket = await open_ticket(world)
        letter = poison(world)
        await world.ask_once(ticket, letter)
        (grave,) = world.memory.graves(ticket)

        assert (grave.letter, grave.command, grave.error) == (f"Close:{letter.id}", "Close", "Broken")
        assert "step" in grave.traceback
        assert SECRET not in str(grave)


async def test_a_ticket_that_cannot_be_opened_is_given_up_by_its_desk_and_staff_are_told() -> None:
    async with living(rules_of=poisoned) as world:
        wish = c.Submit(world.letter(), world.clock.now(), OWNER, TYPE, "It is broken", UNOPENABLE)
        assert isinstance(await world.ask(DESK, lambda: wish), Answer)
        await lapse(60)

        desk = world.state(DESK)
        assert isinstance(desk, Desk)
        assert desk.open == ()
        assert world.outbox(DESK) == []
        assert world.discord.seen["staff_log"] == [f"{DESK} undelivered 0 unreadable"]
        assert [grave.command for grave in world.memory.graves(Address(DESK.guild, 1))] == ["Open"]


async def test_a_poisoned_letter_to_a_number_that_was_never_given_leaves_a_grave_and_no_ticket() -> None:
    async with living(rules_of=poisoned) as world:
        nobody = Address(DESK.guild, 99)
        assert isinstance(await world.ask_once(nobody, poison(world)), Buried)
        await lapse(5)

        assert nobody not in world.memory.rows
        assert [grave.command for grave in world.memory.graves(nobody)] == ["Close"]


async def test_a_buried_letter_is_not_read_again_when_it_comes_again() -> None:
    async with living(rules_of=poisoned) as world:
        ticket = await open_ticket(world)
        letter = poison(world)
        first, second = await world.ask_once(ticket, letter), await world.ask_once(ticket, letter)

        assert isinstance(first, Buried)
        assert isinstance(second, Answer)
        assert second.events == ()


async def poisoned_story(*fuses: Fuse) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    async with living(*fuses, rules_of=poisoned) as world:
        ticket = await open_ticket(world)
        room = world.discord.channel_of(ticket)
        await set_priority(world, ticket)
        for text in ("one", POISON, "two"):
            world.discord.write(room, OWNER, text)
        await lapse(100)
        assert world.live is not None
        assert world.live.notices == [], "nobody is quarantined"
        graves = world.memory.graves(ticket)
        return dict(world.discord.seen), [(grave.command, grave.error) for grave in graves]


@cache
def poisoned_touches() -> int:
    fuse = Fuse()
    play(poisoned_story(fuse))
    return len(fuse.names)


@pytest.mark.parametrize("mode", [Mode.BEFORE, Mode.AFTER, Mode.LOST])
def test_killed_around_a_poisoned_batch_the_end_is_the_same(mode: Mode) -> None:
    expected = play(poisoned_story())

    for burns_at in range(8, poisoned_touches()):
        assert play(poisoned_story(Fuse(burns_at, mode))) == expected, burns_at


async def test_six_burials_in_five_minutes_are_a_quarantine_and_revive_ends_it() -> None:
    async with living(rules_of=poisoned) as world:
        ticket, neighbour = await open_ticket(world), await open_ticket(world, SECOND_OWNER)
        for _ in range(6):
            assert isinstance(await world.ask_once(ticket, poison(world)), Buried)
        assert isinstance(await world.ask_once(ticket, close(world)), Stuck)
        assert troubles(world) == [Trouble.STUCK]
        assert world.supervisor.is_quiet
        assert isinstance(await set_priority(world, neighbour), Answer)

        assert world.supervisor.revive(ticket) == 1
        await lapse(5)

        assert isinstance(await world.ask_once(ticket, close(world)), Answer)
        assert world.supervisor.revive(ticket) == 0


async def test_a_ticket_in_quarantine_says_nothing_and_catches_up_when_it_is_revived() -> None:
    async with living(rules_of=poisoned) as world:
        ticket = await open_ticket(world)
        await set_priority(world, ticket)
        for _ in range(6):
            await world.ask_once(ticket, poison(world))
        said = world.discord.write(world.discord.channel_of(ticket), OWNER, "anybody there?")
        await lapse(2 * HOUR)
        assert world.discord.seen["sla"] == []

        world.supervisor.revive(ticket)
        await lapse(10)

        assert said in {entry.id for entry in world.memory.entries(ticket)}
        assert len(world.discord.seen["sla"]) == 1


async def test_burials_that_are_far_apart_put_nobody_aside() -> None:
    async with living(rules_of=poisoned) as world:
        ticket = await open_ticket(world)
        for _ in range(12):
            assert isinstance(await world.ask_once(ticket, poison(world)), Buried)
            await lapse(70)

        assert isinstance(await world.ask_once(ticket, close(world)), Answer)


async def test_when_time_itself_is_poison_no_letter_is_blamed() -> None:
    async with living(rules_of=timeless) as world:
        ticket = await open_ticket(world)
        await set_priority(world, ticket)
        await lapse(HOUR)
        reply = await world.ask_once(ticket, close(world))

        assert isinstance(reply, Stuck)
        assert troubles(world) == [Trouble.STUCK]
        assert world.memory.graves(ticket) == ()


class Unarchivable:
    """A store that dies of one text, as a driver might of a string that is no UTF-8."""

    def __init__(self, process: Process) -> None:
        self._process = process

    def __getattr__(self, name: str) -> Any:
        return getattr(self._process, name)

    async def archive(self, address: Address, traces: Sequence[Trace]) -> None:
        if any(isinstance(trace, Written) and trace.text == POISON for trace in traces):
            raise UnicodeError
        await self._process.archive(address, traces)


@pytest.mark.parametrize("is_in_history", [True, False])
async def test_a_letter_that_kills_the_write_is_found_and_the_others_are_read(is_in_history: bool) -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        await set_priority(world, ticket)
        assert world.live is not None
        world.supervisor._office.store = Unarchivable(world.live)
        room = world.discord.channel_of(ticket)
        first = world.discord.write(room, STAFF, "one")
        killer = world.discord.write(room, OWNER, POISON)
        if not is_in_history:
            del world.discord.rooms[room].messages[killer]
        third = world.discord.write(room, STAFF, "three")
        answer = await world.supervisor.ask(ticket, close(world), within=timedelta(minutes=10))
        await lapse(60)

        assert isinstance(answer, Answer)
        assert {first, third} <= {entry.id for entry in world.memory.entries(ticket)}
        assert [grave.error for grave in world.memory.graves(ticket)] == ["DiedWithIt"]
        assert troubles(world) == []


async def test_thirty_deaths_of_one_guild_put_all_of_it_aside_and_revive_ends_it() -> None:
    async with living(rules_of=poisoned) as world:
        tickets = [await open_ticket(world) for _ in range(7)]
        for ticket in tickets[:6]:
            for _ in range(5):
                world.supervisor.tell(ticket, poison(world))
        await lapse(5)
        replies: list[Reply | None] = [await world.ask_once(ticket, close(world)) for ticket in (tickets[6], DESK)]
        assert [type(reply) for reply in replies] == [Stuck, Stuck]
        assert troubles(world) == [Trouble.GUILD_STUCK]

        assert world.supervisor.revive(DESK) == 8
        await lapse(5)

        assert isinstance(await world.ask_once(tickets[6], close(world)), Answer)
        assert isinstance(await world.ask_once(tickets[0], close(world)), Answer)


async def test_thirty_deaths_over_three_guilds_end_the_process() -> None:
    world = World(rules_of=poisoned)
    process = world.live = Process(world, Fuse())

    async def doomed() -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(process.run())
            await lapse(1)
            for _ in range(10):
                for guild in (1, 2, 3):
                    form = c.Submit(world.letter(), world.clock.now(), OWNER, TYPE, POISON, "text of some length")
                    process.supervisor.tell(Address(GuildId(guild)), form)
            await lapse(5)

    with pytest.raises(BaseExceptionGroup) as ended:
        await doomed()

    assert ended.group_contains(Meltdown)
