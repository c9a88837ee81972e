"""Where files are fetched: an address that is signed, and good for a day of story time from when it was given out.

Anybody may have sent them: whatever a browser opens of them is shown, and runs nothing.

Shape: https://discord.com/developers/docs/reference#signed-attachment-cdn-urls
"""

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import quote

from bot.sandbox.model import Attachment
from bot.sandbox.world import World

LASTS = timedelta(days=1)
SHOWN = ("image/", "text/", "video/", "audio/")

_CLOSED = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'",
    "Referrer-Policy": "no-referrer",
}


def address(world: World, file: Attachment) -> str:
    issued = int(world.now().timestamp())
    expires = issued + LASTS // timedelta(seconds=1)
    signed = f"ex={expires:x}&is={issued:x}&hm={_signature(world, file, f'{expires:x}', f'{issued:x}')}&"
    return f"{world.base_url}/cdn/attachments/{file.channel_id}/{file.id}/{quote(file.filename)}?{signed}"


def is_good(world: World, file: Attachment, query: Mapping[str, str]) -> bool:
    """An address that was given out for this file, and not too long ago."""
    expires, issued = query.get("ex", ""), query.get("is", "")
    if query.get("hm") != _signature(world, file, expires, issued):
        return False
    return int(expires, 16) >= world.now().timestamp()


def headers(file: Attachment) -> dict[str, str]:
    """Pictures and text, a transcript for one, open in the browser; what it might hand to a program is downloaded."""
    kind = file.content_type
    shape = {**_CLOSED, "Content-Type": f"{kind}; charset=utf-8" if kind.startswith("text/") else kind}
    if not kind.startswith(SHOWN):
        shape["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file.filename, safe='')}"
    return shape


def _signature(world: World, file: Attachment, expires: str, issued: str) -> str:
    told = f"{world.application.token}/{file.id}/{expires}/{issued}"
    return hashlib.sha256(told.encode()).hexdigest()
