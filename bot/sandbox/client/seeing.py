"""What a person sees: messages, buttons, selects, forms and answers as frozen views. Nothing here acts."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from bot.sandbox.looks import cdn
from bot.sandbox.model import Id, Json, Message, MessageFlag, MessageType, OutcomeKind, User
from bot.sandbox.rules.components import LINK, ComponentType, walk
from bot.sandbox.world import World

_PARAGRAPH = 2  # the style of a text field of several lines


@dataclass(frozen=True)
class Button:
    label: str
    custom_id: str | None
    style: int
    disabled: bool
    url: str | None

    @property
    def is_link(self) -> bool:
        return self.style == LINK


@dataclass(frozen=True)
class Choice:
    label: str
    value: str
    description: str
    is_default: bool


@dataclass(frozen=True)
class Select:
    custom_id: str
    type: int
    placeholder: str
    options: tuple[Choice, ...]
    at_least: int
    at_most: int
    disabled: bool
    channel_types: tuple[int, ...] = ()


@dataclass(frozen=True)
class File:
    """`url` is good for a day: looked at later, the same file has another."""

    filename: str
    content: bytes
    url: str = field(compare=False)


@dataclass(frozen=True)
class Reacted:
    """How many reacted with this emoji, and whether this person is among them."""

    emoji: str
    count: int
    is_mine: bool


@dataclass(frozen=True)
class Seen:
    """A message at one moment, as one person sees it; `calls_me` is whether it pings them.

    `more` are the lines of what has no text of its own: stickers, a poll, what was forwarded.
    """

    id: Id
    channel_id: Id
    author_id: Id
    author: str
    content: str
    embeds: tuple[Json, ...]
    components: tuple[Json, ...]
    files: tuple[File, ...]
    at: datetime
    edited_at: datetime | None
    is_ephemeral: bool
    is_loading: bool
    calls_me: bool
    reply_to: Id | None
    more: tuple[str, ...] = ()
    reactions: tuple[Reacted, ...] = ()

    @property
    def buttons(self) -> tuple[Button, ...]:
        return tuple(_button(each) for each in walk(list(self.components)) if each["type"] == ComponentType.BUTTON)

    @property
    def selects(self) -> tuple[Select, ...]:
        return tuple(
            _select(each) for each in walk(list(self.components)) if 3 <= each["type"] <= 8 and each["type"] != 4
        )

    @property
    def text(self) -> str:
        """Everything there is to read, line by line: content, embeds, text components."""
        return "\n".join(line for line in self._lines() if line)

    def _lines(self) -> Iterator[str]:
        yield self.content
        yield from self.more
        for embed in self.embeds:
            yield from embed_lines(embed)
        for component in walk(list(self.components)):
            if component["type"] == ComponentType.TEXT:
                yield str(component["content"])


@dataclass(frozen=True)
class Field:
    """One field of a form; `default` is what stands in it when it opens, `is_long` a text of several lines."""

    custom_id: str
    label: str
    type: int
    required: bool
    at_least: int
    at_most: int
    default: str | None
    placeholder: str
    options: tuple[Choice, ...]
    description: str = ""
    is_long: bool = False
    channel_types: tuple[int, ...] = ()


@dataclass(frozen=True)
class Form:
    """A modal on the screen; `shape` is what the bot sent."""

    custom_id: str
    title: str
    fields: tuple[Field, ...]
    shape: Json
    interaction_id: Id


@dataclass(frozen=True)
class Response:
    """What the person saw within three seconds: `failed` reads "The application did not respond"."""

    kind: OutcomeKind
    message: Seen | None = None
    form: Form | None = None
    choices: tuple[Choice, ...] = ()


def seen(world: World, message: Message, by: User) -> Seen:
    shown = told(world, message)
    files = tuple(File(each.filename, each.content, cdn.address(world, each)) for each in shown.attachments)
    return Seen(
        id=message.id,
        channel_id=message.channel_id,
        author_id=message.author_id,
        author=world.users[message.author_id].username,
        content=shown.content,
        embeds=tuple(shown.embeds),
        components=tuple(message.components),
        files=files,
        at=message.sent_at,
        edited_at=message.edited_at,
        is_ephemeral=message.is_ephemeral,
        is_loading=message.is_loading,
        calls_me=calls(world, message, by),
        reply_to=message.reply_to,
        more=tuple(more_lines(shown)),
        reactions=tuple(Reacted(emoji, len(who), by.id in who) for emoji, who in message.reactions.items()),
    )


def told(world: World, message: Message) -> Message:
    """The first message of a thread shows the one that the thread grew from, while that is there."""
    source = message.source
    if message.type == MessageType.THREAD_STARTER and isinstance(source, Message) and world.stands(source):
        return source
    return message


def more_lines(message: Message) -> Iterator[str]:
    """A line for each thing without text of its own."""
    yield from (f"(sticker: {each.name})" for each in message.stickers)
    if message.poll is not None:
        yield f"(poll: {message.poll.question} {' / '.join(message.poll.answers)})"
    if isinstance(message.source, Message) and message.flags & MessageFlag.HAS_SNAPSHOT:
        yield f"(forwarded: {message.source.content})"


def embed_lines(embed: Json) -> Iterator[str]:
    """An embed as a person reads it, from top to bottom."""
    yield str(embed.get("author", {}).get("name", ""))
    yield str(embed.get("title", ""))
    yield str(embed.get("description", ""))
    for one in embed.get("fields", ()):
        yield f"{one['name']}: {one['value']}"
    yield str(embed.get("footer", {}).get("text", ""))


def form_of(shape: Json, interaction_id: Id) -> Form:
    fields = tuple(_field(*each) for each in _fields(shape["components"]))
    return Form(shape["custom_id"], shape["title"], fields, shape, interaction_id)


def calls(world: World, message: Message, by: User) -> bool:
    """Whether it pings this user: by name, by role, or with everyone."""
    if message.author_id == by.id:
        return False
    if message.mention_everyone or by.id in message.mentions:
        return True
    guild_id = world.channels[message.channel_id].guild_id if message.channel_id in world.channels else None
    member = world.guilds[guild_id].members.get(by.id) if guild_id is not None else None
    return member is not None and any(role in member.roles for role in message.mention_roles)


def _fields(parts: list[Json]) -> Iterator[tuple[str, str, Json]]:
    """Each field with its label and description, from rows as well as from labels."""
    for part in parts:
        if part["type"] == ComponentType.ROW:
            for field in part["components"]:
                yield field["label"], "", field
        if part["type"] == ComponentType.LABEL:
            yield part["label"], part.get("description") or "", part["component"]


def _field(label: str, description: str, part: Json) -> Field:
    is_text = part["type"] == ComponentType.TEXT_INPUT
    required = part.get("required") is not False
    least = part.get("min_length" if is_text else "min_values")
    most = part.get("max_length" if is_text else "max_values")
    return Field(
        custom_id=part["custom_id"],
        label=label,
        type=part["type"],
        required=required,
        at_least=least if least is not None else int(required),
        at_most=most if most is not None else (4000 if is_text else 1),
        default=part.get("value"),
        placeholder=part.get("placeholder") or "",
        options=choices(part.get("options") or []),
        description=description,
        is_long=is_text and part.get("style") == _PARAGRAPH,
        channel_types=tuple(part.get("channel_types") or ()),
    )


def choices(options: list[Json]) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            str(each.get("label", each.get("name"))),
            str(each["value"]),
            each.get("description") or "",
            bool(each.get("default")),
        )
        for each in options
    )


def _button(part: Json) -> Button:
    label = part.get("label") or part.get("emoji", {}).get("name", "")
    return Button(label, part.get("custom_id"), part["style"], bool(part.get("disabled")), part.get("url"))


def _select(part: Json) -> Select:
    return Select(
        part["custom_id"],
        part["type"],
        part.get("placeholder", ""),
        choices(part.get("options", [])),
        part.get("min_values", 1),
        part.get("max_values", 1),
        bool(part.get("disabled")),
        tuple(part.get("channel_types") or ()),
    )
