"""How long a call to the world may take, what it must wait for, and how long it may still come true afterwards.

Plain numbers are seconds.
"""

from datetime import timedelta

from models.effects import CreateSurface, DeleteMessage, Effect, KeepFile, Rename, SendTranscript
from models.moment import Moment
from models.snapshot import Pending

Renames = tuple[Moment, ...]
"""When a channel was renamed of late: no more than the limit needs."""

CALL_LIMIT = 10.0
TRANSCRIPT_LIMIT = 180.0  # the archive is read, the page drawn and sent, and once more, packed, where it is too large
FILE_LIMIT = 60.0  # the bytes of one file come from Discord and go into the database
PAGE_LIMIT = 30.0  # one page of history
GIVE_UP_AFTER = timedelta(days=1)
FEWEST_TRIES = 8  # before giving up: a day may have passed in our own sleep
UNKNOWN_CREATE = 60.0  # in which a create whose answer was lost may still come true
FILES_FIRST = timedelta(seconds=10)  # how long a deletion waits for its message's files, and a transcript for all
RENAMES, RENAMES_WITHIN = 2, timedelta(minutes=10)  # Discord's own limit of a channel; a third call would sleep it out


def limit_of(effect: Effect) -> float:
    """What one try to show it may take."""
    match effect:
        case SendTranscript():
            return TRANSCRIPT_LIMIT
        case KeepFile():
            return FILE_LIMIT
        case _:
            return CALL_LIMIT


def until_landed(pending: Pending, now: Moment) -> float:
    """How long a create that a life before us may have sent as it ended is not looked for: too early, there are two."""
    is_create = isinstance(pending.effect, CreateSurface)
    return UNKNOWN_CREATE - (now - pending.since).total_seconds() if is_create else 0.0


def is_hopeless(pending: Pending, tries: int, now: Moment) -> bool:
    """It was tried for a whole day."""
    return tries >= FEWEST_TRIES and now - pending.since > GIVE_UP_AFTER


def not_before(pending: Pending, outbox: tuple[Pending, ...], renames: Renames) -> Moment | None:
    """Until when it waits for something else to be done first, or for its budget; None where it waits for nothing."""
    match pending.effect:
        case DeleteMessage(after=files) if files and any(one.id in files for one in outbox):
            return pending.since + FILES_FIRST
        case SendTranscript() if any(isinstance(one.effect, KeepFile) for one in outbox):
            return pending.since + FILES_FIRST
        case Rename() if len(renames) >= RENAMES:
            return renames[-RENAMES] + RENAMES_WITHIN
        case _:
            return None
