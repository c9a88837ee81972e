"""Stories that a desk lives through, as letters with the time at which they were said."""

from datetime import datetime, timedelta

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from models import commands as c
from models.ids import LetterId, MessageId, TypeKey
from models.message import Written
from models.ticket import Priority
from tests.support.rules_world import (
    DATABASE,
    MINUTE,
    OPEN,
    OWNER,
    PRODUCT,
    ROLES,
    SPECIALIST,
    STAFF,
    START,
    STRANGER,
    close,
    said,
    set_priority,
    snowflake,
)

Letter = tuple[datetime, c.Command]
Letters = list[Letter]
Outages = tuple[tuple[datetime, datetime], ...]
Act = str | Priority | tuple[TypeKey]

SPEAKERS = {"owner": OWNER, "staff": STAFF, "specialist": SPECIALIST, "stranger": STRANGER}

gaps = st.one_of(st.integers(1, 20), st.integers(1, 40), st.integers(20, 600), st.integers(600, 6000))
talk = ["owner", "owner", "staff", "staff", "staff", "specialist", "stranger", "waive", "edit", "delete"]
kinds = [(kind,) for kind in ROLES]
acts: SearchStrategy[Act] = st.one_of(st.sampled_from(talk), st.sampled_from([*Priority]), st.sampled_from(kinds))
scripts = st.lists(st.tuples(gaps, acts), max_size=10)
endings = st.sampled_from([None, None, None, "close"])


@st.composite
def stories(draw: DrawFn, may_close: bool = True) -> Letters:
    """Staff answer only once there is a priority (the gate has tables of its own)."""
    script: list[tuple[int, Act]] = draw(scripts)
    if may_close and draw(endings):
        script = [*script, (draw(gaps), "close")]
    now, is_promised, letters = START, False, [(START, OPEN)]
    told: Letters = [*letters]
    for n, (gap, act) in enumerate(script, start=2):
        now += gap * MINUTE
        is_promised = is_promised or isinstance(act, Priority)
        if is_promised or act not in ("staff", "specialist", "stranger"):
            told.append((now, letter(act, n, now)))
    return told


lively_acts: SearchStrategy[Act] = st.sampled_from(
    [*["owner"] * 4, "staff", "staff", "specialist", "waive", Priority.HIGH, Priority.URGENT, (DATABASE,), (PRODUCT,)]
)


@st.composite
def lively(draw: DrawFn) -> Letters:
    """Minutes apart and urgent, so that a letter minutes late crosses a rung, a reminder, a warning or a close."""
    now = START + MINUTE
    letters: Letters = [(START, OPEN), (now, letter(Priority.URGENT, 2, now))]
    script = draw(st.lists(st.tuples(st.integers(1, 24), lively_acts), min_size=3, max_size=14))
    for n, (gap, act) in enumerate(script, start=3):
        now += gap * MINUTE
        letters.append((now, letter(act, n, now)))
    return letters


def letter(act: Act, n: int, at: datetime) -> c.Command:
    """One act of a script as the letter it becomes; `n` tells those of one moment apart."""
    id = snowflake(at, n)
    match act:
        case "owner" | "staff" | "specialist" | "stranger":
            return said(SPEAKERS[act], at, n)
        case "waive":
            return c.NoAnswerNeeded(LetterId(id), at, STAFF)
        case "edit":
            return c.Edit(Written(MessageId(id), at, OWNER, "now"))
        case "delete":
            return c.Delete(id, at)
        case "close":
            return close(at, n)
        case Priority():
            return set_priority(at, act, n)
        case (str(kind),):
            return c.SetType(LetterId(id), at, STAFF, TypeKey(kind))
    raise TypeError(act)


def is_heard(command: c.Command) -> bool:
    """Comes through history or late; the rest are interactions, which are live or not at all."""
    return isinstance(command, c.Post | c.Edit | c.Delete)


@st.composite
def outages(draw: DrawFn, letters: Letters) -> Outages:
    """Silences of ours in which nobody presses a button."""
    wishes = [at for at, command in letters if not is_heard(command)]
    found, last = [], START + MINUTE / 2
    for gap, length in draw(st.lists(st.tuples(st.integers(0, 3000), st.integers(1, 12000)), max_size=3)):
        start = last + gap * MINUTE
        end = min([start + length * MINUTE, *(at - MINUTE / 4 for at in wishes if at >= start)])
        if end > start:
            found.append((start, end))
        last = max(end, start) + MINUTE
    return tuple(found)


def later(letters: Letters, delays: list[int]) -> Letters:
    """Posts, edits and deletes arrive late by so many seconds; interactions do not."""
    return [
        (at + timedelta(seconds=delay) if is_heard(command) else at, command)
        for (at, command), delay in zip(letters, delays, strict=True)
    ]
