"""What a person does who keeps a server: channels, threads, roles, members. The client refuses what may not be."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import Enum, auto

from bot.sandbox import errors
from bot.sandbox.client.looking import Onlooker, client
from bot.sandbox.errors import ApiError
from bot.sandbox.model import Channel, ChannelType, Guild, Id, Json, Overwrite, Role, User
from bot.sandbox.permissions import NONE, Permission
from bot.sandbox.rules import bans, membership, places, roles, threads


class Unchanged(Enum):
    """What is not named stays as it is."""

    UNCHANGED = auto()


UNCHANGED = Unchanged.UNCHANGED


class Keeper(Onlooker):
    """Raises NotAllowed where the client would not let them."""

    async def create_channel(
        self,
        guild: Guild,
        name: str,
        parent: Channel | None = None,
        *,
        kind: ChannelType = ChannelType.TEXT,
        topic: str | None = None,
        overwrites: Sequence[Overwrite] = (),
    ) -> Channel:
        """Without overwrites of its own it takes those of its category."""
        body: Json = {"name": name, "type": int(kind), "parent_id": parent.id if parent else None, "topic": topic}
        if overwrites:
            body["permission_overwrites"] = [vars(each) for each in overwrites]
        with client():
            return places.create(self._world, self.user, guild, body)

    async def change_channel(
        self,
        channel: Channel,
        *,
        name: str | Unchanged = UNCHANGED,
        topic: str | Unchanged | None = UNCHANGED,
        parent: Channel | Unchanged | None = UNCHANGED,
    ) -> None:
        """`parent` None takes it out of its category."""
        wanted: Json = {"name": name, "topic": topic, "parent_id": parent.id if isinstance(parent, Channel) else parent}
        with client():
            places.modify(self._world, self.user, self._visible(channel), _named(wanted))

    async def rename_channel(self, channel: Channel, name: str) -> None:
        await self.change_channel(channel, name=name)

    async def delete_channel(self, channel: Channel) -> None:
        with client():
            places.remove(self._world, self.user, self._visible(channel))

    async def create_category(self, guild: Guild, name: str) -> Channel:
        return await self.create_channel(guild, name, kind=ChannelType.CATEGORY)

    async def begin_thread(
        self, channel: Channel, name: str, *, on: Id | None = None, private: bool = False
    ) -> Channel:
        """A thread of the channel, or `on` one of its messages."""
        with client():
            here = self._visible(channel)
            message = self.reads_one(here, on) if on is not None else None
            kind = ChannelType.PRIVATE_THREAD if private else ChannelType.PUBLIC_THREAD
            return threads.create(self._world, self.user, here, {"name": name, "type": int(kind)}, message)

    async def archive(self, thread: Channel, *, archived: bool = True) -> None:
        with client():
            threads.change(self._world, self.user, self._visible(thread), {"archived": archived})

    async def delete_thread(self, thread: Channel) -> None:
        with client():
            threads.remove(self._world, self.user, self._visible(thread))

    async def add_to_thread(self, thread: Channel, user: User) -> None:
        with client():
            threads.join(self._world, self.user, self._visible(thread), user)

    async def leave_thread(self, thread: Channel) -> None:
        with client():
            threads.leave(self._world, self.user, self._visible(thread), self.user)

    async def set_overwrite(self, channel: Channel, overwrite: Overwrite) -> None:
        with client():
            places.set_overwrite(self._world, self.user, self._visible(channel), overwrite)

    async def drop_overwrite(self, channel: Channel, subject: Role | User | Guild) -> None:
        with client():
            places.drop_overwrite(self._world, self.user, self._visible(channel), subject.id)

    async def create_role(
        self,
        guild: Guild,
        name: str,
        permissions: Permission = NONE,
        *,
        colour: int = 0,
        mentionable: bool = False,
    ) -> Role:
        """It stands lowest."""
        wanted = {"name": name, "permissions": int(permissions), "color": colour, "mentionable": mentionable}
        with client():
            return roles.create(self._world, self.user, guild, wanted)

    async def change_role(
        self,
        guild: Guild,
        role: Role,
        *,
        name: str | Unchanged = UNCHANGED,
        permissions: Permission | Unchanged = UNCHANGED,
        colour: int | Unchanged = UNCHANGED,
    ) -> None:
        bits = permissions if isinstance(permissions, Unchanged) else int(permissions)
        with client():
            wanted = _named({"name": name, "permissions": bits, "color": colour})
            roles.change(self._world, self.user, guild, role, wanted)

    async def set_permissions(self, guild: Guild, role: Role, permissions: Permission) -> None:
        await self.change_role(guild, role, permissions=permissions)

    async def delete_role(self, guild: Guild, role: Role) -> None:
        with client():
            roles.delete(self._world, self.user, guild, role)

    async def give_role(self, guild: Guild, user: User, role: Role) -> None:
        with client():
            membership.give_role(self._world, self.user, guild, self._world.member(guild, user.id), role.id)

    async def take_role(self, guild: Guild, user: User, role: Role) -> None:
        with client():
            membership.take_role(self._world, self.user, guild, self._world.member(guild, user.id), role.id)

    async def rename(self, guild: Guild, user: User, nick: str | None) -> None:
        """How somebody, or they themselves, are called in this server."""
        with client():
            membership.rename(self._world, self.user, guild, self._world.member(guild, user.id), nick)

    async def time_out(self, guild: Guild, user: User, until: datetime | None) -> None:
        with client():
            membership.time_out(self._world, self.user, guild, self._world.member(guild, user.id), until)

    async def kick(self, guild: Guild, user: User) -> None:
        with client():
            membership.kick(self._world, self.user, guild, user)

    async def ban(self, guild: Guild, user: User, unsay: timedelta = timedelta()) -> None:
        """Shows them out for good; what they said within `unsay` goes with them."""
        with client():
            wanted: dict[str, int | None] = {"delete_message_seconds": unsay // timedelta(seconds=1)}
            bans.ban(self._world, self.user, guild, user, wanted)

    async def lift_ban(self, guild: Guild, user: User) -> None:
        with client():
            bans.lift(self._world, self.user, guild, user.id)

    async def join(self, guild: Guild) -> None:
        """Whoever is there already stays as they are."""
        with client():
            membership.join(self._world, guild, self.user)

    async def leave(self, guild: Guild) -> None:
        """Whose it is cannot leave it."""
        with client():
            if guild.owner_id == self.user.id:
                raise ApiError(errors.INVALID_GUILD)
            membership.leave(self._world, guild, self.user)

    def close_dms(self) -> None:
        membership.take_dms(self._world, self.user, are_open=False)

    def open_dms(self) -> None:
        membership.take_dms(self._world, self.user, are_open=True)


def _named(wanted: Json) -> Json:
    return {key: value for key, value in wanted.items() if value is not UNCHANGED}
