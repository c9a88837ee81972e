"""What changes around the tickets: who comes and goes, which channels and roles there are, what the bot may do.

The client's own parser has read each event before, so that its cache knows it already.
"""

from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any

import discord

from actors.ports import Clock, HistoryDown, Notice, Presence, Trouble
from bot.inbound import translate
from bot.inbound.counter import Counter
from bot.inbound.gateway import Gateway
from bot.inbound.history import DiscordHistory
from bot.inbound.translate import Payload
from models.commands import SurfaceGone
from models.desk import Desk, Panel
from models.ids import Address, ChannelId, GuildId, MessageId, RoleId

Report = Callable[[Address, Notice], None]


class Surroundings:
    """`report` tells staff, and must not raise."""

    def __init__(
        self,
        *,
        client: discord.Client,
        gateway: Gateway,
        counter: Counter,
        history: DiscordHistory,
        clock: Clock,
        report: Report,
    ) -> None:
        self._client, self._gateway, self._counter = client, gateway, counter
        self._history, self._clock, self._report = history, clock, report
        self._supervisor = counter.supervisor

    def parsers(self) -> Mapping[str, Callable[[Any], None]]:
        """What each event comes to, by its name."""
        return {
            "GUILD_MEMBER_ADD": self._member_is_here,
            "GUILD_MEMBER_REMOVE": self._member_left,
            "GUILD_MEMBER_UPDATE": self._member_changed,
            "GUILD_ROLE_CREATE": self._rights_changed,
            "GUILD_ROLE_UPDATE": self._rights_changed,
            "GUILD_ROLE_DELETE": self._role_went,
            "CHANNEL_CREATE": self._channel_came,
            "CHANNEL_UPDATE": self._rights_changed,
            "CHANNEL_DELETE": self._channel_went,
        }

    def came(self, guild: Payload) -> None:
        """A channel that was made for a ticket while nobody looked stands among the others."""
        for channel in guild["channels"]:
            self._appeared({**channel, "guild_id": guild["id"]})  # which Discord leaves out there

    # --- people ---

    def _member_is_here(self, member: Payload) -> None:
        self._tell_owner(member, translate.presence(member, self._clock.now()))

    def _member_left(self, event: Payload) -> None:
        self._tell_owner(event, Presence(False))

    def _member_changed(self, member: Payload) -> None:
        self._member_is_here(member)
        if int(member["user"]["id"]) == self._client._connection.self_id:
            self._rights_changed(member)

    def _tell_owner(self, event: Payload, presence: Presence) -> None:
        if guild := translate.guild_of(event):
            self._counter.owners.tell(guild, translate.user_of(event), presence)

    # --- rights and roles ---

    def _rights_changed(self, event: Payload) -> None:
        if guild := translate.guild_of(event):
            self._supervisor.permissions_changed(guild, hidden=self._hidden_in(guild))

    def _hidden_in(self, guild: GuildId) -> frozenset[ChannelId]:
        """Where the bot is deaf: Discord tells nothing of what is said there, and does not say so."""
        known = self._client.get_guild(guild)
        channels = known.channels if known is not None else ()
        return frozenset(ChannelId(one.id) for one in channels if not one.permissions_for(one.guild.me).view_channel)

    def _role_went(self, event: Payload) -> None:
        role = RoleId(int(event["role_id"]))
        self._missed(event, role, lambda variable: Notice(Trouble.ROLE_GONE, missing=variable, role=role))
        self._rights_changed(event)

    # --- channels ---

    def _channel_came(self, channel: Payload) -> None:
        self._appeared(channel)
        self._rights_changed(channel)

    def _appeared(self, channel: Payload) -> None:
        if ticket := translate.ticket_in_topic(channel):
            self._supervisor.channel_appeared(ticket, ChannelId(int(channel["id"])))

    def _channel_went(self, channel: Payload) -> None:
        gone = ChannelId(int(channel["id"]))
        self._missed(channel, gone, lambda variable: Notice(Trouble.CHANNEL_GONE, missing=variable, channel=gone))
        if (panel := self._panel(channel)) and gone == panel.category:
            self._tell_desk(channel, Notice(Trouble.NO_CATEGORY, channel=gone))
        if panel and panel.message and gone == panel.stands_in:
            self._tell_desk(channel, Notice(Trouble.PANEL_GONE, channel=gone))
        if ticket := self._counter.ticket_in(gone):
            self._gateway.spawn(partial(self._confirm_gone, ticket, gone))

    async def _confirm_gone(self, ticket: Address, channel: ChannelId) -> None:
        """Discord must say so twice more; where it does not answer, the history that is read again will find it."""
        try:
            if await self._history.is_missing(channel) and await self._history.is_missing(channel):
                self._supervisor.tell(ticket, SurfaceGone(channel, self._clock.now()))
        except HistoryDown:
            self._supervisor.reread(ticket.guild)

    # --- what the desk stands on ---

    def messages_went(self, event: Payload, messages: Collection[MessageId]) -> None:
        """Without its panel nobody can open a ticket."""
        if (panel := self._panel(event)) and panel.message in messages:
            self._tell_desk(event, Notice(Trouble.PANEL_GONE, channel=panel.stands_in))

    def _missed(self, event: Payload, id: int, notice: Callable[[str], Notice]) -> None:
        """Whoever can mend it is told once for each setting that names it; the log says it, too."""
        named = [one for one in self._counter.desks.named if one.id == id]
        for one in named:
            self._tell_desk(event, notice(one.variable))
        if named:
            self._counter.premises.look()

    def _tell_desk(self, event: Payload, notice: Notice) -> None:
        if guild := translate.guild_of(event):
            self._report(Address(guild), notice)

    def _panel(self, event: Payload) -> Panel | None:
        guild = translate.guild_of(event)
        desk = self._supervisor.state_of(Address(guild)) if guild else None
        return desk.panel if isinstance(desk, Desk) else None
