"""Dead letters that somebody wants to be read once more: the running desk puts them into their mailboxes again."""

from typing import Protocol

import anyio
from loguru import logger

from actors.letters import Unanswered
from actors.patience import answered
from actors.supervisor import Supervisor
from models.errors import Refused, StoreDown
from models.grave import Grave
from models.ids import Address

EVERY = 30.0  # real seconds


class Graveyard(Protocol):
    """The graves that the store keeps; everything raises StoreDown."""

    async def marked(self) -> tuple[tuple[Address, Grave], ...]: ...

    async def unbury(self, address: Address, grave: Grave) -> bool: ...


class Retries:
    """Looks every half minute; a look writes nothing where nothing is marked."""

    def __init__(self, graveyard: Graveyard, supervisor: Supervisor) -> None:
        self._graveyard, self._supervisor = graveyard, supervisor

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await anyio.sleep(EVERY)
            await self.look()

    async def look(self) -> None:
        """A letter that was read leaves its grave; one that could not be read lies in it again, without its mark."""
        try:
            for address, grave in await self._graveyard.marked():
                if await self._is_read(address, grave):
                    await self._graveyard.unbury(address, grave)
                    log = logger.bind(action="reread", guild=address.guild, ticket=address.number)
                    log.bind(letter=grave.letter).info("A dead letter was read after all")
        except StoreDown:
            return  # the next look finds them still marked

    async def _is_read(self, address: Address, grave: Grave) -> bool:
        try:
            await answered(self._supervisor.retry(address, grave))
        except Refused:
            return True
        except Unanswered:  # buried again without its mark, or not read yet and still marked
            return False
        return True
