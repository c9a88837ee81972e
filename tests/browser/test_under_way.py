"""What somebody did at a window is done once it has arrived, however long that takes."""

import anyio
import pytest
from playwright.async_api import Route

from tests.browser.place import Place
from tests.browser.windows import Windows

pytestmark = pytest.mark.slow


async def test_what_is_said_has_arrived(place: Place, windows: Windows) -> None:
    owner, staff = await windows.open("owner", place.lobby), await windows.open("staff", place.lobby)
    is_asked, may_go = anyio.Event(), anyio.Event()
    happened = []

    async def late(route: Route) -> None:
        is_asked.set()
        await may_go.wait()
        await route.continue_()

    async def says() -> None:
        await owner.says("Hello")
        happened.append("said")

    await owner.page.route("**/messages", late)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(says)
        await is_asked.wait()
        await staff.still()
        happened.append("let through")
        may_go.set()

    assert happened == ["let through", "said"]
    assert [one.content for one in place.sandbox.person(place.staff).sees(place.lobby)] == ["Hello"]


async def test_what_the_bot_answers_and_whatever_is_told_is_there(place: Place, windows: Windows) -> None:
    owner = await windows.open("owner", place.lobby)

    for n in range(20):
        await place.tell(place.lobby, f"line {n}")
        place.sandbox.stage.channel(place.guild, f"den-{n}")
        await owner.still()

        assert f"line {n}" in await owner.last.inner_text()
        assert await owner.place(f"den-{n}").count() == 1
