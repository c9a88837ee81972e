"""Who may do what where: Discord's permission bits and the order in which it applies them.

Order: https://discord.com/developers/docs/topics/permissions#permission-overwrites
"""

from datetime import datetime
from enum import IntFlag

from bot.sandbox.model import Channel, ChannelType, Guild, Id, Member, Overwrite, OverwriteType, Thread


class Permission(IntFlag):
    CREATE_INSTANT_INVITE = 1 << 0
    KICK_MEMBERS = 1 << 1
    BAN_MEMBERS = 1 << 2
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_AUDIT_LOG = 1 << 7
    PRIORITY_SPEAKER = 1 << 8
    STREAM = 1 << 9
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    SEND_TTS_MESSAGES = 1 << 12
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_EXTERNAL_EMOJIS = 1 << 18
    VIEW_GUILD_INSIGHTS = 1 << 19
    CONNECT = 1 << 20
    SPEAK = 1 << 21
    MUTE_MEMBERS = 1 << 22
    DEAFEN_MEMBERS = 1 << 23
    MOVE_MEMBERS = 1 << 24
    USE_VAD = 1 << 25
    CHANGE_NICKNAME = 1 << 26
    MANAGE_NICKNAMES = 1 << 27
    MANAGE_ROLES = 1 << 28
    MANAGE_WEBHOOKS = 1 << 29
    MANAGE_GUILD_EXPRESSIONS = 1 << 30
    USE_APPLICATION_COMMANDS = 1 << 31
    REQUEST_TO_SPEAK = 1 << 32
    MANAGE_EVENTS = 1 << 33
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    USE_EXTERNAL_STICKERS = 1 << 37
    SEND_MESSAGES_IN_THREADS = 1 << 38
    USE_EMBEDDED_ACTIVITIES = 1 << 39
    MODERATE_MEMBERS = 1 << 40
    VIEW_CREATOR_MONETIZATION_ANALYTICS = 1 << 41
    USE_SOUNDBOARD = 1 << 42
    CREATE_GUILD_EXPRESSIONS = 1 << 43
    CREATE_EVENTS = 1 << 44
    USE_EXTERNAL_SOUNDS = 1 << 45
    SEND_VOICE_MESSAGES = 1 << 46
    SET_VOICE_CHANNEL_STATUS = 1 << 48
    SEND_POLLS = 1 << 49
    USE_EXTERNAL_APPS = 1 << 50
    PIN_MESSAGES = 1 << 51
    BYPASS_SLOWMODE = 1 << 52


NONE = Permission(0)
ALL = Permission(sum(Permission))

# What @everyone of a new guild may: Discord's own default without the voice extras.
EVERYONE = (
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.ADD_REACTIONS
    | Permission.USE_APPLICATION_COMMANDS
    | Permission.CHANGE_NICKNAME
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.CREATE_PRIVATE_THREADS
    | Permission.SEND_MESSAGES_IN_THREADS
    | Permission.SEND_POLLS
    | Permission.CONNECT
    | Permission.SPEAK
)
IN_DM = EVERYONE | Permission.SEND_TTS_MESSAGES | Permission.MENTION_EVERYONE | Permission.USE_EXTERNAL_EMOJIS

# Plain numbers: they are asked for with each message and each onlooker, and arithmetic on flags is slow.
_ADMINISTRATOR = int(Permission.ADMINISTRATOR)
_VIEW_CHANNEL = int(Permission.VIEW_CHANNEL)
_SEND_MESSAGES = int(Permission.SEND_MESSAGES)
_SEND_MESSAGES_IN_THREADS = int(Permission.SEND_MESSAGES_IN_THREADS)
_MANAGE_THREADS = int(Permission.MANAGE_THREADS)
_WHILE_TIMED_OUT = int(Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY)
_NEEDS_SEND = int(
    Permission.MENTION_EVERYONE | Permission.SEND_TTS_MESSAGES | Permission.ATTACH_FILES | Permission.EMBED_LINKS
)


def in_guild(guild: Guild, member: Member) -> Permission:
    """What the member's roles give before any channel has a say; the owner and administrators may everything."""
    if guild.owner_id == member.user_id:
        return ALL
    held = guild.roles[guild.id].permissions
    for role_id in member.roles:
        held |= guild.roles[role_id].permissions
    return ALL if held & _ADMINISTRATOR else Permission(held)


def in_channel(guild: Guild, channel: Channel, member: Member, now: datetime) -> Permission:
    """What the member may do in this channel at this moment, implicit denials and time-outs included.

    A thread has no overwrites: its parent's hold, Send Messages in Threads stands for Send Messages, and a private one
    is for its members and for those who manage threads.
    """
    in_all = in_guild(guild, member)
    if in_all == ALL:
        return ALL
    place = channel if channel.thread is None else guild.channels[_parent_of(channel)]
    held = _overwritten(int(in_all), guild, place, member)
    if channel.thread is not None:
        held = _in_thread(held, channel, channel.thread, member)
    if member.is_timed_out(now):
        held &= _WHILE_TIMED_OUT
    if not held & _VIEW_CHANNEL:
        return NONE
    return Permission(held if held & _SEND_MESSAGES else held & ~_NEEDS_SEND)


def _parent_of(thread: Channel) -> Id:
    if thread.parent_id is None:
        raise TypeError(thread)
    return thread.parent_id


def _in_thread(held: int, channel: Channel, thread: Thread, member: Member) -> int:
    manages = held & _MANAGE_THREADS
    if channel.type is ChannelType.PRIVATE_THREAD and not manages and member.user_id not in thread.members:
        return 0
    if held & _SEND_MESSAGES_IN_THREADS and (manages or not thread.locked):
        return held | _SEND_MESSAGES
    return held & ~_SEND_MESSAGES


def _overwritten(held: int, guild: Guild, channel: Channel, member: Member) -> int:
    if not channel.overwrites:
        return held
    everyone = channel.overwrites.get(guild.id)
    held = _applied(held, [everyone] if everyone else [])
    held = _applied(held, [o for role in member.roles if (o := channel.overwrites.get(role))])
    own = channel.overwrites.get(member.user_id)
    return _applied(held, [own] if own and own.type is OverwriteType.MEMBER else [])


def _applied(held: int, overwrites: list[Overwrite]) -> int:
    """All denials of one level first, then all of its allowances."""
    deny = allow = 0
    for overwrite in overwrites:
        deny |= overwrite.deny
        allow |= overwrite.allow
    return (held & ~deny) | allow


def can_view(guild: Guild, channel: Channel, member: Member, now: datetime) -> bool:
    """Is the channel to be seen; a category is when any of its channels is (Discord, 2026-11-16)."""
    if Permission.VIEW_CHANNEL in in_channel(guild, channel, member, now):
        return True
    if channel.type is not ChannelType.CATEGORY:
        return False
    children = (c for c in guild.channels.values() if c.parent_id == channel.id)
    return any(Permission.VIEW_CHANNEL in in_channel(guild, child, member, now) for child in children)


def top_position(guild: Guild, member: Member) -> int:
    """The place of the member's highest role; the owner stands above all."""
    if guild.owner_id == member.user_id:
        return 1 << 31
    return max((guild.roles[role].position for role in member.roles), default=0)
