"""The memory of our own voice: how far each series has come, and which of its messages stands in the world."""

from dataclasses import replace

from models.events import MarkDelivered, MarkPassed
from models.ids import EffectId, MessageId, What
from models.ticket import Told

Memory = tuple[Told, ...]


def told_since(memory: Memory, what: What, anchor: int) -> Told | None:
    """What was told of this series, also under the name of a later turn of the same run (it was heard first)."""
    return next((told for told in memory if told.what is what and told.anchor >= anchor), None)


def with_mark(memory: Memory, mark: MarkPassed) -> Memory:
    """One entry per What: an earlier conversation's is never asked for again.

    The anchor never moves back inside a series: whatever name it takes later, nothing of it is told twice.
    """
    id = mark.id
    before = told_since(memory, id.what, id.about) or Told(id.what, id.about, 0)
    after = replace(before, count=id.n + 1)
    if mark.said:
        after = replace(after, shown=id, delivered=None)
    return (*(one for one in memory if one.what is not id.what), after)


def told_of(memory: Memory, id: EffectId) -> Told | None:
    """The series that this effect belongs to, as the one shown last or as one that it replaced."""
    return next((told for told in memory if told.what is id.what and told.shown and _is_of(id, told.shown)), None)


def _is_of(id: EffectId, shown: EffectId) -> bool:
    return id == shown or (id.about >= shown.about and id.n < shown.n)


def with_receipt(memory: Memory, receipt: MarkDelivered) -> Memory:
    """The message of the one shown last stands; until it is there, the youngest of those before it."""
    told = told_of(memory, receipt.id)
    if told is None:
        return memory
    return tuple(_received(one, receipt) if one is told else one for one in memory)


def _received(told: Told, receipt: MarkDelivered) -> Told:
    if receipt.id == told.shown:
        return replace(told, delivered=told.delivered or receipt.at, message=receipt.message)
    if told.delivered:
        return told
    return replace(told, message=max(told.message or receipt.message, receipt.message))


def replaced_by(memory: Memory, receipt: MarkDelivered) -> MessageId | None:
    """The message that must go because of this receipt: in whichever order they come, each goes once."""
    told = told_of(memory, receipt.id)
    if told is None or told.message is None:
        return None
    stands = _received(told, receipt).message
    gone = receipt.message if stands == told.message else told.message
    return None if gone == stands else gone
