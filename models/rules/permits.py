"""Who may do what, judged from the raw facts that a Person carries. Everything that asks for a right asks here."""

from models.commands import Post
from models.errors import Reason, Refused
from models.ids import RoleId, TypeKey
from models.moment import Moment
from models.person import Person
from models.policy import Policy
from models.rules.terms import type_at
from models.ticket import Side, Ticket


def is_staff(person: Person, role: RoleId | None) -> bool:
    """Holds the role, or administers the guild; a bot never is."""
    return not person.is_bot and (person.is_admin or role in person.roles)


def team_of(ticket: Ticket, type: TypeKey, policy: Policy) -> RoleId | None:
    """Who serves this type; whoever was let in last, where it has left the policy."""
    kind = policy.types.get(type)
    return kind.staff_role if kind else ticket.role


def serves(person: Person, ticket: Ticket, policy: Policy) -> bool:
    return is_staff(person, team_of(ticket, ticket.term.type, policy))


def side_of(person: Person, ticket: Ticket, at: Moment, policy: Policy) -> Side:
    """On which side somebody spoke, by the ticket's type at that moment; the owner is so with any role."""
    if person.is_bot:
        return Side.OTHER
    if person.id == ticket.owner:
        return Side.OWNER
    return Side.STAFF if is_staff(person, team_of(ticket, type_at(ticket, at), policy)) else Side.OTHER


def must_wait(post: Post, ticket: Ticket, policy: Policy) -> bool:
    """The gate: who is heard live before there is a priority, and is neither the owner nor a bot, is held back.

    Judged when heard. Administrators pass only where the policy says so.
    """
    if not post.live or ticket.promised_at or ticket.closing or ticket.channel is None:
        return False
    author = post.words.author
    if author.is_bot or author.id == ticket.owner:
        return False
    return not (author.is_admin and policy.of(ticket.term.type).admins_pass_gate)


def staff_only(person: Person, ticket: Ticket, policy: Policy) -> None:
    """Raises Refused for bots and for whoever does not serve the ticket's type; an owner who serves it may."""
    people_only(person)
    if not serves(person, ticket, policy):
        raise Refused(Reason.STAFF_ONLY)


def owner_only(person: Person, ticket: Ticket) -> None:
    people_only(person)
    if person.id != ticket.owner:
        raise Refused(Reason.OWNER_ONLY)


def is_lead(person: Person, policy: Policy) -> bool:
    """Administers the guild, or holds one of the roles that the policy names."""
    return not person.is_bot and (person.is_admin or any(role in person.roles for role in policy.lead_roles))


def lead_only(person: Person, policy: Policy) -> None:
    people_only(person)
    if not is_lead(person, policy):
        raise Refused(Reason.LEAD_ONLY)


def admin_only(person: Person) -> None:
    people_only(person)
    if not person.is_admin:
        raise Refused(Reason.ADMIN_ONLY)


def people_only(person: Person) -> None:
    if person.is_bot:
        raise Refused(Reason.NOT_FOR_BOTS)
