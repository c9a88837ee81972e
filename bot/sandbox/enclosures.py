"""What comes along with a message: files on their way in and as they are kept, stickers, polls. Records only."""

from dataclasses import dataclass
from datetime import datetime

from bot.sandbox.snowflake import Id


@dataclass(frozen=True)
class Upload:
    """A file on its way in: a part `files[n]` of a request, or what a person attaches."""

    filename: str
    content: bytes
    index: str = "0"
    description: str | None = None


@dataclass(frozen=True)
class Attachment:
    id: Id
    channel_id: Id
    filename: str
    content: bytes
    content_type: str
    description: str | None = None
    ephemeral: bool = False


@dataclass(frozen=True)
class Sticker:
    """A sticker as messages carry it; format 1 is a PNG."""

    id: Id
    name: str
    format_type: int = 1


@dataclass(frozen=True)
class Poll:
    question: str
    answers: tuple[str, ...]
    until: datetime
