"""Reactions: who marked a message with which emoji. There are no emojis of a server's own here.

Rules: https://discord.com/developers/docs/resources/message#create-reaction
"""

from bot.sandbox import errors
from bot.sandbox.errors import ApiError
from bot.sandbox.model import Channel, Id, Message, User
from bot.sandbox.permissions import Permission
from bot.sandbox.rules import news
from bot.sandbox.rules.emoji import is_emoji
from bot.sandbox.world import World

MOST = 20


def add(world: World, actor: User, channel: Channel, message: Message, emoji: str) -> None:
    """The first of its kind needs Add Reactions, one like others does not; twice is once."""
    _require_open(world, actor, channel, message)
    if not is_emoji(emoji):
        raise ApiError(errors.UNKNOWN_EMOJI)
    if emoji not in message.reactions:
        world.require(actor.id, channel, Permission.ADD_REACTIONS)
        if len(message.reactions) >= MOST:
            raise ApiError(errors.TOO_MANY_REACTIONS)
    who = message.reactions.setdefault(emoji, [])
    if actor.id not in who:
        who.append(actor.id)
        news.reaction_added(world, channel, message, actor, emoji)


def remove(world: World, actor: User, channel: Channel, message: Message, emoji: str, user_id: Id) -> None:
    """One's own, or with Manage Messages anybody's; of somebody who did not react so there is nothing to remove."""
    world.require(actor.id, channel)
    if actor.id != user_id:
        _require_manages(world, actor, channel)
    who = message.reactions.get(emoji)
    if who is None:
        raise ApiError(errors.UNKNOWN_EMOJI)
    if user_id in who:
        who.remove(user_id)
        _forget_if_empty(message, emoji)
        news.reaction_removed(world, channel, message, user_id, emoji)


def clear(world: World, actor: User, channel: Channel, message: Message, emoji: str | None = None) -> None:
    """All of one kind, or all (None)."""
    _require_manages(world, actor, channel)
    if emoji is None:
        message.reactions.clear()
    elif message.reactions.pop(emoji, None) is None:
        raise ApiError(errors.UNKNOWN_EMOJI)
    news.reactions_cleared(world, channel, message, emoji)


def _forget_if_empty(message: Message, emoji: str) -> None:
    if not message.reactions[emoji]:
        del message.reactions[emoji]


def _require_open(world: World, actor: User, channel: Channel, message: Message) -> None:
    """Whoever is silenced cannot react either; what is asleep does not change, what is for one alone has no marks."""
    world.require(actor.id, channel, Permission.READ_MESSAGE_HISTORY)
    member = world.guilds[channel.guild_id].members[actor.id] if channel.guild_id is not None else None
    if member is not None and member.is_timed_out(world.now()):
        raise ApiError(errors.MISSING_PERMISSIONS)
    if channel.is_archived(world.now()):
        raise ApiError(errors.THREAD_ARCHIVED)
    if message.is_ephemeral:
        raise ApiError(errors.UNKNOWN_MESSAGE)


def _require_manages(world: World, actor: User, channel: Channel) -> None:
    world.require(actor.id, channel)
    if channel.guild_id is None:
        raise ApiError(errors.IN_A_DM)
    world.require(actor.id, channel, Permission.MANAGE_MESSAGES)
