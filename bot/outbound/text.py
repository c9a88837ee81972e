"""What people typed, made safe to stand in a sentence of ours: no markup, no mention, no invisible direction."""

import re
import unicodedata

from models.moment import Moment

MARKUP = re.compile(r"([\\*_~`|<>#\-\[\]()@:+])")
DROPPED = {"Cf", "Cs"}  # zero-width, direction, half a surrogate
BLANK = {"Cc", "Zl", "Zp"}
NOTHING = "?"
JOINER = "\u200d"  # zero-width; between two pictures it makes one of them
PICTURES = {"So", "Sm"}
BLANKS = f" {JOINER}"
DRESSES = {"Sk", "Mn"}  # a colour of skin, or the wish to be shown as a picture


def plain(text: str, most: int = 100) -> str:
    """One line without control, direction and zero-width characters, for places that show no markup; never empty.

    What joins two pictures into one stays.
    """
    visible = text if text.isprintable() else "".join(_visible(text, at) for at in range(len(text)))
    return cut(" ".join(visible.split()), most) or NOTHING


def safe(text: str, most: int = 240) -> str:
    """`plain`, and every sign that Discord reads as markup escaped; `most` counts the escapes, too."""
    line = plain(text, most)
    while len(escaped := MARKUP.sub(r"\\\1", line)) > most:
        line = cut(line, len(line) - max(1, (len(escaped) - most) // 2))
    return escaped


def cut(text: str, most: int) -> str:
    """At most so many characters; what was cut is marked by an ellipsis."""
    return text if len(text) <= most else text[: most - 1].rstrip(BLANKS) + "…"


def on(at: Moment) -> str:
    """Date and time, shown by Discord in the reader's own zone."""
    return f"<t:{int(at.timestamp())}:f>"


def ago(at: Moment) -> str:
    """How long ago or until when, kept current by Discord: stands beside a date, for it may be read late."""
    return f"<t:{int(at.timestamp())}:R>"


def _visible(text: str, at: int) -> str:
    category = unicodedata.category(text[at])
    if category in DROPPED:
        return JOINER if text[at] == JOINER and _joins(text, at) else ""
    return " " if category in BLANK else text[at]


def _joins(text: str, at: int) -> bool:
    before, after = (unicodedata.category(char) if char else "" for char in (text[at - 1 : at], text[at + 1 : at + 2]))
    return before in PICTURES | DRESSES and after in PICTURES
