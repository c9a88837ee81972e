"""What the tests of the sandbox hold in their hands: a place, a py-cord client, REST and the gateway by hand."""

import asyncio
import io
import json
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import anyio
import discord
import pytest

from bot.sandbox import Channel, Guild, Intent, Person, Role, Sandbox, Seen, User

EVERYTHING = (
    Intent.GUILDS
    | Intent.GUILD_MEMBERS
    | Intent.GUILD_MODERATION
    | Intent.GUILD_MESSAGES
    | Intent.GUILD_MESSAGE_REACTIONS
    | Intent.GUILD_MESSAGE_TYPING
    | Intent.DIRECT_MESSAGES
    | Intent.DIRECT_MESSAGE_REACTIONS
    | Intent.MESSAGE_CONTENT
)


@dataclass
class Place:
    """The stage of most tests: one guild, its people, one open channel."""

    sandbox: Sandbox
    guild: Guild
    owner: User
    staff: User
    stranger: User
    staff_role: Role
    lobby: Channel

    def person(self, user: User) -> Person:
        return self.sandbox.person(user)

    def last(self, user: User) -> Seen:
        """The newest message that this person sees in the lobby."""
        return self.person(user).sees(self.lobby)[-1]


class Client(discord.Bot):
    """py-cord as it is, but for a close that its own reader does not trip over, and a record of what it heard."""

    def __init__(self, **options: Any) -> None:
        super().__init__(cache_default_sounds=False, auto_sync_commands=False, **options)  # type: ignore[no-untyped-call]
        self._connection.guild_ready_timeout = 0.05
        self.heard: asyncio.Queue[tuple[str, Any]] = asyncio.Queue()
        self.ready = asyncio.Event()

    async def on_ready(self) -> None:
        self.ready.set()

    def dispatch(self, event: str, *args: Any, **kwargs: Any) -> None:
        self.heard.put_nowait((event, args))
        super().dispatch(event, *args, **kwargs)

    async def hears(self, event: str) -> Any:
        """What comes with the next event of this name."""
        with anyio.fail_after(5):
            while True:
                name, args = await self.heard.get()
                if name == event:
                    return args[0] if len(args) == 1 else args

    def channel(self, channel: Channel) -> discord.TextChannel:
        found = self.get_channel(channel.id)
        assert isinstance(found, discord.TextChannel)
        return found

    async def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        if self.ws.open:
            await self.ws.close(code=1000)
        await self.http.close()


@asynccontextmanager
async def connected(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, intents: discord.Intents | None = None
) -> AsyncIterator[Client]:
    """A client that is ready, and closed afterwards."""
    monkeypatch.setattr(discord.http.Route, "API_BASE_URL", sandbox.api_url + "/v{API_VERSION}")
    client = Client(intents=intents or discord.Intents.all())
    async with anyio.create_task_group() as group:
        group.start_soon(client.start, sandbox.token)
        with anyio.fail_after(5):
            await client.ready.wait()
        yield client
        await client.close()
        group.cancel_scope.cancel()


class Api:
    """REST by hand, with the bot's token."""

    def __init__(self, sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
        self._sandbox = sandbox
        self._session = session

    async def __call__(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        files: dict[str, bytes] | None = None,
        headers: dict[str, str] | None = None,
        token: str | None = None,
    ) -> tuple[int, Any]:
        """The status and the JSON; `files` go as multipart, named and numbered in their order."""
        status, found, _ = await self.whole(method, path, body, files=files, headers=headers, token=token)
        return status, found

    async def whole(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        files: dict[str, bytes] | None = None,
        headers: dict[str, str] | None = None,
        token: str | None = None,
    ) -> tuple[int, Any, dict[str, str]]:
        sent = {"Authorization": f"Bot {token or self._sandbox.token}", **(headers or {})}
        data: Any = None
        if files is not None:
            data = aiohttp.FormData()
            data.add_field("payload_json", json.dumps(body or {}))
            for n, (name, content) in enumerate(files.items()):
                data.add_field(
                    f"files[{n}]", io.BytesIO(content), filename=name, content_type="application/octet-stream"
                )
        elif body is not None:
            data, sent["Content-Type"] = json.dumps(body), "application/json"
        url = f"{self._sandbox.api_url}/v10{path}"
        async with self._session.request(method, url, data=data, headers=sent) as answer:
            raw = await answer.read()
            return answer.status, json.loads(raw) if raw else None, dict(answer.headers)

    async def download(self, url: str) -> tuple[int, bytes]:
        async with self._session.get(url) as answer:
            return answer.status, await answer.read()


class Socket:
    """The gateway by hand."""

    def __init__(self, sandbox: Sandbox, ws: aiohttp.ClientWebSocketResponse) -> None:
        self.sequence: int | None = None
        self._sandbox = sandbox
        self._ws = ws
        self._zlib = zlib.decompressobj()

    async def send(self, op: int, body: Any) -> None:
        await self._ws.send_json({"op": op, "d": body})

    async def send_text(self, text: str) -> None:
        await self._ws.send_str(text)

    async def identify(self, intents: int = EVERYTHING, **more: Any) -> dict[str, Any]:
        """IDENTIFY; returns what READY says."""
        await self.send(2, {"token": self._sandbox.token, "intents": int(intents), "properties": {}, **more})
        ready: dict[str, Any] = await self.hears("READY")
        return ready

    async def resume(self, session_id: str, sequence: int) -> None:
        await self.send(6, {"token": self._sandbox.token, "session_id": session_id, "seq": sequence})

    async def frame(self) -> dict[str, Any]:
        with anyio.fail_after(5):
            message = await self._ws.receive()
        if message.type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.CLOSING):
            return {"op": "closed", "code": self._ws.close_code}
        text = message.data
        if isinstance(text, bytes):
            text = self._zlib.decompress(text).decode()
        found: dict[str, Any] = json.loads(text)
        self.sequence = found["s"] or self.sequence
        return found

    async def hears(self, name: str) -> Any:
        """The payload of the next event of this name; others before it are passed over."""
        while True:
            frame = await self.frame()
            assert frame["op"] != "closed", frame
            if frame["t"] == name:
                return frame["d"]

    async def closed_with(self) -> int:
        while True:
            frame = await self.frame()
            if frame["op"] == "closed":
                return int(frame["code"])

    async def heard_until(self, name: str) -> list[tuple[str, Any]]:
        """All events up to and without the next of this name."""
        found: list[tuple[str, Any]] = []
        while True:
            frame = await self.frame()
            if frame["t"] == name:
                return found
            found.append((frame["t"], frame["d"]))

    async def close(self, code: int = 4000) -> None:
        await self._ws.close(code=code)


@asynccontextmanager
async def socket(sandbox: Sandbox, query: str = "v=10&encoding=json") -> AsyncIterator[Socket]:
    """A socket that has heard HELLO."""
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{sandbox.gateway_url}?{query}", timeout=aiohttp.ClientWSTimeout(ws_close=1.0)) as ws,
    ):
        bare = Socket(sandbox, ws)
        hello = await bare.frame()
        assert hello["op"] == 10
        yield bare
