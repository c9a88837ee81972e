"""A ticket's main path without a mouse: every key goes to the page, and what has the keyboard is known by its name."""

import pytest
from playwright.async_api import Locator, expect

from tests.browser.conftest import Desk
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.slow

IS_MARKED = """(() => {
  const one = document.activeElement, box = one.getBoundingClientRect();
  const around = one.closest('.composer') ?? one;
  const isMarked = getComputedStyle(one).outlineStyle !== 'none' || getComputedStyle(around).boxShadow !== 'none';
  return isMarked && box.bottom > 0 && box.top < innerHeight;
})()"""
FAR = 150  # presses of Tab: nothing on the page is further away


class Typist:
    """Nothing is pressed but keys; a thing is reached when Tab has come to it."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.page = visitor.page

    async def keys(self, *keys: str) -> None:
        for key in keys:
            await self.page.keyboard.press(key)

    async def types(self, text: str) -> None:
        await self.page.keyboard.type(text)

    async def reaches(self, thing: Locator, key: str = "Tab") -> None:
        await expect(thing).to_be_visible()
        for _ in range(FAR):
            if await thing.evaluate("one => one === document.activeElement"):
                await self.sees_where_it_is()
                return
            await self.keys(key)
        raise AssertionError(f"no keyboard comes to {thing}")

    async def sees_where_it_is(self) -> None:
        """What has the keyboard is in sight and marked."""
        assert await self.page.evaluate(IS_MARKED), await self.page.evaluate("document.activeElement.outerHTML")

    async def goes(self, place: str) -> None:
        await self.reaches(self.visitor.place(place), "Shift+Tab")
        await self.keys("Enter")
        await expect(self.page.get_by_role("heading", level=1)).to_have_text(place)

    async def says(self, text: str) -> None:
        await self.reaches(self.visitor.composer)
        await self.types(text)
        await self.keys("Enter")
        await expect(self.visitor.last).to_contain_text(text)

    async def presses(self, button: str) -> None:
        """In a message: from the conversation up to it, then into it."""
        target = self.visitor.messages.get_by_role("button", name=button, exact=True).last
        await expect(target).to_be_visible()
        article = self.visitor.messages.filter(has=self.page.get_by_role("button", name=button, exact=True)).last
        await self.reaches(self.page.get_by_role("log", name="Messages"))
        for _ in range(FAR):
            await self.keys("ArrowUp")
            if await article.evaluate("one => one === document.activeElement"):
                break
        await self.reaches(target)
        await self.keys("Enter")


async def test_a_ticket_from_the_panel_to_the_stars_without_a_mouse(desk: Desk) -> None:
    owner, staff = [Typist(await desk.windows.open(name)) for name in ("owner", "staff")]

    await owner.presses("Database")
    await expect(owner.visitor.dialog.get_by_label("What is it about?")).to_be_focused()
    await owner.types("Cannot read my records")
    await owner.keys("Tab")
    await owner.types("The page says no access.")
    await owner.reaches(owner.visitor.dialog.get_by_role("button", name="Submit"))
    await owner.keys("Enter")
    await expect(owner.visitor.last).to_contain_text("Your ticket is here")
    await expect(owner.visitor.messages.get_by_role("button", name="Database", exact=True)).to_be_focused()
    await owner.goes("database-0001")

    await staff.goes("database-0001")
    await sets_a_priority(staff)
    await owner.says("Is it known already?")
    await staff.says("It is. Please try again now.")
    await closes(staff)

    await owner.goes("Steward")
    await owner.presses("5 ★")
    await owner.types("Friendly and clear.")
    await owner.reaches(owner.visitor.dialog.get_by_role("button", name="Submit"))
    await owner.keys("Enter")
    await expect(owner.visitor.last).to_contain_text("You gave 5 of 5.")


async def sets_a_priority(staff: Typist) -> None:
    """By command, which one may use also where one may not write; it is completed, and its option is a choice."""
    await staff.reaches(staff.page.get_by_role("button", name="Use a command"))
    await staff.keys("Enter")
    await staff.types("prio")
    await expect(staff.page.get_by_role("option", name="/priority")).to_be_visible()
    await staff.keys("Enter")
    form = staff.page.get_by_role("form", name="Command priority")
    await expect(form.get_by_label("priority")).to_be_focused()
    await staff.types("High")
    await staff.reaches(form.get_by_role("button", name="Send"))
    await staff.keys("Enter")
    await expect(staff.visitor.message("The priority is High now")).to_be_visible()
    assert await staff.page.evaluate("document.activeElement !== document.body")


async def closes(staff: Typist) -> None:
    await staff.presses("Close ticket")
    await expect(staff.visitor.dialog).to_be_visible()
    await staff.keys("Escape")
    await expect(staff.visitor.dialog).to_have_count(0)
    await expect(staff.visitor.messages.get_by_role("button", name="Close ticket")).to_be_focused()
    await staff.keys("Enter")
    await staff.reaches(staff.visitor.dialog.get_by_role("button", name="Submit"))
    await staff.keys("Enter")
    await expect(staff.visitor.last).to_contain_text("has closed this ticket")


async def test_a_select_in_a_message_is_opened_moved_through_and_left_by_keys(desk: Desk) -> None:
    community = desk.trial.stage.community
    owner = await desk.windows.open("owner")
    await owner.presses("Database")
    await owner.fills({"What is it about?": "Cannot read", "Tell us more": "The page says no access."})
    await owner.sends()
    staff = Typist(
        await desk.windows.open("staff", next(one for one in community.staff.channels() if "0001" in one.name))
    )
    select = staff.page.get_by_role("combobox", name="Team: set the priority")

    await staff.reaches(select)
    await staff.keys("ArrowDown", "ArrowDown", "Escape")
    await expect(staff.page.get_by_role("listbox")).to_have_count(0)
    await expect(select).to_be_focused()
    await staff.keys("Enter", "ArrowDown", "Enter")

    await expect(staff.visitor.message("The priority is")).to_be_visible()


async def test_time_and_another_person_are_reached_by_keys(desk: Desk) -> None:
    owner = Typist(await desk.windows.open("owner"))

    await owner.reaches(owner.page.get_by_role("button", name="+1 h"))
    await owner.keys("Enter")
    await expect(owner.page.get_by_role("group", name="Story time").get_by_role("time")).to_contain_text("10:00")
    await owner.reaches(owner.page.get_by_role("button", name="You are owner"))
    await owner.keys("Enter")
    await owner.reaches(owner.page.get_by_role("button", name="staff", exact=True).first)
    await owner.keys("Enter")

    await expect(owner.page.get_by_role("button", name="You are staff")).to_be_visible()
