"""One guild's desk, one document."""

from models.documents.actor import ActorDocument


class DeskDocument(ActorDocument):
    class Settings:
        name = "desks"
