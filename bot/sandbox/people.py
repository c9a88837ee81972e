"""A person at Discord's client: does what a person can do, sees what a person can see, and is refused the rest."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.sandbox import commands, interactions, news, posting
from bot.sandbox.attempt import Attempt
from bot.sandbox.components import ComponentType
from bot.sandbox.errors import NotAllowed
from bot.sandbox.filling import command_data, component_types, filled_form, pick_button, pick_select, selected
from bot.sandbox.keeping import Keeper, client
from bot.sandbox.model import (
    Channel,
    Id,
    Interaction,
    InteractionType,
    Json,
    Message,
    Poll,
    Sticker,
    Upload,
)
from bot.sandbox.permissions import Permission
from bot.sandbox.posting import Draft
from bot.sandbox.seeing import Form, Seen, seen

_POLL_LASTS = timedelta(days=1)


class Person(Keeper):
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
        with client():
            channel, found = self._find(message)
            if found.is_ephemeral:
                posting.remove(self._world, channel, found)
                return
            posting.delete(self._world, self.user, channel, found)

    async def types(self, channel: Channel) -> None:
        with client():
            self._world.require(self.user.id, channel, Permission.SEND_MESSAGES)
            news.typing_started(self._world, channel, self.user)

    # using the bot

    async def slash(self, channel: Channel, name: str, /, **options: object) -> Attempt:
        """Uses a command ("close_ticket", or "ticket close") in a channel; options are the command's own."""
        with client():
            channel = self._visible(channel)
            offered = commands.visible_to(self._world, self.user, channel)
            data = command_data(self._world, self.user, channel, offered, name.split(), options)
        return self._act(channel, InteractionType.COMMAND, data)

    async def complete(self, channel: Channel, name: str, option: str, typed: str) -> Attempt:
        """Types into an option that completes itself; the response is the choices offered."""
        with client():
            channel = self._visible(channel)
            offered = commands.visible_to(self._world, self.user, channel)
            data = command_data(self._world, self.user, channel, offered, name.split(), {option: typed}, focused=option)
        return self._act(channel, InteractionType.AUTOCOMPLETE, data)

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
            raise NotAllowed("this form is open on somebody else's screen")
        with client():
            channel = self._world.channel(origin.channel_id)
        data: Json = {"custom_id": form.custom_id, "components": filled_form(form, values)}
        return self._act(channel, InteractionType.MODAL_SUBMIT, data, origin.message, origin)

    # seeing

    def sees(self, channel: Channel) -> list[Seen]:
        """The messages that stand there for this person now, oldest first."""
        with client():
            channel = self._visible(channel)
        held = self._world.may(self.user.id, channel)
        mine = [each for each in channel.messages.values() if each.seen_only_by in (None, self.user.id)]
        if Permission.READ_MESSAGE_HISTORY not in held:
            mine = [each for each in mine if each.is_ephemeral]
        return [self._seen(each) for each in mine]

    def channels(self) -> list[Channel]:
        """The channels in the person's side bar, categories included, threads not."""
        there = [each for each in self._world.channels.values() if each.guild_id and each.thread is None]
        return [each for each in there if self._world.can_view(self.user.id, each)]

    def threads(self, channel: Channel) -> list[Channel]:
        """Those of the channel that this person may read, asleep or awake."""
        there = [each for each in self._world.channels.values() if each.thread and each.parent_id == channel.id]
        return [each for each in there if self._world.can_view(self.user.id, each)]

    def inbox(self) -> list[Seen]:
        """The direct messages with the bot."""
        return self.sees(self.dm)

    @property
    def dm(self) -> Channel:
        return self._world.dm(self._world.application.user.id, self.user.id)

    def commands(self, channel: Channel) -> list[str]:
        """The names of the commands that the client offers here."""
        return sorted(each.name for each in commands.visible_to(self._world, self.user, self._visible(channel)))

    # what no client would send: for tests of bad input

    def forge_component(
        self, channel: Channel, message: Seen, custom_id: str, values: Sequence[str] | None = None, *, age: float = 0.0
    ) -> Attempt:
        """A press of a button (or select, with values) that is not there, `age` real seconds late."""
        found = self._world.channels[message.channel_id].messages[message.id]
        kind, extra = component_types(values)
        data = {"custom_id": custom_id, "component_type": kind, **extra}
        return self._act(channel, InteractionType.COMPONENT, data, found, age=age)

    def forge_form(self, channel: Channel, custom_id: str, fields: Mapping[str, str], *, age: float = 0.0) -> Attempt:
        """A form that the bot never showed, with any fields of any length."""
        rows = [
            {"type": 1, "id": 2 * n + 1, "components": [{"type": 4, "id": 2 * n + 2, "custom_id": key, "value": value}]}
            for n, (key, value) in enumerate(fields.items())
        ]
        opened_by = interactions.begin(
            self._world, self.user, channel, InteractionType.COMMAND, {"id": "0", "name": "forged", "type": 1}
        )
        data = {"custom_id": custom_id, "components": rows}
        return self._act(channel, InteractionType.MODAL_SUBMIT, data, parent=opened_by, age=age)

    def forge_slash(
        self,
        channel: Channel,
        name: str,
        options: Sequence[Json] = (),
        *,
        resolved: Json | None = None,
        age: float = 0.0,
    ) -> Attempt:
        """A command that the client would not send; `resolved` is what Discord says of the ids in its options."""
        data = {"id": str(self._world.new_id()), "name": name, "type": 1, "options": list(options)}
        data |= {"resolved": resolved} if resolved else {}
        return self._act(channel, InteractionType.COMMAND, data, age=age)

    def redeliver(self, attempt: Attempt) -> None:
        """The gateway tells the bot of the same interaction once more."""
        interactions.deliver(self._world, attempt.interaction)

    def _act(
        self,
        channel: Channel,
        kind: InteractionType,
        data: Json,
        message: Message | None = None,
        parent: Interaction | None = None,
        age: float = 0.0,
    ) -> Attempt:
        interaction = interactions.begin(
            self._world, self.user, channel, kind, data, message=message, parent=parent, age=age
        )
        attempt = Attempt(self._world, self.user, interaction)
        interactions.deliver(self._world, interaction)
        return attempt

    def _send(self, channel: Channel, draft: Draft) -> Seen:
        with client():
            return self._seen(posting.send(self._world, self.user, self._world.channel(channel.id), draft))

    def _find(self, message: Seen) -> tuple[Channel, Message]:
        channel = self._visible(self._world.channel(message.channel_id))
        found = self._world.message(channel, Id(message.id))
        if found.seen_only_by not in (None, self.user.id):
            raise NotAllowed("only somebody else can see this message")
        return channel, found

    def _seen(self, message: Message) -> Seen:
        return seen(self._world, message, self.user)


def _numbered(files: Sequence[Upload]) -> tuple[Upload, ...]:
    return tuple(Upload(each.filename, each.content, str(n), each.description) for n, each in enumerate(files))
