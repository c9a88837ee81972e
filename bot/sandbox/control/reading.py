"""A message as a person sees it. Most of it is the same for all; what differs is its Stance."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.sandbox.client import seeing
from bot.sandbox.control import views
from bot.sandbox.control.showing import guild_of, somebody
from bot.sandbox.looks import cdn, message_objects
from bot.sandbox.model import (
    Attachment,
    Channel,
    Guild,
    Id,
    InteractionType,
    Message,
    MessageFlag,
    MessageType,
    User,
)
from bot.sandbox.permissions import Permission
from bot.sandbox.rules.commands import CHAT
from bot.sandbox.rules.components import walk
from bot.sandbox.world import World

LINE = 120  # characters of a message that is quoted

_MENTION = re.compile(r"<(@!?|@&|#)(\d{1,20})>")


class Stance(NamedTuple):
    """What of a message is this person's own: two with the same stance see the same."""

    calls_me: bool
    may_edit: bool
    may_delete: bool
    visible: frozenset[Id]  # of the channels that it mentions or has begun
    mine: frozenset[str]  # the emojis of this person's reactions


def stance(world: World, by: User, may: Permission, message: Message) -> Stance:
    """`may` is what they may do in its channel."""
    is_mine = message.author_id == by.id
    manages = Permission.MANAGE_MESSAGES in may and world.channels[message.channel_id].guild_id is not None
    return Stance(
        calls_me=seeing.calls(world, message, by),
        may_edit=is_mine and message.type in (MessageType.PLAIN, MessageType.REPLY),
        may_delete=is_mine or manages or message.is_ephemeral,
        visible=frozenset(each.id for each in _channels_of(world, message) if world.can_view(by.id, each)),
        mine=frozenset(emoji for emoji, who in message.reactions.items() if by.id in who),
    )


def message_view(world: World, by: User, message: Message) -> views.Message:
    return page_view(world, by, world.channels[message.channel_id], [message])[0]


def page_view(world: World, by: User, channel: Channel, messages: Sequence[Message]) -> list[views.Message]:
    """All of one channel."""
    may = world.may(by.id, channel)
    return [shown(world, channel, each, stance(world, by, may, each)) for each in messages]


def shown(world: World, channel: Channel, message: Message, to: Stance) -> views.Message:
    guild = guild_of(world, channel.guild_id)
    told = seeing.told(world, message)
    return views.Message(
        id=str(message.id),
        channel_id=str(channel.id),
        author=somebody(world, world.users[message.author_id], guild),
        text=told.content,
        names=dict(_names(world, guild, told, to)),
        embeds=[message_objects.embed(world, told, each) for each in told.embeds],
        components=told.components,
        files=[_file(world, each) for each in told.attachments],
        reactions=[
            views.Reaction(emoji=emoji, count=len(who), is_mine=emoji in to.mine)
            for emoji, who in message.reactions.items()
        ],
        more=list(seeing.more_lines(told)),
        at=message.sent_at,
        edited_at=message.edited_at,
        reply_to=_quoted(world, channel, guild, message.reply_to),
        command=_command(world, guild, message),
        thread_id=_thread_of(world, message, to),
        is_ephemeral=message.is_ephemeral,
        is_loading=message.is_loading,
        calls_me=to.calls_me,
        may_edit=to.may_edit,
        may_delete=to.may_delete,
    )


def _texts(message: Message) -> Iterator[str]:
    """Everything in which a mention may stand."""
    yield message.content
    for embed in message.embeds:
        yield from (str(embed.get(key) or "") for key in ("title", "description"))
        yield from (f"{each['name']} {each['value']}" for each in embed.get("fields") or [])
    yield from (str(each.get("content") or "") for each in walk(message.components))


def _mentions(world: World, message: Message) -> Iterator[re.Match[str]]:
    for text in _texts(seeing.told(world, message)):
        if "<" in text:
            yield from _MENTION.finditer(text)


def _channels_of(world: World, message: Message) -> Iterator[Channel]:
    named = [Id(int(each[2])) for each in _mentions(world, message) if each[1] == "#"]
    begun = [message.source.id] if isinstance(message.source, Channel) else [Id(message.id)]
    yield from (world.channels[each] for each in (*named, *begun) if each in world.channels)


def _names(world: World, guild: Guild | None, message: Message, to: Stance) -> Iterator[tuple[str, str]]:
    """What is not there, or hidden from this person, has no name."""
    for mention in _mentions(world, message):
        thing = Id(int(mention[2]))
        match mention[1]:
            case "#":
                if thing in to.visible:
                    yield mention[0], world.channels[thing].name
            case "@&":
                if guild is not None and thing in guild.roles:
                    yield mention[0], guild.roles[thing].name
            case _:
                if thing in world.users:
                    yield mention[0], somebody(world, world.users[thing], guild).name


def _quoted(world: World, channel: Channel, guild: Guild | None, reply_to: Id | None) -> views.Quoted | None:
    if reply_to is None:
        return None
    message = channel.messages.get(reply_to)
    if message is None or message.is_ephemeral:
        return views.Quoted(id=str(reply_to))
    line = next((each for each in _texts(message) if each), "").partition("\n")[0]
    author = somebody(world, world.users[message.author_id], guild)
    return views.Quoted(id=str(reply_to), author=author, text=line if len(line) <= LINE else line[: LINE - 1] + "…")


def _command(world: World, guild: Guild | None, message: Message) -> str | None:
    origin = message.interaction
    if origin is None or origin.type is not InteractionType.COMMAND:
        return None
    sign = "/" if origin.payload["data"].get("type", CHAT) == CHAT else ""
    return f"{somebody(world, world.users[origin.user_id], guild).name} used {sign}{origin.name}"


def _thread_of(world: World, message: Message, to: Stance) -> str | None:
    begun = Id(message.id) if message.flags & MessageFlag.HAS_THREAD else None
    if isinstance(message.source, Channel):
        begun = message.source.id
    return str(begun) if begun in to.visible else None


def _file(world: World, one: Attachment) -> views.File:
    return views.File(
        id=str(one.id),
        name=one.filename,
        url=cdn.address(world, one),
        size=len(one.content),
        type=one.content_type,
        description=one.description,
    )
