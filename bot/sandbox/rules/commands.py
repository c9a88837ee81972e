"""Application commands: what a definition must look like, who sees a command where, and what it asks for.

Rules: https://discord.com/developers/docs/interactions/application-commands
"""

import re
from typing import Any

from bot.sandbox.error_tree import ErrorTree, Path, refuse
from bot.sandbox.model import Channel, ChannelType, Command, Id, Json, User
from bot.sandbox.permissions import ALL, Permission
from bot.sandbox.world import World

GLOBAL_MOST = 100
OPTIONS = 25
CHOICES = 25
NAME = 32
DESCRIPTION = 100
CHOICE_TEXT = 100
TOTAL = 8000

CHAT, USER, MESSAGE = 1, 2, 3
SUBCOMMAND, GROUP = 1, 2
STRING, INTEGER, BOOLEAN, USER_OPTION, CHANNEL, ROLE, MENTIONABLE, NUMBER, FILE = range(3, 12)

_NAME = re.compile(r"[-_'\w]{1,32}")
_IN_GUILD, _IN_DM = 0, 1


def define(world: World, guild_id: Id | None, definition: Json) -> Command:
    """Adds the command, or replaces the one of the same name, kind and place, whose id stays."""
    check(definition)
    if guild_id is not None:
        world.guild(guild_id)
    twin = _twin(world, guild_id, definition)
    command_id = twin.id if twin else world.new_id()
    command = Command(command_id, world.new_id(), guild_id, definition)
    world.commands[command_id] = command
    return command


def overwrite_all(world: World, guild_id: Id | None, definitions: list[Json]) -> list[Command]:
    """What is not named goes; what is named twice is refused."""
    tree = ErrorTree()
    tree.items((), definitions, GLOBAL_MOST)
    for n, definition in enumerate(definitions):
        _check(tree, (n,), definition)
    tree.refuse()
    keys = [(each["name"], each.get("type") or CHAT) for each in definitions]
    if len(set(keys)) < len(keys):
        raise refuse((), "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique")
    kept = {each.id for each in of_place(world, guild_id) if (each.name, each.type) in keys}
    for command in of_place(world, guild_id):
        if command.id not in kept:
            del world.commands[command.id]
    return [define(world, guild_id, definition) for definition in definitions]


def of_place(world: World, guild_id: Id | None) -> list[Command]:
    """The global commands (None), or those of one guild."""
    return [command for command in world.commands.values() if command.guild_id == guild_id]


def visible_to(world: World, user: User, channel: Channel) -> list[Command]:
    """What the person's client offers in this channel: no Send is needed, Use Application Commands is."""
    if not world.can_view(user.id, channel) or channel.type is ChannelType.CATEGORY:
        return []
    held = world.may(user.id, channel)
    here = [each for each in world.commands.values() if each.guild_id in (None, channel.guild_id)]
    return [each for each in here if _is_offered(each, channel, held)]


def check(definition: Json) -> None:
    tree = ErrorTree()
    _check(tree, (), definition)
    tree.refuse()


def _is_offered(command: Command, channel: Channel, held: Permission) -> bool:
    contexts = command.definition.get("contexts")
    place = _IN_DM if channel.guild_id is None else _IN_GUILD
    if contexts is not None and place not in contexts:
        return False
    if channel.guild_id is None:
        return command.guild_id is None and command.definition.get("dm_permission") is not False
    needed = command.definition.get("default_member_permissions")
    if held == ALL:
        return True
    if Permission.USE_APPLICATION_COMMANDS not in held:
        return False
    return needed is None or (int(needed) != 0 and Permission(int(needed)) in held)


def _twin(world: World, guild_id: Id | None, definition: Json) -> Command | None:
    key = (definition["name"], definition.get("type") or CHAT)
    return next((each for each in of_place(world, guild_id) if (each.name, each.type) == key), None)


def _check(tree: ErrorTree, path: Path, definition: Json) -> None:
    kind = definition.get("type") or CHAT
    if kind not in (CHAT, USER, MESSAGE):
        tree.add((*path, "type"), "BASE_TYPE_CHOICES", "Value must be one of {1, 2, 3}.")
    _check_name(tree, path, definition.get("name"), free=kind != CHAT)
    if kind == CHAT:
        tree.required_text((*path, "description"), definition.get("description"), DESCRIPTION)
        _check_options(tree, path, definition.get("options"))
    elif definition.get("description") or definition.get("options"):
        told = "Context menu commands cannot have description or options"
        tree.add(path, "APPLICATION_COMMAND_CONTEXT_MENU", told)
    if _weight(definition) > TOTAL:
        tree.add(path, "APPLICATION_COMMAND_TOO_LARGE", f"Command exceeds maximum size ({TOTAL})")


def _check_name(tree: ErrorTree, path: Path, name: Any, *, free: bool) -> None:
    """Chat commands and options are lower case without spaces; menu commands may read as people write."""
    where = (*path, "name")
    if not tree.required_text(where, name, NAME) or free:
        return
    if not _NAME.fullmatch(name) or name != name.lower():
        tree.add(where, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")


def _check_options(tree: ErrorTree, path: Path, options: Any) -> None:
    found = tree.items((*path, "options"), options, OPTIONS)
    names = set()
    optional_before = False
    for n, option in enumerate(found):
        where = (*path, "options", n)
        _check_option(tree, where, option)
        if option.get("name") in names:
            told = "Option names must be unique"
            tree.add(where, "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", told)
        names.add(option.get("name"))
        if option.get("required") and optional_before:
            told = "Required options must be placed before non-required options"
            tree.add(where, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", told)
        optional_before |= option.get("type") not in (SUBCOMMAND, GROUP) and not option.get("required")


def _check_option(tree: ErrorTree, path: Path, option: Json) -> None:
    _check_name(tree, path, option.get("name"), free=False)
    tree.required_text((*path, "description"), option.get("description"), DESCRIPTION)
    if option.get("type") not in range(1, 12):
        tree.add((*path, "type"), "BASE_TYPE_CHOICES", "Value must be one of {1..11}.")
    if option.get("type") in (SUBCOMMAND, GROUP):
        _check_options(tree, path, option.get("options"))
    for n, choice in enumerate(tree.items((*path, "choices"), option.get("choices"), CHOICES)):
        tree.required_text((*path, "choices", n, "name"), choice.get("name"), CHOICE_TEXT)
        if isinstance(choice.get("value"), str):
            tree.text((*path, "choices", n, "value"), choice["value"], CHOICE_TEXT)


def _weight(definition: Json) -> int:
    """Name, description and the values of choices count together, options and sub-commands included."""
    own = len(definition.get("name") or "") + len(definition.get("description") or "")
    choices = sum(len(each["name"]) + len(str(each["value"])) for each in definition.get("choices") or [])
    return own + choices + sum(_weight(option) for option in definition.get("options") or [])
