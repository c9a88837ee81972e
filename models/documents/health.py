"""What a look at the database finds: who answers, what is missing, how far the clocks are apart. Nothing is written."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from beanie import Document
from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorDatabase

from models.documents.connect import DEFAULT_DATABASE, DOCUMENTS, is_half_restored, let_in, recognise
from models.documents.line import told_plainly
from models.errors import HalfRestored, StoreDown
from models.moment import Moment


@dataclass(frozen=True, slots=True)
class DatabaseHealth:
    """`failure` is why it cannot be used, None where it can; what could not be learned has its default.

    `missing_indexes` are those of collections that exist, as `tickets.alive_of_guild`; a start makes them.
    `is_new`: there is no collection yet.
    `clock_drift` is how much later it is there than here, None where the server tells no time.
    """

    failure: StoreDown | None = None
    version: str = ""
    is_replica_set: bool = False
    missing_indexes: tuple[str, ...] = ()
    is_new: bool = False
    clock_drift: timedelta | None = None


async def examine(mongo: AsyncIOMotorClient[dict[str, Any]], now: Callable[[], Moment]) -> DatabaseHealth:
    """Raises nothing that a database could be the cause of."""
    try:
        version = await recognise(mongo)
        with told_plainly(), let_in():
            return await _examined(mongo, now, version)
    except StoreDown as failure:
        return DatabaseHealth(failure)


async def _examined(
    mongo: AsyncIOMotorClient[dict[str, Any]], now: Callable[[], Moment], version: str
) -> DatabaseHealth:
    database = mongo.get_default_database(DEFAULT_DATABASE)
    before = now()
    hello = await database.command("hello", codec_options=database.codec_options)
    drift = hello["localTime"] - before - (now() - before) / 2 if "localTime" in hello else None
    half = HalfRestored(database.name) if await is_half_restored(database) else None
    existing = set(await database.list_collection_names())
    ours = [document for document in DOCUMENTS if document.Settings.name in existing]
    missing = await _missing_indexes(database, ours)
    return DatabaseHealth(half, version, "setName" in hello, missing, not ours, drift)


async def _missing_indexes(
    database: AsyncIOMotorDatabase[dict[str, Any]], ours: Iterable[type[Document]]
) -> tuple[str, ...]:
    missing = [
        f"{document.Settings.name}.{index.document['name']}"
        for document in ours
        for index in getattr(document.Settings, "indexes", ())
        if index.document["name"] not in await database[document.Settings.name].index_information()
    ]
    return tuple(missing)
