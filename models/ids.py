"""Names for things: who, where, and the identity of everything that is promised to the world.

Discord's ids are snowflakes (64 bits) and grow with time. An effect's identity is committed once only; its nonce,
its mark in the world and the id of the letter it carries are functions of it, so that nothing has to be remembered.
"""

from base64 import b32encode
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from typing import NamedTuple, NewType

GuildId = NewType("GuildId", int)
ChannelId = NewType("ChannelId", int)
MessageId = NewType("MessageId", int)
RoleId = NewType("RoleId", int)
UserId = NewType("UserId", int)
LetterId = NewType("LetterId", int)  # of an interaction (a snowflake) or of a letter that an actor sent: 63 bits
FileId = NewType("FileId", int)  # of an attachment
TypeKey = NewType("TypeKey", str)  # of a ticket type in the policy

NONCE_LENGTH = 24  # Discord takes at most 25 characters
MARK_LENGTH = 8
LARGEST = 2**63 - 1  # BSON's integers are signed; Discord's snowflakes reach it in the year 2084


class Address(NamedTuple):
    """Where a letter goes: number 0 is the guild's desk, any other number the ticket that bears it."""

    guild: GuildId
    number: int = 0

    @property
    def is_desk(self) -> bool:
        return self.number == 0

    def __str__(self) -> str:
        return f"{self.guild}-{self.number}"


def address(text: str) -> Address | None:
    """The address that was written by `str`, or None where the text is none."""
    guild, dash, number = text.partition("-")
    if not (dash and guild.isascii() and guild.isdigit() and number.isascii() and number.isdigit()):
        return None
    if max(int(guild), int(number)) > LARGEST:
        return None
    return Address(GuildId(int(guild)), int(number))


class What(StrEnum):
    """What an effect says or does: the first half of its identity."""

    SURFACE = "surface"
    WELCOME = "welcome"
    OPENED = "opened"
    FORM = "form"
    CARD = "card"
    ACCESS = "access"
    TRIAGE = "triage"
    HALF = "half"
    FULL = "full"
    OWNER_REMINDER = "owner_reminder"
    WARNING = "warning"
    GATE = "gate"
    RETURN = "return"
    UNRETURNED = "unreturned"
    ASK_PRIORITY = "ask_priority"
    PRIORITY = "priority"
    TYPE = "type"
    RENAME = "rename"
    KEEP = "keep"
    OWNER_AWAY = "owner_away"
    OWNER_BACK = "owner_back"
    STILL_NEEDED = "still_needed"
    UNSAY = "unsay"
    COMPLETE = "complete"
    TRANSCRIPT = "transcript"
    COPY = "copy"
    RATING = "rating"
    LOCK = "lock"
    REMOVE = "remove"
    OPEN = "open"
    ENDED = "ended"
    CLOSED = "closed"
    REOPENED = "reopened"
    AUDIT = "audit"
    PANEL = "panel"
    PANEL_SHOWN = "panel_shown"
    UNDELIVERED = "undelivered"


@dataclass(frozen=True, slots=True)
class EffectId:
    """Inside one actor: what, about which snowflake, which of the series; a notice is `of` the effect that failed."""

    what: What
    about: int = 0
    n: int = 0
    of: What | None = None

    def __str__(self) -> str:
        return ".".join((self.what, str(self.about), str(self.n), *([self.of] if self.of else [])))


def nonce(sender: Address, effect: EffectId, part: str = "") -> str:
    """What Discord recognises a repeated message by, for some minutes: 24 characters.

    `part` names one of several messages that an effect may need.
    """
    return _digest(sender, effect, NONCE_LENGTH, part)


def mark(sender: Address, effect: EffectId, part: str = "") -> str:
    """What we recognise our own message by in a channel's history: 8 characters."""
    return _digest(sender, effect, MARK_LENGTH, part)


def letter_id(sender: Address, effect: EffectId) -> LetterId:
    """The id of a letter from one actor to another: the same however often it is carried; 63 bits."""
    return LetterId(int.from_bytes(_hash(sender, effect, 8)) >> 1)


def _digest(sender: Address, effect: EffectId, length: int, part: str) -> str:
    return b32encode(_hash(sender, effect, 16, part)).decode("ascii").lower()[:length]


def _hash(sender: Address, effect: EffectId, size: int, part: str = "") -> bytes:
    name = f"{sender}/{effect}/{part}" if part else f"{sender}/{effect}"
    return blake2b(name.encode(), digest_size=size).digest()
