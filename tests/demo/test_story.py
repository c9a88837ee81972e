"""The main job over the wire, on stepped time: every expectation holds, and twice is the same to the letter."""

import signal
import subprocess
import sys
from pathlib import Path

from bot.demo import leave_transcripts, perform
from bot.demo.narration import Narration
from bot.demo.theatre import theatre

ADDRESSES = [["API"], ["gateway"], ["CDN"], ["token"]]


async def told() -> tuple[Narration, list[str]]:
    lines: list[str] = []
    async with theatre() as stage:
        narration = Narration(stage.clock.now, lines.append)
        await perform(stage, narration)
    return narration, lines


async def test_every_expectation_of_the_story_holds() -> None:
    narration, lines = await told()

    assert [one.sentence for one in narration.expectations if not one.holds] == [], "\n".join(lines)
    assert len(narration.expectations) >= 40


async def test_told_twice_it_is_the_same_story_at_the_same_times() -> None:
    _, once = await told()
    _, again = await told()

    assert once == again


async def test_both_transcripts_are_left_where_they_were_wished(tmp_path: Path) -> None:
    async with theatre() as stage:
        narration = Narration(stage.clock.now, lambda line: None)
        await perform(stage, narration)
        leave_transcripts(stage, tmp_path / "new", narration)

    left = {path.name: path.read_text() for path in (tmp_path / "new").iterdir()}
    assert sorted(left) == ["owner-ticket-0001.html", "team-ticket-0001.html"]
    assert all(page.startswith("<!doctype html>") for page in left.values())


def test_with_keep_it_prints_the_addresses_and_goes_on_until_it_is_told_to_stop() -> None:
    command = [sys.executable, "-m", "bot", "demo", "--keep"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        addresses: list[list[str]] = []
        while len(addresses) < 4 and (line := running.stdout.readline()):
            addresses += [line.split()] if line.split()[:1] in ADDRESSES else []
        running.send_signal(signal.SIGINT)
        _, complaints = running.communicate(timeout=30)

    assert [[what] for what, _ in addresses] == ADDRESSES
    assert (running.returncode, complaints) == (0, "")
