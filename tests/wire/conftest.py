"""What the tests over the wire share."""

from collections.abc import AsyncIterator

import pytest

from tests.support.outlet_desk import Desk, a_desk


@pytest.fixture
async def desk(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    async with a_desk(monkeypatch) as here:
        yield here
