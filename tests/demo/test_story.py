"""The desk's life over the wire, on stepped time: every expectation holds, and twice is the same to the letter."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.demo import leave_transcripts, perform
from bot.demo.narration import Narration
from bot.demo.stories import STORIES
from bot.demo.theatre import theatre
from bot.presets import PRESETS
from tests.demo.requirements import requirements

ROW = re.compile(r"0\.\d+|L\d+")
ADDRESSES = [["API"], ["gateway"], ["CDN"], ["token"]]


async def told(story: str, out: Path | None = None) -> tuple[Narration, list[str]]:
    lines: list[str] = []
    async with theatre(story) as stage:
        narration = Narration(stage.clock.now, lines.append)
        await perform(STORIES[story], stage, narration)
        if out is not None:
            leave_transcripts(stage, out, Narration(stage.clock.now, lambda line: None))
    return narration, lines


def test_there_is_a_story_for_every_preset() -> None:
    assert tuple(STORIES) == PRESETS


@pytest.mark.parametrize("story", STORIES)
async def test_every_expectation_of_the_story_holds_and_each_row_of_the_page_is_shown(
    story: str, tmp_path: Path
) -> None:
    narration, lines = await told(story, tmp_path / "new")

    assert [one.sentence for one in narration.expectations if not one.holds] == [], "\n".join(lines)
    first_words = {one.sentence.partition(" ")[0] for one in narration.expectations}
    promised = {one.row for one in requirements() if story in one.stories}
    assert {word for word in first_words if ROW.fullmatch(word)} == promised
    left = {path.name: path.read_text() for path in (tmp_path / "new").iterdir() if path.suffix == ".html"}
    assert {name.partition("-")[0] for name in left} == {"owner", "team"}
    assert all(page.startswith("<!doctype html>") for page in left.values())


async def test_told_twice_it_is_the_same_story_at_the_same_times() -> None:
    _, once = await told("inertia-literal")
    _, again = await told("inertia-literal")

    assert once == again


def test_with_keep_it_prints_the_addresses_and_goes_on_until_it_is_told_to_stop() -> None:
    command = [sys.executable, "-m", "bot", "demo", "--keep", "--story", "inertia-literal"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        addresses: list[list[str]] = []
        while len(addresses) < 4 and (line := running.stdout.readline()):
            addresses += [line.split()] if line.split()[:1] in ADDRESSES else []
        running.send_signal(signal.SIGINT)
        _, complaints = running.communicate(timeout=30)

    assert [[what] for what, _ in addresses] == ADDRESSES
    assert (running.returncode, complaints) == (0, "")
