"""The pictures of the README, taken from the running page: `make pictures` writes them into docs/pictures."""

from base64 import b64encode
from pathlib import Path

import anyio
from playwright.async_api import Page, expect

from bot.demo.trying import trying
from bot.logs import set_up_logs
from tests.browser.chromium import a_browser
from tests.browser.palette import reduced
from tests.browser.visitor import Visitor
from tests.browser.windows import Windows, windows_of

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
LARGEST = 120_000  # bytes of a picture: a clone should not be heavier for them
WIDE, HIGH, HIGHER, PHONE = 1180, 640, 840, 390  # pixels
FORM = {
    "What is it about?": "Cannot read my records",
    "Tell us more": "The page says *no access* since this morning. Yesterday it worked.",
}
TICKET = "database-0001"
SAME_TIMES = "() => document.querySelectorAll('.took').forEach((one) => { one.textContent = '1 ms'; })"  # else 1 or 2
SIDE_BY_SIDE = """<!doctype html><style>
  body {{ margin: 0; display: flex; gap: 20px; background: #fff; width: max-content }}
</style><img src="data:image/png;base64,{}"><img src="data:image/png;base64,{}">"""


async def take_all(folder: Path = FOLDER) -> None:
    async with (
        trying(pace=0.0) as trial,
        a_browser() as browser,
        windows_of(browser, trial.stage.sandbox, trial.control, trial.stage.quiet) as windows,
    ):
        table = await browser.new_page(viewport={"width": WIDE, "height": HIGH})
        owner = await windows.open("owner", width=WIDE, height=HIGH)
        staff = await windows.open("staff", width=WIDE, height=HIGH)
        keep(folder / "panel.png", await reduced(await a_ticket_is_opened(owner), table))
        keep(folder / "called.png", await reduced(await the_team_is_called(owner, staff), table))
        keep(folder / "scenes.png", await reduced(await behind_the_scenes(windows, table), table))


async def a_ticket_is_opened(owner: Visitor) -> bytes:
    await owner.presses("Database")
    await owner.fills(FORM)
    await owner.sends()
    await expect(owner.last).to_contain_text("Your ticket is here")
    return await taken(owner)


async def the_team_is_called(owner: Visitor, staff: Visitor) -> bytes:
    await owner.goes(TICKET)
    await staff.goes(TICKET)
    await staff.chooses("High", "Team: set the priority")
    await owner.says("Is it known already?")
    await staff.moves_time("+1 h")
    await staff.moves_time("Next thing")
    await expect(staff.last).to_contain_text("Sorry for the wait")
    return await taken(staff)


async def behind_the_scenes(windows: Windows, table: Page) -> bytes:
    """In the dark, and beside it the owner's telephone; the two lie on the table together."""
    administrator = await windows.open("administrator", width=WIDE - PHONE - 20, height=HIGHER, is_dark=True)
    await administrator.goes(TICKET)
    await administrator.page.get_by_role("button", name="Behind the scenes", exact=True).click()
    phone = await windows.open("owner", width=PHONE, height=HIGHER, is_dark=True)
    await phone.goes(TICKET)
    both = [b64encode(await taken(one)).decode() for one in (administrator, phone)]
    await table.set_viewport_size({"width": WIDE, "height": HIGHER})
    await table.set_content(SIDE_BY_SIDE.format(*both))
    return await table.screenshot()


async def taken(visitor: Visitor) -> bytes:
    """Once nothing moves, with the pointer where it points at nothing; the same whenever the page is the same."""
    await visitor.page.mouse.move(0, 0)
    await visitor.still()
    await visitor.page.evaluate(SAME_TIMES)
    return await visitor.page.screenshot(animations="disabled")


def keep(file: Path, picture: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(picture)
    print(f"{file.name} {len(picture) / 1000:.0f} kB")
    if len(picture) > LARGEST:
        raise SystemExit(f"{file.name} is larger than {LARGEST / 1000:.0f} kB: make what it shows smaller")


if __name__ == "__main__":
    set_up_logs("ERROR")
    anyio.run(take_all)
