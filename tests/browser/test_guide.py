"""The guide of `steward try`, done as it says: each step ticks itself off in every window once it is done."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Desk
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.slow

QUESTION = {"What is it about?": "Cannot read my records", "Tell us more": "The page says no access."}
TICKET = "database-0001"
STEPS = 11


async def test_the_steps_tick_one_by_one_in_every_window(desk: Desk) -> None:
    owner, staff, administrator = [await desk.windows.open(name) for name in ("owner", "staff", "administrator")]
    everybody = (owner, staff, administrator)
    await ticked(0, everybody)

    await owner.presses("Database")
    await ticked(1, everybody)
    await owner.fills(QUESTION)
    await owner.sends()
    await ticked(2, everybody)
    await staff.goes(TICKET)
    await staff.chooses("High", "Team: set the priority")
    await ticked(3, everybody)
    await owner.goes(TICKET)
    await owner.says("Is it known already?")
    await ticked(4, everybody)
    await staff.moves_time("+1 h")
    await staff.moves_time("Next thing")
    await ticked(5, everybody)
    await staff.says("It is. Please try again now.")
    await ticked(6, everybody)
    await staff.moves_time("+1 d")
    await staff.moves_time("Next thing")
    await ticked(7, everybody)
    await staff.presses("Close ticket")
    await staff.sends()
    await ticked(8, everybody)
    await owner.goes("Steward")
    await owner.presses("4 ★")
    await owner.sends()
    await ticked(9, everybody)
    await lets_the_desk_make_channels(administrator, may=False)
    await administrator.uses("desk doctor")
    await ticked(10, everybody)
    await lets_the_desk_make_channels(administrator, may=True)
    await administrator.uses("desk doctor")
    await ticked(11, everybody)
    await expect(owner.page.get_by_text("All done.")).to_be_in_viewport()


async def ticked(count: int, everybody: tuple[Visitor, ...]) -> None:
    """So many steps are done, the first ones; screen readers hear of the last."""
    for visitor in everybody:
        await expect(visitor.page.get_by_text(f"{count} of {STEPS} done")).to_be_visible()
        guide = visitor.page.get_by_role("region", name="Your first ticket")
        steps = guide.get_by_role("listitem")
        done = steps.filter(has_text=re.compile("^Done: "))
        assert (await steps.count(), await done.count()) == (STEPS, count)
        if count < STEPS:
            await expect(guide.locator("[aria-current=step]")).to_be_in_viewport()
        if count:
            await expect(steps.nth(count - 1)).to_contain_text("Done: ")
            await expect(visitor.page.get_by_role("status").filter(has_text=f"Step {count} done.")).to_have_count(1)


async def lets_the_desk_make_channels(administrator: Visitor, *, may: bool) -> None:
    await administrator.takes("Roles of the server…", "What you can do with Community")
    await administrator.dialog.get_by_role("button", name="Steward").click()
    await administrator.dialog.get_by_label("Make, change and delete channels").set_checked(may)
    await administrator.sends("Save")


async def test_a_step_leads_to_where_it_is_done(desk: Desk) -> None:
    staff = await desk.windows.open("staff", desk.trial.stage.community.sla)

    await staff.page.get_by_role("button", name="Be owner here").click()

    await expect(staff.page.get_by_role("heading", level=1)).to_have_text("support")
    await expect(staff.page.get_by_role("button", name="You are owner")).to_be_visible()


async def test_the_way_to_a_step_is_offered_where_one_is_elsewhere(desk: Desk) -> None:
    owner = await desk.windows.open("owner", desk.trial.stage.community.support)
    way = owner.page.get_by_role("button", name="Show me where")
    await expect(way).to_have_count(0)
    await owner.goes("general")

    await way.press("Enter")

    await expect(owner.page.get_by_role("heading", level=1)).to_have_text("support")
    await expect(way).to_have_count(0)
    await expect(owner.page.get_by_role("log", name="Messages")).to_be_focused()


async def test_a_step_opens_a_window_of_its_own(desk: Desk) -> None:
    staff = await desk.windows.open("staff", desk.trial.stage.community.sla)

    async with staff.page.expect_popup() as opened:
        await staff.page.get_by_role("link", name="Window as owner").click()
    window = await opened.value

    await expect(window.get_by_role("heading", level=1)).to_have_text("support")
    await expect(staff.page.get_by_role("heading", level=1)).to_have_text("sla")
