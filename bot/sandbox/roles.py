"""Roles: what they permit, and their end. `actor` None is the story's author, who needs no permission."""

from bot.sandbox import errors, news
from bot.sandbox.errors import ApiError
from bot.sandbox.membership import bot_may_see_anew, require_above_role
from bot.sandbox.model import Guild, Role, User
from bot.sandbox.permissions import Permission, in_guild
from bot.sandbox.world import World


def set_permissions(world: World, actor: User | None, guild: Guild, role: Role, permissions: Permission) -> None:
    """One gives no more than one has."""
    require_above_role(world, actor, guild, role.id)
    if actor is not None and permissions & ~in_guild(guild, world.member(guild, actor.id)):
        raise ApiError(errors.MISSING_PERMISSIONS)
    with bot_may_see_anew(world, guild):
        role.permissions = int(permissions)
        news.role_changed(world, guild, role)


def delete(world: World, actor: User | None, guild: Guild, role: Role) -> None:
    """The role goes, also from its members and from the channels' overwrites."""
    require_above_role(world, actor, guild, role.id)
    with bot_may_see_anew(world, guild):
        for member in guild.members.values():
            member.roles = [each for each in member.roles if each != role.id]
        for channel in guild.channels.values():
            channel.overwrites.pop(role.id, None)
        del guild.roles[role.id]
        news.role_deleted(world, guild, role)
