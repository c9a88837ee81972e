"""What somebody chose, as the things themselves: people, roles and channels come by id or by name."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.sandbox.client.seeing import Form
from bot.sandbox.control import naming, wishes
from bot.sandbox.control.kinds import CommandKind
from bot.sandbox.control.state import Call
from bot.sandbox.control.talking import upload
from bot.sandbox.model import Channel, Command, Json, Role, User
from bot.sandbox.rules import commands
from bot.sandbox.rules.components import ComponentType

KINDS = {
    commands.CHAT: CommandKind.CHAT,
    commands.USER: CommandKind.USER,
    commands.MESSAGE: CommandKind.MESSAGE,
}
_OPTIONS = {
    commands.USER_OPTION: ComponentType.USER_SELECT,
    commands.ROLE: ComponentType.ROLE_SELECT,
    commands.CHANNEL: ComponentType.CHANNEL_SELECT,
    commands.MENTIONABLE: ComponentType.MENTIONABLE_SELECT,
}


def offered(call: Call) -> list[Command]:
    return call.person.offers(call.channel)


def of_select(call: Call, wish: wishes.Select) -> list[object]:
    kind = next((each.type for each in call.seen.selects if each.custom_id == wish.custom_id), None)
    return [_thing(call, call.channel, kind, each) for each in wish.values]


def of_command(call: Call, name: str, options: Mapping[str, Any]) -> dict[str, object]:
    """The options with the things that they name; what the command does not know is left to the client to refuse."""
    kinds = {each["name"]: _OPTIONS.get(each["type"]) for each in _options(offered(call), name.split())}
    return {
        key: _thing(call, call.channel, kinds[key], str(value)) if kinds.get(key) else value
        for key, value in options.items()
    }


def of_form(call: Call, form: Form, wish: wishes.Submit) -> dict[str, object]:
    kinds = {each.custom_id: each.type for each in form.fields}
    channel = call.world.channel(call.world.interactions[form.interaction_id].channel_id)
    files = {key: [upload(each) for each in sent] for key, sent in wish.files.items()}
    return files | {key: _value(call, channel, kinds.get(key), value) for key, value in wish.values.items()}


def _value(call: Call, channel: Channel, kind: int | None, value: str | list[str]) -> object:
    if isinstance(value, str):
        return value
    return [_thing(call, channel, kind, each) for each in value]


def _options(there: Sequence[Command], words: Sequence[str]) -> Sequence[Json]:
    """The options that the command of this name takes, its sub-command named behind it."""
    found = next((each.definition for each in there if each.type == commands.CHAT and words[:1] == [each.name]), None)
    for word in words[1:]:
        found = next((each for each in (found or {}).get("options") or [] if each["name"] == word), None)
    return (found or {}).get("options") or []


def _thing(call: Call, channel: Channel, kind: int | None, name: str) -> object:
    """By the kind of a select; what is not a person, a role or a channel is its own name."""
    match kind:
        case ComponentType.USER_SELECT:
            return naming.user_named(call.world, name)
        case ComponentType.ROLE_SELECT:
            return naming.role_named(naming.guild_around(call.world, channel), name)
        case ComponentType.MENTIONABLE_SELECT:
            return _mentionable(call, channel, name)
        case ComponentType.CHANNEL_SELECT:
            return naming.channel_named(call.person, call.world, name)
        case _:
            return name


def _mentionable(call: Call, channel: Channel, name: str) -> User | Role:
    if channel.guild_id is None:
        return naming.user_named(call.world, name)
    return naming.subject_named(call.world, naming.guild_around(call.world, channel), name)
