"""The gateway: lets clients in by the rules and tells each session what concerns it.

Protocol: https://discord.com/developers/docs/events/gateway
"""

import asyncio
import json
from collections.abc import Callable
from typing import Any

from aiohttp import WSMsgType, web

from bot.sandbox.looks import application_objects, objects
from bot.sandbox.model import Guild, Id, Json
from bot.sandbox.wire.session import Connection, Session
from bot.sandbox.world import Event, Intent, World

RECONNECT, INVALID_SESSION, HELLO, ACK = 7, 9, 10, 11
_IGNORED = {3, 4, 31}

UNKNOWN_OP, BAD_FRAME, NOT_IDENTIFIED, WRONG_TOKEN, IDENTIFIED_TWICE = 4001, 4002, 4003, 4004, 4005
TOO_FAST, SESSION_TIMED_OUT, WRONG_SHARD, WRONG_VERSION, WRONG_INTENTS, INTENTS_NOT_ENABLED = (
    4008,
    4009,
    4010,
    4012,
    4013,
    4014,
)
_HIGHEST_INTENT = 1 << 26

DETACHED_MOST = 8
SOCKETS_MOST = 500
IDENTIFY_WITHIN = 30.0  # real seconds; Discord gives about as long as to the first heartbeat
FRAME_MOST = 4096  # bytes
CHUNK = 1000
_CUT_AT = 1 << 20  # bytes of a frame, from which it is not even read (1009)
SENDS, SENDS_WITHIN = 120, 60.0


class Gateway:
    """All sessions and sockets; hears of every change of the world."""

    def __init__(self, world: World, heartbeat_interval: float, on_event: Callable[[str, Any], None]) -> None:
        self.sessions: dict[str, Session] = {}
        self.connections: list[Connection] = []
        self.may_send = asyncio.Event()
        self.may_send.set()
        self._world = world
        self._heartbeat_interval = heartbeat_interval
        self._on_event = on_event

    def hear(self, event: Event) -> None:
        """Sessions of one kind are told the same, which is written once: there may be hundreds of them."""
        told: dict[tuple[int, int], tuple[Any, str]] = {}
        for session in list(self.sessions.values()):
            if not session.hears(event):
                continue
            kind = session.intents, session.large_threshold
            if kind not in told:
                payload = event.payload if event.is_forged else self._payload_for(session, event)
                told[kind] = payload, json.dumps(payload)
            payload, text = told[kind]
            session.tell(event.name, text)
            if not event.is_forged:
                self._on_event(event.name, payload)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Who does not say in time who they are is shown out; beyond the last socket nobody is let in (503)."""
        if len(self.connections) >= SOCKETS_MOST:
            return web.Response(
                status=503, text=f"This gateway holds {SOCKETS_MOST} sockets. Close one, then come back."
            )
        socket = web.WebSocketResponse(max_msg_size=_CUT_AT, timeout=0.5, autoping=True)
        compressed = request.query.get("compress") == "zlib-stream"
        connection = Connection(request, socket, compressed=compressed)
        self.connections.append(connection)
        patience = asyncio.get_running_loop().call_later(IDENTIFY_WITHIN, self._show_out, connection)
        try:
            await socket.prepare(request)
            async with asyncio.TaskGroup() as group:
                writer = group.create_task(connection.write(self.may_send))
                connection.put_op(HELLO, {"heartbeat_interval": int(self._heartbeat_interval * 1000)})
                if request.query.get("v") != "10" or request.query.get("encoding", "json") != "json":
                    connection.close(WRONG_VERSION)
                await self._read(connection, socket)
                writer.cancel()
        finally:
            patience.cancel()
            self._detach(connection, socket.close_code)
        return socket

    async def _read(self, connection: Connection, socket: web.WebSocketResponse) -> None:
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                return
            try:
                frame = json.loads(_short(message.data))
                code = self._receive(connection, int(frame["op"]), frame.get("d"))
            except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
                code = BAD_FRAME
            if code is not None:
                connection.close(code)

    def _receive(self, connection: Connection, op: int, body: Any) -> int | None:
        """Obeys one frame; returns the code to close with if it may not be."""
        if self._is_too_fast(connection):
            return TOO_FAST
        match op:
            case 1:
                connection.put_op(ACK)
                return None
            case 2:
                return self._identify(connection, body)
            case 6:
                return self._resume(connection, body)
            case 8:
                return self._send_members(connection, body)
            case ignored if ignored in _IGNORED:
                return None if connection.session else NOT_IDENTIFIED
            case _:
                return UNKNOWN_OP

    def _identify(self, connection: Connection, body: Json) -> int | None:
        if connection.session is not None:
            return IDENTIFIED_TWICE
        if body["token"] != self._world.application.token:
            return WRONG_TOKEN
        number, count = body.get("shard") or (0, 1)
        if not 0 <= number < count:
            return WRONG_SHARD
        intents = body["intents"]
        if not 0 <= intents < _HIGHEST_INTENT:
            return WRONG_INTENTS
        privileged = intents & (Intent.GUILD_MEMBERS | Intent.GUILD_PRESENCES | Intent.MESSAGE_CONTENT)
        if privileged & ~self._world.application.privileged_intents:
            return INTENTS_NOT_ENABLED
        session = Session(self._world.secret()[:32], intents, (number, count), body.get("large_threshold", 50))
        self.sessions[session.id] = session
        self._attach(session, connection)
        self._welcome(session)
        return None

    def _welcome(self, session: Session) -> None:
        world, me = self._world, self._world.application
        guilds = [
            each for each in world.guilds.values() if me.user.id in each.members and self._is_shards(session, each)
        ]
        ready = {
            "v": 10,
            "user": {**objects.own_user(me.user)},
            "guilds": [{"id": str(each.id), "unavailable": True} for each in guilds],
            "session_id": session.id,
            "resume_gateway_url": world.base_url.replace("http", "ws", 1) + "/gateway",
            "application": {"id": str(me.id), "flags": application_objects.application_flags(me)},
            "shard": list(session.shard),
        }
        self._tell(session, "READY", ready)
        for guild in guilds:
            if not guild.unavailable and session.intents & Intent.GUILDS:
                shape = objects.guild_create(world, guild, session.large_threshold, session.intents)
                self._tell(session, "GUILD_CREATE", {**shape, "unavailable": False})

    def _resume(self, connection: Connection, body: Json) -> int | None:
        """Replays what was missed; whoever is unknown or missed too much is told to begin anew (op 9)."""
        if connection.session is not None:
            return IDENTIFIED_TWICE
        if body["token"] != self._world.application.token:
            return WRONG_TOKEN
        session = self.sessions.get(str(body["session_id"]))
        missed = session.missed_since(int(body["seq"] or 0)) if session else None
        if session is None or missed is None:
            connection.put_op(INVALID_SESSION, False)
            return None
        if session.connection is not None:
            session.connection.close(4000)
        for frame in missed:
            connection.put(frame)
        self._attach(session, connection)
        self._tell(session, "RESUMED", {})
        return None

    def _send_members(self, connection: Connection, body: Json) -> int | None:
        """The whole list needs the members intent; by name or by id it does not."""
        session = connection.session
        if session is None:
            return NOT_IDENTIFIED
        guild = self._world.guilds[Id(int(body["guild_id"]))]
        found = self._wanted_members(guild, body, may_list=bool(session.intents & Intent.GUILD_MEMBERS))
        pages = [found[at : at + CHUNK] for at in range(0, len(found), CHUNK)] or [[]]
        for n, page in enumerate(pages):
            chunk: Json = {
                "guild_id": str(guild.id),
                "members": [objects.member(self._world, guild.members[each]) for each in page],
                "chunk_index": n,
                "chunk_count": len(pages),
                "not_found": [str(each) for each in _listed(body) if Id(int(each)) not in guild.members],
            }
            self._tell(session, "GUILD_MEMBERS_CHUNK", chunk | ({"nonce": body["nonce"]} if "nonce" in body else {}))
        return None

    def _wanted_members(self, guild: Guild, body: Json, *, may_list: bool) -> list[Id]:
        if "user_ids" in body:
            return [Id(int(each)) for each in _listed(body) if Id(int(each)) in guild.members]
        query, limit = str(body.get("query") or "").lower(), int(body.get("limit") or 0)
        if not query and not may_list:
            return []
        users = self._world.users
        found = [each for each in guild.members if users[each].username.lower().startswith(query)]
        return found[:limit] if limit else found

    def _payload_for(self, session: Session, event: Event) -> Any:
        if event.name == "GUILD_CREATE" and event.guild_id is not None:
            guild = self._world.guilds[event.guild_id]
            shape = objects.guild_create(self._world, guild, session.large_threshold, session.intents)
            return {**shape, **event.payload}
        if event.blank is not None and not session.intents & Intent.MESSAGE_CONTENT:
            return event.blank
        return event.payload

    def _tell(self, session: Session, name: str, payload: Any) -> None:
        session.tell(name, json.dumps(payload))
        self._on_event(name, payload)

    def _attach(self, session: Session, connection: Connection) -> None:
        session.connection, connection.session = connection, session

    def _detach(self, connection: Connection, close_code: int | None) -> None:
        """The socket is gone; a client that closed with 1000 or 1001 gave its session up."""
        self.connections.remove(connection)
        session = connection.session
        if session is None or session.connection is not connection:
            return
        session.connection, session.lost_at = None, self._world.real()
        if close_code in (1000, 1001):
            self.sessions.pop(session.id, None)
        self._forget_old_sessions()

    def _forget_old_sessions(self) -> None:
        """Those that were lost last can be resumed."""
        lost = [each for each in self.sessions.values() if each.connection is None]
        for session in sorted(lost, key=lambda each: each.lost_at)[:-DETACHED_MOST]:
            del self.sessions[session.id]

    def _show_out(self, connection: Connection) -> None:
        if connection.session is None:
            connection.close(SESSION_TIMED_OUT)

    def _is_shards(self, session: Session, guild: Guild) -> bool:
        number, count = session.shard
        return (guild.id >> 22) % count == number

    def _is_too_fast(self, connection: Connection) -> bool:
        now = self._world.real()
        connection.received.append(now)
        while connection.received[0] < now - SENDS_WITHIN:
            connection.received.popleft()
        return len(connection.received) > SENDS


def _short(text: str) -> str:
    """https://discord.com/developers/docs/events/gateway#sending-events"""
    if len(text.encode()) > FRAME_MOST:
        raise ValueError(len(text))
    return text


def _listed(body: Json) -> list[Any]:
    wanted = body.get("user_ids") or []
    return wanted if isinstance(wanted, list) else [wanted]
