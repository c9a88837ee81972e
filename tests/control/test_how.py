"""The page about a Discord of one's own: its bots, its scripts and its world are run as they stand there."""

import re
import subprocess
import sys
from pathlib import Path

import anyio
import pytest

from bot.sandbox import World, worldfile
from bot.sandbox.worldfile.nouns import Noun
from tests.control.process import ROOT, WITHIN, Process, a_bot, a_sandbox, environment, started

PAGE = (ROOT / "docs/how/sandbox.md").read_text(encoding="utf-8")
TEN = 10  # lines that a bot takes


def blocks(heading: str) -> list[str]:
    """What stands there as code, without its indentation."""
    section = re.split(rf"^##+ {heading}$", PAGE, flags=re.MULTILINE)[1]
    lines = re.split(r"^#", section, flags=re.MULTILINE)[0].splitlines()
    code = "\n".join(line[4:] if line.startswith("    ") else "\0" for line in lines)
    return [block.strip("\n") for block in code.split("\0") if block.strip("\n")]


def a_program(folder: Path, text: str) -> Path:
    file = folder / "program.py"
    file.write_text(text + "\n", encoding="utf-8")
    return file


BOTS = {"By py-cord": ("ping", "pong", "hello to you"), "By disnake": ("pong", "ping", "good morning")}


@pytest.mark.parametrize("heading", BOTS)
def test_a_bot_is_ten_lines_and_each_is_one(heading: str) -> None:
    (bot,) = blocks(heading)

    assert len(bot.splitlines()) <= TEN
    assert ";" not in bot


@pytest.mark.slow
@pytest.mark.parametrize("heading", BOTS)
async def test_a_bot_of_the_page_answers_a_command_and_a_message(heading: str, tmp_path: Path) -> None:
    (bot,) = blocks(heading)
    command, answer, reply = BOTS[heading]

    async with a_sandbox() as sandbox, a_bot(sandbox, a_program(tmp_path, bot)), sandbox.watching("member") as member:
        status, first = await sandbox.call("POST", "/people/member/channels/general/commands", {"name": command})
        await sandbox.says("hello")
        said = await member.until(lambda news: news["type"] == "message" and news["message"]["text"] == reply)

    assert (status, first["kind"], first["message"]["text"]) == (200, "message", answer)
    assert said["message"]["author"]["is_bot"]
    assert said["message"]["reply_to"]["text"] == "hello"


@pytest.mark.slow
async def test_the_script_and_the_curl_lines_lead_a_person(tmp_path: Path) -> None:
    curl, script = blocks("Lead a person from a test")
    (bot,) = blocks("By py-cord")
    assert len(script.splitlines()) <= TEN

    async with a_sandbox("--at", "2026-03-02T09:00Z", "--pace", "0") as sandbox:
        async with a_bot(sandbox, a_program(tmp_path, bot)):
            by_curl = await of(sandbox, "sh", "-c", curl)
            by_script = await of(sandbox, sys.executable, "-c", script)
        (step,) = blocks("Time")
        moved = await of(sandbox, "sh", "-c", step)

    assert '"text":"pong"' in by_curl
    assert by_script == "pong\nbot answers: hello to you\n"
    assert moved == '{"since":"2026-03-02T09:00:00Z","until":"2026-03-03T09:00:00Z"}'


async def of(sandbox: Process, *command: str) -> str:
    """What the command says, with the control interface in its environment."""
    process = started(*command, env=environment(CONTROL=sandbox["control"]))
    with anyio.fail_after(WITHIN):
        said, complained = await anyio.to_thread.run_sync(process.communicate)
    assert process.returncode == 0, complained
    return str(said)


def test_the_addresses_are_read_out_of_the_line_as_the_page_says(tmp_path: Path) -> None:
    (tmp_path / "sandbox.json").write_text(
        '{"api": "http://127.0.0.1:1/api", "token": "1.steward.2"}', encoding="utf-8"
    )
    (exports,) = blocks("Point a bot at it")

    said = subprocess.run(
        ["sh", "-c", f"{exports}\necho $API $TOKEN"], cwd=tmp_path, capture_output=True, text=True, check=True
    )

    assert said.stdout == "http://127.0.0.1:1/api 1.steward.2\n"


def test_the_world_of_the_page_can_be_built_and_the_table_names_every_key() -> None:
    (text,) = blocks("A world of your own")
    world = World()

    worldfile.build(world, worldfile.read(text))

    assert [guild.name for guild in world.guilds.values()] == ["Workshop"]
    named = set(re.findall(r"`([a-z_]+)`", PAGE))
    for noun in Noun.__subclasses__():
        assert set(noun.model_fields) <= named


def test_the_mistake_that_the_page_quotes_is_what_is_said() -> None:
    (text,) = blocks("A world of your own")
    wrong = text.replace("lobby: {", "Hall: {kind: category}\n      lobby: {parent: hall, ")

    with pytest.raises(worldfile.WrongWorld) as refused:
        worldfile.read(wrong)

    assert refused.value.sentences == re.findall(r"`world\.yaml: ([^`]+)`", PAGE)


@pytest.mark.slow
async def test_the_line_has_the_keys_that_the_page_tells() -> None:
    keys = re.findall(r"^\| `([a-z]+)` \|", PAGE, re.MULTILINE)

    async with a_sandbox() as sandbox:
        assert set(sandbox.said) == set(keys)
