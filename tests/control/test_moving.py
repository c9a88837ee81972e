"""Time through the control interface: read, stepped, run at a pace, followed from another process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import aiohttp
import anyio
import pytest

from bot.sandbox import Sandbox, World, wall_time
from bot.sandbox.control import mover, views
from bot.sandbox.control.mover import Mover
from bot.sandbox.control.server import Control
from bot.sandbox.story_time import LAST, StillBusy, StoryTime
from tests.control.tools import NOON, Caller, Place

HOUR = timedelta(hours=1)


class Scripted:
    """A story time whose moves a test holds up, or lets fail."""

    def __init__(self) -> None:
        self.at, self.next = NOON, datetime.max.replace(tzinfo=NOON.tzinfo)
        self.may_move, self.is_moving = asyncio.Event(), asyncio.Event()
        self.is_busy = False
        self.moves: list[datetime] = []

    def now(self) -> datetime:
        return self.at

    async def run_until(self, at: datetime) -> None:
        self.moves.append(at)
        self.is_moving.set()
        await self.may_move.wait()
        if self.is_busy:
            self.at += (at - self.at) / 2
            raise StillBusy("The bot is busy with one request: try again.")
        self.at = at


@asynccontextmanager
async def moved_by(time: StoryTime, pace: float = 0) -> AsyncIterator[Caller]:
    async with (
        Sandbox(World(time.now)) as sandbox,
        Control(sandbox, time, pace=pace) as control,
        aiohttp.ClientSession() as session,
    ):
        sandbox.stage.user("staff")
        yield Caller(control, session)


def at(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


async def test_time_is_read_and_stepped_by_a_span_or_to_a_moment(place: Place) -> None:
    assert await place.call.done("GET", "time") == {"now": at(NOON), "pace": 0, "next": None, "is_moving": False}

    moved = await place.call.done("POST", "time/step", {"by": "PT1H"})
    assert moved == {"since": at(NOON), "until": at(NOON + HOUR)}
    await place.call.done("POST", "time/step", {"by": 1800})
    await place.call.done("POST", "time/step", {"to": "2026-03-02T15:00:00+01:00"})

    assert (await place.call.done("GET", "time"))["now"] == at(NOON + 2 * HOUR)


@pytest.mark.parametrize(
    ("wish", "where"),
    [
        ({"to": "2026-03-02T11:00:00Z"}, "to"),
        ({"by": -1}, "by"),
        ({"by": "P-999999999D"}, "by"),
        ({"by": "P999999999D"}, "by"),
        ({"to": "9999-12-31T23:59:59Z"}, "to"),
        ({"to": "9999-12-31T23:59:59-12:00"}, "to"),
        ({"to": "0001-01-01T00:00:00+12:00"}, "to"),
        ({"by": 1, "to": "2026-03-02T13:00:00Z"}, "by"),
        ({"by": "soon"}, "by"),
    ],
)
async def test_time_moves_neither_back_nor_too_far(place: Place, wish: Any, where: str) -> None:
    status, told = await place.call("POST", "time/step", wish)

    assert (status, told["code"], list(told["errors"])) == (400, 50035, [where])
    assert (await place.call.done("GET", "time"))["now"] == at(NOON)


async def test_where_nothing_is_to_come_there_is_no_next_thing(place: Place) -> None:
    assert await place.call.refused("POST", "time/step", {}) == (409, 0)


async def test_a_step_to_the_next_thing_goes_to_its_moment() -> None:
    time = Scripted()
    time.next = NOON + HOUR
    time.may_move.set()

    async with moved_by(time) as call:
        assert (await call.done("POST", "time/step"))["until"] == at(NOON + HOUR)


@pytest.mark.parametrize("wish", [{"by": 2}, {"to": "2150-01-01T00:00:01Z"}, {}])
async def test_time_ends_where_it_may_not_begin_either(wish: Any) -> None:
    """Ids have room for a little more; a step to the next thing is no way around it."""
    time = Scripted()
    time.at = LAST - timedelta(seconds=1)
    time.may_move.set()
    async with moved_by(time) as call:
        status, told = await call("POST", "time/step", wish)
        assert (status, told["code"]) == (400, 50035)
        (fault,) = told["errors"][next(iter(wish), "to")]["_errors"]
        assert fault["message"] == "Time ends with the year 2149: Discord's ids have no room for later moments."

        assert (await call.done("POST", "time/step", {"by": 1}))["until"] == at(LAST)


async def test_at_a_pace_time_stands_at_its_end() -> None:
    time = Scripted()
    time.at = LAST - timedelta(seconds=1)
    time.may_move.set()
    async with moved_by(time, pace=100_000) as call, call.watching("staff") as staff:
        for _ in range(3):
            await staff.hears("time")

    assert (time.at, max(time.moves)) == (LAST, LAST)


async def test_a_step_under_way_is_told_and_its_end_too() -> None:
    time = Scripted()
    async with moved_by(time) as call, call.watching("staff") as staff, anyio.create_task_group() as group:
        group.start_soon(call.done, "POST", "time/step", {"by": "PT1H"})
        for _ in range(3):
            news = await staff.next()
            assert (news["type"], news["time"]["is_moving"]) == ("time", True)
            assert "moved" not in news

        time.may_move.set()

        while "moved" not in (news := await staff.hears("time")):
            pass
        assert news["time"]["is_moving"] is False
        assert news["moved"] == {"since": at(NOON), "until": at(NOON + HOUR)}


async def test_while_the_bot_is_busy_time_stands_where_it_came_to_and_one_can_try_again() -> None:
    time = Scripted()
    time.may_move.set()
    time.is_busy = True
    async with moved_by(time) as call:
        status, told = await call("POST", "time/step", {"by": "PT1H"})
        assert (status, told["message"]) == (409, "The bot is busy with one request: try again.")
        assert (await call.done("GET", "time"))["now"] == at(NOON + HOUR / 2)

        time.is_busy = False
        assert (await call.done("POST", "time/step", {"by": "PT1H"}))["until"] == at(NOON + 1.5 * HOUR)


async def test_time_runs_at_a_pace_until_it_is_told_to_stand(place: Place) -> None:
    async with place.call.watching("staff") as staff:
        assert (await place.call.done("PUT", "time/pace", {"pace": 3600}))["pace"] == 3600
        while (news := await staff.hears("time"))["time"]["now"] == at(NOON):
            pass
        passed = datetime.fromisoformat(news["time"]["now"]) - NOON
        assert timedelta(minutes=10) < passed < timedelta(hours=2)

        await place.call.done("PUT", "time/pace", {"pace": 0})
        stood = (await place.call.done("GET", "time"))["now"]
        await place.call.done("POST", "time/step", {"by": 0})
        assert (await place.call.done("GET", "time"))["now"] == stood

    assert await place.call.refused("PUT", "time/pace", {"pace": -1}) == (400, 50035)
    assert await place.call.refused("PUT", "time/pace", {"pace": 1e9}) == (400, 50035)


async def test_a_busy_bot_holds_the_pace_up_and_ends_nothing() -> None:
    time = Scripted()
    time.is_busy = True
    time.may_move.set()
    async with moved_by(time, pace=1000) as call, call.watching("staff") as staff:
        for _ in range(2):
            await staff.hears("time")
        time.is_busy = False
        stood = time.at
        while datetime.fromisoformat((await staff.hears("time"))["time"]["now"]) <= stood:
            pass


async def test_what_held_a_tick_up_is_not_leapt_over() -> None:
    time = Scripted()
    time.may_move.set()
    seconds = iter([0.0, *(1000.0 * n for n in range(1, 100))])
    mover = Mover(time, lambda: next(seconds), lambda now, moved: None, pace=60)

    async with anyio.create_task_group() as group:
        group.start_soon(mover.run)
        await time.is_moving.wait()
        group.cancel_scope.cancel()

    assert time.moves == [NOON + timedelta(minutes=1)]


async def test_a_step_waits_for_the_tick_under_way() -> None:
    time = Scripted()
    async with moved_by(time, pace=1) as call, anyio.create_task_group() as group:
        await time.is_moving.wait()
        group.start_soon(call.done, "POST", "time/step", {"by": "PT1H"})
        call.control.state.mover.pace = 0  # no further tick
        await call.done("GET", "time")
        assert len(time.moves) == 1

        time.may_move.set()

    assert time.moves[1] == time.moves[0] + HOUR


@pytest.mark.parametrize(("pace", "seconds"), [(0.001, 0.01), (1 / 3, 10 / 3), (1, 10)])
async def test_however_slow_the_pace_nothing_of_it_is_lost(
    monkeypatch: pytest.MonkeyPatch, pace: float, seconds: float
) -> None:
    monkeypatch.setattr(mover, "TICK", 0)
    time = Scripted()
    time.may_move.set()
    real = count(0.0, 0.1)
    ticked = asyncio.Event()

    def tell(now: views.Time, moved: views.Moved | None) -> None:
        if len(time.moves) == 100:
            ticked.set()

    moving = Mover(time, lambda: next(real), tell, pace)

    async with anyio.create_task_group() as group:
        group.start_soon(moving.run)
        await ticked.wait()
        group.cancel_scope.cancel()

    assert time.moves[99] - NOON == pytest.approx(timedelta(seconds=seconds), abs=timedelta(milliseconds=1))


async def _always_due(socket: aiohttp.ClientWebSocketResponse) -> None:
    """A program that has something due a microsecond later, whenever it is asked."""
    while (frame := await socket.receive()).type is aiohttp.WSMsgType.TEXT:
        now = datetime.fromisoformat(frame.json()["now"])
        later = now + timedelta(microseconds=1)
        await socket.send_json({"now": now.isoformat(), "next": later.isoformat(), "is_quiet": True})


@asynccontextmanager
async def restless(place: Place) -> AsyncIterator[None]:
    url = f"{place.call.control.url}/time/follow"
    async with place.call.session.ws_connect(url) as socket, anyio.create_task_group() as group:
        group.start_soon(_always_due, socket)
        yield
        group.cancel_scope.cancel()


async def test_a_bot_that_always_has_something_due_keeps_no_step_for_ever(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mover, "LONGEST", 0.1)
    async with restless(place):
        with anyio.fail_after(5):
            status, told = await place.call("POST", "time/step", {"by": "PT1H"})

    assert (status, told["message"]) == (409, mover.TOO_LONG)
    assert NOON < place.sandbox.world.now() < NOON + HOUR
    await place.call.done("POST", "time/step", {"by": "PT1H"})
    assert place.sandbox.world.now() > NOON + HOUR


async def test_a_step_under_way_ends_where_time_is_told_to_stand(place: Place) -> None:
    answers: list[Any] = []

    async def step() -> None:
        answers.append(await place.call("POST", "time/step", {"by": "PT1H"}))

    async with restless(place), place.call.watching("staff") as staff, anyio.create_task_group() as group:
        group.start_soon(step)
        while not (await staff.hears("time"))["time"]["is_moving"]:
            pass
        await place.call.done("PUT", "time/pace", {"pace": 0})
        await place.call.done("PUT", "time/pace", {"pace": 0})

    ((status, told),) = answers
    assert (status, told["message"]) == (409, mover.TOLD_TO_STAND)
    assert NOON <= place.sandbox.world.now() < NOON + HOUR


async def test_a_program_elsewhere_lives_in_this_time(place: Place) -> None:
    url = f"{place.call.control.url}/time/follow"
    async with place.call.session.ws_connect(url) as socket, anyio.create_task_group() as group:
        assert await socket.receive_json() == {"now": NOON.isoformat()}
        await socket.send_json({"now": NOON.isoformat(), "next": (NOON + HOUR).isoformat(), "is_quiet": True})
        while (await place.call.done("GET", "time"))["next"] is None:
            pass
        steps: list[Any] = []

        async def step() -> None:
            steps.append(await place.call.done("POST", "time/step"))

        group.start_soon(step)
        while (now := (await socket.receive_json())["now"]) == NOON.isoformat():
            await socket.send_json({"now": now, "next": (NOON + HOUR).isoformat(), "is_quiet": True})
        assert (now, steps) == ((NOON + HOUR).isoformat(), [])
        await socket.send_json({"now": now, "next": None, "is_quiet": True})
    assert [each["until"] for each in steps] == [at(NOON + HOUR)]


async def test_a_follower_who_is_never_quiet_holds_time_up_until_it_is_gone(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wall_time, "PATIENCE", 0.05)
    url = f"{place.call.control.url}/time/follow"
    async with place.call.session.ws_connect(url) as socket:
        status, told = await place.call("POST", "time/step", {"by": "PT1H"})
        assert (status, told["message"]) == (409, "1 of the programs that live in this time are still busy: try again.")
        await socket.send_str("nonsense")
        while "error" not in (frame := await socket.receive_json()):
            pass
        assert "is_quiet" in frame["error"]

    monkeypatch.setattr(wall_time, "PATIENCE", 5)
    assert (await place.call.done("POST", "time/step", {"by": "PT1H"}))["until"] == at(NOON + HOUR)


async def test_where_the_bot_lives_in_this_process_nobody_else_follows() -> None:
    time = Scripted()
    async with moved_by(time) as call:
        assert await call.refused("GET", "time/follow") == (409, 0)
