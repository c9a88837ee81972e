"""The people's port: the control interface below /control, the page at /. Beside a Sandbox, which is the bot's port."""

import asyncio
from contextlib import AsyncExitStack
from typing import Any, Self

from aiohttp import web

from bot.sandbox.control import guard, page, views
from bot.sandbox.control.attempts import Attempts
from bot.sandbox.control.guiding import Guide, Guiding
from bot.sandbox.control.journal import Journal
from bot.sandbox.control.mover import Mover
from bot.sandbox.control.refusing import answer_to
from bot.sandbox.control.request import call_of, read
from bot.sandbox.control.route import PREFIX
from bot.sandbox.control.socket import OPEN, Outgoing
from bot.sandbox.control.state import Call, State
from bot.sandbox.control.table import ROUTES
from bot.sandbox.control.watching import Watch
from bot.sandbox.errors import SandboxError
from bot.sandbox.story_time import StoryTime
from bot.sandbox.wire.server import Sandbox
from bot.sandbox.world import Change


class Control:
    """Listens as long as the block lasts; `port` 0 is any that is free. Raises OSError where it is taken.

    From the beginning time goes at `pace`, story seconds a real second.
    """

    def __init__(
        self, sandbox: Sandbox, time: StoryTime, *, guide: Guide | None = None, port: int = 0, pace: float = 1.0
    ) -> None:
        self._sandbox = sandbox
        self._port = port
        self._watch = Watch(sandbox.world)
        self._journal = Journal(sandbox.world, self._watch)
        self._guiding = Guiding(guide, self._watch)
        self._mover = Mover(time, sandbox.world.real, self._moved, pace)
        self._stack = AsyncExitStack()
        self.state = State(
            sandbox=sandbox,
            routes=ROUTES,
            mover=self._mover,
            watch=self._watch,
            journal=self._journal,
            attempts=Attempts(),
            guide=lambda: self._guiding.view,
            addresses=self.addresses,
        )

    @property
    def page_url(self) -> str:
        return f"http://127.0.0.1:{self._port}/"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}{PREFIX}"

    def addresses(self) -> views.Addresses:
        return views.Addresses(
            api=self._sandbox.api_url,
            gateway=self._sandbox.gateway_url,
            cdn=self._sandbox.cdn_url,
            control=self.url,
            page=self.page_url,
            token=self._sandbox.token,
        )

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            await self._listen(stack)
            self._hear(stack)
            group = await stack.enter_async_context(asyncio.TaskGroup())
            stack.callback(group.create_task(self._mover.run()).cancel)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def _listen(self, stack: AsyncExitStack) -> None:
        app = web.Application(client_max_size=guard.BODY)
        app[OPEN] = set()
        app.router.add_route("*", "/{path:.*}", self._serve)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", self._port, reuse_address=True).start()
        self._port = runner.addresses[0][1]
        stack.callback(_end, app[OPEN])

    def _hear(self, stack: AsyncExitStack) -> None:
        """From now on it knows what happens, until the end."""
        world, watchers = self._sandbox.world, self._sandbox.watchers
        world.witnesses.append(self._changed)
        stack.callback(world.witnesses.remove, self._changed)
        for observer in (self._journal, self._guiding):
            watchers.append(observer)
            stack.callback(watchers.remove, observer)

    def _changed(self, change: Change) -> None:
        self._watch.hear(change)
        self._guiding.stir()

    def _moved(self, time: views.Time, moved: views.Moved | None) -> None:
        self._watch.tell_time(time, moved)
        self._guiding.stir()

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        try:
            guard.check_caller(request, self._port)
            answer = await self._answer(request)
        except SandboxError as refused:
            answer = answer_to(refused)
        if not answer.prepared:
            answer.headers.update({**guard.CLOSED, **guard.HEADERS, **answer.headers})
        return answer

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        if not request.path.startswith(PREFIX + "/"):
            return page.serve(request, self._sandbox.world.base_url)
        route, path = call_of(ROUTES, request)
        call = Call(self.state, request, path)
        given: dict[str, Any] = await read(route, request, self._sandbox.world)
        told = await route.handler(call, **given)
        if isinstance(told, web.StreamResponse):
            return told
        if route.view is None:
            return web.Response(status=204)
        return web.Response(body=route.writer.dump_json(told), content_type="application/json")


def _end(sockets: set[Outgoing]) -> None:
    for each in sockets:
        each.end()
