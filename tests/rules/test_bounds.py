"""A ticket with any number of messages has a small state."""

import pickle
import sys
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from enum import Enum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import commands as c
from models.ids import LetterId, TypeKey
from models.rules.deadline import GRAVITY, alarm
from models.rules.terms import MOST_TERMS, moved_at, with_term
from models.rules.turns import MOST_TURNS
from models.ticket import Priority, Term, Ticket
from tests.support.depth import examples
from tests.support.rules_world import (
    DATABASE,
    OWNER,
    POLICY,
    PRODUCT,
    STAFF,
    START,
    said,
    set_priority,
    snowflake,
    take,
    told,
)

Act = str | Priority

acts: st.SearchStrategy[Act] = st.sampled_from(["owner", "owner", "staff", "staff", "waive", *Priority])
patterns = st.lists(acts, min_size=1, max_size=12)
seconds = st.sampled_from([1, 20, 300, 20000])


def live(pattern: Sequence[Act], gap: timedelta, length: int) -> Ticket:
    """The state after so many letters, or as it was when the ticket closed."""
    ticket, now = told().ticket, START
    for n in range(length):
        now += gap
        ticket = take(ticket, letter(pattern[n % len(pattern)], n, now), now).ticket
        if (rings := alarm(ticket, POLICY)) and rings <= now:
            ticket = take(ticket, c.Wake(now), now).ticket
        if ticket.closing:
            return ticket
        assert len(ticket.turns) <= MOST_TURNS
        assert len(ticket.terms) <= MOST_TERMS
        assert len(ticket.told) <= len(GRAVITY)
    return ticket


def letter(act: Act, n: int, now: datetime) -> c.Command:
    match act:
        case Priority():
            return set_priority(now, act, n)
        case "waive":
            return c.NoAnswerNeeded(LetterId(snowflake(now, n)), now, STAFF)
        case _:
            return said(OWNER if act == "owner" else STAFF, now, n)


def bytes_of(thing: object, seen: set[int] | None = None) -> int:
    """In memory, with everything that it alone holds; members of an enum and None are everybody's."""
    seen = set() if seen is None else seen
    if thing is None or isinstance(thing, Enum | bool) or id(thing) in seen:
        return 0
    seen.add(id(thing))
    inside: Sequence[object] = ()
    if isinstance(thing, tuple):
        inside = thing
    elif is_dataclass(thing):
        inside = [getattr(thing, field.name) for field in fields(thing)]
    return sys.getsizeof(thing) + sum(bytes_of(one, seen) for one in inside)


@examples(150)
@given(patterns, seconds, st.integers(20, 150))
def test_the_state_stays_small(pattern: Sequence[Act], gap: int, length: int) -> None:
    live(pattern, timedelta(seconds=gap), length)


@examples(2)
@given(patterns, seconds)
def test_the_state_stays_small_over_five_thousand_messages(pattern: Sequence[Act], gap: int) -> None:
    ticket = live(pattern, timedelta(seconds=gap), 5000)

    assert len(pickle.dumps(ticket)) < 12_000


def test_the_middle_of_an_old_run_is_forgotten_and_what_is_late_is_not() -> None:
    """The first and the last of a run say all that a clock asks; within 15 minutes something may still come between."""
    ticket = live(["owner"], timedelta(minutes=1), 60)

    minutes = [(turn.at - START) // timedelta(minutes=1) for turn in ticket.turns]
    assert minutes == [0, *range(45, 61)]


@examples(100)
@given(st.lists(st.sampled_from([DATABASE, PRODUCT, None]), max_size=100), st.sampled_from([0, 40, 80]))
def test_however_often_the_terms_change_it_is_known_when_the_type_last_did(
    types: list[TypeKey | None], more: int
) -> None:
    """The latest are kept as they were; None is another priority under the type of then."""
    every, moved = [Term(START, DATABASE)], None
    terms = tuple(every)
    for n, type in enumerate([*types, *[None] * more], start=1):
        every.append(Term(START + timedelta(minutes=n), type or every[-1].type))
        moved = every[-1].since if every[-1].type != every[-2].type else moved
        terms = with_term(terms, every[-1])

        assert moved_at(terms) == moved
        assert terms[2:] == tuple(every[2:][2 - MOST_TERMS :])


@pytest.mark.parametrize(
    ("pattern", "gap", "most"),
    [
        (["owner"], 3600, 2_500),
        (["owner", "staff"], 3600, 12_000),
        (["owner", "owner", "owner", "staff", "staff"], 20, 12_000),
    ],
)
def test_a_ticket_of_a_thousand_messages_takes_little_memory(pattern: Sequence[Act], gap: int, most: int) -> None:
    ticket = live([Priority.LOW, *[*pattern] * 80], timedelta(seconds=gap), 1000)

    assert bytes_of(ticket) < most
