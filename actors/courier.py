"""Carries one outbox to the world: one after the other in a lane, lane beside lane, until each is acknowledged.

A lane goes on only when the acknowledgement is committed: at most one act per lane can ever be done twice.
"""

import asyncio
from asyncio import get_running_loop
from collections.abc import Callable, Collection
from datetime import timedelta
from traceback import format_tb

from loguru import logger

from actors.backoff import Backoff
from actors.compare import compare
from actors.finality import Verdict, Why, is_absolute, is_missing_permission, is_unknown, judge, kind_of, why_final
from actors.letters import Answer, Buried, Envelope, Reply, Unanswered
from actors.limits import FEWEST_TRIES, UNKNOWN_CREATE, is_hopeless, limit_of, until_landed
from actors.office import Office
from actors.pauses import Pause, Pauses
from actors.ports import Grave, Notice, StoreDown, SurfaceMissing, Trouble, WorldError
from models.commands import Delivered, SurfaceGone, Undeliverable
from models.effects import CompleteArchive, CreateSurface, Effect, Lane, Tell, lane_of
from models.errors import Refused
from models.ids import Address, ChannelId, EffectId, What
from models.snapshot import Pending

LEASE_MARGIN = 2.0  # seconds that the guild must be ours beyond the call
PARKED = 3600.0  # seconds until a parked lane is tried again
NONCE_WINDOW = timedelta(minutes=3)  # how long Discord is trusted to remember a nonce
BACKOFF = Backoff()

Acknowledgement = Delivered | Undeliverable


class TokenRejected(Exception):
    """Discord answered 401: nothing that this process does can succeed."""


class Courier:
    """Tasks live only while the outbox holds something; idle, it is these few references."""

    __slots__ = (
        "_address",
        "_check",
        "_lanes",
        "_office",
        "_outbox",
        "_parked",
        "_pauses",
        "_put",
        "_running",
        "_sure",
    )

    def __init__(self, address: Address, office: Office, put: Callable[[Envelope], None]) -> None:
        self._address, self._office, self._put = address, office, put
        self._outbox: tuple[Pending, ...] = ()
        self._sure: tuple[EffectId, ...] = ()  # promised by this process and never tried: nobody has shown them
        self._check: Pending | None = None  # the archive is to be compared, although nothing was promised
        self._lanes: dict[Lane, asyncio.Task[None]] = {}
        self._parked: tuple[tuple[Lane, str, ChannelId | None], ...] = ()  # and what staff were told is missing, where
        self._pauses = Pauses()
        self._running = False

    @property
    def tasks(self) -> list["asyncio.Task[None]"]:
        return list(self._lanes.values())

    @property
    def is_quiet(self) -> bool:
        """No call is under way: whatever is left waits for real seconds or for a permission."""
        return len(self._lanes) == len(self._pauses)

    def hold(self, outbox: tuple[Pending, ...], promised: Collection[EffectId] = ()) -> None:
        """This is the outbox as it is committed; `promised` are those that this very commit put into it."""
        if outbox is self._outbox:
            return
        withdrawn = {one.id for one in self._outbox if one.withdrawn}
        self._outbox = outbox
        if promised or self._sure:
            waiting = {one.id for one in outbox}
            self._sure = tuple(one for one in (*self._sure, *promised) if one in waiting)
        if any(one.withdrawn and one.id not in withdrawn for one in outbox):
            self._pauses.end_all(Pause.BACKOFF, Pause.PARKED)
        self._nudge()

    def check_archive(self, channel: ChannelId) -> None:
        """Beside the promises: nobody waits for it, and it is not acknowledged to anybody."""
        n = self._check.id.n + 1 if self._check else 1
        order = CompleteArchive(EffectId(What.COMPLETE, channel, n), channel)
        self._check = Pending(self._office.clock.now(), order)
        self._nudge()

    def start(self) -> None:
        self._running = True
        self._nudge()

    def try_again(self) -> None:
        """A permission may have been given; what waits for anything else goes on waiting."""
        self._pauses.end_all(Pause.PARKED)

    def stop(self) -> None:
        """The call in hand is finished and acknowledged; nothing new begins."""
        self._running = False
        self._pauses.end_all()

    def cut(self) -> None:
        """At once: this actor is not ours any more, or in quarantine."""
        self.stop()
        for task in self.tasks:
            task.cancel()

    # --- lanes ---

    def _nudge(self) -> None:
        if not self._running or not (self._outbox or self._check):
            return
        for lane in {lane_of(pending.effect) for pending in self._waiting()} - self._lanes.keys():
            self._lanes[lane] = self._office.tasks.create_task(self._carry(lane))

    def _waiting(self) -> tuple[Pending, ...]:
        return self._outbox if self._check is None else (*self._outbox, self._check)

    def _head(self, lane: Lane) -> Pending | None:
        return next((pending for pending in self._waiting() if lane_of(pending.effect) is lane), None)

    async def _carry(self, lane: Lane) -> None:
        try:
            while self._running and (pending := self._head(lane)) is not None:
                if pending.id not in self._sure:
                    await self._wait(until_landed(pending, self._office.clock.now()), Pause.UNKNOWN)
                letter = await self._bring(lane, pending.id)
                if letter is not None and not await self._is_committed(letter):
                    return
        finally:
            del self._lanes[lane]
            if not self._lanes:
                self._lanes = {}  # one that was filled keeps its size

    async def _is_committed(self, letter: Acknowledgement) -> bool:
        if self._check is not None and letter.effect == self._check.id:
            self._check = None
            return True
        reply = await self._ask(self._put, Envelope(letter, self._office.clock.now()))
        return not isinstance(reply, Unanswered) or isinstance(reply, Buried)

    async def _ask(self, put: Callable[[Envelope], None], letter: Envelope) -> Reply:
        letter.reply = get_running_loop().create_future()
        put(letter)
        return await letter.reply

    async def _bring(self, lane: Lane, promise: EffectId) -> Acknowledgement | None:
        """What became of a promise; None where it was not to be begun."""
        tries = 0
        while self._running and (pending := self._head(lane)) is not None and pending.id == promise:
            if not self._office.may_act(self._address.guild, limit_of(pending.effect) + LEASE_MARGIN):
                await self._wait(1.0)
                continue
            try:
                letter: Acknowledgement | None = await self._try(pending)
                self._unpark(lane)
            except Exception as error:  # the fence of the courier: an error that nobody knows is a retry
                letter = await self._after(error, lane, pending, tries)
            if letter is not None:
                return letter
            tries = 0 if self._is_parked(lane) else tries + 1
        return None

    # --- one try ---

    async def _try(self, pending: Pending) -> Acknowledgement:
        if self._may_stand(pending):
            async with asyncio.timeout(limit_of(pending.effect)):
                receipt = await self._office.outlet.find(self._address, pending)
            if receipt is not None:
                return Delivered(pending.id, receipt)
        if pending.withdrawn:
            return Undeliverable(pending.id, Why.WITHDRAWN)
        self._sure = tuple(one for one in self._sure if one != pending.id)
        match pending.effect:
            case Tell():
                return await self._tell(pending.id, pending.effect)
            case CompleteArchive(channel=channel):
                return await self._complete(pending, channel)
            case _:
                async with asyncio.timeout(limit_of(pending.effect)):
                    return Delivered(pending.id, await self._office.outlet.deliver(self._address, pending))

    def _may_stand(self, pending: Pending) -> bool:
        """A life before us, or a call that we gave up on, may have shown it; for a while Discord itself knows."""
        if pending.id in self._sure or is_absolute(pending.effect):
            return False
        is_young = self._office.clock.now() - pending.since < NONCE_WINDOW
        return pending.withdrawn or not (is_young and self._office.outlet.is_told_apart(pending.effect))

    async def _tell(self, promise: EffectId, order: Tell) -> Acknowledgement:
        def put(letter: Envelope) -> None:
            self._office.post(order.to, letter)

        match await self._ask(put, Envelope(order.command, order.command.said_at)):
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
        office = self._office
        try:
            await compare(self._address, channel, office.store, office.history)
        except SurfaceMissing:
            self._put(Envelope(SurfaceGone(office.clock.now()), office.clock.now()))
        except WorldError as error:
            if not is_missing_permission(error):
                raise
            notice = Notice(Trouble.MISSING_PERMISSION, error.missing, What.COMPLETE, error.channel)
            office.report(self._address, notice)
        return Delivered(pending.id)

    # --- what failed ---

    async def _after(self, error: Exception, lane: Lane, pending: Pending, tries: int) -> Acknowledgement | None:
        """The letter where the answer is final; else None, after a pause."""
        match judge(error), error:
            case Verdict.STOP, _:
                raise TokenRejected from error
            case Verdict.FINAL, WorldError():
                return self._ended(pending, why_final(error))
            case Verdict.PARK, WorldError():
                self._tell_staff_once(lane, pending, error)
                await self._wait(PARKED, Pause.PARKED)
            case _ if is_hopeless(pending, tries, self._office.clock.now()):
                return await self._give_up(error, pending)
            case _:
                self._unpark(lane)
                self._warn(error, pending, tries)
                await self._wait(*self._until_next(error, pending.effect, tries))
        return None

    def _ended(self, pending: Pending, why: Why) -> Undeliverable:
        what = f"{pending.id.what} of {pending.id.of}" if pending.id.of else pending.id.what
        self._log("undeliverable", pending).warning("{} can never arrive: {}", what, why)
        return Undeliverable(pending.id, why)

    def _tell_staff_once(self, lane: Lane, pending: Pending, error: WorldError) -> None:
        """Again where it is another permission or another channel that is missing now."""
        told = (lane, error.missing, error.channel)
        if told not in self._parked:
            self._unpark(lane)
            self._parked = (*self._parked, told)
            notice = Notice(Trouble.MISSING_PERMISSION, error.missing, pending.id.what, error.channel)
            self._office.report(self._address, notice)

    def _is_parked(self, lane: Lane) -> bool:
        return any(one == lane for one, _, _ in self._parked)

    def _unpark(self, lane: Lane) -> None:
        if self._parked:
            self._parked = tuple(told for told in self._parked if told[0] is not lane)

    def _until_next(self, error: Exception, effect: Effect, tries: int) -> tuple[float, Pause]:
        wait = self._office.jitter.wait(BACKOFF, tries)
        if isinstance(effect, CreateSurface) and is_unknown(error):
            return max(wait, UNKNOWN_CREATE), Pause.UNKNOWN
        return wait, Pause.BACKOFF

    async def _give_up(self, error: Exception, pending: Pending) -> Acknowledgement | None:
        """The dead letter keeps what happened; staff are told by the rules, as of everything undeliverable."""
        name, effect = f"Pending:{pending.id}", type(pending.effect).__name__
        trace = "".join(format_tb(error.__traceback__))
        try:
            grave = Grave(name, effect, type(error).__name__, trace, self._office.clock.now())
            await self._office.store.bury(self._address, grave)
        except StoreDown:
            await self._wait(self._office.jitter.wait(BACKOFF, FEWEST_TRIES))
            return None
        self._log("bury", pending).error("{} was given up after a day: {}", effect, type(error).__name__)
        return Undeliverable(pending.id, Why.GAVE_UP)

    async def _wait(self, seconds: float, kind: Pause = Pause.BACKOFF) -> None:
        if self._running and seconds > 0:
            await self._pauses.wait(seconds, kind)

    def _warn(self, error: Exception, pending: Pending, tries: int) -> None:
        if tries == 0:
            self._log("retry", pending).warning("{} is tried again: {}", pending.id.what, kind_of(error))

    def _log(self, action: str, pending: Pending):  # type: ignore[no-untyped-def]
        guild, number = self._address
        return logger.bind(guild=guild, ticket=number, action=action, effect=str(pending.id))
