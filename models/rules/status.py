"""What a person would call the state of a ticket: derived from its facts, never stored."""

from enum import StrEnum

from models.rules.surface import stands
from models.rules.turns import is_waived, owed
from models.ticket import Closing, Ticket


class Status(StrEnum):
    PREPARING = "preparing"
    """Its channel is not made yet."""

    AWAITING_PRIORITY = "waiting for priority"
    """The gate is closed; no promise is counted."""

    ANSWER_OWED = "answer owed"
    """The owner spoke last: the clock runs."""

    AWAITING_OWNER = "waiting for owner"
    """Staff spoke last."""

    AT_REST = "at rest"
    """Staff said that no answer is needed: nobody is waited for."""

    CLOSING = "closing"
    """Closed; its archive is being completed."""

    CLOSED = "closed"
    """Its transcript went out; the locked channel still stands."""

    REMOVED = "removed"
    """Closed, and its channel is gone; the record stays."""


def status_of(ticket: Ticket) -> Status:
    if ticket.closing:
        return _of_the_end(ticket, ticket.closing)
    if ticket.channel is None:
        return Status.PREPARING
    if ticket.promised_at is None:
        return Status.AWAITING_PRIORITY
    if owed(ticket):
        return Status.ANSWER_OWED
    return Status.AT_REST if is_waived(ticket) else Status.AWAITING_OWNER


def _of_the_end(ticket: Ticket, closing: Closing) -> Status:
    if closing.archived is None:
        return Status.CLOSING
    return Status.CLOSED if stands(ticket) else Status.REMOVED
