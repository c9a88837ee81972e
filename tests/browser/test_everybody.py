"""The page is for everybody: by axe-core, at every width, in light and dark, with words of any length and direction."""

import pytest

from bot.sandbox import Upload
from tests.browser.chromium import DESKTOP
from tests.browser.conftest import Desk
from tests.browser.looking import covered, overlapping, shut_out, too_wide
from tests.browser.pages import drawn
from tests.browser.place import FORM, MESSAGE, ONLY_YOU, Json, Place, button, row, select
from tests.browser.visitor import Visitor
from tests.browser.windows import Windows

pytestmark = pytest.mark.slow

WIDTHS = (320, 390, DESKTOP)
LOOKS = pytest.mark.parametrize(
    ("width", "is_dark"), [(320, False), (390, True), (DESKTOP, False), (DESKTOP, True)], ids=str
)
GERMAN = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
ARABIC = "لا أستطيع قراءة سجلاتي منذ هذا الصباح، والصفحة تقول: لا يوجد وصول"


async def is_for_everybody(visitor: Visitor) -> None:
    await visitor.still()
    page = visitor.page
    found = [await look(page) for look in (shut_out, too_wide, covered, overlapping)]
    assert found == [[], [], [], []]


@LOOKS
async def test_a_lively_channel(place: Place, windows: Windows, width: int, is_dark: bool) -> None:
    await be_lively(place)

    owner = await windows.open("owner", place.lobby, width=width, is_dark=is_dark)
    await owner.presses("Whisper")
    await is_for_everybody(owner)

    await owner.last.hover()
    await is_for_everybody(owner)


async def be_lively(place: Place) -> None:
    """Everything that a message can hold, with short words and long ones, from left and right."""
    staff = place.sandbox.person(place.staff)
    picture, notes = Upload("picture.png", drawn(640, 360), description="A window"), Upload(f"{GERMAN}.txt", b"!")
    said = await staff.say(place.lobby, "Hello")
    for words in (f"**{GERMAN}** and `{GERMAN}`", f"> {ARABIC}\n{ARABIC}", f"```py\n{GERMAN * 3}\n```"):
        await staff.say(place.lobby, words)
    await staff.say(place.lobby, f"<@{place.owner.id}> ||hidden|| <t:1772445600:R>", [picture, notes], reply_to=said)
    await staff.react(said, "👍")
    place.answers["whisper"] = {"type": MESSAGE, "data": {"content": ARABIC, "flags": ONLY_YOU}}
    for words in ("Choose", GERMAN, ARABIC):
        await place.tell(place.lobby, words, embeds=[card(words)], components=controls(words))


def card(words: str) -> Json:
    fields = [{"name": words, "value": words, "inline": True} for _ in range(3)]
    return {
        "title": words,
        "url": "https://example.org/",
        "description": f"{words} [{words}](https://example.org/) ~~{words}~~",
        "fields": fields,
        "author": {"name": words},
        "footer": {"text": words},
        "color": 0xFFFF00,
        "timestamp": "2026-03-02T09:00:00+00:00",
    }


def controls(words: str) -> list[Json]:
    styles = [button(words, f"style {n} {words}", n) for n in range(1, 5)]
    link = {"type": 2, "label": words, "style": 5, "url": "https://example.org/"}
    off = button(words, f"off {words}", disabled=True)
    return [
        row(*styles, link),
        row(button("Whisper", "whisper"), off),
        row(select(f"one {words}", words, "other", placeholder=words)),
        row(select(f"some {words}", words, "other", min_values=1, max_values=2)),
        row(select(f"who {words}", kind=5)),
    ]


@pytest.mark.parametrize("words", [GERMAN, ARABIC], ids=["german", "arabic"])
@pytest.mark.parametrize("width", WIDTHS)
async def test_names_of_any_length_and_direction(place: Place, windows: Windows, width: int, words: str) -> None:
    stage, person = place.sandbox.stage, place.sandbox.person(place.administrator)
    place.guild.name = words
    role = stage.role(place.guild, words)
    for name in ("staff", "owner"):
        stage.join(place.guild, stage.user(f"{name} {words}"[:32]), role)
    category = stage.category(place.guild, words)
    channel = stage.channel(place.guild, words, parent=category)
    await person.change_channel(channel, topic=f"{words} {words}")
    await person.say(channel, words)

    administrator = await windows.open("administrator", channel, width=width)
    await is_for_everybody(administrator)
    for drawer in ("Channels", "Members"):
        await administrator.shows(drawer)
        await is_for_everybody(administrator)
        await administrator.page.keyboard.press("Escape")


@LOOKS
async def test_forms_and_commands(place: Place, windows: Windows, width: int, is_dark: bool) -> None:
    place.answers["ask"] = {"type": FORM, "data": form(GERMAN, ARABIC)}
    await place.offer(command(GERMAN, ARABIC))
    await place.tell(place.lobby, "Ask", components=[row(button("Ask", "ask"))])
    owner = await windows.open("owner", place.lobby, width=width, is_dark=is_dark)

    await owner.presses("Ask")
    await owner.dialog.get_by_role("button", name="Submit").click()
    await is_for_everybody(owner)
    await owner.page.keyboard.press("Escape")
    await owner.composer.press_sequentially("/")
    await is_for_everybody(owner)
    await owner.page.get_by_role("listbox", name="Commands").get_by_role("option").first.click()
    await owner.page.get_by_role("form").get_by_role("button", name="Send").click()
    await is_for_everybody(owner)


def form(*words: str) -> Json:
    text = {"type": 4, "custom_id": "text", "style": 2, "placeholder": words[0], "min_length": 5, "max_length": 50}
    listed = select("kinds", *words, "c", min_values=1, max_values=3)
    who = select("who", kind=5)
    labels = [
        {"type": 18, "label": word[:45], "description": word[:100], "component": part}
        for word, part in zip((*words, words[0]), (text, listed, who), strict=True)
    ]
    return {"custom_id": "form", "title": words[1][:45], "components": labels}


def command(*words: str) -> Json:
    kinds = [3, 4, 5, 6, 7, 8, 10, 11]
    options = [{"type": kind, "name": f"option{kind}", "description": words[0][:100]} for kind in kinds]
    chosen = {"type": 3, "name": "choice", "description": words[1][:100], "required": True}
    chosen |= {"choices": [{"name": word[:100], "value": str(n)} for n, word in enumerate(words)]}
    return {"name": "ask", "description": words[1][:100], "type": 1, "options": [chosen, *options]}


@LOOKS
async def test_the_desk_with_its_guide_and_what_goes_on_behind_it(desk: Desk, width: int, is_dark: bool) -> None:
    administrator = await desk.windows.open("administrator", width=width, is_dark=is_dark)
    await is_for_everybody(administrator)
    await administrator.page.get_by_role("button", name="Your first ticket").click()
    await is_for_everybody(administrator)
    await administrator.page.get_by_role("button", name="Behind the scenes", exact=True).click()
    await administrator.goes("Steward")
    await is_for_everybody(administrator)
    await administrator.page.get_by_role("button", name="You are administrator").click()
    await is_for_everybody(administrator)
