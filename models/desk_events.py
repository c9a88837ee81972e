"""What became true of a desk; that something never arrived is told there as of a ticket."""

from dataclasses import dataclass

from models.ids import ChannelId, LetterId, MessageId, TypeKey, UserId
from models.moment import Moment


@dataclass(frozen=True, slots=True)
class DeskSetUp:
    """`shows` names what the panel is to show (a digest)."""

    category: ChannelId
    channel: ChannelId
    shows: str = ""


@dataclass(frozen=True, slots=True)
class PanelPosted:
    """The n-th panel; another one may have been ordered since."""

    n: int
    channel: ChannelId
    message: MessageId


@dataclass(frozen=True, slots=True)
class TicketNumbered:
    number: int
    letter: LetterId
    at: Moment
    owner: UserId
    owner_name: str
    type: TypeKey
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class TicketLeft:
    """A ticket, which was reopened so often, is no longer among the open ones."""

    number: int
    reopened: int = 0


@dataclass(frozen=True, slots=True)
class TicketReturned:
    """A ticket is among the open ones again, for the `reopened`-th time."""

    number: int
    owner: UserId
    type: TypeKey
    reopened: int = 1


@dataclass(frozen=True, slots=True)
class PanelOutdated:
    """The panel does not show what the policy offers now; `shows` names what it is to show (a digest)."""

    at: Moment
    shows: str
