"""A promise that was stored is kept, be it ever so long: no span kills the ticket that must reckon with it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from models.duration import LONGEST
from models.effects import Place
from models.ids import What
from models.moment import LAST, later, times
from models.policy import AutoClose, Nag, Policy, Rung, TypePolicy
from models.rules.deadline import alarm
from models.ticket import Priority
from tests.support.depth import examples
from tests.support.rules_world import HOUR, POLICY, ROLES, START, World, policy, set_priority, told
from tests.support.stories import Letters, stories

REMEDY = f"must be {LONGEST.days}d or less"

spans = st.one_of(
    st.sampled_from([timedelta.max, LONGEST, timedelta(days=4_000_000), LAST - START, HOUR]),
    st.timedeltas(HOUR, timedelta.max),
)


@st.composite
def desks(draw: st.DrawFn) -> Policy:
    """What no file may say any more: as an older version took it, the validators are passed by."""
    absurd = {
        "targets": {priority: draw(spans) for priority in Priority},
        "ladder": (
            Rung.model_construct(what=What.HALF, share=draw(st.floats(0.001, 100)), to=Place.SLA, every=draw(spans)),
            Rung.model_construct(what=What.FULL, share=100.0, to=Place.TICKET, every=draw(spans)),
        ),
        "triage": Nag.model_construct(after=draw(spans), every=draw(spans), to=Place.SLA, most=None),
        "owner_reminder": Nag.model_construct(after=draw(spans), every=draw(spans), to=Place.TICKET, most=None),
        "autoclose": AutoClose.model_construct(
            owner_idle=draw(spans), min_after_staff_reply=draw(spans), warn_before=timedelta(days=1)
        ),
        "removal_delay": draw(spans),
        "removal_delay_if_no_copy": draw(spans),
    }
    types = {key: POLICY.types[key].model_copy(update=absurd) for key in ROLES}
    return POLICY.model_copy(update={"types": types, "grace": draw(spans), "close_grace": draw(spans)})


@examples(100)
@given(desks(), stories())
def test_a_ticket_lives_through_any_story_under_the_longest_promises(desk: Policy, letters: Letters) -> None:
    world = World(desk).run(letters, letters[-1][0] + timedelta(days=30))

    assert world.open_ticket.turns


def test_what_was_promised_too_long_is_mended_by_a_new_priority() -> None:
    low = {**TypePolicy().targets, Priority.LOW: timedelta(days=9_000_000)}
    types = {key: kind.model_copy(update={"targets": low, "triage": None}) for key, kind in POLICY.types.items()}
    desk = POLICY.model_copy(update={"types": types})
    stuck = told((START + HOUR, set_priority(START + HOUR, Priority.LOW)), policy=desk)
    assert stuck.ticket.promised_at
    assert alarm(stuck.ticket, desk) == LAST

    again = START + 2 * HOUR
    mended = told(
        (START + HOUR, set_priority(START + HOUR, Priority.LOW)),
        (again, set_priority(again, Priority.HIGH, 2)),
        policy=desk,
    )

    rings = alarm(mended.ticket, desk)
    assert rings is not None
    assert rings < START + timedelta(days=1)


def test_later_and_times_end_where_time_ends() -> None:
    assert later(START, HOUR) == START + HOUR
    assert later(START, timedelta.max) == LAST == later(LAST, HOUR)
    assert times(HOUR, 1.5) == 1.5 * HOUR
    assert times(timedelta.max, 2) == timedelta.max


@pytest.mark.parametrize("field", ["removal_delay", "rating_open", "reopen_within"])
def test_no_policy_promises_more_than_ten_years(field: str) -> None:
    assert getattr(next(iter(policy(**{field: LONGEST}).types.values())), field) == LONGEST

    with pytest.raises(ValidationError, match=REMEDY):
        policy(**{field: LONGEST + timedelta(milliseconds=1)})
