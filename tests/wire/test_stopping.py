"""How it ends and begins again: a stop finishes the call in hand, a kill leaves it to the next life."""

from typing import Any

import anyio
import pytest

from bot import app
from bot.sandbox import Channel, Gate
from bot.unusable import WRONG_TOKEN, Unusable
from models.documents.connect import DEFAULT_DATABASE
from models.documents.store import MongoStore
from models.documents.ticket import TicketDocument
from models.errors import StoreDown
from models.ids import Address, GuildId, What
from tests.support.town import Town, a_town

ACCESS = ("PUT", "/channels/{channel_id}/permissions/{overwrite_id}")


async def promised(town: Town) -> set[str]:
    """What is stored of the first ticket as promised and not yet acknowledged."""
    tickets: Any = town.mongo.get_default_database(DEFAULT_DATABASE)[TicketDocument.Settings.name]
    document = await tickets.find_one({"_id": str(Address(GuildId(town.guild.id), 1))})
    return {one["effect"]["id"]["what"] for one in document["outbox"]}


async def held_while_opening_the_gate(town: Town) -> tuple[Channel, Gate]:
    """The team was promised that it may write, and Discord has not answered yet."""
    channel = await town.open()
    gate = town.sandbox.faults.hold(*ACCESS)
    await town.staff.slash(channel, "priority", priority="high")
    await gate.reached.wait()
    return channel, gate


def calls(town: Town) -> int:
    return sum((one.method, one.pattern) == ACCESS for one in town.sandbox.log)


async def test_a_stop_waits_for_the_call_in_hand_and_acknowledges_it() -> None:
    async with a_town() as town:
        channel, gate = await held_while_opening_the_gate(town)
        before = calls(town)

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(town.app.stop)
            await anyio.wait_all_tasks_blocked()
            gate.release()

        await town.stop()
        assert What.ACCESS not in await promised(town)
        assert calls(town) == before + 1
        await town.start()
        await town.staff.say(channel, "I may write")
        assert calls(town) == before + 1


async def test_a_kill_leaves_it_in_the_outbox_and_the_next_life_does_it() -> None:
    async with a_town() as town:
        channel, gate = await held_while_opening_the_gate(town)

        await town.kill()

        assert What.ACCESS in await promised(town)
        gate.release()
        await town.start()
        assert What.ACCESS not in await promised(town)
        await town.staff.say(channel, "I may write")


async def test_a_token_that_is_taken_away_ends_the_process_with_a_sentence() -> None:
    async def rejected() -> None:
        async with a_town() as town:
            town.sandbox.faults.fail("POST", "/guilds/{guild_id}/channels", status=401)
            await town.submit(town.owner)
            await town.until(lambda: False)

    with pytest.raises(Unusable) as refused:
        await rejected()

    assert str(refused.value) == WRONG_TOKEN


async def test_a_store_that_does_not_answer_when_a_server_comes_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    alive, asked = MongoStore.alive, list[GuildId]()

    async def not_yet(store: MongoStore, guild: GuildId) -> tuple[Address, ...]:
        asked.append(guild)
        if len(asked) == 1:
            raise StoreDown
        return await alive(store, guild)

    async with a_town() as town:
        await town.open_with_priority()
        await town.stop()
        monkeypatch.setattr(app, "ROUSE_AGAIN", 0.0)
        monkeypatch.setattr(MongoStore, "alive", not_yet)

        await town.start()

        assert len(asked) == 2
        assert town.ticket().promised_at is not None
