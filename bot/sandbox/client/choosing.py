"""How a person's choice becomes an interaction's data: the button meant, and what was picked in a select."""

from collections.abc import Sequence

from bot.sandbox.client.seeing import Button, Choice, Field, Seen, Select
from bot.sandbox.error_tree import wrong
from bot.sandbox.errors import NotAllowed
from bot.sandbox.looks import message_objects, objects
from bot.sandbox.model import Attachment, Channel, Id, Json, Role, Upload, User
from bot.sandbox.rules.components import ComponentType
from bot.sandbox.world import World

_TAKES: dict[int, tuple[type, ...]] = {
    ComponentType.USER_SELECT: (User,),
    ComponentType.ROLE_SELECT: (Role,),
    ComponentType.MENTIONABLE_SELECT: (User, Role),
    ComponentType.CHANNEL_SELECT: (Channel,),
    ComponentType.FILE_UPLOAD: (Upload,),
}


def pick_button(message: Seen, label: str | None, custom_id: str | None) -> Button:
    """The one button meant; not there, greyed out and links cannot be pressed."""
    found = [
        each
        for each in message.buttons
        if (label is None or each.label == label) and (custom_id is None or each.custom_id == custom_id)
    ]
    there = [each.label for each in message.buttons]
    if len(found) != 1:
        raise _no_such(f"{len(found)} buttons are {label or custom_id!r}; the message has {there}")
    if found[0].disabled:
        raise _no_such(f"the button {found[0].label!r} is disabled")
    if found[0].is_link or found[0].custom_id is None:
        raise _no_such(f"the button {found[0].label!r} opens a page")
    return found[0]


def pick_select(message: Seen, custom_id: str | None) -> Select:
    found = [each for each in message.selects if custom_id in (None, each.custom_id)]
    if len(found) != 1:
        raise _no_such(f"{len(found)} selects fit; the message has {[each.custom_id for each in message.selects]}")
    if found[0].disabled:
        raise _no_such("the select is disabled")
    return found[0]


def selected(world: World, channel: Channel, select: Select, wanted: Sequence[object]) -> Json:
    """The values as the wire has them, with what they stand for where they are not mere strings."""
    resolved: Json = {}
    values = chosen(world, channel, select, wanted, resolved, ("values",))
    if not select.at_least <= len(values) <= select.at_most:
        told = f"between {select.at_least} and {select.at_most} options can be chosen, not {len(values)}"
        raise wrong(told, ("values",), "BASE_TYPE_BAD_LENGTH")
    is_plain = select.type == ComponentType.STRING_SELECT
    return {"values": values} if is_plain else {"values": values, "resolved": resolved}


def component_types(values: Sequence[str] | None) -> tuple[int, Json]:
    if values is None:
        return int(ComponentType.BUTTON), {}
    return int(ComponentType.STRING_SELECT), {"values": list(values)}


def chosen(
    world: World,
    channel: Channel,
    select: Select | Field,
    wanted: Sequence[object],
    resolved: Json,
    path: tuple[str, ...],
) -> list[str]:
    """Each value once; people, roles, channels and files are put into `resolved` beside their ids."""
    if select.type == ComponentType.STRING_SELECT:
        return list(dict.fromkeys(_option(select.options, str(each), path).value for each in wanted))
    kinds = _TAKES[select.type]
    for each in wanted:
        if not isinstance(each, kinds):
            raise wrong(f"{each!r} cannot be chosen", path)
        if isinstance(each, Channel):
            require_offered(select.channel_types, channel, each, path)
    return list(dict.fromkeys(str(resolve(world, channel, resolved, each)) for each in wanted))


def require_offered(types: Sequence[int], here: Channel, wanted: Channel, path: tuple[str, ...]) -> None:
    """The client lists the channels of this server, of the types that are named; all where none is."""
    if wanted.guild_id != here.guild_id or (types and wanted.type not in types):
        raise wrong(f"{path[-1]} does not offer #{wanted.name}", path)


def resolve(world: World, channel: Channel, resolved: Json, thing: object) -> Id:
    """Puts the thing beside its id, as the wire carries it; returns the id."""
    match thing:
        case User():
            _resolve_user(world, channel, resolved, thing)
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
            raise wrong(f"{thing!r} cannot be chosen", ("values",))
    return thing.id


def _resolve_user(world: World, channel: Channel, resolved: Json, user: User) -> None:
    resolved.setdefault("users", {})[str(user.id)] = objects.user(user)
    member = world.guilds[channel.guild_id].members.get(user.id) if channel.guild_id is not None else None
    if member is not None:
        shape = {**objects.member_without_user(member), "permissions": str(int(world.may(user.id, channel)))}
        resolved.setdefault("members", {})[str(user.id)] = shape


def _option(options: Sequence[Choice], wanted: str, path: tuple[str, ...]) -> Choice:
    found = next((each for each in options if wanted in (each.label, each.value)), None)
    if found is None:
        raise wrong(f"{wanted!r} is not among {[each.label for each in options]}", path)
    return found


def _no_such(told: str) -> NotAllowed:
    return wrong(told, ("custom_id",), "COMPONENT_VALIDATION_FAILED")
