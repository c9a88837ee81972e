"""The wording: complete, within Discord's limits, and the only place where a sentence for people stands."""

import ast
import re
import string
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from actors.finality import Why
from actors.letters import Buried, Busy, Gone, NoAnswerYet, NotOurs, Stuck, Unanswered
from bot.wording import Words, words
from bot.wording.answering import refused, unanswered
from models.errors import Reason, Refused
from models.ids import What
from models.ticket import Ending, Priority, Side

ROOT = Path(__file__).parents[2]
SAYS = words()
MODAL_LABEL, HINT, COMMAND = 45, 100, 100
WORDS_OF_A_SENTENCE = 4
SHAPES = ("shape.py", "staff.py")
TO_THE_OPERATOR = {"bot/inbound/gateway.py"}  # one sentence on stderr for whoever started the program, as in settings


def sentences(part: object, name: str = "") -> Iterator[tuple[str, str]]:
    """Every sentence of a language with the name of its field."""
    if isinstance(part, str):
        yield name, part
    elif isinstance(part, tuple):
        for one in part:
            yield from sentences(one, name)
    elif isinstance(part, Mapping):
        for key, one in part.items():
            yield from sentences(one, f"{name}[{key}]")
    elif is_dataclass(part):
        for field in fields(part):
            yield from sentences(getattr(part, field.name), f"{name}.{field.name}".lstrip("."))


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def declared_facts() -> dict[str, set[str]]:
    """What bot/wording says beside each field: `half_text: str  # ticket`."""
    facts: dict[str, set[str]] = {}
    group = ""
    lines = (line for file in SHAPES for line in (ROOT / "bot/wording" / file).read_text().splitlines())
    for line in lines:
        if named := re.match(r"class (\w+):", line):
            group = re.sub(r"(?<!^)(?=[A-Z])", "_", named[1]).lower()
        elif field := re.match(r"    (\w+): (?:str|Mapping\[Ending, str\])(?:  # (.*))?$", line):
            facts[f"{group}.{field[1]}"] = set((field[2] or "").split(", ")) - {""}
    return facts


@pytest.mark.parametrize(
    ("known", "spoken"),
    [
        (set(Reason), set(SAYS.answers.refusals)),
        (set(Ending), set(SAYS.closing.endings)),
        (set(Ending), set(SAYS.closing.endings_short)),
        (set(Priority), set(SAYS.priorities)),
        (set(Side), set(SAYS.page.sides)),
        (set(What), set(SAYS.things)),
        (set(Why) - {Why.WITHDRAWN}, set(SAYS.whys)),
    ],
    ids=["reasons", "endings", "short endings", "priorities", "sides", "things", "whys"],
)
def test_everything_that_can_be_said_has_its_words_and_nothing_else_has(known: set[str], spoken: set[str]) -> None:
    assert spoken == known


def test_every_sentence_says_something_and_its_braces_are_closed() -> None:
    for name, sentence in sentences(SAYS):
        assert sentence.strip() or name.startswith("doctor.says["), name  # what is right needs no remedy
        assert "" not in placeholders(sentence), name  # a brace that is not closed raises


def test_every_sentence_uses_the_facts_that_its_shape_declares() -> None:
    declared = declared_facts()

    assert len(declared) > 100
    for name, sentence in sentences(SAYS):
        field = name.partition("[")[0]
        if field in declared and not field.startswith("answers.refusals"):
            assert placeholders(sentence) <= declared[field], name
    for field, facts in declared.items():
        used = [placeholders(sentence) for name, sentence in sentences(SAYS) if name.partition("[")[0] == field]
        assert set().union(*used) == facts, field


def test_what_stands_in_a_window_or_beside_a_command_fits_there() -> None:
    number = 10**9
    for name, sentence in sentences(SAYS.forms):
        if name not in ("panel_title", "panel_text", "open_title"):
            assert len(sentence.format(number=number)) <= (HINT if name.endswith("hint") else MODAL_LABEL), name
    for name, sentence in sentences(SAYS.commands):
        assert len(sentence) <= COMMAND, name


def test_a_refusal_is_worded_with_its_facts() -> None:
    said = refused(Refused(Reason.TITLE_LENGTH, least=5, most=100), SAYS)

    assert said == "Please write between 5 and 100 characters in the first line, and send it again."


def test_every_letter_without_a_verdict_has_its_own_sentence() -> None:
    kinds: list[Unanswered] = [Busy(), Stuck(), NoAnswerYet(), Gone(), NotOurs(), Buried()]

    assert {type(kind) for kind in kinds} == set(Unanswered.__subclasses__())
    assert len({unanswered(kind, SAYS) for kind in kinds}) == len(kinds)
    with pytest.raises(TypeError):
        unanswered(Unanswered(), SAYS)


@pytest.mark.parametrize("language", ["en", "en-GB", "EN-US", "de", "", "xx-unknown"])
def test_who_speaks_another_language_reads_english_until_it_is_spoken_here(language: str) -> None:
    assert words(language) is SAYS


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(), "0 seconds"),
        (timedelta(seconds=1), "1 second"),
        (timedelta(minutes=30), "30 minutes"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(hours=24), "24 hours"),
        (timedelta(hours=48), "2 days"),
        (timedelta(days=7), "7 days"),
        (timedelta(days=2, hours=3, minutes=4), "2 days 3 hours"),
        (timedelta(hours=1, minutes=30, seconds=59), "1 hour 30 minutes"),
        (timedelta(seconds=1, milliseconds=999), "1 second"),
    ],
)
def test_a_length_of_time_is_said_in_two_units_at_most(length: timedelta, said: str) -> None:
    assert SAYS.span(length) == said


def test_a_date_is_said_as_people_say_it() -> None:
    assert SAYS.day(datetime(2026, 5, 4, 23, 59, tzinfo=UTC)) == "Monday, 4 May 2026"


def looks_like_a_sentence(text: str) -> bool:
    """Four words or more, with a space after each: `a CSS file` is none, `Please try it again` is one."""
    return len(re.findall(r"[A-Za-z']{2,}[,.;:!?]? ", text + " ")) >= WORDS_OF_A_SENTENCE


def sentences_for_people(tree: ast.Module) -> Iterator[ast.Constant]:
    """String literals that read as sentences and are no docstrings, log lines or messages of exceptions."""
    exempt: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            exempt.add(node.value)
        if isinstance(node, ast.Raise) or (isinstance(node, ast.Call) and is_log_line(node)):
            exempt.update(ast.walk(node))
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if node not in exempt and looks_like_a_sentence(text):
                yield node


def is_log_line(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr in ("debug", "info", "warning", "error", "exception")


@pytest.mark.parametrize("folder", ["bot/outbound", "bot/inbound"])
def test_no_sentence_for_people_stands_outside_the_wording(folder: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}: {node.value!r}"
        for path in sorted((ROOT / folder).rglob("*.py"))
        if str(path.relative_to(ROOT)) not in TO_THE_OPERATOR
        for node in sentences_for_people(ast.parse(path.read_text()))
    ]

    assert found == []


def test_a_sentence_in_the_wrong_place_would_be_seen() -> None:
    source = '''
"""A docstring may say what it likes."""
logger.info("nobody but us reads this line")
answer = "Please try again in a minute."
'''

    assert [node.value for node in sentences_for_people(ast.parse(source))] == ["Please try again in a minute."]


def test_no_sentence_is_kept_that_nobody_says() -> None:
    shapes = [ROOT / "bot/wording" / file for file in SHAPES]
    code = "\n".join(
        path.read_text()
        for package in ("inbound", "outbound", "wording")
        for path in (ROOT / "bot" / package).rglob("*.py")
        if path not in shapes and path.parent.name != "english"
    )
    names = {name.rpartition(".")[2].partition("[")[0] for name, _ in sentences(SAYS)}

    assert {name for name in names if not re.search(rf"\.{name}\b", code)} == set()


def test_a_language_that_lacks_a_group_does_not_start() -> None:
    given: dict[str, Any] = {field.name: getattr(SAYS, field.name) for field in fields(SAYS)}
    del given["answers"]

    with pytest.raises(TypeError):
        Words(**given)
