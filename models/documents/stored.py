"""What every stored document has in common."""

from beanie import Document


class StoredDocument(Document):
    """Its `id` is a text of ours, never an ObjectId."""

    id: str  # type: ignore[assignment]  # Beanie's own is an ObjectId or nothing yet
