"""How a database is, as far as one may ask it: for the doctor, and for whoever waits for it."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class DatabaseAnswer(StrEnum):
    """How the database answered."""

    FINE = "fine"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    TOO_OLD = "too_old"
    HALF_RESTORED = "half_restored"


@dataclass(frozen=True, slots=True)
class Health:
    """`is_new`: nothing is in it yet. `drift` is how far its clock goes ahead of ours; None where it did not tell."""

    answer: DatabaseAnswer
    version: str = ""
    is_replica_set: bool = False
    missing_indexes: tuple[str, ...] = ()
    is_new: bool = False
    drift: timedelta | None = None
