"""The files that came with messages: which ticket has which, and the bytes, once each, laid out as GridFS lays them.

`mongofiles --prefix=bytes get SHA256` reads what stands here. The layout is GridFS's; the writing is ours (files.py).
"""

from datetime import datetime
from typing import ClassVar

from pymongo import ASCENDING, IndexModel

from models.documents.stored import StoredDocument


class FileDocument(StoredDocument):
    """One attachment; `id` is the ticket's address and the attachment's snowflake."""

    ticket: str
    message: int
    file: int
    sha256: str
    size: int
    kind: str

    class Settings:
        name = "files"
        indexes: ClassVar = [IndexModel([("ticket", ASCENDING)], name="files_of_ticket")]


class BytesDocument(StoredDocument):
    """The bytes of one content: `filename` is its sha256, `holders` are the tickets that have it.

    What nobody holds any more is renamed to `gone/` and its id before its chunks go, so that a kill leaves no orphan.
    """

    filename: str
    length: int
    chunkSize: int  # noqa: N815  # GridFS's own names
    uploadDate: datetime  # noqa: N815
    holders: list[str]

    class Settings:
        name = "bytes.files"
        indexes: ClassVar = [
            IndexModel([("filename", ASCENDING)], name="of_content", unique=True),
            IndexModel([("holders", ASCENDING)], name="of_holder"),
        ]


class ChunkDocument(StoredDocument):
    """The n-th piece of one content; `files_id` names it."""

    files_id: str
    n: int
    data: bytes

    class Settings:
        name = "bytes.chunks"
        indexes: ClassVar = [IndexModel([("files_id", ASCENDING), ("n", ASCENDING)], name="of_file", unique=True)]
