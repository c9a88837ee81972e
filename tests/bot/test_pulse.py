"""Healthy means: Discord is heard and the database answers; each alone is not enough."""

from pathlib import Path

import anyio
import pytest
from anyio.lowlevel import checkpoint

from actors.clock import SteppedClock
from bot import pulse
from bot.pulse import HEARD_WITHIN, Pulse, can_touch
from models.errors import StoreDown
from tests.support.town import MORNING


class Body:
    """What the pulse is taken of; `monotonic` is the test's own."""

    def __init__(self) -> None:
        self.seconds, self.frames, self.answers = 0.0, 0, True

    def pulse(self) -> Pulse:
        clock = SteppedClock(MORNING)
        clock.monotonic = lambda: self.seconds  # type: ignore[method-assign]
        return Pulse(clock, lambda: self.frames, self.ping)

    async def ping(self) -> None:
        if not self.answers:
            raise StoreDown


def test_a_file_can_be_touched_where_it_is_or_where_its_folder_is(tmp_path: Path) -> None:
    (tmp_path / "there").touch()

    assert can_touch(tmp_path / "there")
    assert can_touch(tmp_path / "new")
    assert not can_touch(tmp_path / "missing" / "new")
    assert not can_touch(tmp_path), "a folder is no file"


async def test_who_hears_discord_and_whose_database_answers_is_well() -> None:
    body = Body()
    taken = body.pulse()
    body.frames = 1

    assert await taken.is_well()


async def test_who_has_heard_nothing_for_a_minute_and_a_half_is_not_and_is_again_at_the_next_frame() -> None:
    body = Body()
    taken = body.pulse()
    body.frames = 1
    await taken.is_well()

    body.seconds = HEARD_WITHIN + 1
    assert not await taken.is_well()
    body.frames = 2
    assert await taken.is_well()


async def test_a_start_has_as_long_until_its_first_frame() -> None:
    body = Body()
    taken = body.pulse()

    assert await taken.is_well()
    body.seconds = HEARD_WITHIN + 1
    assert not await taken.is_well()


async def test_whose_database_does_not_answer_is_not_well() -> None:
    body = Body()
    taken = body.pulse()
    body.answers = False

    assert not await taken.is_well()


@pytest.mark.parametrize("answers", [True, False])
async def test_the_file_is_touched_only_while_it_is_well(tmp_path: Path, answers: bool) -> None:
    body, file, looks = Body(), tmp_path / "beat", list[bool]()
    body.answers = answers
    taken = body.pulse()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(taken.run, file)
        while not (looks and looks[0]):
            looks[:] = [file.exists() or not answers]
            await checkpoint()
        await anyio.wait_all_tasks_blocked()
        tasks.cancel_scope.cancel()

    assert file.exists() is answers


async def test_a_file_that_cannot_be_written_ends_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulse, "EVERY", 0.0)
    body, asked = Body(), list[int]()
    taken = body.pulse()
    ping = body.ping

    async def counted() -> None:
        asked.append(1)
        await ping()

    taken._ping = counted
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(taken.run, tmp_path / "no such folder" / "beat")
        while len(asked) < 3:
            await checkpoint()
        tasks.cancel_scope.cancel()

    assert len(asked) >= 3
