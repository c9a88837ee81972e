"""What stands in a channel, read by REST: the port History. A channel is missing only where Discord says so, twice."""

from asyncio import Semaphore
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any, NoReturn, TypeVar

import discord

from actors.codes import MISSING_ACCESS, MISSING_PERMISSIONS, UNKNOWN_MESSAGE
from actors.ports import HistoryDown, SurfaceMissing, WorldError
from bot.inbound import translate
from bot.inbound.calls import TROUBLES, limited, told
from bot.inbound.members import author_in
from bot.inbound.translate import Payload
from models.commands import Post
from models.ids import ChannelId, GuildId, MessageId, UserId
from models.message import Thread, Written
from models.person import Person

T = TypeVar("T")
ThreadPages = Callable[[int, Any, int], Awaitable[Any]]  # of a channel, archived before a moment, so many

PAGE = 100  # messages; Discord gives no more at once
AT_ONCE = 8  # readers over all tickets, so that a start with many of them leaves room for the living

MISSING = {MISSING_ACCESS: "view_channel", MISSING_PERMISSIONS: "read_message_history"}


class DiscordHistory:
    """The port History over the client's REST calls."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client
        self._readers = Semaphore(AT_ONCE)

    async def after(self, channel: ChannelId, message: MessageId) -> Sequence[Post]:
        """The next page with something said in it, oldest first; empty at the end.

        Raises HistoryDown, SurfaceMissing, and WorldError where a permission is missing.
        """
        async with self._readers:
            return await self._guarded(channel, self._next_said(channel, message))

    async def again(self, channel: ChannelId, message: MessageId) -> Written | None:
        """One message as it stands now; None when it is gone. Raises as `after` does."""
        async with self._readers:
            return await self._guarded(channel, self._one(channel, message))

    async def threads(self, channel: ChannelId) -> Sequence[Thread]:
        """Every thread of this channel that the bot may see, archived ones too. Raises as `after` does."""
        async with self._readers:
            return await self._guarded(channel, self._threads(channel))

    async def _threads(self, channel: ChannelId) -> Sequence[Thread]:
        http = self._client.http
        active = await told(self._client, http.get_active_threads(await self._guild_of(channel)), dict)
        here = [one for one in active["threads"] if int(one["parent_id"]) == channel]
        for archive in (http.get_public_archived_threads, http.get_private_archived_threads):
            here += await self._archived(channel, archive)
        return tuple({thread.id: thread for thread in map(translate.thread, here)}.values())

    async def _archived(self, channel: ChannelId, archive: ThreadPages) -> list[Payload]:
        """Page by page; none where a permission is missing: then they are not for the bot to see."""
        found: list[Payload] = []
        is_more = True
        with suppress(discord.Forbidden):
            while is_more:
                before = found[-1]["thread_metadata"]["archive_timestamp"] if found else None
                page = await told(self._client, archive(channel, before, PAGE), dict)
                found += page["threads"]
                is_more = page["has_more"] and bool(page["threads"])
        return found

    async def _next_said(self, channel: ChannelId, message: MessageId) -> Sequence[Post]:
        last = message
        while page := await self._page(channel, last):
            last = MessageId(int(page[-1]["id"]))
            if said := [one for one in page if translate.is_said(one)]:
                return await self._posts(channel, said)
        return ()

    async def _page(self, channel: ChannelId, message: MessageId) -> list[Payload]:
        page = await told(self._client, self._client.http.logs_from(channel, PAGE, after=message), list)
        if not page:
            await self._prove_empty(channel, message)
        return sorted(page, key=lambda one: int(one["id"]))

    async def _prove_empty(self, channel: ChannelId, message: MessageId) -> None:
        """Without Read Message History Discord shows an empty page; asked for one message it refuses.

        Else everything that stands there would be taken for deleted. Source: "Get Channel Messages".
        """
        known = self._client.get_channel(channel)
        if isinstance(known, discord.abc.GuildChannel) and known.permissions_for(known.guild.me).read_message_history:
            return
        try:
            await told(self._client, self._client.http.get_message(channel, message), dict)
        except discord.NotFound as missing:
            if missing.code != UNKNOWN_MESSAGE:
                raise

    async def _posts(self, channel: ChannelId, page: Sequence[Payload]) -> Sequence[Post]:
        guild = await self._guild_of(channel)
        authors: dict[UserId, Person] = {}
        posts = []
        for message in page:
            author = UserId(int(message["author"]["id"]))
            if author not in authors:
                authors[author] = await author_in(self._client, guild, message)
            posts.append(Post(translate.written(message, authors[author]), live=False))
        return posts

    async def _one(self, channel: ChannelId, message: MessageId) -> Written | None:
        try:
            found = await told(self._client, self._client.http.get_message(channel, message), dict)
        except discord.NotFound as missing:
            if missing.code == UNKNOWN_MESSAGE:
                return None
            raise
        return translate.written(found, await author_in(self._client, await self._guild_of(channel), found))

    async def _guild_of(self, channel: ChannelId) -> GuildId:
        known = self._client.get_channel(channel)
        if isinstance(known, discord.abc.GuildChannel):
            return GuildId(known.guild.id)
        found = await told(self._client, self._client.http.get_channel(channel), dict)
        return GuildId(int(found["guild_id"]))

    async def _guarded(self, channel: ChannelId, reading: Awaitable[T]) -> T:
        try:
            return await reading
        except discord.NotFound:
            await self._confirm_missing(channel)
        except discord.Forbidden as refusal:
            raise WorldError(refusal.status, refusal.code, MISSING.get(refusal.code, ""), channel) from refusal
        except TROUBLES as trouble:
            raise HistoryDown(type(trouble).__name__) from trouble

    async def is_missing(self, channel: ChannelId) -> bool:
        """Whether Discord says that there is no such channel; raises HistoryDown where it does not answer."""
        try:
            await limited(self._client, self._client.http.get_channel(channel))
        except discord.NotFound:
            return True
        except discord.Forbidden:
            return False
        except TROUBLES as trouble:
            raise HistoryDown(type(trouble).__name__) from trouble
        return False

    async def _confirm_missing(self, channel: ChannelId) -> NoReturn:
        """Discord has said once that something is unknown; raises SurfaceMissing where it says so of the channel."""
        if await self.is_missing(channel):
            raise SurfaceMissing(channel) from None
        raise HistoryDown("something was missing, but not the channel") from None
