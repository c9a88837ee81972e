"""How the ticket's channel must look: absolute orders, each true of the ticket as it is then."""

from collections.abc import Iterator

from models import effects as f
from models.effects import Place
from models.ids import ChannelId, EffectId, MessageId, RoleId, UserId, What
from models.moment import first_snowflake
from models.policy import Policy, TypePolicy
from models.rules.terms import moved_at
from models.ticket import Ticket

TEAM, BACK = 1, 2
"""Which of one moment an access is, where no letter names it."""


def stands(ticket: Ticket) -> bool:
    """There is a channel to show something in."""
    is_removed = ticket.closing is not None and ticket.closing.removed
    return ticket.channel is not None and not ticket.surface_gone and not is_removed


def is_gone(ticket: Ticket) -> bool:
    """There is no channel, and none is under way."""
    return not stands(ticket) and (ticket.channel is not None or ticket.surface_gone)


def is_amended(ticket: Ticket) -> bool:
    """Something was promised since it was opened, so that what was ordered then may be out of date."""
    return len(ticket.terms) > 1


def may_reopen(kind: TypePolicy) -> bool:
    """Its owner may, for a while: whoever sees that it is closed sees the button."""
    return kind.reopen_within is not None


def create(ticket: Ticket, policy: Policy) -> f.CreateSurface:
    """With the gate closed while there is no priority: the owner may write, the role may only read."""
    type = ticket.term.type
    return f.CreateSurface(
        id=EffectId(What.SURFACE, ticket.reopened),
        owner=ticket.owner,
        role=ticket.role,
        type=type,
        category=policy.of(type).category or ticket.category,
        staff_write=ticket.promised_at is not None,
        guests=ticket.guests,
    )


def furnish(ticket: Ticket, policy: Policy) -> Iterator[f.Effect]:
    """What a new channel begins with: the card, what the owner wrote, and the access and the name of now."""
    if ticket.channel is None:
        return
    yield from _welcomed(ticket, ticket.channel, policy.of(ticket.term.type))
    if ticket.form is not None:
        id = EffectId(What.FORM, ticket.reopened)
        yield f.PostForm(id, ticket.channel, ticket.owner, ticket.owner_name, ticket.title, ticket.form)
    if is_amended(ticket):
        yield from access(EffectId(What.ACCESS, ticket.channel, ticket.reopened), ticket)
    yield from rename(ticket, policy)


def _welcomed(ticket: Ticket, channel: ChannelId, kind: TypePolicy) -> Iterator[f.Effect]:
    """The team is called once: by the card, or where the policy says."""
    term, place, role = ticket.term, kind.call_on_open, ticket.role
    called = role if place is Place.TICKET else None
    id = EffectId(What.WELCOME, ticket.reopened)
    yield f.Welcome(id, channel, ticket.owner, called, term.type, ticket.title, term.priority, term.promise)
    if place and place is not Place.TICKET:
        opened = EffectId(What.OPENED, ticket.reopened)
        yield f.Say(opened, place, channel, role=role, type=term.type, priority=term.priority)


def access(id: EffectId, ticket: Ticket, before: Ticket | None = None) -> Iterator[f.SetAccess]:
    """Staff may write once there is a priority; nobody may in a closed ticket. Who was let in before goes."""
    if ticket.channel is None or not stands(ticket):
        return
    is_closed = ticket.closing is not None
    yield f.SetAccess(
        id=id,
        channel=ticket.channel,
        owner=ticket.owner,
        role=ticket.role,
        staff_write=ticket.promised_at is not None and not is_closed,
        locked=is_closed,
        guests=ticket.guests,
        without=_without(before, ticket) if before else (),
    )


def _without(before: Ticket, after: Ticket) -> tuple[RoleId | UserId, ...]:
    role = () if before.role is None or before.role == after.role else (before.role,)
    return (*role, *(guest for guest in before.guests if guest not in after.guests))


def card(id: EffectId, ticket: Ticket) -> Iterator[f.ShowCard]:
    """Nothing while the card's message is not known: once it is, it is brought up to date."""
    if ticket.channel is None or ticket.card is None or not stands(ticket):
        return
    term = ticket.term
    yield f.ShowCard(
        id, ticket.channel, ticket.card, ticket.owner, term.type, ticket.title, term.priority, term.promise
    )


def unsaid(message: MessageId, ticket: Ticket) -> Iterator[f.DeleteMessage]:
    """What stands in the ticket, and is of no use any more."""
    if stands(ticket):
        yield f.DeleteMessage(EffectId(What.UNSAY, message), Place.TICKET, message, ticket.channel)


def furnishing(ticket: Ticket) -> list[EffectId]:
    """What of a new channel's beginning may still wait, while its card is not known."""
    if ticket.channel is None or ticket.card is not None:
        return []
    return [EffectId(what, ticket.reopened) for what in (What.WELCOME, What.OPENED, What.FORM)]


def rename(ticket: Ticket, policy: Policy) -> Iterator[f.Rename]:
    """A channel is named after the type; it was made under the first one."""
    if (id := rename_id(ticket)) and ticket.channel and stands(ticket):
        type = ticket.term.type
        yield f.Rename(id, ticket.channel, type, policy.of(type).category)


def rename_id(ticket: Ticket) -> EffectId | None:
    """Of the last one that was ordered; None where the type never changed."""
    at = moved_at(ticket.terms)
    return EffectId(What.RENAME, first_snowflake(at), ticket.reopened) if at else None
