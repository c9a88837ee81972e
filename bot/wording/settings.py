"""The sentence for an id of the settings that is not what it has to be."""

from bot.desks import Changes
from bot.installation import Fault, Finding, holds_from_reload
from bot.wording.shape import Words

MOST = 5  # sentences in one answer; Discord takes 2000 characters


def wrong_setting(finding: Finding, words: Words) -> str:
    says = words.in_settings
    if finding.fault is Fault.HIDDEN:
        return says.hidden.format(variable=finding.named.variable)
    wanted = says.wanted[finding.named.kind]
    variable, fault = finding.named.variable, says.faults[finding.fault]
    return says.wrong.format(variable=variable, fault=fault, wanted=wanted, then=once_set(variable, words))


def once_set(variable: str, words: Words) -> str:
    """What makes it hold."""
    says = words.in_settings
    return says.then_reload if holds_from_reload(variable) else says.then_restart


def reloaded(changes: Changes, words: Words) -> str:
    """What is different now, in a sentence for each kind of change."""
    says = words.in_settings
    parts = (
        (says.added, "types", changes.added),
        (says.removed, "types", changes.removed),
        (says.changed, "types", changes.changed),
        (says.desk_changed, "fields", tuple(f"`{field}`" for field in changes.desk)),
        (says.unserved, "types", tuple(f"`{key}`" for key in changes.unserved)),
    )
    first = (says.nothing_changed if changes.is_none else says.reloaded).format(name=changes.name)
    return " ".join([first, *(text.format(**{key: ", ".join(named)}) for text, key, named in parts if named)])


def wrong_settings(found: tuple[Finding, ...], words: Words, first: str) -> str:
    """A list of what is wrong, of five at most, under a `first` line."""
    says, left = words.in_settings, len(found) - MOST
    lines = [f"- {wrong_setting(finding, words)}" for finding in found[:MOST]]
    return "\n".join([first, *lines, *([says.more.format(count=left)] if left > 0 else [])])
