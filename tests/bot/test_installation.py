"""An id of the settings is a channel that takes messages, or a role, of the desk's own server; else it is named."""

import pytest

from bot.installation import Fault, Finding, Kind, Named, Site, findings
from bot.wording import words
from bot.wording.settings import MOST, wrong_setting, wrong_settings
from models.ids import GuildId

HOME = Site(GuildId(1), channels={10: 0, 11: 5, 12: 4, 13: 2, 14: 0, 15: 4}, roles={1, 20}, hidden={14, 15, 16})
OTHER = Site(GuildId(2), channels={30: 0}, roles={2, 31})


def channel(id: int) -> Named:
    return Named("A_CHANNEL_ID", id, Kind.CHANNEL)


def category(id: int) -> Named:
    return Named("types.a.category", id, Kind.CATEGORY)


def role(id: int) -> Named:
    return Named("A_ROLE_ID", id, Kind.ROLE)


@pytest.mark.parametrize("right", [channel(10), channel(11), role(20)])
def test_what_is_there_and_of_its_kind_is_right(right: Named) -> None:
    assert findings([right], HOME, [OTHER]) == ()


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        (channel(99), Fault.NO_CHANNEL),
        (channel(20), Fault.A_ROLE),
        (channel(12), Fault.NOT_TEXT),
        (channel(13), Fault.NOT_TEXT),
        (channel(14), Fault.HIDDEN),
        (channel(15), Fault.NOT_TEXT),
        (channel(16), Fault.HIDDEN),
        (category(15), Fault.HIDDEN),
        (category(14), Fault.NOT_CATEGORY),
        (channel(30), Fault.ELSEWHERE),
        (channel(31), Fault.ELSEWHERE),
        (role(99), Fault.NO_ROLE),
        (role(10), Fault.A_CHANNEL),
        (role(16), Fault.A_CHANNEL),
        (role(31), Fault.ELSEWHERE),
        (role(1), Fault.EVERYONE),
    ],
)
def test_what_is_wrong_is_named_with_its_fault(wrong: Named, fault: Fault) -> None:
    assert findings([channel(10), wrong, role(20)], HOME, [OTHER]) == (Finding(wrong, fault),)


def test_what_is_hidden_is_mended_in_discord_and_not_in_the_settings() -> None:
    sentence = wrong_setting(Finding(channel(16), Fault.HIDDEN), words())

    assert "A_CHANNEL_ID" in sentence
    assert "View Channel" in sentence
    assert "Copy ID" not in sentence


def test_every_wrong_id_is_named_in_the_order_of_the_settings() -> None:
    wrong = [channel(99), role(98), channel(97)]

    assert [finding.named for finding in findings(wrong, HOME)] == wrong


@pytest.mark.parametrize(("count", "lines"), [(1, 2), (MOST, MOST + 1), (MOST + 1, MOST + 2), (25, MOST + 2)])
def test_the_answer_names_five_at_most_and_says_how_many_more_there_are(count: int, lines: int) -> None:
    found = findings([Named(f"types.{'x' * 40}{n}.staff_role", 90 + n, Kind.ROLE) for n in range(count)], HOME)

    answer = wrong_settings(found, words(), words().in_settings.check)

    assert len(found) == count
    assert answer.count("\n") == lines - 1
    assert len(answer) < 1700, "it stands behind another sentence, and Discord takes 2000 characters"
    assert wrong_setting(found[0], words()) in answer
    assert (words().in_settings.more.format(count=count - MOST) in answer) == (count > MOST)
