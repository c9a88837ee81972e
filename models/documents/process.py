"""The epochs: how many processes have begun on this database."""

from models.documents.stored import StoredDocument
from models.moment import Moment


class EpochDocument(StoredDocument):
    """There is one, with the id `epoch`: `last` is the epoch of the process that began last.

    `restoring`: a restore was begun and has not ended. `beat`: when that process said last that it lives; None once it
    ended in good order.
    """

    last: int = 0
    restoring: bool = False
    beat: Moment | None = None

    class Settings:
        name = "processes"
