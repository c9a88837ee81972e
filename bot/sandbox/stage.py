"""The hand of the story's author: makes guilds, roles, channels and members and moves them, by nobody's leave."""

from datetime import datetime

from bot.sandbox.model import Channel, ChannelType, Guild, Json, Member, Overwrite, OverwriteType, Role, User
from bot.sandbox.permissions import EVERYONE, NONE, Permission
from bot.sandbox.rules import membership, news, places, roles
from bot.sandbox.world import World

# What a desk needs, and no more: the invitation of a careful owner.
BOT_PERMISSIONS = (
    EVERYONE
    | Permission.MANAGE_CHANNELS
    | Permission.MANAGE_ROLES
    | Permission.MANAGE_MESSAGES
    | Permission.MENTION_EVERYONE
)


def allow(subject: Role | User | Guild, *granted: Permission, deny: Permission = NONE) -> Overwrite:
    """An overwrite for a role, a user, or everyone of a guild."""
    kind = OverwriteType.MEMBER if isinstance(subject, User) else OverwriteType.ROLE
    total = NONE
    for permission in granted:
        total |= permission
    return Overwrite(subject.id, kind, int(total), int(deny))


def deny(subject: Role | User | Guild, *refused: Permission) -> Overwrite:
    total = NONE
    for permission in refused:
        total |= permission
    return allow(subject, deny=total)


class Stage:
    """Everything takes effect at once and is told to the bot as Discord would tell it."""

    def __init__(self, world: World) -> None:
        self.world = world

    def user(self, username: str) -> User:
        return self.world.add_user(username)

    def guild(self, name: str, owner: User, *, with_bot: bool = True) -> Guild:
        """A guild with its owner and, unless said otherwise, the bot with a role of its own."""
        guild = Guild(self.world.new_id(), name, owner.id)
        guild.roles[guild.id] = Role(guild.id, "@everyone", int(EVERYONE))
        self.world.guilds[guild.id] = guild
        membership.join(self.world, guild, owner)
        if with_bot:
            self.invite_bot(guild)
        return guild

    def invite_bot(
        self, guild: Guild, permissions: Permission = BOT_PERMISSIONS, *, position: int | None = None
    ) -> Role:
        """The bot joins with a role of its own, above all others unless its place is given."""
        name = self.world.application.user.username
        role = Role(self.world.new_id(), name, int(permissions), position or len(guild.roles), managed=True)
        guild.roles[role.id] = role
        membership.join(self.world, guild, self.world.application.user, (role.id,))
        return role

    def role(
        self,
        guild: Guild,
        name: str,
        permissions: Permission = NONE,
        *,
        mentionable: bool = False,
        below_bot: bool = True,
        colour: int = 0,
    ) -> Role:
        """A new role, below the bot's own unless said otherwise: only such roles can it hand out."""
        mine = next((each for each in guild.roles.values() if each.managed), None)
        role = Role(self.world.new_id(), name, int(permissions), len(guild.roles), colour, mentionable=mentionable)
        if below_bot and mine is not None:
            role.position, mine.position = mine.position, len(guild.roles)
        guild.roles[role.id] = role
        news.role_created(self.world, guild, role)
        return role

    def set_permissions(self, guild: Guild, role: Role, permissions: Permission) -> None:
        roles.change(self.world, None, guild, role, {"permissions": int(permissions)})

    def delete_role(self, guild: Guild, role: Role) -> None:
        roles.delete(self.world, None, guild, role)

    def boost(self, guild: Guild, level: int) -> None:
        """From the second level on its members and bots may send larger files."""
        guild.boosts = level
        news.guild_changed(self.world, guild)

    def join(self, guild: Guild, user: User, *roles: Role) -> Member:
        return membership.join(self.world, guild, user, tuple(role.id for role in roles))

    def leave(self, guild: Guild, user: User) -> None:
        membership.leave(self.world, guild, user)

    def give_role(self, guild: Guild, user: User, role: Role) -> None:
        membership.give_role(self.world, None, guild, self._member(guild, user), role.id)

    def take_role(self, guild: Guild, user: User, role: Role) -> None:
        membership.take_role(self.world, None, guild, self._member(guild, user), role.id)

    def time_out(self, guild: Guild, user: User, until: datetime | None) -> None:
        membership.time_out(self.world, None, guild, self._member(guild, user), until)

    def category(self, guild: Guild, name: str, *overwrites: Overwrite) -> Channel:
        return self._channel(guild, name, ChannelType.CATEGORY, None, overwrites)

    def channel(self, guild: Guild, name: str, *overwrites: Overwrite, parent: Channel | None = None) -> Channel:
        """A text channel; without overwrites of its own it takes those of its category."""
        return self._channel(guild, name, ChannelType.TEXT, parent, overwrites)

    def rename(self, channel: Channel, name: str) -> None:
        places.modify(self.world, None, channel, {"name": name})

    def overwrite(self, channel: Channel, overwrite: Overwrite) -> None:
        places.set_overwrite(self.world, None, channel, overwrite)

    def drop_overwrite(self, channel: Channel, subject: Role | User | Guild) -> None:
        places.drop_overwrite(self.world, None, channel, subject.id)

    def delete_channel(self, channel: Channel) -> None:
        places.remove(self.world, None, channel)

    def close_dms(self, user: User) -> None:
        membership.take_dms(self.world, user, are_open=False)

    def open_dms(self, user: User) -> None:
        membership.take_dms(self.world, user, are_open=True)

    def _member(self, guild: Guild, user: User) -> Member:
        return self.world.member(guild, user.id)

    def _channel(
        self, guild: Guild, name: str, kind: ChannelType, parent: Channel | None, overwrites: tuple[Overwrite, ...]
    ) -> Channel:
        body: Json = {"name": name, "type": int(kind), "parent_id": parent.id if parent else None}
        if overwrites:
            body["permission_overwrites"] = [vars(each) for each in overwrites]
        return places.create(self.world, None, guild, body)
