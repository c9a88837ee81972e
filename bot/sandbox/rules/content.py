"""What a message holds: its text with whom it calls, its files, embeds and buttons, taken over from a request."""

import mimetypes
import re

from bot.sandbox.model import Attachment, Channel, Id, Json, Message, Upload
from bot.sandbox.permissions import Permission
from bot.sandbox.rules.components import numbered
from bot.sandbox.world import World

_USER_MENTION = re.compile(r"<@!?(\d+)>")
_ROLE_MENTION = re.compile(r"<@&(\d+)>")
_EVERYONE = re.compile(r"@(everyone|here)\b")


def fill(world: World, message: Message, channel: Channel, body: Json, uploads: tuple[Upload, ...]) -> None:
    """Takes over what the body names; a file that the body keeps stays, a new one gets its id."""
    if "content" in body:
        message.content = (body["content"] or "").strip()
    if uploads or "attachments" in body:
        message.attachments = _attachments(world, message, body, uploads)
    if "embeds" in body:
        message.embeds = [_embed(each) for each in body["embeds"] or []]
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


def _embed(embed: Json) -> Json:
    """The embed as Discord gives it back: a rich one, `inline` filled in."""
    shape = {"type": "rich", **{key: value for key, value in embed.items() if value is not None and key != "type"}}
    if "fields" in shape:
        shape["fields"] = [{"inline": False, **field_} for field_ in shape["fields"]]
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
