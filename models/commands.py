"""What someone wants (a wish, may be refused) or what the world reports (a fact, never refused).

`id` is the snowflake of the interaction or message, or the id of the letter between actors; `said_at` is when it was
said, which may be long before it is read.
"""

from dataclasses import dataclass

from models.ids import Address, ChannelId, EffectId, LetterId, TypeKey, UserId
from models.message import Written
from models.moment import Moment
from models.person import Person
from models.ticket import Priority

MOST_NOTE = MOST_COMMENT = 1000  # characters of why a ticket was closed, and of what a rating is about

# --- wishes to a ticket ---


@dataclass(frozen=True, slots=True)
class Open:
    """From the desk: this number is a ticket now."""

    id: LetterId
    said_at: Moment
    ticket: Address
    owner: UserId
    owner_name: str
    type: TypeKey
    title: str
    text: str
    category: ChannelId


@dataclass(frozen=True, slots=True)
class SetPriority:
    id: LetterId
    said_at: Moment
    by: Person
    priority: Priority


@dataclass(frozen=True, slots=True)
class SetType:
    id: LetterId
    said_at: Moment
    by: Person
    type: TypeKey


@dataclass(frozen=True, slots=True)
class NoAnswerNeeded:
    id: LetterId
    said_at: Moment
    by: Person


@dataclass(frozen=True, slots=True)
class Close:
    id: LetterId
    said_at: Moment
    by: Person
    note: str = ""
    ask_rating: bool = True


@dataclass(frozen=True, slots=True)
class StillNeedHelp:
    """The owner's button: as good as a message."""

    id: LetterId
    said_at: Moment
    by: Person


@dataclass(frozen=True, slots=True)
class Solved:
    """The owner's button: it closes the ticket."""

    id: LetterId
    said_at: Moment
    by: Person
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reopen:
    """By staff or the owner in the channel; in a direct message `by` has no roles, so there only the owner may."""

    id: LetterId
    said_at: Moment
    by: Person


@dataclass(frozen=True, slots=True)
class Leave:
    """Whoever moved the ticket to another team, and kept sight of it, needs it no more."""

    id: LetterId
    said_at: Moment
    by: Person


@dataclass(frozen=True, slots=True)
class ReadFull:
    """A lead reads the whole record, with what was gated, deleted and edited: staff are told who did."""

    id: LetterId
    said_at: Moment
    by: Person


@dataclass(frozen=True, slots=True)
class Rate:
    """In a direct message there is no guild and no role: only the owner may, by their user id."""

    id: LetterId
    said_at: Moment
    by: UserId
    stars: int
    comment: str = ""


# --- wishes to a desk ---


@dataclass(frozen=True, slots=True)
class SetUp:
    """Post the panel in `channel`; new tickets' channels go into `category`."""

    id: LetterId
    said_at: Moment
    by: Person
    category: ChannelId
    channel: ChannelId


@dataclass(frozen=True, slots=True)
class Submit:
    """A filled form."""

    id: LetterId
    said_at: Moment
    by: Person
    type: TypeKey
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class TicketClosed:
    """From a ticket to its desk: this number, which was reopened so often, is no longer open."""

    id: LetterId
    said_at: Moment
    number: int
    reopened: int = 0


@dataclass(frozen=True, slots=True)
class TicketReopened:
    """From a ticket to its desk: this number is open again, for the `reopened`-th time."""

    id: LetterId
    said_at: Moment
    number: int
    owner: UserId
    type: TypeKey
    reopened: int = 1


# --- facts ---


@dataclass(frozen=True, slots=True)
class Post:
    """`live` is False for a message read from history: it is never gated."""

    words: Written
    live: bool = True

    @property
    def id(self) -> int:
        return self.words.id

    @property
    def said_at(self) -> Moment:
        return self.words.at


@dataclass(frozen=True, slots=True)
class Edit:
    """The message as it reads now."""

    words: Written

    @property
    def id(self) -> int:
        return self.words.id


@dataclass(frozen=True, slots=True)
class Delete:
    id: int
    said_at: Moment


@dataclass(frozen=True, slots=True)
class SurfaceGone:
    """The channel answered 404, confirmed; never a cache miss. The ticket may have another one by now."""

    channel: ChannelId
    said_at: Moment


@dataclass(frozen=True, slots=True)
class OwnerIs:
    """Whether the owner is in the server, and until when they are silenced there: the whole truth of `said_at`."""

    said_at: Moment
    is_here: bool
    muted_until: Moment | None = None


@dataclass(frozen=True, slots=True)
class Delivered:
    """`receipt` is the snowflake of the channel or message that was made; 0 where nothing was made."""

    effect: EffectId
    receipt: int = 0


WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Undeliverable:
    """It can never arrive; `why` is a stable word such as "closed_dm", never a sentence.

    WITHDRAWN is no failure: nobody wanted it any more.
    """

    effect: EffectId
    why: str


@dataclass(frozen=True, slots=True)
class Wake:
    """Everything said before `until` has been heard, without a gap."""

    until: Moment


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """History has been read up to `until`: the first Wake after a silence of ours."""

    until: Moment


TicketWish = (
    Open | SetPriority | SetType | NoAnswerNeeded | StillNeedHelp | Solved | Close | Reopen | Leave | ReadFull | Rate
)
DeskWish = SetUp | Submit | TicketClosed | TicketReopened
Wish = TicketWish | DeskWish
Fact = Post | Edit | Delete | SurfaceGone | OwnerIs | Delivered | Undeliverable | Wake | CaughtUp
Command = Wish | Fact
