"""A model that a child could keep on paper: it asks, minute by minute, whether something is overdue.

It shares no code with the rules.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from models import commands as c
from models.ids import EffectId, What
from models.moment import first_snowflake
from models.ticket import Priority
from tests.support.rules_world import DATABASE, DAY, HOUR, MINUTE, OWNER, SPECIALIST, STAFF, START
from tests.support.stories import Letters

HOURS = {Priority.LOW: 24, Priority.NORMAL: 8, Priority.HIGH: 1, Priority.URGENT: 0.5}

Said = tuple[datetime, int, str]


def speaks(letters: Letters) -> Iterator[Said]:
    """When somebody spoke who counts, under which id, and for whom: owner, staff or waived."""
    kind = DATABASE
    for at, letter in sorted(letters, key=lambda one: one[0]):
        match letter:
            case c.Open():
                yield at, first_snowflake(at), "owner"
            case c.SetType(type=kind):
                continue
            case c.NoAnswerNeeded(id):
                yield at, id, "waived"
            case c.Post():
                author = letter.words.author
                if author == OWNER:
                    yield at, letter.id, "owner"
                elif author == STAFF or (author == SPECIALIST and kind == DATABASE):
                    yield at, letter.id, "staff"


def first_need(letters: Letters, passed: set[EffectId], warned_at: datetime | None) -> datetime | None:
    """The first minute at which something not yet told is needed; None if there is none."""
    heard = list(speaks(letters))
    started = next((at for at, letter in letters if isinstance(letter, c.SetPriority)), None)
    answers = [at for at, _, side in heard if side != "owner"]
    unanswered = [(at, id) for at, id, side in heard if side == "owner" and (not answers or at > answers[-1])]
    needs: list[datetime] = []
    if started is None:
        needs += series(START + HOUR / 2, 4 * HOUR, None, count(passed, What.TRIAGE, 0))
    if unanswered and started:
        since, anchor = unanswered[0]
        for what, share in ((What.HALF, 0.5), (What.FULL, 1.0)):
            first = overdue(letters, max(since, started), share)
            needs += series(first, DAY, None, count(passed, what, anchor))
    if not unanswered:
        needs += of_the_owner(heard, passed, warned_at)
    return min(needs, default=None)


def of_the_owner(heard: list[Said], passed: set[EffectId], warned_at: datetime | None) -> list[datetime]:
    """It is the owner's turn: reminded unless staff need no answer, warned, then closed."""
    owner = max(at for at, _, side in heard if side == "owner")
    last, anchor, _ = max(one for one in heard if one[2] != "owner")
    needs: list[datetime] = []
    if not any(side == "waived" and at > owner for at, _, side in heard):
        needs += series(last + DAY, DAY, 2, count(passed, What.OWNER_REMINDER, anchor))
    closes = max(owner + 7 * DAY, last + 3 * DAY)
    needs += series(closes - DAY, DAY, 1, count(passed, What.WARNING, anchor))
    if warned_at:
        needs.append(max(closes, warned_at + DAY))
    return needs


def count(passed: set[EffectId], what: What, anchor: int) -> int:
    return max((id.n + 1 for id in passed if id.what is what and id.about == anchor), default=0)


def series(first: datetime, every: timedelta, most: int | None, told: int) -> list[datetime]:
    return [] if most is not None and told >= most else [first + told * every]


def overdue(letters: Letters, start: datetime, share: float) -> datetime:
    """Minute by minute: is so much of what is promised now over?"""
    now = start
    while True:
        hours = [HOURS[letter.priority] for at, letter in letters if isinstance(letter, c.SetPriority) and at <= now]
        if now - start >= timedelta(hours=hours[-1] * share):
            return now
        now += MINUTE


def answered(letters: Letters) -> list[tuple[datetime, datetime]]:
    """(first said, answered) for every time the owner was answered."""
    found, first = [], None
    for at, _, side in speaks(letters):
        if side == "owner":
            first = first or at
        elif first:
            found.append((first, at))
            first = None
    return found
