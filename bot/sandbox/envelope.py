"""How a request is read from HTTP and an answer written to it. What is asked and answered is for the routes."""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from aiohttp import web

from bot.sandbox import errors
from bot.sandbox.errors import ApiError
from bot.sandbox.exchange import Exchange
from bot.sandbox.faults import Fault
from bot.sandbox.model import Json, Upload
from bot.sandbox.rest import ROUTES
from bot.sandbox.rest.route import Answer, Route

BROKEN = Answer(500)


@dataclass
class Note:
    """What is known of a request so far, and what it will be answered; `began` is in real seconds."""

    request: web.Request
    began: float
    route: Route | None = None
    body: Any = None
    uploads: tuple[Upload, ...] = ()
    fault: Fault | None = None
    answer: Answer = BROKEN
    headers: dict[str, str] = field(default_factory=lambda: {"Via": "1.1 google"})

    @property
    def path(self) -> str:
        return "/" + self.request.match_info["path"]

    @property
    def is_lost(self) -> bool:
        return self.fault is not None and (self.fault.cut_before or self.fault.cut_after)

    def exchange(self, ended: float) -> Exchange:
        return Exchange(
            method=self.request.method,
            path=self.path,
            pattern=self.route.pattern if self.route else None,
            query=dict(self.request.query),
            request=self.body,
            files=tuple(upload.filename for upload in self.uploads),
            status=self.answer.status,
            response=self.answer.body,
            is_fault=self.fault is not None,
            lost=self.is_lost,
            seconds=ended - self.began,
        )


def route_of(method: str, path: str) -> tuple[Route, dict[str, str]]:
    elsewhere = False
    for route in ROUTES:
        parameters = route.match(path)
        if parameters is not None and route.method == method:
            return route, parameters
        elsewhere |= parameters is not None
    raise ApiError(errors.METHOD_NOT_ALLOWED if elsewhere else errors.NOT_FOUND)


def reason_of(request: web.Request) -> str | None:
    reason = request.headers.get("X-Audit-Log-Reason")
    return None if reason is None else unquote(reason)


async def read_body(request: web.Request) -> tuple[Any, tuple[Upload, ...]]:
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


def response_to(note: Note) -> web.Response:
    """The content type comes without a charset, because clients compare it whole."""
    answer = note.answer
    if note.fault is not None and note.fault.garbled:
        return web.Response(body=b"<html>upstream</html>", headers={**note.headers, "Content-Type": "text/html"})
    if answer.body is None:
        return web.Response(status=204, headers=note.headers)
    headers = note.headers | (_too_many(answer.body) if answer.status == 429 else {})
    body = json.dumps(answer.body).encode()
    return web.Response(status=answer.status, body=body, headers={**headers, "Content-Type": "application/json"})


def _too_many(body: Json) -> dict[str, str]:
    headers = {"Retry-After": str(body["retry_after"]), "X-RateLimit-Scope": "global" if body["global"] else "user"}
    return headers | ({"X-RateLimit-Global": "true"} if body["global"] else {})
