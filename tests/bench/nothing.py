"""A server that answers every call with nothing: prints its address, and lives until it is killed."""

from aiohttp import web


async def nothing(_request: web.Request) -> web.Response:
    return web.Response(text="{}", content_type="application/json")


async def served() -> web.Application:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", nothing)
    return app


def tell(sentence: str) -> None:
    """aiohttp says where it runs among other words."""
    print(next(word for word in sentence.split() if word.startswith("http://")), flush=True)


if __name__ == "__main__":
    web.run_app(served(), host="127.0.0.1", port=0, access_log=None, print=tell)
