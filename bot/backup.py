"""Everything that the desk knows, into one file and back.

The file is the gzip of BSON documents, one after the other: a head that says what it is, each stored document with the
name of its collection, and an end with their numbers and a digest of all before it, so that a file that was cut off is
known. It holds everything that people wrote: whoever may read it may read all tickets.

The desk may go on meanwhile (docs/why/0021 says why that is enough); for a restore it must be stopped.
"""

import gzip
import os
import zlib
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import anyio
import bson
from bson.codec_options import CodecOptions
from bson.errors import BSONError
from loguru import logger
from motor.motor_asyncio import AsyncIOMotorCollection, AsyncIOMotorDatabase
from pymongo import ASCENDING, ReplaceOne

from bot import __version__
from bot.beat import is_fresh
from models.documents.connect import DOCUMENTS, is_half_restored
from models.documents.dead_letter import DeadLetterDocument
from models.documents.desk import DeskDocument
from models.documents.file import BytesDocument, ChunkDocument, FileDocument
from models.documents.line import Line
from models.documents.message import MessageDocument
from models.documents.process import EpochDocument
from models.documents.restored import LEAP, Books, restored
from models.documents.ticket import TicketDocument
from models.errors import HalfRestored, StoreDown, Unreadable
from models.moment import Moment

T = TypeVar("T")
Stored = dict[str, Any]
Database = AsyncIOMotorDatabase[Stored]

FORMAT = 1
AWARE: CodecOptions[Stored] = CodecOptions(tz_aware=True)
LARGEST = 17 << 20  # bytes of one document with its frame; MongoDB takes 16 MiB
PAGE = 32  # documents that are in memory at once
BATCH = 1 << 20  # bytes that are written at once, and so many documents
MOST = 100
LONGEST = timedelta(minutes=2, seconds=10)  # an operation may take, beside PATIENT's own limits
PAUSES = (1.0, 2.0, 4.0, 8.0)  # real seconds before documents that got no answer are written again

# A desk before its tickets: what opens meanwhile is found at the restore. Who has a file before the bytes of it.
PLAIN = (DeskDocument, TicketDocument, MessageDocument, DeadLetterDocument, FileDocument, EpochDocument)
ACTORS = {DeskDocument.Settings.name, TicketDocument.Settings.name}
EPOCHS = EpochDocument.Settings.name
NAMES = tuple(document.Settings.name for document in DOCUMENTS)


class BackupRefused(Exception):
    """One sentence for the person at the terminal: what is wrong, and what to do."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a back-up holds: when it was begun, by which version, how many documents of which collection."""

    at: Moment
    version: str
    counts: Mapping[str, int]


# --- into a file ---


async def dump(database: Database, path: Path, at: Moment) -> Contents:
    """Everything into a new file, which is there whole or not at all.

    Raises BackupRefused and StoreDown; HalfRestored is one: what a restore left half done is worth no copy.
    """
    if await is_half_restored(database):
        raise HalfRestored(database.name)
    with _new_file(path) as file:
        writer = _Writer(file)
        writer.add({"steward": "backup", "format": FORMAT, "version": __version__, "at": at})
        async for name, document in _everything(database):
            writer.add({"in": name, "it": document}, name)
        writer.add({"end": dict(writer.counts), "sha256": writer.digest})
    return Contents(at, __version__, writer.counts)


@contextmanager
def _new_file(path: Path) -> Iterator[BinaryIO]:
    """It takes its name once it is whole and on the disk; until then it is a `.part`, which goes where that fails."""
    if path.exists():
        raise BackupRefused(f"{path} is there already: name another file, or remove it.")
    part = path.with_name(path.name + ".part")
    try:
        part.unlink(missing_ok=True)
        with _writing(part) as file:
            yield file
        part.rename(path)
    except OSError as error:
        raise BackupRefused(f"{path} cannot be written ({error.strerror}): name another place.") from None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


@contextmanager
def _writing(path: Path) -> Iterator[BinaryIO]:
    """For nobody's eyes but ours, and on the disk when it is left."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as raw:
        with gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=6) as packed:
            yield packed  # type: ignore[misc]  # a binary file in all that is asked of it
        raw.flush()
        os.fsync(raw.fileno())


class _Writer:
    def __init__(self, file: BinaryIO) -> None:
        self._file, self._sum = file, sha256()
        self.counts: Counter[str] = Counter()

    def add(self, record: Stored, counted: str | None = None) -> None:
        body = bson.encode(record)
        self._file.write(body)
        self._sum.update(body)
        if counted is not None:
            self.counts[counted] += 1

    @property
    def digest(self) -> str:
        return self._sum.hexdigest()


async def _everything(database: Database) -> AsyncIterator[tuple[str, Stored]]:
    line = Line(longest=LONGEST)
    for name in (document.Settings.name for document in PLAIN):
        async for found in line.each(database[name].find().sort("_id", ASCENDING), PAGE):
            yield name, found
    contents = database[BytesDocument.Settings.name].find().sort("_id", ASCENDING)
    async for content in line.each(contents, PAGE):
        size = 0
        pieces = database[ChunkDocument.Settings.name].find({"files_id": content["_id"]}).sort("n", ASCENDING)
        async for piece in line.each(pieces, PAGE):
            size += len(piece["data"])
            yield ChunkDocument.Settings.name, piece
        if size == content["length"]:  # else its last ticket was forgotten at this moment
            yield BytesDocument.Settings.name, content


# --- and back ---


async def nobody_lives(database: Database, now: Moment) -> None:
    """Raises BackupRefused where a desk said lately that it lives there, and StoreDown."""
    line = Line(longest=LONGEST)
    beat = (await line.carry(lambda: database[EPOCHS].find_one({"_id": "epoch"})) or {}).get("beat")
    if is_fresh(beat, now):
        raise BackupRefused(
            f"A desk runs on the database {database.name}: stop it first. If it was killed, wait two minutes, or say "
            "--force."
        )


async def restore(database: Database, path: Path, *, replace: bool = False) -> Contents:
    """Reads the whole file before it touches anything; while it writes no desk starts on the database.

    Into an empty database, or one that a restore left half done, unless everything in it is to be replaced. The
    database is one of `connect` with `may_be_half`, and `nobody_lives` there. Raises BackupRefused and StoreDown.
    """
    contents, books = _checked(path)
    line = Line(longest=LONGEST)
    epochs = database[EPOCHS]
    stands = await line.carry(lambda: epochs.find_one({"_id": "epoch"})) or {}
    if not (replace or stands.get("restoring") or await _is_empty(database, line)):
        raise BackupRefused(
            f"The database {database.name} is not empty: name an empty one in MONGODB_URI, or say --replace to lose "
            "everything that is in it."
        )
    await line.carry(lambda: epochs.update_one({"_id": "epoch"}, {"$set": {"restoring": True}}, upsert=True))
    epoch = max(stands.get("last", 0), books.last) + LEAP
    await _written(database, line, path, epoch, books)
    whole = {"$set": {"last": epoch, "restoring": False}, "$unset": {"beat": ""}}
    await _surely(line, lambda: epochs.update_one({"_id": "epoch"}, whole))
    return contents


def _checked(path: Path) -> tuple[Contents, Books]:
    """What the file holds, once all of it was read and found whole."""
    books = Books()
    reader = _Reader(path)
    try:
        for name, document, _ in reader.documents():
            if name in ACTORS:
                books.read(document)
            elif name == EPOCHS:
                books.last = document["last"]
    except (Unreadable, _Unknown):
        raise BackupRefused(f"{path} was made by a newer version of Steward: restore it with that one.") from None
    except (_Damaged, EOFError, gzip.BadGzipFile, zlib.error, BSONError, KeyError, TypeError):
        raise BackupRefused(f"{path} is cut off, damaged or no back-up of Steward's: take another one.") from None
    except OSError as error:
        raise BackupRefused(f"{path} cannot be read ({error.strerror}): name a file that can.") from None
    return reader.contents, books


class _Damaged(Exception):
    """Not what was written."""


class _Unknown(Exception):
    """Of a format or a collection that this version does not know."""


class _Reader:
    """`contents` is known once all documents were read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.contents: Contents

    def documents(self) -> Iterator[tuple[str, Stored, int]]:
        """Name of the collection, document, size in bytes; raises what `_checked` tells apart."""
        with gzip.open(self._path) as file:
            digest, counts = sha256(), Counter[str]()
            head, body = _record(file)
            if head["steward"] != "backup" or head["format"] != FORMAT:
                raise _Unknown
            digest.update(body)
            record, body = _record(file)
            while "end" not in record:
                if record["in"] not in NAMES:
                    raise _Unknown
                counts[record["in"]] += 1
                yield record["in"], record["it"], len(body)
                digest.update(body)
                record, body = _record(file)
            if record["sha256"] != digest.hexdigest() or record["end"] != counts or file.read(1):
                raise _Damaged
            self.contents = Contents(head["at"], head["version"], counts)


def _record(file: gzip.GzipFile) -> tuple[Stored, bytes]:
    size = int.from_bytes(file.read(4), "little")
    if not 5 <= size <= LARGEST:
        raise _Damaged
    body = size.to_bytes(4, "little") + file.read(size - 4)
    return bson.decode(body, AWARE), body


async def _is_empty(database: Database, line: Line) -> bool:
    return not any(
        [await line.carry(partial(database[name].find_one, {}, {"_id": 1})) for name in NAMES if name != EPOCHS]
    )


async def _written(database: Database, line: Line, path: Path, epoch: int, books: Books) -> None:
    """Only what the file holds is there afterwards."""
    for name in NAMES:
        if name != EPOCHS:
            await line.carry(partial(database[name].delete_many, {}))
    waiting: list[Stored] = []
    size, into = 0, ""
    for name, document, length in _Reader(path).documents():
        if waiting and (name != into or size > BATCH or len(waiting) == MOST):
            await _put(database[into], line, waiting)
            waiting, size = [], 0
        into = name
        if name != EPOCHS:
            waiting.append(restored(document, epoch, books) if name in ACTORS else document)
            size += length
    await _put(database[into], line, waiting)


async def _put(collection: AsyncIOMotorCollection[Stored], line: Line, documents: list[Stored]) -> None:
    writes = [ReplaceOne({"_id": one["_id"]}, one, upsert=True) for one in documents]
    if writes:
        await _surely(line, partial(collection.bulk_write, writes))


async def _surely(line: Line, write: Callable[[], Awaitable[T]]) -> T:
    """For what may be done twice: a busy server misses the driver's heartbeat, and whatever is under way is lost."""
    for pause in PAUSES:
        try:
            return await line.carry(write)
        except StoreDown as down:
            logger.bind(action="written_again", why=str(down)).warning("The database did not take it; trying again")
            await anyio.sleep(pause)
    return await line.carry(write)
