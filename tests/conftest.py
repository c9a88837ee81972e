"""What every test stands on: asyncio under anyio, stories drawn alike on every run, and no network but loopback."""

import logging
import sys
import threading
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from loguru import logger

pytest_plugins = ["tests.support.judge"]

# The contract's assertions explain themselves, though it lives beside the tests and not in one.
pytest.register_assert_rewrite("tests.support.contract")

LOOPBACK = ("127.0.0.1", "::1", "localhost")

settings.register_profile("fast", derandomize=True, deadline=None, database=None, print_blob=True)
settings.register_profile(
    "slow",
    max_examples=1000,
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("fast")


class LeftTheMachine(Exception):
    """A test tried to reach something that is not on this machine."""


def stay_on_this_machine(event: str, args: tuple[object, ...]) -> None:
    """Every connection that Python opens passes here; an audit hook cannot be removed, so it holds for all tests."""
    if event != "socket.connect":
        return
    address = args[1]
    if isinstance(address, tuple) and address[0] not in LOOPBACK:
        raise LeftTheMachine(f"a test connects to {address[0]}; tests talk to 127.0.0.1 only")


sys.addaudithook(stay_on_this_machine)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def logs_as_before() -> Iterator[None]:
    """For tests that set up logs: afterwards nothing writes into a stream that is gone."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    hooks = sys.excepthook, threading.excepthook
    yield
    sys.excepthook, threading.excepthook = hooks
    logger.remove()
    root.handlers[:] = handlers
    root.setLevel(level)
