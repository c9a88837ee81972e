"""Everything about one actor that survives it, exactly as it is stored, and what one turn makes of it."""

import sys
from dataclasses import dataclass
from struct import pack
from typing import TypeAlias

from models.desk import Desk
from models.effects import Effect, Withdraw
from models.events import Event
from models.ids import EffectId, LetterId
from models.moment import DISCORD_EPOCH, Moment
from models.ticket import Ticket

State: TypeAlias = Ticket | Desk

MOST_RECENT = 64


@dataclass(frozen=True, slots=True)
class Pending:
    """A promise to the world. Only the courier's letter takes it out of the outbox; a withdrawn one is only marked."""

    since: Moment
    effect: Effect
    withdrawn: bool = False

    @property
    def id(self) -> EffectId:
        return self.effect.id


@dataclass(frozen=True, slots=True)
class Recent:
    """The ids of the last 64 letters that were answered, packed: 8 bytes each."""

    packed: bytes = b""

    def __contains__(self, letter: LetterId) -> bool:
        word = letter.to_bytes(8, sys.byteorder)
        at = self.packed.find(word)
        while at >= 0 and at % 8:  # found across two ids
            at = self.packed.find(word, at + 1)
        return at >= 0

    def __len__(self) -> int:
        return len(self.packed) // 8

    def added(self, *letters: LetterId) -> "Recent":
        return Recent((self.packed + pack(f"{len(letters)}Q", *letters))[-8 * MOST_RECENT :])


@dataclass(frozen=True, slots=True)
class Snapshot:
    """`state` is None before the first letter. `seen` is the last message read; history is asked for what came after.

    `latest` is the latest moment at which a letter was read: an actor's time never goes back.
    """

    version: int = 0
    state: State | None = None
    outbox: tuple[Pending, ...] = ()
    recent: Recent = Recent()
    seen: int = 0
    latest: Moment = DISCORD_EPOCH


@dataclass(frozen=True, slots=True)
class Step:
    """One turn: what is true now, what became true, what the world must be shown."""

    state: State | None
    events: tuple[Event, ...] = ()
    effects: tuple[Effect | Withdraw, ...] = ()
