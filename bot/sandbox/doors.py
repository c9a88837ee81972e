"""What the bot's port and the people's have in common: the names they answer to, and how a request finds its route."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from bot.sandbox import errors
from bot.sandbox.errors import ApiError


@dataclass(frozen=True)
class Routed:
    """`pattern` is a path; what stands in braces there is a part that a request names."""

    method: str
    pattern: str
    _regex: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_regex", re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", self.pattern)))

    def match(self, path: str) -> dict[str, str] | None:
        found = self._regex.fullmatch(path)
        return found.groupdict() if found else None


AnyRoute = TypeVar("AnyRoute", bound=Routed)


def route_of(routes: Iterable[AnyRoute], method: str, path: str) -> tuple[AnyRoute, dict[str, str]]:
    """And the parts that the path names; 404 or, with the methods that there are, 405."""
    allowed = []
    for route in routes:
        parts = route.match(path)
        if parts is not None and route.method == method:
            return route, parts
        if parts is not None:
            allowed.append(route.method)
    if not allowed:
        raise ApiError(errors.NOT_FOUND)
    refused = ApiError(errors.METHOD_NOT_ALLOWED)
    refused.headers["Allow"] = ", ".join(dict.fromkeys(allowed))
    raise refused


def own_names(port: int) -> list[str]:
    """As Host tells them: any other name was bent to this machine (DNS rebinding)."""
    return [f"{name}:{port}" for name in ("127.0.0.1", "localhost")]
