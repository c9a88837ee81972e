"""The page of requirements as a table: which row is shown by which stories and tests."""

import re
from dataclasses import dataclass

from bot.demo.stories import STORIES
from tests.house.source import ROOT

PAGE = ROOT / "docs" / "reference" / "requirements.md"
ROW = re.compile(r"^\| (?P<row>0\.\d+|[LCE]\d+) \| (?P<what>[^|]+) \| (?P<shown>[^|]+) \|$", re.MULTILINE)
NAMED = re.compile(r"`([^`]+)`")


@dataclass(frozen=True)
class Requirement:
    row: str
    shown: str

    @property
    def stories(self) -> list[str]:
        return [name for name in NAMED.findall(self.shown) if name in STORIES]

    @property
    def tests(self) -> list[str]:
        return [name for name in NAMED.findall(self.shown) if name not in STORIES]

    @property
    def is_not_ours(self) -> bool:
        return self.shown.startswith("none: ")


def requirements() -> list[Requirement]:
    return [Requirement(found["row"], found["shown"].strip()) for found in ROW.finditer(PAGE.read_text())]
