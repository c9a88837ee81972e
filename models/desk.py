"""The state of one guild's desk: the numbers it gave, who has which open tickets, and where its panel stands."""

from dataclasses import dataclass

from models.ids import Address, ChannelId, GuildId, LetterId, MessageId, TypeKey, UserId


@dataclass(frozen=True, slots=True)
class OpenTicket:
    number: int
    owner: UserId
    type: TypeKey
    reopened: int = 0


@dataclass(frozen=True, slots=True)
class LeftTicket:
    """A ticket that was reopened so often, and is closed: a word about an earlier time of it is no news."""

    number: int
    reopened: int


@dataclass(frozen=True, slots=True)
class Submission:
    """Which ticket a submitted form became: the same form delivered twice is answered from here."""

    letter: LetterId
    number: int


@dataclass(frozen=True, slots=True)
class Panel:
    """Where the desk stands: `category` holds the tickets' channels, `channel` is where the panel shall stand.

    `message` is the panel that stands, `stands_in` its channel: those of the panel before while a new one (the n-th) is
    under way, None until the first is posted. `shows` is the digest of what it was ordered to show.
    """

    category: ChannelId
    channel: ChannelId
    message: MessageId | None = None
    n: int = 0
    stands_in: ChannelId | None = None
    shows: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """Invariants: numbers are given once, from 1 upwards; at most 64 submissions are remembered, and 64 that `left`."""

    guild: GuildId
    number: int = 0
    open: tuple[OpenTicket, ...] = ()
    submissions: tuple[Submission, ...] = ()
    panel: Panel | None = None
    left: tuple[LeftTicket, ...] = ()

    @property
    def id(self) -> Address:
        return Address(self.guild)

    def number_of(self, letter: LetterId) -> int | None:
        """The ticket that this submission became, or None."""
        return next((one.number for one in self.submissions if one.letter == letter), None)

    def open_of(self, owner: UserId) -> tuple[int, ...]:
        """The numbers of the owner's open tickets, oldest first."""
        return tuple(one.number for one in self.open if one.owner == owner)
