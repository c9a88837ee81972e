"""The shelf of attachments over MongoDB: bytes once for each content, however many messages brought them.

GridFS's own writer names each upload anew and takes the chunks away where it fails. Here an upload that is begun again
writes the same chunks again, and of two that race for one content the chunks of one stand.
"""

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from anyio import to_thread
from motor.motor_asyncio import AsyncIOMotorCollection, AsyncIOMotorDatabase
from pymongo import ASCENDING, ReturnDocument, UpdateOne
from pymongo.errors import DuplicateKeyError

from models.documents.codec import Form, form_of
from models.documents.file import BytesDocument, ChunkDocument, FileDocument
from models.documents.line import Line
from models.ids import Address, FileId, MessageId
from models.message import Kept
from models.moment import said_at

Stored = dict[str, Any]

KEPT: Form[Kept] = form_of(Kept)

CHUNK = 255 * 1024  # bytes; as GridFS has it
AT_ONCE = 16  # chunks in one write or one answer: 4 MiB
GONE = "gone/"


class MongoFiles:
    """Implements bot.outbound.shelf.Shelf over a database of `connect`; raises StoreDown."""

    def __init__(self, database: AsyncIOMotorDatabase[Stored], line: Line | None = None) -> None:
        self._database = database
        self._line = line or Line()

    async def keep(self, ticket: Address, message: MessageId, file: FileId, content: bytes, kind: str) -> None:
        """May be called again after any failure. Bytes first, then whose they are."""
        digest = await to_thread.run_sync(lambda: sha256(content).hexdigest())
        if not await self._is_held(ticket, digest):
            upload = f"{ticket}/{file}/{digest[:16]}"
            await self._upload(upload, content)
            await self._declare(upload, ticket, file, digest, len(content))
        kept = {"ticket": str(ticket), **KEPT.write(Kept(file, message, digest, len(content), kind))}
        await self._line.carry(lambda: self._files.update_one({"_id": f"{ticket}/{file}"}, {"$set": kept}, upsert=True))

    async def kept(self, ticket: Address) -> Mapping[FileId, Kept]:
        """What is kept of this ticket's files."""
        cursor = self._files.find({"ticket": str(ticket)}, {"_id": 0, "ticket": 0})
        found = [KEPT.read(one) async for one in self._line.each(cursor)]
        return {kept.file: kept for kept in found}

    async def content(self, digest: str) -> bytes:
        """The bytes of a file that is kept, by their sha256; raises KeyError where they are not here, or not whole."""
        found = await self._line.carry(lambda: self._bytes.find_one({"filename": digest}, {"length": 1}))
        if found is None:
            raise KeyError(digest)
        cursor = self._chunks.find({"files_id": found["_id"]}, {"data": 1}).sort("n", ASCENDING)
        content = b"".join([one["data"] async for one in self._line.each(cursor, AT_ONCE)])
        if len(content) != found["length"]:
            raise KeyError(digest)
        return content

    async def forget(self, ticket: Address) -> None:
        """Nothing of this ticket's files is kept but what another one has, too. May be called again after a failure."""
        mine = {"holders": str(ticket)}
        await self._line.carry(lambda: self._bytes.update_many(mine, {"$pull": mine}))
        await self._let_go_of_what_nobody_holds()
        await self._drop_interrupted(ticket)
        await self._line.carry(lambda: self._files.delete_many({"ticket": str(ticket)}))

    async def _is_held(self, ticket: Address, digest: str) -> bool:
        """The bytes are here already, and from now on this ticket holds them, too."""
        held = await self._line.carry(
            lambda: self._bytes.update_one({"filename": digest}, {"$addToSet": {"holders": str(ticket)}})
        )
        return bool(held.matched_count)

    async def _upload(self, upload: str, content: bytes) -> None:
        pieces = [
            UpdateOne(
                {"_id": f"{upload}/{n}"},
                {"$setOnInsert": {"files_id": upload, "n": n, "data": content[start : start + CHUNK]}},
                upsert=True,
            )
            for n, start in enumerate(range(0, len(content), CHUNK))
        ]
        for first in range(0, len(pieces), AT_ONCE):
            await self._write(pieces[first : first + AT_ONCE])

    async def _write(self, pieces: list[UpdateOne]) -> None:
        await self._line.carry(lambda: self._chunks.bulk_write(pieces))

    async def _declare(self, upload: str, ticket: Address, file: FileId, digest: str, size: int) -> None:
        """These chunks are this content, unless another upload was faster: then they are not needed."""
        born = {"_id": upload, "length": size, "chunkSize": CHUNK, "uploadDate": said_at(file)}
        declared = {"$setOnInsert": born, "$addToSet": {"holders": str(ticket)}}
        stands = await self._line.carry(lambda: self._declared(digest, declared))
        if stands["_id"] != upload:
            await self._line.carry(lambda: self._chunks.delete_many({"files_id": upload}))

    async def _declared(self, digest: str, declared: Stored) -> Stored:
        def declare() -> Any:
            return self._bytes.find_one_and_update(
                {"filename": digest}, declared, {"_id": 1}, upsert=True, return_document=ReturnDocument.AFTER
            )

        try:
            document: Stored = await declare()
        except DuplicateKeyError:  # born at this very moment: now it stands
            document = await declare()
        return document

    async def _let_go_of_what_nobody_holds(self) -> None:
        """Renamed first, by name and only while nobody holds it: whoever brings the same bytes now brings them anew."""
        async for one in self._line.each(self._bytes.find({"holders": []}, {"_id": 1})):
            await self._let_go(one["_id"])
        async for one in self._line.each(self._bytes.find({"filename": _begins_with(GONE)}, {"_id": 1})):
            await self._remove(one["_id"])

    async def _let_go(self, upload: str) -> None:
        renamed = {"$set": {"filename": GONE + upload}}
        await self._line.carry(lambda: self._bytes.update_one({"_id": upload, "holders": []}, renamed))

    async def _remove(self, upload: str) -> None:
        await self._line.carry(lambda: self._chunks.delete_many({"files_id": upload}))
        await self._line.carry(lambda: self._bytes.delete_one({"_id": upload}))

    async def _drop_interrupted(self, ticket: Address) -> None:
        """Chunks of uploads that were never declared: the process died, and the effect was withdrawn after."""
        begun = self._chunks.find({"files_id": _begins_with(f"{ticket}/")}, {"_id": 0, "files_id": 1})
        uploads = {one["files_id"] async for one in self._line.each(begun)}
        declared = self._bytes.find({"_id": {"$in": sorted(uploads)}}, {"_id": 1})
        interrupted = uploads - {one["_id"] async for one in self._line.each(declared)}
        await self._line.carry(lambda: self._chunks.delete_many({"files_id": {"$in": sorted(interrupted)}}))

    @property
    def _files(self) -> AsyncIOMotorCollection[Stored]:
        return self._database[FileDocument.Settings.name]

    @property
    def _bytes(self) -> AsyncIOMotorCollection[Stored]:
        return self._database[BytesDocument.Settings.name]

    @property
    def _chunks(self) -> AsyncIOMotorCollection[Stored]:
        return self._database[ChunkDocument.Settings.name]


def _begins_with(text: str) -> Stored:
    return {"$regex": f"^{re.escape(text)}"}
