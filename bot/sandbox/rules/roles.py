"""Roles: made, changed and removed here. `actor` None is the story's author, who needs no permission."""

from bot.sandbox import errors
from bot.sandbox.errors import ApiError
from bot.sandbox.model import Guild, Json, Role, User
from bot.sandbox.permissions import ALL, NONE, Permission, in_guild
from bot.sandbox.rules import limits, news
from bot.sandbox.rules.glimpses import bot_may_see_anew
from bot.sandbox.rules.membership import require_above_role, require_free_role
from bot.sandbox.world import World

MOST = 250


def create(world: World, actor: User | None, guild: Guild, body: Json) -> Role:
    """A new role stands lowest, just above @everyone; the others move up."""
    limits.check_role(body)
    permissions = Permission(int(body.get("permissions") or 0) & ALL)
    _require_manages(world, actor, guild)
    _require_holds(world, actor, guild, permissions)
    if len(guild.roles) >= MOST:
        raise ApiError(errors.TOO_MANY_ROLES)
    moved = [each for each in guild.roles.values() if each.id != guild.id]
    for each in moved:
        each.position += 1
    role = Role(world.new_id(), body.get("name") or "new role", int(permissions), position=1)
    _apply(role, body)
    guild.roles[role.id] = role
    news.role_created(world, guild, role)
    for each in moved:
        news.role_changed(world, guild, each)
    return role


def change(world: World, actor: User | None, guild: Guild, role: Role, body: Json) -> None:
    """What the body names; one turns on and off only what one may oneself. Of @everyone only that can be changed."""
    limits.check_role(body)
    wanted = body.get("permissions")
    permissions = Permission(role.permissions if wanted is None else int(wanted) & ALL)
    if role.id != guild.id:
        require_above_role(world, actor, guild, role)
    elif set(body) - {"permissions"}:
        raise ApiError(errors.INVALID_ROLE)
    _require_manages(world, actor, guild)
    _require_holds(world, actor, guild, permissions ^ Permission(role.permissions))
    with bot_may_see_anew(world, guild):
        role.permissions = int(permissions)
        _apply(role, body)
        news.role_changed(world, guild, role)


def delete(world: World, actor: User | None, guild: Guild, role: Role) -> None:
    """The role goes, also from its members and from the channels' overwrites."""
    require_free_role(world, actor, guild, role.id)
    with bot_may_see_anew(world, guild):
        for member in guild.members.values():
            member.roles = [each for each in member.roles if each != role.id]
        for channel in guild.channels.values():
            channel.overwrites.pop(role.id, None)
        del guild.roles[role.id]
        news.role_deleted(world, guild, role)


def _apply(role: Role, body: Json) -> None:
    role.name = body.get("name") or role.name
    wanted = {**body, "color": (body.get("colors") or {}).get("primary_color", body.get("color"))}
    for key in ("color", "hoist", "mentionable"):
        if wanted.get(key) is not None:
            setattr(role, key, wanted[key])


def _require_manages(world: World, actor: User | None, guild: Guild) -> None:
    _require_holds(world, actor, guild, Permission.MANAGE_ROLES)


def _require_holds(world: World, actor: User | None, guild: Guild, needed: Permission) -> None:
    held = ALL if actor is None else in_guild(guild, world.member(guild, actor.id))
    if needed & ~held != NONE:
        raise ApiError(errors.MISSING_PERMISSIONS)
