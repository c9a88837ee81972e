"""The program from its beginning to its end: what a person can put right is a sentence, a signal is a drain."""

import gc
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import anyio
import pytest
from anyio.lowlevel import checkpoint
from loguru import logger

from actors.courier import TokenRejected
from actors.memory import THRESHOLDS
from actors.ward import Meltdown
from bot.app import MELTDOWN, run, serve, until_signal, unwrapped
from bot.database import NO_DATABASE, NOT_LET_IN, TOO_OLD
from bot.policy import WrongPolicy
from bot.sandbox import Sandbox
from bot.settings import Settings
from bot.unusable import WRONG_TOKEN, Unusable
from tests.support.small_mongod import AUTHENTICATION_FAILED, SmallMongod
from tests.support.wire_mongo_server import WireServer, needed

if TYPE_CHECKING:
    from loguru import Message

ROOT = Path(__file__).parents[2]
NOBODY_LISTENS = "mongodb://127.0.0.1:9/steward"


def settings(**changed: object) -> Settings:
    given: dict[str, object] = {
        "token": "a.b.c",
        "mongodb_uri": NOBODY_LISTENS,
        "transcripts_channel": 200000000000000001,
        "sla_channel": 200000000000000002,
        "database_role": 300000000000000001,
        "product_issues_role": 300000000000000002,
        "discord_api_url": "http://127.0.0.1:9/api",
    }
    return Settings.model_validate(given | changed)


@pytest.fixture
async def is_away() -> AsyncIterator[anyio.Event]:
    """Set once the log says that no database answers."""
    event = anyio.Event()

    def look(message: "Message") -> None:
        if message.record["extra"].get("action") == "database_away" and NO_DATABASE in message.record["message"]:
            event.set()

    sink = logger.add(look, level="WARNING")
    yield event
    logger.remove(sink)


async def test_a_database_that_does_not_answer_is_waited_for_until_a_signal(is_away: anyio.Event) -> None:
    codes: list[int] = []

    async def live() -> None:
        codes.append(await serve(settings()))

    with anyio.fail_after(20):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(live)
            await is_away.wait()
            assert codes == []
            os.kill(os.getpid(), signal.SIGTERM)

    assert codes == [0]


async def test_one_that_comes_later_is_found_and_one_that_will_never_do_ends_the_wait(is_away: anyio.Event) -> None:
    refused: list[str] = []

    async def live(uri: str) -> None:
        with pytest.raises(Unusable) as ended:
            await serve(settings(mongodb_uri=uri))
        refused.append(str(ended.value))

    mongod = SmallMongod(version="4.4.29", wire_version=9)
    async with mongod.listening() as uri:
        port = int(uri.split(":")[-1].split("/")[0])
    with anyio.fail_after(30):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(live, uri)
            await is_away.wait()
            assert refused == []
            async with mongod.listening(port=port):
                while not refused:
                    await checkpoint()

    assert refused == [TOO_OLD.format(lowest="5.0")]


@pytest.mark.parametrize(
    ("mongod", "sentence"),
    [
        (SmallMongod(version="4.2.24", wire_version=8), TOO_OLD.format(lowest="5.0")),
        (SmallMongod(version="4.4.29", wire_version=9), TOO_OLD.format(lowest="5.0")),
        (SmallMongod(refuses=(("saslStart", AUTHENTICATION_FAILED),)), NOT_LET_IN),
    ],
)
async def test_a_database_that_is_too_old_or_lets_nobody_in_is_a_sentence_of_its_own(
    mongod: SmallMongod, sentence: str
) -> None:
    async with mongod.listening("steward:hunter2@" if mongod.refuses else "") as uri:
        with pytest.raises(Unusable) as refused:
            await serve(settings(mongodb_uri=uri))

    assert str(refused.value) == sentence
    assert "hunter2" not in sentence


def test_a_wrong_policy_is_one_sentence_before_anything_is_called(tmp_path: Path) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text("types: {}\n", encoding="utf-8")

    with pytest.raises(WrongPolicy):
        run(settings(policy_file=file))


@asynccontextmanager
async def life(ends: list[str], error: Exception | None = None) -> AsyncIterator[None]:
    """A desk's life as the program meets it; an `error` ends it from within, as a task of its own would."""

    async def fail() -> None:
        if error is not None:
            raise error

    with unwrapped():
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(fail)
            yield
            ends.append("stopped")


async def nothing(alive: None) -> None:
    """What a hangup does where there is nothing to read again."""


async def test_a_meltdown_is_an_exit_code_that_asks_for_a_restart() -> None:
    ends: list[str] = []

    assert await until_signal(life(ends, Meltdown()), at_hangup=nothing) == MELTDOWN != 0
    assert ends == []


async def test_what_a_person_can_put_right_comes_out_of_the_program_as_itself() -> None:
    with pytest.raises(Unusable) as refused:
        await until_signal(life([], TokenRejected()), at_hangup=nothing)

    assert str(refused.value) == WRONG_TOKEN


async def test_an_error_that_nobody_expects_comes_out_as_itself_too() -> None:
    with pytest.raises(ZeroDivisionError):
        await until_signal(life([], ZeroDivisionError()), at_hangup=nothing)


def test_where_more_than_one_thing_ended_it_all_of_them_are_told() -> None:
    with pytest.raises(ExceptionGroup) as ended, unwrapped():
        raise ExceptionGroup("both", [ExceptionGroup("one", [TokenRejected()]), Meltdown()])

    assert len(ended.value.exceptions) == 2


@pytest.fixture
def collects_as_before() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


@pytest.mark.usefixtures("collects_as_before")
@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_stops_it_in_good_order_and_by_then_its_memory_has_settled(ending: signal.Signals) -> None:
    ends: list[str] = []
    codes: list[int] = []
    before = signal.getsignal(ending)

    async def live() -> None:
        codes.append(await until_signal(life(ends), at_hangup=nothing, settle_after=0.0))

    with anyio.fail_after(10):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(live)
            while signal.getsignal(ending) is before or gc.get_threshold() != THRESHOLDS:
                await checkpoint()
            os.kill(os.getpid(), ending)

    assert (codes, ends) == ([0], ["stopped"])


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_a_start_that_still_waits_for_discord_in_good_order(ending: signal.Signals) -> None:
    ends: list[str] = []
    before = signal.getsignal(ending)

    @asynccontextmanager
    async def unborn() -> AsyncIterator[None]:
        try:
            await anyio.Event().wait()
            yield
        finally:
            ends.append("given up")

    async def live() -> None:
        assert await until_signal(unborn(), at_hangup=nothing) == 0

    with anyio.fail_after(10):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(live)
            while signal.getsignal(ending) is before:
                await checkpoint()
            os.kill(os.getpid(), ending)

    assert ends == ["given up"]


async def test_each_hangup_has_the_policy_read_again_and_the_desk_goes_on() -> None:
    ends: list[str] = []
    heard: list[str] = []
    before = signal.getsignal(signal.SIGHUP)

    async def at_hangup(alive: None) -> None:
        heard.append("again")

    async def live() -> None:
        assert await until_signal(life(ends), at_hangup=at_hangup) == 0

    with anyio.fail_after(10):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(live)
            while signal.getsignal(signal.SIGHUP) is before or signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
                await checkpoint()
            for times in (1, 2):
                os.kill(os.getpid(), signal.SIGHUP)
                while len(heard) < times:
                    await checkpoint()
            assert ends == []
            os.kill(os.getpid(), signal.SIGTERM)

    assert ends == ["stopped"]


@pytest.fixture
def mongo(tmp_path: Path) -> Iterator[WireServer]:
    needed()
    server = WireServer(tmp_path)
    server.start()
    yield server
    server.kill()


@pytest.mark.slow
@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
async def test_the_program_runs_from_the_command_line_and_ends_in_good_order(
    mongo: WireServer, ending: signal.Signals
) -> None:
    async with Sandbox() as sandbox:
        stage = sandbox.stage
        boss = stage.user("admin")
        guild = stage.guild("Desk", boss)
        places = {name: stage.channel(guild, name) for name in ("transcripts", "sla", "lobby")}
        role = stage.role(guild, "team")
        environment = {
            "DISCORD_TOKEN": sandbox.token,
            "MONGODB_URI": f"{mongo.uri}/steward",
            "BOT_SUPPORT_TICKETS_TRANSCRIPTS_CHANNEL_ID": str(places["transcripts"].id),
            "BOT_SUPPORT_TICKETS_SLA_NOTIFICATIONS_CHANNEL_ID": str(places["sla"].id),
            "BOT_DATABASE_SUPPORT_STAFF_ROLE_ID": str(role.id),
            "BOT_PRODUCT_ISSUES_SUPPORT_STAFF_ROLE_ID": str(role.id),
            "DISCORD_API_URL": sandbox.api_url,
        }
        command = [sys.executable, "-m", "bot", "run"]
        program = await anyio.open_process(command, env=os.environ | environment, cwd=ROOT)
        admin = sandbox.person(boss)
        with anyio.fail_after(60):
            while not admin.commands(places["lobby"]):
                await checkpoint()
            category = stage.category(guild, "tickets")
            answer = await (await admin.slash(places["lobby"], "setup", category=category)).answer()
            assert f"<#{category.id}>" in answer.text

            program.send_signal(ending)
            assert program.stderr is not None
            told = b"".join([part async for part in program.stderr])
            await program.wait()

        assert program.returncode == 0, told.decode()
        assert b'"stopping"' in told
