"""Calls of whoever keeps a server: roles and members."""

from bot.sandbox.client.keeping import UNCHANGED
from bot.sandbox.control import naming, showing, views, wishes
from bot.sandbox.control.rights import permissions_named
from bot.sandbox.control.state import Call
from bot.sandbox.model import Role, User


async def set_own_nick(call: Call, wish: wishes.Nick) -> None:
    """How one is called in this server; null takes the nickname away."""
    await call.person.rename(call.guild, call.user, wish.nick)


async def add_role(call: Call, wish: wishes.NewRole) -> views.Role:
    """Makes a role; it stands lowest."""
    permissions = permissions_named(wish.permissions, "permissions")
    role = await call.person.create_role(
        call.guild, wish.name, permissions, colour=wish.colour, mentionable=wish.is_mentionable
    )
    return showing.role_view(role)


async def change_role(call: Call, wish: wishes.ChangeRole) -> views.Role:
    """Renames a role, colours it, or says what it permits."""
    role = _role(call)
    await call.person.change_role(
        call.guild,
        role,
        name=UNCHANGED if wish.name is None else wish.name,
        permissions=UNCHANGED if wish.permissions is None else permissions_named(wish.permissions, "permissions"),
        colour=UNCHANGED if wish.colour is None else wish.colour,
    )
    return showing.role_view(role)


async def delete_role(call: Call) -> None:
    """Deletes a role."""
    await call.person.delete_role(call.guild, _role(call))


async def give_role(call: Call) -> None:
    """Gives a member a role."""
    await call.person.give_role(call.guild, _member(call), _role(call))


async def take_role(call: Call) -> None:
    """Takes a role from a member."""
    await call.person.take_role(call.guild, _member(call), _role(call))


async def time_out(call: Call, wish: wishes.TimeOut) -> None:
    """Silences a member until a moment of story time; null ends it."""
    await call.person.time_out(call.guild, _member(call), wish.until)


async def set_nick(call: Call, wish: wishes.Nick) -> None:
    """How a member is called in this server; null takes the nickname away."""
    await call.person.rename(call.guild, _member(call), wish.nick)


async def kick(call: Call) -> None:
    """Puts a member out of the server."""
    await call.person.kick(call.guild, _member(call))


async def ban(call: Call, wish: wishes.Ban) -> None:
    """Puts somebody out of the server, or keeps them out who are not in it; until it is lifted they cannot join."""
    await call.person.ban(call.guild, _anybody(call), wish.unsay)


async def lift_ban(call: Call) -> None:
    """Lets somebody join the server again."""
    await call.person.lift_ban(call.guild, _anybody(call))


def _anybody(call: Call) -> User:
    return naming.user_named(call.world, call.path["user"])


def _member(call: Call) -> User:
    return naming.member_named(call.world, call.guild, call.path["member"])


def _role(call: Call) -> Role:
    return naming.role_named(call.guild, call.path["role"])
