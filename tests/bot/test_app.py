"""The program from its beginning to its end: what a person can put right is a sentence, a signal is a drain."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import anyio
import pytest
from anyio.lowlevel import checkpoint

from bot.app import NO_DATABASE, Unusable, run
from bot.policy import WrongPolicy
from bot.sandbox import Sandbox
from bot.settings import Settings
from tests.support.wire_mongo_server import WireServer, needed

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


def test_a_database_that_does_not_answer_is_one_sentence() -> None:
    with pytest.raises(Unusable) as refused:
        run(settings())

    assert str(refused.value) == NO_DATABASE


def test_a_wrong_policy_is_one_sentence_before_anything_is_called(tmp_path: Path) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text("types: {}\n", encoding="utf-8")

    with pytest.raises(WrongPolicy):
        run(settings(policy_file=file))


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
