"""Links: an address that stands for a place in Discord leads there here; no click on it leaves this machine."""

import pytest
from playwright.async_api import expect

from bot.sandbox import Permission
from bot.sandbox.stage import deny
from tests.browser.conftest import Desk
from tests.browser.place import Place, row
from tests.browser.visitor import Visitor
from tests.browser.windows import Windows

pytestmark = pytest.mark.slow


async def is_in(window: Visitor, place: str) -> None:
    await expect(window.page.get_by_role("heading", level=1, name=place)).to_be_visible()


async def test_an_address_in_discord_leads_to_the_place_and_the_message(place: Place, windows: Windows) -> None:
    den = place.sandbox.stage.channel(place.guild, "den")
    said = await place.tell(den, "Look here")
    for n in range(60):
        await place.tell(den, f"line {n}")
    server = f"https://discord.com/channels/{place.guild.id}"
    way = {"type": 2, "style": 5, "label": "Den", "url": f"{server}/{den.id}"}
    await place.tell(
        place.lobby, f"[the words]({server}/{den.id}/{said}), [the server]({server})", components=[row(way)]
    )
    owner = await windows.open("owner", place.lobby)

    await owner.last.get_by_role("link", name="the words").click()
    await is_in(owner, "den")
    await expect(owner.message("Look here")).to_be_focused()
    await expect(owner.message("Look here")).to_be_in_viewport()
    await owner.goes("lobby")
    await owner.last.get_by_role("link", name="Den").click()
    await is_in(owner, "den")
    await owner.goes("lobby")
    async with owner.window.context.expect_page() as opened:
        await owner.last.get_by_role("link", name="the server").click(modifiers=["Control"])
    await expect((await opened.value).get_by_role("heading", level=1, name="lobby")).to_be_visible()


async def test_where_one_sees_no_such_place_it_leads_nowhere(place: Place, windows: Windows) -> None:
    hidden = place.sandbox.stage.channel(place.guild, "cellar", deny(place.guild, Permission.VIEW_CHANNEL))
    addresses = [
        f"https://discord.com/channels/{place.guild.id}/{hidden.id}",
        f"https://discord.com/channels/{hidden.id}/{place.lobby.id}",
        "https://canary.discord.com/channels/@me/7",
    ]
    ways = [{"type": 2, "style": 5, "label": "There", "url": one} for one in addresses]
    embed = {"title": "Box", "url": addresses[0]}
    await place.tell(
        place.lobby, " ".join(f"[here]({one})" for one in addresses), components=[row(*ways)], embeds=[embed]
    )
    owner = await windows.open("owner", place.lobby)
    administrator = await windows.open("administrator", place.lobby)

    await expect(owner.last).to_contain_text("here here here")
    assert await owner.last.get_by_role("link").count() == 0
    assert await administrator.last.get_by_role("link").all_inner_texts() == ["here", "Box", "There"]


async def test_what_the_doctor_links_to_is_here_and_called_by_its_name(desk: Desk) -> None:
    sandbox, community = desk.trial.stage.sandbox, desk.trial.stage.community
    sandbox.stage.overwrite(community.transcripts, deny(sandbox.world.application.user, Permission.ATTACH_FILES))
    administrator = await desk.windows.open("administrator")
    await administrator.uses("desk doctor")

    link = administrator.last.get_by_role("link")
    await expect(link).to_have_text("#transcripts")
    await link.click()
    await is_in(administrator, "transcripts")
