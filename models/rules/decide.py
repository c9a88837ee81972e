"""May it be, and what became true. Wishes may be refused; facts never are. Only Wake speaks of its own accord."""

from models import commands as c
from models import events as e
from models.errors import Reason, Refused
from models.ids import MessageId, TypeKey
from models.moment import Moment
from models.person import Person
from models.policy import Policy
from models.rules import receipts
from models.rules.permits import is_staff, must_wait, side_of, staff_only
from models.rules.terms import changed, wished
from models.rules.turns import has_turn
from models.rules.wake import woken
from models.ticket import Ending, Priority, Rating, Side, Ticket, Turn

Events = tuple[e.TicketEvent, ...]

MOST_NOTE = MOST_COMMENT = 1000  # characters


def decide(ticket: Ticket | None, command: c.Command, now: Moment, policy: Policy) -> Events:
    """Raises Refused, and nothing else."""
    if ticket is None:
        return _first(command)
    match command:
        case c.Open():
            return _opened_again(ticket, command)
        case c.Post():
            return _post(ticket, command, policy)
        case c.Edit(words):
            return (e.Edited(words.id),)
        case c.Delete(id):
            return (e.Deleted(MessageId(id)),)
        case c.SetPriority(priority=priority):
            return _set_terms(ticket, command, ticket.term.type, priority, now, policy)
        case c.SetType(type=type):
            return _set_terms(ticket, command, type, ticket.term.priority, now, policy)
        case c.NoAnswerNeeded():
            return _waive(ticket, command, policy)
        case c.Close():
            return _close(ticket, command, now, policy)
        case c.Rate():
            return _rate(ticket, command, policy)
        case c.SurfaceGone(said_at):
            return _surface_gone(ticket, said_at, now)
        case c.Delivered(effect, receipt):
            return receipts.delivered(ticket, effect, receipt, now)
        case c.Undeliverable(effect, why):
            return receipts.undeliverable(ticket, effect, why, now)
        case c.Wake(until) | c.CaughtUp(until):
            return woken(ticket, min(until, now), now, policy)
        case c.SetUp() | c.Submit() | c.TicketClosed():
            raise Refused(Reason.NOT_SET_UP)  # a forged address: no ticket is a desk
    raise TypeError(command)


def _first(command: c.Command) -> Events:
    """A number that the desk has not opened is no ticket."""
    match command:
        case c.Open(id, said_at, ticket, owner, name, type, title, text, category):
            return (e.Opened(said_at, id, ticket, owner, name, type, title, text, category),)
        case c.SetPriority() | c.SetType() | c.NoAnswerNeeded() | c.Close() | c.Rate():
            raise Refused(Reason.NO_TICKET)
        case c.SetUp() | c.Submit() | c.TicketClosed():
            raise Refused(Reason.NOT_SET_UP)
    return ()


def _opened_again(ticket: Ticket, command: c.Open) -> Events:
    if command.ticket != ticket.id:
        raise Refused(Reason.ANOTHER_TICKET)
    return ()


def _post(ticket: Ticket, post: c.Post, policy: Policy) -> Events:
    """After the end only what was said before it counts."""
    if ticket.closing and post.said_at > ticket.closing.at:
        return ()
    if must_wait(post, ticket, policy):
        author = post.words.author
        return (e.Gated(post.words.id, author.id, is_staff(author, policy.of(ticket.term.type))),)
    side = side_of(post.words.author, ticket, post.said_at, policy)
    if side not in (Side.OWNER, Side.STAFF):
        return ()
    return _heard(ticket, Turn(max(post.said_at, ticket.opened_at), post.id, side))


def _heard(ticket: Ticket, turn: Turn) -> Events:
    return () if has_turn(ticket.turns, turn) else (e.Heard(turn),)


def _set_terms(
    ticket: Ticket,
    command: c.SetPriority | c.SetType,
    type: TypeKey,
    priority: Priority | None,
    now: Moment,
    policy: Policy,
) -> Events:
    _open_to_staff(ticket, command.by, policy)
    if type not in policy.types and type != ticket.term.type:
        raise Refused(Reason.NO_SUCH_TYPE)
    term = wished(ticket, type, priority, min(now, command.said_at), policy)
    return changed(ticket, term, command.id, command.by.id)


def _waive(ticket: Ticket, command: c.NoAnswerNeeded, policy: Policy) -> Events:
    _open_to_staff(ticket, command.by, policy)
    return _heard(ticket, Turn(max(command.said_at, ticket.opened_at), command.id, Side.WAIVED))


def _close(ticket: Ticket, command: c.Close, now: Moment, policy: Policy) -> Events:
    _open_to_staff(ticket, command.by, policy)
    at = _no_later_than(now, ticket, command.said_at)
    asks = command.ask_rating and policy.of(ticket.term.type).ask_rating
    return (e.Closed(at, Ending.BY_STAFF, command.by.id, command.note.strip()[:MOST_NOTE], asks),)


def _surface_gone(ticket: Ticket, said_at: Moment, now: Moment) -> Events:
    """Nobody closed it; its record is kept. A channel that we removed ourselves is no news."""
    if ticket.channel is None or ticket.surface_gone or (ticket.closing and ticket.closing.removed):
        return ()
    at = _no_later_than(now, ticket, said_at)
    lost = e.SurfaceLost(at)
    return (lost,) if ticket.closing else (lost, e.Closed(at, Ending.SURFACE_DELETED))


def _no_later_than(now: Moment, ticket: Ticket, said_at: Moment) -> Moment:
    return max(ticket.opened_at, min(now, said_at))


def _open_to_staff(ticket: Ticket, by: Person, policy: Policy) -> None:
    staff_only(by, ticket, policy)
    if ticket.closing:
        raise Refused(Reason.CLOSED)


def _rate(ticket: Ticket, rate: c.Rate, policy: Policy) -> Events:
    if rate.by != ticket.owner:
        raise Refused(Reason.OWNER_ONLY)
    if ticket.closing is None:
        raise Refused(Reason.NOT_CLOSED)
    if not ticket.closing.rating_asked:
        raise Refused(Reason.NOT_ASKED)
    if not 1 <= rate.stars <= 5:
        raise Refused(Reason.NOT_A_RATING)
    return (e.Rated(_next_rating(ticket, ticket.closing.rating, rate, policy)),)


def _next_rating(ticket: Ticket, before: Rating | None, rate: c.Rate, policy: Policy) -> Rating:
    """It may be changed for a while after the first; the last one counts. A comment stays until another is typed."""
    comment = rate.comment.strip()[:MOST_COMMENT]
    if before is None:
        return Rating(rate.stars, comment, rate.said_at, 0)
    if rate.said_at > before.first_at + policy.of(ticket.term.type).rating_open:
        raise Refused(Reason.TOO_LATE)
    return Rating(rate.stars, comment or before.comment, before.first_at, before.n + 1)
