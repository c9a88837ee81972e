"""The log: every request of the bot and every event that it was told, numbered together, without its secrets."""

import json
import re
from collections import deque
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from pydantic import Field

from bot.sandbox.control import views, wishes
from bot.sandbox.control.kinds import LogKind
from bot.sandbox.control.watching import Watch
from bot.sandbox.wire.exchange import Exchange
from bot.sandbox.world import World

KEPT = 5000
MASK = "<secret>"

_SECRET = re.compile(r"[0-9a-f]{64}")  # as World.secret makes them
_SESSION = re.compile(r'("(?:session_id|token)": ?)"[^"]*"')


class Filter(wishes.Wish):
    """Entries for which all of it is true: the first ones after `after`, or the latest where it is not given."""

    after: int | None = Field(None, ge=0, description="The number of an entry that is known.")
    kind: LogKind | None = None
    method: str | None = Field(None, description="GET, POST, ...")
    route: str | None = Field(None, description="What the route, or the event's name, contains.")
    status: str | None = Field(None, pattern="^[1-5](xx|[0-9]{2})$", description="404, or 4xx.")
    path: str | None = Field(None, description="What the path contains.")
    limit: int = Field(100, ge=1, le=1000)

    def takes(self, one: "Noted") -> bool:
        return (
            (self.kind is None or one.kind is self.kind)
            and (self.method is None or one.route.split(" ")[0] == self.method.upper())
            and (self.route is None or self.route.lower() in one.route.lower())
            and (self.path is None or self.path in one.path)
            and (self.status is None or _fits(self.status, one.status))
        )


@dataclass(frozen=True, slots=True)
class Noted:
    """As it was at its moment; bodies are kept as text, which nothing changes any more."""

    n: int
    kind: LogKind
    at: datetime
    route: str
    path: str = ""
    status: int | None = None
    seconds: float | None = None
    files: tuple[str, ...] = ()
    sent: str = "null"
    answered: str = "null"
    is_fault: bool = False

    @property
    def entry(self) -> views.LogEntry:
        return views.LogEntry(
            n=self.n,
            kind=self.kind,
            at=self.at,
            route=self.route,
            path=self.path,
            status=self.status,
            seconds=self.seconds,
            files=list(self.files),
            sent=json.loads(self.sent),
            answered=json.loads(self.answered),
            is_fault=self.is_fault,
        )


class Journal:
    """An Observer of the sandbox."""

    def __init__(self, world: World, watch: Watch) -> None:
        self._world = world
        self._watch = watch
        self._noted: deque[Noted] = deque(maxlen=KEPT)
        self._count = 0

    def on_exchange(self, exchange: Exchange) -> None:
        self._note(
            kind=LogKind.REQUEST,
            route=f"{exchange.method} {exchange.pattern or '(no such route)'}",
            path=self._masked(exchange.path),
            status=exchange.status,
            seconds=round(exchange.seconds, 6),
            files=exchange.files,
            sent=self._text(exchange.request),
            answered=self._text(exchange.response),
            is_fault=exchange.is_fault,
        )

    def on_event(self, name: str, payload: Any) -> None:
        self._note(kind=LogKind.EVENT, route=name, sent=self._text(payload))

    def read(self, asked: Filter) -> list[views.LogEntry]:
        """Oldest first."""
        if asked.after is not None:
            later = (each for each in self._noted if each.n > asked.after and asked.takes(each))
            return [each.entry for each in islice(later, asked.limit)]
        latest = islice(filter(asked.takes, reversed(self._noted)), asked.limit)
        return [each.entry for each in reversed(list(latest))]

    def _note(self, **told: Any) -> None:
        self._count += 1
        noted = Noted(n=self._count, at=self._world.now(), **told)
        self._noted.append(noted)
        self._watch.tell_log(lambda: noted.entry)

    def _text(self, body: Any) -> str:
        return _SESSION.sub(rf'\1"{MASK}"', self._masked(json.dumps(body)))

    def _masked(self, text: str) -> str:
        return _SECRET.sub(self._mask, text)

    def _mask(self, found: re.Match[str]) -> str:
        """What looks like a secret and is none stays, such as a sum that somebody sent."""
        is_secret = found[0] in self._world.tokens or self._world.application.token.endswith(found[0])
        return MASK if is_secret else found[0]


def _fits(wanted: str, status: int | None) -> bool:
    return status is not None and str(status).startswith(wanted.removesuffix("xx"))
