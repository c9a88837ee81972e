"""What a person sees of people and servers, as views. Messages are shown in `reading`."""

from functools import cache

from bot.sandbox.client.people import Person
from bot.sandbox.control import views
from bot.sandbox.control.kinds import ChannelKind, SubjectKind
from bot.sandbox.model import Channel, ChannelType, Guild, Id, Member, Overwrite, Role, User
from bot.sandbox.permissions import Permission, in_guild
from bot.sandbox.world import World


def somebody(world: World, user: User, guild: Guild | None = None) -> views.Somebody:
    """As they are called in this server; outside of it, and once they left, by their username."""
    member = guild.members.get(user.id) if guild is not None else None
    if guild is None or member is None:
        return views.Somebody(id=str(user.id), username=user.username, name=user.username, is_bot=user.bot)
    return views.Somebody(
        id=str(user.id),
        username=user.username,
        name=member.nick or user.username,
        is_bot=user.bot,
        colour=_colour(guild, member),
    )


def person_view(world: World, person: Person) -> views.Person:
    user, bot = person.user, world.application.user
    mine = [each for each in world.guilds.values() if user.id in each.members and not each.unavailable]
    return views.Person(
        me=somebody(world, user),
        takes_dms=user.dms_open,
        bot=somebody(world, bot),
        direct=direct(world, person),
        guilds=[guild_view(world, user, each) for each in mine],
    )


def direct(world: World, person: Person) -> views.Channel:
    channel = person.dm
    may = world.may(person.user.id, channel)
    return views.Channel(
        id=str(channel.id), name=world.application.user.username, kind=ChannelKind.DM, may=names_of(may)
    )


def guild_view(world: World, user: User, guild: Guild) -> views.Guild:
    there = [*guild.channels.values(), *guild.threads.values()]
    seen = [each for each in there if world.can_view(user.id, each)]
    return views.Guild(
        id=str(guild.id),
        name=guild.name,
        owner_id=str(guild.owner_id),
        may=names_of(in_guild(guild, guild.members[user.id])),
        channels=[channel_view(world, user, each) for each in sorted(seen, key=lambda each: (each.position, each.id))],
        roles=[role_view(each) for each in sorted(guild.roles.values(), key=lambda each: (-each.position, each.id))],
        members=[_member(world, guild, each) for each in guild.members.values()],
    )


def channel_view(world: World, user: User, channel: Channel) -> views.Channel:
    may = world.may(user.id, channel)
    tells_overwrites = Permission.MANAGE_ROLES in may
    return views.Channel(
        id=str(channel.id),
        guild_id=str(channel.guild_id) if channel.guild_id is not None else None,
        name=channel.name,
        kind=_kind(channel.type),
        topic=channel.topic,
        parent_id=str(channel.parent_id) if channel.parent_id is not None else None,
        position=channel.position,
        is_archived=channel.is_archived(world.now()),
        overwrites=[_overwrite(each) for each in channel.overwrites.values()] if tells_overwrites else [],
        may=names_of(may),
    )


def role_view(role: Role) -> views.Role:
    return views.Role(
        id=str(role.id),
        name=role.name,
        colour=role.color,
        position=role.position,
        permissions=names_of(Permission(role.permissions)),
        is_managed=role.managed,
        is_mentionable=role.mentionable,
    )


def names_of(permissions: Permission) -> list[str]:
    """As Discord names them, lowest bit first."""
    return list(_names(int(permissions)))


@cache
def _names(bits: int) -> tuple[str, ...]:
    """There are few combinations, and each is asked for often."""
    return tuple(str(each.name) for each in Permission(bits))


def members_around(world: World, guild: Guild, channel: Channel) -> list[views.Member]:
    """Who sees the channel; who sees a thread without being in it is not listed there."""
    there = [each for each in guild.members.values() if world.can_view(each.user_id, channel)]
    if channel.thread is not None:
        there = [each for each in there if each.user_id in channel.thread.members]
    return [_member(world, guild, each) for each in there]


def _member(world: World, guild: Guild, member: Member) -> views.Member:
    return views.Member(
        user=somebody(world, world.users[member.user_id], guild),
        role_ids=[str(each) for each in member.roles],
        joined_at=member.joined_at,
        timed_out_until=member.timed_out_until if member.is_timed_out(world.now()) else None,
    )


def _overwrite(one: Overwrite) -> views.Overwrite:
    return views.Overwrite(
        subject_id=str(one.id),
        subject_kind=SubjectKind(one.type.name.lower()),
        allow=names_of(Permission(one.allow)),
        deny=names_of(Permission(one.deny)),
    )


def _colour(guild: Guild, member: Member) -> int:
    coloured = [guild.roles[each] for each in member.roles if guild.roles[each].color]
    return max(coloured, key=lambda role: role.position).color if coloured else 0


def _kind(kind: ChannelType) -> ChannelKind:
    return ChannelKind(kind.name.lower())


def guild_of(world: World, guild_id: Id | None) -> Guild | None:
    return world.guilds.get(guild_id) if guild_id is not None else None
