"""A model that a child could keep on paper: it asks, minute by minute, whether something is overdue.

It shares no code with the rules.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from models import commands as c
from models.ids import EffectId, What
from models.moment import first_snowflake
from models.ticket import Priority
from tests.support.rules_world import DATABASE, DAY, HOUR, MINUTE, OWNER, SPECIALIST, STAFF, START
from tests.support.stories import Letters

HOURS = {Priority.LOW: 24, Priority.NORMAL: 8, Priority.HIGH: 1, Priority.URGENT: 0.5}

FOR_EVER = datetime(9000, 1, 1, tzinfo=UTC)

# How much later what is needed is done, because an answer in time may be on its way.
TO_SPEAK, TO_CLOSE = timedelta(seconds=2), timedelta(minutes=15)

Said = tuple[datetime, int, str]
Need = tuple[datetime, timedelta]


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
            case c.StillNeedHelp(id):
                yield at, id, "owner"
            case c.Reopen(id, by=by):
                yield at, id, "owner" if by == OWNER else "again"
            case c.Post():
                author = letter.words.author
                if author == OWNER:
                    yield at, letter.id, "owner"
                elif author == STAFF or (author == SPECIALIST and kind == DATABASE):
                    yield at, letter.id, "staff"


def needs(letters: Letters, passed: set[EffectId], warned_at: datetime | None) -> list[Need]:
    """All that is needed and not yet told: from which minute on, and how much later it is done."""
    heard = list(speaks(letters))
    started = next((at for at, letter in letters if isinstance(letter, c.SetPriority)), None)
    answers = [at for at, _, side in heard if side in ("staff", "waived")]
    unanswered = [(at, id) for at, id, side in heard if side == "owner" and (not answers or at > answers[-1])]
    spoken: list[datetime] = []
    if started is None:
        spoken += series(START + HOUR / 2, 4 * HOUR, None, count(passed, What.TRIAGE, 0))
    if unanswered and started:
        since, anchor = unanswered[0]
        for what, share in ((What.HALF, 0.5), (What.FULL, 1.0)):
            first = overdue(letters, max(since, started), share)
            spoken += series(first, DAY, None, count(passed, what, anchor))
    found = [(at, TO_SPEAK) for at in spoken]
    if not unanswered:
        found += of_the_owner(heard, Presence(letters), passed, warned_at)
    return found


class Presence:
    """When the owner was away, as (since, until); until is the end of all time while nobody knows."""

    def __init__(self, letters: Letters) -> None:
        self.away: list[tuple[datetime, datetime]] = []
        for at, letter in letters:
            if not isinstance(letter, c.OwnerIs):
                continue
            if self.away and self.away[-1][1] > at:
                self.away[-1] = (self.away[-1][0], at)
            if not letter.is_here or letter.muted_until:
                self.away.append((at, letter.muted_until or FOR_EVER))

    def is_away(self, at: datetime) -> bool:
        return any(since <= at < until for since, until in self.away)

    def after(self, since: datetime, span: timedelta) -> datetime:
        """Minute by minute: only those at which the owner was there are counted."""
        if not self.away:
            return since + span
        now = since
        while span > timedelta():
            if any(began <= now and until == FOR_EVER for began, until in self.away):
                return FOR_EVER
            span -= timedelta() if self.is_away(now) else MINUTE
            now += MINUTE
        return now

    def back(self, at: datetime) -> datetime:
        """Whoever is away is told nothing until they are back."""
        return next((until for since, until in self.away if since <= at < until), at)


def of_the_owner(heard: list[Said], there: Presence, passed: set[EffectId], warned: datetime | None) -> list[Need]:
    """It is the owner's turn: reminded unless staff need no answer, warned, then closed."""
    owner = max(at for at, _, side in heard if side == "owner")
    last, anchor, _ = max(one for one in heard if one[2] != "owner")
    found: list[Need] = []
    reminded = count(passed, What.OWNER_REMINDER, anchor)
    if reminded < 2 and not any(side == "waived" and at > owner for at, _, side in heard):
        found.append((there.after(last, DAY + reminded * DAY), TO_SPEAK))
    closes = max(there.after(owner, 7 * DAY), there.after(last, 3 * DAY))
    if not count(passed, What.WARNING, anchor):
        found.append((closes - DAY if closes < FOR_EVER else FOR_EVER, TO_SPEAK))
    if warned:
        minutes = timedelta(seconds=warned.second, microseconds=warned.microsecond)
        found.append((max(closes, there.after(warned - minutes, DAY) + minutes), TO_CLOSE))
    return [(at, wait) for need, wait in found if (at := there.back(need)) < FOR_EVER - DAY]


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
        elif first and side != "again":
            found.append((first, at))
            first = None
    return found
