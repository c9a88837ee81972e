"""How a slash command is described to Discord, and what it is to us."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.inbound.counter import Counter
from bot.inbound.reactions import Reaction
from bot.inbound.translate import Asked, Payload
from bot.wording import Words

TEXT, INTEGER, BOOLEAN, CHANNEL = 3, 4, 5, 7  # Discord's option types
TEXT_CHANNEL, CATEGORY = 0, 4  # Discord's channel types

# Type 1 is a slash command; context 0 is a server, and 0 again is the bot being installed in one.
GUILD_ONLY: Payload = {"type": 1, "contexts": [0], "integration_types": [0]}


@dataclass(frozen=True, slots=True)
class Command:
    """`shape` is what Discord shows; `react` puts in the letter, and may raise Refused."""

    name: str
    shape: Callable[[Words], Payload]
    react: Callable[[Counter, Asked], Reaction]


def option(name: str, description: str, kind: int, **more: Any) -> Payload:
    return {"name": name, "description": description, "type": kind, **more}


def choice(name: str, value: str) -> Payload:
    return {"name": name, "value": value}
