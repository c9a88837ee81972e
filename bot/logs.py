"""What the log looks like: text for people, as at a terminal, one JSON object a line for machines, on stderr.

A record has a stable `action=` beside its sentence. Exceptions show their types, numbers, files and lines, never their
words nor the values of variables: either may be what somebody wrote in a ticket, or a secret.
"""

from __future__ import annotations

import json
import logging
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from enum import Enum
from pathlib import Path
from traceback import walk_tb
from types import TracebackType
from typing import TYPE_CHECKING, TextIO
from urllib.parse import unquote, urlsplit

from loguru import logger
from pydantic import SecretStr

from models.ids import Address, EffectId

if TYPE_CHECKING:
    from loguru import Message, Record

Plain = str | int | float | None

HIDDEN = "***"
NO_ACTION = "-"
SHORTEST_SECRET = 6  # characters; hiding anything shorter would hide half the log
FIELDS = frozenset({"time", "level", "message", "at", "exception"})  # of a line that a machine reads, beside the facts
NUMBERS = ("status", "code", "errno")  # what Discord, MongoDB and the system number their errors by
FRAMES = 20
# py-cord counts from the heartbeat before wherever the answer is faster than its thread, as on loopback, and for every
# heartbeat of our own (Gateway.ask), of which it does not know. A loop that is truly late is told of by that thread.
FALSE_ALARM = ("discord.gateway", "Can't keep up,")
CONTROL = {code: f"\\x{code:02x}" for code in (*range(32), 127)}  # one record is one line, whatever a fact holds


def set_up_logs(
    level: str, *, secrets: Iterable[SecretStr] = (), stream: TextIO | None = None, for_people: bool = False
) -> None:
    """Replaces what was set up before. Libraries that use the standard library's logging are heard from WARNING on.

    `for_people` is a program that only they start: they read text, wherever it goes.
    """
    out = sys.stderr if stream is None else stream
    render = as_text if for_people or out.isatty() else as_json
    hide = hiding(secrets)

    def write(message: Message) -> None:
        out.write(hide(render(message.record)) + "\n")
        out.flush()

    logger.remove()
    logger.configure(extra={"action": NO_ACTION})
    logger.add(write, level=level, format="{message}", backtrace=False, diagnose=False)
    logging.basicConfig(handlers=[Library()], level=logging.WARNING, force=True)
    sys.excepthook = fault
    threading.excepthook = lambda died: fault(died.exc_type, died.exc_value, died.exc_traceback)


class Library(logging.Handler):
    """Carries a library's record over, but for a false alarm; its first line only: asyncio writes reprs below it."""

    def emit(self, record: logging.LogRecord) -> None:
        def origin(ours: Record) -> None:
            ours["name"], ours["line"] = record.name, record.lineno

        source, beginning = FALSE_ALARM
        if record.name == source and record.getMessage().startswith(beginning):
            return
        first_line = record.getMessage().partition("\n")[0]
        heard = logger.patch(origin).bind(action="library").opt(exception=record.exc_info)
        heard.log(record.levelno if record.levelname.startswith("Level ") else record.levelname, first_line)


def fault(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    """What nobody caught ends the program or a thread; Python itself would print the exception's words."""
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error or kind(), trace)
    else:
        logger.bind(action="fault").opt(exception=error).critical("This is a fault of ours")


def as_text(record: Record) -> str:
    """`14:33:01.123 WARNING  retry        again in 4 s  guild=7 ticket=12 status=500`, then each exception."""
    extra = dict(record["extra"])
    action = extra.pop("action")
    clock = _utc(record["time"]).strftime("%H:%M:%S.%f")[:-3]
    facts = "".join(f" {key}={plain(value)}" for key, value in extra.items())
    line = f"{clock} {record['level'].name:<8} {action:<12} {record['message']} {facts}".rstrip()
    return "\n".join((line.translate(CONTROL), *(f"    {cause}" for cause in _causes(record))))


def as_json(record: Record) -> str:
    """The same as one JSON object; `exception` is there only where there is one, and no fact takes a field's place."""
    own: dict[str, Plain | list[str]] = {
        "time": _utc(record["time"]).isoformat(timespec="milliseconds"),
        "level": record["level"].name,
        "message": record["message"],
        "at": f"{record['name']}:{record['line']}",
    }
    facts = {key: plain(value) for key, value in record["extra"].items() if key not in FIELDS}
    causes = list(_causes(record))
    return json.dumps(own | facts | ({"exception": causes} if causes else {}), ensure_ascii=False)


def plain(value: object) -> Plain:
    """What a fact looks like in the log: ids, numbers and words of our own; of anything else only the type's name."""
    match value:
        case Enum():
            return plain(value.value)
        case None | str() | int() | float():
            return value
        case datetime():
            return value.isoformat(timespec="milliseconds")
        case timedelta():
            return value.total_seconds()
        case Address() | EffectId():
            return str(value)
        case _:
            return f"<{type(value).__name__}>"


def hiding(secrets: Iterable[SecretStr]) -> Callable[[str], str]:
    """A function that blanks these secrets, and the password inside each that is an address."""
    words = [word for secret in secrets for word in _words(secret.get_secret_value()) if len(word) >= SHORTEST_SECRET]

    def hide(text: str) -> str:
        for word in words:
            text = text.replace(word, HIDDEN)
        return text

    return hide


def _words(secret: str) -> Iterator[str]:
    yield secret
    if "://" in secret and (password := urlsplit(secret).password):
        yield password
        yield unquote(password)


def _utc(time: datetime) -> datetime:
    return time.astimezone(UTC)


def _causes(record: Record) -> Iterator[str]:
    if record["exception"] is not None and record["exception"].value is not None:
        yield from _chain(record["exception"].value)


def _chain(error: BaseException | None) -> Iterator[str]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield _summary(error)
        if isinstance(error, BaseExceptionGroup):
            for one in error.exceptions:
                yield from _chain(one)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _summary(error: BaseException) -> str:
    numbers = ((name, getattr(error, name, None)) for name in NUMBERS)
    told = "".join(f" {name}={number}" for name, number in numbers if isinstance(number, int))
    frames = [f"{_short(frame.f_code.co_filename)}:{line}" for frame, line in walk_tb(error.__traceback__)]
    where = " > ".join(frames[-FRAMES:])
    return f"{type(error).__module__}.{type(error).__qualname__}{told}" + (f" at {where}" if where else "")


def _short(path: str) -> str:
    return "/".join(Path(path).parts[-2:])
