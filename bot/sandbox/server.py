"""The sandbox itself: a Discord on 127.0.0.1 with REST, gateway and CDN, as an async context manager."""

import asyncio
import json
from collections import deque
from typing import Any, ClassVar, Self
from urllib.parse import unquote

from aiohttp import web

from bot.sandbox import errors, limits, news
from bot.sandbox.errors import ApiError, rate_limited
from bot.sandbox.exchange import Exchange, Observer
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.gateway import INVALID_SESSION, RECONNECT, Gateway
from bot.sandbox.model import Guild, Id, Json, Upload, User
from bot.sandbox.people import Person
from bot.sandbox.rate_limits import RateLimits
from bot.sandbox.rest import ROUTES
from bot.sandbox.rest.route import Answer, Call, Route
from bot.sandbox.session import Session
from bot.sandbox.stage import Stage
from bot.sandbox.world import ANYBODY, Event, World

LOGGED = 5000
_MIB = 1024 * 1024
_UNMATCHED = "(no such route)"


class Sandbox:
    """`observers` of the class watch every sandbox, those of the object this one."""

    observers: ClassVar[list[Observer]] = []

    def __init__(self, world: World | None = None, *, heartbeat_interval: float = 41.25) -> None:
        self.world = world or World()
        self.stage = Stage(self.world)
        self.faults = Faults()
        self.rate_limits = RateLimits(self.world.real)
        self.gateway = Gateway(self.world, heartbeat_interval, self._on_event)
        self.log: deque[Exchange] = deque(maxlen=LOGGED)
        self.watchers: list[Observer] = []
        self.open_requests = 0
        self._runner: web.AppRunner | None = None
        self._port = 0

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
        app = web.Application(client_max_size=self.world.upload_limit * 11 + _MIB)
        app.router.add_route("*", "/api/v10/{path:.*}", self._rest)
        app.router.add_get("/gateway", self.gateway.serve)
        app.router.add_get("/gateway/", self.gateway.serve)
        app.router.add_get("/cdn/attachments/{channel_id}/{attachment_id}/{filename}", self._file)
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
        """Tells all sessions something that did not happen, well-formed or not."""
        self.world.announce(Event(name, payload, ANYBODY, guild.id if guild else None))

    # serving

    async def _file(self, request: web.Request) -> web.Response:
        file = self.world.attachments.get(Id(int(request.match_info["attachment_id"])))
        if file is None or file.filename != request.match_info["filename"]:
            return web.Response(status=404, text="This content is no longer available.")
        return web.Response(body=file.content, headers={"Content-Type": file.content_type})

    async def _rest(self, request: web.Request) -> web.StreamResponse:
        self.open_requests += 1
        try:
            return await self._exchange(request)
        finally:
            self.open_requests -= 1

    async def _exchange(self, request: web.Request) -> web.StreamResponse:
        path = "/" + request.match_info["path"]
        body: Any = None
        uploads: tuple[Upload, ...] = ()
        route, call, fault = None, None, None
        headers: dict[str, str] = {}
        try:
            route, parameters = _route_of(request.method, path)
            self._authorize(request, route)
            body, uploads = await _read_body(request, self.world.upload_limit)
            limits.check_reason(_reason(request))
            call = Call(self.world, route, parameters, dict(request.query), body, uploads)
            fault = self.faults.take(call)
            answer = await self._answer(request, call, fault, headers)
        except ApiError as refused:
            answer = Answer(refused.refusal.status, refused.body)
        lost = fault is not None and (fault.cut_before or fault.cut_after)
        names = tuple(upload.filename for upload in uploads)
        pattern = route.pattern if route else None
        exchange = Exchange(
            request.method, path, pattern, dict(request.query), body, names, answer.status, answer.body,
            is_fault=fault is not None, lost=lost,
        )  # fmt: skip
        self.log.append(exchange)
        for observer in (*Sandbox.observers, *self.watchers):
            observer.on_exchange(exchange)
        if lost and request.transport is not None:
            request.transport.abort()
        return _response(answer, headers, garbled=fault is not None and fault.garbled)

    async def _answer(self, request: web.Request, call: Call, fault: Fault | None, headers: dict[str, str]) -> Answer:
        if fault is not None:
            if fault.delay:
                await asyncio.sleep(fault.delay)
            if fault.gate is not None:
                await fault.gate.wait()
            if fault.answer is not None:
                return fault.answer
            if fault.cut_before:
                return Answer(499)
        allowance = self.rate_limits.spend(call.route.method, call.route.pattern, call.bucket)
        headers.update(allowance.headers(self.world.wall()))
        if allowance.is_spent:
            raise rate_limited(allowance.reset_after)
        return call.route.handler(call)

    def _authorize(self, request: web.Request, route: Route) -> None:
        if not route.is_open and request.headers.get("Authorization") != f"Bot {self.token}":
            raise ApiError(errors.UNAUTHORIZED)

    def _on_event(self, name: str, payload: Any) -> None:
        for observer in (*Sandbox.observers, *self.watchers):
            observer.on_event(name, payload)


def _route_of(method: str, path: str) -> tuple[Route, dict[str, str]]:
    elsewhere = False
    for route in ROUTES:
        parameters = route.match(path)
        if parameters is not None and route.method == method:
            return route, parameters
        elsewhere |= parameters is not None
    raise ApiError(errors.METHOD_NOT_ALLOWED if elsewhere else errors.NOT_FOUND)


def _reason(request: web.Request) -> str | None:
    reason = request.headers.get("X-Audit-Log-Reason")
    return None if reason is None else unquote(reason)


async def _read_body(request: web.Request, upload_limit: int) -> tuple[Any, tuple[Upload, ...]]:
    """The JSON of the request, from wherever the content type puts it, and the files beside it."""
    if not request.can_read_body:
        return None, ()
    try:
        if request.content_type in ("multipart/form-data", "application/x-www-form-urlencoded"):
            return await _read_form(request)
        return json.loads(await request.read()), ()
    except web.HTTPRequestEntityTooLarge:
        raise ApiError(errors.TOO_LARGE) from None
    except ValueError:
        raise ApiError(errors.INVALID_JSON) from None


async def _read_form(request: web.Request) -> tuple[Any, tuple[Upload, ...]]:
    form = await request.post()
    uploads = []
    for name, part in form.items():
        if isinstance(part, web.FileField):
            index = name.removeprefix("files[").removesuffix("]")
            uploads.append(Upload(part.filename, part.file.read(), index))
    payload = form.get("payload_json")
    if isinstance(payload, str | bytes | bytearray):  # bytes where the part says that it is JSON
        return json.loads(payload), tuple(uploads)
    return dict(form), tuple(uploads)


def _response(answer: Answer, headers: dict[str, str], *, garbled: bool) -> web.Response:
    """Discord's headers: the content type without a charset (clients compare it whole), and Via, its proxy's mark."""
    headers = {"Via": "1.1 google", **headers}
    if garbled:
        return web.Response(status=200, body=b"<html>upstream</html>", headers={**headers, "Content-Type": "text/html"})
    if answer.status in (204, 499):
        return web.Response(status=204, headers=headers)
    if answer.status == 429:
        headers |= _too_many(answer.body)
    body = json.dumps(answer.body).encode()
    return web.Response(status=answer.status, body=body, headers={**headers, "Content-Type": "application/json"})


def _too_many(body: Json) -> dict[str, str]:
    headers = {"Retry-After": str(body["retry_after"]), "X-RateLimit-Scope": "global" if body["global"] else "user"}
    return headers | ({"X-RateLimit-Global": "true"} if body["global"] else {})
