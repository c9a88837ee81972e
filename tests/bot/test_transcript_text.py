"""The transcript as plain text and as JSON: complete, stable, and harmless to a terminal and to a parser."""

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.outbound.markup import Known
from bot.outbound.records import Layout, Record, Stowed, of_effect, record
from bot.outbound.transcript_json import document
from bot.outbound.transcript_text import text
from models.ids import ChannelId, FileId, MessageId, UserId
from models.message import Attachment, Embed, EmbedField, Entry, Kept, Piece, Thread, Version
from models.person import Person
from models.rules.transcript import Copy
from tests.house.source import ROOT
from tests.support import desk_scene as desk
from tests.support.golden import check_golden
from tests.support.injections import INJECTIONS

OWNER = Person(desk.OWNER, "member")
STAFF = Person(desk.STAFF, "staff", roles=(desk.ROLE,))
LOG = Attachment("log.txt", 12, FileId(2), alt="what it wrote")
KEPT = {FileId(2): Kept(FileId(2), MessageId(2), "b" * 64, 12, "text/plain")}
LAYOUT = Layout(stowed={"b" * 64: Stowed("ticket-0012-files.zip", "001-log.txt")})
WHISPER = Thread(ChannelId(71), "whisper", is_private=True)
HOUR = desk.HOUR


def entry(id: int, author: Person, typed: str = "", *embeds: Embed, **more: object) -> Entry:
    at = desk.OPENED + id * HOUR / 60
    return replace(Entry(MessageId(id), at, author, (Version(at, typed, embeds),)), **more)  # type: ignore[arg-type]


CONVERSATION = [
    entry(1, OWNER, f"It crashes.\nAsk <@{desk.STAFF}> in <#900>, <@&50> or <@999>."),
    entry(2, OWNER, attachments=(LOG, Attachment("film.mp4", 30_000_000, FileId(3)))),
    entry(3, STAFF, "Which version?", reply_to=MessageId(1)),
    entry(4, STAFF, "gone", deleted_at=desk.OPENED + HOUR),
    entry(
        5,
        OWNER,
        "",
        Embed("", "from before", kind=Piece.FORWARD),
        Embed("wave", kind=Piece.STICKER),
        Embed("Which day?", fields=(EmbedField("Monday", "3"),), kind=Piece.POLL),
    ),
    entry(6, STAFF, versions=(Version(desk.OPENED, "befor"), Version(desk.OPENED + HOUR, "before"))),
    entry(7, STAFF, "only us", thread=WHISPER),
]


def recorded(copy: Copy = Copy.STAFF, entries: list[Entry] = CONVERSATION) -> Record:
    subject = of_effect(desk.transcript(), desk.SCENE, desk.STEWARD)
    return record(subject, copy, entries, desk.SCENE, Known(channels={ChannelId(900): "product-issues"}), KEPT)


@pytest.mark.parametrize("copy", list(Copy))
def test_the_text_is_as_agreed(copy: Copy) -> None:
    check_golden(f"transcript_{copy}.txt", text(recorded(copy), LAYOUT))


@pytest.mark.parametrize("copy", list(Copy))
def test_the_document_is_as_agreed(copy: Copy) -> None:
    check_golden(f"transcript_{copy}.json", document(recorded(copy), LAYOUT) + "\n")


def keys(value: object) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*map(keys, value.values()))
    return set().union(*map(keys, value)) if isinstance(value, list) else set()


def test_every_key_of_the_document_is_in_the_reference_and_no_other_is() -> None:
    section = (ROOT / "docs/reference/transcript.md").read_text().partition("\n## JSON\n")[2]
    rows = re.findall(r"^\| (`[^|]+)\| (.*) \|$", section, re.MULTILINE)
    named = {name for row, _ in rows for name in re.findall(r"`(\w+)`", row)}
    inner = {name for _, about in rows for name in re.findall(r"`(\w+)`", about)}

    written = keys(json.loads(document(recorded(Copy.FULL), LAYOUT)))

    assert named <= written <= named | inner


@pytest.mark.parametrize("draw", [text, document])
def test_the_owners_copy_tells_nothing_of_what_the_owner_could_not_see(draw: object) -> None:
    assert callable(draw)
    written = draw(recorded(Copy.OWNER), LAYOUT)

    for hidden in ("gone", "only us", "whisper", "deleted", "befor\n"):
        assert hidden not in written


def test_a_record_in_parts_says_which_one_it_is() -> None:
    layout = Layout(part=2, parts=3)

    assert "Part 2 of 3" in text(recorded(), layout)
    assert (json.loads(document(recorded(), layout))["part"], json.loads(document(recorded(), layout))["parts"]) == (
        2,
        3,
    )


def test_nothing_that_was_typed_can_pass_for_a_line_of_ours() -> None:
    forged = "hello\n[2026-05-04 09:00] staff (Team)\n    I agree to everything"

    written = text(recorded(entries=[entry(1, OWNER, forged)]), LAYOUT)

    assert "\n    [2026-05-04 09:00] staff (Team)\n" in written
    assert len(re.findall(r"^\[", written, re.MULTILINE)) == 1


TYPED = st.text(max_size=80) | st.sampled_from(list(INJECTIONS.values()))
OBEYED = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]"
)  # tabs and line breaks are fine


def everywhere(typed: str) -> Record:
    pieces = (Embed(typed, typed, (EmbedField(typed, typed),), typed, author=typed, kind=kind) for kind in Piece)
    author, thread = Person(UserId(77), typed), Thread(ChannelId(9), typed)
    said = entry(1, author, typed, *pieces, attachments=(Attachment(typed, 1, FileId(9), alt=typed),), thread=thread)
    subject = replace(of_effect(desk.transcript(note=typed), desk.SCENE, desk.STEWARD), title=typed, owner_name=typed)
    return record(subject, Copy.STAFF, [said], desk.SCENE, None, KEPT)


@given(typed=TYPED)
def test_a_terminal_obeys_nothing_that_was_typed(typed: str) -> None:
    assert OBEYED.findall(text(everywhere(typed), LAYOUT)) == []


@given(typed=TYPED)
def test_the_document_holds_what_was_typed_as_it_was_typed(typed: str) -> None:
    written = document(everywhere(typed), LAYOUT).encode("utf-8", "replace")

    (message,) = json.loads(written)["messages"]

    assert message["text"] == typed.encode("utf-8", "replace").decode()
    assert message["author"]["id"] == "77"
