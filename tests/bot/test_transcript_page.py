"""The transcript's page: as agreed upon, self-contained, and harmless whatever was typed."""

import re
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.outbound import transcript_page
from bot.outbound.markup import Known
from bot.outbound.records import Layout, Record, Stowed, copy_for, mentions_in, of_effect, part_of, record
from bot.wording import words
from models.custom_id import reference
from models.effects import Place, SendTranscript
from models.ids import ChannelId, EffectId, FileId, MessageId, UserId, What, mark
from models.message import Attachment, Embed, EmbedField, Entry, Kept, Piece, Thread, Version
from models.moment import first_snowflake
from models.person import Person
from models.rules.transcript import Copy
from models.ticket import Ending
from tests.support import desk_scene as desk
from tests.support.golden import check_golden
from tests.support.injections import INJECTIONS

THE_OWNER = Person(desk.OWNER, "member <b>")
THE_STAFF = Person(desk.STAFF, "staff", roles=(desk.ROLE,))
A_GUEST = Person(UserId(401), "guest\u202e of honour")
STEWARD = Person(desk.STEWARD, "Steward", is_bot=True)
ANOTHER_BOT = Person(UserId(403), "builder", is_bot=True)


PNG = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
PICTURE, LOG, LOST = (
    Attachment("screen.png", len(PNG), FileId(1), alt="A window that is empty"),
    Attachment("log <1>.txt", 999, FileId(2)),
    Attachment("film.mp4", 30_000_000, FileId(3)),
)
SHA_PICTURE, SHA_LOG = sha256(PNG).hexdigest(), "b" * 64
KEPT = {
    FileId(1): Kept(FileId(1), MessageId(1), SHA_PICTURE, len(PNG), "image/png"),
    FileId(2): Kept(FileId(2), MessageId(1), SHA_LOG, 999, "text/plain"),
}
LAYOUT = Layout({SHA_PICTURE: PNG}, {SHA_LOG: Stowed("ticket-0012-files.zip", "001-log 1.txt")})
SIDE_TALK, WHISPER = Thread(ChannelId(70), "side <talk>"), Thread(ChannelId(71), "whisper", is_private=True)


def said(minutes: float, author: Person, text: str = "", *embeds: Embed, **more: object) -> Entry:
    at = desk.OPENED + timedelta(minutes=minutes)
    entry = Entry(MessageId(first_snowflake(at)), at, author, (Version(at, text, embeds),))
    return replace(entry, **more)  # type: ignore[arg-type]


QUESTION = said(6, THE_STAFF, f"Hi <@{desk.OWNER}>, thank you! Which version do you use?")
CONVERSATION = [
    said(
        0,
        STEWARD,
        f"<@{desk.OWNER}> <@&{desk.ROLE}>",
        Embed("#12 · The app crashes", "Thank you for writing.", (EmbedField("Priority", "Not set yet"),)),
    ),
    said(
        0.1,
        STEWARD,
        "",
        Embed(
            "The app crashes",
            "It crashes when I open the **settings**.\n```\nKeyError: 'theme'\n```",
            footer=reference(mark(desk.TICKET, EffectId(What.FORM))),
        ),
    ),
    said(3, THE_STAFF, "HELD BACK", held_back=True),
    said(5, STEWARD, "", Embed("", "The priority is **High**.", footer="ref abcdefgh")),
    QUESTION,
    said(7, THE_STAFF, "You find it in *Settings*, or run `app --version`."),
    said(30, THE_OWNER, "> Which version do you use?\n4.2.1, see https://example.org", reply_to=QUESTION.id),
    said(31, THE_OWNER, "||secret||", attachments=(PICTURE, LOG, LOST)),
    said(40, A_GUEST, "<script>alert(1)</script> @everyone <img src=x onerror=alert(1)>"),
    said(50, A_GUEST, "DELETED", deleted_at=desk.OPENED + timedelta(minutes=51)),
    said(52, STEWARD, "REPLACED", deleted_at=desk.OPENED + timedelta(minutes=53)),
    said(1560, STEWARD, f"<@&{desk.ROLE}>", Embed("", "Sorry for the wait.", footer="ref zzzzzzzz")),
    said(
        1620,
        THE_OWNER,
        versions=(
            Version(desk.OPENED + timedelta(minutes=1620), "Thx"),
            Version(desk.OPENED + timedelta(minutes=1621), "Thanks, it works! 🎉"),
        ),
    ),
    said(
        1630,
        THE_OWNER,
        "",
        Embed("", "It was **there** before.", kind=Piece.FORWARD),
        Embed("wave", kind=Piece.STICKER),
        Embed("Which day?", fields=(EmbedField("Monday", "3"), EmbedField("Tuesday", "")), kind=Piece.POLL),
    ),
    said(1635, ANOTHER_BOT, "", Embed("Build 7", "passed", footer="CI", author="builder")),
    said(1640, THE_STAFF, "Let us look at it here.", thread=SIDE_TALK),
    said(1641, THE_STAFF, "Only between us.", thread=WHISPER),
]


def page(
    entries: list[Entry], to: Place = Place.TRANSCRIPTS, ending: Ending = Ending.BY_STAFF, note: str = "Mended."
) -> str:
    effect = replace(
        desk.transcript(to, ending, note=note), owner_name=THE_OWNER.name, title='Crash <when> "open" & more'
    )
    return transcript_page.page(recorded(effect, entries), LAYOUT)


def recorded(effect: SendTranscript, entries: Sequence[Entry], known: Known | None = None) -> Record:
    subject = of_effect(effect, desk.SCENE, desk.STEWARD)
    return record(subject, copy_for(effect.to), entries, desk.SCENE, known, KEPT)


@pytest.mark.parametrize("to", [Place.TRANSCRIPTS, Place.OWNER_DM], ids=["staff", "owner"])
def test_the_page_is_as_agreed(to: Place) -> None:
    copy = "staff" if to is Place.TRANSCRIPTS else "owner"

    check_golden(f"transcript_{copy}.html", page(CONVERSATION, to))


def test_who_was_mentioned_and_never_wrote_is_named_where_the_name_is_known() -> None:
    embed = Embed("", "for <@!503>")
    entries = [said(1, THE_OWNER, "<@501> and <@502> in <#900>, not <#901>", embed), said(2, THE_STAFF, "<@201>")]
    effect = desk.transcript()
    known = Known({UserId(501): "a <b>friend</b>"}, channels={ChannelId(900): "product-issues-0012"})

    html = transcript_page.page(recorded(effect, entries, known), Layout())

    mentioned = mentions_in(of_effect(effect, desk.SCENE, desk.STEWARD), entries)
    assert mentioned.people == {501, 502, 503}
    assert mentioned.channels == {900, 901}
    for name in ("@<bdi>a &lt;b&gt;friend&lt;/b&gt;", "@<bdi>502", "#<bdi>product-issues-0012", "#<bdi>901"):
        assert name in html


def test_a_picture_is_shown_where_it_was_sent_with_the_words_of_whoever_sent_it() -> None:
    (picture,) = Page(page(CONVERSATION)).pictures

    assert picture == {
        "src": f"data:image/png;base64,{b64encode(PNG).decode()}",
        "alt": PICTURE.alt,
        "decoding": "async",
    }


def test_a_picture_without_words_is_called_by_its_name() -> None:
    (picture,) = Page(page([said(1, THE_OWNER, attachments=(replace(PICTURE, alt=""),))])).pictures

    assert picture["alt"] == "Picture: screen.png"


def test_every_other_file_says_where_it_is_or_that_it_was_not_kept() -> None:
    text = Page(page(CONVERSATION)).text

    assert "log <1>.txt 999 B · in ticket-0012-files.zip as 001-log 1.txt · SHA-256 bbbbbbbbbbbb" in text
    assert "film.mp4 30.0 MB · not kept" in text


@pytest.mark.parametrize("kind", ["text/html", "image/svg+xml", "text/plain"])
def test_what_is_no_picture_by_its_bytes_is_never_shown_as_one(kind: str) -> None:
    kept = {FileId(1): replace(KEPT[FileId(1)], kind=kind)}
    subject = of_effect(desk.transcript(), desk.SCENE, desk.STEWARD)
    entries = [said(1, THE_OWNER, attachments=(PICTURE,))]

    seen = Page(transcript_page.page(record(subject, Copy.STAFF, entries, desk.SCENE, None, kept), LAYOUT))

    assert seen.pictures == []
    assert "screen.png" in seen.text


def test_the_full_record_shows_what_is_gone_and_says_so() -> None:
    subject = replace(of_effect(desk.transcript(), desk.SCENE, desk.STEWARD), closing=None)
    text = Page(transcript_page.page(record(subject, Copy.FULL, CONVERSATION, desk.SCENE), Layout())).text

    for shown in ("HELD BACK", "DELETED", "REPLACED", "Before the edit", "Thx", "held back", "deleted", "Not yet"):
        assert shown in text
    assert words().page.copies["full"] in text


def test_each_copy_shows_what_its_readers_may_read() -> None:
    staff, owner = page(CONVERSATION), page(CONVERSATION, Place.OWNER_DM)

    assert "Only between us." in staff
    assert "Only between us." not in owner
    assert "whisper" not in owner
    assert "Let us look at it here." in owner
    for kept_from_all in ("HELD BACK", "DELETED", "REPLACED", "ref abcdefgh"):
        assert kept_from_all not in staff
        assert kept_from_all not in owner
    assert "A message of staff was held back" in staff
    assert "was deleted" in staff
    assert "was held back" not in owner
    assert "was deleted" not in owner
    assert page(CONVERSATION, Place.TICKET) == owner


class Page(HTMLParser):
    """A browser's view: which elements and addresses there are, what is written, what is styled."""

    EMPTY = ("meta", "img")

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: set[str] = set()
        self.addresses: list[str] = []
        self.ids: list[str] = []
        self.pictures: list[dict[str, str | None]] = []
        self.styles: list[str] = []
        self.text = ""
        self.policy = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        assert not any(name.startswith("on") or name in ("style", "srcset") for name in given)
        if tag == "img":
            self.pictures.append(given)
        else:
            assert "src" not in given
        self.elements.add(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("href", "action", "cite", "data")]
        self.ids += [given["id"] or ""] if "id" in given else []
        if given.get("http-equiv") == "Content-Security-Policy":
            self.policy = given["content"] or ""
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "style":
            self.styles.append(data)
        else:
            self.text += data


def test_nothing_runs_and_nothing_is_loaded() -> None:
    seen = Page(page(CONVERSATION))

    assert not seen.elements & {"script", "link", "iframe", "object", "form", "base", "svg", "video"}
    assert all(re.fullmatch(r"#m\d+", address) for address in seen.addresses)
    assert "url(" not in seen.styles[0]
    assert "@import" not in seen.styles[0]
    assert all((picture["src"] or "").startswith("data:image/png;base64,") for picture in seen.pictures)


def test_the_browser_is_told_to_allow_this_one_style_and_nothing_else() -> None:
    seen = Page(page(CONVERSATION))
    style = b64encode(sha256("".join(seen.styles).encode()).digest()).decode()

    assert seen.policy == (
        f"default-src 'none'; style-src 'sha256-{style}'; img-src data:; base-uri 'none'; form-action 'none'"
    )


def test_every_link_leads_to_a_message_on_the_page() -> None:
    seen = Page(page(CONVERSATION))

    assert seen.addresses == [f"#m{QUESTION.id}"]
    assert {address[1:] for address in seen.addresses} <= set(seen.ids)
    assert len(seen.ids) == len(set(seen.ids))


def test_a_reply_to_what_is_not_shown_has_no_link() -> None:
    seen = Page(page([said(1, THE_OWNER, "yes", reply_to=MessageId(1))]))

    assert seen.addresses == []
    assert "In reply to a message that is not here" in seen.text


def test_names_are_shown_without_what_turns_the_line_around() -> None:
    assert "\u202e" not in page(CONVERSATION)
    assert "guest of honour" in Page(page(CONVERSATION)).text


def test_a_ticket_in_which_nothing_was_written_says_so() -> None:
    assert words().page.empty in Page(page([])).text


@pytest.mark.parametrize("ending", [Ending.TIMED_OUT, Ending.SURFACE_DELETED])
def test_a_ticket_that_nobody_closed_says_why_it_ended(ending: Ending) -> None:
    text = Page(page([], ending=ending)).text

    assert words().closing.endings_short[ending] in text
    assert words().page.by_itself in text


def test_a_close_without_a_reason_shows_none() -> None:
    assert ">Reason<" in page([])
    assert ">Reason<" not in page([], note="  ")


def test_a_record_in_parts_says_which_one_it_is() -> None:
    whole = recorded(desk.transcript(), CONVERSATION)

    text = Page(transcript_page.page(part_of(whole, whole.lines[:3]), Layout(part=1, parts=2))).text

    assert "Part 1 of 2" in text
    assert "Part 1" not in Page(page(CONVERSATION)).text


TYPED = st.text(max_size=60) | st.sampled_from(list(INJECTIONS.values()))


@given(name=TYPED, text=TYPED, title=TYPED, note=TYPED, file=TYPED)
def test_whatever_was_typed_is_text(name: str, text: str, title: str, note: str, file: str) -> None:
    author, attachment = Person(UserId(77), name), Attachment(file, 1, FileId(1), alt=text)
    pieces = (Embed(title, text, (EmbedField(name, text),), note, author=name, kind=kind) for kind in Piece)
    entry = said(1, author, text, *pieces, attachments=(attachment,), thread=Thread(ChannelId(9), name))
    effect = replace(desk.transcript(note=note), title=title, owner_name=name)
    seen = Page(transcript_page.page(recorded(effect, [entry]), LAYOUT))

    assert seen.open == []
    assert seen.elements <= Page(page(CONVERSATION)).elements | {"em", "u", "s", "blockquote", "pre", "code"}
    assert seen.addresses == []


@pytest.mark.parametrize("sign", ["\u202a", "\u202e", "\u2066", "\u2069"])
def test_nothing_turns_the_line_around(sign: str) -> None:
    entry = said(
        1, Person(UserId(77), f"a{sign}b"), f"c{sign}d", Embed(f"e{sign}f", fields=(EmbedField(f"g{sign}h", ""),))
    )

    html = page([entry])

    assert sign not in html
    for shown in ("ab", "cd", "ef", "gh"):
        assert shown in Page(html).text
