"""Somebody at a window of the page: what they do there by mouse, and what they read.

What they do is done when it has arrived, is answered and drawn: what comes next finds it so, on a slow machine as well.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from playwright.async_api import FilePayload, Locator, Page, Route, expect

from tests.browser.chromium import Window
from tests.browser.looking import lines
from tests.browser.under_way import UnderWay

STILL = """(quiet) => new Promise(done => {
  const stop = () => { watcher.disconnect(); done(); };
  let end = setTimeout(stop, quiet);
  const watcher = new MutationObserver(() => { clearTimeout(end); end = setTimeout(stop, quiet); });
  watcher.observe(document.body, {subtree: true, childList: true, attributes: true, characterData: true});
})"""
IS_SELECT = "one => one.localName === 'select'"
QUIET = 120  # milliseconds without a change: what arrived is drawn


@dataclass
class Visitor:
    """Things are found by what they are and how they are called, as a screen reader finds them."""

    name: str
    window: Window
    under_way: UnderWay

    @property
    def page(self) -> Page:
        return self.window.page

    # what they see

    @property
    def messages(self) -> Locator:
        return self.page.get_by_role("log", name="Messages").get_by_role("article")

    @property
    def last(self) -> Locator:
        return self.messages.last

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog").last

    def message(self, text: str) -> Locator:
        """The newest one in which this is said."""
        return self.messages.filter(has_text=text).last

    def place(self, name: str) -> Locator:
        return self.page.get_by_role("navigation", name="Channels").get_by_role("link", name=name)

    async def where(self) -> str:
        """What the open place is called."""
        return await self.page.get_by_role("heading", level=1).inner_text()

    async def still(self) -> None:
        """Until nothing is under way, and nothing on the page has changed for a moment."""
        calls = None
        while calls != self.under_way.calls:
            await self.under_way.arrived()
            calls = self.under_way.calls
            await self.page.evaluate(STILL, QUIET)

    async def reads(self) -> list[str]:
        """The conversation, line by line, with the pointer elsewhere: what lies under it shows more."""
        await self.page.mouse.move(0, 0)
        await self.still()
        return await lines(self.page.get_by_role("log", name="Messages"))

    # what they do

    async def goes(self, place: str) -> None:
        await self.shows("Channels")
        await self.place(place).click()
        await expect(self.page.get_by_role("heading", level=1, name=place)).to_be_visible()
        await self.still()

    async def says(self, text: str) -> None:
        """Writes it and sends it, whatever the composer would complete it to."""
        await self.composer.fill(text)
        if await self.page.get_by_role("listbox").is_visible():
            await self.composer.press("Escape")
        await self.composer.press("Enter")
        await expect(self.composer).to_have_value("")
        await self.still()

    @property
    def composer(self) -> Locator:
        return self.page.get_by_role("textbox", name="Message ")

    async def presses(self, button: str, message: Locator | None = None) -> None:
        where = message if message is not None else self.messages.filter(has=self._button(button)).last
        await where.get_by_role("button", name=button, exact=True).click()
        await self.still()

    async def chooses(self, option: str, select: str, message: Locator | None = None) -> None:
        """One of a select's options, in the newest message that has such a select."""
        where = message if message is not None else self.messages
        await where.get_by_role("combobox", name=select).last.click()
        await self.page.get_by_role("option", name=option).click()
        await self.still()

    async def fills(self, fields: Mapping[str, str]) -> None:
        """Fields of the dialog that is open, by what they are called."""
        for label, value in fields.items():
            await self.dialog.get_by_label(label).fill(value)

    async def sends(self, button: str = "Submit") -> None:
        """The dialog that is open, which takes it."""
        await expect(self.dialog).to_be_visible()
        dialogs = await self.page.get_by_role("dialog").count()
        await self.dialog.get_by_role("button", name=button, exact=True).click()
        await expect(self.page.get_by_role("dialog")).to_have_count(dialogs - 1)
        await self.still()

    async def uses(self, command: str, options: Mapping[str, str] | None = None) -> None:
        """A slash command, found by typing it, with its options filled in."""
        await self.composer.press_sequentially(f"/{command}")
        await self.page.get_by_role("listbox", name="Commands").get_by_role("option", name=f"/{command} ").click()
        form = self.page.get_by_role("form", name=f"Command {command}")
        for label, value in (options or {}).items():
            control = form.get_by_label(label)
            await (control.select_option(value) if await control.evaluate(IS_SELECT) else control.fill(value))
        await form.get_by_role("button", name="Send", exact=True).click()
        await expect(form).to_have_count(0)
        await self.still()

    async def moves_time(self, step: str) -> None:
        """By a button of the clock: "+1 h"; until it has moved."""
        clock = self.page.get_by_role("group", name="Story time")
        before = await clock.get_by_role("time").get_attribute("datetime")
        await clock.get_by_role("button", name=step).click()
        await expect(clock.get_by_role("time")).not_to_have_attribute("datetime", before or "")
        await self.still()

    async def takes(self, item: str, menu: str) -> None:
        """An item of the menu behind the button of this name."""
        await self.page.get_by_role("button", name=menu, exact=True).click()
        await self.page.get_by_role("menu").locator("[role^=menuitem]", has_text=item).click()
        await self.still()

    async def shows(self, drawer: str) -> None:
        """What is a column where there is room, and behind a button where there is none: Channels, Members."""
        button = self.page.get_by_role("button", name=drawer, exact=True)
        if await button.is_visible():
            await button.click()

    async def head_menu(self) -> str:
        """The name of the button above the talk: what one can do with this place."""
        return f"What you can do with {await self.where()}"

    async def sets(self, item: str) -> None:
        """One of the person's own settings."""
        await self.page.get_by_role("button", name="You are ").click()
        await self.takes(item, "My settings")

    async def opens(self, file: str, message: Locator | None = None) -> Page:
        """A file's link, in a tab of its own."""
        where = message if message is not None else self.messages
        async with self.page.expect_popup() as opened:
            await where.get_by_role("link", name=file).last.click()
        tab = await opened.value
        await tab.wait_for_load_state()
        return tab

    async def next_call(self, method: str, address: str, act: Callable[[Route], Awaitable[None]]) -> None:
        """What is asked there next is answered by `act`, and what is asked later as ever: the route stays, because
        Playwright may handle a request twice that comes while the last route of a page is taken away."""
        acts = [act]

        async def answer(route: Route) -> None:
            if acts and route.request.method == method:
                with self.under_way.held(route.request):
                    await acts.pop()(route)
            else:
                await route.fallback()

        await self.page.route(address, answer)

    async def uploads(self, files: Sequence[FilePayload], text: str = "") -> None:
        await self.page.locator("input[type=file]").set_input_files(files)
        await self.says(text)

    def _button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)
