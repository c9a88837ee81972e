"""A store that is down: one probe calls it, nobody else; nothing is lost, and nobody runs it over when it is back."""

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Any, TypeVar

import pytest

from actors.letters import Answer, NoAnswerYet
from actors.ports import StoreDown, WorldError
from models import commands as c
from models import effects as f
from models.desk import Desk
from models.ids import Address, ChannelId, GuildId, UserId
from models.person import Person
from models.ticket import Priority, Ticket
from tests.support.actor_story import close, living, open_ticket, set_priority
from tests.support.actor_world import ADMIN, LONGEST_ASK, STAFF, World
from tests.support.fuse import Fuse
from tests.support.virtual import lapse

T = TypeVar("T")

DESKS = [Address(GuildId(n)) for n in range(100, 200)]
TIME_OUT = 2.0  # seconds


class Outage(Fuse):
    """While the store `is_down` each call of it fails after a time-out; `calls` are their names and when they began.

    `spares` are the calls that succeed all the same.
    """

    def __init__(self, time_out: float = TIME_OUT, spares: frozenset[str] = frozenset()) -> None:
        super().__init__()
        self.time_out, self.spares = time_out, spares
        self.is_down, self.under_way = False, 0
        self.calls: list[tuple[str, float]] = []
        self.most_probes = 0

    async def touch(self, name: str, act: Callable[[], T], lost: Exception) -> T:
        if isinstance(lost, StoreDown):
            self.calls.append((name, asyncio.get_running_loop().time()))
            if self.is_down and name not in self.spares:
                await self._fail(name, lost)
        return await super().touch(name, act, lost)

    async def _fail(self, name: str, lost: Exception) -> None:
        self.under_way += name == "ping"
        self.most_probes = max(self.most_probes, self.under_way)
        await lapse(self.time_out)
        self.under_way -= name == "ping"
        raise lost


def order(world: World, channel: int) -> c.SetUp:
    return c.SetUp(world.letter(), world.clock.now(), ADMIN, ChannelId(80), ChannelId(channel))


def tell_all(world: World, channel: int) -> None:
    for desk in DESKS:
        world.supervisor.tell(desk, order(world, channel))


def panels(world: World) -> set[int]:
    desks = [world.state(desk) for desk in DESKS]
    return {desk.panel.channel for desk in desks if isinstance(desk, Desk) and desk.panel}


async def test_a_hundred_actors_leave_a_store_that_is_down_to_one_probe_and_lose_nothing() -> None:
    outage = Outage()
    async with living(outage) as world:
        for desk in DESKS:
            await world.ask(desk, lambda: order(world, 1))
        await lapse(60)
        outage.is_down, outage.calls, began = True, [], world.clock.monotonic()
        replies = await asyncio.gather(*(world.ask_once(desk, order(world, 2)) for desk in DESKS))
        await lapse(600)

        assert {type(reply) for reply in replies} == {NoAnswerYet}
        assert world.longest_ask <= LONGEST_ASK
        first = [name for name, at in outage.calls if at < began + TIME_OUT]
        later = [name for name, at in outage.calls if at >= began + TIME_OUT]
        assert len(first) <= len(DESKS), "one call each, begun before anybody knew"
        assert set(later) == {"ping"}
        assert len(later) <= 600 / TIME_OUT
        assert outage.most_probes == 1
        assert panels(world) == {1}

        outage.is_down, outage.calls = False, []
        await lapse(20)

        assert panels(world) == {2}
        assert all(not world.outbox(desk) for desk in DESKS)


async def test_when_the_store_is_back_all_go_on_a_few_at_first() -> None:
    outage = Outage()
    async with living(outage) as world:
        tell_all(world, 1)
        await lapse(60)
        outage.is_down = True
        tell_all(world, 2)
        await lapse(60)
        outage.is_down, outage.calls = False, []
        await lapse(20)

        claims = [at for name, at in outage.calls if name == "claim"]
        within = [sum(at < claims[0] + seconds for at in claims) for seconds in (0.05, 0.25, 0.95)]
        assert within[0] == 1
        assert within[1] <= 7
        assert within[2] >= len(DESKS)


async def test_who_has_something_to_say_meanwhile_waits_without_asking_the_store() -> None:
    outage = Outage()
    async with living(outage) as world:
        tell_all(world, 1)
        await lapse(60)
        outage.is_down = True
        world.supervisor.tell(DESKS[0], order(world, 2))
        await lapse(60)
        outage.calls = []
        answers = [world.supervisor.put(desk, order(world, 2)) for desk in DESKS[1:]]
        await lapse(60)
        assert {name for name, _ in outage.calls} == {"ping"}

        outage.is_down, outage.calls = False, []
        await lapse(20)

        assert panels(world) == {2}
        assert "claim" not in {name for name, _ in outage.calls[5:]}, "a life that was not in the middle goes on"
        assert len(answers) == len(DESKS) - 1


async def test_a_store_that_fails_again_at_once_is_left_alone_again() -> None:
    outage = Outage()
    async with living(outage) as world:
        tell_all(world, 1)
        await lapse(60)
        outage.is_down = True
        tell_all(world, 2)
        await lapse(60)
        outage.is_down = False
        await lapse(5.2)  # a probe has found it by now, at the latest
        outage.is_down, outage.calls = True, []
        await lapse(300)
        assert len([name for name, _ in outage.calls if name != "ping"]) <= len(DESKS)

        outage.is_down = False
        await lapse(20)

        assert panels(world) == {2}


async def test_what_needs_the_store_is_not_begun_and_what_does_not_is_delivered() -> None:
    outage = Outage()
    async with living(outage) as world:
        ticket, other = await open_ticket(world), await open_ticket(world)
        world.discord.errors = {f.SendTranscript: WorldError(503), f.Say: WorldError(503)}
        await close(world, ticket)
        await set_priority(world, other)
        await lapse(5)
        outage.is_down = True
        world.supervisor.tell(other, c.Close(world.letter(), world.clock.now(), STAFF))
        await lapse(10)
        world.discord.errors = {}
        before = outage.names.count("deliver SendTranscript")
        await lapse(600)

        assert outage.names.count("deliver SendTranscript") == before
        assert f"{other} priority 0  high" in world.discord.seen[str(other)]
        assert world.discord.seen["transcripts"] == []

        outage.is_down = False
        await lapse(600)

        assert len(world.discord.seen["transcripts"]) == 2
        assert world.outbox(ticket) == world.outbox(other) == []


async def test_an_answer_that_came_too_late_is_no_second_act() -> None:
    """The letter was told that nobody knows; it is read when the store is back, once."""
    outage = Outage()
    async with living(outage) as world:
        ticket = await open_ticket(world)
        outage.is_down = True
        wish = c.Close(world.letter(), world.clock.now(), STAFF)
        assert isinstance(await world.ask_once(ticket, wish), NoAnswerYet)
        outage.is_down = False
        await lapse(20)
        again = await world.ask_once(ticket, wish)

        assert isinstance(again, Answer)
        assert again.events == ()
        assert world.discord.seen["transcripts"] == [f"transcript {ticket} of 'It is broken', by_staff"]


# --- a store that answers, and takes no write ---

ALL_BUT_WRITES = frozenset({"ping", "claim", "alive", "known", "archive"})


@pytest.mark.parametrize("time_out", [0.0, 10.0])
async def test_a_store_that_answers_and_takes_no_write_is_left_alone_too(time_out: float) -> None:
    half = Outage(time_out, ALL_BUT_WRITES)
    async with living(half) as world:
        tickets = [await open_ticket(world, Person(UserId(1000 + n), f"owner {n}")) for n in range(20)]
        await lapse(60)
        half.is_down, half.calls, began = True, [], len(half.names)
        for ticket in tickets:
            world.supervisor.tell(ticket, wish(world))
        await lapse(600)

        calls = Counter(name for name, _ in half.calls)
        calls["history"] = half.names[began:].count("history")
        most = 2 * len(tickets) + 600 / 10
        assert max(calls["commit"], calls["claim"], calls["history"]) <= most, "each twice, and then one by one"
        half.is_down = False
        await lapse(60)

        assert {priority_of(world, ticket) for ticket in tickets} == {Priority.LOW}


async def test_whoever_goes_first_and_has_nothing_to_write_is_not_waited_for() -> None:
    half = Outage(10.0, ALL_BUT_WRITES)
    async with living(half) as world:
        writer, *idle = [await open_ticket(world, Person(UserId(1000 + n), f"owner {n}")) for n in range(3)]
        await lapse(60)
        half.is_down = True
        world.supervisor.tell(writer, wish(world))
        for second in range(120):
            world.supervisor.tell(idle[second % len(idle)], c.Wake(world.clock.now()))
            await lapse(1)
        half.is_down = False
        await lapse(60)

        assert priority_of(world, writer) is Priority.LOW


async def test_once_the_first_has_written_all_go_on_and_an_outage_is_one_like_any_other() -> None:
    half = Outage(0.0, ALL_BUT_WRITES)
    async with living(half) as world:
        for desk in DESKS:
            await world.ask(desk, lambda: order(world, 1))
        await lapse(60)
        half.is_down = True
        tell_all(world, 2)
        await lapse(300)
        half.is_down, half.calls = False, []
        await lapse(40)

        commits = [at for name, at in half.calls if name == "commit"]
        assert panels(world) == {2}
        assert commits[99] - commits[0] < 2
        half.is_down, half.spares = True, frozenset()
        tell_all(world, 3)
        await lapse(300)
        half.is_down = False
        await lapse(7)

        assert panels(world) == {3}


async def test_one_actor_that_is_never_written_tries_ever_more_rarely(monkeypatch: pytest.MonkeyPatch) -> None:
    async with living() as world:
        stubborn, other = await open_ticket(world), await open_ticket(world)
        commit, tries = world.commit, list[Address]()

        def refuses_one(address: Address, *write: Any, **more: Any) -> None:
            tries.append(address)
            if address == stubborn:
                raise StoreDown
            commit(address, *write, **more)

        monkeypatch.setattr(world, "commit", refuses_one)
        world.supervisor.tell(stubborn, wish(world))
        for priority in [Priority.LOW, Priority.HIGH] * 150:
            await set_priority(world, other, priority)
            await lapse(1)

        assert tries.count(other) >= 300
        assert tries.count(stubborn) <= 300 / 2


async def test_whoever_fails_while_others_are_let_go_holds_the_rest_back() -> None:
    outage = Outage(time_out=0.0)
    async with living(outage) as world:
        tell_all(world, 1)
        await lapse(60)
        outage.is_down = True
        tell_all(world, 2)
        await lapse(60)
        outage.spares, outage.calls = frozenset({"ping"}), []
        await lapse(5.2)  # a probe has found that it answers by now, at the latest

        assert 1 <= len([name for name, _ in outage.calls if name != "ping"]) <= 5


def wish(world: World) -> c.SetPriority:
    return c.SetPriority(world.letter(), world.clock.now(), STAFF, Priority.LOW)


def priority_of(world: World, ticket: Address) -> Priority | None:
    state = world.state(ticket)
    assert isinstance(state, Ticket)
    return state.term.priority
