"""Letters a second through mailbox, step and a commit that costs nothing, beside a bare loop and Pykka."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

from actors.clock import SystemClock
from actors.patience import answered
from actors.supervisor import Supervisor
from models import commands as c
from models.ids import Address, LetterId, MessageId, UserId
from models.message import Written
from models.moment import first_snowflake
from models.person import Person
from tests.bench.anchors import BareActors, PykkaActors
from tests.bench.desk import GUILD, FreePorts, free_rules, running, settled
from tests.bench.rows import Row
from tests.bench.tickets import tickets

ROUNDS = 5  # each figure and its anchors in turn; of each the median counts
TELLS, ASKS, MANY = 64_000, 4_000, 1_000
AT_ONCE = 200  # letters told to one actor before it may read: fewer than its room


@dataclass
class Rounds:
    """Letters a second, by what was done, in every round."""

    found: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def add(self, name: str, a_second: float) -> None:
        self.found[name].append(a_second)

    def __getitem__(self, name: str) -> float:
        return median(self.found[name])


class Letters:
    """Made before the clock starts; no two have one id."""

    def __init__(self) -> None:
        self._next = first_snowflake(SystemClock().now())

    def wishes(self, count: int, ports: FreePorts) -> list[c.Rate]:
        first, self._next, now = self._next, self._next + count, ports.clock.now()
        return [c.Rate(LetterId(n), now, UserId(1), 5) for n in range(first, first + count)]

    def posts(self, count: int, ports: FreePorts) -> list[c.Post]:
        first, self._next, now = self._next, self._next + count, ports.clock.now()
        owner = Person(UserId(1), "owner")
        return [c.Post(Written(MessageId(n), now, owner, "hello")) for n in range(first, first + count)]


async def tells(supervisor: Supervisor, actors: int, letters: Sequence[c.Rate | c.Post]) -> float:
    """Letters a second, until all are read and committed."""
    addresses = [Address(GUILD, n + 1) for n in range(actors)]
    portion = AT_ONCE * actors
    began = time.perf_counter()
    for start in range(0, len(letters), portion):
        for n, letter in enumerate(letters[start : start + portion]):
            supervisor.tell(addresses[n % actors], letter)
        await settled(supervisor)
    return len(letters) / (time.perf_counter() - began)


async def asks(supervisor: Supervisor, actors: int, letters: list[c.Rate]) -> float:
    """One actor is asked again and again; many are asked all at once, again and again."""
    addresses = [Address(GUILD, n + 1) for n in range(actors)]
    began = time.perf_counter()
    for start in range(0, len(letters), actors):
        asked = zip(addresses, letters[start : start + actors], strict=True)
        for reply in [supervisor.put(address, letter) for address, letter in asked]:
            await answered(reply)
    return len(letters) / (time.perf_counter() - began)


async def ours(actors: int, letters: Letters, rounds: Rounds) -> None:
    async with running(FreePorts(), free_rules()) as supervisor:
        for n in range(actors):
            supervisor.rouse(Address(GUILD, n + 1))
        await settled(supervisor)
        rounds.add("tell", await tells(supervisor, actors, letters.wishes(TELLS, FreePorts())))
        rounds.add("ask", await asks(supervisor, actors, letters.wishes(ASKS, FreePorts())))


async def ours_with_real_rules(actors: int, letters: Letters, rounds: Rounds) -> None:
    ports = FreePorts(tickets())
    async with running(ports) as supervisor:
        for n in range(actors):
            supervisor.rouse(Address(GUILD, n + 1))
        await settled(supervisor)
        rounds.add("tell, real rules", await tells(supervisor, actors, letters.posts(TELLS // 8, ports)))


async def bare(actors: int, rounds: Rounds) -> None:
    others = BareActors(actors)
    rounds.add("bare tell", await others.tells(TELLS))
    rounds.add("bare ask", await others.asks(ASKS))
    await others.stop()


def pykka(actors: int, rounds: Rounds) -> None:
    others = PykkaActors(actors)
    rounds.add("pykka tell", others.tells(TELLS // 4))
    rounds.add("pykka ask", others.asks(ASKS))
    others.stop()


def rows() -> Iterator[Row]:
    for actors in (1, MANY):
        found, letters = Rounds(), Letters()
        for _ in range(ROUNDS):
            asyncio.run(ours(actors, letters, found))
            asyncio.run(ours_with_real_rules(actors, letters, found))
            asyncio.run(bare(actors, found))
            pykka(actors, found)
        many = f"{actors:,} actor{'s' if actors > 1 else ''}"
        goal = ">= 3 x" if actors == MANY else ""
        yield Row(f"tell, {many}", found["tell"], "/s", "Pykka", found["pykka tell"], goal)
        yield Row(f"tell, {many}", found["tell"], "/s", "bare loop", found["bare tell"])
        yield Row(f"ask, {many}", found["ask"], "/s", "Pykka", found["pykka ask"], ">= 3 x")
        yield Row(f"ask, {many}", found["ask"], "/s", "bare loop", found["bare ask"])
        yield Row(f"posts with the real rules, {many}", found["tell, real rules"], "/s", "Pykka", found["pykka tell"])
