"""The reference of events: each has its row, and a row that says that nothing is shown is right about it."""

import re
from typing import get_args

from models import events
from tests.house.source import ROOT

ROW = re.compile(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
GENERATED = re.compile(r"^\| `(\w+)` \| [^|]* \| [^|]* \| ([^|]*) \|$", re.MULTILINE)
UNSEEN = {"KeepFile", "Tell"}  # files go into the database, letters to other actors


def rows() -> dict[str, str]:
    """Event -> what people are shown."""
    return {name: shown.strip() for name, _, shown in ROW.findall((ROOT / "docs/reference/events.md").read_text())}


def effects_of() -> dict[str, set[str]]:
    """Event -> what states.md says that it shows by itself, in the ticket or at the desk."""
    found: dict[str, set[str]] = {}
    for name, shown in GENERATED.findall((ROOT / "docs/states.md").read_text()):
        found.setdefault(name, set()).update(re.findall(r"`(\w+)`", shown))
    return found


def test_every_event_has_its_row_and_nothing_else_has() -> None:
    named = ROW.findall((ROOT / "docs/reference/events.md").read_text())

    assert sorted(name for name, _, _ in named) == sorted(kind.__name__ for kind in get_args(events.Event))


def test_what_shows_something_by_itself_does_not_say_that_nothing_is_shown() -> None:
    shows = {name for name, effects in effects_of().items() if effects - UNSEEN}
    says_nothing = {name for name, shown in rows().items() if shown.startswith("nothing")}

    assert {"Opened", "SurfaceMade", "Gated"} <= shows
    assert shows & says_nothing == set()
