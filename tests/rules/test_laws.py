"""The laws over random stories: asleep or awake, late or prompt, the facts are the same and nobody is told untruths."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DataObject

from models import commands as c
from models.effects import Place, Say
from models.ids import What
from models.policy import AutoClose, Nag, Policy, TypePolicy
from models.rules.deadline import next_deadline
from models.rules.promise import results
from models.ticket import Priority
from tests.support.depth import examples
from tests.support.paper import answered, speaks
from tests.support.rules_world import LITERAL, MINUTE, OPEN, POLICY, START, World, policy, reloaded
from tests.support.stories import Act, Letters, later, letter, lively, outages, stories


def facts(world: World) -> tuple[object, ...]:
    ticket, closing = world.open_ticket, world.open_ticket.closing
    end = closing and (closing.at, closing.ending)
    people = (ticket.role, ticket.guests, ticket.absences, ticket.reopened)
    return ticket.turns, ticket.terms, ticket.promised_at, results(ticket, world.policy), end, people


def end_of(letters: Letters, slack: int) -> datetime:
    return letters[-1][0] + slack * MINUTE


def cut(letters: Letters, until: datetime) -> Letters:
    return [(at, letter) for at, letter in letters if at < until]


policies = st.sampled_from([POLICY, POLICY, LITERAL])


@examples(300)
@given(st.data(), policies, st.integers(31, 20000))
def test_asleep_or_awake_the_facts_are_the_same_and_coming_back_says_no_more(
    data: DataObject, desk: Policy, slack: int
) -> None:
    """To the letter a channel goes at once: whether it still stands when somebody reopens is a matter of waking."""
    letters = data.draw(stories(may_close=desk is not LITERAL))
    other = reloaded(desk)
    silences = data.draw(outages(letters))
    end = max([end_of(letters, slack), *(stop + MINUTE for _, stop in silences)])
    awake = World(desk, other).run(letters, end)
    if awake.timed_out:  # the one place where they may differ: the world awake goes another way from there on
        end = awake.timed_out - timedelta(seconds=1)
        silences = tuple((start, min(stop, end)) for start, stop in silences if start < end)
        letters = cut(letters, end)
        awake = World(desk, other).run(letters, end)

    asleep = World(desk, other, outages=silences).run(letters, end)

    assert facts(asleep) == facts(awake)
    assert {say.id for _, say in asleep.pings} <= {say.id for _, say in awake.pings}
    for _, stop in silences:
        back = [say.to for at, say in asleep.pings if at == stop]
        assert len(back) == len(set(back)), "once per place"


@examples(300)
@given(st.data(), policies, stories(), st.integers(31, 20000), st.sampled_from([1, 400]))
def test_late_letters_change_no_result_and_nothing_is_said_after_the_answer(
    data: DataObject, desk: Policy, letters: Letters, slack: int, courier: int
) -> None:
    delays = data.draw(st.lists(st.integers(0, 600), min_size=len(letters), max_size=len(letters)))
    end, carried = end_of(letters, slack), timedelta(seconds=courier)
    prompt = World(desk, reloaded(desk), courier=carried).run(letters, end)

    late = World(desk, reloaded(desk), courier=carried).run(later(letters, delays), end)

    letters, delays = taken(late, letters, delays)
    check_close(late, letters)
    if not prompt.ever_timed_out and not late.ever_timed_out:
        assert facts(late) == facts(prompt)
        assert next_deadline(late.ticket, late.policy) == next_deadline(prompt.ticket, prompt.policy)
    check_silence(late, letters, delays)


HASTY = policy(
    targets=dict.fromkeys(Priority, 8 * MINUTE),
    owner_reminder=Nag(after=6 * MINUTE, every=6 * MINUTE, to=Place.TICKET, most=2),
    autoclose=AutoClose(owner_idle=16 * MINUTE, min_after_staff_reply=12 * MINUTE, warn_before=6 * MINUTE),
)


@examples(300)
@given(st.data(), lively(), st.sampled_from([1, 200]))
def test_late_letters_in_a_hasty_desk_change_no_result_and_close_nothing(
    data: DataObject, letters: Letters, courier: int
) -> None:
    delays = data.draw(st.lists(st.integers(0, 600), min_size=len(letters), max_size=len(letters)))
    end, carried = end_of(letters, 30), timedelta(seconds=courier)
    prompt = World(HASTY, reloaded(HASTY), courier=carried).run(letters, end)

    late = World(HASTY, reloaded(HASTY), courier=carried).run(later(letters, delays), end)

    letters, delays = taken(late, letters, delays)
    check_close(late, letters)
    if not prompt.ever_timed_out and not late.ever_timed_out:
        assert facts(late)[:4] == facts(prompt)[:4]
        assert [(one.start, one.answered) for one in results(late.open_ticket, HASTY)] == answered(letters)
        rungs = rungs_said(late, letters)
        assert len(rungs) == len(set(rungs)), "each rung once"
    check_silence(late, letters, delays)


@pytest.mark.parametrize("late_speaker", ["staff", "owner"])
def test_a_button_pressed_just_after_an_automatic_close_is_no_word_of_a_ticket_that_goes_on(late_speaker: str) -> None:
    """What was said two minutes before it is heard after it and opens the ticket again; a refused button stays so."""
    told: list[tuple[int, Act]] = [(0, Priority.URGENT), *((n, "owner") for n in range(1, 6))]
    told += [(6, "staff"), (11, Priority.HIGH), (35, late_speaker), (37, "waive")]
    first = START + MINUTE
    letters = [(START, OPEN), *((first + at * MINUTE, letter(act, at + 2, first + at * MINUTE)) for at, act in told)]
    delays = [0] * (len(letters) - 2) + [121, 0]

    late = World(HASTY, reloaded(HASTY)).run(later(letters, delays), end_of(letters, 30))

    assert late.refused == [letters[-1][1]]
    check_close(late, *taken(late, letters, delays)[:1])
    check_silence(late, *taken(late, letters, delays))


def taken(world: World, letters: Letters, delays: list[int]) -> tuple[Letters, list[int]]:
    """Without the wishes that were refused, because the ticket had closed by then: it is as if nobody had made them."""
    kept = [(told, delay) for told, delay in zip(letters, delays, strict=True) if told[1] not in world.refused]
    return [told for told, _ in kept], [delay for _, delay in kept]


def check_close(world: World, letters: Letters) -> None:
    """The close was due by everything said until its deadline, heard or not. (When it comes may differ from the
    prompt world: a warning said before a late letter was heard still counts.)"""
    if world.timed_out is None:
        return
    rule = of_any_type(world.policy).autoclose
    assert rule is not None
    deadline = world.timed_out - world.policy.close_grace
    heard = [(at, side) for at, _, side in speaks(letters) if at <= deadline]
    owner = max(at for at, side in heard if side == "owner")
    staff = max(at for at, side in heard if side != "owner")
    assert staff >= owner
    assert deadline >= max(owner + rule.owner_idle, staff + rule.min_after_staff_reply)


def of_any_type(policy: Policy) -> TypePolicy:
    return next(iter(policy.types.values()))


def check_silence(world: World, letters: Letters, delays: list[int]) -> None:
    """Once a turn was heard, nothing about what came before it reaches anybody."""
    for heard, id, silenced in silencers(letters, delays):
        after = [say for at, say in world.seen if isinstance(say, Say) and at > heard]
        assert not [say for say in after if say.id.what in silenced and say.id.about < id]


def silencers(letters: Letters, delays: list[int]) -> Iterator[tuple[datetime, int, set[What]]]:
    """When a turn was heard, which it was, and what must not be said about anything before it."""
    talk = c.Post | c.NoAnswerNeeded | c.StillNeedHelp
    arrivals = {letter.id: at for at, letter in later(letters, delays) if isinstance(letter, talk)}
    for _, id, side in speaks(letters):
        if id in arrivals:
            about_owner = {What.OWNER_REMINDER, What.WARNING}
            yield arrivals[id], id, about_owner if side == "owner" else {What.HALF, What.FULL}


def rungs_said(world: World, letters: Letters) -> list[tuple[What, int, int]]:
    """Each rung under the conversation it belongs to, as the whole story tells it."""
    answers = [id for _, id, side in speaks(letters) if side != "owner"]
    return [
        (say.id.what, say.id.n, sum(id < say.id.about for id in answers))
        for _, say in world.pings
        if say.id.what in (What.HALF, What.FULL)
    ]
