"""Staff are silent: who is called where, when, with which facts; and the two seconds before anybody is."""

from datetime import datetime, timedelta

import pytest

from models import commands as c
from models import effects as f
from models.effects import Place
from models.ids import EffectId, LetterId, What
from models.policy import Nag, Policy, Rung
from models.rules.deadline import alarm, next_deadline
from models.rules.promise import results
from models.ticket import Priority
from tests.support.rules_world import (
    CHANNEL,
    DATABASE,
    DAY,
    HOUR,
    MINUTE,
    OPEN,
    OWNER,
    POLICY,
    PRODUCT,
    ROLES,
    SECOND,
    STAFF,
    START,
    STRANGER,
    World,
    policy,
    said,
    set_priority,
    snowflake,
    take,
    told,
)

OPENED = (START, OPEN)
URGENT = (START, set_priority(START, Priority.URGENT))
HALF_DUE, FULL_DUE = START + 15 * MINUTE, START + 30 * MINUTE
MILLISECOND = timedelta(milliseconds=1)

Letter = tuple[datetime, c.Command]


def pings(*letters: Letter, until: datetime, desk: Policy = POLICY) -> list[tuple[datetime, f.Say]]:
    """What was said of its own accord until then, and when."""
    return World(desk).run([OPENED, *letters], until).pings


def wake(at: datetime, *letters: Letter, heard: datetime | None = None, desk: Policy = POLICY) -> list[What]:
    """What one Wake at this moment says, after these letters."""
    effects = told(*letters, (at, c.Wake(heard or at)), policy=desk).effects
    return [effect.id.what for effect in effects if isinstance(effect, f.Say)]


# --- the words of the ladder ---


def test_half_calls_the_role_in_the_sla_channel_with_what_it_is_about() -> None:
    (at, half), *_ = pings(URGENT, until=START + 20 * MINUTE)

    assert at == HALF_DUE + 2 * SECOND
    assert half == f.Say(
        EffectId(What.HALF, snowflake(START)),
        Place.SLA,
        CHANNEL,
        role=ROLES[DATABASE],
        since=START,
        promise=HOUR / 2,
        priority=Priority.URGENT,
    )


def test_full_calls_the_role_in_the_ticket_and_half_said_again_tells_of_the_breach() -> None:
    found = [(at - START, say.id.what, say.id.n, say.to) for at, say in pings(URGENT, until=START + DAY + HOUR)]

    assert found == [
        (15 * MINUTE + 2 * SECOND, What.HALF, 0, Place.SLA),
        (30 * MINUTE + 2 * SECOND, What.FULL, 0, Place.TICKET),
        (DAY + 15 * MINUTE + 2 * SECOND, What.HALF, 1, Place.SLA),
        (DAY + 30 * MINUTE + 2 * SECOND, What.FULL, 1, Place.TICKET),
    ]
    said_again = pings(URGENT, until=START + DAY + HOUR)
    assert [say.breached for _, say in said_again] == [False, True, True, True]
    assert [say.channel for _, say in said_again] == [CHANNEL] * 4


def test_an_answer_ends_the_pings_and_the_next_question_begins_them_anew() -> None:
    answer, question = said(STAFF, START + 20 * MINUTE), said(OWNER, START + HOUR)

    found = pings(URGENT, (answer.said_at, answer), (question.said_at, question), until=START + 2 * HOUR)

    assert [(say.id.what, say.id.about, say.since) for _, say in found] == [
        (What.HALF, snowflake(START), START),
        (What.HALF, question.id, question.said_at),
        (What.FULL, question.id, question.said_at),
    ]


def test_a_stranger_does_not_answer_for_staff() -> None:
    post = said(STRANGER, START + MINUTE)

    assert len(pings(URGENT, (post.said_at, post), until=START + HOUR)) == 2


# --- the clock ---


def test_the_clock_starts_with_the_first_priority() -> None:
    late = (START + HOUR, set_priority(START + HOUR, Priority.URGENT))
    quiet = policy(triage=None)

    (at, half), *_ = pings(late, until=START + 80 * MINUTE, desk=quiet)

    assert at == START + HOUR + 15 * MINUTE + 2 * SECOND
    assert half.since == START + HOUR


def test_a_later_priority_moves_the_deadline_and_never_restarts_the_clock() -> None:
    lower = (START + 10 * MINUTE, set_priority(START + 10 * MINUTE, Priority.HIGH))

    due = next_deadline(told(URGENT, lower).ticket, POLICY)

    assert due is not None
    assert due.at == START + HOUR / 2, "half of the new promise, counted from the start"


def test_a_promise_made_tighter_than_the_time_gone_is_due_at_once_and_not_before() -> None:
    low = (START, set_priority(START, Priority.LOW))
    tighter = (START + 2 * HOUR, set_priority(START + 2 * HOUR, Priority.URGENT))

    due = next_deadline(told(low, tighter).ticket, POLICY)

    assert due is not None
    assert due.at == START + 2 * HOUR


def test_a_rung_that_was_said_keeps_its_own_day_when_the_promise_changes() -> None:
    world = World().run([OPENED, URGENT], START + 20 * MINUTE)

    lower = set_priority(world.now, Priority.LOW, n=2)
    moved = take(world.open_ticket, lower, world.now)

    due = next_deadline(moved.ticket, POLICY)
    assert due is not None
    assert (due.at, due.mark.what, due.mark.n) == (START + DAY, What.FULL, 0)
    half = next_deadline(moved.ticket, policy(ladder=(Rung(what=What.HALF, share=0.5, to=Place.SLA),)))
    assert half is not None
    assert (half.at, half.mark.n) == (HALF_DUE + DAY, 1)


def test_after_a_change_of_type_the_new_role_is_called() -> None:
    moved = (START + MINUTE, c.SetType(LetterId(snowflake(START, 9)), START + MINUTE, STAFF, PRODUCT))

    assert {say.role for _, say in pings(URGENT, moved, until=START + HOUR)} == {ROLES[PRODUCT]}


def test_a_changed_policy_is_followed_at_the_next_wake_and_rewrites_no_history() -> None:
    slower = policy(targets=dict.fromkeys(Priority, 10 * DAY))
    at = START + 10 * MINUTE

    woken = take(told(URGENT).ticket, c.Wake(at), at, slower)

    due = next_deadline(woken.ticket, slower)
    assert due is not None
    assert due.at == START + 5 * DAY
    assert [term.promise for term in woken.ticket.terms] == [None, HOUR / 2, 10 * DAY]
    assert [type(effect) for effect in woken.effects] == [f.ShowCard]


# --- the two seconds, and what has been heard ---


@pytest.mark.parametrize(
    ("heard", "expected"),
    [
        (HALF_DUE, []),
        (HALF_DUE + 2 * SECOND - MILLISECOND, []),
        (HALF_DUE + 2 * SECOND, [What.HALF]),
    ],
)
def test_nobody_is_called_before_two_seconds_more_have_been_heard(heard: datetime, expected: list[What]) -> None:
    assert wake(heard, URGENT) == expected


def test_the_alarm_rings_two_seconds_after_the_deadline() -> None:
    ticket = told(URGENT).ticket

    due = next_deadline(ticket, POLICY)
    assert due is not None
    assert (due.at, alarm(ticket, POLICY)) == (HALF_DUE, HALF_DUE + 2 * SECOND)


def test_the_deaf_call_nobody_however_late_it_is() -> None:
    assert wake(START + 5 * DAY, URGENT, heard=HALF_DUE) == []


def test_what_was_heard_cannot_be_later_than_now() -> None:
    assert wake(HALF_DUE, URGENT, heard=START + 5 * DAY) == []


@pytest.mark.parametrize(
    ("after", "missed"),
    [(timedelta(), ()), (MILLISECOND, (What.HALF,)), (15 * MINUTE + MILLISECOND, (What.HALF, What.FULL))],
)
def test_an_answer_at_the_deadline_itself_is_in_time(after: timedelta, missed: tuple[What, ...]) -> None:
    at = HALF_DUE + after
    ticket = told(URGENT, (at, said(STAFF, at))).ticket

    assert results(ticket, POLICY)[0].missed == missed


def test_an_answer_heard_within_the_two_seconds_is_not_called_late() -> None:
    answer = said(STAFF, HALF_DUE)

    assert wake(HALF_DUE + 2 * SECOND, URGENT, (HALF_DUE + SECOND, answer)) == []


# --- what is still true ---


def test_an_answer_takes_back_the_pings_of_its_cycle_that_still_wait() -> None:
    ticket = told(URGENT, (START + HOUR, c.Wake(START + HOUR))).ticket

    answered = take(ticket, said(STAFF, START + HOUR), START + HOUR)

    (withdrawn,) = answered.effects
    assert isinstance(withdrawn, f.Withdraw)
    assert {id.what for id in withdrawn.ids} == {What.HALF, What.FULL}


def test_a_ping_that_arrived_is_not_taken_back() -> None:
    asked = snowflake(START)
    ticket = told(
        URGENT, (START + 20 * MINUTE, c.Wake(START + 20 * MINUTE)), (START, c.Delivered(EffectId(What.HALF, asked), 70))
    ).ticket

    assert take(ticket, said(STAFF, START + HOUR), START + HOUR).effects == ()


def test_an_answer_that_is_heard_late_takes_back_the_pings_it_would_have_prevented() -> None:
    ticket = told(URGENT, (START + HOUR, c.Wake(START + HOUR))).ticket
    prompt = said(STAFF, START + 10 * MINUTE)

    turn = take(ticket, prompt, START + HOUR)

    assert len(turn.effects) == 1
    assert results(turn.ticket, POLICY)[0].missed == ()


def test_coming_back_says_of_a_repeat_only_the_last_and_each_place_hears_once() -> None:
    back = START + 3 * DAY + HOUR

    turn = told(URGENT, (back, c.CaughtUp(back)))

    said_now = [effect for effect in turn.effects if isinstance(effect, f.Say)]
    assert [(say.id.what, say.id.n, say.to) for say in said_now] == [
        (What.HALF, 3, Place.SLA),
        (What.FULL, 3, Place.TICKET),
    ]


def test_of_several_levels_in_one_place_only_the_gravest_is_said_and_the_others_are_behind_us() -> None:
    one_place = (Rung(what=What.HALF, share=0.5, to=Place.SLA), Rung(what=What.FULL, share=1.0, to=Place.SLA))
    desk = policy(ladder=one_place)
    late = START + HOUR

    turn = told(URGENT, (late, c.Wake(late)), policy=desk)

    assert [effect.id.what for effect in turn.effects if isinstance(effect, f.Say)] == [What.FULL]
    due = next_deadline(turn.ticket, desk)
    assert due is not None
    assert (due.mark.what, due.mark.n) == (What.HALF, 1)


def test_a_late_alarm_finds_nothing_due_and_does_nothing() -> None:
    turn = told(URGENT, (START + MINUTE, said(STAFF, START + MINUTE)), (START + HOUR, c.Wake(START + HOUR)))

    assert (turn.events, turn.effects) == ((), ())


def test_a_ping_that_cannot_arrive_is_told_to_staff_and_the_next_one_comes_all_the_same() -> None:
    ticket = told(URGENT, (START + 20 * MINUTE, c.Wake(START + 20 * MINUTE))).ticket
    half = EffectId(What.HALF, snowflake(START))

    failed = take(ticket, c.Undeliverable(half, "unknown_channel"), START + 20 * MINUTE)

    undelivered = EffectId(What.UNDELIVERED, half.about, 0, of=What.HALF)
    assert failed.effects == (f.Say(undelivered, Place.STAFF_LOG, CHANNEL, why="unknown_channel"),)
    assert take(failed.ticket, c.Undeliverable(undelivered, "unknown_channel"), START + HOUR).effects == ()
    assert wake(START + DAY + 20 * MINUTE, URGENT) == [What.HALF, What.FULL]


def test_without_a_priority_there_is_no_promise_and_triage_calls_where_the_policy_wants_it() -> None:
    hour_late = START + HOUR
    triage = policy(triage=Nag(after=HOUR / 2, every=4 * HOUR, to=Place.SLA))

    assert wake(hour_late, desk=policy(triage=None)) == []
    assert wake(hour_late, desk=triage) == [What.TRIAGE]
    assert wake(hour_late, URGENT, (START, said(STAFF, START)), desk=triage) == []
