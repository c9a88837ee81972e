"""Defects of other desks where something fails or is missing, each as a test: E3, E5, E6, E7, E10, E11, E13, E14, E15.

The numbers are those of the list of what was found in other projects' source.
"""

import base64

import bson
import pytest

from bot.sandbox import Intent, Permission, Upload, allow, deny
from bot.unusable import Unusable
from models.errors import Reason
from models.ticket import Ending, Priority
from tests.peers.sights import answered, button, calls, stands
from tests.support.town import SAYS, SEEN_AND_WRITTEN, a_town

CHANNELS = "/guilds/{guild_id}/channels"
CHANNEL = "/channels/{channel_id}"
MESSAGES = "/channels/{channel_id}/messages"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(64))


async def test_e03_the_record_comes_before_the_channel() -> None:
    """There: the channel is made first, so a failure in between leaves an orphan that nobody knows."""
    async with a_town() as town:
        gate = town.sandbox.faults.hold("POST", CHANNELS)

        attempt = await town.submit(town.owner)
        await gate.reached.wait()
        recorded = await town.mongo.get_default_database("steward")["tickets"].count_documents({"number": 1})
        before = town.channels()
        gate.release()
        await town.answer(attempt)

        assert (recorded, before) == (1, {})
        (channel,) = town.channels().values()
        assert town.address_of(channel) is not None


async def test_e05_a_long_history_with_pictures_does_not_grow_the_tickets_document() -> None:
    """There: the whole history with its files is one field, up to the size that a document may have."""
    async with a_town() as town:
        channel = await answered(town)
        stored = town.mongo.get_default_database("steward")
        for n in range(20):
            picture = Upload(f"screen-{n}.png", PNG + bytes([n]) * 100_000)
            await town.owner.say(channel, f"{n} " + "x" * 1_900, [picture])
            await town.quiet()

        ticket = await stored["tickets"].find_one({"number": 1})
        assert ticket is not None
        assert len(bson.encode(ticket)) < 8_000
        assert await stored["messages"].count_documents({"heard.text": {"$regex": "x{1900}"}}) == 20
        assert sum([one["size"] async for one in stored["files"].find({})]) > 2_000_000


async def test_e06_who_is_not_in_the_cache_has_not_left() -> None:
    """There: a member or channel that is not in memory counts as gone, and its ticket is dropped."""
    async with a_town(intents=Intent.MESSAGE_CONTENT | Intent.GUILD_MEMBERS) as town:
        channel = await answered(town)
        await town.stop()
        await town.start()

        await town.wait(hours=1)

        assert stands(town, channel)
        assert SAYS.in_ticket.owner_left not in "\n".join(town.said(channel))


async def test_e07_a_channel_that_is_not_in_the_cache_is_not_deleted() -> None:
    """There: at the start every ticket whose channel is not in memory is closed."""
    async with a_town() as town:
        channel = await answered(town)
        await town.stop()
        town.stage.overwrite(channel, deny(town.bot_user, Permission.VIEW_CHANNEL))

        await town.start()
        await town.wait(hours=1)

        assert stands(town, channel)
        assert town.ticket().closing is None


async def test_e07_a_server_that_is_not_there_yet_has_lost_no_channel() -> None:
    """There: READY counts as if all servers were there."""
    async with a_town() as town:
        channel = await answered(town)
        town.sandbox.guild_unavailable(town.guild)
        town.sandbox.invalidate_sessions()
        town.sandbox.drop_sockets()
        await town.reconnected()
        town.sandbox.guild_available(town.guild)
        await town.quiet()

        await town.wait(hours=1)

        assert town.ticket().closing is None
        assert stands(town, channel)


async def test_e10_a_closed_tickets_channel_goes_also_after_a_restart() -> None:
    """There: a time-out in memory deletes the channel, and a restart forgets it."""
    async with a_town() as town:
        channel = await answered(town)
        await town.close(channel)
        await town.kill()
        await town.start()

        await town.wait(minutes=6)

        assert not stands(town, channel)


async def test_e10_and_c20_one_submission_told_twice_is_one_ticket() -> None:
    """There: double clicks open several tickets, and a limit is checked when the form opens."""
    async with a_town() as town:
        attempt = await town.submit(town.owner)
        town.owner.redeliver(attempt)
        await town.answer(attempt)
        town.owner.redeliver(attempt)
        await town.quiet()

        assert len(town.channels()) == 1


async def test_e11_a_channel_that_is_missing_holds_up_no_other_ticket() -> None:
    """There: the loop over all tickets returns at the first missing channel, on every pass."""
    async with a_town() as town:
        missing, other = await answered(town), await answered(town, town.stranger)
        await town.stop()
        town.stage.delete_channel(missing)
        await town.start()

        await town.wait(days=7, minutes=30)

        assert not stands(town, other)
        assert calls(town, town.staff, town.sla) == []


async def test_e13_a_ticket_that_fails_holds_up_no_other() -> None:
    """There: the first that fails blocks all behind it, for ever."""
    async with a_town() as town:
        failing, other = await answered(town), await answered(town, town.stranger)
        town.sandbox.faults.fail(
            "PATCH", CHANNEL, 403, times=10_000, where=lambda call: call.id("channel_id") == failing.id
        )
        town.sandbox.faults.fail(
            "DELETE", CHANNEL, 403, times=10_000, where=lambda call: call.id("channel_id") == failing.id
        )
        for channel in (failing, other):
            await town.staff.slash(channel, "close_ticket")

        await town.until(lambda: len(town.staff.sees(town.transcripts)) == 2)
        await town.wait(minutes=10)

        assert stands(town, failing)
        assert not stands(town, other)


async def test_e14_a_close_that_failed_is_tried_again_and_excludes_nobody() -> None:
    """There: a failed close puts the ticket, and one 403 the whole server, on a list of those that never close."""
    async with a_town() as town:
        first, second = await answered(town), await answered(town, town.stranger)
        town.stage.overwrite(town.transcripts, deny(town.bot_user, Permission.SEND_MESSAGES))
        await town.close(first)
        await town.wait(hours=2)
        without = len(town.staff.sees(town.transcripts))
        town.stage.overwrite(town.transcripts, allow(town.bot_user, *SEEN_AND_WRITTEN))
        await town.close(second)
        await town.wait(hours=2)

        assert without == 0
        assert len(town.staff.sees(town.transcripts)) == 2
        assert not stands(town, first)
        assert not stands(town, second)


async def test_e14_and_c08_a_channel_deleted_by_hand_leaves_a_transcript_and_a_free_owner() -> None:
    """There: it closes without a transcript, or never, and its owner can open no other."""
    async with a_town() as town:
        channel = await answered(town)
        await town.admin.delete_channel(channel)
        await town.quiet()
        await town.wait(minutes=10)

        record = town.staff.sees(town.transcripts)[-1]
        assert SAYS.closing.endings_short[Ending.SURFACE_DELETED] in record.text
        assert "an answer" in record.files[0].content.decode()
        assert stands(town, await town.open())


async def test_e15_a_transcript_that_cannot_be_posted_stops_no_close() -> None:
    """There: the close is aborted."""
    async with a_town() as town:
        channel = await answered(town)
        town.sandbox.faults.fail(
            "POST",
            MESSAGES,
            400,
            50035,
            "Invalid Form Body",
            times=10,
            where=lambda call: call.id("channel_id") == town.transcripts.id,
        )

        await town.close(channel)
        await town.wait(minutes=6)

        assert not stands(town, channel)
        assert town.owner.inbox()[-1].files
        assert "#1" in town.staff.sees(town.log)[-1].text


async def test_c07_and_c09_an_owner_who_left_can_neither_stop_a_close_nor_lose_their_words() -> None:
    """There: closing asks for the member, and Unknown Member ends it."""
    async with a_town() as town:
        channel = await answered(town)
        await town.owner.say(channel, "what they wrote")
        town.stage.leave(town.guild, town.owner.user)
        await town.quiet()

        await town.close(channel)
        await town.wait(days=2)

        record = town.staff.sees(town.transcripts)[-1]
        assert "what they wrote" in record.files[0].content.decode()
        assert not stands(town, channel)


async def test_c10_closed_direct_messages_leave_nothing_in_limbo() -> None:
    """There: the bot crashes, or the ticket hangs until a restart."""
    async with a_town() as town:
        town.owner.close_dms()
        channel = await answered(town)

        await town.close(channel)

        copy = button(town.owner, channel, "5 ★")
        assert copy.files
        await town.wait(days=1, minutes=5)
        assert not stands(town, channel)


@pytest.mark.parametrize("room", [48, 49, 50])
async def test_c11_a_category_is_full_when_discord_says_so(room: int) -> None:
    """There: 50 are counted, and Discord refuses at 48."""
    async with a_town() as town:
        for _ in range(room):
            town.stage.channel(town.guild, "filler", parent=town.category)
        town.category.most_channels = room

        await town.answer(await town.submit(town.owner))

        opened = [one for one in town.owner.channels() if one.name.startswith("database")]
        assert [one.parent_id for one in opened] == [None]
        assert f"<#{town.category.id}>" in town.staff.sees(town.log)[-1].text


async def test_c12_a_full_server_is_said_plainly_and_the_desk_goes_on() -> None:
    """There: five hundred channels, and nobody is told why nothing happens."""
    async with a_town() as town:
        town.guild.most_channels = len(town.guild.channels)

        text = await town.answer(await town.submit(town.owner))
        town.guild.most_channels = 500
        channel = await town.open()

        assert "#1" in text
        assert "#1" in town.staff.sees(town.log)[-1].text
        assert stands(town, channel)


async def test_c14_a_close_waits_for_no_rename() -> None:
    """There: two renames in ten minutes, and the third holds everything back, the close too."""
    async with a_town() as town:
        channel = await answered(town)
        for type in ("product_issues", "database", "product_issues"):
            await town.answer(await town.admin.slash(channel, "ticket_type", type=type))

        await town.answer(await town.admin.slash(channel, "close_ticket"))
        await town.wait(minutes=6)

        assert not stands(town, channel)


async def test_c21_the_buttons_of_before_work_after_a_restart() -> None:
    """There: a restart leaves buttons that answer nothing."""
    async with a_town() as town:
        channel = await town.open()
        panel, card = next(one for one in town.owner.sees(town.lobby) if one.buttons), town.card(channel)
        await town.kill()
        await town.start()

        text = await town.answer(await town.staff.select(card, "High"))
        form = (await (await town.owner.click(panel, "Database")).response).form

        assert SAYS.priorities[Priority.HIGH] in text
        assert form is not None


async def test_c22_what_was_written_while_the_bot_was_down_is_heard() -> None:
    """There: it is lost."""
    async with a_town() as town:
        channel = await town.open_with_priority("high")
        await town.kill()
        await town.staff.say(channel, "answered meanwhile")
        await town.wait(hours=3)

        await town.start()

        assert calls(town, town.staff, channel) == []


async def test_c18_nobody_reaches_a_ticket_from_another_server() -> None:
    """There: whoever knew a channel's id could read transcripts and close tickets of other servers."""
    async with a_town() as town:
        channel = await answered(town)
        boss = town.stage.user("another admin")
        elsewhere = town.stage.guild("Elsewhere", boss)
        lobby = town.stage.channel(elsewhere, "lobby")
        await town.quiet()
        outsider = town.sandbox.person(boss)
        close = next(one for one in town.card(channel).buttons if one.label == SAYS.in_ticket.close_button)
        message = await outsider.say(lobby, "here")

        attempt = outsider.forge_component(lobby, message, close.custom_id or "")

        assert (await attempt.response).form is None
        await town.quiet()
        assert town.ticket().closing is None


async def test_c16_without_the_message_content_intent_the_desk_does_not_start_blank() -> None:
    """There: transcripts are empty, and nobody knows why."""
    with pytest.raises(Unusable, match="Message Content"):
        async with a_town(intents=Intent.GUILD_MEMBERS):
            pass


async def test_c16_and_c17_what_the_desk_itself_said_is_in_the_transcript_which_needs_nothing_else() -> None:
    """There: the bot's own messages are missing, and a page on somebody's server is gone with it."""
    async with a_town() as town:
        channel = await answered(town)
        await town.close(channel)

        page = town.owner.inbox()[-1].files[0].content.decode()
        assert SAYS.in_ticket.priority_set.partition("**")[0].strip() in page
        assert "http://" not in page
        assert "https://" not in page


async def test_c15_a_picture_outlives_its_link() -> None:
    """There: the links in a transcript die with the channel."""
    async with a_town() as town:
        channel = await answered(town)
        await town.owner.say(channel, "look", [Upload("screen.png", PNG)])
        await town.wait(days=2)
        await town.close(channel)
        await town.wait(minutes=10)

        page = town.owner.inbox()[-1].files[0].content.decode()
        assert base64.b64encode(PNG).decode() in page


async def test_c19_an_owner_or_a_stranger_cannot_close_or_move_what_is_not_theirs() -> None:
    """There: anybody can close, and invited users rename."""
    async with a_town() as town:
        channel = await answered(town)

        refused = [
            await town.answer(await town.owner.slash(channel, "close_ticket")),
            await town.answer(await town.owner.slash(channel, "ticket_type", type="product_issues")),
        ]

        assert refused == [SAYS.answers.refusals[Reason.STAFF_ONLY]] * 2
        assert town.ticket().closing is None


async def test_c25_a_closed_ticket_opens_again_and_its_next_transcript_holds_both_conversations() -> None:
    """There: what is closed stays closed, and whoever comes back begins anew."""
    async with a_town() as town:
        await town.close(await answered(town))
        await town.wait(minutes=10)
        await town.answer(await town.owner.click(town.owner.inbox()[-1], SAYS.in_ticket.reopen_button))
        (again,) = town.channels().values()
        await town.staff.say(again, "an answer after the end")
        await town.quiet()

        await town.close(again)

        page = town.owner.inbox()[-1].files[0].content.decode()
        assert page.index("an answer") < page.index("an answer after the end")
