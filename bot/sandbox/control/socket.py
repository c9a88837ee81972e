"""One socket of the control interface: frames leave in their order, and a reader who is too slow is cut off."""

import asyncio
from collections import deque
from collections.abc import Callable

from aiohttp import WSCloseCode, WSMsgType, web

FRAMES = 1000  # waiting for one reader; memory is not theirs to fill
GRACE = 5.0  # real seconds in which a slow one may still read why
FAREWELL = 0.3  # real seconds for the closing of any other
LONGEST = 64 * 1024  # bytes of a frame that comes in


class Outgoing:
    """What is still to be sent. `put` after the end is put nowhere."""

    def __init__(self) -> None:
        self._frames: deque[str] = deque()
        self._stirred = asyncio.Event()
        self._ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    @property
    def is_over(self) -> bool:
        return self._ended.done()

    def put(self, frame: str) -> None:
        if self.is_over:
            return
        if len(self._frames) >= FRAMES:
            self._frames.clear()
            self._ended.set_result(WSCloseCode.TRY_AGAIN_LATER)
        else:
            self._frames.append(frame)
            self._stirred.set()

    def holds(self, frame: str) -> bool:
        return frame in self._frames

    def end(self) -> None:
        if not self.is_over:
            self._ended.set_result(WSCloseCode.GOING_AWAY)

    async def ended(self) -> int:
        """The code with which it is over."""
        return await asyncio.shield(self._ended)

    async def send(self, socket: web.WebSocketResponse) -> None:
        while True:
            await self._stirred.wait()
            self._stirred.clear()
            while self._frames:
                await socket.send_str(self._frames.popleft())


OPEN = web.AppKey("open", set[Outgoing])


async def talk(request: web.Request, out: Outgoing, hear: Callable[[str], None]) -> web.WebSocketResponse:
    """Sends and hears until either side ends it."""
    socket = web.WebSocketResponse(timeout=FAREWELL, max_msg_size=LONGEST)
    await socket.prepare(request)
    request.app[OPEN].add(out)
    try:
        async with asyncio.TaskGroup() as group:
            writer = group.create_task(_until_lost(out, socket))
            group.create_task(_close(out, writer, socket, request))
            await _hear(socket, hear)
            out.end()
    finally:
        request.app[OPEN].discard(out)
    return socket


async def _hear(socket: web.WebSocketResponse, hear: Callable[[str], None]) -> None:
    async for message in socket:
        if message.type is WSMsgType.TEXT:
            hear(message.data)


async def _until_lost(out: Outgoing, socket: web.WebSocketResponse) -> None:
    """Where the other side is gone, what is left has no reader."""
    try:
        await out.send(socket)
    except ConnectionError:
        out.end()


async def _close(
    out: Outgoing, writer: "asyncio.Task[None]", socket: web.WebSocketResponse, request: web.Request
) -> None:
    """The writer ends last: who cancels it while it waits for a slow reader ends whoever waits beside it as well."""
    code = await out.ended()
    try:
        async with asyncio.timeout(GRACE if code == WSCloseCode.TRY_AGAIN_LATER else FAREWELL):
            await socket.close(code=code)
    except TimeoutError:
        if request.transport is not None:
            request.transport.abort()
    finally:
        writer.cancel()
