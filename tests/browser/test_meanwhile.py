"""Whoever is in the middle of something keeps keyboard, caret, choice and open list, whatever news come meanwhile."""

from collections.abc import Sequence
from datetime import timedelta

import anyio
import pytest
from playwright.async_api import Locator, Route, WebSocketRoute, expect

from bot.sandbox import Permission, deny
from tests.browser.place import MORNING, UPDATE, Json, Place, button, row, select
from tests.browser.test_asking import STRING, asks, field, option, says
from tests.browser.test_frame import PHONE, members, person
from tests.browser.visitor import Visitor
from tests.browser.windows import Windows

pytestmark = pytest.mark.slow

MARK = """(one) => {
  const words = one.querySelector('.prose').firstChild.firstChild;
  getSelection().setBaseAndExtent(words, 2, words, 7);
}"""
MARKED = "getSelection().toString()"
SEND, CLOSE, PICK = (
    {"name": name, "description": "It", "options": [option("reason", STRING)]} for name in ("send", "close", "pick")
)


async def somebody_joins(place: Place, window: Visitor, name: str = "newcomer") -> None:
    place.sandbox.stage.join(place.guild, place.sandbox.stage.user(name))
    await expect(members(window.page).get_by_role("button", name=name)).to_be_visible()
    await window.still()


async def changes(place: Place, window: Visitor, message: str, **to: object) -> None:
    """The bot edits what it said."""
    status, said = await place.api("PATCH", f"/channels/{place.lobby.id}/messages/{message}", to)
    assert status == 200, said
    await window.still()


async def one_reacts(place: Place, window: Visitor) -> None:
    staff = place.sandbox.person(place.staff)
    await staff.react(staff.sees(place.lobby)[-1], "👍")
    await window.still()


async def is_deleted(place: Place, window: Visitor, message: str) -> None:
    await place.api("DELETE", f"/channels/{place.lobby.id}/messages/{message}")
    await expect(window.page.locator(f"[data-id='{message}']")).to_have_count(0)


async def sits_down(window: Visitor, name: str) -> None:
    """Somebody else, at the same window."""
    await person(window.page).click()
    await window.page.get_by_role("button", name=name, exact=True).first.click()
    await expect(person(window.page)).to_have_accessible_name(f"You are {name}")
    await window.still()


async def fills_in(window: Visitor, command: str) -> Locator:
    """The field of the command that is being filled in."""
    await window.composer.press_sequentially(f"/{command}")
    await window.page.keyboard.press("Enter")
    return window.page.get_by_role("form", name=f"Command {command}").get_by_label("reason")


# where one writes


async def test_the_command_one_is_at_stays_and_a_list_that_was_left_is_closed(place: Place, windows: Windows) -> None:
    await place.offer(SEND, CLOSE, PICK)
    owner = await windows.open("owner", place.lobby)
    await owner.composer.press("/")
    for _ in range(2):
        await owner.composer.press("ArrowDown")

    await somebody_joins(place, owner)
    await expect(owner.page.get_by_role("option", name="/send")).to_have_attribute("aria-selected", "true")
    await owner.composer.press("Escape")
    await somebody_joins(place, owner, "visitor")

    await expect(owner.page.get_by_role("listbox")).to_have_count(0)


async def test_who_may_not_write_any_more_keeps_what_was_typed_and_the_caret(place: Place, windows: Windows) -> None:
    owner = await windows.open("owner", place.lobby)
    await owner.composer.press_sequentially("It cashes")
    for _ in range(5):
        await owner.composer.press("ArrowLeft")

    place.sandbox.stage.time_out(place.guild, place.owner, MORNING + timedelta(hours=1))
    await expect(owner.page.get_by_text("you were given a time-out")).to_be_visible()
    await expect(owner.composer).to_be_focused()
    await owner.page.keyboard.type("x")
    await expect(owner.composer).to_have_value("It cashes")
    place.sandbox.stage.time_out(place.guild, place.owner, None)
    await expect(owner.page.get_by_text("you were given a time-out")).to_be_hidden()
    await owner.page.keyboard.type("r")

    await expect(owner.composer).to_have_value("It crashes")


async def test_what_was_typed_in_a_place_that_goes_can_still_be_copied(place: Place, windows: Windows) -> None:
    den = place.sandbox.stage.channel(place.guild, "den")
    owner = await windows.open("owner", den)
    await owner.composer.press_sequentially("Three long sentences")

    place.sandbox.stage.delete_channel(den)

    await expect(owner.page.get_by_role("heading", level=1)).to_have_text("Not here any more")
    await expect(owner.composer).to_have_value("Three long sentences")
    await expect(owner.composer).to_be_focused()
    await owner.page.keyboard.press("Enter")
    await owner.goes("lobby")
    await expect(owner.composer).to_have_value("")


async def test_who_had_typed_nothing_in_a_place_that_goes_is_not_left_nowhere(place: Place, windows: Windows) -> None:
    den = place.sandbox.stage.channel(place.guild, "den")
    owner = await windows.open("owner", den)
    await owner.composer.focus()

    place.sandbox.stage.delete_channel(den)

    await expect(owner.page.get_by_role("log", name="Messages")).to_be_focused()


async def test_an_edit_in_a_place_that_goes_stays_where_one_writes(place: Place, windows: Windows) -> None:
    den = place.sandbox.stage.channel(place.guild, "den")
    owner = await windows.open("owner", den)
    await owner.says("It crashs")
    await owner.composer.press("ArrowUp")
    await owner.page.keyboard.type(", often")

    place.sandbox.stage.delete_channel(den)

    await expect(owner.page.get_by_role("textbox", name="Edit the message")).to_have_count(0)
    await expect(owner.composer).to_have_value("It crashs, often")


async def says_and_types(window: Visitor, text: str, *, meanwhile: str, press: Sequence[str] = ()) -> None:
    """Sends the one, and types the other before it has arrived; `press` are keys before what is typed."""

    async def slowly(route: Route) -> None:
        for key in press:
            await window.page.keyboard.press(key)
        await window.page.keyboard.type(meanwhile)
        await route.continue_()

    await window.next_call("POST", "**/messages", slowly)
    await window.composer.fill(text)
    await window.composer.press("Enter")


async def test_what_is_typed_while_the_words_before_are_on_their_way_stays(place: Place, windows: Windows) -> None:
    owner = await windows.open("owner", place.lobby)

    await says_and_types(owner, "first ", meanwhile="next")

    await expect(owner.last).to_contain_text("first")
    await expect(owner.composer).to_have_value("next")


async def test_what_is_sent_while_the_words_before_are_on_their_way_follows_them(
    place: Place, windows: Windows
) -> None:
    owner = await windows.open("owner", place.lobby)

    await says_and_types(owner, "first", meanwhile="second\n")

    await expect(owner.messages.locator(".prose")).to_have_text(["first", "second"])
    await expect(owner.composer).to_have_value("")


async def test_what_waits_to_be_sent_is_said_by_who_wrote_it(place: Place, windows: Windows) -> None:
    window = await windows.open("owner", place.lobby)
    is_asked, may_go = anyio.Event(), anyio.Event()

    async def held(route: Route) -> None:
        is_asked.set()
        await may_go.wait()
        await route.continue_()

    await window.next_call("POST", "**/people/owner/*/*/messages", held)
    for text in ("first", "second"):
        await window.composer.fill(text)
        await window.composer.press("Enter")
    await is_asked.wait()
    await sits_down(window, "staff")
    may_go.set()

    await expect(window.messages.locator(".prose")).to_have_text(["first", "second"])
    assert {one.author for one in place.sandbox.person(place.staff).sees(place.lobby)} == {"owner"}


async def test_what_replaces_the_words_on_their_way_is_not_cut(place: Place, windows: Windows) -> None:
    owner = await windows.open("owner", place.lobby)

    await says_and_types(owner, "ok", press=["Control+a"], meanwhile="okay, and this")

    await expect(owner.last).to_contain_text("ok")
    await expect(owner.composer).to_have_value("okay, and this")


async def test_what_is_refused_comes_back_to_where_it_was_said(place: Place, windows: Windows) -> None:
    place.sandbox.stage.channel(place.guild, "den")
    owner = await windows.open("owner", place.lobby)
    await expect(owner.composer).to_be_visible()

    async def refused_elsewhere(route: Route) -> None:
        await owner.page.keyboard.type("next")
        await owner.goes("den")
        place.sandbox.stage.overwrite(place.lobby, deny(place.guild, Permission.SEND_MESSAGES))
        await route.continue_()

    await owner.next_call("POST", "**/messages", refused_elsewhere)
    await owner.composer.fill("@staff first")
    await owner.composer.press("Enter")

    waits = "What you wrote in #lobby was not sent, and waits there."
    await expect(owner.page.get_by_text(waits)).to_be_visible()
    await expect(owner.composer).to_have_value("")
    await owner.goes("lobby")
    await expect(owner.composer).to_have_value("@staff first\nnext")


async def test_an_answer_to_what_is_deleted_meanwhile_is_none_and_its_text_stays(
    place: Place, windows: Windows
) -> None:
    asked = await place.tell(place.lobby, "Which version?")
    owner = await windows.open("owner", place.lobby)
    await owner.last.hover()
    await owner.presses("Reply to bot")
    await owner.page.keyboard.type("4.2")
    leave = owner.page.get_by_role("button", name="Do not reply")
    await leave.focus()

    await somebody_joins(place, owner)
    await expect(leave).to_be_focused()
    await is_deleted(place, owner, asked)

    await expect(owner.page.get_by_text("The message you were answering was deleted.")).to_be_visible()
    await expect(owner.composer).to_be_focused()
    await owner.page.keyboard.press("Enter")
    await expect(owner.last).to_contain_text("4.2")


async def test_an_edit_of_what_goes_leaves_who_fills_in_a_command_there(place: Place, windows: Windows) -> None:
    await place.offer(CLOSE)
    owner = await windows.open("owner", place.lobby)
    await owner.says("It crashs")
    said = place.sandbox.person(place.owner).sees(place.lobby)[-1]
    await owner.composer.press("ArrowUp")
    await owner.page.keyboard.type(", often")
    await owner.page.locator("#composer").press_sequentially("/close")
    await owner.page.keyboard.press("Enter")

    await is_deleted(place, owner, str(said.id))

    await expect(owner.page.get_by_role("form").get_by_label("reason")).to_be_focused()
    await owner.page.get_by_role("button", name="Cancel").click()
    await expect(owner.composer).to_have_value("It crashs, often")


async def test_what_is_deleted_while_one_is_elsewhere_takes_no_words_along(place: Place, windows: Windows) -> None:
    place.sandbox.stage.channel(place.guild, "den")
    asked = await place.tell(place.lobby, "Which version?")
    owner = await windows.open("owner", place.lobby)
    await owner.says("It crashs")
    await owner.composer.press("ArrowUp")
    await owner.page.keyboard.type(", often")
    await owner.messages.first.hover()
    await owner.presses("Reply to bot")
    await owner.page.keyboard.type("4.2")
    said = place.sandbox.person(place.owner).sees(place.lobby)[-1]

    await owner.goes("den")
    for gone in (asked, said.id):
        await place.api("DELETE", f"/channels/{place.lobby.id}/messages/{gone}")
    await expect(owner.page.get_by_text("The message you were editing was deleted.")).to_be_visible()
    await expect(owner.composer).to_have_value("")
    await owner.goes("lobby")

    await expect(owner.page.get_by_text("Replying to")).to_have_count(0)
    await expect(owner.composer).to_have_value("4.2\nIt crashs, often")
    await owner.composer.press("Enter")
    await expect(owner.last).to_contain_text("It crashs, often")


async def test_the_way_to_commands_keeps_the_keyboard_where_one_may_not_write(place: Place, windows: Windows) -> None:
    await place.offer(CLOSE)
    quiet = place.sandbox.stage.channel(place.guild, "quiet", deny(place.guild, Permission.SEND_MESSAGES))
    owner = await windows.open("owner", quiet)
    use = owner.page.get_by_role("button", name="Use a command", exact=True).last
    await use.focus()

    await somebody_joins(place, owner)

    await expect(use).to_be_focused()


# a command that is being filled in


async def test_a_command_that_is_looked_for_leaves_what_was_typed(place: Place, windows: Windows) -> None:
    await place.offer(CLOSE)
    owner = await windows.open("owner", place.lobby)
    await owner.composer.fill("Half a sentence")

    await owner.page.get_by_role("button", name="Use a command").click()
    await owner.page.keyboard.press("Enter")
    await expect(owner.page.get_by_role("form").get_by_label("reason")).to_be_focused()
    await owner.page.keyboard.press("Escape")

    await expect(owner.composer).to_have_value("Half a sentence")


async def test_a_command_waits_where_it_was_begun_and_outlives_its_place(place: Place, windows: Windows) -> None:
    await place.offer(CLOSE)
    den = place.sandbox.stage.channel(place.guild, "den")
    owner = await windows.open("owner", den)
    reason = await fills_in(owner, "close")
    await owner.page.keyboard.type("all done")

    await owner.goes("lobby")
    await expect(reason).to_have_count(0)
    await owner.goes("den")
    await expect(reason).to_have_value("all done")
    await reason.focus()
    place.sandbox.stage.delete_channel(den)

    await expect(owner.page.get_by_role("heading", level=1)).to_have_text("Not here any more")
    await expect(reason).to_have_value("all done")
    await expect(reason).to_be_focused()


async def test_a_late_answer_does_not_close_the_command_that_was_begun_since(place: Place, windows: Windows) -> None:
    await place.offer(CLOSE)
    place.answers["close"] = says("It is closed.")
    place.sandbox.stage.channel(place.guild, "den")
    owner = await windows.open("owner", place.lobby)

    async def late(route: Route) -> None:
        await owner.goes("den")
        await fills_in(owner, "close")
        await owner.page.keyboard.type("the other ")
        await route.continue_()

    await owner.next_call("POST", "**/commands", late)
    await fills_in(owner, "close")
    await owner.page.keyboard.press("Enter")
    await expect(owner.place("lobby")).to_have_accessible_name("lobby 1 new message")
    await owner.page.keyboard.type("one")

    await expect(owner.page.get_by_role("form").get_by_label("reason")).to_have_value("the other one")


async def test_after_a_form_that_a_command_opened_one_is_where_one_writes(place: Place, windows: Windows) -> None:
    await place.offer(CLOSE)
    place.answers["close"] = asks("Why?", field("Title", "title"))
    owner = await windows.open("owner", place.lobby)
    await fills_in(owner, "close")
    await owner.page.keyboard.press("Enter")
    await expect(owner.dialog).to_be_visible()

    await owner.page.keyboard.press("Escape")

    await expect(owner.composer).to_be_focused()


# a message that changes under one's hands


async def test_an_open_select_stays_while_its_message_changes(place: Place, windows: Windows) -> None:
    card = await place.tell(place.lobby, "Card", components=[row(select("priority", "Low", "High"))])
    place.answers["priority"] = says("Chosen.")
    owner = await windows.open("owner", place.lobby)
    await owner.last.get_by_role("combobox").click()
    await owner.page.keyboard.press("ArrowDown")

    await changes(place, owner, card, content="", embeds=[{"title": "Another card"}])
    await one_reacts(place, owner)
    high = owner.page.get_by_role("option", name="High")
    await expect(high).to_have_attribute("aria-selected", "true")
    await owner.page.keyboard.press("Enter")

    await expect(owner.last).to_contain_text("Chosen.")


async def test_a_select_that_goes_takes_its_list_along(place: Place, windows: Windows) -> None:
    chooser = row(select("priority", "Low", "High"))
    card = await place.tell(place.lobby, "Card", components=[chooser])
    owner = await windows.open("owner", place.lobby)
    await owner.last.get_by_role("combobox").click()

    await changes(place, owner, card, components=[row(select("priority", "Low", "High", disabled=True))])
    await expect(owner.page.get_by_role("listbox")).to_have_count(0)
    await expect(owner.last).to_be_focused()
    await changes(place, owner, card, components=[chooser])
    await owner.last.get_by_role("combobox").click()
    await is_deleted(place, owner, card)

    await expect(owner.page.get_by_role("listbox")).to_have_count(0)
    await expect(owner.page.get_by_role("log", name="Messages")).to_be_focused()


def topics(*options: str) -> Json:
    return row(select("topics", *options, placeholder="Topics", min_values=1, max_values=2))


async def test_what_is_ticked_stays_until_it_was_sent(place: Place, windows: Windows) -> None:
    card = await place.tell(place.lobby, "Card", components=[topics("App", "Web", "Paper")])
    owner = await windows.open("owner", place.lobby)
    await owner.page.get_by_text("Topics (choose 1 to 2)").click()
    await owner.page.get_by_label("Web").check()
    await owner.page.get_by_label("App").focus()

    await one_reacts(place, owner)
    await changes(place, owner, card, content="Changed", components=[topics("App", "Web", "Paper", "Film")])

    await expect(owner.page.get_by_label("App")).to_be_focused()
    await expect(owner.page.get_by_label("Web")).to_be_checked()
    await owner.page.get_by_label("Film").check()
    await expect(owner.page.get_by_label("App")).to_be_disabled()
    await owner.presses("Send choice")
    await expect(owner.last.get_by_role("alert")).to_contain_text("did not respond")
    await expect(owner.page.get_by_label("Web")).to_be_checked()
    place.answers["topics"] = says("Chosen.")
    await owner.presses("Send choice")
    await expect(owner.last).to_contain_text("Chosen.")
    used = [*place.sandbox.world.interactions.values()][-1]
    assert used.payload["data"]["values"] == ["1", "3"]
    await expect(owner.page.get_by_label("Web")).not_to_be_checked()
    await expect(owner.page.get_by_label("App")).to_be_enabled()


async def test_what_one_has_ticked_is_not_ticked_for_another(place: Place, windows: Windows) -> None:
    await place.tell(place.lobby, "Card", components=[topics("App", "Web")])
    owner = await windows.open("owner", place.lobby)
    await owner.page.get_by_text("Topics (choose 1 to 2)").click()
    await owner.page.get_by_label("Web").check()

    for name in ("staff", "owner"):
        await sits_down(owner, name)
        await owner.page.get_by_text("Topics (choose 1 to 2)").click()
        await expect(owner.page.get_by_label("Web")).to_be_checked(checked=name == "owner")


async def test_a_press_counts_though_its_message_changes_before_it_is_over(place: Place, windows: Windows) -> None:
    card = await place.tell(place.lobby, "Card", components=[row(button("Open", "open"))])
    place.answers["open"] = {"type": UPDATE, "data": {"content": "Pressed"}}
    owner = await windows.open("owner", place.lobby)
    await owner.last.get_by_role("button", name="Open").hover()
    await owner.page.mouse.down()

    await changes(place, owner, card, embeds=[{"title": "Card"}], content="Changed")
    await one_reacts(place, owner)
    await owner.last.get_by_role("button", name="Open").hover()
    await owner.page.mouse.up()

    await expect(owner.last).to_contain_text("Pressed")


async def test_whatever_in_a_message_has_the_keyboard_keeps_it(place: Place, windows: Windows) -> None:
    text = f"See https://example.org, ||the end|| in <#{place.lobby.id}>"
    card = await place.tell(place.lobby, text, components=[row(button("Open", "open"))])
    owner = await windows.open("owner", place.lobby)
    await owner.last.get_by_role("button", name="Show the spoiler").click()

    for focused in (
        owner.last.get_by_role("link", name="example.org"),
        owner.last.get_by_role("button", name="lobby"),
        owner.last.get_by_role("button", name="Open"),
    ):
        await focused.focus()
        await changes(place, owner, card, content=f"{text} again")
        await changes(place, owner, card, content=text)
        await expect(focused).to_be_focused()
    await expect(owner.last.get_by_text("the end")).to_be_visible()
    await changes(place, owner, card, components=[row(button("Open", "open", disabled=True))])

    await expect(owner.last).to_be_focused()


async def test_a_mention_of_a_place_leads_there_with_the_keyboard(place: Place, windows: Windows) -> None:
    den = place.sandbox.stage.channel(place.guild, "den")
    await place.tell(place.lobby, f"See <#{den.id}>")
    owner = await windows.open("owner", place.lobby)
    await owner.last.get_by_role("button", name="den").focus()

    await owner.page.keyboard.press("Enter")

    await expect(owner.page.get_by_role("heading", level=1)).to_have_text("den")
    await expect(owner.page.get_by_role("log", name="Messages")).to_be_focused()


async def test_what_is_copied_from_an_open_menu_are_the_words_of_now(place: Place, windows: Windows) -> None:
    said = await place.tell(place.lobby, "old words")
    owner = await windows.open("owner", place.lobby)
    await owner.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await owner.last.hover()
    await owner.page.get_by_role("button", name="More for bot's message").click()

    await changes(place, owner, said, content="new words")
    await owner.page.get_by_role("menuitem", name="Copy the text").click()

    assert await owner.page.evaluate("navigator.clipboard.readText()") == "new words"


async def test_what_is_marked_to_be_copied_stays_marked(place: Place, windows: Windows) -> None:
    said = await place.tell(place.lobby, "An error 404 came", components=[row(button("Open", "open"))])
    owner = await windows.open("owner", place.lobby)
    await owner.last.evaluate(MARK)
    marked = await owner.page.evaluate(MARKED)

    await one_reacts(place, owner)
    await changes(place, owner, said, embeds=[{"title": "More"}])
    await place.tell(place.lobby, "Another one")
    await somebody_joins(place, owner)

    assert (marked, await owner.page.evaluate(MARKED)) == (" erro", " erro")


async def test_the_tools_of_a_message_stay_with_who_is_at_them(place: Place, windows: Windows) -> None:
    said = await place.tell(place.lobby, "first")
    owner = await windows.open("owner", place.lobby)
    await owner.last.hover()
    react = owner.last.get_by_role("button", name="Add a reaction").last
    more = owner.page.get_by_role("button", name="More for bot's message")
    await react.focus()

    await changes(place, owner, said, content="second")
    await expect(react).to_be_focused()
    await more.click()
    await changes(place, owner, said, content="third")
    await expect(more).to_have_attribute("aria-expanded", "true")
    await expect(owner.page.get_by_role("menuitem").first).to_be_focused()
    await owner.page.keyboard.press("Escape")
    await expect(more).to_be_focused()
    await more.click()
    await is_deleted(place, owner, said)

    await expect(owner.page.get_by_role("menu")).to_have_count(0)
    await expect(owner.page.get_by_role("log", name="Messages")).to_be_focused()


async def test_an_edit_keeps_its_buttons_its_list_and_its_words(place: Place, windows: Windows) -> None:
    owner = await windows.open("owner", place.lobby)
    await owner.says("It crashes")
    await owner.composer.press("ArrowUp")
    await owner.page.keyboard.type(" @sta")
    await expect(owner.page.get_by_role("option", name="@staff")).to_be_visible()

    await one_reacts(place, owner)
    await owner.page.keyboard.press("Tab")
    edit = owner.page.get_by_role("textbox", name="Edit the message")
    await expect(edit).to_have_value("It crashes @staff ")
    await owner.last.hover()
    await owner.presses("Edit")
    await expect(edit).to_have_value("It crashes @staff ")
    save = owner.page.get_by_role("button", name="save")
    await save.focus()
    staff = place.sandbox.person(place.staff)
    await staff.react(staff.sees(place.lobby)[-1], "🎉")
    await owner.still()

    await expect(save).to_be_focused()


async def test_an_edit_belongs_to_who_began_it(place: Place, windows: Windows) -> None:
    owner = await windows.open("owner", place.lobby)
    await owner.says("It crashes")
    await owner.composer.press("ArrowUp")
    await owner.page.keyboard.type(", often")
    edit = owner.page.get_by_role("textbox", name="Edit the message")

    for name, count in (("staff", 0), ("owner", 1)):
        await sits_down(owner, name)
        await expect(edit).to_have_count(count)

    await expect(edit).to_have_value("It crashes, often")


async def test_an_edit_that_is_saved_late_leaves_the_next_one_alone(place: Place, windows: Windows) -> None:
    owner = await windows.open("owner", place.lobby)
    for text in ("first", "second"):
        await owner.says(text)
    edit = owner.page.get_by_role("textbox", name="Edit the message")

    async def late(route: Route) -> None:
        await owner.message("first").hover()
        await owner.message("first").get_by_role("button", name="Edit").click()
        await owner.page.keyboard.type(" of ")
        await route.continue_()

    await owner.next_call("PATCH", "**/messages/*", late)
    await owner.composer.press("ArrowUp")
    await owner.page.keyboard.type(" thought")
    await owner.page.keyboard.press("Enter")
    await expect(owner.last).to_contain_text("second thought")
    await owner.still()
    await owner.page.keyboard.type("all")

    await expect(edit).to_have_value("first of all")


# what stands around the conversation


async def test_what_is_typed_while_an_edit_is_on_its_way_goes_on_being_edited(place: Place, windows: Windows) -> None:
    owner = await windows.open("owner", place.lobby)
    await owner.says("first")

    async def slowly(route: Route) -> None:
        await owner.page.keyboard.type(" and more")
        await route.continue_()

    await owner.next_call("PATCH", "**/messages/*", slowly)
    await owner.composer.press("ArrowUp")
    await owner.page.keyboard.type(" thought")
    await owner.page.keyboard.press("Enter")

    field = owner.page.get_by_role("textbox", name="Edit the message")
    await expect(field).to_have_value("first thought and more")
    await owner.page.keyboard.press("Enter")
    await expect(owner.last).to_contain_text("first thought and more(edited)")


async def test_the_menu_of_a_member_stays_until_they_go(place: Place, windows: Windows) -> None:
    owner = await windows.open("owner", place.lobby)
    staff = members(owner.page).get_by_role("button", name="staff")
    await staff.click()

    await somebody_joins(place, owner)
    await expect(staff).to_have_attribute("aria-expanded", "true")
    await expect(owner.page.get_by_role("menuitem").first).to_be_focused()
    await owner.page.keyboard.press("Escape")
    await expect(staff).to_be_focused()
    await staff.press("Enter")
    place.sandbox.stage.leave(place.guild, place.staff)

    await expect(owner.page.get_by_role("menu")).to_have_count(0)
    await expect(members(owner.page)).to_be_focused()


async def test_who_is_among_the_channels_stays_there(place: Place, windows: Windows) -> None:
    stage = place.sandbox.stage
    administrator = place.sandbox.person(place.administrator)
    await administrator.archive(await administrator.begin_thread(place.lobby, "done"))
    den = stage.channel(place.guild, "den")
    owner = await windows.open("owner", place.lobby)
    await owner.page.get_by_text("1 archived thread").click()
    await owner.place("den").focus()

    stage.channel(place.guild, "above", parent=stage.category(place.guild, "Inside"))
    await expect(owner.place("above")).to_be_visible()
    await expect(owner.place("den")).to_be_focused()
    stage.rename(den, "cave")
    await expect(owner.place("cave")).to_be_focused()
    await expect(owner.place("done")).to_be_visible()
    stage.delete_channel(den)

    await expect(owner.page.get_by_role("navigation", name="Channels")).to_be_focused()


async def test_who_looks_for_another_person_stays_there(place: Place, windows: Windows) -> None:
    owner = await windows.open("owner", place.lobby)
    await person(owner.page).click()
    link = owner.page.get_by_role("link", name="Open another window as staff")
    await link.focus()

    await somebody_joins(place, owner)

    await expect(link).to_be_focused()


async def test_who_may_not_do_anything_with_a_place_any_more_is_not_left_nowhere(
    place: Place, windows: Windows
) -> None:
    threads = Permission.CREATE_PUBLIC_THREADS | Permission.CREATE_PRIVATE_THREADS
    den = place.sandbox.stage.channel(place.guild, "den")
    owner = await windows.open("owner", den)
    menu = owner.page.get_by_role("button", name=await owner.head_menu()).last
    await menu.focus()

    place.sandbox.stage.overwrite(den, deny(place.guild, threads))
    await expect(menu).to_have_count(0)

    await expect(owner.page.get_by_role("log", name="Messages")).to_be_focused()


async def test_a_pace_that_was_chosen_stays_chosen_while_time_runs(place: Place, windows: Windows) -> None:
    owner = await windows.open("owner", place.lobby)
    pace = owner.page.get_by_label("Pace of time")
    now = owner.page.get_by_role("group", name="Story time").get_by_role("time")
    before = await now.get_attribute("datetime")
    await pace.select_option("1 min a second")
    await expect(now).not_to_have_attribute("datetime", before or "")
    seen: list[str] = []

    async def late(route: Route) -> None:
        before = await now.get_attribute("datetime")
        await expect(now).not_to_have_attribute("datetime", before or "")
        seen.append(await pace.input_value())
        await route.continue_()

    await owner.next_call("PUT", "**/time/pace", late)
    async with owner.page.expect_response("**/time/pace"):
        await pace.press("ArrowDown")

    assert seen == ["3600"]


# where one reads


async def much_is_said(place: Place) -> None:
    for n in range(30):
        await place.tell(place.lobby, f"line {n}")


async def test_the_way_to_what_is_new_ends_in_the_conversation(place: Place, windows: Windows) -> None:
    await much_is_said(place)
    owner = await windows.open("owner", place.lobby)
    await owner.page.evaluate("document.getElementById('messages').scrollTop = 0")
    await owner.still()
    await place.tell(place.lobby, "The newest")
    newest = owner.page.get_by_role("button", name="New messages")
    await expect(newest).to_be_visible()

    await newest.press("Enter")

    await expect(newest).to_be_hidden()
    await expect(owner.page.get_by_role("log", name="Messages")).to_be_focused()


async def test_a_notice_that_goes_leaves_the_keyboard_to_the_page(place: Place, windows: Windows) -> None:
    owner = await windows.open("owner", place.lobby)
    for name in ("staff", "administrator"):
        await owner.page.evaluate(f"import('/page/notices.js').then(all => all.notice('{name}'))")
    dismiss = owner.page.get_by_role("button", name="Dismiss")

    await dismiss.first.press("Enter")

    await expect(dismiss).to_have_count(1)
    await expect(owner.page.get_by_role("log", name="Messages")).to_be_focused()


async def test_a_drawer_keeps_its_keyboard(place: Place, windows: Windows) -> None:
    owner = await windows.open("owner", place.lobby, width=PHONE)
    for drawer, close in (("Members", "Close the list of members"), ("Channels", "Close the list of channels")):
        await owner.shows(drawer)
        await owner.page.get_by_role("button", name=close).focus()

        place.sandbox.stage.channel(place.guild, f"beside-{drawer.lower()}")
        await owner.still()

        await expect(owner.page.get_by_role("button", name=close)).to_be_focused()


# the window's socket


async def sockets_of(window: Visitor) -> list[WebSocketRoute]:
    """The sockets by which it is told, from now on; the page is loaded again."""
    sockets: list[WebSocketRoute] = []

    async def connect(socket: WebSocketRoute) -> None:
        sockets.append(socket)
        socket.connect_to_server()

    await window.page.route_web_socket("**/watch", connect)
    await window.page.reload()
    await window.still()
    return sockets


async def is_lost_and_found(window: Visitor, sockets: list[WebSocketRoute]) -> None:
    lost = window.page.get_by_text("The sandbox does not answer.")
    await sockets[-1].close()
    await expect(lost).to_be_visible()
    await expect(lost).to_be_hidden()
    await window.still()


async def test_a_socket_that_was_lost_and_found_leaves_who_reads_or_edits_far_up(
    place: Place, windows: Windows
) -> None:
    owned = place.sandbox.person(place.owner)
    await owned.say(place.lobby, "It crashes")
    for n in range(230):
        await owned.say(place.lobby, f"line {n} " + "and more " * (n % 9))
    owner = await windows.open("owner", place.lobby)
    sockets = await sockets_of(owner)
    for _ in range(2):
        await owner.page.evaluate("document.getElementById('messages').scrollTop = 0")
        await owner.still()
    first = owner.messages.first
    await first.hover()
    await first.get_by_role("button", name="Edit").click()
    await owner.page.keyboard.type(", often")
    await owner.still()
    before = await first.bounding_box()

    await is_lost_and_found(owner, sockets)

    await expect(owner.page.get_by_role("textbox", name="Edit the message")).to_have_value("It crashes, often")
    assert await first.bounding_box() == before


async def test_a_socket_that_was_lost_and_found_takes_nothing_away(place: Place, windows: Windows) -> None:
    await place.offer(CLOSE)
    await place.tell(place.lobby, "An error 404 came", components=[topics("App", "Web"), row(select("one", "A", "B"))])
    owner = await windows.open("owner", place.lobby)
    sockets = await sockets_of(owner)
    await owner.composer.fill("half a sen")
    await owner.page.get_by_text("Topics (choose 1 to 2)").click()
    await owner.page.get_by_label("Web").check()
    await owner.last.evaluate(MARK)
    await owner.last.get_by_role("combobox").press("ArrowDown")

    await is_lost_and_found(owner, sockets)

    assert len(sockets) == 2
    await expect(owner.page.get_by_role("listbox")).to_be_visible()
    await expect(owner.last.get_by_role("combobox")).to_be_focused()
    await expect(owner.page.get_by_label("Web")).to_be_checked()
    await expect(owner.composer).to_have_value("half a sen")
    assert await owner.page.evaluate(MARKED) == " erro"
