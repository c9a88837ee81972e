"""Discord's markup on the transcript's page: what people meant, and nothing that could do something."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.outbound.markup import Known, marked_up
from models.ids import RoleId, UserId

KNOWN = Known({UserId(5): "Ro<b>in"}, {RoleId(7): "Support"})
ELEMENTS = {"strong", "em", "u", "s", "code", "pre", "blockquote", "span", "bdi", "time"}
ATTRIBUTES = {"class", "tabindex", "datetime"}


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("plain & <simple>", "plain &amp; &lt;simple&gt;"),
        ("**b** *i* _i_ __u__ ~~s~~", "<strong>b</strong> <em>i</em> <em>i</em> <u>u</u> <s>s</s>"),
        ("***both***", "<strong><em>both</em></strong>"),
        ("`a<b` and ``c`d``", "<code>a&lt;b</code> and <code>c`d</code>"),
        ("```py\nx = '<'\n```\nafter", "<pre><code>x = &#39;&lt;&#39;</code></pre>after"),
        ("```no end", "```no end"),
        ("> one\n> two\nthree", "<blockquote>one\ntwo</blockquote>three"),
        (">>> all\nthe rest", "<blockquote>all\nthe rest</blockquote>"),
        ("before\n>>> all", "before<blockquote>all</blockquote>"),
        ("1 > 0", "1 &gt; 0"),
        ("# Big\nsmall", '<strong class="big">Big</strong>\nsmall'),
        ("#tag", "#tag"),
        ("||secret||", '<span class="spoiler" tabindex="0">secret</span>'),
        (
            "<@5> <@!6>",
            '<span class="mention">@<bdi>Ro&lt;b&gt;in</bdi></span> <span class="mention">@<bdi>6</bdi></span>',
        ),
        ("<@&7> <@&8>", '<span class="mention">@<bdi>Support</bdi></span> <span class="mention">@<bdi>8</bdi></span>'),
        ("<#9>", '<span class="mention">#<bdi>9</bdi></span>'),
        ("<:smile:12> <a:wave:13>", ":smile: :wave:"),
        ("<t:1777885200:R>", '<time datetime="2026-05-04T09:00:00+00:00">2026-05-04 09:00 UTC</time>'),
        ("<t:9999999999999>", "&lt;t:9999999999999&gt;"),
        (r"\*not\* <script>", "*not* &lt;script&gt;"),
        (r"\_so\_", "_so_"),
        ("snake_case_name and 2 * 3 * 4", "snake_case_name and 2 * 3 * 4"),
        ("[text](https://example.org)", "[text](https://example.org)"),
        ("a\x00b\tc", "ab\tc"),
    ],
)
def test_the_markup_that_people_use_is_shown(typed: str, shown: str) -> None:
    assert marked_up(typed, KNOWN) == shown


class Reader(HTMLParser):
    """Checks elements and attributes and that each one is closed; gathers the text."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ELEMENTS
        assert {name for name, _ in attrs} <= ATTRIBUTES
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError("a comment")


PIECES = st.sampled_from(
    [
        *"*_~|`<>#\\\n[]()@&!:/'\"",
        "**",
        "__",
        "~~",
        "||",
        "```",
        ">>> ",
        "> ",
        "<@5>",
        "<t:1>",
        "<script>",
        "</div>",
        "x",
        " ",
    ]
)


@given(pieces=st.lists(PIECES, max_size=60))
def test_whatever_is_typed_only_our_elements_come_out_each_closed(pieces: list[str]) -> None:
    reader = Reader()
    reader.feed(marked_up("".join(pieces), KNOWN))
    reader.close()

    assert reader.open == []


@given(
    text=st.text(
        alphabet=st.characters(blacklist_categories=("Cc", "Cs"), blacklist_characters="*_~|`<>#\\"), max_size=80
    )
)
def test_text_without_markup_is_shown_as_it_was_typed(text: str) -> None:
    reader = Reader()
    reader.feed(marked_up(text, KNOWN))
    reader.close()

    assert reader.text == text


def test_a_piece_with_more_marks_than_anybody_writes_is_shown_as_it_was_typed() -> None:
    assert marked_up("*a* " * 100, KNOWN) == "<em>a</em> " * 100
    assert marked_up("*a* " * 101, KNOWN) == "*a* " * 101


@pytest.mark.parametrize("unit", ["*", "**a", " _a", "||**__~~", "`", "` ", "> ", "```", "\\", "a**", "<@5", "*a **b "])
def test_the_worst_that_can_be_typed_comes_out_whole_and_nests_only_so_deep(unit: str) -> None:
    typed = (unit * 4000)[:4000]
    reader = Reader()
    reader.feed(marked_up(typed, KNOWN))
    reader.close()

    assert reader.open == []


@pytest.mark.parametrize(
    "sign", ["\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"]
)
def test_nothing_turns_the_direction_of_what_follows(sign: str) -> None:
    assert marked_up(f"a{sign}b **c{sign}d**", Known()) == "ab <strong>cd</strong>"


def test_what_joins_letters_and_pictures_stays() -> None:
    assert (
        marked_up("\u0646\u0645\u06cc\u200c\u062e\u0648 👩\u200d💻", Known())
        == "\u0646\u0645\u06cc\u200c\u062e\u0648 👩\u200d💻"
    )
