"""Builds what a world file tells. The bot is invited last, and hears of a server that is furnished already."""

from functools import reduce
from operator import or_

from bot.sandbox.model import Channel, ChannelType, Guild, Id, Json, Member, OverwriteType, Role
from bot.sandbox.permissions import NONE, Permission
from bot.sandbox.rules import membership, news, places
from bot.sandbox.stage import BOT_PERMISSIONS, Stage
from bot.sandbox.world import World
from bot.sandbox.worldfile import nouns
from bot.sandbox.worldfile.checking import BOT, EVERYONE


def build(world: World, file: nouns.WorldFile) -> None:
    """Adds everything; the file was read for this world, so that nothing of it can be refused."""
    for name, somebody in file.people.items():
        world.add_user(name).dms_open = somebody.dms is nouns.Dms.OPEN
    for name, written in file.guilds.items():
        _Builder(world, name, written).build()


def total(permissions: list[Permission]) -> Permission:
    return reduce(or_, permissions, NONE)


class _Builder:
    """One server on its way up."""

    def __init__(self, world: World, name: str, written: nouns.Guild) -> None:
        self.world, self.written = world, written
        self.users = {user.username: user for user in world.users.values()} | {BOT: world.application.user}
        self.guild: Guild = Stage(world).guild(name, self.users[written.owner], with_bot=False)
        self.guild.boosts = written.boosts
        self.roles: dict[str, Id] = {EVERYONE: self.guild.id}
        self.channels: dict[str, Channel] = {}

    def build(self) -> None:
        if self.written.everyone is not None:
            self.guild.roles[self.guild.id].permissions = int(total(self.written.everyone))
        self._roles()
        for name in sorted(self.written.channels, key=lambda one: self.written.channels[one].parent is not None):
            self._channel(name, self.written.channels[name])
        for name, member in self.written.members.items():
            self._member(name, member)
        if self.written.bot.invited:
            self._bot(self.written.bot)

    def _roles(self) -> None:
        """In their order from below; the bot's own will stand between those below and those above it."""
        ordered = sorted(self.written.roles.items(), key=lambda one: one[1].above_bot)
        for position, (name, written) in enumerate(ordered, 1):
            role = Role(
                self.world.new_id(),
                name,
                int(total(written.permissions)),
                position + (written.above_bot and self.written.bot.invited),
                color=written.colour,
                mentionable=written.mentionable,
            )
            self.guild.roles[role.id] = role
            self.roles[name] = role.id
            news.role_created(self.world, self.guild, role)

    def _channel(self, name: str, written: nouns.Channel) -> None:
        kind = ChannelType.CATEGORY if written.kind is nouns.Kind.CATEGORY else ChannelType.TEXT
        body: Json = {"name": name, "type": int(kind), "topic": written.topic}
        if written.parent is not None:
            body["parent_id"] = self.channels[written.parent].id
        if written.overwrites is not None:
            body["permission_overwrites"] = [self._overwrite(*one) for one in written.overwrites.items()]
        self.channels[name] = places.create(self.world, None, self.guild, body)

    def _overwrite(self, subject: str, written: nouns.Overwrite) -> Json:
        is_role = subject in self.roles
        return {
            "id": self.roles[subject] if is_role else self.users[subject].id,
            "type": int(OverwriteType.ROLE if is_role else OverwriteType.MEMBER),
            "allow": int(total(written.allow)),
            "deny": int(total(written.deny)),
        }

    def _member(self, name: str, written: nouns.Membership) -> None:
        roles = tuple(self.roles[role] for role in dict.fromkeys(written.roles))
        user = self.users[name]
        if user.id == self.guild.owner_id:
            member = self.guild.members[user.id]
            member.roles = list(roles)
        else:
            member = membership.join(self.world, self.guild, user, roles)
        self._dress(member, written)

    def _dress(self, member: Member, written: nouns.Membership) -> None:
        member.nick = written.nick
        if written.timed_out_for is not None:
            member.timed_out_until = self.world.now() + written.timed_out_for
        news.member_changed(self.world, self.guild, member)

    def _bot(self, written: nouns.Bot) -> None:
        permissions = BOT_PERMISSIONS if written.permissions is None else total(written.permissions)
        below = sum(not role.above_bot for role in self.written.roles.values())
        Stage(self.world).invite_bot(self.guild, permissions, position=below + 1)
