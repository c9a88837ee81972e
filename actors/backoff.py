"""Full jitter: a wait drawn evenly from nothing up to a bound that doubles.

Source: "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
"""

from dataclasses import dataclass
from random import Random

MOST_DOUBLINGS = 16


@dataclass(frozen=True, slots=True)
class Backoff:
    """Seconds: the bound of the first wait, and of every wait."""

    first: float = 1.0
    longest: float = 300.0

    def bound(self, tries: int) -> float:
        doubled: float = self.first * 2 ** min(tries, MOST_DOUBLINGS)
        return min(self.longest, doubled)


class Jitter:
    """One generator for a whole process: one of its own would cost each actor 2.5 kB."""

    def __init__(self, seed: int = 7) -> None:
        self._dice = Random(seed)

    def wait(self, backoff: Backoff, tries: int) -> float:
        """Seconds before the next try, after `tries` that failed; never nothing at all."""
        return self._dice.uniform(0.1 * backoff.first, backoff.bound(tries))
