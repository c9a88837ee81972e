"""One life of an actor: claim, read what was missed, then letter by letter: fold, archive, commit, answer.

It is given up at the first write whose outcome is unknown: the cell keeps the letters, and the supervisor begins the
next life.
"""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from loguru import logger

from actors.cell import Cell
from actors.finality import is_missing_permission
from actors.graves import grave_of
from actors.letters import Answer, Appeared, Envelope, Farewell, Gap, NoAnswerYet, Retry
from actors.limits import PAGE_LIMIT
from actors.missed import Missed, owner_now
from actors.office import Office
from actors.ports import HistoryDown, Notice, StaleWrite, SurfaceMissing, Trouble, WorldError
from actors.turn import NOTHING_READ, Turn
from models.commands import CaughtUp, Command, Delete, Edit, OwnerIs, Post
from models.events import Gated, Reopened
from models.grave import Grave, Reread
from models.ids import ChannelId, MessageId, What
from models.message import Erased, HeldBack, Trace
from models.moment import Moment, said_at
from models.policy import Policy
from models.snapshot import Snapshot

if TYPE_CHECKING:
    from loguru import Logger

BATCH = 32  # letters a commit: fewer than the ids that a snapshot remembers
TRACED = (Post, Edit, Delete)
TWIN_WITHIN = timedelta(minutes=10)  # a create that landed late; what comes later is a copy that somebody made


class Entity:
    """`_is_reading`: the gap is being read, so what was said is not known yet and no time passes.

    `_posts` are the last messages that were read in this life.
    """

    __slots__ = ("_cell", "_due", "_due_by", "_is_done", "_is_reading", "_kept", "_office", "_posts")

    def __init__(self, cell: Cell, office: Office, kept: Snapshot) -> None:
        self._cell, self._office, self._kept, self._is_reading = cell, office, kept, False
        self._posts = NOTHING_READ
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
            if self._is_forgotten:
                await self._forget()
                return
            if not len(cell.mailbox):
                await cell.mailbox.arrival()
            letters = cell.take(BATCH)
            match letters[0].command:
                case Farewell():
                    return
                case Gap():
                    await self._catch_up()
                case Retry(grave=grave):
                    await self._retry(letters[0], grave)
                case Appeared(channel=channel):
                    self._remove_twin(channel)
                case _:
                    await self._turn(letters)
            cell.in_hand = letters = []  # nothing that was read is held while we wait
            if self._is_over():
                return

    def _is_over(self) -> bool:
        cell = self._cell
        is_idle = self._is_done and not self._kept.outbox and not cell.courier.has_errands
        return is_idle and not len(cell.mailbox) and not cell.is_behind

    async def _forget(self) -> None:
        """Once nobody need be told any more. A death in between forgets nothing: the next life begins here again."""
        cell = self._cell
        cell.courier.cut()
        if cell.courier.tasks:
            await asyncio.wait(cell.courier.tasks)
        await self._office.store.forget(cell.address)
        self._log("forget").info("nothing of it is kept")

    @property
    def _is_forgotten(self) -> bool:
        return not self._kept.outbox and self._cell.rules.is_forgotten(self._kept.state)

    # --- one commit ---

    async def _turn(self, letters: Sequence[Envelope]) -> None:
        """Answers, refusals too, are given after the commit."""
        cell, office = self._cell, self._office
        if office.breaker.is_open:
            await office.breaker.closed()
        guild, channel = cell.address.guild, cell.channel
        policy = office.policies.of(guild)
        heard = None if cell.is_behind or self._is_reading else office.ear.heard_until(guild)
        turn = Turn(self._kept, cell.rules, policy, office.clock.now(), heard, self._posts)
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
        self._posts = turn.posts
        for letter, reply in turn.answers:
            letter.answer(reply)
        if turn.poison or turn.blame:
            self._mourn(turn)
        if cell.channel is not None and cell.channel != channel:
            cell.open_gap_first()  # what was said there before we knew it
        if any(isinstance(event, Reopened) for event in turn.events):
            cell.is_checked = False
            cell.open_gap()  # its owner may have come or gone, which nobody follows in a ticket that is over
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
        cell.failed = 0
        self._office.breaker.wrote()
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
            await self._office.store.bury(self._cell.address, grave_of(letter, error, self._office.clock.now()))

    def _mourn(self, turn: Turn) -> None:
        """Nobody but the letter is harmed by its burial; when time itself is to blame, this life ends."""
        for letter, error in turn.poison:
            self._log("bury", letter).error("{} was buried: {}", type(letter.command).__name__, type(error).__name__)
            self._office.mourn(self._cell, error)
        if turn.blame is not None:
            self._cell.in_hand = list(turn.rest)
            raise turn.blame

    def _tell_log(self, turn: Turn) -> None:
        for event in dict.fromkeys(type(event).__name__ for event in turn.events):
            self._log("commit").info("{}", event)

    def _log(self, action: str, letter: Envelope | None = None) -> "Logger":
        guild, number = self._cell.address
        name = letter.name if letter else ""
        return logger.bind(guild=guild, ticket=number, version=self._kept.version, action=action, letter=name)

    # --- what was buried ---

    async def _retry(self, letter: Envelope, grave: Grave) -> None:
        """Read once more, although it bears the mark of what was read; a message that is gone was read by its end."""
        try:
            command = await self._once_more(grave)
        except (HistoryDown, TimeoutError, WorldError):
            letter.answer(NoAnswerYet())
            return
        if command is None:
            letter.answer(Answer(self._kept.state))
            return
        at = getattr(command, "said_at", letter.at)
        await self._turn([Envelope(command, at, letter.reply, letter.deaths, again=True)])

    async def _once_more(self, grave: Grave) -> Command | None:
        """A message as it stands now, the owner as they are now; None where it is gone, or its channel is."""
        cell, office, message = self._cell, self._office, grave.again
        if isinstance(message, OwnerIs):  # by now somebody else may be there, or nobody: what was true then is no fact
            async with asyncio.timeout(PAGE_LIMIT):
                return await owner_now(cell, office)
        if not isinstance(message, Reread):
            return message
        cell.suspects = {one: deaths for one, deaths in cell.suspects.items() if one != message.message}
        if cell.channel is None:
            return None
        try:
            async with asyncio.timeout(PAGE_LIMIT):
                words = await office.history.again(cell.channel, message.message)
        except SurfaceMissing:
            return None
        if words is None:
            return None
        return Edit(words) if grave.command == Edit.__name__ else Post(words, live=False)

    def _remove_twin(self, channel: ChannelId) -> None:
        """A channel of ours that came true after another one had taken its place; copies that people make stay."""
        own = self._cell.channel
        if own is not None and own < channel and said_at(channel) - said_at(own) <= TWIN_WITHIN:
            self._cell.courier.remove_twin(channel)

    # --- the gap ---

    async def _catch_up(self) -> None:
        """Reads what was missed since the last message seen; what is put into the mailbox meanwhile comes after it."""
        cell = self._cell
        cell.is_behind, self._is_reading = False, True
        cell.clear_alarm()  # the gap ends with what is still true
        try:
            missed = Missed(cell, self._office, self._turn, lambda: self._kept.seen)
            until = await missed.read()
            if not cell.is_checked:
                await missed.look_for_owner()
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


def _trace(command: Post | Edit | Delete) -> Trace:
    if isinstance(command, Delete):
        return Erased(MessageId(command.id), command.said_at)
    return command.words
