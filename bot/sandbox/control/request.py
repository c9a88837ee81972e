"""How a request is read: which call it is, with which names, and what is asked and wished by it."""

import asyncio
from typing import Any
from urllib.parse import unquote

from aiohttp import web
from pydantic import ValidationError

from bot.sandbox import errors, worldfile
from bot.sandbox.control import guard
from bot.sandbox.control.refusing import invalid
from bot.sandbox.control.route import PREFIX, Route
from bot.sandbox.doors import route_of
from bot.sandbox.errors import ApiError
from bot.sandbox.world import World
from bot.sandbox.worldfile import WorldFile


def call_of(routes: tuple[Route, ...], request: web.Request) -> tuple[Route, dict[str, str]]:
    """The path is read as it was sent, and its parts are unquoted then: a name may hold a slash."""
    route, parts = route_of(routes, request.method, request.rel_url.raw_path.removeprefix(PREFIX))
    return route, {name: unquote(part) for name, part in parts.items()}


async def read(route: Route, request: web.Request, world: World) -> dict[str, Any]:
    """What the handler takes beside the call."""
    guard.check_body(request, takes_yaml=route.takes_yaml)
    given = {}
    try:
        if route.asked is not None:
            given["asked"] = route.asked.model_validate(dict(request.query))
        if route.takes_yaml:
            given["wish"] = await _world_file(await _text(request), world)
        elif route.wish is not None:
            given["wish"] = route.reader.validate_json(await _body(request) or b"{}")
    except ValidationError as found:
        raise invalid(found) from None
    return given


async def _world_file(text: str, world: World) -> WorldFile:
    """Read beside the loop, which goes on; meanwhile others may have built, so that it is checked again."""
    file = await asyncio.to_thread(worldfile.read, text, worldfile.There.of(world))
    worldfile.check(file, worldfile.There.of(world))
    return file


async def _text(request: web.Request) -> str:
    try:
        return (await _body(request)).decode()
    except UnicodeDecodeError:
        raise ApiError(errors.INVALID_JSON) from None


async def _body(request: web.Request) -> bytes:
    """Whoever announces too much is refused before it is read."""
    if (request.content_length or 0) > guard.BODY:
        raise ApiError(errors.TOO_LARGE)
    try:
        return await request.read()
    except web.HTTPRequestEntityTooLarge:
        raise ApiError(errors.TOO_LARGE) from None
