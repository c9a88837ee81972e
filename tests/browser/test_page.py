"""The transcript looked at as people look at it: opened from a file, offline, in a real browser."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page

from models.rules.transcript import Copy
from tests.browser.chromium import DESKTOP, PHONE, a_window
from tests.browser.pages import Conversation, hostile, ordinary
from tests.support.injections import INJECTIONS

pytestmark = pytest.mark.slow

PICTURES = "Promise.all([...document.images].map(one => one.decode().then(() => one.naturalWidth)))"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
PAPER = "getComputedStyle(document.body).backgroundColor"
INK = "getComputedStyle(document.body).color"
ELEMENTS = "[...new Set([...document.querySelectorAll('*')].map(one => one.localName))].sort()"
OUTSIDE = """[...document.querySelectorAll('article, .notice, footer, h1, h2, h3, header')].filter(one => {
  const box = one.getBoundingClientRect();
  return box.left < 0 || box.right > innerWidth + 1 || !box.height;
}).length"""
OVERLAPPING = """(() => {
  const boxes = [...document.querySelectorAll('article, .notice')].map(one => one.getBoundingClientRect());
  return boxes.filter((box, at) => at && box.top < boxes[at - 1].bottom - 1).length;
})()"""
FOOTER_IS_LAST = """document.querySelector('footer').getBoundingClientRect().top >=
  [...document.querySelectorAll('article')].pop().getBoundingClientRect().bottom"""
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')


def saved(conversation: Conversation, folder: Path, copy: Copy = Copy.STAFF) -> Path:
    file = folder / "ticket-0012.html"
    file.write_text(conversation.page(copy), encoding="utf-8", errors="replace")
    return file


@asynccontextmanager
async def opened(browser: Browser, file: Path, width: int = DESKTOP, *, is_dark: bool = False) -> AsyncIterator[Page]:
    """In a window that may load this file and nothing else; afterwards it has asked for nothing and said nothing."""
    async with a_window(browser, file.as_uri(), width=width, is_dark=is_dark) as window:
        await window.page.goto(file.as_uri())
        yield window.page
    assert window.outside == []
    assert window.complaints == []


@pytest.mark.parametrize("copy", [Copy.OWNER, Copy.STAFF, Copy.FULL])
async def test_it_opens_from_a_file_and_asks_for_nothing_and_complains_of_nothing(
    browser: Browser, tmp_path: Path, copy: Copy
) -> None:
    async with opened(browser, saved(ordinary(), tmp_path, copy)) as page:
        assert await page.title() == "Ticket #12 · The app crashes"


async def test_every_picture_is_shown(browser: Browser, tmp_path: Path) -> None:
    async with opened(browser, saved(ordinary(), tmp_path)) as page:
        assert await page.evaluate(PICTURES) == [640, 1, 1, 1]


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
async def test_it_is_as_wide_as_the_window(browser: Browser, tmp_path: Path, width: int) -> None:
    async with opened(browser, saved(ordinary(), tmp_path), width) as page:
        assert await page.evaluate(OVERFLOW) == 0
        assert await page.evaluate(OUTSIDE) == 0
        assert await page.evaluate(OVERLAPPING) == 0


async def test_it_is_dark_where_people_like_it_dark(browser: Browser, tmp_path: Path) -> None:
    async with opened(browser, saved(ordinary(), tmp_path)) as page:
        light = await page.evaluate(PAPER), await page.evaluate(INK)

        await page.emulate_media(color_scheme="dark")
        dark = await page.evaluate(PAPER), await page.evaluate(INK)

    assert [brightness(colour) > 128 for colour in (*light, *dark)] == [True, False, False, True]


@pytest.mark.parametrize("is_dark", [False, True], ids=["light", "dark"])
async def test_every_word_stands_out_enough_to_be_read(browser: Browser, tmp_path: Path, is_dark: bool) -> None:
    async with opened(browser, saved(ordinary(), tmp_path), is_dark=is_dark) as page:
        pairs = await page.evaluate(CONTRASTS)

    assert len(pairs) > 30
    weak = {(name, ink, paper) for name, ink, paper in pairs if contrast(numbers(ink), numbers(paper)) < 4.5}
    assert weak == set()


CONTRASTS = """(() => {
  const solid = one => {
    for (; one; one = one.parentElement) {
      const colour = getComputedStyle(one).backgroundColor;
      if (!/, 0\\)$/.test(colour)) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  while (walker.nextNode()) {
    const one = walker.currentNode.parentElement;
    if (walker.currentNode.data.trim() && one.className !== 'spoiler')
      found.push([one.className || one.localName, getComputedStyle(one).color, solid(one)]);
  }
  return found;
})()"""


def numbers(colour: str) -> tuple[float, ...]:
    return tuple(float(one) for one in re.findall(r"[\d.]+", colour)[:3])


def brightness(colour: str) -> float:
    return sum(numbers(colour)) / 3


def contrast(ink: tuple[float, ...], paper: tuple[float, ...]) -> float:
    """As WCAG 2 defines it; 4.5 is enough for small letters."""
    darker, lighter = sorted((luminance(ink), luminance(paper)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: tuple[float, ...]) -> float:
    red, green, blue = ((c / 255 / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4) for c in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("has_policy", [True, False], ids=["as it is", "without its policy"])
async def test_nothing_that_was_typed_runs_or_loads(browser: Browser, tmp_path: Path, has_policy: bool) -> None:
    assert len(INJECTIONS) >= 60
    file = saved(hostile(), tmp_path)
    if not has_policy:
        html, count = POLICY.subn("", file.read_text(encoding="utf-8"))
        assert count == 1
        file.write_text(html, encoding="utf-8")

    async with opened(browser, file) as page:
        elements = set(await page.evaluate(ELEMENTS))

        assert await page.evaluate("typeof window.ran") == "undefined"
        assert not elements & {"script", "iframe", "svg", "object", "embed", "form", "input", "link", "base", "video"}
        assert await page.evaluate("document.querySelectorAll('style').length") == 1
        assert min(await page.evaluate(PICTURES)) > 0


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
async def test_nothing_that_was_typed_breaks_the_page(browser: Browser, tmp_path: Path, width: int) -> None:
    async with opened(browser, saved(hostile(), tmp_path), width) as page:
        assert await page.evaluate("document.querySelectorAll('article').length") == 2 * len(INJECTIONS)
        assert await page.evaluate("document.querySelectorAll('.notice').length") == len(INJECTIONS)
        assert await page.evaluate(OVERFLOW) == 0
        assert await page.evaluate(OUTSIDE) == 0
        assert await page.evaluate(OVERLAPPING) == 0
        assert await page.evaluate(FOOTER_IS_LAST)
