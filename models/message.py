"""What was written in a ticket's channel, and the traces that it leaves in the archive.

Traces are merged, not written over: creates, edits and deletes arrive in any order, and twice.
"""

from dataclasses import dataclass
from enum import StrEnum

from models.ids import ChannelId, FileId, MessageId
from models.moment import Moment
from models.person import Person


class Piece(StrEnum):
    """What stands beside a message's own text."""

    EMBED = "embed"
    FORWARD = "forward"  # the text of another message
    STICKER = "sticker"  # its name
    POLL = "poll"  # the question; each answer is a field, its value the votes once all are counted


@dataclass(frozen=True, slots=True)
class EmbedField:
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Embed:
    """The parts of an embed that a transcript shows, or of what else stands beside the text."""

    title: str = ""
    description: str = ""
    fields: tuple[EmbedField, ...] = ()
    footer: str = ""
    colour: int | None = None
    author: str = ""
    kind: Piece = Piece.EMBED


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a message; `size` in bytes, `url` as Discord signed it then, for about a day.

    `alt` is what its sender wrote for those who do not see it.
    """

    name: str
    size: int
    id: FileId | None = None
    url: str = ""
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file whose bytes we have; `kind` is the media type that the bytes themselves show, whatever its name says."""

    file: FileId
    message: MessageId
    sha256: str
    size: int
    kind: str


@dataclass(frozen=True, slots=True)
class Thread:
    """A thread in the ticket's channel; a private one is seen by staff alone."""

    id: ChannelId
    name: str
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """One message as Discord shows it at one moment; `edited_at` is None for its first text."""

    id: MessageId
    at: Moment
    author: Person
    text: str
    edited_at: Moment | None = None
    embeds: tuple[Embed, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    reply_to: MessageId | None = None
    thread: Thread | None = None


@dataclass(frozen=True, slots=True)
class Erased:
    """A message was deleted; `at` is when that was heard."""

    id: MessageId
    at: Moment


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A message was gated: said before a priority was set, by somebody who had to wait for it."""

    id: MessageId


Trace = Written | Erased | HeldBack


@dataclass(frozen=True, slots=True)
class Version:
    """One text of a message, and since when it stands."""

    since: Moment
    text: str
    embeds: tuple[Embed, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One message of the archive: every text it had, oldest first; `author` None while only a delete was heard."""

    id: MessageId
    at: Moment
    author: Person | None = None
    versions: tuple[Version, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    reply_to: MessageId | None = None
    deleted_at: Moment | None = None
    held_back: bool = False
    thread: Thread | None = None
