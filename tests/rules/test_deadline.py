"""The next deadline, and the alarm that rings for it, against a model on paper that looks every minute."""

from hypothesis import given
from hypothesis import strategies as st

from models.ids import What
from models.rules.deadline import alarm, next_deadline
from tests.support.depth import examples
from tests.support.paper import needs
from tests.support.rules_world import MINUTE, World
from tests.support.stories import Letters, stories


@examples(300)
@given(stories(may_close=False), st.integers(0, 20000))
def test_the_next_deadline_is_the_first_minute_at_which_something_is_needed_and_the_alarm_rings_for_it(
    letters: Letters, slack: int
) -> None:
    world = World().run(letters, letters[-1][0] + slack * MINUTE)
    if world.timed_out:
        return
    ticket = world.open_ticket
    anchor = ticket.turns[-1].id
    warned = [at for id, at in world.delivered.items() if id.what is What.WARNING and id.about == anchor]

    found, needed = next_deadline(ticket, world.policy), needs(letters, world.passed, warned[0] if warned else None)

    assert (found and found.at) == min((at for at, _ in needed), default=None)
    assert alarm(ticket, world.policy) == min((at + wait for at, wait in needed), default=None)
