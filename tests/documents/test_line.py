"""How operations are carried: to their end, not too many at once, none for ever; each failure told without its text."""

import asyncio
import os
import subprocess
import sys
import traceback
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import anyio
import pytest
from bson.errors import InvalidDocument
from pymongo import errors

from models.documents import THREADS
from models.documents.line import Line
from models.errors import StoreDown, Unwritable

SECRET = "a private remark"
SOON = timedelta(milliseconds=50)


class Operation:
    """One that ends when the test says so."""

    def __init__(self) -> None:
        self.begun, self.ended = asyncio.Event(), asyncio.Event()
        self.landed = False

    async def __call__(self) -> str:
        self.begun.set()
        await self.ended.wait()
        self.landed = True
        return "answer"


def failing(error: Exception) -> Callable[[], Awaitable[None]]:
    async def fail() -> None:
        raise error

    return fail


async def answer() -> str:
    return "answer"


async def test_what_the_operation_answers_is_the_answer() -> None:
    assert await Line().carry(answer) == "answer"


async def test_whoever_is_cancelled_leaves_when_the_operation_has_ended() -> None:
    operation, line = Operation(), Line()
    carrying = asyncio.get_running_loop().create_task(line.carry(operation))
    await operation.begun.wait()

    carrying.cancel()
    for _ in range(10):
        await asyncio.sleep(0)
    waiting = not carrying.done()
    operation.ended.set()
    with pytest.raises(asyncio.CancelledError):
        await carrying

    assert waiting
    assert operation.landed


async def test_a_cancelled_scope_is_left_when_the_operation_has_ended() -> None:
    operation, line = Operation(), Line()
    landed_when_left: list[bool] = []

    async def carry(scope: anyio.CancelScope) -> None:
        with scope:
            await line.carry(operation)
        landed_when_left.append(operation.landed)

    async with anyio.create_task_group() as group:
        scope = anyio.CancelScope()
        group.start_soon(carry, scope)
        await operation.begun.wait()
        scope.cancel()
        for _ in range(10):
            await asyncio.sleep(0)
        operation.ended.set()

    assert scope.cancelled_caught
    assert landed_when_left == [True]


async def test_whoever_is_cancelled_before_a_place_is_free_has_done_nothing() -> None:
    first, second, line = Operation(), Operation(), Line(most=1)
    carrying = [asyncio.get_running_loop().create_task(line.carry(one)) for one in (first, second)]
    await first.begun.wait()

    carrying[1].cancel()
    with pytest.raises(asyncio.CancelledError):
        await carrying[1]
    first.ended.set()

    assert await carrying[0] == "answer"
    assert not second.begun.is_set()
    assert await line.carry(answer) == "answer"


async def test_never_more_are_under_way_than_there_are_places() -> None:
    line, under_way, most = Line(most=5), 0, 0

    async def operation() -> None:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        for _ in range(3):
            await asyncio.sleep(0)
        under_way -= 1

    async with anyio.create_task_group() as group:
        for _ in range(50):
            group.start_soon(line.carry, operation)

    assert most == 5


def test_motor_has_the_threads_that_the_package_asks_for_and_the_line_takes_fewer() -> None:
    """In a process of its own, because Motor counts its threads when it is imported."""
    question = "import models.documents.line as line; print(line.MOST_UNDER_WAY, line.max_workers)"
    environment = {name: value for name, value in os.environ.items() if name != "MOTOR_MAX_WORKERS"}

    told = subprocess.run([sys.executable, "-c", question], env=environment, capture_output=True, text=True, check=True)

    assert told.stdout.split() == ["48", str(THREADS)]


async def test_an_operation_without_an_answer_is_given_up_but_keeps_its_place() -> None:
    stuck, line = Operation(), Line(most=1, longest=SOON)

    with pytest.raises(StoreDown, match="no answer within"):
        await line.carry(stuck)
    with pytest.raises(StoreDown, match="too many operations"):
        await line.carry(answer)
    stuck.ended.set()
    await asyncio.sleep(0)

    assert await line.carry(answer) == "answer"
    assert stuck.landed


async def test_a_failure_that_nobody_waits_for_any_more_is_no_complaint_of_the_loop() -> None:
    complaints: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
    release = asyncio.Event()

    async def fail_late() -> None:
        await release.wait()
        raise errors.AutoReconnect("connection closed")

    with pytest.raises(StoreDown):
        await Line(longest=SOON).carry(fail_late)
    release.set()
    for _ in range(5):
        await asyncio.sleep(0)

    assert complaints == []


@pytest.mark.parametrize(
    "error",
    [
        errors.AutoReconnect(SECRET),
        errors.NetworkTimeout(SECRET),
        errors.ServerSelectionTimeoutError(SECRET),
        errors.NotPrimaryError(SECRET),
        errors.WaitQueueTimeoutError(SECRET),
        errors.ExecutionTimeout(SECRET, 50),
        errors.WTimeoutError(SECRET, 64),
        errors.WriteConcernError(SECRET, 100),
        errors.OperationFailure(SECRET, 18),
        errors.OperationFailure(SECRET),
        errors.WriteError(SECRET, 14031),
        errors.DuplicateKeyError(SECRET, 11000),
        errors.InvalidOperation(SECRET),
        errors.BulkWriteError({"writeErrors": [{"code": 11000, "op": {"text": SECRET}}]}),
        errors.BulkWriteError({"writeErrors": [], "writeConcernErrors": [{"code": 64}]}),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_what_may_pass_means_that_the_store_is_down(error: Exception) -> None:
    with pytest.raises(StoreDown) as told:
        await Line().carry(failing(error))

    assert type(error).__name__ in str(told.value)
    assert SECRET not in "".join(traceback.format_exception(told.value))


async def test_a_failure_names_the_number_that_mongodb_gave_it() -> None:
    with pytest.raises(StoreDown, match=r"^OperationFailure 18$"):
        await Line().carry(failing(errors.OperationFailure(SECRET, 18)))


@pytest.mark.parametrize(
    "error",
    [
        InvalidDocument(SECRET),
        errors.DocumentTooLarge(SECRET),
        OverflowError(SECRET),
        errors.WriteError(SECRET, 2),
        errors.WriteError(SECRET, 17419),
        errors.OperationFailure(SECRET, 9),
        errors.BulkWriteError({"writeErrors": [{"code": 28, "op": {"text": SECRET}}]}),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_what_can_never_succeed_is_unwritable(error: Exception) -> None:
    with pytest.raises(Unwritable) as told:
        await Line().carry(failing(error))

    assert type(error).__name__ in str(told.value)
    assert SECRET not in "".join(traceback.format_exception(told.value))


async def test_a_mistake_of_ours_stays_itself() -> None:
    with pytest.raises(KeyError):
        await Line().carry(failing(KeyError("state")))
