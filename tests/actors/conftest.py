"""The actors' tests die thousands of times: what they would log is heard only by the test that listens for it."""

from collections.abc import Iterator
from typing import Any

import pytest
from loguru import logger

from tests.support.virtual import VirtualLoop


@pytest.fixture
def anyio_backend() -> tuple[str, dict[str, Any]]:
    """Days pass in milliseconds here."""
    return "asyncio", {"loop_factory": VirtualLoop}


@pytest.fixture(autouse=True)
def silence() -> Iterator[None]:
    logger.disable("actors")
    yield
    logger.enable("actors")
