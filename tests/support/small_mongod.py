"""A server on loopback that speaks MongoDB's first words and no more: one that is too old, or lets nobody in."""

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import bson

HEAD = struct.Struct("<iiii")
OP_REPLY, OP_QUERY, OP_MSG = 1, 2004, 2013
AUTHENTICATION_FAILED, UNAUTHORIZED = 18, 13

Document = dict[str, Any]


@dataclass(frozen=True)
class SmallMongod:
    """`refuses` maps a command to the code with which it is refused."""

    version: str = "8.0.4"
    wire_version: int = 25
    refuses: tuple[tuple[str, int], ...] = ()

    @asynccontextmanager
    async def listening(self, credentials: str = "", port: int = 0) -> AsyncIterator[str]:
        """The address to connect to."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", port)
        host, port = server.sockets[0].getsockname()
        yield f"mongodb://{credentials}{host}:{port}/steward"
        server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                length, request, _, kind = HEAD.unpack(await reader.readexactly(HEAD.size))
                body = await reader.readexactly(length - HEAD.size)
                writer.write(self._reply(request, kind, body))
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    def _reply(self, request: int, kind: int, body: bytes) -> bytes:
        if kind == OP_QUERY:
            command = bson.decode(body[body.index(b"\0", 4) + 9 :])
            answer = struct.pack("<iqii", 8, 0, 0, 1) + bson.encode(self._answer(command))
            return HEAD.pack(HEAD.size + len(answer), 0, request, OP_REPLY) + answer
        (size,) = struct.unpack_from("<i", body, 5)
        answer = struct.pack("<iB", 0, 0) + bson.encode(self._answer(bson.decode(body[5 : 5 + size])))
        return HEAD.pack(HEAD.size + len(answer), 0, request, OP_MSG) + answer

    def _answer(self, command: Document) -> Document:
        name = next(iter(command))
        refused = dict(self.refuses)
        if name in refused:
            return {"ok": 0.0, "code": refused[name], "errmsg": "a private remark"}
        match name:
            case "hello" | "isMaster" | "ismaster":
                return self._hello()
            case "buildInfo" | "buildinfo":
                return {"ok": 1.0, "version": self.version, "versionArray": [*map(int, self.version.split(".")), 0]}
            case "find":
                return {"ok": 1.0, "cursor": {"id": 0, "ns": "steward.processes", "firstBatch": []}}
            case _:
                return {"ok": 1.0}

    def _hello(self) -> Document:
        return {
            "ok": 1.0,
            "isWritablePrimary": True,
            "ismaster": True,
            "maxBsonObjectSize": 16 << 20,
            "maxMessageSizeBytes": 48 << 20,
            "maxWriteBatchSize": 100_000,
            "minWireVersion": 0,
            "maxWireVersion": self.wire_version,
        }
