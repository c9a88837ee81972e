"""A world around one ticket: letters arrive, the alarm rings, the outbox is carried. It sleeps when told to."""

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import NamedTuple

from models import commands as c
from models import effects as f
from models.effects import Place
from models.errors import Refused
from models.events import Closed, Event, MarkPassed, Reopened
from models.ids import Address, ChannelId, EffectId, GuildId, LetterId, MessageId, RoleId, TypeKey, UserId, What
from models.message import Written
from models.moment import first_snowflake
from models.person import Person
from models.policy import AutoClose, MissingSurface, Nag, Policy, TypePolicy
from models.rules.deadline import GRAVITY, alarm
from models.rules.step import step
from models.ticket import Ending, Priority, Ticket

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NOW = START + HOUR

DATABASE, PRODUCT, PARTNERS = TypeKey("database"), TypeKey("product"), TypeKey("partners")
LEADS = RoleId(20)
ANOTHER_TEAM = RoleId(14)
ROLES = {DATABASE: RoleId(11), PRODUCT: RoleId(12), PARTNERS: RoleId(13)}

OWNER = Person(UserId(7), "owner")
STAFF = Person(UserId(8), "staff", roles=(*ROLES.values(), ANOTHER_TEAM))
SPECIALIST = Person(UserId(9), "staff of one type", roles=(ROLES[DATABASE],))
ADMIN = Person(UserId(10), "admin", is_admin=True)
STRANGER = Person(UserId(11), "stranger")
LEAD = Person(UserId(13), "lead", roles=(LEADS,))
BOT = Person(UserId(12), "bot", roles=tuple(ROLES.values()), is_admin=True, is_bot=True)

TICKET, CHANNEL, CATEGORY = Address(GuildId(500), 12), ChannelId(900), ChannelId(800)
CARD = MessageId(901)
OPEN = c.Open(LetterId(1), START, TICKET, OWNER.id, "owner", DATABASE, "It does not start", "At all", CATEGORY)


def policy(**kind: object) -> Policy:
    """A desk of three types that promise the same: all that this version knows, switched on."""
    promises: dict[str, object] = {
        "triage": Nag(after=HOUR / 2, every=4 * HOUR, to=Place.SLA),
        "owner_reminder": Nag(after=DAY, every=DAY, to=Place.TICKET, most=2),
        "autoclose": AutoClose(),
    }
    return Policy(
        types={key: TypePolicy.model_validate({"staff_role": role, **promises, **kind}) for key, role in ROLES.items()},
        lead_roles=(LEADS,),
    )


POLICY = policy()
LITERAL = policy(
    call_on_open=None,
    triage=None,
    owner_reminder=Nag(after=DAY, every=DAY, to=Place.TICKET),
    autoclose=AutoClose(min_after_staff_reply=timedelta(), warn_before=None),
    removal_delay=timedelta(),
    removal_delay_if_no_copy=timedelta(),
    reopen_within=None,
    missing_surface=MissingSurface.DELETE,
)
"""S0's letter, as the preset `inertia-literal` promises it."""


def reloaded(policy: Policy) -> Policy:
    """Another team for one type, and half the time for each."""
    types = {
        key: kind.model_copy(update={"targets": {one: span / 2 for one, span in kind.targets.items()}})
        for key, kind in policy.types.items()
    }
    types[PARTNERS] = types[PARTNERS].model_copy(update={"staff_role": ANOTHER_TEAM})
    return policy.model_copy(update={"types": types})


def snowflake(at: datetime, n: int = 0) -> int:
    """The n-th that Discord makes at this moment."""
    return first_snowflake(at) + n


def said(by: Person, at: datetime, n: int = 1) -> c.Post:
    return c.Post(Written(MessageId(snowflake(at, n)), at, by, f"message {n}"))


@dataclass(frozen=True)
class Reload:
    """Somebody changed the policy, and changes it back the next time: every open ticket is told to Wake."""


@dataclass
class World:
    policy: Policy = field(default_factory=lambda: POLICY)
    other: Policy | None = None  # what a reload finds
    outages: tuple[tuple[datetime, datetime], ...] = ()
    courier: timedelta = SECOND
    lost: frozenset[What] = frozenset()
    ticket: Ticket | None = None
    now: datetime = START
    pings: list[tuple[datetime, f.Say]] = field(default_factory=list)  # promised by the step
    seen: list[tuple[datetime, f.Effect]] = field(default_factory=list)  # shown to the world
    promised: set[EffectId] = field(default_factory=set)
    withdrawn: set[EffectId] = field(default_factory=set)
    passed: set[EffectId] = field(default_factory=set)  # marks, said or covered by a graver one
    delivered: dict[EffectId, datetime] = field(default_factory=dict)
    refused: list[c.Command] = field(default_factory=list)
    closed: Closed | None = None
    ever_timed_out: bool = False  # though it may have gone on since
    queue: list[tuple[datetime, int, c.Command | f.Effect | Reload]] = field(default_factory=list)
    order: Iterator[int] = field(default_factory=count)

    def run(self, letters: Iterable[tuple[datetime, c.Command | Reload]], until: datetime) -> "World":
        """`letters` with the moment of their arrival; in an outage nothing arrives, rings or is carried."""
        for at, letter in letters:
            self._expect(*self._heard(at, letter))
        for _, end in self.outages:
            self._expect(end, c.CaughtUp(end))
        while (at := self._next(until)) <= until:
            self.now = max(self.now, at)
            if self.queue and self.queue[0][0] <= at:
                self._arrive(heapq.heappop(self.queue)[-1])
            else:
                self.do(c.Wake(self.now))
        self.now = until
        self.do(c.Wake(until))
        return self

    def do(self, letter: c.Command) -> None:
        before = self.ticket
        try:
            turn = step(before, letter, self.now, self.policy)
        except Refused:
            self.refused.append(letter)
            return
        assert turn.state is None or isinstance(turn.state, Ticket)
        self.ticket = turn.state
        for event in turn.events:
            match event:
                case Closed():
                    self._check_warned(event, before)
                    self.closed = event
                    self.ever_timed_out |= event.ending is Ending.TIMED_OUT
                case Reopened():
                    self.closed = None
                case MarkPassed(id):
                    self.passed.add(id)
        for effect in turn.effects:
            self._promise(effect)

    @property
    def timed_out(self) -> datetime | None:
        return self.closed.at if self.closed and self.closed.ending is Ending.TIMED_OUT else None

    @property
    def open_ticket(self) -> Ticket:
        assert self.ticket is not None
        return self.ticket

    def _check_warned(self, close: Closed, before: Ticket | None) -> None:
        assert before is not None
        rule = self.policy.of(before.term.type).autoclose
        if close.ending is not Ending.TIMED_OUT or rule is None or rule.warn_before is None:
            return
        last = before.turns[-1].id
        warned = [at for id, at in self.delivered.items() if id.what is What.WARNING and id.about == last]
        assert any(at + rule.warn_before <= self.now for at in warned), "closed unwarned"

    def _expect(self, at: datetime, letter: c.Command | f.Effect | Reload) -> None:
        heapq.heappush(self.queue, (at, next(self.order), letter))

    def _heard(self, at: datetime, letter: c.Command | Reload) -> tuple[datetime, c.Command | Reload]:
        awake = self._awake(at)
        if isinstance(letter, c.Post) and awake != at:
            return awake, replace(letter, live=False)
        return awake, letter

    def _awake(self, at: datetime) -> datetime:
        return next((end for start, end in self.outages if start <= at < end), at)

    def _next(self, until: datetime) -> datetime:
        never = until + MINUTE
        rings = alarm(self.ticket, self.policy)
        rings = self._awake(max(rings, self.now)) if rings else never
        arrives = self.queue[0][0] if self.queue else never
        return min(rings, arrives)

    def _promise(self, effect: f.Effect | f.Withdraw) -> None:
        """The channel and its card are made at once: nothing can be said in a channel that is not there."""
        if isinstance(effect, f.Withdraw):
            self.withdrawn |= set(effect.ids)
            return
        assert effect.id not in self.promised, f"{effect.id} is promised twice"
        self.promised.add(effect.id)
        if isinstance(effect, f.Say) and effect.id.what in GRAVITY:
            self.pings.append((self.now, effect))
        match effect:
            case f.CreateSurface(id):
                self.do(c.Delivered(id, CHANNEL + 1000 * id.about))
            case f.Welcome(id):
                self.do(c.Delivered(id, CARD + 1000 * id.about))
            case _:
                self._expect(self._awake(self.now + self.courier), effect)

    def _arrive(self, letter: c.Command | f.Effect | Reload) -> None:
        if isinstance(letter, Reload):
            self.policy, self.other = self.other or self.policy, self.policy
            self.do(c.Wake(self.now))
        elif isinstance(letter, c.Command):
            self.do(letter)
        elif letter.id in self.withdrawn:
            self.do(c.Undeliverable(letter.id, c.WITHDRAWN))
        elif letter.id.what in self.lost:
            self.do(c.Undeliverable(letter.id, "unknown_channel"))
        else:
            self.seen.append((self.now, letter))
            self.delivered[letter.id] = self.now
            self.do(c.Delivered(letter.id, snowflake(self.now, next(self.order))))


def set_priority(at: datetime, priority: Priority, n: int = 1, by: Person = STAFF) -> c.SetPriority:
    return c.SetPriority(LetterId(snowflake(at, n)), at, by, priority)


def close(at: datetime, n: int = 1, by: Person = STAFF, **more: object) -> c.Close:
    return replace(c.Close(LetterId(snowflake(at, n)), at, by), **more)  # type: ignore[arg-type]


LOW = (START, set_priority(START, Priority.LOW))


Letters = tuple[tuple[datetime, c.Command], ...]

MADE: Letters = (
    (START, OPEN),
    (START, c.Delivered(EffectId(What.SURFACE), CHANNEL)),
    (START, c.Delivered(EffectId(What.WELCOME), CARD)),
    (START, c.Delivered(EffectId(What.FORM), CARD + 1)),
)
"""A ticket as everybody first sees it: its channel is made, its card and the form's words stand."""


class Turn(NamedTuple):
    ticket: Ticket
    events: tuple[Event, ...]
    effects: tuple[f.Effect | f.Withdraw, ...]


def take(ticket: Ticket | None, letter: c.Command, at: datetime, policy: Policy | None = None) -> Turn:
    """One turn, as (ticket, events, effects)."""
    done = step(ticket, letter, at, policy or POLICY)
    assert isinstance(done.state, Ticket)
    return Turn(done.state, done.events, done.effects)


def told(*letters: tuple[datetime, c.Command], policy: Policy | None = None, made: Letters = MADE) -> Turn:
    """The ticket after these letters, and what the last of them brought."""
    turn = take(None, made[0][1], made[0][0], policy)
    for at, letter in (*made[1:], *letters):
        turn = take(turn.ticket, letter, at, policy)
    return turn
