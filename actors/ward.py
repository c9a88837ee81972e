"""Who died how often, who is in quarantine, and who ends it: an actor, a whole guild, or the process."""

from traceback import format_tb
from typing import TYPE_CHECKING

from loguru import logger

from actors.cell import Cell
from actors.letters import Stuck
from actors.office import Office
from actors.ports import Notice, Trouble
from actors.restart import Death, RestartPolicy, Spread, SpreadPolicy
from models.ids import Address, GuildId

if TYPE_CHECKING:
    from loguru import Logger

RESTART, SPREAD = RestartPolicy(), SpreadPolicy()


class Meltdown(Exception):
    """Too many deaths in too many guilds: the fault is ours, the process ends."""


class Ward:
    def __init__(self, office: Office, cells: dict[Address, Cell]) -> None:
        self._office, self._cells = office, cells
        self._deaths: tuple[Death, ...] = ()
        self._stuck_guilds: set[GuildId] = set()

    def holds(self, address: Address) -> bool:
        """Whether letters to it are turned away."""
        cell = self._cells.get(address)
        return address.guild in self._stuck_guilds or (cell is not None and cell.is_stuck)

    def record_death(self, cell: Cell, error: Exception) -> None:
        """A life ended by an error that nobody knows. Raises Meltdown."""
        self._log(cell, "death", error).warning("a life ended by {}", type(error).__name__)
        self.mourn(cell, error)

    def mourn(self, cell: Cell, error: Exception) -> None:
        """Counts a death or a burial against the actor, its guild and the process. Raises Meltdown."""
        now, guild = self._office.clock.monotonic(), cell.address.guild
        cell.deaths = RESTART.counted(cell.deaths, now)
        self._deaths = SPREAD.counted(self._deaths, Death(now, guild))
        match SPREAD.verdict(self._deaths):
            case Spread.PROCESS:
                raise Meltdown from error
            case Spread.GUILD:
                self._quarantine_guild(cell, error)
            case Spread.ALONE if RESTART.wait(cell.deaths) is None:
                self.quarantine(cell, error)

    def quarantine(self, cell: Cell, error: Exception) -> None:
        """Until it is released letters are answered `Stuck`, and nothing is said or done."""
        if not cell.is_stuck:
            self._office.report(cell.address, Notice(Trouble.STUCK))
            self._set_aside(cell, error)

    def release(self, address: Address) -> list[Cell]:
        """Whoever leaves the ward with this one: where the whole guild was in it, all of them."""
        stuck = [cell for cell in self._cells.values() if cell.is_stuck and cell.address.guild == address.guild]
        if address.guild in self._stuck_guilds:
            self._stuck_guilds.remove(address.guild)
            return stuck
        return [cell for cell in stuck if cell.address == address]

    def _quarantine_guild(self, cell: Cell, error: Exception) -> None:
        guild = cell.address.guild
        if guild in self._stuck_guilds:
            return
        self._stuck_guilds.add(guild)
        self._office.report(cell.address, Notice(Trouble.GUILD_STUCK))
        for other in self._cells.values():
            if other.address.guild == guild:
                self._set_aside(other, error)

    def _set_aside(self, cell: Cell, error: Exception) -> None:
        cause = error.__cause__ or error
        self._log(cell, "quarantine", cause).error("set aside for {}", type(cause).__name__)
        cell.is_stuck = True
        cell.close(Stuck())

    def _log(self, cell: Cell, action: str, error: BaseException) -> "Logger":
        guild, number = cell.address
        return logger.bind(guild=guild, ticket=number, action=action, trace="".join(format_tb(error.__traceback__)))
