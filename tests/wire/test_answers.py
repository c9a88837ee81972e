"""The way back to whoever asked: acknowledged before anything slow, and never left at "thinking"."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from actors.patience import Patience
from bot.app import running
from bot.demo.mongo import AsyncCollection
from bot.inbound.commands.table import COMMANDS
from bot.sandbox import OutcomeKind
from models.custom_id import Op
from models.documents.store import MongoStore
from models.errors import Reason
from models.ids import Address, GuildId
from models.ticket import Priority
from tests.support.crowd import Who, gather
from tests.support.town import SAYS, Town, a_town
from tests.wire.test_matrix import WISHES

CALLBACK = ("POST", "/interactions/{interaction_id}/{interaction_token}/callback")
EDIT = ("PATCH", "/webhooks/{webhook_id}/{webhook_token}/messages/@original")
ANSWERS, REFUSALS = SAYS.answers, SAYS.answers.refusals


# --- answers that get lost on the way ---


@pytest.mark.parametrize("route", [CALLBACK, EDIT], ids=["acknowledgement", "answer"])
@pytest.mark.parametrize("how", ["lose_answer", "cut"])
async def test_whoever_waits_reads_the_answer_though_a_call_was_lost(how: str, route: tuple[str, str]) -> None:
    async with a_town() as town:
        channel = await town.open()
        fault = getattr(town.sandbox.faults, how)(*route)

        answer = await town.answer(await town.staff.slash(channel, "priority", priority="low"))

        assert fault.hits == 1
        assert answer == ANSWERS.priority_set.format(priority=SAYS.priorities[Priority.LOW], span="24 hours")


@pytest.mark.parametrize("how", ["lose_answer", "cut"])
async def test_a_window_opens_and_a_sentence_is_said_though_a_call_was_lost(how: str) -> None:
    async with a_town() as town:
        fault = getattr(town.sandbox.faults, how)(*CALLBACK, times=1)
        assert (await town.form()).fields

        again = getattr(town.sandbox.faults, how)(*CALLBACK, times=1)
        answer = await town.answer(await town.owner.slash(town.lobby, "priority", priority="low"))

        assert (fault.hits, again.hits) == (1, 1)
        assert answer == REFUSALS[Reason.NO_TICKET]


async def test_an_acknowledgement_that_discord_refuses_is_not_tried_again() -> None:
    async with a_town() as town:
        channel = await town.open()
        fault = town.sandbox.faults.fail(*CALLBACK, status=403, times=2)

        await town.staff.slash(channel, "priority", priority="low")
        await town.quiet()

        assert fault.hits == 1
        assert town.ticket().promised_at is not None


async def test_no_answer_calls_anybody_whatever_stands_in_it() -> None:
    async with a_town() as town:
        channel = await town.open()
        town.sandbox.log.clear()

        at_once = await town.answer(await town.owner.slash(town.lobby, "priority", priority="low"))
        later = await town.answer(await town.staff.slash(channel, "priority", priority="low"))
        given_back = await town.answer(await town.submit(town.owner, title="     ", text="@everyone, read this now."))

        assert at_once == REFUSALS[Reason.NO_TICKET]
        assert later.startswith(ANSWERS.priority_set.partition("{")[0])
        assert given_back.endswith("@everyone, read this now.")
        bodies = [one.request for one in town.sandbox.log if (one.method, one.pattern) in (CALLBACK, EDIT)]
        said = [body.get("data", body) for body in bodies if body.get("data", body).get("content")]
        assert [one.get("allowed_mentions") for one in said] == [{"parse": []}] * 3


# --- who is stuck, and who is just starting ---


@pytest.mark.parametrize(("number", "sentence"), [(0, ANSWERS.stuck_desk), (1, ANSWERS.stuck)])
async def test_who_is_stuck_is_said(number: int, sentence: str) -> None:
    async with a_town() as town:
        channel = await town.open()
        form = await town.form()
        cell = town.app.supervisor._cells[Address(GuildId(town.guild.id), number)]
        cell.is_stuck = True

        wish = (
            town.staff.slash(channel, "priority", priority="low")
            if number
            else town.owner.submit(form, {"title": "A title", "text": "A whole sentence."})
        )

        assert (await town.answer(await wish)).startswith(sentence)
        cell.is_stuck = False


async def test_of_an_answer_that_is_asked_for_itself_nobody_reads_that_it_comes_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with a_town() as town:
        channel = await town.open_with_priority()
        sluice = Sluice(monkeypatch, MongoStore, "commit")
        sluice.close()
        town.app.supervisor._patience = Patience(timedelta())

        record = await (await town.admin.slash(channel, "transcript full")).answer()
        wish = await (await town.staff.slash(channel, "priority", priority="low")).answer()

        assert (record.text, wish.text) == (ANSWERS.record_unread, ANSWERS.not_answered_yet)
        sluice.open()
        await town.quiet()


async def test_while_the_tickets_are_being_loaded_nobody_reads_that_there_is_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with a_town() as town:
        channel = await town.open()
        await town.stop()
        sluice = Sluice(monkeypatch, MongoStore, "alive")
        sluice.close()
        app = running(town.settings(), mongo=town.mongo, clock=town.clock, between_identifies=0.0)
        async with app as life:
            await town.until(lambda: life.policies.home is not None)

            early = await (await town.staff.slash(channel, "priority", priority="low")).answer()
            assert not life.supervisor.is_awake(GuildId(town.guild.id))
            sluice.open()
            await town.until(lambda: life.supervisor.is_awake(GuildId(town.guild.id)))
            late = await (await town.staff.slash(channel, "priority", priority="low")).answer()

        assert early.text == REFUSALS[Reason.STARTING]
        assert late.text.startswith(ANSWERS.priority_set.partition("{")[0])


class Sluice:
    """While it is closed these operations of the database wait, as they would on a slow server."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, kind: type, *operations: str) -> None:
        self._is_open = asyncio.Event()
        self._is_open.set()
        for name in operations:
            monkeypatch.setattr(kind, name, self._through(getattr(kind, name)))

    def close(self) -> None:
        self._is_open.clear()

    def open(self) -> None:
        self._is_open.set()

    def _through(self, operation: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def later(*given: Any, **named: Any) -> Any:
            await self._is_open.wait()
            return await operation(*given, **named)

        return lambda *given, **named: asyncio.shield(later(*given, **named))


async def test_where_there_is_no_ticket_a_desk_that_is_awake_says_so() -> None:
    async with a_town() as town:
        assert await town.answer(await town.staff.slash(town.lobby, "reopen")) == REFUSALS[Reason.NO_TICKET]


# --- acknowledged before anything slow ---

WRITES = ("bulk_write", "find_one_and_update", "insert_many", "insert_one", "replace_one", "update_many", "update_one")
PLAYED = [wish for wish in WISHES if wish.by - {Who.FOREIGN_ADMIN}]


async def test_a_command_is_acknowledged_before_anything_is_written_or_called(monkeypatch: pytest.MonkeyPatch) -> None:
    async with a_town() as town:
        channel = await town.open()
        sluice = Sluice(monkeypatch, AsyncCollection, *WRITES)
        town.sandbox.log.clear()
        sluice.close()

        attempt = await town.staff.slash(channel, "priority", priority="low")

        assert (await attempt.response).kind is OutcomeKind.DEFERRED
        assert asked(town) == [CALLBACK]
        sluice.open()
        assert (await town.answer(attempt)).startswith(ANSWERS.priority_set.partition("{")[0])


@pytest.mark.slow
async def test_whatever_is_wished_for_is_acknowledged_before_anything_is_written_or_called(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing can be written until the acknowledgement was sent, and nothing else is asked of Discord before."""
    async with a_town() as town:
        crowd, wrong = await gather(town), list[str]()
        sluice = Sluice(monkeypatch, AsyncCollection, *WRITES)
        for wish in PLAYED:
            who = next(who for who in Who if who in wish.by)
            subject = await crowd.open(who, is_closed=wish.is_closed)
            town.sandbox.log.clear()
            sluice.close()

            attempt = wish.send(crowd, who, subject)
            if (await attempt.response).kind is OutcomeKind.FAILED or asked(town)[0] != CALLBACK:
                wrong.append(wish.what)
            sluice.open()
            await town.quiet()

        assert wrong == []


def asked(town: Town) -> list[tuple[str, str | None]]:
    """Of Discord, in its order."""
    return [(exchange.method, exchange.pattern) for exchange in town.sandbox.log]


def test_no_command_and_no_button_is_left_out_of_the_order() -> None:
    assert {wish.name for wish in PLAYED} == {*COMMANDS, *Op}
