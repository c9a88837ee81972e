"""`steward sandbox` as a process of its own, met as a program in another language meets it: by its line and by HTTP."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import anyio

Json = dict[str, Any]
ROOT = Path(__file__).parents[2]
STEWARD = (sys.executable, "-m", "bot")
WITHIN = 20.0  # real seconds for whatever a process is asked


def environment(**more: str) -> dict[str, str]:
    """Without our own settings, and with our packages wherever it runs."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, "PYTHONPATH": str(ROOT), **more}


@dataclass
class Process:
    """`said` is the line of JSON that it printed first."""

    popen: "subprocess.Popen[str]"
    said: Json
    session: aiohttp.ClientSession

    def __getitem__(self, name: str) -> str:
        return str(self.said[name])

    async def call(self, method: str, path: str, body: Any = None, **options: Any) -> tuple[int, Any]:
        """A call of the control interface: the status and the JSON."""
        async with self.session.request(method, self["control"] + path, json=body, **options) as answer:
            return answer.status, await answer.json()

    async def says(self, text: str, person: str = "member", channel: str = "general") -> Json:
        """The message as it stands there afterwards, read back: the world answers, and people can talk."""
        where = f"/people/{person}/channels/{channel}/messages"
        status, said = await self.call("POST", where, {"text": text})
        assert status == 200, said
        _, messages = await self.call("GET", where)
        return next(dict(message) for message in messages if message["id"] == said["id"])

    @asynccontextmanager
    async def watching(self, person: str) -> AsyncIterator["Watcher"]:
        """From before whatever is done inside."""
        address = self["control"] + f"/people/{person}/watch?log=true"
        async with self.session.ws_connect(address) as socket:
            yield Watcher(socket)

    def ends(self, by: signal.Signals = signal.SIGTERM) -> tuple[int, str, str]:
        """Its exit code and what it said after its line, on stdout and on stderr."""
        self.popen.send_signal(by)
        said, complained = self.popen.communicate(timeout=WITHIN)
        return self.popen.returncode, said, complained


@dataclass
class Watcher:
    socket: aiohttp.ClientWebSocketResponse

    async def until(self, is_it: Callable[[Json], bool]) -> Json:
        """The first of the news from now on that is it."""
        with anyio.fail_after(WITHIN):
            while not is_it(news := await self.socket.receive_json()):
                pass
        return dict(news)


@asynccontextmanager
async def a_sandbox(*arguments: str) -> AsyncIterator[Process]:
    """Running and listening; killed afterwards if it still runs."""
    popen = begin("sandbox", *arguments)
    assert popen.stdout is not None
    try:
        line = await anyio.to_thread.run_sync(popen.stdout.readline)
        assert line, popen.communicate()
        async with aiohttp.ClientSession() as session:
            yield Process(popen, json.loads(line), session)
    finally:
        popen.kill()
        popen.communicate()


def begin(*arguments: str) -> "subprocess.Popen[str]":
    return started(*STEWARD, *arguments, env=environment())


def started(*command: str, env: dict[str, str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env)


@asynccontextmanager
async def a_bot(sandbox: Process, program: Path, seen_by: str = "member") -> AsyncIterator[None]:
    """A program that was told API and token, once it has said what commands it has and was told of the world."""
    told = environment(API=sandbox["api"], TOKEN=sandbox["token"])
    async with sandbox.watching(seen_by) as watcher:
        process = started(sys.executable, str(program), env=told)
        try:
            waits_for = {"PUT", "READY"}
            while waits_for:
                news = await watcher.until(lambda one: one["type"] == "log")
                waits_for.discard(news["entry"]["route"].split()[0])
            yield
        finally:
            process.kill()
            process.communicate()
