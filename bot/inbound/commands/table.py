"""Every slash command by its name, and Discord told of them where it does not know them yet."""

from collections.abc import Mapping, Sequence
from typing import Any

import discord
from loguru import logger

from bot.inbound.calls import TROUBLES, limited, told
from bot.inbound.commands.admin import CONFIG, DESK, DOCTOR, RELOAD, REVIVE, SETUP
from bot.inbound.commands.leads import TRANSCRIPT, TRANSCRIPT_FULL
from bot.inbound.commands.shape import Command, Group
from bot.inbound.commands.staff import CLOSE_TICKET, NO_ANSWER_NEEDED, PRIORITY, REOPEN, TICKET_TYPE
from bot.inbound.translate import Payload
from bot.wording import Words, words
from models.policy import Policy

COMMANDS: Mapping[str, Command] = {
    one.name: one
    for one in (
        *(SETUP, PRIORITY, TICKET_TYPE, NO_ANSWER_NEEDED, CLOSE_TICKET, REOPEN),
        *(TRANSCRIPT_FULL, REVIVE, DOCTOR, RELOAD),
    )
}
GROUPS: Mapping[str, Group] = {one.name: one for one in (TRANSCRIPT, DESK, CONFIG)}


def shapes(says: Words, policy: Policy) -> list[Payload]:
    """As Discord is told of them: subcommands stand in their group. The choices of types are the policy's."""
    return [
        *(command.shape(says, policy) for command in COMMANDS.values() if " " not in command.name),
        *(_grouped(group, says, policy) for group in GROUPS.values()),
    ]


def _grouped(group: Group, says: Words, policy: Policy) -> Payload:
    parts = [one.shape(says, policy) for one in COMMANDS.values() if one.name.startswith(f"{group.name} ")]
    return {"name": group.name, "description": group.description(says), "options": parts, **group.more}


async def publish(client: discord.Client, policy: Policy) -> None:
    """One read at each new session, and one write only where something differs; a failure is mended by the next.

    To be called again once the policy has changed, because its types are choices of a command.

    The client's own sync writes at every start and every new session: it never finds its own commands equal.
    """
    ours, application = shapes(words(), policy), client.application_id or 0
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
