"""The archive compared with Discord's own history: what was edited or deleted while nobody listened is found here.

Only the archive is touched, by merges, so it may run beside the actor and begin again after any failure.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from actors.finality import is_missing_permission
from actors.limits import PAGE_LIMIT
from actors.ports import History, Store, SurfaceMissing, WorldError
from models.commands import Post
from models.ids import Address, ChannelId, MessageId
from models.message import Erased, Thread, Written
from models.moment import Moment, said_at


async def compare(address: Address, channel: ChannelId, store: Store, history: History) -> list[Written]:
    """Reads the channel and its threads, a page at a time; raises what store and history raise.

    Answers what was found in threads with files that nobody has kept: no event tells of what is said there.

    What the archive knew before the first page was asked for, and no page shows, is gone; what is older than the
    channel stood in the one before it, which nobody can read any more.
    """
    known = await store.known(address)
    missing = {message for message in known if message > channel}
    comparison = Comparison(address, store, history, known, missing)
    await comparison.read(channel, None)
    read = [thread.id for thread in await history.threads(channel) if await comparison.has_read(thread)]
    await comparison.erase(read)
    return comparison.aside


@dataclass(frozen=True, slots=True)
class Comparison:
    """`known` is what the archive believes to stand; `missing` is what of it was not shown yet.

    `aside` is what was new in threads, and has files.
    """

    address: Address
    store: Store
    history: History
    known: Mapping[MessageId, Moment | None]
    missing: set[MessageId]
    aside: list[Written] = field(default_factory=list)

    async def has_read(self, thread: Thread) -> bool:
        """A thread may be hidden from us, or be deleted meanwhile."""
        try:
            await self.read(thread.id, thread)
        except SurfaceMissing:
            return False
        except WorldError as error:
            if not is_missing_permission(error):
                raise
            return False
        return True

    async def read(self, place: ChannelId, thread: Thread | None) -> None:
        """Archives what is shown there otherwise than the archive has it."""
        after = MessageId(place)  # a channel's snowflake is older than all of its messages
        while page := await self._page(place, after):
            shown = [replace(post.words, thread=thread) for post in page]
            self.missing.difference_update(words.id for words in shown)
            if changed := [words for words in shown if self._is_other(words)]:
                await self.store.archive(self.address, changed)
                self.aside.extend(words for words in changed if words.thread and words.attachments)
            after = shown[-1].id

    async def erase(self, threads: Sequence[ChannelId]) -> None:
        """Marks what is gone, but for what stood in a thread that is none of these.

        When a message was deleted nobody knows. It counts from its own time, so that no transcript shows it.
        """
        if not self.missing:
            return
        entries = [entry for entry in await self.store.entries(self.address) if entry.id in self.missing]
        gone = [entry.id for entry in entries if entry.thread is None or entry.thread.id in threads]
        if gone:
            await self.store.archive(self.address, [Erased(message, said_at(message)) for message in gone])

    async def _page(self, place: ChannelId, after: MessageId) -> Sequence[Post]:
        async with asyncio.timeout(PAGE_LIMIT):
            return await self.history.after(place, after)

    def _is_other(self, words: Written) -> bool:
        return words.id not in self.known or self.known[words.id] != words.edited_at
