"""What the documents of tickets and desks have in common: one actor, written by one conditional write."""

from datetime import datetime
from typing import Any

from models.documents.stored import StoredDocument


class ActorDocument(StoredDocument):
    """The envelope that the store needs (`guild`, `number`, `alive`, `epoch`) and, around it, the fields of a Snapshot.

    `id` is the actor's address. The codec writes and reads `state`, `outbox` and `recent`.
    """

    guild: int
    number: int
    alive: bool
    epoch: int
    version: int
    state: dict[str, Any] | None
    outbox: list[dict[str, Any]]
    recent: dict[str, bytes]
    seen: int
    latest: datetime
