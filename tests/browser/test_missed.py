"""What happens while a window connects or reads: whatever is said or changed meanwhile, it shows what is so."""

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Route, WebSocketRoute, expect

from bot.sandbox import Channel
from tests.browser.place import Place
from tests.browser.visitor import Visitor
from tests.browser.windows import Windows

pytestmark = pytest.mark.slow

PAGE = 100  # messages read at once


async def late(window: Visitor, address: str, happens: Callable[[], Awaitable[None]]) -> None:
    """The next answer from there comes as it was before something happened of which the window has heard by then."""

    async def answer(route: Route) -> None:
        before = await route.fetch()
        await happens()
        await route.fulfill(response=before)

    await window.next_call("GET", address, answer)


async def has_heard(place: Place, window: Visitor, den: Channel) -> None:
    """Everything up to now: news come in their order, and the last is a mark beside a place."""
    await place.tell(den, "That was all")
    await expect(window.place("den")).to_have_accessible_name("den 1 new message")


async def test_what_happens_between_reading_and_listening_is_not_lost(place: Place, windows: Windows) -> None:
    await place.tell(place.lobby, "first")
    owner = await windows.open("owner", place.lobby)

    async def connect(socket: WebSocketRoute) -> None:
        await expect(owner.last).to_contain_text("first")
        await place.tell(place.lobby, "said in the gap")
        place.sandbox.stage.channel(place.guild, "opened-in-the-gap")
        socket.connect_to_server()

    await owner.page.route_web_socket("**/watch", connect)
    await owner.page.reload()

    await expect(owner.last).to_contain_text("said in the gap")
    await expect(owner.place("opened-in-the-gap")).to_be_visible()
    await place.tell(place.lobby, "after it")
    await expect(owner.last).to_contain_text("after it")
    await expect(owner.messages).to_have_count(3)


async def test_what_was_heard_is_newer_than_what_was_being_read(place: Place, windows: Windows) -> None:
    den = place.sandbox.stage.channel(place.guild, "den")
    changed, gone = [await place.tell(place.lobby, text) for text in ("old words", "deleted")]
    for answered in (changed, gone):
        await place.tell(place.lobby, "an answer", message_reference={"message_id": answered})
    owner = await windows.open("owner", den)

    async def happens() -> None:
        await place.api("PATCH", f"/channels/{place.lobby.id}/messages/{changed}", {"content": "new words"})
        await place.api("DELETE", f"/channels/{place.lobby.id}/messages/{gone}")
        await place.tell(place.lobby, "said meanwhile")
        await has_heard(place, owner, den)

    await late(owner, "**/messages?*", happens)
    await owner.goes("lobby")

    await expect(owner.last).to_contain_text("said meanwhile")
    await expect(owner.messages).to_have_count(4)
    await expect(owner.messages.first).to_contain_text("new words")
    await expect(owner.messages.nth(1)).to_contain_text("In answer to botnew words")
    await expect(owner.messages.nth(2)).to_contain_text("In answer to a message that is gone")


async def test_a_change_far_up_is_shown_in_its_place_once_one_reads_up_to_it(place: Place, windows: Windows) -> None:
    den = place.sandbox.stage.channel(place.guild, "den")
    changed, gone = [await place.tell(place.lobby, text) for text in ("old words", "deleted")]
    for n in range(PAGE):
        await place.tell(place.lobby, f"{n}")
    owner = await windows.open("owner", place.lobby)
    at = f"/channels/{place.lobby.id}/messages"

    await place.api("PATCH", f"{at}/{changed}", {"content": "other words"})
    await has_heard(place, owner, den)
    await expect(owner.last).to_contain_text("99")
    await owner.goes("den")
    await owner.goes("lobby")

    async def happens() -> None:
        await place.api("PATCH", f"{at}/{changed}", {"content": "last words"})
        await place.api("DELETE", f"{at}/{gone}")
        await has_heard(place, owner, den)

    await late(owner, "**/messages?*before=*", happens)
    await owner.page.get_by_role("log", name="Messages").press("Home")

    await expect(owner.messages).to_have_count(1 + PAGE)
    await expect(owner.messages.first).to_contain_text("last words")
    await expect(owner.last).to_contain_text("99")
