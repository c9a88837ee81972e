"""What every stored document has in common."""

from beanie import Document
from pydantic import ConfigDict


class StoredDocument(Document):
    """Its `id` is a text of ours, never an ObjectId; a field that no version declared is an error."""

    model_config = ConfigDict(extra="forbid")

    id: str  # type: ignore[assignment]  # Beanie's own is an ObjectId or nothing yet
