"""A channel of 5,000 messages: read by scrolling up, drawn where one looks, and changed one by one."""

import pytest
from playwright.async_api import expect

from tests.browser.looking import overlapping, too_wide
from tests.browser.place import Place, button, row
from tests.browser.visitor import Visitor
from tests.browser.windows import Windows

pytestmark = pytest.mark.slow

MANY, PAGE = 5000, 100  # asked for so directly, because a search by role looks at every element there is
JUMP = 2  # pixels
TOP = "document.querySelector(`[data-id='${id}']`).getBoundingClientRect().top"
COUNT = "document.querySelectorAll('#messages article').length"
IS_WHOLE = "document.querySelector('#messages p').textContent.startsWith('This is the beginning of')"
TWO_FRAMES = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
IN_SIGHT = f"""() => {{
  const top = document.getElementById('messages').getBoundingClientRect().top;
  const isInSight = one => one.getBoundingClientRect().top > top;
  const {{id}} = [...document.querySelectorAll('#messages article')].find(isInSight).dataset;
  return {{id, top: {TOP}}};
}}"""
UP = """async () => {
  const box = document.getElementById('messages'), times = [];
  let last = performance.now();
  for (let n = 0; n < 240 && box.scrollTop > 0; n++) {
    box.scrollTop -= 120;
    const now = await new Promise(requestAnimationFrame);
    times.push(now - last);
    last = now;
  }
  return times.slice(1).sort((one, other) => one - other);
}"""
LAID_OUT = """[...document.querySelectorAll('#messages article')].filter(
  one => one.checkVisibility({contentVisibilityAuto: true})).length"""
WATCH = """() => {
  window.touched = new Set();
  new MutationObserver(changes => {
    for (const {target} of changes) {
      const around = (target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement).closest('article');
      window.touched.add(around?.dataset.id ?? 'the list itself');
    }
  }).observe(document.getElementById('messages'), {subtree: true, childList: true, characterData: true});
}"""


async def fill(place: Place) -> None:
    """People say all of it; every fiftieth is the bot's, with a card and buttons."""
    people = [place.sandbox.person(user) for user in (place.owner, place.staff)]
    for n in range(MANY):
        if n % 50 == 0:
            card = {"title": f"Card {n}", "description": "More of it", "fields": [{"name": "Number", "value": str(n)}]}
            await place.tell(place.lobby, f"Message {n}", embeds=[card], components=[row(button("Press", f"b{n}"))])
        else:
            await people[n // 3 % 2].say(place.lobby, f"Message {n}: *something* to `read`, {'and more ' * (n % 12)}")


async def test_thousands_of_messages_are_read_scrolled_and_changed(place: Place, windows: Windows) -> None:
    await fill(place)
    owner = await windows.open("owner", place.lobby)
    await expect(owner.last).to_contain_text(f"Message {MANY - 1}")
    await expect(owner.messages).to_have_count(PAGE)

    await reads_up_to_the_first(owner)

    assert await owner.page.evaluate(COUNT) == MANY
    assert await owner.page.evaluate(LAID_OUT) < 200
    assert await overlapping(owner.page) == []
    assert await too_wide(owner.page) == []
    await tells_frames(owner)
    await changes_one(place, owner)


async def reads_up_to_the_first(owner: Visitor) -> None:
    """Without a jump: what is in sight while older ones come stays where it is."""
    box = owner.page.get_by_role("log", name="Messages")
    for page in range(1, MANY // PAGE):
        await box.evaluate("one => { one.scrollTop = 200 }")
        before = await owner.page.evaluate(IN_SIGHT)
        await owner.page.wait_for_function(f"() => {COUNT} === {(page + 1) * PAGE}")
        await owner.page.evaluate(TWO_FRAMES)
        after = await owner.page.evaluate("id => " + TOP, before["id"])
        assert abs(after - before["top"]) < JUMP, (page, before, after)
    await box.evaluate("one => { one.scrollTop = 0 }")
    await owner.page.wait_for_function(f"() => {IS_WHOLE}")


async def tells_frames(owner: Visitor) -> None:
    """Figures, for whoever looks at the run: how long a frame takes on the way up through all of it."""
    await owner.page.get_by_role("log", name="Messages").evaluate("one => { one.scrollTop = one.scrollHeight / 2 }")
    await owner.still()
    frames = await owner.page.evaluate(UP)
    assert len(frames) > 200
    median, most = frames[len(frames) // 2], frames[int(len(frames) * 0.99)]
    print(f"{MANY} messages: a frame of scrolling takes {median:.1f} ms (median), {most:.1f} ms (p99)")


async def changes_one(place: Place, owner: Visitor) -> None:
    staff = place.sandbox.person(place.staff)
    message = next(one for one in reversed(staff.sees(place.lobby)) if one.author == "staff")
    await owner.page.evaluate(WATCH)

    await staff.edit(message, "Changed")
    article = owner.page.locator(f"[data-id='{message.id}']")
    await expect(article).to_contain_text("Changed(edited)")

    assert await owner.page.evaluate("[...window.touched]") == [str(message.id)]
