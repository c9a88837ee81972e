"""Routes of threads: begun in a channel or from a message, listed asleep and awake, and who is in them."""

from collections.abc import Callable
from datetime import datetime

from bot.sandbox import errors
from bot.sandbox.errors import ApiError
from bot.sandbox.looks import objects
from bot.sandbox.model import Channel, ChannelType, Guild, Json, User
from bot.sandbox.permissions import Permission
from bot.sandbox.rules import threads
from bot.sandbox.wire.rest.route import NOTHING, Answer, Call, Route, moment, ok

_PAGE, _PAGE_MOST = 50, 100


def begin(call: Call) -> Answer:
    thread = threads.create(call.world, call.bot, call.channel, call.fields)
    return Answer(201, objects.channel(call.world, thread))


def begin_from_message(call: Call) -> Answer:
    thread = threads.create(call.world, call.bot, call.channel, call.fields, call.message)
    return Answer(201, objects.channel(call.world, thread))


def active(call: Call) -> Answer:
    """All that are awake and that the bot may see, of the whole guild."""
    guild = call.world.guild(call.id("guild_id"))
    if call.bot.id not in guild.members:
        raise ApiError(errors.MISSING_ACCESS)
    awake = [each for each in threads.of(call.world, guild) if not each.is_archived(call.world.now())]
    return ok(_listed(call, [each for each in awake if call.world.can_view(call.bot.id, each)]))


def archived_public(call: Call) -> Answer:
    return ok(_archived(call, lambda each: each.type is ChannelType.PUBLIC_THREAD))


def archived_private(call: Call) -> Answer:
    """All private ones, for whoever may manage threads here."""
    call.world.require(call.bot.id, call.channel, Permission.MANAGE_THREADS)
    return ok(_archived(call, lambda each: each.type is ChannelType.PRIVATE_THREAD))


def archived_joined(call: Call) -> Answer:
    def is_mine(each: Channel) -> bool:
        private = each.type is ChannelType.PRIVATE_THREAD
        return private and each.thread is not None and call.bot.id in each.thread.members

    return ok(_archived(call, is_mine))


def members(call: Call) -> Answer:
    thread = _thread(call)
    found = thread.thread.members if thread.thread else {}
    return ok([objects.thread_member(thread, user, since) for user, since in found.items()])


def member(call: Call) -> Answer:
    thread, user_id = _thread(call), call.id("user_id")
    if thread.thread is None or user_id not in thread.thread.members:
        raise ApiError(errors.UNKNOWN_MEMBER)
    return ok(objects.thread_member(thread, user_id, thread.thread.members[user_id]))


def join(call: Call) -> Answer:
    threads.join(call.world, call.bot, _thread(call), _who(call))
    return NOTHING


def leave(call: Call) -> Answer:
    threads.leave(call.world, call.bot, _thread(call), _who(call))
    return NOTHING


def _archived(call: Call, is_wanted: Callable[[Channel], bool]) -> Json:
    """A page of those asleep, the last to fall asleep first; `before` is the moment to go on from."""
    here, now = call.channel, call.world.now()
    call.world.require(call.bot.id, here, Permission.READ_MESSAGE_HISTORY)
    asleep = [each for each in threads.of(call.world, _guild_of(call, here), here) if each.is_archived(now)]
    found = sorted(filter(is_wanted, asleep), key=lambda each: _since(call, each), reverse=True)
    if "before" in call.query:
        before = moment(call.query["before"], "before")
        found = [each for each in found if datetime.fromisoformat(_since(call, each)) < before]
    limit = call.limit(_PAGE, _PAGE_MOST)
    return _listed(call, found[:limit]) | {"has_more": len(found) > limit}


def _listed(call: Call, found: list[Channel]) -> Json:
    mine = [(each, each.thread.members.get(call.bot.id)) for each in found if each.thread]
    return {
        "threads": [objects.channel(call.world, each) for each in found],
        "members": [objects.thread_member(each, call.bot.id, since) for each, since in mine if since],
        "has_more": False,
    }


def _since(call: Call, thread: Channel) -> str:
    return str(objects.channel(call.world, thread)["thread_metadata"]["archive_timestamp"])


def _who(call: Call) -> User:
    return call.world.user(call.id("user_id")) if "user_id" in call.path else call.bot


def _thread(call: Call) -> Channel:
    thread = call.channel
    if thread.thread is None:
        raise ApiError(errors.UNKNOWN_CHANNEL)
    return thread


def _guild_of(call: Call, here: Channel) -> Guild:
    if here.guild_id is None:
        raise ApiError(errors.IN_A_DM)
    return call.world.guild(here.guild_id)


_MEMBERS = "/channels/{channel_id}/thread-members"
_ARCHIVED = "/channels/{channel_id}/threads/archived"

ROUTES = (
    Route("POST", "/channels/{channel_id}/messages/{message_id}/threads", begin_from_message),
    Route("POST", "/channels/{channel_id}/threads", begin),
    Route("GET", "/guilds/{guild_id}/threads/active", active),
    Route("GET", _ARCHIVED + "/public", archived_public),
    Route("GET", _ARCHIVED + "/private", archived_private),
    Route("GET", "/channels/{channel_id}/users/@me/threads/archived/private", archived_joined),
    Route("GET", _MEMBERS, members),
    Route("PUT", _MEMBERS + "/@me", join),
    Route("DELETE", _MEMBERS + "/@me", leave),
    Route("GET", _MEMBERS + "/{user_id}", member),
    Route("PUT", _MEMBERS + "/{user_id}", join),
    Route("DELETE", _MEMBERS + "/{user_id}", leave),
)
