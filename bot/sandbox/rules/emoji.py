"""What Discord takes as an emoji: of a button or an option, else 50035, and of a reaction.

A known limit: Discord compares a character with its own list and an id with the emojis that there are; here every
symbol and every id pass, and every word, letter and pair of emojis is refused.
"""

import re
from typing import Any
from unicodedata import category

from bot.sandbox.error_tree import ErrorTree, Path

INVALID = "BUTTON_COMPONENT_INVALID_EMOJI"  # of options, too
ID = re.compile(r"\d{1,20}")
KEYCAP = re.compile("[0-9#*]\ufe0f?\u20e3")
FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
DRESSED = re.compile("(.)\ufe0f?[\U0001f3fb-\U0001f3ff]?[\U000e0020-\U000e007f]*")
JOINER = "\u200d"
OTHERS = "‼⁉〰〽ℹ🏻🏼🏽🏾🏿"  # emojis that Unicode does not class as symbols
NEW = 0x1F000  # from here on what Python does not know yet may be an emoji


def check_emoji(tree: ErrorTree, path: Path, emoji: Any) -> None:
    """Absent and null are none."""
    if emoji is None:
        return
    if not isinstance(emoji, dict):
        tree.add(path, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
    elif emoji.get("id") is not None:
        if not ID.fullmatch(str(emoji["id"])):
            tree.add((*path, "id"), "NUMBER_TYPE_COERCE", f'Value "{emoji["id"]}" is not snowflake.')
    elif not is_emoji(str(emoji.get("name") or "")):
        tree.add((*path, "name"), INVALID, "Invalid emoji")


def is_emoji(text: str) -> bool:
    """One emoji, which may be joined of several."""
    return all(_is_one(part) for part in text.split(JOINER))


def _is_one(part: str) -> bool:
    if KEYCAP.fullmatch(part) or FLAG.fullmatch(part):
        return True
    found = DRESSED.fullmatch(part)
    return found is not None and _is_symbol(found[1])


def _is_symbol(sign: str) -> bool:
    return category(sign) in ("So", "Sm") or sign in OTHERS or (category(sign) == "Cn" and ord(sign) >= NEW)
