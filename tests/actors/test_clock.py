"""The two clocks: alarms ring in their order, once, and not before their moment."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from actors.clock import Agenda, SteppedClock, SystemClock
from models.moment import Moment, moment
from tests.support.virtual import START, lapse

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


class Wall(SystemClock):
    """A wall clock that follows the loop's time, and jumps when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.jumped = timedelta()

    def now(self) -> Moment:
        return moment(START + timedelta(seconds=asyncio.get_running_loop().time()) + self.jumped)


def rung(clock: SystemClock | SteppedClock, *seconds: float) -> list[Moment]:
    """The moments at which alarms ring that are set for so many seconds after the start."""
    moments: list[Moment] = []
    for after in seconds:
        clock.call_at(START + timedelta(seconds=after), lambda: moments.append(clock.now()))
    return moments


async def test_alarms_ring_in_their_order_each_at_its_moment() -> None:
    moments = rung(Wall(), 30, 10, 20.5, 4000)

    await lapse(5000)

    assert [(at - START).total_seconds() for at in moments] == pytest.approx([10, 20.5, 30, 4000], abs=0.01)


def test_of_two_alarms_for_one_moment_the_first_set_rings_first() -> None:
    clock, rings = SteppedClock(START), []
    for n in range(50):
        clock.call_at(START + SECOND, lambda n=n: rings.append(n))  # type: ignore[misc]

    while clock.next_alarm:
        clock.step()

    assert rings == [*range(50)]


async def test_a_cancelled_alarm_does_not_ring_and_may_be_cancelled_again() -> None:
    clock, rings = Wall(), []
    alarm = clock.call_at(START + SECOND, lambda: rings.append(1))
    clock.call_at(START + 2 * SECOND, lambda: rings.append(2))

    alarm.cancel()
    alarm.cancel()
    await lapse(10)
    alarm.cancel()

    assert rings == [2]


async def test_a_wall_clock_that_jumps_forward_is_noticed_within_a_second() -> None:
    clock = Wall()
    moments = rung(clock, 3600)
    await lapse(10)

    clock.jumped = 2 * HOUR
    await lapse(1.01)

    assert len(moments) == 1


async def test_a_wall_clock_that_jumps_back_makes_alarms_wait() -> None:
    clock = Wall()
    moments = rung(clock, 100)
    await lapse(50)

    clock.jumped = -HOUR
    await lapse(100)
    assert moments == []

    await lapse(3600)
    assert len(moments) == 1


async def test_a_thousand_alarms_at_one_moment_let_others_run_between() -> None:
    clock = Wall()
    between: list[int] = []

    def others() -> None:
        asyncio.get_running_loop().call_soon(lambda: between.append(len(rings)))

    clock.call_at(START + 5 * SECOND, others)
    rings = rung(clock, *([5.0] * 2500))

    await lapse(10)

    assert len(rings) == 2500
    assert between
    assert between[0] < 2500


async def test_the_system_clock_tells_utc_to_the_millisecond() -> None:
    before = datetime.now(UTC)
    now = SystemClock().now()

    assert now == moment(now)
    assert abs(now - before) < SECOND


def test_cancelled_alarms_are_cleared_away_once_they_are_the_greater_part() -> None:
    agenda = Agenda()
    alarms = [agenda.add(START + n * SECOND, lambda: None) for n in range(10_000)]
    for alarm in alarms[1:]:
        alarm.cancel()

    assert len(agenda._alarms) < 2500
    assert agenda.next == START


async def still() -> None:
    return


def test_stepped_time_stands_still_and_steps_to_the_next_alarm() -> None:
    clock = SteppedClock(START)
    moments = rung(clock, 7200, 3600)
    assert clock.next_alarm == START + HOUR

    clock.step()

    assert moments == [START + HOUR] == [clock.now()]
    assert clock.next_alarm == START + 2 * HOUR


def test_stepped_time_does_not_go_back_or_past_an_alarm_or_step_to_none() -> None:
    clock = SteppedClock(START)
    moments = rung(clock, 3600)

    for at in (START - SECOND, START + 2 * HOUR):
        with pytest.raises(ValueError, match="cannot move"):
            clock.advance_to(at)
    assert clock.now() == START
    assert moments == []

    clock.advance_to(START + HOUR)
    clock.step()
    with pytest.raises(ValueError, match="no alarm"):
        clock.step()
    assert moments == [START + HOUR]


def test_an_alarm_of_the_past_rings_at_the_next_step_without_moving_time() -> None:
    clock = SteppedClock(START)
    moments = rung(clock, -60)

    assert clock.next_alarm == START
    clock.step()

    assert moments == [START]


async def test_a_stretch_of_stepped_time_rings_what_is_set_on_the_way_and_waits_for_quiet_before_each() -> None:
    clock, said = SteppedClock(START), []
    waits: list[Moment] = []

    async def quiet() -> None:
        waits.append(clock.now())

    def every_hour() -> None:
        said.append(clock.now())
        clock.call_at(clock.now() + HOUR, every_hour)

    ring: Callable[[], None] = every_hour
    clock.call_at(START + HOUR, ring)
    await clock.run_until(START + 3.5 * HOUR, quiet)

    assert said == [START + n * HOUR for n in (1, 2, 3)]
    assert waits == [START, *said]
    assert clock.now() == START + 3.5 * HOUR


async def test_an_alarm_that_raises_does_not_silence_the_others() -> None:
    clock, errors = Wall(), []
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: errors.append(context["exception"]))
    clock.call_at(START + SECOND, lambda: 1 // 0)  # type: ignore[arg-type]
    moments = rung(clock, 1, 2)

    await lapse(10)

    assert [type(error) for error in errors] == [ZeroDivisionError]
    assert len(moments) == 2
