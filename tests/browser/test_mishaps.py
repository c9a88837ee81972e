"""What an administrator and an owner do by the page's menus, and what the desk makes of it, as people read it."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Desk
from tests.browser.telling import Telling
from tests.browser.visitor import Visitor
from tests.support.golden import check_golden

pytestmark = pytest.mark.slow

QUESTION = {"What is it about?": "My data is gone", "Tell us more": "It was there yesterday."}


async def test_what_happens_to_the_server_happens_to_the_desk_and_people_read_it(desk: Desk) -> None:
    community = desk.trial.stage.community
    owner, staff, administrator = [await desk.windows.open(name) for name in ("owner", "staff", "administrator")]
    telling = Telling((owner, staff))

    await opens(owner, "database-0001")
    await staff.goes("database-0001")
    await staff.chooses("High", "Team: set the priority")
    await telling.shows("a ticket is open")
    await the_owner_leaves_and_joins(owner, telling)
    await a_permission_is_missing(owner, staff, administrator, telling)
    await the_owner_takes_no_direct_messages(owner, staff, telling)
    await a_channel_is_deleted(owner, staff, administrator, telling)

    check_golden("browser_mishaps.txt", telling.text)
    assert [one.name for one in community.owner.channels() if one.name.startswith("database")] == ["database-0002"]


async def opens(owner: Visitor, ticket: str) -> None:
    """By the panel; the owner is in its channel then."""
    await owner.goes("support")
    await owner.presses("Database")
    await owner.fills(QUESTION)
    await owner.sends()
    await owner.goes(ticket)


async def the_owner_leaves_and_joins(owner: Visitor, telling: Telling) -> None:
    await owner.sets("Leave Community…")
    await owner.sends("Leave")
    await telling.shows("the owner leaves the server")
    await owner.page.get_by_role("button", name="Join a server").first.click()
    await owner.sends("Join")
    await owner.goes("database-0001")
    await telling.shows("and joins it again")


async def a_permission_is_missing(owner: Visitor, staff: Visitor, administrator: Visitor, telling: Telling) -> None:
    await administrator.goes("transcripts")
    await may(administrator, "Attach files", "No")
    await staff.presses("Close ticket")
    await staff.sends()
    await owner.goes("Steward")
    await staff.goes("staff-log")
    await telling.shows("a ticket is closed while the bot may attach no files to the transcripts")
    await may(administrator, "Attach files", "As roles say")
    await staff.goes("transcripts")
    await staff.moves_time("+1 h")
    await telling.shows("the permission is given back")


async def may(administrator: Visitor, what: str, stand: str) -> None:
    """Says in the open channel whether the bot may."""
    await administrator.takes("Who may do what here…", await administrator.head_menu())
    dialog = administrator.dialog
    await dialog.get_by_label("For", exact=True).select_option("Steward")
    await dialog.get_by_label(what).select_option(stand)
    await administrator.sends("Save")


async def the_owner_takes_no_direct_messages(owner: Visitor, staff: Visitor, telling: Telling) -> None:
    await owner.sets("Take direct messages")
    await opens(owner, "database-0002")
    await staff.goes("database-0002")
    await staff.chooses("Low", "Team: set the priority")
    await staff.presses("Close ticket")
    await staff.sends()
    await telling.shows("a ticket is closed whose owner takes no direct messages")
    await owner.presses("Reopen")
    await telling.shows("and opened again in its channel")


async def a_channel_is_deleted(owner: Visitor, staff: Visitor, administrator: Visitor, telling: Telling) -> None:
    await opens(owner, "database-0003")
    await administrator.goes("database-0003")
    await staff.goes("staff-log")
    await telling.shows("another ticket is open")
    await administrator.takes("Delete…", await administrator.head_menu())
    await administrator.sends("Delete")
    await expect(owner.page.get_by_role("heading", level=1)).to_have_text("Not here any more")
    await telling.shows("the administrator deletes its channel")
