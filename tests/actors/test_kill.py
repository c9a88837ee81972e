"""The kill law over the real rules: killed at every touch of store, outlet and history, the end is the same."""

from random import Random

import pytest

from tests.support.fuse import Fuse, Mode
from tests.support.laws import hold, touches, undisturbed

WRITES = ("commit", "claim", "archive")


def test_the_story_as_it_should_be() -> None:
    seen = undisturbed()["seen"]

    assert seen["7-1"] == [
        "channel",
        "welcome to First of all",
        "form: Please look at it soon.",
        "edited: card high",
        "7-1 priority 0  high",
        "7-1 full 0 breached  high",
        "7-1 full 1 breached  high",
        "deleted: 7-1 full 0 breached  high",
        "7-1 full 2 breached  high",
        "deleted: 7-1 full 1 breached  high",
        "7-1 ended 0",
        "channel removed",
    ]
    assert seen["dm 10"] == ["transcript 7-1 of 'First of all', by_staff, rate it"]
    assert seen["staff_log"] == ["7-2 undelivered 0 closed_dm"]


@pytest.mark.parametrize("mode", [Mode.BEFORE, Mode.AFTER, Mode.LOST])
def test_killed_at_every_touch_the_end_is_the_same(mode: Mode) -> None:
    hold([(Fuse(n, mode),) for n in range(len(touches()))])


@pytest.mark.slow
@pytest.mark.parametrize("mode", [Mode.BEFORE, Mode.AFTER])
def test_killed_while_other_calls_are_under_way_and_land_the_end_is_the_same(mode: Mode) -> None:
    hold([(Fuse(n, mode, lands=True),) for n in range(len(touches()))])


@pytest.mark.parametrize("later", [1, 3, *(pytest.param(later, marks=pytest.mark.slow) for later in (2, 5, 8))])
def test_a_write_that_lands_touches_later_changes_nothing(later: int) -> None:
    hold([(Fuse(n, Mode.LATE, later),) for n, name in enumerate(touches()) if name in WRITES])


@pytest.mark.parametrize("seconds", [1.06, *(pytest.param(wait, marks=pytest.mark.slow) for wait in (1.02, 1.2, 3))])
def test_a_write_of_the_dead_that_lands_in_the_next_life_changes_nothing(seconds: float) -> None:
    hold([(Fuse(n, Mode.GHOST, seconds),) for n, name in enumerate(touches()) if name in WRITES])


@pytest.mark.parametrize("seconds", [1, 50, *(pytest.param(wait, marks=pytest.mark.slow) for wait in (0, 12))])
def test_a_call_that_lands_seconds_later_is_seen_once(seconds: int) -> None:
    names = touches()

    hold([(Fuse(n, Mode.SLOW, seconds),) for n, name in enumerate(names) if name.startswith("deliver")])


def killed_twice(count: int, seed: int) -> list[tuple[Fuse, ...]]:
    dice, modes = Random(seed), list(Mode)
    return [
        (
            Fuse(dice.randrange(len(touches())), dice.choice(modes[:2]), lands=dice.random() < 0.5),
            Fuse(dice.randrange(40), dice.choice(modes[:3]), lands=dice.random() < 0.5),
        )
        for _ in range(count)
    ]


def test_killed_twice_the_end_is_the_same() -> None:
    hold(killed_twice(40, seed=1))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 7))
def test_killed_twice_the_end_is_the_same_in_a_thousand_cases(seed: int) -> None:
    hold(killed_twice(200, seed))
