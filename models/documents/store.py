"""The store over MongoDB: every write is one atomic operation on one document; actors.ports.Store says what each means.

Calls go to Motor's collections: Beanie's own save costs ten times as much, and its encoder takes no dataclass. What
Beanie declares (shape, names, indexes) is what is written here; the tests read every document back through it.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from itertools import chain
from typing import Any

from motor.motor_asyncio import AsyncIOMotorCollection, AsyncIOMotorCursor, AsyncIOMotorDatabase
from pymongo import ASCENDING, ReturnDocument, UpdateOne
from pymongo.errors import DuplicateKeyError

from models.documents.actor import ActorDocument
from models.documents.archive import MOST_HEARD, Kept, entry, last_edit
from models.documents.codec import Form, form_of
from models.documents.dead_letter import DeadLetterDocument
from models.documents.desk import DeskDocument
from models.documents.line import Line
from models.documents.message import MessageDocument
from models.documents.process import EpochDocument
from models.documents.ticket import TicketDocument
from models.errors import StaleWrite
from models.grave import Grave
from models.ids import Address, GuildId, MessageId
from models.message import Entry, Erased, HeldBack, Trace, Written
from models.moment import Moment
from models.snapshot import Snapshot

Stored = dict[str, Any]

SNAPSHOT: Form[Snapshot] = form_of(Snapshot)
KEPT: Form[Kept] = form_of(Kept)
WRITTEN: Form[Written] = form_of(Written)
ERASED: Form[Erased] = form_of(Erased)
EDITED_AT: Form[Moment | None] = form_of(Moment | None)
GRAVE: Form[Grave] = form_of(Grave)

PAGE = 100  # documents that are read in one go, while nobody else runs: some milliseconds
ENVELOPE = frozenset(ActorDocument.model_fields) - frozenset(Snapshot.__dataclass_fields__) - {"id"} | {"_id"}


class MongoStore:
    """Implements actors.ports.Store over a database of `connect`; errors are those of models.errors."""

    def __init__(self, database: AsyncIOMotorDatabase[Stored], line: Line | None = None) -> None:
        self._database = database
        self._line = line or Line()

    async def begin(self) -> int:
        processes = self._database[EpochDocument.Settings.name]
        document = await self._line.carry(
            lambda: processes.find_one_and_update(
                {"_id": "epoch"}, {"$inc": {"last": 1}}, upsert=True, return_document=ReturnDocument.AFTER
            )
        )
        return int(document["last"])

    async def claim(self, address: Address, epoch: int, *, may_be_new: bool = True) -> Snapshot:
        document = await self._line.carry(lambda: self._claimed(address, epoch, may_be_new=may_be_new))
        if document is None and (may_be_new or await self._stands(address)):
            raise StaleWrite(address)
        if document is None:
            return Snapshot()
        return SNAPSHOT.read({name: value for name, value in document.items() if name not in ENVELOPE})

    async def _stands(self, address: Address) -> bool:
        found = await self._line.carry(lambda: self._actors(address).find_one({"_id": str(address)}, {"_id": 1}))
        return found is not None

    async def _claimed(self, address: Address, epoch: int, *, may_be_new: bool) -> Stored | None:
        """None where a later epoch holds it, where it was born at this very moment, or where there is none."""
        born = {"guild": address.guild, "number": address.number, "alive": False, **SNAPSHOT.write(Snapshot())}
        del born["version"]  # raised from nothing to 1
        try:
            return await self._actors(address).find_one_and_update(
                {"_id": str(address), "epoch": {"$lte": epoch}},
                {"$set": {"epoch": epoch}, "$inc": {"version": 1}, "$setOnInsert": born},
                upsert=may_be_new,
                return_document=ReturnDocument.AFTER,
            )
        except DuplicateKeyError:
            return None

    async def commit(self, address: Address, expected: int, snapshot: Snapshot, *, alive: bool) -> None:
        if snapshot.version != expected + 1:
            raise ValueError(f"version {snapshot.version} does not follow {expected}")
        written = {"$set": {"alive": alive, **SNAPSHOT.write(snapshot)}}
        result = await self._line.carry(
            lambda: self._actors(address).update_one({"_id": str(address), "version": expected}, written)
        )
        if not result.matched_count:
            raise StaleWrite(address)

    async def alive(self, guild: GuildId) -> tuple[Address, ...]:
        desks = self._database[DeskDocument.Settings.name].find({"_id": str(Address(guild))}, {"number": 1})
        tickets = self._database[TicketDocument.Settings.name].find({"guild": guild, "alive": True}, {"number": 1})
        found = [Address(guild, one["number"]) for kind in (desks, tickets) async for one in self._each(kind)]
        return tuple(sorted(found))

    async def archive(self, address: Address, traces: Sequence[Trace]) -> None:
        if not traces:
            return
        updates = list(chain.from_iterable(_merges(address, trace) for trace in traces))
        await self._line.carry(lambda: self._messages.bulk_write(updates))

    async def entries(self, address: Address) -> tuple[Entry, ...]:
        found = self._messages.find({"ticket": str(address)}, {"_id": 0, "ticket": 0}).sort("message", ASCENDING)
        return tuple([entry(KEPT.read({"id": one.pop("message"), **one})) async for one in self._each(found)])

    async def known(self, address: Address) -> Mapping[MessageId, Moment | None]:
        standing = {"ticket": str(address), "deleted_at": {"$exists": False}, "heard.0": {"$exists": True}}
        found = self._messages.find(standing, {"_id": 0, "message": 1, "heard.edited_at": 1})
        return {
            MessageId(one["message"]): last_edit(EDITED_AT.read(text["edited_at"]) for text in one["heard"])
            async for one in self._each(found)
        }

    async def bury(self, address: Address, grave: Grave) -> None:
        written = {"$set": {"actor": str(address), **GRAVE.write(grave)}}
        await self._line.carry(
            lambda: self._graves.update_one({"_id": f"{address}/{grave.letter}"}, written, upsert=True)
        )

    async def graves(self, address: Address) -> tuple[Grave, ...]:
        """The letters of one actor that were buried, by name."""
        found = self._graves.find({"actor": str(address)}, {"_id": 0, "actor": 0}).sort("letter", ASCENDING)
        return tuple([GRAVE.read(one) async for one in self._each(found)])

    async def _each(self, cursor: AsyncIOMotorCursor[Stored]) -> AsyncIterator[Stored]:
        while page := await self._line.carry(lambda: cursor.to_list(PAGE)):
            for document in page:
                yield document

    def _actors(self, address: Address) -> AsyncIOMotorCollection[Stored]:
        return self._database[(DeskDocument if address.is_desk else TicketDocument).Settings.name]

    @property
    def _messages(self) -> AsyncIOMotorCollection[Stored]:
        return self._database[MessageDocument.Settings.name]

    @property
    def _graves(self) -> AsyncIOMotorCollection[Stored]:
        return self._database[DeadLetterDocument.Settings.name]


def _merges(address: Address, trace: Trace) -> list[UpdateOne]:
    """Additions, a least moment and a flag: whatever their order and number, they amount to the same."""
    key = {"_id": f"{address}-{trace.id}"}
    born = {"$setOnInsert": {"ticket": str(address), "message": trace.id}}
    match trace:
        case Written():
            not_full = {**key, f"heard.{MOST_HEARD - 1}": {"$exists": False}}
            heard = UpdateOne(not_full, {"$addToSet": {"heard": WRITTEN.write(trace)}})
            return [UpdateOne(key, born, upsert=True), heard]
        case Erased():
            return [UpdateOne(key, {**born, "$min": {"deleted_at": ERASED.write(trace)["at"]}}, upsert=True)]
        case HeldBack():
            return [UpdateOne(key, {**born, "$set": {"held_back": True}}, upsert=True)]
    raise TypeError(trace)
