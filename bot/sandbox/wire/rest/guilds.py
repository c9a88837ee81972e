"""Routes of one guild: itself, its members, its list of channels."""

from datetime import datetime
from typing import Any

from bot.sandbox import errors
from bot.sandbox.error_tree import refuse
from bot.sandbox.errors import ApiError
from bot.sandbox.looks import objects
from bot.sandbox.model import Guild, Member
from bot.sandbox.rules import membership, places
from bot.sandbox.wire.rest.route import NOTHING, Answer, Call, Route, moment, ok, snowflake
from bot.sandbox.world import Intent

_MEMBER = "/guilds/{guild_id}/members/{user_id}"


def guild(call: Call) -> Answer:
    here = guild_of(call)
    shape = objects.guild(here)
    if call.query.get("with_counts", "0").lower() in ("1", "true"):
        shape |= {"approximate_member_count": len(here.members), "approximate_presence_count": len(here.members)}
    return ok(shape)


def channels(call: Call) -> Answer:
    """Only what the bot can view; the others are left out (Discord, since 2026-11-16)."""
    seen = [each for each in guild_of(call).channels.values() if call.world.can_view(call.bot.id, each)]
    return ok([objects.channel(call.world, each) for each in seen])


def create_channel(call: Call) -> Answer:
    return Answer(201, objects.channel(call.world, places.create(call.world, call.bot, guild_of(call), call.fields)))


def move_channels(call: Call) -> Answer:
    """Positions and parents of several channels at once."""
    if not isinstance(call.body, list):
        raise refuse((), "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
    here = guild_of(call)
    for each in call.body:
        channel = call.world.channel(snowflake(each.get("id"), "id"))
        if channel.guild_id != here.id:
            raise ApiError(errors.UNKNOWN_CHANNEL)
        wanted = {key: each[key] for key in ("position", "parent_id") if key in each}
        places.modify(call.world, call.bot, channel, wanted)
    return NOTHING


def members(call: Call) -> Answer:
    """By id, a thousand at most; without the members intent Discord refuses the list."""
    if not call.world.application.privileged_intents & Intent.GUILD_MEMBERS:
        raise ApiError(errors.MISSING_ACCESS)
    after = call.asked_id("after") or 0
    found = sorted(each for each in guild_of(call).members if each > after)[: call.limit(1, 1000)]
    return ok([objects.member(call.world, guild_of(call).members[each]) for each in found])


def search_members(call: Call) -> Answer:
    wanted = call.query.get("query", "").lower()
    here = guild_of(call)
    found = [each for each in here.members.values() if _name(call, each).lower().startswith(wanted)]
    return ok([objects.member(call.world, each) for each in found[: call.limit(1, 1000)]])


def member(call: Call) -> Answer:
    return ok(objects.member(call.world, member_of(call)))


def change_member(call: Call) -> Answer:
    here, who, wanted = guild_of(call), member_of(call), call.fields
    if "communication_disabled_until" in wanted:
        membership.time_out(call.world, call.bot, here, who, _moment(wanted["communication_disabled_until"]))
    if wanted.get("roles") is not None:
        roles_wanted = [snowflake(each, "roles") for each in wanted["roles"]]
        membership.set_roles(call.world, call.bot, here, who, roles_wanted)
    if "nick" in wanted:
        membership.rename(call.world, call.bot, here, who, wanted["nick"] or None)
    return ok(objects.member(call.world, who))


def kick(call: Call) -> Answer:
    membership.kick(call.world, call.bot, guild_of(call), call.world.user(member_of(call).user_id))
    return NOTHING


def guild_of(call: Call) -> Guild:
    """Guilds that the bot is not in are no concern of its: missing access."""
    here = call.world.guild(call.id("guild_id"))
    if call.bot.id not in here.members:
        raise ApiError(errors.MISSING_ACCESS)
    return here


def member_of(call: Call) -> Member:
    return call.world.member(guild_of(call), call.id("user_id"))


def _moment(text: Any) -> datetime | None:
    if not text:
        return None
    return moment(text, "communication_disabled_until")


def _name(call: Call, who: Member) -> str:
    return who.nick or call.world.users[who.user_id].username


ROUTES = (
    Route("GET", "/guilds/{guild_id}", guild),
    Route("GET", "/guilds/{guild_id}/channels", channels),
    Route("POST", "/guilds/{guild_id}/channels", create_channel),
    Route("PATCH", "/guilds/{guild_id}/channels", move_channels),
    Route("GET", "/guilds/{guild_id}/members", members),
    Route("GET", "/guilds/{guild_id}/members/search", search_members),
    Route("GET", _MEMBER, member),
    Route("PATCH", _MEMBER, change_member),
    Route("DELETE", _MEMBER, kick),
)
