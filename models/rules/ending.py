"""What the world is shown of a ticket's end, step after step; each comes once, in whichever order its causes come.

Closed -> the archive is completed -> the channel is locked, the transcripts go out -> the channel is removed.
A step that fails never blocks the next.
"""

from collections.abc import Iterator

from models import effects as f
from models.commands import TicketClosed
from models.effects import Place
from models.ids import Address, EffectId, What, letter_id
from models.policy import Policy
from models.rules.surface import access, may_reopen, stands
from models.ticket import Closing, Ticket

Shown = Iterator[f.Effect]


def ended(before: Ticket | None, after: Ticket, policy: Policy) -> Shown:
    closing, was = after.closing, before.closing if before else None
    if closing is None:
        return
    if was is None:
        yield _told_to_desk(after, closing)
    if closing.forgotten:
        return
    if after.channel and not (was and before and before.channel):
        yield f.CompleteArchive(EffectId(What.COMPLETE, after.reopened), after.channel)
    if closing.archived and not (was and was.archived):
        yield from _archived(after, closing, policy)
    if _has_no_copy(closing) and not _has_no_copy(was) and stands(after):
        yield _transcript(EffectId(What.COPY, after.reopened, 1), Place.TICKET, after, closing, policy)
    if closing.removed and not (was and was.removed) and after.channel:
        yield f.DeleteSurface(EffectId(What.REMOVE, after.reopened), after.channel)
    if (rating := _rating(after, closing)) and rating != _rating(after, was):
        yield rating


def unfinished(ticket: Ticket, closing: Closing) -> list[EffectId]:
    """What of this end may still wait in the outbox, but what the desk must know."""
    about = ticket.reopened
    if closing.archived is None:
        return [EffectId(What.COMPLETE, about)] if ticket.channel and not closing.forgotten else []
    found = [EffectId(what, about) for what in (What.ENDED, What.LOCK)] if stands(ticket) else []
    if closing.transcript is None:
        found.append(EffectId(What.TRANSCRIPT, about))
    if closing.copy is None:
        found.append(EffectId(What.COPY, about))
    if _has_no_copy(closing) and stands(ticket):
        found.append(EffectId(What.COPY, about, 1))
    return found


def late_rating(ticket: Ticket, closing: Closing) -> Shown:
    """A rating that waits for a transcript's message which is wanted no more: staff are told of it."""
    if closing.rating and closing.transcript is None:
        yield f.ShowRating(EffectId(What.RATING, ticket.reopened, closing.rating.n), None, closing.rating)


def _told_to_desk(ticket: Ticket, closing: Closing) -> f.Tell:
    id, number = EffectId(What.CLOSED, ticket.reopened), ticket.id.number
    return f.Tell(
        id, Address(ticket.id.guild), TicketClosed(letter_id(ticket.id, id), closing.at, number, ticket.reopened)
    )


def _archived(ticket: Ticket, closing: Closing, policy: Policy) -> Shown:
    """Only what is safe in the archive may be locked away; whoever is looking on reads why."""
    if stands(ticket):
        yield _said(ticket, closing, policy)
    yield from access(EffectId(What.LOCK, ticket.reopened), ticket)
    yield _transcript(EffectId(What.COPY, ticket.reopened), Place.OWNER_DM, ticket, closing, policy)
    yield _transcript(EffectId(What.TRANSCRIPT, ticket.reopened), Place.TRANSCRIPTS, ticket, closing, policy)


def _said(ticket: Ticket, closing: Closing, policy: Policy) -> f.Say:
    kind = policy.of(ticket.term.type)
    return f.Say(
        EffectId(What.ENDED, ticket.reopened),
        Place.TICKET,
        ticket.channel,
        by=closing.by,
        stays=kind.removal_delay,
        may_reopen=may_reopen(kind),
    )


def _has_no_copy(closing: Closing | None) -> bool:
    """The owner is there, and takes no direct messages."""
    if closing is None or closing.copy is None or closing.is_for_nobody:
        return False
    return closing.copy.message is None


def _transcript(id: EffectId, to: Place, ticket: Ticket, closing: Closing, policy: Policy) -> f.SendTranscript:
    return f.SendTranscript(
        id=id,
        to=to,
        owner=ticket.owner,
        owner_name=ticket.owner_name,
        type=ticket.term.type,
        title=ticket.title,
        opened_at=ticket.opened_at,
        closed_at=closing.at,
        ending=closing.ending,
        by=closing.by,
        note=closing.note,
        ask_rating=closing.rating_asked and to is not Place.TRANSCRIPTS,
        channel=ticket.channel if to is Place.TICKET else None,
        form=ticket.form,
        may_reopen=to is not Place.TRANSCRIPTS and may_reopen(policy.of(ticket.term.type)),
    )


def _rating(ticket: Ticket, closing: Closing | None) -> f.ShowRating | None:
    """Known once there is a rating and it is known where the transcript stands, or that it stands nowhere."""
    if closing is None or closing.rating is None or closing.transcript is None:
        return None
    rating = closing.rating
    return f.ShowRating(EffectId(What.RATING, ticket.reopened, rating.n), closing.transcript.message, rating)
