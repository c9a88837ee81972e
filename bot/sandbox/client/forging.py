"""What no client would send, for tests of bad input; and how whatever is sent reaches the bot."""

from collections.abc import Mapping, Sequence

from bot.sandbox.client.attempt import Attempt
from bot.sandbox.client.choosing import component_types
from bot.sandbox.client.looking import Onlooker
from bot.sandbox.client.seeing import Seen
from bot.sandbox.model import Channel, Interaction, InteractionType, Json, Message
from bot.sandbox.rules import interactions


class Forger(Onlooker):
    """Nothing is checked here."""

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
