"""The archive compared with Discord's own history: what was edited or deleted while nobody listened is found here.

Only the archive is touched, by merges, so it may run beside the actor and begin again after any failure.
"""

import asyncio
from bisect import bisect_right
from collections.abc import Mapping, Sequence

from actors.limits import PAGE_LIMIT
from actors.ports import History, Store
from models.commands import Post
from models.ids import Address, ChannelId, MessageId
from models.message import Erased, Trace
from models.moment import Moment, said_at


async def compare(address: Address, channel: ChannelId, store: Store, history: History) -> None:
    """Reads the channel from its beginning, a page at a time; raises what store and history raise.

    What the archive knew before the first page was asked for, and no page shows, is gone.
    """
    known = await store.known(address)
    left = sorted(known)
    after = MessageId(channel)  # a channel's snowflake is older than all of its messages
    while True:
        async with asyncio.timeout(PAGE_LIMIT):
            page = await history.after(channel, after)
        end = bisect_right(left, page[-1].words.id) if page else len(left)
        if traces := _differences(page, left[:end], known):
            await store.archive(address, traces)
        if not page:
            return
        after, left = page[-1].words.id, left[end:]


def _differences(
    page: Sequence[Post], expected: Sequence[MessageId], known: Mapping[MessageId, Moment | None]
) -> list[Trace]:
    """What one page shows otherwise than the archive does, where `expected` are the messages that belong on it.

    When a message that is gone was deleted nobody knows. It counts from its own time, so that no transcript shows it.
    """
    shown = {post.words.id: post.words for post in page}
    changed = (words for words in shown.values() if words.id not in known or known[words.id] != words.edited_at)
    return [*changed, *(Erased(message, said_at(message)) for message in expected if message not in shown)]
