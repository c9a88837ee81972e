"""How many stories a law is told: few on every run, ten times as many in the slow suite."""

from hypothesis import HealthCheck, settings


def examples(fast: int) -> settings:
    """So many in the fast suite, in proportion in whichever profile is loaded."""
    loaded = settings().max_examples
    return settings(
        max_examples=max(1, fast * loaded // 100),
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
