"""The desk's life over the wire, on stepped time: every expectation holds, and twice is the same to the letter."""

import asyncio
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from bot.demo import leave_transcripts, perform
from bot.demo.narration import Expectation, Narration
from bot.demo.stories import STORIES
from bot.demo.theatre import theatre
from bot.presets import PRESETS
from tests.demo.requirements import requirements

ROW = re.compile(r"0\.\d+|L\d+")
ADDRESSES = [["api"], ["gateway"], ["cdn"], ["control"], ["page"], ["token"]]


@dataclass(frozen=True)
class Told:
    """What was expected, what was printed, and the transcripts' pages that were left, by the names of their files."""

    expectations: list[Expectation]
    lines: list[str]
    pages: dict[str, str]


def told(story: str, out: Path) -> Told:
    narration, lines = asyncio.run(performed(story, out))
    pages = {path.name: path.read_text() for path in sorted(out.iterdir()) if path.suffix == ".html"}
    return Told(narration.expectations, lines, pages)


async def performed(story: str, out: Path) -> tuple[Narration, list[str]]:
    lines: list[str] = []
    async with theatre(story) as stage:
        narration = Narration(stage.clock.now, lines.append)
        await perform(STORIES[story], stage, narration)
        leave_transcripts(stage, out, Narration(stage.clock.now, lambda line: None))
    return narration, lines


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Told]:
    """The story as it is told the first time: played once for all tests here."""
    return cache(lambda story: told(story, tmp_path_factory.mktemp(story) / "new"))


def test_there_is_a_story_for_every_preset() -> None:
    assert tuple(STORIES) == PRESETS


@pytest.mark.parametrize("story", STORIES)
def test_every_expectation_of_the_story_holds_and_each_row_of_the_page_is_shown(
    story: str, once: Callable[[str], Told]
) -> None:
    found = once(story)

    assert [one.sentence for one in found.expectations if not one.holds] == [], "\n".join(found.lines)
    first_words = {one.sentence.partition(" ")[0] for one in found.expectations}
    promised = {one.row for one in requirements() if story in one.stories}
    assert {word for word in first_words if ROW.fullmatch(word)} == promised
    assert {name.partition("-")[0] for name in found.pages} == {"owner", "team"}
    assert all(page.startswith("<!doctype html>") for page in found.pages.values())


def test_told_twice_it_is_the_same_story_at_the_same_times(once: Callable[[str], Told], tmp_path: Path) -> None:
    again = told("inertia-literal", tmp_path / "new")

    assert once("inertia-literal") == again


def test_with_keep_it_prints_the_addresses_and_goes_on_until_it_is_told_to_stop() -> None:
    command = [sys.executable, "-m", "bot", "demo", "--keep", "--story", "inertia-literal"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        addresses: list[list[str]] = []
        while len(addresses) < len(ADDRESSES) and (line := running.stdout.readline()):
            addresses += [line.split()] if line.split()[:1] in ADDRESSES else []
        running.send_signal(signal.SIGINT)
        _, complaints = running.communicate(timeout=30)

    assert [[what] for what, _ in addresses] == ADDRESSES
    assert (running.returncode, complaints) == (0, "")
