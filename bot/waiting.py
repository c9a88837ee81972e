"""A start waits for its database: at the boot of a machine it comes later, and in an outage it comes back."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import anyio
from loguru import logger

from actors.backoff import Backoff, Jitter
from bot.database import NoAnswer

T = TypeVar("T")

BACKOFF = Backoff(longest=60.0)  # seconds, as for Discord
SAID_AGAIN = 3600.0  # seconds of waiting until the log says once more that nobody answers


async def once_it_answers(ask: Callable[[], Awaitable[T]]) -> T:
    """What it brings, asked until a database answers; told at first and then about every hour.

    Raises Unusable for whatever no waiting mends: a database that refuses us, is too old, or half restored.
    """
    jitter, tries, quiet = Jitter(), 0, 0.0
    while True:
        try:
            found = await ask()
            if tries:
                logger.bind(action="database_back", tries=tries).info("The database answers")
            return found
        except NoAnswer as away:
            if quiet <= 0:
                quiet = SAID_AGAIN
                logger.bind(action="database_away", why=away.why).warning("{} It is asked until it answers.", away)
        pause = jitter.wait(BACKOFF, tries)
        await anyio.sleep(pause)
        tries, quiet = tries + 1, quiet - pause
