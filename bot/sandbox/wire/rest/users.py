"""Routes about the bot itself, users, direct channels, and where the gateway is."""

from bot.sandbox import errors
from bot.sandbox.errors import ApiError
from bot.sandbox.looks import application_objects, objects
from bot.sandbox.model import Guild, Json
from bot.sandbox.permissions import in_guild
from bot.sandbox.wire.rest.route import Answer, Call, Route, ok, snowflake


def own_user(call: Call) -> Answer:
    return ok(objects.own_user(call.bot))


def own_guilds(call: Call) -> Answer:
    """By id, two hundred at most; `permissions` are the bot's own in the guild."""
    after, before = call.asked_id("after") or 0, call.asked_id("before")
    there = [each for each in call.world.guilds.values() if call.bot.id in each.members]
    found = [each for each in there if each.id > after and (before is None or each.id < before)]
    counted = call.query.get("with_counts", "").lower() in ("1", "true")
    return ok([_own_guild(call, each, counted=counted) for each in found[: call.limit(200, 200)]])


def _own_guild(call: Call, guild: Guild, *, counted: bool) -> Json:
    shape: Json = {
        "id": str(guild.id),
        "name": guild.name,
        "icon": None,
        "banner": None,
        "owner": guild.owner_id == call.bot.id,
        "permissions": str(int(in_guild(guild, guild.members[call.bot.id]))),
        "features": [],
    }
    counts = {"approximate_member_count": len(guild.members), "approximate_presence_count": len(guild.members)}
    return shape | (counts if counted else {})


def user(call: Call) -> Answer:
    return ok(objects.user(call.world.user(call.id("user_id"))))


def open_dm(call: Call) -> Answer:
    """Opens the direct channel; Discord lets it be opened also to those who will refuse the message."""
    recipient = call.world.user(snowflake(call.fields.get("recipient_id"), "recipient_id"))
    if recipient.bot:
        raise ApiError(errors.CANNOT_SEND_TO_USER)
    return ok(objects.channel(call.world, call.world.dm(call.bot.id, recipient.id)))


def gateway(call: Call) -> Answer:
    return ok({"url": gateway_url(call)})


def gateway_of_bot(call: Call) -> Answer:
    limit = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
    return ok({"url": gateway_url(call), "shards": 1, "session_start_limit": limit})


def gateway_url(call: Call) -> str:
    return call.world.base_url.replace("http", "ws", 1) + "/gateway"


def application(call: Call) -> Answer:
    return ok(application_objects.application(call.world, call.world.application))


def default_sounds(_: Call) -> Answer:
    return ok([])


ROUTES = (
    Route("GET", "/users/@me", own_user),
    Route("GET", "/users/@me/guilds", own_guilds),
    Route("POST", "/users/@me/channels", open_dm),
    Route("GET", "/users/{user_id}", user),
    Route("GET", "/gateway", gateway, is_open=True),
    Route("GET", "/gateway/bot", gateway_of_bot),
    Route("GET", "/applications/@me", application),
    Route("GET", "/oauth2/applications/@me", application),
    Route("GET", "/soundboard-default-sounds", default_sounds),
)
