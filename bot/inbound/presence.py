"""Whether somebody is in the server and may write there: the port Attendance, and the owner's tickets told of it."""

from asyncio import Semaphore

import discord

from actors.codes import UNKNOWN_MEMBER, UNKNOWN_USER
from actors.ports import Attendance, Clock, HistoryDown, Presence
from actors.supervisor import Supervisor
from bot.inbound import translate
from bot.inbound.calls import TROUBLES, told
from bot.inbound.ear import GatewayEar
from models.commands import OwnerIs
from models.desk import Desk, OpenTicket
from models.ids import Address, GuildId, UserId
from models.moment import moment

AT_ONCE = 8  # questions over all tickets


class DiscordAttendance(Attendance):
    """From the gateway's cache where it knows them in this very session, and else from Discord itself."""

    def __init__(self, client: discord.Client, ear: GatewayEar, clock: Clock) -> None:
        self._client, self._ear, self._clock = client, ear, clock
        self._askers = Semaphore(AT_ONCE)

    async def of(self, guild: GuildId, person: UserId) -> Presence:
        """Absent is who Discord answers 404 for, never a cache miss. Raises HistoryDown."""
        async with self._askers:
            return self._cached(guild, person) or await self._asked(guild, person)

    def _cached(self, guild: GuildId, person: UserId) -> Presence | None:
        """Whoever stands in the cache is there: it is emptied at each new session, and hears of all who leave."""
        here = self._client.get_guild(guild)
        if here is None or here.unavailable or not self._ear.is_connected:
            return None
        if (member := here.get_member(person)) is None:
            return None
        until = member.communication_disabled_until
        muted = moment(until) if until is not None else None
        return Presence(True, muted if muted and muted > self._clock.now() else None)

    async def _asked(self, guild: GuildId, person: UserId) -> Presence:
        try:
            member = await told(self._client, self._client.http.get_member(guild, person), dict)
        except TROUBLES as trouble:
            if isinstance(trouble, discord.NotFound) and trouble.code in (UNKNOWN_MEMBER, UNKNOWN_USER):
                return Presence(False)
            raise HistoryDown(type(trouble).__name__) from trouble
        return translate.presence(member, self._clock.now())


class Owners:
    """Who has which tickets open, as the desk knows it: counted anew only when that has changed."""

    def __init__(self, supervisor: Supervisor, clock: Clock) -> None:
        self._supervisor, self._clock = supervisor, clock
        self._counted: dict[GuildId, tuple[tuple[OpenTicket, ...], dict[UserId, list[int]]]] = {}

    def tell(self, guild: GuildId, person: UserId, presence: Presence) -> None:
        """Each open ticket of theirs. One that is just being loaded, or reopened, asks for itself."""
        fact = OwnerIs(self._clock.now(), presence.is_here, presence.muted_until)
        for number in self._open_of(guild).get(person, ()):
            self._supervisor.tell(Address(guild, number), fact)

    def _open_of(self, guild: GuildId) -> dict[UserId, list[int]]:
        desk = self._supervisor.state_of(Address(guild))
        if not isinstance(desk, Desk):
            return {}
        if guild not in self._counted or self._counted[guild][0] is not desk.open:
            numbers: dict[UserId, list[int]] = {}
            for ticket in desk.open:
                numbers.setdefault(ticket.owner, []).append(ticket.number)
            self._counted[guild] = desk.open, numbers
        return self._counted[guild][1]
