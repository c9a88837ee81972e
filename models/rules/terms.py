"""What the desk owes from when on: by the wish of a person, or because the policy was changed."""

from datetime import timedelta

from models.events import TermsChanged
from models.ids import TypeKey, UserId
from models.moment import Moment
from models.policy import Policy
from models.ticket import Priority, Term, Ticket

MOST_TERMS = 32
TICK = timedelta(milliseconds=1)


def with_term(terms: tuple[Term, ...], term: Term) -> tuple[Term, ...]:
    """The oldest goes, but never that by which the ticket came to its type: what was ordered then bears its moment."""
    kept = (*terms, term)
    if len(kept) <= MOST_TERMS:
        return kept
    return (*kept[:2], *kept[3:]) if moved_at(kept) == kept[1].since else kept[1:]


def moved_at(terms: tuple[Term, ...]) -> Moment | None:
    """When the type was last changed, by the terms still kept; no two changes share a moment."""
    for before, after in zip(terms[-2::-1], terms[::-1], strict=False):
        if before.type != after.type:
            return after.since
    return None


def type_at(ticket: Ticket, at: Moment) -> TypeKey:
    """The ticket's type at that moment; that of the oldest term kept for what lies before."""
    return next((term.type for term in reversed(ticket.terms) if term.since <= at), ticket.terms[0].type)


def wished(ticket: Ticket, type: TypeKey, priority: Priority | None, since: Moment, policy: Policy) -> Term:
    """The term under this type and priority; terms never begin before the one they follow."""
    return Term(max(ticket.term.since, since), type, priority, _promise(type, priority, policy))


def followed(ticket: Ticket, heard: Moment, policy: Policy) -> Term:
    """The term in force, promising what the policy promises now; each begins at a moment of its own."""
    term = ticket.term
    return wished(ticket, term.type, term.priority, max(term.since + TICK, heard), policy)


def changed(ticket: Ticket, term: Term, by: int, person: UserId | None = None) -> tuple[TermsChanged, ...]:
    """A term that promises what is promised already is no news. `by` is the id of the wish, 0 for a policy."""
    now = ticket.term
    is_same = (term.type, term.priority, term.promise) == (now.type, now.priority, now.promise)
    return () if is_same else (TermsChanged(term, by, person),)


def _promise(type: TypeKey, priority: Priority | None, policy: Policy) -> timedelta | None:
    return policy.of(type).targets[priority] if priority else None
