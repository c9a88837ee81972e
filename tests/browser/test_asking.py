"""What one does with a bot: commands with their options, buttons, selects and forms; what is refused, and silence."""

import pytest
from playwright.async_api import FilePayload, expect

from bot.sandbox import Permission, deny
from tests.browser.looking import shut_out
from tests.browser.place import CHOICES, FORM, MESSAGE, ONLY_YOU, Json, Place, button, row, select
from tests.browser.windows import Windows

pytestmark = pytest.mark.slow

SILENT = "The application did not respond. You can try again."
STRING, INTEGER, CHANNEL, FILE = 3, 4, 7, 11
VOICE_ONLY = [2]


def says(text: str) -> Json:
    return {"type": MESSAGE, "data": {"content": text, "flags": ONLY_YOU}}


def asks(title: str, *fields: Json) -> Json:
    return {"type": FORM, "data": {"custom_id": "form", "title": title, "components": [row(one) for one in fields]}}


def field(label: str, custom_id: str, **more: object) -> Json:
    return {"type": 4, "style": 1, "label": label, "custom_id": custom_id, **more}


def option(name: str, kind: int, **more: object) -> Json:
    return {"name": name, "description": f"The {name}", "type": kind, **more}


async def test_a_command_is_found_filled_in_and_sent_by_keyboard(place: Place, windows: Windows) -> None:
    options = option("reason", STRING, required=True, max_length=10), option("days", INTEGER, max_value=7)
    await place.offer({"name": "close", "description": "Closes it", "options": options})
    place.answers["close"] = says("It is closed.")
    owner = await windows.open("owner", place.lobby)
    keys = owner.page.keyboard

    await owner.composer.press_sequentially("/cl")
    await expect(owner.page.get_by_role("option", name="/close")).to_have_attribute("aria-selected", "true")
    await keys.press("Enter")
    await keys.type("too long for this")
    await keys.press("Enter")
    await expect(owner.page.get_by_text("Please write at most 10 characters; these are 7 too many.")).to_be_visible()
    assert await shut_out(owner.page) == []
    await keys.press("ControlOrMeta+a")
    await keys.type("done")
    await keys.press("Tab")
    await keys.type("8")
    await keys.press("Enter")
    await expect(owner.page.get_by_text("Please write 7 or less.")).to_be_visible()
    await keys.press("Backspace")
    await keys.type("3")
    await keys.press("Enter")

    await expect(owner.last).to_contain_text("It is closed.")
    await expect(owner.last).to_contain_text("owner used /close")
    await expect(owner.composer).to_be_focused()


async def test_who_fills_in_a_command_keeps_the_keyboard_whatever_else_happens(place: Place, windows: Windows) -> None:
    close = {"name": "close", "description": "Closes it", "options": [option("reason", STRING)]}
    await place.offer(close)
    owner = await windows.open("owner", place.lobby)
    await owner.composer.press_sequentially("/close")
    await owner.composer.press("Enter")
    await owner.page.keyboard.type("all ")

    place.sandbox.stage.join(place.guild, place.sandbox.stage.user("newcomer"))
    await expect(owner.page.get_by_role("button", name="newcomer")).to_be_visible()
    await owner.page.keyboard.type("done")

    await expect(owner.page.get_by_role("form").get_by_label("reason")).to_have_value("all done")


async def test_who_may_not_write_can_look_for_a_command_whatever_else_happens(place: Place, windows: Windows) -> None:
    await place.offer({"name": "close", "description": "Closes it"})
    quiet = place.sandbox.stage.channel(place.guild, "quiet", deny(place.guild, Permission.SEND_MESSAGES))
    staff = await windows.open("staff", quiet)
    await staff.page.get_by_role("button", name="Use a command", exact=True).last.click()

    place.sandbox.stage.join(place.guild, place.sandbox.stage.user("newcomer"))
    await expect(staff.page.get_by_role("button", name="newcomer")).to_be_visible()

    await expect(staff.composer).to_be_focused()
    await staff.page.keyboard.type("cl")
    await expect(staff.page.get_by_role("option", name="/close")).to_be_visible()


async def test_a_command_that_is_not_answered_stays_as_it_was_typed(place: Place, windows: Windows) -> None:
    await place.offer({"name": "close", "description": "Closes it", "options": [option("reason", STRING)]})
    owner = await windows.open("owner", place.lobby)
    await owner.composer.press_sequentially("/close")
    await owner.composer.press("Enter")
    form = owner.page.get_by_role("form", name="Command close")
    await form.get_by_label("reason").fill("done")

    await owner.page.keyboard.press("Enter")

    await expect(form.get_by_role("alert")).to_have_text(SILENT)
    assert await form.get_by_label("reason").input_value() == "done"
    place.answers["close"] = says("It is closed.")
    await form.get_by_role("button", name="Send").click()
    await expect(form).to_have_count(0)


async def test_an_option_completes_itself_and_what_it_stands_for_is_sent(place: Place, windows: Windows) -> None:
    await place.offer({"name": "pick", "description": "Picks", "options": [option("what", STRING, autocomplete=True)]})
    place.answers["pick"] = {"type": CHOICES, "data": {"choices": [{"name": "The first one", "value": "1st"}]}}
    owner = await windows.open("owner", place.lobby)
    await owner.composer.press_sequentially("/pick")
    await owner.composer.press("Enter")
    what = owner.page.get_by_role("combobox", name="what")
    await expect(owner.page.get_by_role("option", name="The first one")).to_be_visible()

    await what.press("Enter")
    assert await what.input_value() == "The first one"
    place.answers["pick"] = says("Picked.")
    await what.press("Enter")

    await expect(owner.last).to_contain_text("Picked.")
    used = [one for one in place.sandbox.world.interactions.values() if one.payload["type"] == 2]
    assert used[-1].payload["data"]["options"] == [{"name": "what", "type": STRING, "value": "1st"}]


async def test_only_channels_of_the_right_kind_are_offered_and_sub_commands_by_name(
    place: Place, windows: Windows
) -> None:
    channel = option("where", CHANNEL, channel_types=VOICE_ONLY), option("proof", FILE)
    await place.offer(
        {"name": "set", "description": "Sets", "options": [{**option("place", 1), "options": list(channel)}]}
    )
    owner = await windows.open("owner", place.lobby)

    await owner.composer.press_sequentially("/set")
    await owner.page.get_by_role("option", name="/set place").click()

    where = owner.page.get_by_role("form", name="Command set place").get_by_label("where")
    assert await where.locator("option").all_text_contents() == ["Choose…"]


async def test_a_press_says_that_it_waits_and_that_nothing_came(place: Place, windows: Windows) -> None:
    await place.tell(place.lobby, "Panel", components=[row(button("Open", "open"))])
    owner, staff = await windows.open("owner", place.lobby), await windows.open("staff", place.lobby)

    await owner.last.get_by_role("button", name="Open").click()

    await expect(owner.last.get_by_role("button", name="Open Waiting…")).to_be_visible()
    await expect(owner.last.get_by_role("alert")).to_have_text(SILENT)
    await expect(staff.last.get_by_role("alert")).to_have_count(0)
    await expect(owner.last.get_by_role("button", name="Open", exact=True)).to_be_enabled()
    place.answers["open"] = says("Now.")
    await owner.presses("Open")
    await expect(owner.last).to_contain_text("Now.")
    await expect(staff.messages).to_have_count(1)


async def test_an_answer_for_one_person_is_dismissed_by_them(place: Place, windows: Windows) -> None:
    await place.tell(place.lobby, "Panel", components=[row(button("Open", "open"))])
    place.answers["open"] = says("Psst.")
    owner = await windows.open("owner", place.lobby)
    await owner.presses("Open")
    await expect(owner.last).to_contain_text("Only you can see this.")

    await owner.presses("Dismiss this message")

    await expect(owner.messages).to_have_count(1)


async def test_going_through_a_select_by_keyboard_chooses_nothing_until_enter(place: Place, windows: Windows) -> None:
    choose = select("priority", "Low", "High", placeholder="Priority")
    await place.tell(place.lobby, "Card", components=[row(choose)])
    place.answers["priority"] = says("Chosen.")
    owner = await windows.open("owner", place.lobby)
    await owner.page.get_by_role("combobox", name="Priority").focus()

    for key in ("ArrowDown", "ArrowDown", "Escape", "ArrowDown", "ArrowDown"):
        await owner.page.keyboard.press(key)
    await expect(owner.page.get_by_role("option", name="High")).to_have_attribute("aria-selected", "true")
    assert len(place.sandbox.world.interactions) == 0
    await owner.page.keyboard.press("Enter")

    await expect(owner.last).to_contain_text("Chosen.")
    (used,) = place.sandbox.world.interactions.values()
    assert used.payload["data"]["values"] == ["1"]


async def test_of_several_choices_no_more_can_be_ticked_than_may_be_sent(place: Place, windows: Windows) -> None:
    choose = select("topics", "App", "Web", "Paper", placeholder="Topics", min_values=1, max_values=2)
    await place.tell(place.lobby, "Card", components=[row(choose)])
    place.answers["topics"] = says("Chosen.")
    owner = await windows.open("owner", place.lobby)
    await owner.page.get_by_text("Topics (choose 1 to 2)").click()
    send = owner.page.get_by_role("button", name="Send choice")
    await expect(send).to_have_attribute("aria-disabled", "true")

    await owner.page.get_by_label("Web").check()
    await owner.page.get_by_label("Paper").check()

    await expect(owner.page.get_by_label("App")).to_be_disabled()
    await send.click()
    await expect(owner.last).to_contain_text("Chosen.")
    (used,) = place.sandbox.world.interactions.values()
    assert used.payload["data"]["values"] == ["1", "2"]


async def test_a_form_says_what_is_wrong_beside_the_field_and_keeps_what_was_typed(
    place: Place, windows: Windows
) -> None:
    await place.tell(place.lobby, "Panel", components=[row(button("Open", "open"))])
    place.answers["open"] = asks("About it", field("Title", "title", min_length=5), field("More", "more"))
    owner = await windows.open("owner", place.lobby)
    await owner.presses("Open")
    title, more = owner.dialog.get_by_label("Title"), owner.dialog.get_by_label("More")

    await title.fill("abc")
    await owner.dialog.get_by_role("button", name="Submit").click()

    await expect(title).to_have_attribute("aria-invalid", "true")
    await expect(title).to_have_accessible_description("Please write at least 5 characters; these are 3.")
    await expect(more).to_have_accessible_description("Please fill this in.")
    await expect(title).to_be_focused()
    assert await shut_out(owner.page) == []
    await owner.fills({"Title": "abcde", "More": "words"})
    await owner.dialog.get_by_role("button", name="Submit").click()
    await expect(owner.dialog.get_by_role("alert")).to_have_text(SILENT)
    assert [await title.input_value(), await more.input_value()] == ["abcde", "words"]
    place.answers["form"] = says("Thank you.")
    await owner.sends()
    await expect(owner.last).to_contain_text("Thank you.")


async def test_what_was_typed_is_offered_when_a_closed_form_comes_again(place: Place, windows: Windows) -> None:
    await place.tell(place.lobby, "Panel", components=[row(button("Open", "open"))])
    place.answers["open"] = asks("About it", field("Title", "title"))
    owner = await windows.open("owner", place.lobby)
    await owner.presses("Open")
    await owner.fills({"Title": "It crashes"})
    await owner.page.keyboard.press("Escape")
    await owner.dialog.get_by_role("button", name="Close it").click()

    await owner.presses("Open")
    assert await owner.dialog.get_by_label("Title").input_value() == ""
    await owner.dialog.get_by_role("button", name="Bring back what you typed").click()

    assert await owner.dialog.get_by_label("Title").input_value() == "It crashes"


async def test_a_form_in_which_nothing_was_typed_closes_at_once(place: Place, windows: Windows) -> None:
    await place.tell(place.lobby, "Panel", components=[row(button("Open", "open"))])
    place.answers["open"] = asks("About it", field("Title", "title"))
    owner = await windows.open("owner", place.lobby)
    await owner.presses("Open")
    await expect(owner.dialog).to_be_visible()

    await owner.page.keyboard.press("Escape")

    await expect(owner.page.get_by_role("dialog")).to_have_count(0)
    await expect(owner.last.get_by_role("button", name="Open")).to_be_focused()


async def test_commands_of_messages_stand_in_the_menu_of_a_message(place: Place, windows: Windows) -> None:
    await place.offer({"name": "Quote this", "type": 3})
    place.answers["Quote this"] = says("Quoted.")
    await place.tell(place.lobby, "Words")
    owner = await windows.open("owner", place.lobby)
    await owner.last.hover()

    await owner.takes("Quote this", "More for bot's message")

    await expect(owner.last).to_contain_text("Quoted.")


async def test_a_form_takes_files(place: Place, windows: Windows) -> None:
    await place.tell(place.lobby, "Panel", components=[row(button("Open", "open"))])
    upload = {"type": 18, "label": "Proof", "component": {"type": 19, "custom_id": "proof"}}
    place.answers["open"] = {"type": FORM, "data": {"custom_id": "form", "title": "About it", "components": [upload]}}
    place.answers["form"] = says("Thank you.")
    owner = await windows.open("owner", place.lobby)
    await owner.presses("Open")
    await owner.dialog.get_by_role("button", name="Submit").click()
    await expect(owner.dialog.get_by_text("Please choose something.")).to_be_visible()

    proof: FilePayload = {"name": "app.log", "mimeType": "text/plain", "buffer": b"KeyError"}
    await owner.dialog.get_by_label("Proof").set_input_files([proof])
    await owner.sends()

    await expect(owner.last).to_contain_text("Thank you.")
    sent = [one.payload["data"] for one in place.sandbox.world.interactions.values()][-1]
    assert [one["filename"] for one in sent["resolved"]["attachments"].values()] == ["app.log"]
