"""What the ticket would do of its own accord, and when. Nothing here is stored."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from models.effects import Place
from models.ids import EffectId, What
from models.moment import Moment, later, times
from models.policy import AutoClose, Nag, Policy, TypePolicy
from models.rules.absence import not_before_back, presence, present_at
from models.rules.promise import clock_start, overdue_at
from models.rules.told import told_since
from models.rules.turns import is_waived, owed, owner_last, silence
from models.ticket import Absence, Closing, Ticket, Told, Turn

GRAVITY = (What.TRIAGE, What.OWNER_REMINDER, What.HALF, What.FULL, What.WARNING)
"""What is said of our own accord, the gravest last."""


class Deadline(NamedTuple):
    at: Moment
    mark: EffectId


@dataclass(frozen=True, slots=True)
class Series:
    """The same thing said again and again, `first` + n x `every`, until its reason is gone.

    `since` is when the silence began that it speaks of; `to` is None for what is done and not said. `first` is None
    where nobody knows when that will be. While somebody waited for is among `absences`, their time stands still.
    `closes` is what a warning warns of.
    """

    what: What
    anchor: int
    since: Moment
    first: Moment | None
    to: Place | None
    grace: timedelta
    told: Told | None = None
    every: timedelta | None = None
    most: int | None = 1
    absences: tuple[Absence, ...] = ()
    closes: Moment | None = None

    @property
    def count(self) -> int:
        return self.told.count if self.told else 0

    @property
    def next_at(self) -> Moment | None:
        """None once it was said as often as it may be, and while nobody knows when somebody comes back."""
        if self.most is not None and self.count >= self.most:
            return None
        at = self._nth_at(self.count)
        return not_before_back(self.absences, at) if at else None

    @property
    def next(self) -> Deadline | None:
        return Deadline(at, self._nth(self.count)) if (at := self.next_at) else None

    def last_due(self, heard: Moment) -> Deadline | None:
        """The last rung that is due and not told, or None; those between are skipped."""
        due = self.next_at
        if due is None or later(due, self.grace) > heard:
            return None
        n = self.count
        if self.every and self.first:
            passed = presence(self.absences, self.first, heard - self.grace) // self.every
            n = passed if self.most is None else min(passed, self.most - 1)
        return Deadline(self._nth_at(n) or due, self._nth(n))

    def _nth(self, n: int) -> EffectId:
        return EffectId(self.what, self.anchor, n)

    def _nth_at(self, n: int) -> Moment | None:
        if self.first is None or not n or self.every is None:
            return self.first
        return present_at(self.absences, self.first, times(self.every, n))


def next_deadline(ticket: Ticket | None, policy: Policy) -> Deadline | None:
    """The first moment at which the ticket must act of its own accord, the gravest of that moment; without grace."""
    if ticket is None:
        return None
    due = (series.next for series in sorted(open_series(ticket, policy), key=gravity, reverse=True))
    return min((one for one in due if one), key=lambda one: one.at, default=None)


def alarm(ticket: Ticket | None, policy: Policy) -> Moment | None:
    """When to Wake: the first deadline with its grace."""
    if ticket is None:
        return None
    rings = (later(at, series.grace) for series in open_series(ticket, policy) if (at := series.next_at))
    return min(rings, default=None)


def gravity(series: Series) -> int:
    """What acts is graver than whatever talks."""
    return GRAVITY.index(series.what) if series.what in GRAVITY else len(GRAVITY)


def open_series(ticket: Ticket, policy: Policy) -> tuple[Series, ...]:
    """All that is still true; what would be said in the ticket waits until there is a channel to say it in."""
    if ticket.closing:
        return tuple(_removal(ticket, ticket.closing, policy))
    kind = policy.of(ticket.term.type)
    found = (*_triage(ticket, kind, policy), *_ladder(ticket, kind, policy), *_silence(ticket, kind, policy))
    return tuple(series for series in found if ticket.channel or series.to is not Place.TICKET)


def _triage(ticket: Ticket, kind: TypePolicy, policy: Policy) -> Iterator[Series]:
    if kind.triage and ticket.promised_at is None:
        yield _nag(ticket, kind.triage, What.TRIAGE, 0, ticket.opened_at, policy)


def _ladder(ticket: Ticket, kind: TypePolicy, policy: Policy) -> Iterator[Series]:
    first = owed(ticket)
    since = clock_start(ticket, first.at) if first else None
    if first is None or since is None:
        return
    for rung in kind.ladder:
        if at := overdue_at(ticket, first.at, rung.share):
            told = told_since(ticket.told, rung.what, first.id)
            yield Series(rung.what, first.id, since, at, rung.to, policy.grace, told, rung.every, most=None)


def _silence(ticket: Ticket, kind: TypePolicy, policy: Policy) -> Iterator[Series]:
    last = silence(ticket)
    if last is None:
        return
    if kind.owner_reminder and not is_waived(ticket):
        yield _nag(ticket, kind.owner_reminder, What.OWNER_REMINDER, last.id, last.at, policy, ticket.absences)
    if kind.autoclose:
        yield from _autoclose(ticket, last, kind.autoclose, policy)


def _nag(
    ticket: Ticket, nag: Nag, what: What, anchor: int, since: Moment, policy: Policy, away: tuple[Absence, ...] = ()
) -> Series:
    told, first = told_since(ticket.told, what, anchor), present_at(away, since, nag.after)
    return Series(what, anchor, since, first, nag.to, policy.grace, told, nag.every, nag.most, away)


def _autoclose(ticket: Ticket, last: Turn, rule: AutoClose, policy: Policy) -> Iterator[Series]:
    """First the warning; the close counts from its delivery. Only time at which the owner was there counts."""
    away, at = ticket.absences, _idle_until(ticket, last, rule)
    if rule.warn_before is not None:
        told = told_since(ticket.told, What.WARNING, last.id)
        warn_at = max(last.at, at - rule.warn_before) if at else None
        yield Series(
            What.WARNING, last.id, last.at, warn_at, Place.TICKET, policy.grace, told, absences=away, closes=at
        )
        if told is None or told.delivered is None:
            return
        warned = present_at(away, told.delivered, rule.warn_before)
        at = max(at, warned) if at and warned else None
    yield Series(What.CLOSED, last.id, last.at, at, None, policy.close_grace, absences=away)


def _idle_until(ticket: Ticket, last: Turn, rule: AutoClose) -> Moment | None:
    """When the owner has been silent for long enough; None while nobody knows when they are back."""
    idle = present_at(ticket.absences, owner_last(ticket), rule.owner_idle)
    answered = present_at(ticket.absences, last.at, rule.min_after_staff_reply)
    return max(idle, answered) if idle and answered else None


def _removal(ticket: Ticket, closing: Closing, policy: Policy) -> Iterator[Series]:
    """The locked channel stays a while after the owner's copy arrived, longer where that is the only one to be had."""
    if closing.copy is None or closing.removed or ticket.surface_gone or ticket.channel is None:
        return
    kind = policy.of(ticket.term.type)
    is_settled = closing.copy.message is not None or closing.is_for_nobody
    stays = kind.removal_delay if is_settled else kind.removal_delay_if_no_copy
    yield Series(What.REMOVE, ticket.reopened, closing.copy.at, later(closing.copy.at, stays), None, timedelta())
