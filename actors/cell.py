"""What outlives an actor: its letters, its deaths, the letters in hand, its alarm, and the courier of its outbox."""

import asyncio
from asyncio import get_running_loop
from collections.abc import Callable, Collection, Mapping
from datetime import timedelta
from typing import Any

from actors.courier import PARKED, Courier
from actors.letters import Appeared, Busy, Envelope, Gap, Gone, Reply
from actors.mailbox import Mailbox
from actors.office import Office
from actors.pauses import Pauses
from actors.ports import Alarm
from models.commands import CaughtUp, Delete, Delivered, Edit, OwnerIs, Post, SurfaceGone, Undeliverable, Wake
from models.ids import Address, ChannelId, EffectId, MessageId
from models.moment import Moment
from models.snapshot import Snapshot, State

RING_AGAIN = timedelta(seconds=5)  # after a Wake that changed nothing, because not enough was heard

SINGLY = 128  # letters that are read one by one after a death: more than a page of history and a batch hold

NONE: frozenset[MessageId] = frozenset()  # the one: each new one takes 216 bytes
NOBODY: Mapping[int, int] = {}

Fact = Callable[[State], Any]


class Cell:
    """One per address, for as long as anything is expected of it.

    `is_behind`: a gap is unread, so live posts are dropped (the history holds them) and nothing is said of our own
    accord; `is_deaf`: it cannot be read, because a permission is missing. `is_checked`: the archive was compared with
    the history since the last silence of ours.
    """

    __slots__ = (
        *("_alarm", "_due", "_office", "_rung_for", "address", "channel", "courier", "deaths", "failed"),
        *(
            "_retry",
            "in_hand",
            "is_behind",
            "is_checked",
            "is_deaf",
            "is_stuck",
            "life",
            "mailbox",
            "pauses",
            "read_again",
            "rules",
        ),
        *("singly", "state", "suspects"),
    )

    def __init__(self, address: Address, office: Office) -> None:
        self.address, self._office, self.rules = address, office, office.rules_of(address)
        self.mailbox = Mailbox(office.room)
        self.in_hand: list[Envelope] = []
        self.singly = 0  # after a death letters are read one by one, to find the culprit
        self.suspects = NOBODY  # how often a life ended with this post alone in hand: the history brings it again
        self.deaths: tuple[float, ...] = ()
        self.failed = 0  # lives that the store has ended since the last commit
        self.is_stuck = False
        self.is_behind, self.is_deaf, self.is_checked = True, False, False
        self.read_again = NONE  # edited or deleted while there was no room
        self.state: State | None = None
        self.channel: ChannelId | None = None
        self.life: asyncio.Task[None] | None = None
        self.pauses = Pauses()
        self.courier = Courier(address, office, self.put)
        self._retry: asyncio.TimerHandle | None = None
        self._alarm: Alarm | None = None
        self._due: Moment | None = None  # for which the alarm is set
        self._rung_for: Moment | None = None

    @property
    def is_quiet(self) -> bool:
        """Everything was read, and no call is under way."""
        return self.is_stuck or (self.mailbox.is_watched and not self.in_hand and self.courier.is_quiet)

    # --- letters ---

    def put(self, letter: Envelope) -> None:
        """Never waits. Posts and traces may be dropped, because the history holds them; wishes may be told `Busy`."""
        if not self.is_behind and self.mailbox.offer(letter):
            return
        match letter.command:
            case Post() if self.is_behind and not letter.again:
                return
            case Wake() | CaughtUp() | Delivered() | Undeliverable() | SurfaceGone() | OwnerIs() | Appeared():
                self.mailbox.put(letter)
            case _ if not self.mailbox.is_full:
                self.mailbox.put(letter)
            case Post():
                self.open_gap()
            case Edit() | Delete():
                self.read_again |= {MessageId(letter.command.id)}
                self.open_gap()
            case _:
                letter.answer(Busy())

    def open_gap(self) -> None:
        """From here until the gap is read no live post is taken, so order and cursor stay whole."""
        if not self.is_behind:
            self.is_behind = True
            self.mailbox.put(self._gap())

    def open_gap_first(self) -> None:
        """Before everything that waits: at birth, and when the channel becomes known."""
        self.is_behind = True
        self.mailbox.put_back([self._gap()])

    def stay_deaf(self) -> None:
        """The gap stays unread until a permission is given, or an hour has passed."""
        self.is_behind = self.is_deaf = True
        if self._retry is not None:
            self._retry.cancel()
        self._retry = get_running_loop().call_later(PARKED, self.try_again)

    def try_again(self) -> None:
        """A permission may have been given."""
        self.courier.try_again()
        if self._retry is not None:
            self._retry.cancel()
            self._retry = None
            self.mailbox.put(self._gap())

    def _gap(self) -> Envelope:
        return Envelope(Gap(), self._office.clock.now())

    def take(self, most: int) -> list[Envelope]:
        self.in_hand = self.mailbox.take(self.at_once(most))
        return self.in_hand

    def at_once(self, most: int) -> int:
        """How many letters may be read together."""
        if self.singly == 0:
            return most
        self.singly -= 1
        return 1

    def hand_back(self) -> None:
        """Neither a gap nor what the history told: every life begins with a gap of its own."""
        self.mailbox.put_back([letter for letter in self.in_hand if not _comes_by_itself(letter)])
        self.in_hand = []

    def suspect(self) -> None:
        """A life ended: whoever was alone in hand did it; from here on the letters are read singly for a while."""
        if len(self.in_hand) == 1:
            (letter,) = self.in_hand
            letter.deaths += 1
            if isinstance(letter.command, Post):
                self.suspects = {**self.suspects, letter.command.id: letter.deaths}
        self.singly = SINGLY

    def turn_away(self, reply: Reply) -> None:
        """Answers everyone who waits here."""
        for letter in self.in_hand:
            letter.answer(reply)
        self.in_hand = []
        self.mailbox.empty(reply)

    # --- what is committed ---

    def publish(self, kept: Snapshot, promised: Collection[EffectId] = ()) -> None:
        """Shows a state that is committed to everybody who asks for it, and its outbox to the courier."""
        self.state = kept.state
        if (channel := self.rules.channel_of(kept.state)) != self.channel:
            self._enter(channel)
        self._office.watchers.show(self.address, kept.state)
        self.courier.hold(kept.outbox, promised)

    def _enter(self, channel: ChannelId | None) -> None:
        if self.channel is not None:
            self._office.directory.remove(self.channel, self.address)
        if channel is not None:
            self._office.directory.enter(channel, self.address)
        self.channel = channel

    # --- time ---

    def set_alarm(self, due: Moment | None) -> None:
        """A deadline that stays in the past (not enough was heard yet) rings again after five seconds, not at once."""
        if due == self._due:
            return
        self.clear_alarm()
        if due is not None and not self.is_stuck:
            again = due == self._rung_for
            at = max(due, self._office.clock.now() + RING_AGAIN) if again else due
            self._due, self._alarm = due, self._office.clock.call_at(at, self._ring)

    def clear_alarm(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm = self._due = None

    def _ring(self) -> None:
        """What falls due first asks whether enough was heard; what was heard by now is what the Wake may speak of."""
        office, guild, due = self._office, self.address.guild, self._due
        self._alarm, self._due, self._rung_for = None, None, due
        now, heard = office.clock.now(), office.ear.heard_until(guild)
        if due is not None and heard < due:
            office.ear.ask(guild)
        self.put(Envelope(Wake(min(now, heard)), now))

    # --- the end ---

    def close(self, reply: Reply) -> None:
        """Nobody will read here any more: alarm off, courier cut, everyone answered."""
        self.clear_alarm()
        if self._retry is not None:
            self._retry.cancel()
        self.pauses.end_all()
        self.courier.cut()
        self.turn_away(reply)
        if not isinstance(reply, Gone) or not self._office.is_open:
            self._office.watchers.dismiss(self.address)  # else the fact may still come, in the next life

    def leave(self) -> None:
        """The channel is struck out of the directory."""
        self._enter(None)


def _comes_by_itself(letter: Envelope) -> bool:
    return isinstance(letter.command, Gap) or (isinstance(letter.command, Post) and not letter.command.live)
