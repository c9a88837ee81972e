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
from models.rules.surface import access, stands
from models.ticket import Closing, Ticket

Shown = Iterator[f.Effect]


def ended(before: Ticket | None, after: Ticket, policy: Policy) -> Shown:
    closing, was = after.closing, before.closing if before else None
    if closing is None:
        return
    if was is None:
        yield _told_to_desk(after, closing)
    if after.channel and not (was and before and before.channel):
        yield f.CompleteArchive(EffectId(What.COMPLETE), after.channel)
    if closing.archived and not (was and was.archived):
        yield from _archived(after, closing, policy)
    if _has_no_copy(closing) and not _has_no_copy(was) and stands(after):
        yield _transcript(EffectId(What.COPY, n=1), Place.TICKET, after, closing)
    if closing.removed and not (was and was.removed) and after.channel:
        yield f.DeleteSurface(EffectId(What.REMOVE), after.channel)
    if (rating := _rating(closing)) and rating != _rating(was):
        yield rating


def _told_to_desk(ticket: Ticket, closing: Closing) -> f.Tell:
    id, number = EffectId(What.CLOSED), ticket.id.number
    return f.Tell(id, Address(ticket.id.guild), TicketClosed(letter_id(ticket.id, id), closing.at, number))


def _archived(ticket: Ticket, closing: Closing, policy: Policy) -> Shown:
    """Only what is safe in the archive may be locked away; whoever is looking on reads why."""
    if stands(ticket):
        yield _said(ticket, closing, policy)
    yield from access(EffectId(What.LOCK), ticket, policy)
    yield _transcript(EffectId(What.COPY), Place.OWNER_DM, ticket, closing)
    yield _transcript(EffectId(What.TRANSCRIPT), Place.TRANSCRIPTS, ticket, closing)


def _said(ticket: Ticket, closing: Closing, policy: Policy) -> f.Say:
    stays = policy.of(ticket.term.type).removal_delay
    return f.Say(EffectId(What.ENDED), Place.TICKET, ticket.channel, by=closing.by, stays=stays)


def _has_no_copy(closing: Closing | None) -> bool:
    """The owner is there, and takes no direct messages."""
    if closing is None or closing.copy is None or closing.is_for_nobody:
        return False
    return closing.copy.message is None


def _transcript(id: EffectId, to: Place, ticket: Ticket, closing: Closing) -> f.SendTranscript:
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
    )


def _rating(closing: Closing | None) -> f.ShowRating | None:
    """Known once there is a rating and it is known where the transcript stands, or that it stands nowhere."""
    if closing is None or closing.rating is None or closing.transcript is None:
        return None
    rating = closing.rating
    return f.ShowRating(EffectId(What.RATING, n=rating.n), closing.transcript.message, rating)
