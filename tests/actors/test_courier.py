"""What becomes of a promise, by what the world answers."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

import pytest

from actors.attempt import LEASE_MARGIN
from actors.courier import TokenRejected
from actors.limits import CALL_LIMIT
from actors.ports import Notice, Trouble, WorldError
from models import effects as f
from models.ids import Address, ChannelId, What
from models.lanes import Lane, lane_of
from models.ticket import Priority, Ticket
from tests.support.actor_story import DAY, HOUR, ONE, TWO, close, living, open_ticket, run_story, set_priority
from tests.support.actor_world import DESK, GUILD, OWNER, World
from tests.support.fuse import Fuse, Mode
from tests.support.laws import touches
from tests.support.virtual import lapse, play

T = TypeVar("T")

FORBIDDEN = WorldError(403, 50013, "SEND_MESSAGES")


def waiting(world: World, ticket: Address) -> list[What]:
    return [pending.id.what for pending in world.outbox(ticket)]


def notices(world: World) -> list[Notice]:
    assert world.live is not None
    return [notice for _, notice in world.live.notices]


async def test_a_final_answer_ends_the_promise_and_staff_are_told() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        world.discord.errors = {f.SetAccess: WorldError(404, 10003)}
        await set_priority(world, ticket)
        await lapse(5)

        assert waiting(world, ticket) == []
        assert world.discord.seen["staff_log"] == [f"{ticket} undelivered 0 unknown_channel"]


async def test_a_missing_permission_parks_its_lane_alone_and_is_told_once() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        world.discord.errors = {f.Say: FORBIDDEN}
        await set_priority(world, ticket)
        await lapse(3 * HOUR)

        assert What.PRIORITY in waiting(world, ticket)
        assert world.discord.rooms[world.discord.channel_of(ticket)].access == "write=True locked=False"
        told = [notice for notice in notices(world) if notice.what is What.PRIORITY]
        assert told == [Notice(Trouble.MISSING_PERMISSION, "SEND_MESSAGES", What.PRIORITY)]


async def test_another_permission_that_is_missing_in_a_parked_lane_is_told_too_and_each_once() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        hidden, mute = (WorldError(403, 50001, "VIEW", ChannelId(7)), WorldError(403, 50013, "SEND", ChannelId(7)))
        world.discord.errors = {f.Say: hidden}
        await set_priority(world, ticket)
        await lapse(2 * HOUR)
        world.discord.errors = {f.Say: mute}
        await lapse(3 * HOUR)

        told = [notice for notice in notices(world) if notice.what is What.PRIORITY]
        assert [(notice.missing, notice.channel) for notice in told] == [("VIEW", 7), ("SEND", 7)]


@pytest.mark.parametrize("given", ["heard of", "found out within the hour"])
async def test_a_parked_lane_goes_on_once_the_permission_is_given(given: str) -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        world.discord.errors = {f.Say: FORBIDDEN}
        await set_priority(world, ticket)
        await lapse(60)
        world.discord.errors = {}
        if given == "heard of":
            world.supervisor.permissions_changed(GUILD)
        await lapse(1 if given == "heard of" else HOUR + 60)

        assert waiting(world, ticket) == []
        assert f"{ticket} priority 0  high" in world.discord.seen[str(ticket)]


async def test_a_parked_promise_that_is_withdrawn_leaves_without_a_word() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        await set_priority(world, ticket)
        await lapse(5)
        world.discord.errors = {f.Say: FORBIDDEN}
        await lapse(HOUR)
        assert waiting(world, ticket) == [What.HALF, What.FULL]

        await close(world, ticket)
        await lapse(60)

        assert not {What.HALF, What.FULL} & {*waiting(world, ticket)}
        assert not any("half" in said for said in world.discord.seen["sla"])
        assert not any("half" in said for said in world.discord.seen["staff_log"])


async def test_an_error_that_passes_is_tried_again_with_growing_waits_until_it_works() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        world.discord.errors = {f.SetAccess: WorldError(503)}
        await set_priority(world, ticket)
        await lapse(HOUR)
        assert waiting(world, ticket) == [What.ACCESS]
        assert world.live is not None
        assert 10 < world.live.fuse.names.count("deliver SetAccess") < 60

        world.discord.errors = {}
        await lapse(600)

        assert waiting(world, ticket) == []
        assert world.discord.rooms[world.discord.channel_of(ticket)].access == "write=True locked=False"


async def test_what_failed_for_a_day_is_given_up_buried_and_told() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        world.discord.errors = {f.SetAccess: WorldError(503)}
        await set_priority(world, ticket)
        await lapse(DAY - HOUR)
        assert waiting(world, ticket) == [What.ACCESS]
        await lapse(2 * HOUR)

        assert waiting(world, ticket) == []
        assert f"{ticket} undelivered 0 gave_up" in world.discord.seen["staff_log"]
        (grave,) = world.memory.graves(ticket)
        assert (grave.command, grave.error) == ("SetAccess", "WorldError")
        assert "503" not in grave.traceback


async def test_after_a_long_sleep_nothing_is_given_up_at_the_first_failure() -> None:
    async with living(Fuse(slow=0.01)) as world:
        ticket = await open_ticket(world)
        world.discord.errors = {f.SetAccess: FORBIDDEN}
        await set_priority(world, ticket)
        await lapse(2 * DAY)
        world.discord.errors = {f.SetAccess: WorldError(503)}
        world.supervisor.permissions_changed(GUILD)
        await lapse(5)
        assert waiting(world, ticket) == [What.ACCESS]

        world.discord.errors = {}
        await lapse(600)

        assert waiting(world, ticket) == []
        assert world.memory.graves(ticket) == ()


async def test_a_rejected_token_ends_the_process() -> None:
    async def story() -> None:
        async with living() as world:
            world.discord.errors = {f.CreateSurface: WorldError(401)}
            await world.ask_once(DESK, world.submit(OWNER))
            await lapse(60)

    with pytest.raises(BaseExceptionGroup) as ended:
        await story()

    assert ended.group_contains(TokenRejected)


def test_a_create_whose_outcome_is_unknown_is_looked_for_a_minute_later_and_not_before() -> None:
    """It lands 50 s after its time-out: a look before that would have found nothing, and made a second channel."""
    create = touches().index("deliver CreateSurface")

    world = play(run_story(Fuse(create, Mode.SLOW, 50)))

    assert sorted(room.topic for room in world.discord.rooms.values()) == [ONE, TWO]


async def test_a_create_whose_outcome_is_unknown_is_waited_for_whatever_permissions_change() -> None:
    async with living() as world:
        world.discord.errors = {f.CreateSurface: WorldError(502)}
        await world.ask(DESK, lambda: world.submit(OWNER))
        await lapse(2)
        assert tries_to_create(world) == 1

        for _ in range(3):
            world.supervisor.permissions_changed(GUILD)
            await lapse(5)
        assert tries_to_create(world) == 1

        world.discord.errors = {}
        await lapse(60)
        assert [room.topic for room in world.discord.rooms.values()] == [ONE]


def test_a_create_that_a_dead_process_may_have_sent_is_not_looked_for_within_its_minute() -> None:
    create = touches().index("deliver CreateSurface")

    world = play(run_story(Fuse(create, Mode.GHOST, 30)))

    assert sorted(room.topic for room in world.discord.rooms.values()) == [ONE, TWO]


def tries_to_create(world: World) -> int:
    assert world.live is not None
    return world.live.fuse.names.count("deliver CreateSurface")


async def test_a_young_message_is_not_looked_for_and_an_old_one_is() -> None:
    """For some minutes Discord itself knows the nonce of a message that was sent before."""
    async with living() as world:
        ticket = await open_ticket(world)
        assert world.live is not None
        world.discord.errors = {f.Say: WorldError(503)}
        await set_priority(world, ticket)
        await lapse(100)
        assert "find" not in world.live.fuse.names

        await lapse(600)

        assert "find" in world.live.fuse.names


async def test_nothing_begins_while_the_guild_is_not_surely_ours() -> None:
    sure = False
    async with living(may_act=lambda guild, seconds: sure) as world:
        await world.ask(DESK, lambda: world.submit(OWNER))
        await lapse(600)
        assert world.discord.rooms == {}

        sure = True
        await lapse(5)

        assert len(world.discord.rooms) == 1


class SlowTo(Fuse):
    """One kind of call takes so many seconds."""

    def __init__(self, name: str, seconds: float) -> None:
        super().__init__()
        self._slow_name, self._seconds_of_it = name, seconds

    async def touch(self, name: str, act: Callable[[], T], lost: Exception) -> T:
        if name == self._slow_name:
            self.names.append(name)
            await lapse(self._seconds_of_it)
        return await super().touch(name, act, lost)


async def test_a_transcript_may_take_minutes_and_is_sent_once() -> None:
    fuse = SlowTo("deliver SendTranscript", 150)
    async with living(fuse) as world:
        ticket = await open_ticket(world)
        await close(world, ticket)
        await lapse(200)

        state = world.state(ticket)
        assert isinstance(state, Ticket)
        assert state.closing is not None
        assert state.closing.transcript is not None
        assert state.closing.copy is not None
        assert waiting(world, ticket) == []
        assert len(world.discord.places["transcripts"]) == 1


async def test_any_other_call_is_given_up_after_ten_seconds_and_does_nothing() -> None:
    fuse = SlowTo("deliver SetAccess", 11)
    async with living(fuse) as world:
        ticket = await open_ticket(world)
        await set_priority(world, ticket)
        await lapse(60)

        assert waiting(world, ticket) == [What.ACCESS]
        assert world.discord.rooms[world.discord.channel_of(ticket)].access == "gate"
        assert fuse.names.count("deliver SetAccess") > 1


async def test_a_transcript_begins_where_the_guild_is_ours_for_one_call() -> None:
    async with living(may_act=lambda guild, seconds: seconds <= CALL_LIMIT + LEASE_MARGIN) as world:
        ticket = await open_ticket(world)
        await close(world, ticket)
        await lapse(60)

        assert waiting(world, ticket) == []
        assert len(world.discord.places["transcripts"]) == 1


async def test_a_transcript_under_way_is_cut_off_where_the_guild_may_be_somebody_elses() -> None:
    fuse, is_ours = SlowTo("deliver SendTranscript", 100), True
    async with living(fuse, may_act=lambda guild, seconds: is_ours) as world:
        ticket = await open_ticket(world)
        await close(world, ticket)
        await lapse(50)
        is_ours = False
        await lapse(500)
        assert world.discord.places["transcripts"] == {}

        is_ours = True
        await lapse(300)

        assert waiting(world, ticket) == []
        assert len(world.discord.places["transcripts"]) == 1


async def test_an_idle_courier_has_no_task() -> None:
    async with living() as world:
        await open_ticket(world)
        await lapse(5)
        names = {task.get_coro().__qualname__ for task in asyncio.all_tasks()}  # type: ignore[union-attr]

        assert "Fence.keep" in names
        assert "Courier._carry" not in names


async def test_lanes_do_not_wait_for_one_another_and_keep_their_own_order() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        await set_priority(world, ticket)
        world.discord.errors = {f.ShowCard: FORBIDDEN}
        await set_priority(world, ticket, Priority.LOW)
        await lapse(5)
        lanes = {lane_of(pending.effect) for pending in world.outbox(ticket)}
        assert lanes == {Lane.CHANNEL}

        await close(world, ticket)
        await lapse(30)

        state = world.state(ticket)
        assert isinstance(state, Ticket)
        assert state.closing is not None
        assert state.closing.transcript is not None
        assert waiting(world, ticket)[0] is What.CARD
