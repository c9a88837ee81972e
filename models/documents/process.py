"""The epochs: how many processes have begun on this database."""

from models.documents.stored import StoredDocument


class EpochDocument(StoredDocument):
    """There is one, with the id `epoch`: `last` is the epoch of the process that began last.

    `restoring`: a restore was begun and has not ended.
    """

    last: int = 0
    restoring: bool = False

    class Settings:
        name = "processes"
