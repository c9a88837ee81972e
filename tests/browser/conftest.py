"""A browser for each test; in CI there must be one."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.browser.chromium import Tab, a_tab, program


@pytest.fixture
async def tab(tmp_path: Path) -> AsyncIterator[Tab]:
    executable = program()
    assert executable, "no chromium here: CI must look at the pages in a real browser"
    async with a_tab(executable, tmp_path / "profile") as tab:
        yield tab
