"""What the world must be shown. Every effect has an identity; the sentence is found in the wording.

An effect carries every id that it needs and no text of a member but what it must show and nothing else keeps.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from models.commands import Open, TicketClosed, TicketReopened
from models.ids import Address, ChannelId, EffectId, FileId, MessageId, RoleId, TypeKey, UserId
from models.moment import Moment
from models.ticket import Ending, Priority, Rating


class Place(StrEnum):
    """Where something is said; which channel that is, the guild's policy knows."""

    TICKET = "ticket"
    SLA = "sla"
    OWNER_DM = "owner_dm"
    STAFF_LOG = "staff_log"
    TRANSCRIPTS = "transcripts"


# --- of a ticket ---


@dataclass(frozen=True, slots=True)
class CreateSurface:
    """The private channel; its topic carries the ticket's address. Receipt: the channel.

    `staff_write` False is the gate: a ticket that is reopened may have its priority already.
    """

    id: EffectId
    owner: UserId
    role: RoleId | None
    type: TypeKey
    category: ChannelId | None
    staff_write: bool = False
    guests: tuple[UserId, ...] = ()


@dataclass(frozen=True, slots=True)
class Welcome:
    """The card, with its select and its buttons; calls the owner, and the role if there is one. Receipt: the message.

    `role` is None where the team is called elsewhere.
    """

    id: EffectId
    channel: ChannelId
    owner: UserId
    role: RoleId | None
    type: TypeKey
    title: str
    priority: Priority | None = None
    promise: timedelta | None = None


@dataclass(frozen=True, slots=True)
class PostForm:
    """What the owner wrote in the form: the first message of the conversation."""

    id: EffectId
    channel: ChannelId
    owner: UserId
    owner_name: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class ShowCard:
    """The card as it is true now: an absolute edit."""

    id: EffectId
    channel: ChannelId
    message: MessageId
    owner: UserId
    type: TypeKey
    title: str
    priority: Priority | None
    promise: timedelta | None


@dataclass(frozen=True, slots=True)
class SetAccess:
    """Who may see and write, absolutely: `staff_write` False is the gate, `locked` silences the owner and the staff.

    `guests` may read and write as staff do; `without` (roles and people) have nothing to do with it any more.
    """

    id: EffectId
    channel: ChannelId
    owner: UserId
    role: RoleId | None
    staff_write: bool
    locked: bool = False
    guests: tuple[UserId, ...] = ()
    without: tuple[RoleId | UserId, ...] = ()


@dataclass(frozen=True, slots=True)
class Rename:
    """The channel's name and topic follow the type, and its category where the type has one of its own (else None)."""

    id: EffectId
    channel: ChannelId
    type: TypeKey
    category: ChannelId | None = None


@dataclass(frozen=True, slots=True)
class KeepFile:
    """Its bytes are copied into the database, once for all who have the same; the archive knows its name."""

    id: EffectId
    channel: ChannelId
    message: MessageId
    file: FileId


@dataclass(frozen=True, slots=True)
class Say:
    """One message. `role` or `user` is mentioned; `since`, `promise` and `priority` are facts for its sentence.

    `channel` is the ticket's own, for the link where it is said elsewhere; `to` alone tells where it is said.
    `breached` adds the breach's details; `why` says why the delivery of `id.of` failed, or why the owner is away, until
    `until`; `by` closed the ticket, whose channel then `stays` for a while, or reopened it, or read its full record;
    `type` is what it is about now; `may_reopen` shows the button.
    """

    id: EffectId
    to: Place
    channel: ChannelId | None = None
    role: RoleId | None = None
    user: UserId | None = None
    since: Moment | None = None
    promise: timedelta | None = None
    priority: Priority | None = None
    breached: bool = False
    why: str = ""
    by: UserId | None = None
    stays: timedelta | None = None
    until: Moment | None = None
    type: TypeKey | None = None
    may_reopen: bool = False


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Take these back where they still wait in the outbox; what was said stays."""

    ids: tuple[EffectId, ...]


@dataclass(frozen=True, slots=True)
class DeleteMessage:
    """404 is done. `to` names where it stands; `channel` only where that is the ticket's own.

    It waits until none of `after` is in the outbox any more, for ten seconds at most: files are kept before they go.
    """

    id: EffectId
    to: Place
    message: MessageId
    channel: ChannelId | None = None
    after: tuple[EffectId, ...] = ()


@dataclass(frozen=True, slots=True)
class ReturnGated:
    """Sends its author the text of a gated message, which the archive holds; only staff can do anything about it."""

    id: EffectId
    author: UserId
    message: MessageId
    channel: ChannelId
    is_staff: bool = True


@dataclass(frozen=True, slots=True)
class CompleteArchive:
    """Compares the archive with Discord's history and adds what is missing."""

    id: EffectId
    channel: ChannelId


@dataclass(frozen=True, slots=True)
class SendTranscript:
    """To the transcripts channel, the owner's direct messages, or (where those are closed) the ticket's channel.

    `form` is what the owner submitted, where no channel ever showed it; else the archive holds it.
    """

    id: EffectId
    to: Place
    owner: UserId
    owner_name: str
    type: TypeKey
    title: str
    opened_at: Moment
    closed_at: Moment
    ending: Ending
    by: UserId | None
    note: str
    ask_rating: bool
    channel: ChannelId | None = None
    form: str | None = None
    may_reopen: bool = False


@dataclass(frozen=True, slots=True)
class ShowRating:
    """In the transcript's message; where there is none, staff are told instead (`message` is None)."""

    id: EffectId
    message: MessageId | None
    rating: Rating


@dataclass(frozen=True, slots=True)
class DeleteSurface:
    id: EffectId
    channel: ChannelId


# --- of a desk ---


@dataclass(frozen=True, slots=True)
class PostPanel:
    """The panel with a choice for each type of the policy. Receipt: the message."""

    id: EffectId
    channel: ChannelId


@dataclass(frozen=True, slots=True)
class ShowPanel:
    """The panel as the policy wants it now: an absolute edit."""

    id: EffectId
    channel: ChannelId
    message: MessageId


# --- between actors ---


@dataclass(frozen=True, slots=True)
class Tell:
    """A letter to another actor, delivered once that one has committed it."""

    id: EffectId
    to: Address
    command: Open | TicketClosed | TicketReopened


Effect = (
    CreateSurface
    | Welcome
    | PostForm
    | ShowCard
    | SetAccess
    | Rename
    | KeepFile
    | Say
    | DeleteMessage
    | ReturnGated
    | CompleteArchive
    | SendTranscript
    | ShowRating
    | DeleteSurface
    | PostPanel
    | ShowPanel
    | Tell
)
"""What an outbox may hold; a Withdraw is carried out by the commit itself."""
