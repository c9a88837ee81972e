"""The conversation as a set: what was said takes its place by Discord's time, whenever it is heard.

Adding is idempotent and, within LATE, does not depend on the order of arrival. The middle of an old run is forgotten:
nothing that can still be heard could change what it means.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from models.moment import Moment
from models.ticket import Side, Ticket, Turn

LATE = timedelta(minutes=15)
MOST_TURNS = 64

Turns = tuple[Turn, ...]


def has_turn(turns: Turns, turn: Turn) -> bool:
    place = bisect_left(turns, turn)
    return place < len(turns) and turns[place] == turn


def with_turn(turns: Turns, turn: Turn) -> Turns:
    place = bisect_left(turns, turn)
    if place < len(turns) and turns[place] == turn:
        return turns
    ordered = (*turns[:place], turn, *turns[place:])
    thinned = _thinned(ordered, ordered[-1].at - LATE)
    if len(thinned) > MOST_TURNS:
        thinned = _thinned(thinned, ordered[-1].at)
    return thinned[-MOST_TURNS:]


def until(turns: Turns, end: Moment | None) -> Turns:
    """What was said by then; all of it where there is no end."""
    return turns if end is None else tuple(turn for turn in turns if turn.at <= end)


def _thinned(turns: Turns, settled: Moment) -> Turns:
    """Without those that lie inside a run of one side, up to the last that is settled."""
    kept = [
        here
        for before, here, after in zip(turns, turns[1:], turns[2:], strict=False)
        if not (before.side is here.side is after.side and after.at <= settled)
    ]
    return (turns[0], *kept, *turns[1:][-1:])


@dataclass(frozen=True, slots=True)
class Cycle:
    """The owner spoke first at `first`, or waited still when it was reopened; `answer` is the staff's first turn."""

    first: Turn
    answer: Turn | None


def cycles(turns: Turns) -> Iterator[Cycle]:
    """Every time the owner waited for an answer, oldest first; the last one may be waiting still."""
    first = None
    for turn in turns:
        if turn.side is Side.OWNER:
            first = first or turn
        elif first and turn.side is Side.OTHER:
            first = turn
        elif first:
            yield Cycle(first, turn)
            first = None
    if first:
        yield Cycle(first, None)


def owed(ticket: Ticket) -> Turn | None:
    """The owner's first unanswered turn, or the reopening that found one; None while the staff owe nothing."""
    first = again = None
    for turn in reversed(ticket.turns):
        if turn.side is Side.OTHER:
            again = again or turn
        elif turn.side is not Side.OWNER:
            return first
        elif again:
            return again
        else:
            first = turn
    return first


def silence(ticket: Ticket) -> Turn | None:
    """What the owner's silence is counted from: the staff's last turn or waiver, or since when it is open again."""
    for turn in reversed(ticket.turns):
        if turn.side is not Side.OTHER:
            return None if turn.side is Side.OWNER else ticket.turns[-1]
    return None


def is_waived(ticket: Ticket) -> bool:
    """Staff said "no answer needed" and the owner has not written since: both sides rest."""
    for turn in reversed(ticket.turns):
        if turn.side not in (Side.STAFF, Side.OTHER):
            return turn.side is Side.WAIVED
    return False


def owner_last(ticket: Ticket) -> Moment:
    """When the owner last said something; the form counts, and whoever reopened it for them."""
    spoke = (Side.OWNER, Side.OTHER)
    return next((turn.at for turn in reversed(ticket.turns) if turn.side in spoke), ticket.opened_at)
