"""A back-up is whole or none; what comes back from it is what was there, out of reach of whoever still runs."""

import gzip
import stat
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import bson
import pytest
from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorDatabase

from bot import __version__
from bot.backup import BackupRefused, dump, restore
from bot.demo.mongo import in_memory_client
from models.commands import Open
from models.desk import Desk, OpenTicket
from models.documents.connect import DOCUMENTS, connect, is_half_restored
from models.documents.line import Line
from models.documents.restored import LEAP, NUMBERS
from models.documents.store import MongoStore
from models.effects import Tell
from models.errors import HalfRestored, StaleWrite, StoreDown
from models.ids import Address, ChannelId, EffectId, FileId, LetterId, MessageId, TypeKey, UserId, What
from models.message import Erased
from models.snapshot import Pending, Snapshot, State
from models.ticket import Closing, Ending, Term, Ticket
from tests.support.contract import DESK, GRAVE, GUILD, NOW, written

T = TypeVar("T")
Database = AsyncIOMotorDatabase[dict[str, Any]]
Mongo = AsyncIOMotorClient[dict[str, Any]]
KIND, OWNER = TypeKey("database"), UserId(1)
AT = datetime(2026, 5, 2, 3, tzinfo=UTC)
LONG = bytes(range(256)) * 1_100
CLOSED = Closing(NOW, Ending.BY_STAFF)


async def a_database() -> Database:
    return await connect(in_memory_client())


def ticket(number: int, *, closing: Closing | None = None) -> Ticket:
    address = Address(GUILD, number)
    return Ticket(address, OWNER, "owner", "title", NOW, (), (Term(NOW, KIND),), closing=closing)


async def stored(store: MongoStore, state: State, *, epoch: int, outbox: tuple[Pending, ...] = ()) -> Snapshot:
    claimed = await store.claim(state.id, epoch)
    snapshot = replace(claimed, version=claimed.version + 1, state=state, outbox=outbox)
    await store.commit(state.id, claimed.version, snapshot, alive=True)
    return snapshot


async def filled() -> Database:
    """A desk with an open ticket, a closed one, and one that it has only promised to open."""
    database = await a_database()
    store = MongoStore(database)
    epoch = await store.begin()
    opening = Open(LetterId(5), NOW, Address(GUILD, 3), OWNER, "owner", KIND, "t", "x", ChannelId(2))
    promise = Pending(NOW, Tell(EffectId(What.OPEN, 3), opening.ticket, opening))
    listed = tuple(OpenTicket(number, OWNER, KIND) for number in (1, 2, 3))
    await stored(store, Desk(GUILD, 3, listed), epoch=epoch, outbox=(promise,))
    await stored(store, ticket(1), epoch=epoch)
    await stored(store, ticket(2, closing=CLOSED), epoch=epoch)
    for number in (1, 2):
        address = Address(GUILD, number)
        await store.archive(address, [written(50, "hello"), written(51, "gone"), Erased(MessageId(51), NOW)])
        await store.files.keep(address, MessageId(50), FileId(70 + number), LONG, "image/png")
    await store.bury(Address(GUILD, 1), GRAVE)
    return database


async def content(database: Database) -> dict[str, list[dict[str, Any]]]:
    return {
        document.Settings.name: await database[document.Settings.name].find().sort("_id", 1).to_list(None)
        for document in DOCUMENTS
    }


def read(path: Path) -> bytes:
    return path.read_bytes()


def write(path: Path, body: bytes) -> None:
    path.write_bytes(body)


def modes(folder: Path) -> dict[str, int]:
    """Every file in it, and who may do what with it."""
    return {one.name: stat.S_IMODE(one.stat().st_mode) for one in folder.iterdir()}


def rewritten(path: Path, change: Callable[[bytes], bytes]) -> None:
    path.write_bytes(gzip.compress(change(gzip.decompress(path.read_bytes()))))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "steward.backup"


# --- there and back ---


async def test_what_comes_back_is_what_was_there(file: Path) -> None:
    database, empty = await filled(), await a_database()
    before = await content(database)

    told = await dump(database, file, AT)
    again = await restore(empty, file)

    assert await content(database) == before
    assert told == again
    assert (told.at, told.version) == (AT, __version__)
    assert dict(told.counts) == {name: len(found) for name, found in before.items()}
    after = await content(empty)
    for name in ("messages", "dead_letters", "files", "bytes.files", "bytes.chunks"):
        assert after[name] == before[name]
    moved = [{**one, "version": one["version"] + LEAP, "epoch": 1 + LEAP} for one in before["tickets"]]
    assert after["tickets"] == moved
    assert await MongoStore(empty).files.content(before["bytes.files"][0]["filename"]) == LONG


async def test_only_its_owner_may_read_the_file(file: Path) -> None:
    await dump(await filled(), file, AT)

    assert modes(file.parent) == {file.name: 0o600}


async def test_an_empty_database_is_a_back_up_too(file: Path) -> None:
    told = await dump(await a_database(), file, AT)

    assert dict((await restore(await a_database(), file)).counts) == dict(told.counts) == {}


async def test_a_file_that_is_there_is_not_written_over(file: Path) -> None:
    await dump(await filled(), file, AT)
    kept = read(file)

    with pytest.raises(BackupRefused, match="there already"):
        await dump(await a_database(), file, AT)

    assert read(file) == kept


async def test_where_nothing_can_be_written_there_is_one_sentence(file: Path) -> None:
    with pytest.raises(BackupRefused, match="cannot be written"):
        await dump(await filled(), file.parent / "nowhere" / "file", AT)


async def test_a_dump_that_breaks_off_leaves_no_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = await filled()

    def broken(*_: object) -> None:
        raise StoreDown

    monkeypatch.setattr("bot.backup.Line.each", broken)
    with pytest.raises(StoreDown):
        await dump(database, file, AT)

    assert modes(file.parent) == {}


async def test_of_what_a_restore_left_half_done_no_copy_is_made(file: Path) -> None:
    database = await filled()
    await database["processes"].update_one({"_id": "epoch"}, {"$set": {"restoring": True}})

    with pytest.raises(HalfRestored):
        await dump(database, file, AT)

    assert modes(file.parent) == {}


async def test_bytes_that_are_being_forgotten_are_not_taken_along_in_part(file: Path) -> None:
    database, empty = await filled(), await a_database()
    await database["bytes.chunks"].delete_one({"n": 1})

    await dump(database, file, AT)
    await restore(empty, file)

    assert await empty["bytes.files"].count_documents({}) == 0
    assert await empty["messages"].count_documents({}) == 4


# --- files that are none ---


@pytest.mark.parametrize(
    "change",
    [
        lambda body: body[:-1],
        lambda body: body[: len(body) // 2],
        lambda body: body[:3],
        lambda body: b"",
        lambda body: body + b"more",
        lambda body: body.replace(b"hello", b"jello"),
        lambda body: b"\xff\xff\xff\x7f" + body,
        lambda body: bson.encode({"name": "of another program"}),
    ],
    ids=["end", "half", "head", "empty", "longer", "changed", "size", "foreign"],
)
async def test_a_file_that_is_not_whole_is_refused_before_anything_is_touched(
    file: Path, change: Callable[[bytes], bytes]
) -> None:
    database = await filled()
    await dump(database, file, AT)
    before = await content(database)
    rewritten(file, change)

    with pytest.raises(BackupRefused, match="cut off, damaged"):
        await restore(database, file, replace=True)

    assert await content(database) == before


@pytest.mark.parametrize("cut", [1, 9, 500])
async def test_a_file_that_a_full_disk_cut_off_is_refused(file: Path, cut: int) -> None:
    await dump(await filled(), file, AT)
    write(file, read(file)[:-cut])

    with pytest.raises(BackupRefused, match="cut off"):
        await restore(await a_database(), file)


async def test_what_is_no_gzip_or_no_file_is_refused(file: Path) -> None:
    with pytest.raises(BackupRefused, match="cannot be read"):
        await restore(await a_database(), file)
    write(file, b"hello")
    with pytest.raises(BackupRefused, match="no back-up"):
        await restore(await a_database(), file)


@pytest.mark.parametrize(
    ("collection", "update"), [("tickets", {"state.on_hold": True}), ("desks", {"state.is": "Counter"})]
)
async def test_what_a_newer_version_wrote_is_refused_before_anything_is_touched(
    file: Path, collection: str, update: dict[str, object]
) -> None:
    database, empty = await filled(), await a_database()
    await database[collection].update_one({}, {"$set": update})
    await dump(database, file, AT)

    with pytest.raises(BackupRefused, match="newer version"):
        await restore(empty, file)

    assert not any((await content(empty)).values())


async def test_a_newer_form_of_the_file_is_refused(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as later:
        later.setattr("bot.backup.FORMAT", 2)
        await dump(await filled(), file, AT)

    with pytest.raises(BackupRefused, match="newer version"):
        await restore(await a_database(), file)


# --- into what is not empty ---


async def test_a_database_that_is_not_empty_is_refused_and_stays_as_it_is(file: Path) -> None:
    database = await filled()
    await dump(database, file, AT)
    await MongoStore(database).archive(Address(GUILD, 1), [written(60, "since")])
    before = await content(database)

    with pytest.raises(BackupRefused, match="is not empty"):
        await restore(database, file)

    assert await content(database) == before


async def test_everything_in_it_is_replaced_where_that_is_wanted(file: Path) -> None:
    database = await filled()
    await dump(database, file, AT)
    store = MongoStore(database)
    await store.archive(Address(GUILD, 1), [written(60, "since")])
    await store.files.keep(Address(GUILD, 9), MessageId(60), FileId(90), b"since", "text/plain")

    await restore(database, file, replace=True)

    assert [entry.id for entry in await store.entries(Address(GUILD, 1))] == [50, 51]
    assert await store.files.kept(Address(GUILD, 9)) == {}


class BreakingLine(Line):
    """From the n-th on, `times` operations fail: before they are done, or after."""

    def __init__(self, at: int, longest: timedelta, *, after: bool, times: int = 1) -> None:
        super().__init__(longest=longest)
        self.left, self.after, self.times = at, after, times

    async def carry(self, start: Callable[[], Awaitable[T]]) -> T:
        self.left -= 1
        is_broken = -self.times < self.left <= 0
        if is_broken and not self.after:
            raise StoreDown
        answer = await super().carry(start)
        if is_broken:
            raise StoreDown
        return answer


@pytest.mark.parametrize("after", [False, True])
async def test_a_restore_that_breaks_off_is_known_and_can_be_begun_again(
    file: Path, monkeypatch: pytest.MonkeyPatch, *, after: bool
) -> None:
    await dump(await filled(), file, AT)
    wanted = await a_database()
    await restore(wanted, file)
    halves = 0

    for moment in range(1, 26):
        client = in_memory_client()
        with monkeypatch.context() as breaking, suppress(StoreDown):
            breaking.setattr("bot.backup.Line", partial(BreakingLine, moment, after=after))
            breaking.setattr("bot.backup.PAUSES", ())
            await restore(await connect(client), file)
        try:
            await connect(client)
        except HalfRestored:
            halves += 1
        await restore(await connect(client, may_be_half=True), file, replace=not await is_half(client))
        after_all = await content(await connect(client))
        assert without_epochs(after_all) == without_epochs(await content(wanted))

    assert halves == 15


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("times", [1, 2])
async def test_documents_that_a_server_does_not_take_at_once_are_written_again(
    file: Path, monkeypatch: pytest.MonkeyPatch, times: int, *, after: bool
) -> None:
    database = await filled()
    await dump(database, file, AT)
    wanted = await a_database()
    await restore(wanted, file)
    monkeypatch.setattr("bot.backup.PAUSES", (0.0, 0.0))
    first = 1 + 7 + 1 + 7 + 1  # it looks, finds nothing anywhere, marks it, empties it: then come the documents

    for moment in range(first, first + 6):
        empty = await a_database()
        with monkeypatch.context() as breaking:
            breaking.setattr("bot.backup.Line", partial(BreakingLine, moment, after=after, times=times))
            await restore(empty, file)
        assert await content(empty) == await content(wanted)


async def test_a_server_that_takes_nothing_for_long_ends_it(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    await dump(await filled(), file, AT)
    monkeypatch.setattr("bot.backup.PAUSES", (0.0, 0.0))
    monkeypatch.setattr("bot.backup.Line", partial(BreakingLine, 17, after=False, times=3))

    with pytest.raises(StoreDown):
        await restore(await a_database(), file)


async def test_what_was_emptied_is_not_emptied_again_behind_the_documents(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody knows when a deletion that got no answer ends: it is not tried twice."""
    await dump(await filled(), file, AT)
    monkeypatch.setattr("bot.backup.PAUSES", (0.0, 0.0))
    monkeypatch.setattr("bot.backup.Line", partial(BreakingLine, 12, after=True))

    with pytest.raises(StoreDown):
        await restore(await a_database(), file)


def without_epochs(found: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """A database that was restored twice is an epoch further on."""
    return {
        name: [{key: value for key, value in one.items() if key not in ("epoch", "last")} for one in documents]
        for name, documents in found.items()
    }


async def is_half(client: Mongo) -> bool:
    return await is_half_restored(await connect(client, may_be_half=True))


# --- what must not come back ---


async def test_whoever_still_runs_misses_with_every_write(file: Path) -> None:
    database, lost = await filled(), await a_database()
    await dump(database, file, AT)
    running = MongoStore(lost)
    address = Address(GUILD, 1)
    epoch = [await running.begin() for _ in range(50)][-1]
    held = await stored(running, ticket(1), epoch=epoch)
    for _ in range(20):
        held = await stored(running, ticket(1), epoch=epoch)

    await restore(lost, file, replace=True)

    with pytest.raises(StaleWrite):
        await running.commit(address, held.version, replace(held, version=held.version + 1), alive=True)
    with pytest.raises(StaleWrite):
        await running.claim(address, epoch)
    heir = MongoStore(lost)
    later = await heir.begin()
    assert later > LEAP + epoch
    assert (await heir.claim(address, later)).state == ticket(1)


async def test_a_process_that_began_after_the_back_up_holds_no_later_epoch(file: Path) -> None:
    """Its database is lost, and so is what it counted there."""
    database, empty = await filled(), await a_database()
    await dump(database, file, AT)
    running = [await MongoStore(database).begin() for _ in range(100)]

    await restore(empty, file)

    with pytest.raises(StaleWrite):
        await MongoStore(empty).claim(Address(GUILD, 1), running[-1])
    assert await MongoStore(empty).begin() > running[-1]


async def test_no_number_is_given_again_and_the_open_tickets_are_those_that_are_open(file: Path) -> None:
    """The desk was read first: since then 2 was closed and 4 was opened; 3 stands nowhere yet but is promised."""
    database, empty = await filled(), await a_database()
    await stored(MongoStore(database), ticket(4), epoch=1)
    await dump(database, file, AT)

    await restore(empty, file)

    desk = (await MongoStore(empty).claim(DESK, await MongoStore(empty).begin())).state
    assert isinstance(desk, Desk)
    assert [one.number for one in desk.open] == [1, 3, 4]
    assert desk.number == 4 + NUMBERS
