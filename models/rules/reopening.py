"""A closed ticket goes on: because somebody wishes it, or because something said in time was heard late.

Staff may while the channel is there. Its owner may for as long as the policy says, and gets a new channel if need be.
"""

from collections.abc import Iterator
from dataclasses import replace

from models import commands as c
from models import effects as f
from models import events as e
from models.effects import Place
from models.errors import Reason, Refused
from models.ids import Address, EffectId, What, letter_id
from models.moment import Moment
from models.policy import Policy
from models.rules import surface, team
from models.rules.deadline import open_series
from models.rules.ending import late_rating
from models.rules.permits import people_only, serves, staff_only
from models.rules.turns import owed, until, with_turn
from models.ticket import Ending, Side, Ticket, Turn

Events = tuple[e.TicketEvent, ...]


def wished(ticket: Ticket, wish: c.Reopen, now: Moment, policy: Policy) -> Events:
    """By the owner it is a message that waits for an answer. Every silence begins anew: closed time is nobody's."""
    by, is_owner = wish.by, wish.by.id == ticket.owner
    people_only(by)
    if not is_owner:
        staff_only(by, ticket, policy)
    closing = ticket.closing
    if closing is None:
        raise Refused(Reason.NOT_CLOSED)
    if closing.forgotten or not (surface.stands(ticket) or (is_owner and surface.is_gone(ticket))):
        raise Refused(Reason.CHANNEL_GONE)
    kind = policy.of(ticket.term.type)
    is_team = serves(by, ticket, policy) and surface.stands(ticket)
    if not is_team and (kind.reopen_within is None or wish.said_at > closing.at + kind.reopen_within):
        raise Refused(Reason.TOO_LATE)
    at = max(closing.at, min(now, wish.said_at))
    sides = (Side.OWNER, Side.OTHER) if is_owner else (Side.OTHER,)
    swapped = team.followed(ticket, now, policy)
    return (*swapped, e.Reopened(at, wish.id, by.id), *(e.Heard(Turn(at, wish.id, side)) for side in sides))


def by_itself(ticket: Ticket, turn: Turn, now: Moment, policy: Policy) -> Events:
    """Where the time would not have been over, had this been heard in time."""
    closing = ticket.closing
    if closing is None or closing.ending is not Ending.TIMED_OUT or not surface.stands(ticket):
        return ()
    if turn.at > closing.at:
        return ()
    prompt = replace(ticket, closing=None, turns=with_turn(until(ticket.turns, closing.at), turn))
    was_over = any(one.what is What.CLOSED and one.last_due(closing.at) for one in open_series(prompt, policy))
    return () if was_over else (*team.followed(ticket, now, policy), e.Reopened(now, turn.id))


def shown(before: Ticket, event: e.Reopened, after: Ticket, policy: Policy) -> Iterator[f.Effect]:
    """The desk counts it again; its channel is opened, or a new one is made."""
    if before.closing:
        yield from late_rating(before, before.closing)
    yield _told_to_desk(after, event.at)
    if after.channel is None:
        yield surface.create(after, policy)
        return
    yield from surface.access(EffectId(What.ACCESS, event.letter), after, before)
    yield from surface.rename(after, policy) if after.card else surface.furnish(after, policy)
    yield from surface.card(EffectId(What.CARD, event.letter), after)
    yield _said(event, after)


def goes_on(ticket: Ticket) -> Iterator[f.Effect]:
    """In a new channel, where the card calls whoever is to be called: the owner wished for it."""
    if ticket.reopened:
        yield f.Say(_say_id(ticket), Place.TICKET, ticket.channel, by=ticket.owner)


def _told_to_desk(ticket: Ticket, at: Moment) -> f.Tell:
    id, kind = EffectId(What.REOPENED, ticket.reopened), ticket.term.type
    name, number = letter_id(ticket.id, id), ticket.id.number
    letter = c.TicketReopened(name, at, number, ticket.owner, kind, ticket.reopened)
    return f.Tell(id, Address(ticket.id.guild), letter)


def _said(event: e.Reopened, ticket: Ticket) -> f.Say:
    """Calls whoever has not just spoken."""
    by_owner = event.by == ticket.owner if event.by else owed(ticket) is not None
    role, user = (ticket.role, None) if by_owner else (None, ticket.owner)
    return f.Say(_say_id(ticket), Place.TICKET, ticket.channel, role, user, by=event.by)


def _say_id(ticket: Ticket) -> EffectId:
    return EffectId(What.REOPENED, ticket.reopened, 1)
