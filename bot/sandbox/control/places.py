"""Calls about channels, their overwrites and their threads."""

from bot.sandbox.client.keeping import UNCHANGED
from bot.sandbox.control import naming, showing, views, wishes
from bot.sandbox.control.rights import overwrite_of
from bot.sandbox.control.state import Call
from bot.sandbox.model import Channel, ChannelType, Guild
from bot.sandbox.rules import threads

_KINDS = {"text": ChannelType.TEXT, "category": ChannelType.CATEGORY}


async def add_channel(call: Call, wish: wishes.NewChannel) -> views.Channel:
    """Makes a channel or a category; without overwrites of its own it takes those of its category."""
    overwrites = [
        overwrite_of(naming.subject_named(call.world, call.guild, subject), each, "overwrites", subject)
        for subject, each in wish.overwrites.items()
    ]
    channel = await call.person.create_channel(
        call.guild,
        wish.name,
        _category(call, wish.parent),
        kind=_KINDS[wish.kind],
        topic=wish.topic,
        overwrites=overwrites,
    )
    return showing.channel_view(call.world, call.user, channel)


async def change_channel(call: Call, wish: wishes.ChangeChannel) -> views.Channel:
    """Renames a channel or a thread, gives it a topic, moves it to a category; Discord lets it be renamed rarely.

    A thread has neither topic nor category: as at Discord they are passed over.
    """
    if call.channel.thread is not None:
        threads.change(call.world, call.user, call.channel, {"name": wish.name})
    else:
        await _change(call, wish)
    return showing.channel_view(call.world, call.user, call.channel)


async def delete_channel(call: Call) -> None:
    """Deletes a channel or a thread with all that was said in it."""
    if call.channel.thread is not None:
        await call.person.delete_thread(call.channel)
    else:
        await call.person.delete_channel(call.channel)


async def set_overwrite(call: Call, wish: wishes.Overwrite) -> None:
    """Allows and denies a role or a member in this channel; what is in neither list is inherited."""
    subject = naming.subject_named(call.world, _guild(call), call.path["subject"])
    await call.person.set_overwrite(call.channel, overwrite_of(subject, wish))


async def drop_overwrite(call: Call) -> None:
    """From now on the role or member has here what the server and the others give."""
    subject = naming.subject_named(call.world, _guild(call), call.path["subject"])
    await call.person.drop_overwrite(call.channel, subject)


async def begin_thread(call: Call, wish: wishes.NewThread) -> views.Channel:
    """Begins a thread, on one of the channel's messages or beside them."""
    message = None
    if wish.message is not None:
        message = naming.message_named(call.person, call.world, call.channel, wish.message).id
    thread = await call.person.begin_thread(call.channel, wish.name, on=message, private=wish.is_private)
    return showing.channel_view(call.world, call.user, thread)


async def change_thread(call: Call, wish: wishes.ChangeThread) -> views.Channel:
    """Lets a thread sleep, or wakes it."""
    await call.person.archive(call.channel, archived=wish.is_archived)
    return showing.channel_view(call.world, call.user, call.channel)


async def _change(call: Call, wish: wishes.ChangeChannel) -> None:
    named = wish.model_fields_set
    await call.person.change_channel(
        call.channel,
        name=wish.name if wish.name is not None else UNCHANGED,
        topic=wish.topic if "topic" in named else UNCHANGED,
        parent=_category(call, wish.parent) if "parent" in named else UNCHANGED,
    )


def _guild(call: Call) -> Guild:
    return naming.guild_around(call.world, call.channel)


def _category(call: Call, name: str | None) -> Channel | None:
    """A channel that is none, or one of another server's, is left to Discord to refuse."""
    return naming.channel_named(call.person, call.world, name) if name is not None else None
