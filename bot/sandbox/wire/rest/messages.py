"""Routes of a channel's messages: history, sending, changing, deleting."""

from bot.sandbox.error_tree import refuse
from bot.sandbox.looks import message_objects
from bot.sandbox.model import Channel, Id, Json, Message
from bot.sandbox.permissions import Permission
from bot.sandbox.rules import posting
from bot.sandbox.rules.posting import Draft
from bot.sandbox.wire.rest.route import NOTHING, Answer, Call, Route, ok, snowflake
from bot.sandbox.world import Intent

_MESSAGES = "/channels/{channel_id}/messages"
_PAGE, _PAGE_MOST = 50, 100


def history(call: Call) -> Answer:
    """Newest first; without Read Message History it is empty, which is how Discord says it."""
    here = call.channel
    limit = call.limit(_PAGE, _PAGE_MOST)
    if Permission.READ_MESSAGE_HISTORY not in call.world.may(call.bot.id, here):
        return ok([])
    told = [each for each in here.messages.values() if not each.is_ephemeral]
    return ok([_shape(call, each) for each in _page(call, told, limit)])


def one(call: Call) -> Answer:
    call.world.require(call.bot.id, call.channel, Permission.READ_MESSAGE_HISTORY)
    return ok(_shape(call, call.message))


def send(call: Call) -> Answer:
    here, body = call.channel, call.fields
    draft = Draft(body=body, uploads=call.uploads, reply_to=_reply_to(here, body))
    message = posting.send(call.world, call.bot, here, draft)
    shape = message_objects.message(call.world, message)
    return ok(shape if message.nonce is None else {**shape, "nonce": message.nonce})


def change(call: Call) -> Answer:
    message = call.message
    posting.edit(call.world, call.bot, call.channel, message, call.fields, call.uploads)
    return ok(message_objects.message(call.world, message))


def delete(call: Call) -> Answer:
    posting.delete(call.world, call.bot, call.channel, call.message)
    return NOTHING


def delete_many(call: Call) -> Answer:
    ids = [snowflake(each, "messages") for each in call.fields.get("messages") or []]
    posting.delete_many(call.world, call.bot, call.channel, ids)
    return NOTHING


def _page(call: Call, told: list[Message], limit: int) -> list[Message]:
    before, after, around = (call.asked_id(each) for each in ("before", "after", "around"))
    if sum(each is not None for each in (before, after, around)) > 1:
        raise refuse((), "MUTUALLY_EXCLUSIVE", "before, after and around are mutually exclusive")
    if after is not None:
        return [each for each in told if each.id > after][:limit][::-1]
    if around is not None:
        older = [each for each in told if each.id < around][-(limit // 2) :]
        rest = [each for each in told if each.id >= around][: limit - len(older)]
        return [*older, *rest][::-1]
    if before is not None:
        told = [each for each in told if each.id < before]
    return told[-limit:][::-1]


def _reply_to(here: Channel, body: Json) -> Id | None:
    """What the message answers; an unknown one is refused unless the sender said it may fail."""
    reference = body.get("message_reference")
    if not reference or reference.get("message_id") is None:
        return None
    wanted = snowflake(reference["message_id"], "message_reference")
    if wanted in here.messages and not here.messages[wanted].is_ephemeral:
        return wanted
    if reference.get("fail_if_not_exists") is False:
        return None
    raise refuse(("message_reference",), "REPLIES_UNKNOWN_MESSAGE", "Unknown message")


def _shape(call: Call, message: Message) -> Json:
    """Without the Message Content intent other people's text is blank over REST, too."""
    shape = message_objects.message(call.world, message)
    me, open_to_all = call.bot.id, call.world.channels[message.channel_id].guild_id is None
    has_intent = bool(call.world.application.privileged_intents & Intent.MESSAGE_CONTENT)
    if has_intent or open_to_all or message.author_id == me or me in message.mentions:
        return shape
    return message_objects.without_content(shape)


ROUTES = (
    Route("GET", _MESSAGES, history),
    Route("POST", _MESSAGES, send),
    Route("POST", _MESSAGES + "/bulk-delete", delete_many),
    Route("GET", _MESSAGES + "/{message_id}", one),
    Route("PATCH", _MESSAGES + "/{message_id}", change),
    Route("DELETE", _MESSAGES + "/{message_id}", delete),
)
