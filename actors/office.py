"""What all actors of one process share: the ports, the rules, the task group, and the ways to one another."""

from asyncio import TaskGroup
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from loguru import logger

from actors.backoff import Jitter
from actors.breaker import Breaker
from actors.directory import Directory
from actors.letters import Envelope
from actors.ports import Attendance, Clock, Ear, History, Notice, Outlet, Policies, Rules, Store
from actors.watchers import Watchers
from models.ids import Address, GuildId

if TYPE_CHECKING:
    from actors.cell import Cell


@dataclass(slots=True)
class Office:
    """`may_act` says whether this guild is surely ours for so many seconds more; the lease will answer it.

    `post` puts a letter into the mailbox of another actor; `mourn` counts a death or a burial against its actor, and
    may quarantine it; `notice` tells staff, and must not raise. While it `is_open`, letters are taken and couriers run;
    `tasks` and `epoch` are those of the process that runs. `attendance` None: nobody's presence is asked for.
    """

    store: Store
    outlet: Outlet
    history: History
    clock: Clock
    ear: Ear
    policies: Policies
    rules_of: Callable[[Address], Rules]
    may_act: Callable[[GuildId, float], bool]
    notice: Callable[[Address, Notice], None]
    post: Callable[[Address, Envelope], None]
    mourn: "Callable[[Cell, Exception], None]"
    room: int
    directory: Directory
    attendance: Attendance | None
    watchers: Watchers = field(default_factory=Watchers)
    jitter: Jitter = field(default_factory=Jitter)
    breaker: Breaker = field(init=False)
    tasks: TaskGroup = field(init=False)
    epoch: int = field(init=False)
    is_open: bool = False

    def __post_init__(self) -> None:
        self.breaker = Breaker(self.store, self.jitter)

    def report(self, address: Address, notice: Notice) -> None:
        """Tells staff, and leaves a line in the log."""
        log = logger.bind(guild=address.guild, ticket=address.number, action=f"notice.{notice.trouble}")
        log.warning("Staff are told of {} {} {}", notice.trouble, notice.missing, notice.what or "")
        self.notice(address, notice)
