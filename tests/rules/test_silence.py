"""The owner is silent: reminded, warned, and closed only after a warning that arrived. Off in the shipped policy."""

from datetime import datetime, timedelta

import pytest

from models import commands as c
from models import effects as f
from models.effects import Place
from models.ids import EffectId, LetterId, What
from models.policy import AutoClose, Policy
from models.rules.deadline import next_deadline
from models.ticket import Ending, Priority
from tests.support.rules_world import (
    CHANNEL,
    DAY,
    HOUR,
    MINUTE,
    OPEN,
    OWNER,
    POLICY,
    STAFF,
    START,
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
ANSWER = (START + 5 * MINUTE, said(STAFF, START + 5 * MINUTE))

Letter = tuple[datetime, c.Command]


def story(*letters: Letter, days: float, desk: Policy = POLICY, lost: frozenset[What] = frozenset()) -> World:
    return World(desk, lost=lost).run([OPENED, URGENT, *letters], START + days * DAY)


def whats(world: World) -> list[What]:
    return [say.id.what for _, say in world.pings]


def test_a_silent_owner_is_reminded_twice_and_called_by_name_in_the_ticket() -> None:
    world = story(ANSWER, days=5)

    assert whats(world) == [What.OWNER_REMINDER, What.OWNER_REMINDER]
    (at, first), _ = world.pings
    assert at - ANSWER[0] == DAY + POLICY.grace
    assert (first.to, first.channel, first.user, first.role, first.since) == (
        Place.TICKET,
        CHANNEL,
        OWNER.id,
        None,
        ANSWER[0],
    )


def test_a_new_message_of_the_staff_begins_the_reminders_anew() -> None:
    again = START + 3 * DAY

    world = story(ANSWER, (again, said(STAFF, again)), days=5.5)

    assert whats(world) == [What.OWNER_REMINDER] * 4


def test_after_no_answer_needed_nobody_is_nagged_but_a_silent_ticket_still_closes() -> None:
    waived = c.NoAnswerNeeded(LetterId(snowflake(START + MINUTE)), START + MINUTE, STAFF)

    world = story((START + MINUTE, waived), (START + 2 * MINUTE, said(STAFF, START + 2 * MINUTE)), days=9)

    assert whats(world) == [What.WARNING]
    warned = next(at for id, at in world.delivered.items() if id.what is What.WARNING)
    assert world.timed_out == warned + DAY + POLICY.close_grace


def test_no_answer_needed_answers_the_owner() -> None:
    waived = c.NoAnswerNeeded(LetterId(snowflake(START + MINUTE)), START + MINUTE, STAFF)

    assert whats(story((START + MINUTE, waived), days=0.5)) == []


def test_a_close_waits_for_a_warning_that_was_delivered() -> None:
    heard = story(ANSWER, days=30)
    unheard = story(ANSWER, days=30, lost=frozenset({What.WARNING}))

    assert heard.closed is not None
    assert (heard.closed.ending, heard.closed.rating_asked) == (Ending.TIMED_OUT, False)
    assert unheard.closed is None
    failed = EffectId(What.UNDELIVERED, ANSWER[1].id, 0, of=What.WARNING)
    assert failed in unheard.promised, "staff are told that it will not close"


def test_a_warning_delivered_late_postpones_the_close() -> None:
    at = START + 6 * DAY + HOUR
    ticket = told(URGENT, ANSWER, (at, c.Wake(at))).ticket
    warned = EffectId(What.WARNING, ANSWER[1].id)
    late = START + 9 * DAY

    delivered = take(ticket, c.Delivered(warned, 70), late).ticket

    due = next_deadline(delivered, POLICY)
    assert due is not None
    assert (due.at, due.mark.what) == (late + DAY, What.CLOSED)
    early, on_time = late + DAY + POLICY.close_grace - MINUTE, late + DAY + POLICY.close_grace
    assert take(delivered, c.Wake(early), early).ticket.closing is None
    assert take(delivered, c.Wake(on_time), on_time).ticket.closing is not None


@pytest.mark.parametrize("late", [timedelta(), 3 * DAY], ids=["on time", "after an outage"])
def test_a_warning_says_when_it_will_be_closed_and_never_sooner_than_it_promises(late: timedelta) -> None:
    at = START + 6 * DAY + POLICY.grace + late

    effects = told(URGENT, ANSWER, (at, c.Wake(at))).effects

    (warning,) = [one for one in effects if isinstance(one, f.Say) and one.id.what is What.WARNING]
    assert warning.until == at + DAY


def test_an_owner_who_answers_after_the_warning_is_not_closed() -> None:
    reply = START + 6.5 * DAY

    world = story(ANSWER, (reply, said(OWNER, reply)), days=9)

    assert What.WARNING in whats(world)
    assert world.closed is None


def test_the_letter_of_the_seed_closes_without_a_warning() -> None:
    literal = policy(autoclose=AutoClose(min_after_staff_reply=0 * DAY, warn_before=None))

    assert story(ANSWER, days=8, desk=literal).timed_out == START + 7 * DAY + 15 * MINUTE


def test_an_owner_who_answered_in_an_outage_is_not_closed_by_the_history_that_says_so() -> None:
    away, back = START + 6.5 * DAY, START + 9 * DAY
    reply = START + 7.5 * DAY

    letters: list[Letter] = [OPENED, URGENT, ANSWER, (reply, said(OWNER, reply))]
    world = World(outages=((away, back),)).run(letters, back + MINUTE)

    assert world.closed is None


def test_a_reminder_that_waits_is_taken_back_by_the_owners_answer() -> None:
    at = START + DAY + HOUR
    ticket = told(URGENT, ANSWER, (at, c.Wake(at))).ticket

    turn = take(ticket, said(OWNER, at), at)

    assert turn.effects == (f.Withdraw((EffectId(What.OWNER_REMINDER, ANSWER[1].id),)),)
