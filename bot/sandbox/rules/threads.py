"""Threads: begun, changed, joined and removed here. What is said in them is said in `posting`, as everywhere.

Rules: https://discord.com/developers/docs/topics/threads
"""

from datetime import timedelta

from bot.sandbox import errors
from bot.sandbox.error_tree import ErrorTree
from bot.sandbox.errors import ApiError
from bot.sandbox.model import (
    THREADS,
    Channel,
    ChannelType,
    Guild,
    Id,
    Json,
    Message,
    MessageFlag,
    MessageType,
    Thread,
    User,
)
from bot.sandbox.permissions import Permission
from bot.sandbox.rules import limits, news, posting
from bot.sandbox.world import World

RESTS = (60, 1440, 4320, 10080)  # minutes
NAME = 100


def create(world: World, actor: User, parent: Channel, body: Json, message: Message | None = None) -> Channel:
    """A thread of the channel, or of one of its messages; that one takes the message's id, once."""
    _check(body, is_new=True)
    if message is not None:
        posting.require_said_to_all(message)
    kind = ChannelType.PUBLIC_THREAD if message else ChannelType(body.get("type") or ChannelType.PRIVATE_THREAD)
    if parent.type is not ChannelType.TEXT or parent.guild_id is None:
        raise ApiError(errors.NOT_A_TEXT_CHANNEL)
    public = kind is ChannelType.PUBLIC_THREAD
    world.require(actor.id, parent, Permission.CREATE_PUBLIC_THREADS if public else Permission.CREATE_PRIVATE_THREADS)
    if message is not None and message.id in world.channels:
        raise ApiError(errors.THREAD_ALREADY_CREATED)
    rest = timedelta(minutes=body.get("auto_archive_duration") or 4320)
    about = Thread(actor.id, rest, invitable=body.get("invitable") is not False, members={actor.id: world.now()})
    thread = Channel(
        id=message.id if message else world.new_id(),
        type=kind,
        name=body["name"],
        guild_id=parent.guild_id,
        parent_id=parent.id,
        rate_limit_per_user=body.get("rate_limit_per_user") or 0,
        thread=about,
    )
    world.guild(parent.guild_id).threads[thread.id] = world.channels[thread.id] = thread
    news.thread_created(world, thread)
    _announce_in_parent(world, actor, parent, thread, message)
    return thread


def change(world: World, actor: User, thread: Channel, body: Json) -> None:
    """Name, sleep, lock: whoever began it may change all but the lock; the rest needs Manage Threads."""
    about = _about(thread)
    _check(body, is_new=False)
    manages = Permission.MANAGE_THREADS in world.may(actor.id, thread)
    if not manages and (actor.id != about.owner_id or "locked" in body):
        raise ApiError(errors.MISSING_PERMISSIONS)
    if about.locked and not manages:
        raise ApiError(errors.THREAD_ARCHIVED)
    thread.name = body.get("name") or thread.name
    about.locked = bool(body.get("locked", about.locked))
    about.invitable = bool(body.get("invitable", about.invitable))
    if body.get("archived") is not None:
        about.archived_at = world.now() if body["archived"] else None
    if body.get("auto_archive_duration") is not None:
        about.rest = timedelta(minutes=body["auto_archive_duration"])
    news.thread_changed(world, thread)


def remove(world: World, actor: User, thread: Channel) -> None:
    world.require(actor.id, thread, Permission.MANAGE_THREADS)
    drop(world, thread)
    news.thread_deleted(world, thread)


def drop(world: World, thread: Channel) -> None:
    """It is gone with its messages and files, and nobody is told: Discord tells of the channel alone."""
    world.forget_files(thread.messages.values())
    del world.channels[thread.id], world.guilds[_guild_id(thread)].threads[thread.id]


def join(world: World, actor: User, thread: Channel, user: User) -> None:
    """Oneself where one may see it, another where one may write, while the thread is awake; twice is once."""
    _require_awake(world, thread)
    if actor.id == user.id:
        world.require(actor.id, thread)
    else:
        world.require(actor.id, thread, Permission.SEND_MESSAGES)
        world.member(world.guild(_guild_id(thread)), user.id)
    posting.let_in(world, thread, user)


def leave(world: World, actor: User, thread: Channel, user: User) -> None:
    _require_awake(world, thread)
    if actor.id != user.id:
        world.require(actor.id, thread, Permission.MANAGE_THREADS)
    if _about(thread).members.pop(user.id, None) is None:
        raise ApiError(errors.UNKNOWN_MEMBER)
    news.thread_members_changed(world, thread, removed=user)


def of(world: World, guild: Guild, parent: Channel | None = None) -> list[Channel]:
    """The guild's threads, newest first; those of one channel where it is named."""
    found = [each for each in guild.threads.values() if parent is None or each.parent_id == parent.id]
    return sorted(found, key=lambda each: each.id, reverse=True)


def _announce_in_parent(world: World, actor: User, parent: Channel, thread: Channel, message: Message | None) -> None:
    """The message that it grew from is flagged and stands first in it; without one the channel is told of it."""
    if message is not None:
        message.flags |= MessageFlag.HAS_THREAD
        news.message_edited(world, message)
        starter = Message(world.new_id(), thread.id, message.author_id, type=MessageType.THREAD_STARTER, source=message)
        posting.put(world, thread, starter)
    elif thread.type is ChannelType.PUBLIC_THREAD:
        note = Message(world.new_id(), parent.id, actor.id, thread.name, MessageType.THREAD_CREATED, source=thread)
        posting.put(world, parent, note)


def _check(body: Json, *, is_new: bool) -> None:
    tree = ErrorTree()
    if is_new and not body.get("name"):
        tree.add(("name",), "BASE_TYPE_REQUIRED", "This field is required")
    tree.text(("name",), body.get("name"), NAME, shortest=1)
    if body.get("type") not in (None, *THREADS):
        tree.add(("type",), "BASE_TYPE_CHOICES", f"Value must be one of {tuple(int(each) for each in THREADS)}.")
    tree.number(("rate_limit_per_user",), body.get("rate_limit_per_user"), 0, limits.SLOWEST)
    if body.get("auto_archive_duration") not in (None, *RESTS):
        tree.add(("auto_archive_duration",), "BASE_TYPE_CHOICES", f"Value must be one of {RESTS}.")
    tree.refuse()


def _require_awake(world: World, thread: Channel) -> None:
    if thread.is_archived(world.now()):
        raise ApiError(errors.THREAD_ARCHIVED)


def _about(thread: Channel) -> Thread:
    if thread.thread is None:
        raise ApiError(errors.UNKNOWN_CHANNEL)
    return thread.thread


def _guild_id(thread: Channel) -> Id:
    if thread.guild_id is None:
        raise ApiError(errors.IN_A_DM)
    return thread.guild_id
