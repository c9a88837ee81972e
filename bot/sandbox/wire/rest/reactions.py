"""Routes of the reactions to a message. An emoji stands in the path as itself."""

from bot.sandbox import errors
from bot.sandbox.errors import ApiError
from bot.sandbox.looks import objects
from bot.sandbox.rules import reactions
from bot.sandbox.rules.emoji import is_emoji
from bot.sandbox.wire.rest.route import NOTHING, Answer, Call, Route, ok

_REACTIONS = "/channels/{channel_id}/messages/{message_id}/reactions"
_OF_EMOJI = _REACTIONS + "/{emoji_name}"
_PAGE, _PAGE_MOST = 25, 100


def users(call: Call) -> Answer:
    """By id, a hundred at most; an emoji with which nobody reacted has none."""
    emoji = call.path["emoji_name"]
    if not is_emoji(emoji):
        raise ApiError(errors.UNKNOWN_EMOJI)
    after = call.asked_id("after") or 0
    found = sorted(each for each in call.message.reactions.get(emoji, ()) if each > after)
    return ok([objects.user(call.world.users[each]) for each in found[: call.limit(_PAGE, _PAGE_MOST)]])


def add(call: Call) -> Answer:
    reactions.add(call.world, call.bot, call.channel, call.message, call.path["emoji_name"])
    return NOTHING


def remove(call: Call) -> Answer:
    """The bot's own, or that of the user in the path."""
    whose = call.id("user_id") if "user_id" in call.path else call.bot.id
    reactions.remove(call.world, call.bot, call.channel, call.message, call.path["emoji_name"], whose)
    return NOTHING


def clear(call: Call) -> Answer:
    reactions.clear(call.world, call.bot, call.channel, call.message, call.path.get("emoji_name"))
    return NOTHING


ROUTES = (
    Route("GET", _OF_EMOJI, users),
    Route("PUT", _OF_EMOJI + "/@me", add),
    Route("DELETE", _OF_EMOJI + "/@me", remove),
    Route("DELETE", _OF_EMOJI + "/{user_id}", remove),
    Route("DELETE", _OF_EMOJI, clear),
    Route("DELETE", _REACTIONS, clear),
)
