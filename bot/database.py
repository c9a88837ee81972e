"""From the settings to a database that answers; where none does, one sentence says what to mend."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorDatabase
from pymongo.errors import PyMongoError

from actors.clock import SystemClock
from bot.health import DatabaseAnswer, Health
from bot.settings import Settings
from bot.unusable import Unusable
from models.desk import Panel
from models.documents.connect import DEFAULT_DATABASE, LOWEST, client_of, connect, recognise
from models.documents.desk import DeskDocument
from models.documents.health import examine
from models.documents.store import MongoStore
from models.errors import HalfRestored, StoreDown, TooOld, WrongCredentials
from models.ids import Address, GuildId

Mongo = AsyncIOMotorClient[dict[str, Any]]
Database = AsyncIOMotorDatabase[dict[str, Any]]

NO_DATABASE = "No MongoDB answers at MONGODB_URI: start it there, or mend the address in it."
NOT_LET_IN = (
    "MongoDB does not let us in at MONGODB_URI, or not do what we must: mend the user and the password in it (an @ is "
    "written %40), and give the user the role readWrite on its database."
)
TOO_OLD = "The MongoDB at MONGODB_URI is too old: run {lowest} or newer."
HALF_RESTORED = "The database at MONGODB_URI is half restored: run `steward restore` again, to its end, with --replace."


class NoAnswer(Unusable):
    """No database answers now; one may later. `why` is the driver's name for it."""

    def __init__(self, sentence: str, why: str) -> None:
        super().__init__(sentence)
        self.why = why


@asynccontextmanager
async def mongo_of(settings: Settings, given: Mongo | None = None, *, is_patient: bool = False) -> AsyncIterator[Mongo]:
    """A client that has called nobody yet, unless its address is looked up; one that is given is not closed.

    One that `is_patient` waits minutes for an answer, not seconds.
    Raises Unusable for an address that cannot be looked up.
    """
    if given is not None:
        yield given
        return
    with told_apart():
        mongo = client_of(settings.mongodb_uri.get_secret_value(), is_patient=is_patient)
    try:
        yield mongo
    finally:
        mongo.close()


async def reached(mongo: Mongo) -> None:
    """Somebody answers who lets us in and is new enough: nothing is written.

    Raises Unusable, and NoAnswer for what may pass.
    """
    with told_apart():
        await recognise(mongo)


async def store_at(mongo: Mongo) -> MongoStore:
    """Raises Unusable where no database answers, or none that we can use."""
    return MongoStore(await database_at(mongo))


async def database_at(mongo: Mongo, *, may_be_half: bool = False) -> Database:
    """As `store_at`; one that is half restored is taken only where it may be."""
    with told_apart():
        return await connect(mongo, may_be_half=may_be_half)


async def panel_of(mongo: Mongo, guild: GuildId) -> Panel | None:
    """Where this guild's desk stands, None before `/setup`; the desk is read, not claimed."""
    desks = mongo.get_default_database(DEFAULT_DATABASE)[DeskDocument.Settings.name]
    with told_apart():
        found = await desks.find_one({"_id": str(Address(guild))}, {"state.panel": 1})
    panel = ((found or {}).get("state") or {}).get("panel")
    if not panel:
        return None
    return Panel(panel["category"], panel["channel"], panel.get("message"), stands_in=panel.get("stands_in"))


async def health_of(mongo: Mongo) -> Health:
    """What a look finds; nothing is written."""
    found = await examine(mongo, SystemClock().now)
    return Health(
        answer=_answer(found.failure),
        version=found.version or str(found.failure or ""),
        is_replica_set=found.is_replica_set,
        missing_indexes=found.missing_indexes,
        is_new=found.is_new,
        drift=found.clock_drift,
    )


def _answer(failure: StoreDown | None) -> DatabaseAnswer:
    match failure:
        case None:
            return DatabaseAnswer.FINE
        case WrongCredentials():
            return DatabaseAnswer.REFUSED
        case TooOld():
            return DatabaseAnswer.TOO_OLD
        case HalfRestored():
            return DatabaseAnswer.HALF_RESTORED
    return DatabaseAnswer.UNREACHABLE


@contextmanager
def told_apart() -> Iterator[None]:
    """Each way in which there is no database is a sentence of its own: raises Unusable."""
    try:
        yield
    except WrongCredentials:
        raise Unusable(NOT_LET_IN) from None
    except TooOld:
        raise Unusable(TOO_OLD.format(lowest=".".join(map(str, LOWEST)))) from None
    except HalfRestored:
        raise Unusable(HALF_RESTORED) from None
    except StoreDown as down:
        raise NoAnswer(NO_DATABASE, str(down)) from None
    except PyMongoError as error:
        raise NoAnswer(NO_DATABASE, type(error).__name__) from None
