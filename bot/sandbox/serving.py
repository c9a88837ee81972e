"""The sandbox as a process of its own: it says where everything is, and lives until it is asked to end."""

import asyncio
import os
import signal
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from resource import RLIM_INFINITY, RLIMIT_NOFILE, getrlimit, setrlimit
from typing import TypeVar

from bot.sandbox.control.server import Control
from bot.sandbox.control.views import Addresses
from bot.sandbox.wall_time import WallTime
from bot.sandbox.wanted import CannotServe, Wanted
from bot.sandbox.wire.server import Sandbox
from bot.sandbox.world import World
from bot.sandbox.worldfile import build

Listening = TypeVar("Listening")
SOCKETS = 4096


def serve(wanted: Wanted, tell: Callable[[Addresses], None]) -> None:
    """Until SIGTERM or SIGINT; `tell` gets the addresses once all of them listen.

    Raises CannotServe.
    """
    asyncio.run(_serve(wanted, tell))


async def _serve(wanted: Wanted, tell: Callable[[Addresses], None]) -> None:
    asked = asked_to_end()
    make_room_for_sockets()
    time = WallTime(wanted.start)
    world = World(time.now, bot_name=wanted.file.bot or "bot", seed=None)
    build(world, wanted.file)
    async with AsyncExitStack() as stack:
        sandbox = await listening(stack, Sandbox(world, port=wanted.port), wanted.port)
        served = Control(sandbox, time, port=wanted.page_port, pace=wanted.pace)
        control = await listening(stack, served, wanted.page_port)
        tell(control.addresses())
        await asked.wait()


def asked_to_end() -> asyncio.Event:
    """Set by SIGTERM and by Ctrl-C."""
    asked = asyncio.Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(one, asked.set)
    return asked


def make_room_for_sockets() -> None:
    """A process may often have no more than 1,024 files; those who only connect must not keep others out."""
    most, permitted = getrlimit(RLIMIT_NOFILE)
    if most < SOCKETS:
        setrlimit(RLIMIT_NOFILE, (SOCKETS if permitted == RLIM_INFINITY else min(SOCKETS, permitted), permitted))


async def listening(stack: AsyncExitStack, served: AbstractAsyncContextManager[Listening], port: int) -> Listening:
    """Serves until the stack ends; raises CannotServe."""
    try:
        return await stack.enter_async_context(served)
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else error
        raise CannotServe(f"port {port} cannot be used ({why}): name another one, or leave it out") from None
