"""A stranger sets the desk up on a Discord of our own and makes every mistake once: each is told with its remedy."""

import json
import os
import sys
from functools import partial

import anyio
import pytest

from bot.doctor.findings import Line, Mark, Name
from bot.doctor.visit import visit
from bot.installation import Fault
from bot.sandbox import Intent, Permission, deny
from bot.sandbox.stage import BOT_PERMISSIONS
from bot.sandbox.wire.rest.route import Call
from bot.wording.doctor import told
from tests.house.source import ROOT
from tests.support.small_mongod import AUTHENTICATION_FAILED, SmallMongod
from tests.support.town import SAYS, Town, a_town

NOBODY_LISTENS = "mongodb://127.0.0.1:9/steward"


async def visited(town: Town) -> dict[Name, Line]:
    return {line.name: line for line in await visit(town.settings(), town.mongo)}


def grave(lines: dict[Name, Line]) -> set[Name]:
    return {name for name, line in lines.items() if line.mark is Mark.WRONG}


async def test_a_desk_that_is_set_up_as_the_page_says_has_nothing_that_keeps_it_from_its_work() -> None:
    async with a_town() as town:
        lines = await visited(town)

        assert grave(lines) == set()
        assert {Name.DATABASE, Name.TOKEN, Name.INTENTS, Name.SERVER, Name.PERMISSIONS, Name.CHANNEL} <= set(lines)
        assert Name.NOT_SET_UP not in lines


async def test_before_setup_it_says_what_is_left_to_do() -> None:
    async with a_town(is_set_up=False) as town:
        lines = await visited(town)

        assert Name.NOT_SET_UP in lines
        assert grave(lines) == set()


async def test_a_wrong_token_is_refused_and_the_rest_is_not_guessed() -> None:
    async with a_town(is_set_up=False) as town:
        town.changed["token"] = "a.wrong.token"

        assert grave(await visited(town)) == {Name.TOKEN_REFUSED}


async def test_a_discord_that_is_not_reached_is_no_wrong_token() -> None:
    async with a_town(is_set_up=False) as town:
        town.changed["discord_api_url"] = "http://127.0.0.1:9/api"

        assert grave(await visited(town)) == {Name.DISCORD_SILENT}


@pytest.mark.parametrize("path", ["/applications/@me", "/users/@me/guilds"])
@pytest.mark.parametrize("status", [403, 503])
async def test_a_discord_that_fails_is_no_wrong_token_and_is_not_called_silent(path: str, status: int) -> None:
    async with a_town(is_set_up=False) as town:
        town.sandbox.faults.fail("GET", path, status=status)

        lines = await visited(town)

        assert grave(lines) == {Name.DISCORD_DENIED}
        assert f"HTTP {status}" in str(told(lines[Name.DISCORD_DENIED], SAYS))


def is_about(guild: int, call: Call) -> bool:
    return call.id("guild_id") == guild


async def test_a_server_that_discord_does_not_show_keeps_nobody_from_the_others() -> None:
    async with a_town() as town:
        other = town.stage.guild("Elsewhere", town.stage.user("another admin"))
        for closed, found in ((other, set()), (town.guild, {Name.SERVERS_UNREAD})):
            where = partial(is_about, closed.id)
            fault = town.sandbox.faults.fail("GET", "/guilds/{guild_id}", status=403, where=where)

            assert grave(await visited(town)) == found
            assert fault.hits == 1


@pytest.mark.parametrize(
    ("left", "missing"),
    [(Intent.GUILD_MEMBERS, Name.NO_CONTENT_INTENT), (Intent.MESSAGE_CONTENT, Name.NO_MEMBERS_INTENT)],
)
async def test_an_intent_that_is_switched_off_is_named_with_the_page_where_it_is_switched_on(
    left: Intent, missing: Name
) -> None:
    async with a_town(is_set_up=False) as town:
        town.sandbox.world.application.privileged_intents = left

        lines = await visited(town)

        assert grave(lines) == {missing}
        assert str(lines[missing].link).startswith("https://discord.com/developers/applications/")


async def test_a_permission_that_the_invitation_did_not_give_is_named_with_what_does_not_work() -> None:
    async with a_town() as town:
        role = next(one for one in town.guild.roles.values() if one.managed)
        town.stage.set_permissions(town.guild, role, BOT_PERMISSIONS & ~Permission.MANAGE_MESSAGES)

        lines = await visited(town)

        assert grave(lines) == {Name.PERMISSION_MISSING}
        assert SAYS.doctor.features["manage_messages"] in str(told(lines[Name.PERMISSION_MISSING], SAYS))


async def test_a_channel_that_keeps_the_bot_out_is_named_with_its_link() -> None:
    async with a_town() as town:
        town.stage.overwrite(town.category, deny(town.bot_user, Permission.MANAGE_ROLES))

        lines = await visited(town)

        assert grave(lines) == {Name.CHANNEL_CLOSED}
        assert str(lines[Name.CHANNEL_CLOSED].link).endswith(f"/{town.guild.id}/{town.category.id}")


async def test_a_channel_that_is_hidden_from_the_bot_is_named_with_its_link_and_not_as_a_wrong_id() -> None:
    async with a_town() as town:
        for hidden in (town.transcripts, town.sla, town.log):
            town.stage.drop_overwrite(hidden, town.bot_user)

        lines = await visit(town.settings(), town.mongo)

        found = [(line.name, line.link) for line in lines if line.mark is Mark.WRONG]
        page = f"https://discord.com/channels/{town.guild.id}/"
        hidden_ones = (town.transcripts, town.sla, town.log)
        assert found == [(Name.CHANNEL_CLOSED, f"{page}{one.id}") for one in hidden_ones]


async def test_a_category_that_is_hidden_from_the_bot_is_not_gone() -> None:
    async with a_town() as town:
        town.stage.overwrite(town.category, deny(town.guild, Permission.VIEW_CHANNEL))

        assert grave(await visited(town)) == {Name.CHANNEL_CLOSED}


async def test_what_setup_made_and_somebody_deleted_is_named() -> None:
    async with a_town() as town:
        town.stage.delete_channel(town.category)
        assert grave(await visited(town)) == {Name.CATEGORY_GONE}

        await town.admin.delete(next(one for one in town.admin.sees(town.lobby) if one.buttons))
        assert grave(await visited(town)) == {Name.CATEGORY_GONE, Name.PANEL_GONE}

        town.stage.delete_channel(town.lobby)
        assert grave(await visited(town)) == {Name.CATEGORY_GONE, Name.PANEL_GONE}


async def test_what_is_for_the_team_and_everybody_can_read_is_named() -> None:
    async with a_town() as town:
        for channel in (town.transcripts, town.sla):
            town.stage.drop_overwrite(channel, town.guild)

        lines = await visited(town)

        assert grave(lines) == {Name.TRANSCRIPTS_OPEN}
        assert lines[Name.CHANNEL_OPEN].mark is Mark.NOTE


async def test_ids_that_were_swapped_are_told_apart() -> None:
    async with a_town(is_set_up=False) as town:
        town.changed |= {"sla_channel": town.role.id, "database_role": town.log.id}

        found = [line.wrong.fault for line in await visit(town.settings(), town.mongo) if line.wrong]

        assert found == [Fault.A_ROLE, Fault.A_CHANNEL]


async def test_ids_of_another_server_are_told_so() -> None:
    async with a_town(is_set_up=False) as town:
        elsewhere = town.stage.channel(town.stage.guild("Elsewhere", town.admin.user), "theirs")
        town.changed["staff_log_channel"] = elsewhere.id

        found = [line.wrong.fault for line in await visit(town.settings(), town.mongo) if line.wrong]

        assert found == [Fault.ELSEWHERE]


async def test_where_no_server_holds_anything_that_is_named_it_says_so_with_the_invitation() -> None:
    async with a_town(is_set_up=False) as town:
        names = ("transcripts_channel", "sla_channel", "staff_log_channel", "database_role", "product_issues_role")
        town.changed |= dict.fromkeys(names, 300000000000000001)

        lines = await visited(town)

        assert grave(lines) == {Name.NOWHERE}
        assert f"client_id={town.sandbox.world.application.id}" in str(lines[Name.NOWHERE].link)


async def test_a_role_that_nobody_may_mention_is_named_where_the_bot_may_not_either() -> None:
    async with a_town() as town:
        role = next(one for one in town.guild.roles.values() if one.managed)
        town.stage.set_permissions(town.guild, role, BOT_PERMISSIONS & ~Permission.MENTION_EVERYONE)

        assert grave(await visited(town)) == {Name.PERMISSION_MISSING, Name.ROLE_UNCALLED}


@pytest.mark.parametrize(
    ("mongod", "name"),
    [
        (SmallMongod(version="3.6.23", wire_version=6), Name.DATABASE_TOO_OLD),
        (SmallMongod(refuses=(("saslStart", AUTHENTICATION_FAILED),)), Name.DATABASE_REFUSED),
    ],
)
async def test_a_database_that_cannot_be_used_is_told_apart(mongod: SmallMongod, name: Name) -> None:
    async with a_town(is_set_up=False) as town, mongod.listening("steward:secret@") as uri:
        town.changed["mongodb_uri"] = uri

        found = {line.name for line in await visit(town.settings()) if line.mark is Mark.WRONG}

        assert found == {name}


async def at_the_terminal(town: Town, *arguments: str) -> tuple[int, str, str]:
    """The real command in a process of its own, with the town's settings."""
    given = town.settings()
    environment = {
        "DISCORD_TOKEN": given.token.get_secret_value(),
        "MONGODB_URI": NOBODY_LISTENS,
        "BOT_SUPPORT_TICKETS_TRANSCRIPTS_CHANNEL_ID": str(given.transcripts_channel),
        "BOT_SUPPORT_TICKETS_SLA_NOTIFICATIONS_CHANNEL_ID": str(given.sla_channel),
        "BOT_DATABASE_SUPPORT_STAFF_ROLE_ID": str(given.database_role),
        "DISCORD_API_URL": str(given.discord_api_url),
    }
    with anyio.fail_after(60):
        ended = await anyio.run_process(
            [sys.executable, "-m", "bot", *arguments], env=os.environ | environment, cwd=ROOT, check=False
        )
    return ended.returncode, ended.stdout.decode(), ended.stderr.decode()


@pytest.mark.slow
async def test_the_command_prints_one_line_for_each_check_and_ends_with_1_where_one_fails() -> None:
    async with a_town() as town:
        code, told_to_people, complaints = await at_the_terminal(town, "doctor")
        same_code, told_to_machines, _ = await at_the_terminal(town, "doctor", "--json")

        *lines, empty, verdict = told_to_people.splitlines()
        objects = [json.loads(line) for line in told_to_machines.splitlines()]
        assert (code, same_code, complaints) == (1, 1, "")
        assert (len(lines), empty, verdict) == (len(objects), "", SAYS.doctor.unwell_one)
        assert [one["check"] for one in objects if one["mark"] == "wrong"] == [Name.DATABASE_UNREACHABLE]
        assert set(objects[0]) == {"check", "mark", "what", "remedy", "link"}
        assert str(town.settings().token.get_secret_value()) not in told_to_people + told_to_machines


@pytest.mark.slow
async def test_the_invitation_names_the_application_of_the_token() -> None:
    async with a_town(is_set_up=False) as town:
        code, link, _ = await at_the_terminal(town, "invite")

        assert code == 0
        assert f"client_id={town.sandbox.world.application.id}&" in link
        town.changed["token"] = "a.wrong.token"
        code, _, complaint = await at_the_terminal(town, "invite")
        assert (code, complaint.count("\n")) == (2, 1)
        assert "DISCORD_TOKEN is not accepted" in complaint
