"""The frame of the page: who sits at the window, the places, story time, the guide, and behind the scenes."""

import re

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.chromium import DESKTOP
from tests.browser.conftest import Desk
from tests.browser.looking import covered, shut_out, too_wide
from tests.browser.place import Place
from tests.browser.windows import Windows

pytestmark = pytest.mark.slow

PHONE, SMALL = 390, 320


def person(page: Page) -> Locator:
    return page.get_by_role("button", name="You are ")


def heard(page: Page) -> Locator:
    """What screen readers were told last."""
    return page.locator("#announced p").last


def scenes(page: Page) -> Locator:
    return page.get_by_role("region", name="Behind the scenes")


def members(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Members")


# who sits at the window


async def test_another_person_sits_down_at_the_same_place(place: Place, windows: Windows) -> None:
    owner = await windows.open("owner", place.lobby)
    place.sandbox.stage.channel(place.guild, "den")

    await owner.goes("den")
    await person(owner.page).click()
    await owner.page.get_by_role("button", name="staff", exact=True).first.click()

    await expect(person(owner.page)).to_have_accessible_name("You are staff")
    await expect(heard(owner.page)).to_have_text("You are staff now.")
    assert (await owner.where(), "as=staff" in owner.page.url) == ("den", True)


async def test_another_person_gets_a_window_of_their_own(place: Place, windows: Windows) -> None:
    owner = await windows.open("owner", place.lobby)

    await person(owner.page).click()
    async with owner.page.expect_popup() as opened:
        await owner.page.get_by_role("link", name="Open another window as administrator").click()
    other = await opened.value

    await expect(person(other)).to_have_accessible_name("You are administrator")
    await expect(person(owner.page)).to_have_accessible_name("You are owner")


async def test_somebody_new_is_added_and_one_who_is_there_already_is_not(place: Place, windows: Windows) -> None:
    owner = await windows.open("owner", place.lobby)

    await person(owner.page).click()
    await owner.page.get_by_role("button", name="Add somebody…").click()
    await owner.fills({"Name": "staff"})
    await owner.dialog.get_by_role("button", name="Add", exact=True).click()
    await expect(owner.dialog.get_by_role("alert")).not_to_be_empty()
    await expect(owner.dialog.get_by_label("Name")).to_have_value("staff")
    await owner.fills({"Name": "newcomer"})
    await owner.sends("Add")

    await expect(person(owner.page)).to_have_accessible_name("You are newcomer on no server")
    await expect(owner.page.get_by_role("button", name="Join a server…")).to_be_visible()


async def test_what_is_unusual_about_a_person_is_said(place: Place, windows: Windows) -> None:
    owner = await windows.open("owner", place.lobby)

    await owner.sets("Take direct messages")

    await expect(person(owner.page)).to_have_accessible_name("You are owner messages closed")


# places and people


async def test_what_comes_elsewhere_is_counted_until_it_is_opened_or_gone(place: Place, windows: Windows) -> None:
    den = place.sandbox.stage.channel(place.guild, "den")
    owner = await windows.open("owner", place.lobby)

    await place.tell(den, "one")
    second = await place.tell(den, f"two for <@{place.owner.id}>")
    await place.tell(place.lobby, "seen at once")

    await expect(owner.place("den")).to_have_accessible_name("den 2 new messages, you are called")
    await expect(owner.place("lobby")).to_have_accessible_name("lobby")
    await place.api("DELETE", f"/channels/{den.id}/messages/{second}")
    await expect(owner.place("den")).to_have_accessible_name("den 1 new message")
    await owner.goes("den")
    await expect(owner.place("den")).to_have_accessible_name("den")
    await expect(owner.place("den")).to_have_attribute("aria-current", "page")


async def test_an_edit_elsewhere_is_nothing_new(place: Place, windows: Windows) -> None:
    den = place.sandbox.stage.channel(place.guild, "den")
    first = await place.tell(den, "one")
    owner = await windows.open("owner", place.lobby)

    await place.api("PATCH", f"/channels/{den.id}/messages/{first}", {"content": "another one"})
    await place.tell(place.lobby, "after the edit")

    await expect(owner.message("after the edit")).to_be_visible()
    await expect(owner.place("den")).to_have_accessible_name("den")


async def test_a_place_that_is_gone_is_said_to_be(place: Place, windows: Windows) -> None:
    owner = await windows.open("owner", place.lobby, width=PHONE)
    administrator = await windows.open("administrator", place.lobby)

    await administrator.takes("Delete…", await administrator.head_menu())
    await administrator.sends("Delete")

    await expect(owner.page.get_by_role("heading", level=1)).to_have_text("Not here any more")
    await expect(owner.page.get_by_text("Choose another one.")).to_be_visible()


async def test_members_stand_below_their_role_and_the_bot_is_marked(place: Place, windows: Windows) -> None:
    stage = place.sandbox.stage
    stage.join(place.guild, stage.user("expert"), stage.role(place.guild, "Experts", colour=0xFFFF00))
    owner = await windows.open("owner", place.lobby)

    groups = await members(owner.page).get_by_role("heading", level=2).all_inner_texts()

    assert groups[0] == "Experts 1"
    assert groups[-1].startswith("Members ")
    await expect(members(owner.page).get_by_role("button", name="Bot")).to_have_count(1)
    assert await shut_out(owner.page) == []


# time


async def test_time_moves_in_every_window(place: Place, windows: Windows) -> None:
    owner, staff = [await windows.open(name, place.lobby) for name in ("owner", "staff")]

    await owner.moves_time("+1 h")

    for one in (owner, staff):
        await expect(one.page.get_by_role("time").first).to_have_text("Mon 2 Mar, 10:00")
        await expect(heard(one.page)).to_have_text("1 hour later: nothing new here.")


async def test_where_nothing_is_to_come_the_button_says_so_and_does_nothing(place: Place, windows: Windows) -> None:
    owner = await windows.open("owner", place.lobby)
    button = owner.page.get_by_role("button", name="Nothing to come")

    await expect(button).to_be_disabled()
    await button.click(force=True)
    await owner.still()

    await expect(owner.page.get_by_role("time").first).to_have_text("Mon 2 Mar, 09:00")
    assert "Do something first" in (await button.get_attribute("title") or "")


async def test_the_pace_is_one_for_all_windows(place: Place, windows: Windows) -> None:
    owner, staff = [await windows.open(name, place.lobby) for name in ("owner", "staff")]

    await owner.page.get_by_label("Pace of time").select_option("1 h a second")

    await expect(staff.page.get_by_label("Pace of time")).to_have_value("3600")
    await owner.page.get_by_label("Pace of time").select_option("Stands still")
    await expect(staff.page.get_by_label("Pace of time")).to_have_value("0")


async def test_what_happened_meanwhile_is_marked_also_where_nobody_pressed(desk: Desk) -> None:
    owner = await desk.windows.open("owner")
    await owner.presses("Database")
    await owner.fills({"What is it about?": "My data is gone", "Tell us more": "It was there yesterday."})
    await owner.sends()
    staff = await desk.windows.open("staff", next(iter(desk.trial.stage.community.staff.channels())))
    await staff.goes("database-0001")
    await staff.chooses("High", "Team: set the priority")

    await owner.moves_time("+8 h")

    await expect(heard(staff.page)).to_contain_text("8 hours later: ")
    await expect(heard(staff.page)).to_contain_text("#sla and #database-0001.")
    await expect(staff.place("sla")).to_have_accessible_name(re.compile("^sla [1-9] new messages?, you are called$"))
    await expect(staff.page.get_by_text("8 hours later: what happened meanwhile")).to_be_visible()


# the guide


async def test_the_guide_leads_on_is_folded_and_stays_so(desk: Desk) -> None:
    owner = await desk.windows.open("owner")
    guide = owner.page.get_by_role("region", name="Your first ticket")
    current = guide.locator("[aria-current=step]")
    first = await current.inner_text()

    await owner.presses("Database")

    await expect(heard(owner.page)).to_contain_text("Step 1 done. Next: ")
    await expect(guide.get_by_role("button", name="1 of 11 done")).to_be_visible()
    assert await current.inner_text() != first
    await owner.dialog.press("Escape")
    await guide.get_by_role("button", name="1 of 11 done").click()
    await expect(current).to_have_count(0)
    await owner.page.reload()
    await expect(guide.get_by_role("button", name="1 of 11 done")).to_have_attribute("aria-expanded", "false")


async def test_without_a_guide_there_is_none(place: Place, windows: Windows) -> None:
    owner = await windows.open("owner", place.lobby)

    await expect(owner.page.locator("#guide")).to_be_hidden()


# behind the scenes


async def test_requests_are_shown_as_they_come_and_opened_to_read(place: Place, windows: Windows) -> None:
    owner = await windows.open("owner", place.lobby)
    await owner.page.get_by_role("button", name="Behind the scenes", exact=True).click()
    entries = scenes(owner.page).get_by_role("listitem")

    await place.tell(place.lobby, "<b>bold</b>")
    said = entries.filter(has_text="POST /channels/{channel_id}/messages")
    await expect(said).to_contain_text("200 done")
    await place.api("GET", "/channels/1")
    await expect(entries.filter(has_text="404 refused")).to_have_count(1)
    await said.locator("summary").click()

    await expect(said.get_by_label("Sent")).to_contain_text('"content": "<b>bold</b>"')
    await expect(said.get_by_label("Answered")).to_contain_text(f'"channel_id": "{place.lobby.id}"')
    assert await shut_out(owner.page) == []


async def test_the_log_is_sifted(place: Place, windows: Windows) -> None:
    owner = await windows.open("owner", place.lobby)
    await owner.page.get_by_role("button", name="Behind the scenes", exact=True).click()
    entries = scenes(owner.page).get_by_role("listitem").filter(visible=True)
    await place.tell(place.lobby, "hello")
    await place.api("GET", "/channels/1")
    await expect(entries).to_have_count(2)

    await scenes(owner.page).get_by_label("What is shown").select_option("What was refused")
    await expect(entries).to_have_count(1)
    await scenes(owner.page).get_by_label("What is shown").select_option("Requests of the bot")
    await scenes(owner.page).get_by_label("Part of the route").fill("MESSAGES")
    await expect(entries).to_have_count(1)
    await scenes(owner.page).get_by_label("Part of the route").fill("nothing is called so")

    await expect(entries).to_have_count(0)
    await expect(scenes(owner.page).get_by_text("Nothing here.")).to_be_visible()


async def test_the_log_is_heard_only_while_it_is_open_and_misses_nothing(place: Place, windows: Windows) -> None:
    owner = await windows.open("owner", place.lobby)
    button = owner.page.get_by_role("button", name="Behind the scenes", exact=True)
    entries = scenes(owner.page).get_by_role("listitem")
    await button.click()
    await place.tell(place.lobby, "while it is open")
    await expect(entries).to_have_count(1)

    await scenes(owner.page).get_by_role("button", name="Close behind the scenes").click()
    await expect(button).to_be_focused()
    await place.tell(place.lobby, "while it is closed")
    await expect(owner.message("while it is closed")).to_be_visible()
    assert await owner.page.locator("#scenes li").count() == 1
    await button.click()

    await expect(entries).to_have_count(2)
    await owner.page.reload()
    await expect(entries).to_have_count(2)


# how it is looked at and used


@pytest.mark.parametrize("width", [PHONE, SMALL])
async def test_drawers_hold_nobody(place: Place, windows: Windows, width: int) -> None:
    owner = await windows.open("owner", place.lobby, width=width)
    place.sandbox.stage.channel(place.guild, "den")

    for name, drawer in (("Channels", owner.page.locator("#channels")), ("Members", members(owner.page))):
        button = owner.page.get_by_role("button", name=name, exact=True)
        await expect(drawer).to_be_hidden()
        await button.click()
        await expect(drawer).to_be_visible()
        assert (await shut_out(owner.page), await too_wide(owner.page)) == ([], [])
        await owner.page.keyboard.press("Escape")
        await expect(drawer).to_be_hidden()
        await expect(button).to_be_focused()

    await owner.goes("den")
    await expect(owner.page.locator("#channels")).to_be_hidden()


@pytest.mark.parametrize("width", [PHONE, SMALL])
async def test_time_is_in_reach_on_a_phone(place: Place, windows: Windows, width: int) -> None:
    owner = await windows.open("owner", place.lobby, width=width)

    await owner.page.get_by_role("button", name="Mon 09:00").click()
    assert (await shut_out(owner.page), await too_wide(owner.page)) == ([], [])
    await owner.page.get_by_role("button", name="+1 d").click()

    await expect(owner.page.get_by_role("button", name="Tue 09:00")).to_be_visible()


async def test_the_first_key_leads_past_everything_to_the_conversation(place: Place, windows: Windows) -> None:
    owner = await windows.open("owner", place.lobby)

    await owner.page.keyboard.press("Tab")
    await expect(owner.page.get_by_role("link", name="Skip to the conversation")).to_be_focused()
    await owner.page.keyboard.press("Enter")
    await owner.page.keyboard.press("Tab")

    assert await owner.page.evaluate("document.getElementById('talk').contains(document.activeElement)")


async def test_colours_are_chosen_for_this_window(place: Place, windows: Windows) -> None:
    owner = await windows.open("owner", place.lobby)
    paper = "getComputedStyle(document.body).backgroundColor"
    light = await owner.page.evaluate(paper)

    await owner.takes("Dark", "Colours")
    dark = await owner.page.evaluate(paper)
    await owner.page.reload()
    await expect(owner.page.get_by_role("heading", level=1)).to_be_visible()
    await owner.still()

    assert dark != light
    assert await owner.page.evaluate(paper) == dark
    assert await shut_out(owner.page) == []


@pytest.mark.parametrize("is_dark", [False, True])
@pytest.mark.parametrize("width", [DESKTOP, 800, PHONE, SMALL])
async def test_every_part_of_the_frame_shuts_nobody_out(desk: Desk, width: int, is_dark: bool) -> None:
    owner = await desk.windows.open("owner", width=width, is_dark=is_dark)

    assert (await shut_out(owner.page), await too_wide(owner.page), await covered(owner.page)) == ([], [], [])
    await person(owner.page).click()
    assert (await shut_out(owner.page), await too_wide(owner.page)) == ([], [])
    await owner.page.keyboard.press("Escape")
    await owner.page.get_by_role("button", name="Behind the scenes", exact=True).click()
    assert (await shut_out(owner.page), await too_wide(owner.page), await covered(owner.page)) == ([], [], [])
