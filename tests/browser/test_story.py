"""A ticket's whole life by mouse, in the windows of owner, staff, administrator and lead: every sentence they read."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Desk
from tests.browser.looking import lines
from tests.browser.telling import Telling
from tests.browser.visitor import Visitor
from tests.support.golden import check_golden

pytestmark = pytest.mark.slow

SUBJECT, TEXT = "What is it about?", "Tell us more"
TICKET = "database-0001"


async def test_a_ticket_lives_as_people_read_it(desk: Desk) -> None:
    owner, staff, administrator = [await desk.windows.open(name) for name in ("owner", "staff", "administrator")]
    telling = Telling((owner, staff, administrator))

    await telling.shows("they come")
    await opens_a_ticket(owner, telling)
    for visitor in telling.visitors:
        await visitor.goes(TICKET)
    await telling.shows("all three look at the ticket")
    await is_promised_an_answer(owner, staff, administrator, telling)
    await is_reminded(owner, staff, telling)
    await is_closed_and_rated(owner, staff, telling)
    await is_read_as_a_transcript(owner)
    await is_opened_again(owner, staff, telling)
    await is_moved_to_another_team(staff, telling)
    lead = await desk.windows.open("lead", desk.trial.stage.community.staff_log)
    await is_read_by_a_lead(staff, lead, telling)

    check_golden("browser_story.txt", telling.text)


async def opens_a_ticket(owner: Visitor, telling: Telling) -> None:
    await owner.presses("Database")
    await owner.fills({SUBJECT: "Help", TEXT: "Now"})
    await owner.dialog.get_by_role("button", name="Submit").click()
    telling.tell("the owner fills in too little", await lines(owner.dialog))
    await expect(owner.dialog.get_by_label(SUBJECT)).to_be_focused()

    await owner.fills({SUBJECT: "Cannot read my records", TEXT: "The page says *no access* since this morning."})
    await owner.sends()
    await telling.shows("the owner sends the form")


async def is_promised_an_answer(owner: Visitor, staff: Visitor, administrator: Visitor, telling: Telling) -> None:
    await administrator.says("Which page do you mean?")
    await telling.shows("the administrator writes before there is a priority")
    await administrator.goes("Steward")
    await telling.shows("and reads their messages")
    await staff.chooses("High", "Team: set the priority")
    await telling.shows("staff choose a priority in the menu")
    await owner.says("Is it known already?")
    await telling.shows("the owner asks")
    await administrator.goes("sla")
    await staff.moves_time("+1 h")
    await telling.shows("an hour passes")
    await staff.moves_time("Next thing")
    await telling.shows("and two seconds")
    await staff.says("It is. Please try again now.")
    await telling.shows("staff answer")


async def is_reminded(owner: Visitor, staff: Visitor, telling: Telling) -> None:
    await staff.moves_time("+1 d")
    await staff.moves_time("Next thing")
    await telling.shows("a day passes, and two seconds")
    await owner.presses("Still need help")
    await telling.shows("the owner still needs help")
    await owner.says("It works on one page only.")
    await staff.uses("priority", {"priority": "Urgent"})
    await telling.shows("staff set another priority by command")
    await staff.says("Now on all of them.")


async def is_closed_and_rated(owner: Visitor, staff: Visitor, telling: Telling) -> None:
    await staff.presses("Close ticket")
    telling.tell("staff press Close ticket", await lines(staff.dialog))
    await staff.fills({"Why? The owner reads it": "Access was given back"})
    await staff.sends()
    await telling.shows("staff send the form")
    await owner.goes("Steward")
    await staff.goes("transcripts")
    await telling.shows("the owner reads their messages, staff the transcripts")
    await owner.presses("5 ★")
    telling.tell("the owner gives five stars", await lines(owner.dialog))
    await owner.fills({"Anything you would like to add?": "Friendly and clear."})
    await owner.sends()
    await telling.shows("and a comment")


async def is_read_as_a_transcript(owner: Visitor) -> None:
    tab = await owner.opens("ticket-0001.html")

    assert await tab.title() == "Ticket #1 · Cannot read my records"
    assert "Is it known already?" in await tab.locator("main").inner_text()
    assert await tab.locator("script").count() == 0
    assert await tab.evaluate("self.origin") == "null"
    await tab.close()


async def is_opened_again(owner: Visitor, staff: Visitor, telling: Telling) -> None:
    await owner.presses("Reopen")
    await telling.shows("the owner opens it again, from their messages")
    for visitor in (owner, staff):
        await visitor.goes(TICKET)
    await telling.shows("they look at the ticket")


async def is_moved_to_another_team(staff: Visitor, telling: Telling) -> None:
    await staff.uses("ticket_type", {"type": "Product issue"})
    await telling.shows("staff move it to another team")
    await staff.presses("Leave")
    await telling.shows("and leave")


async def is_read_by_a_lead(staff: Visitor, lead: Visitor, telling: Telling) -> None:
    await lead.uses("transcript full", {"ticket": "1"})
    telling.visitors = (lead,)
    await telling.shows("a lead reads the full record")
    tab = await lead.opens("ticket-0001.html")
    assert "Which page do you mean?" in await tab.locator("main").inner_text()
