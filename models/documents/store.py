"""The store over MongoDB: every write is one atomic operation on one document; actors.ports.Store says what each means.

Calls go to Motor's collections: Beanie's own save costs ten times as much, and its encoder takes no dataclass. What
Beanie declares (shape, names, indexes) is what is written here; the tests read every document back through it.
"""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

from motor.motor_asyncio import AsyncIOMotorCollection, AsyncIOMotorDatabase
from pymongo import ASCENDING, ReturnDocument, UpdateOne
from pymongo.errors import DuplicateKeyError

from models.documents.actor import ActorDocument
from models.documents.archive import MOST_HEARD, Kept, addresses, entry, last_edit, without_addresses
from models.documents.codec import Form, form_of
from models.documents.desk import DeskDocument
from models.documents.files import MongoFiles
from models.documents.graves import MongoGraves
from models.documents.line import Line
from models.documents.message import MessageDocument
from models.documents.process import EpochDocument
from models.documents.ticket import TicketDocument
from models.errors import StaleWrite
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

ENVELOPE = frozenset(ActorDocument.model_fields) - frozenset(Snapshot.__dataclass_fields__) - {"id"} | {"_id"}


class MongoStore(MongoGraves):
    """Implements actors.ports.Store over a database of `connect`; errors are those of models.errors."""

    def __init__(self, database: AsyncIOMotorDatabase[Stored], line: Line | None = None) -> None:
        super().__init__(database, line or Line())
        self.files = MongoFiles(database, self._line)

    async def ping(self) -> None:
        await self._line.carry(lambda: self._database.command("ping"))

    async def begin(self) -> int:
        document = await self._line.carry(
            lambda: self._processes.find_one_and_update(
                {"_id": "epoch"}, {"$inc": {"last": 1}}, upsert=True, return_document=ReturnDocument.AFTER
            )
        )
        return int(document["last"])

    async def beat(self, epoch: int, at: Moment) -> None:
        """The process of this epoch lives; nothing is written once a later one has begun."""
        one = {"_id": "epoch", "last": epoch}
        await self._line.carry(lambda: self._processes.update_one(one, {"$set": {"beat": at}}))

    async def rest(self, epoch: int) -> None:
        """It has ended in good order."""
        one = {"_id": "epoch", "last": epoch}
        await self._line.carry(lambda: self._processes.update_one(one, {"$unset": {"beat": ""}}))

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
        found = [Address(guild, one["number"]) for kind in (desks, tickets) async for one in self._line.each(kind)]
        return tuple(sorted(found))

    async def archive(self, address: Address, traces: Sequence[Trace]) -> None:
        if not traces:
            return
        updates = list(chain.from_iterable(_merges(address, trace) for trace in traces))
        await self._line.carry(lambda: self._messages.bulk_write(updates))

    async def entries(self, address: Address) -> tuple[Entry, ...]:
        found = self._messages.find({"ticket": str(address)}, {"_id": 0, "ticket": 0}).sort("message", ASCENDING)
        return tuple([_entry(one) async for one in self._line.each(found)])

    async def entry(self, address: Address, message: MessageId) -> Entry | None:
        """One message of it; None where nothing was ever heard of it."""
        key = {"_id": f"{address}-{message}"}
        found = await self._line.carry(lambda: self._messages.find_one(key, {"_id": 0, "ticket": 0}))
        return None if found is None else _entry(found)

    async def known(self, address: Address) -> Mapping[MessageId, Moment | None]:
        standing = {"ticket": str(address), "deleted_at": {"$exists": False}, "heard.0": {"$exists": True}}
        found = self._messages.find(standing, {"_id": 0, "message": 1, "heard.edited_at": 1})
        return {
            MessageId(one["message"]): last_edit(EDITED_AT.read(text["edited_at"]) for text in one["heard"])
            async for one in self._line.each(found)
        }

    async def forget(self, address: Address) -> None:
        """The document goes last: whoever finds it still there forgets once more."""
        await self.files.forget(address)
        await self._line.carry(lambda: self._messages.delete_many({"ticket": str(address)}))
        await self.forget_graves(address)
        await self._line.carry(lambda: self._actors(address).delete_one({"_id": str(address)}))

    def _actors(self, address: Address) -> AsyncIOMotorCollection[Stored]:
        return self._database[(DeskDocument if address.is_desk else TicketDocument).Settings.name]

    @property
    def _processes(self) -> AsyncIOMotorCollection[Stored]:
        return self._database[EpochDocument.Settings.name]

    @property
    def _messages(self) -> AsyncIOMotorCollection[Stored]:
        return self._database[MessageDocument.Settings.name]


def _entry(document: Stored) -> Entry:
    signed = [{"file": int(file), "url": url} for file, url in document.pop("urls", {}).items()]
    return entry(KEPT.read({"id": document.pop("message"), "addresses": signed, **document}))


def _merges(address: Address, trace: Trace) -> list[UpdateOne]:
    """Additions, a least moment and a flag: whatever their order and number, they amount to the same."""
    key = {"_id": f"{address}-{trace.id}"}
    born = {"$setOnInsert": {"ticket": str(address), "message": trace.id}}
    match trace:
        case Written():
            not_full = {**key, f"heard.{MOST_HEARD - 1}": {"$exists": False}}
            heard = UpdateOne(not_full, {"$addToSet": {"heard": WRITTEN.write(without_addresses(trace))}})
            latest = {f"urls.{one.file}": one.url for one in addresses(trace)}
            return [UpdateOne(key, {**born, "$max": latest} if latest else born, upsert=True), heard]
        case Erased():
            return [UpdateOne(key, {**born, "$min": {"deleted_at": ERASED.write(trace)["at"]}}, upsert=True)]
        case HeldBack():
            return [UpdateOne(key, {**born, "$set": {"held_back": True}}, upsert=True)]
    raise TypeError(trace)
