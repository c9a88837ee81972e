"""The guide, looked at whenever something may have done one of its steps; those who watch are told what is new."""

import asyncio
from collections.abc import Callable
from typing import Any

from bot.sandbox.control import views
from bot.sandbox.control.watching import Watch
from bot.sandbox.wire.exchange import Exchange

Guide = Callable[[], views.Guide]


class Guiding:
    """An Observer of the sandbox: of what happens between changes, such as a form that opens, it learns by requests."""

    def __init__(self, guide: Guide | None, watch: Watch) -> None:
        self._guide = guide
        self._watch = watch
        self._told = self.view
        self._is_due = False

    @property
    def view(self) -> views.Guide:
        return self._guide() if self._guide is not None else views.Guide(title="", steps=[])

    def stir(self) -> None:
        """However much happens at once, it is looked at once."""
        if self._guide is not None and not self._is_due:
            self._is_due = True
            asyncio.get_running_loop().call_soon(self._look)

    def on_exchange(self, exchange: Exchange) -> None:
        self.stir()

    def on_event(self, name: str, payload: Any) -> None:
        """What the bot is told is a change, of which the world tells itself."""

    def _look(self) -> None:
        self._is_due = False
        now = self.view
        if now != self._told:
            self._told = now
            self._watch.tell_guide(now)
