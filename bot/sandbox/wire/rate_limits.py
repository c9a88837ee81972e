"""How often a route may be called: windows of real seconds per bucket, generous unless a test narrows them."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Limit:
    calls: int
    seconds: float


@dataclass(frozen=True)
class Allowance:
    """What is left of a bucket after a call; `is_spent` calls are refused with 429."""

    bucket: str
    limit: int
    remaining: int
    reset_after: float
    is_spent: bool

    def headers(self, wall: float) -> dict[str, str]:
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.remaining),
            "X-RateLimit-Reset": f"{wall + self.reset_after:.3f}",
            "X-RateLimit-Reset-After": f"{self.reset_after:.3f}",
            "X-RateLimit-Bucket": self.bucket,
        }


# A demo sends bursts; Discord's own 5 in 5 s would make it wait without teaching anything.
GENEROUS = Limit(1000, 1.0)


class RateLimits:
    """`narrow` sets the limit of one route; `real` tells the seconds."""

    def __init__(self, real: Callable[[], float]) -> None:
        self._real = real
        self._limits: dict[tuple[str, str], Limit] = {}
        self._windows: dict[str, tuple[float, int]] = {}

    def narrow(self, method: str, pattern: str, limit: Limit) -> None:
        self._limits[method, pattern] = limit

    def spend(self, method: str, pattern: str, bucket: str) -> Allowance:
        limit = self._limits.get((method, pattern), GENEROUS)
        now = self._real()
        ends, used = self._windows.get(bucket, (now + limit.seconds, 0))
        if now >= ends:
            ends, used = now + limit.seconds, 0
        is_spent = used >= limit.calls
        used = used if is_spent else used + 1
        self._windows[bucket] = (ends, used)
        name = hashlib.blake2s(f"{method} {pattern}".encode(), digest_size=8).hexdigest()
        return Allowance(name, limit.calls, max(0, limit.calls - used), ends - now, is_spent)
