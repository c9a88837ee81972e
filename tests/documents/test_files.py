"""The shelf of attachments: bytes once for each content, whole or not at all, and gone with the last who had them."""

import asyncio
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import anyio
import pytest
from motor.motor_asyncio import AsyncIOMotorDatabase

from bot.demo.mongo import in_memory_client
from bot.outbound.shelf import Shelf
from models.documents import files as shelf
from models.documents.connect import connect
from models.documents.files import MongoFiles
from models.documents.line import Line
from models.ids import Address, FileId, MessageId
from models.message import Kept
from tests.support.contract import GUILD, TICKET

Database = AsyncIOMotorDatabase[dict[str, Any]]

OTHER, THIRD = Address(GUILD, 33), Address(GUILD, 4)
MESSAGE, FILE, SECOND_FILE = MessageId(2**60), FileId(2**60 + 1), FileId(2**60 + 2)
CHUNK = 1024  # bytes; a MongoDB in memory is slow with large ones
LONG = bytes(range(256)) * (CHUNK * 20 // 256) + b"the end"
DIGEST = sha256(LONG).hexdigest()


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "CHUNK", CHUNK)


@pytest.fixture
async def database() -> Database:
    return await connect(in_memory_client())


@pytest.fixture
def files(database: Database) -> MongoFiles:
    return MongoFiles(database)


class Killed(BaseException):
    """The process dies."""


class BurningLine(Line):
    """The process dies at the n-th operation: before it, or after it."""

    def __init__(self, at: int, *, after: bool) -> None:
        super().__init__()
        self.left, self.after = at, after

    async def carry(self, start: Callable[[], Any]) -> Any:
        self.left -= 1
        if self.left == 0 and not self.after:
            raise Killed
        answer = await super().carry(start)
        if self.left == 0:
            raise Killed
        return answer


async def count(database: Database) -> tuple[int, int, int]:
    """Attachments, contents, chunks."""
    files, contents, chunks = [
        await database[name].count_documents({}) for name in ("files", "bytes.files", "bytes.chunks")
    ]
    return files, contents, chunks


async def test_what_was_kept_is_there_whole(files: MongoFiles) -> None:
    port: Shelf = files

    await port.keep(TICKET, MESSAGE, FILE, LONG, "text/plain")

    assert await port.kept(TICKET) == {FILE: Kept(FILE, MESSAGE, DIGEST, len(LONG), "text/plain")}
    assert await port.content(DIGEST) == LONG


async def test_an_empty_file_is_a_file(files: MongoFiles, database: Database) -> None:
    await files.keep(TICKET, MESSAGE, FILE, b"", "application/octet-stream")

    assert await files.content(sha256().hexdigest()) == b""
    assert await count(database) == (1, 1, 0)


async def test_what_was_never_kept_is_nowhere(files: MongoFiles) -> None:
    assert await files.kept(TICKET) == {}
    with pytest.raises(KeyError):
        await files.content(DIGEST)


async def test_the_same_bytes_are_kept_once_whoever_brings_them(files: MongoFiles, database: Database) -> None:
    await files.keep(TICKET, MESSAGE, FILE, LONG, "text/plain")
    before = await count(database)

    await files.keep(TICKET, MESSAGE, FILE, LONG, "text/plain")
    await files.keep(TICKET, MESSAGE, SECOND_FILE, LONG, "text/plain")
    await files.keep(OTHER, MessageId(51), FileId(72), LONG, "text/plain")

    assert before == (1, 1, 21)
    assert await count(database) == (3, 1, 21)
    assert set(await files.kept(TICKET)) == {FILE, SECOND_FILE}
    assert set(await files.kept(OTHER)) == {72}


async def test_it_lies_there_as_gridfs_lays_it(files: MongoFiles, database: Database) -> None:
    await files.keep(TICKET, MESSAGE, FILE, LONG, "text/plain")

    (content,) = await database["bytes.files"].find().to_list(None)
    chunks = await database["bytes.chunks"].find({"files_id": content["_id"]}).sort("n").to_list(None)
    assert (content["filename"], content["length"], content["chunkSize"]) == (DIGEST, len(LONG), CHUNK)
    assert [one["n"] for one in chunks] == list(range(21))
    assert {len(one["data"]) for one in chunks[:-1]} == {CHUNK}
    assert b"".join(one["data"] for one in chunks) == LONG


async def test_two_who_bring_the_same_bytes_at_once_leave_them_once(database: Database) -> None:
    async with anyio.create_task_group() as group:
        for n in range(8):
            group.start_soon(
                MongoFiles(database).keep, Address(GUILD, n), MESSAGE, FileId(2**60 + n), LONG, "text/plain"
            )

    assert await count(database) == (8, 1, 21)
    assert await MongoFiles(database).content(DIGEST) == LONG


async def test_a_content_that_is_not_whole_is_not_shown(files: MongoFiles, database: Database) -> None:
    await files.keep(TICKET, MESSAGE, FILE, LONG, "text/plain")
    await database["bytes.chunks"].delete_one({"n": 3})

    with pytest.raises(KeyError):
        await files.content(DIGEST)


# --- forget ---


async def test_bytes_go_with_the_last_ticket_that_had_them(files: MongoFiles, database: Database) -> None:
    for ticket, file in ((TICKET, FILE), (OTHER, SECOND_FILE)):
        await files.keep(ticket, MESSAGE, file, LONG, "text/plain")
    await files.keep(TICKET, MESSAGE, FileId(5), b"mine alone", "text/plain")

    await files.forget(TICKET)
    assert await files.kept(TICKET) == {}
    assert await files.content(DIGEST) == LONG
    with pytest.raises(KeyError):
        await files.content(sha256(b"mine alone").hexdigest())
    assert await count(database) == (1, 1, 21)

    await files.forget(OTHER)
    assert await count(database) == (0, 0, 0)


async def test_to_forget_a_ticket_without_files_changes_nothing(files: MongoFiles, database: Database) -> None:
    await files.keep(OTHER, MESSAGE, FILE, LONG, "text/plain")

    await files.forget(TICKET)

    assert await files.content(DIGEST) == LONG


@pytest.mark.parametrize("after", [False, True])
async def test_killed_at_any_moment_of_keeping_the_next_try_keeps_it_whole_and_once(*, after: bool) -> None:
    moments = 0
    for moment in range(1, 50):
        database = await connect(in_memory_client())
        try:
            await MongoFiles(database, BurningLine(moment, after=after)).keep(TICKET, MESSAGE, FILE, LONG, "text/plain")
        except Killed:
            moments += 1
            kept = await MongoFiles(database).kept(TICKET)
            assert all([await MongoFiles(database).content(one.sha256) == LONG for one in kept.values()])
        await MongoFiles(database).keep(TICKET, MESSAGE, FILE, LONG, "text/plain")
        assert await count(database) == (1, 1, 21)
        assert await MongoFiles(database).content(DIGEST) == LONG

    assert moments == 5


@pytest.mark.parametrize("after", [False, True])
async def test_killed_at_any_moment_of_forgetting_the_next_try_leaves_nothing(*, after: bool) -> None:
    moments = 0
    for moment in range(1, 50):
        database = await connect(in_memory_client())
        files = MongoFiles(database)
        await files.keep(TICKET, MESSAGE, FILE, LONG, "text/plain")
        await files.keep(OTHER, MESSAGE, SECOND_FILE, b"another's", "text/plain")
        try:
            await MongoFiles(database, BurningLine(moment, after=after)).forget(TICKET)
        except Killed:
            moments += 1
        await files.forget(TICKET)
        assert await count(database) == (1, 1, 1)

    assert moments > 5


async def test_what_an_interrupted_upload_left_goes_with_its_ticket(database: Database) -> None:
    for ticket in (TICKET, OTHER):
        with pytest.raises(Killed):
            await MongoFiles(database, BurningLine(3, after=True)).keep(ticket, MESSAGE, FILE, LONG, "text/plain")
    assert await count(database) == (0, 0, 42)

    await MongoFiles(database).forget(TICKET)

    assert await count(database) == (0, 0, 21)


async def test_what_one_lets_go_while_another_brings_it_is_whole_for_the_other(database: Database) -> None:
    """However the two interleave: each begins after another number of turns of the loop."""
    for delay in range(0, 60, 3):
        files = MongoFiles(database)
        await files.keep(TICKET, MESSAGE, FILE, LONG, "text/plain")

        async def later(files: MongoFiles = files, turns: int = delay) -> None:
            for _ in range(turns):
                await asyncio.sleep(0)
            await files.keep(OTHER, MESSAGE, SECOND_FILE, LONG, "text/plain")

        async with anyio.create_task_group() as group:
            group.start_soon(files.forget, TICKET)
            group.start_soon(later)

        assert await files.content(DIGEST) == LONG
        assert await count(database) == (1, 1, 21)
        await files.forget(OTHER)
        assert await count(database) == (0, 0, 0)
