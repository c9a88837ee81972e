"""Links: an address that stands for a place in Discord leads there here, and its click does not leave this machine."""

import pytest
from playwright.async_api import expect

from bot.sandbox import Permission
from bot.sandbox.stage import deny
from tests.browser.chromium import PHONE
from tests.browser.conftest import Desk
from tests.browser.place import Json, Place, row
from tests.browser.visitor import Visitor
from tests.browser.windows import Windows

pytestmark = pytest.mark.slow


async def is_in(window: Visitor, place: str) -> None:
    await expect(window.page.get_by_role("heading", level=1, name=place)).to_be_visible()


def way(label: str, url: str) -> Json:
    return {"type": 2, "style": 5, "label": label, "url": url}


async def test_an_address_in_discord_leads_to_the_place_and_the_message(place: Place, windows: Windows) -> None:
    den = place.sandbox.stage.channel(place.guild, "den")
    said = await place.tell(den, "Look here")
    for n in range(60):
        await place.tell(den, f"line {n}")
    server = f"https://discord.com/channels/{place.guild.id}"
    told = f"[the words]({server}/{den.id}/{said}), [the server]({server}), {server}/{den.id}/{said}"
    await place.tell(place.lobby, told, components=[row(way("Den", f"{server}/{den.id}"))])
    owner = await windows.open("owner", place.lobby)

    await expect(owner.last.get_by_role("link", name="#den › message")).to_be_visible()
    await owner.last.get_by_role("link", name="the words").click()
    await is_in(owner, "den")
    await expect(owner.message("Look here")).to_be_focused()
    await expect(owner.message("Look here")).to_be_in_viewport()
    await owner.goes("lobby")
    await owner.last.get_by_role("link", name="Den", exact=True).click()
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
    told = " ".join(f"[here]({one})" for one in addresses)
    ways = row(*[way("There", one) for one in addresses])
    embed = {"title": "Box", "url": addresses[0]}
    await place.tell(place.lobby, f"{told} {addresses[0]}", components=[ways], embeds=[embed])
    owner = await windows.open("owner", place.lobby)
    administrator = await windows.open("administrator", place.lobby)

    await expect(owner.last).to_contain_text("here here here #unknown")
    assert await owner.last.get_by_role("link").count() == 0
    await expect(owner.last.get_by_role("button", name="There").first).to_be_disabled()
    assert await administrator.last.get_by_role("link").all_inner_texts() == ["here", "#cellar", "Box", "There"]


async def test_what_names_a_place_that_comes_leads_there_once_it_is_seen(place: Place, windows: Windows) -> None:
    owner = await windows.open("owner", place.lobby)

    den = place.sandbox.stage.channel(place.guild, "den")
    address = f"https://discord.com/channels/{place.guild.id}/{den.id}"
    await place.tell(place.lobby, f"Go to <#{den.id}> or {address}", components=[row(way("There", address))])
    await owner.still()

    assert await owner.last.get_by_role("link").all_inner_texts() == ["#den", "There"]
    await owner.last.get_by_role("button", name="#den").click()
    await is_in(owner, "den")
    await owner.goes("lobby")
    place.sandbox.stage.delete_channel(den)
    await owner.still()
    await expect(owner.last).to_contain_text("Go to #den or #unknown")
    assert await owner.last.get_by_role("link").count() == 0


@pytest.mark.parametrize(
    "address",
    [
        "https://discord.com.example/channels/{}/{}",
        "https://discord.com@example.com/channels/{}/{}",
        "https://example.com/discord.com/channels/{}/{}",
    ],
)
async def test_what_only_looks_like_an_address_in_discord_is_none(place: Place, windows: Windows, address: str) -> None:
    url = address.format(place.guild.id, place.lobby.id)
    await place.tell(place.lobby, f"[there]({url})")
    owner = await windows.open("owner", place.lobby)

    link = owner.last.get_by_role("link", name="there")
    await expect(link).to_have_attribute("href", url)
    await expect(link).to_have_attribute("target", "_blank")


@pytest.mark.parametrize(
    "address", ["http://ptb.discord.com:80/channels/{}/{}/", "https://DISCORD.com/channels/{}/{}?x=1#y"]
)
async def test_an_address_in_discord_is_known_however_it_is_written(
    place: Place, windows: Windows, address: str
) -> None:
    den = place.sandbox.stage.channel(place.guild, "den")
    await place.tell(place.lobby, f"[there]({address.format(place.guild.id, den.id)})")
    owner = await windows.open("owner", place.lobby)

    await owner.last.get_by_role("link", name="there").click()

    await is_in(owner, "den")


async def test_the_keyboard_stays_at_the_same_of_two_ways_to_one_place(place: Place, windows: Windows) -> None:
    den = place.sandbox.stage.channel(place.guild, "den")
    first, second = [
        f"https://discord.com/channels/{place.guild.id}/{den.id}/{await place.tell(den, text)}" for text in ("a", "b")
    ]
    said = await place.tell(place.lobby, f"[first]({first}) [second]({second})")
    owner = await windows.open("owner", place.lobby)
    await owner.last.get_by_role("link", name="second").focus()

    await place.api("PATCH", f"/channels/{place.lobby.id}/messages/{said}", {"content": f"Only [second]({second})"})
    await owner.still()

    await expect(owner.last.get_by_role("link", name="second")).to_be_focused()


async def test_a_message_that_is_not_there_is_not_looked_for_further_up(place: Place, windows: Windows) -> None:
    den = place.sandbox.stage.channel(place.guild, "den")
    gone = await place.tell(place.lobby, "gone")
    for n in range(230):
        await place.tell(den, f"line {n}")
    newest = await place.tell(den, "newest")
    server = f"https://discord.com/channels/{place.guild.id}/{den.id}"
    await place.tell(den, f"[before all]({server}/{gone}) [never]({server}/{int(newest) + 1000})")
    owner = await windows.open("owner", den)
    before = await owner.messages.count()

    await owner.last.get_by_role("link", name="never").click()
    await expect(owner.page.get_by_text("You see no such message here.")).to_be_visible()
    assert await owner.messages.count() == before
    await owner.last.get_by_role("link", name="before all").click()
    await expect(owner.page.get_by_text("You see no such message here.")).to_have_count(2)
    assert await owner.messages.count() == 232


async def test_the_open_place_is_opened_anew_from_the_drawer_which_closes(place: Place, windows: Windows) -> None:
    await place.tell(place.lobby, "Hello")
    owner = await windows.open("owner", place.lobby, width=PHONE)

    await owner.shows("Channels")
    await owner.place("lobby").click()

    await expect(owner.place("lobby")).to_be_hidden()
    await expect(owner.last).to_contain_text("Hello")


async def test_a_place_that_could_not_be_read_is_read_at_the_next_click(place: Place, windows: Windows) -> None:
    den = place.sandbox.stage.channel(place.guild, "den")
    await place.tell(den, "Hello")
    owner = await windows.open("owner", place.lobby)
    await owner.next_call("GET", "**/messages?*", lambda route: route.fulfill(status=500, body="{}"))
    await owner.place("den").click()
    await is_in(owner, "den")
    await owner.still()
    assert await owner.messages.count() == 0
    owner.window.complaints.clear()

    await owner.place("den").click()

    await expect(owner.last).to_contain_text("Hello")


async def test_what_the_doctor_links_to_is_here_and_called_by_its_name(desk: Desk) -> None:
    sandbox, community = desk.trial.stage.sandbox, desk.trial.stage.community
    sandbox.stage.overwrite(community.transcripts, deny(sandbox.world.application.user, Permission.ATTACH_FILES))
    administrator = await desk.windows.open("administrator")
    await administrator.uses("desk doctor")

    link = administrator.last.get_by_role("link")
    await expect(link).to_have_text("#transcripts")
    await link.click()
    await is_in(administrator, "transcripts")
