"""What a Wake makes the ticket say or do: only what was due, and is still true, by what has been heard."""

from functools import reduce

from models import events as e
from models.ids import What
from models.moment import Moment
from models.policy import Policy
from models.rules.deadline import Deadline, Series, gravity, open_series
from models.rules.evolve import evolve
from models.rules.terms import changed, followed
from models.ticket import Ending, Ticket

Due = list[tuple[Series, Deadline]]


def woken(ticket: Ticket, heard: Moment, now: Moment, policy: Policy) -> tuple[e.TicketEvent, ...]:
    """A changed policy first, then what is due and still true, then silence."""
    moved = () if ticket.closing else changed(ticket, followed(ticket, heard, policy), by=0)
    ticket = reduce(evolve, moved, ticket)
    due = [(series, late) for series in open_series(ticket, policy) if (late := series.last_due(heard))]
    return (*moved, *(_acted(due, now) or _marks(due)))


def _acted(due: Due, now: Moment) -> tuple[e.TicketEvent, ...]:
    """Who acts does not talk."""
    for series, _ in due:
        match series.what:
            case What.CLOSED:
                return (e.Closed(now, Ending.TIMED_OUT),)
            case What.REMOVE:
                return (e.SurfaceRemoved(now),)
    return ()


def _marks(due: Due) -> tuple[e.TicketEvent, ...]:
    """Each rung passes; per place only the gravest is said."""
    gravest = {series.to: series.what for series, _ in sorted(due, key=lambda pair: gravity(pair[0]))}
    return tuple(e.MarkPassed(late.mark, late.at, said=gravest[series.to] is series.what) for series, late in due)
