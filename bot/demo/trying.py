"""The desk to be tried by hand: a Discord on loopback that people use in their browser, and time that they move."""

import os
import sys
import webbrowser
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial

import anyio

from bot.app import until_signal
from bot.demo.community import furnish
from bot.demo.guide import Guide
from bot.demo.theatre import Theatre, opened
from bot.logs import set_up_logs
from bot.presets import PRESETS, preset
from bot.sandbox.control.server import Control
from bot.sandbox.serving import listening
from bot.sandbox.wanted import check_port

SCREENS = ("DISPLAY", "WAYLAND_DISPLAY")  # one of them is set where Linux shows windows
WITHOUT_WINDOWS = ("www-browser", "links", "elinks", "lynx", "w3m")  # they would take the terminal over


@dataclass(frozen=True, slots=True)
class Trial:
    """A desk that is alive, and where people meet it."""

    stage: Theatre
    control: Control


def run_trial(*, preset_name: str, port: int, page_port: int, opens_browser: bool) -> int:
    """Until Ctrl-C or SIGTERM, or until the terminal is closed; the exit code. Raises CannotServe."""
    check_port("--port", port)
    check_port("--page-port", page_port)
    set_up_logs("WARNING", for_people=True)
    return anyio.run(until_signal, _announced(preset_name, port, page_port, opens_browser))


@asynccontextmanager
async def trying(
    preset_name: str = PRESETS[0], *, port: int = 0, page_port: int = 0, pace: float = 1.0, seed: int | None = 0
) -> AsyncIterator[Trial]:
    """The panel stands; `pace` is story seconds a real second. Nothing of it is kept, on no disk.

    The policy is the packaged file itself: nobody here can write to it. Raises CannotServe.
    """
    async with opened(preset(preset_name), port, seed=seed) as stage, AsyncExitStack() as stack:
        await furnish(stage.community)
        await stage.start_desk()
        await _set_up(stage)
        control = Control(stage.sandbox, stage, guide=Guide(stage.community), port=page_port, pace=pace)
        yield Trial(stage, await listening(stack, control, page_port))


@asynccontextmanager
async def _announced(preset_name: str, port: int, page_port: int, opens_browser: bool) -> AsyncIterator[Trial]:
    """Who opens the page is the member with whom the guide begins."""
    async with (
        trying(preset_name, port=port, page_port=page_port, seed=None) as trial,
        anyio.create_task_group() as tasks,
    ):
        url = f"{trial.control.page_url}?as={trial.stage.community.owner.user.username}"
        print(f"The desk is here, in your browser: {url}\nCtrl-C ends it; nothing of it is kept.", flush=True)
        browser = windowed_browser(os.environ) if opens_browser else None
        if browser is not None:
            tasks.start_soon(partial(anyio.to_thread.run_sync, browser.open, url, abandon_on_cancel=True))
        yield trial
        tasks.cancel_scope.cancel()


async def _set_up(stage: Theatre) -> None:
    """As an administrator does it; what only they read of it is dismissed."""
    administrator, support = stage.community.administrator, stage.community.support
    attempt = await administrator.slash(support, "setup", category=stage.community.tickets)
    await administrator.delete(await attempt.answer())
    await stage.quiet()


def windowed_browser(environment: Mapping[str, str]) -> webbrowser.BaseBrowser | None:
    """The person's own, or None where it would open no window."""
    if sys.platform.startswith("linux") and not any(environment.get(screen) for screen in SCREENS):
        return None
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return None
    return None if os.path.basename(browser.name) in WITHOUT_WINDOWS else browser
