"""What the people of a story did and saw, printed with the story's times, and what was expected of it.

It knows nothing of Discord: lines come in, lines go out, and the last one counts what held.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

WHO_WIDTH = 14
MARGIN = " " * (2 + 8 + 2 + WHO_WIDTH + 1)


@dataclass(frozen=True, slots=True)
class Expectation:
    """One sentence that is true of the story, or is not; `found` says what was seen instead."""

    sentence: str
    holds: bool
    found: str = ""


@dataclass(slots=True)
class Narration:
    """Prints as it goes: a story that breaks half-way has shown everything up to there."""

    now: Callable[[], datetime]
    out: Callable[[str], None] = print
    expectations: list[Expectation] = field(default_factory=list)
    _day: str = ""

    def scene(self, title: str) -> None:
        self.out(f"\n== {title}")
        self._day = ""

    def line(self, who: str, text: str, at: datetime | None = None) -> None:
        """One thing that somebody did or saw; further lines of the text stand under the first."""
        moment = at or self.now()
        if (day := f"{moment:%a %d %b %Y}") != self._day:
            self._day = day
            self.out(f"  -- {day} (UTC)")
        first, *more = text.splitlines() or [""]
        self.out(f"  {moment:%H:%M:%S}  {who:<{WHO_WIDTH}} {first}")
        for rest in more:
            self.out(MARGIN + rest)

    def expect(self, sentence: str, expected: object, actual: object) -> None:
        """Marks whether what was seen is what was expected."""
        holds = expected == actual
        found = "" if holds else f"expected {expected!r}, found {actual!r}"
        self.expectations.append(Expectation(sentence, holds, found))
        self.out(f"    {'✓' if holds else '✗ NOT'} {sentence}")
        if found:
            self.out(f"        {found}")

    @property
    def all_hold(self) -> bool:
        return bool(self.expectations) and all(one.holds for one in self.expectations)

    def verdict(self) -> str:
        """The last line: how many of the expectations hold."""
        held = sum(one.holds for one in self.expectations)
        return f"{held} of {len(self.expectations)} expectations hold"
