"""How a slash command is described to Discord, and what it is to us."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.inbound.asking import SUBCOMMAND, Asked
from bot.inbound.counter import Counter
from bot.inbound.reactions import Reaction
from bot.inbound.translate import MANAGE_GUILD, Payload
from bot.wording import Words
from models.policy import Policy

TEXT, INTEGER, BOOLEAN, CHANNEL = 3, 4, 5, 7  # Discord's option types
TEXT_CHANNEL, CATEGORY = 0, 4  # Discord's channel types

# Type 1 is a slash command; context 0 is a server, and 0 again is the bot being installed in one.
GUILD_ONLY: Payload = {"type": 1, "contexts": [0], "integration_types": [0]}
ADMINS_SEE_IT: Payload = {"default_member_permissions": MANAGE_GUILD}


@dataclass(frozen=True, slots=True)
class Command:
    """`shape` is what Discord shows; `react` puts in the letter, and may raise Refused.

    A name of two words ("transcript full") is a subcommand of the group that bears the first.
    """

    name: str
    shape: Callable[[Words, Policy], Payload]
    react: Callable[[Counter, Asked], Reaction]


@dataclass(frozen=True, slots=True)
class Group:
    """What its subcommands have in common; `more` is what else Discord is told of it."""

    name: str
    description: Callable[[Words], str]
    more: Payload = field(default_factory=dict)


def subcommand(name: str, description: str, *options: Payload) -> Payload:
    """The shape of one; its name is the second word of the command's."""
    return {"type": SUBCOMMAND, "name": name, "description": description, "options": list(options)}


def option(name: str, description: str, kind: int, **more: Any) -> Payload:
    return {"name": name, "description": description, "type": kind, **more}


def choice(name: str, value: str) -> Payload:
    return {"name": name, "value": value}
