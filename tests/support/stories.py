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
    Reload,
    close,
    said,
    set_priority,
    snowflake,
)

Letter = tuple[datetime, c.Command | Reload]
Letters = list[Letter]
Outages = tuple[tuple[datetime, datetime], ...]
Act = str | Priority | tuple[TypeKey]

SPEAKERS = {"owner": OWNER, "staff": STAFF, "specialist": SPECIALIST, "stranger": STRANGER}

gaps = st.one_of(st.integers(1, 20), st.integers(1, 40), st.integers(20, 600), st.integers(600, 6000))
talk = ["owner", "owner", "still", "staff", "staff", "staff", "specialist", "stranger", "waive", "edit", "delete"]
presence = ["left", "left", "back", "back", "muted"]
ends = ["close", "solved", "solved by staff"]
kinds = [(kind,) for kind in ROLES]
acts: SearchStrategy[Act] = st.one_of(
    st.sampled_from(talk),
    st.sampled_from([*Priority]),
    st.sampled_from(kinds),
    st.sampled_from(presence),
    st.sampled_from([*ends, "policy"]),
)
scripts = st.lists(st.tuples(gaps, acts), max_size=12)
returns = st.sampled_from([None, (2, "reopened by staff"), (1, "reopened by owner"), (4000, "reopened by owner")])


@st.composite
def stories(draw: DrawFn, may_close: bool = True) -> Letters:
    """Staff answer only once there is a priority (the gate has tables of its own); nobody writes in a closed ticket.

    Staff reopen one before its channel can be gone, be we asleep or awake; its owner later, too.
    """
    told: Letters = [(START, OPEN)]
    now, is_promised = START, False
    for n, (gap, act) in enumerate(draw(scripts), start=1):
        now += gap * MINUTE
        is_promised = is_promised or isinstance(act, Priority)
        if (act in ("staff", "specialist", "stranger") and not is_promised) or (act in ends and not may_close):
            continue
        told.append((now, letter(act, 2 * n, now)))
        if act == "close" or act == "solved":
            if (again := draw(returns)) is None:
                return told
            now += again[0] * MINUTE
            told.append((now, letter(again[1], 2 * n + 1, now)))
    return told


lively_acts: SearchStrategy[Act] = st.sampled_from(
    [
        *["owner"] * 12,
        *["staff", "staff", "specialist", "waive", Priority.HIGH, Priority.URGENT, (DATABASE,), (PRODUCT,)] * 3,
        *["still", "left", "back", "muted", "policy"],
    ]
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


def letter(act: Act, n: int, at: datetime) -> c.Command | Reload:
    """One act of a script as the letter it becomes; `n` tells those of one moment apart."""
    id = snowflake(at, n)
    match act:
        case "policy":
            return Reload()
        case "owner" | "staff" | "specialist" | "stranger":
            return said(SPEAKERS[act], at, n)
        case "waive":
            return c.NoAnswerNeeded(LetterId(id), at, STAFF)
        case "still":
            return c.StillNeedHelp(LetterId(id), at, OWNER)
        case "solved" | "solved by staff":
            return c.Solved(LetterId(id), at, OWNER if act == "solved" else STAFF)
        case "reopened by owner" | "reopened by staff":
            return c.Reopen(LetterId(id), at, OWNER if act == "reopened by owner" else STAFF)
        case "left" | "back":
            return c.OwnerIs(at, act == "back")
        case "muted":
            return c.OwnerIs(at, True, at + 100 * MINUTE)
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


def is_heard(command: c.Command | Reload) -> bool:
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
