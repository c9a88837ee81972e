"""What kills a process at a chosen touch of the world, or lets the act happen and loses its answer."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random
from typing import TypeVar

from actors.ports import StaleWrite, SurfaceMissing, WorldError
from tests.support.virtual import lapse

T = TypeVar("T")


class Killed(BaseException):
    """As by kill -9: nothing of the process runs any more."""


class Mode(StrEnum):
    BEFORE = "before"  # the process dies, and the act never happens
    AFTER = "after"  # the act happens, and the process dies of it
    LOST = "lost"  # the act happens, the process lives and is told that nobody knows
    LATE = "late"  # the process is told that nobody knows; the act happens `later` touches afterwards
    SLOW = "slow"  # the same, `later` seconds afterwards
    GHOST = "ghost"  # the process dies; the act happens `later` seconds afterwards, in the life of the next one


@dataclass
class Fuse:
    """`lands`: what was under way at the death happens all the same. `slow`: seconds around every act."""

    burns_at: int | None = None
    mode: Mode = Mode.BEFORE
    later: float = 1
    lands: bool = False
    slow: float = 0.01
    dice: Random | None = None
    names: list[str] = field(default_factory=list)
    on_touch: dict[int, Callable[[], None]] = field(default_factory=dict)
    is_dead: bool = False
    _landings: list[tuple[int, Callable[[], object]]] = field(default_factory=list)

    async def touch(self, name: str, act: Callable[[], T], lost: Exception) -> T:
        if self.is_dead:
            raise Killed
        n = len(self.names)
        self.names.append(name)
        self.on_touch.get(n, _nothing)()
        for landing in [landing for at, landing in self._landings if at == n]:
            land(landing)
        if n != self.burns_at:
            return await self._done(act)
        return await self._burnt(n, act, lost)

    async def _burnt(self, n: int, act: Callable[[], T], lost: Exception) -> T:
        match self.mode:
            case Mode.BEFORE:
                self._die()
            case Mode.GHOST:
                asyncio.get_running_loop().call_later(self.later, land, act)
                self._die()
            case Mode.LATE:
                self._landings.append((n + int(self.later), act))
                raise lost
            case Mode.SLOW:
                asyncio.get_running_loop().call_later(self.later, land, act)
                raise lost
        await self._done(act)
        if self.mode is Mode.AFTER:
            self._die()
        raise lost

    async def _done(self, act: Callable[[], T]) -> T:
        try:
            await lapse(self._seconds())
        except asyncio.CancelledError:
            if self.is_dead and self.lands:
                land(act)
            raise
        if self.is_dead:
            raise Killed
        done = act()
        await lapse(self._seconds())
        return done

    def _seconds(self) -> float:
        if self.dice is None:
            return self.slow
        return self.dice.choice((0.0, 0.01, 0.05, 1.0, self.dice.uniform(0, self.slow)))

    def _die(self) -> None:
        self.is_dead = True
        raise Killed


def land(act: Callable[[], object]) -> None:
    """An act whose process does not wait for it any more: the world may still refuse it."""
    try:
        act()
    except (StaleWrite, SurfaceMissing, WorldError):
        return


def _nothing() -> None:
    return
