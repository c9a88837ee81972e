"""One commit in the making: letters folded over what is kept. Pure, so that it may be thrown away."""

from collections.abc import Sequence
from dataclasses import replace
from typing import get_args

from actors.letters import Answer, Buried, Envelope, Reply
from actors.ports import Rules
from models.commands import CaughtUp, Command, Delivered, DeskWish, Post, TicketWish, Undeliverable, Wake, Wish
from models.effects import Effect, Withdraw
from models.errors import Refused
from models.events import Event
from models.ids import EffectId, LetterId, MessageId
from models.moment import Moment
from models.policy import Policy
from models.snapshot import Pending, Recent, Snapshot

MOST_AT_ONE_MOMENT = 100
WISHES = frozenset((*get_args(TicketWish), *get_args(DeskWish)))
WAKES = (Wake, CaughtUp)
NOTHING_READ = Recent()


class DiedWithIt(Exception):
    """Two lives ended with this letter alone in hand."""


class TimeIsPoison(Exception):
    """What is due cannot be done: no letter is to blame, so the actor is quarantined."""


class Turn:
    """What one atomic write will make true, and what each letter will be answered after it.

    Time passes before and after each letter, up to the letter's own moment and no further than `heard`; where `heard`
    is None (the gap is being read) it stands still. `posts` are the messages that were read of late: one that comes
    after a later one is told from one that comes twice.
    """

    __slots__ = (
        *("_due", "_heard", "_ids", "_is_due_known", "_kept", "_new_posts", "_now", "_outbox", "_policy"),
        *("_posts", "_reading", "_rules"),
        *("answers", "blame", "events", "is_worth_a_write", "latest", "poison", "promised", "rest", "seen", "state"),
    )

    def __init__(
        self,
        kept: Snapshot,
        rules: Rules,
        policy: Policy,
        now: Moment,
        heard: Moment | None,
        posts: Recent = NOTHING_READ,
    ) -> None:
        self._kept, self._rules, self._policy, self._now, self._heard = kept, rules, policy, now, heard
        self._posts, self._new_posts = posts, list[LetterId]()
        self.state, self.seen, self.latest = kept.state, kept.seen, kept.latest
        self._outbox = kept.outbox
        self._ids: dict[LetterId, None] = {}  # of the wishes read in this turn, in their order
        self._due: Moment | None = None
        self._is_due_known = False
        self._reading: Envelope | None = None
        self.is_worth_a_write = False
        self.answers: list[tuple[Envelope, Reply]] = []
        self.events: list[Event] = []
        self.promised: list[EffectId] = []
        self.poison: list[tuple[Envelope, Exception]] = []
        self.blame: TimeIsPoison | None = None
        self.rest: Sequence[Envelope] = ()

    @property
    def due(self) -> Moment | None:
        """When the state reached so far wants to be woken."""
        if not self._is_due_known:
            self._due, self._is_due_known = self._rules.alarm(self.state, self._policy), True
        return self._due

    def remember_due(self, due: Moment | None) -> None:
        """It was computed for this very state and policy before."""
        self._due, self._is_due_known = due, True

    def fold(self, letters: Sequence[Envelope]) -> None:
        """Reads the letters in order; a poisoned one is marked as read and changes nothing else."""
        for n, letter in enumerate(letters):
            try:
                self._read(letter)
            except Exception as error:  # the fence of the fold: rules are pure, so nothing is broken but the letter
                if self._reading is None:
                    self.blame, self.rest = TimeIsPoison(type(error).__name__), letters[n:]
                    self.blame.__cause__ = error
                    return
                self._bury(letter, error)

    def snapshot(self, version: int) -> Snapshot:
        """What to write."""
        return self._as_version(version)

    def unwritten(self) -> Snapshot:
        """What to remember where nothing is worth a write: one more message, or one more second, was seen."""
        return self._as_version(self._kept.version)

    def _as_version(self, version: int) -> Snapshot:
        recent = self._kept.recent.added(*self._ids) if self._ids else self._kept.recent
        return Snapshot(version, self.state, self._outbox, recent, self.seen, self.latest)

    @property
    def posts(self) -> Recent:
        """The messages that were read of late, with those of this turn."""
        return self._posts.added(*self._new_posts) if self._new_posts else self._posts

    # --- one letter ---

    def _read(self, letter: Envelope) -> None:
        command: Command = letter.command  # type: ignore[assignment]  # what comes alone comes to no turn
        if letter.deaths > 1:
            self._reading = letter
            raise DiedWithIt(letter.name)
        if not letter.again and self._was_read(command):
            self._answer(letter, Answer(self.state))
            return
        moment = min(self._now, letter.at)
        if moment < self.latest:
            moment = self.latest
        if type(command) in WAKES:
            if self._heard is None and type(command) is Wake:
                return  # the gap ends with a CaughtUp, which says what is still true
            self._step(command, moment)
        else:
            self._let_time_pass(moment)
            self._apply(letter, command, moment)
        self.latest = moment
        self._let_time_pass(moment)

    def _was_read(self, command: Command) -> bool:
        if type(command) in WISHES:
            wish: Wish = command  # type: ignore[assignment]
            return wish.id in self._ids or wish.id in self._kept.recent
        match command:
            case Post(words=words, live=live):
                return words.id <= self.seen and not (live and self._is_late(words.id))
            case Delivered(effect=about) | Undeliverable(effect=about):
                return all(pending.id != about for pending in self._outbox)
        return False

    def _is_late(self, message: MessageId) -> bool:
        """A message said after it was heard before it: the cursor has passed it, and nobody has read it."""
        id = LetterId(message)
        return id not in self._new_posts and id not in self._posts

    def _apply(self, letter: Envelope, command: Command, moment: Moment) -> None:
        self._reading = letter
        try:
            events = self._step(self._as_heard(command), moment)
        except Refused as refusal:
            if type(command) not in WISHES:  # the world said it, not a person: there is no asking again
                self._mark_read(command)
            self._answer(letter, refusal)
        else:
            self._mark_read(command)
            if letter.reply is not None:
                self.answers.append((letter, Answer(self.state, events)))
        self._reading = None

    def _as_heard(self, command: Command) -> Command:
        """What comes late is a fact like any other, and never gated."""
        if type(command) is Post and command.words.id <= self.seen and command.live:
            return replace(command, live=False)
        return command

    def _bury(self, letter: Envelope, error: Exception) -> None:
        self._reading = None
        self.poison.append((letter, error))
        self._mark_read(letter.command)  # type: ignore[arg-type]
        self._answer(letter, Buried())
        self.is_worth_a_write = True

    def _answer(self, letter: Envelope, reply: Reply) -> None:
        if letter.reply is not None:
            self.answers.append((letter, reply))

    def _mark_read(self, command: Command) -> None:
        if type(command) in WISHES:
            wish: Wish = command  # type: ignore[assignment]
            self._ids[wish.id] = None
            self.is_worth_a_write = True
            return
        match command:
            case Post(words=words) if words.thread is None:
                self.seen = max(self.seen, words.id)
                self._new_posts.append(LetterId(words.id))
            case Delivered(effect=about) | Undeliverable(effect=about):
                self._outbox = tuple(pending for pending in self._outbox if pending.id != about)
                self.is_worth_a_write = True

    # --- time, and the rules ---

    def _let_time_pass(self, moment: Moment) -> None:
        """Whatever was due by `moment`, as far as was heard, happens; a Wake that changes nothing ends it."""
        if self._heard is None or self.due is None:
            return
        until = min(moment, self._heard)
        for _ in range(MOST_AT_ONE_MOMENT):
            if not self._is_due(until):
                return
            before = self.state
            self._step(Wake(until), moment)
            if self.state is before:
                return
        raise TimeIsPoison("a hundred deadlines at one moment")

    def _is_due(self, until: Moment) -> bool:
        due = self.due
        return due is not None and due <= until

    def _step(self, command: Command, moment: Moment) -> tuple[Event, ...]:
        made = self._rules.step(self.state, command, moment, self._policy)
        if made.state is not self.state:
            self.state, self._is_due_known, self.is_worth_a_write = made.state, False, True
        if made.effects:
            for effect in made.effects:
                self._promise(effect)
        if made.events:
            self.events.extend(made.events)
        return made.events

    def _promise(self, effect: Effect | Withdraw) -> None:
        """What waits already is promised once: a message that is heard twice has the same files."""
        self.is_worth_a_write = True
        if isinstance(effect, Withdraw):
            self._outbox = tuple(replace(one, withdrawn=True) if one.id in effect.ids else one for one in self._outbox)
        elif all(one.id != effect.id or one.withdrawn for one in self._outbox):
            self._outbox = (*self._outbox, Pending(self._now, effect))
            self.promised.append(effect.id)
