"""What was missed while nobody listened, read from Discord's history before anything else is believed."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TypeVar

from loguru import logger

from actors.backoff import Backoff
from actors.cell import NONE, Cell
from actors.letters import Envelope
from actors.limits import PAGE_LIMIT
from actors.office import Office
from actors.ports import HistoryDown, SurfaceMissing
from models.commands import OwnerIs, Post, SurfaceGone
from models.ids import ChannelId, MessageId
from models.message import Erased
from models.moment import Moment

BACKOFF = Backoff(longest=60.0)

T = TypeVar("T")


async def owner_now(cell: Cell, office: Office) -> OwnerIs | None:
    """Of an open ticket, as Discord answers at this moment; None where nobody need ask. Raises HistoryDown."""
    if office.attendance is None or (owner := cell.rules.owner_of(cell.state)) is None:
        return None
    asked = office.clock.now()
    presence = await office.attendance.of(cell.address.guild, owner)
    return OwnerIs(asked, presence.is_here, presence.muted_until)


class Missed:
    """`turn` reads letters and commits; `seen` is the last message that was read."""

    def __init__(
        self,
        cell: Cell,
        office: Office,
        turn: Callable[[Sequence[Envelope]], Awaitable[None]],
        seen: Callable[[], int],
    ) -> None:
        self._cell, self._office, self._turn, self._seen = cell, office, turn, seen

    async def read(self) -> Moment:
        """The moment before which everything that was said has been read."""
        cell, clock = self._cell, self._office.clock
        while (channel := cell.channel) is not None:
            try:
                await self._patiently(partial(self._read_again, channel))
                asked, page = await self._patiently(partial(self._page, channel))
            except SurfaceMissing:
                await self._turn([Envelope(SurfaceGone(channel, clock.now()), clock.now())])
                break
            if not page:
                return asked
            await self._read_page(page)
        cell.read_again = NONE  # there is no channel to look into
        return clock.now()

    async def look_for_owner(self) -> None:
        """Whether the owner of an open ticket is there: they may have come or gone while nobody listened."""
        fact = await self._patiently(partial(owner_now, self._cell, self._office))
        if fact is not None:
            await self._turn([Envelope(fact, fact.said_at)])

    async def _read_page(self, page: Sequence[Post]) -> None:
        cell = self._cell
        letters = [Envelope(post, post.said_at, deaths=cell.suspects.get(post.id, 0)) for post in page]
        while letters:
            most = cell.at_once(len(letters))
            cell.in_hand, letters = letters[:most], letters[most:]
            await self._turn(cell.in_hand)
        cell.mailbox.strike({post.id for post in page})

    async def _page(self, channel: ChannelId) -> tuple[Moment, Sequence[Post]]:
        """When it was asked for, and what came."""
        asked = self._office.clock.now()
        after = max(self._seen(), channel)  # a channel's snowflake is older than all of its messages
        return asked, await self._office.history.after(channel, MessageId(after))

    async def _read_again(self, channel: ChannelId) -> None:
        """Edits and deletes that found no room left their id: the history says what became of the message."""
        cell, office = self._cell, self._office
        while cell.read_again:
            message, *_ = cell.read_again
            cell.read_again -= {message}  # before the look: it may be edited once more meanwhile
            done = False
            try:
                found = await office.history.again(channel, message)
                await office.store.archive(cell.address, [found or Erased(message, office.clock.now())])
                done = True
            finally:
                if not done:
                    cell.read_again |= {message}

    async def _patiently(self, ask: Callable[[], Awaitable[T]]) -> T:
        tries = 0
        while True:
            try:
                async with asyncio.timeout(PAGE_LIMIT):
                    return await ask()
            except (HistoryDown, TimeoutError) as error:
                if tries == 0:
                    guild, number = self._cell.address
                    log = logger.bind(guild=guild, ticket=number, action="retry")
                    log.warning("the history is asked again: {}", type(error).__name__)
                await self._cell.pauses.wait(self._office.jitter.wait(BACKOFF, tries))
                tries += 1
