"""What a name means: things are named by id, or by their name where the person sees one such alone."""

from collections.abc import Iterable
from typing import TypeVar

from bot.sandbox import errors
from bot.sandbox.client.people import Person
from bot.sandbox.errors import ApiError, Refusal
from bot.sandbox.model import Channel, Guild, Id, Message, Role, User
from bot.sandbox.world import World
from bot.sandbox.worldfile import EVERYONE

DIRECT = "@me"  # the conversation with the bot, whoever asks

Thing = TypeVar("Thing", User, Guild, Channel, Role)


def user_named(world: World, name: str) -> User:
    """Anybody, the bot too."""
    return _one(world.users.values(), name, {each.id: each.username for each in world.users.values()}, _USER)


def person_named(world: World, name: str) -> User:
    """Whoever can be played: everybody but bots."""
    found = user_named(world, name)
    if found.bot:
        raise ApiError(errors.UNKNOWN_USER)
    return found


def guild_named(world: World, name: str) -> Guild:
    guild = _one(world.guilds.values(), name, {each.id: each.name for each in world.guilds.values()}, _GUILD)
    return world.guild(guild.id)


def channel_named(person: Person, world: World, name: str) -> Channel:
    """By id also one that is hidden, which is refused as Discord refuses it (50001)."""
    if name == DIRECT:
        return person.dm
    if (found := world.channels.get(_id(name))) is not None:
        world.require(person.user.id, found)
        return world.channel(found.id)
    there = [each for each in world.channels.values() if each.guild_id and world.can_view(person.user.id, each)]
    return _one(there, name.removeprefix("#"), {each.id: each.name for each in there}, _CHANNEL)


def guild_around(world: World, channel: Channel) -> Guild:
    if channel.guild_id is None:
        raise ApiError(errors.IN_A_DM)
    return world.guild(channel.guild_id)


def role_named(guild: Guild, name: str) -> Role:
    if name == EVERYONE:
        return guild.roles[guild.id]
    roles = guild.roles.values()
    return _one(roles, name.removeprefix("@"), {each.id: each.name for each in roles}, _ROLE)


def subject_named(world: World, guild: Guild, name: str) -> Role | User:
    """Whom an overwrite is for: a role, else anybody, also who is not in the server any more."""
    try:
        return role_named(guild, name)
    except ApiError:
        return user_named(world, name)


def member_named(world: World, guild: Guild, name: str) -> User:
    user = user_named(world, name)
    world.member(guild, user.id)
    return user


def message_named(person: Person, world: World, channel: Channel, name: str) -> Message:
    """One that this person can see: what is for somebody else's eyes is unknown."""
    message = world.message(channel, _id(name))
    if message.seen_only_by not in (None, person.user.id):
        raise ApiError(errors.UNKNOWN_MESSAGE)
    return message


_USER, _GUILD = errors.UNKNOWN_USER, errors.UNKNOWN_GUILD
_CHANNEL, _ROLE = errors.UNKNOWN_CHANNEL, errors.UNKNOWN_ROLE


def _one(things: Iterable[Thing], name: str, names: dict[Id, str], unknown: Refusal) -> Thing:
    """Ids come first; a name that several have names none of them, and says so."""
    by_id = {each.id: each for each in things}
    if (found := by_id.get(_id(name))) is not None:
        return found
    called = [each for each in by_id.values() if names[each.id] == name]
    if len(called) > 1:
        raise ApiError(unknown._replace(message=f"{unknown.message}: {len(called)} are called so, use the id"))
    if not called:
        raise ApiError(unknown)
    return called[0]


def _id(name: str) -> Id:
    """0, which nothing has, where it is no id."""
    return Id(int(name)) if name.isascii() and name.isdecimal() and len(name) < 25 else Id(0)
