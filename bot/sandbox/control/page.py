"""The page as it lies beside this package: a few files by their names, and nothing else."""

from pathlib import Path

from aiohttp import web

from bot.sandbox import errors
from bot.sandbox.control.guard import page_policy
from bot.sandbox.errors import ApiError

FOLDER = Path(__file__).parents[1] / "page"
_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def serve(request: web.Request, cdn_origin: str) -> web.Response:
    """`/` is the page, `/page/<file>` what it is made of."""
    name = "index.html" if request.path == "/" else request.path.removeprefix("/page/")
    file = next((each for each in FOLDER.iterdir() if each.name == name and each.suffix in _TYPES), None)
    if file is None or request.method not in ("GET", "HEAD"):
        raise ApiError(errors.NOT_FOUND)
    headers = page_policy(request.headers["Host"], cdn_origin)
    return web.Response(body=file.read_bytes(), content_type=_TYPES[file.suffix], charset="utf-8", headers=headers)
