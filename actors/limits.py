"""How long a call to the world may take before it is given up, and may still come true afterwards, in seconds."""

from datetime import timedelta

from models.effects import CreateSurface, Effect, SendTranscript
from models.moment import Moment
from models.snapshot import Pending

CALL_LIMIT = 10.0
TRANSCRIPT_LIMIT = 180.0  # the archive is read, the page drawn and sent, and once more, packed, where it is too large
PAGE_LIMIT = 30.0  # one page of history
GIVE_UP_AFTER = timedelta(days=1)
FEWEST_TRIES = 8  # before giving up: a day may have passed in our own sleep
UNKNOWN_CREATE = 60.0  # in which a create whose answer was lost may still come true


def limit_of(effect: Effect) -> float:
    """What one try to show it may take."""
    return TRANSCRIPT_LIMIT if isinstance(effect, SendTranscript) else CALL_LIMIT


def until_landed(pending: Pending, now: Moment) -> float:
    """How long a create that a life before us may have sent as it ended is not looked for: too early, there are two."""
    is_create = isinstance(pending.effect, CreateSurface)
    return UNKNOWN_CREATE - (now - pending.since).total_seconds() if is_create else 0.0


def is_hopeless(pending: Pending, tries: int, now: Moment) -> bool:
    """It was tried for a whole day."""
    return tries >= FEWEST_TRIES and now - pending.since > GIVE_UP_AFTER
