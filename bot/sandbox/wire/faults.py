"""What goes wrong on purpose: the next n calls of a route fail, wait, are cut off, or lose their answer."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from bot.sandbox.errors import rate_limited
from bot.sandbox.model import Json
from bot.sandbox.wire.rest.route import Answer, Call


class Gate:
    """Holds a call: `reached` is set when one arrives, `release` lets it and all later ones go on."""

    def __init__(self) -> None:
        self.reached = asyncio.Event()
        self._open = asyncio.Event()

    def release(self) -> None:
        self._open.set()

    async def wait(self) -> None:
        self.reached.set()
        await self._open.wait()


@dataclass(eq=False)
class Fault:
    """One thing that goes wrong, `times` more times; `hits` counts how often it has."""

    method: str
    pattern: str
    times: int
    where: Callable[[Call], bool] | None = None
    answer: Answer | None = None
    delay: float = 0.0
    gate: Gate | None = None
    cut_before: bool = False
    cut_after: bool = False
    garbled: bool = False
    hits: int = 0

    def concerns(self, call: Call) -> bool:
        if self.times <= 0 or (self.method, self.pattern) != (call.route.method, call.route.pattern):
            return False
        return self.where is None or self.where(call)


class Faults:
    """The first that concerns a call is used. Routes are named as in the table: "/channels/{channel_id}/messages"."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def fail(
        self,
        method: str,
        pattern: str,
        status: int = 500,
        code: int = 0,
        message: str = "Internal Server Error",
        *,
        times: int = 1,
        where: Callable[[Call], bool] | None = None,
        errors: Json | None = None,
    ) -> Fault:
        """`errors` is Discord's tree of what is wrong with a form."""
        body = {"message": message, "code": code} | ({"errors": errors} if errors else {})
        return self._add(Fault(method, pattern, times, where, Answer(status, body)))

    def rate_limit(
        self, method: str, pattern: str, retry_after: float, *, is_global: bool = False, times: int = 1
    ) -> Fault:
        body = rate_limited(retry_after).body | {"global": is_global}
        return self._add(Fault(method, pattern, times, answer=Answer(429, body)))

    def delay(self, method: str, pattern: str, seconds: float, *, times: int = 1) -> Fault:
        return self._add(Fault(method, pattern, times, delay=seconds))

    def hold(self, method: str, pattern: str, *, times: int = 1, where: Callable[[Call], bool] | None = None) -> Gate:
        """The call waits, before anything is done, until the gate is released."""
        gate = Gate()
        self._add(Fault(method, pattern, times, where, gate=gate))
        return gate

    def cut(self, method: str, pattern: str, *, times: int = 1, where: Callable[[Call], bool] | None = None) -> Fault:
        """The connection breaks and nothing was done."""
        return self._add(Fault(method, pattern, times, where, cut_before=True))

    def lose_answer(
        self, method: str, pattern: str, *, times: int = 1, where: Callable[[Call], bool] | None = None
    ) -> Fault:
        """The connection breaks after it was done: the caller cannot know."""
        return self._add(Fault(method, pattern, times, where, cut_after=True))

    def garble(self, method: str, pattern: str, *, times: int = 1) -> Fault:
        """It is done, and the answer is a 200 that is no JSON."""
        return self._add(Fault(method, pattern, times, garbled=True))

    def clear(self) -> None:
        self._faults.clear()

    def take(self, call: Call) -> Fault | None:
        for fault in self._faults:
            if fault.concerns(call):
                fault.times -= 1
                fault.hits += 1
                return fault
        return None

    def _add(self, fault: Fault) -> Fault:
        self._faults.append(fault)
        return fault
