"""How messages look on the wire, with their files, what they answer and the interaction they come from."""

from bot.sandbox.looks import cdn
from bot.sandbox.looks.objects import channel, iso, member_without_user, user
from bot.sandbox.model import Attachment, Channel, Id, Interaction, InteractionType, Json, Message, MessageFlag, Poll
from bot.sandbox.world import World


def attachment(world: World, one: Attachment) -> Json:
    address = cdn.address(world, one)
    shape: Json = {
        "id": str(one.id),
        "filename": one.filename,
        "size": len(one.content),
        "url": address,
        "proxy_url": address,
        "content_type": one.content_type,
    }
    if one.description is not None:
        shape["description"] = one.description
    return shape | ({"ephemeral": True} if one.ephemeral else {})


def message(world: World, one: Message) -> Json:
    """The message as REST and history return it: no nonce, no member, no guild."""
    shape: Json = {
        "id": str(one.id),
        "channel_id": str(one.channel_id),
        "type": one.type,
        "author": user(world.users[one.author_id]),
        "content": one.content,
        "timestamp": iso(one.sent_at),
        "edited_timestamp": iso(one.edited_at) if one.edited_at else None,
        "tts": False,
        "pinned": one.pinned,
        "mention_everyone": one.mention_everyone,
        "mentions": [user(world.users[each]) for each in one.mentions],
        "mention_roles": [str(each) for each in one.mention_roles],
        "attachments": [attachment(world, each) for each in one.attachments],
        "embeds": [embed(world, one, each) for each in one.embeds],
        "components": one.components,
        "flags": one.flags,
    }
    if one.reply_to is not None:
        shape |= _reference(world, one, one.reply_to)
    if one.interaction is not None:
        shape |= _born_of(world, one, one.interaction)
    return shape | _rarities(world, one)


def _rarities(world: World, one: Message) -> Json:
    """What few messages have: reactions, stickers, a poll, a thread of their own, something else that they show."""
    shape: Json = {}
    if one.reactions:
        me = world.application.user.id
        shape["reactions"] = [_reaction(emoji, who, me) for emoji, who in one.reactions.items()]
    if one.stickers:
        items = [{"id": str(each.id), "name": each.name, "format_type": each.format_type} for each in one.stickers]
        shape["sticker_items"] = items
    if one.poll is not None:
        shape["poll"] = _poll(one.poll)
    if one.flags & MessageFlag.HAS_THREAD and Id(one.id) in world.channels:
        shape["thread"] = channel(world, world.channels[one.id])
    if one.source is not None:
        shape |= _shown(world, one, one.source)
    return shape


def emoji(name: str) -> Json:
    return {"id": None, "name": name}


def _reaction(name: str, who: list[Id], me: Id) -> Json:
    return {
        "emoji": emoji(name),
        "count": len(who),
        "count_details": {"burst": 0, "normal": len(who)},
        "burst_colors": [],
        "me_burst": False,
        "me": me in who,
    }


def _shown(world: World, one: Message, source: Message | Channel) -> Json:
    """A forward carries a snapshot; the first message of a thread and the note of a new one refer to what they show."""
    there = world.channels.get(source.channel_id if isinstance(source, Message) else source.id)
    is_forward = bool(one.flags & MessageFlag.HAS_SNAPSHOT)
    channel_id = source.channel_id if isinstance(source, Message) else source.id
    reference: Json = {"type": int(is_forward), "channel_id": str(channel_id)}
    if isinstance(source, Message):
        reference["message_id"] = str(source.id)
    if there is not None and there.guild_id is not None:
        reference["guild_id"] = str(there.guild_id)
    shape: Json = {"message_reference": reference}
    if isinstance(source, Message) and is_forward:
        shape["message_snapshots"] = [{"message": _snapshot(world, source)}]
    elif isinstance(source, Message):
        shape["referenced_message"] = message(world, source) if world.stands(source) else None
    return shape


def _snapshot(world: World, one: Message) -> Json:
    """What of a message a forward shows: not whose it was."""
    kept = ("type", "content", "mentions", "mention_roles", "attachments", "embeds", "timestamp", "edited_timestamp")
    whole = message(world, one)
    return {key: whole[key] for key in (*kept, "flags", "components", "sticker_items") if key in whole}


def _poll(one: Poll) -> Json:
    answers = [{"answer_id": n, "poll_media": {"text": text}} for n, text in enumerate(one.answers, 1)]
    return {
        "question": {"text": one.question},
        "answers": answers,
        "expiry": iso(one.until),
        "allow_multiselect": False,
        "layout_type": 1,
        "results": {"answer_counts": [], "is_finalized": False},
    }


def embed(world: World, one: Message, raw: Json) -> Json:
    """`attachment://` resolved to the CDN."""
    shape = dict(raw)
    for key in ("image", "thumbnail"):
        name = str(shape.get(key, {}).get("url", "")).removeprefix("attachment://")
        file = next((each for each in one.attachments if each.filename == name), None)
        if file is not None:
            address = cdn.address(world, file)
            shape[key] = {"url": address, "proxy_url": address}
    return shape


def _reference(world: World, one: Message, reply_to: Id) -> Json:
    """What it answers; a message that is gone is referenced still, as null."""
    there = world.channels[one.channel_id]
    reference: Json = {"type": 0, "channel_id": str(there.id), "message_id": str(reply_to)}
    if there.guild_id is not None:
        reference["guild_id"] = str(there.guild_id)
    answered = there.messages.get(reply_to)
    if answered is not None and answered.reply_to is not None:
        plain = {**message(world, answered)}
        plain.pop("referenced_message", None)
        return {"message_reference": reference, "referenced_message": plain}
    return {"message_reference": reference, "referenced_message": message(world, answered) if answered else None}


def _born_of(world: World, one: Message, origin: Interaction) -> Json:
    shape: Json = {
        "webhook_id": str(world.application.id),
        "application_id": str(world.application.id),
        "interaction_metadata": interaction_metadata(world, origin),
    }
    if origin.original is not None and origin.original is not one:
        shape["interaction_metadata"]["original_response_message_id"] = str(origin.original.id)
    if origin.type is InteractionType.COMMAND:
        shape["interaction"] = {
            "id": str(origin.id),
            "type": int(origin.type),
            "name": origin.name,
            "user": user(world.users[origin.user_id]),
        }
    return shape


def interaction_metadata(world: World, origin: Interaction) -> Json:
    shape: Json = {
        "id": str(origin.id),
        "type": int(origin.type),
        "user": user(world.users[origin.user_id]),
        "authorizing_integration_owners": installed_by(origin),
    }
    if origin.type is InteractionType.COMPONENT and origin.message is not None:
        shape["interacted_message_id"] = str(origin.message.id)
    if origin.type is InteractionType.MODAL_SUBMIT and origin.parent is not None:
        shape["triggering_interaction_metadata"] = interaction_metadata(world, origin.parent)
    return shape


def installed_by(origin: Interaction) -> Json:
    """A guild install: the guild's id, or 0 in the bot's own DM."""
    return {"0": str(origin.guild_id or 0)}


def message_event(world: World, one: Message) -> Json:
    """The message as MESSAGE_CREATE and MESSAGE_UPDATE carry it: with guild, member and the mentions' members."""
    shape = message(world, one)
    there = world.channels[one.channel_id]
    shape["channel_type"] = int(there.type)
    if there.guild_id is None:
        return shape
    guild_members = world.guilds[there.guild_id].members
    shape["guild_id"] = str(there.guild_id)
    author = guild_members.get(one.author_id)
    if author is not None:
        shape["member"] = member_without_user(author)
    for mention in shape["mentions"]:
        mentioned = guild_members.get(Id(int(mention["id"])))
        if mentioned is not None:
            mention["member"] = member_without_user(mentioned)
    return shape


def without_content(shape: Json) -> Json:
    """What an application without the Message Content intent gets of other people's messages."""
    blank = {**shape, "content": "", "embeds": [], "attachments": [], "components": []}
    return {key: value for key, value in blank.items() if key not in ("poll", "message_snapshots")}
