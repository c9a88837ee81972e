"""What outbound asks of the store: what was said in a ticket, and the bytes of the files that came with it."""

from collections.abc import Mapping
from typing import Protocol

from models.ids import Address, FileId, MessageId
from models.message import Entry, Kept


class Archive(Protocol):
    """Raises StoreDown."""

    async def entries(self, address: Address) -> tuple[Entry, ...]:
        """Every message of one ticket, by its id."""
        ...

    async def entry(self, address: Address, message: MessageId) -> Entry | None:
        """One of them; None where nothing was heard of it."""
        ...


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
