"""The gate: nobody answers before a priority is set. Exempt from the laws of sleep and lateness, so it has tables."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from models import commands as c
from models import effects as f
from models.commands import WITHDRAWN
from models.effects import Place
from models.events import Gated
from models.ids import EffectId, MessageId, What
from models.person import Person
from models.rules.deadline import next_deadline
from models.ticket import Priority
from tests.support.rules_world import (
    ADMIN,
    BOT,
    CARD,
    CHANNEL,
    DATABASE,
    MADE,
    MINUTE,
    OWNER,
    POLICY,
    ROLES,
    SPECIALIST,
    STAFF,
    START,
    STRANGER,
    policy,
    said,
    set_priority,
    take,
    told,
)

AT = START + 5 * MINUTE
URGENT = (START, set_priority(START, Priority.URGENT))
OWNER_WHO_SERVES = replace(OWNER, roles=STAFF.roles, is_admin=True)


def kinds(effects: Iterable[object]) -> list[type]:
    return [type(effect) for effect in effects]


@pytest.mark.parametrize("by", [STAFF, SPECIALIST, ADMIN, STRANGER])
def test_who_speaks_before_a_priority_is_held_back_sent_back_and_asked_for_one(by: Person) -> None:
    post = said(by, AT)

    ticket, events, effects = told((AT, post))

    serves = by is not STRANGER
    assert events == (Gated(post.words.id, by.id, serves),)
    assert effects == (
        f.DeleteMessage(EffectId(What.GATE, post.id), Place.TICKET, post.words.id, CHANNEL),
        f.ReturnGated(EffectId(What.RETURN, post.id, n=by.id), by.id, post.words.id, CHANNEL, serves),
        f.Say(EffectId(What.ASK_PRIORITY), Place.TICKET, CHANNEL),
    )
    assert len(ticket.turns) == 1, "what was held back is no answer"


@pytest.mark.parametrize("by", [OWNER, OWNER_WHO_SERVES, BOT])
def test_the_owner_and_bots_are_never_held_back(by: Person) -> None:
    assert [event for event in told((AT, said(by, AT))).events if isinstance(event, Gated)] == []


def test_a_priority_is_asked_for_once() -> None:
    second = told((AT, said(STAFF, AT)), (AT, said(STAFF, AT, 2)))

    assert kinds(second.effects) == [f.DeleteMessage, f.ReturnGated]


def test_the_question_that_still_waits_is_taken_back_by_the_first_priority_and_not_by_the_second() -> None:
    first = told((AT, said(STAFF, AT)), URGENT)
    second = take(first.ticket, set_priority(AT, Priority.LOW), AT)

    assert first.effects[0] == f.Withdraw((EffectId(What.ASK_PRIORITY),))
    assert f.Withdraw not in kinds(second.effects)


ASKED = (AT, c.Delivered(EffectId(What.ASK_PRIORITY), CARD + 66))
UNASK = f.DeleteMessage(EffectId(What.UNSAY, CARD + 66), Place.TICKET, MessageId(CARD + 66), CHANNEL)


def test_the_question_goes_with_the_first_priority_whichever_is_heard_first_and_once() -> None:
    held = (AT, said(STAFF, AT))

    stood = told(held, ASKED, URGENT)
    came_late = told(held, URGENT, ASKED)

    assert [effect for effect in stood.effects if isinstance(effect, f.DeleteMessage)] == [UNASK]
    assert came_late.effects == (UNASK,)
    for ticket in (stood.ticket, came_late.ticket):
        assert kinds(take(ticket, set_priority(AT, Priority.LOW), AT).effects) == [f.ShowCard, f.Say]
        assert take(ticket, ASKED[1], AT).effects == ()


def test_while_there_is_no_priority_the_question_stands() -> None:
    assert told((AT, said(STAFF, AT)), ASKED).effects == ()


def test_a_question_in_a_channel_that_is_gone_is_left_alone() -> None:
    gone = told((AT, said(STAFF, AT)), URGENT, (AT, c.SurfaceGone(CHANNEL, AT)), ASKED)

    assert gone.effects == ()


def test_administrators_pass_only_where_the_policy_says_so() -> None:
    lenient = policy(admins_pass_gate=True)

    passed = told((AT, said(ADMIN, AT)), policy=lenient)
    held = told((AT, said(STAFF, AT)), policy=lenient)

    assert len(passed.ticket.turns) == 2
    assert isinstance(held.events[0], Gated)


def test_what_is_read_from_history_is_not_held_back_and_answers() -> None:
    ticket, _, effects = told((AT, replace(said(STAFF, AT), live=False)), URGENT)

    due = next_deadline(ticket, POLICY)
    assert due is not None
    assert due.mark.what is What.OWNER_REMINDER
    assert f.DeleteMessage not in kinds(effects)


def test_once_there_is_a_priority_nobody_is_held_back() -> None:
    turn = told(URGENT, (AT, said(STAFF, AT)))

    assert turn.effects == ()
    assert len(turn.ticket.turns) == 2


def test_the_first_priority_opens_the_gate_shows_the_card_and_says_one_line() -> None:
    wish = set_priority(AT, Priority.URGENT)

    effects = told((AT, wish)).effects

    promise = POLICY.types[DATABASE].targets[Priority.URGENT]
    access, card, line = effects
    assert access == f.SetAccess(
        EffectId(What.ACCESS, wish.id), CHANNEL, OWNER.id, ROLES[DATABASE], staff_write=True, locked=False
    )
    assert isinstance(card, f.ShowCard)
    assert (card.priority, card.promise) == (Priority.URGENT, promise)
    said_once = EffectId(What.PRIORITY, wish.id)
    assert line == f.Say(said_once, Place.TICKET, CHANNEL, priority=Priority.URGENT, promise=promise)


def test_a_later_priority_is_shown_and_said_and_opens_nothing() -> None:
    assert kinds(told(URGENT, (AT, set_priority(AT, Priority.LOW))).effects) == [f.ShowCard, f.Say]


def test_the_same_priority_again_is_no_news() -> None:
    turn = told(URGENT, (AT, set_priority(AT, Priority.URGENT)))

    assert (turn.events, turn.effects) == ((), ())


def test_a_card_that_is_not_posted_yet_is_brought_up_to_date_once_it_is() -> None:
    made = MADE[:2]
    early = told(URGENT, made=made)

    late = take(early.ticket, c.Delivered(EffectId(What.WELCOME), CARD), AT)

    assert f.ShowCard not in kinds(early.effects)
    assert kinds(late.effects) == [f.ShowCard]


def test_a_card_that_is_up_to_date_is_left_alone() -> None:
    assert told().effects == ()


def test_a_text_that_cannot_be_sent_back_is_mentioned_to_its_author_where_staff_read() -> None:
    post = said(STAFF, AT)
    ticket = told((AT, post)).ticket
    returned = EffectId(What.RETURN, post.id, n=STAFF.id)

    effects = take(ticket, c.Undeliverable(returned, "closed_dm"), AT).effects

    assert effects == (f.Say(EffectId(What.UNRETURNED, post.id), Place.SLA, CHANNEL, user=STAFF.id),)


@pytest.mark.parametrize("why", ["delivered", WITHDRAWN, "left", "unknown_member"])
def test_a_text_that_was_sent_back_or_whose_author_is_gone_is_not_mentioned(why: str) -> None:
    post = said(STAFF, AT)
    returned = EffectId(What.RETURN, post.id, n=STAFF.id)
    receipt = c.Delivered(returned, 1) if why == "delivered" else c.Undeliverable(returned, why)

    assert take(told((AT, post)).ticket, receipt, AT).effects == ()


def test_a_message_that_could_not_be_deleted_is_told_to_staff() -> None:
    post = said(ADMIN, AT)

    effects = take(told((AT, post)).ticket, c.Undeliverable(EffectId(What.GATE, post.id), "forbidden"), AT).effects

    told_of = EffectId(What.UNDELIVERED, post.id, of=What.GATE)
    assert effects == (f.Say(told_of, Place.STAFF_LOG, CHANNEL, why="forbidden"),)
