"""The reader of what a function can lead to sees what it should, and nothing that cannot be."""

import pytest

from tests.house.reach import Source, reach
from tests.house.source import parse

RULES = """
from dataclasses import replace
from models import commands as c
from models import events as e
from models.errors import Reason, Refused
from models.rules.more import elsewhere

def decide(state, command):
    if state is None:
        return _first(command)
    match command:
        case c.Close():
            return _close(state)
        case c.Rate(stars=5):
            return e.Praised()
        case c.Rate() | c.Post():
            return map(elsewhere, [command])
        case c.Wake():
            pass
    return e.Leftover()

def _first(command):
    if isinstance(command, c.Post | c.Rate):
        raise Refused(Reason.NO_TICKET)
    if not isinstance(command, c.Close):
        raise TypeError(command)
    return e.Opened()

def _close(state) -> e.Never:
    asked: e.Never = replace(state, closing=replace(state.closing, copy=1))
    return e.Closed(asked) if state else _close(state)
"""
MORE = """
from models.events import Heard

def elsewhere(command):
    return Heard()
"""
SOURCE = Source.of([parse(RULES, "models/rules/decide.py"), parse(MORE, "models/rules/more.py")])


@pytest.mark.parametrize(
    ("command", "events", "reasons"),
    [
        ("Close", {"Opened", "Closed"}, set()),
        ("Rate", {"Praised", "Heard"}, {"NO_TICKET"}),
        ("Post", {"Heard"}, {"NO_TICKET"}),
        ("Wake", {"Leftover"}, set()),
    ],
)
def test_only_what_a_command_can_lead_to_is_found(command: str, events: set[str], reasons: set[str]) -> None:
    found = reach(SOURCE, ("models.rules.decide", "decide"), f"models.commands.{command}")

    assert {name.removeprefix("models.events.") for name in found.made if name.startswith("models.events.")} == events
    named = {name for name in found.named if name.startswith("models.errors.Reason.")}
    assert {name.rpartition(".")[2] for name in named} == reasons


def test_the_parts_of_a_state_that_are_replaced_are_found() -> None:
    assert reach(SOURCE, ("models.rules.decide", "decide"), "models.commands.Close").replaced == {"closing", "copy"}
