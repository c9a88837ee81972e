"""What became true because something reached the world, or never can. The first receipt of a thing stands."""

from models import events as e
from models.commands import WITHDRAWN
from models.ids import ChannelId, EffectId, MessageId, UserId, What
from models.moment import Moment
from models.policy import Policy
from models.rules import team
from models.rules.deadline import GRAVITY
from models.rules.surface import BACK
from models.rules.told import told_of
from models.ticket import LEFT, NOBODY, Ending, Outcome, Ticket

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
    What.RENAME,
    What.OWNER_AWAY,
    What.OWNER_BACK,
    What.STILL_NEEDED,
    What.REOPENED,
    What.ENDED,
    What.LOCK,
    What.REMOVE,
}
"""What cannot arrive where the channel is gone, and need not."""

OF_AN_OPEN_TICKET = {*GRAVITY, What.SURFACE, What.OPENED, What.RENAME, What.STILL_NEEDED}
"""What nobody misses once the ticket is closed."""

UNTIL_REOPENED = {What.ASK_PRIORITY, What.COMPLETE, What.ENDED, What.LOCK, What.COPY, What.TRANSCRIPT}
"""What nobody misses once the ticket was reopened."""

NAMED_BY_TIME = {What.CARD, What.ACCESS, What.GATE, What.PRIORITY, What.TYPE, What.STILL_NEEDED}
"""What a snowflake names, so that it is known for which of a ticket's channels it was ordered."""

NO_ADDRESSEE = {WITHDRAWN, LEFT, NOBODY}
"""Why a message was not sent back and nobody need be called for it."""

NEVER_NEWS = {What.RETURN, What.UNSAY, What.UNDELIVERED, What.KEEP}
"""A returned message has a path of its own; a notice about a notice, or about a lost file, goes to the log only."""


def delivered(ticket: Ticket, effect: EffectId, receipt: int, now: Moment, policy: Policy) -> Events:
    """`receipt` is the snowflake of what was made. Whose channel is only made now has its team of now."""
    match effect.what:
        case What.SURFACE if _is_awaited(ticket, effect):
            swapped = () if ticket.closing else team.followed(ticket, now, policy)
            return (e.SurfaceMade(ChannelId(receipt)), *swapped)
        case What.WELCOME if _is_in_the_channel(ticket, receipt):
            return _card_posted(ticket, MessageId(receipt))
        case What.FORM if ticket.form is not None:
            return (e.FormPosted(),)
        case What.ASK_PRIORITY if _is_in_the_channel(ticket, receipt):
            return _asked(ticket, MessageId(receipt))
        case what if what in GRAVITY and told_of(ticket.told, effect):
            return (e.MarkDelivered(effect, now, MessageId(receipt)),)
    return settled(ticket, effect, Outcome(now, MessageId(receipt)))


def undeliverable(ticket: Ticket, effect: EffectId, why: str, now: Moment) -> Events:
    """What becomes of the ticket, and a word to staff where they would otherwise never know."""
    match effect.what:
        case What.SURFACE if _is_awaited(ticket, effect):
            became = _never_made(ticket, why, now)
        case What.RETURN if why not in NO_ADDRESSEE:
            became = (e.GatedUnreturned(MessageId(effect.about), UserId(effect.n)),)
        case _:
            became = settled(ticket, effect, Outcome(now, None, why))
    return (*became, e.DeliveryFailed(effect, why)) if _is_news(ticket, effect, why) else became


def settled(ticket: Ticket, effect: EffectId, outcome: Outcome) -> Events:
    """What the end of a ticket waits for, whether it arrived or never can; not what an earlier end waited for."""
    closing = ticket.closing
    if closing is None or effect.about != ticket.reopened:
        return ()
    match effect.what:
        case What.COMPLETE if closing.archived is None:
            return (e.ArchiveCompleted(outcome.at),)
        case What.TRANSCRIPT if closing.transcript is None:
            return (e.TranscriptSettled(outcome),)
        case What.COPY if closing.copy is None and effect.n == 0:
            return (e.CopySettled(outcome),)
    return ()


def _card_posted(ticket: Ticket, message: MessageId) -> Events:
    """The first one is the card. Whoever reopened it while that was under way had another one ordered."""
    if ticket.card is None:
        return (e.CardPosted(message),)
    return (e.Doubled(message),) if ticket.reopened and message != ticket.card else ()


def _asked(ticket: Ticket, message: MessageId) -> Events:
    """The first one asks; of one that a close took back too late there may be another."""
    if ticket.asking is None:
        return (e.PriorityAsked(message),)
    return (e.Doubled(message),) if ticket.reopened and message != ticket.asking else ()


def _is_in_the_channel(ticket: Ticket, message: int) -> bool:
    """In that of now, which is older than all of its messages; not in one that is gone."""
    return ticket.channel is not None and message > ticket.channel


def _is_awaited(ticket: Ticket, surface: EffectId) -> bool:
    return ticket.channel is None and not ticket.surface_gone and surface.about == ticket.reopened


def _never_made(ticket: Ticket, why: str, now: Moment) -> Events:
    """A ticket that can never have a channel ends; there is nothing to archive."""
    failed, archived = e.SurfaceFailed(why), e.ArchiveCompleted(now)
    if ticket.closing:
        return (failed, archived)
    return (failed, e.Closed(now, Ending.SURFACE_DELETED), archived)


def _is_news(ticket: Ticket, effect: EffectId, why: str) -> bool:
    if why == WITHDRAWN or effect.what in NEVER_NEWS:
        return False
    if _is_gone(ticket, effect) and effect.what in IN_THE_CHANNEL:
        return False
    if effect.what in UNTIL_REOPENED and effect.about != ticket.reopened:
        return False
    if _is_of_an_earlier_channel(ticket, effect):
        return False
    return not (ticket.closing and effect.what in OF_AN_OPEN_TICKET)


def _is_gone(ticket: Ticket, effect: EffectId) -> bool:
    """The channel was deleted, or we removed it, which alone may still fail."""
    is_removed = ticket.closing is not None and ticket.closing.removed
    return ticket.surface_gone or (is_removed and effect.what is not What.REMOVE)


def _is_of_an_earlier_channel(ticket: Ticket, effect: EffectId) -> bool:
    """A ticket was reopened in a new one, which is younger; whoever came back is named by when they had gone."""
    if not ticket.reopened or effect.what not in NAMED_BY_TIME or effect.n == BACK:
        return False
    return ticket.channel is None or effect.about < ticket.channel
