"""The MongoDB in memory deceives nobody where mongomock alone would."""

import asyncio
from collections import OrderedDict
from typing import Any, cast

import anyio
import mongomock
import pytest
from motor.motor_asyncio import AsyncIOMotorCollection
from pymongo import ASCENDING, IndexModel, ReplaceOne, UpdateOne
from pymongo.errors import DuplicateKeyError

from bot.demo.mongo import in_memory_client
from models.ids import What


@pytest.fixture
def things() -> AsyncIOMotorCollection[dict[str, Any]]:
    return in_memory_client()["test"]["things"]


Things = AsyncIOMotorCollection[dict[str, Any]]


async def test_two_clients_share_nothing(things: Things) -> None:
    await things.insert_one({"_id": 1})

    assert await in_memory_client()["test"]["things"].find_one({"_id": 1}) is None


async def test_a_read_and_a_write_of_two_tasks_interleave(things: Things) -> None:
    await things.insert_one({"_id": 1, "n": 0})

    async def count_naively() -> None:
        for _ in range(20):
            found = await things.find_one({"_id": 1})
            assert found is not None
            await things.update_one({"_id": 1}, {"$set": {"n": found["n"] + 1}})

    async with anyio.create_task_group() as group:
        group.start_soon(count_naively)
        group.start_soon(count_naively)

    found = await things.find_one({"_id": 1})
    assert found is not None
    assert found["n"] < 40


async def test_a_cancelled_write_lands_all_the_same(things: Things) -> None:
    writing = asyncio.get_running_loop().create_task(_insert(things))
    await asyncio.sleep(0)

    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    for _ in range(3):
        await asyncio.sleep(0)

    assert await things.count_documents({}) == 1


async def _insert(things: Things) -> None:
    await things.insert_one({"_id": 1})


async def test_a_partial_index_leaves_the_others_alone(things: Things) -> None:
    await things.create_indexes(
        [IndexModel([("key", ASCENDING)], unique=True, partialFilterExpression={"open": True}, name="open_key")]
    )
    await things.insert_many([{"_id": n, "key": 1, "open": False} for n in range(2)])
    await things.insert_one({"_id": 2, "key": 1, "open": True})

    with pytest.raises(DuplicateKeyError):
        await things.insert_one({"_id": 3, "key": 1, "open": True})


async def test_a_bulk_write_writes(things: Things) -> None:
    result = await things.bulk_write(
        [
            UpdateOne({"_id": 1}, {"$set": {"n": 1}}, upsert=True),
            UpdateOne({"_id": 1}, {"$inc": {"n": 1}}),
            ReplaceOne({"_id": 2}, {"n": 5}, upsert=True),
        ]
    )

    assert result.upserted_count == 2
    assert await things.find().sort("_id").to_list(None) == [{"_id": 1, "n": 2}, {"_id": 2, "n": 5}]


async def test_a_list_is_as_long_as_was_asked_for(things: Things) -> None:
    await things.insert_many([{"_id": n} for n in range(5)])

    assert len(await things.find().to_list(2)) == 2
    assert len(await things.find().to_list(None)) == 5


async def test_one_document_is_found_by_its_id_without_a_look_at_the_others(things: Things) -> None:
    class Unseen(OrderedDict[int, dict[str, Any]]):
        def values(self) -> Any:
            raise AssertionError("every document was looked at")

    await things.insert_many([{"_id": n} for n in range(10)])
    store = cast(Any, things)._store
    store._documents = Unseen(store._documents)

    assert await things.find_one({"_id": 5}) == {"_id": 5}
    assert await things.find_one({"_id": 5, "n": 1}) is None
    assert await things.find_one({"_id": 50}) is None
    assert (await things.update_one({"_id": 5}, {"$set": {"n": 1}})).matched_count == 1
    with pytest.raises(AssertionError):
        await things.find_one({"n": 1})


async def test_what_no_bson_can_hold_is_refused(things: Things) -> None:
    await things.insert_one({"_id": 1})

    with pytest.raises(OverflowError):
        await things.update_one({"_id": 1}, {"$set": {"n": 2**64}})
    with pytest.raises(OverflowError):
        await things.bulk_write([UpdateOne({"_id": 1}, {"$set": {"n": 2**64}})])

    assert await things.find_one({"_id": 1}) == {"_id": 1}


async def test_an_enum_comes_back_as_its_text(things: Things) -> None:
    await things.update_one({"_id": 1}, {"$set": {"what": What.CARD}}, upsert=True)
    await things.bulk_write([UpdateOne({"_id": 2}, {"$set": {"what": What.CARD}}, upsert=True)])

    assert [type(found["what"]) for found in await things.find().to_list(None)] == [str, str]


def test_mongomock_itself_is_left_as_it_is() -> None:
    before = {name: getattr(mongomock.Collection, name) for name in ("create_indexes", "bulk_write")}

    in_memory_client()

    assert {name: getattr(mongomock.Collection, name) for name in before} == before
    assert mongomock.Collection.__module__ == "mongomock.collection"
