"""When a share of the promise was over: a function of facts, whatever was told and whenever it is asked."""

from dataclasses import dataclass

from models.ids import What
from models.moment import Moment, later, times
from models.policy import Policy
from models.rules.turns import cycles, until
from models.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Result:
    """One answered cycle: how it went against the promise. A gravely late answer missed every rung."""

    start: Moment
    answered: Moment
    missed: tuple[What, ...]


def clock_start(ticket: Ticket, first: Moment) -> Moment | None:
    """Since when the desk owes an answer to what was said at `first`; None before there is a priority."""
    return max(first, ticket.promised_at) if ticket.promised_at else None


def overdue_at(ticket: Ticket, first: Moment, share: float) -> Moment | None:
    """The first moment at which `share` of the promise then in force had passed since the clock started."""
    start = clock_start(ticket, first)
    if start is None:
        return None
    ends = [term.since for term in ticket.terms[1:]] + [None]
    for term, end in zip(ticket.terms, ends, strict=True):
        if term.promise is None:
            continue
        at = max(term.since, start, later(start, times(term.promise, share)))
        if end is None or at < end:
            return at
    return None


def results(ticket: Ticket, policy: Policy) -> tuple[Result, ...]:
    """Of the cycles still kept, oldest first. An answer at the deadline itself is in time, after a close it is none."""
    heard = until(ticket.turns, ticket.closing.at if ticket.closing else None)
    return tuple(_result(ticket, cycle.first.at, cycle.answer.at, policy) for cycle in cycles(heard) if cycle.answer)


def _result(ticket: Ticket, first: Moment, answered: Moment, policy: Policy) -> Result:
    ladder = policy.of(ticket.term.type).ladder
    due = [(rung.what, overdue_at(ticket, first, rung.share)) for rung in ladder]
    return Result(first, answered, tuple(what for what, at in due if at and at < answered))
