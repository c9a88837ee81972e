"""Files are kept on arrival, whoever sent them; a message that is held back goes only after its files are kept."""

from dataclasses import replace
from datetime import datetime

import pytest

from models import commands as c
from models import effects as f
from models.events import FilesCame, Gated, Heard
from models.ids import ChannelId, EffectId, FileId, What
from models.message import Attachment, Thread
from models.person import Person
from tests.support.rules_world import (
    BOT,
    CHANNEL,
    LOW,
    MADE,
    MINUTE,
    NOW,
    OWNER,
    POLICY,
    STAFF,
    STRANGER,
    close,
    said,
    take,
    told,
)

MIB = 1 << 20


def with_files(by: Person, *sizes: int, at: datetime = NOW, live: bool = True) -> c.Post:
    files = tuple(Attachment("photo.png", size, FileId(70 + n), "url") for n, size in enumerate(sizes))
    post = said(by, at)
    return c.Post(replace(post.words, attachments=files), live)


@pytest.mark.parametrize("by", [OWNER, STAFF, STRANGER, BOT], ids=lambda by: by.name)
@pytest.mark.parametrize("live", [True, False])
def test_every_file_of_anybodys_message_is_kept(by: Person, live: bool) -> None:
    post = with_files(by, 10, 10 * MIB, live=live)

    effects = told(LOW, (NOW, post)).effects

    kept = [f.KeepFile(EffectId(What.KEEP, id), CHANNEL, post.words.id, FileId(id)) for id in (70, 71)]
    assert [one for one in effects if isinstance(one, f.KeepFile)] == kept


def test_what_is_too_large_or_has_no_id_is_not_kept() -> None:
    too_large = with_files(OWNER, 10 * MIB + 1)
    nameless = c.Post(replace(too_large.words, attachments=(Attachment("old.png", 5),)))

    for post in (too_large, nameless):
        assert [type(one) for one in told(LOW, (NOW, post)).events] == [Heard]


def test_a_desk_that_keeps_no_files_keeps_none() -> None:
    desk = POLICY.model_copy(update={"largest_file": None})

    assert [type(one) for one in told(LOW, (NOW, with_files(OWNER, 5)), policy=desk).events] == [Heard]


def test_a_held_back_message_waits_for_its_files() -> None:
    turn = told((NOW, with_files(STAFF, 5, 6)))

    assert [type(one) for one in turn.events] == [FilesCame, Gated]
    (gone,) = [one for one in turn.effects if isinstance(one, f.DeleteMessage)]
    assert gone.after == (EffectId(What.KEEP, 70), EffectId(What.KEEP, 71))
    assert [one.after for one in told((NOW, said(STAFF, NOW))).effects if isinstance(one, f.DeleteMessage)] == [()]


def test_what_is_said_in_a_thread_is_kept_and_neither_answers_nor_is_held_back() -> None:
    post = with_files(STAFF, 5)
    thread = Thread(ChannelId(950), "aside", is_private=True)
    aside = c.Post(replace(post.words, thread=thread))

    turn = told((NOW, aside))

    assert [type(one) for one in turn.events] == [FilesCame]
    assert turn.effects == (f.KeepFile(EffectId(What.KEEP, 70), ChannelId(950), post.words.id, FileId(70)),)


def test_a_message_that_is_known_is_no_news_with_its_files() -> None:
    post = with_files(OWNER, 5)
    ticket = told(LOW, (NOW, post)).ticket

    assert take(ticket, post, NOW + MINUTE).events == ()
    assert take(ticket, replace(post, live=False), NOW + MINUTE).events == ()


def test_after_the_close_all_is_kept_while_the_channel_stands_but_not_our_own_copy() -> None:
    """The ticket may go on, and its next transcript holds that too."""
    closed = told(LOW, (NOW, close(NOW))).ticket

    before = take(closed, with_files(OWNER, 5, at=NOW - MINUTE), NOW).events
    after = take(closed, with_files(OWNER, 5, at=NOW + MINUTE), NOW + MINUTE).events
    ours = take(closed, with_files(BOT, 5, at=NOW), NOW).events
    gone = take(closed, c.SurfaceGone(CHANNEL, NOW), NOW).ticket
    nowhere = take(gone, with_files(OWNER, 5, at=NOW + MINUTE), NOW + MINUTE).events

    assert [type(one) for one in before] == [type(one) for one in after] == [FilesCame, Heard]
    assert (ours, nowhere) == ((), ())


def test_before_there_is_a_channel_there_is_nothing_to_keep_it_from() -> None:
    assert [type(one) for one in told((NOW, with_files(OWNER, 5)), made=MADE[:1]).events] == [Heard]


def test_a_file_that_cannot_be_kept_is_no_news() -> None:
    ticket = told(LOW, (NOW, with_files(OWNER, 5))).ticket

    assert take(ticket, c.Undeliverable(EffectId(What.KEEP, 70), "too_large"), NOW).events == ()
