"""What is told of a change, by whoever made it and once it is made: one function per gateway event.

The application hears what it may see; the witnesses of the world hear of everything.
"""

from bot.sandbox.looks import message_objects, objects
from bot.sandbox.model import Channel, ChannelType, Guild, Id, Json, Member, Message, MessageType, Role, User
from bot.sandbox.world import SERVER_CHANGED, Change, ChangeKind, Event, Intent, World

_MESSAGES = (Intent.DIRECT_MESSAGES, Intent.GUILD_MESSAGES)
_REACTIONS = (Intent.DIRECT_MESSAGE_REACTIONS, Intent.GUILD_MESSAGE_REACTIONS)


def message_created(world: World, message: Message) -> None:
    payload = message_objects.message_event(world, message)
    if message.nonce is not None:
        payload["nonce"] = message.nonce
    _about_message(world, "MESSAGE_CREATE", message, payload)


def message_edited(world: World, message: Message) -> None:
    _about_message(world, "MESSAGE_UPDATE", message, message_objects.message_event(world, message))


def messages_deleted(world: World, channel: Channel, ids: list[Id], *, in_bulk: bool) -> None:
    """Of ephemeral ones the application hears nothing: whoever removes them says `message_dismissed`."""
    channel.news += 1
    world.changed(Change(ChangeKind.GONE, channel, ids=tuple(ids)))
    _threads_show_less(world, ids)
    where = _where(channel)
    if in_bulk:
        _in_channel(world, channel, "MESSAGE_DELETE_BULK", {"ids": [str(each) for each in ids], **where})
        return
    for each in ids:
        _in_channel(world, channel, "MESSAGE_DELETE", {"id": str(each), **where})


def _threads_show_less(world: World, ids: list[Id]) -> None:
    """A thread that grew from a message shows it first, and from now on nothing of it."""
    for thread in [world.channels[each] for each in ids if each in world.channels]:
        for first in [each for each in thread.messages.values() if each.type == MessageType.THREAD_STARTER]:
            world.changed(Change(ChangeKind.MESSAGE, thread, first))


def message_dismissed(world: World, channel: Channel, message: Message) -> None:
    """An ephemeral message left the one screen on which it stood."""
    world.changed(Change(ChangeKind.GONE, channel, message, (message.id,)))


def dms_changed(world: World) -> None:
    """Somebody takes direct messages now, or no longer: the application learns it by trying."""
    world.changed(SERVER_CHANGED)


def reaction_added(world: World, channel: Channel, message: Message, user: User, emoji: str) -> None:
    payload = _of_reaction(channel, message, emoji) | {
        "user_id": str(user.id),
        "message_author_id": str(message.author_id),
        "burst": False,
        "type": 0,
    }
    if channel.guild_id is not None:
        payload["member"] = objects.member(world, world.guilds[channel.guild_id].members[user.id])
    _about_reactions(world, "MESSAGE_REACTION_ADD", channel, message, payload)


def reaction_removed(world: World, channel: Channel, message: Message, user_id: Id, emoji: str) -> None:
    payload = _of_reaction(channel, message, emoji) | {"user_id": str(user_id), "burst": False, "type": 0}
    _about_reactions(world, "MESSAGE_REACTION_REMOVE", channel, message, payload)


def reactions_cleared(world: World, channel: Channel, message: Message, emoji: str | None) -> None:
    name = "MESSAGE_REACTION_REMOVE_ALL" if emoji is None else "MESSAGE_REACTION_REMOVE_EMOJI"
    _about_reactions(world, name, channel, message, _of_reaction(channel, message, emoji))


def typing_started(world: World, channel: Channel, user: User) -> None:
    payload = {**_where(channel), "user_id": str(user.id), "timestamp": int(world.now().timestamp())}
    intents = Intent.DIRECT_MESSAGE_TYPING if channel.guild_id is None else Intent.GUILD_MESSAGE_TYPING
    if channel.guild_id is not None:
        payload["member"] = objects.member(world, world.guilds[channel.guild_id].members[user.id])
    if world.can_view(world.application.user.id, channel):
        world.announce(Event("TYPING_START", payload, intents, channel.guild_id))


def channel_created(world: World, channel: Channel) -> None:
    _about_channel(world, "CHANNEL_CREATE", channel)


def channel_changed(world: World, channel: Channel) -> None:
    _about_channel(world, "CHANNEL_UPDATE", channel)


def channel_deleted(world: World, channel: Channel) -> None:
    _about_channel(world, "CHANNEL_DELETE", channel)


def thread_created(world: World, thread: Channel) -> None:
    _about_thread(world, "THREAD_CREATE", thread, objects.channel(world, thread) | {"newly_created": True})


def thread_changed(world: World, thread: Channel) -> None:
    _about_thread(world, "THREAD_UPDATE", thread, objects.channel(world, thread))


def thread_deleted(world: World, thread: Channel) -> None:
    shape = objects.channel(world, thread)
    payload = {key: shape[key] for key in ("id", "guild_id", "parent_id", "type")}
    _about_thread(world, "THREAD_DELETE", thread, payload)


def thread_members_changed(
    world: World, thread: Channel, added: User | None = None, removed: User | None = None
) -> None:
    """Everybody's coming and going needs the members intent."""
    shape = objects.channel(world, thread)
    payload: Json = {key: shape[key] for key in ("id", "guild_id", "member_count")}
    if added is not None and thread.thread is not None and thread.guild_id is not None:
        member = world.guilds[thread.guild_id].members[added.id]
        one = objects.thread_member(thread, added.id, thread.thread.members[added.id])
        payload["added_members"] = [one | {"member": objects.member(world, member), "presence": None}]
    if removed is not None:
        payload["removed_member_ids"] = [str(removed.id)]
    _about_thread(world, "THREAD_MEMBERS_UPDATE", thread, payload, Intent.GUILD_MEMBERS)


def threads_appeared(world: World, guild: Guild, channel: Channel) -> None:
    """The bot sees the channel now: those of its threads that are awake, and where the bot is in them."""
    if channel.type is not ChannelType.TEXT:
        return
    shown = objects.threads_seen_by(world, world.application.user.id, guild, channel)
    payload: Json = {
        "guild_id": str(guild.id),
        "channel_ids": [str(channel.id)],
        "threads": shown,
        "members": [each["member"] for each in shown if "member" in each],
    }
    _about_guild(world, guild, "THREAD_LIST_SYNC", payload)


def role_created(world: World, guild: Guild, role: Role) -> None:
    _about_guild(world, guild, "GUILD_ROLE_CREATE", {"guild_id": str(guild.id), "role": objects.role(role)})


def role_changed(world: World, guild: Guild, role: Role) -> None:
    _about_guild(world, guild, "GUILD_ROLE_UPDATE", {"guild_id": str(guild.id), "role": objects.role(role)})


def role_deleted(world: World, guild: Guild, role: Role) -> None:
    _about_guild(world, guild, "GUILD_ROLE_DELETE", {"guild_id": str(guild.id), "role_id": str(role.id)})


def member_joined(world: World, guild: Guild, member: Member) -> None:
    payload = {**objects.member(world, member), "guild_id": str(guild.id)}
    _about_guild(world, guild, "GUILD_MEMBER_ADD", payload, Intent.GUILD_MEMBERS)


def member_changed(world: World, guild: Guild, member: Member) -> None:
    """Everybody's changes need the members intent; the bot hears of its own with Guilds."""
    payload = {**objects.member(world, member), "guild_id": str(guild.id)}
    own = member.user_id == world.application.user.id
    intents = Intent.GUILDS | Intent.GUILD_MEMBERS if own else Intent.GUILD_MEMBERS
    _about_guild(world, guild, "GUILD_MEMBER_UPDATE", payload, intents)


def member_left(world: World, guild: Guild, user: User) -> None:
    payload = {"guild_id": str(guild.id), "user": objects.user(user)}
    _about_guild(world, guild, "GUILD_MEMBER_REMOVE", payload, Intent.GUILD_MEMBERS)


def banned(world: World, guild: Guild, user: User) -> None:
    _about_ban(world, "GUILD_BAN_ADD", guild, user)


def ban_lifted(world: World, guild: Guild, user: User) -> None:
    _about_ban(world, "GUILD_BAN_REMOVE", guild, user)


def guild_changed(world: World, guild: Guild) -> None:
    _about_guild(world, guild, "GUILD_UPDATE", objects.guild(guild))


def guild_joined(world: World, guild: Guild) -> None:
    """The bot was invited. Each session fills in the guild as its intents show it."""
    world.changed(SERVER_CHANGED)
    world.announce(Event("GUILD_CREATE", {}, Intent.GUILDS, guild.id))


def guild_available(world: World, guild: Guild) -> None:
    """After an outage; that `unavailable` is there and false is how clients tell it from an invitation."""
    world.changed(SERVER_CHANGED)
    world.announce(Event("GUILD_CREATE", {"unavailable": False}, Intent.GUILDS, guild.id))


def guild_gone(world: World, guild: Guild) -> None:
    """The guild is unavailable, or the bot is no longer in it: then `unavailable` is absent."""
    world.changed(SERVER_CHANGED)
    payload: Json = {"id": str(guild.id)} | ({"unavailable": True} if guild.unavailable else {})
    world.announce(Event("GUILD_DELETE", payload, Intent.GUILDS, guild.id))


def interaction_created(world: World, payload: Json, guild_id: Id | None) -> None:
    world.announce(Event("INTERACTION_CREATE", payload, guild_id=guild_id))


def _about_message(world: World, name: str, message: Message, payload: Json) -> None:
    """Ephemeral messages reach no gateway; content is blank unless it is the bot's own, a DM, or mentions the bot."""
    channel, me = world.channels[message.channel_id], world.application.user.id
    world.changed(Change(ChangeKind.MESSAGE, channel, message))
    if message.is_ephemeral:
        return
    channel.news += 1
    open_to_all = message.author_id == me or me in message.mentions or channel.guild_id is None
    _in_channel(world, channel, name, payload, None if open_to_all else message_objects.without_content(payload))


def _of_reaction(channel: Channel, message: Message, emoji: str | None) -> Json:
    where = {**_where(channel), "message_id": str(message.id)}
    return where if emoji is None else {**where, "emoji": message_objects.emoji(emoji)}


def _about_reactions(world: World, name: str, channel: Channel, message: Message, payload: Json) -> None:
    channel.news += 1
    world.changed(Change(ChangeKind.MESSAGE, channel, message))
    _in_channel(world, channel, name, payload, intents=_REACTIONS)


def _in_channel(
    world: World,
    channel: Channel,
    name: str,
    payload: Json,
    blank: Json | None = None,
    intents: tuple[Intent, Intent] = _MESSAGES,
) -> None:
    """`intents` are those of direct channels, then of guilds."""
    if not world.can_view(world.application.user.id, channel):
        return
    of_dms, of_guilds = intents
    world.announce(Event(name, payload, of_guilds if channel.guild_id else of_dms, channel.guild_id, blank))


def _about_channel(world: World, name: str, channel: Channel) -> None:
    world.changed(SERVER_CHANGED)
    if channel.guild_id is None or world.application.user.id not in world.guilds[channel.guild_id].members:
        return
    payload = objects.channel_as_seen_by(world, world.application.user.id, channel)
    world.announce(Event(name, payload, Intent.GUILDS, channel.guild_id))


def _about_thread(world: World, name: str, thread: Channel, payload: Json, intents: Intent = Intent.GUILDS) -> None:
    world.changed(SERVER_CHANGED)
    if world.can_view(world.application.user.id, thread):
        world.announce(Event(name, payload, intents, thread.guild_id))


def _about_ban(world: World, name: str, guild: Guild, user: User) -> None:
    payload = {"guild_id": str(guild.id), "user": objects.user(user)}
    _about_guild(world, guild, name, payload, Intent.GUILD_MODERATION)


def _about_guild(world: World, guild: Guild, name: str, payload: Json, intents: Intent = Intent.GUILDS) -> None:
    world.changed(SERVER_CHANGED)
    if world.application.user.id in guild.members:
        world.announce(Event(name, payload, intents, guild.id))


def _where(channel: Channel) -> Json:
    shape: Json = {"channel_id": str(channel.id)}
    return shape | ({} if channel.guild_id is None else {"guild_id": str(channel.guild_id)})
