"""What an answer of Discord means for a promise, and what may be done twice.

Codes are from Discord's reference, "JSON error codes".
"""

from enum import Enum, StrEnum, auto

from actors.ports import WorldError
from models import commands, ticket
from models.effects import (
    CompleteArchive,
    DeleteMessage,
    DeleteSurface,
    Effect,
    SetAccess,
    ShowCard,
    ShowRating,
    Tell,
)


class Verdict(Enum):
    FINAL = auto()  # will never succeed: Undeliverable
    PARK = auto()  # a permission is missing: staff are told, the lane waits for it
    STOP = auto()  # the token is bad: the process ends
    RETRY = auto()  # everything else passes


class Why(StrEnum):
    """The stable words of `Undeliverable.why`; their sentences live in bot/wording."""

    CLOSED_DM = "closed_dm"
    LEFT = ticket.LEFT
    UNKNOWN_CHANNEL = "unknown_channel"
    UNKNOWN_GUILD = "unknown_guild"
    UNKNOWN_MEMBER = ticket.NOBODY
    UNKNOWN_MESSAGE = "unknown_message"
    NOT_FOUND = "not_found"
    TOO_LARGE = "too_large"
    TOO_MANY_CHANNELS = "too_many_channels"
    REFUSED = "refused"  # Discord, or the actor to whom it was told, will never take it as it is
    UNREADABLE = "unreadable"  # the actor to whom it was told could not read it
    GAVE_UP = "gave_up"
    WITHDRAWN = commands.WITHDRAWN  # by ourselves: nobody need be alarmed


BAD_TOKEN, FORBIDDEN = 401, 403
MISSING_ACCESS, MISSING_PERMISSIONS = 50001, 50013
NO_COMMON_GUILD = 50278

FINAL_CODES = {
    10003: Why.UNKNOWN_CHANNEL,
    10004: Why.UNKNOWN_GUILD,
    10007: Why.UNKNOWN_MEMBER,
    10008: Why.UNKNOWN_MESSAGE,
    10013: Why.UNKNOWN_MEMBER,
    30013: Why.TOO_MANY_CHANNELS,
    40005: Why.TOO_LARGE,
    50007: Why.CLOSED_DM,
    NO_COMMON_GUILD: Why.LEFT,
}
FINAL_STATUS = {400: Why.REFUSED, 404: Why.NOT_FOUND, 405: Why.REFUSED, 413: Why.TOO_LARGE}


def judge(error: Exception) -> Verdict:
    """What to do about it; an error that nobody knows is a retry."""
    if not isinstance(error, WorldError):
        return Verdict.RETRY
    if error.status == BAD_TOKEN:
        return Verdict.STOP
    if is_missing_permission(error):
        return Verdict.PARK
    return Verdict.FINAL if error.code in FINAL_CODES or error.status in FINAL_STATUS else Verdict.RETRY


def is_missing_permission(error: Exception) -> bool:
    return isinstance(error, WorldError) and error.code in (MISSING_ACCESS, MISSING_PERMISSIONS)


def why_final(error: WorldError) -> Why:
    """The word for an error that was judged final."""
    return FINAL_CODES.get(error.code) or FINAL_STATUS.get(error.status, Why.REFUSED)


def is_unknown(error: Exception) -> bool:
    """Nobody knows whether the call was carried out: no answer came, or one of a server in trouble."""
    return not isinstance(error, WorldError) or error.status >= 500


def kind_of(error: Exception) -> str:
    """What is said of an error in the log: never its own words, which might quote a message."""
    return f"{error.status} {error.code}" if isinstance(error, WorldError) else type(error).__name__


def is_absolute(effect: Effect) -> bool:
    """Done twice it is the same, so nobody need look whether it was done."""
    match effect:
        case ShowRating(message=message):
            return message is not None
        case SetAccess() | ShowCard() | DeleteMessage() | DeleteSurface() | Tell() | CompleteArchive():
            return True
        case _:
            return False
