"""The kill law: whoever died when, the end is the same, and nobody waited longer than an ask may take."""

from collections.abc import Callable, Coroutine, Sequence
from functools import cache
from typing import Any

from tests.support.actor_story import end_of, run_story
from tests.support.actor_world import LONGEST_ASK, World
from tests.support.fuse import Fuse, Mode
from tests.support.virtual import Deadlock, play

Story = Callable[..., Coroutine[Any, Any, World]]


@cache
def touches(slow: float = 0.01, story: Story = run_story) -> tuple[str, ...]:
    """The names of everything that an undisturbed story does to the world, in order; `slow` seconds around each."""
    fuse = Fuse(slow=slow)
    play(story(fuse))
    return tuple(fuse.names)


@cache
def undisturbed(story: Story = run_story) -> dict[str, Any]:
    return end_of(play(story()))


def judge(world: World, story: Story = run_story, *, nobody_died: bool) -> None:
    assert end_of(world) == undisturbed(story)
    assert world.longest_ask <= LONGEST_ASK
    if nobody_died:
        assert set(world.told.values()) == {"done"}, "nobody is told no for what came true"


def broken_by(*fuses: Fuse, story: Story = run_story) -> str | None:
    """How the law broke in this case, or None."""
    label = [(fuse.burns_at, fuse.mode.value, fuse.later, fuse.lands) for fuse in fuses]
    try:
        world = play(story(*fuses))
        judge(world, story, nobody_died=all(fuse.mode in (Mode.LOST, Mode.LATE, Mode.SLOW) for fuse in fuses))
    except (AssertionError, Deadlock) as error:
        return f"{label}: {error!r}"[:3000]
    return None


def hold(cases: Sequence[tuple[Fuse, ...]], story: Story = run_story) -> None:
    """Every case ends as the undisturbed story; the first that does not is shown, the others are counted."""
    broken = [how for fuses in cases if (how := broken_by(*fuses, story=story)) is not None]
    labels = "\n".join(how[:80] for how in broken[:20])
    assert not broken, f"{len(broken)} of {len(cases)}\n{labels}\n{broken[0]}"
