"""Carries one outbox to the world: one after the other in a lane, lane beside lane, until each is acknowledged.

A lane goes on only when the acknowledgement is committed: at most one act per lane can ever be done twice. What is said
of a failure, and how long it is waited for, has a module of its own.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping

from actors import failures
from actors.attempt import Acknowledgement, Attempt, asked, may_begin, reads_store
from actors.failures import BACKOFF
from actors.finality import Verdict, Why, judge, why_final
from actors.letters import Buried, Envelope, Unanswered
from actors.limits import FEWEST_TRIES, Renames, is_hopeless, not_before, until_landed
from actors.office import Office
from actors.pauses import Pause, Pauses
from actors.ports import Notice, StoreDown, Trouble, WorldError
from models.commands import Wake
from models.effects import CompleteArchive, DeleteSurface, Effect, Rename
from models.errors import Unwritable
from models.ids import Address, ChannelId, EffectId, What
from models.lanes import Lane, lane_of
from models.moment import Moment
from models.snapshot import Pending

NOTHING: Mapping[EffectId, int] = {}  # the one
IDLE: Mapping[Lane, asyncio.Task[None]] = {}  # the one: each new one takes 64 bytes
PARKED = 3600.0  # seconds until a parked lane is tried again


class TokenRejected(Exception):
    """Discord answered 401: nothing that this process does can succeed."""


class Courier:
    """Tasks live only while the outbox holds something; idle, it is these few references."""

    __slots__ = (
        "_address",
        "_errands",
        "_failed",
        "_lanes",
        "_office",
        "_outbox",
        "_parked",
        "_pauses",
        "_put",
        "_renames",
        "_running",
        "_sure",
    )

    def __init__(self, address: Address, office: Office, put: Callable[[Envelope], None]) -> None:
        self._address, self._office, self._put = address, office, put
        self._outbox: tuple[Pending, ...] = ()
        self._sure: tuple[EffectId, ...] = ()  # promised by this process and never tried: nobody has shown them
        self._errands: tuple[Pending, ...] = ()  # nobody promised them, and nobody is told that they are done
        self._renames: Renames = ()
        self._failed = NOTHING  # files, and how often; whose last try is longest ago comes first
        self._lanes = IDLE
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

    @property
    def has_errands(self) -> bool:
        return bool(self._errands)

    def hold(self, outbox: tuple[Pending, ...], promised: Collection[EffectId] = ()) -> None:
        """This is the outbox as it is committed; `promised` are those that this very commit put into it."""
        if outbox is self._outbox:
            return
        withdrawn = {one.id for one in self._outbox if one.withdrawn}
        self._outbox = outbox
        if promised or self._sure:
            waiting = {one.id for one in outbox}
            self._sure = tuple(one for one in (*self._sure, *promised) if one in waiting)
        if self._failed:
            left = {one.id for one in outbox} & self._failed.keys()
            self._failed = {one: tries for one, tries in self._failed.items() if one in left} if left else NOTHING
        if any(one.withdrawn and one.id not in withdrawn for one in outbox):
            self._pauses.end_all(Pause.BACKOFF, Pause.PARKED)
        self._pauses.end_all(Pause.TURN)
        self._nudge()

    def check_archive(self, channel: ChannelId) -> None:
        """The archive is compared beside the promises."""
        before = [one.id.n for one in self._errands if isinstance(one.effect, CompleteArchive)]
        self._errands = tuple(one for one in self._errands if not isinstance(one.effect, CompleteArchive))
        self._run(CompleteArchive(EffectId(What.COMPLETE, channel, max(before, default=0) + 1), channel))

    def remove_twin(self, channel: ChannelId) -> None:
        """A second channel of ours, which nobody knows, goes."""
        order = DeleteSurface(EffectId(What.REMOVE, channel), channel)
        if all(one.id != order.id for one in self._errands):
            self._run(order)

    def _run(self, errand: CompleteArchive | DeleteSurface) -> None:
        self._errands = (*self._errands, Pending(self._office.clock.now(), errand))
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
        if not self._running or not (self._outbox or self._errands):
            return
        for lane in {lane_of(pending.effect) for pending in self._waiting()} - self._lanes.keys():
            self._lanes = {**self._lanes, lane: self._office.tasks.create_task(self._carry(lane))}

    def _waiting(self) -> tuple[Pending, ...]:
        return (*self._outbox, *self._errands) if self._errands else self._outbox

    def _head(self, lane: Lane) -> Pending | None:
        """What is wanted no more goes first: it needs nothing of the world, and so need not wait behind what does."""
        waiting = [pending for pending in self._waiting() if lane_of(pending.effect) is lane]
        if self._failed and lane is Lane.FILES:
            turns = list(self._failed)
            waiting.sort(key=lambda one: turns.index(one.id) if one.id in self._failed else -1)
        return next((pending for pending in waiting if pending.withdrawn), waiting[0] if waiting else None)

    async def _carry(self, lane: Lane) -> None:
        try:
            while self._running and (pending := self._head(lane)) is not None:
                if pending.id not in self._sure:
                    await self._wait(until_landed(pending, self._office.clock.now()), Pause.UNKNOWN)
                letter = await self._bring(lane, pending.id)
                if letter is not None and not await self._is_committed(letter):
                    return
        finally:
            self._lanes = {one: task for one, task in self._lanes.items() if one is not lane} or IDLE

    async def _is_committed(self, letter: Acknowledgement) -> bool:
        left = tuple(one for one in self._errands if one.id != letter.effect)
        now = self._office.clock.now()
        if len(left) < len(self._errands):
            self._errands = left
            self._put(Envelope(Wake(min(now, self._office.ear.heard_until(self._address.guild))), now))  # it may rest
            return True
        reply = await asked(self._put, Envelope(letter, now))
        return not isinstance(reply, Unanswered) or isinstance(reply, Buried)

    async def _bring(self, lane: Lane, promise: EffectId) -> Acknowledgement | None:
        """What became of a promise; None where it was not to be begun."""
        tries = self._failed.get(promise, 0)
        while self._running and (pending := self._head(lane)) is not None and pending.id == promise:
            if not self._may_begin(pending.effect):
                await self._wait(1.0)
                continue
            if (at := self._not_before(pending)) is not None:
                await self._wait_until(at)
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

    def _may_begin(self, effect: Effect) -> bool:
        if self._office.breaker.is_open and reads_store(effect):
            return False
        return may_begin(self._office, self._address.guild, effect)

    def _not_before(self, pending: Pending) -> Moment | None:
        """The moment until which it waits for its turn; None where that has come."""
        at = None if pending.withdrawn else not_before(pending, self._outbox, self._renames)
        return at if at is not None and at > self._office.clock.now() else None

    async def _try(self, pending: Pending) -> Acknowledgement:
        is_new = pending.id in self._sure
        if not pending.withdrawn:
            self._sure = tuple(one for one in self._sure if one != pending.id)
            if isinstance(pending.effect, Rename):
                self._renames = (*self._renames[-1:], self._office.clock.now())
        return await Attempt(self._office, self._address, self._put).at(pending, is_new=is_new)

    # --- what failed ---

    async def _after(self, error: Exception, lane: Lane, pending: Pending, tries: int) -> Acknowledgement | None:
        """The letter where the answer is final; else None, after a pause."""
        match judge(error), error:
            case Verdict.STOP, _:
                raise TokenRejected from error
            case Verdict.FINAL, WorldError():
                return failures.ended(self._address, pending, why_final(error))
            case Verdict.FINAL, Unwritable():
                return await self._give_up(error, pending, Why.UNWRITABLE)
            case Verdict.PARK, WorldError():
                self._renames = self._renames[:-1] if lane is Lane.NAME else self._renames  # nothing was renamed
                self._tell_staff_once(lane, pending, error)
                await self._wait(PARKED, Pause.PARKED)
            case _ if is_hopeless(pending, tries, self._office.clock.now()):
                return await self._give_up(error, pending, Why.GAVE_UP)
            case _:
                self._unpark(lane)
                failures.warn(self._address, pending, error, tries)
                if not self._gives_way(lane, pending, tries):
                    await self._wait(*failures.until_next(self._office, pending.effect, error, tries))
        return None

    def _gives_way(self, lane: Lane, pending: Pending, tries: int) -> bool:
        """No file waits for another: one that failed goes behind, and is waited for once each was tried."""
        if lane is not Lane.FILES:
            return False
        others = {one: before for one, before in self._failed.items() if one != pending.id}
        self._failed = {**others, pending.id: tries + 1}
        head = self._head(lane)
        return head is not None and head.id not in self._failed

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

    async def _give_up(self, error: Exception, pending: Pending, why: Why) -> Acknowledgement | None:
        try:
            return await failures.given_up(self._office, self._address, pending, error, why)
        except StoreDown:
            await self._wait(self._office.jitter.wait(BACKOFF, FEWEST_TRIES))
            return None

    async def _wait(self, seconds: float, kind: Pause = Pause.BACKOFF) -> None:
        if self._running and seconds > 0:
            await self._pauses.wait(seconds, kind)

    async def _wait_until(self, at: Moment) -> None:
        """Story time, so that a stepped clock comes to it; no longer than as many real seconds."""
        clock = self._office.clock
        alarm = clock.call_at(at, lambda: self._pauses.end_all(Pause.TURN))
        try:
            await self._wait((at - clock.now()).total_seconds(), Pause.TURN)
        finally:
            alarm.cancel()
