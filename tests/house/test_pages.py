"""The pages of the documentation: their links lead somewhere, and what a beginner is told to type exists."""

import re

import pytest

from bot.cli import main
from bot.inbound.commands.table import COMMANDS
from bot.settings import variables
from tests.house.source import ROOT

PAGES = [
    *sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("docs/**/*.md")),
    *("README.md", "CONTRIBUTING.md", "CHANGELOG.md"),
]


def read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def code(page: str) -> list[str]:
    """What stands in back quotes, and every indented line."""
    text = read(page)
    return [*re.findall(r"`([^`\n]+)`", text), *re.findall(r"^ {4}(\S.*)$", text, re.MULTILINE)]


def typed(page: str, pattern: str) -> set[str]:
    """The first group of each piece of code that begins like this."""
    return {found[1] for piece in code(page) if (found := re.match(pattern, piece))}


@pytest.mark.parametrize("page", PAGES)
def test_every_link_of_a_page_leads_to_a_file_that_is_there(page: str) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", read(page))

    assert [link for link in links if not ((ROOT / page).parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES)
def test_a_link_to_a_heading_finds_it(page: str) -> None:
    for file, anchor in re.findall(r"\]\(([^)#:]*)#([^)]+)\)", read(page)):
        there = (ROOT / page).parent / file if file else ROOT / page
        headings = re.findall(r"^#+ (.+)$", there.read_text(encoding="utf-8"), re.MULTILINE)

        assert anchor in [re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in headings]


@pytest.mark.parametrize(
    "page", ["README.md", "docs/start.md", "docs/reference/policy.md", "docs/reference/settings.md"]
)
def test_what_a_beginner_types_exists(page: str) -> None:
    commands = typed(page, r"(?:\.venv/bin/|docker compose run --rm (?:--no-deps )?bot )?steward ([a-z]+)")
    in_compose = typed(page, r"docker compose run --rm (?:--no-deps )?bot ([a-z]+)")
    in_discord = typed(page, r"/([a-z_]+(?: (?:doctor|reload|full))?)(?: [a-z]+:.*)?$")
    targets = set(re.findall(r"^([a-z]+):.*##", read("Makefile"), re.MULTILINE))

    assert commands | in_compose <= set(main.commands)
    assert in_discord <= set(COMMANDS)
    assert typed(page, r"make ([a-z]+)") <= targets
    assert {name for name in typed(page, r"([A-Z]+(?:_[A-Z]+)+)\b") if name != "CI"} <= set(variables())


def test_the_way_to_the_first_ticket_passes_every_station() -> None:
    told = code("docs/start.md")

    for station in ("steward invite", "steward doctor", "make run", "docker compose up -d", "/setup", "/close_ticket"):
        assert [piece for piece in told if station in piece], station
