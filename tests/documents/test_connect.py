"""Coming to a database: what cannot be used is told apart before anything is written there, and no secret is told."""

import traceback
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from motor.motor_asyncio import AsyncIOMotorClient

from bot.demo.mongo import in_memory_client
from models.documents.connect import client_of, connect
from models.documents.health import DatabaseHealth, examine
from models.documents.store import MongoStore
from models.errors import HalfRestored, StoreDown, TooOld, WrongCredentials
from models.moment import Moment
from tests.support.contract import TICKET, committed
from tests.support.small_mongod import AUTHENTICATION_FAILED, UNAUTHORIZED, SmallMongod

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
PASSWORD = "a-secret-word"
LOGIN = f"steward:{PASSWORD}@"

FAILING = [
    (SmallMongod(version="4.4.29", wire_version=9), "", TooOld, "4.4.29"),
    (SmallMongod(version="4.2.25", wire_version=8), "", TooOld, ""),
    (SmallMongod(refuses=(("saslStart", AUTHENTICATION_FAILED),)), LOGIN, WrongCredentials, "OperationFailure 18"),
    (SmallMongod(refuses=(("listIndexes", UNAUTHORIZED),)), "", WrongCredentials, "OperationFailure 13"),
]


def now() -> Moment:
    return NOW


async def connected_to(uri: str) -> None:
    client = client_of(uri)
    try:
        await connect(client)
    finally:
        client.close()


async def examined(uri: str) -> DatabaseHealth:
    client = client_of(uri)
    try:
        return await examine(client, now)
    finally:
        client.close()


@pytest.mark.parametrize(("server", "login", "error", "text"), FAILING)
async def test_a_database_that_cannot_be_used_says_why(
    server: SmallMongod, login: str, error: type[StoreDown], text: str
) -> None:
    async with server.listening(login) as uri:
        with pytest.raises(error) as told:
            await connected_to(uri)

    assert str(told.value) == text
    shown = "".join(traceback.format_exception(told.value))
    assert PASSWORD not in shown
    assert "private" not in shown


@pytest.mark.parametrize(("server", "login", "error", "text"), FAILING[:3])
async def test_a_look_finds_the_same_and_raises_nothing(
    server: SmallMongod, login: str, error: type[StoreDown], text: str
) -> None:
    async with server.listening(login) as uri:
        found = await examined(uri)

    assert type(found.failure) is error
    assert found == DatabaseHealth(found.failure)


async def test_where_nobody_listens_it_is_down_and_nothing_more_is_known() -> None:
    found = await examined("mongodb://127.0.0.1:9")

    assert type(found.failure) is StoreDown
    assert found == DatabaseHealth(found.failure)


@pytest.mark.parametrize("uri", ["mongodb+srv://nobody.invalid/steward", "mongodb+srv://127.0.0.1/steward"])
async def test_a_name_that_cannot_be_looked_up_is_down_and_not_too_old(uri: str) -> None:
    with pytest.raises(StoreDown) as told:
        await connected_to(uri)
    found = await examined(uri)

    assert (type(told.value), str(told.value)) == (StoreDown, "ConfigurationError")
    assert found == DatabaseHealth(found.failure)
    assert type(found.failure) is StoreDown


@pytest.fixture
def client() -> AsyncIOMotorClient[dict[str, Any]]:
    return in_memory_client()


async def test_an_empty_database_lacks_nothing_and_stays_empty(client: AsyncIOMotorClient[dict[str, Any]]) -> None:
    found = await examine(client, now)

    assert found == DatabaseHealth(version="5.0.5", is_new=True)
    assert await client.get_default_database("steward").list_collection_names() == []


async def test_an_index_that_is_gone_is_named(client: AsyncIOMotorClient[dict[str, Any]]) -> None:
    database = await connect(client)
    await committed(MongoStore(database), TICKET)
    assert (await examine(client, now)).missing_indexes == ()

    await database["tickets"].drop_index("alive_of_guild")

    found = await examine(client, now)
    assert (found.missing_indexes, found.is_new) == (("tickets.alive_of_guild",), False)


async def test_how_far_the_clocks_are_apart_is_told_from_the_middle_of_the_question(
    client: AsyncIOMotorClient[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    database = client.get_default_database("steward")
    seconds = count(0, 4)
    told = {"ok": 1.0, "setName": "rs0", "localTime": NOW + timedelta(seconds=92)}

    async def command(database: object, name: str, **_: object) -> dict[str, Any]:
        return told

    monkeypatch.setattr(type(database), "command", command, raising=False)

    found = await examine(client, lambda: NOW + timedelta(seconds=next(seconds)))

    assert found.clock_drift == timedelta(seconds=90)
    assert found.is_replica_set


async def test_a_database_that_was_half_restored_is_not_used(client: AsyncIOMotorClient[dict[str, Any]]) -> None:
    database = await connect(client)
    await database["processes"].update_one({"_id": "epoch"}, {"$set": {"restoring": True}}, upsert=True)

    with pytest.raises(HalfRestored):
        await connect(client)
    assert type((await examine(client, now)).failure) is HalfRestored
    assert (await connect(client, may_be_half=True)).name == database.name

    await database["processes"].update_one({"_id": "epoch"}, {"$set": {"restoring": False}})
    await connect(client)
