"""The conversation as it is read and written: where the eye stays, what is drawn anew, drafts, mentions, reactions."""

from itertools import pairwise

import pytest
from playwright.async_api import expect

from bot.sandbox import Permission
from bot.sandbox.stage import deny
from tests.browser.looking import shut_out
from tests.browser.place import Place
from tests.browser.windows import Windows

pytestmark = pytest.mark.slow

MANY = 250
LOG = "document.getElementById('messages')"
BELOW = f"{LOG}.scrollHeight - {LOG}.scrollTop - {LOG}.clientHeight"
TOP_OF = "one => one.getBoundingClientRect().top"
SCROLLED_TO_THE_TOP = f"""async (one) => {{
  const tops = [];
  {LOG}.scrollTop = 0;
  for (let frame = 0; frame < 60; frame++) {{
    tops.push(one.getBoundingClientRect().top);
    await new Promise(requestAnimationFrame);
  }}
  return tops;
}}"""
BEGIN_IN_SIGHT = f"""() => {{
  const top = {LOG}.getBoundingClientRect().top;
  const those = [...document.querySelectorAll('article')].filter(one => one.getBoundingClientRect().top > top);
  return those.map(one => one.dataset.id);
}}"""
LINES_ON_THE_WAY_UP = f"""async () => {{
  const {{top, left}} = {LOG}.getBoundingClientRect(), read = [];
  for (let frame = 0; frame < 140; frame++) {{
    {LOG}.scrollTop -= 60;
    await new Promise(requestAnimationFrame);
    const those = [300, 330].flatMap(y => document.elementsFromPoint(left + 200, top + y));
    const line = those.find(one => one.matches('article'));
    if (line) read.push(Number(line.querySelector('.prose').textContent.slice('line '.length)));
  }}
  return read;
}}"""
TOUCHED = f"""() => {{
  const touched = window.touched = new Set();
  const around = (node) => (node.closest ? node : node.parentElement).closest('article');
  const note = ({{target}}) => touched.add(around(target)?.dataset.id);
  const everything = {{childList: true, subtree: true, characterData: true}};
  new MutationObserver(all => all.forEach(note)).observe({LOG}, everything);
}}"""


async def much_was_said(place: Place) -> None:
    staff = place.sandbox.person(place.staff)
    for n in range(MANY):
        await staff.say(place.lobby, f"number {n} " + "and more words " * (n % 9))


async def test_one_is_at_the_end_and_stays_there_while_messages_come(place: Place, windows: Windows) -> None:
    await much_was_said(place)
    owner = await windows.open("owner", place.lobby)
    assert await owner.page.evaluate(BELOW) < 1

    await place.tell(place.lobby, "the newest\n" * 12)

    await expect(owner.last).to_contain_text("the newest")
    await owner.still()
    assert await owner.page.evaluate(BELOW) < 1
    await expect(owner.page.get_by_role("button", name="New messages")).to_be_hidden()


async def test_what_is_read_further_up_stays_where_it_is_and_a_button_leads_to_what_is_new(
    place: Place, windows: Windows
) -> None:
    await much_was_said(place)
    owner = await windows.open("owner", place.lobby)
    read = owner.message("number 200 ")
    await read.scroll_into_view_if_needed()
    await owner.still()
    before = await read.evaluate(TOP_OF)

    await place.tell(place.lobby, "the newest")

    await expect(owner.last).to_contain_text("the newest")
    assert abs(await read.evaluate(TOP_OF) - before) < 1
    await owner.page.get_by_role("button", name="New messages").click()
    await expect(owner.last).to_be_in_viewport()
    await expect(owner.page.get_by_role("button", name="New messages")).to_be_hidden()


async def test_what_was_said_before_comes_on_scrolling_up_and_nothing_jumps(place: Place, windows: Windows) -> None:
    await much_was_said(place)
    owner = await windows.open("owner", place.lobby)
    first = owner.messages.first
    known = await first.get_attribute("data-id")
    was_first = owner.page.locator(f"[data-id='{known}']")

    tops = await was_first.evaluate(SCROLLED_TO_THE_TOP)

    await expect(owner.messages).to_have_count(200)
    assert max(tops) - min(tops) < 2, tops
    await owner.page.evaluate(f"{LOG}.scrollTop = 0")
    await expect(owner.messages).to_have_count(MANY)
    await expect(owner.page.get_by_text("This is the beginning of #lobby.")).to_be_attached()
    numbers = await owner.messages.locator(".lines").all_text_contents()
    assert [text.split()[1] for text in numbers] == [str(n) for n in range(MANY)]


async def test_what_is_read_stays_while_messages_above_go_also_behind_a_dialog(place: Place, windows: Windows) -> None:
    ids = [await place.tell(place.lobby, f"number {n} " + "and more words " * (n % 9)) for n in range(60)]
    administrator = await windows.open("administrator", place.lobby)
    await administrator.page.evaluate(f"{LOG}.scrollTop = {LOG}.scrollHeight / 2")
    await administrator.still()
    first, second = (await administrator.page.evaluate(BEGIN_IN_SIGHT))[:2]
    read = administrator.page.locator(f"[data-id='{second}']")
    before = await read.evaluate(TOP_OF)

    await goes(place, ids[5:9])
    await expect(administrator.messages).to_have_count(56)
    assert abs(await read.evaluate(TOP_OF) - before) < 2
    await administrator.takes("Who may do what here…", await administrator.head_menu())
    await expect(administrator.dialog).to_be_visible()
    await goes(place, [*ids[10:14], first])
    await expect(administrator.messages).to_have_count(51)
    assert abs(await read.evaluate(TOP_OF) - before) < 2


async def goes(place: Place, messages: list[str]) -> None:
    status, said = await place.api("POST", f"/channels/{place.lobby.id}/messages/bulk-delete", {"messages": messages})
    assert status == 204, said


async def test_who_scrolls_up_reads_line_after_line(place: Place, windows: Windows) -> None:
    for n in range(400):
        await place.tell(place.lobby, f"line {n}")
    owner = await windows.open("owner", place.lobby)

    read = await owner.page.evaluate(LINES_ON_THE_WAY_UP)

    assert read[0] > read[-1] + 150
    assert [(one, other) for one, other in pairwise(read) if abs(one - other) > 6] == []


@pytest.mark.parametrize("answered", [20, 130])
async def test_a_jump_ends_at_what_was_answered(place: Place, windows: Windows, answered: int) -> None:
    ids = [await place.tell(place.lobby, f"number {n} " + "and more words " * (n % 9)) for n in range(240)]
    await place.tell(place.lobby, "the answer", message_reference={"message_id": ids[answered]})
    owner = await windows.open("owner", place.lobby)

    await owner.last.get_by_role("button", name="In answer to").click()

    there = owner.page.locator(f"[data-id='{ids[answered]}']")
    await expect(there).to_be_focused()
    await owner.still()
    await expect(there).to_be_in_viewport(ratio=1)


async def test_a_change_touches_the_message_that_it_is_about_and_no_other(place: Place, windows: Windows) -> None:
    await place.tell(place.lobby, "first")
    changed = await place.tell(place.lobby, "second")
    await place.tell(place.lobby, "third")
    owner = await windows.open("owner", place.lobby)
    await owner.page.evaluate(TOUCHED)

    await place.api("PATCH", f"/channels/{place.lobby.id}/messages/{changed}", {"content": "second, changed"})

    await expect(owner.messages.nth(1)).to_contain_text("second, changed")
    assert await owner.page.evaluate("[...window.touched]") == [changed]


async def test_what_was_not_sent_waits_in_its_channel(place: Place, windows: Windows) -> None:
    place.sandbox.stage.channel(place.guild, "elsewhere")
    await place.tell(place.lobby, "Which version?")
    owner = await windows.open("owner", place.lobby)
    await owner.last.hover()
    await owner.last.get_by_role("button", name="Reply to bot").click()
    await owner.composer.fill("I think that")

    await owner.goes("elsewhere")
    assert await owner.composer.input_value() == ""
    await owner.goes("lobby")

    assert await owner.composer.input_value() == "I think that"
    await expect(owner.page.get_by_text("Replying to bot")).to_be_visible()
    await owner.composer.press("Enter")
    await expect(owner.last).to_contain_text("In answer to")
    await expect(owner.page.get_by_text("Replying to bot")).to_have_count(0)
    await owner.goes("elsewhere")
    await owner.goes("lobby")
    assert await owner.composer.input_value() == ""


async def test_a_name_is_completed_and_the_one_who_is_meant_is_called(place: Place, windows: Windows) -> None:
    owner, staff = await windows.open("owner", place.lobby), await windows.open("staff", place.lobby)
    await owner.composer.press_sequentially("Hello @sta")
    await expect(owner.page.get_by_role("option", name="@staff")).to_have_attribute("aria-selected", "true")

    await owner.composer.press("Tab")

    assert await owner.composer.input_value() == "Hello @staff "
    await owner.composer.press("Enter")
    await expect(staff.last).to_contain_text("Hello @staff")
    assert place.sandbox.person(place.owner).sees(place.lobby)[-1].content == f"Hello <@{place.staff.id}>"
    assert "calls-me" in str(await staff.last.get_attribute("class"))
    assert "calls-me" not in str(await owner.last.get_attribute("class"))


async def test_a_message_is_edited_by_keyboard_and_left_as_it_was_by_escape(place: Place, windows: Windows) -> None:
    owner = await windows.open("owner", place.lobby)
    await owner.says("It crashs")
    field = owner.page.get_by_role("textbox", name="Edit the message")

    await owner.composer.press("ArrowUp")
    await field.fill("something else")
    await field.press("Escape")
    await expect(owner.last).to_contain_text("It crashs")
    await expect(owner.composer).to_be_focused()
    await owner.composer.press("ArrowUp")
    await field.fill("It crashes")
    await field.press("Enter")

    await expect(owner.last).to_contain_text("It crashes(edited)")
    await expect(owner.composer).to_be_focused()


async def test_who_edits_keeps_the_keyboard_while_others_react(place: Place, windows: Windows) -> None:
    owner = await windows.open("owner", place.lobby)
    await owner.says("It crash")
    await owner.composer.press("ArrowUp")
    await owner.page.keyboard.type("e")

    (said,) = place.sandbox.person(place.owner).sees(place.lobby)
    staff = place.sandbox.person(place.staff)
    await staff.react(said, "👍")
    await owner.still()
    await owner.page.keyboard.type("s")

    await expect(owner.page.get_by_role("textbox", name="Edit the message")).to_have_value("It crashes")


async def test_what_was_typed_stays_when_the_message_goes_that_it_is_for(place: Place, windows: Windows) -> None:
    owner, staff = await windows.open("owner", place.lobby), await windows.open("staff", place.lobby)
    await owner.says("It crashs")
    await owner.composer.fill("By the way:")
    await owner.composer.press("Home")
    await owner.last.hover()
    await owner.last.get_by_role("button", name="Edit").click()
    await owner.page.get_by_role("textbox", name="Edit the message").fill("It crashes, often")

    await staff.last.hover()
    await staff.takes("Delete", "More for owner's message")
    await staff.sends("Delete")

    await expect(owner.page.get_by_text("The message you were editing was deleted")).to_be_visible()
    await expect(owner.composer).to_have_value("By the way:\nIt crashes, often")
    await expect(owner.composer).to_be_focused()


async def test_a_text_that_is_too_long_is_counted_and_stays(place: Place, windows: Windows) -> None:
    owner = await windows.open("owner", place.lobby)
    await owner.composer.fill("a" * 2003)
    await expect(owner.page.get_by_text("3 too many", exact=True)).to_be_visible()

    await owner.composer.press("Enter")

    await expect(owner.page.get_by_role("alert").filter(has_text="2000 characters")).to_be_visible()
    assert await owner.composer.input_value() == "a" * 2003
    await expect(owner.messages).to_have_count(0)
    await owner.says("a" * 2000)
    await expect(owner.messages).to_have_count(1)


async def test_where_one_may_not_write_it_says_why(place: Place, windows: Windows) -> None:
    owner = await windows.open("owner", place.lobby)
    await expect(owner.composer).to_be_visible()

    place.sandbox.stage.overwrite(place.lobby, deny(place.guild, Permission.SEND_MESSAGES))

    await expect(owner.page.get_by_text("You may not write here now.")).to_be_visible()
    await expect(owner.composer).to_be_hidden()


async def test_a_reaction_is_added_counted_and_taken_back(place: Place, windows: Windows) -> None:
    await place.tell(place.lobby, "Solved?")
    owner, staff = await windows.open("owner", place.lobby), await windows.open("staff", place.lobby)
    await owner.last.hover()
    await owner.last.get_by_role("button", name="Add a reaction").click()
    await owner.dialog.get_by_role("button", name="Done").click()
    mine = staff.last.get_by_role("button", name="Done, 1 reaction", exact=True)
    await expect(mine).to_have_attribute("aria-pressed", "false")

    await mine.click()

    both = owner.last.get_by_role("button", name="Done, 2 reactions", exact=True)
    await expect(both).to_have_attribute("aria-pressed", "true")
    await both.click()
    await expect(staff.last.get_by_role("button", name="Done, 1 reaction", exact=True)).to_be_visible()


async def test_an_answer_leads_to_what_it_answers_however_far_up_that_is(place: Place, windows: Windows) -> None:
    asked = await place.tell(place.lobby, "the question")
    await much_was_said(place)
    reference = {"message_id": asked}
    await place.tell(place.lobby, "the answer", message_reference=reference)
    owner = await windows.open("owner", place.lobby)

    await owner.last.get_by_role("button", name="In answer to bot the question").click()

    await expect(owner.messages.first).to_be_focused()
    await expect(owner.messages.first).to_be_in_viewport()


async def test_one_walks_from_message_to_message_by_keyboard(place: Place, windows: Windows) -> None:
    for n in range(3):
        await place.tell(place.lobby, f"number {n}")
    owner = await windows.open("owner", place.lobby)
    await owner.page.get_by_role("log", name="Messages").focus()

    for key in ("ArrowUp", "ArrowUp"):
        await owner.page.keyboard.press(key)
    await expect(owner.messages.nth(1)).to_be_focused()
    await owner.page.keyboard.press("Tab")

    await expect(owner.messages.nth(1).get_by_role("button", name="Add a reaction")).to_be_focused()
    assert await shut_out(owner.page) == []


async def test_a_spoiler_is_shown_by_a_press_and_a_channel_is_a_way_there(place: Place, windows: Windows) -> None:
    there = place.sandbox.stage.channel(place.guild, "elsewhere")
    await place.tell(place.lobby, f"||the end|| <#{there.id}>")
    owner = await windows.open("owner", place.lobby)
    await expect(owner.last.get_by_text("the end")).to_be_hidden()

    await owner.presses("Show the spoiler")
    await expect(owner.last.get_by_text("the end")).to_be_visible()
    await owner.presses("#elsewhere")

    assert await owner.where() == "elsewhere"


async def test_an_answer_quotes_what_it_answers_as_that_is_now(place: Place, windows: Windows) -> None:
    asked = await place.tell(place.lobby, "Which version?")
    await place.tell(place.lobby, "4.2", message_reference={"message_id": asked})
    owner = await windows.open("owner", place.lobby)
    path = f"/channels/{place.lobby.id}/messages/{asked}"

    await place.api("PATCH", path, {"content": "Which version\nof the app?"})
    await expect(owner.last.get_by_role("button", name="In answer to bot Which version", exact=True)).to_be_visible()
    await place.api("DELETE", path)

    await expect(owner.last).to_contain_text("In answer to a message that is gone")
