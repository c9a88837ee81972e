"""From an address to a database that is ready: limits, what counts as written, collections with their indexes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from beanie import init_beanie
from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorDatabase
from pymongo.errors import ConfigurationError, OperationFailure

from models.documents import THREADS
from models.documents.dead_letter import DeadLetterDocument
from models.documents.desk import DeskDocument
from models.documents.file import BytesDocument, ChunkDocument, FileDocument
from models.documents.line import told_plainly
from models.documents.message import MessageDocument
from models.documents.process import EpochDocument
from models.documents.ticket import TicketDocument
from models.errors import HalfRestored, TooOld, WrongCredentials

DEFAULT_DATABASE = "steward"

DOCUMENTS = (
    *(TicketDocument, DeskDocument, MessageDocument, DeadLetterDocument),
    *(FileDocument, BytesDocument, ChunkDocument, EpochDocument),
)

# The lowest that the tests stand for (their server speaks as a 5.0), and the first where every patch release knows
# `hello`. The driver itself would take a 4.4, which MongoDB has not mended since 2024.
LOWEST = (5, 0)

# Unauthorized, AuthenticationFailed, and Atlas's own for the same.
STRANGER = frozenset({13, 18, 8000})

# How the driver says that the server's protocol is older than it speaks, which has no class of its own. What is older
# than LOWEST and not so old is known by its version.
TOO_LOW = "reports wire version"

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


# For whoever copies a whole database, and keeps it busy: the driver's heartbeat has `connectTimeoutMS`, and where it is
# missed whatever is under way is lost. Two seconds are enough all the same to learn that nobody is there.
PATIENT: dict[str, Any] = {"connectTimeoutMS": 20_000, "socketTimeoutMS": 120_000, "wTimeoutMS": 120_000}


def client_of(uri: str, *, is_patient: bool = False) -> AsyncIOMotorClient[dict[str, Any]]:
    """Calls nobody yet, unless the address is to be looked up (`mongodb+srv`); closing it is the caller's.

    Raises StoreDown for an address that is none.
    """
    with told_plainly():
        return AsyncIOMotorClient(uri, **(LIMITS | PATIENT if is_patient else LIMITS))


async def connect(
    client: AsyncIOMotorClient[dict[str, Any]], *, may_be_half: bool = False
) -> AsyncIOMotorDatabase[dict[str, Any]]:
    """The database that the address names, else `steward`, with every collection and index.

    Raises StoreDown where nobody answers, WrongCredentials, TooOld, and HalfRestored unless it may be half restored.
    """
    database = client.get_default_database(DEFAULT_DATABASE)
    await recognise(client)
    with told_plainly(), let_in():
        if not may_be_half and await is_half_restored(database):
            raise HalfRestored(database.name)
        await init_beanie(database, document_models=DOCUMENTS)
    return database


async def recognise(client: AsyncIOMotorClient[dict[str, Any]]) -> str:
    """The server's version, once it has let us in; raises StoreDown, WrongCredentials and TooOld."""
    with told_plainly(), let_in():
        told = await client.server_info()
    if tuple(told["versionArray"][:2]) < LOWEST:
        raise TooOld(told["version"])
    return str(told["version"])


async def is_half_restored(database: AsyncIOMotorDatabase[dict[str, Any]]) -> bool:
    found = await database[EpochDocument.Settings.name].find_one({"_id": "epoch", "restoring": True})
    return found is not None


@contextmanager
def let_in() -> Iterator[None]:
    """What a server says to somebody whom it does not know, and the driver to a server that is too old for it."""
    try:
        yield
    except OperationFailure as error:
        if error.code not in STRANGER:
            raise
        raise WrongCredentials(f"OperationFailure {error.code}") from None
    except ConfigurationError as error:  # also of a name that cannot be looked up
        if TOO_LOW not in str(error):
            raise
        raise TooOld("") from None
