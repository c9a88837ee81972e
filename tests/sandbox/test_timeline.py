"""Things by id, and pages of them."""

from itertools import islice

import pytest

from bot.sandbox.model import Id
from bot.sandbox.timeline import Timeline


@pytest.fixture
def line() -> Timeline[str]:
    found = Timeline[str]()
    for n in (10, 20, 30, 40):
        found[Id(n)] = f"at {n}"
    return found


def test_the_newest_come_first_or_the_oldest(line: Timeline[str]) -> None:
    assert list(line.newest()) == ["at 40", "at 30", "at 20", "at 10"]
    assert list(line.oldest()) == ["at 10", "at 20", "at 30", "at 40"]


@pytest.mark.parametrize(
    ("beside", "older", "newer"), [(30, ["at 20", "at 10"], ["at 40"]), (15, ["at 10"], ["at 20"])]
)
def test_a_page_begins_beside_an_id_whether_it_is_there_or_not(
    line: Timeline[str], beside: int, older: list[str], newer: list[str]
) -> None:
    assert list(line.newest(before=Id(beside))) == older
    assert list(line.oldest(after=Id(beside)))[: len(newer)] == newer


def test_what_is_gone_is_in_no_page_and_what_comes_late_stands_in_its_place(line: Timeline[str]) -> None:
    del line[Id(20)]
    line[Id(15)] = "late"
    line[Id(30)] = "changed"

    assert list(line.oldest()) == ["at 10", "late", "changed", "at 40"]
    assert dict(line) == {10: "at 10", 30: "changed", 40: "at 40", 15: "late"}


def test_what_was_never_there_cannot_go(line: Timeline[str]) -> None:
    with pytest.raises(KeyError):
        del line[Id(11)]

    assert len(list(line.newest())) == len(line) == 4


def test_a_page_reads_no_more_than_itself() -> None:
    class Counted(Timeline[str]):
        read = 0

        def __getitem__(self, id: Id) -> str:
            self.read += 1
            return super().__getitem__(id)

    line = Counted()
    for n in range(5_000):
        line[Id(n)] = str(n)

    assert list(islice(line.newest(before=Id(2_500)), 100))[-1] == "2400"
    assert line.read == 100
