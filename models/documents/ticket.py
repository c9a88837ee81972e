"""One ticket, one document."""

from typing import ClassVar

from pymongo import ASCENDING, IndexModel

from models.documents.actor import ActorDocument


class TicketDocument(ActorDocument):
    class Settings:
        name = "tickets"
        indexes: ClassVar = [IndexModel([("guild", ASCENDING), ("alive", ASCENDING)], name="alive_of_guild")]
