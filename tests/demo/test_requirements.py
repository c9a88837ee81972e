"""Every row of the requirements has its line on the page, and every line is shown by something that is there."""

import ast
import re

import pytest

from tests.demo.requirements import requirements
from tests.house.source import ROOT

ASKED = [f"0.{n}" for n in range(1, 17)]
LIVED = [*(f"L{n}" for n in range(1, 15)), "L31"]
HEARD = [f"C{n}" for n in range(1, 26)]
FOUND = [f"E{n}" for n in range(1, 18)]


def names_in(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_every_row_has_its_line_once_and_no_other_has() -> None:
    assert [one.row for one in requirements()] == [*ASKED, *LIVED, *HEARD, *FOUND]


@pytest.mark.parametrize("row", [one.row for one in requirements()])
def test_what_shows_a_row_is_there(row: str) -> None:
    (one,) = [each for each in requirements() if each.row == row]

    assert bool(one.stories or one.tests) is not one.is_not_ours
    for test in one.tests:
        path, _, name = test.partition("::")
        assert (ROOT / path).is_file(), path
        assert name in names_in(path), f"{test} names no test"


@pytest.mark.parametrize("row", [one.row for one in requirements() if one.row[0] in "CE" and not one.is_not_ours])
def test_what_other_desks_lack_or_broke_has_a_test_that_bears_its_number(row: str) -> None:
    (one,) = [each for each in requirements() if each.row == row]

    assert [test for test in one.tests if row in rows_of(test.partition("::")[2])]


def rows_of(name: str) -> set[str]:
    """`test_e10_and_c20_one_submission` bears two numbers."""
    found = re.match(r"test_((?:[ce]\d\d_)(?:and_[ce]\d\d_)*)", name)
    return {f"{kind.upper()}{int(number)}" for kind, number in re.findall(r"([ce])(\d\d)_", found[1] if found else "")}


def test_every_test_that_bears_a_row_is_named_on_the_page() -> None:
    named = {test.partition("::")[2] for one in requirements() for test in one.tests}
    here = {
        name
        for path in sorted((ROOT / "tests" / "peers").glob("test_*.py"))
        for name in names_in(str(path))
        if name.startswith("test_")
    }

    assert here - named == set()
