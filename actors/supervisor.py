"""Keeps one actor alive per address: the death of one is never felt by another, and everyone who asks is answered."""

import asyncio
from asyncio import Future, TaskGroup, get_running_loop
from collections.abc import Callable, Collection
from datetime import timedelta
from typing import TypeVar

from anyio import TASK_STATUS_IGNORED
from anyio.abc import TaskStatus
from loguru import logger

from actors.cell import Cell
from actors.directory import Directory
from actors.fence import STORE_BACKOFF, Fence
from actors.letters import Answer, Appeared, Buried, Envelope, Farewell, Gone, Reply, Retry, Stuck
from actors.mailbox import ROOM
from actors.office import Office
from actors.patience import Patience, answered, bounded, give_up, settle
from actors.pauses import Pauses
from actors.ports import Attendance, Clock, Ear, Grave, History, Notice, Outlet, Policies, Rules, Store, StoreDown
from actors.ward import Ward
from models.commands import Command, Wake
from models.ids import Address, ChannelId, GuildId
from models.rules.step import rules_of as real_rules_of
from models.snapshot import State

ANSWER_WITHIN = timedelta(seconds=10)
DRAIN_WITHIN = timedelta(seconds=20)

T = TypeVar("T")


class Supervisor:
    """`notice` tells staff, and must not raise; `may_act`: this guild is surely ours for so many seconds more.

    `attendance` None: nobody's presence is asked for when a ticket wakes up.
    """

    def __init__(
        self,
        *,
        store: Store,
        outlet: Outlet,
        history: History,
        clock: Clock,
        ear: Ear,
        policies: Policies,
        notice: Callable[[Address, Notice], None],
        attendance: Attendance | None = None,
        rules_of: Callable[[Address], Rules] = real_rules_of,
        may_act: Callable[[GuildId, float], bool] = lambda guild, seconds: True,
        room: int = ROOM,
    ) -> None:
        self.directory = Directory()
        self._office = Office(
            store=store,
            outlet=outlet,
            history=history,
            clock=clock,
            ear=ear,
            policies=policies,
            notice=notice,
            rules_of=rules_of,
            may_act=may_act,
            room=room,
            attendance=attendance,
            directory=self.directory,
            post=self._post,
            mourn=self._mourn,
        )
        self._cells: dict[Address, Cell] = {}
        self._ward = Ward(self._office, self._cells)
        self._fence = Fence(self._office, self._ward, self._dismiss)
        self._roused: set[GuildId] = set()
        self._patience = Patience(ANSWER_WITHIN)
        self._over: Future[None] | None = None

    async def run(self, *, task_status: TaskStatus[None] = TASK_STATUS_IGNORED) -> None:
        """Until drained, cancelled, or ended by a Meltdown or a TokenRejected, which come in an exception group."""
        office = self._office
        office.epoch = await self._begin()
        try:
            async with TaskGroup() as office.tasks:
                self._over = get_running_loop().create_future()
                office.is_open = True
                task_status.started()
                await self._over
        finally:
            office.is_open = False

    async def _begin(self) -> int:
        tries = 0
        while True:
            try:
                return await self._office.store.begin()
            except StoreDown:
                logger.bind(action="retry").warning("the store does not answer; it is asked again")
                await Pauses().wait(self._office.jitter.wait(STORE_BACKOFF, tries))
                tries += 1

    # --- doors ---

    def tell(self, address: Address, command: Command) -> None:
        """Never waits, so that the order of arrival is the order of reading."""
        self._put(address, command, None)

    async def ask(self, address: Address, command: Command, *, within: timedelta = ANSWER_WITHIN) -> Answer:
        """The rules' answer, once it is committed. Raises Refused, or Unanswered where there is none."""
        return await answered(self.put(address, command, within=within))

    def put(self, address: Address, command: Command, *, within: timedelta = ANSWER_WITHIN) -> "Future[Reply]":
        """As `tell`; the reply may be waited for later, by `answered`, once the edge has acknowledged."""
        loop = get_running_loop()
        reply: Future[Reply] = loop.create_future()
        if within is ANSWER_WITHIN:
            self._patience.bound(reply)
        else:
            loop.call_later(within.total_seconds(), give_up, reply)
        self._put(address, command, reply)
        return reply

    def retry(self, address: Address, grave: Grave) -> "Future[Reply]":
        """What lies there is read once more: an Answer or Refused where it was, Buried where it lies there again.

        Any other answer says that it was not read yet.
        """
        reply: Future[Reply] = get_running_loop().create_future()
        letter = Envelope(Retry(grave), self._office.clock.now(), reply)
        if grave.again is None:
            letter.answer(Buried())
        elif not self._office.is_open:
            letter.answer(Gone())
        else:
            self._patience.bound(reply)
            self._post(address, letter)
        return reply

    def channel_appeared(self, address: Address, channel: ChannelId) -> None:
        """A channel that bears this ticket's address stands in the guild: it is the ticket's own, or one too many."""
        if self._office.is_open and not address.is_desk and self.directory.ticket_of(channel) != address:
            self._post(address, Envelope(Appeared(channel), self._office.clock.now()))

    async def until(
        self, address: Address, fact: Callable[[State], T | None], *, within: timedelta = ANSWER_WITHIN
    ) -> T | None:
        """The first value that `fact` finds in a committed state; None where it takes too long, or never comes."""
        if not self._office.is_open or self._ward.holds(address):
            return None
        watchers = self._office.watchers
        waiting = watchers.add(address, fact, self._cell(address).state)
        try:
            return await bounded(waiting, within, None)
        finally:
            watchers.show(address, None)

    def state_of(self, address: Address) -> State | None:
        """What is committed of an actor that is awake; None for all others."""
        cell = self._cells.get(address)
        return cell.state if cell is not None else None

    # --- the care of many ---

    def rouse(self, address: Address) -> None:
        """Gives a life to whoever has none; it begins by reading what was missed."""
        if self._office.is_open and not self._ward.holds(address):
            self._cell(address)

    async def rouse_all(self, guild: GuildId) -> int:
        """Whoever has something left to do in this guild, the desk too; how many they are. Raises StoreDown."""
        addresses = await self._office.store.alive(guild)
        for address in (Address(guild), *addresses):
            self.rouse(address)
        self._roused.add(guild)
        return len({Address(guild), *addresses})

    def is_awake(self, guild: GuildId) -> bool:
        """Whoever has something left to do there has been loaded, so that the directory knows all."""
        return guild in self._roused and all(cell.state is not None or cell.is_stuck for cell in self._cells_of(guild))

    def reread(self, guild: GuildId) -> None:
        """A session was lost: each reads its history again before it says anything of its own accord.

        To be called before the ear hears anything of the new session.
        """
        for cell in self._cells_of(guild):
            cell.is_checked = False
            cell.open_gap()

    def permissions_changed(self, guild: GuildId, hidden: Collection[ChannelId] = ()) -> None:
        """What waits for a permission is tried again; whose channel is hidden now is deaf there, and finds it so."""
        for cell in self._cells_of(guild):
            cell.try_again()
            if cell.channel in hidden:
                cell.open_gap()

    def policy_changed(self, guild: GuildId) -> None:
        """Every promise is looked at again."""
        now, heard = self._office.clock.now(), self._office.ear.heard_until(guild)
        for cell in self._cells_of(guild):
            cell.put(Envelope(Wake(min(now, heard)), now))

    def revive(self, address: Address) -> int:
        """Ends a quarantine, and that of the whole guild if it is in one; how many were stuck."""
        released = self._ward.release(address)
        for cell in released:
            self._end(cell, Stuck())
        for cell in released:
            self.rouse(cell.address)
        return len(released)

    @property
    def epoch(self) -> int:
        """Of this process, once it runs."""
        return self._office.epoch

    @property
    def is_quiet(self) -> bool:
        """Nothing is read, written or called: what is left waits for an alarm, real seconds or a permission."""
        return all(cell.is_quiet for cell in self._cells.values())

    async def drain(self, *, within: timedelta = DRAIN_WITHIN) -> None:
        """Doors closed, the calls in hand acknowledged, the mailboxes read; what is left is in the outboxes."""
        office, end = self._office, self._office.clock.monotonic() + within.total_seconds()
        office.is_open = False
        for cell in self._cells.values():
            cell.courier.stop()
        await self._settled(lambda: [task for cell in self._cells.values() for task in cell.courier.tasks], end)
        for cell in self._cells.values():
            cell.clear_alarm()
            cell.mailbox.put(Envelope(Farewell(), office.clock.now()))
        await self._settled(lambda: [cell.life for cell in self._cells.values() if cell.life is not None], end)
        for cell in [*self._cells.values()]:
            self._end(cell, Gone())
        if self._over is not None:
            settle(self._over, None)

    async def _settled(self, tasks: Callable[[], list["asyncio.Task[None]"]], end: float) -> None:
        while (waiting := tasks()) and (left := end - self._office.clock.monotonic()) > 0:
            await asyncio.wait(waiting, timeout=left)

    # --- cells ---

    def _put(self, address: Address, command: Command, reply: "Future[Reply] | None") -> None:
        at = getattr(command, "said_at", None) or self._office.clock.now()
        letter = Envelope(command, at, reply)
        if self._office.is_open:
            self._post(address, letter)
        else:
            letter.answer(Gone())

    def _post(self, address: Address, letter: Envelope) -> None:
        cell = self._cells.get(address)
        if cell is not None and not cell.is_stuck:
            cell.put(letter)
        elif self._ward.holds(address):
            letter.answer(Stuck())
        else:
            self._cell(address).put(letter)

    def _cells_of(self, guild: GuildId) -> list[Cell]:
        return [cell for cell in self._cells.values() if cell.address.guild == guild]

    def _cell(self, address: Address) -> Cell:
        cell = self._cells.get(address)
        if cell is None:
            cell = self._cells[address] = Cell(address, self._office)
            cell.life = self._office.tasks.create_task(self._fence.keep(cell))
        return cell

    def _end(self, cell: Cell, reply: Reply) -> None:
        self._dismiss(cell, reply)
        if cell.life is not None:
            cell.life.cancel()

    def _dismiss(self, cell: Cell, reply: Reply) -> None:
        cell.close(reply)
        cell.leave()
        if self._cells.get(cell.address) is cell:
            del self._cells[cell.address]

    def _mourn(self, cell: Cell, error: Exception) -> None:
        self._ward.mourn(cell, error)
