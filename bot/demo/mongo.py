"""A MongoDB in memory for the demo and the tests: mongomock-motor, mended where this project would be deceived by it.

Left alone, it never lets another task run, drops what makes an index partial, keeps what no BSON can hold, ignores how
many documents were asked for, cannot do bulk writes with today's pymongo, and looks through everything for one `_id`.
Nothing is patched: these are subclasses, and who wants them calls `in_memory_client`.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from typing import Any, cast

import bson
import mongomock
from bson.codec_options import CodecOptions
from mongomock.collection import BulkOperationBuilder
from mongomock.filtering import filter_applies
from mongomock_motor import AsyncCursor, AsyncMongoMockClient, AsyncMongoMockCollection, AsyncMongoMockDatabase
from motor.motor_asyncio import AsyncIOMotorClient
from pymongo import IndexModel
from pymongo.results import BulkWriteResult

Stored = dict[str, Any]

AWARE: CodecOptions[Stored] = CodecOptions(tz_aware=True)

OPERATIONS = (
    *("bulk_write", "count_documents", "create_indexes", "delete_many", "delete_one", "distinct", "find_one"),
    *("find_one_and_delete", "find_one_and_replace", "find_one_and_update", "index_information", "insert_many"),
    *("insert_one", "replace_one", "update_many", "update_one"),
)


def in_memory_client() -> AsyncIOMotorClient[Stored]:
    """A client of an empty server of its own; to be used like Motor's."""
    return cast(AsyncIOMotorClient[Stored], AsyncClient(mock_mongo_client=Client(tz_aware=True)))


# --- what mongomock stores and finds ---


def as_bson(value: Any) -> Any:
    """What is left of it after the wire; raises what pymongo raises for what cannot go there."""
    return bson.decode(bson.encode({"it": value}), AWARE)["it"] if isinstance(value, dict | list) else value


class Bulk(BulkOperationBuilder):  # type: ignore[misc]
    """pymongo >= 4.11 also says how to sort."""

    def add_update(self, selector: Stored, doc: Stored, *args: Any, sort: object = None, **options: Any) -> None:
        super().add_update(as_bson(selector), as_bson(doc), *args, **options)

    def add_replace(self, selector: Stored, doc: Stored, *args: Any, sort: object = None, **options: Any) -> None:
        super().add_replace(as_bson(selector), as_bson(doc), *args, **options)


class Collection(mongomock.Collection):  # type: ignore[misc]
    def _iter_documents(self, filter: Any) -> Iterator[Stored]:
        """One look for one `_id`; the rest is looked through as ever."""
        wanted = filter.get("_id") if isinstance(filter, dict) else None
        if not isinstance(wanted, str | int | bytes):
            return cast(Iterator[Stored], super()._iter_documents(filter))
        found = [self._store[wanted]] if wanted in self._store else []
        return iter([document for document in found if filter_applies(filter, document)])

    def create_indexes(self, indexes: Iterable[IndexModel], session: object = None, **_: Any) -> list[str]:
        return [self._create(dict(index.document)) for index in indexes]

    def _create(self, index: Stored) -> str:
        key = list(index.pop("key").items())
        return cast(str, self.create_index(key, **index))

    def bulk_write(self, requests: Iterable[Any], ordered: bool = True, **_: Any) -> BulkWriteResult:
        bulk = Bulk(self, ordered=ordered)
        for request in requests:
            request._add_to_bulk(bulk)
        return BulkWriteResult(bulk.execute(), True)


class Database(mongomock.Database):  # type: ignore[misc]
    def command(self, command: str, **options: Any) -> Stored:
        """It knows who it is, and no time: a story has its own."""
        if command == "hello":
            return {"ok": 1.0, "isWritablePrimary": True}
        return cast(Stored, super().command(command, **options))

    def get_collection(self, name: str, *args: Any, **options: Any) -> Collection:
        if name not in self._collection_accesses:
            self._collection_accesses[name] = Collection(
                self, name=name, codec_options=self._codec_options, _db_store=self._store
            )
        return cast(Collection, super().get_collection(name, *args, **options))


class Client(mongomock.MongoClient):  # type: ignore[misc]
    def get_database(self, name: str, *_: Any, **__: Any) -> Database:
        if name not in self._database_accesses:
            self._database_accesses[name] = Database(
                self,
                name,
                read_preference=self.read_preference,
                codec_options=self._codec_options,
                _store=self._store[name],
            )
        return cast(Database, self._database_accesses[name])


# --- how Motor would answer ---


async def _later(operation: Callable[[], Any]) -> Any:
    """Others run before its answer is heard, as over a network; and before it happens, because it is a task."""
    answer = operation()
    await asyncio.sleep(0)
    return answer


class Cursor(AsyncCursor):  # type: ignore[misc]
    def to_list(self, length: int | None = None) -> asyncio.Future[list[Stored]]:
        return asyncio.shield(_later(lambda: self._some(length)))

    def _some(self, length: int | None) -> list[Stored]:
        cursor = self._AsyncCursor__cursor
        return [document for _, document in zip(range(length), cursor, strict=False)] if length else list(cursor)


class AsyncCollection(AsyncMongoMockCollection):  # type: ignore[misc]
    def find(self, *args: Any, **options: Any) -> Cursor:
        return Cursor(self._AsyncMongoMockCollection__collection.find(*args, **options))


def _like_motor(name: str) -> Callable[..., asyncio.Future[Any]]:
    """As Motor's, the operation is under way when the call returns; cancelling whoever waits does not stop it."""

    def operation(self: AsyncCollection, *args: Any, **options: Any) -> asyncio.Future[Any]:
        options.pop("comment", None)
        options.pop("session", None)
        collection = self._AsyncMongoMockCollection__collection
        sent = args if name in ("bulk_write", "create_indexes") else tuple(map(as_bson, args))
        return asyncio.shield(_later(lambda: getattr(collection, name)(*sent, **options)))

    return operation


for _name in OPERATIONS:
    setattr(AsyncCollection, _name, _like_motor(_name))


class AsyncDatabase(AsyncMongoMockDatabase):  # type: ignore[misc]
    def get_collection(self, *args: Any, **options: Any) -> AsyncCollection:
        return AsyncCollection(self, self.delegate.get_collection(*args, **options))


class AsyncClient(AsyncMongoMockClient):  # type: ignore[misc]
    def get_database(self, *args: Any, **options: Any) -> AsyncDatabase:
        return AsyncDatabase(self, self._AsyncMongoMockClient__client.get_database(*args, **options))

    def get_default_database(self, default: str) -> AsyncDatabase:
        return self.get_database(default)
