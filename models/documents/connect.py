"""From an address to a database that is ready: limits, what counts as written, collections with their indexes."""

from typing import Any

from beanie import init_beanie
from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorDatabase

from models.documents import THREADS
from models.documents.dead_letter import DeadLetterDocument
from models.documents.desk import DeskDocument
from models.documents.file import BytesDocument, ChunkDocument, FileDocument
from models.documents.line import told_plainly
from models.documents.message import MessageDocument
from models.documents.process import EpochDocument
from models.documents.ticket import TicketDocument

DEFAULT_DATABASE = "steward"

DOCUMENTS = (
    *(TicketDocument, DeskDocument, MessageDocument, DeadLetterDocument),
    *(FileDocument, BytesDocument, ChunkDocument, EpochDocument),
)

# Said here and not in the address, because the desk's promises rest on them: a commit counts once a majority has it on
# disk, and a server that is away is known to be away after seconds. Milliseconds.
LIMITS: dict[str, Any] = {
    "serverSelectionTimeoutMS": 2_000,
    "connectTimeoutMS": 2_000,
    "socketTimeoutMS": 10_000,
    "wTimeoutMS": 10_000,
    "w": "majority",
    "journal": True,
    "retryWrites": True,
    "maxPoolSize": THREADS,
    "tz_aware": True,
    "appname": "steward",
}


def client_of(uri: str) -> AsyncIOMotorClient[dict[str, Any]]:
    """Calls nobody yet, unless the address is to be looked up (`mongodb+srv`); closing it is the caller's.

    Raises StoreDown for an address that is none.
    """
    with told_plainly():
        return AsyncIOMotorClient(uri, **LIMITS)


async def connect(client: AsyncIOMotorClient[dict[str, Any]]) -> AsyncIOMotorDatabase[dict[str, Any]]:
    """The database that the address names, else `steward`, with every collection and index; raises StoreDown."""
    database = client.get_default_database(DEFAULT_DATABASE)
    with told_plainly():
        await init_beanie(database, document_models=DOCUMENTS)
    return database
