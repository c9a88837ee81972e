"""The kill law over the real rules: killed at every touch of store, outlet and history, the end is the same."""

from random import Random

import pytest

from tests.support.fuse import Fuse, Mode
from tests.support.laws import hold, touches, undisturbed
from tests.support.whole_story import run_whole_story

WRITES = ("commit", "claim", "archive", "forget")


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


def test_the_whole_desk_as_it_should_be() -> None:
    end = undisturbed(run_whole_story)

    assert end["seen"]["7-1"] == [
        "channel",
        "welcome to For database",
        "form: Please look at it soon.",
        "edited: card low",
        "7-1 priority 0  low",
        "7-1 type 0",
        "7-1 owner_reminder 0  low",
        "7-1 owner_away 0 left",
        "7-1 owner_back 0",
        "7-1 owner_reminder 1  low",
        "deleted: 7-1 owner_reminder 0  low",
        "7-1 warning 0  low",
        "7-1 ended 0",
        "channel removed",
        "channel",
        "welcome to For database",
        "7-1 reopened 1",
        "edited: card low",
        "7-1 ended 0",
        "7-1 reopened 1",
        "7-1 ended 0",
        "channel removed",
    ]
    assert end["seen"]["7-1 files"] == ["again.png", "answer.txt", "log.txt", "picture.png"]
    assert end["seen"]["sla"] == ["7-1 triage 0"]
    assert "7-2" not in end["states"], "nothing is kept of it"


STEP = 6  # in the fast suite the whole desk is killed at every sixth touch, in the slow one at every single one


@pytest.mark.parametrize("mode", [Mode.BEFORE, Mode.AFTER, Mode.LOST])
@pytest.mark.parametrize("first", [0, *(pytest.param(n, marks=pytest.mark.slow) for n in range(1, STEP))])
def test_the_whole_desk_killed_at_any_touch_ends_the_same(mode: Mode, first: int) -> None:
    names = touches(story=run_whole_story)

    hold([(Fuse(n, mode),) for n in range(first, len(names), STEP)], run_whole_story)


@pytest.mark.slow
@pytest.mark.parametrize("later", [1, 3, 8])
def test_a_write_of_the_whole_desk_that_lands_touches_later_changes_nothing(later: int) -> None:
    names = touches(story=run_whole_story)

    hold([(Fuse(n, Mode.LATE, later),) for n, name in enumerate(names) if name in WRITES], run_whole_story)


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [1, 50])
def test_a_call_of_the_whole_desk_that_lands_seconds_later_is_seen_once(seconds: int) -> None:
    names = touches(story=run_whole_story)

    hold(
        [(Fuse(n, Mode.SLOW, seconds),) for n, name in enumerate(names) if name.startswith("deliver")], run_whole_story
    )


@pytest.mark.slow
def test_the_whole_desk_killed_twice_ends_the_same() -> None:
    dice, many = Random(3), len(touches(story=run_whole_story))
    modes = [Mode.BEFORE, Mode.AFTER]
    cases = [
        (
            Fuse(dice.randrange(many), dice.choice(modes), lands=dice.random() < 0.5),
            Fuse(dice.randrange(40), Mode.BEFORE),
        )
        for _ in range(100)
    ]

    hold(cases, run_whole_story)


def writes() -> list[int]:
    return [n for n, name in enumerate(touches()) if name in WRITES]


every_second_write = pytest.mark.parametrize("first", [0, pytest.param(1, marks=pytest.mark.slow)])


@pytest.mark.parametrize("turn", [0, *(pytest.param(n, marks=pytest.mark.slow) for n in (1, 2))])
def test_killed_at_every_touch_the_end_is_the_same(turn: int) -> None:
    """In the fast suite each touch is hit in one of three ways, drawn alike on every run; in the slow one in all."""
    ways = (Random(n).sample([Mode.BEFORE, Mode.AFTER, Mode.LOST], 3) for n in range(len(touches())))

    hold([(Fuse(n, way[turn]),) for n, way in enumerate(ways)])


@pytest.mark.slow
@pytest.mark.parametrize("mode", [Mode.BEFORE, Mode.AFTER])
def test_killed_while_other_calls_are_under_way_and_land_the_end_is_the_same(mode: Mode) -> None:
    hold([(Fuse(n, mode, lands=True),) for n in range(len(touches()))])


@pytest.mark.parametrize("later", [1, *(pytest.param(later, marks=pytest.mark.slow) for later in (2, 3, 5, 8))])
@every_second_write
def test_a_write_that_lands_touches_later_changes_nothing(first: int, later: int) -> None:
    hold([(Fuse(n, Mode.LATE, later),) for n in writes()[first::2]])


@pytest.mark.parametrize("seconds", [1.06, *(pytest.param(wait, marks=pytest.mark.slow) for wait in (1.02, 1.2, 3))])
@every_second_write
def test_a_write_of_the_dead_that_lands_in_the_next_life_changes_nothing(first: int, seconds: float) -> None:
    hold([(Fuse(n, Mode.GHOST, seconds),) for n in writes()[first::2]])


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
