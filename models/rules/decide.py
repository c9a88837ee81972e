"""May it be, and what became true. Wishes may be refused; facts never are. Only Wake speaks of its own accord."""

from models import commands as c
from models import events as e
from models.commands import MOST_NOTE
from models.errors import Reason, Refused
from models.ids import MessageId
from models.moment import Moment
from models.person import Person
from models.policy import MissingSurface, Policy
from models.rules import absence, files, receipts, reopening, team
from models.rules.permits import lead_only, must_wait, owner_only, serves, side_of, staff_only
from models.rules.rating import rated
from models.rules.surface import stands
from models.rules.terms import TICK, changed, wished
from models.rules.turns import has_turn, owed
from models.rules.wake import woken
from models.ticket import Ending, Side, Ticket, Turn

Events = tuple[e.TicketEvent, ...]


def decide(ticket: Ticket | None, command: c.Command, now: Moment, policy: Policy) -> Events:
    """Raises Refused, and nothing else."""
    if ticket is None:
        return _first(command, policy)
    match command:
        case c.Open():
            return _opened_again(ticket, command)
        case c.Post():
            return _post(ticket, command, now, policy)
        case c.Edit(words):
            return (e.Edited(words.id),)
        case c.Delete(id):
            return (e.Deleted(MessageId(id)),)
        case c.SetPriority():
            return _set_priority(ticket, command, now, policy)
        case c.SetType():
            return _set_type(ticket, command, now, policy)
        case c.NoAnswerNeeded(by=by):
            _open_to_staff(ticket, by, policy)
            return _waived(ticket, command)
        case c.StillNeedHelp(by=by):
            owner_only(by, ticket)
            return _still_needed(ticket, command, now, policy)
        case c.Solved(by=by, note=note):
            _open_to_owner(ticket, by)
            return (_closed(ticket, command, Ending.BY_OWNER, note, True, now, policy),)
        case c.Close(by=by, note=note, ask_rating=asks):
            _open_to_staff(ticket, by, policy)
            return (_closed(ticket, command, Ending.BY_STAFF, note, asks, now, policy),)
        case c.Reopen():
            return reopening.wished(ticket, command, now, policy)
        case c.Leave():
            return team.left(ticket, command)
        case c.ReadFull(id=letter, by=by):
            lead_only(by, policy)
            return (e.FullRead(by.id, letter),)
        case c.Rate():
            return rated(ticket, command, policy)
        case c.SurfaceGone():
            return _surface_gone(ticket, command, now, policy)
        case c.OwnerIs():
            return absence.owner_is(ticket, command)
        case c.Delivered(effect, receipt):
            return receipts.delivered(ticket, effect, receipt, now, policy)
        case c.Undeliverable(effect, why):
            return receipts.undeliverable(ticket, effect, why, now)
        case c.Wake(until) | c.CaughtUp(until):
            return woken(ticket, min(until, now), now, policy)
        case c.SetUp() | c.Submit() | c.TicketClosed() | c.TicketReopened():
            raise Refused(Reason.NOT_SET_UP)  # a forged address: no ticket is a desk
    raise TypeError(command)


def _first(command: c.Command, policy: Policy) -> Events:
    """A number that the desk has not opened is no ticket."""
    match command:
        case c.Open(id, said_at, ticket, owner, name, type, title, text, category):
            role = policy.of(type).staff_role
            return (e.Opened(said_at, id, ticket, owner, name, type, title, text, category, role),)
        case c.SetUp() | c.Submit() | c.TicketClosed() | c.TicketReopened():
            raise Refused(Reason.NOT_SET_UP)
        case c.SetPriority() | c.SetType() | c.NoAnswerNeeded() | c.StillNeedHelp() | c.Solved() | c.Close():
            raise Refused(Reason.NO_TICKET)
        case c.Reopen() | c.Leave() | c.Rate():
            raise Refused(Reason.NO_TICKET)
        case c.ReadFull():
            raise Refused(Reason.NO_SUCH_NUMBER)  # the only wish that may name a ticket by its number
        case c.Post() | c.Edit() | c.Delete() | c.SurfaceGone() | c.OwnerIs():
            return ()
        case c.Delivered() | c.Undeliverable() | c.Wake() | c.CaughtUp():
            return ()
    raise TypeError(command)


def _opened_again(ticket: Ticket, command: c.Open) -> Events:
    if command.ticket != ticket.id:
        raise Refused(Reason.ANOTHER_TICKET)
    return ()


# --- what was said ---


def _post(ticket: Ticket, post: c.Post, now: Moment, policy: Policy) -> Events:
    """What is said after the end counts if the ticket goes on in the same channel; in a thread nobody answers."""
    if ticket.closing and post.said_at > ticket.closing.at and not stands(ticket):
        return ()
    side = side_of(post.words.author, ticket, post.said_at, policy)
    turn = Turn(max(post.said_at, ticket.opened_at), post.id, side)
    if has_turn(ticket.turns, turn):
        return ()
    came = files.came(ticket, post, policy)
    if post.words.thread:
        return came
    if must_wait(post, ticket, policy):
        return (*came, _gated(ticket, post, came, policy))
    if side not in (Side.OWNER, Side.STAFF):
        return came
    return (*came, e.Heard(turn), *reopening.by_itself(ticket, turn, now, policy))


def _gated(ticket: Ticket, post: c.Post, came: tuple[e.FilesCame, ...], policy: Policy) -> e.Gated:
    author = post.words.author
    kept = tuple(file for event in came for file in event.files)
    return e.Gated(post.words.id, author.id, serves(author, ticket, policy), kept)


def _waived(ticket: Ticket, button: c.NoAnswerNeeded) -> Events:
    turn = _turn_of(ticket, button, Side.WAIVED)
    return () if has_turn(ticket.turns, turn) else (e.Heard(turn),)


def _turn_of(ticket: Ticket, button: c.NoAnswerNeeded | c.StillNeedHelp, side: Side) -> Turn:
    """A button that is as good as a message."""
    return Turn(max(button.said_at, ticket.opened_at), button.id, side)


def _still_needed(ticket: Ticket, button: c.StillNeedHelp, now: Moment, policy: Policy) -> Events:
    """An owner who waits already says nothing new by it, nor is there anything to show it in while there is no channel.

    Pressed before a close that it prevents, it undoes that.
    """
    turn = _turn_of(ticket, button, Side.OWNER)
    if has_turn(ticket.turns, turn):
        return ()
    again = reopening.by_itself(ticket, turn, now, policy)
    if not again:
        _open(ticket)
    is_news = owed(ticket) is None and stands(ticket)
    return (e.Heard(turn), *again, *((e.StillNeeded(button.id),) if is_news else ()))


# --- what is promised ---


def _set_priority(ticket: Ticket, command: c.SetPriority, now: Moment, policy: Policy) -> Events:
    _open_to_staff(ticket, command.by, policy)
    term = wished(ticket, ticket.term.type, command.priority, min(now, command.said_at), policy)
    return changed(ticket, term, command.id, command.by.id)


def _set_type(ticket: Ticket, command: c.SetType, now: Moment, policy: Policy) -> Events:
    """What was waited for keeps its time; whoever moves a ticket away from themselves keeps sight of it."""
    _open_to_staff(ticket, command.by, policy)
    if command.type == ticket.term.type:
        return ()
    if command.type not in policy.types:
        raise Refused(Reason.NO_SUCH_TYPE)
    since = max(ticket.term.since + TICK, min(now, command.said_at))
    term = wished(ticket, command.type, ticket.term.priority, since, policy)
    return (
        *changed(ticket, term, command.id, command.by.id),
        *team.changed(ticket, command.type, now, policy),
        *team.moved(ticket, command.by, command.type, command, policy),
    )


# --- how it ends ---


def _closed(
    ticket: Ticket, wish: c.Close | c.Solved, ending: Ending, note: str, asks: bool, now: Moment, policy: Policy
) -> e.Closed:
    at = _no_later_than(now, ticket, wish.said_at)
    is_asked = asks and policy.of(ticket.term.type).ask_rating
    return e.Closed(at, ending, wish.by.id, note.strip()[:MOST_NOTE], is_asked)


def _surface_gone(ticket: Ticket, gone: c.SurfaceGone, now: Moment, policy: Policy) -> Events:
    """Nobody closed it; whether its record is kept the policy says. One of before, or removed by us, is no news."""
    if ticket.channel != gone.channel or ticket.surface_gone or (ticket.closing and ticket.closing.removed):
        return ()
    at = _no_later_than(now, ticket, gone.said_at)
    lost = e.SurfaceLost(at)
    if ticket.closing:
        return (lost,)
    is_forgotten = policy.of(ticket.term.type).missing_surface is MissingSurface.DELETE
    return (lost, e.Closed(at, Ending.SURFACE_DELETED, forgotten=is_forgotten))


def _no_later_than(now: Moment, ticket: Ticket, said_at: Moment) -> Moment:
    """Nothing ends before it began, or before it began anew."""
    again = (turn.at for turn in reversed(ticket.turns) if turn.side is Side.OTHER)
    return max(next(again, ticket.opened_at), min(now, said_at))


# --- who may ---


def _open_to_staff(ticket: Ticket, by: Person, policy: Policy) -> None:
    staff_only(by, ticket, policy)
    _open(ticket)


def _open_to_owner(ticket: Ticket, by: Person) -> None:
    owner_only(by, ticket)
    _open(ticket)


def _open(ticket: Ticket) -> None:
    if ticket.closing:
        raise Refused(Reason.CLOSED)
