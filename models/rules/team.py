"""Who serves the ticket, and who still looks on after having moved it to another team."""

from models import commands as c
from models import events as e
from models.errors import Reason, Refused
from models.ids import TypeKey, UserId
from models.moment import Moment
from models.person import Person
from models.policy import Policy
from models.rules.permits import is_staff, people_only
from models.ticket import Ticket

MOST_GUESTS = 8

Events = tuple[e.TicketEvent, ...]


def changed(ticket: Ticket, type: TypeKey, at: Moment, policy: Policy) -> tuple[e.TeamChanged, ...]:
    """Nothing where the role that serves this type is let in already."""
    role = policy.of(type).staff_role
    return () if role == ticket.role else (e.TeamChanged(at, role),)


def followed(ticket: Ticket, at: Moment, policy: Policy) -> tuple[e.TeamChanged, ...]:
    """Whoever serves its type now; where the type has left the policy, nobody else does."""
    type = ticket.term.type
    return changed(ticket, type, at, policy) if type in policy.types else ()


def moved(ticket: Ticket, by: Person, type: TypeKey, letter: c.SetType, policy: Policy) -> Events:
    """Whoever moves it away from themselves keeps sight of it, until they leave or it comes back to them."""
    is_guest, serves = by.id in ticket.guests, is_staff(by, policy.of(type).staff_role)
    if serves:
        return (e.GuestLeft(by.id, letter.id),) if is_guest else ()
    return () if is_guest or by.id == ticket.owner else (e.GuestStayed(by.id),)


def left(ticket: Ticket, command: c.Leave) -> Events:
    people_only(command.by)
    if command.by.id not in ticket.guests:
        raise Refused(Reason.NOT_A_GUEST)
    return (e.GuestLeft(command.by.id, command.id),)


def with_guest(guests: tuple[UserId, ...], person: UserId) -> tuple[UserId, ...]:
    """The last eight."""
    return (*guests, person)[-MOST_GUESTS:]


def without_guest(guests: tuple[UserId, ...], person: UserId) -> tuple[UserId, ...]:
    return tuple(one for one in guests if one != person)
