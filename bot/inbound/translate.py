"""From Discord's payloads, as the wire brings them, to our nouns. Pure: no call, no cache, no clock.

What is said and who is there; what people ask for has a module of its own (asking).

A payload is read once, here; a key that Discord promises and does not send raises KeyError, which the gateway's fence
answers by connecting anew: nothing is lost, because history is read after it.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from actors.ports import Presence
from models.commands import Delete, Edit, Post
from models.ids import Address, ChannelId, FileId, GuildId, MessageId, RoleId, UserId, address
from models.message import Attachment, Embed, EmbedField, Piece, Thread, Written
from models.moment import Moment, moment, said_at
from models.person import Person

Payload = Mapping[str, Any]
IsAdmin = Callable[[UserId, tuple[RoleId, ...]], bool]

WORDS = frozenset({0, 19, 20, 23})  # message types that somebody wrote: default, reply, and the answers to commands
REPLY = 19
TEXT_DISPLAY = 10  # a component that is nothing but text
EPHEMERAL = 1 << 6
ADMINISTRATOR, MANAGE_GUILD = 1 << 3, 1 << 5
TEXT_CHANNEL, PRIVATE_THREAD = 0, 12  # Discord's types of channels
ADDRESS = re.compile(r"(?<![\d-])\d+-\d+(?![\d-])")


def may_administer(permissions: int) -> bool:
    """Whoever holds these permissions (a bit field) counts as an administrator of the desk."""
    return bool(permissions & (ADMINISTRATOR | MANAGE_GUILD))


def is_said(message: Payload) -> bool:
    """Somebody wrote it for all to see: no notice of Discord's own (a pin, a join), no answer for one person only."""
    return message.get("type", 0) in WORDS and not message.get("flags", 0) & EPHEMERAL


def post(message: Payload, is_admin: IsAdmin) -> Post | None:
    """What was just said; None for what nobody said."""
    return Post(written(message, author(message, is_admin))) if is_said(message) else None


def edit(message: Payload, is_admin: IsAdmin) -> Edit | None:
    """A message as it reads now; None where its words did not change (a link was unfurled, it was pinned)."""
    if not is_said(message) or "author" not in message or not message.get("edited_timestamp"):
        return None
    return Edit(written(message, author(message, is_admin)))


def deletes(event: Payload, now: Moment) -> tuple[Delete, ...]:
    """One message deleted, or a bulk of them; `now` is when that was heard."""
    ids: Sequence[str] = event["ids"] if "ids" in event else (event["id"],)
    return tuple(Delete(int(one), now) for one in ids)


def channel_of(event: Payload) -> ChannelId:
    return ChannelId(int(event["channel_id"]))


def guild_of(event: Payload) -> GuildId | None:
    """None in direct messages."""
    guild = event.get("guild_id")
    return GuildId(int(guild)) if guild else None


def user_of(event: Payload) -> UserId:
    return UserId(int(event["user"]["id"]))


def presence(member: Payload, now: Moment) -> Presence:
    """A member is in the server; a time-out that is over is none."""
    until = member.get("communication_disabled_until")
    muted = moment(datetime.fromisoformat(until)) if until else None
    return Presence(True, muted if muted and muted > now else None)


def author(message: Payload, is_admin: IsAdmin) -> Person:
    """Who said it, with the roles held at that moment; history carries no member, and so no roles."""
    return member(message["author"], message.get("member"), is_admin, from_webhook="webhook_id" in message)


def member(user: Payload, membership: Payload | None, is_admin: IsAdmin, *, from_webhook: bool = False) -> Person:
    """Somebody of a guild; without a membership there are no roles."""
    id = UserId(int(user["id"]))
    roles = tuple(RoleId(int(role)) for role in (membership or {}).get("roles", ()))
    nick = (membership or {}).get("nick")
    return Person(
        id=id,
        name=nick or user.get("global_name") or user["username"],
        roles=roles,
        is_admin=membership is not None and is_admin(id, roles),
        is_bot=bool(user.get("bot")) or from_webhook,
    )


def written(message: Payload, author: Person, thread: Thread | None = None) -> Written:
    """The message as it stands, in the ticket's channel or in a thread of it; a forward brings its files along."""
    id, edited = MessageId(int(message["id"])), message.get("edited_timestamp")
    return Written(
        id=id,
        at=said_at(id),
        author=author,
        text=message["content"],
        edited_at=moment(datetime.fromisoformat(edited)) if edited else None,
        embeds=(*map(_embed, message["embeds"]), *_beside_text(message), *_forwarded(message)),
        attachments=tuple(_attachments(message)),
        reply_to=_reply_to(message),
        thread=thread,
    )


def _embed(embed: Payload) -> Embed:
    return Embed(
        title=embed.get("title") or "",
        description=embed.get("description") or "",
        fields=tuple(EmbedField(one["name"], one["value"]) for one in embed.get("fields", ())),
        footer=(embed.get("footer") or {}).get("text") or "",
        colour=embed.get("color"),
        author=(embed.get("author") or {}).get("name") or "",
    )


def _beside_text(message: Payload) -> Iterator[Embed]:
    """What an application laid out in parts, stickers, and a poll."""
    if parts := "\n".join(_laid_out(message.get("components", ()))):
        yield Embed(description=parts)
    for sticker in message.get("sticker_items", ()):
        yield Embed(sticker["name"], kind=Piece.STICKER)
    if poll := message.get("poll"):
        yield _poll(poll)


def _laid_out(components: Sequence[Payload]) -> Iterator[str]:
    for part in components:
        if part.get("type") == TEXT_DISPLAY:
            yield str(part.get("content", ""))
        yield from _laid_out(part.get("components", ()))


def _poll(poll: Payload) -> Embed:
    """Votes come and go unheard; only those that were counted in the end are told."""
    results = poll.get("results") or {}
    counts = {one["id"]: one["count"] for one in results.get("answer_counts", ())}
    is_counted = bool(results.get("is_finalized"))
    answers = ((one.get("answer_id"), one.get("poll_media") or {}) for one in poll.get("answers", ()))
    fields = tuple(
        EmbedField(media.get("text") or "", str(counts.get(id, 0)) if is_counted else "") for id, media in answers
    )
    return Embed((poll.get("question") or {}).get("text") or "", fields=fields, kind=Piece.POLL)


def _forwarded(message: Payload) -> Iterator[Embed]:
    for one in message.get("message_snapshots", ()):
        snapshot = one["message"]
        yield Embed(description=snapshot.get("content", ""), kind=Piece.FORWARD)
        yield from map(_embed, snapshot.get("embeds", ()))
        yield from _beside_text(snapshot)


def _attachments(message: Payload) -> Iterator[Attachment]:
    for one in message.get("attachments", ()):
        id, alt = FileId(int(one["id"])), one.get("description") or ""
        yield Attachment(one["filename"], one["size"], id, one.get("url", ""), alt)
    for forward in message.get("message_snapshots", ()):
        yield from _attachments(forward["message"])


def ticket_in_topic(channel: Payload) -> Address | None:
    """The ticket whose channel this says it is; anybody may write so, so it proves nothing."""
    guild, topic = guild_of(channel), channel.get("topic") or ""
    named = map(address, ADDRESS.findall(topic) if channel.get("type") == TEXT_CHANNEL else ())
    return next((ticket for ticket in named if ticket and ticket.guild == guild and not ticket.is_desk), None)


def thread(channel: Payload) -> Thread:
    """A thread as Discord lists it."""
    return Thread(ChannelId(int(channel["id"])), channel["name"], is_private=channel["type"] == PRIVATE_THREAD)


def _reply_to(message: Payload) -> MessageId | None:
    if message.get("type") != REPLY:
        return None
    replied = (message.get("message_reference") or {}).get("message_id")
    return MessageId(int(replied)) if replied else None
