"""A browser without a window, driven by its own protocol: https://chromedevtools.github.io/devtools-protocol/.

It stands alone: no profile, no network of its own, and whatever it asks for, says or fails at is noted down.
"""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from subprocess import DEVNULL, PIPE
from typing import Any

import aiohttp
import anyio
from anyio.abc import Process
from anyio.streams.text import TextReceiveStream

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage", "--hide-scrollbars"),
    *("--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--disable-default-apps", "--disable-extensions", "--remote-debugging-port=0"),
    "--host-resolver-rules=MAP * ~NOTFOUND",
)
LISTENS = "DevTools listening on "
WITHIN = 60.0  # seconds for whatever is asked of it
PHONE, DESKTOP = 360, 1280

Json = dict[str, Any]


def program() -> str | None:
    """Where it is installed."""
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


@dataclass
class Tab:
    """One page; `asked` are the addresses that it wanted, `complaints` what its console and its errors said."""

    socket: aiohttp.ClientWebSocketResponse
    session: str = ""
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    numbers: "count[int]" = field(default_factory=lambda: count(1))
    is_loaded: bool = False

    async def call(self, method: str, **parameters: Any) -> Json:
        id = next(self.numbers)
        call = {"id": id, "method": method, "params": parameters}
        await self.socket.send_json(call | ({"sessionId": self.session} if self.session else {}))
        with anyio.fail_after(WITHIN):
            while True:
                heard = await self._hear()
                if heard.get("id") == id:
                    assert "error" not in heard, (method, heard)
                    result: Json = heard["result"]
                    return result

    async def open(self, page: Path) -> None:
        self.is_loaded = False
        await self.call("Page.navigate", url=page.as_uri())
        with anyio.fail_after(WITHIN):
            while not self.is_loaded:
                await self._hear()

    async def look(self, *, width: int, is_dark: bool = False) -> None:
        await self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=width <= PHONE
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if is_dark else "light"}
        await self.call("Emulation.setEmulatedMedia", features=[scheme])

    async def says(self, expression: str) -> Any:
        """What the expression comes to, in the page."""
        answer = await self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    async def _hear(self) -> Json:
        heard: Json = await self.socket.receive_json()
        given = heard.get("params", {})
        match heard.get("method"):
            case "Page.loadEventFired":
                self.is_loaded = True
            case "Network.requestWillBeSent":
                self.asked.append(given["request"]["url"])
            case "Log.entryAdded":
                self.complaints.append(given["entry"]["text"])
            case "Runtime.exceptionThrown" | "Runtime.consoleAPICalled" | "Page.javascriptDialogOpening":
                self.complaints.append(str(given))
        return heard


@asynccontextmanager
async def a_tab(executable: str, profile: Path) -> AsyncIterator[Tab]:
    command = [executable, *FLAGS, f"--user-data-dir={profile}", "about:blank"]
    async with await anyio.open_process(command, stdin=DEVNULL, stdout=DEVNULL, stderr=PIPE) as process:
        try:
            async with (
                aiohttp.ClientSession() as session,
                session.ws_connect(await _address(process), max_msg_size=0) as socket,
            ):
                yield await _attached(Tab(socket))
        finally:
            process.kill()


async def _address(process: Process) -> str:
    assert process.stderr is not None
    said = ""
    with anyio.fail_after(WITHIN):
        async for text in TextReceiveStream(process.stderr, errors="replace"):
            said += text
            for line in said.splitlines(keepends=True):
                if line.startswith(LISTENS) and line.endswith("\n"):
                    return line.removeprefix(LISTENS).strip()
    raise AssertionError(f"the browser did not begin: {said}")


async def _attached(tab: Tab) -> Tab:
    target = await tab.call("Target.createTarget", url="about:blank")
    attached = await tab.call("Target.attachToTarget", targetId=target["targetId"], flatten=True)
    tab.session = attached["sessionId"]
    for domain in ("Page", "Runtime", "Log", "Network"):
        await tab.call(f"{domain}.enable")
    return tab
