"""What can be said of a page by looking at it: what it reads as, what is too wide, is covered, or shuts people out."""

from pathlib import Path
from typing import Any

from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Locator, Page

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_READING, _LOOKING = (
    Path(__file__).with_name(f"{one}.js").read_text(encoding="utf-8") for one in ("reading", "looking")
)


async def lines(element: Locator) -> list[str]:
    """What somebody reads there, as reading.js has it."""
    read: list[str] = await element.evaluate(_READING)
    return read


async def too_wide(page: Page) -> list[str]:
    """What is wider than the window or its part of it."""
    found: list[str] = await page.evaluate(f"({_LOOKING}).tooWide()")
    return found


async def overlapping(page: Page) -> list[str]:
    """Messages that begin before the one above them ends."""
    found: list[str] = await page.evaluate(f"({_LOOKING}).overlapping()")
    return found


async def covered(page: Page) -> list[str]:
    """Controls in sight of which the middle cannot be pressed, because something else lies there."""
    found: list[str] = await page.evaluate(f"({_LOOKING}).covered()")
    return found


async def shut_out(page: Page) -> list[str]:
    """What axe-core finds against the rules of WCAG 2.2, A and AA: the rule and the element."""
    options: dict[str, Any] = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}
    options["preload"] = False
    found = (await Axe().run(page, options=options)).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:200]} ({node['failureSummary'].splitlines()[-1].strip()[:200]})"
        for rule in found
        for node in rule["nodes"]
    ]
