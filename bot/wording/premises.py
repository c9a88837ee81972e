"""What a language must be able to say about an installation: its settings, and what the doctor finds."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.doctor.findings import Mark, Name
from bot.installation import Fault, Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class InSettings:
    """What is wrong with an id of the settings; `faults` go into the sentence."""

    wrong: str  # variable, fault, wanted, then
    hidden: str  # variable
    then_restart: str
    then_reload: str
    faults: Mapping[Fault, str]
    wanted: Mapping[Kind, str]
    check: str
    more: str  # count
    kept: str  # wrong
    kept_ids: str
    reloaded: str  # name
    nothing_changed: str  # name
    added: str  # types
    removed: str  # types
    changed: str  # types
    desk_changed: str  # fields
    unserved: str  # types


@dataclass(frozen=True, slots=True, kw_only=True)
class Doctor:
    """What is right or wrong with an installation: for each finding what it is and, where it is no good, the remedy."""

    marks: Mapping[Mark, str]
    well: str
    unwell_one: str
    unwell: str  # count
    noted_one: str
    noted: str  # count
    more: str  # count
    places: Mapping[str, str]
    says: Mapping[Name, tuple[str, str]]
    features: Mapping[str, str]  # what does not work without a permission
