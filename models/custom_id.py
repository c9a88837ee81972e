"""What a button, a select, a form or a mark carries, there and back: the one codec of inbound and outbound.

`st:close:812345-12:kick:7k2m9q4x` = operation, address, a word about it, and the mark of the effect that made it.
Discord allows 100 characters; anybody may forge one, so what is read names a wish and proves nothing.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from models.ids import Address, address

PREFIX = "st"
MOST_CHARACTERS = 100
REFERENCE = "ref"


class Op(StrEnum):
    """What pressing it wishes for."""

    OPEN = "open"  # a button of the panel; about = the type
    CHOOSE = "choose"  # the select of the panel; the value = the type
    FORM = "form"  # the form that it opens; about = the type
    PRIORITY = "priority"  # the select in the card
    NO_ANSWER = "waive"  # the button in the card
    CLOSE = "close"  # the button in the card
    CONFIRM_CLOSE = "confirm"  # the form that asks whether, and why
    SOLVED = "solved"  # the owner's button below a reminder or a warning
    CONFIRM_SOLVED = "solve"  # the form that asks whether
    STILL = "still"  # the owner's button below a reminder or a warning
    REOPEN = "reopen"  # the button below whatever says that it was closed, in direct messages too
    LEAVE = "leave"  # the button for whoever moved the ticket to another team
    RATE = "rate"  # a star of the closing message; about = how many
    RATE_FORM = "rated"  # the form for the comment; about = how many


@dataclass(frozen=True, slots=True)
class CustomId:
    op: Op
    to: Address
    about: str = ""
    mark: str = ""


WORD = re.compile(r"[a-z0-9_-]*")


def write(custom_id: CustomId) -> str:
    """Raises ValueError where a word would not come back as it went."""
    for word in (custom_id.about, custom_id.mark):
        if not WORD.fullmatch(word):
            raise ValueError(f"not a word for a custom_id: {word!r}")
    text = ":".join((PREFIX, custom_id.op, str(custom_id.to), custom_id.about, custom_id.mark))
    if len(text) > MOST_CHARACTERS:
        raise ValueError(f"{len(text)} characters: {text!r}")
    return text


def read(text: str) -> CustomId | None:
    """None for whatever is not ours."""
    parts = text.split(":")
    if len(parts) != 5 or parts[0] != PREFIX or parts[1] not in set(Op):
        return None
    to = address(parts[2])
    if to is None or not (WORD.fullmatch(parts[3]) and WORD.fullmatch(parts[4])):
        return None
    return CustomId(Op(parts[1]), to, parts[3], parts[4])


def reference(mark: str) -> str:
    """The mark where a message has no button to carry it: the embed's footer."""
    return f"{REFERENCE} {mark}"


def referenced(footer: str) -> str | None:
    """The mark in a footer that `reference` wrote, or None."""
    word, _, mark = footer.partition(" ")
    return mark if word == REFERENCE and mark and WORD.fullmatch(mark) else None
