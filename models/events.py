"""What became true. An event applies without failing, in any state it was decided in."""

from dataclasses import dataclass

from models import desk_events as d
from models.ids import Address, ChannelId, EffectId, FileId, LetterId, MessageId, RoleId, TypeKey, UserId
from models.moment import Moment
from models.ticket import Absence, Ending, Outcome, Rating, Term, Turn


@dataclass(frozen=True, slots=True)
class Opened:
    at: Moment
    id: LetterId
    ticket: Address
    owner: UserId
    owner_name: str
    type: TypeKey
    title: str
    text: str
    category: ChannelId
    role: RoleId | None = None


@dataclass(frozen=True, slots=True)
class SurfaceMade:
    channel: ChannelId


@dataclass(frozen=True, slots=True)
class SurfaceFailed:
    """The channel can never be made; staff are told."""

    why: str


@dataclass(frozen=True, slots=True)
class SurfaceLost:
    """The channel is gone from Discord."""

    at: Moment


@dataclass(frozen=True, slots=True)
class CardPosted:
    message: MessageId


@dataclass(frozen=True, slots=True)
class Doubled:
    """Another card, or question, stands in the same channel already: this one goes."""

    message: MessageId


@dataclass(frozen=True, slots=True)
class FormPosted:
    """What the owner wrote in the form stands in the channel, and so in the archive."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A turn took its place among the turns, late or not."""

    turn: Turn


@dataclass(frozen=True, slots=True)
class Gated:
    """`is_staff`: the author serves this ticket, and so may set the priority that is missing.

    `files` came with it, and are kept before it goes.
    """

    message: MessageId
    author: UserId
    is_staff: bool
    files: tuple[FileId, ...] = ()


@dataclass(frozen=True, slots=True)
class PriorityAsked:
    """The question for a priority stands in the channel."""

    message: MessageId


@dataclass(frozen=True, slots=True)
class GatedUnreturned:
    """The author of a gated message has closed their direct messages."""

    message: MessageId
    author: UserId


@dataclass(frozen=True, slots=True)
class FilesCame:
    """With a message, which stands in the ticket's channel or in a thread of it; their bytes are to be kept."""

    message: MessageId
    files: tuple[FileId, ...]
    channel: ChannelId


@dataclass(frozen=True, slots=True)
class Edited:
    message: MessageId


@dataclass(frozen=True, slots=True)
class Deleted:
    message: MessageId


@dataclass(frozen=True, slots=True)
class TermsChanged:
    """By a command (`by` is its id) or by a changed policy (0)."""

    term: Term
    by: int
    person: UserId | None = None


@dataclass(frozen=True, slots=True)
class TeamChanged:
    """Another role serves this ticket's type now, because the policy or the settings say so."""

    at: Moment
    role: RoleId | None


@dataclass(frozen=True, slots=True)
class GuestStayed:
    """Moved the ticket to a team that they are not of, and keeps sight of it."""

    person: UserId


@dataclass(frozen=True, slots=True)
class GuestLeft:
    person: UserId
    by: LetterId


@dataclass(frozen=True, slots=True)
class OwnerAway:
    """The owner cannot write: their clocks stand still. Replaces what was known of the same absence."""

    absence: Absence


@dataclass(frozen=True, slots=True)
class OwnerBack:
    at: Moment


@dataclass(frozen=True, slots=True)
class StillNeeded:
    """The owner, who was waited for, pressed the button: whoever reads the ticket is to see it."""

    by: LetterId


@dataclass(frozen=True, slots=True)
class FullRead:
    """A lead has read what everybody else may not."""

    person: UserId
    by: LetterId


@dataclass(frozen=True, slots=True)
class MarkPassed:
    """A rung is behind us. `said` is False where a graver one speaks in the same place.

    `closes` is when what it warns of would come.
    """

    id: EffectId
    due: Moment
    said: bool
    closes: Moment | None = None


@dataclass(frozen=True, slots=True)
class MarkDelivered:
    id: EffectId
    at: Moment
    message: MessageId


@dataclass(frozen=True, slots=True)
class Closed:
    at: Moment
    ending: Ending
    by: UserId | None = None
    note: str = ""
    rating_asked: bool = False
    forgotten: bool = False


@dataclass(frozen=True, slots=True)
class Reopened:
    """`by` is None where something said in time was heard late; `letter` is the wish or the post that did it."""

    at: Moment
    letter: int
    by: UserId | None = None


@dataclass(frozen=True, slots=True)
class ArchiveCompleted:
    """The archive holds what Discord holds, or Discord holds nothing any more."""

    at: Moment


@dataclass(frozen=True, slots=True)
class TranscriptSettled:
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class CopySettled:
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Rated:
    rating: Rating


@dataclass(frozen=True, slots=True)
class SurfaceRemoved:
    at: Moment


@dataclass(frozen=True, slots=True)
class DeliveryFailed:
    """Something promised can never arrive; staff are told once."""

    effect: EffectId
    why: str


Birth = Opened | SurfaceMade | SurfaceFailed | SurfaceLost | CardPosted | Doubled | FormPosted
Talk = Heard | Gated | PriorityAsked | GatedUnreturned | FilesCame | Edited | Deleted | StillNeeded | FullRead
People = TermsChanged | TeamChanged | GuestStayed | GuestLeft | OwnerAway | OwnerBack
Voice = MarkPassed | MarkDelivered | DeliveryFailed
End = Closed | Reopened | ArchiveCompleted | TranscriptSettled | CopySettled | Rated | SurfaceRemoved
TicketEvent = Birth | Talk | People | Voice | End
DeskEvent = (
    d.DeskSetUp | d.PanelPosted | d.PanelOutdated | d.TicketNumbered | d.TicketLeft | d.TicketReturned | DeliveryFailed
)
Event = TicketEvent | DeskEvent
