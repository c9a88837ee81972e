"""Messages come, change and go here, whoever acts: the bot by REST, its answers to interactions, or a person."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import takewhile

from bot.sandbox import errors
from bot.sandbox.errors import ApiError
from bot.sandbox.model import (
    Channel,
    ChannelType,
    Id,
    Interaction,
    Json,
    Message,
    MessageFlag,
    MessageType,
    Poll,
    Sticker,
    Thread,
    Upload,
    User,
)
from bot.sandbox.permissions import Permission
from bot.sandbox.rules import limits, news
from bot.sandbox.rules.content import fill
from bot.sandbox.world import World

# How long a nonce is remembered: "the past few minutes", by story time because that is what the desk's retries live in.
NONCE_WINDOW = timedelta(minutes=5)
BULK_MOST = 100
BULK_AGE = timedelta(days=14)

_SAID = (MessageType.PLAIN, MessageType.REPLY, MessageType.COMMAND_ANSWER)
_SETTABLE = MessageFlag.SUPPRESS_EMBEDS | MessageFlag.SUPPRESS_NOTIFICATIONS | MessageFlag.COMPONENTS_V2


@dataclass(frozen=True)
class Draft:
    """A message that somebody wants to send."""

    body: Json
    uploads: tuple[Upload, ...] = ()
    interaction: Interaction | None = None
    flags: int = 0
    seen_only_by: Id | None = None
    reply_to: Id | None = None
    stickers: tuple[Sticker, ...] = ()
    poll: Poll | None = None
    forwarded: Message | None = None


def send(world: World, author: User, channel: Channel, draft: Draft) -> Message:
    """Sends where the author may write; a nonce that was enforced and used minutes ago returns that message instead."""
    _require_may_write(world, author, channel, draft)
    limits.check_message(draft.body)
    limits.check_uploads(draft.uploads, world.upload_limit_in(channel))
    if (twin := _same_nonce(world, author, channel, draft.body)) is not None:
        return twin
    return place(world, author, channel, draft)


def place(world: World, author: User, channel: Channel, draft: Draft) -> Message:
    """Puts the message there without asking for leave: interactions are answered also where the bot cannot write."""
    body = draft.body
    message = Message(
        id=world.new_id(),
        channel_id=channel.id,
        author_id=author.id,
        type=_type_of(draft),
        nonce=body.get("nonce"),
        flags=draft.flags | (int(body.get("flags") or 0) & _SETTABLE),
        seen_only_by=draft.seen_only_by,
        interaction=draft.interaction,
        reply_to=draft.reply_to,
        stickers=draft.stickers,
        poll=draft.poll,
        source=draft.forwarded,
    )
    message.flags |= MessageFlag.HAS_SNAPSHOT if draft.forwarded else 0
    fill(world, message, channel, body, draft.uploads)
    _require_something(message)
    put(world, channel, message)
    return message


def put(world: World, channel: Channel, message: Message) -> None:
    """The message stands; a thread wakes, and whoever writes in one is in it."""
    channel.messages[message.id] = message
    if not message.is_ephemeral:
        channel.last_message_id = message.id
    if channel.thread is not None:
        _stir(world, channel, channel.thread, world.users[message.author_id])
        _call_in(world, channel, message)
    news.message_created(world, message)


def require_said_to_all(message: Message) -> None:
    """What others shall see it by: for one alone it is unknown, and what Discord itself says begins nothing."""
    if message.is_ephemeral:
        raise ApiError(errors.UNKNOWN_MESSAGE)
    if message.type not in _SAID:
        raise ApiError(errors.ON_A_SYSTEM_MESSAGE)


def let_in(world: World, thread: Channel, user: User) -> None:
    """Twice is once."""
    if thread.thread is not None and user.id not in thread.thread.members:
        thread.thread.members[user.id] = world.now()
        news.thread_members_changed(world, thread, added=user)


def _stir(world: World, channel: Channel, thread: Thread, author: User) -> None:
    thread.said += 1
    if thread.archived_at is not None:
        thread.archived_at = None
        news.thread_changed(world, channel)
    let_in(world, channel, author)


def _call_in(world: World, channel: Channel, message: Message) -> None:
    """Whom a message in a thread calls is in it from then on; into a closed private one only who manages threads."""
    if channel.thread is None or channel.guild_id is None or message.is_ephemeral:
        return
    is_closed = channel.type is ChannelType.PRIVATE_THREAD and not channel.thread.invitable
    if is_closed and Permission.MANAGE_THREADS not in world.may(message.author_id, channel):
        return
    guild = world.guilds[channel.guild_id]
    for each in message.mentions:
        if each in guild.members and world.can_view(each, world.channels[channel.parent_id or channel.id]):
            let_in(world, channel, world.users[each])


def edit(
    world: World, actor: User, channel: Channel, message: Message, body: Json, uploads: tuple[Upload, ...]
) -> None:
    """Changes one's own message, where the thread is awake; what the body does not name stays."""
    world.require(actor.id, channel)
    if message.author_id != actor.id:
        raise ApiError(errors.NOT_THE_AUTHOR)
    if message.type not in _SAID:
        raise ApiError(errors.ON_A_SYSTEM_MESSAGE)
    if channel.is_archived(world.now()):
        raise ApiError(errors.THREAD_ARCHIVED)
    change(world, channel, message, body, uploads)


def change(world: World, channel: Channel, message: Message, body: Json, uploads: tuple[Upload, ...] = ()) -> None:
    limits.check_message({"flags": message.flags, **body})
    limits.check_uploads(uploads, world.upload_limit_in(channel))
    changed = Message(**{**vars(message), "flags": message.flags & ~MessageFlag.LOADING})
    fill(world, changed, channel, body, uploads)
    _require_something(changed)
    was_loading = message.is_loading
    vars(message).update(vars(changed))
    _call_in(world, channel, message)
    message.edited_at = message.edited_at if was_loading else world.now()
    news.message_edited(world, message)


def delete(world: World, actor: User, channel: Channel, message: Message) -> None:
    """One's own, or with Manage Messages anybody's; what a thread begins with stays."""
    world.require(actor.id, channel)
    if message.type == MessageType.THREAD_STARTER:
        raise ApiError(errors.ON_A_SYSTEM_MESSAGE)
    if message.author_id != actor.id:
        world.require(actor.id, channel, Permission.MANAGE_MESSAGES)
        if channel.type is ChannelType.DM:
            raise ApiError(errors.IN_A_DM)
    remove(world, channel, message)


def remove(world: World, channel: Channel, message: Message) -> None:
    del channel.messages[message.id]
    world.forget_files([message])
    if message.is_ephemeral:
        news.message_dismissed(world, channel, message)
    else:
        news.messages_deleted(world, channel, [message.id], in_bulk=False)


def delete_many(world: World, actor: User, channel: Channel, ids: list[Id]) -> None:
    """Two to a hundred, none older than two weeks; ids that are gone already are passed over."""
    world.require(actor.id, channel, Permission.MANAGE_MESSAGES)
    if not 2 <= len(ids) <= BULK_MOST:
        raise ApiError(errors.WRONG_BULK_COUNT)
    found = [channel.messages[each] for each in ids if each in channel.messages]
    if any(message.sent_at < world.now() - BULK_AGE for message in found):
        raise ApiError(errors.BULK_TOO_OLD)
    for message in found:
        del channel.messages[message.id]
    world.forget_files(found)
    if found:
        news.messages_deleted(world, channel, [message.id for message in found], in_bulk=True)


def _require_may_write(world: World, author: User, channel: Channel, draft: Draft) -> None:
    if channel.type is ChannelType.CATEGORY:
        raise ApiError(errors.NOT_A_TEXT_CHANNEL)
    needed = [Permission.SEND_MESSAGES]
    if draft.uploads:
        needed.append(Permission.ATTACH_FILES)
    if draft.poll is not None:
        needed.append(Permission.SEND_POLLS)
    if draft.reply_to is not None:
        needed.append(Permission.READ_MESSAGE_HISTORY)
    world.require(author.id, channel, *needed)
    if channel.type is ChannelType.DM:
        _require_open_dm(world, author, channel)


def _require_open_dm(world: World, author: User, channel: Channel) -> None:
    other = next(world.users[each] for each in channel.recipients if each != author.id)
    if not world.share_a_guild(author.id, other.id):
        raise ApiError(errors.NO_MUTUAL_GUILD)
    if not other.dms_open:
        raise ApiError(errors.CANNOT_SEND_TO_USER)


def _same_nonce(world: World, author: User, channel: Channel, body: Json) -> Message | None:
    if not body.get("enforce_nonce") or body.get("nonce") is None:
        return None
    since = world.now() - NONCE_WINDOW
    recent = takewhile(lambda message: message.sent_at >= since, channel.messages.newest())
    return next((each for each in recent if each.author_id == author.id and each.nonce == body["nonce"]), None)


def _type_of(draft: Draft) -> int:
    if draft.reply_to is not None:
        return MessageType.REPLY
    is_command = draft.interaction is not None and draft.interaction.name
    return MessageType.COMMAND_ANSWER if is_command else MessageType.PLAIN


def _require_something(message: Message) -> None:
    if message.is_loading:
        return
    more = message.stickers or message.poll or message.source
    if not (message.content or message.embeds or message.attachments or message.components or more):
        raise ApiError(errors.EMPTY_MESSAGE)
