"""How a refusal is answered: Discord's status, its code, its sentence, and where in the request it is wrong."""

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web
from pydantic import ValidationError

from bot.sandbox import errors
from bot.sandbox.error_tree import ErrorTree
from bot.sandbox.errors import ApiError, NotAllowed, Refusal, SandboxError
from bot.sandbox.story_time import StillBusy
from bot.sandbox.worldfile import WrongWorld

# What pydantic found, by Discord's names of faults; others are told by pydantic's own.
_CODES = {
    "missing": "BASE_TYPE_REQUIRED",
    "extra_forbidden": "UNKNOWN_KEY",
    "string_type": "BASE_TYPE_BAD_TYPE",
    "list_type": "BASE_TYPE_BAD_TYPE",
    "dict_type": "BASE_TYPE_BAD_TYPE",
    "bool_type": "BASE_TYPE_BAD_TYPE",
    "model_type": "DICT_TYPE_CONVERT",
    "model_attributes_type": "DICT_TYPE_CONVERT",
    "int_parsing": "NUMBER_TYPE_COERCE",
    "int_type": "NUMBER_TYPE_COERCE",
    "string_too_short": "BASE_TYPE_BAD_LENGTH",
    "string_too_long": "BASE_TYPE_MAX_LENGTH",
    "too_long": "BASE_TYPE_MAX_LENGTH",
    "greater_than_equal": "NUMBER_TYPE_MIN",
    "less_than_equal": "NUMBER_TYPE_MAX",
    "enum": "BASE_TYPE_CHOICES",
    "literal_error": "BASE_TYPE_CHOICES",
}


class Silent(SandboxError):
    """The bot did not answer in time."""


class Guarded(SandboxError):
    """A request that no page and no program of this machine's owner sends."""

    def __init__(self, status: int, told: str) -> None:
        super().__init__(told)
        self.status = status


def invalid(found: ValidationError) -> ApiError:
    """What is no JSON, or does not fit the model, at its path."""
    if any(each["type"] == "json_invalid" for each in found.errors()):
        return ApiError(errors.INVALID_JSON)
    tree = ErrorTree()
    for each in found.errors(include_url=False, include_input=False, include_context=False):
        tree.add(each["loc"], _CODES.get(each["type"], each["type"].upper()), each["msg"])
    return tree.refusal


def answer_to(refused: SandboxError) -> web.Response:
    match refused:
        case ApiError():
            return _response(refused.refusal.status, refused.body, refused.headers)
        case NotAllowed():
            return answer_to(refused.refused)
        case WrongWorld():
            return answer_to(_wrong_world(refused))
        case StillBusy():
            return _told(Refusal(409, 0, str(refused)))
        case Silent():
            return _told(Refusal(504, 0, str(refused)))
        case Guarded():
            return _told(Refusal(refused.status, 0, str(refused)))
        case _:
            raise TypeError(refused)


def _wrong_world(found: WrongWorld) -> ApiError:
    tree = ErrorTree()
    for sentence in found.sentences:
        tree.add((), "WRONG_WORLD", f"{sentence}.")
    if found.more:
        tree.add((), "WRONG_WORLD", f"There are {found.more:,} more to mend after these.")
    return tree.refusal


def _told(refusal: Refusal) -> web.Response:
    return _response(refusal.status, {"code": refusal.code, "message": refusal.message})


def _response(status: int, body: Any, headers: Mapping[str, str] | None = None) -> web.Response:
    return web.Response(status=status, text=json.dumps(body), content_type="application/json", headers=headers)
