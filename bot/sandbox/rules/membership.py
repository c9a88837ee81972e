"""Who belongs where: joining, leaving, roles, nicknames, time-outs. `actor` None needs no permission."""

from datetime import datetime, timedelta

from bot.sandbox import errors
from bot.sandbox.error_tree import refuse
from bot.sandbox.errors import ApiError
from bot.sandbox.model import Guild, Id, Member, Role, User
from bot.sandbox.permissions import ALL, Permission, in_guild, top_position
from bot.sandbox.rules import limits, news
from bot.sandbox.rules.glimpses import bot_may_see_anew
from bot.sandbox.world import World

LONGEST_TIME_OUT = timedelta(days=28)


def join(world: World, guild: Guild, user: User, roles: tuple[Id, ...] = ()) -> Member:
    """Adds the member, once, unless they are banned; the bot itself hears of a whole new guild."""
    if user.id in guild.members:
        return guild.members[user.id]
    if user.id in guild.bans:
        raise ApiError(errors.BANNED)
    member = Member(user.id, world.now(), list(roles))
    guild.members[user.id] = member
    if user is world.application.user:
        news.guild_joined(world, guild)
    else:
        news.member_joined(world, guild, member)
    return member


def leave(world: World, guild: Guild, user: User) -> None:
    """Takes the member out; the bot itself hears that the guild is gone."""
    world.member(guild, user.id)
    del guild.members[user.id]
    if user is world.application.user:
        news.guild_gone(world, guild)
    else:
        news.member_left(world, guild, user)


def kick(world: World, actor: User, guild: Guild, user: User) -> None:
    require_above(world, actor, guild, world.member(guild, user.id), Permission.KICK_MEMBERS)
    leave(world, guild, user)


def give_role(world: World, actor: User | None, guild: Guild, member: Member, role_id: Id) -> None:
    require_free_role(world, actor, guild, role_id)
    if role_id not in member.roles:
        _set(world, guild, member, [*member.roles, role_id])


def take_role(world: World, actor: User | None, guild: Guild, member: Member, role_id: Id) -> None:
    require_free_role(world, actor, guild, role_id)
    if role_id in member.roles:
        _set(world, guild, member, [each for each in member.roles if each != role_id])


def set_roles(world: World, actor: User | None, guild: Guild, member: Member, roles: list[Id]) -> None:
    for changed in set(roles) ^ set(member.roles):
        require_free_role(world, actor, guild, changed)
    _set(world, guild, member, list(dict.fromkeys(roles)))


def rename(world: World, actor: User | None, guild: Guild, member: Member, nick: str | None) -> None:
    """`nick` None, or one of blanks, takes it away."""
    limits.check_nick(nick)
    if actor is not None and actor.id != member.user_id:
        require_above(world, actor, guild, member, Permission.MANAGE_NICKNAMES)
    elif actor is not None and Permission.CHANGE_NICKNAME not in in_guild(guild, member):
        raise ApiError(errors.MISSING_PERMISSIONS)
    member.nick = (nick or "").strip() or None
    news.member_changed(world, guild, member)


def time_out(world: World, actor: User | None, guild: Guild, member: Member, until: datetime | None) -> None:
    """Silences the member until then, four weeks at most; administrators and the owner cannot be silenced."""
    if actor is not None:
        require_above(world, actor, guild, member, Permission.MODERATE_MEMBERS)
    if in_guild(guild, member) == ALL and until is not None:
        raise ApiError(errors.MISSING_PERMISSIONS)
    if until is not None and until > world.now() + LONGEST_TIME_OUT:
        told = "Time out must be at most 28 days in the future."
        raise refuse(("communication_disabled_until",), "MEMBER_TIMEOUT_TOO_LONG", told)
    member.timed_out_until = until
    news.member_changed(world, guild, member)


def take_dms(world: World, user: User, *, are_open: bool) -> None:
    """Whether the bot may write to this user directly."""
    user.dms_open = are_open
    news.dms_changed(world)


def _set(world: World, guild: Guild, member: Member, roles: list[Id]) -> None:
    with bot_may_see_anew(world, guild):
        member.roles = roles
        news.member_changed(world, guild, member)


def require_free_role(world: World, actor: User | None, guild: Guild, role_id: Id) -> None:
    """To give, take or delete it: @everyone and managed roles stay where they are."""
    role = world.role(guild, role_id)
    if actor is not None and (role.managed or role.id == guild.id):
        raise ApiError(errors.MISSING_PERMISSIONS)
    require_above_role(world, actor, guild, role)


def require_above_role(world: World, actor: User | None, guild: Guild, role: Role) -> None:
    """Manage Roles, and the role below one's own highest: enough to change what a role may, a bot's own as well."""
    if actor is None:
        return
    member = world.member(guild, actor.id)
    is_above = top_position(guild, member) > role.position
    if Permission.MANAGE_ROLES not in in_guild(guild, member) or not is_above:
        raise ApiError(errors.MISSING_PERMISSIONS)


def require_above(world: World, actor: User, guild: Guild, member: Member, needed: Permission) -> None:
    own = world.member(guild, actor.id)
    above = top_position(guild, own) > top_position(guild, member)
    if needed not in in_guild(guild, own) or not above:
        raise ApiError(errors.MISSING_PERMISSIONS)


def require_in_guild(world: World, actor: User, guild: Guild, needed: Permission) -> None:
    if needed not in in_guild(guild, world.member(guild, actor.id)):
        raise ApiError(errors.MISSING_PERMISSIONS)
