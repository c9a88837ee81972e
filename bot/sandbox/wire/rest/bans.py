"""Routes of a guild's bans."""

from bot.sandbox import errors
from bot.sandbox.errors import ApiError
from bot.sandbox.looks import objects
from bot.sandbox.model import Guild, Id, Json
from bot.sandbox.permissions import Permission
from bot.sandbox.rules import bans, membership
from bot.sandbox.wire.rest.guilds import guild_of
from bot.sandbox.wire.rest.route import NOTHING, Answer, Call, Route, ok

_BANS = "/guilds/{guild_id}/bans"
_BAN = _BANS + "/{user_id}"


def every(call: Call) -> Answer:
    """By id, a thousand at most."""
    after, before = call.asked_id("after") or 0, call.asked_id("before")
    found = sorted(each for each in _guild(call).bans if each > after and (before is None or each < before))
    return ok([_shape(call, each) for each in found[: call.limit(1000, 1000)]])


def one(call: Call) -> Answer:
    wanted = call.id("user_id")
    if wanted not in _guild(call).bans:
        raise ApiError(errors.UNKNOWN_BAN)
    return ok(_shape(call, wanted))


def ban(call: Call) -> Answer:
    user = call.world.user(call.id("user_id"))
    bans.ban(call.world, call.bot, guild_of(call), user, call.fields)
    return NOTHING


def lift(call: Call) -> Answer:
    bans.lift(call.world, call.bot, guild_of(call), call.id("user_id"))
    return NOTHING


def _guild(call: Call) -> Guild:
    guild = guild_of(call)
    membership.require_in_guild(call.world, call.bot, guild, Permission.BAN_MEMBERS)
    return guild


def _shape(call: Call, user_id: Id) -> Json:
    return {"reason": None, "user": objects.user(call.world.users[user_id])}


ROUTES = (
    Route("GET", _BANS, every),
    Route("GET", _BAN, one),
    Route("PUT", _BAN, ban),
    Route("DELETE", _BAN, lift),
)
