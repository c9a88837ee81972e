"""What stands in the log, for whom, and what never does."""

import io
import json
import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from loguru import logger
from pydantic import SecretStr

from bot.logs import set_up_logs
from models.errors import Reason
from models.ids import Address, EffectId, GuildId, What

TOKEN = SecretStr("MTA5.GxYz12.a-token-of-nobody")
URI = SecretStr("mongodb://steward:hunter%402@127.0.0.1/steward")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


pytestmark = pytest.mark.usefixtures("logs_as_before")


def machine(level: str = "INFO") -> io.StringIO:
    stream = io.StringIO()
    set_up_logs(level, secrets=(TOKEN, URI), stream=stream)
    return stream


def person() -> Terminal:
    terminal = Terminal()
    set_up_logs("INFO", secrets=(TOKEN, URI), stream=terminal)
    return terminal


def test_a_machine_reads_one_object_a_line() -> None:
    log = machine()

    logger.bind(action="commit", ticket=12, version=3).info("priority changed")
    logger.bind(action="retry").warning("once more")

    first, second = map(json.loads, log.getvalue().splitlines())
    assert datetime.fromisoformat(first["time"]).utcoffset() == timedelta()
    assert first["at"].startswith("tests.bot.test_logs:")
    assert {key: first[key] for key in ("level", "action", "message", "ticket", "version")} == {
        "level": "INFO",
        "action": "commit",
        "message": "priority changed",
        "ticket": 12,
        "version": 3,
    }
    assert (second["level"], second["action"]) == ("WARNING", "retry")


def test_what_only_people_start_is_text_wherever_it_goes() -> None:
    stream = io.StringIO()
    set_up_logs("INFO", stream=stream, for_people=True)

    logger.bind(action="commit", ticket=12).info("priority changed")

    assert stream.getvalue()[12:] == " INFO     commit       priority changed  ticket=12\n"


def test_no_fact_takes_the_place_of_a_field() -> None:
    log = machine()

    logger.bind(action="teams", **dict.fromkeys(("time", "level", "message", "at", "exception"), 7), ticket=12).info(
        "x"
    )

    (line,) = map(json.loads, log.getvalue().splitlines())
    assert set(line) == {"time", "level", "message", "at", "action", "ticket"}
    assert (line["level"], line["message"], line["action"], line["ticket"]) == ("INFO", "x", "teams", 12)


def test_a_person_at_a_terminal_reads_text() -> None:
    log = person()

    logger.bind(action="commit", ticket=12).info("priority changed")

    assert log.getvalue()[12:] == " INFO     commit       priority changed  ticket=12\n"


def test_every_record_has_an_action() -> None:
    log = machine()

    logger.info("hello")

    assert json.loads(log.getvalue())["action"] == "-"


def test_what_is_below_the_level_is_not_written() -> None:
    log = machine("WARNING")

    logger.info("quiet")
    logger.warning("loud")

    assert [json.loads(line)["message"] for line in log.getvalue().splitlines()] == ["loud"]


def test_facts_are_written_plainly_and_strange_things_by_their_type_alone() -> None:
    log = machine()

    logger.bind(
        to=Address(GuildId(7), 12),
        effect=EffectId(What.HALF, 5, 1),
        reason=Reason.STAFF_ONLY,
        since=datetime(2026, 5, 1, 9, 30, tzinfo=UTC),
        waited=timedelta(minutes=1.5),
        said={"text": "my password is hunter2"},
    ).info("facts")

    facts = json.loads(log.getvalue())
    assert (facts["to"], facts["effect"], facts["reason"]) == ("7-12", "half.5.1", "staff_only")
    assert (facts["since"], facts["waited"]) == ("2026-05-01T09:30:00.000+00:00", 90.0)
    assert facts["said"] == "<dict>"


@pytest.mark.parametrize("listen", [machine, person])
def test_an_exception_shows_where_and_what_but_no_words_and_no_values(listen: Callable[[], io.StringIO]) -> None:
    log = listen()

    def deliver(text: str) -> None:
        try:
            raise KeyError(text)
        except KeyError as error:
            raise ValueError(f"cannot say {text}") from error

    try:
        deliver("my secret is hunter2")
    except ValueError:
        logger.bind(action="poison").exception("a letter was buried")

    assert "hunter2" not in log.getvalue()
    assert "builtins.ValueError at bot/test_logs.py:" in log.getvalue()
    assert "builtins.KeyError at bot/test_logs.py:" in log.getvalue()


def test_an_exception_of_a_server_shows_its_numbers_and_a_group_all_that_is_in_it() -> None:
    class Answered(Exception):
        status = 403
        code = 50013

    log = machine()

    try:
        raise ExceptionGroup("two at once", [Answered("Missing Permissions"), OSError(111, "refused")])
    except ExceptionGroup:
        logger.exception("failed")

    group, answered, refused = json.loads(log.getvalue())["exception"]
    assert group.startswith("builtins.ExceptionGroup at ")
    assert answered.endswith("Answered status=403 code=50013")
    assert refused == "builtins.ConnectionRefusedError errno=111"


def test_exceptions_that_cause_each_other_are_told_once() -> None:
    log = machine()
    first, second = ValueError(), KeyError()
    first.__cause__, second.__cause__ = second, first

    logger.opt(exception=first).error("a ring")

    assert json.loads(log.getvalue())["exception"] == ["builtins.ValueError", "builtins.KeyError"]


@pytest.mark.parametrize("listen", [machine, person])
def test_a_secret_never_reaches_the_log(listen: Callable[[], io.StringIO]) -> None:
    log = listen()

    logger.bind(url=URI.get_secret_value()).info(f"login with {TOKEN.get_secret_value()}")
    logger.info("as steward, hunter%402 or hunter@2")

    assert "a-token-of-nobody" not in log.getvalue()
    assert "hunter" not in log.getvalue()
    assert log.getvalue().count("***") == 4


def test_one_record_is_one_line_whatever_a_fact_holds() -> None:
    log = person()

    logger.bind(name="x\n12:00:00.000 ERROR    forged\x1b[2J").info("a channel was renamed")

    assert log.getvalue().count("\n") == 1
    assert "\x1b" not in log.getvalue()


@pytest.mark.parametrize("library", ["discord.gateway", "aiohttp.server", "pymongo.client", "asyncio"])
def test_libraries_are_heard_from_warning_on(library: str) -> None:
    log = machine()

    logging.getLogger(library).info("chatter")
    logging.getLogger(library).warning("trouble {with} %s", "braces")

    (heard,) = map(json.loads, log.getvalue().splitlines())
    assert (heard["action"], heard["level"], heard["message"]) == ("library", "WARNING", "trouble {with} braces")
    assert heard["at"].startswith(f"{library}:")


def test_of_what_asyncio_says_the_reprs_are_left_out() -> None:
    log = machine()

    logging.getLogger("asyncio").error(
        "Task exception was never retrieved\nfuture: <Task exception=KeyError('hunter2')>"
    )

    assert json.loads(log.getvalue())["message"] == "Task exception was never retrieved"
    assert "hunter2" not in log.getvalue()


def test_a_level_that_a_library_made_up_is_kept_as_a_number() -> None:
    log = machine()

    logging.getLogger("discord").log(35, "odd")

    assert json.loads(log.getvalue())["level"] == "Level 35"


def test_setting_up_twice_writes_once() -> None:
    machine()
    log = machine()

    logger.info("hello")

    assert len(log.getvalue().splitlines()) == 1


def test_a_thread_that_dies_is_heard_without_its_words() -> None:
    log = machine()

    def die() -> None:
        raise ValueError("my secret is hunter2")

    thread = threading.Thread(target=die)
    thread.start()
    thread.join()

    record = json.loads(log.getvalue())
    assert (record["action"], record["level"]) == ("fault", "CRITICAL")
    assert record["exception"][0].startswith("builtins.ValueError at ")
    assert "hunter2" not in log.getvalue()
