"""How the ticket's channel must look: absolute orders, each true of the ticket as it is then."""

from collections.abc import Iterator

from models import effects as f
from models.ids import ChannelId, EffectId, What
from models.policy import Policy
from models.ticket import Ticket


def stands(ticket: Ticket) -> bool:
    """There is a channel to show something in."""
    is_removed = ticket.closing is not None and ticket.closing.removed
    return ticket.channel is not None and not ticket.surface_gone and not is_removed


def is_amended(ticket: Ticket) -> bool:
    """Something was promised since it was opened, so that what was ordered then may be out of date."""
    return len(ticket.terms) > 1


def create(ticket: Ticket, category: ChannelId, policy: Policy) -> f.CreateSurface:
    """With the gate closed: the owner may write, the role may only read."""
    type = ticket.term.type
    return f.CreateSurface(EffectId(What.SURFACE), ticket.owner, policy.of(type).staff_role, type, category)


def furnish(ticket: Ticket, policy: Policy) -> Iterator[f.Effect]:
    """What a new channel begins with: the card, what the owner wrote, and the access of now."""
    if ticket.channel is None:
        return
    type = ticket.term.type
    role = policy.of(type).staff_role
    yield f.Welcome(EffectId(What.WELCOME), ticket.channel, ticket.owner, role, type, ticket.title)
    yield f.PostForm(
        EffectId(What.FORM), ticket.channel, ticket.owner, ticket.owner_name, ticket.title, ticket.form or ""
    )
    if is_amended(ticket):
        yield from access(EffectId(What.ACCESS, ticket.channel), ticket, policy)


def access(id: EffectId, ticket: Ticket, policy: Policy) -> Iterator[f.SetAccess]:
    """Staff may write once there is a priority; nobody may in a closed ticket."""
    if ticket.channel is None or not stands(ticket):
        return
    role, is_closed = policy.of(ticket.term.type).staff_role, ticket.closing is not None
    may_write = ticket.promised_at is not None and not is_closed
    yield f.SetAccess(id, ticket.channel, ticket.owner, role, staff_write=may_write, locked=is_closed)


def card(id: EffectId, ticket: Ticket) -> Iterator[f.ShowCard]:
    """Nothing while the card's message is not known: once it is, it is brought up to date."""
    if ticket.channel is None or ticket.card is None or not stands(ticket):
        return
    term = ticket.term
    yield f.ShowCard(
        id, ticket.channel, ticket.card, ticket.owner, term.type, ticket.title, term.priority, term.promise
    )
