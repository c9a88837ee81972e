"""One browser for each module of tests, windows for each test; in CI there must be one."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from tests.browser.chromium import a_browser, program


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    """Of the module, as its browser lives in one loop."""
    return "asyncio"


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    assert program(), "no chromium here: CI must look at the pages in a real browser"
    async with a_browser() as browser:
        yield browser
