"""One try to keep one promise: looked for where it may stand already, else done, within its limit, while it is ours."""

import asyncio
from asyncio import get_running_loop
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from actors.compare import compare
from actors.finality import Why, is_absolute, is_missing_permission
from actors.letters import Answer, Buried, Envelope, Reply
from actors.limits import CALL_LIMIT, limit_of
from actors.office import Office
from actors.ports import Notice, SurfaceMissing, Trouble, WorldError
from models.commands import Delivered, Post, SurfaceGone, Undeliverable
from models.effects import CompleteArchive, Effect, KeepFile, ReturnGated, SendTranscript, Tell
from models.errors import Refused
from models.ids import Address, ChannelId, EffectId, GuildId, What
from models.snapshot import Pending

LEASE_MARGIN = 2.0  # seconds that the guild must be ours beyond a call
LOOK = 1.0  # seconds between two looks at the lease during a long call
NONCE_WINDOW = timedelta(minutes=3)  # how long Discord is trusted to remember a nonce

Acknowledgement = Delivered | Undeliverable
Put = Callable[[Envelope], None]


@dataclass(frozen=True, slots=True)
class Attempt:
    """`put` puts a letter into the mailbox of the sender, whose promise it is."""

    office: Office
    sender: Address
    put: Put

    async def at(self, pending: Pending, *, is_new: bool) -> Acknowledgement:
        """`is_new`: it was promised by this process and never tried, so nobody has shown it."""
        if not is_new and self._may_stand(pending):
            receipt = await self._found(pending)
            if receipt is not None:
                return Delivered(pending.id, receipt)
        if pending.withdrawn:
            return Undeliverable(pending.id, Why.WITHDRAWN)
        match pending.effect:
            case Tell():
                return await self._tell(pending.id, pending.effect)
            case CompleteArchive(channel=channel):
                return await self._complete(pending, channel)
            case _:
                async with within(self.office, self.sender.guild, pending.effect):
                    return Delivered(pending.id, await self.office.outlet.deliver(self.sender, pending))

    def _may_stand(self, pending: Pending) -> bool:
        """A life before us, or a call that we gave up on, may have shown it; for a while Discord itself knows."""
        if is_absolute(pending.effect):
            return False
        is_young = self.office.clock.now() - pending.since < NONCE_WINDOW
        return pending.withdrawn or not (is_young and self.office.outlet.is_told_apart(pending.effect))

    async def _found(self, pending: Pending) -> int | None:
        """What is wanted no more is not waited for where we may not look for it."""
        try:
            async with asyncio.timeout(CALL_LIMIT):
                return await self.office.outlet.find(self.sender, pending)
        except WorldError as error:
            if pending.withdrawn and is_missing_permission(error):
                return None
            raise

    async def _tell(self, promise: EffectId, order: Tell) -> Acknowledgement:
        def put(letter: Envelope) -> None:
            self.office.post(order.to, letter)

        match await asked(put, Envelope(order.command, order.command.said_at)):
            case Answer():
                return Delivered(promise)
            case Refused():
                return Undeliverable(promise, Why.REFUSED)
            case Buried():
                return Undeliverable(promise, Why.UNREADABLE)
            case unanswered:
                raise unanswered

    async def _complete(self, pending: Pending, channel: ChannelId) -> Acknowledgement:
        """Where nothing can be read any more, nothing is missing."""
        office = self.office
        try:
            for words in await compare(self.sender, channel, office.store, office.history):
                self.put(Envelope(Post(words, live=False), office.clock.now(), again=True))
        except SurfaceMissing:
            self.put(Envelope(SurfaceGone(channel, office.clock.now()), office.clock.now()))
        except WorldError as error:
            if not is_missing_permission(error):
                raise
            notice = Notice(Trouble.MISSING_PERMISSION, error.missing, What.COMPLETE, error.channel)
            office.report(self.sender, notice)
        return Delivered(pending.id)


async def asked(put: Put, letter: Envelope) -> Reply:
    """What the letter is answered, however long that takes."""
    letter.reply = get_running_loop().create_future()
    put(letter)
    return await letter.reply


def may_begin(office: Office, guild: GuildId, effect: Effect) -> bool:
    """A long call begins where one short call could: `within` looks again while it lasts."""
    return office.may_act(guild, min(limit_of(effect), CALL_LIMIT) + LEASE_MARGIN)


@asynccontextmanager
async def within(office: Office, guild: GuildId, effect: Effect) -> AsyncIterator[None]:
    """Cut off at the effect's limit, and before the guild may be somebody else's."""
    async with asyncio.timeout(limit_of(effect)) as limit:
        watch = Watch(office, guild, limit)
        try:
            yield
        finally:
            watch.end()


class Watch:
    """Looks at the lease again and again while a call lasts, and ends the call where it is lost."""

    def __init__(self, office: Office, guild: GuildId, limit: asyncio.Timeout) -> None:
        self._office, self._guild, self._limit = office, guild, limit
        self._timer = get_running_loop().call_later(LOOK, self._look)

    def end(self) -> None:
        self._timer.cancel()

    def _look(self) -> None:
        loop = get_running_loop()
        if self._office.may_act(self._guild, LEASE_MARGIN):
            self._timer = loop.call_later(LOOK, self._look)
        else:
            self._limit.reschedule(loop.time())


def reads_store(effect: Effect) -> bool:
    """Nothing of it can be done while the store is down."""
    return isinstance(effect, SendTranscript | KeepFile | ReturnGated | CompleteArchive)
