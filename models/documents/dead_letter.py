"""A letter that could not be read, kept for whoever mends its cause."""

from datetime import datetime
from typing import Any, ClassVar

from pymongo import ASCENDING, IndexModel

from models.documents.stored import StoredDocument


class DeadLetterDocument(StoredDocument):
    """`id` is the actor's address and the letter's name, so that one letter has one grave.

    `again` is the letter itself where nobody typed a word of it; `retry`: somebody wants it read once more.
    """

    actor: str
    letter: str
    command: str
    error: str
    traceback: str
    at: datetime
    again: dict[str, Any] | None = None
    retry: bool = False

    class Settings:
        name = "dead_letters"
        indexes: ClassVar = [
            IndexModel([("actor", ASCENDING), ("letter", ASCENDING)], name="of_actor"),
            IndexModel([("retry", ASCENDING)], name="marked", partialFilterExpression={"retry": True}),
        ]
