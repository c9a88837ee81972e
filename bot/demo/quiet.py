"""When nothing is under way anywhere, so that story time may move.

The desk has read every event of the gateway, no request is open, and nothing is left in its hands: seen three times, a
turn of the loop apart.
"""

import asyncio

from bot.app import App
from bot.sandbox import Sandbox

PATIENCE = 30.0  # real seconds until a story that is never quiet is given up
LOOKS = 3  # turns of the loop that all must find it quiet


class NeverQuiet(Exception):
    """Something goes on and on: the story cannot tell when time may move."""


async def quiet(sandbox: Sandbox, app: App | None, *, patience: float = PATIENCE) -> None:
    """Without a desk only the requests count; `patience` is in real seconds. Raises NeverQuiet."""
    try:
        async with asyncio.timeout(patience):
            looks = 0
            while looks < LOOKS:
                await asyncio.sleep(0)
                looks = looks + 1 if _is_quiet(sandbox, app) else 0
    except TimeoutError:
        raise NeverQuiet(f"{sandbox.world.now()}: {_what_goes_on(sandbox, app)}") from None


def _is_quiet(sandbox: Sandbox, app: App | None) -> bool:
    if sandbox.open_requests:
        return False
    return app is None or (app.gateway.sequence == sandbox.sequence and app.is_quiet)


def _what_goes_on(sandbox: Sandbox, app: App | None) -> str:
    read, calm = (app.gateway.sequence, app.is_quiet) if app else (None, None)
    return f"{sandbox.open_requests} requests open, last event {sandbox.sequence}, read {read}, desk quiet: {calm}"
