"""What the owner thinks of how it went: in stars, and in words if they like."""

from models import commands as c
from models import events as e
from models.commands import MOST_COMMENT
from models.errors import Reason, Refused
from models.policy import Policy
from models.ticket import STARS, Rating, Ticket


def rated(ticket: Ticket, rate: c.Rate, policy: Policy) -> tuple[e.Rated, ...]:
    if rate.by != ticket.owner:
        raise Refused(Reason.OWNER_ONLY)
    if ticket.closing is None:
        raise Refused(Reason.NOT_CLOSED)
    if not ticket.closing.rating_asked:
        raise Refused(Reason.NOT_ASKED)
    if rate.stars not in STARS:
        raise Refused(Reason.NOT_A_RATING)
    return (e.Rated(_next(ticket, ticket.closing.rating, rate, policy)),)


def _next(ticket: Ticket, before: Rating | None, rate: c.Rate, policy: Policy) -> Rating:
    """It may be changed for a while after the first; the last one counts. A comment stays until another is typed."""
    comment = rate.comment.strip()[:MOST_COMMENT]
    if before is None:
        return Rating(rate.stars, comment, rate.said_at, 0)
    if rate.said_at > before.first_at + policy.of(ticket.term.type).rating_open:
        raise Refused(Reason.TOO_LATE)
    return Rating(rate.stars, comment or before.comment, before.first_at, before.n + 1)
