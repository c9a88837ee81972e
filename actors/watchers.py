"""Who waits for a fact about an actor to be committed. They outlive its cell: it may come in a life not yet begun."""

from asyncio import Future, get_running_loop
from collections.abc import Callable
from typing import Any

from models.ids import Address
from models.snapshot import State

Fact = Callable[[State], Any]


class Watchers:
    def __init__(self) -> None:
        self._waiting: dict[Address, tuple[tuple[Fact, Future[Any]], ...]] = {}

    def add(self, address: Address, fact: Fact, state: State | None) -> "Future[Any]":
        """Done with the first value but None that `fact` finds in a committed state; `state` is the one of now."""
        waiting: Future[Any] = get_running_loop().create_future()
        self._waiting[address] = (*self._waiting.get(address, ()), (fact, waiting))
        self.show(address, state)
        return waiting

    def show(self, address: Address, state: State | None) -> None:
        """A state was committed. Whoever found their fact, or has gone, is forgotten."""
        if address not in self._waiting:
            return
        for fact, waiting in self._waiting[address]:
            if state is not None and not waiting.done() and (value := fact(state)) is not None:
                waiting.set_result(value)
        left = tuple(one for one in self._waiting.pop(address) if not one[1].done())
        if left:
            self._waiting[address] = left

    def dismiss(self, address: Address) -> None:
        """Nothing will be committed of this actor any more: everyone gets None."""
        for _, waiting in self._waiting.pop(address, ()):
            if not waiting.done():
                waiting.set_result(None)
