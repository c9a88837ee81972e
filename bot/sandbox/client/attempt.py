"""One interaction as the person who began it lives it: what they saw within three real seconds, and what came of it."""

import asyncio
from collections.abc import Awaitable

from bot.sandbox.client.seeing import Response, Seen, choices, form_of, seen
from bot.sandbox.model import Interaction, Outcome, OutcomeKind, User
from bot.sandbox.rules.interactions import ACKNOWLEDGE_WITHIN, expire
from bot.sandbox.world import World


class Attempt:
    """`response` is the first thing seen; `answer` the first message, also when "thinking" came before it."""

    def __init__(self, world: World, user: User, interaction: Interaction) -> None:
        loop = asyncio.get_running_loop()
        self.interaction = interaction
        self._world = world
        self._user = user
        self._first: asyncio.Future[Response] = loop.create_future()
        self._message: asyncio.Future[Seen | None] = loop.create_future()
        self._timer = loop.call_later(ACKNOWLEDGE_WITHIN, expire, interaction)
        interaction.watchers.append(self._hear)

    @property
    def response(self) -> Awaitable[Response]:
        return asyncio.shield(self._first)

    async def answer(self, within: float = 10.0) -> Seen:
        """The message that answers, within so many real seconds; TimeoutError if there was none."""
        async with asyncio.timeout(within):
            message = await asyncio.shield(self._message)
        if message is None:
            raise TimeoutError("The application did not respond")
        return message

    def _hear(self, outcome: Outcome) -> None:
        self._timer.cancel()
        message = seen(self._world, outcome.message, self._user) if outcome.message else None
        form = form_of(outcome.form, self.interaction.id) if outcome.form else None
        if not self._first.done():
            found = choices(list(outcome.choices))
            self._first.set_result(Response(outcome.kind, message, form, found))
        if self._message.done():
            return
        if outcome.kind is OutcomeKind.FAILED:
            self._message.set_result(None)
        elif message is not None and outcome.kind in (OutcomeKind.MESSAGE, OutcomeKind.UPDATE):
            self._message.set_result(message)
