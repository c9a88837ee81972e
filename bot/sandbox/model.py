"""The things of this Discord: users, guilds, roles, channels, messages, commands. Records only; nothing here acts."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Any, TypeAlias

from bot.sandbox.enclosures import Attachment as Attachment
from bot.sandbox.enclosures import Poll as Poll
from bot.sandbox.enclosures import Sticker as Sticker
from bot.sandbox.enclosures import Upload as Upload
from bot.sandbox.snowflake import Id as Id
from bot.sandbox.snowflake import moment_of
from bot.sandbox.timeline import Timeline

Json: TypeAlias = dict[str, Any]


class ChannelType(IntEnum):
    TEXT = 0
    DM = 1
    VOICE = 2
    CATEGORY = 4
    PUBLIC_THREAD = 11
    PRIVATE_THREAD = 12


THREADS = (ChannelType.PUBLIC_THREAD, ChannelType.PRIVATE_THREAD)


class OverwriteType(IntEnum):
    ROLE = 0
    MEMBER = 1


class InteractionType(IntEnum):
    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL_SUBMIT = 5


class MessageType(IntEnum):
    PLAIN = 0
    THREAD_CREATED = 18
    REPLY = 19
    COMMAND_ANSWER = 20
    THREAD_STARTER = 21


class MessageFlag(IntEnum):
    SUPPRESS_EMBEDS = 1 << 2
    HAS_THREAD = 1 << 5
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    SUPPRESS_NOTIFICATIONS = 1 << 12
    HAS_SNAPSHOT = 1 << 14
    COMPONENTS_V2 = 1 << 15


@dataclass
class User:
    id: Id
    username: str
    bot: bool = False
    dms_open: bool = True


@dataclass
class Role:
    id: Id
    name: str
    permissions: int = 0
    position: int = 0
    color: int = 0
    hoist: bool = False
    mentionable: bool = False
    managed: bool = False


@dataclass
class Member:
    user_id: Id
    joined_at: datetime
    roles: list[Id] = field(default_factory=list)
    nick: str | None = None
    timed_out_until: datetime | None = None

    def is_timed_out(self, now: datetime) -> bool:
        return self.timed_out_until is not None and self.timed_out_until > now


@dataclass(frozen=True)
class Overwrite:
    id: Id
    type: OverwriteType
    allow: int = 0
    deny: int = 0


@dataclass
class Message:
    """`reactions` are by emoji, each with who reacted so, in the order in which they came; none is empty."""

    id: Id
    channel_id: Id
    author_id: Id
    content: str = ""
    type: int = 0
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    mentions: list[Id] = field(default_factory=list)
    mention_roles: list[Id] = field(default_factory=list)
    mention_everyone: bool = False
    flags: int = 0
    nonce: str | int | None = None
    reply_to: Id | None = None
    stickers: tuple[Sticker, ...] = ()
    poll: Poll | None = None
    source: "Message | Channel | None" = None
    edited_at: datetime | None = None
    reactions: dict[str, list[Id]] = field(default_factory=dict)
    pinned: bool = False
    seen_only_by: Id | None = None
    interaction: "Interaction | None" = None

    @property
    def sent_at(self) -> datetime:
        return moment_of(self.id)

    @property
    def is_ephemeral(self) -> bool:
        return bool(self.flags & MessageFlag.EPHEMERAL)

    @property
    def is_loading(self) -> bool:
        return bool(self.flags & MessageFlag.LOADING)


@dataclass
class Thread:
    """What makes a channel a thread; it hangs at the channel's `parent_id` and sleeps `rest` after the last word."""

    owner_id: Id
    rest: timedelta = timedelta(days=3)
    archived_at: datetime | None = None
    locked: bool = False
    invitable: bool = True
    members: dict[Id, datetime] = field(default_factory=dict)
    said: int = 0


@dataclass
class Channel:
    """`news` counts what came, changed and went among its messages."""

    id: Id
    type: ChannelType
    name: str = ""
    guild_id: Id | None = None
    topic: str | None = None
    parent_id: Id | None = None
    position: int = 0
    nsfw: bool = False
    rate_limit_per_user: int = 0
    overwrites: dict[Id, Overwrite] = field(default_factory=dict)
    messages: Timeline[Message] = field(default_factory=Timeline)
    recipients: tuple[Id, ...] = ()
    last_message_id: Id | None = None
    renamed_at: list[datetime] = field(default_factory=list)
    news: int = 0
    thread: Thread | None = None
    most_channels: int = 50

    def is_archived(self, now: datetime) -> bool:
        """By hand, or because nobody has said anything in the thread for long: of the latter nobody is told here."""
        if self.thread is None:
            return False
        return (
            self.thread.archived_at is not None or moment_of(self.last_message_id or self.id) + self.thread.rest < now
        )


@dataclass
class Guild:
    id: Id
    name: str
    owner_id: Id
    most_channels: int = 500
    boosts: int = 0
    roles: dict[Id, Role] = field(default_factory=dict)
    members: dict[Id, Member] = field(default_factory=dict)
    channels: dict[Id, Channel] = field(default_factory=dict)
    threads: dict[Id, Channel] = field(default_factory=dict)
    bans: set[Id] = field(default_factory=set)
    unavailable: bool = False


@dataclass
class Application:
    """The bot's side of this Discord: its user, its secret, and the privileged intents it may ask for."""

    id: Id
    user: User
    token: str
    privileged_intents: int


@dataclass
class Command:
    id: Id
    version: Id
    guild_id: Id | None
    definition: Json

    @property
    def name(self) -> str:
        return str(self.definition["name"])

    @property
    def type(self) -> int:
        return int(self.definition.get("type") or 1)


class OutcomeKind(StrEnum):
    """What the person saw the bot do with an interaction.

    `deferred`: it is thinking, or took note in silence; `failed`: it did not respond within three seconds.
    """

    MESSAGE = "message"
    DEFERRED = "deferred"
    FORM = "form"
    UPDATE = "update"
    CHOICES = "choices"
    FAILED = "failed"


@dataclass(frozen=True)
class Outcome:
    kind: OutcomeKind
    message: Message | None = None
    form: Json | None = None
    choices: tuple[Json, ...] = ()


@dataclass(eq=False)
class Interaction:
    """One press, command or form: `answered_with` is the callback's type once the bot acknowledged it."""

    id: Id
    token: str
    type: InteractionType
    user_id: Id
    channel_id: Id
    guild_id: Id | None
    born: float
    payload: Json = field(default_factory=dict)
    name: str = ""
    message: Message | None = None
    parent: "Interaction | None" = None
    answered_with: int | None = None
    original: Message | None = None
    expired: bool = False
    watchers: list[Callable[[Outcome], None]] = field(default_factory=list)
