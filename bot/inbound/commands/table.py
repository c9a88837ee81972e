"""Every slash command by its name, and Discord told of them where it does not know them yet."""

from collections.abc import Mapping, Sequence
from typing import Any

import discord
from loguru import logger

from bot.inbound.calls import TROUBLES, limited, told
from bot.inbound.commands.admin import REVIVE, SETUP
from bot.inbound.commands.shape import Command
from bot.inbound.commands.staff import CLOSE_TICKET, PRIORITY
from bot.inbound.translate import Payload
from bot.wording import Words, words

COMMANDS: Mapping[str, Command] = {one.name: one for one in (SETUP, PRIORITY, CLOSE_TICKET, REVIVE)}


def shapes(says: Words) -> list[Payload]:
    return [command.shape(says) for command in COMMANDS.values()]


async def publish(client: discord.Client) -> None:
    """One read at each new session, and one write only where something differs; a failure is mended by the next.

    The client's own sync writes at every start and every new session: it never finds its own commands equal.
    """
    ours, application = shapes(words()), client.application_id or 0
    try:
        theirs = await told(client, client.http.get_global_commands(application), list)
        if not is_known(ours, theirs):
            await limited(client, client.http.bulk_upsert_global_commands(application, ours))
            logger.bind(action="commands_published").info("Discord was told of the commands")
    except TROUBLES as trouble:
        logger.bind(action="commands_unpublished", error=type(trouble).__name__).warning("The commands are unpublished")


def is_known(ours: Sequence[Payload], theirs: Sequence[Payload]) -> bool:
    """Whether Discord holds exactly these; what it adds of its own (ids, versions, defaults) is no difference."""
    known = {one["name"]: one for one in theirs}
    return known.keys() == {one["name"] for one in ours} and all(_holds(known[one["name"]], one) for one in ours)


def _holds(theirs: Any, ours: Any) -> bool:
    if isinstance(ours, Mapping):
        return isinstance(theirs, Mapping) and all(_holds(theirs.get(key), value) for key, value in ours.items())
    if isinstance(ours, list):
        return isinstance(theirs, list) and len(theirs) == len(ours) and all(map(_holds, theirs, ours))
    return str(theirs) == str(ours)  # permissions are sent as a number and come back as text
