"""The sandbox itself: a Discord on 127.0.0.1 with REST, gateway and CDN, as an async context manager."""

import asyncio
from collections import deque
from typing import Any, ClassVar, Self

from aiohttp import web

from bot.sandbox import errors
from bot.sandbox.client.people import Person
from bot.sandbox.doors import route_of
from bot.sandbox.errors import ApiError, rate_limited
from bot.sandbox.looks import cdn
from bot.sandbox.model import Guild, Id, User
from bot.sandbox.rules import limits, news
from bot.sandbox.stage import Stage
from bot.sandbox.wire.envelope import JSON_MOST, Note, only_by_its_name, read_body, reason_of, response_to
from bot.sandbox.wire.exchange import Exchange, Observer
from bot.sandbox.wire.faults import Faults
from bot.sandbox.wire.gateway import INVALID_SESSION, RECONNECT, Gateway
from bot.sandbox.wire.rate_limits import RateLimits
from bot.sandbox.wire.rest import ROUTES
from bot.sandbox.wire.rest.route import Answer, Call, Route
from bot.sandbox.wire.session import Session
from bot.sandbox.wire.shapes import check_shapes
from bot.sandbox.world import ANYBODY, Event, World

LOGGED = 5000
_CUT = Answer(499)


class Sandbox:
    """`observers` of the class watch every sandbox, those of the object this one; port 0 is any that is free."""

    observers: ClassVar[list[Observer]] = []

    def __init__(self, world: World | None = None, *, heartbeat_interval: float = 41.25, port: int = 0) -> None:
        self.world = world or World()
        self.stage = Stage(self.world)
        self.faults = Faults()
        self.rate_limits = RateLimits(self.world.real)
        self.gateway = Gateway(self.world, heartbeat_interval, self._on_event)
        self.log: deque[Exchange] = deque(maxlen=LOGGED)
        self.watchers: list[Observer] = []
        self.open_requests = 0
        self._runner: web.AppRunner | None = None
        self._port = port

    async def __aenter__(self) -> Self:
        self.world.listeners.append(self.gateway.hear)
        await self.listen()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.world.listeners.remove(self.gateway.hear)
        await self.stop_listening()

    # where it is

    @property
    def token(self) -> str:
        return self.world.application.token

    @property
    def api_url(self) -> str:
        return f"{self.world.base_url}/api"

    @property
    def cdn_url(self) -> str:
        return f"{self.world.base_url}/cdn"

    @property
    def gateway_url(self) -> str:
        return self.world.base_url.replace("http", "ws", 1) + "/gateway"

    @property
    def sessions(self) -> list[Session]:
        return list(self.gateway.sessions.values())

    @property
    def sequence(self) -> int:
        """The number of the last event told to the newest session; 0 before anybody identified."""
        return self.sessions[-1].sequence if self.sessions else 0

    def person(self, user: User) -> Person:
        return Person(self.world, user)

    # outages

    async def listen(self) -> None:
        """Listens, again on the port it had."""
        app = web.Application(middlewares=[only_by_its_name], client_max_size=JSON_MOST)
        app.router.add_route("*", "/api/v10/{path:.*}", self._rest)
        app.router.add_get("/gateway", self.gateway.serve)
        app.router.add_get("/gateway/", self.gateway.serve)
        app.router.add_get(r"/cdn/attachments/{channel_id}/{attachment_id:[0-9]{1,20}}/{filename}", self._file)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port, reuse_address=True)
        await site.start()
        self._port = self._runner.addresses[0][1]
        self.world.base_url = f"http://127.0.0.1:{self._port}"

    async def stop_listening(self) -> None:
        """Nobody answers on the port any more; sessions are kept and can be resumed after `listen`."""
        self.drop_sockets()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def drop_sockets(self) -> None:
        """Cuts every gateway connection without a closing frame."""
        for connection in list(self.gateway.connections):
            connection.abort()

    def close_sockets(self, code: int) -> None:
        for connection in list(self.gateway.connections):
            connection.close(code)

    def ask_to_reconnect(self) -> None:
        """Op 7, as Discord does when it moves a gateway."""
        for connection in list(self.gateway.connections):
            connection.put_op(RECONNECT)

    def invalidate_sessions(self, *, resumable: bool = False) -> None:
        """Op 9; sessions that are not resumable are forgotten."""
        for connection in list(self.gateway.connections):
            connection.put_op(INVALID_SESSION, resumable)
        if not resumable:
            self.gateway.sessions.clear()

    def hold_events(self) -> None:
        """Keeps everything for the gateway back: the bot is deaf, the world goes on."""
        self.gateway.may_send.clear()

    def release_events(self) -> None:
        self.gateway.may_send.set()

    def guild_unavailable(self, guild: Guild) -> None:
        guild.unavailable = True
        news.guild_gone(self.world, guild)

    def guild_available(self, guild: Guild) -> None:
        guild.unavailable = False
        news.guild_available(self.world, guild)

    def forge_event(self, name: str, payload: Any, guild: Guild | None = None) -> None:
        """Tells all sessions, but no observer, something that did not happen, well-formed or not."""
        self.world.announce(Event(name, payload, ANYBODY, guild.id if guild else None, is_forged=True))

    # serving

    async def _file(self, request: web.Request) -> web.Response:
        file = self.world.attachments.get(Id(int(request.match_info["attachment_id"])))
        is_its_name = file is not None and file.filename == request.match_info["filename"]
        if file is None or not is_its_name or not cdn.is_good(self.world, file, request.query):
            return web.Response(status=404, text="This content is no longer available.")
        return web.Response(body=file.content, headers=cdn.headers(file))

    async def _rest(self, request: web.Request) -> web.StreamResponse:
        self.open_requests += 1
        try:
            return await self._exchange(request)
        finally:
            self.open_requests -= 1

    async def _exchange(self, request: web.Request) -> web.StreamResponse:
        """Reads, obeys and answers; what it came to is told in any case, also when this program broke over it (500)."""
        note = Note(request, self.world.real())
        try:
            note.route, parameters = route_of(ROUTES, request.method, note.path)
            self._authorize(request, note.route)
            note.body, note.uploads = await read_body(request, self.world.largest_upload)
            limits.check_reason(reason_of(request))
            check_shapes(note.body)
            call = Call(self.world, note.route, parameters, dict(request.query), note.body, note.uploads)
            note.fault = self.faults.take(call)
            note.answer = await self._answer(call, note)
        except ApiError as refused:
            note.answer = Answer(refused.refusal.status, refused.body)
            note.headers |= refused.headers
        finally:
            self._tell(note.exchange(self.world.real()))
        if note.is_lost and request.transport is not None:
            request.transport.abort()
        return response_to(note)

    def _tell(self, exchange: Exchange) -> None:
        self.log.append(exchange)
        for observer in (*Sandbox.observers, *self.watchers):
            observer.on_exchange(exchange)

    async def _answer(self, call: Call, note: Note) -> Answer:
        if (fault := note.fault) is not None:
            if fault.delay:
                await asyncio.sleep(fault.delay)
            if fault.gate is not None:
                await fault.gate.wait()
            if fault.answer is not None or fault.cut_before:
                return fault.answer or _CUT
        allowance = self.rate_limits.spend(call.route.method, call.route.pattern, call.bucket)
        note.headers |= allowance.headers(self.world.wall())
        if allowance.is_spent:
            raise rate_limited(allowance.reset_after)
        return call.route.handler(call)

    def _authorize(self, request: web.Request, route: Route) -> None:
        if not route.is_open and request.headers.get("Authorization") != f"Bot {self.token}":
            raise ApiError(errors.UNAUTHORIZED)

    def _on_event(self, name: str, payload: Any) -> None:
        for observer in (*Sandbox.observers, *self.watchers):
            observer.on_event(name, payload)
