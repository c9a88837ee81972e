"""Letters a second through a whole turn: step, document, commit into the store in memory."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median

from actors.patience import answered
from models import commands as c
from models.ids import Address, LetterId, UserId
from models.moment import first_snowflake
from models.person import Person
from models.snapshot import Snapshot
from tests.bench.desk import GUILD, FreePorts, running, settled
from tests.bench.rows import Row
from tests.bench.tickets import snapshot
from tests.support.memory_store import SNAPSHOT, MemoryStore, packed
from tests.support.memory_store import Row as Document

ROUNDS, ASKS, ACTORS = 5, 4_000, 1_000
ADMIN = Person(UserId(40), "admin", is_admin=True)


@dataclass
class KeptPorts(FreePorts):
    """Free, but for the store: each ticket is a document there, as bytes."""

    store: MemoryStore = field(default_factory=MemoryStore)

    async def claim(self, address: Address, epoch: int, *, may_be_new: bool = True) -> Snapshot:
        rows = self.store.memory.rows
        if address not in rows:
            kept = snapshot(address)
            rows[address] = Document(packed(SNAPSHOT, kept), version=kept.version)
        return await self.store.claim(address, epoch, may_be_new=may_be_new)

    async def commit(self, address: Address, expected: int, snapshot: Snapshot, *, alive: bool) -> None:
        await self.store.commit(address, expected, snapshot, alive=alive)


async def turns() -> float:
    """Each letter changes the state of its ticket and is answered after a commit of its own."""
    ports = KeptPorts()
    async with running(ports) as supervisor:
        addresses = [Address(GUILD, n + 1) for n in range(ACTORS)]
        for address in addresses:
            supervisor.rouse(address)
        await settled(supervisor)
        now = ports.clock.now()
        first = first_snowflake(now)
        letters = [c.NoAnswerNeeded(LetterId(first + n), now, ADMIN) for n in range(ASKS)]
        began = time.perf_counter()
        for start in range(0, ASKS, ACTORS):
            asked = zip(addresses, letters[start : start + ACTORS], strict=True)
            for reply in [supervisor.put(address, letter) for address, letter in asked]:
                await answered(reply)
        took = time.perf_counter() - began
        assert sum(row.version for row in ports.store.memory.rows.values()) >= ASKS, "each was written"
        return ASKS / took


def documents() -> float:
    """The same documents, made and nothing else."""
    kept = [snapshot(Address(GUILD, n + 1)) for n in range(ACTORS)]
    began = time.perf_counter()
    for one in kept:
        packed(SNAPSHOT, one)
    return ACTORS / (time.perf_counter() - began)


def rows() -> Iterator[Row]:
    found = [(asyncio.run(turns()), documents()) for _ in range(ROUNDS)]
    ours, alone = (median(values) for values in zip(*found, strict=True))
    yield Row(f"step and commit in memory, {ACTORS:,} actors", ours, "/s", "document alone", alone)
