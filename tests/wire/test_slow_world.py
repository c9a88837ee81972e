"""The database takes two seconds a write and Discord one a call, on the clock of the wall: all are answered.

Discord gives up on whoever is not acknowledged within three seconds; that it is in time is asserted by the order.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from actors.clock import SystemClock
from bot.demo.mongo import AsyncCollection
from bot.sandbox import OutcomeKind
from models.ticket import Priority
from tests.support.town import SAYS, Town, a_town
from tests.wire.test_answers import CALLBACK, WRITES, asked

A_WRITE, A_CALL = 2.0, 1.0  # real seconds
ROUTES = [
    *(("GET", path) for path in ("/channels/{channel_id}", "/channels/{channel_id}/messages")),
    *(("POST", path) for path in ("/channels/{channel_id}/messages", "/guilds/{guild_id}/channels")),
    *(("PUT", path) for path in ("/channels/{channel_id}/permissions/{overwrite_id}",)),
    *(("PATCH", path) for path in ("/channels/{channel_id}/messages/{message_id}",)),
    CALLBACK,
    ("PATCH", "/webhooks/{webhook_id}/{webhook_token}/messages/@original"),
]

pytestmark = pytest.mark.slow


def slow_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every write is under way when it is asked for, and done two seconds later."""

    def slow(operation: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def later(*given: Any, **named: Any) -> Any:
            loop = asyncio.get_running_loop()
            passed = loop.create_future()
            loop.call_later(A_WRITE, passed.set_result, None)
            await passed
            return await operation(*given, **named)

        return lambda *given, **named: asyncio.shield(later(*given, **named))

    for name in WRITES:
        monkeypatch.setattr(AsyncCollection, name, slow(getattr(AsyncCollection, name)))


def slow_discord(town: Town) -> None:
    for method, path in ROUTES:
        town.sandbox.faults.delay(method, path, A_CALL, times=1000)


async def test_in_a_slow_world_everybody_is_acknowledged_first_and_answered_in_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with a_town(clock=SystemClock()) as town:
        form = await town.form()
        slow_database(monkeypatch)
        slow_discord(town)
        town.sandbox.log.clear()

        attempt = await town.owner.submit(form, {"title": "A title", "text": "A whole sentence."})
        assert (await attempt.response).kind is OutcomeKind.DEFERRED
        assert asked(town) == [CALLBACK]
        opened = await attempt.answer(20.0)

        (channel,) = town.channels().values()
        assert opened.text == SAYS.answers.opened.format(ticket=f"<#{channel.id}>")
        await town.until(lambda: any(message.selects for message in town.admin.sees(channel)))
        town.sandbox.log.clear()
        attempt = await town.staff.slash(channel, "priority", priority="high")
        assert (await attempt.response).kind is OutcomeKind.DEFERRED
        assert CALLBACK in asked(town)
        assert town.ticket().promised_at is None, "the write takes longer than the acknowledgement"
        said = await attempt.answer(20.0)

        assert said.text == SAYS.answers.priority_set.format(priority=SAYS.priorities[Priority.HIGH], span="1 hour")
        assert town.ticket().promised_at is not None


async def test_in_a_slow_world_a_window_opens_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is foreseen for it is read from memory, and where that is not there it is waited for a second only."""
    async with a_town(clock=SystemClock()) as town:
        channel = await town.open_with_priority()
        card = town.card(channel)
        slow_database(monkeypatch)
        slow_discord(town)
        town.sandbox.log.clear()

        response = await (await town.staff.click(card, SAYS.in_ticket.close_button)).response

        assert response.kind is OutcomeKind.FORM
        assert asked(town) == [CALLBACK]
