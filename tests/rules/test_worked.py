"""The worked examples of docs/how/sla.md, one by one."""

from datetime import datetime, timedelta

from models import commands as c
from models import effects as f
from models.effects import Place
from models.ids import LetterId, What
from models.rules.deadline import next_deadline
from models.rules.promise import overdue_at, results
from models.ticket import Priority, Ticket
from tests.support.rules_world import (
    DAY,
    OPEN,
    OWNER,
    POLICY,
    PRODUCT,
    STAFF,
    START,
    World,
    close,
    said,
    set_priority,
    snowflake,
    told,
)
from tests.support.stories import Letters


def at(hour: int, minute: int = 0, day: int = 0) -> datetime:
    """The form is sent at 9:00 of the day 0."""
    return START + timedelta(days=day, hours=hour - 9, minutes=minute)


def priority(moment: datetime, which: Priority) -> tuple[datetime, c.Command]:
    return moment, set_priority(moment, which)


def staff(moment: datetime) -> tuple[datetime, c.Command]:
    return moment, said(STAFF, moment)


def owner(moment: datetime) -> tuple[datetime, c.Command]:
    return moment, said(OWNER, moment)


def calls(world: World) -> list[tuple[What, Place, datetime]]:
    return [(say.id.what, say.to, moment - POLICY.grace) for moment, say in world.pings]


def due_of(ticket: Ticket) -> tuple[What, datetime] | None:
    due = next_deadline(ticket, POLICY)
    return (due.mark.what, due.at) if due else None


OPENED: tuple[datetime, c.Command] = (START, OPEN)


def test_the_promise_runs_from_the_priority_to_the_first_answer() -> None:
    letters: Letters = [
        OPENED,
        priority(at(9, 20), Priority.NORMAL),
        owner(at(11)),
        staff(at(17, 30)),
        owner(at(17, 40)),
    ]

    world = World().run(letters, at(18))

    assert calls(world) == [(What.HALF, Place.SLA, at(13, 20)), (What.FULL, Place.TICKET, at(17, 20))]
    (result,) = results(world.open_ticket, POLICY)
    assert (result.start, result.answered, result.missed) == (START, at(17, 30), (What.HALF, What.FULL))
    assert due_of(world.open_ticket) == (What.HALF, at(21, 40))


def test_a_changed_priority() -> None:
    high = told(priority(START, Priority.LOW), priority(at(11), Priority.HIGH)).ticket
    again: Letters = [OPENED, *[priority(at(9), Priority.LOW), priority(at(11), Priority.HIGH)]]
    world = World().run([*again, priority(at(11, 30), Priority.LOW)], at(12, day=1))

    assert overdue_at(high, START, 1.0) == at(11)
    assert [one for one in calls(world) if one[0] is What.FULL] == [
        (What.FULL, Place.TICKET, at(11)),
        (What.FULL, Place.TICKET, at(11, day=1)),
    ]


def test_a_changed_type() -> None:
    move = c.SetType(LetterId(snowflake(at(11))), at(11), STAFF, PRODUCT)

    ticket = told(priority(START, Priority.NORMAL), (at(11), move)).ticket

    assert due_of(ticket) == (What.HALF, at(13))


def test_no_answer_needed() -> None:
    waived = c.NoAnswerNeeded(LetterId(snowflake(at(15, 10))), at(15, 10), STAFF)
    letters: Letters = [OPENED, priority(START, Priority.HIGH), staff(at(9, 5)), owner(at(15)), (at(15, 10), waived)]

    world = World().run(letters, at(17, day=2))
    later = World().run([*letters, owner(at(18))], at(18, 1))

    assert calls(world) == []
    assert results(world.open_ticket, POLICY)[-1].answered - at(15) == timedelta(minutes=10)
    assert due_of(later.open_ticket) == (What.HALF, at(18, 30))


def test_an_outage() -> None:
    letters: Letters = [OPENED, priority(START, Priority.HIGH)]
    outage = ((at(9, 10), at(12)),)

    answered = World(outages=outage).run([*letters, staff(at(9, 40))], at(13))
    silent = World(outages=outage).run(letters, at(13))

    assert calls(answered) == []
    assert [(moment, say.to) for moment, say in silent.pings] == [(at(12), Place.SLA), (at(12), Place.TICKET)]


def test_a_reopening() -> None:
    wednesday = at(10, day=2)
    again = c.Reopen(LetterId(snowflake(wednesday)), wednesday, OWNER)

    ticket = told(priority(START, Priority.NORMAL), (at(10), close(at(10))), (wednesday, again)).ticket

    assert due_of(ticket) == (What.HALF, at(14, day=2))


def test_a_reminder() -> None:
    letters: Letters = [OPENED, priority(START, Priority.LOW), staff(at(9)), staff(at(9, 30)), staff(at(12, day=2))]

    world = World().run(letters, at(13, day=3))

    reminded = [moment for what, _, moment in calls(world) if what is What.OWNER_REMINDER]
    assert reminded == [at(9, 30, day=1), at(9, 30, day=2), at(12, day=3)]
    assert [type(one) for _, one in world.seen].count(f.DeleteMessage) >= 1


ANSWERED: Letters = [OPENED, priority(START, Priority.LOW), staff(START + DAY)]
SOON = timedelta(minutes=1)


def test_a_warned_close() -> None:
    world = World().run(ANSWERED, START + 8 * DAY)
    asleep = World(outages=((at(8, day=6), at(12, day=7)),)).run(ANSWERED, START + 9 * DAY)

    assert [moment for what, _, moment in calls(world) if what is What.WARNING] == [at(9, day=6)]
    assert world.timed_out
    assert at(9, 15, day=7) <= world.timed_out < at(9, 15, day=7) + SOON
    assert asleep.timed_out
    assert at(12, 15, day=8) <= asleep.timed_out < at(12, 15, day=8) + SOON


def test_an_absence() -> None:
    away: Letters = [(at(9, day=day), c.OwnerIs(at(9, day=day), is_here=day == 4)) for day in (2, 4)]

    world = World().run([*ANSWERED, *away], START + 10 * DAY)

    assert [moment for what, _, moment in calls(world) if what is What.WARNING] == [at(9, day=8)]
    assert world.timed_out
    assert at(9, 15, day=9) <= world.timed_out < at(9, 15, day=9) + SOON
