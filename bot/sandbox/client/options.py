"""How a command that a person uses becomes an interaction's data, with everything that the client checks before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox import errors
from bot.sandbox.client.choosing import require_offered, resolve
from bot.sandbox.error_tree import wrong
from bot.sandbox.errors import ApiError, NotAllowed
from bot.sandbox.looks import message_objects
from bot.sandbox.model import Channel, Command, Json, Message, Role, Upload, User
from bot.sandbox.rules.commands import (
    BOOLEAN,
    CHANNEL,
    CHAT,
    FILE,
    GROUP,
    INTEGER,
    MENTIONABLE,
    MESSAGE,
    NUMBER,
    ROLE,
    STRING,
    SUBCOMMAND,
    USER,
    USER_OPTION,
)
from bot.sandbox.world import World

_RESOLVED: dict[int, tuple[type, ...]] = {
    USER_OPTION: (User,),
    CHANNEL: (Channel,),
    ROLE: (Role,),
    FILE: (Upload,),
    MENTIONABLE: (User, Role),
}
_PLAIN: dict[int, tuple[type, ...]] = {STRING: (str,), INTEGER: (int,), BOOLEAN: (bool,), NUMBER: (int, float)}


@dataclass(frozen=True)
class Usage:
    """Where and how one command is used; `resolved` gathers what its options stand for."""

    world: World
    channel: Channel
    given: Mapping[str, object]
    focused: str | None = None
    resolved: Json = field(default_factory=dict)


def command_data(usage: Usage, user: User, offered: Sequence[Command], words: Sequence[str]) -> Json:
    """The data of a chat command: its name, then those of sub-commands."""
    command = _offered(offered, words[0] if words else "", CHAT, f"/{' '.join(words)}", user)
    options = _options(usage, command.definition, words[1:])
    return _data(command, usage.resolved) | {"options": options}


def menu_data(
    world: World, user: User, channel: Channel, offered: Sequence[Command], name: str, target: Message | User
) -> Json:
    """The data of a command in the context menu of a message or of somebody."""
    kind = MESSAGE if isinstance(target, Message) else USER
    command = _offered(offered, name, kind, repr(name), user)
    resolved: Json = {}
    if isinstance(target, Message):
        resolved["messages"] = {str(target.id): message_objects.message(world, target)}
    else:
        resolve(world, channel, resolved, target)
    return _data(command, resolved) | {"target_id": str(target.id)}


def _offered(offered: Sequence[Command], name: str, kind: int, told: str, user: User) -> Command:
    found = next((each for each in offered if each.name == name and each.type == kind), None)
    if found is None:
        raise NotAllowed(f"{told} is not offered to {user.username} here", ApiError(errors.UNKNOWN_COMMAND))
    return found


def _data(command: Command, resolved: Json) -> Json:
    data: Json = {"id": str(command.id), "name": command.name, "type": command.type}
    data |= {"guild_id": str(command.guild_id)} if command.guild_id is not None else {}
    return data | ({"resolved": resolved} if resolved else {})


def _options(usage: Usage, definition: Json, words: Sequence[str]) -> list[Json]:
    known = {each["name"]: each for each in definition.get("options") or []}
    nested = [each for each in known.values() if each["type"] in (SUBCOMMAND, GROUP)]
    if nested or words:
        if not words or words[0] not in known:
            raise wrong(f"/{definition['name']} has the sub-commands {sorted(known)}", ("name",))
        inner = known[words[0]]
        return [{"name": inner["name"], "type": inner["type"], "options": _options(usage, inner, words[1:])}]
    if unknown := sorted(set(usage.given) - set(known)):
        raise wrong(f"/{definition['name']} has no option {unknown}", ("options", unknown[0]))
    missing = [name for name, each in known.items() if each.get("required") and name not in usage.given]
    if missing and usage.focused is None:
        raise wrong(f"/{definition['name']} needs {missing}", ("options", missing[0]), "BASE_TYPE_REQUIRED")
    return [_option_value(usage, known[name], value) for name, value in usage.given.items()]


def _option_value(usage: Usage, option: Json, value: object) -> Json:
    kind, name = option["type"], option["name"]
    path = ("options", name)
    shape: Json = {"name": name, "type": kind}
    if usage.focused == name:
        if not option.get("autocomplete"):
            raise wrong(f"the option {name} does not complete itself", path)
        return {**shape, "value": value, "focused": True}
    if kind not in _RESOLVED:
        return {**shape, "value": _plain_value(option, value, path)}
    if not isinstance(value, _RESOLVED[kind]):
        takes = " or ".join(each.__name__ for each in _RESOLVED[kind])
        raise wrong(f"the option {name} takes a {takes}", path)
    if isinstance(value, Channel):
        require_offered(option.get("channel_types") or (), usage.channel, value, path)
    return {**shape, "value": str(resolve(usage.world, usage.channel, usage.resolved, value))}


def _plain_value(option: Json, value: object, path: tuple[str, ...]) -> object:
    name = option["name"]
    if not isinstance(value, _PLAIN[option["type"]]) or (option["type"] == INTEGER and isinstance(value, bool)):
        raise wrong(f"the option {name} does not take {value!r}", path, "BASE_TYPE_BAD_TYPE")
    if option.get("choices"):
        named = {each["name"]: each["value"] for each in option["choices"]}
        if value not in named and value not in named.values():
            raise wrong(f"the option {name} offers {sorted(named)}", path)
        return named.get(str(value), value)
    size: Any = len(value) if isinstance(value, str) else value
    least, most = ("min_length", "max_length") if isinstance(value, str) else ("min_value", "max_value")
    if not option.get(least, size) <= size <= option.get(most, size):
        told = f"the option {name} does not take {value!r}: out of its bounds"
        raise wrong(told, path, "BASE_TYPE_BAD_LENGTH" if isinstance(value, str) else "NUMBER_TYPE_MAX")
    return value
