"""What the pages for people say is what the code has: collections, quoted sentences, spans of time, numbers."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import timedelta

import pytest

from bot.inbound.commands.table import COMMANDS
from bot.policy import load_policy
from bot.presets import PRESETS, preset
from bot.wording import words
from models.documents.connect import DOCUMENTS
from models.documents.restored import LEAP, NUMBERS
from models.policy import TypePolicy
from models.ticket import Priority
from tests.house.source import ROOT

COLLECTIONS = {document.Settings.name for document in DOCUMENTS}


def read(page: str) -> str:
    return (ROOT / "docs" / page).read_text(encoding="utf-8")


def section(page: str, heading: str) -> str:
    return read(page).partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def in_code(text: str) -> set[str]:
    return set(re.findall(r"`([^`\n]+)`", text))


def spoken(part: object) -> Iterator[str]:
    """Every sentence and every label for people."""
    if isinstance(part, str):
        yield part
    elif is_dataclass(part):
        for field in fields(part):
            yield from spoken(getattr(part, field.name))
    elif isinstance(part, Mapping | tuple):
        for one in part.values() if isinstance(part, Mapping) else part:
            yield from spoken(one)


# --- privacy ---


def test_what_is_erased_of_a_person_is_in_every_collection_that_knows_people() -> None:
    named = in_code(section("how/privacy.md", "How to erase a person's data"))

    assert COLLECTIONS - named == {"processes"}


def test_what_is_private_in_the_database_is_said_to_be_erased() -> None:
    private = {
        name
        for heading, text in re.findall(r"^## (.+)$((?:.|\n(?!## ))*)", read("reference/database.md"), re.MULTILINE)
        for name in heading.split(", ")
        if "Private here" in text
    }

    assert private
    assert private <= COLLECTIONS & in_code(section("how/privacy.md", "How to erase a person's data"))


def test_the_privacy_page_knows_how_large_a_file_is_kept() -> None:
    for name in PRESETS:
        assert load_policy(preset(name)).largest_file == 10 << 20
    assert "`largest_file` (10 MiB;" in read("how/privacy.md")


# --- the first ten minutes ---


def test_what_a_beginner_is_said_to_read_is_what_stands_there() -> None:
    """In its quotations: what stands in quotation marks is said, what is slanted stands on a button or above a text."""
    said = "\n".join(spoken(words()))
    told = "\n".join(re.findall(r"^> ?(.*)$", read("start.md"), re.MULTILINE))
    kinds = load_policy(preset("inertia")).types.values()
    hints = [words().in_ticket.option_hint.format(span=words().span(kind.targets[Priority.HIGH])) for kind in kinds]
    quoted = [*re.findall(r'"([^"]+)"', told), *re.findall(r"(?<!\*)\*([^*\n]+)\*(?!\*)", told)]

    assert len(quoted) > 4
    assert [one for one in quoted if one.rstrip("… ") not in said and one not in hints] == []


# --- a ticket's life ---


def test_every_button_command_and_key_in_a_tickets_life_exists() -> None:
    page = read("how/life.md")
    keys = {name for name in in_code(page) if re.fullmatch(r"[a-z_]+", name)}
    commands = {name[1:] for name in in_code(page) if name.startswith("/")}

    assert keys - {"inertia"} <= {*TypePolicy.model_fields, "lead_roles"}
    assert commands <= {*COMMANDS}
    assert {one.replace("\n  ", " ") for one in re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", page)} <= {*spoken(words())}


KIND = next(iter(load_policy(preset("inertia")).types.values()))
ASKED, REMINDED, CLOSED = KIND.triage, KIND.owner_reminder, KIND.autoclose
assert ASKED
assert REMINDED
assert CLOSED


@pytest.mark.parametrize(
    ("sentence", "found", "promised"),
    [
        ("After half an hour without one the team is called", ASKED.after, "30 minutes"),
        ("and every four hours again", ASKED.every, "4 hours"),
        ("After a day they are reminded, twice at most", REMINDED.after, "24 hours"),
        ("After seven days without a word of the owner", CLOSED.owner_idle, "7 days"),
        ("and three after the team's last", CLOSED.min_after_staff_reply, "3 days"),
        ("a warning stood in the\nchannel for a day before", CLOSED.warn_before, "24 hours"),
        ("a quarter of an hour later", load_policy(preset("inertia")).close_grace, "15 minutes"),
        ("Five minutes after the owner has their copy", KIND.removal_delay, "5 minutes"),
        ("which then stays for a day", KIND.removal_delay_if_no_copy, "24 hours"),
        ("may be changed for a day", KIND.rating_open, "24 hours"),
        ("The owner may for three days", KIND.reopen_within, "3 days"),
    ],
)
def test_a_span_in_a_tickets_life_is_the_one_of_the_packaged_policy(
    sentence: str, found: timedelta, promised: str
) -> None:
    assert sentence in read("how/life.md")
    assert words().span(found) == promised


# --- back up and restore ---


def test_what_is_typed_to_come_back_by_hand_is_what_a_restore_does() -> None:
    page = read("how/backup.md")
    typed = "\n".join(re.findall(r"^ {4}(.+)$", page, re.MULTILINE))

    assert set(re.findall(r"\bdb\.([a-z]+)", typed)) <= COLLECTIONS
    assert set(re.findall(r"last: (\d+)|version: (\d+)", typed)) == {(str(LEAP), ""), ("", str(LEAP))}
    assert re.findall(r'"state\.number": (\d+)', typed) == [str(NUMBERS)]
    assert f"numbers that are {NUMBERS:,} higher" in page
