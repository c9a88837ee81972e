"""Discord's markup as the page reads it: the modules themselves, in a real browser, under the page's own policy."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, Page

from bot.sandbox import Sandbox, World
from bot.sandbox.control.server import Control
from bot.sandbox.wall_time import WallTime
from tests.browser.chromium import Window, a_window
from tests.browser.place import MORNING
from tests.house.scripts import scripts
from tests.support.injections import INJECTIONS

pytestmark = pytest.mark.slow

# A tree as text: text as it is, a node as name[children], blocks one after the other with " / " between them.
WRITTEN = r"""
const many = (nodes) => nodes.map(node).join('');
const node = (one) => {
  switch (one.kind) {
    case 'text': return one.text;
    case 'code': return `code[${one.text}]`;
    case 'everyone': return `everyone[${one.text}]`;
    case 'link': return `link(${one.url})[${many(one.children)}]`;
    case 'mention': return `mention[${one.token}]`;
    case 'emoji': case 'command': return `${one.kind}[${one.name}]`;
    case 'time': return `time(${one.style})[${one.seconds}]`;
    default: return `${one.kind}[${many(one.children)}]`;
  }
};
const list = (one) => `${one.isOrdered ? `ol(${one.start})` : 'ul'}[${one.items.map(item).join(', ')}]`;
const item = (one) => many(one.children) + one.lists.map((each) => ' ' + list(each)).join('');
const block = (one) => {
  switch (one.kind) {
    case 'lines': return many(one.children);
    case 'heading': return `h${one.level}[${many(one.children)}]`;
    case 'fence': return `fence(${one.language})[${one.text}]`;
    case 'list': return list(one);
    case 'quote': return `quote[${one.children.map(block).join(' / ')}]`;
    default: return `${one.kind}[${many(one.children)}]`;
  }
};
"""

# What Discord makes of it. Where its clients differ, the one on the desktop.
TABLE = {
    "plain": "plain",
    "**bold**": "strong[bold]",
    "*italic*": "em[italic]",
    "_italic_": "em[italic]",
    "__under__": "u[under]",
    "~~struck~~": "s[struck]",
    "||hidden||": "spoiler[hidden]",
    "`code`": "code[code]",
    "***both***": "strong[em[both]]",
    "__**both**__": "u[strong[both]]",
    "**bold *and italic* here**": "strong[bold em[and italic] here]",
    "~~**__||all||__**~~": "s[strong[u[spoiler[all]]]]",
    "a*b*c": "aem[b]c",
    "**a** and **b**": "strong[a] and strong[b]",
    "**two\nlines**": "strong[two\nlines]",
    "**مرحبا**": "strong[مرحبا]",
    "**no end": "**no end",
    "no begin**": "no begin**",
    "****": "****",
    "2 * 3 * 4": "2 * 3 * 4",
    "snake_case_word": "snake_case_word",
    "__a_b__": "u[a_b]",
    "~one~ |one|": "~one~ |one|",
    "a || b": "a || b",
    "``a ` b``": "code[a ` b]",
    "`*not italic*`": "code[*not italic*]",
    "`no end": "`no end",
    r"\*not italic\*": "*not italic*",
    r"\`not code\`": "`not code`",
    r"\\ one": "\\ one",
    r"C:\new": r"C:\new",
    r"\<@1>": "<@1>",
    "# Large": "h1[Large]",
    "## Less": "h2[Less]",
    "### Least": "h3[Least]",
    "#### none": "#### none",
    "#none": "#none",
    "# **bold**\nbelow": "h1[strong[bold]] / below",
    r"\# none": "# none",
    "-# small": "subtext[small]",
    "> said": "quote[said]",
    "> one\n> two\nnot": "quote[one\ntwo] / not",
    ">>> all\nof it": "quote[all\nof it]",
    ">none": ">none",
    "> > once": "quote[> once]",
    "> # Large": "quote[h1[Large]]",
    "- one\n- two": "ul[one, two]",
    "* one\n* **two**": "ul[one, strong[two]]",
    "1. one\n2. two": "ol(1)[one, two]",
    "7. seven": "ol(7)[seven]",
    "- one\n  - below\n- two": "ul[one ul[below], two]",
    "-none": "-none",
    "```py\nx = 1\n```": "fence(py)[x = 1]",
    "```\n**x**\n```": "fence()[**x**]",
    "```x```": "fence()[x]",
    "before ```x``` after": "before  / fence()[x] /  after",
    "```no end": "```no end",
    "https://example.org/a_b_c": "link(https://example.org/a_b_c)[https://example.org/a_b_c]",
    "See https://example.org.": "See link(https://example.org)[https://example.org].",
    "(https://example.org/x)": "(link(https://example.org/x)[https://example.org/x])",
    "https://example.org/(x)": "link(https://example.org/(x))[https://example.org/(x)]",
    "<https://example.org>": "link(https://example.org)[https://example.org]",
    "[**here**](https://example.org)": "link(https://example.org)[strong[here]]",
    "[here](javascript:alert)": "[here](javascript:alert)",
    "[here](//example.org)": "[here](//example.org)",
    "[https://bank.example](https://example.org)": "[https://bank.example](https://example.org)",
    "example.org ftp://example.org": "example.org ftp://example.org",
    "<@1> <@!2> <@&3> <#4>": "mention[<@1>] mention[<@!2>] mention[<@&3>] mention[<#4>]",
    "<@x> <@> <#>": "<@x> <@> <#>",
    "`<@1>`": "code[<@1>]",
    "@everyone @here": "everyone[@everyone] everyone[@here]",
    "@everyones": "@everyones",
    "<:wave:123> <a:wave:123>": "emoji[wave] emoji[wave]",
    "<:no emoji:123>": "<:no emoji:123>",
    "</close_ticket:123>": "command[close_ticket]",
    "<t:1772442000:R> <t:1772442000>": "time(R)[1772442000] time(f)[1772442000]",
    "<t:99999999999999:R>": "<t:99999999999999:R>",
    "<t:soon:R>": "<t:soon:R>",
    "<b>bold</b>": "<b>bold</b>",
    "&lt;b&gt;": "&lt;b&gt;",
}

HOSTILE = {
    **{f"{sign!r} alone": sign for sign in ("*", "_", "~", "|", "`", "[", "<", ">", "\\", "#", "-", "\n", "(", "h")},
    **{
        f"{piece!r} again and again": piece
        for piece in ("*_~|", "**a", "a* *", "_a ", "~~|| ", "``` ", "` `` ", "*a_b")
    },
    **{
        f"{piece!r} in a row": piece
        for piece in ("[a](", "[a](http://", "[[", "http://", "http://(", "<t:1", "<@", "<a:")
    },
    **{
        f"{piece!r} line by line": f"{piece}\n"
        for piece in ("> a", "- a", "   - a", "1. a", "# a", "a", ">>> a", "```", "`")
    },
}
AFTER = {"nothing": "", "a fence": "```x```", "an end of each": "**_~~||`](http://a)"}
MORE, TIMES_MORE = 20_000, 4  # characters; Discord takes 4,000 at most
# What grows with the square of the length takes 16 times as long for four times as much, however often it is tried.
SLOWER, TRIES = 9, 40

# The least of what each took: other work on the machine makes it longer, and nothing makes it shorter.
SPENT = """async ({piece, end, lengths, slower, tries}) => {
  const {parse} = await import('/page/markdown.js');
  const texts = lengths.map(length => piece.repeat(Math.ceil(length / piece.length)) + end);
  const least = texts.map(() => Infinity);
  for (let n = 0; n < tries && !(least[1] <= Math.max(least[0], 1) * slower); n++) {
    texts.forEach((text, at) => {
      const began = performance.now();
      parse(text);
      least[at] = Math.min(least[at], performance.now() - began);
    });
  }
  return least;
}"""

DRAWN = """async (text) => {
  const {prose} = await import('/page/prose.js');
  const drawn = prose(text);
  document.body.append(drawn);
  await new Promise(done => setTimeout(done));
  const all = [...drawn.querySelectorAll('*')];
  const attributes = all.flatMap(one => [...one.attributes].map(({name, value}) => [name, value]));
  drawn.remove();
  return {names: all.map(one => one.localName), attributes, text: drawn.textContent, ran: window.ran ?? null};
}"""
ELEMENTS = {
    *("div", "p", "span", "bdi", "strong", "em", "u", "s", "code", "pre", "figure", "figcaption", "blockquote"),
    *("h3", "h4", "h5", "ul", "ol", "li", "a", "button", "time"),
}
ATTRIBUTES = {
    *("class", "dir", "href", "title", "target", "rel", "type", "inert", "aria-label", "datetime", "data-relative"),
    *("start", "tabindex"),
}


@pytest.fixture(scope="module")
async def window(browser: Browser) -> AsyncIterator[Window]:
    """The page of a small server; afterwards it has asked for nothing and complained of nothing."""
    time = WallTime(MORNING)
    async with Sandbox(World(time.now)) as sandbox, Control(sandbox, time, pace=0.0) as control:
        sandbox.stage.guild("Workshop", sandbox.stage.user("owner"))
        may_ask = (control.page_url, control.page_url.replace("http", "ws", 1))
        async with a_window(browser, *may_ask) as window:
            await window.page.goto(control.page_url)
            yield window
        assert window.outside == []
        assert window.complaints == []


@pytest.fixture
def page(window: Window) -> Page:
    return window.page


async def test_text_reads_as_in_discord(page: Page) -> None:
    script = f"""async (texts) => {{
      const {{parse}} = await import('/page/markdown.js');
      {WRITTEN}
      return texts.map(text => parse(text).map(block).join(' / '));
    }}"""
    read = await page.evaluate(script, list(TABLE))

    assert dict(zip(TABLE, read, strict=True)) == TABLE


@pytest.mark.parametrize("end", AFTER)
@pytest.mark.parametrize("name", HOSTILE)
async def test_reading_takes_as_long_as_the_text_is(page: Page, name: str, end: str) -> None:
    asked = {"piece": HOSTILE[name], "end": AFTER[end], "slower": SLOWER, "tries": TRIES}
    few, many = await page.evaluate(SPENT, asked | {"lengths": [MORE, MORE * TIMES_MORE]})

    assert many <= max(few, 1) * SLOWER


@pytest.mark.parametrize("name", INJECTIONS)
async def test_what_somebody_may_type_to_run_something_is_text(page: Page, name: str) -> None:
    text = INJECTIONS[name].encode("utf-8", "replace").decode()
    drawn: dict[str, Any] = await page.evaluate(DRAWN, text)

    assert drawn["ran"] is None
    assert set(drawn["names"]) <= ELEMENTS
    assert {attribute for attribute, _ in drawn["attributes"]} <= ATTRIBUTES
    assert [
        value for key, value in drawn["attributes"] if key == "href" and not value.startswith(("http:", "https:"))
    ] == []
    if name.startswith(("script", "entity", "load")) and "markdown" not in name:
        assert letters(drawn["text"]) == letters(text)


def letters(text: str) -> str:
    """Without what might be markup or the end of a line."""
    return re.sub(r"[^A-Za-z0-9<>=&;]", "", text)


async def test_every_module_of_the_page_is_one_that_a_browser_takes(page: Page) -> None:
    """Parsed and bound to what it imports; page.js has begun already."""
    names = [script.name for script in scripts()]
    script = "async (names) => (await Promise.all(names.map(name => import(`/page/${name}`)))).length"

    assert await page.evaluate(script, names) == len(names)
