"""What a story prints: the times, the marks, and a last line that cannot be true by accident."""

from datetime import UTC, datetime

from bot.demo.narration import Narration

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def told() -> tuple[Narration, list[str]]:
    lines: list[str] = []
    return Narration(lambda: NOON, lines.append), lines


def test_an_expectation_that_holds_is_marked_and_counted() -> None:
    narration, lines = told()

    narration.expect("the sun is up", True, True)

    assert lines == ["    ✓ the sun is up"]
    assert (narration.all_hold, narration.verdict()) == (True, "1 of 1 expectations hold")


def test_one_that_does_not_hold_says_what_was_found_and_spoils_the_verdict() -> None:
    narration, lines = told()

    narration.expect("the sun is up", True, True)
    narration.expect("there are two moons", 2, 1)

    assert lines[1:] == ["    ✗ NOT there are two moons", "        expected 2, found 1"]
    assert (narration.all_hold, narration.verdict()) == (False, "1 of 2 expectations hold")


def test_a_story_without_expectations_shows_nothing() -> None:
    narration, _ = told()

    assert not narration.all_hold


def test_a_day_is_named_once_and_further_lines_stand_under_the_first() -> None:
    narration, lines = told()

    narration.line("owner", "writes\nhello")
    narration.line("staff", "writes")

    assert lines == [
        "  -- Mon 02 Mar 2026 (UTC)",
        "  12:00:00  owner          writes",
        "                           hello",
        "  12:00:00  staff          writes",
    ]
