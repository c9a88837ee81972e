"""How often one may die: pure values."""

import pytest

from actors.backoff import Backoff, Jitter
from actors.restart import Death, RestartPolicy, Spread, SpreadPolicy
from models.ids import GuildId


def test_five_deaths_in_five_minutes_are_waited_out_longer_each_time_and_the_sixth_is_too_many() -> None:
    policy, deaths, waits = RestartPolicy(), (), []
    for second in range(6):
        deaths = policy.counted(deaths, float(second))  # type: ignore[assignment]
        waits.append(policy.wait(deaths))

    assert waits == [1.0, 2.0, 4.0, 8.0, 16.0, None]


def test_deaths_older_than_five_minutes_do_not_count() -> None:
    policy = RestartPolicy()

    assert policy.counted((0.0, 1.0, 299.0), 301.0) == (299.0, 301.0)


@pytest.mark.parametrize(
    ("guilds", "verdict"),
    [
        ([1] * 29, Spread.ALONE),
        ([1] * 30, Spread.GUILD),
        ([1] * 30 + [2], Spread.ALONE),
        ([1, 2, 3] * 9 + [1, 2], Spread.ALONE),
        ([1, 2, 3] * 10, Spread.PROCESS),
    ],
)
def test_many_deaths_are_one_guilds_own_or_all_of_ours(guilds: list[int], verdict: Spread) -> None:
    deaths: tuple[Death, ...] = ()
    for n, guild in enumerate(guilds):
        deaths = SpreadPolicy().counted(deaths, Death(n / 100, GuildId(guild)))

    assert SpreadPolicy().verdict(deaths) is verdict


def test_deaths_of_a_minute_ago_are_nobodys_fault_any_more() -> None:
    deaths: tuple[Death, ...] = ()
    for n in range(60):
        deaths = SpreadPolicy().counted(deaths, Death(n * 3.0, GuildId(n % 3)))

    assert SpreadPolicy().verdict(deaths) is Spread.ALONE


def test_a_wait_is_never_nothing_and_never_longer_than_its_bound() -> None:
    backoff, jitter = Backoff(first=2.0, longest=60.0), Jitter()

    for tries, bound in [(0, 2.0), (1, 4.0), (3, 16.0), (10, 60.0), (10_000, 60.0)]:
        waits = [jitter.wait(backoff, tries) for _ in range(200)]
        assert min(waits) >= 0.2
        assert max(waits) <= bound
        assert max(waits) > bound / 2


def test_the_same_seed_draws_the_same_waits() -> None:
    assert Jitter(3).wait(Backoff(), 5) == Jitter(3).wait(Backoff(), 5)
