"""Who reads what in a transcript: the owner what could be seen at the close, the staff also that something is gone."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.custom_id import reference
from models.ids import ChannelId, EffectId, MessageId, RoleId, UserId, What, mark
from models.message import Attachment, Embed, Entry, Thread, Version
from models.moment import Moment
from models.person import Person
from models.rules.transcript import Copy, Fate, Line, Subject, names, sections, transcript
from models.ticket import Closing, Ending, Side
from tests.support.desk_scene import HOUR, ISSUES, OPENED, OWNER, ROLE, STAFF, STEWARD, TICKET

OTHER_ROLE = RoleId(51)
CLOSED = OPENED + 10 * HOUR
CLOSING = Closing(CLOSED, Ending.BY_STAFF, STAFF)
SUBJECT = Subject(
    TICKET, OWNER, "member", "It crashes", ISSUES, OPENED, CLOSING, STEWARD, frozenset({ROLE, OTHER_ROLE})
)
SIDE_TALK, WHISPER = Thread(ChannelId(70), "side talk"), Thread(ChannelId(71), "whisper", is_private=True)

SHORT = (Copy.OWNER, Copy.STAFF)

THE_OWNER = Person(OWNER, "member")
THE_STAFF = Person(STAFF, "staff", roles=(ROLE,))
ANOTHER_TEAM = Person(UserId(405), "formerly here", roles=(OTHER_ROLE,))
A_GUEST = Person(UserId(401), "guest", roles=(RoleId(9),))
AN_ADMIN = Person(UserId(402), "boss", is_admin=True)
THE_BOT = Person(STEWARD, "Steward", is_bot=True)
ANOTHER_BOT = Person(UserId(403), "music", roles=(ROLE,), is_bot=True)

FORM = Embed("The app crashes", "It **crashes**.", footer=reference(mark(TICKET, EffectId(What.FORM))))


def entry(id: int, author: Person | None, text: str = "", at: Moment | None = None, **more: object) -> Entry:
    said = at or OPENED + timedelta(minutes=id)
    given = Entry(MessageId(id), said, author, (Version(said, text),) if author else ())
    return replace(given, **more)  # type: ignore[arg-type]


def form(id: int = 2, author: Person = THE_BOT) -> Entry:
    said = OPENED + timedelta(minutes=id)
    return Entry(MessageId(id), said, author, (Version(said, "", (FORM,)),))


def shown(*entries: Entry, copy: Copy) -> list[tuple[str, str]]:
    return [(line.name, line.text) for line in transcript(entries, SUBJECT, copy)]


@pytest.mark.parametrize("copy", list(Copy))
def test_the_form_is_the_owners_first_line_once_and_said_at_the_opening(copy: Copy) -> None:
    lines = transcript([entry(1, THE_BOT, "welcome"), form(2), form(3), entry(4, THE_OWNER, "also")], SUBJECT, copy)

    assert [(line.name, line.side, line.text) for line in lines] == [
        ("member", Side.OWNER, "It **crashes**."),
        ("Steward", Side.OTHER, "welcome"),
        ("member", Side.OWNER, "also"),
    ]
    assert lines[0].at == OPENED
    assert not lines[0].is_bot


def test_a_form_that_only_a_later_channel_showed_is_known_too() -> None:
    second = replace(FORM, footer=reference(mark(TICKET, EffectId(What.FORM, 1))))
    posted = replace(form(), versions=(Version(OPENED, "", (second,)),))

    def first(reopened: int) -> str:
        return transcript([posted], replace(SUBJECT, reopened=reopened), Copy.OWNER)[0].name

    assert (first(0), first(1)) == ("Steward", "member")


@pytest.mark.parametrize("author", [THE_OWNER, ANOTHER_BOT], ids=["a member", "another bot"])
def test_nobody_but_us_can_say_something_in_the_owners_name(author: Person) -> None:
    (line,) = transcript([form(author=author)], SUBJECT, Copy.STAFF)

    assert line.author == author.id
    assert line.embeds == (FORM,)


@pytest.mark.parametrize("copy", list(Copy))
def test_a_form_that_no_channel_ever_showed_is_the_first_line_and_never_a_second_one(copy: Copy) -> None:
    kept = replace(SUBJECT, form="It **crashes**.")

    (line,) = transcript([], kept, copy)
    assert (line.name, line.side, line.text, line.at) == (SUBJECT.owner_name, Side.OWNER, "It **crashes**.", OPENED)
    assert transcript([form()], kept, copy) == transcript([form()], SUBJECT, copy)


def test_a_form_that_was_deleted_is_marked_as_the_owners_and_not_shown() -> None:
    deleted = replace(form(), deleted_at=CLOSED - HOUR)

    assert transcript([deleted], SUBJECT, Copy.OWNER) == ()
    (line,) = transcript([deleted], SUBJECT, Copy.STAFF)
    assert (line.name, line.side, line.fate, line.text) == ("member", Side.OWNER, Fate.DELETED, "")


def test_a_deleted_message_is_gone_for_the_owner_and_marked_for_the_staff_without_its_text() -> None:
    entries = [entry(1, THE_STAFF, "secret", deleted_at=CLOSED, attachments=(Attachment("a.txt", 1),))]

    assert transcript(entries, SUBJECT, Copy.OWNER) == ()
    assert transcript(entries, SUBJECT, Copy.STAFF) == (
        Line(MessageId(1), OPENED + timedelta(minutes=1), STAFF, "staff", Side.STAFF, fate=Fate.DELETED),
    )


def test_what_was_deleted_after_the_close_could_be_seen_at_the_close() -> None:
    later = entry(1, THE_STAFF, "hello", deleted_at=CLOSED + timedelta(seconds=1))

    assert shown(later, copy=Copy.OWNER) == shown(later, copy=Copy.STAFF) == [("staff", "hello")]


def test_a_held_back_message_is_never_shown_and_marked_for_the_staff_only() -> None:
    held = entry(1, THE_STAFF, "too early", held_back=True, deleted_at=OPENED)

    assert transcript([held], SUBJECT, Copy.OWNER) == ()
    (line,) = transcript([held], SUBJECT, Copy.STAFF)
    assert (line.fate, line.text) == (Fate.HELD_BACK, "")


@pytest.mark.parametrize("copy", SHORT)
def test_a_ping_of_ours_that_another_replaced_leaves_no_mark(copy: Copy) -> None:
    replaced = entry(1, THE_BOT, "Sorry for the wait", deleted_at=OPENED + HOUR)

    assert shown(replaced, entry(2, THE_BOT, "Sorry again"), copy=copy) == [("Steward", "Sorry again")]


@pytest.mark.parametrize("copy", SHORT)
def test_what_we_said_after_the_close_is_no_part_of_it(copy: Copy) -> None:
    after = CLOSED + timedelta(seconds=1)

    assert shown(entry(1, THE_BOT, "before", CLOSED), entry(2, THE_BOT, "closed", after), copy=copy) == [
        ("Steward", "before")
    ]
    assert shown(entry(1, THE_STAFF, "bye", after), copy=copy) == [("staff", "bye")]


def test_a_message_of_another_bot_that_was_deleted_is_marked() -> None:
    (line,) = transcript([entry(1, ANOTHER_BOT, "la", deleted_at=OPENED)], SUBJECT, Copy.STAFF)

    assert (line.name, line.is_bot, line.fate) == ("music", True, Fate.DELETED)


def test_a_delete_of_which_nothing_else_is_known_is_marked_without_a_name() -> None:
    unknown = Entry(MessageId(1), OPENED, deleted_at=OPENED)

    (line,) = transcript([unknown], SUBJECT, Copy.STAFF)
    assert (line.author, line.name, line.fate) == (None, "", Fate.DELETED)
    assert transcript([unknown], SUBJECT, Copy.OWNER) == ()


def test_an_edited_message_shows_its_last_text_before_the_close_and_that_it_was_edited() -> None:
    versions = (Version(OPENED, "one"), Version(OPENED + HOUR, "two"), Version(CLOSED + HOUR, "three"))
    (line,) = transcript([replace(entry(1, THE_OWNER), versions=versions)], SUBJECT, Copy.OWNER)

    assert (line.text, line.edited_at) == ("two", OPENED + HOUR)


def test_our_own_card_is_not_called_edited() -> None:
    versions = (Version(OPENED, "", (Embed("old"),)), Version(OPENED + HOUR, "", (Embed("new"),)))
    (line,) = transcript([replace(entry(1, THE_BOT), versions=versions)], SUBJECT, Copy.OWNER)

    assert (line.embeds, line.edited_at) == ((Embed("new"),), None)


def test_what_was_said_between_the_close_and_the_lock_is_kept_as_it_was_first_written() -> None:
    late = entry(1, THE_OWNER, "wait", at=CLOSED + timedelta(seconds=5))

    assert shown(late, copy=Copy.OWNER) == [("member", "wait")]


def test_our_marks_are_not_shown_and_other_footers_are() -> None:
    marked, other = Embed("", "said", footer=reference("abcdefgh")), Embed("", "news", footer="ref abcdefgh")
    ours = replace(entry(1, THE_BOT), versions=(Version(OPENED, "", (marked,)),))
    theirs = replace(entry(2, ANOTHER_BOT), versions=(Version(OPENED, "", (other,)),))

    assert [line.embeds[0].footer for line in transcript([ours, theirs], SUBJECT, Copy.STAFF)] == ["", "ref abcdefgh"]


@pytest.mark.parametrize(
    ("author", "side"),
    [
        (THE_OWNER, Side.OWNER),
        (replace(THE_OWNER, roles=(ROLE,), is_admin=True), Side.OWNER),
        (THE_STAFF, Side.STAFF),
        (AN_ADMIN, Side.STAFF),
        (ANOTHER_TEAM, Side.STAFF),
        (A_GUEST, Side.OTHER),
        (ANOTHER_BOT, Side.OTHER),
    ],
    ids=["owner", "owner with the role", "staff", "admin", "staff of another type", "guest", "bot with the role"],
)
def test_everybody_stands_on_the_side_that_the_rules_give_them(author: Person, side: Side) -> None:
    (line,) = transcript([entry(1, author, "hi")], SUBJECT, Copy.STAFF)

    assert line.side is side


def test_lines_come_in_the_order_in_which_they_were_said() -> None:
    assert shown(entry(3, THE_OWNER, "c"), entry(1, THE_OWNER, "a"), entry(2, THE_STAFF, "b"), copy=Copy.OWNER) == [
        ("member", "a"),
        ("staff", "b"),
        ("member", "c"),
    ]


def test_people_are_called_by_their_last_name() -> None:
    renamed = replace(THE_STAFF, name="staff the second")

    assert names([entry(2, renamed), entry(1, THE_STAFF), entry(3, None)]) == {STAFF: "staff the second"}


def test_a_private_thread_is_the_staffs_alone_and_a_public_one_everybodys() -> None:
    entries = [entry(1, THE_OWNER, "here"), entry(2, THE_STAFF, "psst", thread=WHISPER)]
    entries.append(entry(3, THE_STAFF, "aside", thread=SIDE_TALK))

    assert shown(*entries, copy=Copy.OWNER) == [("member", "here"), ("staff", "aside")]
    assert shown(*entries, copy=Copy.STAFF) == [("member", "here"), ("staff", "psst"), ("staff", "aside")]


def test_what_was_deleted_in_a_thread_is_marked_there() -> None:
    (line,) = transcript([entry(1, THE_STAFF, "psst", thread=WHISPER, deleted_at=OPENED)], SUBJECT, Copy.STAFF)

    assert (line.thread, line.text) == (WHISPER, "")


def test_the_channel_comes_first_and_then_its_threads_as_they_were_called_last() -> None:
    renamed = replace(SIDE_TALK, name="aside")
    entries = [entry(1, THE_STAFF, "psst", thread=WHISPER), entry(2, THE_STAFF, "one", thread=SIDE_TALK)]
    entries += [entry(3, THE_OWNER, "here"), entry(4, THE_STAFF, "two", thread=renamed)]

    found = sections(transcript(entries, SUBJECT, Copy.STAFF))

    assert [(section.thread, [line.text for line in section.lines]) for section in found] == [
        (None, ["here"]),
        (renamed, ["one", "two"]),
        (WHISPER, ["psst"]),
    ]


def test_the_full_record_holds_what_was_deleted_held_back_and_edited() -> None:
    versions = (Version(OPENED, "one"), Version(OPENED + HOUR, "two"), Version(CLOSED + HOUR, "three"))
    entries = [
        replace(entry(1, THE_OWNER), versions=versions),
        entry(2, THE_STAFF, "secret", deleted_at=OPENED, attachments=(Attachment("a.txt", 1),)),
        entry(3, THE_STAFF, "too early", held_back=True, deleted_at=OPENED),
        entry(4, THE_BOT, "a ping", deleted_at=OPENED),
        entry(5, THE_BOT, "goodbye", CLOSED + HOUR),
        entry(6, THE_STAFF, "late", deleted_at=CLOSED + HOUR),
        entry(7, THE_STAFF, "psst", thread=WHISPER),
    ]

    lines = transcript(entries, SUBJECT, Copy.FULL)

    assert [(line.text, line.fate) for line in lines] == [
        ("three", Fate.STANDS),
        ("secret", Fate.DELETED),
        ("too early", Fate.HELD_BACK),
        ("a ping", Fate.DELETED),
        ("goodbye", Fate.STANDS),
        ("late", Fate.DELETED),
        ("psst", Fate.STANDS),
    ]
    assert [one.text for one in lines[0].earlier] == ["one", "two"]
    assert lines[1].attachments == (Attachment("a.txt", 1),)


def test_an_open_ticket_has_no_end_that_anything_could_come_after() -> None:
    open_still = replace(SUBJECT, closing=None)
    entries = [entry(1, THE_BOT, "welcome"), entry(2, THE_STAFF, "gone", deleted_at=CLOSED + HOUR)]

    lines = transcript(entries, open_still, Copy.STAFF)

    assert [(line.text, line.fate) for line in lines] == [("welcome", Fate.STANDS), ("", Fate.DELETED)]


def test_in_the_full_record_the_form_is_shown_though_it_was_deleted() -> None:
    (line,) = transcript([replace(form(), deleted_at=CLOSED - HOUR)], SUBJECT, Copy.FULL)

    assert (line.fate, line.text) == (Fate.DELETED, "It **crashes**.")


MOMENTS = st.integers(0, 20).map(lambda hours: OPENED + hours * HOUR)
ENTRIES = st.builds(
    Entry,
    id=st.integers(1, 20).map(MessageId),
    at=MOMENTS,
    author=st.sampled_from([None, THE_OWNER, THE_STAFF, A_GUEST, THE_BOT, ANOTHER_BOT]),
    versions=st.lists(st.builds(Version, MOMENTS, st.sampled_from(["SECRET", "other"])), max_size=3).map(tuple),
    thread=st.none() | st.sampled_from([SIDE_TALK, WHISPER]),
    deleted_at=st.none() | MOMENTS,
    held_back=st.booleans(),
)


@given(entries=st.lists(ENTRIES, max_size=12, unique_by=lambda entry: entry.id))
def test_the_owners_copy_is_the_staffs_without_the_marks_and_no_copy_tells_what_is_gone(entries: list[Entry]) -> None:
    owners, staffs = (transcript(entries, SUBJECT, copy) for copy in (Copy.OWNER, Copy.STAFF))

    assert owners == tuple(
        line for line in staffs if line.fate is Fate.STANDS and not (line.thread and line.thread.is_private)
    )
    for line in staffs:
        assert line.fate is Fate.STANDS or (line.text, line.embeds, line.attachments) == ("", (), ())
    gone = {entry.id for entry in entries if entry.held_back or (entry.deleted_at and entry.deleted_at <= CLOSED)}
    assert not gone & {line.id for line in owners}
