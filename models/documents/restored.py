"""What becomes of a document that comes back from a back-up: time went on without it, and the world remembers.

Whoever still runs on what was there before must miss with every write; no number that may have been given after the
back-up is given again; and each desk knows those tickets as open that are (docs/why/0022).
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from models.commands import Open
from models.desk import Desk, OpenTicket
from models.documents.store import ENVELOPE, SNAPSHOT
from models.effects import Tell
from models.ids import GuildId
from models.snapshot import Snapshot
from models.ticket import Ticket

Stored = dict[str, Any]

# More claims and starts than there can be between a back-up and the day it is needed.
LEAP = 1_000_000
# More tickets than a server opens between two back-ups. Their channels and messages bear their numbers: a second
# ticket of the same number would take them for its own.
NUMBERS = 1_000


@dataclass(slots=True)
class Books:
    """What the tickets of a back-up say of their desks; `last` is the latest epoch in it."""

    last: int = 0
    highest: defaultdict[GuildId, int] = field(default_factory=lambda: defaultdict(int))
    open: defaultdict[GuildId, list[OpenTicket]] = field(default_factory=lambda: defaultdict(list))

    def read(self, document: Stored) -> None:
        """Notes a ticket or a desk down; raises Unreadable for what a newer version wrote."""
        state, guild = _snapshot(document).state, GuildId(document["guild"])
        self.highest[guild] = max(self.highest[guild], document["number"])
        if isinstance(state, Ticket) and state.closing is None:
            self.open[guild].append(OpenTicket(document["number"], state.owner, state.term.type, state.reopened))


def restored(document: Stored, epoch: int, books: Books) -> Stored:
    """The desk or ticket as it is to be stored: no write of an earlier process can hit it."""
    snapshot = _snapshot(document)
    if isinstance(snapshot.state, Desk):
        snapshot = replace(snapshot, state=_desk(snapshot.state, snapshot, books))
    snapshot = replace(snapshot, version=snapshot.version + LEAP)
    return {**document, **SNAPSHOT.write(snapshot), "epoch": epoch}


def _desk(desk: Desk, snapshot: Snapshot, books: Books) -> Desk:
    """While the desk runs, its document is read earlier than those of its tickets: they know better."""
    on_their_way = set(_on_their_way(snapshot))
    stand = {one.number: one for one in desk.open if one.number in on_their_way}
    stand |= {one.number: one for one in books.open[desk.guild]}
    number = max(desk.number, books.highest[desk.guild]) + NUMBERS
    return replace(desk, number=number, open=tuple(stand[number] for number in sorted(stand)))


def _on_their_way(snapshot: Snapshot) -> Iterator[int]:
    """Tickets that the desk has promised to open and that may not have heard of it."""
    for pending in snapshot.outbox:
        if isinstance(pending.effect, Tell) and isinstance(pending.effect.command, Open):
            yield pending.effect.to.number


def _snapshot(document: Stored) -> Snapshot:
    return SNAPSHOT.read({name: value for name, value in document.items() if name not in ENVELOPE})
