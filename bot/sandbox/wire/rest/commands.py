"""Routes of application commands, global and of one guild."""

from bot.sandbox import errors
from bot.sandbox.error_tree import refuse
from bot.sandbox.errors import ApiError
from bot.sandbox.looks import application_objects
from bot.sandbox.model import Command, Id, Json
from bot.sandbox.rules import commands
from bot.sandbox.wire.rest.route import NOTHING, Answer, Call, Route, ok

_GLOBAL = "/applications/{application_id}/commands"
_OF_GUILD = "/applications/{application_id}/guilds/{guild_id}/commands"


def listed(call: Call) -> Answer:
    return ok([_shape(call, each) for each in commands.of_place(call.world, _place(call))])


def overwrite(call: Call) -> Answer:
    if not isinstance(call.body, list):
        raise refuse((), "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
    defined = commands.overwrite_all(call.world, _place(call), call.body)
    return ok([application_objects.command(call.world, each) for each in defined])


def create(call: Call) -> Answer:
    known = {each.id for each in commands.of_place(call.world, _place(call))}
    command = commands.define(call.world, _place(call), call.fields)
    return Answer(200 if command.id in known else 201, application_objects.command(call.world, command))


def one(call: Call) -> Answer:
    return ok(application_objects.command(call.world, _found(call)))


def change(call: Call) -> Answer:
    command = _found(call)
    definition = {**command.definition, **call.fields}
    commands.check(definition)
    command.definition, command.version = definition, call.world.new_id()
    return ok(application_objects.command(call.world, command))


def delete(call: Call) -> Answer:
    del call.world.commands[_found(call).id]
    return NOTHING


def _shape(call: Call, command: Command) -> Json:
    """Lists carry the localizations only when they are asked for."""
    shape = application_objects.command(call.world, command)
    if call.query.get("with_localizations", "0").lower() not in ("1", "true"):
        del shape["name_localizations"], shape["description_localizations"]
    return shape


def _place(call: Call) -> Id | None:
    if call.id("application_id") != call.world.application.id:
        raise ApiError(errors.MISSING_ACCESS)
    if "guild_id" not in call.path:
        return None
    guild = call.world.guild(call.id("guild_id"))
    if call.bot.id not in guild.members:
        raise ApiError(errors.MISSING_ACCESS)
    return guild.id


def _found(call: Call) -> Command:
    command = call.world.commands.get(call.id("command_id"))
    if command is None or command.guild_id != _place(call):
        raise ApiError(errors.UNKNOWN_COMMAND)
    return command


ROUTES = tuple(
    route
    for base in (_GLOBAL, _OF_GUILD)
    for route in (
        Route("GET", base, listed),
        Route("PUT", base, overwrite),
        Route("POST", base, create),
        Route("GET", base + "/{command_id}", one),
        Route("PATCH", base + "/{command_id}", change),
        Route("DELETE", base + "/{command_id}", delete),
    )
)
