"""What the archive makes of everything that was heard of a message."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

from models.documents.archive import Kept, entry, last_edit
from models.ids import MessageId, RoleId, UserId
from models.message import Attachment, Embed, Entry, Version, Written
from models.moment import said_at
from models.person import Person

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)
ID = MessageId(50)
OWNER = Person(UserId(1), "owner")
FIRST = Written(ID, NOW, OWNER, "first")
SECOND = replace(FIRST, text="second", edited_at=LATER)


def test_of_a_message_that_nobody_heard_only_its_time_is_known() -> None:
    assert entry(Kept(ID, held_back=True)) == Entry(ID, said_at(ID), held_back=True)


def test_the_author_is_who_they_were_when_they_said_it() -> None:
    promoted = replace(OWNER, roles=(RoleId(9),))

    found = entry(Kept(ID, (replace(SECOND, author=promoted), FIRST)))

    assert found.author == OWNER


def test_roles_heard_live_count_more_than_a_history_that_names_none() -> None:
    live = replace(FIRST, author=replace(OWNER, roles=(RoleId(9),)))

    assert {entry(Kept(ID, heard)).author for heard in permutations((FIRST, live))} == {live.author}


def test_a_text_that_was_edited_back_is_three_texts() -> None:
    back = replace(FIRST, edited_at=LATER + timedelta(minutes=1))

    found = entry(Kept(ID, (back, SECOND, FIRST)))

    assert [version.text for version in found.versions] == ["first", "second", "first"]


def test_a_preview_that_came_later_belongs_to_the_text_that_it_is_of() -> None:
    preview = replace(FIRST, embeds=(Embed("a page"),))

    found = entry(Kept(ID, (SECOND, FIRST, preview)))

    assert found.versions == (Version(NOW, "first", (Embed("a page"),)), Version(LATER, "second"))


def test_files_are_named_once_in_the_order_in_which_they_came() -> None:
    a, b = Attachment("a.txt", 1), Attachment("b.txt", 2)

    found = entry(Kept(ID, (replace(SECOND, attachments=(b, a)), replace(FIRST, attachments=(a,)))))

    assert found.attachments == (a, b)


def test_an_answer_stays_an_answer_when_the_edit_does_not_say_so() -> None:
    found = entry(Kept(ID, (SECOND, replace(FIRST, reply_to=MessageId(49)))))

    assert found.reply_to == 49


def test_the_last_edit_is_the_latest_and_none_where_there_is_only_the_first_text() -> None:
    assert last_edit([None, LATER, NOW]) == LATER
    assert last_edit([None]) is None
