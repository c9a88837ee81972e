"""Drained at any moment: nobody is left without an answer, nothing in hand is lost, and the end is the same."""

import asyncio
from collections.abc import Sequence

import pytest

from actors.letters import Gone
from models.effects import Say
from models.ids import Address
from models.snapshot import Pending
from tests.support.actor_story import TWO, living, open_ticket, run_story, set_priority
from tests.support.actor_world import DESK, LONGEST_ASK, OWNER, Process, World
from tests.support.fuse import Fuse
from tests.support.laws import Story, judge, touches
from tests.support.virtual import Deadlock, lapse, play
from tests.support.whole_story import run_whole_story

LONGEST_DRAIN = 20.1  # seconds


async def drained_at(touch: int, slow: float, story: Story) -> World:
    """The first process is drained at that touch; the next one starts a second after it is gone."""
    took: list[float] = []

    async def drain(process: Process) -> None:
        began = process.clock.monotonic()
        await process.supervisor.drain()
        took.append(process.clock.monotonic() - began)
        assert process.supervisor.is_quiet
        assert not process.supervisor._cells

    drains: list[asyncio.Task[None]] = []
    fuse = Fuse(slow=slow)

    def begin() -> None:
        assert world.live is not None
        drains.append(asyncio.get_running_loop().create_task(drain(world.live)))

    fuse.on_touch = {touch: begin}
    world = World()
    await story(fuse, world=world)
    for task in drains:
        task.result()
    assert took, "it was drained"
    assert took[0] <= LONGEST_DRAIN
    return world


def hold(cases: Sequence[int], slow: float, story: Story = run_story) -> None:
    broken = []
    for touch in cases:
        try:
            judge(play(drained_at(touch, slow, story)), story, nobody_died=False)
        except (AssertionError, Deadlock) as error:
            broken.append((touch, f"{error!r}"[:2500]))
    assert not broken, f"{len(broken)} of {len(cases)}: {[touch for touch, _ in broken]}\n{broken[0][1]}"


@pytest.mark.parametrize("first", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_drained_at_any_touch_the_end_is_the_same(first: int) -> None:
    """At every second one in the fast suite."""
    hold(range(first, len(touches()), 2), slow=0.01)


@pytest.mark.slow
def test_drained_at_every_touch_of_a_slow_world_the_end_is_the_same() -> None:
    hold([*range(1, len(touches(0.5)))], slow=0.5)


@pytest.mark.parametrize("first", [1, *(pytest.param(n, marks=pytest.mark.slow) for n in range(2, 10))])
def test_the_whole_desk_drained_at_any_touch_ends_the_same(first: int) -> None:
    hold(range(first, len(touches(story=run_whole_story)), 9), 0.01, run_whole_story)


async def test_who_asked_is_answered_and_what_was_promised_waits_in_the_outbox() -> None:
    async with living(Fuse()) as world:
        ticket = await open_ticket(world)
        assert world.live is not None
        world.live.fuse.slow = 3.0
        supervisor = world.supervisor
        waiting = supervisor.put(DESK, world.submit(OWNER))
        draining = asyncio.get_running_loop().create_task(supervisor.drain())
        await lapse(0)
        late = supervisor.put(ticket, world.submit(OWNER))
        await draining

        assert waiting.done()
        assert isinstance(late.result(), Gone)
        assert [pending.id.about for pending in world.outbox(DESK)] == [TWO.number]
        await lapse(200)
        assert world.outbox(DESK) == []
        assert TWO in {room.topic for room in world.discord.rooms.values()}


async def test_a_call_that_never_ends_holds_the_drain_no_longer_than_its_limit() -> None:
    async with living(Fuse()) as world:
        ticket = await open_ticket(world)
        process = world.live
        assert process is not None
        hanging = Hanging(process)
        world.supervisor._office.outlet = hanging
        await set_priority(world, ticket)
        await lapse(1)
        began = world.clock.monotonic()
        await process.supervisor.drain()

        assert hanging.began
        assert world.clock.monotonic() - began <= LONGEST_DRAIN
        await lapse(300)
        assert f"{ticket} priority 0  high" in world.discord.seen[str(ticket)]
        assert world.longest_ask <= LONGEST_ASK


class Hanging:
    """An outlet whose messages never come back."""

    def __init__(self, process: Process) -> None:
        self._process, self.began = process, 0
        self.find, self.is_told_apart = process.find, process.is_told_apart

    async def deliver(self, sender: Address, pending: Pending) -> int:
        if isinstance(pending.effect, Say):
            self.began += 1
            await asyncio.get_running_loop().create_future()
        return await self._process.deliver(sender, pending)


async def test_drained_twice_and_never_started_is_no_error() -> None:
    async with living(Fuse()) as world:
        supervisor = world.supervisor
        await supervisor.drain()
        await supervisor.drain()

        await Process(world, Fuse()).supervisor.drain()
