"""docs/states.md: the states of a ticket and what leads to what, by the rules themselves. `make docs` writes it."""

import ast
import sys
from collections.abc import Iterable, Iterator
from types import UnionType
from typing import get_args

from bot.wording import words
from models import commands, events
from models.errors import Reason
from models.rules.status import Status
from tests.house.reach import Found, Reached, Source, reach
from tests.house.source import modules
from tests.support import statuses

HEAD = """\
# What leads to what

Generated from the code by `make docs`; a test says when it is out of date.

A wish may be refused, a fact never is. What is decided are events: what became true. Only events change the state, and
what the world is shown follows from them: first it is promised in the outbox, by the same write, then the courier
delivers it, and its receipt (`Delivered` or `Undeliverable`) is a fact like any other. Each row says what *can* come of
it; what does depends on the state, and often nothing does: a fact that is known already, a `Wake` with nothing due.
"""

TICKET = (("models.rules.decide", "decide"), ("models.rules.evolve", "evolve"), ("models.rules.plan", "_shown"))
DESK = (("models.rules.desk", "decide"), ("models.rules.desk", "evolve"), ("models.rules.desk", "plan"))
WHATEVER_HAPPENED: tuple[Reached, ...] = (("models.rules.plan", "_withdrawn"), ("models.rules.ending", "ended"))
STATE = {"Ticket", "Desk"}

Rules = tuple[Reached, Reached, Reached]


def page() -> str:
    source = Source.of(modules("models"))
    return "\n".join(
        (
            HEAD,
            *_statuses(),
            *_actor(source, "A ticket", TICKET, commands.TicketWish, events.TicketEvent),
            *_whatever_happened(source),
            *_actor(source, "A desk", DESK, commands.DeskWish, events.DeskEvent),
            *_effects(source),
            *_reasons(),
        )
    )


def _statuses() -> Iterator[str]:
    yield "## The states of a ticket\n"
    yield "None of them is stored: each is derived from what was said, promised and closed.\n"
    yield from statuses.picture()
    yield "\nEach wish in each state, of whoever has the right to it (staff, the owner, a lead or a guest):\n"
    yield from _table(("Wish", "no ticket", *Status), statuses.by_status())
    yield "Each wish of each person in an open ticket that a guest gave to another team; `Reopen` and `Rate` in one"
    yield "that staff have closed since:\n"
    yield from _table(("Wish", *statuses.PEOPLE), statuses.by_person())


def _actor(source: Source, title: str, rules: Rules, wishes: UnionType, happened: UnionType) -> Iterator[str]:
    decide, evolve, plan = rules
    yield f"## {title}\n"
    yield from _table(
        ("Wish", "what it says", "becomes", "refused as"),
        ((*_class(source, wish), *_decided(source, decide, wish)) for wish in get_args(wishes)),
    )
    facts = ((*_class(source, fact), *_decided(source, decide, fact)[:1]) for fact in get_args(commands.Fact))
    yield from _table(("Fact", "what it says", "becomes"), (row for row in facts if row[-1]))
    yield from _table(
        ("Event", "what became true", "changes", "shown by itself"),
        ((*_class(source, event), *_shown(source, evolve, plan, event)) for event in get_args(happened)),
    )


def _whatever_happened(source: Source) -> Iterator[str]:
    """What compares before and after, so that its causes may come in any order."""
    found = [name for start in WHATEVER_HAPPENED for name in _of("models.effects", reach(source, start, "").made)]
    yield "Whatever happened, what the ticket was and what it is are compared: so its end comes in whichever order its"
    yield f"causes come. What this can show: {_list(sorted(set(found)))}.\n"


def _effects(source: Source) -> Iterator[str]:
    tree = source.modules["models.lanes"].tree
    (lane_of,) = (node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "lane_of")
    rows = (
        (*_row(source, "models.effects", ast.unparse(pattern.cls)), _lanes(case))
        for case in (case for node in lane_of.body if isinstance(node, ast.Match) for case in node.cases)
        for pattern in ast.walk(case.pattern)
        if isinstance(pattern, ast.MatchClass)
    )
    yield "## Effects\n"
    yield "What the outbox may hold. Inside a lane they go one after the other; lanes do not wait for one another.\n"
    yield from _table(("Effect", "what it shows", "lane"), rows)


def _lanes(case: ast.match_case) -> str:
    lanes = [
        node.attr for node in ast.walk(case) if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "Lane"
    ]
    return _list(lane.lower() for lane in lanes) or "that of its place"


def _reasons() -> Iterator[str]:
    yield "## Reasons\n"
    yield "Why a wish was refused, and what the person is told.\n"
    refusals = words().answers.refusals
    yield from _table(("Reason", "the sentence"), ((f"`{reason}`", refusals[reason]) for reason in Reason))


def _decided(source: Source, decide: Reached, command: type) -> tuple[str, str]:
    found = reach(source, decide, f"models.commands.{command.__name__}")
    return _list(_of("models.events", found.made) + _of("models.desk_events", found.made)), _list(
        reason.lower() for reason in _of("models.errors.Reason", found.named)
    )


def _shown(source: Source, evolve: Reached, plan: Reached, event: type) -> tuple[str, str]:
    name = f"{event.__module__}.{event.__name__}"
    shown = _of("models.effects", reach(source, plan, name).made)
    return _changes(source, reach(source, evolve, name)), _list(shown)


def _changes(source: Source, found: Found) -> str:
    if any(name.rpartition(".")[2] in STATE for name in found.made):
        return "it begins"
    return _list(sorted(found.replaced))


def _of(module: str, names: Iterable[str]) -> list[str]:
    return sorted(name.rpartition(".")[2] for name in names if name.rpartition(".")[0] == module)


def _class(source: Source, kind: type) -> tuple[str, str]:
    return _row(source, kind.__module__, kind.__name__)


def _row(source: Source, module: str, name: str) -> tuple[str, str]:
    (node,) = (
        node for node in source.modules[module].tree.body if isinstance(node, ast.ClassDef) and node.name == name
    )
    return f"`{name}`", (ast.get_docstring(node) or "").partition("\n")[0]


def _list(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    yield from (f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows)
    yield ""


if __name__ == "__main__":
    sys.stdout.write(page())
