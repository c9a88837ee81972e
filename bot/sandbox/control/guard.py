"""Who may call: the page itself and programs of this machine. No other page in the same browser, by whatever trick."""

from aiohttp import web

from bot.sandbox.control.refusing import Guarded
from bot.sandbox.doors import own_names

BODY = 32 * 1024 * 1024
YAML = ("text/yaml", "application/yaml")

# A page of another origin can neither read what is answered nor embed it.
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
CLOSED = {"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'"}


def check_caller(request: web.Request, port: int) -> None:
    """By Host, a name that was bent to this machine is known; by the others, a foreign page (CSRF)."""
    host = request.headers.get("Host", "")
    if host not in own_names(port):
        raise Guarded(403, f"The sandbox answers to http://127.0.0.1:{port} and http://localhost:{port} only.")
    origin = request.headers.get("Origin")
    if origin is not None and origin != f"http://{host}":
        raise Guarded(403, "Only the sandbox's own page may call it from a browser.")
    if request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
        raise Guarded(403, "Only the sandbox's own page may call it from a browser: type its address instead.")


def check_body(request: web.Request, *, takes_yaml: bool) -> None:
    """What a form of a foreign page can send is refused by its type."""
    if not request.body_exists:
        return
    allowed = ("application/json", *(YAML if takes_yaml else ()))
    if request.content_type not in allowed:
        raise Guarded(415, f"Send the body as {' or '.join(allowed)}.")


def page_policy(host: str, cdn_origin: str) -> dict[str, str]:
    """The page runs its own scripts and speaks to its own server; pictures come from the CDN as well."""
    policy = (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        f"img-src 'self' {cdn_origin}",
        f"connect-src 'self' ws://{host}",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
    )
    return {"Content-Security-Policy": "; ".join(policy)}
