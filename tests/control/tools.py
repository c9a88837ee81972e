"""What the tests of the control interface hold in their hands: a small server, calls, sockets, and a bot by hand."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import aiohttp
import anyio

from bot.sandbox import Channel, Guild, Role, Sandbox, User
from bot.sandbox.control import views
from bot.sandbox.control.frames import News
from bot.sandbox.control.server import Control
from bot.sandbox.world import Event
from tests.sandbox.tools import Api

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Caller:
    """Calls the control interface: `call("GET", "people")` is the status and the JSON."""

    def __init__(self, control: Control, session: aiohttp.ClientSession) -> None:
        self.control = control
        self.session = session

    async def __call__(self, method: str, path: str, body: Any = None, /, **query: Any) -> tuple[int, Any]:
        url = f"{self.control.url}/{path}"
        async with self.session.request(method, url, json=body, params=query) as answer:
            raw = await answer.read()
            return answer.status, json.loads(raw) if raw else None

    async def done(self, method: str, path: str, body: Any = None, /, **query: Any) -> Any:
        """What is told where nothing is refused."""
        status, told = await self(method, path, body, **query)
        assert status in (200, 204), (status, told)
        return told

    async def refused(self, method: str, path: str, body: Any = None, /, **query: Any) -> tuple[int, int]:
        """The status and Discord's code of a refusal."""
        status, told = await self(method, path, body, **query)
        assert status >= 400, told
        assert views.Refused.model_validate(told).message
        return status, told["code"]

    async def raw(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> tuple[int, Any]:
        """As it is said, below the page's address."""
        url = f"{self.control.page_url}{path}"
        async with self.session.request(method, url, data=body, headers=headers) as answer:
            return answer.status, await answer.json()

    async def by_hand(self, request: str) -> str:
        """The status line of what answers to these lines, sent as they stand."""
        port = int(self.control.page_url.rstrip("/").rpartition(":")[2])
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request.replace("{port}", str(port)).replace("\n", "\r\n").encode() + b"\r\n\r\n")
        with anyio.fail_after(5):
            line = await reader.readline()
        writer.close()
        await writer.wait_closed()
        return line.decode().strip()

    @asynccontextmanager
    async def watching(self, person: str, **query: str) -> AsyncIterator["Window"]:
        async with self.session.ws_connect(f"{self.control.url}/people/{person}/watch", params=query) as socket:
            yield Window(socket)


class Window:
    """A socket of one person."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def hears(self, kind: str) -> Any:
        """The next of this kind; others before it are passed over."""
        while (news := await self.next())["type"] != kind:
            pass
        return news

    async def next(self) -> Any:
        """In the shape that the description tells."""
        with anyio.fail_after(5):
            told = await self.socket.receive_json()
        News.model_validate(told)
        return told

    async def closed_with(self) -> int:
        with anyio.fail_after(10):
            while (message := await self.socket.receive()).type is aiohttp.WSMsgType.TEXT:
                pass
        assert message.type is aiohttp.WSMsgType.CLOSE
        return int(message.data)

    async def heard_until(self, kind: str) -> list[Any]:
        """All before the next of this kind."""
        heard = []
        while (news := await self.next())["type"] != kind:
            heard.append(news)
        return heard


class Bot:
    """Answers by REST what it is asked, as a test says."""

    def __init__(self, sandbox: Sandbox, api: Api) -> None:
        self.api = api
        self._me = sandbox.world.application.id
        self.asks: asyncio.Queue[Any] = asyncio.Queue()
        sandbox.world.listeners.append(self._hear)

    def _hear(self, event: Event) -> None:
        if event.name == "INTERACTION_CREATE":
            self.asks.put_nowait(event.payload)

    async def answers(self, kind: int, data: Any = None) -> Any:
        """Acknowledges the next interaction; returns it."""
        with anyio.fail_after(5):
            asked = await self.asks.get()
        await self.acknowledges(asked, kind, data)
        return asked

    async def acknowledges(self, asked: Any, kind: int, data: Any = None) -> None:
        path = f"/interactions/{asked['id']}/{asked['token']}/callback"
        status, told = await self.api("POST", path, {"type": kind, "data": data or {}})
        assert status == 204, told

    async def follows_up(self, asked: Any, text: str) -> None:
        path = f"/webhooks/{self._me}/{asked['token']}/messages/@original"
        status, told = await self.api("PATCH", path, {"content": text})
        assert status == 200, told

    async def says(self, channel: Channel, text: str = "", **more: Any) -> str:
        """The id of what it said."""
        status, told = await self.api("POST", f"/channels/{channel.id}/messages", {"content": text, **more})
        assert status == 200, told
        return str(told["id"])

    async def defines(self, *commands: Any) -> None:
        status, told = await self.api("PUT", f"/applications/{self._me}/commands", list(commands))
        assert status == 200, told


@dataclass
class Place:
    """One server with an open channel and one for the staff; the stranger is in it without a role."""

    sandbox: Sandbox
    call: Caller
    bot: Bot
    guild: Guild
    owner: User
    staff: User
    stranger: User
    role: Role
    lobby: Channel
    office: Channel

    def at(self, person: str, channel: Channel | str) -> str:
        """The path of what this person does there."""
        name = channel if isinstance(channel, str) else channel.id
        return f"people/{person}/channels/{name}"

    def messages(self, person: str, channel: Channel | str) -> str:
        return f"{self.at(person, channel)}/messages"

    async def reads(self, person: str, channel: Channel | str) -> list[str]:
        """The texts of the messages that this person sees there."""
        return [each["text"] for each in await self.call.done("GET", self.messages(person, channel))]
