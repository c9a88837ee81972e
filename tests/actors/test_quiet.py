"""Quiet: nothing is read, written or called; whatever is left waits for an alarm, for real seconds or a permission."""

import pytest

from actors.ports import WorldError
from models import commands as c
from models import effects as f
from tests.support.actor_story import close, living, open_ticket, set_priority
from tests.support.actor_world import DESK, OWNER, STAFF, World
from tests.support.virtual import lapse


def slow_down(world: World) -> None:
    assert world.live is not None
    world.live.fuse.slow = 2.0


async def test_an_open_ticket_that_waits_for_its_alarm_is_quiet() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        await set_priority(world, ticket)
        await lapse(5)

        assert world.supervisor.is_quiet


async def test_a_letter_that_is_not_read_yet_is_not_quiet() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        await lapse(5)

        world.supervisor.tell(ticket, c.Close(world.letter(), world.clock.now(), STAFF))

        assert not world.supervisor.is_quiet


async def test_a_write_or_a_call_under_way_is_not_quiet_and_the_end_of_it_is() -> None:
    async with living() as world:
        await lapse(5)
        slow_down(world)
        world.supervisor.tell(DESK, world.submit(OWNER))
        looks: list[bool] = []
        while not (looks and looks[-1]):
            await lapse(1)
            looks.append(world.supervisor.is_quiet)

        assert len(looks) > 20
        assert world.outbox(DESK) == []
        assert len(world.discord.rooms) == 1


@pytest.mark.parametrize("error", [WorldError(403, 50013), WorldError(503)])
async def test_what_waits_for_a_permission_or_for_real_seconds_is_quiet(error: WorldError) -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        world.discord.errors = {f.SetAccess: error}
        await set_priority(world, ticket)
        looks = []
        for _ in range(300):
            await lapse(0.5)
            looks.append(world.supervisor.is_quiet)

        assert world.outbox(ticket) != []
        assert looks.count(True) > 280


async def test_a_ticket_that_left_and_a_desk_that_waits_are_quiet() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        await close(world, ticket)
        await lapse(1000)

        assert world.supervisor.state_of(ticket) is None
        assert world.supervisor.is_quiet
