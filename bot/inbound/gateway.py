"""The connection to Discord's gateway: kept, resumed, begun anew. One of the program's four fences stands here.

py-cord's own loop ends at a malformed event and at an ECONNRESET; this one goes on. It tells the ear of every frame
and of every silence.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import aiohttp
import anyio
import discord
from anyio.abc import TaskGroup
from discord.gateway import DiscordWebSocket, ReconnectWebSocket
from loguru import logger

from actors.backoff import Backoff, Jitter
from bot.inbound.ear import GatewayEar
from bot.unusable import WRONG_INTENTS, WRONG_TOKEN, Unusable

T = TypeVar("T")

HELLO_WITHIN = 60.0  # real seconds
HANG_UP_WITHIN = 5.0  # real seconds
BETWEEN_IDENTIFIES = 5.0  # real seconds; Discord takes one IDENTIFY in five
GOING_ON, GOING_AWAY = 4000, 1000  # close codes: after the first Discord keeps the session for a RESUME
NETWORK = (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError)

FATAL = {
    4004: WRONG_TOKEN,
    4010: "Discord refuses this shard (4010): run fewer or other shards.",
    4011: "Discord asks for more shards (4011): this desk is in too many servers for one connection.",
    4012: "Discord no longer speaks this version of its gateway (4012): update Steward.",
    4013: "Discord does not know these intents (4013): update Steward.",
    4014: WRONG_INTENTS,
}


@dataclass(frozen=True, slots=True)
class Session:
    """What a RESUME needs."""

    id: str
    sequence: int


class Gateway:
    """Runs one client. `spawn` does work beside it, inside the fence."""

    def __init__(self, client: discord.Client, *, between_identifies: float = BETWEEN_IDENTIFIES) -> None:
        self._client, self._between_identifies = client, between_identifies
        self._jitter, self._backoff = Jitter(), Backoff(longest=60.0)
        self._tasks: TaskGroup | None = None
        self._ws: DiscordWebSocket | None = None
        self._frames = 0
        self._under_way = 0

    async def run(self, token: str, ear: GatewayEar) -> None:
        """Until cancelled. Raises Unusable."""
        try:
            async with anyio.create_task_group() as self._tasks:
                await self._log_in(token)
                await self._stay_connected(ear)
        finally:
            self._tasks = None
            with anyio.CancelScope(shield=True):
                await self._client.http.close()

    def spawn(self, work: Callable[[], Awaitable[None]]) -> None:
        """Does it beside the reading; an error in it is logged and felt by nothing else."""
        if self._tasks is not None:
            self._under_way += 1
            self._tasks.start_soon(self._work, work)

    def ask(self) -> None:
        """Sends a heartbeat of our own; the answer is a frame."""
        self.spawn(self._beat)

    @property
    def sequence(self) -> int | None:
        """The number of the last event that was read; None while there is no connection."""
        return self._ws.sequence if self._ws is not None else None

    @property
    def frames(self) -> int:
        """How many were read since the beginning: the answer to a heartbeat is one, too."""
        return self._frames

    @property
    def is_idle(self) -> bool:
        """Nothing that was spawned is still under way."""
        return self._under_way == 0

    # --- beside the reading ---

    async def _work(self, work: Callable[[], Awaitable[None]]) -> None:
        try:
            await self._fenced(work)
        finally:
            self._under_way -= 1

    async def _beat(self) -> None:
        if self._ws is not None and self._ws.open:
            await self._ws.send_heartbeat({"op": DiscordWebSocket.HEARTBEAT, "d": self._ws.sequence})

    async def _fenced(self, work: Callable[[], Awaitable[T]]) -> T | None:
        try:
            return await work()
        except Unusable:
            raise
        except Exception as error:
            logger.opt(exception=error).bind(action="gateway_fence").error("Something at the gateway failed")
            return None

    # --- the connection ---

    async def _log_in(self, token: str) -> None:
        tries = 0
        while True:
            try:
                return await self._client.login(token)
            except discord.LoginFailure:
                raise Unusable(WRONG_TOKEN) from None
            except NETWORK as error:
                log_lost(error)
                await self._client.http.close()
            await anyio.sleep(self._jitter.wait(self._backoff, tries))
            tries += 1

    async def _stay_connected(self, ear: GatewayEar) -> None:
        session: Session | None = None
        tries = 0
        while True:
            frames = self._frames
            session = await self._fenced(partial(self._listen, session, ear))
            ear.lost()
            tries = tries + 1 if self._frames == frames else 0
            await anyio.sleep(self._pause(session, tries))

    def _pause(self, session: Session | None, tries: int) -> float:
        wait = self._jitter.wait(self._backoff, tries) if tries else 0.0
        return wait if session else max(wait, self._between_identifies)

    async def _listen(self, session: Session | None, ear: GatewayEar) -> Session | None:
        """Reads until the connection is lost; what can be resumed, or None where a new session must begin."""
        code = GOING_ON
        try:
            ws = await self._connect(session)
            while True:
                await ws.poll_event()
                self._frames += 1
                ear.frame()
        except ReconnectWebSocket as lost:
            return self._resumable(session) if lost.resume else None
        except discord.ConnectionClosed as closed:
            if closed.code in FATAL:
                raise Unusable(FATAL[closed.code]) from None
            return self._resumable(session)
        except NETWORK as error:
            log_lost(error)
            return self._resumable(session)
        except anyio.get_cancelled_exc_class():
            code = GOING_AWAY
            raise
        finally:
            await self._hang_up(code)

    async def _connect(self, session: Session | None) -> DiscordWebSocket:
        """`initial` keeps py-cord from sleeping before an IDENTIFY: the pause is ours."""
        begin = partial(DiscordWebSocket.from_client, self._client, initial=True)
        with anyio.fail_after(HELLO_WITHIN):
            if session:
                self._ws = await begin(session=session.id, sequence=session.sequence, resume=True)
            else:
                self._ws = await begin()
        self._client.ws = self._ws
        return self._ws

    def _resumable(self, before: Session | None) -> Session | None:
        ws = self._ws
        if ws is None:
            return before
        return Session(ws.session_id, ws.sequence) if ws.session_id and ws.sequence is not None else None

    async def _hang_up(self, code: int) -> None:
        """Also ends the client's heartbeat thread."""
        ws, self._ws = self._ws, None
        if ws is not None:
            with anyio.move_on_after(HANG_UP_WITHIN, shield=True):
                await ws.close(code)


def log_lost(error: Exception) -> None:
    logger.bind(action="gateway_lost", error=type(error).__name__).warning("The connection to Discord was lost")
