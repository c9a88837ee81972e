"""What comes in: who is answered what, once, and by whom; and what a reader of committed states sees."""

import asyncio

import pytest

from actors.letters import Answer, Busy, Gone, NoAnswerYet, NotOurs
from models import commands as c
from models.desk import Desk
from models.errors import Reason, Refused
from models.ids import Address, UserId
from models.snapshot import Snapshot, State
from models.ticket import Ticket
from tests.support.actor_story import ONE, TWO, close, living, open_ticket, set_priority
from tests.support.actor_world import DESK, GUILD, MEMBER, OWNER, SECOND_OWNER, STAFF, World
from tests.support.fuse import Fuse, Mode
from tests.support.virtual import lapse


def desk_of(world: World) -> Desk:
    desk = world.state(DESK)
    assert isinstance(desk, Desk)
    return desk


def channel(state: State) -> int | None:
    return state.channel if isinstance(state, Ticket) else None


async def test_two_people_at_the_same_millisecond_get_two_tickets_with_two_numbers() -> None:
    async with living() as world:
        first, second = world.submit(OWNER), world.submit(SECOND_OWNER)
        answers = await asyncio.gather(world.ask_once(DESK, first), world.ask_once(DESK, second))
        await lapse(5)

        assert [type(answer) for answer in answers] == [Answer, Answer]
        assert [(one.number, one.owner) for one in desk_of(world).open] == [(1, OWNER.id), (2, SECOND_OWNER.id)]
        assert {room.topic for room in world.discord.rooms.values()} == {ONE, TWO}


async def test_one_submission_delivered_twice_is_one_ticket() -> None:
    async with living() as world:
        form = world.submit(OWNER)
        answers = await asyncio.gather(world.ask_once(DESK, form), world.ask_once(DESK, form))
        await lapse(5)
        again = await world.ask_once(DESK, form)

        assert [len(answer.events) for answer in (*answers, again) if isinstance(answer, Answer)] == [1, 0, 0]
        assert [one.number for one in desk_of(world).open] == [1]
        assert len(world.discord.rooms) == 1


async def test_a_refusal_is_an_answer_and_nothing_happens() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        before = world.memory.snapshot(ticket)
        refusal = await world.ask_once(ticket, c.Close(world.letter(), world.clock.now(), MEMBER))

        assert isinstance(refusal, Refused)
        assert refusal.reason is Reason.STAFF_ONLY
        assert world.memory.snapshot(ticket) == before


async def test_a_letter_to_a_number_that_was_never_given_is_refused_and_rests_again() -> None:
    async with living() as world:
        nobody = Address(GUILD, 99)
        refusal = await world.ask_once(nobody, c.Rate(world.letter(), world.clock.now(), OWNER.id, 5))

        assert isinstance(refusal, Refused)
        assert refusal.reason is Reason.NO_TICKET
        await lapse(1)
        assert world.supervisor.state_of(nobody) is None
        assert nobody not in world.memory.rows


async def test_a_number_that_was_never_given_is_not_revived_and_nothing_is_asked_or_written() -> None:
    async with living() as world:
        await lapse(5)
        assert world.live is not None
        before = [*world.live.fuse.names]

        assert world.supervisor.revive(Address(GUILD, 4711)) == 0
        await lapse(5)

        assert world.live.fuse.names == before
        assert Address(GUILD, 4711) not in world.memory.rows


async def test_a_ticket_that_was_born_between_the_look_and_the_birth_stays_as_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with living() as world:
        memory, claim = world.memory, world.memory.claim
        born = Ticket(ONE, OWNER.id, OWNER.name, "The first", world.clock.now(), turns=(), terms=())

        def claim_too_late(address: Address, epoch: int, *, may_be_new: bool = True) -> Snapshot:
            if address == ONE and may_be_new and ONE not in memory.rows:
                memory.commit(ONE, claim(ONE, epoch).version, Snapshot(2, born), alive=True)
            return claim(address, epoch, may_be_new=may_be_new)

        monkeypatch.setattr(memory, "claim", claim_too_late)
        await world.ask(DESK, lambda: world.submit(OWNER, "The second"))
        await lapse(5)

        ticket = world.state(ONE)
        assert isinstance(ticket, Ticket)
        assert ticket.title == "The first"
        assert world.supervisor.state_of(ONE) == ticket


async def test_a_full_mailbox_turns_wishes_away_and_loses_no_post() -> None:
    async with living(room=8) as world:
        ticket = await open_ticket(world)
        room = world.discord.channel_of(ticket)
        posts = [world.discord.write(room, OWNER, f"post {n}") for n in range(20)]
        reply = await world.ask_once(ticket, c.Close(world.letter(), world.clock.now(), STAFF))

        assert isinstance(reply, Busy)
        await lapse(10)
        assert set(posts) <= {entry.id for entry in world.memory.entries(ticket)}
        state = world.state(ticket)
        assert isinstance(state, Ticket)
        assert state.closing is None


async def test_who_waits_ten_seconds_is_told_so_and_the_letter_is_read_all_the_same() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        assert world.live is not None
        world.live.fuse.slow = 30.0
        reply = await world.ask_once(ticket, c.Close(world.letter(), world.clock.now(), STAFF))

        assert isinstance(reply, NoAnswerYet)
        assert world.longest_ask == pytest.approx(10)
        await lapse(100)
        state = world.state(ticket)
        assert isinstance(state, Ticket)
        assert state.closing is not None


async def test_a_fact_is_waited_for_until_it_is_committed_or_for_ten_seconds() -> None:
    async with living() as world:
        await world.ask(DESK, lambda: world.submit(OWNER))
        assert await world.supervisor.until(ONE, channel) == world.discord.channel_of(ONE)
        assert await world.supervisor.until(ONE, channel) == world.discord.channel_of(ONE)

        assert world.live is not None
        world.live.fuse.slow = 30.0
        began = world.clock.monotonic()
        assert await world.supervisor.until(TWO, channel) is None
        assert world.clock.monotonic() - began == 10.0


async def test_a_fact_may_be_waited_for_before_its_ticket_is_born() -> None:
    async with living() as world, asyncio.TaskGroup() as tasks:
        early = tasks.create_task(world.supervisor.until(ONE, channel))
        await lapse(1)
        await world.ask(DESK, lambda: world.submit(OWNER))

        assert await early == world.discord.channel_of(ONE)


async def test_a_channel_is_known_while_its_ticket_listens_there() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        room = world.discord.channel_of(ticket)
        assert world.supervisor.directory.ticket_of(room) == ticket

        await set_priority(world, ticket)
        await close(world, ticket)
        await lapse(1000)

        assert world.discord.rooms[room].is_gone
        assert world.supervisor.directory.ticket_of(room) is None
        assert len(world.supervisor.directory) == 0


async def test_a_closed_ticket_lives_again_for_as_long_as_a_letter_takes() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        await close(world, ticket)
        await lapse(1000)
        assert world.supervisor.state_of(ticket) is None

        rate = c.Rate(world.letter(), world.clock.now(), OWNER.id, 5)
        stranger = c.Rate(world.letter(), world.clock.now(), UserId(999), 1)
        answer, refusal = await world.ask_once(ticket, rate), await world.ask_once(ticket, stranger)
        await lapse(5)

        assert isinstance(answer, Answer)
        assert isinstance(refusal, Refused)
        assert world.discord.seen["transcripts"][-1] == f"edited: transcript {ticket}, 5 stars"
        assert world.supervisor.state_of(ticket) is None


async def test_behind_closed_doors_nobody_is_left_without_an_answer() -> None:
    async with living() as world:
        supervisor = world.supervisor
        await supervisor.drain()
        reply = supervisor.put(DESK, world.submit(OWNER))

        assert isinstance(reply.result(), Gone)
        assert await supervisor.until(ONE, channel) is None


async def test_a_ticket_that_a_later_process_claimed_is_let_go() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        world.memory.claim(ticket, world.memory.begin())
        before = world.memory.snapshot(ticket)

        reply = await world.ask_once(ticket, c.Close(world.letter(), world.clock.now(), STAFF))

        assert isinstance(reply, NotOurs)
        assert world.memory.snapshot(ticket) == before
        assert world.supervisor.state_of(ticket) is None


async def test_a_write_that_missed_because_of_our_own_is_tried_again_on_what_is_there() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        row = world.memory.rows[ticket]
        row.version += 1

        answer = await world.ask_once(ticket, c.Close(world.letter(), world.clock.now(), STAFF))

        assert isinstance(answer, Answer)
        assert isinstance(answer.state, Ticket)
        assert answer.state.closing is not None


@pytest.mark.parametrize("seconds", [1.02, 1.04, 1.5, 5])
async def test_a_write_of_the_dead_misses_what_the_next_life_has_claimed(seconds: float) -> None:
    """Nobody says anything afterwards, so nothing else would make the living look again."""
    fuse = Fuse()
    async with living(fuse, Fuse()) as world:
        ticket = await open_ticket(world)
        fuse.mode, fuse.later, fuse.burns_at = Mode.GHOST, seconds, len(fuse.names)
        reply = await world.ask_once(ticket, c.Close(world.letter(), world.clock.now(), STAFF))
        await lapse(60)

        assert fuse.names[-1] == "commit"
        assert not isinstance(reply, Answer)
        assert world.supervisor.state_of(ticket) == world.state(ticket), "the living believe what is stored"
