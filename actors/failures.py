"""What is said and kept of a promise that failed, and how long until it is tried again. Who waits is the courier."""

from typing import TYPE_CHECKING

from loguru import logger

from actors.backoff import Backoff
from actors.finality import Why, is_unknown, kind_of
from actors.graves import grave_of_promise
from actors.limits import UNKNOWN_CREATE
from actors.office import Office
from actors.pauses import Pause
from actors.ports import StoreDown
from models.commands import Undeliverable
from models.effects import CreateSurface, Effect
from models.ids import Address
from models.snapshot import Pending

if TYPE_CHECKING:
    from loguru import Logger

BACKOFF = Backoff()


def ended(sender: Address, pending: Pending, why: Why) -> Undeliverable:
    """Discord has said the last word of it."""
    what = f"{pending.id.what} of {pending.id.of}" if pending.id.of else pending.id.what
    _log("undeliverable", sender, pending).warning("{} can never arrive: {}", what, why)
    return Undeliverable(pending.id, why)


async def given_up(office: Office, sender: Address, pending: Pending, error: Exception, why: Why) -> Undeliverable:
    """The dead letter keeps what happened; staff are told by the rules, as of everything undeliverable.

    Raises StoreDown, and then it is not given up.
    """
    grave = grave_of_promise(pending, error, office.clock.now())
    await office.store.bury(sender, grave)
    _log("bury", sender, pending).error("{} was given up, {}: {}", grave.command, why, grave.error)
    return Undeliverable(pending.id, why)


def until_next(office: Office, effect: Effect, error: Exception, tries: int) -> tuple[float, Pause]:
    """Seconds, and what they are waited for. A store that is down is nobody else's to find out."""
    if isinstance(error, StoreDown):
        office.breaker.trip(office.tasks)
    wait = office.jitter.wait(BACKOFF, tries)
    if isinstance(effect, CreateSurface) and is_unknown(error):
        return max(wait, UNKNOWN_CREATE), Pause.UNKNOWN
    return wait, Pause.BACKOFF


def warn(sender: Address, pending: Pending, error: Exception, tries: int) -> None:
    """Once for each series of tries."""
    if tries == 0:
        _log("retry", sender, pending).warning("{} is tried again: {}", pending.id.what, kind_of(error))


def _log(action: str, sender: Address, pending: Pending) -> "Logger":
    return logger.bind(guild=sender.guild, ticket=sender.number, action=action, effect=str(pending.id))
