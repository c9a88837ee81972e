"""Routes of interactions: the one callback, the original answer, and follow-ups. Their token is their key."""

from bot.sandbox import errors
from bot.sandbox.errors import ApiError
from bot.sandbox.looks import message_objects
from bot.sandbox.model import Id
from bot.sandbox.rules import interactions
from bot.sandbox.wire.rest.route import NOTHING, Answer, Call, Route, ok

_WEBHOOK = "/webhooks/{webhook_id}/{webhook_token}"
_ORIGINAL = _WEBHOOK + "/messages/@original"
_MESSAGE = _WEBHOOK + "/messages/{message_id}"


def callback(call: Call) -> Answer:
    interaction_id, token = call.id("interaction_id"), call.path["interaction_token"]
    response = interactions.acknowledge(call.world, interaction_id, token, call.fields, call.uploads)
    return ok(response) if call.query.get("with_response", "").lower() in ("1", "true") else NOTHING


def follow_up(call: Call) -> Answer:
    message = interactions.follow_up(call.world, _token(call), call.fields, call.uploads)
    return ok(message_objects.message(call.world, message))


def message(call: Call) -> Answer:
    found = interactions.find(call.world, interactions.by_token(call.world, _token(call)), _message_id(call))
    return ok(message_objects.message(call.world, found))


def change(call: Call) -> Answer:
    changed = interactions.edit(call.world, _token(call), _message_id(call), call.fields, call.uploads)
    return ok(message_objects.message(call.world, changed))


def delete(call: Call) -> Answer:
    interactions.delete(call.world, _token(call), _message_id(call))
    return NOTHING


def _token(call: Call) -> str:
    if call.id("webhook_id") != call.world.application.id:
        raise ApiError(errors.UNKNOWN_WEBHOOK)
    return call.path["webhook_token"]


def _message_id(call: Call) -> Id | None:
    return call.id("message_id") if "message_id" in call.path else None


ROUTES = (
    Route("POST", "/interactions/{interaction_id}/{interaction_token}/callback", callback, is_open=True),
    Route("POST", _WEBHOOK, follow_up, is_open=True),
    *(
        Route(method, pattern, handler, is_open=True)
        for pattern in (_ORIGINAL, _MESSAGE)
        for method, handler in (("GET", message), ("PATCH", change), ("DELETE", delete))
    ),
)
