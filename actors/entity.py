"""One life of an actor: claim, read what was missed, then letter by letter: fold, archive, commit, answer.

It is given up at the first write whose outcome is unknown: the cell keeps the letters, and the supervisor begins the
next life.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from traceback import format_tb
from typing import TYPE_CHECKING, TypeVar

from loguru import logger

from actors.backoff import Backoff
from actors.cell import NONE, Cell
from actors.finality import is_missing_permission
from actors.letters import Envelope, Farewell, Gap
from actors.limits import PAGE_LIMIT
from actors.office import Office
from actors.ports import Grave, HistoryDown, Notice, StaleWrite, SurfaceMissing, Trouble, WorldError
from actors.turn import Turn
from models.commands import CaughtUp, Delete, Edit, Post, SurfaceGone
from models.events import Gated
from models.ids import ChannelId, MessageId, What
from models.message import Erased, HeldBack, Trace
from models.moment import Moment
from models.policy import Policy
from models.snapshot import Snapshot

if TYPE_CHECKING:
    from loguru import Logger

BATCH = 32  # letters a commit: fewer than the ids that a snapshot remembers
BACKOFF = Backoff(longest=60.0)
TRACED = (Post, Edit, Delete)

T = TypeVar("T")


class Entity:
    """`_is_reading`: the gap is being read, so what was said is not known yet and no time passes."""

    __slots__ = ("_cell", "_due", "_due_by", "_is_done", "_is_reading", "_kept", "_office")

    def __init__(self, cell: Cell, office: Office, kept: Snapshot) -> None:
        self._cell, self._office, self._kept, self._is_reading = cell, office, kept, False
        self._is_done = cell.rules.is_done(kept.state, office.policies.of(cell.address.guild))
        self._due: Moment | None = None  # of the state that is kept, by the policy beside it
        self._due_by: Policy | None = None

    @classmethod
    async def born(cls, cell: Cell, office: Office) -> "Entity":
        """Loads what was ever written, which is a claim. Raises StaleWrite where a later epoch holds it, and StoreDown.

        A life before us may have ended between the commit of a gated message and its mark in the archive.
        """
        kept = await office.store.claim(cell.address, office.epoch, may_be_new=False)
        gates = (pending.id for pending in kept.outbox if pending.id.what is What.GATE)
        if held_back := [HeldBack(MessageId(gate.about)) for gate in gates]:
            await office.store.archive(cell.address, held_back)
        cell.publish(kept)
        cell.open_gap_first()
        return cls(cell, office, kept)

    async def live(self) -> None:
        """Returns when nothing is left to do; raises when this life may not go on."""
        cell = self._cell
        while not cell.is_stuck:
            if not len(cell.mailbox):
                await cell.mailbox.arrival()
            letters = cell.take(BATCH)
            match letters[0].command:
                case Farewell():
                    return
                case Gap():
                    await self._catch_up()
                case _:
                    await self._turn(letters)
            cell.in_hand = letters = []  # nothing that was read is held while we wait
            if self._is_over():
                return

    def _is_over(self) -> bool:
        cell = self._cell
        return self._is_done and not self._kept.outbox and not len(cell.mailbox) and not cell.is_behind

    # --- one commit ---

    async def _turn(self, letters: Sequence[Envelope]) -> None:
        """Answers, refusals too, are given after the commit."""
        cell, office = self._cell, self._office
        guild, channel = cell.address.guild, cell.channel
        policy = office.policies.of(guild)
        heard = None if cell.is_behind or self._is_reading else office.ear.heard_until(guild)
        turn = Turn(self._kept, cell.rules, policy, office.clock.now(), heard)
        if policy is self._due_by:
            turn.remember_due(self._due)
        turn.fold(letters)
        if traces := self._traces(letters):
            await office.store.archive(cell.address, traces)  # before the commit: traces may be merged twice
        if turn.poison:
            await self._bury(turn)
        if turn.is_worth_a_write and (self._kept.version or turn.events):
            await self._commit(turn, policy)
        else:
            self._kept = turn.unwritten()
        for letter, reply in turn.answers:
            letter.answer(reply)
        if turn.poison or turn.blame:
            self._mourn(turn)
        if cell.channel is not None and cell.channel != channel:
            cell.open_gap_first()  # what was said there before we knew it
        self._due_by, self._due = policy, turn.due
        cell.set_alarm(None if heard is None else self._due)

    def _traces(self, letters: Sequence[Envelope]) -> list[Trace]:
        """What the archive keeps of these letters; of one that has killed two lives, nothing."""
        suspects = self._cell.suspects
        commands = [one.command for one in letters if isinstance(one.command, TRACED) and one.deaths < 2]
        return [_trace(command) for command in commands if suspects.get(command.id, 0) < 2] if commands else []

    async def _commit(self, turn: Turn, policy: Policy) -> None:
        """The one conditional write: before it nothing is true, after it everything is."""
        cell, store = self._cell, self._office.store
        before = self._kept.version or await self._claim_birth()
        after = turn.snapshot(before + 1)
        self._is_done = cell.rules.is_done(after.state, policy)
        alive = bool(after.outbox) or not self._is_done
        await store.commit(cell.address, before, after, alive=alive)
        if turn.events:
            await self._mark_held_back(turn)
        self._kept = after
        cell.publish(after, turn.promised)
        if turn.events:
            self._tell_log(turn)

    async def _claim_birth(self) -> int:
        """Only what becomes true is written: a letter to a number that was never given leaves no document.

        Raises StaleWrite where somebody was born there since the load, which found nothing to hold.
        """
        born = await self._office.store.claim(self._cell.address, self._office.epoch)
        if born != Snapshot(born.version):
            raise StaleWrite(self._cell.address)
        return born.version

    async def _mark_held_back(self, turn: Turn) -> None:
        """After the commit, which alone says that a message was gated, and before the courier hears of it."""
        if held_back := [HeldBack(event.message) for event in turn.events if isinstance(event, Gated)]:
            await self._office.store.archive(self._cell.address, held_back)

    async def _bury(self, turn: Turn) -> None:
        for letter, error in turn.poison:
            await self._office.store.bury(self._cell.address, self._grave(letter, error))

    def _mourn(self, turn: Turn) -> None:
        """Nobody but the letter is harmed by its burial; when time itself is to blame, this life ends."""
        for letter, error in turn.poison:
            self._log("bury", letter).error("{} was buried: {}", type(letter.command).__name__, type(error).__name__)
            self._office.mourn(self._cell, error)
        if turn.blame is not None:
            self._cell.in_hand = list(turn.rest)
            raise turn.blame

    def _grave(self, letter: Envelope, error: Exception) -> Grave:
        """The traceback without the error's own words, which might quote a message."""
        trace = "".join(format_tb(error.__traceback__))
        now = self._office.clock.now()
        return Grave(letter.name, type(letter.command).__name__, type(error).__name__, trace, now)

    def _tell_log(self, turn: Turn) -> None:
        for event in dict.fromkeys(type(event).__name__ for event in turn.events):
            self._log("commit").info("{}", event)

    def _log(self, action: str, letter: Envelope | None = None) -> "Logger":
        guild, number = self._cell.address
        name = letter.name if letter else ""
        return logger.bind(guild=guild, ticket=number, version=self._kept.version, action=action, letter=name)

    # --- the gap ---

    async def _catch_up(self) -> None:
        """Reads the history from the last message seen; what is put into the mailbox meanwhile comes after it."""
        cell = self._cell
        cell.is_behind, self._is_reading = False, True
        cell.clear_alarm()  # the gap ends with what is still true
        try:
            until = await self._read_history()
            await self._turn([Envelope(CaughtUp(until), until)])
            cell.is_deaf = False
        except WorldError as error:
            self._stay_deaf(error)
        finally:
            self._is_reading = False
        self._go_on()

    def _go_on(self) -> None:
        cell = self._cell
        if not self._office.is_open:
            return
        cell.courier.start()
        if cell.is_behind:
            return
        if cell.channel is not None and not cell.is_checked:
            cell.courier.check_archive(cell.channel)
        cell.is_checked = True
        cell.set_alarm(self._due)

    def _stay_deaf(self, error: WorldError) -> None:
        """The gap stays: wishes are read, but nobody is told that no answer came while answers cannot be seen."""
        if not is_missing_permission(error):
            raise error
        if not self._cell.is_deaf:
            notice = Notice(Trouble.MISSING_PERMISSION, error.missing, channel=error.channel)
            self._office.report(self._cell.address, notice)
        self._cell.stay_deaf()

    async def _read_history(self) -> Moment:
        """The moment before which everything that was said has been read."""
        cell, clock = self._cell, self._office.clock
        try:
            while (channel := cell.channel) is not None:
                await self._patiently(self._read_again, channel)
                asked, page = await self._patiently(self._page, channel)
                if not page:
                    return asked
                await self._read_page(page)
        except SurfaceMissing:
            await self._turn([Envelope(SurfaceGone(clock.now()), clock.now())])
        cell.read_again = NONE  # there is no channel to look into
        return clock.now()

    async def _read_page(self, page: Sequence[Post]) -> None:
        cell = self._cell
        letters = [Envelope(post, post.said_at, deaths=cell.suspects.get(post.id, 0)) for post in page]
        while letters:
            most = cell.at_once(len(letters))
            cell.in_hand, letters = letters[:most], letters[most:]
            await self._turn(cell.in_hand)

    async def _page(self, channel: ChannelId) -> tuple[Moment, Sequence[Post]]:
        """When it was asked for, and what came."""
        asked = self._office.clock.now()
        after = max(self._kept.seen, channel)  # a channel's snowflake is older than all of its messages
        return asked, await self._office.history.after(channel, MessageId(after))

    async def _read_again(self, channel: ChannelId) -> None:
        """Edits and deletes that found no room left their id: the history says what became of the message."""
        cell, office = self._cell, self._office
        while cell.read_again:
            message, *_ = cell.read_again
            cell.read_again -= {message}  # before the look: it may be edited once more meanwhile
            done = False
            try:
                found = await office.history.again(channel, message)
                await office.store.archive(cell.address, [found or Erased(message, office.clock.now())])
                done = True
            finally:
                if not done:
                    cell.read_again |= {message}

    async def _patiently(self, ask: Callable[[ChannelId], Awaitable[T]], channel: ChannelId) -> T:
        tries = 0
        while True:
            try:
                async with asyncio.timeout(PAGE_LIMIT):
                    return await ask(channel)
            except (HistoryDown, TimeoutError) as error:
                if tries == 0:
                    self._log("retry").warning("the history is asked again: {}", type(error).__name__)
                await self._cell.pauses.wait(self._office.jitter.wait(BACKOFF, tries))
                tries += 1


def _trace(command: Post | Edit | Delete) -> Trace:
    if isinstance(command, Delete):
        return Erased(MessageId(command.id), command.said_at)
    return command.words
