"""What the page says of places, people and roles that one does not see, or that are there no more."""

import pytest
from playwright.async_api import expect

from bot.sandbox import Permission, allow, deny
from tests.browser.looking import shut_out
from tests.browser.place import Place, button, row
from tests.browser.test_frame import members
from tests.browser.visitor import Visitor
from tests.browser.windows import Windows

pytestmark = pytest.mark.slow


async def listed(window: Visitor) -> list[str]:
    """Who stands in the column of members."""
    await window.still()
    names = await members(window.page).locator(".member-text").all_inner_texts()
    return sorted(names)


async def test_where_the_open_place_is_gone_time_members_and_composer_go_on(place: Place, windows: Windows) -> None:
    await place.offer({"name": "greet", "description": "Says hello"})
    await place.tell(place.lobby, "hello")
    owner = await windows.open("owner", place.lobby)
    administrator = await windows.open("administrator", place.lobby)
    await owner.page.get_by_role("button", name="Use a command").click()
    await expect(owner.page.get_by_role("listbox", name="Commands")).to_be_visible()

    await administrator.takes("Delete…", await administrator.head_menu())
    await administrator.sends("Delete")
    await expect(owner.page.get_by_role("heading", level=1)).to_have_text("Not here any more")
    await owner.moves_time("+1 h")

    await expect(owner.page.locator("#announced p").last).to_contain_text("1 hour later")
    await expect(owner.page.get_by_role("button", name="Use a command")).to_have_count(0)
    await expect(owner.page.get_by_role("listbox", name="Commands")).to_have_count(0)
    await expect(owner.page.get_by_text("No channel is open. Choose one")).to_be_visible()
    assert await listed(owner) == []
    assert await shut_out(owner.page) == []


async def test_a_fault_of_the_page_is_no_sentence_for_people(place: Place, windows: Windows) -> None:
    owner = await windows.open("owner", place.lobby)
    await owner.page.route("**/messages", lambda route: route.fulfill(content_type="application/json", body="{"))

    await owner.composer.fill("Hello")
    await owner.composer.press("Enter")

    await expect(owner.page.get_by_role("alert").filter(has_text="Something went wrong on this page.")).to_be_visible()
    await expect(owner.page.get_by_text("JSON")).to_have_count(0)
    (complaint,) = owner.window.complaints
    assert "JSON" in complaint
    owner.window.complaints.clear()


async def test_members_are_those_who_see_the_place(place: Place, windows: Windows) -> None:
    stage = place.sandbox.stage
    den = stage.channel(place.guild, "den", deny(place.guild, Permission.VIEW_CHANNEL))
    stage.overwrite(den, allow(place.team, Permission.VIEW_CHANNEL))
    staff = await windows.open("staff", place.lobby)
    bot = place.sandbox.world.application.user.username
    assert await listed(staff) == sorted(["administrator", bot, "owner", "staff"])

    await staff.goes("den")
    assert await listed(staff) == ["administrator", "staff"]
    stage.overwrite(den, allow(place.owner, Permission.VIEW_CHANNEL))
    await expect(members(staff.page).get_by_role("button", name="owner")).to_be_visible()
    await staff.goes(bot)

    assert await listed(staff) == sorted([bot, "staff"])


async def test_what_is_mentioned_and_gone_or_hidden_is_called_unknown(place: Place, windows: Windows) -> None:
    hidden = place.sandbox.stage.channel(place.guild, "den", deny(place.guild, Permission.VIEW_CHANNEL))
    owner = await windows.open("owner", place.lobby)

    await place.tell(place.lobby, f"<#{hidden.id}> <#1> <@2> <@!2> <@&3>", embeds=[{"title": "In <#1> by <@2>"}])

    await expect(owner.last).to_contain_text("#unknown #unknown @unknown-user @unknown-user @unknown-role")
    await expect(owner.last).to_contain_text("In #unknown by @unknown-user")


async def test_files_and_embeds_stand_above_the_buttons(place: Place, windows: Windows) -> None:
    owner = await windows.open("owner", place.lobby)
    staff = await windows.open("staff", place.lobby)
    await owner.uploads([{"name": "notes.txt", "mimeType": "text/plain", "buffer": b"What I did"}], "Look")
    said = next(reversed(place.lobby.messages.values()))
    said.embeds, said.components = [{"title": "A box"}], [row(button("Reopen", "reopen"))]
    await staff.page.reload()
    await expect(staff.last.get_by_role("button", name="Reopen")).to_be_visible()

    lines = await staff.reads()

    assert [one for one in lines if one in ("notes.txt", "A box", "[Reopen]")] == ["notes.txt", "A box", "[Reopen]"]


async def test_a_time_stays_in_one_piece(place: Place, windows: Windows) -> None:
    owner = await windows.open("owner", place.lobby)
    text = "a " * 18
    boxes = [{"description": f"{text}{'b' * n} (<t:1772438400:f>)"} for n in range(0, 40, 4)]

    await place.tell(place.lobby, embeds=boxes)

    times = owner.last.locator(".embed time")
    await expect(times).to_have_count(len(boxes))
    assert await times.evaluate_all("all => all.map(one => one.getClientRects().length)") == [1] * len(boxes)


async def test_whose_server_it_is_reads_that_all_of_its_roles_are_theirs(place: Place, windows: Windows) -> None:
    keeper = place.sandbox.stage.role(place.guild, "Keepers", Permission.MANAGE_ROLES)
    place.guild.members[place.staff.id].roles.append(keeper.id)
    administrator = await windows.open("administrator", place.lobby)
    staff = await windows.open("staff", place.lobby)

    for window, told in ((administrator, "All of them: the server is yours."), (staff, "Those below your own highest")):
        await window.takes("Roles of the server…", "What you can do with Workshop")
        await expect(window.dialog.get_by_text(told)).to_be_visible()
        await expect(window.dialog.get_by_role("button", name="Keepers")).to_have_count(int(window is administrator))
