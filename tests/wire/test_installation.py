"""A wrong id of the settings is named at the start and at /setup; where all are wrong the program says so and ends."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import anyio
import pytest
from loguru import logger

from bot.app import running
from bot.installation import Fault, Kind
from bot.sandbox import Permission, Sandbox, World, deny
from bot.settings import Settings
from bot.unusable import NO_SERVER, NOWHERE, Unusable
from models.errors import Reason
from tests.support.town import SAYS, Town, a_town

if TYPE_CHECKING:
    from loguru import Message

FIVE = ("policy", "server", "channels", "teams", "guild_roused")
NOTHING, NOTHING_EITHER = 300000000000000001, 300000000000000002
TRANSCRIPTS, SLA = (
    "BOT_SUPPORT_TICKETS_TRANSCRIPTS_CHANNEL_ID",
    "BOT_SUPPORT_TICKETS_SLA_NOTIFICATIONS_CHANNEL_ID",
)
LOG, DATABASE = "STAFF_LOG_CHANNEL_ID", "BOT_DATABASE_SUPPORT_STAFF_ROLE_ID"


@pytest.fixture
def warnings() -> Iterator[list[str]]:
    lines: list[str] = []
    sink = logger.add(lambda message: lines.append(message.record["message"]), level="WARNING", format="{message}")
    yield lines
    logger.remove(sink)


def sentence(variable: str, fault: Fault) -> str:
    says = SAYS.in_settings
    wanted = says.wanted[Kind.ROLE if "ROLE" in variable else Kind.CHANNEL]
    return says.wrong.format(variable=variable, fault=says.faults[fault], wanted=wanted, then=says.then_restart)


async def restarted(town: Town, **changed: object) -> None:
    """With other settings; the next start sees them."""
    await town.stop()
    town.changed |= changed
    await town.start()


async def run_for_ever(town: Town) -> None:
    async with running(town.settings(), mongo=town.mongo, clock=town.clock, between_identifies=0.0):
        with anyio.fail_after(20):
            await anyio.Event().wait()


async def setting_up(town: Town) -> str:
    return await town.answer(await town.admin.slash(town.lobby, "setup", category=town.category))


async def test_where_everything_is_right_nothing_is_said(warnings: list[str]) -> None:
    async with a_town(is_set_up=False) as town:
        done = SAYS.answers.set_up.format(channel=f"<#{town.lobby.id}>", category=f"<#{town.category.id}>")

        assert await setting_up(town) == done
        assert warnings == []


async def test_a_channel_that_the_bot_may_not_see_is_no_wrong_id_and_told_as_hidden(warnings: list[str]) -> None:
    async with a_town(is_set_up=False) as town:
        town.stage.drop_overwrite(town.sla, town.bot_user)
        await restarted(town)

        hidden = SAYS.in_settings.hidden.format(variable=SLA)
        assert warnings == [hidden]
        assert (await setting_up(town)).endswith("\n".join([SAYS.in_settings.check, f"- {hidden}"]))


async def test_a_category_that_is_hidden_from_the_bot_is_named_by_setup() -> None:
    async with a_town(is_set_up=False) as town:
        assert SAYS.in_settings.check not in await setting_up(town)

        town.stage.overwrite(town.category, deny(town.guild, Permission.VIEW_CHANNEL))
        hidden = SAYS.in_settings.hidden.format(variable="/setup category")

        assert (await setting_up(town)).endswith("\n".join([SAYS.in_settings.check, f"- {hidden}"]))


async def test_each_wrong_id_is_one_warning_and_one_line_of_the_answer_to_setup(warnings: list[str]) -> None:
    async with a_town(is_set_up=False) as town:
        elsewhere = town.stage.channel(town.stage.guild("Elsewhere", town.admin.user), "theirs")
        await restarted(town, sla_channel=NOTHING, staff_log_channel=elsewhere.id, database_role=NOTHING_EITHER)

        answer = await setting_up(town)

        expected = [
            sentence(SLA, Fault.NO_CHANNEL),
            sentence(LOG, Fault.ELSEWHERE),
            sentence(DATABASE, Fault.NO_ROLE),
        ]
        assert warnings == expected
        assert answer.endswith("\n".join([SAYS.in_settings.check, *(f"- {line}" for line in expected)]))


async def test_a_channel_and_a_role_that_were_swapped_are_both_named(warnings: list[str]) -> None:
    async with a_town(is_set_up=False) as town:
        await restarted(town, transcripts_channel=town.role.id, database_role=town.transcripts.id)

        assert warnings == [sentence(TRANSCRIPTS, Fault.A_ROLE), sentence(DATABASE, Fault.A_CHANNEL)]
        assert sentence(TRANSCRIPTS, Fault.A_ROLE) in await setting_up(town)


async def test_a_category_takes_no_messages_and_everybody_is_no_team(warnings: list[str]) -> None:
    async with a_town(is_set_up=False) as town:
        await restarted(town, sla_channel=town.category.id, database_role=town.guild.id)

        assert warnings == [sentence(SLA, Fault.NOT_TEXT), sentence(DATABASE, Fault.EVERYONE)]


async def test_what_was_said_is_not_said_again_at_every_new_session(warnings: list[str]) -> None:
    async with a_town(is_set_up=False) as town:
        await restarted(town, sla_channel=NOTHING)

        town.sandbox.invalidate_sessions()
        await town.reconnected()

        assert [line for line in warnings if SLA in line] == [sentence(SLA, Fault.NO_CHANNEL)]


async def test_where_no_server_holds_anything_that_is_named_the_program_ends_with_one_sentence() -> None:
    async with a_town(is_set_up=False) as town:
        await town.stop()
        town.changed |= dict.fromkeys(("transcripts_channel", "sla_channel", "staff_log_channel"), NOTHING)
        town.changed |= dict.fromkeys(("database_role", "product_issues_role"), NOTHING_EITHER)

        with pytest.raises(Unusable) as ended:
            await run_for_ever(town)

        assert str(ended.value) == NOWHERE
        assert TRANSCRIPTS in NOWHERE


async def test_a_server_that_is_unavailable_at_the_start_is_waited_for(warnings: list[str]) -> None:
    async with a_town(is_set_up=False) as town:
        town.stage.guild("Elsewhere", town.admin.user)
        await town.stop()
        town.sandbox.guild_unavailable(town.guild)

        app = running(town.settings(), mongo=town.mongo, clock=town.clock, between_identifies=0.0)
        async with app as life:
            await town.until(lambda: life.ear.is_connected and life.gateway.sequence == town.sandbox.sequence)
            assert life.policies.home is None

            town.sandbox.guild_available(town.guild)
            await town.until(lambda: life.policies.home is not None)

        assert [line for line in warnings if "SETTINGS" in line or "_ID" in line] == []


async def test_a_bot_that_is_in_no_server_says_so_and_waits_for_its_invitation(warnings: list[str]) -> None:
    async with a_town(is_set_up=False) as town:
        given = town.settings().model_dump() | {"token": "", "mongodb_uri": "mongodb://127.0.0.1/nobody-listens"}
    async with Sandbox(World(town.clock.now)) as sandbox:
        settings = Settings.model_validate(
            given | {"token": sandbox.token, "discord_api_url": sandbox.api_url, "transcripts_channel": NOTHING}
        )
        async with running(settings, mongo=town.mongo, clock=town.clock, between_identifies=0.0) as app:
            await town.until(lambda: warnings)
            assert warnings == [NO_SERVER]

            admin = sandbox.stage.user("admin")
            guild = sandbox.stage.guild("Desk", admin)
            lobby, tickets = sandbox.stage.channel(guild, "lobby"), sandbox.stage.category(guild, "tickets")
            person = sandbox.person(admin)
            await town.until(lambda: "setup" in person.commands(lobby) and len(warnings) > 1)
            answer = await (await person.slash(lobby, "setup", category=tickets)).answer()

            assert warnings == [NO_SERVER, NOWHERE]
            assert answer.text == SAYS.answers.refusals[Reason.NOT_THIS_SERVER]
            assert app.policies.home is None


async def test_a_start_tells_in_five_lines_what_it_found() -> None:
    lines: list[tuple[str, str]] = []
    teams: list[str] = []
    async with a_town() as town:
        await town.open_with_priority()
        await town.stop()
        town.changed["staff_log_channel"] = NOTHING
        town.stage.drop_overwrite(town.transcripts, town.bot_user)

        def note(message: "Message") -> None:
            lines.append((message.record["extra"].get("action", ""), message.record["message"]))
            teams.extend(message.record["extra"].get("teams", "").split())

        sink = logger.add(note, level="INFO", format="{message}")
        await town.start()
        logger.remove(sink)

    told = dict(lines)
    order = [action for action, _ in lines if action in FIVE]
    assert order == [*FIVE]
    assert told["policy"] == "2 types are offered, 3 have no team"
    assert told["channels"] == "1 of its 3 channels are there and open to the bot"
    assert told["teams"] == "2 of its 2 types have their team"
    assert teams == [f"database:{town.role.id}", f"product_issues:{town.other_role.id}"], "no key is a field of its own"
    assert told["guild_roused"] == "The desk wakes up, and tickets with it: 1"
