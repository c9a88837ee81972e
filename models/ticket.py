"""The state of one ticket: what was said, what was promised, what was told. Everything else is computed from these.

`turns` and `terms` are facts, and facts have no order of arrival: `turns` is a set, kept sorted.
`told` is the memory of our own voice. No timer, no cycle number and no status is stored.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum, StrEnum

from models.ids import Address, ChannelId, EffectId, LetterId, MessageId, RoleId, TypeKey, UserId, What
from models.moment import Moment

LEFT, NOBODY = "left", "unknown_member"
"""The words of an outcome for somebody who is not in the server any more, or nowhere at all."""


class Side(IntEnum):
    """Whose turn it was."""

    OWNER = 1
    STAFF = 2
    WAIVED = 3  # staff said "no answer needed"
    OTHER = 4  # neither asks nor answers; as a turn: the ticket was reopened, and every silence begins anew


class Priority(StrEnum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class Ending(StrEnum):
    """Why a ticket was closed."""

    BY_STAFF = "by_staff"
    BY_OWNER = "by_owner"  # pressed "Solved"
    TIMED_OUT = "timed_out"
    SURFACE_DELETED = "surface_deleted"


class Away(StrEnum):
    """Why the owner could not write."""

    LEFT = "left"  # the server
    TIMED_OUT = "timed_out"  # by Discord's time-out


@dataclass(frozen=True, slots=True, order=True)
class Absence:
    """The owner could not write from `since` on; `until` is None while nobody knows when that ends."""

    since: Moment
    until: Moment | None
    why: Away


@dataclass(frozen=True, slots=True, order=True)
class Turn:
    """Somebody spoke, or waived. Sorted by Discord's own time; `id` is a message's or an interaction's snowflake."""

    at: Moment
    id: int
    side: Side


@dataclass(frozen=True, slots=True)
class Term:
    """From `since` on, this is what the desk owes. `promise` is None while there is no priority."""

    since: Moment
    type: TypeKey
    priority: Priority | None = None
    promise: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """How far one series has come: `count` rungs are behind us; `shown` is the last that was really said.

    `message` is the last of the series that stands in the world: the next one replaces it.
    """

    what: What
    anchor: int
    count: int
    shown: EffectId | None = None
    delivered: Moment | None = None
    message: MessageId | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of something sent: its message, or None where it can never arrive, and `why`."""

    at: Moment
    message: MessageId | None
    why: str = ""


STARS = range(1, 6)


@dataclass(frozen=True, slots=True)
class Rating:
    """One of the STARS and a comment; `n` counts the changes."""

    stars: int
    comment: str
    first_at: Moment
    n: int


@dataclass(frozen=True, slots=True)
class Closing:
    """How the ticket ends; `by` is None where nobody closed it. Outcomes are None until their receipt comes.

    `forgotten`: nothing of it is to be kept; the record goes once everybody who must know was told.
    """

    at: Moment
    ending: Ending
    by: UserId | None = None
    note: str = ""
    rating_asked: bool = False
    archived: Moment | None = None
    copy: Outcome | None = None
    transcript: Outcome | None = None
    rating: Rating | None = None
    removed: bool = False
    forgotten: bool = False

    @property
    def is_for_nobody(self) -> bool:
        """The owner is gone, so nobody would read a copy in the channel."""
        return self.copy is not None and self.copy.why in (LEFT, NOBODY)


@dataclass(frozen=True, slots=True)
class Ticket:
    """Invariants: turns sorted, at most 64; terms sorted, at most 32; one Told per What.

    `form` is the text that the owner submitted, kept only until it stands in the channel. `asking` is the message that
    asked for a priority. `category` is where its channel was ordered; `role` is the team that was last let in;
    `guests` moved it to another team and still look on, at most 8. `absences` sorted, at most 8, none overlapping;
    of more the oldest has the length of all before it.
    `reopened` counts how often it was reopened: it names whatever its next end will promise. `still` is the letter by
    which the owner still needed help; None once that was answered, or the ticket closed.
    """

    id: Address
    owner: UserId
    owner_name: str
    title: str
    opened_at: Moment
    turns: tuple[Turn, ...]
    terms: tuple[Term, ...]
    form: str | None = None
    channel: ChannelId | None = None
    card: MessageId | None = None
    surface_gone: bool = False
    promised_at: Moment | None = None
    told: tuple[Told, ...] = ()
    priority_asked: bool = False
    asking: MessageId | None = None
    closing: Closing | None = None
    category: ChannelId | None = None
    role: RoleId | None = None
    guests: tuple[UserId, ...] = ()
    absences: tuple[Absence, ...] = ()
    reopened: int = 0
    still: LetterId | None = None

    @property
    def term(self) -> Term:
        return self.terms[-1]
