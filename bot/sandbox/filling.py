"""How a person's choice becomes an interaction's data: buttons, options of selects and commands, filled forms."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.sandbox import message_objects, objects
from bot.sandbox.commands import (
    BOOLEAN,
    CHANNEL,
    CHAT,
    FILE,
    GROUP,
    INTEGER,
    MENTIONABLE,
    NUMBER,
    ROLE,
    STRING,
    SUBCOMMAND,
    USER_OPTION,
)
from bot.sandbox.components import ComponentType
from bot.sandbox.errors import NotAllowed
from bot.sandbox.model import Attachment, Channel, Command, Id, Json, Role, Upload, User
from bot.sandbox.seeing import Button, Choice, Field, Form, Seen, Select
from bot.sandbox.world import World

_RESOLVED = {USER_OPTION: User, CHANNEL: Channel, ROLE: Role, FILE: Upload}


def pick_button(message: Seen, label: str | None, custom_id: str | None) -> Button:
    """The one button meant; not there, greyed out and links cannot be pressed."""
    found = [
        each
        for each in message.buttons
        if (label is None or each.label == label) and (custom_id is None or each.custom_id == custom_id)
    ]
    there = [each.label for each in message.buttons]
    if len(found) != 1:
        raise NotAllowed(f"{len(found)} buttons are {label or custom_id!r}; the message has {there}")
    if found[0].disabled:
        raise NotAllowed(f"the button {found[0].label!r} is disabled")
    if found[0].is_link or found[0].custom_id is None:
        raise NotAllowed(f"the button {found[0].label!r} opens a page")
    return found[0]


def pick_select(message: Seen, custom_id: str | None) -> Select:
    found = [each for each in message.selects if custom_id in (None, each.custom_id)]
    if len(found) != 1:
        raise NotAllowed(f"{len(found)} selects fit; the message has {[each.custom_id for each in message.selects]}")
    if found[0].disabled:
        raise NotAllowed("the select is disabled")
    return found[0]


def selected(world: World, channel: Channel, select: Select, wanted: Sequence[object]) -> Json:
    """The values as the wire has them, with what they stand for where they are not mere strings."""
    if not select.at_least <= len(wanted) <= select.at_most:
        raise NotAllowed(f"between {select.at_least} and {select.at_most} options can be chosen, not {len(wanted)}")
    if select.type == ComponentType.STRING_SELECT:
        return {"values": [_option(select.options, str(each)).value for each in wanted]}
    resolved: Json = {}
    for each in wanted:
        _resolve(world, channel, resolved, each)
    return {"values": [str(_id_of(each)) for each in wanted], "resolved": resolved}


def component_types(values: Sequence[str] | None) -> tuple[int, Json]:
    if values is None:
        return int(ComponentType.BUTTON), {}
    return int(ComponentType.STRING_SELECT), {"values": list(values)}


def filled_form(form: Form, values: Mapping[str, object]) -> list[Json]:
    """The form's components as they come back, rows as rows and labels as labels."""
    given = {_named(form, name).custom_id: value for name, value in values.items()}
    filled = {each.custom_id: _field_value(each, given.get(each.custom_id)) for each in form.fields}
    numbers = iter(range(1, 100))
    parts = []
    for part in form.shape["components"]:
        outer = {"type": part["type"], "id": next(numbers)}
        if part["type"] == ComponentType.ROW:
            parts.append({**outer, "components": [filled[each["custom_id"]] for each in part["components"]]})
        elif part["type"] == ComponentType.LABEL:
            parts.append({**outer, "component": filled[part["component"]["custom_id"]]})
        else:
            parts.append(outer)
    for each in filled.values():
        each["id"] = next(numbers)
    return parts


def command_data(
    world: World,
    user: User,
    channel: Channel,
    offered: Sequence[Command],
    words: Sequence[str],
    given: Mapping[str, object],
    focused: str | None = None,
) -> Json:
    """The data of a chat command with everything that the client checks before it sends."""
    command = next((each for each in offered if each.name == words[0] and each.type == CHAT), None)
    if command is None:
        raise NotAllowed(f"/{words[0]} is not offered to {user.username} here")
    resolved: Json = {}
    options = _options(world, channel, command.definition, words[1:], given, resolved, focused)
    data: Json = {"id": str(command.id), "name": command.name, "type": command.type, "options": options}
    if resolved:
        data["resolved"] = resolved
    return data | ({"guild_id": str(command.guild_id)} if command.guild_id is not None else {})


def _options(
    world: World,
    channel: Channel,
    definition: Json,
    words: Sequence[str],
    given: Mapping[str, object],
    resolved: Json,
    focused: str | None,
) -> list[Json]:
    known = {each["name"]: each for each in definition.get("options") or []}
    nested = [each for each in known.values() if each["type"] in (SUBCOMMAND, GROUP)]
    if nested or words:
        if not words or words[0] not in known:
            raise NotAllowed(f"/{definition['name']} has the sub-commands {sorted(known)}")
        inner = known[words[0]]
        options = _options(world, channel, inner, words[1:], given, resolved, focused)
        return [{"name": inner["name"], "type": inner["type"], "options": options}]
    if unknown := set(given) - set(known):
        raise NotAllowed(f"/{definition['name']} has no option {sorted(unknown)}")
    missing = [name for name, each in known.items() if each.get("required") and name not in given]
    if missing and focused is None:
        raise NotAllowed(f"/{definition['name']} needs {missing}")
    return [_option_value(world, channel, known[name], value, resolved, focused) for name, value in given.items()]


def _option_value(
    world: World, channel: Channel, option: Json, value: object, resolved: Json, focused: str | None
) -> Json:
    kind = option["type"]
    shape: Json = {"name": option["name"], "type": kind}
    if focused == option["name"]:
        if not option.get("autocomplete"):
            raise NotAllowed(f"the option {option['name']} does not complete itself")
        return {**shape, "value": value, "focused": True}
    if kind in _RESOLVED or kind == MENTIONABLE:
        if kind != MENTIONABLE and not isinstance(value, _RESOLVED[kind]):
            raise NotAllowed(f"the option {option['name']} takes a {_RESOLVED[kind].__name__}")
        if isinstance(value, Channel):
            _require_offered(option, channel, value)
        return {**shape, "value": str(_resolve(world, channel, resolved, value))}
    return {**shape, "value": _plain_value(option, value)}


def _require_offered(option: Json, here: Channel, chosen: Channel) -> None:
    """The client lists the channels of this server, of the types that the option names."""
    types = option.get("channel_types") or [chosen.type]
    if chosen.type not in types or chosen.guild_id != here.guild_id:
        raise NotAllowed(f"the option {option['name']} does not offer #{chosen.name}")


def _plain_value(option: Json, value: object) -> object:
    kinds: dict[int, tuple[type, ...]] = {STRING: (str,), INTEGER: (int,), BOOLEAN: (bool,), NUMBER: (int, float)}
    if not isinstance(value, kinds[option["type"]]) or (option["type"] == INTEGER and isinstance(value, bool)):
        raise NotAllowed(f"the option {option['name']} does not take {value!r}")
    if option.get("choices"):
        named = {each["name"]: each["value"] for each in option["choices"]}
        if value not in named and value not in named.values():
            raise NotAllowed(f"the option {option['name']} offers {sorted(named)}")
        return named.get(str(value), value)
    size: Any = len(value) if isinstance(value, str) else value
    least, most = ("min_length", "max_length") if isinstance(value, str) else ("min_value", "max_value")
    if not option.get(least, size) <= size <= option.get(most, size):
        raise NotAllowed(f"the option {option['name']} does not take {value!r}: out of its bounds")
    return value


def _resolve(world: World, channel: Channel, resolved: Json, thing: object) -> Id:
    """Puts the thing beside its id, as the wire carries it; returns the id."""
    guild = world.guilds[channel.guild_id] if channel.guild_id is not None else None
    match thing:
        case User():
            resolved.setdefault("users", {})[str(thing.id)] = objects.user(thing)
            member = guild.members.get(thing.id) if guild else None
            if guild and member:
                shape = {**objects.member_without_user(member), "permissions": str(int(world.may(thing.id, channel)))}
                resolved.setdefault("members", {})[str(thing.id)] = shape
        case Role():
            resolved.setdefault("roles", {})[str(thing.id)] = objects.role(thing)
        case Channel():
            resolved.setdefault("channels", {})[str(thing.id)] = objects.channel(world, thing)
        case Upload():
            file = Attachment(world.new_id(), channel.id, thing.filename, thing.content, "application/octet-stream")
            world.attachments[file.id] = file
            resolved.setdefault("attachments", {})[str(file.id)] = message_objects.attachment(world, file)
            return file.id
        case _:
            raise NotAllowed(f"{thing!r} cannot be chosen")
    return thing.id


def _id_of(thing: object) -> Id:
    if isinstance(thing, (User, Role, Channel)):
        return thing.id
    raise NotAllowed(f"{thing!r} cannot be chosen")


def _option(options: Sequence[Choice], wanted: str) -> Choice:
    found = next((each for each in options if wanted in (each.label, each.value)), None)
    if found is None:
        raise NotAllowed(f"{wanted!r} is not among {[each.label for each in options]}")
    return found


def _named(form: Form, name: str) -> Field:
    found = next((each for each in form.fields if name in (each.custom_id, each.label)), None)
    if found is None:
        raise NotAllowed(f"the form has no field {name!r}, only {[each.label for each in form.fields]}")
    return found


def _field_value(field: Field, value: object) -> Json:
    shape: Json = {"type": field.type, "custom_id": field.custom_id}
    if field.type == ComponentType.TEXT_INPUT:
        text = str(value if value is not None else field.default or "")
        if text or field.required:
            _require_length(field, len(text))
        return {**shape, "value": text}
    if field.type != ComponentType.STRING_SELECT:
        raise NotAllowed(f"the field {field.label!r} is of a kind that this client cannot fill")
    chosen = [each.label for each in field.options if each.is_default] if value is None else value
    wanted = [chosen] if isinstance(chosen, str) else list(chosen)  # type: ignore[call-overload]
    if wanted or field.required:
        _require_length(field, len(wanted))
    return {**shape, "values": [_option(field.options, str(each)).value for each in wanted]}


def _require_length(field: Field, length: int) -> None:
    least = max(field.at_least, 1) if field.required else field.at_least
    if not least <= length <= field.at_most:
        raise NotAllowed(f"the field {field.label!r} takes {least} to {field.at_most}, not {length}")
