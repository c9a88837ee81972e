"""What the gateway brings, on its way into the mailboxes. Nothing is awaited between an event and its mailbox.

py-cord hands events to tasks, which may overtake one another; its table of parsers is synchronous, so ours stand there:
in place of its own for what people say and press, behind its own where its cache must know first.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import discord
from loguru import logger

from actors.ports import Clock
from actors.supervisor import Supervisor
from bot.inbound import asking, components, translate
from bot.inbound.asking import Asked, Kind
from bot.inbound.commands.table import COMMANDS, publish
from bot.inbound.counter import Counter
from bot.inbound.ear import GatewayEar
from bot.inbound.gateway import Gateway
from bot.inbound.members import is_admin_in
from bot.inbound.reactions import Reaction, SayNow, perform, sentence
from bot.inbound.surroundings import Surroundings
from bot.inbound.translate import Payload
from models.commands import Command
from models.errors import Refused
from models.ids import Address, ChannelId, GuildId, MessageId, RoleId

Parser = Callable[[Any], None]
Seen = Callable[[GuildId, frozenset[ChannelId], frozenset[RoleId]], None]
Arrived = Callable[[GuildId], None]
AllCame = Callable[[], None]


class Hearing:
    """`seen` is told what stands in a guild; `arrived` once it is there and its letters can be read.

    `all_came` is called once every guild of a session has come, and at each that comes later.
    """

    def __init__(
        self,
        *,
        client: discord.Client,
        gateway: Gateway,
        ear: GatewayEar,
        counter: Counter,
        surroundings: Surroundings,
        clock: Clock,
        seen: Seen,
        arrived: Arrived,
        all_came: AllCame,
    ) -> None:
        self._client, self._gateway, self._ear, self._counter = client, gateway, ear, counter
        self._surroundings, self._clock, self._seen, self._arrived = surroundings, clock, seen, arrived
        self._all_came, self._awaited = all_came, set[GuildId]()

    def begin(self) -> None:
        """From here on every event of the client comes by."""
        parsers: dict[str, Parser] = self._client._connection.parsers
        parsers |= {
            "MESSAGE_CREATE": self._created,
            "MESSAGE_UPDATE": self._edited,
            "MESSAGE_DELETE": self._deleted,
            "MESSAGE_DELETE_BULK": self._deleted,
            "INTERACTION_CREATE": self._asked,
        }
        behind = {
            "READY": self._session_began,
            "RESUMED": self._session_resumed,
            "GUILD_CREATE": self._guild_came,
            "GUILD_DELETE": self._guild_went,
            **self._surroundings.parsers(),
        }
        for event, ours in behind.items():
            parsers[event] = partial(both, parsers[event], ours)

    @property
    def supervisor(self) -> Supervisor:
        return self._counter.supervisor

    # --- what people say ---

    def _created(self, message: Payload) -> None:
        if ticket := self._ticket(message):
            self._tell(ticket, translate.post(message, self._is_admin(message)))

    def _edited(self, message: Payload) -> None:
        if ticket := self._ticket(message):
            self._tell(ticket, translate.edit(message, self._is_admin(message)))

    def _deleted(self, event: Payload) -> None:
        deletes = translate.deletes(event, self._clock.now())
        if ticket := self._ticket(event):
            for delete in deletes:
                self._tell(ticket, delete)
        else:
            self._surroundings.messages_went(event, [MessageId(delete.id) for delete in deletes])

    def _ticket(self, event: Payload) -> Address | None:
        return self._counter.ticket_in(translate.channel_of(event))

    def _is_admin(self, message: Payload) -> translate.IsAdmin:
        return is_admin_in(self._client, translate.guild_of(message))

    def _tell(self, ticket: Address, command: Command | None) -> None:
        if command is not None:
            self.supervisor.tell(ticket, command)

    # --- what people press ---

    def _asked(self, payload: Payload) -> None:
        asked = asking.asked(payload)
        if asked is None:
            return
        interaction = discord.Interaction(data=payload, state=self._client._connection)  # type: ignore[arg-type]
        self._gateway.spawn(partial(perform, self._client, interaction, asked, self._reaction(asked)))

    def _reaction(self, asked: Asked) -> Reaction:
        """The letter, if there is one, is in its mailbox when this returns."""
        try:
            if asked.kind is not Kind.COMMAND:
                return components.react(self._counter, asked)
            command = COMMANDS.get(asked.name)
            return command.react(self._counter, asked) if command else components.not_ours(asked)
        except Refused as refusal:
            return SayNow(sentence(asked, refusal))

    # --- what stands where ---

    def _session_began(self, ready: Payload) -> None:
        self._ear.began()
        logger.bind(action="session_began", guilds=len(ready["guilds"])).info("Connected to Discord")
        self._gateway.spawn(partial(publish, self._client, self._counter.desks.policy))
        self._awaited = {GuildId(int(guild["id"])) for guild in ready["guilds"]}
        self._came(None)

    def _session_resumed(self, event: Payload) -> None:
        self._ear.resumed()
        logger.bind(action="session_resumed").info("Connected to Discord again, nothing was missed")

    def _guild_came(self, guild: Payload) -> None:
        """Whoever is awake reads what was missed; whoever is not yet does so at birth."""
        if guild.get("unavailable"):
            return
        here = GuildId(int(guild["id"]))
        channels = frozenset(ChannelId(int(channel["id"])) for channel in guild["channels"])
        self._seen(here, channels, frozenset(RoleId(int(role["id"])) for role in guild["roles"]))
        self.supervisor.reread(here)
        self._ear.listens(here)
        self._arrived(here)
        self._surroundings.came(guild)
        self._came(here)

    def _came(self, guild: GuildId | None) -> None:
        """One that is unavailable is waited for: what is not seen is not missing."""
        self._awaited.discard(guild)
        if not self._awaited:
            self._all_came()

    def _guild_went(self, guild: Payload) -> None:
        self._ear.cannot_hear(GuildId(int(guild["id"])))


def both(first: Parser, then: Parser, event: Any) -> None:
    first(event)
    then(event)
