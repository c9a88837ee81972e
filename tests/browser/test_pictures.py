"""The README's pictures, taken as `make pictures` takes them."""

from pathlib import Path

import pytest

from tests.browser.pictures import take_all

pytestmark = pytest.mark.slow


async def test_taken_twice_they_are_the_same(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"

    await take_all(one)
    await take_all(other)

    pictures = [{file.name: file.read_bytes() for file in folder.iterdir()} for folder in (one, other)]
    assert sorted(pictures[0]) == ["called.png", "panel.png", "scenes.png"]
    assert [name for name in pictures[0] if pictures[0][name] != pictures[1][name]] == []
