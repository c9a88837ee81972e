"""What an answer of Discord means for a promise, and what may be done twice.

The numbers themselves stand in actors/codes.py.
"""

from enum import Enum, StrEnum, auto

from actors import codes
from actors.ports import WorldError
from models import commands, ticket
from models.effects import (
    CompleteArchive,
    DeleteMessage,
    DeleteSurface,
    Effect,
    KeepFile,
    Rename,
    SetAccess,
    ShowCard,
    ShowPanel,
    ShowRating,
    Tell,
)
from models.errors import Unwritable


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
    UNWRITABLE = "unwritable"  # the database will never take what it is about
    GAVE_UP = "gave_up"
    WITHDRAWN = commands.WITHDRAWN  # by ourselves: nobody need be alarmed


FINAL_CODES = {
    codes.UNKNOWN_CHANNEL: Why.UNKNOWN_CHANNEL,
    codes.UNKNOWN_GUILD: Why.UNKNOWN_GUILD,
    codes.UNKNOWN_MEMBER: Why.UNKNOWN_MEMBER,
    codes.UNKNOWN_MESSAGE: Why.UNKNOWN_MESSAGE,
    codes.UNKNOWN_USER: Why.UNKNOWN_MEMBER,
    codes.TOO_MANY_CHANNELS: Why.TOO_MANY_CHANNELS,
    codes.ENTITY_TOO_LARGE: Why.TOO_LARGE,
    codes.CLOSED_DM: Why.CLOSED_DM,
    codes.NO_COMMON_GUILD: Why.LEFT,
}
FINAL_STATUS = {
    codes.BAD_REQUEST: Why.REFUSED,
    codes.NOT_FOUND: Why.NOT_FOUND,
    codes.METHOD_NOT_ALLOWED: Why.REFUSED,
    codes.TOO_LARGE: Why.TOO_LARGE,
}


def judge(error: Exception) -> Verdict:
    """What to do about it; an error that nobody knows is a retry."""
    if isinstance(error, Unwritable):
        return Verdict.FINAL
    if not isinstance(error, WorldError):
        return Verdict.RETRY
    if error.status == codes.BAD_TOKEN:
        return Verdict.STOP
    if is_missing_permission(error):
        return Verdict.PARK
    return Verdict.FINAL if error.code in FINAL_CODES or error.status in FINAL_STATUS else Verdict.RETRY


def is_missing_permission(error: Exception) -> bool:
    return isinstance(error, WorldError) and error.code in (codes.MISSING_ACCESS, codes.MISSING_PERMISSIONS)


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
        case SetAccess() | ShowCard() | ShowPanel() | Rename() | DeleteMessage() | DeleteSurface():
            return True
        case KeepFile() | Tell() | CompleteArchive():
            return True
        case _:
            return False
