"""docs/reference/sandbox.md tells of every call, and each of its examples answers as it says."""

import json
import re
import shlex
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from string import Template
from typing import Any

import aiohttp
import anyio
import pytest

from bot.sandbox import Sandbox, World, worldfile
from bot.sandbox.control.server import Control
from bot.sandbox.control.table import ROUTES
from bot.sandbox.wall_time import WallTime
from tests.control.tools import NOON, Bot, Window
from tests.house.source import ROOT
from tests.sandbox.tools import Api

PAGE = ROOT / "docs" / "reference" / "sandbox.md"

REST = "…"  # in an answer: what is left out
TWINS = (  # what is another one on every run
    re.compile(r"\d{17,20}"),
    re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)"),
    re.compile(r"\d+\.steward\.[0-9a-f]{64}"),
    re.compile(r"(http|ws)://127\.0\.0\.1:\d+/.*"),
)

BUTTON = {"type": 2, "style": 1, "label": "Get help", "custom_id": "help"}
COLOURS = [{"label": "Red", "value": "red"}, {"label": "Blue", "value": "blue"}]
ROWS = [
    {"type": 1, "components": [BUTTON]},
    {"type": 1, "components": [{"type": 3, "custom_id": "colour", "options": COLOURS}]},
]
SUBJECT = {"type": 4, "custom_id": "subject", "style": 1, "min_length": 3, "max_length": 80}
FORM = {
    "title": "Get help",
    "custom_id": "form",
    "components": [{"type": 18, "label": "What is it about?", "component": SUBJECT}],
}
WHOM = {"type": 6, "name": "whom", "description": "Who is greeted"}
HOW = {"type": 3, "name": "how", "description": "In which words", "autocomplete": True}
COMMANDS = (
    {"name": "greet", "description": "Greets somebody", "options": [WHOM, HOW]},
    {"name": "Report", "type": 3},
)
ONLY_FOR_THEM = 64


async def answer_all(bot: Bot) -> None:
    """The bot of the page."""
    while True:
        asked = await bot.asks.get()
        match asked["data"]:
            case {"custom_id": "help"}:
                await bot.acknowledges(asked, 9, FORM)
            case {"custom_id": "colour", "values": [colour]}:
                await bot.acknowledges(asked, 4, {"content": f"You chose {colour}.", "flags": ONLY_FOR_THEM})
            case {"custom_id": "form"}:
                await bot.acknowledges(asked, 5, {"flags": ONLY_FOR_THEM})
                await bot.follows_up(asked, "Thank you, we will look into it.")
            case {"name": "Report"}:
                await bot.acknowledges(asked, 4, {"content": "Reported.", "flags": ONLY_FOR_THEM})
            case {"name": "greet"} if asked["type"] == 4:
                await bot.acknowledges(asked, 8, {"choices": [{"name": "Good day", "value": "Good day"}]})
            case {"name": "greet"}:
                await bot.acknowledges(asked, 4, {"content": "Good day, staff!"})
            case other:
                raise TypeError(other)


@dataclass
class Section:
    """One call on the page: its heading, its route, and the lines of its examples."""

    name: str
    route: str = ""
    lines: list[str] = field(default_factory=list)


def sections() -> list[Section]:
    """Each `###` of the page; lines that are wrapped stand as one."""
    found = [Section("")]
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            found.append(Section(""))
        elif line.startswith("### "):
            found.append(Section(line.removeprefix("### ")))
        elif line.startswith("`") and found[-1].name and not found[-1].route:
            found[-1].route = line.strip("`")
        elif line.startswith("    ") and line.startswith("     "):
            found[-1].lines[-1] += " " + line.strip().removesuffix("\\")
        elif line.startswith("    "):
            found[-1].lines.append(line.strip().removesuffix("\\"))
    return [each for each in found if each.name or each.lines]


def calls() -> list[Section]:
    return [each for each in sections() if each.name]


def test_the_page_tells_of_every_call_and_of_no_other() -> None:
    assert {each.name: each.route for each in calls()} == {
        each.name: f"{each.method} {each.pattern}" for each in ROUTES
    }


@pytest.mark.parametrize("name", [each.name for each in ROUTES])
def test_every_call_has_an_example(name: str) -> None:
    (section,) = [each for each in calls() if each.name == name]

    assert any(line.startswith(("curl", "wscat")) for line in section.lines)


@dataclass
class Reader:
    """Follows the page from top to bottom; what an answer named stands for its variable from then on."""

    control: Control
    session: aiohttp.ClientSession
    stack: AsyncExitStack
    known: dict[str, str]
    answers: list[Any] = field(default_factory=list)
    window: Window | None = None

    async def follow(self, line: str) -> None:
        match line.split(" ", 1):
            case ["curl", rest]:
                self.settle()
                await self.curl(rest)
            case ["wscat", rest]:
                await self.wscat(rest)
            case ["<", frame]:
                assert self.window is not None
                expect(read(frame), await self.window.socket.receive_json())
            case [">", frame]:
                assert self.window is not None
                await self.window.socket.send_str(self.told(frame))
                await self.session.get(self.known["CONTROL"] + "/time")  # by when it has been read
            case _:
                expect(read(line), self.answers.pop())

    def settle(self) -> None:
        """What was answered stands on the page."""
        assert self.answers == [], f"the page leaves out what is answered: {self.answers}"

    def told(self, text: str) -> str:
        return Template(text).safe_substitute(self.known)

    async def curl(self, rest: str) -> None:
        words = shlex.split(self.told(rest))
        method, body, headers, url = "", None, {}, ""
        arguments = iter(words)
        for word in arguments:
            match word:
                case "-s" | "-g":
                    pass
                case "-X":
                    method = next(arguments)
                case "--json":
                    body, headers = next(arguments).encode(), {"Content-Type": "application/json"}
                case "-H":
                    name, _, value = next(arguments).partition(": ")
                    headers[name] = value
                case "--data-binary":
                    body = next(arguments).encode()
                case address:
                    url = address
        method = method or ("POST" if body is not None else "GET")
        async with self.session.request(method, url, data=body, headers=headers) as answer:
            raw = await answer.read()
        if raw:
            self.answers.append(json.loads(raw))
            self.remember(self.answers[-1])

    async def wscat(self, rest: str) -> None:
        _, url = shlex.split(self.told(rest))
        self.window = Window(await self.stack.enter_async_context(self.session.ws_connect(url)))

    def remember(self, answer: Any) -> None:
        match answer:
            case {"kind": "public_thread" | "private_thread", "id": thread}:
                self.known["THREAD"] = thread
            case {"interaction": interaction, "form": form}:
                self.known["INTERACTION"] = interaction
                self.known |= {"FORM": form["id"]} if form else {}
            case {"text": _, "id": message}:
                self.known["MESSAGE"] = message
            case [{"text": _, "components": _, "id": message}, *_]:
                self.known["QUESTION"] = message


def read(text: str) -> Any:
    """An answer on the page: JSON, but for what is left out."""
    return json.loads(text.replace(f"{REST}}}", f'"{REST}": 0}}').replace(f"{REST}]", f'"{REST}"]'))


def expect(told: Any, actual: Any, where: str = "$") -> None:
    match told, actual:
        case dict(), dict():
            if REST not in told:
                assert set(told) == set(actual), where
            for key in told.keys() - {REST}:
                assert key in actual, f"{where}.{key}"
                expect(told[key], actual[key], f"{where}.{key}")
        case list(), list():
            is_cut = told[-1:] == [REST]
            wanted = told[:-1] if is_cut else told
            assert len(wanted) == len(actual) or (is_cut and len(wanted) <= len(actual)), where
            for n, each in enumerate(wanted):
                expect(each, actual[n], f"{where}[{n}]")
        case str(), str() if any(twin.fullmatch(told) and twin.fullmatch(actual) for twin in TWINS):
            pass
        case float(), float():
            pass
        case _:
            assert told == actual, where


@pytest.fixture
async def reader() -> AsyncIterator[Reader]:
    time = WallTime(NOON)
    world = World(time.now)
    worldfile.build(world, worldfile.small_world())
    async with AsyncExitStack() as stack:
        sandbox = await stack.enter_async_context(Sandbox(world))
        control = await stack.enter_async_context(Control(sandbox, time, pace=0))
        session = await stack.enter_async_context(aiohttp.ClientSession())
        bot = Bot(sandbox, Api(sandbox, session))
        await bot.defines(*COMMANDS)
        general = next(each for each in world.channels.values() if each.name == "general")
        await bot.says(general, "How can we help?", components=ROWS)
        group = await stack.enter_async_context(anyio.create_task_group())
        stack.callback(group.cancel_scope.cancel)
        group.start_soon(answer_all, bot)
        known = {
            "CONTROL": control.url,
            "PAGE": control.page_url.rstrip("/"),
            "FOLLOW": control.url.replace("http", "ws"),
        }
        yield Reader(control, session, stack, known)


async def test_every_example_answers_as_the_page_says(reader: Reader) -> None:
    for section in sections():
        for line in section.lines:
            try:
                await reader.follow(line)
            except AssertionError as wrong:
                raise AssertionError(f"{section.name}: {line}\n{wrong}") from wrong
        reader.settle()


# The tests of the test: what the page left out, or told wrongly, is seen.


@pytest.mark.parametrize(
    ("told", "actual"),
    [
        ('{"text": "Hello"}', {"text": "Hullo"}),
        ('{"text": "Hello"}', {"text": "Hello", "more": 1}),
        ('{"text": "Hello", …}', {"more": 1}),
        ('[{"a": 1}]', [{"a": 1}, {"a": 2}]),
        ('[{"a": 1}, …]', []),
        ('{"at": "2026-03-02T12:00:00Z"}', {"at": "noon"}),
        ('{"id": "1477998909849600007"}', {"id": 1477998909849600007}),
        ('{"is_mine": true}', {"is_mine": False}),
    ],
)
def test_what_is_told_wrongly_is_seen(told: str, actual: Any) -> None:
    with pytest.raises(AssertionError):
        expect(read(told), actual)


@pytest.mark.parametrize(
    ("told", "actual"),
    [
        ('{"text": "Hello", …}', {"text": "Hello", "more": 1}),
        ('[{"a": 1}, …]', [{"a": 1}, {"a": 2}]),
        ('{"at": "2026-03-02T12:00:00Z"}', {"at": "2027-03-02T12:00:00.5Z"}),
        ('{"id": "1477998909849600007"}', {"id": "1477998909849600008"}),
    ],
)
def test_what_differs_on_every_run_is_passed_over(told: str, actual: Any) -> None:
    expect(read(told), actual)
