"""The fence around one actor: life follows life until nothing is left to do, or nothing can be done."""

from collections.abc import Callable

from actors.backoff import Backoff
from actors.cell import Cell
from actors.entity import Entity
from actors.letters import Gone, NotOurs, Reply
from actors.office import Office
from actors.ports import StaleWrite, StoreDown
from actors.turn import TimeIsPoison
from actors.ward import RESTART, Ward

MOST_MISSES = 3  # claims that miss before the actor is somebody else's: our own, landing late, may be in the way
STORE_BACKOFF = Backoff(longest=5.0)


class Fence:
    """`dismiss` strikes a cell out, and answers everybody who waits there."""

    def __init__(self, office: Office, ward: Ward, dismiss: Callable[[Cell, Reply], None]) -> None:
        self._office, self._ward, self._dismiss = office, ward, dismiss

    async def keep(self, cell: Cell) -> None:
        missed = 0
        while not cell.is_stuck:
            try:
                await self._office.breaker.closed()
                entity = await Entity.born(cell, self._office)
                missed = 0
                await entity.live()
                break
            except StaleWrite:
                cell.hand_back()
                missed += 1
                if missed >= MOST_MISSES:
                    self._dismiss(cell, NotOurs())
                    return
            except StoreDown:  # neither the letter's fault nor the actor's: nothing is counted
                cell.hand_back()
                self._office.breaker.trip(self._office.tasks)
                await cell.pauses.wait(self._office.jitter.wait(STORE_BACKOFF, cell.failed))
                cell.failed += 1
            except TimeIsPoison as error:
                self._ward.quarantine(cell, error)
            except Exception as error:  # the fence of the cell
                cell.suspect()
                cell.hand_back()
                self._ward.record_death(cell, error)
                await self._wait_after_death(cell)
        if not cell.is_stuck:
            self._dismiss(cell, Gone())

    async def _wait_after_death(self, cell: Cell) -> None:
        wait = RESTART.wait(cell.deaths)
        if wait is not None and not cell.is_stuck:
            await cell.pauses.wait(wait)
