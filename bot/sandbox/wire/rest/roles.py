"""Routes of a guild's roles and of those who have them."""

from bot.sandbox.looks import objects
from bot.sandbox.model import Role
from bot.sandbox.rules import membership, roles
from bot.sandbox.wire.rest.guilds import guild_of, member_of
from bot.sandbox.wire.rest.route import NOTHING, Answer, Call, Route, ok

_ROLES = "/guilds/{guild_id}/roles"
_ROLE = _ROLES + "/{role_id}"
_OF_MEMBER = "/guilds/{guild_id}/members/{user_id}/roles/{role_id}"


def every(call: Call) -> Answer:
    return ok([objects.role(each) for each in guild_of(call).roles.values()])


def one(call: Call) -> Answer:
    return ok(objects.role(_role(call)))


def create(call: Call) -> Answer:
    return ok(objects.role(roles.create(call.world, call.bot, guild_of(call), call.fields)))


def change(call: Call) -> Answer:
    role = _role(call)
    roles.change(call.world, call.bot, guild_of(call), role, call.fields)
    return ok(objects.role(role))


def delete(call: Call) -> Answer:
    roles.delete(call.world, call.bot, guild_of(call), _role(call))
    return NOTHING


def give(call: Call) -> Answer:
    membership.give_role(call.world, call.bot, guild_of(call), member_of(call), call.id("role_id"))
    return NOTHING


def take(call: Call) -> Answer:
    membership.take_role(call.world, call.bot, guild_of(call), member_of(call), call.id("role_id"))
    return NOTHING


def _role(call: Call) -> Role:
    return call.world.role(guild_of(call), call.id("role_id"))


ROUTES = (
    Route("GET", _ROLES, every),
    Route("POST", _ROLES, create),
    Route("GET", _ROLE, one),
    Route("PATCH", _ROLE, change),
    Route("DELETE", _ROLE, delete),
    Route("PUT", _OF_MEMBER, give),
    Route("DELETE", _OF_MEMBER, take),
)
