"""What a person does who keeps a server: channels, threads, roles, members. The client refuses what may not be."""

from datetime import datetime

from bot.sandbox import membership, places, roles, threads
from bot.sandbox.looking import Onlooker, client
from bot.sandbox.model import Channel, ChannelType, Guild, Id, Overwrite, Role, User
from bot.sandbox.permissions import Permission


class Keeper(Onlooker):
    """Raises NotAllowed where the client would not let them."""

    async def create_channel(self, guild: Guild, name: str, parent: Channel | None = None) -> Channel:
        with client():
            body = {"name": name, "parent_id": parent.id if parent else None}
            return places.create(self._world, self.user, guild, body)

    async def rename_channel(self, channel: Channel, name: str) -> None:
        with client():
            places.modify(self._world, self.user, self._visible(channel), {"name": name})

    async def delete_channel(self, channel: Channel) -> None:
        with client():
            places.remove(self._world, self.user, self._visible(channel))

    async def create_category(self, guild: Guild, name: str) -> Channel:
        with client():
            return places.create(self._world, self.user, guild, {"name": name, "type": int(ChannelType.CATEGORY)})

    async def begin_thread(
        self, channel: Channel, name: str, *, on: Id | None = None, private: bool = False
    ) -> Channel:
        """A thread of the channel, or `on` one of its messages."""
        with client():
            here = self._visible(channel)
            message = self._world.message(here, on) if on is not None else None
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

    async def set_permissions(self, guild: Guild, role: Role, permissions: Permission) -> None:
        with client():
            roles.set_permissions(self._world, self.user, guild, role, permissions)

    async def delete_role(self, guild: Guild, role: Role) -> None:
        with client():
            roles.delete(self._world, self.user, guild, role)

    async def give_role(self, guild: Guild, user: User, role: Role) -> None:
        with client():
            membership.give_role(self._world, self.user, guild, self._world.member(guild, user.id), role.id)

    async def take_role(self, guild: Guild, user: User, role: Role) -> None:
        with client():
            membership.take_role(self._world, self.user, guild, self._world.member(guild, user.id), role.id)

    async def time_out(self, guild: Guild, user: User, until: datetime | None) -> None:
        with client():
            membership.time_out(self._world, self.user, guild, self._world.member(guild, user.id), until)

    async def kick(self, guild: Guild, user: User) -> None:
        with client():
            membership.kick(self._world, self.user, guild, user)

    async def join(self, guild: Guild) -> None:
        membership.join(self._world, guild, self.user)

    async def leave(self, guild: Guild) -> None:
        with client():
            membership.leave(self._world, guild, self.user)

    def close_dms(self) -> None:
        membership.take_dms(self._world, self.user, are_open=False)

    def open_dms(self) -> None:
        membership.take_dms(self._world, self.user, are_open=True)
