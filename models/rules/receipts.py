"""What became true because something reached the world, or never can. The first receipt of a thing stands."""

from models import events as e
from models.commands import WITHDRAWN
from models.ids import ChannelId, EffectId, MessageId, UserId, What
from models.moment import Moment
from models.rules.deadline import GRAVITY
from models.rules.told import told_of
from models.ticket import Ending, Outcome, Ticket

Events = tuple[e.TicketEvent, ...]

IN_THE_CHANNEL = {
    What.WELCOME,
    What.FORM,
    What.CARD,
    What.ACCESS,
    What.GATE,
    What.ASK_PRIORITY,
    What.PRIORITY,
    What.TYPE,
    What.LOCK,
    What.REMOVE,
}
"""What cannot arrive where the channel is gone, and need not."""

OF_AN_OPEN_TICKET = {*GRAVITY, What.SURFACE}
"""What nobody misses once the ticket is closed."""

NEVER_NEWS = {What.RETURN, What.UNSAY, What.UNDELIVERED}
"""A returned message has a path of its own; a notice about a notice goes to the log only."""


def delivered(ticket: Ticket, effect: EffectId, receipt: int, now: Moment) -> Events:
    """`receipt` is the snowflake of what was made."""
    match effect.what:
        case What.SURFACE if ticket.channel is None and not ticket.surface_gone:
            return (e.SurfaceMade(ChannelId(receipt)),)
        case What.WELCOME if ticket.card is None:
            return (e.CardPosted(MessageId(receipt)),)
        case What.FORM if ticket.form is not None:
            return (e.FormPosted(),)
        case what if what in GRAVITY and told_of(ticket.told, effect):
            return (e.MarkDelivered(effect, now, MessageId(receipt)),)
    return settled(ticket, effect, Outcome(now, MessageId(receipt)))


def undeliverable(ticket: Ticket, effect: EffectId, why: str, now: Moment) -> Events:
    """What becomes of the ticket, and a word to staff where they would otherwise never know."""
    match effect.what:
        case What.SURFACE if ticket.channel is None and not ticket.surface_gone:
            became = _never_made(ticket, why, now)
        case What.RETURN if why != WITHDRAWN:
            became = (e.GatedUnreturned(MessageId(effect.about), UserId(effect.n)),)
        case _:
            became = settled(ticket, effect, Outcome(now, None))
    return (*became, e.DeliveryFailed(effect, why)) if _is_news(ticket, effect, why) else became


def settled(ticket: Ticket, effect: EffectId, outcome: Outcome) -> Events:
    """What the end of a ticket waits for, whether it arrived or never can."""
    closing = ticket.closing
    if closing is None:
        return ()
    match effect.what:
        case What.COMPLETE if closing.archived is None:
            return (e.ArchiveCompleted(outcome.at),)
        case What.TRANSCRIPT if closing.transcript is None:
            return (e.TranscriptSettled(outcome),)
        case What.COPY if closing.copy is None and effect.n == 0:
            return (e.CopySettled(outcome),)
    return ()


def _never_made(ticket: Ticket, why: str, now: Moment) -> Events:
    """A ticket that can never have a channel ends; there is nothing to archive."""
    failed, archived = e.SurfaceFailed(why), e.ArchiveCompleted(now)
    if ticket.closing:
        return (failed, archived)
    return (failed, e.Closed(now, Ending.SURFACE_DELETED), archived)


def _is_news(ticket: Ticket, effect: EffectId, why: str) -> bool:
    if why == WITHDRAWN or effect.what in NEVER_NEWS:
        return False
    if ticket.surface_gone and effect.what in IN_THE_CHANNEL:
        return False
    return not (ticket.closing and effect.what in OF_AN_OPEN_TICKET)
