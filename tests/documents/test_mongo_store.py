"""The contract of the store, over a MongoDB in memory; and what only a MongoDB can do wrong."""

import asyncio
import json
import re
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import anyio
import pytest
from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorDatabase

from bot.demo.mongo import in_memory_client
from models.documents.connect import DEFAULT_DATABASE, DOCUMENTS, LIMITS, client_of, connect
from models.documents.store import MongoStore
from models.errors import StoreDown, Unreadable, Unwritable
from models.ids import Address, FileId, MessageId, TypeKey, UserId
from models.message import Attachment, Erased, HeldBack
from models.snapshot import Snapshot
from models.ticket import Priority, Side, Term, Ticket, Turn
from tests.support.contract import (
    DESK,
    GRAVE,
    GUILD,
    NOW,
    TICKET,
    Processes,
    StoreContract,
    committed,
    next_of,
    written,
)

Database = AsyncIOMotorDatabase[dict[str, Any]]
SECRET = "a private remark"


@pytest.fixture
def client() -> AsyncIOMotorClient[dict[str, Any]]:
    return in_memory_client()


@pytest.fixture
async def database(client: AsyncIOMotorClient[dict[str, Any]]) -> Database:
    return await connect(client)


@pytest.fixture
def store(database: Database) -> MongoStore:
    return MongoStore(database)


class TestMongoStoreInMemory(StoreContract):
    @pytest.fixture
    def processes(self, database: Database) -> Processes:
        return lambda: MongoStore(database)


async def filled(store: MongoStore) -> None:
    """One document at least in every collection."""
    await committed(store, TICKET)
    await committed(store, DESK)
    await store.archive(TICKET, [written(50, "hello"), Erased(MessageId(50), NOW), HeldBack(MessageId(51))])
    await store.bury(TICKET, GRAVE)
    await store.files.keep(TICKET, MessageId(50), FileId(70), b"bytes", "text/plain")


async def test_what_beanie_declares_is_what_is_stored(database: Database, store: MongoStore) -> None:
    await filled(store)

    for document in DOCUMENTS:
        raw = await database[document.get_collection_name()].find().to_list(None)
        assert raw, document
        assert all(one.keys() - {"_id"} <= document.model_fields.keys() for one in raw)
        assert [one.id for one in await document.find_all().to_list()] == [one["_id"] for one in raw]


async def test_what_the_page_on_privacy_looks_for_finds_a_persons_ticket_and_their_message(
    database: Database, store: MongoStore
) -> None:
    await filled(store)
    claimed = await store.claim(TICKET, await store.begin())
    term = Term(NOW, TypeKey("database"), Priority.LOW, timedelta(days=1))
    ticket = Ticket(TICKET, UserId(1), "owner", "A title", NOW, turns=(Turn(NOW, 50, Side.OWNER),), terms=(term,))
    await store.commit(TICKET, claimed.version, replace(next_of(claimed), state=ticket), alive=True)
    page = (Path(__file__).parents[2] / "docs" / "how" / "privacy.md").read_text()
    asked = {
        name: json.loads(query.replace("ID", "1")) for name, query in re.findall(r"in `(\w+)`, `({[^`]*ID})`", page)
    }

    found = {name: await database[name].count_documents(query) for name, query in asked.items()}

    assert found == {"tickets": 1, "messages": 1}
    assert "open" in (await database["desks"].find().to_list(None))[0]["state"]


def test_the_reference_names_every_collection_field_and_index() -> None:
    reference = (Path(__file__).parents[2] / "docs" / "reference" / "database.md").read_text()
    fields = {field for document in DOCUMENTS for field in document.model_fields if field not in ("id", "revision_id")}
    indexes = {index.document["name"] for document in DOCUMENTS for index in getattr(document.Settings, "indexes", ())}

    headings = re.findall(r"^## (.+)$", reference, re.MULTILINE)
    assert {document.Settings.name for document in DOCUMENTS} == set(", ".join(headings).split(", "))
    assert fields | indexes <= set(re.findall(r"`(\w+)`", reference))


async def test_connecting_again_keeps_what_is_there(
    client: AsyncIOMotorClient[dict[str, Any]], database: Database, store: MongoStore
) -> None:
    snapshot = await committed(store, TICKET)
    indexes = await database["tickets"].index_information()

    again = await connect(client)

    assert (await MongoStore(again).claim(TICKET, await store.begin())).state == snapshot.state
    assert await again["tickets"].index_information() == indexes


async def test_the_questions_asked_often_have_their_index(database: Database) -> None:
    async def keys(collection: str) -> list[list[tuple[str, int]]]:
        return [index["key"] for index in (await database[collection].index_information()).values()]

    assert [("guild", 1), ("alive", 1)] in await keys("tickets")
    assert [("ticket", 1), ("message", 1)] in await keys("messages")
    assert [("actor", 1), ("letter", 1)] in await keys("dead_letters")
    assert [("retry", 1)] in await keys("dead_letters")
    assert [("ticket", 1)] in await keys("files")
    assert [("filename", 1)] in await keys("bytes.files")
    assert [("holders", 1)] in await keys("bytes.files")
    assert [("files_id", 1), ("n", 1)] in await keys("bytes.chunks")


async def test_the_database_is_ours_where_the_address_names_none(database: Database) -> None:
    assert database.name == DEFAULT_DATABASE


async def test_a_ticket_of_a_newer_version_is_refused_by_place_and_stays_as_it_is(
    database: Database, store: MongoStore
) -> None:
    await committed(store, TICKET)
    await database["tickets"].update_one({"_id": str(TICKET)}, {"$set": {"state.on_hold": SECRET}})

    with pytest.raises(Unreadable, match=r"Snapshot\.state\.Desk\.on_hold") as refusal:
        await store.claim(TICKET, await store.begin())

    assert SECRET not in "".join(traceback.format_exception(refusal.value))
    kept = await database["tickets"].find_one({"_id": str(TICKET)})
    assert kept is not None
    assert kept["state"]["on_hold"] == SECRET


async def test_a_message_of_a_newer_version_is_refused_too(database: Database, store: MongoStore) -> None:
    await store.archive(TICKET, [written(50, "hello")])
    await database["messages"].update_one({}, {"$set": {"pinned": True}})

    with pytest.raises(Unreadable, match=r"Kept\.pinned"):
        await store.entries(TICKET)


async def test_a_grave_of_an_older_version_is_found_shown_and_removed(database: Database, store: MongoStore) -> None:
    await store.bury(TICKET, GRAVE)
    await database["dead_letters"].update_one({}, {"$unset": {"retry": "", "again": ""}})

    (found,) = await store.graves_of(GUILD)

    assert found == (TICKET, replace(GRAVE, again=None))
    assert not await store.mark_retry(TICKET, GRAVE.letter)
    assert await store.unbury(*found)


async def test_a_message_of_an_older_version_is_read_without_its_files_addresses(
    database: Database, store: MongoStore
) -> None:
    await store.archive(TICKET, [replace(written(50, "hello"), attachments=(Attachment("a.txt", 1, FileId(70), "u"),))])
    new = ("thread", "urls", *(f"attachments.0.{field}" for field in ("id", "url", "alt")))
    await database["messages"].update_one({}, {"$unset": {"urls": "", **{f"heard.0.{field}": "" for field in new}}})

    (entry,) = await store.entries(TICKET)

    assert entry.attachments == (Attachment("a.txt", 1),)
    assert entry.thread is None


async def test_others_run_while_a_long_archive_is_read(store: MongoStore) -> None:
    short, long = Address(GUILD, 1), Address(GUILD, 2)
    await store.archive(short, [written(1 + n, "hello") for n in range(100)])
    await store.archive(long, [written(1 + n, "hello") for n in range(1_000)])

    assert await passes_while(store.entries, long) >= 9 + await passes_while(store.entries, short)
    assert await passes_while(store.known, long) >= 9 + await passes_while(store.known, short)


async def passes_while(read: Callable[[Address], Awaitable[object]], address: Address) -> int:
    """How often another task gets its turn meanwhile."""
    passes = 0

    async def count_passes() -> None:
        nonlocal passes
        while True:
            await asyncio.sleep(0)
            passes += 1

    async with anyio.create_task_group() as group:
        group.start_soon(count_passes)
        await read(address)
        group.cancel_scope.cancel()
    return passes


@pytest.mark.parametrize("uri", ["mongodb://", "http://127.0.0.1", f"mongodb://user:{SECRET}:x@127.0.0.1"])
async def test_an_address_that_is_none_is_refused_without_its_password(uri: str) -> None:
    with pytest.raises(StoreDown) as refusal:
        client_of(uri)

    assert SECRET not in "".join(traceback.format_exception(refusal.value))


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("w", "majority"),
        ("journal", True),
        ("retryWrites", True),
        ("wTimeoutMS", 10_000),
        ("serverSelectionTimeoutMS", 2_000),
        ("connectTimeoutMS", 2_000),
        ("socketTimeoutMS", 10_000),
        ("maxPoolSize", 64),
        ("tz_aware", True),
    ],
)
def test_what_the_promises_rest_on_is_asked_of_the_driver(option: str, value: object) -> None:
    assert LIMITS[option] == value


@pytest.mark.parametrize(("is_patient", "heartbeat", "answer"), [(False, 2.0, 10.0), (True, 20.0, 120.0)])
async def test_who_keeps_a_server_busy_waits_longer_for_it_but_not_for_one_that_is_not_there(
    heartbeat: float, answer: float, *, is_patient: bool
) -> None:
    client = client_of("mongodb://127.0.0.1", is_patient=is_patient)
    options = client.delegate.options
    limits = options.pool_options
    client.close()

    assert (limits.connect_timeout, limits.socket_timeout) == (heartbeat, answer)
    assert options.server_selection_timeout == 2.0
    assert options.write_concern.document == {"w": "majority", "j": True, "wtimeout": int(1000 * answer)}


async def test_what_no_bson_can_hold_is_unwritable_and_changes_nothing(store: MongoStore) -> None:
    claimed = await store.claim(TICKET, await store.begin())

    with pytest.raises(Unwritable, match="OverflowError"):
        await store.commit(TICKET, claimed.version, Snapshot(version=2, seen=2**64), alive=True)

    assert await store.claim(TICKET, await store.begin()) == Snapshot(version=2)
