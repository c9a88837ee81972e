"""Any letter in any state, at any time: once only, never unwarned, and Refused is the only objection."""

import pickle
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from models import commands as c
from models import effects as f
from models.effects import Place
from models.errors import Refused
from models.events import Closed, Event
from models.ids import Address, ChannelId, EffectId, FileId, GuildId, LetterId, MessageId, RoleId, TypeKey, UserId, What
from models.lanes import lane_of
from models.message import Attachment, Thread, Written
from models.person import Person
from models.policy import Policy
from models.rules.absence import MOST_ABSENCES
from models.rules.deadline import GRAVITY
from models.rules.status import status_of
from models.rules.step import TICKET, step
from models.rules.team import MOST_GUESTS
from models.rules.terms import MOST_TERMS
from models.rules.turns import MOST_TURNS
from models.ticket import Ending, Priority, Ticket
from tests.support.depth import examples
from tests.support.rules_world import (
    ADMIN,
    BOT,
    CATEGORY,
    DAY,
    LITERAL,
    MINUTE,
    OWNER,
    PRODUCT,
    ROLES,
    SPECIALIST,
    STAFF,
    START,
    STRANGER,
    policy,
    snowflake,
)

POLICIES = (
    policy(),
    policy(targets=dict.fromkeys(Priority, 2 * MINUTE), admins_pass_gate=True, call_on_open=Place.SLA),
    policy(triage=None, owner_reminder=None, autoclose=None, ladder=(), staff_role=RoleId(14), category=CATEGORY),
    LITERAL,
)
people = st.sampled_from([OWNER, STAFF, STAFF, SPECIALIST, ADMIN, STRANGER, BOT])
types = st.sampled_from([*ROLES, TypeKey("unknown")])
minutes = st.integers(-20, 20000)


FURNISHING = {What.WELCOME, What.OPENED, What.FORM, What.RENAME}
"""A channel that was made for a closed ticket was never furnished; a reopening takes that back in vain."""


class AnyTicket(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.ticket: Ticket | None = None
        self.policy = POLICIES[0]
        self.now, self.last = START, 1
        self.promised: set[EffectId] = set()
        self.waiting: set[EffectId] = set()
        self.withdrawn: set[EffectId] = set()
        self.warnings: list[tuple[EffectId, datetime]] = []
        self.posts: list[c.Post] = []

    def say(self, letter: c.Command) -> None:
        kept = pickle.dumps(self.ticket)
        try:
            turn = step(self.ticket, letter, self.now, self.policy)
        except Refused:
            assert pickle.dumps(self.ticket) == kept
            return
        assert step(pickle.loads(kept), letter, self.now, self.policy) == turn
        assert turn.state is None or isinstance(turn.state, Ticket)
        self.check_warned(turn.events)
        self.ticket = turn.state
        for effect in turn.effects:
            self.check_effect(effect)
        names = [id for id in self.waiting - self.withdrawn if id.what is What.RENAME]
        assert len(names) <= 1, "a channel has one name: the last one"

    def check_effect(self, effect: f.Effect | f.Withdraw) -> None:
        if isinstance(effect, f.Withdraw):
            assert effect.ids
            certain = {id for id in effect.ids if id.what not in FURNISHING}
            assert certain <= self.promised, "what is withdrawn was promised"
            self.withdrawn |= set(effect.ids)
            return
        assert effect.id not in self.promised or effect.id.what is What.KEEP, f"{effect.id} is promised twice"
        assert effect.id not in self.withdrawn, "what was withdrawn never comes"
        assert lane_of(effect)
        self.promised.add(effect.id)
        self.waiting.add(effect.id)
        if getattr(effect, "to", None) is Place.TICKET:
            assert getattr(effect, "channel", None), "what is shown in the ticket says in which channel"

    def check_warned(self, events: tuple[Event, ...]) -> None:
        for event in events:
            if isinstance(event, Closed) and event.ending is Ending.TIMED_OUT:
                assert self.ticket is not None
                rule, last = self.policy.of(self.ticket.term.type).autoclose, self.ticket.turns[-1].id
                assert rule is not None
                warned = [at for id, at in self.warnings if id.about == last]
                assert rule.warn_before is None or any(at + DAY <= event.at for at in warned), "closed unwarned"

    def snowflake(self) -> int:
        self.last += 1
        return snowflake(self.now, self.last)

    def letter(self) -> LetterId:
        return LetterId(self.snowflake())

    @invariant()
    def is_bounded(self) -> None:
        if self.ticket is None:
            return
        assert len(self.ticket.turns) <= MOST_TURNS
        assert len(self.ticket.terms) <= MOST_TERMS
        assert len(self.ticket.told) <= len(GRAVITY)
        assert len(self.ticket.guests) == len(set(self.ticket.guests)) <= MOST_GUESTS
        assert len(self.ticket.absences) <= MOST_ABSENCES
        ends = [moment for away in self.ticket.absences for moment in (away.since, away.until) if moment]
        assert ends == sorted(ends)
        assert list(self.ticket.turns) == sorted(self.ticket.turns)
        assert [term.since for term in self.ticket.terms] == sorted(term.since for term in self.ticket.terms)

    @invariant()
    def can_be_asked_anything(self) -> None:
        assert TICKET.is_done(self.ticket, self.policy) in (True, False)
        if self.ticket:
            assert status_of(self.ticket)
        if self.ticket and self.ticket.closing and TICKET.is_done(self.ticket, self.policy):
            assert TICKET.alarm(self.ticket, self.policy) is None

    @rule(ahead=minutes)
    def open(self, ahead: int) -> None:
        ticket = Address(GuildId(500), 12 if ahead > 0 else 13)
        self.say(c.Open(LetterId(1), self.now, ticket, OWNER.id, "owner", PRODUCT, "title", "the text", CATEGORY))

    @rule(by=st.integers(1, 3000))
    def time_passes(self, by: int) -> None:
        self.now += by * MINUTE

    @rule(which=st.sampled_from(POLICIES))
    def policy_changes(self, which: Policy) -> None:
        self.policy = which
        self.now += timedelta(milliseconds=1)  # so long it takes to read one

    @rule(back=st.integers(-5, 12000))
    def wake(self, back: int) -> None:
        self.say(c.Wake(self.now - back * MINUTE))

    @rule()
    def wake_now(self) -> None:
        """All that was due is done at once: waking again changes nothing."""
        self.say(c.Wake(self.now))
        again = step(self.ticket, c.Wake(self.now), self.now, self.policy)
        assert again.events == ()

    @rule()
    def wake_when_due(self) -> None:
        if due := TICKET.alarm(self.ticket, self.policy):
            self.now = max(self.now, due)
            self.say(c.Wake(self.now))

    @rule()
    def caught_up(self) -> None:
        self.say(c.CaughtUp(self.now))

    @rule(by=people, back=st.sampled_from([0, 0, 1, 10, 3000, -3]), live=st.booleans(), files=st.integers(0, 3))
    def post(self, by: Person, back: int, live: bool, files: int) -> None:
        at = self.now - back * MINUTE
        self.last += 1
        id = snowflake(at, self.last)
        came = tuple(Attachment("file", 10**size, FileId(id + size), "url") for size in range(6, 6 + files))
        thread = Thread(ChannelId(5), "aside") if files == 3 else None
        post = c.Post(Written(MessageId(id), at, by, "text", attachments=came, thread=thread), live)
        self.posts.append(post)
        self.say(post)

    @rule(which=st.integers(0, 9))
    def post_again_from_history(self, which: int) -> None:
        if self.posts and not (again := self.posts[which % len(self.posts)]).live:
            self.say(again)

    @rule(which=st.integers(0, 9))
    def edit_or_delete(self, which: int) -> None:
        if self.posts:
            words = self.posts[which % len(self.posts)].words
            self.say(c.Edit(words))
            self.say(c.Delete(words.id, self.now))

    @rule(by=people, priority=st.sampled_from(Priority), back=minutes)
    def set_priority(self, by: Person, priority: Priority, back: int) -> None:
        self.say(c.SetPriority(self.letter(), self.now - back * MINUTE, by, priority))

    @rule(by=people, kind=types)
    def set_type(self, by: Person, kind: TypeKey) -> None:
        self.say(c.SetType(self.letter(), self.now, by, kind))

    @rule(by=people)
    def waive(self, by: Person) -> None:
        self.say(c.NoAnswerNeeded(self.letter(), self.now, by))

    @rule(by=people, ask=st.booleans(), rarely=st.integers(0, 7), back=minutes)
    def close(self, by: Person, ask: bool, rarely: int, back: int) -> None:
        if rarely == 0:
            self.say(c.Close(self.letter(), self.now - back * MINUTE, by, "x" * 5000, ask))

    @rule(by=people, rarely=st.integers(0, 3), note=st.sampled_from(["", "x" * 5000]))
    def solved_or_not(self, by: Person, rarely: int, note: str) -> None:
        self.say(c.StillNeedHelp(self.letter(), self.now, by))
        if rarely == 0:
            self.say(c.Solved(self.letter(), self.now, by, note))

    @rule(by=people, back=minutes)
    def reopen(self, by: Person, back: int) -> None:
        self.say(c.Reopen(self.letter(), self.now - back * MINUTE, by))

    @rule(by=people)
    def leave_or_read(self, by: Person) -> None:
        self.say(c.Leave(self.letter(), self.now, by))
        self.say(c.ReadFull(self.letter(), self.now, by))

    @rule(is_here=st.booleans(), muted=st.sampled_from([None, -5, 5, 5000]), back=st.sampled_from([0, 0, 3]))
    def owner_is(self, is_here: bool, muted: int | None, back: int) -> None:
        until = None if muted is None else self.now + muted * MINUTE
        self.say(c.OwnerIs(self.now - back * MINUTE, is_here, until))

    @rule(by=st.integers(6, 8), stars=st.integers(-1, 7))
    def rate(self, by: int, stars: int) -> None:
        self.say(c.Rate(self.letter(), self.now, UserId(by), stars, "x" * 5000))

    @rule(rarely=st.integers(0, 9), which=st.sampled_from(["own", "own", "another"]))
    def channel_is_deleted(self, rarely: int, which: str) -> None:
        """A word about a channel of before may come as late as it likes."""
        own = self.ticket.channel if self.ticket is not None else None
        if rarely == 0:
            self.say(c.SurfaceGone(own if own and which == "own" else ChannelId(1), self.now))

    @rule()
    def desk_wishes_are_refused(self) -> None:
        self.say(c.SetUp(self.letter(), self.now, ADMIN, CATEGORY, ChannelId(1)))
        self.say(c.Submit(self.letter(), self.now, OWNER, PRODUCT, "title", "text"))
        self.say(c.TicketClosed(self.letter(), self.now, 12))
        self.say(c.TicketReopened(self.letter(), self.now, 12, OWNER.id, PRODUCT))

    @rule(data=st.data(), arrives=st.booleans())
    def receipt(self, data: Any, arrives: bool) -> None:
        """One of each: an effect leaves the outbox with its receipt."""
        if not self.waiting:
            return
        id = data.draw(st.sampled_from(sorted(self.waiting, key=str)))
        self.settle(id, arrives)

    @rule()
    def the_oldest_things_arrive(self) -> None:
        for what in (What.SURFACE, What.WELCOME, What.COMPLETE, What.COPY, What.WARNING):
            for id in sorted((id for id in self.waiting if id.what is what), key=str):
                self.settle(id, arrives=True)

    def settle(self, id: EffectId, arrives: bool) -> None:
        self.waiting.discard(id)
        if arrives and id.what is What.WARNING:
            self.warnings.append((id, self.now))
        why = c.WITHDRAWN if id in self.withdrawn else "forbidden"
        self.say(c.Delivered(id, self.snowflake()) if arrives else c.Undeliverable(id, why))

    @rule(what=st.sampled_from(What), about=st.integers(0, 30), n=st.integers(0, 3))
    def strange_receipt(self, what: What, about: int, n: int) -> None:
        id = EffectId(what, about, n)
        made_of_nothing = {What.SURFACE, What.WELCOME, What.COMPLETE, What.COPY, What.TRANSCRIPT}
        if id not in self.promised and what not in made_of_nothing:
            self.say(c.Delivered(id, 5))


AnyTicket.TestCase.settings = examples(200)
TestAnyTicket = AnyTicket.TestCase
