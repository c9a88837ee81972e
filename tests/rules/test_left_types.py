"""A type that left the policy: its open tickets stay with the team that was let in, and nothing happens of itself."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DataObject

from models import commands as c
from models import effects as f
from models.errors import Reason, Refused
from models.ids import ChannelId, EffectId, LetterId, RoleId, TypeKey, What
from models.person import Person
from models.policy import MissingSurface, Policy
from models.rules.permits import side_of
from models.rules.step import step
from models.ticket import Priority, Side
from tests.support.depth import examples
from tests.support.rules_world import (
    ADMIN,
    ANOTHER_TEAM,
    CATEGORY,
    CHANNEL,
    DATABASE,
    DAY,
    HOUR,
    LITERAL,
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
    START,
    STRANGER,
    World,
    close,
    reloaded,
    said,
    set_priority,
    snowflake,
    take,
    told,
)
from tests.support.stories import Letters, outages, stories

ID = LetterId(snowflake(NOW, 5))
FOREIGN = Person(STRANGER.id, "staff of another type", roles=(ROLES[PRODUCT],))


def without(policy: Policy, *gone: TypeKey) -> Policy:
    """The policy that these types have left."""
    types = {key: kind for key, kind in policy.types.items() if key not in gone}
    return policy.model_copy(update={"types": types})


LEFT = without(POLICY, DATABASE)
"""Its first type is another one, with another team, half the time and a category of its own."""
LEFT.types[PRODUCT] = LEFT.types[PRODUCT].model_copy(
    update={
        "targets": {one: span / 2 for one, span in LEFT.types[PRODUCT].targets.items()},
        "category": ChannelId(850),
        "missing_surface": MissingSurface.DELETE,
        "admins_pass_gate": True,
    }
)


def let_in(effects: tuple[f.Effect | f.Withdraw, ...]) -> list[RoleId | None]:
    shown = f.CreateSurface | f.SetAccess | f.Welcome | f.Say
    return [one.role for one in effects if isinstance(one, shown)]


@pytest.mark.parametrize("wake", [c.Wake, c.CaughtUp])
def test_nobody_is_let_in_and_nothing_is_promised_anew_because_the_type_left(
    wake: type[c.Wake] | type[c.CaughtUp],
) -> None:
    turn = take(told(LOW).ticket, wake(NOW), NOW, LEFT)

    assert (turn.events, turn.effects) == ((), ())


def test_what_was_promised_stays_promised_until_somebody_sets_another_priority() -> None:
    ticket = told(LOW).ticket

    (said_,) = take(ticket, c.Wake(START + 13 * HOUR), START + 13 * HOUR, LEFT).effects
    changed = take(ticket, set_priority(NOW, Priority.HIGH, n=9, by=SPECIALIST), NOW, LEFT).ticket

    assert isinstance(said_, f.Say)
    assert (said_.id.what, said_.role, said_.promise) == (What.HALF, ROLES[DATABASE], DAY)
    assert (changed.term.promise, changed.role) == (HOUR / 2, ROLES[DATABASE])


WISHES: dict[str, Callable[[Person], c.Command]] = {
    "priority": lambda by: set_priority(NOW, Priority.HIGH, by=by),
    "type": lambda by: c.SetType(ID, NOW, by, PARTNERS),
    "no answer needed": lambda by: c.NoAnswerNeeded(ID, NOW, by),
    "close": lambda by: close(NOW, by=by),
}


@pytest.mark.parametrize("wish", WISHES)
def test_whoever_was_let_in_serves_it_and_the_first_types_team_does_not(wish: str) -> None:
    ticket = told(LOW).ticket

    for by in (SPECIALIST, ADMIN):
        assert take(ticket, WISHES[wish](by), NOW, LEFT).events
    for by in (FOREIGN, STRANGER):
        with pytest.raises(Refused) as refused:
            step(ticket, WISHES[wish](by), NOW, LEFT)
        assert refused.value.reason is Reason.STAFF_ONLY


def test_a_closed_one_is_reopened_by_the_same_people_in_its_own_category() -> None:
    closed = told(LOW, (NOW, close(NOW))).ticket
    gone = take(closed, c.SurfaceGone(CHANNEL, NOW), NOW, LEFT).ticket

    open = take(closed, c.Reopen(ID, NOW, SPECIALIST), NOW, LEFT)
    made = take(gone, c.Reopen(ID, NOW, OWNER), NOW, LEFT)

    assert set(let_in(open.effects)) == {ROLES[DATABASE], None}
    (channel,) = [one for one in made.effects if isinstance(one, f.CreateSurface)]
    assert (channel.role, channel.category) == (ROLES[DATABASE], CATEGORY)
    with pytest.raises(Refused):
        step(closed, c.Reopen(ID, NOW, FOREIGN), NOW, LEFT)


@pytest.mark.parametrize(
    ("by", "side"), [(SPECIALIST, Side.STAFF), (ADMIN, Side.STAFF), (FOREIGN, Side.OTHER), (OWNER, Side.OWNER)]
)
def test_an_answer_is_one_of_the_team_that_was_let_in(by: Person, side: Side) -> None:
    assert side_of(by, told(LOW).ticket, NOW, LEFT) is side


def test_what_is_held_back_knows_its_author_by_the_team_that_was_let_in() -> None:
    turns = [take(told().ticket, said(by, NOW), NOW, LEFT) for by in (SPECIALIST, FOREIGN)]

    assert [one.is_staff for turn in turns for one in turn.effects if isinstance(one, f.ReturnGated)] == [True, False]


def test_administrators_pass_no_gate_and_no_record_goes_on_the_word_of_another_type() -> None:
    held_back = take(told().ticket, said(ADMIN, NOW), NOW, LEFT)
    lost = take(told(LOW).ticket, c.SurfaceGone(CHANNEL, NOW), NOW, LEFT).ticket

    assert any(isinstance(one, f.ReturnGated) for one in held_back.effects)
    assert lost.closing is not None
    assert not lost.closing.forgotten


def test_one_that_is_opened_when_its_type_has_left_is_seen_by_nobody_but_its_owner_until_it_is_back() -> None:
    made = told(made=MADE[:2], policy=LEFT)
    back = take(made.ticket, c.Wake(NOW), NOW, POLICY)

    assert set(let_in(told(made=MADE[:1], policy=LEFT).effects) + let_in(made.effects)) == {None}
    assert [one.role for one in back.effects if isinstance(one, f.SetAccess)] == [ROLES[DATABASE]]
    with pytest.raises(Refused):
        step(made.ticket, set_priority(NOW, Priority.LOW, by=FOREIGN), NOW, LEFT)


def test_staff_move_it_to_a_type_that_is_there_and_not_back() -> None:
    moved = take(told(LOW).ticket, c.SetType(ID, NOW, SPECIALIST, PRODUCT), NOW, LEFT)

    assert (moved.ticket.role, moved.ticket.guests) == (ROLES[PRODUCT], (SPECIALIST.id,))
    (access,) = [one for one in moved.effects if isinstance(one, f.SetAccess)]
    assert access.without == (ROLES[DATABASE],)
    with pytest.raises(Refused) as refused:
        step(moved.ticket, c.SetType(LetterId(ID + 1), NOW, ADMIN, DATABASE), NOW, LEFT)
    assert refused.value.reason is Reason.NO_SUCH_TYPE


def test_a_type_that_is_back_promises_and_lets_in_what_it_says_then() -> None:
    back = reloaded(LITERAL)
    partners = c.Open(OPEN.id, START, OPEN.ticket, OWNER.id, "owner", PARTNERS, "title", "text", CATEGORY)
    made = (START, c.Delivered(EffectId(What.SURFACE), CHANNEL))
    ticket = told(made=((START, partners), made, LOW)).ticket

    gone = take(ticket, c.Wake(NOW), NOW, without(back, PARTNERS))
    turn = take(ticket, c.Wake(NOW + MINUTE), NOW + MINUTE, back)

    assert gone.events == ()
    assert turn.ticket.role == ANOTHER_TEAM
    assert turn.ticket.term.promise == DAY / 2


def test_its_name_is_its_own_key_in_words() -> None:
    kind = LEFT.of(DATABASE)

    assert (kind.label, kind.staff_role, kind.category) == ("Database", None, None)


@examples(200)
@given(st.data(), stories(), st.sets(st.sampled_from([*ROLES]), min_size=1, max_size=2))
def test_whatever_leaves_the_policy_and_returns_a_team_sees_only_tickets_of_its_own_types(
    data: DataObject, letters: Letters, gone: set[TypeKey]
) -> None:
    """The law: who is let in serves the ticket's type, by the one policy or by the other."""
    world = World(POLICY, without(reloaded(POLICY), *gone), outages=data.draw(outages(letters)))
    world.run(letters, letters[-1][0] + DAY)

    teams = {key: {ROLES[key], None} for key in ROLES}
    teams[PARTNERS] |= {ANOTHER_TEAM}
    ticket = world.open_ticket
    allowed = set().union(*(teams[term.type] for term in ticket.terms))
    assert ticket.role in teams[ticket.term.type]
    assert set(let_in(tuple(effect for _, effect in world.seen))) <= allowed
