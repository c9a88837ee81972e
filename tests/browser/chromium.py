"""Debian's chromium without a window, led by Playwright: https://playwright.dev/python/docs/api/class-playwright.

It stands alone: no profile, no name but 127.0.0.1 is resolved, and whatever a window asks for beyond where it may, says
or fails at is noted down.
"""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Page,
    Route,
    WebError,
    WebSocket,
    async_playwright,
    expect,
)

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    *("--disable-gpu", "--disable-quic", "--disable-dev-shm-usage", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--disable-default-apps"),
    *("--disable-partial-raster", "--num-raster-threads=1"),  # the same page is the same picture, to the last pixel
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)
PHONE, DESKTOP = 360, 1280
HEIGHT = 800
PATIENCE = 15_000  # milliseconds until what is expected counts as missing; a busy machine takes its time
REFUSED = "Failed to load resource: the server responded with a status of 4"


def program() -> str | None:
    """Where it is installed."""
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


IS_LOOKED_AT = program() is not None or os.environ.get("CI") == "true"  # in CI there must be one


@asynccontextmanager
async def a_browser() -> AsyncIterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=program(), chromium_sandbox=False, args=[*FLAGS], headless=True
        )
        try:
            yield browser
        finally:
            await browser.close()


@dataclass
class Window:
    """A page with storage of its own. It may load what begins as `may_ask` does; the rest is stopped, and in `outside`.

    `complaints` are what its console and its errors said, and the dialogs that it opened; `refused` the addresses that
    answered with a status of 400 to 499, which a console calls an error and a page may well show as a sentence.
    """

    context: BrowserContext
    may_ask: tuple[str, ...]
    outside: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    page: Page = field(init=False)

    async def guard(self, route: Route) -> None:
        if self._may(route.request.url):
            await route.continue_()
        else:
            self.outside.append(route.request.url[:200])
            await route.abort()

    def on_page(self, page: Page) -> None:
        page.on("websocket", self.on_socket)

    def on_socket(self, socket: WebSocket) -> None:
        if not self._may(socket.url):
            self.outside.append(socket.url[:200])

    def on_console(self, message: ConsoleMessage) -> None:
        if message.text.startswith(REFUSED):
            self.refused.append(message.location["url"])
        else:
            self.complaints.append(f"{message.type}: {message.text}")

    def on_error(self, error: WebError) -> None:
        self.complaints.append(str(error.error))

    async def on_dialog(self, dialog: Dialog) -> None:
        self.complaints.append(f"{dialog.type}: {dialog.message}")
        await dialog.dismiss()

    def _may(self, address: str) -> bool:
        return address.startswith(self.may_ask)


@asynccontextmanager
async def a_window(
    browser: Browser, *may_ask: str, width: int = DESKTOP, height: int = HEIGHT, is_dark: bool = False
) -> AsyncIterator[Window]:
    """Up to PHONE's width it is a telephone's: small unless the page says how wide it is. The clock's zone is UTC."""
    context = await browser.new_context(
        viewport={"width": width, "height": height},
        is_mobile=width <= PHONE,
        color_scheme="dark" if is_dark else "light",
        reduced_motion="reduce",
        locale="en-GB",
        timezone_id="UTC",
    )
    try:
        window = Window(context, may_ask)
        await context.route("**/*", window.guard)
        context.on("page", window.on_page)
        context.on("console", window.on_console)
        context.on("weberror", window.on_error)
        context.on("dialog", window.on_dialog)
        window.page = await context.new_page()
        yield window
    finally:
        await context.close()
