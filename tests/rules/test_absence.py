"""The owner is away: that time counts for nobody who waits for them; staff are told once, and owe what they owe."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import commands as c
from models import effects as f
from models.effects import Place
from models.events import MarkPassed
from models.ids import EffectId, LetterId, What
from models.moment import first_snowflake
from models.rules.absence import MOST_ABSENCES, presence, present_at, with_absence
from models.rules.deadline import next_deadline, open_series
from models.ticket import Absence, Away, Ticket
from tests.support.depth import examples
from tests.support.rules_world import (
    CHANNEL,
    DATABASE,
    DAY,
    HOUR,
    LOW,
    MINUTE,
    OPEN,
    OWNER,
    POLICY,
    ROLES,
    STAFF,
    START,
    World,
    close,
    said,
    snowflake,
    take,
    told,
)
from tests.support.stories import Letters

ANSWER = (START + HOUR, said(STAFF, START + HOUR))
LEAVES, BACK = START + 2 * HOUR, START + 50 * HOUR
LEFT = (LEAVES, c.OwnerIs(LEAVES, is_here=False))
CARRIED = POLICY.grace + World().courier  # so much later a warning stands in the channel
RETURNS = (BACK, c.OwnerIs(BACK, is_here=True))
MUTED = (LEAVES, c.OwnerIs(LEAVES, is_here=True, muted_until=BACK))


def due_of(ticket: Ticket) -> tuple[datetime, What] | None:
    due = next_deadline(ticket, POLICY)
    return (due.at, due.mark.what) if due else None


# --- counting ---


def absence(since: int, until: int | None) -> Absence:
    return Absence(START + since * HOUR, None if until is None else START + until * HOUR, Away.LEFT)


@pytest.mark.parametrize(
    ("absences", "hours", "due"),
    [
        ((), 24, 24),
        ((absence(2, 5),), 24, 27),
        ((absence(2, 5), absence(10, 11)), 24, 28),
        ((absence(2, 5), absence(27, 30)), 24, 27),
        ((absence(2, 5), absence(26, 30)), 24, 31),
        ((absence(-5, 3),), 24, 27),
        ((absence(-5, -3),), 24, 24),
        ((absence(2, None),), 24, None),
        ((absence(24, None),), 24, 24),
        ((absence(24, 30),), 24, 24),
    ],
)
def test_only_time_at_which_the_owner_was_there_counts(
    absences: tuple[Absence, ...], hours: int, due: int | None
) -> None:
    at = present_at(absences, START, hours * HOUR)

    assert at == (None if due is None else START + due * HOUR)
    if at:
        assert presence(absences, START, at) == hours * HOUR


@examples(200)
@given(st.lists(st.tuples(st.integers(1, 40), st.integers(0, 90)), max_size=20), st.integers(0, 60))
def test_however_many_absences_whoever_waits_since_before_them_counts_each_day(
    spans: list[tuple[int, int]], later: int
) -> None:
    """Each is (hours that the owner is there, hours away)."""
    kept: tuple[Absence, ...] = ()
    now, there = START, 0
    for here, gone in spans:
        kept = with_absence(kept, Absence(now + here * HOUR, now + (here + gone) * HOUR, Away.LEFT))
        now, there = now + (here + gone) * HOUR, there + here

    assert len(kept) <= MOST_ABSENCES
    assert presence(kept, START, now + later * HOUR) == (there + later) * HOUR
    assert all(one.until and one.until <= other.since for one, other in pairwise(kept))
    assert present_at(kept, START, (there + later + 1) * HOUR) == now + (later + 1) * HOUR


# --- the owner's clocks ---


@pytest.mark.parametrize("away", [LEFT, MUTED])
def test_a_reminder_comes_after_a_day_at_which_the_owner_could_have_answered(away: tuple[datetime, c.Command]) -> None:
    back = (BACK, c.OwnerIs(BACK, is_here=True))

    ticket = told(LOW, ANSWER, away, back).ticket

    assert due_of(ticket) == (BACK + 23 * HOUR, What.OWNER_REMINDER)


def test_while_nobody_knows_when_the_owner_is_back_nothing_of_theirs_is_due() -> None:
    ticket = told(LOW, ANSWER, LEFT).ticket
    late = START + 30 * DAY

    assert due_of(ticket) is None
    assert take(ticket, c.Wake(late), late).events == ()


def test_the_end_of_a_time_out_is_known_and_nothing_is_due_before() -> None:
    assert due_of(told(LOW, ANSWER, MUTED).ticket) == (BACK + 23 * HOUR, What.OWNER_REMINDER)


def test_what_was_due_just_before_an_absence_and_was_not_said_waits_until_it_is_over() -> None:
    due = ANSWER[0] + DAY
    gone = (due + MINUTE / 60, c.OwnerIs(due + MINUTE / 60, is_here=True, muted_until=due + HOUR))

    ticket = told(LOW, ANSWER, gone).ticket

    assert due_of(ticket) == (due + HOUR, What.OWNER_REMINDER)
    assert take(ticket, c.Wake(due + MINUTE), due + MINUTE).events == ()


def test_of_a_repeat_that_was_missed_only_time_at_which_the_owner_was_there_is_counted() -> None:
    due = ANSWER[0] + DAY
    away, back = due + HOUR, due + 31 * HOUR
    letters = [(away, c.OwnerIs(away, is_here=False)), (back, c.OwnerIs(back, is_here=True))]
    ticket = told(LOW, ANSWER, *letters).ticket

    (passed,) = take(ticket, c.CaughtUp(back + HOUR), back + HOUR).events

    assert isinstance(passed, MarkPassed)
    assert passed.id == EffectId(What.OWNER_REMINDER, ANSWER[1].id, 0)


def test_the_close_waits_too_and_counts_the_warning_from_its_delivery_without_the_absence() -> None:
    stay = 3 * DAY
    away, back = START + 2 * DAY, START + 2 * DAY + stay
    letters: Letters = [
        (START, OPEN),
        LOW,
        ANSWER,
        (away, c.OwnerIs(away, is_here=False)),
        (back, c.OwnerIs(back, is_here=True)),
    ]

    world = World().run(letters, START + 20 * DAY)

    assert world.timed_out == START + 7 * DAY + stay + CARRIED + POLICY.close_grace


def test_an_owner_who_was_away_often_is_warned_no_sooner_than_one_who_was_away_once() -> None:
    ticket, at = told(LOW, ANSWER).ticket, START + 2 * HOUR
    warned: list[datetime] = []
    for away in (5 * DAY, *[MINUTE] * 12):
        for is_here in (False, True):
            ticket = take(ticket, c.OwnerIs(at, is_here), at).ticket
            at += MINUTE if is_here else away
        warned += [one.first for one in open_series(ticket, POLICY) if one.what is What.WARNING and one.first]

    assert warned == [START + 11 * DAY + n * MINUTE for n in range(13)]


def test_an_absence_after_the_warning_postpones_the_close() -> None:
    warned = START + 6 * DAY + HOUR
    letters: Letters = [(START, OPEN), LOW, ANSWER, (warned, c.OwnerIs(warned, is_here=False))]

    world = World().run(letters, START + 60 * DAY)

    assert any(id.what is What.WARNING for id in world.delivered)
    assert world.closed is None
    back = world.now
    world.do(c.OwnerIs(back, is_here=True))
    assert world.run([], back + 2 * DAY).timed_out == back + 23 * HOUR + CARRIED + POLICY.close_grace


def test_staff_owe_an_answer_all_the_same() -> None:
    assert due_of(told(LOW, LEFT).ticket) == (START + 12 * HOUR, What.HALF)


def test_a_warning_that_waits_in_the_outbox_is_not_taken_back_by_an_absence() -> None:
    at = START + 6 * DAY + HOUR
    ticket = told(LOW, ANSWER, (at, c.Wake(at))).ticket

    effects = take(ticket, c.OwnerIs(at, is_here=False), at).effects

    assert [type(one) for one in effects] == [f.Say]


# --- what staff read ---


def test_staff_are_told_once_that_the_owner_left_and_once_that_they_are_back_and_let_in_again() -> None:
    left = told(LOW, LEFT)
    still = take(left.ticket, c.OwnerIs(LEAVES + HOUR, is_here=False), LEAVES + HOUR)
    back = take(still.ticket, RETURNS[1], BACK)

    since = first_snowflake(LEAVES)
    assert left.effects == (f.Say(EffectId(What.OWNER_AWAY, since), Place.TICKET, CHANNEL, why=Away.LEFT),)
    assert still.events == ()
    assert back.effects == (
        f.SetAccess(EffectId(What.ACCESS, since, 2), CHANNEL, OWNER.id, ROLES[DATABASE], staff_write=True),
        f.Say(EffectId(What.OWNER_BACK, since), Place.TICKET, CHANNEL),
    )


def test_of_a_time_out_staff_read_once_until_when_and_not_that_it_is_over() -> None:
    muted = told(LOW, MUTED)
    longer = take(muted.ticket, c.OwnerIs(LEAVES + HOUR, is_here=True, muted_until=BACK + DAY), LEAVES + HOUR)
    lifted = take(longer.ticket, c.OwnerIs(BACK, is_here=True), BACK)

    id = EffectId(What.OWNER_AWAY, first_snowflake(LEAVES))
    assert muted.effects == (f.Say(id, Place.TICKET, CHANNEL, why=Away.TIMED_OUT, until=BACK),)
    assert (longer.effects, lifted.effects) == ((), ())
    assert longer.ticket.absences == (Absence(LEAVES, BACK + DAY, Away.TIMED_OUT),)
    assert lifted.ticket.absences == (Absence(LEAVES, BACK, Away.TIMED_OUT),)


def test_who_is_timed_out_and_then_leaves_is_away_for_another_reason() -> None:
    later = LEAVES + HOUR
    ticket, _, effects = told(LOW, MUTED, (later, c.OwnerIs(later, is_here=False)))

    assert ticket.absences == (Absence(LEAVES, later, Away.TIMED_OUT), Absence(later, None, Away.LEFT))
    assert [one.id.what for one in effects if isinstance(one, f.Say)] == [What.OWNER_AWAY]


@pytest.mark.parametrize("fact", [c.OwnerIs(BACK, is_here=True), c.OwnerIs(BACK, is_here=True, muted_until=LEAVES)])
def test_an_owner_who_is_there_is_no_news(fact: c.OwnerIs) -> None:
    assert told(LOW, (BACK, fact)).events == ()


def test_a_fact_that_is_older_than_what_is_known_is_no_news() -> None:
    ticket = told(LOW, LEFT, RETURNS).ticket

    for older in (LEAVES - MINUTE, LEAVES + HOUR):
        assert take(ticket, c.OwnerIs(older, is_here=False), BACK).events == ()


def test_a_closed_ticket_follows_nobody_and_whoever_reopens_their_own_is_there() -> None:
    closed = told(LOW, LEFT, (LEAVES, close(LEAVES))).ticket
    reopened = take(closed, c.Reopen(LetterId(snowflake(BACK, 9)), BACK, OWNER), BACK).ticket

    assert take(closed, RETURNS[1], BACK).events == ()
    assert reopened.absences == (Absence(LEAVES, BACK, Away.LEFT),)


def test_two_absences_of_one_moment_are_two_and_staff_read_of_both() -> None:
    ticket, names = told(LOW).ticket, list[EffectId]()
    for is_here in (False, True, False):
        ticket, _, effects = take(ticket, c.OwnerIs(LEAVES, is_here), LEAVES)
        names += [one.id for one in effects if isinstance(one, f.Say) and one.id.what is What.OWNER_AWAY]

    assert [one.until for one in ticket.absences] == [LEAVES, None]
    assert len(set(names)) == 2


def test_the_last_eight_absences_are_kept_and_each_has_a_name_of_its_own() -> None:
    """Also where somebody leaves and returns in one moment."""
    ticket = told(LOW).ticket
    names: list[EffectId] = []
    for n in range(20):
        at = START + (n // 2) * HOUR
        for is_here in (False, True):
            ticket, _, effects = take(ticket, c.OwnerIs(at + timedelta(milliseconds=n), is_here), at)
            names += [one.id for one in effects if isinstance(one, f.Say)]

    assert len(ticket.absences) == MOST_ABSENCES
    assert len(names) == len(set(names)) == 40
