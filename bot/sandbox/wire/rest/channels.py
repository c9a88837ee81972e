"""Routes of one channel: itself, its overwrites, its pins, and typing in it."""

from bot.sandbox import errors
from bot.sandbox.errors import ApiError
from bot.sandbox.looks import message_objects, objects
from bot.sandbox.model import ChannelType, Json, Message, Overwrite, OverwriteType
from bot.sandbox.permissions import ALL, Permission
from bot.sandbox.rules import limits, news, places, threads
from bot.sandbox.wire.rest.route import NOTHING, Answer, Call, Route, ok

_PINS = 250


def channel(call: Call) -> Answer:
    here = call.channel
    return ok(objects.channel(call.world, here))


def change(call: Call) -> Answer:
    here = call.channel
    if here.thread is not None:
        threads.change(call.world, call.bot, here, call.fields)
    else:
        places.modify(call.world, call.bot, here, call.fields)
    return ok(objects.channel(call.world, here))


def delete(call: Call) -> Answer:
    """A guild's channel is gone for good; a direct channel is only closed and opens again on the next message."""
    here = call.channel
    if here.thread is not None:
        shape = objects.channel(call.world, here)
        threads.remove(call.world, call.bot, here)
        return ok(shape)
    if here.type is not ChannelType.DM:
        places.remove(call.world, call.bot, here)
    return ok(objects.channel(call.world, here))


def set_overwrite(call: Call) -> Answer:
    wanted = call.fields
    limits.check_overwrite(wanted)
    overwrite = Overwrite(
        call.id("overwrite_id"),
        OverwriteType(wanted.get("type") or 0),
        int(int(wanted.get("allow") or 0) & ALL),
        int(int(wanted.get("deny") or 0) & ALL),
    )
    places.set_overwrite(call.world, call.bot, call.channel, overwrite)
    return NOTHING


def drop_overwrite(call: Call) -> Answer:
    places.drop_overwrite(call.world, call.bot, call.channel, call.id("overwrite_id"))
    return NOTHING


def typing(call: Call) -> Answer:
    here = call.channel
    call.world.require(call.bot.id, here, Permission.SEND_MESSAGES)
    news.typing_started(call.world, here, call.bot)
    return NOTHING


def pins(call: Call) -> Answer:
    pinned = [each for each in call.channel.messages.values() if each.pinned]
    items = [{"pinned_at": objects.iso(each.sent_at), "message": _shape(call, each)} for each in pinned]
    return ok({"items": items, "has_more": False})


def pins_as_before(call: Call) -> Answer:
    pinned = [each for each in call.channel.messages.values() if each.pinned]
    return ok([_shape(call, each) for each in reversed(pinned)])


def pin(call: Call) -> Answer:
    message = _pinnable(call)
    if sum(each.pinned for each in call.channel.messages.values()) >= _PINS:
        raise ApiError(errors.TOO_MANY_PINS)
    message.pinned = True
    news.message_edited(call.world, message)
    return NOTHING


def unpin(call: Call) -> Answer:
    message = _pinnable(call)
    message.pinned = False
    news.message_edited(call.world, message)
    return NOTHING


def _shape(call: Call, message: Message) -> Json:
    return message_objects.message(call.world, message)


def _pinnable(call: Call) -> Message:
    here = call.channel
    if Permission.PIN_MESSAGES not in call.world.may(call.bot.id, here) and here.guild_id is not None:
        raise ApiError(errors.MISSING_PERMISSIONS)
    return call.message


ROUTES = (
    Route("GET", "/channels/{channel_id}", channel),
    Route("PATCH", "/channels/{channel_id}", change),
    Route("DELETE", "/channels/{channel_id}", delete),
    Route("PUT", "/channels/{channel_id}/permissions/{overwrite_id}", set_overwrite),
    Route("DELETE", "/channels/{channel_id}/permissions/{overwrite_id}", drop_overwrite),
    Route("POST", "/channels/{channel_id}/typing", typing),
    Route("GET", "/channels/{channel_id}/messages/pins", pins),
    Route("PUT", "/channels/{channel_id}/messages/pins/{message_id}", pin),
    Route("DELETE", "/channels/{channel_id}/messages/pins/{message_id}", unpin),
    Route("GET", "/channels/{channel_id}/pins", pins_as_before),
    Route("PUT", "/channels/{channel_id}/pins/{message_id}", pin),
    Route("DELETE", "/channels/{channel_id}/pins/{message_id}", unpin),
)
