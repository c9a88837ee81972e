"""A story as the people at the windows read it: after each thing that was done, what is new to each of them."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from tests.browser.visitor import Visitor

_DRAWN = (  # anew on every run
    (re.compile(r"\bref [0-9a-z]{6,}\b"), "ref ······"),
    (re.compile(r"\b[\d.]+ (bytes|kB)$"), r"··· \1"),
)


@dataclass
class Telling:
    visitors: Sequence[Visitor]
    told: list[str] = field(default_factory=list)
    _known: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    async def shows(self, what: str) -> None:
        """Tells what was done, and what each of them reads now and did not before, at the place that is open."""
        self.tell(what, [])
        for visitor in self.visitors:
            now = [_masked(line) for line in await visitor.reads()]
            here = visitor.name, parse_qs(urlsplit(visitor.page.url).query)["channel"][0]
            news = [line for line in difflib.ndiff(self._known.get(here, []), now) if line.startswith(("+ ", "- "))]
            if not now and news:
                news = ["- all of it"]
            self._known[here] = now
            if news:
                self._add([f"[{visitor.name} in {await visitor.where()}]", *news])

    def tell(self, what: str, shown: Sequence[str]) -> None:
        """What was done, and what was shown there."""
        self._add([f"\n== {what}" if self.told else f"== {what}", *shown])

    def _add(self, read: Sequence[str]) -> None:
        print(*read, sep="\n")
        self.told += read

    @property
    def text(self) -> str:
        return "\n".join(self.told) + "\n"


def _masked(line: str) -> str:
    for drawn, mask in _DRAWN:
        line = drawn.sub(mask, line)
    return line
