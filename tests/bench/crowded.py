"""Fifty people on one world for a minute, each in a window of their own, by the control interface over sockets.

The sandbox, the bot that answers and the people are a process each. The anchor is a server that does nothing, called
as often by as many.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp
import anyio
from anyio.abc import TaskGroup

from tests.bench.answering import NOTED, PONG, PRESS
from tests.bench.rows import Row
from tests.control.process import Json, Process, a_bot, a_sandbox, environment, started

PEOPLE, CHANNELS = 50, 5
A_SECOND = 2.0  # calls of one person
LASTS, ANCHOR_LASTS = 60.0, 15.0  # seconds
BOT = Path(__file__).with_name("answering.py")
NOTHING = (sys.executable, "-m", "tests.bench.nothing")
DAY = ("say", "read", "react", "edit", "read", "click", "say", "read", "command", "read")
WAVE = "%F0%9F%91%8B"


class NotAnswered(Exception):
    """A call that should have been answered well was not."""


@dataclass
class Took:
    """Milliseconds of each call, by what it was."""

    of: dict[str, list[float]] = field(default_factory=dict)
    processor: float = 0.0  # of the sandbox, for all of them

    @asynccontextmanager
    async def timed(self, what: str) -> AsyncIterator[None]:
        began = time.perf_counter()
        yield
        self.of.setdefault(what, []).append(1000 * (time.perf_counter() - began))

    @property
    def count(self) -> int:
        return sum(map(len, self.of.values()))

    def p99(self, *what: str) -> float:
        return quantiles((one for name in what or self.of for one in self.of[name]), n=100)[98]


@dataclass
class Somebody:
    """One of the people, who does one thing after the other in one channel."""

    sandbox: Process
    where: str
    panel: str
    mine: str = ""

    async def does(self, what: str) -> None:
        match what:
            case "say":
                said = await self._call("POST", "messages", {"text": "A question, *again*."})
                self.mine = said["id"]
            case "read":
                await self._call("GET", "messages?limit=50")
            case "react":
                await self._call("PUT", f"messages/{self.mine}/reactions/{WAVE}")
            case "edit":
                await self._call("PATCH", f"messages/{self.mine}", {"text": "A question, **put better**."})
            case "click":
                answer = await self._call("POST", f"messages/{self.panel}/click", {"custom_id": PRESS})
                _must_read(answer, NOTED)
            case "command":
                _must_read(await self._call("POST", "commands", {"name": "ping"}), PONG)
            case _:
                raise TypeError(what)

    async def _call(self, method: str, path: str, body: Json | None = None) -> Any:
        address = f"{self.sandbox['control']}{self.where}/{path}"
        async with self.sandbox.session.request(method, address, json=body) as answer:
            if answer.status >= 400:
                raise NotAnswered(method, path, answer.status, await answer.text())
            return await answer.json() if answer.status != 204 else None


def _must_read(answer: Any, text: str) -> None:
    if answer["kind"] != "message" or answer["message"]["text"] != text:
        raise NotAnswered(answer)


async def at_a_pace(lasts: float, act: Callable[[int, int], Awaitable[None]]) -> None:
    """Everybody, one call after the other, not all at the same moment; whoever is late catches up."""
    begin = anyio.current_time() + 1

    async def one(n: int) -> None:
        for k in range(int(lasts * A_SECOND)):
            await anyio.sleep_until(begin + (k + n / PEOPLE) / A_SECOND)
            await act(n, k)

    async with anyio.create_task_group() as group:
        for n in range(PEOPLE):
            group.start_soon(one, n)


async def of_people() -> Took:
    took = Took()
    async with AsyncExitStack() as stack:
        sandbox = await _peopled(stack)
        panels = await _panels(stack, sandbox)
        windows = await stack.enter_async_context(anyio.create_task_group())
        stack.callback(windows.cancel_scope.cancel)
        people = []
        for n in range(PEOPLE):
            where = f"/people/person-{n}/channels/channel-{n % CHANNELS}"
            people.append(Somebody(sandbox, where, panels[n % CHANNELS]))
            await _window(windows, sandbox, f"person-{n}")

        async def act(n: int, k: int) -> None:
            what = DAY[k % len(DAY)]
            async with took.timed(what):
                await people[n].does(what)

        before = _processor_time(sandbox.popen.pid)
        await at_a_pace(LASTS, act)
        took.processor = _processor_time(sandbox.popen.pid) - before
    return took


def _processor_time(pid: int) -> float:
    """Milliseconds, of the process itself and of the system for it."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return 1000 * (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def _peopled(stack: AsyncExitStack) -> Process:
    """A server with everybody in it and some channels."""
    people: Json = {f"person-{n}": {} for n in range(PEOPLE)}
    channels: Json = {f"channel-{n}": {} for n in range(CHANNELS)}
    guild = {"owner": "person-0", "members": people, "channels": channels}
    file = Path(stack.enter_context(TemporaryDirectory())) / "world.json"
    file.write_text(json.dumps({"people": people, "guilds": {"Crowd": guild}}), encoding="utf-8")
    return await stack.enter_async_context(a_sandbox("--world", str(file)))


async def _panels(stack: AsyncExitStack, sandbox: Process) -> list[str]:
    """The bot's message with the button, of each channel, once all stand there."""
    watcher = await stack.enter_async_context(sandbox.watching("person-0"))
    await stack.enter_async_context(a_bot(sandbox, BOT, seen_by="person-0"))
    for _ in range(CHANNELS):
        await watcher.until(lambda news: news["type"] == "message")
    first = []
    for n in range(CHANNELS):
        _, messages = await sandbox.call("GET", f"/people/person-0/channels/channel-{n}/messages")
        first.append(messages[0]["id"])
    return first


async def _window(group: TaskGroup, sandbox: Process, person: str) -> None:
    """Told of everything that this person sees, and reads it."""
    socket = await sandbox.session.ws_connect(f"{sandbox['control']}/people/{person}/watch")

    async def read_on() -> None:
        async for _ in socket:
            pass

    group.start_soon(read_on)


async def of_nothing() -> Took:
    took = Took()
    process = started(*NOTHING, env=environment())
    assert process.stdout is not None
    try:
        address = (await anyio.to_thread.run_sync(process.stdout.readline)).strip()
        async with aiohttp.ClientSession() as session:

            async def act(_n: int, _k: int) -> None:
                async with took.timed("nothing"), session.post(address, json={"text": "A question."}) as answer:
                    await answer.json()

            await at_a_pace(ANCHOR_LASTS, act)
    finally:
        process.kill()
        process.communicate()
    return took


def rows() -> Iterator[Row]:
    anchor = asyncio.run(of_nothing()).p99()
    took = asyncio.run(of_people())
    yield Row(f"control: p99 of a call, {PEOPLE} people", took.p99(), "ms", "empty handler", anchor, "<= 50")
    yield Row(f"control: processor time of a call, {PEOPLE} people", took.processor / took.count, "ms")
    for what in sorted(took.of):
        yield Row(f"control: p99 of {what}, {PEOPLE} people", took.p99(what), "ms", "empty handler", anchor)
