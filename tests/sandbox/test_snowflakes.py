"""Ids that carry the story's time."""

from datetime import UTC, datetime, timedelta

from bot.sandbox import Stage, World
from bot.sandbox.snowflake import Mint, earliest, moment_of


def test_an_id_tells_the_millisecond_at_which_it_was_made() -> None:
    moment = datetime(2026, 3, 1, 12, 30, 15, 123_456, tzinfo=UTC)

    assert moment_of(Mint().next(moment)) == moment.replace(microsecond=123_000)


def test_discords_own_example_is_read_alike() -> None:
    assert moment_of(175928847299117063) == datetime(2016, 4, 30, 11, 18, 25, 796_000, tzinfo=UTC)


def test_ids_grow_while_time_stands_still_and_when_it_turns_back() -> None:
    mint, moment = Mint(), datetime(2026, 3, 1, tzinfo=UTC)

    ids = [mint.next(moment) for _ in range(5000)] + [mint.next(moment - timedelta(hours=1))]

    assert ids == sorted(set(ids))


def test_everything_older_than_a_moment_has_a_smaller_id() -> None:
    moment = datetime(2026, 3, 1, tzinfo=UTC)
    mint = Mint()

    assert mint.next(moment - timedelta(milliseconds=1)) < earliest(moment) <= mint.next(moment)


async def test_what_people_say_carries_the_storys_time() -> None:
    now = datetime(2031, 1, 1, tzinfo=UTC)
    stage = Stage(World(lambda: now))
    user = stage.user("owner")

    assert moment_of(user.id) == now
