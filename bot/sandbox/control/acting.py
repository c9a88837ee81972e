"""Calls about the bot: buttons, selects, commands, forms. Each is answered with the first thing that is seen of it."""

from pydantic import Field

from bot.sandbox.client.attempt import Attempt
from bot.sandbox.client.seeing import Choice, Seen, seen
from bot.sandbox.control import choosing, naming, views, wishes
from bot.sandbox.control.forms import form_view
from bot.sandbox.control.reading import message_view
from bot.sandbox.control.refusing import Silent
from bot.sandbox.control.state import Call
from bot.sandbox.control.talking import upload
from bot.sandbox.error_tree import refuse
from bot.sandbox.model import OutcomeKind


class Patience(wishes.Wish):
    wait: float = Field(10.0, ge=0, le=60, description="Real seconds.")


async def click(call: Call, wish: wishes.Click) -> views.Answer:
    """Presses a button."""
    return await _answered(call, await call.person.click(call.seen, custom_id=wish.custom_id))


async def select(call: Call, wish: wishes.Select) -> views.Answer:
    """Chooses in a select."""
    chosen = choosing.of_select(call, wish)
    return await _answered(call, await call.person.select(call.seen, chosen, custom_id=wish.custom_id))


async def list_commands(call: Call) -> list[views.Command]:
    """The commands that the client offers here, those of the context menus too."""
    return [
        views.Command(name=each.name, kind=choosing.KINDS[each.type], definition=each.definition)
        for each in choosing.offered(call)
    ]


async def use_command(call: Call, wish: wishes.UseCommand) -> views.Answer:
    """Sends a slash command."""
    given = {name: upload(file) for name, file in wish.files.items()}
    options = {**choosing.of_command(call, wish.name, wish.options), **given}
    return await _answered(call, await call.person.slash(call.channel, wish.name, **options))


async def complete_option(call: Call, wish: wishes.Complete) -> list[Choice]:
    """Types into an option that completes itself; what the bot offers."""
    given = choosing.of_command(call, wish.name, wish.options)
    attempt = await call.person.complete(call.channel, wish.name, wish.option, wish.typed, **given)
    response = await attempt.response
    return list(response.choices)


async def use_menu(call: Call, wish: wishes.UseMenu) -> views.Answer:
    """Uses a command of the menu of a message, or of a person; one of the two is named."""
    match wish:
        case wishes.UseMenu(message=str() as message, user=None):
            found = naming.message_named(call.person, call.world, call.channel, message)
            on = seen(call.world, found, call.user)
            return await _answered(call, await call.person.use_on_message(call.channel, wish.name, on))
        case wishes.UseMenu(message=None, user=str() as user):
            member = naming.user_named(call.world, user)
            return await _answered(call, await call.person.use_on_member(call.channel, wish.name, member))
        case _:
            raise refuse(("message",), "BASE_TYPE_CHOICES", "Either a message or a user, not both.")


async def submit_form(call: Call, wish: wishes.Submit) -> views.Answer:
    """Sends the form, which is off the screen at once; where the bot did not respond it is open again."""
    form = call.state.attempts.form(call.user, call.path["form"])
    values = choosing.of_form(call, form, wish)
    attempt = await call.person.submit(form, values)
    call.state.attempts.close(form)
    answer = await _answered(call, attempt)
    if answer.kind is OutcomeKind.FAILED:
        call.state.attempts.open(call.user, form)
    return answer


async def close_form(call: Call) -> None:
    """Closes the form unsent."""
    call.state.attempts.close(call.state.attempts.form(call.user, call.path["form"]))


async def read_answer(call: Call, asked: Patience) -> views.Message:
    """The first message that answers, also after "thinking"; 504 where none came in time."""
    attempt = call.state.attempts.attempt(call.user, call.path["interaction"])
    try:
        message = await attempt.answer(asked.wait)
    except TimeoutError as late:
        raise Silent(str(late) or f"No message came within {asked.wait:g} seconds.") from None
    channel = naming.channel_named(call.person, call.world, str(message.channel_id))
    found = naming.message_named(call.person, call.world, channel, str(message.id))
    return message_view(call.world, call.user, found)


async def _answered(call: Call, attempt: Attempt) -> views.Answer:
    """Within three real seconds something is seen, be it that nothing came."""
    call.state.attempts.remember(call.user, attempt)
    response = await attempt.response
    if response.form is not None:
        call.state.attempts.open(call.user, response.form)
    return views.Answer(
        interaction=str(attempt.interaction.id),
        kind=response.kind,
        message=_message(call, response.message),
        form=form_view(response.form) if response.form else None,
        choices=list(response.choices),
    )


def _message(call: Call, message: Seen | None) -> views.Message | None:
    """None also where it is gone again already, or its channel hidden by now."""
    channel = call.world.channels.get(message.channel_id) if message else None
    found = channel.messages.get(message.id) if channel and message else None
    is_seen = channel is not None and call.world.can_view(call.user.id, channel)
    return message_view(call.world, call.user, found) if found and is_seen else None
