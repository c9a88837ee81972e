"""Receipts and ratings in any order end in the same place, and show the same things, each once."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DataObject

from models import commands as c
from models import effects as f
from models.effects import Place
from models.ids import EffectId, LetterId, MessageId, What, letter_id
from models.rules.deadline import GRAVITY, next_deadline
from models.ticket import Priority, Ticket
from tests.support.depth import examples
from tests.support.rules_world import (
    CARD,
    CHANNEL,
    DAY,
    HOUR,
    LOW,
    MINUTE,
    NOW,
    OPEN,
    OWNER,
    PARTNERS,
    POLICY,
    STAFF,
    START,
    TICKET,
    close,
    set_priority,
    snowflake,
    take,
    told,
)

CLOSE = (NOW, close(NOW))


def outcome(id: EffectId, arrives: bool) -> c.Delivered | c.Undeliverable:
    """The same message or the same failure, whenever it comes."""
    return c.Delivered(id, letter_id(TICKET, id) >> 2) if arrives else c.Undeliverable(id, "closed_dm")


class Carried:
    """A closed ticket whose outbox is carried in whatever order is asked for, while its owner rates."""

    def __init__(self, fates: dict[What, bool], ratings: int) -> None:
        self.fates, self.stars = fates, iter(range(1, ratings + 1))
        self.left = ratings
        self.ticket, _, effects = told(LOW, CLOSE)
        self.shown: list[f.Effect] = []
        self.waiting: list[EffectId] = []
        self._promise(effects)

    @property
    def choices(self) -> int:
        return len(self.waiting) + (1 if self.left else 0)

    def do(self, choice: int) -> None:
        """The receipt of one that waits, or the next rating."""
        if choice < len(self.waiting):
            id = self.waiting.pop(choice)
            self._take(outcome(id, self.fates.get(id.what, True)))
        else:
            stars = next(self.stars)
            self.left -= 1
            self._take(c.Rate(LetterId(snowflake(NOW, stars)), NOW, OWNER.id, stars))

    def _take(self, letter: c.Command) -> None:
        self.ticket, _, effects = take(self.ticket, letter, NOW)
        self._promise(effects)

    def _promise(self, effects: tuple[f.Effect | f.Withdraw, ...]) -> None:
        for effect in effects:
            assert not isinstance(effect, f.Withdraw)
            assert effect not in self.shown
            self.shown.append(effect)
            self.waiting.append(effect.id)

    @property
    def end(self) -> tuple[Ticket, set[f.Effect], f.Effect | None]:
        """The ticket, what was shown once, and what the transcript's message says in the end."""
        lines = [effect for effect in self.shown if isinstance(effect, f.ShowRating)]
        others = {effect for effect in self.shown if not is_about_rating(effect)}
        return self.ticket, others, lines[-1] if lines else None


def is_about_rating(effect: f.Effect) -> bool:
    return isinstance(effect, f.ShowRating) or effect.id.of is What.RATING


@examples(300)
@given(st.data(), st.booleans(), st.booleans(), st.booleans(), st.integers(0, 3))
def test_receipts_of_a_close_in_any_order_give_the_same_end(
    data: DataObject, transcript: bool, copy: bool, archive: bool, ratings: int
) -> None:
    fates = {What.TRANSCRIPT: transcript, What.COPY: copy, What.COMPLETE: archive}
    mixed, plain = Carried(fates, ratings), Carried(fates, ratings)

    while mixed.choices:
        mixed.do(data.draw(st.integers(0, mixed.choices - 1)))
    while plain.choices:
        plain.do(0)

    assert mixed.end == plain.end
    told_of = {shown.id.of for shown in mixed.shown} - {None}
    assert told_of == {what for what, arrives in fates.items() if not arrives}
    lines = [(one.message is not None, one.rating.stars) for one in mixed.shown if isinstance(one, f.ShowRating)]
    assert lines[-1:] == ([(transcript, ratings)] if ratings else [])
    removal = next_deadline(mixed.ticket, POLICY)
    assert removal is not None
    assert removal.at == NOW + (5 * MINUTE if copy else DAY)


@examples(300)
@given(st.data())
def test_pings_that_replace_one_another_leave_the_last_that_arrived_in_whichever_order_they_did(
    data: DataObject,
) -> None:
    days = data.draw(st.integers(0, 4))
    ticket = told(LOW).ticket
    effects: list[f.Effect | f.Withdraw] = []
    for n in range(days + 1):
        at = START + DAY + n * DAY + MINUTE
        ticket, _, new = take(ticket, c.Wake(at), at)
        effects += new
    pings = [one.id for one in effects if isinstance(one, f.Say) and one.id.what in GRAVITY]
    fates = {id: data.draw(st.booleans()) for id in pings}
    order = data.draw(st.permutations(pings))

    gone: list[MessageId] = []
    for id in order:
        message = snowflake(START, id.n + (100 if id.what is What.FULL else 0))
        receipt = c.Delivered(id, message) if fates[id] else c.Undeliverable(id, c.WITHDRAWN)
        ticket, _, shown = take(ticket, receipt, NOW)
        gone += [one.message for one in shown if isinstance(one, f.DeleteMessage)]

    for what in (What.HALF, What.FULL):
        stand = {told.message for told in ticket.told if told.what is what}
        arrived = [
            snowflake(START, id.n + (100 if what is What.FULL else 0)) for id in pings if arrives(id, what, fates)
        ]
        assert stand == {max(arrived, default=None)}
        assert sorted(set(arrived) & set(gone)) == sorted(arrived)[:-1]
    assert len(gone) == len(set(gone))


def arrives(id: EffectId, what: What, fates: dict[EffectId, bool]) -> bool:
    return id.what is what and fates[id]


@examples(200)
@given(st.permutations(["surface", "priority", "type"]), st.booleans(), st.sampled_from([Priority.HIGH, Priority.LOW]))
def test_whatever_comes_first_at_a_birth_gate_and_card_are_true_in_the_end(
    order: list[str], is_card_late: bool, priority: Priority
) -> None:
    by = LetterId(snowflake(START, 9))
    letters: dict[str, c.Command] = {
        "surface": c.Delivered(EffectId(What.SURFACE), CHANNEL),
        "priority": set_priority(START, priority),
        "type": c.SetType(by, START, STAFF, PARTNERS),
    }
    card: c.Command = c.Delivered(EffectId(What.WELCOME), CARD)
    queue = [letters[name] for name in order]
    queue.insert(len(queue) if is_card_late else order.index("surface") + 1, card)

    ticket = told(made=((START, OPEN),)).ticket
    shown: list[f.Effect | f.Withdraw] = []
    for letter in queue:
        ticket, _, effects = take(ticket, letter, START)
        shown += effects

    kind = POLICY.of(ticket.term.type)
    access = [(one.role, one.staff_write) for one in shown if isinstance(one, f.SetAccess)]
    assert access[-1:] == [(kind.staff_role, True)]
    cards = [(one.type, one.priority, one.promise) for one in shown if isinstance(one, f.ShowCard)]
    assert cards[-1:] == [(ticket.term.type, priority, kind.targets[priority])]


@pytest.mark.parametrize("what", [What.SURFACE, What.WELCOME, What.COMPLETE, What.TRANSCRIPT, What.COPY])
def test_a_receipt_that_comes_twice_changes_nothing(what: What) -> None:
    receipt = outcome(EffectId(what), arrives=True)
    complete = c.Delivered(EffectId(What.COMPLETE))
    ticket = told(LOW, CLOSE, (NOW, complete), (NOW, receipt)).ticket

    turn = take(ticket, receipt, NOW + MINUTE)

    assert (turn.ticket, turn.events, turn.effects) == (ticket, (), ())


def test_a_failure_after_a_delivery_does_not_take_it_back() -> None:
    complete = c.Delivered(EffectId(What.COMPLETE))
    ticket = told(LOW, CLOSE, (NOW, complete), (NOW, c.Delivered(EffectId(What.COPY), 77))).ticket

    after = take(ticket, c.Undeliverable(EffectId(What.COPY), "closed_dm"), NOW + timedelta(minutes=1)).ticket

    assert after == ticket


def test_a_receipt_of_nothing_we_know_is_no_news() -> None:
    ticket = told(LOW).ticket

    for id in (EffectId(What.HALF, 9), EffectId(What.PANEL, 1, 1), EffectId(What.CLOSED), EffectId(What.RATING)):
        assert take(ticket, c.Delivered(id, 1), NOW).events == ()


def test_a_first_line_that_waits_is_taken_back_by_the_second() -> None:
    ticket = told(LOW).ticket
    first = take(ticket, c.Wake(START + 13 * HOUR), START + 13 * HOUR)

    second = take(first.ticket, c.Wake(START + 37 * HOUR), START + 37 * HOUR)

    withdrawn = [id for effect in second.effects if isinstance(effect, f.Withdraw) for id in effect.ids]
    assert withdrawn == [effect.id for effect in first.effects if isinstance(effect, f.Say)]


def test_a_replaced_line_is_deleted_where_it_stands_once_the_new_one_is_there() -> None:
    at = START + 13 * HOUR
    said = take(told(LOW).ticket, c.Wake(at), at)
    half = said.effects[0]
    assert isinstance(half, f.Say)
    again = take(take(said.ticket, c.Delivered(half.id, 700), at).ticket, c.Wake(at + DAY), at + DAY)
    assert not any(isinstance(effect, f.DeleteMessage) for effect in again.effects)

    stands = take(again.ticket, c.Delivered(EffectId(What.HALF, half.id.about, 1), 701), at + DAY)

    gone = f.DeleteMessage(EffectId(What.UNSAY, 700), Place.SLA, MessageId(700))
    assert stands.effects == (gone,)
