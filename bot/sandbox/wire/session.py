"""A session of the gateway and a socket that carries it. The session outlives its sockets: RESUME replays from it."""

import asyncio
import json
import zlib
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.sandbox.world import Event

DISPATCH = 0
REMEMBERED = 10_000


@dataclass(eq=False)
class Session:
    """What one IDENTIFY began. `sequence` is the number of the last thing told, sent or waiting."""

    id: str
    intents: int
    shard: tuple[int, int]
    large_threshold: int
    sequence: int = 0
    told: deque[tuple[int, str]] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    connection: "Connection | None" = None
    lost_at: float = 0.0  # real seconds, where no socket carries it

    def hears(self, event: Event) -> bool:
        if event.intents and not self.intents & event.intents:
            return False
        number, count = self.shard
        return number == ((event.guild_id >> 22) % count if event.guild_id else 0)

    def tell(self, name: str, text: str) -> None:
        """`text` is the payload as JSON."""
        self.sequence += 1
        frame = f'{{"op": {DISPATCH}, "d": {text}, "s": {self.sequence}, "t": {json.dumps(name)}}}'
        self.told.append((self.sequence, frame))
        if self.connection is not None:
            self.connection.put(frame)

    def missed_since(self, sequence: int) -> list[str] | None:
        """The frames after this number; None when it is from the future or too long ago."""
        if not 0 <= sequence <= self.sequence:
            return None
        missed = [frame for number, frame in self.told if number > sequence]
        return missed if len(missed) == self.sequence - sequence else None


class Connection:
    """One socket. Frames leave in the order in which they were put."""

    def __init__(self, request: web.Request, socket: web.WebSocketResponse, *, compressed: bool) -> None:
        self.session: Session | None = None
        self.received: deque[float] = deque()
        self._request = request
        self._socket = socket
        self._zlib = zlib.compressobj() if compressed else None
        self._frames: asyncio.Queue[str | int] = asyncio.Queue()

    def put(self, frame: str) -> None:
        """A bot that reads nothing is cut off when more waits for it than it could resume from."""
        if self._frames.qsize() < REMEMBERED:
            self._frames.put_nowait(frame)
        else:
            self.abort()

    def put_op(self, op: int, payload: Any = None) -> None:
        self.put(json.dumps({"op": op, "d": payload, "s": None, "t": None}))

    def close(self, code: int) -> None:
        """Closes once everything put before has been sent."""
        self._frames.put_nowait(code)

    def abort(self) -> None:
        """The wire is cut: no closing frame."""
        if self._request.transport is not None:
            self._request.transport.abort()

    async def write(self, may_send: asyncio.Event) -> None:
        while True:
            frame = await self._frames.get()
            await may_send.wait()
            if isinstance(frame, int):
                await self._socket.close(code=frame)
                return
            await self._send(frame)

    async def _send(self, frame: str) -> None:
        try:
            if self._zlib is None:
                await self._socket.send_str(frame)
            else:
                await self._socket.send_bytes(self._zlib.compress(frame.encode()) + self._zlib.flush(zlib.Z_SYNC_FLUSH))
        except ConnectionError:
            self.abort()
