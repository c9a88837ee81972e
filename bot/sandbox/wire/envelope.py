"""How a request is read from HTTP and an answer written to it. What is asked and answered is for the routes."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from aiohttp import BodyPartReader, web
from aiohttp.typedefs import Handler

from bot.sandbox import errors
from bot.sandbox.doors import own_names
from bot.sandbox.errors import ApiError
from bot.sandbox.model import Json, Upload
from bot.sandbox.rules import limits
from bot.sandbox.wire.exchange import Exchange
from bot.sandbox.wire.faults import Fault
from bot.sandbox.wire.rest.route import Answer, Route

BROKEN = Answer(500)
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
PARTS = 30  # more than anybody needs: one for each file and a few beside them
JSON_MOST = 8 * 1024 * 1024


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


def reason_of(request: web.Request) -> str | None:
    reason = request.headers.get("X-Audit-Log-Reason")
    return None if reason is None else unquote(reason)


@web.middleware
async def only_by_its_name(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A name that was bent to this machine (DNS rebinding) would let a foreign page in: it is told where it is not."""
    port = request.transport.get_extra_info("sockname")[1] if request.transport is not None else 0
    names = own_names(port)
    if request.headers.get("Host") in names:
        return await handler(request)
    told = {"message": f"This Discord answers to {' and '.join(names)} only.", "code": 0}
    return web.json_response(told, status=403)


async def read_body(request: web.Request, largest: int) -> tuple[Any, tuple[Upload, ...]]:
    """The JSON of the request, from wherever the content type puts it, and the files beside it.

    `largest` are the bytes that one file may have; what is too large is refused as soon as that is known (413, 40005).
    """
    if not request.can_read_body:
        return None, ()
    is_multipart = request.content_type == "multipart/form-data"
    if (request.content_length or 0) > (limits.FILES * largest + JSON_MOST if is_multipart else JSON_MOST):
        raise ApiError(errors.TOO_LARGE)
    try:
        if is_multipart:
            return await _read_form(request, largest)
        if request.content_type == "application/x-www-form-urlencoded":
            return _payload(await request.post()), ()
        return _json((await request.read()).decode()), ()
    except web.HTTPRequestEntityTooLarge:
        raise ApiError(errors.TOO_LARGE) from None
    except (ValueError, LookupError, RecursionError):  # of an encoding that nobody knows; of what nests too deep
        raise ApiError(errors.INVALID_JSON) from None


async def _read_form(request: web.Request, largest: int) -> tuple[Any, tuple[Upload, ...]]:
    uploads, fields = [], {}
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            raise ValueError(part)
        content = await _read_part(part, largest if part.filename else JSON_MOST)
        (part.filename or "").encode()  # bytes that are no text come as half surrogates: a ValueError
        if part.filename:
            uploads.append(Upload(part.filename, content, part.name.removeprefix("files[").removesuffix("]")))
        else:
            fields[part.name] = content.decode()
        if len(uploads) + len(fields) > PARTS:
            raise ApiError(errors.TOO_LARGE)
    return _payload(fields), tuple(uploads)


def _payload(fields: Mapping[str, Any]) -> Any:
    """Clients put the whole body into one field, or each of its keys into a field of its own."""
    return _json(fields["payload_json"]) if "payload_json" in fields else dict(fields)


def _json(text: str) -> Any:
    """Half a surrogate can be written in JSON and in nothing else: it is no text, and is refused (ValueError)."""
    found = json.loads(text)
    if _SURROGATE.search(text):
        json.dumps(found, ensure_ascii=False).encode()
    return found


async def _read_part(part: BodyPartReader, most: int) -> bytes:
    content = bytearray()
    while chunk := await part.read_chunk(1 << 16):
        content += chunk
        if len(content) > most:
            raise ApiError(errors.TOO_LARGE)
    return bytes(content)


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
