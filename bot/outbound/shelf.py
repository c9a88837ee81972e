"""Where the bytes of attachments are kept: what outbound asks of the store."""

from collections.abc import Mapping
from typing import Protocol

from models.ids import Address, FileId, MessageId
from models.message import Kept


class Shelf(Protocol):
    """One file's bytes stand here once, however many messages brought them. Raises StoreDown."""

    async def keep(self, ticket: Address, message: MessageId, file: FileId, content: bytes, kind: str) -> None:
        """May be called again after any failure; `kind` is the media type that the bytes themselves show."""
        ...

    async def kept(self, ticket: Address) -> Mapping[FileId, Kept]:
        """What is kept of this ticket's files."""
        ...

    async def content(self, sha256: str) -> bytes:
        """The bytes of a file that is kept; raises KeyError where there are none."""
        ...
