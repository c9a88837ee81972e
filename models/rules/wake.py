"""What a Wake makes the ticket say or do: only what was due, and is still true, by what has been heard."""

from functools import reduce

from models import events as e
from models.ids import What
from models.moment import Moment
from models.policy import Policy, TypePolicy
from models.rules import team
from models.rules.deadline import Deadline, Series, gravity, open_series
from models.rules.evolve import evolve
from models.rules.terms import changed, followed
from models.ticket import Ending, Ticket

Due = list[tuple[Series, Deadline]]


def woken(ticket: Ticket, heard: Moment, now: Moment, policy: Policy) -> tuple[e.TicketEvent, ...]:
    """A changed policy first, then what is due and still true, then silence."""
    moved = () if ticket.closing else _followed(ticket, heard, now, policy)
    ticket = reduce(evolve, moved, ticket)
    due = [(series, late) for series in open_series(ticket, policy) if (late := series.last_due(heard))]
    return (*moved, *(_acted(due, now) or _marks(due, now, policy.of(ticket.term.type))))


def _followed(ticket: Ticket, heard: Moment, now: Moment, policy: Policy) -> tuple[e.TicketEvent, ...]:
    """What is promised now, and who serves the type now: let in where there is a channel.

    A type that has left the policy promises nothing new, and nobody else serves it.
    """
    if ticket.term.type not in policy.types:
        return ()
    terms = changed(ticket, followed(ticket, heard, policy), by=0)
    return (*terms, *team.followed(ticket, now, policy)) if ticket.channel else terms


def _acted(due: Due, now: Moment) -> tuple[e.TicketEvent, ...]:
    """Who acts does not talk."""
    for series, _ in due:
        match series.what:
            case What.CLOSED:
                return (e.Closed(now, Ending.TIMED_OUT),)
            case What.REMOVE:
                return (e.SurfaceRemoved(now),)
    return ()


def _marks(due: Due, now: Moment, kind: TypePolicy) -> tuple[e.TicketEvent, ...]:
    """Each rung passes; per place only the gravest is said."""
    gravest = {series.to: series.what for series, _ in sorted(due, key=lambda pair: gravity(pair[0]))}
    return tuple(
        e.MarkPassed(late.mark, late.at, gravest[series.to] is series.what, _closes(series, now, kind))
        for series, late in due
    )


def _closes(series: Series, now: Moment, kind: TypePolicy) -> Moment | None:
    """What a warning warns of comes no sooner than it promises."""
    if series.closes is None or kind.autoclose is None or kind.autoclose.warn_before is None:
        return None
    return max(series.closes, now + kind.autoclose.warn_before)
