"""One REST exchange as it was, and who may watch: tests, the judge, a story's printer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class Exchange:
    """`pattern` is the route's (None: no such route); `request` and `response` are JSON, `payload_json` already read.

    `lost` answers never reached the caller; `is_fault` ones were ordered by a test. `seconds` are real ones.
    """

    method: str
    path: str
    pattern: str | None
    query: Mapping[str, str]
    request: Any
    files: tuple[str, ...]
    status: int
    response: Any
    is_fault: bool = False
    lost: bool = False
    seconds: float = 0.0


class Observer(Protocol):
    """Is told of everything that crosses the wire, in order, before the bot sees it."""

    def on_exchange(self, exchange: Exchange) -> None: ...

    def on_event(self, name: str, payload: Any) -> None: ...
