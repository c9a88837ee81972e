"""Messages come, change and go here, whoever acts: the bot by REST, its answers to interactions, or a person."""

import mimetypes
import re
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import takewhile

from bot.sandbox import errors, limits, news
from bot.sandbox.components import numbered
from bot.sandbox.errors import ApiError
from bot.sandbox.model import (
    Attachment,
    Channel,
    ChannelType,
    Id,
    Interaction,
    Json,
    Message,
    MessageFlag,
    Upload,
    User,
)
from bot.sandbox.permissions import Permission
from bot.sandbox.world import World

# How long a nonce is remembered: "the past few minutes", by story time because that is what the desk's retries live in.
NONCE_WINDOW = timedelta(minutes=5)
BULK_MOST = 100
BULK_AGE = timedelta(days=14)

_SETTABLE = MessageFlag.SUPPRESS_EMBEDS | MessageFlag.SUPPRESS_NOTIFICATIONS | MessageFlag.COMPONENTS_V2
_USER_MENTION = re.compile(r"<@!?(\d+)>")
_ROLE_MENTION = re.compile(r"<@&(\d+)>")
_EVERYONE = re.compile(r"@(everyone|here)\b")
_REPLY, _PLAIN, _COMMAND_ANSWER = 19, 0, 20


@dataclass(frozen=True)
class Draft:
    """A message that somebody wants to send."""

    body: Json
    uploads: tuple[Upload, ...] = ()
    interaction: Interaction | None = None
    flags: int = 0
    seen_only_by: Id | None = None
    reply_to: Id | None = field(default=None)


def send(world: World, author: User, channel: Channel, draft: Draft) -> Message:
    """Sends where the author may write; a nonce that was enforced and used minutes ago returns that message instead."""
    _require_may_write(world, author, channel, draft)
    limits.check_message(draft.body)
    limits.check_uploads(draft.uploads, world.upload_limit)
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
    )
    _fill(world, message, channel, body, draft.uploads)
    _require_something(message)
    channel.messages[message.id] = message
    if not message.is_ephemeral:
        channel.last_message_id = message.id
    news.message_created(world, message)
    return message


def edit(
    world: World, actor: User, channel: Channel, message: Message, body: Json, uploads: tuple[Upload, ...]
) -> None:
    """Changes one's own message; what the body does not name stays."""
    world.require(actor.id, channel)
    if message.author_id != actor.id:
        raise ApiError(errors.NOT_THE_AUTHOR)
    change(world, channel, message, body, uploads)


def change(world: World, channel: Channel, message: Message, body: Json, uploads: tuple[Upload, ...] = ()) -> None:
    limits.check_message({"flags": message.flags, **body})
    limits.check_uploads(uploads, world.upload_limit)
    changed = Message(**{**vars(message), "flags": message.flags & ~MessageFlag.LOADING})
    _fill(world, changed, channel, body, uploads)
    _require_something(changed)
    was_loading = message.is_loading
    vars(message).update(vars(changed))
    message.edited_at = message.edited_at if was_loading else world.now()
    news.message_edited(world, message)


def delete(world: World, actor: User, channel: Channel, message: Message) -> None:
    """One's own, or with Manage Messages anybody's."""
    world.require(actor.id, channel)
    if message.author_id != actor.id:
        world.require(actor.id, channel, Permission.MANAGE_MESSAGES)
        if channel.type is ChannelType.DM:
            raise ApiError(errors.IN_A_DM)
    remove(world, channel, message)


def remove(world: World, channel: Channel, message: Message) -> None:
    del channel.messages[message.id]
    if not message.is_ephemeral:
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
    if found:
        news.messages_deleted(world, channel, [message.id for message in found], in_bulk=True)


def _require_may_write(world: World, author: User, channel: Channel, draft: Draft) -> None:
    if channel.type is ChannelType.CATEGORY:
        raise ApiError(errors.NOT_A_TEXT_CHANNEL)
    needed = [Permission.SEND_MESSAGES]
    if draft.uploads:
        needed.append(Permission.ATTACH_FILES)
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
    recent = takewhile(lambda message: message.sent_at >= since, reversed(channel.messages.values()))
    return next((each for each in recent if each.author_id == author.id and each.nonce == body["nonce"]), None)


def _type_of(draft: Draft) -> int:
    if draft.reply_to is not None:
        return _REPLY
    return _COMMAND_ANSWER if draft.interaction is not None and draft.interaction.name else _PLAIN


def _fill(world: World, message: Message, channel: Channel, body: Json, uploads: tuple[Upload, ...]) -> None:
    """Takes over what the body names; a file that the body keeps stays, a new one gets its id."""
    if "content" in body:
        message.content = (body["content"] or "").strip()
    if uploads or "attachments" in body:
        message.attachments = _attachments(world, message, body, uploads)
    if "embeds" in body:
        message.embeds = [_embed(world, message, each) for each in body["embeds"] or []]
    if "components" in body:
        message.components = numbered(body["components"] or [])
    if "content" in body or "allowed_mentions" in body:
        _fill_mentions(world, message, channel, body.get("allowed_mentions"))


def _attachments(world: World, message: Message, body: Json, uploads: tuple[Upload, ...]) -> list[Attachment]:
    named = {str(each["id"]): each for each in body.get("attachments") or []}
    kept = [each for each in message.attachments if "attachments" not in body or str(each.id) in named]
    for upload in uploads:
        told = named.get(upload.index, {})
        name = str(told.get("filename") or upload.filename).replace("/", "_")
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        described = told.get("description") or upload.description
        file = Attachment(
            world.new_id(), message.channel_id, name, upload.content, kind, described, message.is_ephemeral
        )
        world.attachments[file.id] = file
        kept.append(file)
    return kept


def _embed(world: World, message: Message, embed: Json) -> Json:
    """The embed as Discord gives it back: a rich one, `inline` filled in, `attachment://` resolved to the CDN."""
    shape = {"type": "rich", **{key: value for key, value in embed.items() if value is not None and key != "type"}}
    if "fields" in shape:
        shape["fields"] = [{"inline": False, **field_} for field_ in shape["fields"]]
    for key in ("image", "thumbnail"):
        name = str(shape.get(key, {}).get("url", "")).removeprefix("attachment://")
        file = next((each for each in message.attachments if each.filename == name), None)
        if file is not None:
            address = f"{world.base_url}/cdn/attachments/{file.channel_id}/{file.id}/{file.filename}"
            shape[key] = {"url": address, "proxy_url": address}
    return shape


def _fill_mentions(world: World, message: Message, channel: Channel, allowed: Json | None) -> None:
    """Whom the text calls, as far as it is allowed to call them and the author may."""
    users = [Id(int(each)) for each in _USER_MENTION.findall(message.content)]
    roles = [Id(int(each)) for each in _ROLE_MENTION.findall(message.content)]
    message.mentions = [
        each for each in dict.fromkeys(users) if each in world.users and _allows(allowed, "users", each)
    ]
    answered = channel.messages.get(message.reply_to) if message.reply_to else None
    if answered is not None and (allowed is None or allowed.get("replied_user", False)):
        message.mentions = list(dict.fromkeys([*message.mentions, answered.author_id]))
    may_call_all = Permission.MENTION_EVERYONE in world.may(message.author_id, channel)
    everyone = _EVERYONE.search(message.content) is not None
    message.mention_everyone = everyone and may_call_all and _allows(allowed, "everyone", None)
    known = world.guilds[channel.guild_id].roles if channel.guild_id is not None else {}
    message.mention_roles = [
        each
        for each in dict.fromkeys(roles)
        if each in known and (may_call_all or known[each].mentionable) and _allows(allowed, "roles", each)
    ]


def _allows(allowed: Json | None, kind: str, wanted: Id | None) -> bool:
    if allowed is None:
        return True
    named = {int(each) for each in allowed.get(kind) or []}
    return kind in (allowed.get("parse") or []) or wanted in named


def _require_something(message: Message) -> None:
    if message.is_loading:
        return
    if not (message.content or message.embeds or message.attachments or message.components):
        raise ApiError(errors.EMPTY_MESSAGE)
