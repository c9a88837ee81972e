"""The windows of one page, each somebody's, with storage of its own; afterwards none of them has complained."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from urllib.parse import urlencode

from anyio.lowlevel import checkpoint
from playwright.async_api import Browser, expect

from bot.sandbox import Channel, Sandbox
from bot.sandbox.control.server import Control
from tests.browser.chromium import DESKTOP, HEIGHT, a_window
from tests.browser.under_way import Rest, UnderWay
from tests.browser.visitor import Visitor


class Windows:
    """They may load from the page and the CDN, and from nowhere else."""

    def __init__(
        self, browser: Browser, sandbox: Sandbox, control: Control, bot_rests: Rest, stack: AsyncExitStack
    ) -> None:
        self._browser, self._bot_rests, self._stack = browser, bot_rests, stack
        self.control = control  # who begins another one on the same port says so here
        self._page = control.page_url
        self._may_ask = (self._page, self._page.replace("http", "ws", 1), f"{sandbox.cdn_url}/")
        self.visitors: list[Visitor] = []

    async def open(
        self,
        name: str,
        place: Channel | None = None,
        *,
        width: int = DESKTOP,
        height: int = HEIGHT,
        is_dark: bool = False,
    ) -> Visitor:
        """For this person; `place` is the channel that is open, else the first one."""
        look = a_window(self._browser, *self._may_ask, width=width, height=height, is_dark=is_dark)
        window = await self._stack.enter_async_context(look)
        under_way = UnderWay(window.page, lambda: self.control.state.watch, self._bot_rests)
        visitor = Visitor(name, window, under_way)
        self.visitors.append(visitor)
        query = urlencode({"as": name} | ({"channel": str(place.id)} if place else {}))
        await visitor.page.goto(f"{self._page}?{query}")
        await expect(visitor.page.get_by_role("heading", level=1)).to_be_visible()
        await visitor.still()
        return visitor

    def check(self) -> None:
        for visitor in self.visitors:
            assert (visitor.name, visitor.window.outside, visitor.window.complaints) == (visitor.name, [], [])


@asynccontextmanager
async def windows_of(
    browser: Browser, sandbox: Sandbox, control: Control, bot_rests: Rest = checkpoint
) -> AsyncIterator[Windows]:
    """`bot_rests` waits until the bot has done what it heard of; else there is none."""
    async with AsyncExitStack() as stack:
        windows = Windows(browser, sandbox, control, bot_rests, stack)
        yield windows
        windows.check()
