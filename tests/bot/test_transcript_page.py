"""The transcript's page: as agreed upon, self-contained, and harmless whatever was typed."""

import re
from base64 import b64encode
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from html.parser import HTMLParser
from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.outbound.markup import Known
from bot.outbound.payload import File
from bot.outbound.records import mentions_in, record, smaller
from bot.wording import words
from models.custom_id import reference
from models.effects import Place
from models.ids import ChannelId, EffectId, MessageId, UserId, What, mark
from models.message import Attachment, Embed, EmbedField, Entry, Version
from models.moment import first_snowflake
from models.person import Person
from models.ticket import Ending
from tests.support import desk_scene as desk
from tests.support.golden import check_golden

THE_OWNER = Person(desk.OWNER, "member <b>")
THE_STAFF = Person(desk.STAFF, "staff", roles=(desk.ROLE,))
A_GUEST = Person(UserId(401), "guest\u202e of honour")
STEWARD = Person(desk.STEWARD, "Steward", is_bot=True)


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
    said(31, THE_OWNER, "||secret||", attachments=(Attachment("screen.png", 238_112), Attachment("log <1>.txt", 999))),
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
]


def page(
    entries: list[Entry], to: Place = Place.TRANSCRIPTS, ending: Ending = Ending.BY_STAFF, note: str = "Mended."
) -> str:
    effect = replace(
        desk.transcript(to, ending, note=note), owner_name=THE_OWNER.name, title='Crash <when> "open" & more'
    )
    return record(effect, entries, desk.STEWARD, desk.SCENE).content.decode()


@pytest.mark.parametrize("to", [Place.TRANSCRIPTS, Place.OWNER_DM], ids=["staff", "owner"])
def test_the_page_is_as_agreed(to: Place) -> None:
    copy = "staff" if to is Place.TRANSCRIPTS else "owner"

    check_golden(f"transcript_{copy}.html", page(CONVERSATION, to))


def test_who_was_mentioned_and_never_wrote_is_named_where_the_name_is_known() -> None:
    embed = Embed("", "for <@!503>")
    entries = [said(1, THE_OWNER, "<@501> and <@502> in <#900>, not <#901>", embed), said(2, THE_STAFF, "<@201>")]
    effect = desk.transcript()
    known = Known({UserId(501): "a <b>friend</b>"}, channels={ChannelId(900): "product-issues-0012"})

    html = record(effect, entries, desk.STEWARD, desk.SCENE, known).content.decode()

    mentioned = mentions_in(effect, entries)
    assert mentioned.people == {501, 502, 503}
    assert mentioned.channels == {900, 901}
    for name in ("@<bdi>a &lt;b&gt;friend&lt;/b&gt;", "@<bdi>502", "#<bdi>product-issues-0012", "#<bdi>901"):
        assert name in html


def test_that_files_are_only_named_is_said_where_there_are_any() -> None:
    with_files = page([said(1, THE_OWNER, "", attachments=(Attachment("screen.png", 5),))])

    assert words().page.files_named in with_files
    assert words().page.files_named not in page([said(1, THE_OWNER, "no files")])


def test_each_copy_shows_what_its_readers_may_read() -> None:
    staff, owner = page(CONVERSATION), page(CONVERSATION, Place.OWNER_DM)

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

    EMPTY = ("meta",)

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: set[str] = set()
        self.addresses: list[str] = []
        self.ids: list[str] = []
        self.styles: list[str] = []
        self.text = ""
        self.policy = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        assert not any(name.startswith("on") or name in ("style", "src", "srcset") for name in given)
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

    assert not seen.elements & {"script", "img", "link", "iframe", "object", "form", "base", "svg", "video"}
    assert all(re.fullmatch(r"#m\d+", address) for address in seen.addresses)
    assert "url(" not in seen.styles[0]
    assert "@import" not in seen.styles[0]


def test_the_browser_is_told_to_allow_this_one_style_and_nothing_else() -> None:
    seen = Page(page(CONVERSATION))
    style = b64encode(sha256("".join(seen.styles).encode()).digest()).decode()

    assert seen.policy == f"default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'"


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


TYPED = st.text(max_size=60) | st.sampled_from(
    ["</style>", "<!--", "]]>", '"><script>', "{{ 7 * 7 }}", "\ud800", "&amp;"]
)


@given(name=TYPED, text=TYPED, title=TYPED, note=TYPED, file=TYPED)
def test_whatever_was_typed_is_text(name: str, text: str, title: str, note: str, file: str) -> None:
    author = Person(UserId(77), name)
    embed = Embed(title, text, (EmbedField(name, text),), footer=note)
    entry = said(1, author, text, embed, attachments=(Attachment(file, 1),))
    effect = replace(desk.transcript(note=note), title=title, owner_name=name)
    seen = Page(record(effect, [entry], desk.STEWARD, desk.SCENE).content.decode())

    assert seen.open == []
    assert seen.elements <= Page(page(CONVERSATION)).elements | {"em", "u", "s", "blockquote", "pre", "code"}
    assert seen.addresses == []


def test_a_smaller_file_is_the_same_page_in_a_zip_and_the_same_each_time() -> None:
    file = File("ticket-0012.html", b"<p>" * 50_000)
    packed = smaller(file)

    assert packed.name == "ticket-0012.zip"
    assert len(packed.content) < len(file.content) / 50
    with ZipFile(BytesIO(packed.content)) as archive:
        assert archive.read("ticket-0012.html") == file.content
    assert smaller(file) == packed
