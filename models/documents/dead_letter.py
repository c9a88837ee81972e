"""A letter that could not be read, kept for whoever mends its cause."""

from datetime import datetime
from typing import ClassVar

from pymongo import ASCENDING, IndexModel

from models.documents.stored import StoredDocument


class DeadLetterDocument(StoredDocument):
    """`id` is the actor's address and the letter's name, so that one letter has one grave."""

    actor: str
    letter: str
    command: str
    error: str
    traceback: str
    at: datetime

    class Settings:
        name = "dead_letters"
        indexes: ClassVar = [IndexModel([("actor", ASCENDING), ("letter", ASCENDING)], name="of_actor")]
