"""What one ticket's life costs, over the wire: what is written, and what Discord is asked, by route."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from bot.sandbox import Channel
from tests.bench.rows import Row
from tests.support.town import Town, a_town

WRITES = ("claim", "commit", "archive", "bury", "forget")


class Counted:
    """A store, and how often each of its writes was called."""

    def __init__(self, store: Any) -> None:
        self._store = store
        self.writes: Counter[str] = Counter()

    def __getattr__(self, name: str) -> Any:
        if name in WRITES:
            self.writes[name] += 1
        return getattr(self._store, name)


async def measured() -> tuple[list[Row], list[Row]]:
    async with a_town() as town:
        office = town.app.supervisor._office
        counted = office.store = Counted(office.store)
        calls, writes = await over(town, counted, lambda: live(town))
        idle_calls, idle_writes = await over(town, counted, lambda: rest(town))
    life = [Row(f"a ticket's life: {name}", count, "calls") for name, count in sorted(calls.items())]
    life.append(Row("a ticket's life: all calls of Discord", calls.total(), "calls"))
    life += [Row(f"a ticket's life: {name}", count, "writes") for name, count in sorted(writes.items())]
    life.append(Row("a ticket's life: all writes", writes.total(), "writes"))
    idle = [
        Row("a day in which nothing is due: calls of Discord", idle_calls.total(), "calls", goal="<= 0"),
        Row("a day in which nothing is due: writes", idle_writes.total(), "writes", goal="<= 0"),
    ]
    return life, idle


async def over(town: Town, counted: Counted, story: Callable[[], Awaitable[None]]) -> tuple[Counter[str], Counter[str]]:
    counted.writes.clear()
    town.sandbox.log.clear()
    await story()
    return Counter(f"{one.method} {one.pattern}" for one in town.sandbox.log), counted.writes.copy()


async def live(town: Town) -> None:
    """Opened, given a priority, answered, thanked for, closed, rated, and its channel removed."""
    channel = await town.open()
    await town.answer(await town.staff.select(town.card(channel), "high"))
    await talk(town, channel)
    await town.close(channel)
    (copy,) = town.owner.inbox()
    await town.rate(copy, 5, "quick and kind")
    await town.wait(minutes=5)


async def talk(town: Town, channel: Channel) -> None:
    for person, text in ((town.staff, "Have you tried this?"), (town.owner, "Yes."), (town.staff, "And this?")):
        await person.say(channel, text)
        await town.quiet()


async def rest(town: Town) -> None:
    """An open ticket that has been answered, and a desk; only time passes."""
    channel = await town.open_with_priority()
    await talk(town, channel)
    town.sandbox.log.clear()
    store: Any = town.app.supervisor._office.store
    store.writes.clear()
    await town.wait(hours=23)


def rows() -> Iterator[Row]:
    for some in asyncio.run(measured()):
        yield from some
