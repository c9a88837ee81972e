"""What people typed stands in our sentences as text and nothing else."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.outbound.text import JOINER, ago, cut, on, plain, safe
from tests.support.desk_scene import OPENED


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("member", "member"),
        ("  two   words \n and lines ", "two words and lines"),
        ("a\u202eb\u200bc\ufeffd\x00e", "abcd e"),
        ("\u200b\u200b", "?"),
        ("", "?"),
        ("👩\u200d💻 zoë", "👩\u200d💻 zoë"),
        ("👩🏽\u200d🚀❤\ufe0f\u200d🔥", "👩🏽\u200d🚀❤\ufe0f\u200d🔥"),
        ("a\u200db \u200d👩 👩\u200d 👩\u200d\u200d👩", "ab 👩 👩 👩👩"),
        ("x" + "👩\u200d" * 100, "x" + "👩\u200d" * 48 + "👩…"),
        ("x" * 101, "x" * 99 + "…"),
    ],
)
def test_plain_is_one_visible_line(typed: str, shown: str) -> None:
    assert plain(typed) == shown


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("**x** _y_ ~~z~~", r"\*\*x\*\* \_y\_ \~\~z\~\~"),
        ("<@1> @here", r"\<\@1\> \@here"),
        ("[a](b) `c` ||d||", r"\[a\]\(b\) \`c\` \|\|d\|\|"),
        ("# big", r"\# big"),
        ("back\\slash", r"back\\slash"),
    ],
)
def test_safe_escapes_what_discord_reads_as_markup(typed: str, shown: str) -> None:
    assert safe(typed) == shown


@given(typed=st.text(max_size=2000), most=st.integers(1, 300))
def test_safe_fits_with_its_escapes_and_reads_back(typed: str, most: int) -> None:
    escaped = safe(typed, most)
    read = re.sub(r"\\([^0-9A-Za-z\s])", r"\1", escaped)

    assert 1 <= len(escaped) <= max(most, 2)
    assert not any(unicodedata.category(char) in {"Cc", "Cf", "Cs"} for char in escaped.replace(JOINER, ""))
    if len(plain(typed, 2000)) * 2 <= most:
        assert read == plain(typed, 2000)


def test_what_is_cut_ends_in_an_ellipsis_and_the_rest_is_left_alone() -> None:
    assert cut("abcdef", 4) == "abc…"
    assert cut("ab cdef", 4) == "ab…"
    assert cut("abcd", 4) == "abcd"


def test_times_are_shown_by_discord_in_the_readers_own_zone() -> None:
    assert (on(OPENED), ago(OPENED)) == ("<t:1777885200:f>", "<t:1777885200:R>")
