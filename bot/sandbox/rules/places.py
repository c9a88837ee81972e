"""Channels and who may enter them: made, changed and removed here, by the bot, a person or the story's author."""

from datetime import timedelta
from typing import Any

from bot.sandbox import errors
from bot.sandbox.error_tree import refuse
from bot.sandbox.errors import ApiError, rate_limited
from bot.sandbox.model import Channel, ChannelType, Guild, Id, Json, Overwrite, OverwriteType, User
from bot.sandbox.permissions import ALL, Permission, in_guild
from bot.sandbox.rules import limits, news, threads
from bot.sandbox.rules.glimpses import threads_may_appear
from bot.sandbox.rules.membership import require_in_guild
from bot.sandbox.world import World

# Two changes of name or topic in ten minutes, counted apart from the ordinary bucket (Discord, since 2020).
RENAMES = 2
RENAME_WINDOW = timedelta(minutes=10)


def create(world: World, actor: User | None, guild: Guild, body: Json) -> Channel:
    """Makes a channel at the end of its category; `actor` None is the story's author, who needs no permission."""
    limits.check_channel(body, is_new=True)
    overwrites = _overwrites(guild, body)
    if actor is not None:
        require_in_guild(world, actor, guild, Permission.MANAGE_CHANNELS)
        _require_has(world, actor, guild, None, overwrites)
    kind = ChannelType(body.get("type") or 0)
    parent = _parent(guild, kind, body.get("parent_id"))
    if len(guild.channels) >= guild.most_channels:
        raise ApiError(errors.TOO_MANY_CHANNELS)
    channel = Channel(
        id=world.new_id(),
        type=kind,
        name=channel_name(kind, body["name"]),
        guild_id=guild.id,
        topic=body.get("topic"),
        parent_id=parent.id if parent else None,
        position=body.get("position") or len(guild.channels),
        nsfw=bool(body.get("nsfw")),
        rate_limit_per_user=body.get("rate_limit_per_user") or 0,
        overwrites=overwrites
        if body.get("permission_overwrites") is not None
        else dict(parent.overwrites if parent else {}),
    )
    guild.channels[channel.id] = world.channels[channel.id] = channel
    news.channel_created(world, channel)
    return channel


def modify(world: World, actor: User | None, channel: Channel, body: Json) -> None:
    """Changes what the body names; a third change of name or topic within ten minutes is refused with the wait."""
    limits.check_channel(body, is_new=False)
    guild = _guild_of(world, channel)
    overwrites = None
    if body.get("permission_overwrites") is not None:
        overwrites = _overwrites(guild, body)
    if actor is not None:
        world.require(actor.id, channel, Permission.MANAGE_CHANNELS)
        if overwrites is not None:
            world.require(actor.id, channel, Permission.MANAGE_ROLES)
            _require_has(world, actor, guild, channel, overwrites)
    parent_id = channel.parent_id
    if "parent_id" in body:
        parent = _parent(guild, channel.type, body["parent_id"], moving=channel)
        parent_id = parent.id if parent else None
    _spend_rename(world, actor, channel, body)
    with threads_may_appear(world, guild, channel):
        channel.parent_id = parent_id
        channel.overwrites = channel.overwrites if overwrites is None else overwrites
        _apply(channel, body)
        news.channel_changed(world, channel)


def remove(world: World, actor: User | None, channel: Channel) -> None:
    """Removes the channel with all it holds, its threads too; the channels of a category stay and stand alone."""
    guild = _guild_of(world, channel)
    if actor is not None:
        world.require(actor.id, channel, Permission.MANAGE_CHANNELS)
    for thread in threads.of(world, guild, channel):
        threads.drop(world, thread)
    world.forget_files(channel.messages.values())
    del guild.channels[channel.id], world.channels[channel.id]
    news.channel_deleted(world, channel)
    for child in guild.channels.values():
        if child.parent_id == channel.id:
            child.parent_id = None
            news.channel_changed(world, child)


def set_overwrite(world: World, actor: User | None, channel: Channel, overwrite: Overwrite) -> None:
    """Allows and denies one role or member here; one may only give or take what one has oneself."""
    guild = _guild_of(world, channel)
    if actor is not None:
        world.require(actor.id, channel, Permission.MANAGE_ROLES)
        _require_has(world, actor, guild, channel, {overwrite.id: overwrite})
    if overwrite.id not in (guild.roles if overwrite.type is OverwriteType.ROLE else world.users):
        raise ApiError(errors.UNKNOWN_OVERWRITE)
    with threads_may_appear(world, guild, channel):
        channel.overwrites[overwrite.id] = overwrite
        news.channel_changed(world, channel)


def drop_overwrite(world: World, actor: User | None, channel: Channel, overwrite_id: Id) -> None:
    guild = _guild_of(world, channel)
    if actor is not None:
        world.require(actor.id, channel, Permission.MANAGE_ROLES)
    if overwrite_id not in channel.overwrites:
        raise ApiError(errors.UNKNOWN_OVERWRITE)
    with threads_may_appear(world, guild, channel):
        del channel.overwrites[overwrite_id]
        news.channel_changed(world, channel)


def channel_name(kind: ChannelType, wanted: str) -> str:
    """Text channels are lower case with hyphens for spaces, as Discord makes them."""
    return "-".join(wanted.lower().split()) if kind is ChannelType.TEXT else wanted


def _apply(channel: Channel, body: Json) -> None:
    if body.get("name"):
        channel.name = channel_name(channel.type, body["name"])
    if "topic" in body:
        channel.topic = body["topic"] or None
    for key in ("position", "nsfw", "rate_limit_per_user"):
        if body.get(key) is not None:
            setattr(channel, key, body[key])


def _spend_rename(world: World, actor: User | None, channel: Channel, body: Json) -> None:
    new_name = body.get("name") and channel_name(channel.type, body["name"]) != channel.name
    new_topic = "topic" in body and body["topic"] != channel.topic
    if actor is None or not (new_name or new_topic):
        return
    now = world.now()
    channel.renamed_at = [each for each in channel.renamed_at if each > now - RENAME_WINDOW]
    if len(channel.renamed_at) >= RENAMES:
        wait = channel.renamed_at[0] + RENAME_WINDOW - now
        raise rate_limited(wait.total_seconds())
    channel.renamed_at.append(now)


def _parent(guild: Guild, kind: ChannelType, parent_id: Any, moving: Channel | None = None) -> Channel | None:
    """The category, if it is one, is here, and has room for one more."""
    if parent_id is None:
        return None
    if kind is ChannelType.CATEGORY:
        raise refuse(("parent_id",), "CHANNEL_PARENT_INVALID", "Categories cannot have subcategories")
    parent = next((each for each in guild.channels.values() if str(each.id) == str(parent_id)), None)
    if parent is None or parent.type is not ChannelType.CATEGORY:
        raise refuse(("parent_id",), "CHANNEL_PARENT_INVALID", "Category does not exist")
    children = [each for each in guild.channels.values() if each.parent_id == parent.id and each is not moving]
    if len(children) >= parent.most_channels:
        told = f"Maximum number of channels in category reached ({parent.most_channels})"
        raise refuse(("parent_id",), "CHANNEL_PARENT_MAX_CHANNELS", told)
    return parent


def _overwrites(guild: Guild, body: Json) -> dict[Id, Overwrite]:
    """The body's overwrites; without a type the id tells: a role of this guild or else a member."""
    found = {}
    for each in body.get("permission_overwrites") or []:
        subject = Id(int(each["id"]))
        kind = each.get("type")
        guessed = OverwriteType.ROLE if subject in guild.roles else OverwriteType.MEMBER
        found[subject] = Overwrite(
            subject,
            guessed if kind is None else OverwriteType(kind),
            int(int(each.get("allow") or 0) & ALL),
            int(int(each.get("deny") or 0) & ALL),
        )
    return found


def _require_has(
    world: World, actor: User, guild: Guild, channel: Channel | None, overwrites: dict[Id, Overwrite]
) -> None:
    """Only what one has in the guild or the channel's category may be allowed or denied, unless one's own overwrite
    in the channel allows Manage Roles; Manage Roles itself is for administrators on a new channel.
    """
    member = world.member(guild, actor.id)
    held = in_guild(guild, member)
    if held == ALL:
        return
    own = channel.overwrites.get(actor.id) if channel else None
    if own is not None and Permission.MANAGE_ROLES & own.allow:
        return
    if channel is not None and channel.parent_id is not None:
        held |= world.may(actor.id, guild.channels[channel.parent_id])
    if channel is None:
        held &= ~Permission.MANAGE_ROLES
    before = channel.overwrites if channel else {}
    for subject, wanted in overwrites.items():
        was = before.get(subject) or Overwrite(subject, wanted.type)
        if ((wanted.allow ^ was.allow) | (wanted.deny ^ was.deny)) & ~int(held):
            raise ApiError(errors.MISSING_PERMISSIONS)


def _guild_of(world: World, channel: Channel) -> Guild:
    if channel.guild_id is None:
        raise ApiError(errors.IN_A_DM)
    return world.guild(channel.guild_id)
