"""The ear: it hears as far as frames came, stands still while nothing comes, and asks without pestering."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from actors.clock import SteppedClock
from bot.inbound.ear import GatewayEar, SteppedEar, ear_for
from models.ids import GuildId
from models.moment import DISCORD_EPOCH, Moment

HERE, THERE = GuildId(1), GuildId(2)
NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)


class Clock:
    """Story and real seconds, both moved by hand."""

    def __init__(self) -> None:
        self.at, self.seconds = NOW, 100.0

    def now(self) -> Moment:
        return self.at

    def monotonic(self) -> float:
        return self.seconds

    def call_at(self, at: Moment, ring: Callable[[], None]) -> "Clock":
        raise NotImplementedError

    def cancel(self) -> None:
        raise NotImplementedError

    def move(self, seconds: float) -> None:
        self.at, self.seconds = self.at + timedelta(seconds=seconds), self.seconds + seconds


class Heard:
    """A connected ear with one guild, and how often it asked."""

    def __init__(self) -> None:
        self.clock, self.questions = Clock(), 0
        self.ear = GatewayEar(self.clock, self._question)
        self.ear.began()
        self.ear.frame()
        self.ear.listens(HERE)

    def _question(self) -> None:
        self.questions += 1


@pytest.fixture
def heard() -> Heard:
    return Heard()


def test_nothing_was_heard_of_a_guild_that_was_never_shown(heard: Heard) -> None:
    assert heard.ear.heard_until(THERE) == DISCORD_EPOCH


def test_it_hears_as_far_as_the_last_frame(heard: Heard) -> None:
    heard.clock.move(60)
    assert heard.ear.heard_until(HERE) == NOW

    heard.ear.frame()
    assert heard.ear.heard_until(HERE) == NOW + timedelta(seconds=60)


def test_while_the_connection_is_lost_it_stands_still(heard: Heard) -> None:
    heard.ear.lost()
    heard.clock.move(60)
    heard.ear.frame()

    assert heard.ear.heard_until(HERE) == NOW


def test_frames_of_a_new_session_move_it_only_once_the_guild_was_shown(heard: Heard) -> None:
    heard.ear.lost()
    heard.clock.move(60)
    heard.ear.began()
    heard.ear.frame()
    assert heard.ear.heard_until(HERE) == NOW

    heard.ear.listens(HERE)
    assert heard.ear.heard_until(HERE) == NOW + timedelta(seconds=60)


def test_a_resumed_session_goes_on_where_it_was(heard: Heard) -> None:
    heard.ear.lost()
    heard.clock.move(60)
    heard.ear.frame()
    heard.ear.resumed()

    assert heard.ear.heard_until(HERE) == NOW + timedelta(seconds=60)


def test_an_unavailable_guild_stands_still_alone(heard: Heard) -> None:
    heard.ear.listens(THERE)
    heard.ear.cannot_hear(HERE)
    heard.clock.move(60)
    heard.ear.frame()

    assert heard.ear.heard_until(HERE) == NOW
    assert heard.ear.heard_until(THERE) == NOW + timedelta(seconds=60)


def test_it_asks_at_most_once_in_five_seconds(heard: Heard) -> None:
    for _ in range(3):
        heard.ear.ask(HERE)
    assert heard.questions == 1

    heard.clock.move(5)
    heard.ear.ask(THERE)
    assert heard.questions == 2


def test_it_asks_nobody_while_the_connection_is_lost(heard: Heard) -> None:
    heard.ear.lost()
    heard.ear.ask(HERE)

    assert heard.questions == 0


def test_on_stepped_time_quiet_is_the_answer_while_connected() -> None:
    clock = SteppedClock(NOW)
    ear = ear_for(clock, lambda: None)
    assert isinstance(ear, SteppedEar)
    ear.began()
    ear.listens(HERE)

    clock.advance_to(NOW + timedelta(hours=1))
    assert ear.heard_until(HERE) == NOW + timedelta(hours=1)

    ear.lost()
    clock.advance_to(NOW + timedelta(hours=2))
    assert ear.heard_until(HERE) == NOW + timedelta(hours=1)
