"""Calls about messages: read, said, edited, deleted."""

from pydantic import Field

from bot.sandbox.client.seeing import seen
from bot.sandbox.control import naming, views, wishes
from bot.sandbox.control.reading import message_view, page_view
from bot.sandbox.control.state import Call
from bot.sandbox.model import Id, Upload

_ID = r"^\d{1,20}$"


class Page(wishes.Wish):
    """Messages older than `before`, or newer than `after`; the latest where neither is given."""

    before: str | None = Field(None, pattern=_ID)
    after: str | None = Field(None, pattern=_ID)
    limit: int = Field(50, ge=1, le=100)


async def read_messages(call: Call, asked: Page) -> list[views.Message]:
    """A page of what stands in the channel for this person, oldest first."""
    before, after = _id(asked.before), _id(asked.after)
    told = call.person.reads(call.channel, before=before, after=after, limit=asked.limit)
    return page_view(call.world, call.user, call.channel, told)


async def say(call: Call, wish: wishes.Say) -> views.Message:
    """Writes, replies, uploads."""
    answered = None
    if wish.reply_to is not None:
        message = naming.message_named(call.person, call.world, call.channel, wish.reply_to)
        answered = seen(call.world, message, call.user)
    said = await call.person.say(call.channel, wish.text, uploads(wish.files), answered)
    return message_view(call.world, call.user, call.channel.messages[said.id])


async def edit_message(call: Call, wish: wishes.EditText) -> views.Message:
    """Changes what this person wrote."""
    await call.person.edit(call.seen, wish.text)
    return message_view(call.world, call.user, call.message)


async def delete_message(call: Call) -> None:
    """Deletes a message; an ephemeral one leaves this person's screen."""
    await call.person.delete(call.seen)


async def react(call: Call) -> views.Message:
    """Adds a reaction; twice is once."""
    await call.person.react(call.seen, call.path["emoji"])
    return message_view(call.world, call.user, call.message)


async def unreact(call: Call) -> views.Message:
    """Takes one's own reaction back."""
    await call.person.unreact(call.seen, call.path["emoji"])
    return message_view(call.world, call.user, call.message)


def uploads(files: list[wishes.Upload]) -> list[Upload]:
    return [upload(each) for each in files]


def upload(file: wishes.Upload) -> Upload:
    return Upload(file.name, file.content, description=file.description)


def _id(text: str | None) -> Id | None:
    return None if text is None else Id(int(text))
