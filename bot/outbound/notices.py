"""What the supervisor reports outside of every promise, told once in the staff log as well as it can be.

Nothing waits for it and nothing depends on it; what cannot be said there stands in the log.
"""

import asyncio
from collections import deque

import aiohttp
import discord
from loguru import logger

from actors.ports import Clock, Notice, Policies, Trouble, WorldError
from bot.outbound.discord_port import DiscordPort, Garbled
from bot.outbound.payload import Embed, Message
from bot.wording import Words, words
from models.ids import Address, GuildId

COLOUR = 0xD83C3E
MOST_WAITING = 100
QUIET_FOR = 3600.0  # seconds in which a permission that many tickets miss is asked for once
NOT_SENT = (WorldError, Garbled, aiohttp.ClientError, OSError, TimeoutError, RuntimeError)


class Notices:
    """Called with a notice it only notes it down; `run` posts what was noted, for ever."""

    def __init__(self, client: discord.Client, policies: Policies, clock: Clock, language: Words | None = None) -> None:
        self._port, self._policies, self._clock = DiscordPort(client), policies, clock
        self._words = language or words()
        self._waiting: deque[tuple[Address, Notice]] = deque(maxlen=MOST_WAITING)
        self._asked: dict[tuple[GuildId, str], float] = {}
        self._rung = asyncio.Event()
        self._is_posting = False

    @property
    def is_quiet(self) -> bool:
        """Nothing waits to be posted."""
        return not (self._waiting or self._is_posting)

    def __call__(self, address: Address, notice: Notice) -> None:
        """Never waits."""
        if self._was_asked(address, notice):
            return
        self._waiting.append((address, notice))
        self._rung.set()

    async def run(self) -> None:
        while True:
            await self._rung.wait()
            self._rung.clear()
            while self._waiting:
                self._is_posting = True
                await self._post(*self._waiting.popleft())
                self._is_posting = False

    def _was_asked(self, address: Address, notice: Notice) -> bool:
        if notice.trouble is not Trouble.MISSING_PERMISSION:
            return False
        key, now = (address.guild, notice.missing), self._clock.monotonic()
        self._asked = {asked: at for asked, at in self._asked.items() if now - at < QUIET_FOR}
        if key in self._asked:
            return True
        self._asked[key] = now
        return False

    async def _post(self, address: Address, notice: Notice) -> None:
        places = self._policies.of(address.guild).places
        log = logger.bind(ticket=str(address), action="notice", trouble=notice.trouble.value)
        channel = places.staff_log or places.sla
        if channel is None:
            log.warning("no channel is set for notices to staff")
            return
        try:
            await self._port.post(channel, told(address, notice, self._words))
        except NOT_SENT as error:
            log.bind(error=type(error).__name__).warning("a notice to staff could not be posted")


def told(address: Address, notice: Notice, language: Words) -> Message:
    """What staff read: what is wrong, where, and what to do."""
    title, text = language.to_staff.notice_title, _text(address, notice, language)
    return Message(embeds=(Embed(title, text, colour=COLOUR),))


def _text(address: Address, notice: Notice, language: Words) -> str:
    says = language.to_staff
    where = says.the_desk if address.is_desk else says.the_ticket.format(number=address.number)
    match notice.trouble:
        case Trouble.MISSING_PERMISSION:
            return _missing(where, notice, language)
        case Trouble.STUCK:
            return says.stuck_desk if address.is_desk else says.stuck.format(where=where)
        case Trouble.GUILD_STUCK:
            return says.guild_stuck
    raise TypeError(notice.trouble)


def _missing(where: str, notice: Notice, language: Words) -> str:
    says = language.to_staff
    thing = language.things[notice.what] if notice.what else says.reading
    names = [language.permissions.get(name, name) for name in notice.missing.split(",") if name]
    if names in ([], [language.permissions["view_channel"]]):
        return says.cannot_see.format(thing=thing, where=where)
    return says.missing_permission.format(permissions="**, **".join(names), thing=thing, where=where)
