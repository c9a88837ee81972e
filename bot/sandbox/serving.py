"""The sandbox as a process of its own: one line says where everything is, and it lives until it is asked to end."""

import asyncio
import os
import signal
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import TypeVar

from bot.sandbox.control.server import Control
from bot.sandbox.server import Sandbox
from bot.sandbox.wall_time import WallTime
from bot.sandbox.wanted import CannotServe, Wanted
from bot.sandbox.world import World
from bot.sandbox.worldfile import build

Listening = TypeVar("Listening")


def serve(wanted: Wanted, tell: Callable[[str], None]) -> None:
    """Until SIGTERM or SIGINT; `tell` gets the addresses as a line of JSON once all of them listen.

    Raises CannotServe.
    """
    asyncio.run(_serve(wanted, tell))


async def _serve(wanted: Wanted, tell: Callable[[str], None]) -> None:
    asked = asked_to_end()
    time = WallTime(wanted.start)
    world = World(time.now, bot_name=wanted.file.bot or "bot")
    build(world, wanted.file)
    async with AsyncExitStack() as stack:
        sandbox = await listening(stack, Sandbox(world, port=wanted.port), wanted.port)
        served = Control(sandbox, time, port=wanted.page_port, pace=wanted.pace)
        control = await listening(stack, served, wanted.page_port)
        tell(control.addresses().model_dump_json())
        await asked.wait()


def asked_to_end() -> asyncio.Event:
    """Set by SIGTERM and by Ctrl-C."""
    asked = asyncio.Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(one, asked.set)
    return asked


async def listening(stack: AsyncExitStack, served: AbstractAsyncContextManager[Listening], port: int) -> Listening:
    """Serves until the stack ends; raises CannotServe."""
    try:
        return await stack.enter_async_context(served)
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else error
        raise CannotServe(f"port {port} cannot be used ({why}): name another one, or leave it out") from None
