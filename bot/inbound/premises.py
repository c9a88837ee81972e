"""What stands in the servers that the bot is in, beside what the settings name: told once all have come."""

from collections.abc import Sequence
from typing import Protocol

import discord
from discord.abc import GuildChannel
from loguru import logger

from actors.ports import Policies
from bot.backstage import Backstage
from bot.doctor.facts import NOT_SET_UP, Application, Facts, Login, Server, Spot
from bot.inbound.calls import TROUBLES, limited
from bot.installation import Finding, Named, Site, findings
from bot.rights import Member, Overwrite, Role
from bot.unusable import NO_SERVER, NOWHERE, Unusable
from bot.wording import words
from bot.wording.settings import wrong_setting
from models.desk import Desk, Panel
from models.ids import GuildId, TypeKey
from models.policy import Policy


class Desks(Policies, Protocol):
    """What is promised where, which guild is the desk's own (None: not found), and what the settings name in it.

    `policy` is what the desk's own guild is promised, also before it was seen.
    """

    @property
    def policy(self) -> Policy: ...

    @property
    def home(self) -> GuildId | None: ...

    @property
    def named(self) -> tuple[Named, ...]: ...

    @property
    def unserved(self) -> tuple[TypeKey, ...]: ...


class Premises:
    """Looks at what the gateway has shown; a look costs no call."""

    def __init__(self, client: discord.Client, desks: Desks, backstage: Backstage) -> None:
        self._client, self._desks, self.backstage = client, desks, backstage
        self._is_first = True
        self._told: tuple[Finding, ...] = ()

    def findings(self, *also: Named) -> tuple[Finding, ...]:
        """Every id of the settings, and of what else is named, that is not what it has to be in the desk's server."""
        return found_in(self._client, self._desks.home, (*self._desks.named, *also))

    async def facts(self, desk: Desk | None) -> Facts:
        """For the doctor; of the `desk` as it is committed, None: nobody knows."""
        panel = desk.panel if desk else None
        home = self._client.get_guild(self._desks.home) if self._desks.home else None
        return Facts(
            login=Login.FINE,
            application=self._application(),
            servers=len(self._client.guilds),
            home=server(home) if home else None,
            others=tuple(site(guild) for guild in self._client.guilds if guild is not home),
            named=self._desks.named,
            policy=self._desks.policy,
            unserved=self._desks.unserved,
            health=await self.backstage.health(),
            category=panel.category if panel else None if desk is None else NOT_SET_UP,
            panel_is_gone=panel is not None and await self._is_gone(panel),
        )

    async def _is_gone(self, panel: Panel) -> bool:
        """Discord is asked; where it does not say so, the panel is taken to stand."""
        if panel.message is None or panel.stands_in is None:
            return False
        try:
            await limited(self._client, self._client.http.get_message(panel.stands_in, panel.message))
        except discord.NotFound:
            return True
        except TROUBLES:
            return False
        return False

    def _application(self) -> Application | None:
        id = self._client.application_id
        return Application(id, self._client._connection.application_flags.value) if id else None

    def all_came(self) -> None:
        """To be called once every server was shown, and again at each that comes later.

        Raises Unusable where none of them holds anything that the settings name, at the start alone: later on a
        stranger's invitation must not end the program.
        """
        is_first, self._is_first = self._is_first, False
        if not self._client.guilds:
            logger.bind(action="no_server").warning(NO_SERVER)
        elif self._desks.home is not None:
            if is_first:
                self._tell_home()
            self.look()
        elif is_first:
            raise Unusable(NOWHERE)
        else:
            logger.bind(action="wrong_settings").warning(NOWHERE)

    def _tell_home(self) -> None:
        """Three of the five lines of a start; what is promised was told before, who woke up is told after."""
        home, policy = self._client.get_guild(self._desks.home or 0), self._desks.policy
        if home is None:
            return
        log = logger.bind(guild=home.id)
        log.bind(action="server", channels=len(home.channels), roles=len(home.roles)).info("The desk's server is there")
        places = {name: id for name, id in policy.places if id is not None}
        here = site(home)
        stand = {name: id for name, id in places.items() if id in here.channels and id not in here.hidden}
        told = log.bind(action="channels", **stand)
        told.info("{} of its {} channels are there and open to the bot", len(stand), len(places))
        teams = {key: kind.staff_role for key, kind in policy.types.items() if home.get_role(kind.staff_role or 0)}
        told = log.bind(action="teams", teams=" ".join(f"{key}:{role}" for key, role in teams.items()))
        told.info("{} of its {} types have their team", len(teams), len(policy.types))

    def look(self) -> None:
        """One line for each that is wrong, and again only where something has changed."""
        found = self.findings()
        if found == self._told:
            return
        self._told = found
        for finding in found:
            log = logger.bind(action="wrong_setting", guild=self._desks.home, fault=finding.fault.value)
            log.warning(wrong_setting(finding, words()))


def found_in(client: discord.Client, home: GuildId | None, named: Sequence[Named]) -> tuple[Finding, ...]:
    """Which of these ids are not what they have to be in the desk's own server; none while it is not seen."""
    sites = [site(guild) for guild in client.guilds]
    here = next((one for one in sites if one.guild == home), None)
    return findings(named, here, [one for one in sites if one is not here]) if here else ()


def server(guild: discord.Guild) -> Server:
    me = guild.me
    return Server(
        id=GuildId(guild.id),
        owner=guild.owner_id or 0,
        tier=guild.premium_tier,
        roles={one.id: Role(one.id, one.permissions.value, one.mentionable, one.managed) for one in guild.roles},
        channels={one.id: _spot(one) for one in guild.channels},
        me=Member(me.id, frozenset(role.id for role in me.roles)),
        hidden=_hidden(guild),
    )


def _spot(channel: GuildChannel) -> Spot:
    pairs = ((one.id, *changed.pair()) for one, changed in channel.overwrites.items())
    overwrites = tuple(Overwrite(id, allow.value, deny.value) for id, allow, deny in pairs)
    return Spot(channel.id, channel.type.value, channel.category_id, overwrites)


def site(guild: discord.Guild) -> Site:
    channels = {channel.id: channel.type.value for channel in guild.channels}
    return Site(GuildId(guild.id), channels, frozenset(role.id for role in guild.roles), _hidden(guild))


def _hidden(guild: discord.Guild) -> frozenset[int]:
    return frozenset(one.id for one in guild.channels if not one.permissions_for(guild.me).view_channel)
