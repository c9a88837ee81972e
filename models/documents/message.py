"""One message of a ticket's archive: everything that was heard of it."""

from datetime import datetime
from typing import Any, ClassVar

from pydantic import Field
from pymongo import ASCENDING, IndexModel

from models.documents.stored import StoredDocument


class MessageDocument(StoredDocument):
    """`heard` is a set: it grows by additions alone, so that creates and edits may come in any order, and twice.

    `urls` is where each file could be fetched when it was heard of last, by its id. `deleted_at` is when a delete was
    heard first. `id` is the ticket's address and the message's snowflake.
    """

    ticket: str
    message: int
    heard: list[dict[str, Any]] = Field(default_factory=list)
    urls: dict[str, str] = Field(default_factory=dict)
    deleted_at: datetime | None = None
    held_back: bool = False

    class Settings:
        name = "messages"
        indexes: ClassVar = [IndexModel([("ticket", ASCENDING), ("message", ASCENDING)], name="of_ticket")]
