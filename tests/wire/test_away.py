"""While the bot is away, deaf or cut off the world goes on: afterwards it knows all, and says only what is true."""

import pytest

from actors.clock import SteppedClock
from bot.sandbox import Channel, Permission, Person, allow, deny
from models.ticket import Ending, Side
from tests.support.town import SAYS, Town, a_town

READ_HISTORY = Permission.READ_MESSAGE_HISTORY


def turns(town: Town) -> list[Side]:
    return [turn.side for turn in town.ticket().turns]


def called(person: Person, channel: Channel) -> int:
    return sum(message.calls_me for message in person.sees(channel))


async def record(town: Town, channel: Channel) -> str:
    """The team's copy of the transcript."""
    await town.close(channel)
    return town.staff.sees(town.transcripts)[-1].files[0].content.decode()


async def test_what_was_said_edited_and_deleted_while_the_bot_was_down_is_found() -> None:
    async with a_town() as town:
        channel = await town.open_with_priority()
        first = await town.owner.say(channel, "first words")
        second = await town.owner.say(channel, "second words")
        await town.quiet()
        await town.stop()

        await town.owner.edit(first, "better words")
        await town.owner.delete(second)
        await town.staff.say(channel, "an answer nobody heard")
        await town.start()

        assert turns(town)[-1] is Side.STAFF
        page = await record(town, channel)
        assert all(words in page for words in ("better words", "an answer nobody heard"))
        assert "second words" not in page
        assert SAYS.page.deleted.format(name="owner") in page


async def test_an_answer_given_while_the_bot_was_down_counts_and_nobody_is_called() -> None:
    async with a_town() as town:
        channel = await town.open_with_priority("high")
        await town.stop()
        await town.wait(minutes=20)
        await town.staff.say(channel, "in time")
        await town.wait(days=2)

        await town.start()
        await town.wait(days=1)

        assert called(town.staff, town.sla) == 0


async def test_coming_back_late_says_once_what_is_still_unanswered() -> None:
    async with a_town() as town:
        channel = await town.open_with_priority("high")
        before = called(town.staff, channel)
        await town.stop()
        await town.wait(days=3)

        await town.start()

        assert called(town.staff, town.sla) == 1
        assert called(town.staff, channel) == before + 1


async def test_a_message_of_the_team_caught_up_after_an_outage_is_never_deleted_and_counts() -> None:
    async with a_town() as town:
        channel = await town.open()
        await town.stop()
        town.stage.give_role(town.guild, town.admin.user, town.role)
        await town.admin.say(channel, "said past the gate while nobody watched")

        await town.start()

        assert "said past the gate while nobody watched" in town.said(channel)
        assert turns(town)[-1] is Side.STAFF


async def test_without_the_right_to_read_the_history_nothing_is_taken_for_deleted_and_nobody_is_called() -> None:
    async with a_town() as town:
        channel = await town.open_with_priority("high")
        await town.owner.say(channel, "still standing")
        await town.quiet()
        await town.stop()
        await town.staff.say(channel, "answered while nobody listened")
        town.stage.overwrite(channel, allow(town.bot_user, Permission.VIEW_CHANNEL, deny=READ_HISTORY))

        await town.start()
        await town.wait(days=2)

        assert called(town.staff, town.sla) == 0
        assert SAYS.permissions["read_message_history"] in town.staff.sees(town.log)[-1].text
        town.stage.overwrite(channel, allow(town.bot_user, Permission.VIEW_CHANNEL, READ_HISTORY))
        await town.quiet()
        page = await record(town, channel)
        assert all(words in page for words in ("still standing", "answered while nobody listened"))
        assert SAYS.page.deleted.format(name="owner") not in page


async def test_a_channel_that_is_hidden_from_the_bot_is_one_in_which_it_is_deaf() -> None:
    async with a_town() as town:
        channel = await town.open_with_priority("high")
        town.stage.overwrite(channel, deny(town.bot_user, Permission.VIEW_CHANNEL))
        await town.quiet()
        await town.wait(minutes=5)
        await town.staff.say(channel, "answered where the bot cannot see")

        await town.wait(days=2)

        assert called(town.staff, town.sla) == 0
        assert f"<#{channel.id}>" in town.staff.sees(town.log)[-1].text
        town.stage.overwrite(channel, allow(town.bot_user, Permission.VIEW_CHANNEL, READ_HISTORY))
        await town.quiet()
        assert turns(town)[-1] is Side.STAFF
        await town.wait(days=2)
        assert called(town.staff, town.sla) == 0


async def test_a_channel_deleted_while_the_bot_was_down_is_confirmed_and_closes_the_ticket() -> None:
    async with a_town() as town:
        channel = await town.open_with_priority()
        await town.stop()
        town.stage.delete_channel(channel)

        await town.start()

        (message,) = town.staff.sees(town.transcripts)
        assert SAYS.closing.endings_short[Ending.SURFACE_DELETED] in message.text


async def test_a_channel_that_discord_fails_to_show_is_not_gone() -> None:
    async with a_town() as town:
        channel = await town.open_with_priority()
        await town.stop()
        town.sandbox.faults.fail("GET", "/channels/{channel_id}/messages", status=404, code=10003)

        await town.start()
        await town.until(lambda: town.address_of(channel) and town.app.is_quiet)

        assert town.ticket().closing is None


async def test_an_owner_who_is_not_in_the_cache_is_found_by_asking() -> None:
    async with a_town() as town:
        channel = await town.open_with_priority()
        guild = town.app.client.get_guild(town.guild.id)
        assert guild is not None
        await town.stop()
        await town.staff.say(channel, "who am I?")
        await town.start()
        assert turns(town)[-1] is Side.STAFF

        guild = town.app.client.get_guild(town.guild.id)
        assert guild is not None
        guild._members.clear()
        town.sandbox.invalidate_sessions()
        await town.staff.say(channel, "and now?")
        await town.reconnected()

        assert turns(town).count(Side.STAFF) == 2


async def test_a_team_member_who_left_is_nobody_any_more_and_the_start_goes_on() -> None:
    async with a_town() as town:
        channel = await town.open_with_priority()
        await town.stop()
        await town.staff.say(channel, "my last words")
        town.stage.leave(town.guild, town.staff.user)

        await town.start()

        assert turns(town)[-1] is not Side.STAFF
        assert "my last words" in town.said(channel)


@pytest.mark.parametrize("how", ["drop_sockets", "ask_to_reconnect"])
async def test_a_connection_that_breaks_is_resumed_and_nothing_is_missed(how: str) -> None:
    async with a_town() as town:
        channel = await town.open_with_priority()
        getattr(town.sandbox, how)()
        await town.owner.say(channel, "into the silence")

        await town.reconnected()

        assert turns(town)[-1] is Side.OWNER
        assert town.said(channel)[-1] == "into the silence"


async def test_a_lost_session_is_begun_anew_and_what_was_missed_is_read() -> None:
    async with a_town() as town:
        channel = await town.open_with_priority()
        message = await town.owner.say(channel, "to be edited")
        await town.quiet()
        town.sandbox.invalidate_sessions()
        town.sandbox.hold_events()
        await town.owner.edit(message, "was edited")
        await town.owner.say(channel, "unheard")
        town.sandbox.release_events()

        await town.reconnected()

        page = await record(town, channel)
        assert "was edited" in page
        assert "unheard" in page


async def test_nobody_is_called_about_a_time_that_was_not_heard() -> None:
    async with a_town() as town:
        channel = await town.open_with_priority("high")
        await town.wait(minutes=25)
        await town.sandbox.stop_listening()
        await town.until(lambda: town.app.gateway.sequence is None)
        await town.staff.say(channel, "answered while the line was cut")
        assert isinstance(town.clock, SteppedClock)
        town.clock.step()

        await town.sandbox.listen()
        await town.reconnected()
        await town.wait(hours=1)

        assert called(town.staff, town.sla) == 0


@pytest.mark.parametrize(
    "route",
    [
        ("POST", "/guilds/{guild_id}/channels"),
        ("POST", "/channels/{channel_id}/messages"),
        ("POST", "/interactions/{interaction_id}/{interaction_token}/callback"),
    ],
)
async def test_a_kill_in_the_middle_of_opening_leaves_one_whole_ticket(route: tuple[str, str]) -> None:
    async with a_town() as town:
        response = await town.form()
        gate = town.sandbox.faults.hold(*route)
        await town.owner.submit(response, {"title": "A title", "text": "A whole sentence."})
        await gate.reached.wait()

        await town.kill()
        gate.release()
        await town.quiet()
        await town.wait(minutes=1)
        await town.start()

        (channel,) = town.channels().values()
        cards = [message for message in town.admin.sees(channel) if message.selects]
        forms = [message for message in town.admin.sees(channel) if "A whole sentence." in message.text]
        assert (len(cards), len(forms)) == (1, 1)


@pytest.mark.parametrize(
    "route",
    [
        ("PUT", "/channels/{channel_id}/permissions/{overwrite_id}"),
        ("POST", "/channels/{channel_id}/messages"),
        ("GET", "/channels/{channel_id}/messages"),
    ],
)
async def test_a_kill_in_the_middle_of_closing_still_closes_once(route: tuple[str, str]) -> None:
    async with a_town() as town:
        channel = await town.open_with_priority()
        gate = town.sandbox.faults.hold(*route)
        await town.staff.slash(channel, "close_ticket")
        await gate.reached.wait()

        await town.kill()
        gate.release()
        await town.quiet()
        await town.start()

        assert len(town.owner.inbox()) == 1
        assert len(town.staff.sees(town.transcripts)) == 1
        await town.wait(minutes=6)
        assert town.channels() == {}
