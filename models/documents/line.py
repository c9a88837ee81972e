"""The line to MongoDB: how many operations are under way at once, how long each may take, and how each may fail."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Protocol, TypeVar

from anyio import CancelScope
from bson.errors import BSONError
from motor.frameworks.asyncio import max_workers
from pymongo.errors import BulkWriteError, OperationFailure, PyMongoError

from models.errors import StoreDown, Unwritable

T = TypeVar("T")

PAGE = 100  # documents that are read in one go, while nobody else runs: some milliseconds

# Fewer than Motor has threads (64, see the package): fifty writes to a dead server, all cancelled, held every thread,
# and a probe waited for half a minute (measured).
MOST_UNDER_WAY = max(1, max_workers * 3 // 4)
# Two seconds to find a server, ten for its answer.
LONGEST = timedelta(seconds=13)

# What MongoDB says to a write that it will never take: BadValue, FailedToParse, TypeMismatch, PathNotViable,
# ConflictingUpdateOperators, DollarPrefixedFieldName, ImmutableField, DocumentValidationFailure, BSONObjectTooLarge,
# and "resulting document after update is larger than 16777216". Everything else may pass.
NEVER = frozenset({2, 9, 14, 28, 40, 52, 66, 121, 10334, 17419})


class Cursor(Protocol[T]):
    """Motor's, as far as it is needed here."""

    def to_list(self, length: int) -> Awaitable[list[T]]: ...


class Line:
    """Every operation is carried to its end: a Motor write that is cancelled lands all the same (measured).

    A place is given back only when its thread is. Whoever is cancelled meanwhile leaves once the operation has ended.
    """

    def __init__(self, most: int = MOST_UNDER_WAY, longest: timedelta = LONGEST) -> None:
        self._places = asyncio.Semaphore(most)
        self._longest = longest.total_seconds()

    async def carry(self, start: Callable[[], Awaitable[T]]) -> T:
        """What the operation answers.

        Raises StoreDown where nobody knows what became of it, Unwritable where it can never succeed.
        """
        with told_plainly():
            await self._take_a_place()
            operation = asyncio.shield(self._carried(start))
            operation.add_done_callback(_looked_at)
            await self._end_of(operation)
            if not operation.done():
                raise StoreDown(f"no answer within {self._longest:g} s")
            return operation.result()

    async def each(self, cursor: Cursor[T], page: int = PAGE) -> AsyncIterator[T]:
        """What a question finds, one by one; read in pages, each of them an operation."""
        while found := await self.carry(lambda: cursor.to_list(page)):
            for one in found:
                yield one

    async def _take_a_place(self) -> None:
        try:
            async with asyncio.timeout(self._longest):
                await self._places.acquire()
        except TimeoutError:
            raise StoreDown(f"too many operations under way for {self._longest:g} s") from None

    async def _carried(self, start: Callable[[], Awaitable[T]]) -> T:
        try:
            return await start()
        finally:
            self._places.release()

    async def _end_of(self, operation: asyncio.Future[T]) -> None:
        try:
            await asyncio.wait({operation}, timeout=self._longest)
        except asyncio.CancelledError:
            with CancelScope(shield=True):
                await asyncio.wait({operation}, timeout=self._longest)
            raise


def _looked_at(operation: asyncio.Future[T]) -> None:
    """Nobody may be there any more to look at the failure."""
    if not operation.cancelled():
        operation.exception()


@contextmanager
def told_plainly() -> Iterator[None]:
    """Turns the driver's exceptions into ours, without their cause: some of them quote the document that failed."""
    try:
        yield
    except (BSONError, OverflowError) as error:
        raise Unwritable(type(error).__name__) from None
    except PyMongoError as error:
        raise _failure(error) from None


def _failure(error: PyMongoError) -> StoreDown | Unwritable:
    codes = _codes(error)
    name = " ".join((type(error).__name__, *map(str, sorted(codes))))
    return Unwritable(name) if codes & NEVER else StoreDown(name)


def _codes(error: PyMongoError) -> set[int]:
    """MongoDB's own numbers for what went wrong; none where the connection did."""
    if isinstance(error, BulkWriteError):
        return {int(one["code"]) for one in error.details.get("writeErrors", ())}
    return {error.code} if isinstance(error, OperationFailure) and error.code else set()
