"""The letters that could not be read: who lies where, who is to be read once more, who may go."""

from typing import Any

from motor.motor_asyncio import AsyncIOMotorCollection, AsyncIOMotorDatabase
from pymongo import ASCENDING

from models.documents.codec import Form, form_of
from models.documents.dead_letter import DeadLetterDocument
from models.documents.line import Line
from models.grave import Grave
from models.ids import Address, GuildId

Stored = dict[str, Any]
Buried = tuple[Address, Grave]

GRAVE: Form[Grave] = form_of(Grave)
ADDRESS: Form[Address] = form_of(Address)


class MongoGraves:
    """One grave for each letter of an actor, however often it is buried."""

    def __init__(self, database: AsyncIOMotorDatabase[Stored], line: Line) -> None:
        self._database, self._line = database, line

    async def bury(self, address: Address, grave: Grave) -> None:
        written = {"$set": {"actor": str(address), **GRAVE.write(grave)}}
        key = _key(address, grave.letter)
        await self._line.carry(lambda: self._graves.update_one(key, written, upsert=True))

    async def grave(self, address: Address, letter: str) -> Grave | None:
        found = await self._line.carry(lambda: self._graves.find_one(_key(address, letter), {"_id": 0, "actor": 0}))
        return None if found is None else GRAVE.read(found)

    async def graves_of(self, guild: GuildId | None) -> tuple[Buried, ...]:
        """Those of one guild's desk and tickets, or of all; by address and letter."""
        return await self._found({} if guild is None else {"actor": {"$regex": f"^{guild}-"}})

    async def marked(self) -> tuple[Buried, ...]:
        """Those that somebody wants to be read once more."""
        return await self._found({"retry": True})

    async def mark_retry(self, address: Address, letter: str) -> bool:
        """Says whether there is such a grave, with a letter in it that can be read once more."""
        key = {**_key(address, letter), "again": {"$ne": None}}
        marked = await self._line.carry(lambda: self._graves.update_one(key, {"$set": {"retry": True}}))
        return bool(marked.matched_count)

    async def unbury(self, address: Address, grave: Grave) -> bool:
        """Removes this grave as it was seen, and never the one that was dug for the same letter since."""
        marked = True if grave.retry else {"$ne": True}  # an older version wrote no mark
        key = {**_key(address, grave.letter), "at": GRAVE.write(grave)["at"], "retry": marked}
        removed = await self._line.carry(lambda: self._graves.delete_one(key))
        return bool(removed.deleted_count)

    async def forget_graves(self, address: Address) -> None:
        await self._line.carry(lambda: self._graves.delete_many({"actor": str(address)}))

    async def _found(self, which: Stored) -> tuple[Buried, ...]:
        cursor = self._graves.find(which, {"_id": 0}).sort([("actor", ASCENDING), ("letter", ASCENDING)])
        found = [(ADDRESS.read(one.pop("actor")), GRAVE.read(one)) async for one in self._line.each(cursor)]
        return tuple(sorted(found, key=lambda buried: (buried[0], buried[1].letter)))

    @property
    def _graves(self) -> AsyncIOMotorCollection[Stored]:
        return self._database[DeadLetterDocument.Settings.name]


def _key(address: Address, letter: str) -> Stored:
    return {"_id": f"{address}/{letter}"}
