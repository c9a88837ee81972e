"""The files beside the code: settings explained, versions pinned, commands that exist."""

import re
import sys
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import packages_distributions
from typing import get_args

import click
import pytest
from packaging.requirements import Requirement

from bot.cli import main
from bot.inbound.commands.table import COMMANDS
from bot.policy import load_policy
from bot.settings import variables
from bot.wording import words
from models import commands, effects, events
from models.errors import Reason
from models.policy import AutoClose, Copies, Document, Form, Nag, Policy, Rung, TypePolicy
from tests.house import states
from tests.house.source import PACKAGES, ROOT, Module, of_tests, parse, shipped

LOCKS = ("base", "demo", "dev")


def read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def headings(path: str) -> list[str]:
    """Every heading that is one word of code, such as ### `DISCORD_TOKEN`."""
    return re.findall(r"^#+ `/?([^`]+)`$", read(path), re.MULTILINE)


def locked(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", read(f"requirements/{name}.txt"), re.MULTILINE))


def bounds() -> dict[str, list[Requirement]]:
    project = tomllib.loads(read("pyproject.toml"))
    runtime = project["project"]["dependencies"]
    demo = project["project"]["optional-dependencies"]["demo"]
    dev = project["dependency-groups"]["dev"]
    wishes = {"base": runtime, "demo": runtime + demo, "dev": runtime + demo + dev}
    return {name: [Requirement(wish) for wish in lines] for name, lines in wishes.items()}


def test_the_example_holds_every_variable_and_no_other() -> None:
    in_example = re.findall(r"^([A-Z_]+)=", read(".env.example"), re.MULTILINE)

    assert in_example == list(variables_as_documented())


def variables_as_documented() -> list[str]:
    return sorted(variables(), key=headings("docs/reference/settings.md").index)


def test_every_variable_of_the_example_is_explained() -> None:
    paragraphs = read(".env.example").strip().split("\n\n")

    assert [paragraph for paragraph in paragraphs if not paragraph.startswith("# ")] == []


def test_every_variable_has_its_heading_and_no_other_has() -> None:
    assert sorted(headings("docs/reference/settings.md")) == sorted(variables())


@pytest.mark.parametrize(
    ("heading", "document"),
    [
        ("The desk", Policy),
        ("The desk's `transcript`", Copies),
        ("A type", TypePolicy),
        ("A type's `form`", Form),
        ("A rung of the `ladder`", Rung),
        ("`triage` and `owner_reminder`", Nag),
        ("`autoclose`", AutoClose),
    ],
)
def test_every_field_of_a_policy_has_its_row_and_no_other_has(heading: str, document: type[Document]) -> None:
    section = read("docs/reference/policy.md").partition(f"\n## {heading}\n")[2].partition("\n## ")[0]

    assert re.findall(r"^\| `([a-z_]+)` \|", section, re.MULTILINE) == list(document.model_fields)


def test_what_leads_to_what_is_as_the_code_says() -> None:
    assert read("docs/states.md") == states.page(), "run `make docs`"


def test_every_command_event_effect_and_reason_is_in_it() -> None:
    named = set(re.findall(r"^\| `(\w+)`", read("docs/states.md"), re.MULTILINE))
    kinds = (commands.Command, events.TicketEvent, events.DeskEvent, effects.Effect)

    assert {kind.__name__ for union in kinds for kind in get_args(union)} <= named
    assert {reason.value for reason in Reason} <= named


def test_every_command_has_its_heading_and_no_other_has() -> None:
    in_discord = re.findall(r"^### `([^`]+)`$", read("docs/reference/commands.md"), re.MULTILINE)
    at_the_terminal = re.findall(r"^### `([^`]+)`$", read("docs/reference/cli.md"), re.MULTILINE)

    assert sorted(in_discord) == sorted(f"/{name}" for name in COMMANDS)
    assert sorted(at_the_terminal) == sorted([*(f"steward {name}" for name in typed()), "steward --version"])


def typed() -> dict[str, click.Command]:
    """Every command that can be typed at the terminal, by its words."""
    return {
        words: command
        for name, one in main.commands.items()
        for words, command in (
            {f"{name} {below}": command for below, command in one.commands.items()}
            if isinstance(one, click.Group)
            else {name: one}
        ).items()
    }


@pytest.mark.parametrize("name", typed())
def test_every_option_and_argument_at_the_terminal_has_its_row(name: str) -> None:
    section = read("docs/reference/cli.md").partition(f"\n### `steward {name}`\n")[2].partition("\n### ")[0]
    parameters = {
        one.human_readable_name.upper() if isinstance(one, click.Argument) else one.opts[0]
        for one in typed()[name].params
    }

    assert set(re.findall(r"^\| `([^ `]+)", section, re.MULTILINE)) == parameters


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_a_command_has_its_row(name: str) -> None:
    section = read("docs/reference/commands.md").partition(f"\n### `/{name}`\n")[2].partition("\n### ")[0]
    options = COMMANDS[name].shape(words(), load_policy()).get("options", [])

    assert re.findall(r"^\| `(\w+)` \| (required|optional) \|", section, re.MULTILINE) == [
        (option["name"], "required" if option.get("required") else "optional") for option in options
    ]


@pytest.mark.parametrize("name", [*LOCKS, "build"])
def test_every_requirement_is_one_version_with_hashes(name: str) -> None:
    entries = re.split(r"\n(?=\S)", read(f"requirements/{name}.txt").strip())
    packages = [entry for entry in entries if not entry.startswith("#")]

    assert len(packages) > 20 or name == "build"
    assert packages
    assert [
        package for package in packages if not re.match(r"[a-z0-9._-]+==\S+( ; [^\\]+)? \\\n +--hash=sha256:", package)
    ] == []


@pytest.mark.parametrize(
    "path", [*(f"requirements/{name}.txt" for name in (*LOCKS, "build")), "requirements/lock", "pyproject.toml"]
)
def test_no_file_says_where_packages_come_from(path: str) -> None:
    assert re.findall(r"https?://|--(?:extra-)?index-url|--find-links|-i ", read(path)) == []


@pytest.mark.parametrize("name", LOCKS)
def test_what_is_locked_is_within_the_bounds(name: str) -> None:
    versions = locked(name)

    outside = [str(wish) for wish in bounds()[name] if versions[wish.name.lower()] not in wish.specifier]

    assert outside == []


@cache
def providers() -> dict[str, set[str]]:
    """Which packages bring what can be imported, by the first word of an import; `bson` comes with pymongo."""
    return {name: {one.lower() for one in brought} for name, brought in packages_distributions().items()}


def imported(sources: Iterable[Module]) -> set[str]:
    """The packages of others that these files import, by the first word of the import."""
    names = {name.partition(".")[0] for module in sources for name in module.imports()}
    return names - sys.stdlib_module_names - {*PACKAGES, "tests"}


def undeclared(sources: Iterable[Module], declared: str) -> set[str]:
    named = {wish.name.lower().replace("_", "-") for wish in bounds()[declared]}
    brought = providers()
    return {
        name for name in imported(sources) if not named & {one.replace("_", "-") for one in brought.get(name, {name})}
    }


def test_everything_that_is_imported_is_declared() -> None:
    """What comes along with another package goes with it, too."""
    runtime = [module for module in shipped() if not module.path.startswith("bot/demo")]

    assert undeclared(runtime, "base") == set()
    assert undeclared(shipped(), "demo") == set()
    assert undeclared(of_tests(), "dev") == set()
    assert undeclared([parse("import frozenlist\nfrom os import path\nimport yarl")], "base") == {"frozenlist"}


def test_every_package_has_its_reason() -> None:
    """Those of the run time in the first table of the decision, those of the demo and the tests in the second."""
    assert reasoned("At run time") == sorted(wish.name.lower() for wish in bounds()["base"])
    others = {wish.name.lower() for wish in bounds()["dev"]} - {wish.name.lower() for wish in bounds()["base"]}
    assert reasoned("For the demo and the tests") == sorted(others)


def reasoned(table: str) -> list[str]:
    rows = read("docs/why/0000-dependencies.md").partition(f"| {table} |")[2].partition("\n\n")[0]
    return sorted(re.findall(r"\b[a-z][a-z0-9-]+", " ".join(re.findall(r"^\| ([^|]+) \|", rows, re.MULTILINE)).lower()))


def test_one_package_has_one_version_everywhere() -> None:
    base, demo, dev = map(locked, LOCKS)

    assert base.items() <= demo.items() <= dev.items()
    assert locked("build").items() <= dev.items()


def test_the_commands_of_the_readme_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):.*##", read("Makefile"), re.MULTILINE))
    promised = set(re.findall(r"(?:^ {4}|`)make ([a-z]+)", read("README.md") + read("CONTRIBUTING.md"), re.MULTILINE))

    assert promised <= targets
    assert {"demo", "test"} <= promised


def test_the_check_of_a_change_runs_what_the_readme_says() -> None:
    commands = [line for line in read(".ci/run").splitlines() if line.startswith("make ")]

    assert commands == ["make test", "make slow", "make lint", "make demo", "make image"]
