"""The contract of the store over a MongoDB on the wire, which can be paused, killed and revived under load."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import anyio
import pytest
from motor.motor_asyncio import AsyncIOMotorDatabase

from actors.clock import SystemClock
from actors.ports import Store
from models.documents.connect import client_of, connect
from models.documents.health import examine
from models.documents.line import MOST_UNDER_WAY, Line
from models.documents.store import MongoStore
from models.errors import StaleWrite, StoreDown
from models.ids import Address, FileId, MessageId
from models.snapshot import Snapshot
from tests.support import wire_mongo_server
from tests.support.contract import GUILD, TICKET, Processes, StoreContract, committed, next_of, written
from tests.support.wire_mongo_server import WireServer

pytestmark = pytest.mark.slow

Database = AsyncIOMotorDatabase[dict[str, Any]]
FRESH = count(1)


@pytest.fixture(scope="session")
def jars() -> Path:
    wire_mongo_server.needed()
    return wire_mongo_server.jars()


@pytest.fixture(scope="module")
def lasting(jars: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WireServer]:
    """One server for all tests that leave it alone."""
    server = WireServer(tmp_path_factory.mktemp("mongo"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def server(jars: Path, tmp_path: Path) -> Iterator[WireServer]:
    """A server for one test to torment."""
    server = WireServer(tmp_path)
    server.start()
    yield server
    server.stop()


@asynccontextmanager
async def connected(uri: str) -> AsyncIterator[Database]:
    client = client_of(uri)
    try:
        yield await connect(client)
    finally:
        client.close()


@pytest.fixture
async def database(server: WireServer) -> AsyncIterator[Database]:
    async with connected(server.uri) as database:
        yield database


class TestMongoStoreOnTheWire(StoreContract):
    """Over the server that MONGODB_TEST_URI names (databases `steward_test_...`), else over our own."""

    @pytest.fixture
    def uri(self, request: pytest.FixtureRequest) -> str:
        named = os.environ.get("MONGODB_TEST_URI")
        base = named or request.getfixturevalue("lasting").uri
        return urlsplit(base)._replace(path=f"/steward_test_{os.getpid()}_{next(FRESH)}").geturl()

    @pytest.fixture
    async def processes(self, uri: str) -> AsyncIterator[Processes]:
        async with connected(uri) as one, connected(uri) as other:
            databases = [one, other]

            def process() -> MongoStore:
                databases.reverse()
                return MongoStore(databases[0])

            yield process
            await one.client.drop_database(one.name)

    async def test_connecting_again_keeps_what_is_there(self, uri: str, processes: Processes) -> None:
        snapshot = await committed(processes(), TICKET)

        async with connected(uri) as database:
            store = MongoStore(database)
            assert (await store.claim(TICKET, await store.begin())).state == snapshot.state

    async def test_files_are_kept_once_and_go_with_the_last_who_had_them(self, processes: Processes) -> None:
        stores = [cast(MongoStore, processes()) for _ in range(8)]
        content = bytes(range(256)) * 8_000

        async with anyio.create_task_group() as group:
            for n, store in enumerate(stores):
                group.start_soon(store.files.keep, Address(GUILD, n), MessageId(50), FileId(n), content, "text/plain")

        digest = sha256(content).hexdigest()
        assert await stores[0].files.content(digest) == content
        (kept,) = (await stores[0].files.kept(Address(GUILD, 3))).values()
        assert (kept.sha256, kept.size) == (digest, len(content))
        for n in range(7):
            await stores[1].forget(Address(GUILD, n))
        assert await stores[2].files.content(digest) == content
        await stores[1].forget(Address(GUILD, 7))
        with pytest.raises(KeyError):
            await stores[2].files.content(digest)


@pytest.mark.parametrize(("ci", "outcome"), [("", pytest.skip.Exception), ("true", pytest.fail.Exception)])
def test_without_java_these_tests_are_skipped_with_one_line_but_where_they_must_run_they_fail(
    monkeypatch: pytest.MonkeyPatch, ci: str, outcome: type[BaseException]
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("CI", ci)

    with pytest.raises(outcome, match=r"^the tests over the wire need java and mvn$"):
        wire_mongo_server.needed()


async def test_a_server_that_is_away_is_known_to_be_away_within_seconds(server: WireServer, database: Database) -> None:
    store = MongoStore(database)
    snapshot = await committed(store, TICKET)
    server.kill()

    began = time.monotonic()
    async with anyio.create_task_group() as group:
        for ask in (
            store.begin,
            lambda: store.claim(TICKET, 9),
            lambda: store.alive(GUILD),
            lambda: store.known(TICKET),
        ):
            group.start_soon(_is_down, ask)
    took = time.monotonic() - began
    server.start()

    assert took < 6
    assert (await store.claim(TICKET, await store.begin())).state == snapshot.state


async def _is_down(ask: Callable[[], Any]) -> None:
    with pytest.raises(StoreDown):
        await ask()


async def test_a_look_at_it_finds_its_version_and_its_clock(server: WireServer, database: Database) -> None:
    found = await examine(database.client, SystemClock().now)

    assert found.failure is None
    assert (found.version, found.is_replica_set, found.missing_indexes) == ("5.0.0", False, ())
    assert found.clock_drift is not None
    assert abs(found.clock_drift) < timedelta(seconds=5)


async def test_connecting_to_nobody_says_that_the_store_is_down() -> None:
    with pytest.raises(StoreDown, match="ServerSelectionTimeoutError"):
        async with connected("mongodb://127.0.0.1:9"):
            pass


async def test_a_server_that_says_nothing_is_given_up_and_its_late_write_misses(
    server: WireServer, database: Database
) -> None:
    store = MongoStore(database, Line(longest=timedelta(seconds=1)))
    claimed = await store.claim(TICKET, await store.begin())

    server.pause()
    with pytest.raises(StoreDown, match="no answer within"):
        await store.commit(TICKET, claimed.version, next_of(claimed), alive=True)
    server.resume()

    again = await store.claim(TICKET, await store.begin())
    with pytest.raises(StaleWrite):
        await store.commit(TICKET, claimed.version, next_of(claimed), alive=True)
    assert again.version in (2, 3)  # the unknown write landed before the claim, or it never will
    assert (again.state is None) == (again.version == 2)


async def test_a_commit_that_is_cancelled_is_waited_for_and_lands_all_the_same(
    server: WireServer, database: Database
) -> None:
    store = MongoStore(database)
    claimed = await store.claim(TICKET, await store.begin())
    snapshot = next_of(claimed)
    happened: list[str] = []

    async def commit(scope: anyio.CancelScope) -> None:
        with scope:
            await store.commit(TICKET, claimed.version, snapshot, alive=True)
        happened.append("left")

    server.pause()
    async with anyio.create_task_group() as group:
        scope = anyio.CancelScope()
        group.start_soon(commit, scope)
        await _some_passes()
        scope.cancel()
        await _some_passes()
        happened.append("resumed")
        server.resume()

    assert happened == ["resumed", "left"]
    assert scope.cancelled_caught
    assert (await store.claim(TICKET, await store.begin())).state == snapshot.state


async def _some_passes() -> None:
    """Enough for Motor to hand an operation to a thread."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_many_cancelled_writes_to_a_dead_server_do_not_keep_the_next_one_waiting(
    server: WireServer, database: Database
) -> None:
    store = MongoStore(database)
    epoch = await store.begin()
    addresses = [Address(GUILD, number) for number in range(1, MOST_UNDER_WAY + 20)]
    claimed = [await store.claim(address, epoch) for address in addresses]
    server.kill()

    async with anyio.create_task_group() as outer:
        scope = anyio.CancelScope()
        outer.start_soon(_commit_all, store, dict(zip(addresses, map(next_of, claimed), strict=True)), scope)
        await _some_passes()
        scope.cancel()
        server.start()
        with anyio.fail_after(4):
            assert await _first_answer(store) > epoch


async def _first_answer(store: Store) -> int:
    """Each pooled connection that the dead server left behind fails once."""
    while True:
        with suppress(StoreDown):
            return await store.begin()


async def _commit_all(store: Store, snapshots: dict[Address, Snapshot], scope: anyio.CancelScope) -> None:
    with scope:
        async with anyio.create_task_group() as group:
            for address, snapshot in snapshots.items():
                group.start_soon(_commit, store, address, snapshot)


async def _commit(store: Store, address: Address, snapshot: Snapshot) -> None:
    """It is cancelled, or finds its connection broken before that."""
    with suppress(StoreDown):
        await store.commit(address, snapshot.version - 1, snapshot, alive=True)


async def test_no_answered_write_is_lost_when_the_server_is_killed_under_load(server: WireServer) -> None:
    answered: dict[Address, int] = {}
    archived: dict[Address, int] = {}

    busy = asyncio.Event()

    async def live(store: MongoStore, address: Address) -> None:
        try:
            kept = await store.claim(address, await store.begin())
            for n in range(1, 10_000):
                await store.archive(address, [written(n, str(n))])
                archived[address] = n
                await store.commit(address, kept.version, next_of(kept), alive=True)
                kept = next_of(kept)
                answered[address] = kept.version
                if sum(answered.values()) > 300:
                    busy.set()
        except StoreDown:
            return

    async def kill() -> None:
        await busy.wait()
        await asyncio.to_thread(server.kill)

    for round in range(3):
        answered.clear()
        busy.clear()
        addresses = [Address(GUILD, number) for number in range(10 * round + 1, 10 * round + 9)]
        async with connected(server.uri) as database, anyio.create_task_group() as group:
            store = MongoStore(database)
            for address in addresses:
                group.start_soon(live, store, address)
            group.start_soon(kill)
        server.start()
        async with connected(server.uri) as database:
            store = MongoStore(database)
            epoch = await store.begin()
            for address, version in answered.items():
                assert (await store.claim(address, epoch)).version in (version + 1, version + 2)
                assert len(await store.entries(address)) >= archived[address]
