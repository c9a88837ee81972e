"""The ticket after the event: bookkeeping, the only place where a ticket's state changes."""

from dataclasses import replace

from models import events as e
from models.moment import first_snowflake
from models.rules.absence import ended_absences, with_absence
from models.rules.surface import is_gone
from models.rules.team import with_guest, without_guest
from models.rules.terms import with_term
from models.rules.told import with_mark, with_receipt
from models.rules.turns import owed, with_turn
from models.ticket import Closing, Side, Term, Ticket, Turn


def evolve(ticket: Ticket | None, event: e.Event) -> Ticket:
    if ticket is None:
        return _opened(event)
    match event:
        case e.Heard(turn):
            return _heard(ticket, turn)
        case e.StillNeeded(by):
            return replace(ticket, still=by)
        case e.TermsChanged(term):
            return _under(ticket, term)
        case e.MarkPassed():
            return replace(ticket, told=with_mark(ticket.told, event))
        case e.MarkDelivered():
            return replace(ticket, told=with_receipt(ticket.told, event))
        case e.SurfaceMade(channel):
            return replace(ticket, channel=channel)
        case e.CardPosted(message):
            return replace(ticket, card=message)
        case e.FormPosted():
            return replace(ticket, form=None)
        case e.Gated():
            return replace(ticket, priority_asked=True)
        case e.PriorityAsked(message):
            return replace(ticket, asking=message, priority_asked=True)
        case e.SurfaceFailed() | e.SurfaceLost():
            return replace(ticket, surface_gone=True)
        case e.TeamChanged(role=role):
            return replace(ticket, role=role)
        case e.GuestStayed(person):
            return replace(ticket, guests=with_guest(ticket.guests, person))
        case e.GuestLeft(person):
            return replace(ticket, guests=without_guest(ticket.guests, person))
        case e.OwnerAway(absence):
            return replace(ticket, absences=with_absence(ticket.absences, absence))
        case e.OwnerBack(at):
            return replace(ticket, absences=ended_absences(ticket.absences, at))
        case e.Closed(at, ending, by, note, asked, forgotten):
            closing = ticket.closing or Closing(at, ending, by, note, asked, forgotten=forgotten)
            return replace(ticket, closing=closing, still=None)
        case e.Reopened():
            return _reopened(ticket, event)
        case e.Opened() | e.Edited() | e.Deleted() | e.FilesCame() | e.FullRead() | e.Doubled():
            return ticket
        case e.GatedUnreturned() | e.DeliveryFailed():
            return ticket
        case e.ArchiveCompleted() | e.TranscriptSettled() | e.CopySettled() | e.Rated() | e.SurfaceRemoved():
            return replace(ticket, closing=_closing(ticket.closing, event))
    raise TypeError(event)


def _opened(event: e.Event) -> Ticket:
    """The text of the form is the owner's first turn, under the smallest snowflake of that moment."""
    if not isinstance(event, e.Opened):
        raise TypeError(event)
    said = Turn(event.at, first_snowflake(event.at), Side.OWNER)
    return Ticket(
        id=event.ticket,
        owner=event.owner,
        owner_name=event.owner_name,
        title=event.title,
        opened_at=event.at,
        turns=(said,),
        terms=(Term(event.at, event.type),),
        form=event.text,
        category=event.category,
        role=event.role,
    )


def _heard(ticket: Ticket, turn: Turn) -> Ticket:
    ticket = replace(ticket, turns=with_turn(ticket.turns, turn))
    return replace(ticket, still=None) if ticket.still and owed(ticket) is None else ticket


def _reopened(ticket: Ticket, event: e.Reopened) -> Ticket:
    """Of a channel that is gone nothing is left, and what does not stand yet was taken back by the close.

    An owner who reopens their ticket is not away.
    """
    open = replace(ticket, closing=None, reopened=ticket.reopened + 1)
    if event.by == ticket.owner:
        open = replace(open, absences=ended_absences(ticket.absences, event.at))
    if is_gone(ticket):
        open = replace(open, channel=None, card=None, asking=None, surface_gone=False)
    return replace(open, priority_asked=open.asking is not None)


def _under(ticket: Ticket, term: Term) -> Ticket:
    """The first priority starts the clock, once and for all."""
    first = ticket.promised_at or (term.since if term.priority else None)
    return replace(ticket, terms=with_term(ticket.terms, term), promised_at=first)


def _closing(closing: Closing | None, event: e.Event) -> Closing | None:
    if closing is None:
        return None
    match event:
        case e.ArchiveCompleted(at):
            return replace(closing, archived=at)
        case e.TranscriptSettled(outcome):
            return replace(closing, transcript=outcome)
        case e.CopySettled(outcome):
            return replace(closing, copy=outcome)
        case e.Rated(rating):
            return replace(closing, rating=rating)
        case e.SurfaceRemoved():
            return replace(closing, removed=True)
    raise TypeError(event)
