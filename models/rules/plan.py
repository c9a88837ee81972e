"""What the world must be shown of a ticket. Its end has a module of its own."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from models import effects as f
from models import events as e
from models.effects import Place
from models.ids import ChannelId, EffectId, What
from models.moment import first_snowflake
from models.policy import Policy
from models.rules import absence, files, reopening, surface
from models.rules.deadline import Series, open_series
from models.rules.ending import ended, unfinished
from models.rules.told import replaced_by
from models.ticket import Term, Ticket, Told

ABOUT_STAFF = {What.TRIAGE, What.HALF, What.FULL}

Shown = Iterator[f.Effect]


def plan(
    before: Ticket | None, events: tuple[e.TicketEvent, ...], after: Ticket, policy: Policy
) -> tuple[f.Effect | f.Withdraw, ...]:
    """First what is no longer true is taken back, then the new is shown."""
    shown = [effect for event in events for effect in _shown(before, event, after, policy)]
    return (*_withdrawn(before, after, policy), *shown, *ended(before, after, policy))


def _shown(before: Ticket | None, event: e.TicketEvent, after: Ticket, policy: Policy) -> Shown:
    if before is None:
        return _opened(event, after, policy)
    match event:
        case e.SurfaceMade() if after.closing is None:
            return chain(surface.furnish(after, policy), reopening.goes_on(after))
        case e.CardPosted(message) if surface.is_amended(after):
            return surface.card(EffectId(What.CARD, message), after)
        case e.Doubled(message):
            return surface.unsaid(message, after)
        case e.FilesCame():
            return files.kept(event)
        case e.Gated():
            return _gated(before, event)
        case e.StillNeeded(by=letter) if surface.stands(after):
            return iter((f.Say(EffectId(What.STILL_NEEDED, letter), Place.TICKET, after.channel),))
        case e.PriorityAsked(message) if after.promised_at:
            return surface.unsaid(message, after)
        case e.GatedUnreturned(message, author):
            return iter((f.Say(EffectId(What.UNRETURNED, message), Place.SLA, after.channel, user=author),))
        case e.TermsChanged(term, by):
            return _under(before, term, by or first_snowflake(term.since), after, policy)
        case e.TeamChanged(at) if _is_for_itself(before, after):
            return surface.access(EffectId(What.ACCESS, first_snowflake(at), surface.TEAM), after, before)
        case e.GuestLeft(by=letter) if after.term.type == before.term.type:
            return surface.access(EffectId(What.ACCESS, letter), after, before)
        case e.OwnerAway(away):
            return absence.shown_away(before, away, after)
        case e.OwnerBack():
            return absence.shown_back(before, after)
        case e.Reopened():
            return reopening.shown(before, event, after, policy)
        case e.FullRead(person, letter):
            return iter((f.Say(EffectId(What.AUDIT, letter), Place.STAFF_LOG, _link(after), by=person),))
        case e.MarkPassed(said=True):
            return _said(event, after, policy)
        case e.MarkDelivered():
            return _replaced(before, event, after, policy)
        case e.DeliveryFailed(effect, why):
            return _failed(effect, why, after)
        case e.Opened() | e.SurfaceMade() | e.SurfaceFailed() | e.SurfaceLost() | e.CardPosted() | e.FormPosted():
            return iter(())
        case e.Heard() | e.PriorityAsked() | e.Edited() | e.Deleted() | e.StillNeeded() | e.MarkPassed():
            return iter(())
        case e.TeamChanged() | e.GuestStayed() | e.GuestLeft() | e.Closed() | e.ArchiveCompleted():
            return iter(())
        case e.TranscriptSettled() | e.CopySettled() | e.Rated() | e.SurfaceRemoved():
            return iter(())
    raise TypeError(event)


def _is_for_itself(before: Ticket, after: Ticket) -> bool:
    """Another type, and a reopening, let the team in themselves."""
    return after.term.type == before.term.type and after.reopened == before.reopened


def _opened(event: e.TicketEvent, after: Ticket, policy: Policy) -> Shown:
    if not isinstance(event, e.Opened):
        raise TypeError(event)
    yield surface.create(after, policy)


def _gated(before: Ticket, event: e.Gated) -> Shown:
    """To whom it goes is part of a return's identity, so that its receipt needs no memory."""
    if before.channel is None:
        return
    message, author = event.message, event.author
    kept = tuple(files.keep_id(file) for file in event.files)
    yield f.DeleteMessage(EffectId(What.GATE, message), Place.TICKET, message, before.channel, kept)
    yield f.ReturnGated(EffectId(What.RETURN, message, n=author), author, message, before.channel, event.is_staff)
    if not before.priority_asked:
        yield f.Say(EffectId(What.ASK_PRIORITY, before.reopened), Place.TICKET, before.channel)


def _under(before: Ticket, term: Term, about: int, after: Ticket, policy: Policy) -> Shown:
    """A new type calls its role, a new priority is one line; whatever the promise is now, the card says it."""
    moved = term.type != before.term.type
    if moved or before.promised_at is None:
        yield from surface.access(EffectId(What.ACCESS, about), after, before)
    if before.asking and after.promised_at and before.promised_at is None:
        yield from surface.unsaid(before.asking, after)
    yield from surface.card(EffectId(What.CARD, about), after)
    if not surface.stands(after):
        return
    if moved:
        yield from surface.rename(after, policy)
        yield _moved(before, about, after)
    if term.priority is not before.term.priority:
        said = EffectId(What.PRIORITY, about)
        yield f.Say(said, Place.TICKET, after.channel, priority=term.priority, promise=term.promise)


def _moved(before: Ticket, about: int, after: Ticket) -> f.Say:
    """Calls the team that is new to it, and names who moved it where they stay to look on."""
    role = None if after.role == before.role else after.role
    stays = next((guest for guest in after.guests if guest not in before.guests), None)
    return f.Say(EffectId(What.TYPE, about), Place.TICKET, after.channel, role, type=after.term.type, by=stays)


def _said(event: e.MarkPassed, after: Ticket, policy: Policy) -> Shown:
    for series in open_series(after, policy):
        if series.what is event.id.what and series.to is not None:
            yield replace(_ping(event.id, series.to, series, after), until=event.closes)


def _ping(id: EffectId, to: Place, series: Series, ticket: Ticket) -> f.Say:
    """Once the whole promise is over, a half that is said again tells of the breach."""
    is_about_staff, term = id.what in ABOUT_STAFF, ticket.term
    return f.Say(
        id,
        to,
        channel=ticket.channel,
        role=ticket.role if is_about_staff else None,
        user=None if is_about_staff else ticket.owner,
        since=series.since,
        promise=term.promise,
        priority=term.priority,
        breached=any(told.what is What.FULL and told.anchor >= id.about for told in ticket.told),
    )


def _replaced(before: Ticket, event: e.MarkDelivered, after: Ticket, policy: Policy) -> Shown:
    message, place = replaced_by(before.told, event), _place_of(event.id.what, after, policy)
    if message is None or place is None:
        return
    channel = after.channel if place is Place.TICKET else None
    yield f.DeleteMessage(EffectId(What.UNSAY, message), place, message, channel)


def _place_of(what: What, ticket: Ticket, policy: Policy) -> Place | None:
    """Where this is said by the policy of now; None where it says it no more."""
    kind = policy.of(ticket.term.type)
    nags = {What.TRIAGE: kind.triage, What.OWNER_REMINDER: kind.owner_reminder}
    if nag := nags.get(what):
        return nag.to
    return next((rung.to for rung in kind.ladder if rung.what is what), None)


def _failed(effect: EffectId, why: str, after: Ticket) -> Shown:
    """With a link to the ticket, while there is a channel to look into."""
    id = EffectId(What.UNDELIVERED, effect.about, effect.n, of=effect.what)
    yield f.Say(id, Place.STAFF_LOG, _link(after), why=why)


def _link(ticket: Ticket) -> ChannelId | None:
    return None if ticket.surface_gone else ticket.channel


def _withdrawn(before: Ticket | None, after: Ticket, policy: Policy) -> Iterator[f.Withdraw]:
    """What may still wait in the outbox and is not true any more, or is said again in other words."""
    if before is None:
        return
    ids = _outdated(before, after, policy)
    if before.still and after.still != before.still:
        ids.append(EffectId(What.STILL_NEEDED, before.still))
    if before.priority_asked and not before.asking and _asks_priority(before) and not _asks_priority(after):
        ids.append(EffectId(What.ASK_PRIORITY, before.reopened))
    if after.closing and before.closing is None and after.channel is None and not after.surface_gone:
        ids.append(EffectId(What.SURFACE, before.reopened))
    if (rename := surface.rename_id(before)) and surface.stands(before) and _is_named_otherwise(rename, before, after):
        ids.append(rename)
    if before.closing and after.closing is None:
        ids += [*unfinished(before, before.closing), *surface.furnishing(before)]
    if ids:
        yield f.Withdraw(tuple(ids))


def _is_named_otherwise(rename: EffectId, before: Ticket, after: Ticket) -> bool:
    """Another name was ordered, or none is of any use now."""
    return surface.rename_id(after) != rename or (after.closing is not None and before.closing is None)


def _asks_priority(ticket: Ticket) -> bool:
    return ticket.promised_at is None and ticket.closing is None


def _outdated(before: Ticket, after: Ticket, policy: Policy) -> list[EffectId]:
    """What was said, did not arrive yet, and is not true any more."""
    if all(told.delivered or told.shown is None for told in before.told):
        return []
    still = {told.shown for told in _true(after, policy)}
    return [
        told.shown for told in _true(before, policy) if told.shown and not told.delivered and told.shown not in still
    ]


def _true(ticket: Ticket, policy: Policy) -> list[Told]:
    """What was told and is still so."""
    return [series.told for series in open_series(ticket, policy) if series.told]
