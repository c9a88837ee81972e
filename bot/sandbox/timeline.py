"""Things by id, which is also the order in which they came; pages of them are read without walking the rest."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator
from typing import TypeVar

from bot.sandbox.snowflake import Id

T = TypeVar("T")


class Timeline(dict[Id, T]):
    """Is changed by `timeline[id] = thing` and `del timeline[id]`, by nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self._ids: list[Id] = []

    def __setitem__(self, id: Id, thing: T) -> None:
        if id not in self:
            insort(self._ids, id)
        super().__setitem__(id, thing)

    def __delitem__(self, id: Id) -> None:
        super().__delitem__(id)
        del self._ids[bisect_left(self._ids, id)]

    def newest(self, before: Id | None = None) -> Iterator[T]:
        """From the last one that came before that id, back in time."""
        at = len(self._ids) if before is None else bisect_left(self._ids, before)
        return (self[self._ids[n]] for n in range(at - 1, -1, -1))

    def oldest(self, after: Id | None = None) -> Iterator[T]:
        """From the first one that came after that id, on in time."""
        at = 0 if after is None else bisect_right(self._ids, after)
        return (self[self._ids[n]] for n in range(at, len(self._ids)))
