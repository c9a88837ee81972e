"""What is wrong with a world file and what to write instead: one sentence each, with the way to the place."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice
from typing import TypeAlias

from pydantic_core import ErrorDetails

from bot.sandbox.errors import SandboxError
from bot.sandbox.permissions import Permission
from bot.sandbox.worldfile import nouns

TOLD = 20  # sentences; whoever has mended those is told the next
MOST_COMPARED = 1000  # names; to find the nearest of more takes too long
LONGEST_COMPARED = 100  # characters
LONGEST_SHOWN = 60  # characters of a wrong value that are repeated
LARGEST_SHOWN = 10**LONGEST_SHOWN
AS_DISCORD = "write it as Discord names it, such as VIEW_CHANNEL"
KEY = "[key]"  # pydantic's last step to a wrong key

Way: TypeAlias = tuple[int | str, ...]

SAID = {
    "int": "must be a whole number",
    "bool": "must be true or false",
    "string": "must be text: write it between quotation marks",
    "list": "must be a list: write it as [one, another]",
    "time": "must be a span of time: write it as PT1H (an hour), P2D (two days) or in seconds",
    "dict": "must hold names, each with what belongs to it",
    "model": "must hold settings and their values",
}
"""By the first word of pydantic's kind of mistake."""


class WrongWorld(SandboxError):
    """A file tells of no world that can be: what is wrong, each a sentence without its full stop.

    `sentences` are the first of them, `more` is how many there are besides.
    """

    def __init__(self, wrong: Iterable[object]) -> None:
        """Sentences, or what becomes one by `str`, which is asked of those that are told alone."""
        rest = iter(wrong)
        self.sentences = [str(one) for one in islice(rest, TOLD)]
        self.more = sum(1 for _ in rest)
        super().__init__("; ".join(self.sentences) + (f"; and {self.more} more" if self.more else ""))


@dataclass(frozen=True, slots=True)
class Misspelt:
    """A sentence whose remedy is a name that there is; to look for it takes its time."""

    said: str
    wanted: str
    names: Collection[str]
    otherwise: str

    def __str__(self) -> str:
        return f"{self.said}: {nearest(self.wanted, self.names, self.otherwise)}"


def place(way: Way) -> str:
    """The way to a place in the file, as a person reads it."""
    return ".".join(map(str, way)) or "the file"


def nearest(wanted: str, names: Collection[str], otherwise: str) -> str:
    """The remedy for a name that is none: the nearest that there is, whatever its case, else what else to do."""
    if len(names) > MOST_COMPARED or len(wanted) > LONGEST_COMPARED:
        return otherwise
    known = {form: name for name in names for form in (name.lower(), name)}
    near = get_close_matches(wanted, known, n=1) or get_close_matches(wanted.lower(), known, n=1)
    return f"it may be {known[near[0]]}" if near else otherwise


def mistake(problem: ErrorDetails) -> str | Misspelt:
    """What becomes one sentence without its full stop."""
    way, given = problem["loc"], problem["input"]
    match problem["type"]:
        case "extra_forbidden":
            known = noun_at(way).model_fields
            otherwise = f"there may be {', '.join(known)}"
            return Misspelt(f"{place(way)} is nothing that is known there", str(way[-1]), known, otherwise)
        case "missing":
            return f"{place(way)} is missing: add it"
        case nouns.NO_PERMISSION:
            said, otherwise = f"{place(way[:-1])} holds {_shown(given)}, which is no permission", AS_DISCORD
            return Misspelt(said, given if isinstance(given, str) else "", Permission.__members__, otherwise)
    if way[-1:] == (KEY,):
        return f"{place(way[:-2])} has the name {_shown(given)}, but a name {_said(problem)}"
    if isinstance(given, dict | list):
        return f"{place(way)} {_said(problem)}"
    return f"{place(way)} is {_shown(given)}, but {_said(problem)}"


def gravity(problem: ErrorDetails) -> int:
    """What was misspelt goes before what is missing because of it."""
    return 1 if problem["type"] == "missing" else 0


def noun_at(way: Way) -> type[nouns.Noun]:
    """What the last step of the way stands in."""
    match way:
        case ("people", _, _):
            return nouns.Somebody
        case ("guilds", _, "bot", _):
            return nouns.Bot
        case ("guilds", _, "roles", _, _):
            return nouns.Role
        case ("guilds", _, "members", _, _):
            return nouns.Membership
        case ("guilds", _, "channels", _, "overwrites", _, _):
            return nouns.Overwrite
        case ("guilds", _, "channels", _, _):
            return nouns.Channel
        case ("guilds", _, _):
            return nouns.Guild
        case (_,):
            return nouns.WorldFile
    raise TypeError(way)


def _said(problem: ErrorDetails) -> str:
    kind, limits = problem["type"], problem.get("ctx", {})
    match kind:
        case "enum":
            return f"must be {str(limits['expected']).replace(chr(39), '')}"
        case nouns.NO_COLOUR | "greater_than_equal" | "less_than_equal" if problem["loc"][-1] == "colour":
            return 'must be a colour: write it as "#3498DB"'
        case "greater_than" | "less_than_equal" if problem["loc"][-1] == "timed_out_for":
            return "must be more than nothing and at most 28 days"
        case "greater_than_equal":
            return f"must be {limits['ge']} or more"
        case "less_than_equal":
            return f"must be {limits['le']} or less"
        case "string_too_short":
            return "must not be empty" if limits["min_length"] == 1 else "must have two characters or more"
        case "string_pattern_mismatch":
            return "must be seen: blanks alone are none"
        case "string_too_long":
            return f"must have {limits['max_length']} characters or fewer"
        case "too_long":
            return f"must hold {limits['max_length']} or fewer"
    return SAID.get(kind.split("_")[0], f"is wrong ({problem['msg']})")


def _shown(value: object) -> str:
    """As it stands in YAML."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, dict | list):
        return "a list" if isinstance(value, list) else "a mapping"
    if isinstance(value, int) and abs(value) >= LARGEST_SHOWN:
        return "a very large number"
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
