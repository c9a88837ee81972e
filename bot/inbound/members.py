"""Who somebody is in a guild: from the gateway's cache, and where that does not know them from Discord itself."""

import discord

from bot.inbound import translate
from bot.inbound.calls import told
from bot.inbound.translate import IsAdmin, Payload, may_administer
from models.ids import GuildId, RoleId, UserId
from models.person import Person


def is_admin_in(client: discord.Client, guild_id: GuildId | None) -> IsAdmin:
    """Judges by the roles that a person holds in this guild; in an unknown guild nobody is an administrator."""
    guild = client.get_guild(guild_id) if guild_id else None

    def is_admin(user: UserId, roles: tuple[RoleId, ...]) -> bool:
        if guild is None:
            return False
        held = (guild.get_role(role) for role in (*roles, guild.id))  # everybody holds the role with the guild's own id
        return user == guild.owner_id or any(role and may_administer(role.permissions.value) for role in held)

    return is_admin


async def author_in(client: discord.Client, guild_id: GuildId, message: Payload) -> Person:
    """The author of a message of history, with the roles held now; without roles where they have left.

    Raises what the client raises.
    """
    user, is_admin = message["author"], is_admin_in(client, guild_id)
    if user.get("bot") or "webhook_id" in message:
        return translate.member(user, None, is_admin, from_webhook="webhook_id" in message)
    return translate.member(user, await _membership(client, guild_id, int(user["id"])), is_admin)


async def _membership(client: discord.Client, guild_id: GuildId, user: int) -> Payload | None:
    guild = client.get_guild(guild_id)
    known = guild.get_member(user) if guild else None
    if known is not None:
        return {"nick": known.nick, "roles": [role.id for role in known.roles if not role.is_default()]}
    try:
        return await told(client, client.http.get_member(guild_id, user), dict)
    except discord.NotFound:
        return None
