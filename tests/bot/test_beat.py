"""A running desk says in its database that it lives; whoever restores is stopped by that, and by nothing older."""

from datetime import timedelta

import anyio
import pytest

from bot.backup import BackupRefused, nobody_lives
from bot.beat import EVERY, FRESH, Beat, is_fresh
from bot.demo.mongo import in_memory_client
from models.documents.connect import connect
from models.documents.store import MongoStore
from models.errors import StoreDown
from models.moment import Moment
from tests.support.contract import NOW
from tests.support.town import a_town
from tests.support.virtual import VirtualClock, play


class Wavering:
    """Takes every second word."""

    def __init__(self) -> None:
        self.heard: list[tuple[int, Moment]] = []
        self.asked = 0

    async def beat(self, epoch: int, at: Moment) -> None:
        self.asked += 1
        if self.asked % 2:
            raise StoreDown("away")
        self.heard.append((epoch, at))

    async def rest(self, epoch: int) -> None:
        await anyio.Event().wait()


def test_it_is_said_every_half_minute_also_after_a_database_that_was_away() -> None:
    ledger = Wavering()

    async def story() -> None:
        with anyio.move_on_after(4 * EVERY + 1):
            await Beat(ledger, VirtualClock(), 3).run()

    play(story())

    assert ledger.asked == 5
    assert [epoch for epoch, _ in ledger.heard] == [3, 3]
    assert ledger.heard[1][1] - ledger.heard[0][1] == timedelta(seconds=2 * EVERY)


def test_an_end_does_not_wait_for_a_database_that_does_not_answer() -> None:
    async def story() -> float:
        await Beat(Wavering(), VirtualClock(), 3).rest()
        return VirtualClock().monotonic()

    assert play(story()) == 2


def test_a_beat_is_fresh_for_two_minutes_whichever_clock_is_ahead() -> None:
    tick = timedelta(milliseconds=1)

    assert is_fresh(NOW - FRESH, NOW)
    assert is_fresh(NOW + FRESH, NOW)
    assert not is_fresh(NOW - FRESH - tick, NOW)
    assert not is_fresh(NOW + FRESH + tick, NOW)
    assert not is_fresh(None, NOW)


async def test_only_the_latest_process_says_so_and_only_it_takes_it_back() -> None:
    database = await connect(in_memory_client())
    store = MongoStore(database)
    old, new = await store.begin(), await store.begin()

    await store.beat(old, NOW)
    await nobody_lives(database, NOW)
    await store.beat(new, NOW)
    await store.rest(old)
    with pytest.raises(BackupRefused, match="A desk runs on the database steward: stop it first"):
        await nobody_lives(database, NOW + FRESH)

    await nobody_lives(database, NOW + FRESH + timedelta(seconds=1))
    await store.rest(new)
    await nobody_lives(database, NOW)


async def test_a_desk_that_runs_or_was_killed_is_told_from_one_that_ended_in_good_order() -> None:
    async with a_town() as town:
        database = await connect(town.mongo)
        with pytest.raises(BackupRefused):
            await nobody_lives(database, town.now)
        await town.stop()
        await nobody_lives(database, town.now)

        await town.start()
        await town.kill()
        with pytest.raises(BackupRefused):
            await nobody_lives(database, town.now)
