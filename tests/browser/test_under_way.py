"""What somebody did at a window is done once it has arrived, however long that takes."""

from collections.abc import Awaitable, Callable

import anyio
import pytest
from playwright.async_api import Route, expect

from bot.sandbox.control.watching import Watch
from tests.browser.place import Place
from tests.browser.under_way import UnderWay
from tests.browser.visitor import QUIET, STILL, Visitor
from tests.browser.windows import Windows

pytestmark = pytest.mark.slow


async def is_waited_for(act: Callable[[], Awaitable[None]], window: Visitor, may_go: anyio.Event) -> None:
    """The act goes on as long as something of it is late, though nothing changes at its window for a long time."""
    happened = []

    async def acts() -> None:
        await act()
        happened.append("done")

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(acts)
        await window.page.evaluate(STILL, 6 * QUIET)
        happened.append("let through")
        may_go.set()
    assert happened == ["let through", "done"]


async def test_a_call_is_waited_for(place: Place, windows: Windows) -> None:
    owner = await windows.open("owner", place.lobby)
    may_go = anyio.Event()

    async def late(route: Route) -> None:
        await may_go.wait()
        await route.continue_()

    await owner.page.route("**/messages", late)
    await is_waited_for(lambda: owner.says("Hello"), owner, may_go)

    assert [one.content for one in place.sandbox.person(place.staff).sees(place.lobby)] == ["Hello"]


async def test_the_bot_is_waited_for(place: Place, windows: Windows) -> None:
    owner = await windows.open("owner", place.lobby)
    may_go = anyio.Event()
    owner.under_way = UnderWay(owner.page, lambda: windows.control.state.watch, may_go.wait)

    await is_waited_for(owner.still, owner, may_go)


async def test_what_is_told_is_waited_for(place: Place, windows: Windows) -> None:
    owner = await windows.open("owner", place.lobby)
    may_go = anyio.Event()
    nobody = Watch(place.sandbox.world)
    owner.under_way = UnderWay(
        owner.page, lambda: windows.control.state.watch if may_go.is_set() else nobody, place.rests
    )
    await owner.page.reload()

    await is_waited_for(owner.still, owner, may_go)


async def test_a_page_that_is_being_left_is_not_waited_for(place: Place, windows: Windows) -> None:
    owner, staff = await windows.open("owner", place.lobby), await windows.open("staff", place.lobby)

    async def late(route: Route) -> None:
        await staff.still()
        await route.continue_()

    await owner.page.route("**/?as=owner*", late)
    await owner.page.reload()
    await owner.still()


async def test_what_a_test_holds_back_is_not_waited_for(place: Place, windows: Windows) -> None:
    owner = await windows.open("owner", place.lobby)

    async def held(route: Route) -> None:
        await owner.still()
        await route.continue_()

    await owner.next_call("POST", "**/messages", held)
    await owner.says("Hello")

    await expect(owner.last).to_contain_text("Hello")
