"""From what somebody typed at the terminal to what is to be served; whatever cannot be is one sentence."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.sandbox.errors import SandboxError
from bot.sandbox.story_time import FASTEST, FIRST, LAST, in_utc
from bot.sandbox.worldfile import WorldFile, WrongWorld, read, small_world

LAST_PORT = 65_535


class CannotServe(SandboxError):
    """What was asked for cannot be; the sentence, without its full stop, says what can."""


@dataclass(frozen=True)
class Wanted:
    """Port 0 is any that is free; `start` None is now; `pace` is story seconds a real one."""

    file: WorldFile
    port: int
    page_port: int
    start: datetime | None
    pace: float


def wanted(*, world: Path | None, port: int, page_port: int, at: str | None, pace: float) -> Wanted:
    """Raises CannotServe."""
    check_port("--port", port)
    check_port("--page-port", page_port)
    if not 0 <= pace <= FASTEST:
        raise CannotServe(
            f"--pace is {pace:g}, but a pace is from 0 (time stands) to {FASTEST:,} story seconds a second"
        )
    start = _moment(at) if at is not None else None
    return Wanted(_world(world) if world else small_world(), port, page_port, start, pace)


def check_port(option: str, port: int) -> None:
    if not 0 <= port <= LAST_PORT:
        raise CannotServe(f"{option} is {port}, but a port is from 1 to {LAST_PORT}: name such a one, or leave it out")


def _moment(written: str) -> datetime:
    try:
        moment = in_utc(datetime.fromisoformat(written))
    except ValueError:
        moment = LAST
    if not FIRST <= moment < LAST:
        raise CannotServe(f"--at is {written!r}, but must be a moment from 2015 to 2149: write it as 2026-03-02T09:00Z")
    return moment


def _world(file: Path) -> WorldFile:
    try:
        return read(file.read_text(encoding="utf-8"))
    except WrongWorld as wrong:
        first, *others = wrong.sentences
        rest = len(others) + wrong.more
        more = f" ({rest} more to mend after it)" if rest else ""
        raise CannotServe(f"{file}: {first}{more}") from None
    except UnicodeDecodeError:
        raise CannotServe(f"{file} is not text in UTF-8: save it again as plain text") from None
    except OSError as error:
        raise CannotServe(f"{file} cannot be read ({error.strerror}): name another file with --world") from None
