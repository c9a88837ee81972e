"""What stays where a message is drawn anew is the same thing: no press, key or choice slips to another one."""

import pytest
from playwright.async_api import Route, expect

from tests.browser.place import UPDATE, Json, Place, button, row, select
from tests.browser.test_asking import says
from tests.browser.test_meanwhile import changes, somebody_joins, topics
from tests.browser.windows import Windows

pytestmark = pytest.mark.slow

DOCS, PAY = "https://example.org/docs", "https://example.org/pay"


def link(label: str, url: str) -> Json:
    return {"type": 2, "style": 5, "label": label, "url": url}


async def test_the_keyboard_does_not_slip_from_one_address_to_another(place: Place, windows: Windows) -> None:
    words = await place.tell(place.lobby, f"{DOCS} {PAY}")
    card = await place.tell(place.lobby, "Card", components=[row(link("Docs", DOCS), link("Pay", PAY))])
    owner = await windows.open("owner", place.lobby)

    await owner.messages.first.get_by_role("link", name="docs").focus()
    await changes(place, owner, words, content=PAY)
    await expect(owner.messages.first).to_be_focused()
    await owner.last.get_by_role("link", name="Docs").focus()
    await changes(place, owner, card, components=[row(link("Pay", PAY))])
    await expect(owner.last).to_be_focused()


async def test_a_press_does_not_slip_from_one_place_to_another(place: Place, windows: Windows) -> None:
    den, cave = [place.sandbox.stage.channel(place.guild, name) for name in ("den", "cave")]
    said = await place.tell(place.lobby, f"<#{den.id}> <#{cave.id}>")
    owner = await windows.open("owner", place.lobby)
    await owner.last.get_by_role("button", name="den").hover()
    await owner.page.mouse.down()

    await changes(place, owner, said, content=f"<#{cave.id}>")
    await owner.page.mouse.up()
    await owner.still()

    assert await owner.where() == "lobby"


@pytest.mark.parametrize(
    "then",
    [
        [row(button("Leave", "leave"), button("Open", "open"))],
        [row(button("Leave", "leave")), row(button("Open", "open"))],
        [row(button("Open", "open"))],
    ],
)
async def test_a_press_counts_whatever_comes_or_goes_beside_it(
    place: Place, windows: Windows, then: list[Json]
) -> None:
    card = await place.tell(place.lobby, "Card", components=[row(button("Claim", "claim"), button("Open", "open"))])
    place.answers["open"] = {"type": UPDATE, "data": {"content": "Pressed"}}
    owner = await windows.open("owner", place.lobby)
    await owner.last.get_by_role("button", name="Open").hover()
    await owner.page.mouse.down()

    await changes(place, owner, card, components=then)
    await owner.last.get_by_role("button", name="Open").hover()
    await owner.page.mouse.up()

    await expect(owner.last).to_contain_text("Pressed")


async def test_the_list_of_a_select_is_that_of_its_options_now(place: Place, windows: Windows) -> None:
    card = await place.tell(place.lobby, "Card", components=[row(select("one", "Low", "High", placeholder="Set it"))])
    owner = await windows.open("owner", place.lobby)
    await owner.last.get_by_role("combobox", name="Set it").click()

    await changes(place, owner, card, components=[row(select("one", "Low", "Urgent", placeholder="Change it"))])

    await expect(owner.page.get_by_role("listbox")).to_have_count(0)
    select_now = owner.last.get_by_role("combobox", name="Change it")
    await expect(select_now).to_be_focused()
    await select_now.press("ArrowDown")
    await expect(owner.page.get_by_role("listbox", name="Change it").get_by_role("option")).to_have_text(
        ["Low", "Urgent"]
    )


async def test_a_select_of_people_offers_those_who_are_there_now(place: Place, windows: Windows) -> None:
    several = select("many", kind=5, placeholder="Several", min_values=1, max_values=2)
    await place.tell(place.lobby, "Card", components=[row(select("one", kind=5)), row(several)])
    owner = await windows.open("owner", place.lobby)
    await owner.page.get_by_text("Several (choose 1 to 2)").click()

    await somebody_joins(place, owner)

    await expect(owner.last.get_by_label("newcomer")).to_be_visible()
    await owner.last.get_by_role("combobox").click()
    await expect(owner.page.get_by_role("option", name="newcomer")).to_be_visible()


async def test_what_was_ticked_is_not_ticked_where_its_value_stands_for_something_else(
    place: Place, windows: Windows
) -> None:
    card = await place.tell(place.lobby, "Card", components=[topics("App", "Web")])
    owner = await windows.open("owner", place.lobby)
    await owner.page.get_by_text("Topics (choose 1 to 2)").click()
    for name in ("App", "Web"):
        await owner.page.get_by_label(name).check()

    await changes(place, owner, card, components=[topics("App", "Film")])

    await expect(owner.page.get_by_label("App")).to_be_checked()
    await expect(owner.page.get_by_label("Film")).not_to_be_checked()


async def test_more_ticks_than_can_be_taken_now_are_not_sent(place: Place, windows: Windows) -> None:
    def chooser(most: int) -> Json:
        return row(select("topics", "App", "Web", "Film", placeholder="Topics", min_values=1, max_values=most))

    card = await place.tell(place.lobby, "Card", components=[chooser(3)])
    owner = await windows.open("owner", place.lobby)
    await owner.page.get_by_text("Topics (choose 1 to 3)").click()
    for name in ("App", "Web", "Film"):
        await owner.page.get_by_label(name).check()

    await changes(place, owner, card, components=[chooser(2)])

    send = owner.page.get_by_role("button", name="Send choice")
    await expect(send).to_have_attribute("aria-disabled", "true")
    await owner.page.get_by_label("Web").uncheck()
    await expect(send).to_have_attribute("aria-disabled", "false")


async def test_what_is_ticked_while_a_choice_is_on_its_way_is_the_next_one(place: Place, windows: Windows) -> None:
    await place.tell(place.lobby, "Card", components=[topics("App", "Web", "Film")])
    place.answers["topics"] = says("Chosen.")
    owner = await windows.open("owner", place.lobby)
    await owner.page.get_by_text("Topics (choose 1 to 2)").click()
    await owner.page.get_by_label("App").check()

    async def slowly(route: Route) -> None:
        await owner.page.get_by_label("Web").check()
        await route.continue_()

    await owner.next_call("POST", "**/select", slowly)
    await owner.presses("Send choice")

    await expect(owner.last).to_contain_text("Chosen.")
    await owner.still()
    await expect(owner.page.get_by_label("Web")).to_be_checked()
