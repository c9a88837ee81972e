"""What leads through the story: the clock's buttons, the guide, the log; where they stand, and what is in sight."""

import json

import pytest
from playwright.async_api import Page, Route, expect

from tests.browser.conftest import Desk
from tests.browser.looking import covered, too_wide
from tests.browser.place import Place
from tests.browser.test_frame import PHONE, scenes
from tests.browser.windows import Windows

pytestmark = pytest.mark.slow

QUESTION = {"What is it about?": "My data is gone", "Tell us more": "It was there yesterday."}
FINISHED = {"title": "Your first ticket", "steps": [{"text": f"Step {n}", "is_done": True} for n in range(11)]}
TITLE = "Your first ticket"


async def finished(route: Route) -> None:
    await route.fulfill(content_type="application/json", body=json.dumps(FINISHED))


async def steps_of(page: Page) -> list[tuple[float, float]]:
    """Where the buttons of the clock stand."""
    buttons = page.get_by_role("group", name="Move time").get_by_role("button")
    boxes = [await one.bounding_box() for one in (await buttons.all())[:4]]
    return [(one["x"], one["y"]) for one in boxes if one]


@pytest.mark.parametrize("width", [1600, 1280, 1000])
async def test_the_buttons_of_the_clock_stay_where_they_are(desk: Desk, width: int) -> None:
    owner = await desk.windows.open("owner", width=width)
    await owner.presses("Database")
    await owner.fills(QUESTION)
    await owner.sends()
    before = await steps_of(owner.page)
    assert len(before) == 4

    for step in ("+1 h", "+8 h", "Next thing", "+7 d", "Next thing", "+1 d"):
        await owner.moves_time(step)
        assert await steps_of(owner.page) == before, step
    await owner.page.get_by_role("button", name="You are ").click()
    await owner.page.get_by_role("button", name="product staff", exact=True).first.click()

    await expect(owner.page.get_by_role("button", name="You are product staff")).to_be_visible()
    assert await steps_of(owner.page) == before


async def test_a_guide_that_is_done_begins_with_that(place: Place, windows: Windows) -> None:
    owner = await windows.open("owner", place.lobby)
    await owner.page.route("**/control/guide", finished)

    await owner.page.reload()

    await expect(owner.page.get_by_text("All done.")).to_be_in_viewport()


@pytest.mark.parametrize("width", [PHONE, 780])
async def test_where_it_has_no_column_a_guide_that_is_done_folds_by_itself(
    place: Place, windows: Windows, width: int
) -> None:
    owner = await windows.open("owner", place.lobby, width=width)
    await owner.page.route("**/control/guide", finished)

    await owner.page.reload()
    guide = owner.page.get_by_role("region", name=TITLE)
    await expect(guide.get_by_role("button", name="11 of 11 done")).to_have_attribute("aria-expanded", "false")
    await expect(guide.get_by_role("listitem")).to_have_count(0)
    await guide.get_by_role("button", name="11 of 11 done").click()

    await expect(guide.get_by_text("All done.")).to_be_in_viewport()


@pytest.mark.parametrize(("width", "height"), [(844, 390), (780, 700), (1000, 700)])
async def test_bar_and_guide_leave_room_for_the_conversation(desk: Desk, width: int, height: int) -> None:
    owner = await desk.windows.open("owner", width=width, height=height)

    bar = await owner.page.locator("#top").bounding_box()
    talk = await owner.page.get_by_role("log", name="Messages").bounding_box()

    assert bar is not None
    assert talk is not None
    assert bar["height"] < (60 if width < 900 else 100)
    assert talk["height"] > height * 0.4
    assert (await too_wide(owner.page), await covered(owner.page)) == ([], [])


async def test_where_there_is_little_height_the_guide_is_folded_and_opens(desk: Desk) -> None:
    owner = await desk.windows.open("owner", width=844, height=390)
    guide = owner.page.get_by_role("region", name=TITLE)
    await expect(guide.locator("[aria-current=step]")).to_have_count(0)

    await guide.get_by_role("button", name="done").click()
    await expect(guide.locator("[aria-current=step]")).to_be_in_viewport()
    await owner.page.reload()

    await expect(guide.locator("[aria-current=step]")).to_be_in_viewport()


async def test_the_step_to_do_stays_in_sight_however_the_room_changes(desk: Desk) -> None:
    owner = await desk.windows.open("owner")
    await owner.presses("Database")
    await owner.fills(QUESTION)
    await owner.sends()
    current = owner.page.get_by_role("region", name=TITLE).locator("[aria-current=step]")
    await expect(current).to_contain_text("Now you are staff")

    for width, height in ((780, 640), (1130, 500), (1280, 800)):
        await owner.page.set_viewport_size({"width": width, "height": height})
        await expect(current.get_by_role("button").first).to_be_in_viewport(ratio=1)
    await owner.page.get_by_role("button", name="Behind the scenes", exact=True).click()
    await expect(current.get_by_role("paragraph").first).to_be_in_viewport(ratio=1)
    for _ in range(2):
        await owner.page.get_by_role("button", name="2 of 11 done").click()

    await expect(current.get_by_role("paragraph").first).to_be_in_viewport(ratio=1)


async def test_an_opened_row_of_the_log_comes_into_sight(place: Place, windows: Windows) -> None:
    owner = await windows.open("owner", place.lobby)
    await owner.page.get_by_role("button", name="Behind the scenes", exact=True).click()
    entries = scenes(owner.page).get_by_role("listitem")
    for n in range(30):
        await place.tell(place.lobby, f"{n}")
    await expect(entries).to_have_count(30)
    await expect(entries.last).to_be_in_viewport()

    await entries.last.locator("summary").click()

    await expect(entries.last.get_by_label("Sent")).to_be_in_viewport()


async def test_names_in_the_guide_s_buttons_have_one_space_around_them(desk: Desk) -> None:
    staff = await desk.windows.open("staff", desk.trial.stage.community.sla)
    name = staff.page.get_by_role("button", name="Be owner here").locator("bdi")

    gap = await name.evaluate(
        "one => { const range = document.createRange(); range.selectNodeContents(one.previousSibling);"
        " return one.getBoundingClientRect().left - range.getBoundingClientRect().right; }"
    )

    assert gap < 1
