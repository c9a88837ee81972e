"""What Discord will never take ends a start before anything is written; what passes is waited out."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import anyio
import pytest
from loguru import logger

from actors.clock import SteppedClock
from bot.admission import judge
from bot.app import running
from bot.database import HALF_RESTORED
from bot.doctor.facts import Application
from bot.sandbox import Intent, Sandbox, World
from bot.sandbox.world import PRIVILEGED
from bot.unusable import WRONG_INTENTS, WRONG_TOKEN, Unusable
from models.documents.connect import DEFAULT_DATABASE
from tests.support.town import MORNING, Town, a_town

APPLICATION = ("GET", "/applications/@me")


@asynccontextmanager
async def before_its_first_start(intents: Intent = PRIVILEGED, **settings: object) -> AsyncIterator[Town]:
    """A town whose database nobody has called yet."""
    clock = SteppedClock(MORNING)
    async with Sandbox(World(clock.now, privileged_intents=intents)) as sandbox:
        town = Town(sandbox, clock, settings)
        try:
            yield town
        finally:
            await town.stop()


async def why_it_ended(town: Town) -> str:
    with pytest.raises(Unusable) as ended, anyio.fail_after(20):
        async with running(town.settings(), mongo=town.mongo, clock=town.clock, between_identifies=0.0):
            await anyio.Event().wait()
    return str(ended.value)


async def written(town: Town) -> list[str]:
    """The collections that there are."""
    return list(await town.mongo[DEFAULT_DATABASE].list_collection_names())


@pytest.fixture
def warnings() -> Iterator[list[str]]:
    actions: list[str] = []
    sink = logger.add(lambda message: actions.append(message.record["extra"].get("action", "")), level="WARNING")
    yield actions
    logger.remove(sink)


async def test_a_wrong_token_is_told_before_anything_is_written() -> None:
    async with before_its_first_start(token="a-token.of-somebody.else") as town:
        assert await why_it_ended(town) == WRONG_TOKEN
        assert await written(town) == []


@pytest.mark.parametrize("intents", [Intent(0), Intent.GUILD_MEMBERS, Intent.MESSAGE_CONTENT])
async def test_an_intent_that_is_switched_off_is_told_before_anything_is_written(intents: Intent) -> None:
    async with before_its_first_start(intents) as town:
        assert await why_it_ended(town) == WRONG_INTENTS
        assert await written(town) == []


async def test_where_all_is_right_the_desk_writes() -> None:
    async with before_its_first_start() as town:
        await town.start()

        assert "processes" in await written(town)


@pytest.mark.parametrize("status", [429, 500, 502])
async def test_trouble_at_the_question_is_waited_out_and_told_once(status: int, warnings: list[str]) -> None:
    async with before_its_first_start() as town:
        fault = town.sandbox.faults.fail(*APPLICATION, status=status)

        await town.start()

        assert fault.hits == 1
        assert warnings.count("discord_silent") == 1


async def test_an_answer_that_is_none_of_discords_is_waited_out() -> None:
    async with before_its_first_start() as town:
        fault = town.sandbox.faults.garble(*APPLICATION)

        await town.start()

        assert fault.hits == 1


def test_intents_that_discord_does_not_tell_are_left_to_the_gateway() -> None:
    judge(Application(1, None))
    with pytest.raises(Unusable):
        judge(Application(1, 0))


async def test_a_half_restored_database_is_refused_before_its_indexes_are_made() -> None:
    async with before_its_first_start() as town:
        await town.mongo[DEFAULT_DATABASE]["processes"].insert_one({"_id": "epoch", "restoring": True})

        assert await why_it_ended(town) == HALF_RESTORED
        assert await written(town) == ["processes"]


async def test_an_intent_that_is_switched_off_while_it_runs_ends_it_at_the_next_session() -> None:
    async def loses_it() -> None:
        async with a_town() as town:
            town.sandbox.world.application.privileged_intents = Intent(0)
            town.sandbox.invalidate_sessions()
            await town.until(lambda: False)

    with pytest.raises(Unusable) as ended:
        await loses_it()

    assert str(ended.value) == WRONG_INTENTS
