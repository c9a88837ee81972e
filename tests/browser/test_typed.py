"""What people and bots may type, wherever it is shown: it reads as it was typed, and runs and loads nothing."""

import re

import pytest
from playwright.async_api import expect

from bot.sandbox import Upload, User
from tests.browser.chromium import DESKTOP
from tests.browser.looking import overlapping, too_wide
from tests.browser.place import FORM, Json, Place, button, row, select
from tests.browser.visitor import Visitor
from tests.browser.windows import Windows
from tests.support.injections import INJECTIONS

pytestmark = pytest.mark.slow

CAN_BE_SENT = {name: text for name, text in INJECTIONS.items() if text.strip() and "\ud800" not in text}
PLAIN = re.compile(r"[\s*_~|`\\>#-]|[\x00-\x1f\x7f]|\(?http\S*")  # what markdown takes away or changes, and links
NEVER_MADE = {
    *("script", "style", "link", "meta", "base", "iframe", "frame", "object", "embed", "template", "math", "video"),
    *("audio", "animate", "marquee", "font", "portal", "slot", "table"),
}
ELEMENTS = "[...new Set([...document.body.querySelectorAll('*')].map(one => one.localName))]"
HANDLERS = """[...document.querySelectorAll('*')].flatMap(one => [...one.attributes])
  .filter(one => one.name.startsWith('on') || /^\\s*(javascript|data|vbscript):/i.test(one.value))
  .map(one => `${one.ownerElement.localName} ${one.name}=${one.value}`)"""


async def ran_nothing(visitor: Visitor) -> None:
    """Nothing was complained of and nothing was asked for: that is seen when the windows close."""
    page = visitor.page
    assert await page.evaluate("typeof window.ran") == "undefined"
    assert NEVER_MADE & set(await page.evaluate(ELEMENTS)) == set()
    assert await page.evaluate(HANDLERS) == []
    assert await page.evaluate("document.scripts.length") == 1


def bare(text: str) -> str:
    return PLAIN.sub("", text)


async def test_what_people_write_reads_as_it_was_typed_and_runs_nothing(place: Place, windows: Windows) -> None:
    assert len(CAN_BE_SENT) >= 90
    owner = await windows.open("owner", place.lobby)
    staff = await windows.open("staff", place.lobby, width=390)

    for text in CAN_BE_SENT.values():
        await owner.says(text)
    await expect(staff.messages).to_have_count(len(CAN_BE_SENT))
    shown = await staff.messages.locator(".message-body").all_text_contents()

    for visitor in (owner, staff):
        await ran_nothing(visitor)
        assert await too_wide(visitor.page) == []
        assert await overlapping(visitor.page) == []
    read = zip(CAN_BE_SENT.items(), map(bare, shown), strict=True)
    assert [name for (name, text), body in read if "mark" not in name and bare(text) != body] == []


@pytest.mark.parametrize("width", [390, DESKTOP])
async def test_what_people_and_places_are_called_runs_nothing(place: Place, windows: Windows, width: int) -> None:
    place.guild.name = INJECTIONS["script: image that fails"]
    called(place)
    owner = await windows.open("owner", place.lobby, width=width)

    await owner.shows("Channels")
    headings = owner.page.get_by_role("navigation", name="Channels").get_by_role("heading", level=3)
    seen = [bare(one) for one in await headings.all_text_contents()]
    await owner.page.get_by_role("button", name="You are owner").click()
    await owner.still()

    await ran_nothing(owner)
    assert await too_wide(owner.page) == []
    assert seen == [bare(text[:100]) for text in CAN_BE_SENT.values()]


async def test_who_is_called_so_and_writes_and_is_answered_runs_nothing(place: Place, windows: Windows) -> None:
    users = called(place)
    said = [await place.sandbox.person(user).say(place.lobby, f"I am <@{user.id}>") for user in users]
    for user, message in zip(users, said, strict=True):
        await place.sandbox.person(user).say(place.lobby, "So am I.", reply_to=message)

    owner = await windows.open("owner", place.lobby)
    while await owner.messages.count() < 2 * len(users):
        await owner.messages.first.scroll_into_view_if_needed()
        await owner.still()

    await ran_nothing(owner)
    assert await too_wide(owner.page) == []
    assert await overlapping(owner.page) == []


def called(place: Place) -> list[User]:
    """Somebody of each name, who has a role of it; and a channel in a category of each name."""
    stage = place.sandbox.stage
    users = [stage.user(f"{n} {text}"[:32]) for n, text in enumerate(CAN_BE_SENT.values())]
    for user, text in zip(users, CAN_BE_SENT.values(), strict=True):
        stage.channel(place.guild, text[:100], parent=stage.category(place.guild, text[:100]))
        stage.join(place.guild, user, stage.role(place.guild, text[:100]))
    return users


async def test_what_a_bot_puts_into_its_messages_runs_nothing(place: Place, windows: Windows) -> None:
    owner = await windows.open("owner", place.lobby)
    for n, text in enumerate(CAN_BE_SENT.values()):
        components = [row(button(part(text, 80), f"press {n}")), row(select(f"choose {n}", part(text, 100)))]
        await place.tell(place.lobby, embeds=[embed(text)], components=components)

    await expect(owner.messages).to_have_count(len(CAN_BE_SENT))
    await ran_nothing(owner)
    assert await too_wide(owner.page) == []
    assert await overlapping(owner.page) == []


def part(text: str, length: int) -> str:
    """So much of it as fits, from where it says something."""
    return text.strip()[:length]


def embed(text: str) -> Json:
    named = part(text, 200)
    return {
        "title": named,
        "description": text,
        "url": "https://example.org/",
        "author": {"name": named},
        "footer": {"text": named},
        "fields": [{"name": named, "value": named, "inline": True}],
        "image": {"url": "http://127.0.0.1:9/x.png"},
        "thumbnail": {"url": "https://example.org/x.png"},
    }


async def test_files_called_so_run_nothing(place: Place, windows: Windows) -> None:
    owner = await windows.open("owner", place.lobby)
    person = place.sandbox.person(place.staff)
    page = b"<script>window.ran=1</script><img src=x onerror=window.ran=1>"
    for text in CAN_BE_SENT.values():
        await person.say(place.lobby, files=[Upload(text, page, description=text[:1024])])
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" onload="window.ran=1"><script>window.ran=1</script></svg>'
    await person.say(place.lobby, files=[Upload("drawing.svg", drawing), Upload("page.html", page)])

    await expect(owner.messages).to_have_count(len(CAN_BE_SENT) + 1)
    await ran_nothing(owner)
    assert await too_wide(owner.page) == []
    for name in ("drawing.svg", "page.html"):
        tab = await owner.opens(name)
        assert await tab.evaluate("typeof window.ran") == "undefined"
    assert [one for one in owner.window.complaints if "blocked" not in one.lower()] == []
    owner.window.complaints.clear()


async def test_forms_and_commands_called_so_run_nothing(place: Place, windows: Windows) -> None:
    owner = await windows.open("owner", place.lobby)
    await place.tell(place.lobby, "Here", components=[row(button("Press", "press"))])
    for n, text in enumerate(CAN_BE_SENT.values()):
        place.answers["press"] = {"type": FORM, "data": form(text)}
        await owner.presses("Press")
        await expect(owner.dialog.get_by_role("textbox")).to_be_visible()
        await ran_nothing(owner)
        assert await too_wide(owner.page) == []
        await owner.page.keyboard.press("Escape")
        await place.offer({"name": f"c{n}", "description": part(text, 100), "type": 1})


def form(text: str) -> Json:
    named = part(text, 45)
    field = {"type": 4, "custom_id": "t", "label": named, "style": 1, "placeholder": part(text, 100), "required": False}
    return {"custom_id": "form", "title": named, "components": [row(field)]}
