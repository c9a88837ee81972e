"""A database that is away is waited for; one that will never do ends the start at once."""

from collections.abc import Awaitable, Callable, Iterator
from itertools import count, pairwise
from typing import TYPE_CHECKING

import pytest
from loguru import logger

from bot.database import NO_DATABASE, NOT_LET_IN, NoAnswer
from bot.unusable import Unusable
from bot.waiting import BACKOFF, SAID_AGAIN, once_it_answers
from tests.support.virtual import VirtualClock, play

if TYPE_CHECKING:
    from loguru import Message

Said = list[tuple[str, str, float]]  # action, text, after so many seconds


@pytest.fixture
def said() -> Iterator[Said]:
    lines: Said = []

    def keep(message: "Message") -> None:
        record = message.record
        lines.append((record["extra"].get("action", ""), record["message"], VirtualClock().monotonic()))

    sink = logger.add(keep, level="INFO")
    yield lines
    logger.remove(sink)


def away_for(seconds: float, then: Exception | None = None) -> Callable[[], Awaitable[str]]:
    async def ask() -> str:
        if VirtualClock().monotonic() < seconds:
            raise NoAnswer(NO_DATABASE, "ServerSelectionTimeoutError")
        if then is not None:
            raise then
        return "found"

    return ask


def test_where_it_answers_at_once_nobody_waits_and_nothing_is_said(said: Said) -> None:
    async def story() -> tuple[str, float]:
        return await once_it_answers(away_for(0)), VirtualClock().monotonic()

    assert play(story()) == ("found", 0)
    assert said == []


def test_one_that_comes_later_is_found_within_a_minute_and_told_of_once(said: Said) -> None:
    async def story() -> tuple[str, float]:
        return await once_it_answers(away_for(600)), VirtualClock().monotonic()

    found, after = play(story())

    assert found == "found"
    assert 600 <= after <= 600 + BACKOFF.longest
    assert [action for action, _, _ in said] == ["database_away", "database_back"]
    assert said[0][1] == f"{NO_DATABASE} It is asked until it answers."


def test_a_day_without_one_is_told_of_every_hour(said: Said) -> None:
    play(once_it_answers(away_for(86_400)))

    times = [at for action, _, at in said if action == "database_away"]
    assert len(times) == 24
    assert all(SAID_AGAIN <= later - at <= SAID_AGAIN + BACKOFF.longest for at, later in pairwise(times))


def test_the_pauses_grow_and_never_pass_a_minute() -> None:
    asked: list[float] = []

    async def ask() -> None:
        asked.append(VirtualClock().monotonic())
        await away_for(3600)()

    play(once_it_answers(ask))

    pauses = [later - at for at, later in pairwise(asked)]
    assert pauses[0] <= BACKOFF.first
    assert max(pauses) <= BACKOFF.longest
    assert len(asked) < 200


def test_what_no_waiting_mends_ends_it_also_after_a_wait(said: Said) -> None:
    with pytest.raises(Unusable) as ended:
        play(once_it_answers(away_for(5, then=Unusable(NOT_LET_IN))))

    assert str(ended.value) == NOT_LET_IN
    assert [action for action, _, _ in said] == ["database_away"]


def test_what_was_never_asked_to_wait_is_asked_once() -> None:
    tries = count()

    async def ask() -> None:
        next(tries)
        raise Unusable(NOT_LET_IN)

    with pytest.raises(Unusable):
        play(once_it_answers(ask))

    assert next(tries) == 1
