"""How the code is written, where neither ruff nor the import rules can say it."""

import ast
import re
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator

import pytest

from tests.house.source import Function, Module, body_lines, depth, of_tests, parse, shipped

# Where the program may ask what time it is, or for chance; everybody else is told.
CLOCKS = {"actors/clock.py", "actors/backoff.py", "models/ids.py", "bot/sandbox/world.py"}
ASKING_MODULES = {"random", "secrets", "uuid"}
ASKING_CALLS = {
    *(
        "datetime.now",
        "datetime.utcnow",
        "datetime.today",
        "date.today",
        "datetime.datetime.now",
        "datetime.date.today",
    ),
    *("time.time", "time.time_ns", "time.monotonic", "time.monotonic_ns", "time.perf_counter", "time.perf_counter_ns"),
    *("monotonic", "perf_counter", "time_ns", "uuid4", "os.urandom", "urandom"),
}

# The four fences, and how often each says `except Exception`; nothing else in the program does.
FENCES = {
    "actors/turn.py": 1,  # the fold: a letter that is poison
    "actors/fence.py": 1,  # the cell: the death of one actor
    "actors/courier.py": 1,  # the courier: an error that nobody knows is a retry
    "bot/inbound/gateway.py": 1,  # the gateway: the Discord client dies of malformed events
}

# What a library calls or reads by its name.
BY_NAME = {"emit", "pytest_plugins"}

LONGEST_MODULE = 300  # lines; about 250 is the aim
LONGEST_FUNCTION = 50  # lines of body; 30 is long
MEDIAN_FUNCTION = 8
DEEPEST = 3


def asks_the_world(module: Module) -> list[str]:
    imported = [name for name in module.imports() if name.partition(".")[0] in ASKING_MODULES]
    return imported + [name for name, _ in module.calls() if name in ASKING_CALLS]


def wide_excepts(module: Module) -> int:
    """Handlers and suppressions that would also catch what nobody thought of."""
    wide = {"Exception", "BaseException"}
    handlers = [node.type for node in ast.walk(module.tree) if isinstance(node, ast.ExceptHandler)]
    caught = [name for kind in handlers for name in (_names(kind) if kind else ["Exception"])]
    suppressed = [
        name for call, node in module.calls() if call.endswith("suppress") for arg in node.args for name in _names(arg)
    ]
    return sum(name in wide for name in caught + suppressed)


def _names(kind: ast.expr) -> list[str]:
    return [ast.unparse(one) for one in (kind.elts if isinstance(kind, ast.Tuple) else [kind])]


def defines(module: Module) -> list[str]:
    """Every function, class and constant; what a decorator with arguments takes is used by whoever made that."""
    constants = [
        target.id
        for node in module.tree.body
        for target in (node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)])
        if isinstance(target, ast.Name)
    ]
    return constants + [
        node.name
        for node in ast.walk(module.tree)
        if isinstance(node, Function | ast.ClassDef)
        and not node.name.startswith("__")
        and not any(isinstance(one, ast.Call) and not _is_ours(one) for one in node.decorator_list)
    ]


def _is_ours(decorator: ast.Call) -> bool:
    return ast.unparse(decorator.func) == "dataclass"


def mentioned(module: Module) -> Iterator[str]:
    """Every name that is read, imported or asked for; not where it is defined."""
    for node in ast.walk(module.tree):
        match node:
            case ast.Name(id=name, ctx=ast.Load()) | ast.Attribute(attr=name) | ast.alias(name=name):
                yield name
            case ast.Constant(value=str(name)):  # an annotation in quotes, the name of an attribute
                yield from re.findall(r"\w+", name) if len(name) < 80 else ()


def loose_tasks(module: Module) -> list[str]:
    return [
        name
        for name, _ in module.calls()
        if name.endswith(("ensure_future", "asyncio.create_task", "loop.create_task", "loop().create_task"))
    ]


def sleeps(module: Module) -> list[str]:
    def waits(call: ast.Call) -> bool:
        return not (call.args and isinstance(call.args[0], ast.Constant) and call.args[0].value == 0)

    return [
        name
        for name, call in module.calls()
        if name in {"time.sleep", "asyncio.sleep", "anyio.sleep", "sleep"} and waits(call)
    ]


def found(offences: Iterable[tuple[str, object]]) -> dict[str, object]:
    return {path: offence for path, offence in offences if offence}


def test_only_four_files_ask_for_time_or_chance() -> None:
    asking = found((module.path, asks_the_world(module)) for module in shipped() if module.path not in CLOCKS)

    assert asking == {}


def test_everything_is_caught_only_at_the_four_fences() -> None:
    assert {module.path: wide_excepts(module) for module in shipped() if wide_excepts(module)} == FENCES


def test_no_task_is_started_outside_a_task_group() -> None:
    assert found((module.path, loose_tasks(module)) for module in shipped()) == {}


def test_nothing_shipped_imports_the_tests() -> None:
    assert (
        found(
            (module.path, [name for name in module.imports() if name.partition(".")[0] == "tests"])
            for module in shipped()
        )
        == {}
    )


def test_nothing_is_mocked() -> None:
    def mocks(module: Module) -> list[str]:
        return [name for name in module.imports() if "mock" in name and not name.startswith("mongomock")]

    assert found((module.path, mocks(module)) for module in (*shipped(), *of_tests())) == {}


def test_no_test_sleeps() -> None:
    assert found((module.path, sleeps(module)) for module in of_tests()) == {}


def test_every_module_says_what_lives_in_it() -> None:
    silent = [
        module.path
        for module in (*shipped(), *of_tests())
        if module.text.strip() and not ast.get_docstring(module.tree)
    ]

    assert silent == []


def test_modules_are_short() -> None:
    assert found((module.path, max(0, module.lines - LONGEST_MODULE)) for module in shipped()) == {}


def test_functions_fit_the_eye() -> None:
    lengths = {
        f"{module.path}:{function.lineno} {function.name}": body_lines(function)
        for module in shipped()
        for function in module.functions()
    }

    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FUNCTION} == {}
    assert statistics.median(lengths.values()) <= MEDIAN_FUNCTION


def test_blocks_do_not_nest_deep() -> None:
    depths = {
        f"{module.path}:{function.lineno} {function.name}": depth(function)
        for module in shipped()
        for function in module.functions()
    }

    assert {name: levels for name, levels in depths.items() if levels > DEEPEST} == {}


def test_everything_that_is_written_is_used() -> None:
    """By its name alone. What the sandbox offers is for tests and demo; of the rest it is said what tests it is for."""
    only_tests = {
        "next_deadline": "what the paper model is compared with",
        "status_of": "docs/states.md",
        "variables": "docs/reference/settings.md",
    }
    used = Counter(name for module in shipped() for name in mentioned(module))
    defined = {name for module in shipped() for name in defines(module) if not module.path.startswith("bot/sandbox/")}

    assert {name for name in defined if not used[name]} - BY_NAME == set(only_tests)


def test_every_private_name_is_used_where_it_stands() -> None:
    unused = {
        f"{module.path}: {name}"
        for module in (*shipped(), *of_tests())
        for name in {name for name in defines(module) if re.match("_[^_]", name)} - set(mentioned(module))
    }

    assert unused == set()


# The tests of the tests: each of the rules above can be broken.


@pytest.mark.parametrize(
    "text",
    [
        "import random",
        "from uuid import uuid4",
        "from datetime import datetime\ndatetime.now()",
        "import time\ntime.monotonic()",
        "from time import perf_counter\nperf_counter()",
    ],
)
def test_asking_for_time_or_chance_is_seen(text: str) -> None:
    assert asks_the_world(parse(text))


def test_being_told_the_time_is_not_asking() -> None:
    assert asks_the_world(parse("def step(now): return clock.now() + time.sleep")) == []


@pytest.mark.parametrize(
    "text",
    [
        "try: f()\nexcept Exception: g()",
        "try: f()\nexcept: g()",
        "try: f()\nexcept (KeyError, BaseException) as e: g()",
        "with contextlib.suppress(Exception): f()",
    ],
)
def test_catching_everything_is_seen(text: str) -> None:
    assert wide_excepts(parse(text)) == 1


def test_catching_something_is_fine() -> None:
    assert wide_excepts(parse("try: f()\nexcept (KeyError, OSError): g()\nwith suppress(ValueError): f()")) == 0


def test_a_name_that_is_only_defined_is_seen() -> None:
    module = parse("ONE = 1\nclass Two: pass\ndef three(): return Two\n@made(by='click')\ndef four(): pass")

    assert set(defines(module)) - set(mentioned(module)) == {"ONE", "three"}


def test_a_loose_task_is_seen_and_one_in_a_group_is_not() -> None:
    assert loose_tasks(
        parse("asyncio.create_task(f())\nasyncio.get_running_loop().create_task(f())\nself.loop.create_task(f())")
    )
    assert loose_tasks(parse("group.create_task(f())\ngroup.start_soon(f)")) == []


def test_a_sleep_is_seen_and_giving_way_is_not() -> None:
    assert Counter(sleeps(parse("await anyio.sleep(0.1)\ntime.sleep(x)\nawait anyio.sleep(0)"))) == {
        "anyio.sleep": 1,
        "time.sleep": 1,
    }


BRANCHING = '''
def f(a):
    """Says.

    More."""
    if a:
        for b in a:
            with b:
                g()
    elif b:
        g()
    elif c:
        g()
    else:
        g()
    return lambda: [x for x in a if x]
'''


def test_lengths_and_depths_are_counted_as_a_reader_counts() -> None:
    (function,) = parse(BRANCHING).functions()

    assert body_lines(function) == 11
    assert depth(function) == 3
