"""Several windows on one world: what one does is seen in the others at once, by those who may see it and no others."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import aiohttp
import anyio
import pytest
from anyio.abc import SocketAttribute
from playwright.async_api import Browser, FilePayload, Locator, Route, expect

from bot.sandbox import Channel, Permission, Person, Sandbox, Stage, World, deny
from bot.sandbox.control.server import Control
from bot.sandbox.wall_time import WallTime
from tests.browser.pages import drawn
from tests.browser.place import MESSAGE, MORNING, ONLY_YOU, Place, button, row
from tests.browser.visitor import Visitor
from tests.browser.windows import Windows, windows_of
from tests.sandbox.tools import Api

pytestmark = pytest.mark.slow

PICTURE = FilePayload(name="picture.png", mimeType="image/png", buffer=drawn(64, 36))
REFUSED_CONNECTION = "net::ERR_CONNECTION_REFUSED"
NOTES = FilePayload(name="notes.txt", mimeType="text/plain", buffer=b"What I did")


async def test_what_is_written_changed_and_deleted_is_seen_elsewhere_without_a_reload(
    place: Place, windows: Windows
) -> None:
    owner, staff = [await windows.open(name, place.lobby) for name in ("owner", "staff")]

    await owner.says("Helo")
    await expect(staff.last).to_contain_text("Helo")
    await owner.composer.press("ArrowUp")
    await owner.page.get_by_role("textbox", name="Edit the message").fill("Hello")
    await owner.page.keyboard.press("Enter")
    await expect(staff.last).to_contain_text("Hello(edited)")
    await staff.last.hover()
    await staff.last.get_by_role("button", name="Reply to owner").click()
    await staff.says("Hi!")
    await expect(owner.last.get_by_role("button", name="In answer to owner Hello")).to_be_visible()

    await owner.messages.first.hover()
    await owner.takes("Delete the message", "More for owner's message")
    await owner.sends("Delete")

    await expect(staff.messages).to_have_count(1)
    await expect(staff.last).to_contain_text("In answer to a message that is gone")


async def test_reactions_are_counted_everywhere_and_taken_back(place: Place, windows: Windows) -> None:
    owner, staff = [await windows.open(name, place.lobby) for name in ("owner", "staff")]
    await owner.says("Done?")

    await staff.last.hover()
    await staff.last.get_by_role("button", name="Add a reaction").click()
    await staff.dialog.get_by_role("button", name="Thumbs up").click()
    theirs = owner.last.get_by_role("button", name="Thumbs up, 1 reaction")
    await expect(theirs).to_have_attribute("aria-pressed", "false")
    await theirs.click()
    both = staff.last.get_by_role("button", name="Thumbs up, 2 reactions")
    await expect(both).to_have_attribute("aria-pressed", "true")
    await both.click()

    await expect(owner.last.get_by_role("button", name="Thumbs up, 1 reaction")).to_have_attribute(
        "aria-pressed", "true"
    )


async def test_files_arrive_a_picture_is_shown_and_text_opens_in_a_tab(place: Place, windows: Windows) -> None:
    owner, staff = [await windows.open(name, place.lobby) for name in ("owner", "staff")]

    await owner.uploads([PICTURE, NOTES], "Look")

    picture = staff.last.get_by_role("img", name="picture.png")
    await expect(picture).to_be_visible()
    assert await picture.evaluate("one => one.decode().then(() => one.naturalWidth)") == 64
    tab = await staff.opens("notes.txt")
    assert await tab.locator("body").inner_text() == "What I did"


async def test_what_only_one_may_see_is_in_no_other_window(place: Place, windows: Windows) -> None:
    await place.tell(place.lobby, "Here", components=[row(button("Ask", "ask"))])
    answer = {"content": "For you alone", "flags": ONLY_YOU}
    place.answers["ask"] = {"type": MESSAGE, "data": answer}
    owner, staff = [await windows.open(name, place.lobby) for name in ("owner", "staff")]

    await owner.presses("Ask")
    await expect(owner.last).to_contain_text("For you alone")
    await owner.says("Thanks")
    await expect(staff.last).to_contain_text("Thanks")

    assert "For you alone" not in await staff.page.content()
    await owner.page.get_by_role("button", name="Dismiss this message").click()
    await expect(owner.messages).to_have_count(2)


async def test_a_hidden_channel_is_in_no_window_of_who_may_not_see_it(place: Place, windows: Windows) -> None:
    hidden = place.sandbox.stage.channel(place.guild, "secret", deny(place.guild, Permission.VIEW_CHANNEL))
    await place.sandbox.person(place.administrator).say(hidden, "Nobody knows")
    administrator = await windows.open("administrator", hidden)
    owner = await windows.open("owner", hidden)

    await administrator.says("Still nobody")
    await owner.says("I am here")
    await expect(owner.last).to_contain_text("I am here")

    assert await owner.where() == "lobby"
    content = await owner.page.content()
    assert [word for word in ("secret", "nobody", "Nobody") if word in content] == []
    await expect(administrator.last).to_contain_text("Still nobody")


async def test_a_channel_that_opens_and_closes_comes_and_goes(place: Place, windows: Windows) -> None:
    closed = deny(place.guild, Permission.VIEW_CHANNEL)
    channel = place.sandbox.stage.channel(place.guild, "secret", closed)
    owner = await windows.open("owner", place.lobby)
    await expect(owner.place("secret")).to_have_count(0)

    place.sandbox.stage.drop_overwrite(channel, place.guild)
    await owner.goes("secret")
    place.sandbox.stage.overwrite(channel, closed)

    await expect(owner.page.get_by_role("heading", level=1)).to_have_text("Not here any more")
    await expect(owner.place("secret")).to_have_count(0)


@dataclass
class Ending:
    """A sandbox that ends, and begins again on the same port: the same one with another log, or a new one that looks
    the same and has other ids."""

    sandbox: Sandbox
    _time: WallTime
    _port: int
    _sandboxes: AsyncExitStack
    _controls: AsyncExitStack

    @property
    def lobby(self) -> Channel:
        return next(each for each in self.sandbox.world.channels.values() if each.name == "lobby")

    @property
    def owner(self) -> Person:
        return self.sandbox.person(next(each for each in self.sandbox.world.users.values() if each.username == "owner"))

    async def begins(self) -> Control:
        return await self._controls.enter_async_context(Control(self.sandbox, self._time, port=self._port, pace=0.0))

    async def ends(self) -> None:
        await self._controls.aclose()

    async def is_another(self, *people: str) -> None:
        self.sandbox = await self._sandboxes.enter_async_context(Sandbox(a_world(self._time, *people)))


def a_world(time: WallTime, *people: str) -> World:
    """The last of them owns the server."""
    world = World(time.now)
    stage = Stage(world)
    *_, owner = [stage.user(name) for name in people]
    stage.channel(stage.guild("Workshop", owner), "lobby")
    return world


@asynccontextmanager
async def an_ending_one() -> AsyncIterator[Ending]:
    async with await anyio.create_tcp_listener(local_host="127.0.0.1") as listener:
        port = listener.extra(SocketAttribute.local_port)
    async with AsyncExitStack() as sandboxes, AsyncExitStack() as controls:
        time = WallTime(MORNING)
        sandbox = await sandboxes.enter_async_context(Sandbox(a_world(time, "owner")))
        yield Ending(sandbox, time, port, sandboxes, controls)


def only_lost_it(window: Visitor) -> None:
    """Nothing was complained of but the connection."""
    assert [one for one in window.window.complaints if REFUSED_CONNECTION not in one] == []
    window.window.complaints.clear()


async def test_a_sandbox_that_is_gone_is_noticed_and_what_came_meanwhile_is_there_once_it_is_back(
    browser: Browser,
) -> None:
    async with an_ending_one() as ending, windows_of(browser, ending.sandbox, await ending.begins()) as windows:
        window = await windows.open("owner", ending.lobby)
        lost = window.page.get_by_text("The sandbox does not answer")
        await window.composer.fill("I was about to say")

        await ending.ends()
        await expect(lost).to_be_visible()
        await window.composer.press("Enter")
        await expect(window.page.get_by_text("Is it still running?")).to_be_visible()
        await ending.owner.say(ending.lobby, "Meanwhile")

        windows.control = await ending.begins()
        await expect(lost).to_be_hidden()
        await expect(window.last).to_contain_text("Meanwhile")
        await window.composer.press("Enter")
        await expect(window.last).to_contain_text("I was about to say")
        only_lost_it(window)


@dataclass
class Scenes:
    """A window that shows three requests of a bot, and what becomes of its sandbox."""

    window: Visitor
    api: Api
    _ending: Ending
    _windows: Windows

    @property
    def entries(self) -> Locator:
        return self.window.page.get_by_role("region", name="Behind the scenes").get_by_role("listitem")

    async def open(self) -> None:
        await self.window.page.get_by_role("button", name="Behind the scenes", exact=True).click()

    async def close(self) -> None:
        await self.window.page.get_by_role("button", name="Close behind the scenes").click()

    async def begin_anew(self, calls: int) -> None:
        """The log counts from one again; so many other requests are in it."""
        await self._ending.ends()
        self._windows.control = await self._ending.begins()
        for _ in range(calls):
            await self.api("GET", "/gateway/bot")


@asynccontextmanager
async def behind_the_scenes(browser: Browser) -> AsyncIterator[Scenes]:
    async with (
        an_ending_one() as ending,
        aiohttp.ClientSession() as session,
        windows_of(browser, ending.sandbox, await ending.begins()) as windows,
    ):
        api = Api(ending.sandbox, session)
        for _ in range(3):
            await api("GET", "/users/@me")
        scenes = Scenes(await windows.open("owner", ending.lobby), api, ending, windows)
        await scenes.open()
        await expect(scenes.entries).to_have_count(3)
        yield scenes
        only_lost_it(scenes.window)


@pytest.mark.parametrize("calls", [1, 3, 5])
async def test_behind_the_scenes_one_sees_what_a_sandbox_is_asked_that_counts_from_one_again(
    browser: Browser, calls: int
) -> None:
    async with behind_the_scenes(browser) as scenes:
        await scenes.begin_anew(calls)

        await expect(scenes.entries.last).to_contain_text("/gateway/bot")
        await scenes.api("GET", "/users/@me")
        await expect(scenes.entries).to_have_count(3 + calls + 1)


async def test_behind_the_scenes_nothing_is_told_twice_where_it_is_read_twice_at_once(browser: Browser) -> None:
    async with behind_the_scenes(browser) as scenes:
        was_late = anyio.Event()

        async def late(route: Route) -> None:
            before = await route.fetch()
            await scenes.close()
            await scenes.open()
            await expect(scenes.entries).to_have_count(3 + 5)
            await route.fulfill(response=before)
            was_late.set()

        await scenes.window.next_call("GET", "**/log?after=*", late)
        await scenes.begin_anew(5)
        await was_late.wait()
        await scenes.close()
        await scenes.open()
        await scenes.api("GET", "/users/@me")

        await expect(scenes.entries.last).to_contain_text("/users/@me")
        await expect(scenes.entries).to_have_count(3 + 5 + 1)


async def test_behind_the_scenes_one_goes_on_listening_while_people_come(place: Place, windows: Windows) -> None:
    owner = await windows.open("owner", place.lobby)
    await owner.page.get_by_role("button", name="Behind the scenes", exact=True).click()
    await owner.still()
    sockets: list[str] = []
    owner.page.on("websocket", lambda socket: sockets.append(socket.url))

    place.sandbox.stage.join(place.guild, place.sandbox.stage.user("newcomer"))
    await owner.still()

    assert sockets == []


async def test_what_was_typed_outlives_a_sandbox_that_is_started_anew(browser: Browser) -> None:
    async with an_ending_one() as ending, windows_of(browser, ending.sandbox, await ending.begins()) as windows:
        window = await windows.open("owner", ending.lobby)
        await window.composer.fill("I was about to say")

        await ending.ends()
        await ending.is_another("newcomer", "owner")
        windows.control = await ending.begins()
        await ending.owner.say(ending.lobby, "Another day")

        await expect(window.last).to_contain_text("Another day")
        await window.composer.press("Enter")
        await expect(window.last).to_contain_text("I was about to say")
        only_lost_it(window)


async def test_what_was_typed_outlives_who_typed_it(browser: Browser) -> None:
    async with an_ending_one() as ending, windows_of(browser, ending.sandbox, await ending.begins()) as windows:
        ending.sandbox.stage.channel(next(iter(ending.sandbox.world.guilds.values())), "den")
        await ending.owner.say(ending.lobby, "It crashes")
        window = await windows.open("owner", ending.lobby)
        await window.composer.fill("I was about to say")
        await window.message("It crashes").hover()
        await window.presses("Edit", window.message("It crashes"))
        await window.page.keyboard.type(", often")
        await window.goes("den")
        notes = FilePayload(name="notes.txt", mimeType="text/plain", buffer=b"What I did")
        await window.page.locator("input[type=file]").set_input_files([notes])
        await window.composer.fill("And also")

        await ending.ends()
        await ending.is_another("somebody")
        windows.control = await ending.begins()

        await expect(window.page.get_by_role("button", name="You are somebody")).to_be_visible()
        await expect(window.composer).to_have_value("I was about to say\nIt crashes, often\nAnd also")
        told = window.page.get_by_text("owner is not in this sandbox any more.")
        await expect(told).to_contain_text("Files and commands are to be begun again.")
        await window.page.reload()
        await expect(window.page.get_by_role("button", name="You are somebody")).to_be_visible()
        await expect(window.composer).to_have_value("")
        only_lost_it(window)
