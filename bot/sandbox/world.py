"""The state of this Discord and its time. The only module of the sandbox that reads a clock or draws at random.

Story time (`now`) is what ids and timestamps tell; `real` seconds are what the 3-second rule and rate limits count.
"""

import random
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntFlag, StrEnum, auto
from typing import TypeVar

from bot.sandbox import errors
from bot.sandbox.error_tree import wrong
from bot.sandbox.errors import ApiError
from bot.sandbox.model import (
    Application,
    Attachment,
    Channel,
    ChannelType,
    Command,
    Guild,
    Id,
    Interaction,
    Json,
    Member,
    Message,
    Role,
    User,
)
from bot.sandbox.permissions import IN_DM, NONE, Permission, can_view, in_channel
from bot.sandbox.snowflake import Mint

Thing = TypeVar("Thing")


class Intent(IntFlag):
    GUILDS = 1 << 0
    GUILD_MEMBERS = 1 << 1
    GUILD_MODERATION = 1 << 2
    GUILD_PRESENCES = 1 << 8
    GUILD_MESSAGES = 1 << 9
    GUILD_MESSAGE_REACTIONS = 1 << 10
    GUILD_MESSAGE_TYPING = 1 << 11
    DIRECT_MESSAGES = 1 << 12
    DIRECT_MESSAGE_REACTIONS = 1 << 13
    DIRECT_MESSAGE_TYPING = 1 << 14
    MESSAGE_CONTENT = 1 << 15


PRIVILEGED = Intent.GUILD_MEMBERS | Intent.GUILD_PRESENCES | Intent.MESSAGE_CONTENT


ANYBODY = Intent(0)

# Bytes that one file may have from the second and third boost level on.
BOOSTED = {2: 50 * 1024 * 1024, 3: 100 * 1024 * 1024}


@dataclass(frozen=True)
class Event:
    """One thing to tell: to sessions with any of `intents` (none: to all), `blank` to those without content."""

    name: str
    payload: Json
    intents: Intent = ANYBODY
    guild_id: Id | None = None
    blank: Json | None = None
    is_forged: bool = False


class ChangeKind(StrEnum):
    """MESSAGE: one came or changed. GONE: messages are there no more. SERVER: who is there, what there is, who may."""

    MESSAGE = auto()
    GONE = auto()
    SERVER = auto()


@dataclass(frozen=True)
class Change:
    """Something is different now, whether the bot may know of it or not; `ids` are those of messages that are gone."""

    kind: ChangeKind
    channel: Channel | None = None
    message: Message | None = None
    ids: tuple[Id, ...] = ()


SERVER_CHANGED = Change(ChangeKind.SERVER)


class World:
    """Everything that is true here. Whoever changes it says so in the same breath, mostly by way of `news`.

    `listeners` are told what the bot may hear of, `witnesses` everything, once it is so. Secrets are the same in every
    run of a story; `seed` None draws them by chance.
    """

    def __init__(
        self,
        now: Callable[[], datetime] | None = None,
        *,
        bot_name: str = "bot",
        seed: int | None = 0,
        privileged_intents: Intent = PRIVILEGED,
        upload_limit: int = 10 * 1024 * 1024,
    ) -> None:
        self.now: Callable[[], datetime] = now or wall_time
        self.upload_limit = upload_limit
        self.base_url = "http://127.0.0.1"
        self.users: dict[Id, User] = {}
        self._usernames: set[str] = set()
        self.guilds: dict[Id, Guild] = {}
        self.channels: dict[Id, Channel] = {}
        self.attachments: dict[Id, Attachment] = {}
        self.commands: dict[Id, Command] = {}
        self.interactions: dict[Id, Interaction] = {}
        self.tokens: dict[str, Interaction] = {}
        self.listeners: list[Callable[[Event], None]] = []
        self.witnesses: list[Callable[[Change], None]] = []
        self._dms: dict[frozenset[Id], Channel] = {}
        self._mint = Mint()
        self._random = random.Random(seed)
        bot = self.add_user(bot_name, bot=True)
        self.application = Application(bot.id, bot, f"{bot.id}.steward.{self.secret()}", int(privileged_intents))

    # time, ids, chance

    def new_id(self) -> Id:
        return self._mint.next(self.now())

    def secret(self) -> str:
        return f"{self._random.getrandbits(256):064x}"

    def real(self) -> float:
        """Seconds of the real world, for comparison only."""
        return time.monotonic()

    def wall(self) -> float:
        """Real seconds since 1970, for rate-limit headers."""
        return time.time()

    # who hears of it

    def announce(self, event: Event) -> None:
        for listener in self.listeners:
            listener(event)

    def changed(self, change: Change) -> None:
        for witness in self.witnesses:
            witness(change)

    # what there is; what there is not is refused as Discord refuses it

    def add_user(self, username: str, *, bot: bool = False) -> User:
        """A name is somebody's alone, whatever its case: NotAllowed where it is taken."""
        if username.casefold() in self._usernames:
            raise wrong(f"somebody is called {username!r} already", ("name",), "USERNAME_ALREADY_TAKEN")
        self._usernames.add(username.casefold())
        user = User(self.new_id(), username, bot)
        self.users[user.id] = user
        self.changed(SERVER_CHANGED)
        return user

    def user(self, user_id: int) -> User:
        return _found(self.users, user_id, errors.UNKNOWN_USER)

    def guild(self, guild_id: int) -> Guild:
        guild = _found(self.guilds, guild_id, errors.UNKNOWN_GUILD)
        if guild.unavailable:
            raise ApiError(errors.OUTAGE)
        return guild

    def channel(self, channel_id: int) -> Channel:
        channel = _found(self.channels, channel_id, errors.UNKNOWN_CHANNEL)
        if channel.guild_id is not None:
            self.guild(channel.guild_id)
        return channel

    def message(self, channel: Channel, message_id: int) -> Message:
        return _found(channel.messages, message_id, errors.UNKNOWN_MESSAGE)

    def stands(self, message: Message) -> bool:
        """Whether it is there still."""
        return message.channel_id in self.channels and message.id in self.channels[message.channel_id].messages

    def member(self, guild: Guild, user_id: int) -> Member:
        self.user(user_id)
        return _found(guild.members, user_id, errors.UNKNOWN_MEMBER)

    def role(self, guild: Guild, role_id: int) -> Role:
        return _found(guild.roles, role_id, errors.UNKNOWN_ROLE)

    # who may what

    def may(self, user_id: Id, channel: Channel) -> Permission:
        """What this user may do in this channel now; nothing where they are no member."""
        if channel.guild_id is None:
            return IN_DM if user_id in channel.recipients else NONE
        guild = self.guilds[channel.guild_id]
        member = guild.members.get(user_id)
        return in_channel(guild, channel, member, self.now()) if member else NONE

    def can_view(self, user_id: Id, channel: Channel) -> bool:
        if channel.guild_id is None:
            return user_id in channel.recipients
        guild = self.guilds[channel.guild_id]
        member = guild.members.get(user_id)
        return member is not None and can_view(guild, channel, member, self.now())

    def require(self, user_id: Id, channel: Channel, *needed: Permission) -> None:
        """Who cannot see the channel has no access (50001), who lacks more has no permission (50013)."""
        held = self.may(user_id, channel)
        if Permission.VIEW_CHANNEL not in held and not self.can_view(user_id, channel):
            raise ApiError(errors.MISSING_ACCESS)
        if any(permission not in held for permission in needed):
            raise ApiError(errors.MISSING_PERMISSIONS)

    def dm(self, one: Id, other: Id) -> Channel:
        """The direct channel of these two, opened on first use."""
        pair = frozenset((one, other))
        if pair not in self._dms:
            channel = Channel(self.new_id(), ChannelType.DM, recipients=(one, other))
            self._dms[pair] = self.channels[channel.id] = channel
        return self._dms[pair]

    def forget_files(self, messages: Iterable[Message]) -> None:
        """With its channel or its message a file is gone: it is no longer served."""
        for message in messages:
            for file in message.attachments:
                self.attachments.pop(file.id, None)

    def upload_limit_in(self, channel: Channel) -> int:
        """Bytes a file, by the guild's boosts; direct channels have none."""
        boosts = self.guilds[channel.guild_id].boosts if channel.guild_id is not None else 0
        return max(self.upload_limit, BOOSTED.get(boosts, 0))

    @property
    def largest_upload(self) -> int:
        """Bytes of the largest file that may be sent anywhere here."""
        return max([self.upload_limit, *(BOOSTED.get(each.boosts, 0) for each in self.guilds.values())])

    def share_a_guild(self, one: Id, other: Id) -> bool:
        return any(one in guild.members and other in guild.members for guild in self.guilds.values())


def wall_time() -> datetime:
    return datetime.now(UTC)


def _found(things: dict[Id, Thing], wanted: int, refusal: errors.Refusal) -> Thing:
    thing = things.get(Id(wanted))
    if thing is None:
        raise ApiError(refusal)
    return thing
