"""The command `steward`, as a person at a terminal meets it."""

import os
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner, Result

from bot import __version__
from bot.cli import main
from bot.settings import Settings, WrongSetting, variables
from bot.unusable import Unusable
from tests.bot.test_settings import ENOUGH

pytestmark = pytest.mark.usefixtures("logs_as_before")

ROOT = Path(__file__).parents[2]


def steward(*arguments: str, **environment: str) -> Result:
    """The command with these variables and no others of ours."""
    return CliRunner(env={**dict.fromkeys(variables()), **environment}).invoke(main, arguments)


@pytest.fixture(autouse=True)
def _in_an_empty_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Settings], int]], None]:
    """Puts a composition root of the test's own where the command looks for one."""

    def put(run: Callable[[Settings], int]) -> None:
        module = ModuleType("bot.app")
        vars(module).update(run=run)
        monkeypatch.setitem(sys.modules, "bot.app", module)

    return put


@pytest.fixture
def demo(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[..., int]], None]:
    def put(run_demo: Callable[..., int]) -> None:
        module = ModuleType("bot.demo")
        vars(module).update(run_demo=run_demo)
        monkeypatch.setitem(sys.modules, "bot.demo", module)

    return put


def test_it_says_its_version() -> None:
    result = steward("--version")

    assert (result.exit_code, result.stdout) == (0, f"steward, version {__version__}\n")


def test_the_command_is_installed_under_its_name() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    assert project["scripts"] == {"steward": "bot.cli:main"}


@pytest.mark.parametrize("arguments", [("fly",), ("run", "--fast"), ("demo", "--out")])
def test_an_unknown_wish_ends_with_2_and_a_hint(arguments: tuple[str, ...]) -> None:
    result = steward(*arguments)

    assert result.exit_code == 2
    assert "Try '" in result.stderr or "requires an argument" in result.stderr


def test_run_hands_the_settings_to_the_desk_and_ends_as_it_ends(app: Callable[..., None]) -> None:
    handed: list[Settings] = []

    def run(settings: Settings) -> int:
        handed.append(settings)
        return 3

    app(run)

    result = steward("run", **ENOUGH)

    assert result.exit_code == 3
    assert [settings.token.get_secret_value() for settings in handed] == [ENOUGH["DISCORD_TOKEN"]]


def test_run_without_a_setting_says_one_sentence_and_starts_nothing(app: Callable[..., None]) -> None:
    started: list[Settings] = []

    def run(settings: Settings) -> int:
        started.append(settings)
        return 0

    app(run)

    result = steward("run", **{**ENOUGH, "MONGODB_URI": ""})

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("steward: MONGODB_URI is missing: set it ")
    assert result.stderr.count("\n") == 1
    assert started == []


@pytest.mark.parametrize("problem", [Unusable, WrongSetting])
def test_what_the_desk_finds_unusable_is_one_sentence_too(app: Callable[..., None], problem: type[Exception]) -> None:
    def run(_: Settings) -> int:
        raise problem("Discord refused the token: make a new one and set DISCORD_TOKEN.")

    app(run)

    result = steward("run", **ENOUGH)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "steward: Discord refused the token: make a new one and set DISCORD_TOKEN.\n"


def test_a_fault_of_ours_is_not_dressed_up_as_a_sentence(app: Callable[..., None]) -> None:
    def run(_: Settings) -> int:
        raise KeyError("ours")

    app(run)

    assert isinstance(steward("run", **ENOUGH).exception, KeyError)


def test_the_demo_gets_its_wishes_and_gives_its_verdict(demo: Callable[..., None], tmp_path: Path) -> None:
    asked: list[object] = []

    def run_demo(**wishes: object) -> int:
        asked.append(wishes)
        return 1

    demo(run_demo)

    plain = steward("demo")
    kept = steward("demo", "--story", "inertia-literal", "--keep", "--out", str(tmp_path))
    unknown = steward("demo", "--story", "romance")

    assert asked == [
        {"story": "inertia", "keep": False, "out": None},
        {"story": "inertia-literal", "keep": True, "out": tmp_path},
    ]
    assert (plain.exit_code, kept.exit_code, unknown.exit_code) == (1, 1, 2)


def test_a_folder_that_cannot_be_made_is_said_before_the_story_begins(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    ended = steward("demo", "--out", str(tmp_path / "file" / "folder"))

    assert (ended.exit_code, ended.stdout) == (2, "")
    assert "name another one with --out" in ended.stderr


@pytest.mark.parametrize("command", ["demo", "try"])
def test_the_demo_without_its_packages_says_how_to_get_them(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "bot.demo.trying", ModuleType("bot.demo.trying"))  # another test may have met it
    for name in [each for each in sys.modules if f"{each}.".startswith("bot.demo.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "bot.demo", None)
    assert isinstance(steward(command).exception, ModuleNotFoundError), "any other module that is missing is our fault"

    class Missing:
        def find_spec(self, name: str, *_: object) -> None:
            if name == "bot.demo":
                raise ModuleNotFoundError("No module named 'mongomock_motor'", name="mongomock_motor")

    monkeypatch.delitem(sys.modules, "bot.demo")
    monkeypatch.setattr(sys, "meta_path", [Missing(), *sys.meta_path])

    result = steward(command)

    assert result.exit_code == 2
    assert result.stderr.startswith("steward: The demo needs packages that are not installed: pip install")


def test_the_real_command_needs_no_desk_to_say_what_is_missing(tmp_path: Path) -> None:
    bare = {name: value for name, value in os.environ.items() if name.upper() not in variables()}

    ended = subprocess.run(
        [sys.executable, "-m", "bot", "run"],
        cwd=tmp_path,
        env={**bare, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("steward: DISCORD_TOKEN is missing")
    assert "Traceback" not in ended.stderr


def test_a_fault_of_ours_ends_with_1_and_without_its_words(tmp_path: Path) -> None:
    """In a process of its own: the last hook of a program cannot be tried inside another."""
    script = (
        "import sys, types\n"
        "def run(settings): raise KeyError('what somebody wrote')\n"
        "app = types.ModuleType('bot.app'); app.run = run; sys.modules['bot.app'] = app\n"
        "sys.argv = ['steward', 'run']\n"
        "from bot.cli import main; main()\n"
    )

    ended = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env={**os.environ, **ENOUGH, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert ended.returncode == 1
    assert '"level": "CRITICAL", "message": "This is a fault of ours"' in ended.stderr
    assert "builtins.KeyError at <string>" in ended.stderr
    assert "somebody wrote" not in ended.stderr
