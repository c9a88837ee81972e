"""A shelf in memory: the same bytes stand on it once."""

from collections import defaultdict
from collections.abc import Mapping
from hashlib import sha256

from anyio.lowlevel import checkpoint

from models.ids import Address, FileId, MessageId
from models.message import Kept


class MemoryShelf:
    def __init__(self) -> None:
        self.contents: dict[str, bytes] = {}
        self.files: defaultdict[Address, dict[FileId, Kept]] = defaultdict(dict)

    async def keep(self, ticket: Address, message: MessageId, file: FileId, content: bytes, kind: str) -> None:
        await checkpoint()
        self.put(ticket, message, file, content, kind)

    def put(self, ticket: Address, message: MessageId, file: FileId, content: bytes, kind: str) -> Kept:
        key = sha256(content).hexdigest()
        self.contents[key] = content
        self.files[ticket][file] = kept = Kept(file, message, key, len(content), kind)
        return kept

    async def kept(self, ticket: Address) -> Mapping[FileId, Kept]:
        await checkpoint()
        return dict(self.files[ticket])

    async def content(self, sha256: str) -> bytes:
        await checkpoint()
        return self.contents[sha256]
