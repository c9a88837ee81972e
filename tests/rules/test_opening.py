"""A ticket is born: its channel, its card, the owner's first words; and what if there can be no channel."""

from datetime import timedelta

import pytest

from models import commands as c
from models import effects as f
from models.commands import WITHDRAWN
from models.effects import Place
from models.errors import Reason, Refused
from models.ids import Address, ChannelId, EffectId, GuildId, LetterId, What
from models.moment import first_snowflake
from models.rules.deadline import next_deadline
from models.rules.step import TICKET as RULES
from models.rules.step import step
from models.ticket import Ending, Priority, Side, Turn
from tests.support.rules_world import (
    CARD,
    CATEGORY,
    CHANNEL,
    DATABASE,
    HOUR,
    MADE,
    MINUTE,
    OPEN,
    OWNER,
    POLICY,
    ROLES,
    STAFF,
    START,
    TICKET,
    close,
    said,
    set_priority,
    take,
    told,
)

UNMADE = MADE[:1]
SURFACE = EffectId(What.SURFACE)
URGENT = (START, set_priority(START, Priority.URGENT))


def kinds(effects: tuple[f.Effect | f.Withdraw, ...]) -> list[type]:
    return [type(effect) for effect in effects]


def test_a_new_ticket_asks_for_a_channel_and_for_nothing_else() -> None:
    turn = told(made=UNMADE)

    assert turn.effects == (f.CreateSurface(SURFACE, OWNER.id, ROLES[DATABASE], DATABASE, CATEGORY),)
    assert turn.ticket.form == OPEN.text


def test_the_form_is_the_owners_first_turn_named_by_the_first_snowflake_of_its_moment() -> None:
    ticket = told(made=UNMADE).ticket

    assert ticket.turns == (Turn(START, first_snowflake(START), Side.OWNER),)


def test_once_the_channel_is_made_it_is_welcomed_and_the_form_is_posted() -> None:
    turn = told(made=MADE[:2])

    assert turn.effects == (
        f.Welcome(EffectId(What.WELCOME), CHANNEL, OWNER.id, ROLES[DATABASE], DATABASE, OPEN.title),
        f.PostForm(EffectId(What.FORM), CHANNEL, OWNER.id, "owner", OPEN.title, OPEN.text),
    )
    assert told().effects == ()


def test_the_form_is_forgotten_once_it_stands_in_the_channel_and_not_before() -> None:
    posted = (START, c.Delivered(EffectId(What.FORM), 77))
    never = (START, c.Undeliverable(EffectId(What.FORM), "unknown_channel"))

    assert told(made=MADE[:2]).ticket.form == OPEN.text
    assert told(posted, made=MADE[:2]).ticket.form is None
    assert told(posted, posted, made=MADE[:2]).events == ()
    assert told(never, made=MADE[:2]).ticket.form == OPEN.text


@pytest.mark.parametrize("was_posted", [True, False])
def test_the_transcripts_of_a_ticket_carry_the_form_only_where_no_channel_showed_it(was_posted: bool) -> None:
    made = MADE if was_posted else UNMADE
    posted = [(START, c.Delivered(EffectId(What.FORM), 77))] if was_posted else []
    end = (START, c.SurfaceGone(CHANNEL, START) if was_posted else c.Undeliverable(SURFACE, "too_many_channels"))
    archived = (START, c.Delivered(EffectId(What.COMPLETE)))

    letters = [*posted, end, *([archived] if was_posted else [])]
    sent = [one for one in told(*letters, made=made).effects if isinstance(one, f.SendTranscript)]

    assert [one.form for one in sent] == [None if was_posted else OPEN.text] * 2


def test_opened_twice_it_is_one_ticket() -> None:
    ticket = told().ticket

    assert take(ticket, OPEN, START + MINUTE).ticket == ticket


def test_a_number_is_not_given_to_another() -> None:
    other = c.Open(LetterId(2), START, Address(GuildId(500), 13), OWNER.id, "owner", DATABASE, "t", "t", CATEGORY)

    with pytest.raises(Refused) as refused:
        step(told().ticket, other, START, POLICY)

    assert refused.value.reason is Reason.ANOTHER_TICKET


@pytest.mark.parametrize(
    ("letter", "reason"),
    [
        (set_priority(START, Priority.LOW), Reason.NO_TICKET),
        (close(START), Reason.NO_TICKET),
        (c.NoAnswerNeeded(LetterId(3), START, STAFF), Reason.NO_TICKET),
        (c.Rate(LetterId(3), START, OWNER.id, 5), Reason.NO_TICKET),
        (c.TicketClosed(LetterId(3), START, 12), Reason.NOT_SET_UP),
    ],
)
def test_a_wish_to_a_ticket_that_nobody_opened_is_refused(letter: c.Command, reason: Reason) -> None:
    with pytest.raises(Refused) as refused:
        step(None, letter, START, POLICY)

    assert refused.value.reason is reason


@pytest.mark.parametrize(
    "letter",
    [
        said(OWNER, START),
        c.Edit(said(OWNER, START).words),
        c.Delete(1, START),
        c.SurfaceGone(CHANNEL, START),
        c.Delivered(SURFACE, 1),
        c.Undeliverable(SURFACE, "forbidden"),
        c.Wake(START),
        c.CaughtUp(START),
    ],
)
def test_a_fact_about_a_ticket_that_nobody_opened_is_heard_and_changes_nothing(letter: c.Command) -> None:
    assert step(None, letter, START, POLICY).state is None


def test_a_ticket_that_can_have_no_channel_ends_keeps_its_words_and_staff_are_told() -> None:
    turn = told((START, c.Undeliverable(SURFACE, "too_many_channels")), made=UNMADE)

    closing = turn.ticket.closing
    assert closing is not None
    assert (closing.ending, closing.rating_asked, closing.archived) == (Ending.SURFACE_DELETED, False, START)
    assert turn.ticket.form == OPEN.text
    assert f.Say(EffectId(What.UNDELIVERED, of=What.SURFACE), Place.STAFF_LOG, why="too_many_channels") in turn.effects
    assert kinds(turn.effects) == [f.Say, f.Tell, f.SendTranscript, f.SendTranscript]


def test_a_ticket_without_a_channel_has_nothing_to_lock_or_remove_and_no_copy_there() -> None:
    ticket = told((START, c.Undeliverable(SURFACE, "forbidden")), made=UNMADE).ticket

    turn = take(ticket, c.Undeliverable(EffectId(What.COPY), "closed_dm"), START)

    assert kinds(turn.effects) == [f.Say]
    assert next_deadline(turn.ticket, POLICY) is None
    assert RULES.is_done(turn.ticket, POLICY)


def test_what_would_be_said_in_the_ticket_waits_for_its_channel_what_is_said_elsewhere_does_not() -> None:
    late = START + 31 * MINUTE
    unmade = take(told(URGENT, made=UNMADE).ticket, c.Wake(late), late)
    made = take(unmade.ticket, c.Delivered(SURFACE, CHANNEL), late)

    turn = take(made.ticket, c.Wake(late), late)

    assert [one.id.what for one in unmade.effects if isinstance(one, f.Say)] == [What.HALF]
    assert [(one.id.what, one.channel) for one in turn.effects if isinstance(one, f.Say)] == [(What.FULL, CHANNEL)]


def test_a_priority_that_comes_before_the_channel_opens_its_gate_and_then_stands_in_its_card() -> None:
    made = take(told(URGENT, made=UNMADE).ticket, c.Delivered(SURFACE, CHANNEL), START)

    posted = take(made.ticket, c.Delivered(EffectId(What.WELCOME), CARD), START)

    assert kinds(made.effects) == [f.Welcome, f.PostForm, f.SetAccess]
    (shown,) = posted.effects
    assert isinstance(shown, f.ShowCard)
    assert (shown.message, shown.priority, shown.promise) == (CARD, Priority.URGENT, HOUR / 2)


def test_closed_before_its_channel_is_made_the_order_is_taken_back() -> None:
    closed = told((START, close(START)), made=UNMADE)

    settled = take(closed.ticket, c.Undeliverable(SURFACE, WITHDRAWN), START)

    assert kinds(closed.effects) == [f.Withdraw, f.Tell]
    assert closed.effects[0] == f.Withdraw((SURFACE,))
    assert kinds(settled.effects) == [f.SendTranscript, f.SendTranscript]
    assert RULES.channel_of(settled.ticket) is None


def test_closed_before_its_channel_is_made_a_channel_that_was_under_way_is_locked_and_removed() -> None:
    closed = told((START, close(START)), made=UNMADE).ticket

    made = take(closed, c.Delivered(SURFACE, CHANNEL), START)
    archived = take(made.ticket, c.Delivered(EffectId(What.COMPLETE)), START)
    copied = take(archived.ticket, c.Delivered(EffectId(What.COPY), 77), START)

    assert made.effects == (f.CompleteArchive(EffectId(What.COMPLETE), CHANNEL),)
    assert kinds(archived.effects) == [f.Say, f.SetAccess, f.SendTranscript, f.SendTranscript]
    due = next_deadline(copied.ticket, POLICY)
    assert due is not None
    assert (due.at, due.mark.what) == (START + timedelta(minutes=5), What.REMOVE)


def test_a_channel_is_the_tickets_until_it_is_removed_or_gone() -> None:
    ticket = told().ticket

    assert RULES.channel_of(None) is None
    assert RULES.channel_of(told(made=UNMADE).ticket) is None
    assert RULES.channel_of(ticket) == ChannelId(CHANNEL)
    assert RULES.channel_of(take(ticket, c.SurfaceGone(CHANNEL, START), START).ticket) is None
    assert ticket.id == TICKET
