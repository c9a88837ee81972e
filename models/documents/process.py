"""The epochs: how many processes have begun on this database."""

from models.documents.stored import StoredDocument


class EpochDocument(StoredDocument):
    """There is one, with the id `epoch`: `last` is the epoch of the process that began last."""

    last: int

    class Settings:
        name = "processes"
