"""What is kept of a letter that could not be read, so that its ticket can go on without it."""

from dataclasses import dataclass

from models.commands import (
    Delete,
    Delivered,
    Leave,
    NoAnswerNeeded,
    OwnerIs,
    ReadFull,
    Reopen,
    SetPriority,
    SetType,
    StillNeedHelp,
    SurfaceGone,
    TicketClosed,
    TicketReopened,
    Undeliverable,
)
from models.ids import MessageId
from models.moment import Moment


@dataclass(frozen=True, slots=True)
class Reread:
    """A message, which is read again from Discord: what was said is never kept in a grave."""

    message: MessageId


Again = (
    Reread
    | Delete
    | Delivered
    | Undeliverable
    | SurfaceGone
    | OwnerIs
    | SetPriority
    | SetType
    | NoAnswerNeeded
    | StillNeedHelp
    | Reopen
    | Leave
    | ReadFull
    | TicketClosed
    | TicketReopened
)
"""What can be put into the mailbox once more: letters without a word that somebody typed."""


@dataclass(frozen=True, slots=True)
class Grave:
    """A letter that could not be read: its name and type, the error's type and traceback; never what was said.

    `again` is None where it cannot be read once more (it held text); its person has no name. `retry`: somebody has
    asked for that.
    """

    letter: str
    command: str
    error: str
    traceback: str
    at: Moment
    again: Again | None = None
    retry: bool = False
