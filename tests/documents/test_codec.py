"""What is written reads back equal, through real BSON; what no version wrote is refused by place, without its value."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import bson
import pytest
from bson.codec_options import CodecOptions
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.commands import Command, Open
from models.desk import Desk, Submission
from models.documents.codec import TAG, form_of
from models.effects import Effect, Place, Say, Tell
from models.errors import Unreadable
from models.events import Event
from models.grave import Grave
from models.ids import LARGEST, Address, EffectId, GuildId, LetterId, RoleId, UserId, What, letter_id
from models.message import Entry, Trace
from models.moment import DISCORD_EPOCH
from models.snapshot import Pending, Snapshot, State
from models.ticket import Rating, Term, Ticket, Turn
from tests.support.drawn import drawn

AWARE: CodecOptions[dict[str, Any]] = CodecOptions(tz_aware=True)
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
PATIENT = settings(suppress_health_check=[HealthCheck.too_slow])  # the nouns are large and the machine is shared
PING = Say(EffectId(What.HALF, 7), Place.SLA, since=NOW, promise=timedelta(hours=8))


def through_bson(hint: Any, noun: Any) -> Any:
    form = form_of(hint)
    body = bson.encode({"it": form.write(noun)})
    return form.read(bson.decode(body, AWARE)["it"])


@pytest.mark.parametrize("hint", [Snapshot, State, Pending, Effect, Command, Event, Trace, Entry, Grave], ids=str)
def test_whatever_is_written_reads_back_equal(hint: Any) -> None:
    @PATIENT
    @given(drawn(hint))
    def law(noun: Any) -> None:
        assert through_bson(hint, noun) == noun

    law()


@PATIENT
@given(drawn(Snapshot))
def test_an_untouched_snapshot_is_written_alike_twice(snapshot: Snapshot) -> None:
    form = form_of(Snapshot)

    assert bson.encode(form.write(form.read(form.write(snapshot)))) == bson.encode(form.write(snapshot))


def test_a_document_is_readable_by_eye() -> None:
    pending = Pending(NOW, PING)

    written = form_of(Pending).write(pending)

    assert written == {
        "since": NOW,
        "effect": {
            TAG: "Say",
            "id": {"what": "half", "about": 7, "n": 0, "of": None},
            "to": "sla",
            "channel": None,
            "role": None,
            "user": None,
            "since": NOW,
            "promise": 28_800_000,
            "priority": None,
            "breached": False,
            "why": "",
            "by": None,
            "stays": None,
            "until": None,
            "type": None,
            "may_reopen": False,
        },
        "withdrawn": False,
    }


def test_an_enum_is_written_as_its_bare_value() -> None:
    written = form_of(EffectId).write(EffectId(What.CARD))

    assert type(written["what"]) is str


def test_an_address_is_written_as_its_text() -> None:
    tell = Tell(
        EffectId(What.CLOSED), Address(GuildId(7)), form_of(Effect).read(opening(Address(GuildId(7), 3))).command
    )

    assert form_of(Effect).write(tell)["to"] == "7-0"


def opening(ticket: Address) -> dict[str, Any]:
    command: Open = form_of(Open).read(
        {
            "id": 5,
            "said_at": NOW,
            "ticket": str(ticket),
            "owner": 1,
            "owner_name": "owner",
            "type": "other",
            "title": "t",
            "text": "x",
            "category": 2,
        }
    )
    written: dict[str, Any] = form_of(Effect).write(Tell(EffectId(What.OPEN), ticket, command))
    return written


def test_a_date_is_cut_to_the_millisecond_and_read_in_utc() -> None:
    turn = through_bson(Grave, Grave("l", "Post", "E", "", NOW + timedelta(microseconds=1_999)))

    assert turn.at == NOW + timedelta(milliseconds=1)
    assert turn.at.tzinfo is UTC


def test_a_naive_date_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        form_of(Grave).write(Grave("l", "Post", "E", "", NOW.replace(tzinfo=None)))


def test_a_naive_date_in_the_database_is_refused() -> None:
    written = form_of(Pending).write(Pending(NOW, PING))

    with pytest.raises(Unreadable, match=r"Pending\.since"):
        form_of(Pending).read({**written, "since": NOW.replace(tzinfo=None)})


def test_a_field_that_an_older_version_did_not_write_has_its_default() -> None:
    written = form_of(Pending).write(Pending(NOW, PING))
    del written["withdrawn"], written["effect"]["breached"]

    assert form_of(Pending).read(written) == Pending(NOW, PING)


def test_a_field_without_a_default_must_be_there() -> None:
    written = form_of(Pending).write(Pending(NOW, PING))
    del written["since"]

    with pytest.raises(Unreadable, match=r"Pending\.since: Field required"):
        form_of(Pending).read(written)


def test_a_field_of_a_newer_version_is_refused_because_the_next_commit_would_lose_it() -> None:
    written = form_of(Pending).write(Pending(NOW, PING))
    written["effect"]["on_hold"] = "a private remark"

    with pytest.raises(Unreadable, match=r"Pending\.effect\.Say\.on_hold: no field of this version"):
        form_of(Pending).read(written)


def test_a_kind_of_a_newer_version_is_refused() -> None:
    written = form_of(Pending).write(Pending(NOW, PING))
    written["effect"][TAG] = "Sing"

    with pytest.raises(Unreadable, match=r"Pending\.effect: no kind of this version"):
        form_of(Pending).read(written)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [("stars", "five"), ("stars", 4.5), ("stars", True), ("comment", 3), ("first_at", "2026-05-01"), ("n", None)],
)
def test_a_value_of_another_type_is_refused_and_never_shown(field: str, wrong: object) -> None:
    written = form_of(Rating).write(Rating(5, "a private remark", NOW, 0))

    with pytest.raises(Unreadable) as refusal:
        form_of(Rating).read({**written, field: wrong})

    assert f"Rating.{field}" in str(refusal.value)
    assert "private" not in str(refusal.value)
    assert refusal.value.__cause__ is None
    assert refusal.value.__suppress_context__


@pytest.mark.parametrize("stored", [None, 5, "text", [], {}])
def test_what_is_no_document_is_refused(stored: object) -> None:
    with pytest.raises(Unreadable):
        form_of(State).read(stored)


@pytest.mark.parametrize("text", ["", "7", "7-", "-3", "7-x", f"{LARGEST + 1}-1", f"1-{LARGEST + 1}"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(Unreadable, match="not an address"):
        form_of(Address).read(text)


@pytest.mark.parametrize("hint", [float, dict[str, int], tuple[int, str], int | str, object], ids=str)
def test_a_kind_of_hint_that_no_noun_uses_is_refused_loudly(hint: Any) -> None:
    with pytest.raises(TypeError):
        form_of(hint)


def test_two_kinds_of_id_are_one_kind_of_number() -> None:
    assert form_of(tuple[RoleId | UserId, ...]).read([5, 6]) == (5, 6)


@given(st.builds(Address, st.integers(1, LARGEST), st.integers(0, LARGEST)), drawn(EffectId))
def test_the_id_of_a_letter_fits_into_the_integers_of_bson(sender: Address, effect: EffectId) -> None:
    letter: LetterId = letter_id(sender, effect)

    assert 0 <= letter <= LARGEST
    assert through_bson(Submission, Submission(letter, 1)) == Submission(letter, 1)


def test_half_a_surrogate_pair_is_written_as_a_question_mark() -> None:
    grave = through_bson(Grave, Grave("l", "Post", "caf\u00e9 \ud83d", "", NOW))

    assert grave.error == "caf\u00e9 ?"


def test_a_larger_number_is_refused_before_it_is_sent() -> None:
    with pytest.raises(OverflowError):
        through_bson(Submission, Submission(LetterId(LARGEST + 1), 1))


def test_a_new_snapshot_is_what_an_unwritten_actor_has() -> None:
    assert through_bson(Snapshot, Snapshot()) == Snapshot(0, None, (), Snapshot().recent, 0, DISCORD_EPOCH)


def test_the_state_says_whose_it_is() -> None:
    assert form_of(State).write(Desk(GuildId(7)))[TAG] == "Desk"


@PATIENT
@given(drawn(Ticket), drawn(Turn), drawn(Term))
def test_the_longest_history_that_a_ticket_keeps_stays_small(ticket: Ticket, turn: Turn, term: Term) -> None:
    longest = replace(ticket, turns=(turn,) * 64, terms=(term,) * 32)

    assert len(bson.encode(form_of(State).write(longest))) < 20_000
