"""`steward try` as a process: where it is, how it ends, what it leaves, and whose browser it opens."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.house.source import ROOT

WITHIN = 30.0  # real seconds for whatever a process is asked
STEPS = 11  # of the guide
PAGE = re.compile(r"(http://127\.0\.0\.1:\d+/)\?as=owner$", re.MULTILINE)


@dataclass(frozen=True)
class Trying:
    popen: "subprocess.Popen[str]"
    page: str
    then: str

    def ends(self, by: signal.Signals) -> tuple[int, str, str]:
        """The exit code, and what was said after the first two lines, on stdout and on stderr."""
        self.popen.send_signal(by)
        said, complained = self.popen.communicate(timeout=WITHIN)
        return self.popen.returncode, said, complained

    def secret(self) -> str:
        """What of the bot's token is not its id."""
        with urlopen(f"{self.page}control/addresses", timeout=WITHIN) as answer:
            return str(json.load(answer)["token"]).rpartition(".")[2]

    def steps(self) -> int:
        """Of the guide, as the control interface tells it."""
        with urlopen(f"{self.page}control/guide", timeout=WITHIN) as answer:
            return len(json.load(answer)["steps"])


def begin(*arguments: str, **more: str) -> "subprocess.Popen[str]":
    """With nothing of our environment that would open a window."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.Popen(
        (sys.executable, "-m", "bot", "try", *arguments),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**kept, "PYTHONPATH": str(ROOT), **more},
        preexec_fn=hear_hang_ups,
    )


def hear_hang_ups() -> None:
    """Also where whoever runs the tests ignores them, as nohup does: what is ignored is inherited."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


@contextmanager
def trying(*arguments: str, **more: str) -> Iterator[Trying]:
    """Once it has said where it is; killed afterwards if it still runs."""
    popen = begin(*arguments, **more)
    assert popen.stdout is not None
    try:
        line = popen.stdout.readline()
        page = PAGE.search(line)
        assert page is not None, (line, popen.communicate())
        yield Trying(popen, page[1], popen.stdout.readline())
    finally:
        popen.kill()
        popen.communicate()


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
def test_it_says_where_the_page_is_and_how_it_ends_and_ends_so(by: signal.Signals) -> None:
    with trying() as desk:
        steps = desk.steps()
        ended = desk.ends(by)

    assert (steps, desk.then) == (STEPS, "Ctrl-C ends it; nothing of it is kept.\n")
    assert ended == (0, "", "")


@pytest.mark.slow
def test_it_does_not_outlive_its_terminal() -> None:
    with trying() as desk:
        code, _, _ = desk.ends(signal.SIGHUP)

    assert code == -signal.SIGHUP


@pytest.mark.slow
def test_two_at_once_have_a_place_each() -> None:
    with trying() as one, trying("--preset", "inertia-literal") as other:
        assert one.page != other.page
        assert (one.steps(), other.steps()) == (STEPS, STEPS)
        assert one.secret() != other.secret()


@pytest.mark.slow
@pytest.mark.parametrize("option", ["--port", "--page-port"])
def test_a_port_that_is_taken_is_one_sentence(option: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        popen = begin(option, str(port))
        said, complained = popen.communicate(timeout=WITHIN)

    assert (popen.returncode, said) == (2, "")
    assert complained.startswith(f"steward: port {port} cannot be used"), complained
    assert complained.count("\n") == 1


@pytest.mark.slow
def test_a_port_that_is_free_is_used() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with trying("--page-port", str(port)) as desk:
        assert desk.page == f"http://127.0.0.1:{port}/"


@pytest.mark.slow
def test_no_port_has_such_a_number() -> None:
    popen = begin("--port", "65536")
    _, complained = popen.communicate(timeout=WITHIN)

    assert (popen.returncode, complained.count("\n")) == (2, 1)
    assert "--port is 65536" in complained


@pytest.mark.slow
def test_killed_it_leaves_nothing_behind(tmp_path: Path) -> None:
    with trying(TMPDIR=str(tmp_path)) as desk:
        assert desk.steps() == STEPS
        code, _, _ = desk.ends(signal.SIGKILL)

    assert code == -signal.SIGKILL
    assert list(tmp_path.iterdir()) == []


def browser(folder: Path, name: str) -> tuple[Path, Path]:
    """A browser that tells what it was asked to open by writing it into a pipe, and that pipe."""
    program, told = folder / name, folder / "told"
    program.write_text(f'#!/bin/sh\necho "$1" > {told}\n')
    program.chmod(0o755)
    os.mkfifo(told)
    return program, told


@pytest.mark.slow
def test_it_opens_the_page_where_there_are_windows(tmp_path: Path) -> None:
    program, told = browser(tmp_path, "firefox")

    with trying(BROWSER=str(program), DISPLAY=":0") as desk:
        opened = told.read_text()
        code, _, _ = desk.ends(signal.SIGTERM)

    assert (opened, code) == (f"{desk.page}?as=owner\n", 0)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "environment", "arguments"),
    [
        ("firefox", {}, ()),
        ("firefox", {"DISPLAY": ":0"}, ("--no-browser",)),
        ("w3m", {"DISPLAY": ":0"}, ()),
    ],
    ids=["no windows", "not wanted", "a browser without windows"],
)
def test_else_it_opens_nothing(
    name: str, environment: dict[str, str], arguments: tuple[str, ...], tmp_path: Path
) -> None:
    program, told = browser(tmp_path, name)
    pipe = os.open(told, os.O_RDONLY | os.O_NONBLOCK)

    with trying(*arguments, BROWSER=str(program), **environment) as desk:
        assert desk.steps() == STEPS
        code, _, _ = desk.ends(signal.SIGTERM)

    assert (code, os.read(pipe, 1000)) == (0, b"")
    os.close(pipe)


def test_the_demo_ends_by_naming_it() -> None:
    recipe = re.search(r"^demo: .*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text(), re.MULTILINE)
    named = re.search(r"^try: .*\n\t\$\(BIN\)/steward try\n", (ROOT / "Makefile").read_text(), re.MULTILINE)

    assert recipe is not None
    assert recipe[1].splitlines()[-1].endswith('make try"')
    assert named is not None
