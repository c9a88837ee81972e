"""What people do to themselves and to their server from the page's menus, and what they are not offered."""

from datetime import timedelta

import pytest
from playwright.async_api import Locator, expect

from bot.sandbox import Channel, Permission
from tests.browser.looking import shut_out
from tests.browser.place import FORM, MORNING, Place, button, row
from tests.browser.visitor import Visitor
from tests.browser.windows import Windows

pytestmark = pytest.mark.slow

SERVER = "What you can do with Workshop"


async def items(visitor: Visitor) -> list[str]:
    """What the open menu offers."""
    return await visitor.page.get_by_role("menu").locator("[role^=menuitem]").all_inner_texts()


async def member_menu(visitor: Visitor, name: str) -> Locator:
    """The button of this member, whose menu is open."""
    button = visitor.page.get_by_role("complementary", name="Members").get_by_role("button", name=name, exact=False)
    await button.first.click()
    return button.first


async def takes_of(visitor: Visitor, member: str, item: str) -> None:
    await member_menu(visitor, member)
    await visitor.page.get_by_role("menuitem", name=item).click()


async def trouble(visitor: Visitor) -> str:
    """What the open dialog says went wrong."""
    alert = visitor.dialog.get_by_role("alert")
    await expect(alert).not_to_be_empty()
    return await alert.inner_text()


async def test_a_channel_is_made_changed_and_deleted(place: Place, windows: Windows) -> None:
    administrator = await windows.open("administrator", place.lobby)

    await administrator.takes("New category…", SERVER)
    await administrator.fills({"Name": "Quiet rooms"})
    await administrator.sends("Make the category")
    await administrator.takes("New channel…", SERVER)
    await administrator.fills({"Name": "Reading Room"})
    await administrator.sends("Make the channel")
    await expect(administrator.page.get_by_role("heading", level=1, name="reading-room")).to_be_visible()
    await administrator.takes("Change channel…", await administrator.head_menu())
    await administrator.fills({"Name": "library", "Topic": "Books **only**"})
    await administrator.dialog.get_by_label("Category").select_option("Quiet rooms")
    await administrator.sends("Save")

    await expect(administrator.page.get_by_role("heading", level=1, name="library")).to_be_visible()
    made = next(one for one in place.guild.channels.values() if one.name == "library")
    assert made.topic == "Books **only**"
    assert made.parent_id is not None
    assert place.guild.channels[made.parent_id].name == "Quiet rooms"

    await administrator.takes("Delete…", await administrator.head_menu())
    await administrator.sends("Delete")

    await expect(administrator.place("library")).to_have_count(0)
    await expect(administrator.page.get_by_role("heading", level=1, name="lobby")).to_be_visible()
    assert made.id not in place.guild.channels


async def test_what_discord_refuses_is_told_in_the_dialog_and_what_was_typed_stays(
    place: Place, windows: Windows
) -> None:
    administrator = await windows.open("administrator", place.lobby)
    for name in ("one", "two"):
        await administrator.takes("Change channel…", await administrator.head_menu())
        await administrator.fills({"Name": name})
        await administrator.sends("Save")
        await expect(administrator.page.get_by_role("heading", level=1, name=name)).to_be_visible()

    await administrator.takes("Change channel…", await administrator.head_menu())
    await administrator.fills({"Name": "three"})
    await administrator.dialog.get_by_role("button", name="Save").click()

    assert await trouble(administrator) == "You are being rate limited."
    await expect(administrator.dialog.get_by_label("Name")).to_have_value("three")
    assert place.lobby.name == "two"


async def test_a_name_is_asked_for_before_anything_is_sent(place: Place, windows: Windows) -> None:
    administrator = await windows.open("administrator", place.lobby)
    await administrator.takes("New channel…", SERVER)

    await administrator.page.keyboard.press("Enter")

    assert await trouble(administrator) == "Please give it a name first."
    assert [one.name for one in place.guild.channels.values()] == ["lobby"]


async def test_who_may_see_a_channel_is_said_in_it_and_holds_at_once(place: Place, windows: Windows) -> None:
    administrator = await windows.open("administrator", place.lobby)
    owner, staff = await windows.open("owner", place.lobby), await windows.open("staff", place.lobby)

    await administrator.takes("Who may do what here…", await administrator.head_menu())
    await administrator.dialog.get_by_label("See the channel").select_option("No")
    await administrator.dialog.get_by_label("For", exact=True).select_option("Team")
    await administrator.dialog.get_by_label("See the channel").select_option("Yes")
    await administrator.sends("Save")

    await expect(owner.place("lobby")).to_have_count(0)
    await expect(staff.place("lobby")).to_have_count(1)
    see = Permission.VIEW_CHANNEL
    told = {one.id: (one.allow, one.deny) for one in place.lobby.overwrites.values()}
    assert told == {place.guild.id: (0, see), place.team.id: (see, 0)}

    await administrator.takes("Who may do what here…", await administrator.head_menu())
    await expect(administrator.dialog.get_by_label("See the channel")).to_have_value("deny")
    await administrator.dialog.get_by_label("See the channel").select_option("As roles say")
    await administrator.sends("Save")

    await expect(owner.place("lobby")).to_have_count(1)
    assert list(place.lobby.overwrites) == [place.team.id]


async def test_a_role_is_made_changed_given_taken_and_deleted(place: Place, windows: Windows) -> None:
    administrator = await windows.open("administrator", place.lobby)

    await administrator.takes("Roles of the server…", SERVER)
    await administrator.dialog.get_by_role("button", name="New role…").click()
    await administrator.dialog.get_by_role("textbox", name="Name").fill("Gardeners")
    await administrator.dialog.get_by_label("Remove members").check()
    await administrator.sends("Make the role")
    role = next(one for one in place.guild.roles.values() if one.name == "Gardeners")
    assert role.permissions == Permission.KICK_MEMBERS

    await takes_of(administrator, "owner", "Roles…")
    await administrator.dialog.get_by_role("checkbox", name="Gardeners").check()
    await administrator.sends("Save")
    assert place.guild.members[place.owner.id].roles == [role.id]

    await takes_of(administrator, "owner", "Roles…")
    await administrator.dialog.get_by_role("checkbox", name="Gardeners").uncheck()
    await administrator.sends("Save")
    assert place.guild.members[place.owner.id].roles == []

    await administrator.takes("Roles of the server…", SERVER)
    await administrator.dialog.get_by_role("button", name="Gardeners").click()
    await administrator.dialog.get_by_role("textbox", name="Name").fill("Weeders")
    await administrator.fills({"Colour": "#2040c0"})
    await administrator.sends("Save")
    assert (role.name, role.color, role.permissions) == ("Weeders", 0x2040C0, Permission.KICK_MEMBERS)

    await administrator.takes("Roles of the server…", SERVER)
    await administrator.dialog.get_by_role("button", name="Weeders").click()
    await administrator.dialog.get_by_role("button", name="Delete…").click()
    await administrator.dialog.get_by_role("button", name="Delete", exact=True).click()
    await expect(administrator.page.get_by_role("dialog")).to_have_count(0)
    assert role.id not in place.guild.roles


async def test_the_role_of_a_bot_is_changed_and_neither_given_nor_deleted(place: Place, windows: Windows) -> None:
    administrator = await windows.open("administrator", place.lobby)
    role = next(one for one in place.guild.roles.values() if one.managed)
    before = role.permissions

    await administrator.takes("Roles of the server…", SERVER)
    await administrator.dialog.get_by_role("button", name=role.name, exact=True).click()
    await expect(administrator.dialog.get_by_role("button", name="Delete…")).to_have_count(0)
    await administrator.dialog.get_by_label("Manage Messages").set_checked(not before & Permission.MANAGE_MESSAGES)
    await administrator.sends("Save")

    assert role.permissions == before ^ Permission.MANAGE_MESSAGES
    await takes_of(administrator, "owner", "Roles…")
    assert await administrator.dialog.get_by_role("checkbox").count() == 1
    await expect(administrator.dialog.get_by_role("checkbox", name="Team")).not_to_be_checked()


async def test_a_time_out_is_given_and_ended(place: Place, windows: Windows) -> None:
    administrator, owner = await windows.open("administrator", place.lobby), await windows.open("owner", place.lobby)
    member = place.guild.members[place.owner.id]

    await takes_of(administrator, "owner", "Time-out for 1 hour")
    await administrator.still()

    assert member.timed_out_until == MORNING + timedelta(hours=1)
    await expect(owner.composer).to_have_count(0)

    await takes_of(administrator, "owner", "End the time-out")

    await expect(owner.composer).to_have_count(1)
    assert member.timed_out_until is None


async def test_somebody_is_removed_after_a_question_and_may_join_again(place: Place, windows: Windows) -> None:
    administrator, owner = await windows.open("administrator", place.lobby), await windows.open("owner", place.lobby)

    await takes_of(administrator, "owner", "Remove from the server…")
    await administrator.dialog.get_by_role("button", name="Cancel").click()
    assert place.owner.id in place.guild.members
    await takes_of(administrator, "owner", "Remove from the server…")
    await administrator.sends("Remove")

    await expect(owner.place("lobby")).to_have_count(0)
    assert place.owner.id not in place.guild.members

    await owner.sets("Join a server…")
    await owner.dialog.get_by_label("Server").select_option("Workshop")
    await owner.sends("Join")

    await expect(owner.place("lobby")).to_have_count(1)
    assert place.owner.id in place.guild.members


async def test_one_leaves_a_server_and_the_one_whose_it_is_cannot(place: Place, windows: Windows) -> None:
    administrator, owner = await windows.open("administrator", place.lobby), await windows.open("owner", place.lobby)

    await owner.sets("Leave Workshop…")
    await owner.sends("Leave")

    await expect(owner.place("lobby")).to_have_count(0)
    assert place.owner.id not in place.guild.members

    await administrator.page.get_by_role("button", name="You are ").click()
    await administrator.page.get_by_role("button", name="My settings").click()
    assert await items(administrator) == ["Take direct messages", "Change nickname…", "Join a server…"]


async def test_one_takes_another_name_and_gives_it_back(place: Place, windows: Windows) -> None:
    staff, owner = await windows.open("staff", place.lobby), await windows.open("owner", place.lobby)

    await takes_of(staff, "staff", "Change nickname…")
    await staff.fills({"Nickname": "at your service"})
    await staff.sends("Save")

    await expect(owner.page.get_by_role("complementary", name="Members")).to_contain_text("at your service")
    assert place.guild.members[place.staff.id].nick == "at your service"

    await takes_of(staff, "at your service", "Change nickname…")
    await staff.fills({"Nickname": ""})
    await staff.sends("Save")

    assert place.guild.members[place.staff.id].nick is None


async def test_direct_messages_are_closed_and_opened(place: Place, windows: Windows) -> None:
    owner = await windows.open("owner", place.lobby)

    await owner.sets("Take direct messages")
    assert not place.owner.dms_open

    await owner.page.get_by_role("button", name="My settings").click()
    box = owner.page.get_by_role("menuitemcheckbox", name="Take direct messages")
    await expect(box).to_have_attribute("aria-checked", "false")
    await box.click()
    await owner.still()
    assert place.owner.dms_open


async def test_a_thread_is_begun_archived_brought_back_and_deleted(place: Place, windows: Windows) -> None:
    administrator = await windows.open("administrator", place.lobby)

    await administrator.takes("New thread…", await administrator.head_menu())
    await administrator.fills({"Name": "Side talk"})
    await administrator.sends("Begin the thread")
    await expect(administrator.page.get_by_role("heading", level=1, name="Side talk")).to_be_visible()
    (thread,) = place.guild.threads.values()

    await administrator.takes("Archive the thread", await administrator.head_menu())
    assert sleeps(thread)
    await administrator.takes("Bring the thread back", await administrator.head_menu())
    assert not sleeps(thread)

    await administrator.takes("Delete…", await administrator.head_menu())
    await administrator.sends("Delete")
    await expect(administrator.page.get_by_role("heading", level=1, name="lobby")).to_be_visible()
    assert place.guild.threads == {}


def sleeps(thread: Channel) -> bool:
    assert thread.thread
    return thread.thread.archived_at is not None


async def test_nobody_is_offered_what_they_may_not(place: Place, windows: Windows) -> None:
    owner = await windows.open("owner", place.lobby)

    await expect(owner.page.get_by_role("button", name=SERVER)).to_have_count(0)
    await member_menu(owner, "staff")
    offered = await items(owner)

    assert not {"Roles…", "Change nickname…", "Time-out for 1 hour", "Remove from the server…"} & set(offered)


async def test_a_menu_is_worked_by_keyboard_and_gives_the_keyboard_back(place: Place, windows: Windows) -> None:
    administrator = await windows.open("administrator", place.lobby)
    button = administrator.page.get_by_role("button", name=SERVER)
    item = administrator.page.get_by_role("menuitem")
    keyboard = administrator.page.keyboard

    await button.focus()
    await keyboard.press("Enter")
    await expect(item.nth(0)).to_be_focused()
    await expect(button).to_have_attribute("aria-expanded", "true")
    for key, at in (("ArrowDown", 1), ("ArrowUp", 0), ("ArrowUp", 2), ("Home", 0), ("End", 2), ("n", 0), ("r", 2)):
        await keyboard.press(key)
        await expect(item.nth(at)).to_be_focused()
    await keyboard.press("Escape")
    await expect(button).to_be_focused()
    await expect(button).to_have_attribute("aria-expanded", "false")
    await expect(item).to_have_count(0)

    await keyboard.press("Enter")
    await keyboard.press("Enter")
    await expect(administrator.dialog.get_by_label("Name")).to_be_focused()
    await keyboard.press("Escape")
    await expect(administrator.page.get_by_role("dialog")).to_have_count(0)
    await expect(button).to_be_focused()


async def test_a_menu_closes_at_a_second_press_and_at_a_press_elsewhere(place: Place, windows: Windows) -> None:
    administrator = await windows.open("administrator", place.lobby)
    button, menu = administrator.page.get_by_role("button", name=SERVER), administrator.page.get_by_role("menu")

    for _ in range(2):
        await button.click()
        await expect(menu).to_have_count(1)
        await button.click()
        await expect(menu).to_have_count(0)
    await button.click()
    await administrator.page.mouse.click(600, 400)
    await expect(menu).to_have_count(0)


async def test_a_form_with_something_typed_in_it_asks_before_it_closes(place: Place, windows: Windows) -> None:
    name = {"type": 18, "label": "Your name", "component": {"type": 4, "custom_id": "name", "style": 1}}
    place.answers["ask"] = {"type": FORM, "data": {"title": "Who are you?", "custom_id": "who", "components": [name]}}
    await place.tell(place.lobby, "Tell us.", components=[row(button("Begin", "ask"))])
    owner = await windows.open("owner", place.lobby)
    dialogs = owner.page.get_by_role("dialog")

    for leave in ("Cancel", "Close"):
        await owner.presses("Begin")
        await owner.dialog.get_by_role("button", name=leave).click()
        await expect(dialogs).to_have_count(0)

    await owner.presses("Begin")
    await owner.fills({"Your name": "owner"})
    for _ in range(3):
        await owner.page.keyboard.press("Escape")
        await expect(dialogs).to_have_count(2)
        await owner.dialog.get_by_role("button", name="Keep writing").click()
        await expect(dialogs).to_have_count(1)
    await expect(owner.dialog.get_by_label("Your name")).to_have_value("owner")
    await owner.dialog.get_by_role("button", name="Cancel").click()
    await owner.dialog.get_by_role("button", name="Close it").click()
    await expect(dialogs).to_have_count(0)
    await expect(owner.last.get_by_role("button", name="Begin")).to_be_focused()


@pytest.mark.parametrize("is_dark", [False, True])
async def test_menus_and_dialogs_shut_nobody_out(place: Place, windows: Windows, is_dark: bool) -> None:
    administrator = await windows.open("administrator", place.lobby, is_dark=is_dark)
    page = administrator.page

    await member_menu(administrator, "owner")
    assert await shut_out(page) == []
    await page.keyboard.press("Escape")
    for item, menu in (
        ("Roles of the server…", SERVER),
        ("New channel…", SERVER),
        ("Who may do what here…", await administrator.head_menu()),
        ("Change channel…", await administrator.head_menu()),
        ("Delete…", await administrator.head_menu()),
    ):
        await administrator.takes(item, menu)
        assert await shut_out(page) == []
        await page.keyboard.press("Escape")
    await administrator.takes("Roles of the server…", SERVER)
    await administrator.dialog.get_by_role("button", name="Team").click()
    await administrator.dialog.get_by_text("All permissions").click()
    assert await shut_out(page) == []
