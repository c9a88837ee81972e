"""A person at Discord's client: does what a person can do, sees what a person can see, and is refused the rest."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.sandbox import errors
from bot.sandbox.client.attempt import Attempt
from bot.sandbox.client.choosing import pick_button, pick_select, selected
from bot.sandbox.client.filling import filled_form
from bot.sandbox.client.forging import Forger
from bot.sandbox.client.keeping import Keeper
from bot.sandbox.client.looking import client
from bot.sandbox.client.options import Usage, command_data, menu_data
from bot.sandbox.client.seeing import Form, Seen
from bot.sandbox.errors import ApiError, NotAllowed
from bot.sandbox.model import Channel, InteractionType, Json, Message, Poll, Sticker, Upload, User
from bot.sandbox.permissions import Permission
from bot.sandbox.rules import news, posting, reactions
from bot.sandbox.rules.components import ComponentType
from bot.sandbox.rules.posting import Draft

_POLL_LASTS = timedelta(days=1)


class Person(Keeper, Forger):
    """Raises NotAllowed where the client would not let them; waits for nothing but the sandbox."""

    # writing

    async def say(
        self, channel: Channel, text: str = "", files: Sequence[Upload] = (), reply_to: Seen | None = None
    ) -> Seen:
        draft = Draft({"content": text}, _numbered(files), reply_to=reply_to.id if reply_to else None)
        return self._send(channel, draft)

    async def send_sticker(self, channel: Channel, name: str) -> Seen:
        return self._send(channel, Draft({}, stickers=(Sticker(self._world.new_id(), name),)))

    async def ask_poll(self, channel: Channel, question: str, *answers: str, lasts: timedelta = _POLL_LASTS) -> Seen:
        return self._send(channel, Draft({}, poll=Poll(question, answers, self._world.now() + lasts)))

    async def forward(self, message: Seen, channel: Channel) -> Seen:
        """What it says is copied as it is now; whose it was is not told."""
        with client():
            _, found = self._find(message)
        return self._send(channel, Draft({}, forwarded=replace(found)))

    async def edit(self, message: Seen, text: str) -> Seen:
        with client():
            channel, found = self._find(message)
            posting.edit(self._world, self.user, channel, found, {"content": text}, ())
            return self._seen(found)

    async def delete(self, message: Seen) -> None:
        """An answer for this person alone is dismissed, whoever wrote it."""
        with client():
            channel, found = self._find(message)
            if found.is_ephemeral:
                posting.remove(self._world, channel, found)
                return
            posting.delete(self._world, self.user, channel, found)

    async def react(self, message: Seen, emoji: str) -> Seen:
        with client():
            channel, found = self._find(message)
            reactions.add(self._world, self.user, channel, found, emoji)
            return self._seen(found)

    async def unreact(self, message: Seen, emoji: str) -> Seen:
        """Takes one's own reaction back."""
        with client():
            channel, found = self._find(message)
            reactions.remove(self._world, self.user, channel, found, emoji, self.user.id)
            return self._seen(found)

    async def types(self, channel: Channel) -> None:
        with client():
            self._world.require(self.user.id, channel, Permission.SEND_MESSAGES)
            news.typing_started(self._world, channel, self.user)

    # using the bot

    async def slash(self, channel: Channel, name: str, /, **options: object) -> Attempt:
        """Uses a command ("close_ticket", or "ticket close") in a channel; options are the command's own."""
        return self._act(channel, InteractionType.COMMAND, self._used(channel, name, options))

    async def complete(self, channel: Channel, name: str, option: str, typed: str, /, **given: object) -> Attempt:
        """Types into an option that completes itself; the response is the choices offered."""
        data = self._used(channel, name, {**given, option: typed}, focused=option)
        return self._act(channel, InteractionType.AUTOCOMPLETE, data)

    async def use_on_message(self, channel: Channel, name: str, message: Seen) -> Attempt:
        """A command of the message's menu."""
        with client():
            found = self.reads_one(self._find(message)[0], message.id)
        return self._use_on(channel, name, found)

    async def use_on_member(self, channel: Channel, name: str, user: User) -> Attempt:
        """A command of somebody's menu, used where one is."""
        return self._use_on(channel, name, user)

    async def click(self, message: Seen, label: str | None = None, *, custom_id: str | None = None) -> Attempt:
        with client():
            channel, found = self._find(message)
        button = pick_button(self._seen(found), label, custom_id)
        data = {"custom_id": button.custom_id, "component_type": int(ComponentType.BUTTON)}
        return self._act(channel, InteractionType.COMPONENT, data, found)

    async def select(self, message: Seen, values: str | Sequence[object], *, custom_id: str | None = None) -> Attempt:
        """Picks options by their label or value, or members, roles and channels themselves."""
        with client():
            channel, found = self._find(message)
        select = pick_select(self._seen(found), custom_id)
        wanted = [values] if isinstance(values, str) else list(values)
        chosen = selected(self._world, channel, select, wanted)
        data = {"custom_id": select.custom_id, "component_type": select.type, **chosen}
        return self._act(channel, InteractionType.COMPONENT, data, found)

    async def submit(self, form: Form, values: Mapping[str, object]) -> Attempt:
        """Fills the fields, named by label or custom_id, and sends the form; what is not named stays as it opened."""
        origin = self._world.interactions[form.interaction_id]
        if origin.user_id != self.user.id:
            raise NotAllowed("this form is open on somebody else's screen", ApiError(errors.UNKNOWN_INTERACTION))
        with client():
            channel = self._visible(self._world.channel(origin.channel_id))
        data: Json = {"custom_id": form.custom_id, **filled_form(self._world, channel, form, values)}
        return self._act(channel, InteractionType.MODAL_SUBMIT, data, origin.message, origin)

    def _used(self, channel: Channel, name: str, given: Mapping[str, object], focused: str | None = None) -> Json:
        offered = self.offers(channel)
        return command_data(Usage(self._world, channel, given, focused), self.user, offered, name.split())

    def _use_on(self, channel: Channel, name: str, target: Message | User) -> Attempt:
        data = menu_data(self._world, self.user, channel, self.offers(channel), name, target)
        return self._act(channel, InteractionType.COMMAND, data)

    def _find(self, message: Seen) -> tuple[Channel, Message]:
        channel = self._visible(self._world.channel(message.channel_id))
        found = self._world.message(channel, message.id)
        if found.seen_only_by not in (None, self.user.id):
            raise NotAllowed("only somebody else can see this message", ApiError(errors.UNKNOWN_MESSAGE))
        return channel, found

    def _send(self, channel: Channel, draft: Draft) -> Seen:
        with client():
            return self._seen(posting.send(self._world, self.user, self._world.channel(channel.id), draft))


def _numbered(files: Sequence[Upload]) -> tuple[Upload, ...]:
    return tuple(Upload(each.filename, each.content, str(n), each.description) for n, each in enumerate(files))
