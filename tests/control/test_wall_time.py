"""The time of a sandbox alone: it stands until it is moved, and no further than those who live in it have come."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.sandbox import World
from bot.sandbox.snowflake import moment_of
from bot.sandbox.story_time import StillBusy
from bot.sandbox.wall_time import PATIENCE, Follower, WallTime
from tests.support.virtual import VirtualLoop

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def anyio_backend() -> tuple[str, dict[str, Any]]:
    """The patience of a move passes in no time."""
    return "asyncio", {"loop_factory": VirtualLoop}


class Program:
    """Lives in this time: rings an alarm at each moment of its agenda, and reports a turn of the loop later."""

    def __init__(self, time: WallTime, *agenda: datetime) -> None:
        self.agenda, self.rung, self.told = [*agenda], list[datetime](), list[datetime]()
        self.follower: Follower | None = None
        self.follower = time.follow(self.hear)
        self.report(time.now())

    def hear(self, now: datetime) -> None:
        self.told.append(now)
        asyncio.get_running_loop().call_soon(self.report, now)

    def report(self, now: datetime) -> None:
        assert self.follower is not None
        self.rung += [now for at in self.agenda if at <= now]
        self.agenda = [at for at in self.agenda if at > now]
        self.follower.report(now=now, next=min(self.agenda, default=None), is_quiet=True)


async def test_it_stands_until_it_is_moved_and_stays_where_it_was_moved_to() -> None:
    time = WallTime(NOON)

    assert (time.now(), time.next) == (NOON, None)

    await time.run_until(NOON + HOUR)

    assert (time.now(), time.next) == (NOON + HOUR, None)


async def test_it_begins_at_the_moment_of_the_wall_and_never_goes_back() -> None:
    time = WallTime()
    start = time.now()

    assert start.tzinfo is UTC
    assert abs(start - World().now()) < timedelta(minutes=1)

    await time.run_until(start - HOUR)

    assert time.now() == start


async def test_ids_of_a_world_grow_with_it() -> None:
    time = WallTime(NOON)
    world = World(time.now)
    before = [world.new_id(), world.new_id()]

    await time.run_until(NOON + HOUR)

    ids = [*before, world.new_id()]
    assert ids == sorted(set(ids))
    assert moment_of(ids[-1]) == NOON + HOUR


async def test_whoever_lives_in_it_rings_each_alarm_at_its_own_moment() -> None:
    time = WallTime(NOON)
    one, other = Program(time, NOON + HOUR, NOON + 3 * HOUR), Program(time, NOON + 2 * HOUR)

    assert time.next == NOON + HOUR

    await time.run_until(NOON + 4 * HOUR)

    assert (one.rung, other.rung) == ([NOON + HOUR, NOON + 3 * HOUR], [NOON + 2 * HOUR])
    assert one.told[-1] == other.told[-1] == time.now() == NOON + 4 * HOUR


async def test_nothing_that_is_due_later_rings_early() -> None:
    time = WallTime(NOON)
    program = Program(time, NOON + 2 * HOUR)

    await time.run_until(NOON + HOUR)

    assert (program.rung, time.next) == ([], NOON + 2 * HOUR)


async def test_whoever_is_still_at_work_holds_time_where_it_is_and_may_be_asked_again() -> None:
    time, told = WallTime(NOON), list[datetime]()
    follower = time.follow(told.append)
    loop = asyncio.get_running_loop()
    began = loop.time()

    with pytest.raises(StillBusy, match="1 of the programs"):
        await time.run_until(NOON + HOUR)

    assert time.now() == NOON
    assert loop.time() - began == pytest.approx(PATIENCE, abs=0.1)

    loop.call_later(1.0, lambda: follower.report(now=NOON, next=NOON + HOUR, is_quiet=True))
    with pytest.raises(StillBusy):
        await time.run_until(NOON + HOUR)

    assert time.now() == NOON + HOUR, "it stands where it came to"


@pytest.mark.parametrize(
    ("now", "next", "is_quiet"),
    [
        (NOON, None, False),
        (NOON - HOUR, None, True),
        (NOON, NOON, True),
        (NOON, NOON - HOUR, True),
    ],
    ids=["at work", "of an earlier moment", "something is due now", "something was due before"],
)
async def test_such_a_report_lets_no_time_pass(now: datetime, next: datetime | None, is_quiet: bool) -> None:
    time = WallTime(NOON)
    follower = time.follow(lambda _: None)
    asyncio.get_running_loop().call_later(1.0, lambda: follower.report(now=now, next=next, is_quiet=is_quiet))

    with pytest.raises(StillBusy):
        await time.run_until(NOON + HOUR)

    assert time.now() == NOON


async def test_whoever_has_something_due_now_is_not_asked_again_but_waited_for() -> None:
    time, told = WallTime(NOON), list[datetime]()
    follower = time.follow(told.append)
    loop = asyncio.get_running_loop()
    loop.call_later(1.0, lambda: follower.report(now=NOON, next=NOON, is_quiet=True))
    loop.call_later(2.0, lambda: follower.report(now=NOON, next=None, is_quiet=True))
    loop.call_later(3.0, lambda: follower.report(now=NOON + HOUR, next=None, is_quiet=True))

    await time.run_until(NOON + HOUR)

    assert told == [NOON, NOON, NOON + HOUR], "as it began, as it was asked, and there"


async def test_what_was_quiet_before_is_asked_again_before_time_moves() -> None:
    """A person may have said something since."""
    time, told = WallTime(NOON), list[datetime]()
    follower = time.follow(told.append)
    follower.report(now=NOON, next=None, is_quiet=True)

    with pytest.raises(StillBusy):
        await time.run_until(NOON + HOUR)

    assert (told, time.now()) == ([NOON, NOON], NOON)


async def test_nobody_waits_for_one_that_has_left() -> None:
    time = WallTime(NOON)
    follower = time.follow(lambda _: None)
    asyncio.get_running_loop().call_later(1.0, lambda: time.leave(follower))

    await time.run_until(NOON + HOUR)

    assert time.now() == NOON + HOUR
