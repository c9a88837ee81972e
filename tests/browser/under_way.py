"""What is on its way between a window and the sandbox, there and back: before it has arrived, nobody looks."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count

import anyio
from playwright.async_api import Page, Request, WebSocket

from bot.sandbox.control.watching import Watch

PATIENCE = 30.0  # real seconds
AGAIN = 0.1  # real seconds: a socket may be open before the sandbox knows who watches
FENCE = '{"type":"fence","number":'  # a frame that no page knows: when it comes, what was told before it has come
NUMBERS = count(1)

Rest = Callable[[], Awaitable[None]]


class UnderWay:
    """Of one window: the calls that are not answered yet, what the bot (`bot_rests`) does about them, and the news that
    were told and are not heard."""

    def __init__(self, page: Page, watch: Callable[[], Watch], bot_rests: Rest) -> None:
        self.calls = 0  # that were begun
        self._watch, self._bot_rests = watch, bot_rests
        self._unanswered: set[Request] = set()
        self._held: set[Request] = set()
        self._heard: dict[WebSocket, int] = {}  # the last fence that came, of each socket that is open
        self._stirred = anyio.Event()
        page.on("request", self._begin)
        page.on("requestfinished", self._end)
        page.on("requestfailed", self._end)
        page.on("websocket", self._listen)

    async def arrived(self) -> None:
        """Until no call is without its answer, the bot rests, and all that was told up to then is heard."""
        try:
            with anyio.fail_after(PATIENCE):
                while True:
                    while self._waiting:
                        await self._stirred.wait()
                    await self._bot_rests()
                    await self._all_heard(next(NUMBERS))
                    if not self._waiting:
                        return
        except TimeoutError:
            waiting = [f"{one.method} {one.url}" for one in self._waiting]
            raise AssertionError(f"still under way: {waiting}, {len(self._heard)} sockets") from None

    @property
    def _waiting(self) -> set[Request]:
        return self._unanswered - self._held

    @contextmanager
    def held(self, call: Request) -> Iterator[None]:
        """Meanwhile a test holds this one back: nobody waits for it."""
        self._held.add(call)
        self._stir()
        try:
            yield
        finally:
            self._held.discard(call)

    async def _all_heard(self, number: int) -> None:
        while any(heard < number for heard in self._heard.values()):
            for watcher in self._watch().watchers:
                watcher.out.put(f"{FENCE}{number}}}")
            with anyio.move_on_after(AGAIN):
                await self._stirred.wait()

    def _stir(self) -> None:
        self._stirred.set()
        self._stirred = anyio.Event()

    def _begin(self, request: Request) -> None:
        if request.is_navigation_request():
            self._leave()
        elif "/control/" in request.url:
            self.calls += 1
            self._unanswered.add(request)

    def _end(self, request: Request) -> None:
        self._unanswered.discard(request)
        self._stir()

    def _leave(self) -> None:
        """Nobody waits any more for what the page before had asked, and its socket is not always said to be closed."""
        self._unanswered.clear()
        self._heard.clear()
        self._stir()

    def _listen(self, socket: WebSocket) -> None:
        self._heard[socket] = 0
        socket.on("framereceived", partial(self._hear, socket))
        socket.on("close", self._lose)

    def _hear(self, socket: WebSocket, frame: str | bytes) -> None:
        """A page that is being left still hears, and its socket is none of the open ones any more."""
        text = str(frame)
        if text.startswith(FENCE) and socket in self._heard:
            number = int(text.removeprefix(FENCE).removesuffix("}"))
            self._heard[socket] = max(number, self._heard[socket])
            self._stir()

    def _lose(self, socket: WebSocket) -> None:
        self._heard.pop(socket, None)
        self._stir()
