"""Deaf is not asleep: what was said while nobody listened is read first, and nothing is said before it was."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

import pytest

from actors.letters import Answer
from actors.ports import HistoryDown, Notice, SurfaceMissing, Trouble, WorldError
from models import commands as c
from models.commands import Post
from models.events import Closed
from models.ids import Address, ChannelId, MessageId
from models.message import Thread, Written
from models.moment import said_at
from models.ticket import Ending, Side, Ticket
from tests.support.actor_story import HOUR, close, living, open_ticket, set_priority
from tests.support.actor_world import GUILD, MEMBER, OWNER, STAFF, Process, World
from tests.support.virtual import START, lapse


def process_of(world: World) -> Process:
    assert world.live is not None
    return world.live


def ticket_of(world: World, address: Address) -> Ticket:
    state = world.state(address)
    assert isinstance(state, Ticket)
    return state


def pings(world: World) -> list[str]:
    return [said for said in world.discord.seen["sla"] if "half" in said]


def cut_off(world: World) -> None:
    """The gateway's session is lost: nothing reaches the process, and its ear knows since when."""
    process_of(world).hearing.deaf_since = world.clock.now()
    world.discord.heard = lambda channel, event: None


def session_again(world: World) -> None:
    """A new session: the gaps first, then the ear moves."""
    world.supervisor.reread(GUILD)
    process_of(world).hearing.deaf_since = None
    world.discord.heard = world._hear


async def test_nobody_is_told_that_no_answer_came_while_answers_may_be_on_their_way() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        await set_priority(world, ticket)
        await lapse(60)
        cut_off(world)
        world.discord.write(world.discord.channel_of(ticket), STAFF, "here is the answer")
        await lapse(3 * HOUR)
        assert pings(world) == []
        assert process_of(world).hearing.asked

        session_again(world)
        await lapse(5 * HOUR)

        assert pings(world) == []
        assert Side.STAFF in [turn.side for turn in ticket_of(world, ticket).turns]


async def test_what_is_still_true_is_said_as_soon_as_it_was_heard() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        await set_priority(world, ticket)
        await lapse(60)
        cut_off(world)
        await lapse(3 * HOUR)
        assert pings(world) == []

        session_again(world)
        await lapse(6)

        assert pings(world) == [f"{ticket} half 0 breached  high"]


async def test_coming_back_nothing_is_said_of_what_was_answered_meanwhile() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        await set_priority(world, ticket)
        await lapse(60)
        cut_off(world)
        await lapse(3 * HOUR)
        world.discord.write(world.discord.channel_of(ticket), STAFF, "here is the answer, much too late")
        await lapse(60)

        session_again(world)
        await lapse(5 * HOUR)

        assert pings(world) == []


async def test_what_falls_due_asks_the_ear_again_every_five_seconds() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        await set_priority(world, ticket)
        await lapse(60)
        cut_off(world)
        await lapse(HOUR)

        asked = process_of(world).hearing.asked
        between = {later - sooner for sooner, later in pairwise(asked)}
        assert len(asked) > 300
        assert all(timedelta(seconds=5) <= wait < timedelta(seconds=5.1) for wait in between)


async def test_a_deadline_that_is_heard_in_time_is_spoken_of_at_its_moment() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        at = world.clock.monotonic()
        await set_priority(world, ticket)
        await lapse(at + HOUR / 2 + 3 - world.clock.monotonic())

        assert pings(world) == [f"{ticket} half 0  high"]
        assert process_of(world).hearing.asked == []


async def test_what_was_edited_and_deleted_while_nobody_listened_is_found() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        room = world.discord.channel_of(ticket)
        wrong, gone, kept = (world.discord.write(room, OWNER, text) for text in ("slwo", "never mind", "kept"))
        await lapse(5)
        cut_off(world)
        world.discord.edit(room, wrong, "slow")
        world.discord.delete(room, gone)
        await lapse(60)

        session_again(world)
        await lapse(5)

        entries = {entry.id: entry for entry in world.memory.entries(ticket)}
        assert [version.text for version in entries[wrong].versions] == ["slwo", "slow"]
        assert entries[gone].deleted_at == said_at(gone), "when it was deleted nobody knows"
        assert [version.text for version in entries[kept].versions] == ["kept"]
        assert entries[kept].deleted_at is None


async def test_the_archive_is_complete_before_a_ticket_is_closed_for_good() -> None:
    """The events of the last minute never came; the transcript has them all the same."""
    async with living() as world:
        ticket = await open_ticket(world)
        await set_priority(world, ticket)
        room = world.discord.channel_of(ticket)
        wrong = world.discord.write(room, OWNER, "slwo")
        await lapse(5)
        world.discord.heard = lambda channel, event: None
        for n in range(50):
            world.discord.write(room, OWNER, f"unheard {n}")
        world.discord.edit(room, wrong, "slow")
        await close(world, ticket)
        await lapse(5)

        texts = [entry.versions[-1].text for entry in world.memory.entries(ticket)]
        assert {"slow", *(f"unheard {n}" for n in range(50))} <= set(texts)
        assert ticket_of(world, ticket).closing is not None


async def test_a_channel_that_is_gone_closes_its_ticket_and_keeps_its_record() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        room = world.discord.channel_of(ticket)
        said = world.discord.write(room, OWNER, "hello")
        await lapse(5)
        world.discord.remove_channel(room)
        world.supervisor.reread(GUILD)
        await lapse(60)

        closing = ticket_of(world, ticket).closing
        assert closing is not None
        assert closing.ending is Ending.SURFACE_DELETED
        assert said in {entry.id for entry in world.memory.entries(ticket)}
        assert world.discord.seen["transcripts"] == [f"transcript {ticket} of 'It is broken', surface_deleted"]
        assert world.outbox(ticket) == []


async def test_a_channel_that_is_gone_at_the_close_blocks_nothing() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        world.discord.remove_channel(world.discord.channel_of(ticket))
        await close(world, ticket)
        await lapse(60)

        closing = ticket_of(world, ticket).closing
        assert closing is not None
        assert closing.ending is Ending.BY_STAFF
        assert len(world.discord.seen["transcripts"]) == 1
        assert world.outbox(ticket) == []


async def test_a_message_is_gated_when_heard_live_and_never_when_caught_up() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        room = world.discord.channel_of(ticket)
        cut_off(world)
        caught_up = world.discord.write(room, MEMBER, "while you were away")
        session_again(world)
        await lapse(5)
        live = world.discord.write(room, MEMBER, "while you listen")
        await lapse(5)

        held = {entry.id: entry.held_back for entry in world.memory.entries(ticket)}
        assert (held[caught_up], held[live]) == (False, True)
        assert set(world.discord.rooms[room].messages) >= {caught_up}
        assert live not in world.discord.rooms[room].messages
        assert world.discord.seen[f"dm {MEMBER.id}"] == [f"{ticket} your message came back"]


class Unreadable:
    """A history that answers with an error for as long as one is set."""

    def __init__(self, process: Process, error: Exception) -> None:
        self._process, self.error, self.asked = process, error, 0
        self._is_failing, self.is_shut_to_looks = True, False

    def mend(self) -> None:
        self._is_failing = False

    async def after(self, channel: ChannelId, message: MessageId) -> Sequence[Post]:
        self.asked += 1
        if self._is_failing:
            raise self.error
        return await self._process.after(channel, message)

    async def again(self, channel: ChannelId, message: MessageId) -> Written | None:
        if self.is_shut_to_looks:
            raise self.error
        return await self._process.again(channel, message)

    async def threads(self, channel: ChannelId) -> Sequence[Thread]:
        return await self._process.threads(channel)


def unreadable(world: World, error: Exception) -> Unreadable:
    history = Unreadable(process_of(world), error)
    world.supervisor._office.history = history
    return history


async def test_while_the_history_does_not_answer_the_gap_stays_and_nothing_is_said() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        await set_priority(world, ticket)
        await lapse(60)
        history = unreadable(world, HistoryDown())
        world.supervisor.reread(GUILD)
        await lapse(2 * HOUR)
        assert pings(world) == []
        assert history.asked > 20

        history.mend()
        await lapse(120)

        assert pings(world) == [f"{ticket} half 0 breached  high"]


async def test_a_close_is_not_forgotten_behind_a_look_at_the_archive_that_failed_before_it() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        await set_priority(world, ticket)
        history = unreadable(world, HistoryDown())
        cell = world.supervisor._cells[ticket]
        assert cell.channel is not None
        cell.courier.check_archive(cell.channel)
        await lapse(5)
        await close(world, ticket)
        await lapse(5)

        history.mend()
        await lapse(600)

        assert world.discord.seen["transcripts"] == [f"transcript {ticket} of 'It is broken', by_staff"]
        assert world.outbox(ticket) == []


@pytest.mark.parametrize("given", ["heard of", "found out within the hour"])
async def test_where_the_history_may_not_be_read_wishes_are_heard_and_staff_are_told_once(given: str) -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        await set_priority(world, ticket)
        await lapse(60)
        history = unreadable(world, WorldError(403, 50001, "READ_MESSAGE_HISTORY"))
        world.supervisor.reread(GUILD)
        await lapse(3 * HOUR)
        assert pings(world) == []
        missing = [notice for _, notice in process_of(world).notices]
        assert missing == [Notice(Trouble.MISSING_PERMISSION, "READ_MESSAGE_HISTORY")]
        priority = await set_priority(world, ticket)
        assert isinstance(priority, Answer)

        history.mend()
        if given == "heard of":
            world.supervisor.permissions_changed(GUILD)
        await lapse(5 if given == "heard of" else HOUR + 60)

        assert pings(world) == [f"{ticket} half 0 breached  high"]


async def test_a_ticket_whose_channel_may_not_be_read_can_still_be_closed() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        await lapse(60)
        unreadable(world, WorldError(403, 50001))
        world.supervisor.reread(GUILD)
        await lapse(5)
        answer = await close(world, ticket)
        await lapse(60)

        assert isinstance(answer, Answer)
        assert any(isinstance(event, Closed) for event in answer.events)
        assert len(world.discord.seen["transcripts"]) == 1


async def test_a_history_that_hangs_is_asked_again() -> None:
    class Hanging(Unreadable):
        async def after(self, channel: ChannelId, message: MessageId) -> Sequence[Post]:
            self.asked += 1
            if self._is_failing:
                await lapse(10 * HOUR)
            return await self._process.after(channel, message)

    async with living() as world:
        ticket = await open_ticket(world)
        await set_priority(world, ticket)
        history = Hanging(process_of(world), SurfaceMissing())
        world.supervisor._office.history = history
        world.supervisor.reread(GUILD)
        await lapse(100)
        assert history.asked > 1

        history.mend()
        await lapse(100)

        assert world.supervisor.is_quiet
        assert pings(world) == []


async def test_a_changed_promise_moves_the_deadlines_of_open_tickets() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        await set_priority(world, ticket)
        await lapse(600)
        kind = next(iter(world.policy.types.values()))
        shorter = kind.model_copy(update={"targets": dict.fromkeys(kind.targets, timedelta(minutes=10))})
        changed = world.policy.model_copy(update={"types": dict.fromkeys(world.policy.types, shorter)})
        world.supervisor._office.policies.policy = changed  # type: ignore[attr-defined]
        assert pings(world) == []

        world.supervisor.policy_changed(GUILD)
        await lapse(5)

        assert ticket_of(world, ticket).term.promise == timedelta(minutes=10)
        assert len(pings(world)) <= 1
        await lapse(700)
        assert pings(world) != []


async def test_late_posts_do_not_pass_time_that_was_not_heard() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        await set_priority(world, ticket)
        cut_off(world)
        await lapse(2 * HOUR)
        await world.ask_once(ticket, c.NoAnswerNeeded(world.letter(), world.clock.now(), STAFF))
        await lapse(60)

        assert pings(world) == []
        assert world.memory.snapshot(ticket).latest > START + timedelta(hours=2)
