"""When the owner could not write: that time counts for nobody who waits for them; the staff's clocks go on."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from models import effects as f
from models import events as e
from models.commands import OwnerIs
from models.effects import Place
from models.ids import EffectId, What
from models.moment import Moment, first_snowflake, later
from models.rules.surface import BACK, access, stands
from models.rules.terms import TICK
from models.ticket import Absence, Away, Ticket

MOST_ABSENCES = 8

Absences = tuple[Absence, ...]
Events = tuple[e.TicketEvent, ...]


# --- the owner's clock ---


def present_at(absences: Absences, since: Moment, span: timedelta) -> Moment | None:
    """The first moment at which the owner had been there for `span` since then; None while nobody knows."""
    at = later(since, span)
    for absence in absences:
        if absence.since >= at:
            break
        if absence.until is None:
            return None
        at = later(at, max(timedelta(), absence.until - max(absence.since, since)))
    return at


def presence(absences: Absences, since: Moment, until: Moment) -> timedelta:
    """How long the owner was there between these two."""
    away = timedelta()
    for absence in absences:
        back = until if absence.until is None else min(absence.until, until)
        away += max(timedelta(), back - max(absence.since, since))
    return until - since - away


def not_before_back(absences: Absences, at: Moment) -> Moment | None:
    """`at`, or when the owner is back; None while nobody knows when that will be."""
    if not absences:
        return at
    back = absences[-1].until
    return max(at, back) if back else None


# --- what became true ---


def owner_is(ticket: Ticket, fact: OwnerIs) -> Events:
    """Nobody is told of an absence in a ticket that is over."""
    last = ticket.absences[-1] if ticket.absences else None
    if ticket.closing or (last and fact.said_at < _known_at(last)):
        return ()
    now = last if last and (last.until is None or last.until > fact.said_at) else None
    away = _away(fact)
    if now and away and now.why is away.why:
        return () if now.until == away.until else (e.OwnerAway(replace(now, until=away.until)),)
    back = (e.OwnerBack(max(fact.said_at, now.since)),) if now else ()
    if away is None:
        return back
    ended = ended_absences(ticket.absences, fact.said_at) if now else ticket.absences
    return (*back, e.OwnerAway(_after(ended, away)))


def _known_at(absence: Absence) -> Moment:
    """When something was heard of it last; that a time-out will be over is known before."""
    return absence.until if absence.why is Away.LEFT and absence.until else absence.since


def _away(fact: OwnerIs) -> Absence | None:
    if not fact.is_here:
        return Absence(fact.said_at, None, Away.LEFT)
    if fact.muted_until and fact.muted_until > fact.said_at:
        return Absence(fact.said_at, fact.muted_until, Away.TIMED_OUT)
    return None


def _after(absences: Absences, absence: Absence) -> Absence:
    """Each begins at a moment of its own: that is its name."""
    return replace(absence, since=max(absence.since, absences[-1].since + TICK)) if absences else absence


# --- bookkeeping ---


def with_absence(absences: Absences, absence: Absence) -> Absences:
    """One that is known already is known better now. Of too many the two oldest become one: no day away is lost."""
    others = absences[:-1] if absences and absences[-1].since == absence.since else absences
    kept = (*others, absence)
    return kept if len(kept) <= MOST_ABSENCES else (_joined(kept[0], kept[1]), *kept[2:])


def _joined(one: Absence, other: Absence) -> Absence:
    """As long as both, up to the end of the later one: it counts for everybody who waits since before them."""
    away = (one.until or other.since) - one.since
    return replace(other, since=other.since - away)


def ended_absences(absences: Absences, at: Moment) -> Absences:
    """The owner is there at this moment: whatever lasts longer ended then."""
    if not absences or ((until := absences[-1].until) is not None and until <= at):
        return absences
    last = absences[-1]
    return (*absences[:-1], replace(last, until=max(last.since, at)))


# --- what staff read ---


def shown_away(before: Ticket, absence: Absence, after: Ticket) -> Iterator[f.Effect]:
    """Once for each absence."""
    if stands(after) and all(one.since != absence.since for one in before.absences):
        id = EffectId(What.OWNER_AWAY, first_snowflake(absence.since))
        yield f.Say(id, Place.TICKET, after.channel, why=absence.why, until=absence.until)


def shown_back(before: Ticket, after: Ticket) -> Iterator[f.Effect]:
    """Whoever comes back into the server is let in again. Of a time-out nobody need be told that it is over."""
    absence = before.absences[-1]
    if stands(after) and absence.why is Away.LEFT:
        since = first_snowflake(absence.since)
        yield from access(EffectId(What.ACCESS, since, BACK), after)
        yield f.Say(EffectId(What.OWNER_BACK, since), Place.TICKET, after.channel)
