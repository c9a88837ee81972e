"""How Discord is called from here: ten seconds a call, and one exception for whatever is no answer of Discord's.

Exception
  NotReached       a reset, a time-out, a closed session, a body that is no JSON
"""

from collections.abc import Awaitable
from typing import Any, TypeVar

import aiohttp
import discord
from anyio import fail_after

from bot.global_limit import others_go_on

T = TypeVar("T")

LIMIT = 10.0  # real seconds; the client itself would wait for five minutes
UPLOAD_LIMIT = 60.0  # real seconds; a file of 10 MiB at 1.4 Mbit/s

# What py-cord 2.8.1 lets pass beside its own errors; the last three are a closed session, and a 200 that is no JSON.
LEAKS = (aiohttp.ClientError, OSError, TimeoutError, RuntimeError, TypeError, KeyError)


class NotReached(Exception):
    """Discord gave no answer that can be read."""


TROUBLES = (discord.DiscordException, NotReached)


async def told(client: discord.Client, call: Awaitable[Any], kind: type[T]) -> T:
    """As `limited`, for what is read as it comes: py-cord gives the text of a 200 that is no JSON as if it were one."""
    answer = await limited(client, call)
    if not isinstance(answer, kind):
        raise NotReached("no JSON")
    return answer


async def limited(client: discord.Client, call: Awaitable[T], *, within: float | None = None) -> T:
    """The answer within ten seconds, or `within` others. Raises NotReached, or Discord's refusal as HTTPException."""
    try:
        with others_go_on(client.http._global_over), fail_after(LIMIT if within is None else within):
            return await call
    except LEAKS as leak:
        raise NotReached(type(leak).__name__) from leak
