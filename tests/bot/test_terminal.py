"""The subcommands beside `run` and `demo`, as the operator meets them: policy, letters, healthy, backup and restore."""

import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import anyio
import pytest
import yaml
from click.testing import CliRunner, Result

from actors.clock import SystemClock
from bot import database
from bot.cli import main
from bot.database import Mongo, store_at
from bot.demo.mongo import in_memory_client
from bot.policy import load_policy
from bot.presets import PRESETS, preset
from bot.pulse import FRESH
from bot.settings import variables
from models.grave import Again, Grave, Reread
from models.ids import Address, GuildId, MessageId, TypeKey
from tests.bot.test_settings import ENOUGH

ROLE = {"BOT_DATABASE_SUPPORT_STAFF_ROLE_ID": "1099511627776000003"}
DATABASE = TypeKey("database")
TICKET = Address(GuildId(1099511627776000009), 7)


def steward(*arguments: str, **environment: str) -> Result:
    """The command with these variables beside what is enough, and no others of ours."""
    given = {**dict.fromkeys(variables()), **ENOUGH, **ROLE, **environment}
    return CliRunner(env=given).invoke(main, arguments)


@pytest.fixture(autouse=True)
def _in_an_empty_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


# --- policy ---


@pytest.mark.parametrize("name", PRESETS)
def test_a_packaged_policy_is_shown_as_a_person_wrote_it(name: str) -> None:
    assert steward("policy", "show", name).stdout == preset(name).read_text(encoding="utf-8")


def test_the_policy_in_force_is_shown_with_every_default_and_with_what_is_not_offered(tmp_path: Path) -> None:
    shown = steward("policy", "show")

    read = yaml.safe_load(shown.stdout)
    assert shown.exit_code == 0
    assert list(read["types"]) == ["database"]
    assert read["types"]["database"]["staff_role"] == int(ROLE["BOT_DATABASE_SUPPORT_STAFF_ROLE_ID"])
    assert read["types"]["database"]["removal_delay"] == "5m"
    assert "# other is not offered: no role answers it." in shown.stdout
    copy = tmp_path / "copy.yaml"
    copy.write_text(shown.stdout, encoding="utf-8")
    again = load_policy(copy)
    assert again.types[DATABASE].model_dump(exclude={"staff_role"}) == load_policy().types[DATABASE].model_dump(
        exclude={"staff_role"}
    )


def test_a_right_file_is_said_to_be_right_and_needs_no_settings(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("{name: mine, types: {billing: {targets: {low: 2d, normal: 1d, high: 2h, urgent: 5m}}}}")

    checked = steward("policy", "check", str(file), DISCORD_TOKEN="")

    assert checked.exit_code == 0
    assert checked.stdout.splitlines()[1:] == ["  billing: an answer within low 2d, normal 1d, high 2h, urgent 5m"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{types: {a: {sla: 1h}}}", "types.a.sla is no setting of a policy"),
        ("{types: {a: {removal_delay: -1h}}}", "types.a.removal_delay is '-1h'"),
        ("{types: {a: {rating_open: 0h}}}", "types.a.rating_open is '0h'"),
        ("{defaults: {largest: 1}, types: {a: }}", "defaults.largest is no setting"),
        ("{types: {a: {}}, largest_file: 0MiB}", "largest_file is '0MiB'"),
    ],
)
def test_a_wrong_file_is_one_sentence_and_2(tmp_path: Path, text: str, sentence: str) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(text)

    checked = steward("policy", "check", str(file))

    assert (checked.exit_code, checked.stdout, checked.stderr.count("\n")) == (2, "", 1)
    assert sentence in checked.stderr


def test_without_a_name_the_file_of_the_settings_is_checked(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("types: {a: {colour: red}}")

    assert "types.a.colour is 'red'" in steward("policy", "check", STEWARD_POLICY=str(file)).stderr
    assert steward("policy", "check").exit_code == 0


# --- healthy ---


def test_a_desk_that_was_heard_lately_is_healthy_and_one_that_was_not_is_not(tmp_path: Path) -> None:
    beat = tmp_path / "beat"

    assert steward("healthy", STEWARD_HEARTBEAT=str(beat)).exit_code == 1
    beat.touch()
    assert steward("healthy", STEWARD_HEARTBEAT=str(beat)).exit_code == 0
    stale = time.time() - FRESH.total_seconds() - 5
    os.utime(beat, (stale, stale))
    ended = steward("healthy", STEWARD_HEARTBEAT=str(beat))
    assert (ended.exit_code, ended.stderr.count("\n")) == (1, 1)


def test_without_a_file_to_look_at_nobody_can_tell() -> None:
    ended = steward("healthy")

    assert ended.exit_code == 2
    assert "STEWARD_HEARTBEAT is not set" in ended.stderr


# --- letters ---


@pytest.fixture
def mongo(monkeypatch: pytest.MonkeyPatch) -> Mongo:
    """The database that every command opens; nothing is called."""
    client = in_memory_client()

    @asynccontextmanager
    async def given(*_: object, is_patient: bool = False) -> AsyncIterator[Mongo]:
        yield client

    monkeypatch.setattr(database, "mongo_of", given)
    return client


def grave(letter: str, again: Again | None = None, *, retry: bool = False) -> Grave:
    at = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
    return Grave(letter, "Post", "KeyError", "builtins.KeyError at actors/turn.py:7", at, again, retry)


@pytest.fixture
def bury(mongo: Mongo) -> Callable[[Grave], None]:
    def put(one: Grave) -> None:
        async def buried() -> None:
            await (await store_at(mongo)).bury(TICKET, one)

        anyio.run(buried)

    return put


def found(mongo: Mongo) -> dict[str, bool]:
    """Which letters lie there, and which of them are marked."""

    async def read() -> dict[str, bool]:
        return {one.letter: one.retry for _, one in await (await store_at(mongo)).graves_of(None)}

    return anyio.run(read)


def test_where_every_letter_was_read_there_is_nothing_to_list(mongo: Mongo) -> None:
    assert steward("letters", "list").stdout == "There are none: every letter was read.\n"


def test_each_dead_letter_is_one_line_that_says_whether_it_can_be_read_again(bury: Callable[[Grave], None]) -> None:
    bury(grave("post-1", Reread(MessageId(1))))
    bury(grave("submit-2"))
    bury(grave("post-3", Reread(MessageId(3)), retry=True))

    first, third, second = steward("letters", "list").stdout.splitlines()

    assert first == f"{TICKET}/post-1  2026-05-04 09:30:00  Post  KeyError  (can be read again)"
    assert second.endswith("(cannot be read again)")
    assert third.endswith("(will be read again)")


def test_one_is_shown_with_its_trace_by_as_much_of_its_id_as_it_needs(bury: Callable[[Grave], None]) -> None:
    bury(grave("post-1"))

    for name in (f"{TICKET}/post-1", "post-1", "pos"):
        shown = steward("letters", "show", name)
        assert shown.exit_code == 0
        assert shown.stdout.endswith("builtins.KeyError at actors/turn.py:7\n")


@pytest.mark.parametrize("verb", ["show", "retry", "drop"])
def test_a_letter_that_is_none_or_several_is_one_sentence(
    bury: Callable[[Grave], None], mongo: Mongo, verb: str
) -> None:
    bury(grave("post-11"))
    bury(grave("post-12"))

    none, several = steward("letters", verb, "reopen"), steward("letters", verb, "post-1")

    assert (none.exit_code, several.exit_code) == (2, 2)
    assert "No dead letter begins with reopen" in none.stderr
    assert "2 dead letters begin with post-1" in several.stderr
    assert found(mongo) == {"post-11": False, "post-12": False}


def test_an_exact_id_is_that_letter_though_others_begin_with_it(bury: Callable[[Grave], None], mongo: Mongo) -> None:
    bury(grave("post-1"))
    bury(grave("post-12"))

    assert steward("letters", "drop", "post-1").exit_code == 0
    assert found(mongo) == {"post-12": False}


def test_one_that_can_be_read_again_is_marked_for_the_running_desk(bury: Callable[[Grave], None], mongo: Mongo) -> None:
    bury(grave("post-1", Reread(MessageId(1))))

    told = steward("letters", "retry", "post-1").stdout

    assert told == f"{TICKET}/post-1 is read again by the running desk, within half a minute.\n"
    assert found(mongo) == {"post-1": True}


def test_one_whose_words_were_never_kept_cannot_be_marked(bury: Callable[[Grave], None], mongo: Mongo) -> None:
    bury(grave("submit-1"))

    ended = steward("letters", "retry", "submit-1")

    assert (ended.exit_code, ended.stderr.count("\n")) == (2, 1)
    assert "held what a person wrote, which is never kept" in ended.stderr
    assert found(mongo) == {"submit-1": False}


# --- backup, restore ---


def test_what_was_written_into_a_file_comes_back_and_a_full_database_is_kept(
    bury: Callable[[Grave], None], mongo: Mongo, tmp_path: Path
) -> None:
    bury(grave("post-1"))
    file = str(tmp_path / "all.steward")

    written = steward("backup", file)
    steward("letters", "drop", "post-1")
    bury(grave("post-2"))
    kept = steward("restore", file)
    replaced = steward("restore", file, "--replace")

    assert (written.exit_code, kept.exit_code, replaced.exit_code) == (0, 2, 0), (written, kept, replaced)
    assert "is not empty" in kept.stderr
    assert "dead_letters (1)" in written.stdout, "one of them is not said in the plural"
    assert found(mongo) == {"post-1": False}


def test_nobody_restores_over_a_desk_that_runs_unless_they_insist(mongo: Mongo, tmp_path: Path) -> None:
    file = str(tmp_path / "all.steward")
    steward("backup", file)

    async def lives() -> None:
        store = await store_at(mongo)
        await store.beat(await store.begin(), SystemClock().now())

    anyio.run(lives)
    kept = steward("restore", file, "--replace")
    forced = steward("restore", file, "--replace", "--force")
    after = steward("restore", file, "--replace")

    assert (kept.exit_code, kept.stdout, kept.stderr.count("\n")) == (2, "", 1)
    assert "A desk runs on the database steward" in kept.stderr
    assert (forced.exit_code, after.exit_code) == (0, 0), (forced, after)


def test_a_file_that_is_none_of_ours_is_refused_in_one_sentence(mongo: Mongo, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("hello")

    ended = steward("restore", str(other))

    assert (ended.exit_code, ended.stdout, ended.stderr.count("\n")) == (2, "", 1)


@pytest.mark.parametrize("command", [("letters", "list"), ("backup", "file"), ("restore", "file")])
def test_where_no_database_answers_each_command_says_so_in_one_sentence(command: tuple[str, ...]) -> None:
    ended = steward(*command, MONGODB_URI="mongodb://127.0.0.1:9/steward")

    assert (ended.exit_code, ended.stdout, ended.stderr.count("\n")) == (2, "", 1)
    assert ended.stderr == f"steward: {database.NO_DATABASE}\n" or "file" in ended.stderr
