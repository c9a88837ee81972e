"""The actors' tests die thousands of times: what they would log is heard only by the test that listens for it."""

from collections.abc import Iterator

import pytest
from loguru import logger


@pytest.fixture(autouse=True)
def silence() -> Iterator[None]:
    logger.disable("actors")
    yield
    logger.enable("actors")
