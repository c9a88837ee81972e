"""What was buried is read once more when somebody asks for it, and lies where it lay if that fails again."""

from dataclasses import replace

import pytest

from actors.graves import again_of
from actors.letters import Answer, Buried, NoAnswerYet, Reply
from actors.patience import answered
from actors.ports import Grave, HistoryDown, Presence
from models import commands as c
from models.grave import Reread
from models.ids import Address, EffectId, LetterId, MessageId, What
from models.message import Written
from models.person import Person
from models.ticket import Away, Priority, Side, Ticket
from tests.actors.test_attendance import Unanswered, absences
from tests.actors.test_gap import unreadable
from tests.actors.test_poison import Unarchivable
from tests.support.actor_story import living, open_ticket, set_priority
from tests.support.actor_world import OWNER, STAFF, TYPE, World
from tests.support.poison import POISON, Cure
from tests.support.virtual import START, lapse

POISONER = replace(STAFF, name=POISON)
WORDS = Written(MessageId(5), START, OWNER, "a private matter")


def grave_in(world: World, ticket: Address) -> Grave:
    (grave,) = world.memory.graves(ticket)
    return grave


def sides(world: World, ticket: Address) -> list[Side]:
    state = world.state(ticket)
    assert isinstance(state, Ticket)
    return [turn.side for turn in state.turns]


async def retried(world: World, ticket: Address) -> Reply:
    reply = world.supervisor.retry(ticket, grave_in(world, ticket))
    return await reply


async def bury_waiver(world: World, ticket: Address) -> None:
    await set_priority(world, ticket)
    wish = c.NoAnswerNeeded(world.letter(), world.clock.now(), POISONER)
    assert isinstance(await world.ask_once(ticket, wish), Buried)


async def bury_message(world: World, ticket: Address) -> MessageId:
    await set_priority(world, ticket)
    message = world.discord.write(world.discord.channel_of(ticket), STAFF, POISON)
    await lapse(5)
    return message


@pytest.mark.parametrize(
    ("command", "again"),
    [
        (c.Post(WORDS), Reread(WORDS.id)),
        (c.Edit(WORDS), Reread(WORDS.id)),
        (c.Delete(5, START), c.Delete(5, START)),
        (c.OwnerIs(START, False), c.OwnerIs(START, False)),
        (c.Delivered(EffectId(What.CARD), 7), c.Delivered(EffectId(What.CARD), 7)),
        (c.TicketClosed(LetterId(1), START, 3), c.TicketClosed(LetterId(1), START, 3)),
        (c.Close(LetterId(1), START, STAFF, "what somebody typed"), None),
        (c.Submit(LetterId(1), START, OWNER, TYPE, "typed", "typed as well"), None),
        (c.Rate(LetterId(1), START, OWNER.id, 5, "typed"), None),
    ],
)
def test_a_grave_holds_the_letter_where_nobody_typed_anything_in_it(command: c.Command, again: object) -> None:
    assert again_of(command) == again


@pytest.mark.parametrize("wish", [c.NoAnswerNeeded, c.StillNeedHelp, c.Reopen, c.Leave, c.ReadFull])
def test_a_persons_name_is_not_kept_in_a_grave(wish: type[c.Reopen]) -> None:
    assert again_of(wish(LetterId(1), START, STAFF)) == wish(LetterId(1), START, Person(STAFF.id, "", STAFF.roles))


def test_a_priority_is_kept_in_a_grave_without_the_name() -> None:
    kept = again_of(c.SetPriority(LetterId(1), START, STAFF, Priority.LOW))

    assert kept == c.SetPriority(LetterId(1), START, replace(STAFF, name=""), Priority.LOW)


async def test_a_wish_is_read_once_more_although_its_id_was_marked_as_read() -> None:
    async with living(rules_of=(cure := Cure())) as world:
        ticket = await open_ticket(world)
        await bury_waiver(world, ticket)
        assert sides(world, ticket)[-1] is Side.OWNER

        cure.is_there = True
        reply = await retried(world, ticket)

        assert isinstance(reply, Answer)
        assert sides(world, ticket)[-1] is Side.WAIVED


async def test_what_is_still_poison_is_buried_again_in_the_same_grave() -> None:
    async with living(rules_of=Cure()) as world:
        ticket = await open_ticket(world)
        await bury_message(world, ticket)
        before = grave_in(world, ticket)
        reply = await retried(world, ticket)

        assert isinstance(reply, Buried)
        assert replace(grave_in(world, ticket), at=before.at, traceback=before.traceback) == before


async def test_a_message_takes_its_turn_although_later_ones_were_read() -> None:
    async with living(rules_of=(cure := Cure())) as world:
        ticket = await open_ticket(world)
        message = await bury_message(world, ticket)
        later = world.discord.write(world.discord.channel_of(ticket), OWNER, "hello?")
        await lapse(5)

        cure.is_there = True
        reply = await retried(world, ticket)

        assert isinstance(reply, Answer)
        state = world.state(ticket)
        assert isinstance(state, Ticket)
        assert [turn.id for turn in state.turns if turn.id in (message, later)] == [message, later]
        assert world.memory.snapshot(ticket).seen >= later


async def test_a_message_that_ended_two_lives_is_in_the_archive_once_it_is_read() -> None:
    async with living() as world:
        ticket = await open_ticket(world, priority=Priority.LOW)
        assert world.live is not None
        world.supervisor._office.store = Unarchivable(world.live)
        killer = world.discord.write(world.discord.channel_of(ticket), STAFF, POISON)
        await lapse(120)
        assert killer not in archived(world, ticket)

        world.supervisor._office.store = world.live
        reply = await retried(world, ticket)

        assert isinstance(reply, Answer)
        assert sides(world, ticket)[-1] is Side.STAFF
        assert killer in archived(world, ticket)


def archived(world: World, ticket: Address) -> set[MessageId]:
    return {entry.id for entry in world.memory.entries(ticket)}


async def test_an_edit_is_read_once_more_as_an_edit() -> None:
    async with living(rules_of=(cure := Cure())) as world:
        ticket = await open_ticket(world)
        room = world.discord.channel_of(ticket)
        message = world.discord.write(room, OWNER, "it is slwo")
        await lapse(5)
        world.discord.edit(room, message, POISON)
        await lapse(5)
        turns = sides(world, ticket)
        assert grave_in(world, ticket).command == "Edit"

        cure.is_there = True
        reply = await retried(world, ticket)

        assert isinstance(reply, Answer)
        assert sides(world, ticket) == turns


async def test_a_message_that_is_gone_was_read_by_its_end() -> None:
    async with living(rules_of=(cure := Cure())) as world:
        ticket = await open_ticket(world)
        message = await bury_message(world, ticket)
        before = sides(world, ticket)
        world.discord.delete(world.discord.channel_of(ticket), message)
        cure.is_there = True
        reply = await retried(world, ticket)

        assert isinstance(reply, Answer)
        assert reply.events == ()
        assert sides(world, ticket) == before


async def test_while_discord_does_not_answer_a_message_stays_buried_and_can_be_asked_for_again() -> None:
    async with living(rules_of=(cure := Cure())) as world:
        ticket = await open_ticket(world)
        await bury_message(world, ticket)
        cure.is_there = True
        history = unreadable(world, HistoryDown())
        history.is_shut_to_looks = True
        assert isinstance(await retried(world, ticket), NoAnswerYet)

        history.is_shut_to_looks = False
        reply = await retried(world, ticket)

        assert isinstance(reply, Answer)
        assert sides(world, ticket)[-1] is Side.STAFF


async def test_a_letter_that_somebody_typed_cannot_be_read_once_more() -> None:
    async with living(rules_of=(cure := Cure())) as world:
        ticket = await open_ticket(world)
        await world.ask_once(ticket, c.Close(world.letter(), world.clock.now(), STAFF, POISON))
        cure.is_there = True
        with pytest.raises(Buried):
            await answered(world.supervisor.retry(ticket, grave_in(world, ticket)))

        state = world.state(ticket)
        assert isinstance(state, Ticket)
        assert state.closing is None


async def test_what_was_buried_of_the_owner_is_asked_for_anew_and_not_believed() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        left = c.OwnerIs(world.clock.now(), is_here=False)
        grave = Grave("a letter", "OwnerIs", "Broken", "", left.said_at, again=left)
        await lapse(5)

        back = await world.supervisor.retry(ticket, grave)
        here = absences(world, ticket)
        world.discord.presences[OWNER.id] = Presence(False)
        gone = await world.supervisor.retry(ticket, grave)

        assert isinstance(back, Answer)
        assert isinstance(gone, Answer)
        assert (here, absences(world, ticket)) == ([], [(Away.LEFT, False)])


async def test_while_discord_does_not_say_where_the_owner_is_it_can_be_asked_for_again() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        world.supervisor._office.attendance = Unanswered()
        left = c.OwnerIs(world.clock.now(), is_here=False)

        reply = await world.supervisor.retry(ticket, Grave("a letter", "OwnerIs", "Broken", "", START, again=left))

        assert isinstance(reply, NoAnswerYet)
