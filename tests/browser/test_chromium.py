"""What the other tests here stand on: a browser that stands alone, and notices what a page does."""

from pathlib import Path

import anyio
import pytest
from anyio.abc import SocketAttribute
from playwright.async_api import Browser

from tests.browser.chromium import IS_LOOKED_AT, a_window

if not IS_LOOKED_AT:
    pytest.skip("no chromium here: no page is looked at in a browser", allow_module_level=True)

pytestmark = pytest.mark.slow


async def test_a_page_that_asks_for_more_or_says_something_is_noticed(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(
        "<img src=http://127.0.0.1:9/x.png><script>console.log('said'); alert('asked'); throw Error('failed')</script>"
    )

    async with (
        await anyio.create_tcp_listener(local_host="127.0.0.1") as listener,
        a_window(browser, file.as_uri()) as window,
    ):
        await window.page.goto(file.as_uri())
        elsewhere = f"ws://127.0.0.1:{listener.extra(SocketAttribute.local_port)}/"
        async with window.page.expect_websocket():
            await window.page.evaluate(f"void new WebSocket('{elsewhere}')")

    assert window.outside == ["http://127.0.0.1:9/x.png", elsewhere]
    assert {"log: said", "alert: asked", "failed"} <= set(window.complaints)
