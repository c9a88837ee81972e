"""The states of a ticket as the rules themselves show them: found by walking, letter by letter, from its birth.

Nothing here is written by hand but the letters that are tried.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from models import commands as c
from models import effects as f
from models.errors import Refused
from models.ids import EffectId, LetterId, UserId, What
from models.person import Person
from models.policy import Policy, TypePolicy
from models.rules.deadline import alarm
from models.rules.status import Status, status_of
from models.rules.step import step
from models.ticket import Priority, Ticket
from tests.support.rules_world import (
    ADMIN,
    BOT,
    CARD,
    CHANNEL,
    DAY,
    HOUR,
    LEAD,
    LEADS,
    MADE,
    OPEN,
    OWNER,
    PARTNERS,
    PRODUCT,
    ROLES,
    SPECIALIST,
    STAFF,
    START,
    STRANGER,
    Turn,
    close,
    said,
    set_priority,
    snowflake,
    take,
    told,
)

SHIPPED = Policy(types={key: TypePolicy(staff_role=role) for key, role in ROLES.items()}, lead_roles=(LEADS,))
OTHER_TEAM = Person(UserId(14), "staff of another type", roles=(ROLES[PARTNERS],))
OWNER_WHO_SERVES = replace(OWNER, roles=STAFF.roles)

PRIORITY = ((START, set_priority(START, Priority.LOW)),)

Wish = Callable[[Person, datetime], c.Command]
Edge = tuple[Status, Status, str]

WISHES: dict[str, Wish] = {
    "Open": lambda by, at: OPEN,
    "SetPriority": lambda by, at: set_priority(at, Priority.HIGH, by=by),
    "SetType": lambda by, at: c.SetType(LetterId(snowflake(at, 2)), at, by, PARTNERS),
    "NoAnswerNeeded": lambda by, at: c.NoAnswerNeeded(LetterId(snowflake(at, 3)), at, by),
    "StillNeedHelp": lambda by, at: c.StillNeedHelp(LetterId(snowflake(at, 8)), at, by),
    "Solved": lambda by, at: c.Solved(LetterId(snowflake(at, 9)), at, by),
    "Close": lambda by, at: close(at, 4, by),
    "Reopen": lambda by, at: c.Reopen(LetterId(snowflake(at, 10)), at, by),
    "Leave": lambda by, at: c.Leave(LetterId(snowflake(at, 11)), at, by),
    "ReadFull": lambda by, at: c.ReadFull(LetterId(snowflake(at, 12)), at, by),
    "Rate": lambda by, at: c.Rate(LetterId(snowflake(at, 5)), at, by.id, 5),
}
BY_OWNER, BY_LEAD, BY_GUEST = {"StillNeedHelp", "Solved", "Rate"}, {"ReadFull"}, {"Leave"}
OF_A_CLOSED_TICKET = {"Reopen", "Rate"}
GUEST = SPECIALIST
PEOPLE = {
    "staff of the type": STAFF,
    "staff of another type": OTHER_TEAM,
    "a guest": GUEST,
    "a lead": LEAD,
    "administrator": ADMIN,
    "owner": OWNER,
    "owner who is staff": OWNER_WHO_SERVES,
    "anybody else": STRANGER,
    "a bot": BOT,
}


def facts(at: datetime) -> dict[str, c.Command]:
    """What the world may report next, by the words of the picture."""
    return {
        "the channel is made": c.Delivered(EffectId(What.SURFACE), CHANNEL),
        "the channel cannot be made": c.Undeliverable(EffectId(What.SURFACE), "forbidden"),
        "the card is posted": c.Delivered(EffectId(What.WELCOME), CARD),
        "its new channel is made": c.Delivered(EffectId(What.SURFACE, 1), CHANNEL + 1),
        "the owner writes": said(OWNER, at, 6),
        "staff write": said(STAFF, at, 7),
        "the archive is complete": c.Delivered(EffectId(What.COMPLETE)),
        "the owner has the copy": c.Delivered(EffectId(What.COPY), 70),
        "the channel is deleted by hand": c.SurfaceGone(CHANNEL, at),
        "its time is over": c.Wake(at),
    }


def letters(at: datetime) -> Iterator[tuple[str, c.Command]]:
    for name, wish in WISHES.items():
        yield f"`{name}`", wish(whose(name), at)
    yield "the owner reopens it", WISHES["Reopen"](OWNER, at)
    yield from facts(at).items()


class Place(NamedTuple):
    """Somewhere on the walk: the ticket, the moment, and what was promised and not settled yet."""

    ticket: Ticket
    at: datetime
    outbox: frozenset[EffectId]


def walked() -> tuple[dict[Status, list[Ticket]], list[Edge]]:
    """The tickets found in each status, and every way from one status into another."""
    found: dict[Status, list[Ticket]] = {status: [] for status in Status}
    edges: dict[Edge, None] = {}
    seen: set[tuple[object, ...]] = set()
    born = told(made=MADE[:1], policy=SHIPPED)
    border = [Place(born.ticket, START, _promised(born))]
    while border:
        place = border.pop(0)
        status = status_of(place.ticket)
        found[status].append(place.ticket)
        for said_as, after in _next(place):
            if status_of(after.ticket) is not status:
                edges[status, status_of(after.ticket), said_as] = None
            if (sketch := _sketch(after.ticket)) not in seen:
                seen.add(sketch)
                border.append(after)
    return found, list(edges)


def _next(place: Place) -> Iterator[tuple[str, Place]]:
    """A receipt comes only of what was promised, and once."""
    at = max(place.at + HOUR, alarm(place.ticket, SHIPPED) or START) if place.ticket.closing else place.at + HOUR
    for said_as, letter in letters(at):
        settled = {letter.effect} if isinstance(letter, c.Delivered | c.Undeliverable) else set()
        if settled <= place.outbox and (turn := _turn(place.ticket, letter, at)):
            yield said_as, Place(turn.ticket, at, place.outbox - settled | _promised(turn))


def _turn(ticket: Ticket, letter: c.Command, at: datetime) -> Turn | None:
    try:
        return take(ticket, letter, at, SHIPPED)
    except Refused:
        return None


def _promised(turn: Turn) -> frozenset[EffectId]:
    return frozenset(effect.id for effect in turn.effects if not isinstance(effect, f.Withdraw))


def whose(name: str) -> Person:
    """Who has the right to it."""
    if name in BY_OWNER:
        return OWNER
    return LEAD if name in BY_LEAD else GUEST if name in BY_GUEST else STAFF


def _sketch(ticket: Ticket) -> tuple[object, ...]:
    """What of a ticket decides where it may go."""
    closing = ticket.closing
    end = closing and (bool(closing.archived), bool(closing.copy), closing.rating_asked)
    born = (ticket.channel, ticket.card, ticket.promised_at is None, ticket.surface_gone, min(ticket.reopened, 1))
    return status_of(ticket), *born, end


def answer(ticket: Ticket | None, wish: Wish, by: Person) -> str:
    """What becomes of a wish: yes, nothing that was not so already, or the reason why not."""
    at = START + DAY
    try:
        turn = step(ticket, wish(by, at), at, SHIPPED)
    except Refused as refused:
        return f"`{refused.reason}`"
    return "yes" if turn.events else "no news"


def picture() -> Iterator[str]:
    """The statuses and the ways between them, as Mermaid draws them; ways between the same two share an arrow."""
    _, edges = walked()
    yield "```mermaid"
    yield "stateDiagram-v2"
    yield from (f"    {status.name.lower()}: {status}" for status in Status)
    yield f"    [*] --> {Status.PREPARING.name.lower()}: the form is submitted"
    for before, after in dict.fromkeys((before, after) for before, after, _ in edges):
        causes = [said_as.strip("`") for one, other, said_as in edges if (one, other) == (before, after)]
        yield f"    {before.name.lower()} --> {after.name.lower()}: {' / '.join(causes)}"
    yield f"    {Status.REMOVED.name.lower()} --> [*]"
    yield "```"


def by_status() -> Iterator[tuple[str, ...]]:
    """Each wish in each status, of whoever has the right to it; two answers where it depends on how it came there."""
    found, _ = walked()
    for name, wish in WISHES.items():
        by = whose(name)
        answers = [{answer(ticket, wish, by) for ticket in found[status]} for status in Status]
        yield f"`{name}`", answer(None, wish, by), *(" or ".join(sorted(one, reverse=True)) for one in answers)


def by_person() -> Iterator[tuple[str, ...]]:
    """Each wish of each person, in a ticket that a guest gave away and that is open, or was closed by staff."""
    given = c.SetType(LetterId(snowflake(START, 20)), START, GUEST, PRODUCT)
    open_ticket = told(*PRIORITY, (START, given), policy=SHIPPED).ticket
    closed = told(*PRIORITY, (START, given), (START, close(START)), policy=SHIPPED).ticket
    for name, wish in list(WISHES.items())[1:]:
        ticket = closed if name in OF_A_CLOSED_TICKET else open_ticket
        yield f"`{name}`", *(answer(ticket, wish, by) for by in PEOPLE.values())
