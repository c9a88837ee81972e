"""Bans: who is shown out and may not come back, with what they lately said.

Rules: https://discord.com/developers/docs/resources/guild#create-guild-ban
"""

from datetime import timedelta

from bot.sandbox import errors
from bot.sandbox.errors import ApiError
from bot.sandbox.model import Guild, Id, User
from bot.sandbox.permissions import Permission
from bot.sandbox.rules import limits, membership, news
from bot.sandbox.world import World


def ban(world: World, actor: User, guild: Guild, user: User, body: dict[str, int | None]) -> None:
    """Members below one's own highest role, and whoever is not here yet; twice is once."""
    limits.check_ban(body)
    member = guild.members.get(user.id)
    if member is not None:
        membership.require_above(world, actor, guild, member, Permission.BAN_MEMBERS)
    membership.require_in_guild(world, actor, guild, Permission.BAN_MEMBERS)
    if user.id in guild.bans:
        return
    guild.bans.add(user.id)
    _unsay(world, guild, user, timedelta(seconds=body.get("delete_message_seconds") or 0))
    if member is not None:
        membership.leave(world, guild, user)
    news.banned(world, guild, user)


def lift(world: World, actor: User, guild: Guild, user_id: Id) -> None:
    membership.require_in_guild(world, actor, guild, Permission.BAN_MEMBERS)
    if user_id not in guild.bans:
        raise ApiError(errors.UNKNOWN_BAN)
    guild.bans.remove(user_id)
    news.ban_lifted(world, guild, world.user(user_id))


def _unsay(world: World, guild: Guild, user: User, span: timedelta) -> None:
    """What they said within that time goes, everywhere in the guild."""
    since = world.now() - span
    for channel in (*guild.channels.values(), *guild.threads.values()):
        said = [each for each in channel.messages.values() if each.author_id == user.id and each.sent_at > since]
        for each in said:
            del channel.messages[each.id]
        world.forget_files(said)
        if said:
            news.messages_deleted(world, channel, [each.id for each in said], in_bulk=len(said) > 1)
