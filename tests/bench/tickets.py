"""What 10,000 and 100,000 idle tickets cost: memory, the punctuality of alarms, and calls while nothing is due."""

import asyncio
import gc
import json
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from random import Random
from typing import Any

from actors import memory
from actors.clock import SystemClock
from actors.supervisor import Supervisor
from models import commands as c
from models.ids import Address, ChannelId, GuildId, LetterId, MessageId, TypeKey, UserId
from models.message import Written
from models.moment import first_snowflake
from models.person import Person
from models.snapshot import Recent, Snapshot
from models.ticket import Priority, Side, Term, Ticket, Turn
from tests.bench.desk import FreePorts, give_way, running
from tests.bench.rows import Row
from tests.support.virtual import lapse

A_GUILD = 500  # tickets: Discord's most channels
RATE, STRETCH = 10_000, 6.0  # messages a second, and for how many
IDLE = 5.0  # seconds
PROBES, EVERY = 5, timedelta(milliseconds=5)
TYPE = TypeKey("database")


class Tickets(dict[Address, Snapshot]):
    """Makes each snapshot when it is claimed, as a database would: nothing in it is shared with another."""

    def get(self, address: Address, default: Any = None) -> Snapshot:
        return snapshot(address)


def tickets() -> Tickets:
    return Tickets()


def snapshot(address: Address) -> Snapshot:
    """A ticket in the midst of a conversation, with a promise to keep and 64 letters answered."""
    now = SystemClock().now()
    opened = now - timedelta(minutes=161 + address.number % 180)
    id = first_snowflake(opened) + address.number + address.guild
    sides = (Side.OWNER, Side.STAFF)
    turns = tuple(Turn(opened + timedelta(minutes=20 * n), id + n * 10**9, sides[n % 2]) for n in range(9))
    promised = Term(opened + timedelta(minutes=3), TYPE, Priority.LOW, timedelta(days=1))
    ticket = Ticket(
        Address(GuildId(int(address.guild)), int(address.number)),
        UserId(id),
        f"owner {id}",
        f"Something is broken in {id}",
        opened,
        turns,
        (Term(opened, TYPE), promised),
        channel=ChannelId(id + 1),
        card=MessageId(id + 2),
        promised_at=promised.since,
    )
    recent = Recent().added(*(LetterId(id + n) for n in range(64)))
    return Snapshot(1, ticket, (), recent, id + 8 * 10**9, now)


def resident() -> int:
    """Bytes of this process in memory."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * 4096


async def load(supervisor: Supervisor, count: int) -> list[Address]:
    """Guild by guild, as Discord announces them."""
    addresses = [Address(GuildId(n // A_GUILD), n % A_GUILD + 1) for n in range(count)]
    for start in range(0, count, A_GUILD):
        for address in addresses[start : start + A_GUILD]:
            supervisor.rouse(address)
        await quiet(supervisor, addresses[start : start + A_GUILD])
    return addresses


async def quiet(supervisor: Supervisor, addresses: list[Address]) -> None:
    while not all(supervisor._cells[address].is_quiet for address in addresses):
        await give_way()


async def measured(count: int) -> list[Row]:
    ports = FreePorts(tickets())
    ports.heard = ports.clock.now()
    async with running(ports) as supervisor:
        gc.collect()
        before = resident()
        addresses = await load(supervisor, count)
        gc.collect()
        with_actors = resident()
        states = [snapshot(address) for address in addresses]
        gc.collect()
        state = (resident() - with_actors) / count
        del states
        each = (with_actors - before) / count
        goal = "<= 6000" if count == 100_000 else ""
        rows = [Row(f"an idle ticket of {count:,}", each, "bytes", "its state alone", state, goal)]
        if count == 100_000:
            memory.settle()
            rows += [await idle_calls(ports), *await lateness(supervisor, ports, addresses)]
    return rows


async def idle_calls(ports: FreePorts) -> Row:
    before = ports.calls
    await lapse(IDLE)
    return Row(f"calls in {IDLE:.0f} s while nothing is due", ports.calls - before, "calls", goal="<= 0")


async def lateness(supervisor: Supervisor, ports: FreePorts, addresses: list[Address]) -> Iterator[Row]:
    """Of the clock's alarms while messages come; the anchor is the same clock in a loop that has nothing to do."""
    calm = await punctuality(lambda n: None)
    dice = Random(1)
    chosen = [addresses[dice.randrange(len(addresses))] for _ in range(int(RATE * STRETCH))]
    posts = letters(chosen, ports)
    busy = await punctuality(lambda n: supervisor.tell(chosen[n], posts[n]))
    named = f"with {len(addresses):,} tickets and {RATE:,} messages/s"
    names = [("p50", 0.5, ""), ("p99", 0.99, "<= 10"), ("max", 1.0, "<= 100")]
    return (
        Row(f"lateness of alarms {name}, {named}", at(busy, share), "ms", "no messages", at(calm, share), goal)
        for name, share, goal in names
    )


def letters(chosen: list[Address], ports: FreePorts) -> list[c.Post]:
    now, first = ports.clock.now(), first_snowflake(ports.clock.now())
    owner = Person(UserId(1), "somebody")
    return [c.Post(Written(MessageId(first + n), now, owner, "hello")) for n in range(len(chosen))]


async def punctuality(send: Callable[[int], None]) -> list[float]:
    """How late the alarms of a stretch rang, in ms, sorted; `send` is called at the rate."""
    clock, late, is_over = SystemClock(), [], False

    def probe() -> None:
        at = clock.now() + EVERY

        def ring() -> None:
            late.append(1000 * (time.time() - at.timestamp()))
            if not is_over:
                probe()

        clock.call_at(at, ring)

    for _ in range(PROBES):
        probe()
    began, sent = time.monotonic(), 0
    while (passed := time.monotonic() - began) < STRETCH:
        while sent < min(RATE * passed, RATE * STRETCH - 1):
            send(sent)
            sent += 1
        await lapse(0.001)
    is_over = True
    return sorted(late)


def at(sorted_values: list[float], share: float) -> float:
    return sorted_values[min(len(sorted_values) - 1, int(len(sorted_values) * share))]


if __name__ == "__main__":
    from dataclasses import asdict

    from loguru import logger

    logger.remove()
    print(json.dumps([asdict(row) for row in asyncio.run(measured(int(sys.argv[1])))]))
