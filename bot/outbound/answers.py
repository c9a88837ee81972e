"""What Discord answers: the objects that it promised, or an exception that says what came instead."""

import re
from typing import Any

import discord

from actors.ports import WorldError
from bot.outbound.payload import Json

NAMES_A_FIELD = "In "  # how py-cord tells a refused field: "In name: Must be between 1 and 100 in length."


class Garbled(Exception):
    """Discord said yes and sent something else than the object that belongs to it: nobody knows what was done."""


class WrongForm(WorldError):
    """Discord refused the body; `fields` are the top names in its tree of errors."""

    def __init__(self, refusal: discord.HTTPException) -> None:
        super().__init__(refusal.status, refusal.code)
        named = (line.removeprefix(NAMES_A_FIELD) for line in refusal.text.splitlines() if NAMES_A_FIELD in line[:3])
        self.fields = frozenset(re.split(r"[.:]", line)[0] for line in named)


def an_object(answer: Any) -> Json:
    if not isinstance(answer, dict):
        raise Garbled(type(answer).__name__)
    return answer


def a_list(answer: Any) -> list[Json]:
    if not isinstance(answer, list):
        raise Garbled(type(answer).__name__)
    return answer


def the_id(answer: Any) -> int:
    id = an_object(answer).get("id")
    if not isinstance(id, str) or not id.isdigit():
        raise Garbled("no id")
    return int(id)
