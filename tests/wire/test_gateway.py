"""The connection: malformed events, wrong tokens, refusals, calls that fail. The process lives on, or says why not."""

import io
import logging

import anyio
import discord
import pytest

from bot.inbound.gateway import BETWEEN_IDENTIFIES, FATAL, Gateway, Session
from bot.logs import set_up_logs
from bot.sandbox import Intent, Permission
from bot.sandbox.stage import BOT_PERMISSIONS
from bot.unusable import WRONG_INTENTS, WRONG_TOKEN, Unusable
from models.ticket import Side
from tests.support.town import SAYS, Town, a_town


@pytest.mark.parametrize(
    ("event", "payload"),
    [
        ("MESSAGE_CREATE", {"channel_id": "{ticket}"}),
        ("MESSAGE_CREATE", {}),
        ("MESSAGE_UPDATE", {"channel_id": "{ticket}", "edited_timestamp": "yesterday", "author": {}}),
        ("CHANNEL_CREATE", {"id": "1"}),
        ("GUILD_CREATE", {"id": "1"}),
        ("INTERACTION_CREATE", {"id": "1", "type": 2}),
        ("GUILD_ROLE_UPDATE", {"guild_id": "{guild}"}),
    ],
)
async def test_after_a_malformed_event_a_new_session_begins_and_nothing_is_missed(
    event: str, payload: dict[str, object]
) -> None:
    async with a_town() as town:
        channel = await town.open_with_priority()
        place = {"{ticket}": str(channel.id), "{guild}": str(town.guild.id)}
        told = {key: place.get(str(value), value) for key, value in payload.items()}

        town.sandbox.forge_event(event, told)
        await town.owner.say(channel, "right behind it")
        await town.reconnected()

        assert town.ticket().turns[-1].side is Side.OWNER
        assert await is_well(town)


@pytest.mark.usefixtures("logs_as_before")
async def test_a_quick_answer_to_a_heartbeat_is_no_alarm_and_a_late_loop_still_is() -> None:
    log = io.StringIO()
    async with a_town() as town:
        set_up_logs("WARNING", stream=log, for_people=True)
        gateway, ws = town.app.gateway, town.app.client.ws
        beat, frames = ws._keep_alive, gateway.frames
        assert beat is not None
        beat._last_send -= 41.25  # the heartbeat before, of which alone py-cord knows

        gateway.ask()
        await town.until(lambda: gateway.frames > frames)

        assert beat.latency > 41, "py-cord takes it for late"
        assert log.getvalue() == ""
        logging.getLogger("discord.gateway").warning(beat.block_msg, None, 10)
        assert "heartbeat blocked for more than 10 seconds" in log.getvalue()


async def test_unknown_events_are_nothing() -> None:
    async with a_town() as town:
        session = town.sandbox.sessions[-1]

        town.sandbox.forge_event("SOMETHING_NEW", {"what": "ever"})
        await town.quiet()

        assert town.sandbox.sessions[-1] is session


async def test_a_wrong_token_is_one_sentence() -> None:
    with pytest.raises(Unusable) as refused:
        async with a_town(token="a-token.of-somebody.else"):
            pytest.fail("it started")

    assert str(refused.value) == WRONG_TOKEN


async def test_intents_that_are_not_switched_on_are_one_sentence() -> None:
    with pytest.raises(Unusable) as refused:
        async with a_town(intents=Intent(0)):
            pytest.fail("it started")

    assert str(refused.value) == WRONG_INTENTS


@pytest.mark.parametrize("code", sorted(FATAL))
async def test_a_close_that_discord_means_for_ever_ends_the_process_with_a_sentence(code: int) -> None:
    async def closed() -> None:
        async with a_town() as town:
            town.sandbox.close_sockets(code)
            await town.until(lambda: False)

    with pytest.raises(Unusable) as refused:
        await closed()

    assert str(refused.value) == FATAL[code]


@pytest.mark.parametrize("code", [1000, 1001, 4000, 4007, 4009])
async def test_any_other_close_is_gone_on_from(code: int) -> None:
    async with a_town() as town:
        channel = await town.open_with_priority()
        town.sandbox.close_sockets(code)
        await town.owner.say(channel, "in between")

        await town.reconnected()

        assert town.ticket().turns[-1].side is Side.OWNER


async def test_an_answer_that_cannot_be_given_is_logged_and_the_wish_is_done() -> None:
    async with a_town() as town:
        channel = await town.open()
        town.sandbox.faults.fail("POST", "/interactions/{interaction_id}/{interaction_token}/callback", status=403)

        attempt = await town.staff.slash(channel, "priority", priority="low")
        await town.quiet()

        assert town.ticket().promised_at is not None
        assert attempt.interaction.answered_with is None
        assert await is_well(town)


async def test_an_answer_that_is_no_json_is_no_death() -> None:
    async with a_town() as town:
        town.sandbox.faults.garble("POST", "/interactions/{interaction_id}/{interaction_token}/callback")

        await town.owner.click(next(one for one in town.owner.sees(town.lobby) if one.buttons), "Database")
        await town.quiet()

        assert await is_well(town)


@pytest.mark.parametrize(
    "route",
    [
        "/channels/{channel_id}/messages",
        "/guilds/{guild_id}/members/{user_id}",
        "/applications/{application_id}/commands",
    ],
)
async def test_a_history_that_is_no_json_is_asked_for_again(route: str) -> None:
    async with a_town() as town:
        channel = await town.open_with_priority()
        await town.stop()
        await town.owner.say(channel, "said meanwhile")
        garbled = town.sandbox.faults.garble("GET", route)

        await town.start()
        await town.until(lambda: town.ticket().turns[-1].side is Side.OWNER)

        assert garbled.hits == 1
        assert await is_well(town)


async def test_a_guild_that_goes_and_comes_back_is_heard_again() -> None:
    async with a_town() as town:
        channel = await town.open_with_priority()

        town.sandbox.guild_unavailable(town.guild)
        await town.quiet()
        assert town.ticket().closing is None
        town.sandbox.guild_available(town.guild)
        await town.owner.say(channel, "back again")
        await town.quiet()

        assert town.ticket().turns[-1].side is Side.OWNER
        assert await is_well(town)


async def test_a_lane_that_misses_a_permission_goes_on_once_it_is_given() -> None:
    async with a_town() as town:
        mine = next(role for role in town.guild.roles.values() if role.managed)
        town.stage.set_permissions(town.guild, mine, BOT_PERMISSIONS & ~Permission.MANAGE_CHANNELS)
        await town.submit(town.owner)
        await town.until(lambda: town.staff.sees(town.log))
        assert town.channels() == {}

        town.stage.set_permissions(town.guild, mine, BOT_PERMISSIONS)
        await town.until(town.channels)
        await town.quiet()

        assert SAYS.permissions["manage_channels"] in town.staff.sees(town.log)[0].text


async def test_a_role_that_the_bot_is_given_is_a_new_right_and_one_of_somebody_else_is_none() -> None:
    async with a_town() as town:
        mine = next(role for role in town.guild.roles.values() if role.managed)
        builders = town.stage.role(town.guild, "builders", BOT_PERMISSIONS)
        town.stage.set_permissions(town.guild, mine, BOT_PERMISSIONS & ~Permission.MANAGE_CHANNELS)
        await town.submit(town.owner)
        await town.until(lambda: town.staff.sees(town.log))

        town.stage.give_role(town.guild, town.stranger.user, builders)
        await town.until(lambda: town.app.gateway.sequence == town.sandbox.sequence)
        await anyio.wait_all_tasks_blocked()
        assert creations(town) == 1

        town.stage.give_role(town.guild, town.bot_user, builders)
        await town.until(town.channels)
        await town.quiet()
        assert creations(town) == 2


def creations(town: Town) -> int:
    return sum((one.method, one.pattern) == ("POST", "/guilds/{guild_id}/channels") for one in town.sandbox.log)


@pytest.mark.parametrize(("refusals", "is_closed"), [(1, False), (2, True)])
async def test_a_channel_is_gone_only_when_discord_says_so_twice_more(refusals: int, is_closed: bool) -> None:
    async with a_town() as town:
        channel = await town.open_with_priority()
        town.sandbox.faults.fail("GET", "/channels/{channel_id}", status=404, code=10003, times=refusals)
        gone = {"id": str(channel.id), "guild_id": str(town.guild.id), "type": 0, "name": channel.name}

        town.sandbox.forge_event("CHANNEL_DELETE", gone, town.guild)
        await town.quiet()

        assert len(town.staff.sees(town.transcripts)) == is_closed


async def test_a_stop_gives_the_session_up_and_a_lost_connection_does_not() -> None:
    async with a_town() as town:
        session = town.sandbox.sessions[-1]
        town.sandbox.drop_sockets()
        await town.until(lambda: session.connection is None)
        await town.reconnected()
        assert town.sandbox.sessions == [session]

        await town.stop()
        await town.until(lambda: not town.sandbox.sessions)


@pytest.mark.parametrize(
    ("session", "tries", "least", "most"),
    [
        (None, 0, BETWEEN_IDENTIFIES, BETWEEN_IDENTIFIES),
        (None, 1, BETWEEN_IDENTIFIES, 60.0),
        (Session("kept", 7), 0, 0.0, 0.0),
        (Session("kept", 7), 1, 0.0, 60.0),
    ],
)
async def test_a_new_session_begins_after_five_seconds_and_one_that_was_kept_at_once(
    session: Session | None, tries: int, least: float, most: float
) -> None:
    gateway = Gateway(discord.Client())

    assert least <= gateway._pause(session, tries) <= most


async def is_well(town: Town) -> bool:
    """Whether a new ticket still comes to be."""
    before = len(town.channels())
    await town.open(town.stranger)
    return len(town.channels()) == before + 1
