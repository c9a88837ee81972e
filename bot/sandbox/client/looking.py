"""What somebody sees at Discord's client: channels, threads, messages, the commands that are offered."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice, takewhile

from bot.sandbox import errors
from bot.sandbox.client.seeing import Seen, seen
from bot.sandbox.errors import ApiError, NotAllowed
from bot.sandbox.model import Channel, Command, Id, Message, User
from bot.sandbox.permissions import Permission
from bot.sandbox.rules import commands
from bot.sandbox.world import World


class Onlooker:
    """Raises NotAllowed for what is hidden from them."""

    def __init__(self, world: World, user: User) -> None:
        self.user = user
        self._world = world

    def sees(
        self, channel: Channel, *, before: Id | None = None, after: Id | None = None, limit: int | None = None
    ) -> list[Seen]:
        """The messages that stand there for this person now, oldest first; of a page the newest, or those `after`."""
        return [self._seen(each) for each in self.reads(channel, before=before, after=after, limit=limit)]

    def reads(
        self, channel: Channel, *, before: Id | None = None, after: Id | None = None, limit: int | None = None
    ) -> list[Message]:
        """The same as they are kept."""
        with client():
            channel = self._visible(channel)
        me, held = self.user.id, self._world.may(self.user.id, channel)
        may_read_back = Permission.READ_MESSAGE_HISTORY in held

        def is_seen(message: Message) -> bool:
            """What is for somebody else's eyes, or stands where one may not read back, is not."""
            only = message.seen_only_by
            return only == me or (only is None and may_read_back)

        if after is not None:
            later = takewhile(lambda each: before is None or each.id < before, channel.messages.oldest(after))
            return list(islice(filter(is_seen, later), limit))
        return list(islice(filter(is_seen, channel.messages.newest(before)), limit))[::-1]

    def reads_one(self, channel: Channel, message_id: Id) -> Message:
        """As it is kept. It is for those who may read back; what is for somebody else's eyes is unknown."""
        found = self._world.message(channel, message_id)
        if found.seen_only_by is None:
            self._world.require(self.user.id, channel, Permission.READ_MESSAGE_HISTORY)
        elif found.seen_only_by != self.user.id:
            raise ApiError(errors.UNKNOWN_MESSAGE)
        return found

    def channels(self) -> list[Channel]:
        """The channels in the person's side bar, categories included, threads not."""
        there = [each for each in self._world.channels.values() if each.guild_id and each.thread is None]
        return [each for each in there if self._world.can_view(self.user.id, each)]

    def threads(self, channel: Channel) -> list[Channel]:
        """Those of the channel that this person may read, asleep or awake."""
        there = [each for each in self._world.channels.values() if each.thread and each.parent_id == channel.id]
        return [each for each in there if self._world.can_view(self.user.id, each)]

    def inbox(self) -> list[Seen]:
        """The direct messages with the bot."""
        return self.sees(self.dm)

    @property
    def dm(self) -> Channel:
        return self._world.dm(self._world.application.user.id, self.user.id)

    def offers(self, channel: Channel) -> list[Command]:
        """What the client offers here: commands to type, and those of the menus of messages and members."""
        with client():
            return commands.visible_to(self._world, self.user, self._visible(channel))

    def commands(self, channel: Channel) -> list[str]:
        """The names of what is offered."""
        return sorted(each.name for each in self.offers(channel))

    def _visible(self, channel: Channel) -> Channel:
        found = self._world.channel(channel.id)
        if not self._world.can_view(self.user.id, found):
            told = f"#{found.name} is hidden from {self.user.username}"
            raise NotAllowed(told, ApiError(errors.MISSING_ACCESS))
        return found

    def _seen(self, message: Message) -> Seen:
        return seen(self._world, message, self.user)


@contextmanager
def client() -> Iterator[None]:
    """What the rules refuse, the client does not let a person do."""
    try:
        yield
    except ApiError as refused:
        raise NotAllowed(f"{refused} {refused.body.get('errors', '')}".strip(), refused) from refused
