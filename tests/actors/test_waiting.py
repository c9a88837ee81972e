"""What a promise waits for besides its lane: files before a deletion, a budget before a name; nothing, if unwanted."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from actors.limits import RENAMES_WITHIN
from actors.ports import WorldError
from models import commands as c
from models import effects as f
from models.errors import Unwritable
from models.ids import Address, ChannelId, MessageId, TypeKey, What
from models.lanes import Lane, lane_of
from models.message import Trace
from models.ticket import Priority, Ticket
from tests.actors.test_courier import FORBIDDEN, SlowTo, waiting
from tests.support.actor_story import HOUR, close, living, open_ticket, set_priority
from tests.support.actor_world import ADMIN, GUILD, MEMBER, OTHER_TYPE, OWNER, STAFF, TYPE, Process, World
from tests.support.fuse import Fuse
from tests.support.virtual import lapse

WITHIN = RENAMES_WITHIN.total_seconds()


def stands(world: World, ticket: Address, message: MessageId) -> bool:
    return message in world.discord.rooms[world.discord.channel_of(ticket)].messages


def kept(world: World, ticket: Address) -> list[str]:
    return world.discord.seen[f"{ticket} files"]


async def move(world: World, ticket: Address, type: TypeKey) -> None:
    await world.ask(ticket, lambda: c.SetType(world.letter(), world.clock.now(), ADMIN, type))


def names(world: World, ticket: Address) -> list[str]:
    return world.discord.seen[f"{ticket} name"]


# --- files ---


async def test_the_files_of_every_message_are_kept() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        room = world.discord.channel_of(ticket)
        world.discord.write(room, OWNER, "look", "a.png", "b.log")
        world.discord.write(room, MEMBER, "look here too", "c.txt")
        await lapse(5)

        assert kept(world, ticket) == ["a.png", "b.log", "c.txt"]
        assert waiting(world, ticket) == []


async def test_a_gated_message_goes_once_its_files_are_kept() -> None:
    async with living(SlowTo("deliver KeepFile", 4)) as world:
        ticket = await open_ticket(world)
        gated = world.discord.write(world.discord.channel_of(ticket), MEMBER, "look", "a.png")
        await lapse(3.5)
        assert stands(world, ticket, gated)

        await lapse(1)

        assert not stands(world, ticket, gated)
        assert kept(world, ticket) == ["a.png"]


async def test_a_gated_message_waits_ten_seconds_for_its_files_and_no_longer() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        world.discord.errors = {f.KeepFile: WorldError(503)}
        gated = world.discord.write(world.discord.channel_of(ticket), MEMBER, "look", "a.png")
        await lapse(9)
        assert stands(world, ticket, gated)

        await lapse(2)

        assert not stands(world, ticket, gated)
        assert What.KEEP in waiting(world, ticket)


async def test_a_gated_message_without_files_goes_at_once() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        gated = world.discord.write(world.discord.channel_of(ticket), MEMBER, "let me through")
        await lapse(1)

        assert not stands(world, ticket, gated)


async def test_a_file_that_can_never_be_kept_holds_nothing_and_is_no_news() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        world.discord.errors = {f.KeepFile: WorldError(404)}
        gated = world.discord.write(world.discord.channel_of(ticket), MEMBER, "look", "a.png")
        await lapse(2)

        assert not stands(world, ticket, gated)
        assert waiting(world, ticket) == []
        assert world.discord.seen["staff_log"] == []


async def test_a_file_that_cannot_be_had_now_holds_up_no_other() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        world.discord.write(world.discord.channel_of(ticket), OWNER, "look", "a.png", "b.log", "c.txt", "d.txt")
        files = dict(world.discord.files)
        _, late, *there = files
        world.discord.files = {file: files[file] for file in there}
        await lapse(0.3)
        assert kept(world, ticket) == ["c.txt", "d.txt"], "nothing was waited for"

        world.discord.files[late] = files[late]
        await lapse(HOUR)
        assert kept(world, ticket)[2:] == ["b.log"]
        world.discord.write(world.discord.channel_of(ticket), OWNER, "and here", "e.png", "f.png")
        del world.discord.files[max(world.discord.files)]
        await lapse(600)
        assert kept(world, ticket)[3:] == ["e.png"]
        assert waiting(world, ticket) == [What.KEEP, What.KEEP]

        await lapse(25 * HOUR)

        assert waiting(world, ticket) == [], "given up as everything else is"


@pytest.mark.parametrize(("seconds", "is_kept_first"), [(4, True), (14, False)])
async def test_a_transcript_waits_ten_seconds_for_the_last_files_and_no_longer(
    seconds: float, is_kept_first: bool
) -> None:
    async with living(SlowTo("deliver KeepFile", seconds)) as world:
        ticket = await open_ticket(world)
        world.discord.write(world.discord.channel_of(ticket), OWNER, "look", "a.png")
        await close(world, ticket)
        while not world.discord.seen["transcripts"]:
            await lapse(0.5)

        assert (kept(world, ticket) == ["a.png"]) is is_kept_first


async def test_messages_that_may_not_be_deleted_hold_nothing_else_in_the_channel() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        world.discord.errors = {f.DeleteMessage: FORBIDDEN}
        world.discord.write(world.discord.channel_of(ticket), MEMBER, "let me through")
        await set_priority(world, ticket)
        await lapse(60)

        assert f"{ticket} priority 0  high" in world.discord.seen[str(ticket)]
        assert {lane_of(pending.effect) for pending in world.outbox(ticket)} == {Lane.DELETE}


async def test_while_it_waits_for_files_all_is_quiet() -> None:
    """A stepped clock moves on: it comes to the tenth second by an alarm of its own."""
    async with living() as world:
        ticket = await open_ticket(world)
        world.discord.errors = {f.KeepFile: FORBIDDEN}
        world.discord.write(world.discord.channel_of(ticket), MEMBER, "look", "a.png")
        await lapse(5)

        assert What.GATE in waiting(world, ticket)
        assert world.supervisor.is_quiet


# --- names ---


async def test_a_channel_is_renamed_twice_in_ten_minutes_and_then_once_more_by_the_last_name() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        for type in (OTHER_TYPE, TYPE, OTHER_TYPE, TYPE, OTHER_TYPE):
            await move(world, ticket, type)
            await lapse(5)
        assert names(world, ticket) == ["other", "database"]
        assert waiting(world, ticket) == [What.RENAME]
        assert world.supervisor.is_quiet

        await lapse(WITHIN)

        assert names(world, ticket) == ["other", "database", "other"]
        assert waiting(world, ticket) == []


async def test_a_budget_that_was_not_used_up_makes_nobody_wait() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        for type in (OTHER_TYPE, TYPE, OTHER_TYPE):
            await move(world, ticket, type)
            await lapse(WITHIN / 2 + 5)

        assert names(world, ticket) == ["other", "database", "other"]


async def test_a_close_takes_back_the_name_that_waits() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        for type in (OTHER_TYPE, TYPE, OTHER_TYPE):
            await move(world, ticket, type)
            await lapse(5)
        await world.ask(ticket, lambda: c.Close(world.letter(), world.clock.now(), ADMIN))
        await lapse(5)
        assert What.RENAME not in waiting(world, ticket)

        await lapse(2 * WITHIN)

        assert names(world, ticket) == ["other", "database"]


async def test_a_name_that_may_not_be_given_costs_nothing_and_is_given_once_it_may() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        world.discord.errors = {f.Rename: FORBIDDEN}
        await move(world, ticket, OTHER_TYPE)
        for _ in range(5):
            await lapse(1)
            world.supervisor.permissions_changed(GUILD)
        world.discord.errors = {}
        await lapse(1)
        world.supervisor.permissions_changed(GUILD)
        await lapse(1)

        assert names(world, ticket) == ["other"]


# --- what is wanted no more, and what can never be written ---


async def test_what_is_wanted_no_more_leaves_although_what_is_before_it_is_parked() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        await set_priority(world, ticket, Priority.LOW)
        await lapse(5)
        world.discord.errors = {f.Say: FORBIDDEN, f.ShowCard: FORBIDDEN}
        await set_priority(world, ticket)
        await lapse(3 * HOUR)
        before = waiting(world, ticket)
        assert before.index(What.CARD) < before.index(What.FULL)

        world.discord.write(world.discord.channel_of(ticket), STAFF, "here is the answer")
        await lapse(5)

        assert What.FULL not in waiting(world, ticket)
        assert What.CARD in waiting(world, ticket)
        assert not any("full" in said for said in world.discord.seen[str(ticket)])


class Unwriting:
    """A store that will never take what the comparison has found."""

    def __init__(self, process: Process) -> None:
        self._process, self.is_at_fault = process, False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._process, name)

    async def archive(self, address: Address, traces: Sequence[Trace]) -> None:
        task = asyncio.current_task()
        if self.is_at_fault and task is not None and "Courier" in task.get_coro().__qualname__:  # type: ignore[union-attr]
            raise Unwritable("10334")
        await self._process.archive(address, traces)


async def test_what_the_store_will_never_take_is_buried_and_holds_up_nothing() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        assert world.live is not None
        store = Unwriting(world.live)
        world.supervisor._office.store = store
        world.discord.heard = lambda channel, event: None
        world.discord.write(world.discord.channel_of(ticket), OWNER, "never heard")
        store.is_at_fault = True
        await close(world, ticket)
        await lapse(60)

        assert [grave.error for grave in world.memory.graves(ticket)] == ["Unwritable"]
        assert f"{ticket} undelivered 0 unwritable" in world.discord.seen["staff_log"]
        assert len(world.discord.seen["transcripts"]) == 1


@pytest.mark.parametrize("room", [8, 256])
async def test_a_message_heard_after_a_later_one_takes_its_turn_once(room: int) -> None:
    async with living(Fuse(), room=room) as world:
        ticket = await open_ticket(world)
        channel = world.discord.channel_of(ticket)
        heard, world.discord.heard = world.discord.heard, lambda channel, event: None
        late = world.discord.write(channel, OWNER, "said first")
        words = world.discord.rooms[ChannelId(channel)].messages[late]
        world.discord.heard = heard
        later = world.discord.write(channel, OWNER, "said second")
        await lapse(5)
        for _ in range(3):
            world.supervisor.tell(ticket, c.Post(words))
        await lapse(5)

        state = world.state(ticket)
        assert isinstance(state, Ticket)
        assert [turn.id for turn in state.turns if turn.id in (late, later)] == [late, later]
        assert late in {entry.id for entry in world.memory.entries(ticket)}


async def test_a_message_that_is_heard_twice_is_read_once() -> None:
    async with living(fuse := Fuse(), Fuse()) as world:
        ticket = await open_ticket(world)
        room = world.discord.channel_of(ticket)
        gated = world.discord.write(room, MEMBER, "let me through", "a.png")
        words = world.discord.rooms[room].messages[gated]
        await lapse(5)
        world.supervisor.tell(ticket, c.Post(words))
        await lapse(5)

        assert [fuse.names.count(f"deliver {kind}") for kind in ("DeleteMessage", "ReturnGated", "KeepFile")] == [
            1,
            1,
            1,
        ]
