"""What an actor needs of the world, and how the world may fail it. Implementations live in models/documents and bot.

Exception
  StaleWrite       the document is not as it was: somebody else wrote it, or claimed it
  StoreDown        a time-out or a reset: nobody knows whether the write landed
  HistoryDown      Discord did not answer; the gap stays unread
  SurfaceMissing   Discord answered 404 for the channel, and again when asked a second time
  WorldError       Discord refused, with its status and code
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from models.commands import Command, Post
from models.effects import Effect
from models.errors import StaleWrite as StaleWrite
from models.errors import StoreDown as StoreDown
from models.grave import Grave as Grave
from models.ids import Address, ChannelId, GuildId, MessageId, RoleId, UserId, What
from models.message import Entry, Thread, Trace, Written
from models.moment import Moment
from models.policy import Policy
from models.snapshot import Pending, Snapshot, State, Step


class HistoryDown(Exception):
    """Discord did not answer; the gap stays unread."""


class SurfaceMissing(Exception):
    """Discord answered 404 for the channel, and again when asked a second time."""


class WorldError(Exception):
    """Discord refused: `status` is HTTP's, `code` Discord's own (0 where it gave none)."""

    def __init__(self, status: int, code: int = 0, missing: str = "", channel: ChannelId | None = None) -> None:
        super().__init__(status, code, missing)
        self.status, self.code, self.missing, self.channel = status, code, missing, channel


class Trouble(StrEnum):
    """What staff must be told at once, outside of every promise."""

    MISSING_PERMISSION = "missing_permission"  # a lane waits until it is given
    STUCK = "stuck"  # this ticket or desk is in quarantine until it is revived
    GUILD_STUCK = "guild_stuck"  # all of this guild's are
    NOBODY_CALLED = "nobody_called"  # a role was mentioned, and Discord notified nobody
    NO_CATEGORY = "no_category"  # the category for new channels is gone or full; they stand outside of it
    CHANNEL_GONE = "channel_gone"  # a channel or a category that the settings name was deleted
    ROLE_GONE = "role_gone"  # a role that the settings name was deleted
    PANEL_GONE = "panel_gone"  # the panel was deleted, so nobody can open a ticket


@dataclass(frozen=True, slots=True)
class Notice:
    """`missing` names the permissions, where Discord or the outlet could; `what` is the effect that needs them.

    Of what was deleted, `missing` is the setting that names it.

    `channel` is where, `role` is who was not called.
    """

    trouble: Trouble
    missing: str = ""
    what: What | None = None
    channel: ChannelId | None = None
    role: RoleId | None = None


class Store(Protocol):
    async def begin(self) -> int:
        """The epoch of this process: larger than that of every process that began before."""
        ...

    async def claim(self, address: Address, epoch: int, *, may_be_new: bool = True) -> Snapshot:
        """Loads, and raises the version: from here on every older write, late or foreign, misses its filter.

        Raises StaleWrite where a later epoch holds it, StoreDown where nobody knows. An actor that was never
        written is claimed too: version 1 and no state; unless it may not be new: then nothing is written, and what
        is found is version 0.
        """
        ...

    async def commit(self, address: Address, expected: int, snapshot: Snapshot, *, alive: bool) -> None:
        """One conditional write of `snapshot`, whose version is expected + 1. Raises StaleWrite, StoreDown."""
        ...

    async def alive(self, guild: GuildId) -> tuple[Address, ...]:
        """Whoever has something left to do there: the desk, and each ticket whose last commit said so."""
        ...

    async def archive(self, address: Address, traces: Sequence[Trace]) -> None:
        """Merges: creates, edits and deletes arrive in any order, and twice."""
        ...

    async def entries(self, address: Address) -> tuple[Entry, ...]:
        """The archive of one ticket, by message id."""
        ...

    async def known(self, address: Address) -> Mapping[MessageId, Moment | None]:
        """The messages that the archive believes to stand: id -> when its latest text was edited, None = never."""
        ...

    async def bury(self, address: Address, grave: Grave) -> None:
        """An upsert by the letter's name."""
        ...

    async def forget(self, address: Address) -> None:
        """Nothing of this ticket is kept: its document, archive, graves, and the files that nobody else has.

        May be called again after any failure.
        """
        ...

    async def ping(self) -> None:
        """Raises StoreDown where it does not answer."""
        ...


class Outlet(Protocol):
    async def deliver(self, sender: Address, pending: Pending) -> int:
        """Shows it to the world; the receipt is the snowflake of what was made, 0 where nothing was."""
        ...

    async def find(self, sender: Address, pending: Pending) -> int | None:
        """The receipt of an act that was done before, found by its mark in the world; None when there is none."""
        ...

    def is_told_apart(self, effect: Effect) -> bool:
        """Whether Discord itself knows a repeat for some minutes (a nonce), so that a young one needs no look."""
        ...


class History(Protocol):
    async def after(self, channel: ChannelId, message: MessageId) -> Sequence[Post]:
        """The next page of what stands there after this message, oldest first; empty at the end.

        Raises HistoryDown, SurfaceMissing, and WorldError where a permission is missing.
        """
        ...

    async def again(self, channel: ChannelId, message: MessageId) -> Written | None:
        """One message as it stands now; None when it is gone. Raises as `after` does."""
        ...

    async def threads(self, channel: ChannelId) -> Sequence[Thread]:
        """Every thread of this channel, archived ones too. Raises as `after` does."""
        ...


@dataclass(frozen=True, slots=True)
class Presence:
    """Whether somebody is in the server, and until when they are silenced there."""

    is_here: bool
    muted_until: Moment | None = None


class Attendance(Protocol):
    """Who is there."""

    async def of(self, guild: GuildId, person: UserId) -> Presence:
        """Absent is who Discord answers 404 for, never a cache miss. Raises HistoryDown."""
        ...


class Ear(Protocol):
    """How far the gateway has been heard."""

    def heard_until(self, guild: GuildId) -> Moment:
        """Everything said there before this has reached a mailbox, or lies in a gap."""
        ...

    def ask(self, guild: GuildId) -> None:
        """Asks the gateway for a sign of life, at most once in 5 s and shard; never waits."""
        ...


class Alarm(Protocol):
    def cancel(self) -> None: ...


class Clock(Protocol):
    def now(self) -> Moment:
        """Story time: what Discord's snowflakes tell. Promises are counted in it."""
        ...

    def monotonic(self) -> float:
        """Real seconds: back-off, restart windows, time-outs, drain."""
        ...

    def call_at(self, at: Moment, ring: Callable[[], None]) -> Alarm:
        """Calls `ring` once story time is `at` or later."""
        ...


class Policies(Protocol):
    def of(self, guild: GuildId) -> Policy: ...


class Rules(Protocol):
    """The pure rules of one kind of actor. `step` raises Refused and nothing else."""

    def step(self, state: State | None, command: Command, now: Moment, policy: Policy) -> Step: ...

    def alarm(self, state: State | None, policy: Policy) -> Moment | None:
        """When to Wake: the first deadline with its grace."""
        ...

    def channel_of(self, state: State | None) -> ChannelId | None:
        """The channel whose messages are this actor's, while it listens there."""
        ...

    def is_done(self, state: State | None, policy: Policy) -> bool:
        """Nothing will ever happen again of its own accord: it may rest until a letter comes."""
        ...

    def is_forgotten(self, state: State | None) -> bool:
        """Once its outbox is empty, nothing of it is to be kept. Never done until then."""
        ...

    def owner_of(self, state: State | None) -> UserId | None:
        """Whose presence matters to it, while it is open."""
        ...
