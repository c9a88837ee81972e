"""Roles: what they permit, and their end. `actor` None is the story's author, who needs no permission."""

from bot.sandbox import errors, news
from bot.sandbox.errors import ApiError
from bot.sandbox.membership import bot_may_see_anew
from bot.sandbox.model import Guild, Role, User
from bot.sandbox.permissions import Permission, in_guild, top_position
from bot.sandbox.world import World


def set_permissions(world: World, actor: User | None, guild: Guild, role: Role, permissions: Permission) -> None:
    """One gives no more than one has."""
    _require_above(world, actor, guild, role)
    if actor is not None and permissions & ~in_guild(guild, world.member(guild, actor.id)):
        raise ApiError(errors.MISSING_PERMISSIONS)
    with bot_may_see_anew(world, guild):
        role.permissions = int(permissions)
        news.role_changed(world, guild, role)


def delete(world: World, actor: User | None, guild: Guild, role: Role) -> None:
    """The role goes, also from its members and from the channels' overwrites."""
    _require_above(world, actor, guild, role)
    with bot_may_see_anew(world, guild):
        for member in guild.members.values():
            member.roles = [each for each in member.roles if each != role.id]
        for channel in guild.channels.values():
            channel.overwrites.pop(role.id, None)
        news.role_deleted(world, guild, role)
        del guild.roles[role.id]


def _require_above(world: World, actor: User | None, guild: Guild, role: Role) -> None:
    """Manage Roles, and the role below one's own highest; @everyone and managed roles stay."""
    world.role(guild, role.id)
    if actor is None:
        return
    member = world.member(guild, actor.id)
    if Permission.MANAGE_ROLES not in in_guild(guild, member) or role.managed or role.id == guild.id:
        raise ApiError(errors.MISSING_PERMISSIONS)
    if role.position >= top_position(guild, member):
        raise ApiError(errors.MISSING_PERMISSIONS)
