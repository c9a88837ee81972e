"""How things look on the wire: one function per object of Discord's reference. Nothing here changes the world."""

from datetime import datetime, timedelta

from bot.sandbox.model import (
    Channel,
    ChannelType,
    Guild,
    Id,
    Json,
    Member,
    Overwrite,
    OverwriteType,
    Role,
    Thread,
    User,
)
from bot.sandbox.permissions import Permission
from bot.sandbox.snowflake import moment_of
from bot.sandbox.world import Intent, World

HIDDEN_NAME = "___hidden___"
_HIDDEN_FLAG = 1 << 17


def iso(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")


def user(one: User) -> Json:
    return {
        "id": str(one.id),
        "username": one.username,
        "global_name": None if one.bot else one.username,
        "discriminator": "0000" if one.bot else "0",
        "avatar": None,
        "banner": None,
        "accent_color": None,
        "avatar_decoration_data": None,
        "collectibles": None,
        "primary_guild": None,
        "public_flags": 0,
        "flags": 0,
        "bot": one.bot,
    }


def own_user(one: User) -> Json:
    return {**user(one), "mfa_enabled": True, "locale": "en-US", "verified": True, "email": None, "premium_type": 0}


def member(world: World, one: Member) -> Json:
    return {**member_without_user(one), "user": user(world.users[one.user_id])}


def member_without_user(one: Member) -> Json:
    return {
        "avatar": None,
        "banner": None,
        "communication_disabled_until": iso(one.timed_out_until) if one.timed_out_until else None,
        "flags": 0,
        "joined_at": iso(one.joined_at),
        "nick": one.nick,
        "pending": False,
        "premium_since": None,
        "roles": [str(role) for role in one.roles],
        "mute": False,
        "deaf": False,
    }


def role(one: Role) -> Json:
    return {
        "id": str(one.id),
        "name": one.name,
        "permissions": str(one.permissions),
        "position": one.position,
        "color": one.color,
        "colors": {"primary_color": one.color, "secondary_color": None, "tertiary_color": None},
        "hoist": one.hoist,
        "managed": one.managed,
        "mentionable": one.mentionable,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }


def overwrite(one: Overwrite) -> Json:
    return {"id": str(one.id), "type": int(one.type), "allow": str(one.allow), "deny": str(one.deny)}


def channel(world: World, one: Channel) -> Json:
    if one.type is ChannelType.DM:
        return _dm(world, one)
    if one.thread is not None:
        return thread(world, one, one.thread)
    shape: Json = {
        "id": str(one.id),
        "type": int(one.type),
        "guild_id": str(one.guild_id),
        "name": one.name,
        "position": one.position,
        "parent_id": _text(one.parent_id),
        "permission_overwrites": [overwrite(each) for each in one.overwrites.values()],
        "nsfw": one.nsfw,
        "flags": 0,
    }
    if one.type is ChannelType.TEXT:
        shape |= {
            "topic": one.topic,
            "last_message_id": _text(one.last_message_id),
            "rate_limit_per_user": one.rate_limit_per_user,
        }
    if one.type is ChannelType.VOICE:
        shape |= {"bitrate": 64000, "user_limit": 0, "rtc_region": None, "last_message_id": _text(one.last_message_id)}
    return shape


def thread(world: World, one: Channel, about: Thread) -> Json:
    archived = one.is_archived(world.now())
    metadata: Json = {
        "archived": archived,
        "archive_timestamp": iso(about.archived_at or moment_of(one.last_message_id or one.id)),
        "auto_archive_duration": about.rest // timedelta(minutes=1),
        "locked": about.locked,
        "create_timestamp": iso(moment_of(one.id)),
    }
    if one.type is ChannelType.PRIVATE_THREAD:
        metadata["invitable"] = about.invitable
    return {
        "id": str(one.id),
        "type": int(one.type),
        "guild_id": str(one.guild_id),
        "parent_id": _text(one.parent_id),
        "owner_id": str(about.owner_id),
        "name": one.name,
        "last_message_id": _text(one.last_message_id),
        "rate_limit_per_user": one.rate_limit_per_user,
        "message_count": len(one.messages),
        "member_count": min(len(about.members), 50),
        "total_message_sent": about.said,
        "thread_metadata": metadata,
        "flags": 0,
    }


def thread_member(one: Channel, user_id: Id, since: datetime) -> Json:
    return {"id": str(one.id), "user_id": str(user_id), "join_timestamp": iso(since), "flags": 0}


def channel_as_seen_by(world: World, user_id: Id, one: Channel) -> Json:
    """The channel as the gateway tells it: whoever cannot view it gets a shell without name, topic and overwrites.

    Discord obfuscates so for all bots since 2026-11-16: id, type, position and parent stay true.
    """
    shape = channel(world, one)
    if world.can_view(user_id, one) or one.guild_id is None:
        return shape
    closed = Overwrite(one.guild_id, OverwriteType.ROLE, deny=int(Permission.VIEW_CHANNEL))
    shape |= {"name": HIDDEN_NAME, "flags": _HIDDEN_FLAG, "permission_overwrites": [overwrite(closed)], "nsfw": False}
    return shape | {key: None for key in ("topic", "last_message_id") if key in shape}


def _dm(world: World, one: Channel) -> Json:
    others = [world.users[each] for each in one.recipients if each != world.application.user.id]
    return {
        "id": str(one.id),
        "type": int(one.type),
        "last_message_id": _text(one.last_message_id),
        "flags": 0,
        "recipients": [user(other) for other in others],
    }


def guild(one: Guild) -> Json:
    return {
        "id": str(one.id),
        "name": one.name,
        "owner_id": str(one.owner_id),
        "roles": [role(each) for each in one.roles.values()],
        **_GUILD_CONSTANTS,
        "premium_tier": one.boosts,
    }


_GUILD_CONSTANTS: Json = {
    "icon": None,
    "description": None,
    "home_header": None,
    "splash": None,
    "discovery_splash": None,
    "features": [],
    "banner": None,
    "application_id": None,
    "region": "us-east",
    "afk_channel_id": None,
    "afk_timeout": 300,
    "system_channel_id": None,
    "system_channel_flags": 0,
    "widget_enabled": False,
    "widget_channel_id": None,
    "verification_level": 0,
    "default_message_notifications": 0,
    "mfa_level": 0,
    "explicit_content_filter": 0,
    "max_presences": None,
    "max_members": 500_000,
    "max_stage_video_channel_users": 50,
    "max_video_channel_users": 25,
    "vanity_url_code": None,
    "premium_subscription_count": 0,
    "preferred_locale": "en-US",
    "rules_channel_id": None,
    "safety_alerts_channel_id": None,
    "public_updates_channel_id": None,
    "premium_progress_bar_enabled": False,
    "nsfw": False,
    "nsfw_level": 0,
    "emojis": [],
    "stickers": [],
    "incidents_data": None,
}


def guild_create(world: World, one: Guild, large_threshold: int, intents: int) -> Json:
    """GUILD_CREATE: without the presence intent `members` is the bot alone, and it asks for the rest by op 8."""
    me = world.application.user.id
    everybody = list(one.members.values())
    shown = everybody if intents & Intent.GUILD_PRESENCES else [one.members[me]]
    return {
        **guild(one),
        "joined_at": iso(one.members[me].joined_at),
        "large": len(everybody) > large_threshold,
        "member_count": len(everybody),
        "voice_states": [],
        "members": [member(world, each) for each in shown],
        "channels": [channel_as_seen_by(world, me, each) for each in one.channels.values()],
        "threads": threads_seen_by(world, me, one),
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def threads_seen_by(world: World, user_id: Id, guild: Guild, parent: Channel | None = None) -> list[Json]:
    """Those, of one channel if it is named, that are awake and that this user may see.

    Each comes with the user's own membership if they are in it.
    """
    shown = []
    for one in guild.threads.values():
        if parent is not None and one.parent_id != parent.id:
            continue
        if one.thread is None or one.is_archived(world.now()) or not world.can_view(user_id, one):
            continue
        since = one.thread.members.get(user_id)
        shown.append(channel(world, one) | ({"member": thread_member(one, user_id, since)} if since else {}))
    return shown


def member_with_permissions(world: World, one: Member, there: Channel) -> Json:
    return {**member(world, one), "permissions": str(int(world.may(one.user_id, there)))}


def _text(snowflake: Id | None) -> str | None:
    return None if snowflake is None else str(snowflake)
