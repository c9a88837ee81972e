"""A browser for each test; where none is installed they are skipped, and in CI there must be one."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.browser.chromium import Tab, a_tab, program


@pytest.fixture
async def tab(tmp_path: Path) -> AsyncIterator[Tab]:
    executable = program()
    if executable is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no chromium here: CI must look at the pages in a real browser")
        pytest.skip("no chromium here: the pages are not looked at in a browser")
    async with a_tab(executable, tmp_path / "profile") as tab:
        yield tab
