"""Who serves a ticket: another type, another role, and whoever keeps sight of what they gave away."""

from datetime import datetime

import pytest

from models import commands as c
from models import effects as f
from models.effects import Place
from models.errors import Reason, Refused
from models.events import TeamChanged
from models.ids import ChannelId, EffectId, LetterId, TypeKey, UserId, What
from models.moment import first_snowflake
from models.person import Person
from models.policy import Policy
from models.rules.deadline import next_deadline
from models.rules.step import step
from models.rules.team import MOST_GUESTS
from models.ticket import Priority
from tests.support.rules_world import (
    ADMIN,
    ANOTHER_TEAM,
    CARD,
    CHANNEL,
    DATABASE,
    DAY,
    HOUR,
    LEAD,
    LOW,
    MADE,
    MINUTE,
    NOW,
    OPEN,
    OWNER,
    PARTNERS,
    POLICY,
    PRODUCT,
    ROLES,
    SPECIALIST,
    STAFF,
    START,
    STRANGER,
    World,
    close,
    policy,
    reloaded,
    said,
    set_priority,
    snowflake,
    take,
    told,
)

ID = LetterId(snowflake(NOW, 5))
MOVE = (NOW, c.SetType(ID, NOW, STAFF, PRODUCT))


def move(by: Person, to: TypeKey, at: datetime = NOW, n: int = 5) -> c.SetType:
    return c.SetType(LetterId(snowflake(at, n)), at, by, to)


# --- another type ---


def test_a_new_type_lets_its_team_in_and_the_old_one_out_renames_the_channel_and_calls_once() -> None:
    turn = told(LOW, MOVE)

    role = ROLES[PRODUCT]
    assert turn.effects == (
        f.SetAccess(EffectId(What.ACCESS, ID), CHANNEL, OWNER.id, role, staff_write=True, without=(ROLES[DATABASE],)),
        f.ShowCard(EffectId(What.CARD, ID), CHANNEL, CARD, OWNER.id, PRODUCT, OPEN.title, Priority.LOW, promise=DAY),
        f.Rename(EffectId(What.RENAME, first_snowflake(NOW)), CHANNEL, PRODUCT),
        f.Say(EffectId(What.TYPE, ID), Place.TICKET, CHANNEL, role=role, type=PRODUCT),
    )
    assert turn.ticket.role == role


def test_a_name_that_waits_is_not_taken_back_by_any_number_of_priorities() -> None:
    ticket, taken_back = told(LOW, MOVE).ticket, set[EffectId]()
    for n in range(40):
        at = NOW + n * MINUTE
        turn = take(ticket, set_priority(at, (Priority.HIGH, Priority.LOW)[n % 2], n), at)
        ticket = turn.ticket
        taken_back |= {id for one in turn.effects if isinstance(one, f.Withdraw) for id in one.ids}

    assert EffectId(What.RENAME, first_snowflake(NOW)) not in taken_back


def test_time_that_has_passed_is_kept() -> None:
    due = next_deadline(told(LOW, MOVE).ticket, POLICY)

    assert due is not None
    assert due.at == START + 12 * HOUR


def test_a_type_of_the_same_team_calls_nobody() -> None:
    desk = policy(staff_role=ROLES[DATABASE])

    effects = told(LOW, MOVE, policy=desk).effects

    assert [(one.role, one.type) for one in effects if isinstance(one, f.Say)] == [(None, PRODUCT)]
    assert [one.without for one in effects if isinstance(one, f.SetAccess)] == [()]


def test_a_type_with_a_category_of_its_own_moves_the_channel_there() -> None:
    desk = policy(category=ChannelId(850))

    moved = told(LOW, MOVE, policy=desk).effects
    made = told(made=MADE[:1], policy=desk).effects

    assert [one.category for one in moved if isinstance(one, f.Rename)] == [850]
    assert [one.category for one in made if isinstance(one, f.CreateSurface)] == [850]


def test_the_same_type_again_is_no_news() -> None:
    assert told(LOW, (NOW, move(STAFF, DATABASE))).events == ()


def test_a_rename_that_waits_is_taken_back_by_the_next_and_by_a_close() -> None:
    moved = told(LOW, MOVE).ticket
    first = EffectId(What.RENAME, first_snowflake(NOW))

    again = take(moved, move(STAFF, PARTNERS, NOW, 6), NOW).effects
    closed = take(moved, close(NOW, 7), NOW).effects

    assert again[0] == f.Withdraw((first,))
    assert closed[0] == f.Withdraw((first,))
    renamed = [one.id for one in again if isinstance(one, f.Rename)]
    assert renamed
    assert renamed != [first], "two of one moment have two names"


def test_a_channel_that_is_not_there_yet_or_no_more_has_no_name_to_take_back() -> None:
    unmade = told(LOW, MOVE, made=MADE[:1]).ticket
    gone = told(LOW, MOVE, (NOW, close(NOW)), (NOW, c.SurfaceGone(CHANNEL, NOW))).ticket

    for ticket, letter in ((unmade, move(STAFF, PARTNERS, NOW, 6)), (unmade, close(NOW, 7)), (gone, GO_ON)):
        effects = take(ticket, letter, LATER).effects
        taken_back = [id.what for one in effects if isinstance(one, f.Withdraw) for id in one.ids]
        assert What.RENAME not in taken_back


def test_moved_before_its_channel_is_made_it_is_named_and_opened_as_it_is_then() -> None:
    moved = told(LOW, MOVE, made=MADE[:1]).ticket

    effects = take(moved, c.Delivered(EffectId(What.SURFACE), CHANNEL), NOW).effects

    assert [type(one) for one in effects] == [f.Welcome, f.PostForm, f.SetAccess, f.Rename]
    assert [one.role for one in effects if isinstance(one, f.SetAccess | f.Welcome)] == [ROLES[PRODUCT]] * 2


# --- guests ---


def test_whoever_gives_a_ticket_away_keeps_sight_of_it_until_they_leave() -> None:
    moved = told(LOW, (NOW, move(SPECIALIST, PRODUCT)))
    leave = c.Leave(LetterId(snowflake(NOW, 8)), NOW, SPECIALIST)
    left = take(moved.ticket, leave, NOW)

    (line,) = [one for one in moved.effects if isinstance(one, f.Say)]
    assert line.by == SPECIALIST.id
    assert [one.guests for one in moved.effects if isinstance(one, f.SetAccess)] == [(SPECIALIST.id,)]
    assert left.effects == (
        f.SetAccess(
            EffectId(What.ACCESS, leave.id),
            CHANNEL,
            OWNER.id,
            ROLES[PRODUCT],
            staff_write=True,
            without=(SPECIALIST.id,),
        ),
    )
    assert left.ticket.guests == ()


@pytest.mark.parametrize("by", [STAFF, ADMIN], ids=lambda by: by.name)
def test_whoever_is_of_the_new_team_or_an_administrator_is_no_guest(by: Person) -> None:
    turn = told(LOW, (NOW, move(by, PRODUCT)))

    assert turn.ticket.guests == ()
    assert [one.by for one in turn.effects if isinstance(one, f.Say)] == [None]


def test_an_owner_who_gives_their_own_ticket_away_sees_it_anyway_and_is_no_guest() -> None:
    owner = Person(OWNER.id, "owner who serves it", roles=(ROLES[DATABASE],))

    assert told(LOW, (NOW, move(owner, PRODUCT))).ticket.guests == ()


@pytest.mark.parametrize("by", [STAFF, OWNER, STRANGER], ids=lambda by: by.name)
def test_who_is_no_guest_cannot_leave(by: Person) -> None:
    ticket = told(LOW, (NOW, move(SPECIALIST, PRODUCT))).ticket

    with pytest.raises(Refused) as refused:
        step(ticket, c.Leave(ID, NOW, by), NOW, POLICY)

    assert refused.value.reason is Reason.NOT_A_GUEST


def test_a_guest_may_do_nothing_that_staff_may() -> None:
    ticket = told(LOW, (NOW, move(SPECIALIST, PRODUCT))).ticket

    with pytest.raises(Refused) as refused:
        step(ticket, set_priority(NOW, Priority.HIGH, by=SPECIALIST), NOW, POLICY)
    assert refused.value.reason is Reason.STAFF_ONLY
    assert take(ticket, said(SPECIALIST, NOW + MINUTE), NOW + MINUTE).events == ()


def test_a_ticket_that_comes_back_to_a_guest_by_their_own_hand_is_theirs_again() -> None:
    both = Person(SPECIALIST.id, "serves one type, then two", roles=(ROLES[DATABASE], ROLES[PRODUCT]))
    away = told(LOW, (NOW, move(SPECIALIST, PRODUCT))).ticket

    back = take(away, move(both, DATABASE, NOW + MINUTE), NOW + MINUTE)

    assert back.ticket.guests == ()
    assert [one.without for one in back.effects if isinstance(one, f.SetAccess)] == [(ROLES[PRODUCT], SPECIALIST.id)]


def test_the_last_eight_guests_are_kept_and_whoever_goes_is_shown_out() -> None:
    ticket, _, effects = told(LOW)
    for n in range(MOST_GUESTS + 1):
        here, there = (DATABASE, PRODUCT) if n % 2 == 0 else (PRODUCT, DATABASE)
        by = Person(UserId(1000 + n), "somebody", roles=(ROLES[here],))
        ticket, _, effects = take(ticket, move(by, there, NOW + n * MINUTE), NOW + n * MINUTE)

    assert ticket.guests == tuple(range(1001, 1001 + MOST_GUESTS))
    assert [one.without for one in effects if isinstance(one, f.SetAccess)] == [(ROLES[DATABASE], 1000)]


# --- another role for the same type ---


def test_another_role_for_its_type_is_let_in_at_the_next_wake_and_the_old_one_out_without_a_call() -> None:
    ticket = told(LOW, (NOW, move(STAFF, PARTNERS))).ticket

    turn = take(ticket, c.Wake(NOW + MINUTE), NOW + MINUTE, reloaded(POLICY))

    assert [type(event) for event in turn.events][-1] is TeamChanged
    access = [one for one in turn.effects if isinstance(one, f.SetAccess)]
    assert [(one.role, one.without) for one in access] == [(ANOTHER_TEAM, (ROLES[PARTNERS],))]
    assert not [one for one in turn.effects if isinstance(one, f.Say)]
    again = take(turn.ticket, c.Wake(NOW + 2 * MINUTE), NOW + 2 * MINUTE, reloaded(POLICY))
    assert again.events == ()


SWAPPED = policy(staff_role=ANOTHER_TEAM)
CLOSED = (NOW, close(NOW))
LATER = NOW + 2 * HOUR
GO_ON = c.Reopen(LetterId(snowflake(LATER, 5)), LATER, OWNER)


def test_a_team_that_changed_while_the_ticket_was_closed_is_let_in_and_called_as_it_goes_on() -> None:
    turn = take(told(LOW, CLOSED).ticket, GO_ON, LATER, SWAPPED)

    (access,) = [one for one in turn.effects if isinstance(one, f.SetAccess)]
    assert (access.role, access.without) == (ANOTHER_TEAM, (ROLES[DATABASE],))
    assert [one.role for one in turn.effects if isinstance(one, f.Say)] == [ANOTHER_TEAM]
    assert take(turn.ticket, c.Wake(LATER), LATER, SWAPPED).events == ()


def test_a_team_that_changed_meanwhile_is_let_in_where_a_word_that_is_heard_late_reopens_it() -> None:
    world = World().run([(START, OPEN), LOW, (NOW, said(STAFF, NOW))], START + 7 * DAY + 16 * MINUTE)
    assert world.timed_out

    turn = take(world.open_ticket, said(OWNER, world.timed_out - MINUTE), world.now, SWAPPED)

    assert turn.ticket.role == ANOTHER_TEAM
    assert [one.role for one in turn.effects if isinstance(one, f.SetAccess | f.Say)] == [ANOTHER_TEAM] * 2


def test_a_new_channel_is_made_for_the_team_of_then_and_calls_nobody_else() -> None:
    gone = told(LOW, (NOW, c.SurfaceGone(CHANNEL, NOW))).ticket
    making = take(gone, GO_ON, LATER, SWAPPED)

    made = take(making.ticket, c.Delivered(EffectId(What.SURFACE, 1), CHANNEL + 1000), LATER, SWAPPED)

    assert [one.role for one in making.effects if isinstance(one, f.CreateSurface)] == [ANOTHER_TEAM]
    assert [one.role for one in made.effects if isinstance(one, f.Welcome)] == [ANOTHER_TEAM]


def test_a_team_that_changed_while_the_channel_was_being_made_is_called_by_its_card() -> None:
    made = take(told(made=MADE[:1]).ticket, MADE[1][1], NOW, SWAPPED)
    closed = take(told(CLOSED, made=MADE[:1]).ticket, MADE[1][1], NOW, SWAPPED)

    assert [one.role for one in made.effects if isinstance(one, f.Welcome)] == [ANOTHER_TEAM]
    (access,) = [one for one in made.effects if isinstance(one, f.SetAccess)]
    assert (access.role, access.without) == (ANOTHER_TEAM, (ROLES[DATABASE],))
    assert closed.ticket.role == ROLES[DATABASE], "in a closed ticket nobody is let in"


def test_a_closed_ticket_or_one_without_a_channel_waits_with_it() -> None:
    partners = c.Open(OPEN.id, START, OPEN.ticket, OWNER.id, "owner", PARTNERS, "title", "text", OPEN.category)
    unmade = told(made=((START, partners),)).ticket
    closed = told(LOW, (NOW, move(STAFF, PARTNERS)), (NOW, close(NOW))).ticket

    for ticket in (unmade, closed):
        events = take(ticket, c.Wake(NOW), NOW, reloaded(POLICY)).events
        assert not [one for one in events if isinstance(one, TeamChanged)]


# --- who is called when it opens ---


@pytest.mark.parametrize(
    ("place", "in_card", "elsewhere"),
    [
        (Place.TICKET, ROLES[DATABASE], []),
        (Place.SLA, None, [(Place.SLA, ROLES[DATABASE])]),
        (Place.STAFF_LOG, None, [(Place.STAFF_LOG, ROLES[DATABASE])]),
        (None, None, []),
    ],
)
def test_the_team_is_called_once_where_the_policy_says(
    place: Place | None, in_card: int | None, elsewhere: list[tuple[Place, int]]
) -> None:
    effects = told(made=MADE[:2], policy=policy(call_on_open=place)).effects

    assert [one.role for one in effects if isinstance(one, f.Welcome)] == [in_card]
    lines = [one for one in effects if isinstance(one, f.Say)]
    assert [(one.to, one.role) for one in lines] == elsewhere
    assert all((one.id, one.channel, one.type) == (EffectId(What.OPENED), CHANNEL, DATABASE) for one in lines)


# --- the whole record ---


@pytest.mark.parametrize("by", [LEAD, ADMIN], ids=lambda by: by.name)
@pytest.mark.parametrize("letters", [(LOW,), (LOW, (NOW, close(NOW)))], ids=["open", "closed"])
def test_a_lead_reads_the_full_record_and_staff_are_told_who_did(
    by: Person, letters: tuple[tuple[datetime, c.Command], ...]
) -> None:
    effects = take(told(*letters).ticket, c.ReadFull(ID, NOW, by), NOW).effects

    assert effects == (f.Say(EffectId(What.AUDIT, ID), Place.STAFF_LOG, CHANNEL, by=by.id),)


@pytest.mark.parametrize("by", [STAFF, OWNER, STRANGER], ids=lambda by: by.name)
def test_nobody_else_reads_it(by: Person) -> None:
    with pytest.raises(Refused) as refused:
        step(told(LOW).ticket, c.ReadFull(ID, NOW, by), NOW, POLICY)

    assert refused.value.reason is Reason.LEAD_ONLY


def test_where_no_role_leads_only_administrators_do() -> None:
    desk = Policy(types=POLICY.types)

    with pytest.raises(Refused):
        step(told(LOW).ticket, c.ReadFull(ID, NOW, LEAD), NOW, desk)
    assert step(told(LOW).ticket, c.ReadFull(ID, NOW, ADMIN), NOW, desk).events
