"""One browser for each module of tests, windows for each test; in CI there must be one."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Browser

from bot.demo.trying import Trial, trying
from tests.browser.chromium import IS_LOOKED_AT, a_browser, program
from tests.browser.place import Place, a_place
from tests.browser.windows import Windows, windows_of

# Where there is no browser, test_chromium.py says so in one line for all of them.
HERE = Path(__file__).parent
collect_ignore = [] if IS_LOOKED_AT else [one.name for one in HERE.glob("test_*.py") if one.stem != "test_chromium"]


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    """Of the module, as its browser lives in one loop."""
    return "asyncio"


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    assert program(), "no chromium here: CI must look at the pages in a real browser"
    async with a_browser() as browser:
        yield browser


@dataclass(frozen=True)
class Desk:
    """What `steward try` runs, on a clock that stands until somebody at a window moves it."""

    trial: Trial
    windows: Windows


@pytest.fixture
async def desk(browser: Browser) -> AsyncIterator[Desk]:
    async with (
        trying(pace=0.0) as trial,
        windows_of(browser, trial.stage.sandbox, trial.control, trial.stage.quiet) as windows,
    ):
        yield Desk(trial, windows)


@pytest.fixture
async def place() -> AsyncIterator[Place]:
    async with a_place() as place:
        yield place


@pytest.fixture
async def windows(browser: Browser, place: Place) -> AsyncIterator[Windows]:
    async with windows_of(browser, place.sandbox, place.control, place.rests) as windows:
        yield windows
