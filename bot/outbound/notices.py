"""What the supervisor reports outside of every promise, told once in the staff log as well as it can be.

Nothing waits for it and nothing depends on it; what cannot be said there stands in the log.
"""

import asyncio
from collections import deque
from dataclasses import replace
from typing import TypeAlias

import aiohttp
import discord
from loguru import logger

from actors.ports import Clock, Notice, Policies, Trouble, WorldError
from bot.outbound.answers import Garbled
from bot.outbound.discord_port import DiscordPort
from bot.outbound.payload import Embed, Message
from bot.outbound.targets import for_staff
from bot.wording import Words, words
from bot.wording.settings import once_set
from models.ids import Address, ChannelId, GuildId
from models.policy import Places

COLOUR = 0xD83C3E
MOST_WAITING = 100
QUIET_FOR = 3600.0  # seconds in which a permission that many tickets miss is asked for once
QUIET_LONG = 86_400.0  # seconds in which what goes on without anybody's help is told once
HIDDEN = "view_channel"
NOT_SENT = (WorldError, Garbled, aiohttp.ClientError, OSError, TimeoutError, RuntimeError)

Told: TypeAlias = tuple[GuildId, Notice]


class Notices:
    """Called with a notice it only notes it down; `run` posts what was noted, for ever."""

    def __init__(self, client: discord.Client, policies: Policies, clock: Clock, language: Words | None = None) -> None:
        self._port, self._policies, self._clock = DiscordPort(client), policies, clock
        self._words = language or words()
        self._waiting: deque[tuple[Address, Notice]] = deque(maxlen=MOST_WAITING)
        self._quiet_until: dict[Told, float] = {}
        self._rung = asyncio.Event()
        self._is_posting = False

    @property
    def is_quiet(self) -> bool:
        """Nothing waits to be posted."""
        return not (self._waiting or self._is_posting)

    def __call__(self, address: Address, notice: Notice) -> None:
        """Never waits."""
        if self._was_told(address, notice):
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

    def _was_told(self, address: Address, notice: Notice) -> bool:
        span = _quiet_for(notice)
        if not span:
            return False
        now, this = self._clock.monotonic(), self._same(address, notice)
        self._quiet_until = {told: until for told, until in self._quiet_until.items() if now < until}
        if this in self._quiet_until:
            return True
        self._quiet_until |= {this: now + span} | {(address.guild, said): now + QUIET_LONG for said in _implied(notice)}
        return False

    def _same(self, address: Address, notice: Notice) -> Told:
        """Many tickets miss one permission, which is told once; of channels that are hidden each needs a hand."""
        places = self._policies.of(address.guild).places
        match notice.trouble:
            case Trouble.NOBODY_CALLED:
                notice = replace(notice, channel=None)
            case Trouble.MISSING_PERMISSION if notice.missing != HIDDEN and notice.channel not in every(places):
                notice = replace(notice, channel=None)
        return address.guild, replace(notice, what=None)

    async def _post(self, address: Address, notice: Notice) -> None:
        """In the staff log, and where that cannot be reached in the SLA channel."""
        log = logger.bind(guild=address.guild, ticket=address.number, action="notice", trouble=notice.trouble.value)
        log = log.bind(missing=notice.missing)
        for channel in for_staff(self._policies.of(address.guild).places):
            try:
                await self._port.post(channel, told(address, notice, self._words))
            except NOT_SENT as error:
                log = log.bind(error=type(error).__name__)
            else:
                return
        log.warning("Staff could not be told of {} {}", notice.trouble, notice.what or "")


def _implied(notice: Notice) -> tuple[Notice, ...]:
    """What need not be told any more: a role that is gone calls nobody."""
    is_gone = notice.trouble is Trouble.ROLE_GONE and notice.role is not None
    return (Notice(Trouble.NOBODY_CALLED, role=notice.role),) if is_gone else ()


def every(places: Places) -> tuple[ChannelId | None, ...]:
    return places.transcripts, places.sla, places.staff_log


def told(address: Address, notice: Notice, language: Words) -> Message:
    """What staff read: what is wrong, where, and what to do."""
    title, text = language.to_staff.notice_title, _text(address, notice, language)
    return Message(embeds=(Embed(title, text, colour=COLOUR),))


def _text(address: Address, notice: Notice, language: Words) -> str:
    says = language.to_staff
    where = says.the_desk if address.is_desk else says.the_ticket.format(number=address.number)
    place = f"<#{notice.channel}>" if notice.channel else says.this_server
    match notice.trouble:
        case Trouble.MISSING_PERMISSION:
            return _missing(where, place, notice, language)
        case Trouble.STUCK:
            return says.stuck_desk if address.is_desk else says.stuck.format(where=where)
        case Trouble.GUILD_STUCK:
            return says.guild_stuck
        case Trouble.NOBODY_CALLED:
            return says.nobody_called.format(role=f"<@&{notice.role}>", place=place)
        case Trouble.NO_CATEGORY:
            return says.no_category.format(place=place)
        case Trouble.CHANNEL_GONE:
            return says.channel_gone.format(variable=notice.missing, then=once_set(notice.missing, language))
        case Trouble.ROLE_GONE:
            return says.role_gone.format(variable=notice.missing, then=once_set(notice.missing, language))
        case Trouble.PANEL_GONE:
            return says.panel_deleted
    raise TypeError(notice.trouble)


def _missing(where: str, place: str, notice: Notice, language: Words) -> str:
    says = language.to_staff
    thing = language.things[notice.what] if notice.what else says.reading
    names = [language.permissions.get(name, name) for name in notice.missing.split(",") if name]
    if not names:
        return says.missing_something.format(place=place, thing=thing, where=where)
    if notice.missing == HIDDEN:
        return says.cannot_see.format(place=place, thing=thing, where=where)
    template = says.missing_permissions if len(names) > 1 else says.missing_permission
    return template.format(permissions="**, **".join(names), place=place, thing=thing, where=where)


def _quiet_for(notice: Notice) -> float:
    """In seconds; what is stuck is told each time."""
    match notice.trouble:
        case Trouble.STUCK | Trouble.GUILD_STUCK:
            return 0.0
        case Trouble.MISSING_PERMISSION:
            return QUIET_FOR
        case Trouble.CHANNEL_GONE | Trouble.ROLE_GONE | Trouble.PANEL_GONE:
            return QUIET_FOR
        case Trouble.NOBODY_CALLED | Trouble.NO_CATEGORY:
            return QUIET_LONG
    raise TypeError(notice.trouble)
