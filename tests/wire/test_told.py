"""What staff and owner are told when something is missing or over: what is true, once, and where they read it."""

import pytest

from bot.sandbox import Permission, allow, deny
from bot.sandbox.model import Role
from models.ids import What
from tests.support.town import SAYS, Town, a_town


def log(town: Town) -> list[str]:
    return [message.text for message in town.admin.sees(town.log)]


def bot_role(town: Town) -> Role:
    return next(role for role in town.guild.roles.values() if role.managed)


def lose(town: Town, *permissions: Permission) -> Permission:
    """What the bot's role could do before."""
    role = bot_role(town)
    before = kept = Permission(role.permissions)
    for permission in permissions:
        kept &= ~permission
    town.stage.set_permissions(town.guild, role, kept)
    return before


async def test_a_lock_that_waited_until_its_channel_was_removed_alarms_nobody() -> None:
    async with a_town() as town:
        channel = await town.open_with_priority()
        before = lose(town, Permission.MANAGE_ROLES)
        await town.quiet()
        await town.close(channel)
        (told,) = log(town)
        assert "**Manage Permissions" in told

        await town.wait(minutes=6)
        town.stage.set_permissions(town.guild, bot_role(town), before)
        await town.wait(hours=2)

        assert town.channels() == {}
        assert log(town) == [told]


async def test_each_channel_that_is_hidden_is_named() -> None:
    async with a_town() as town:
        channel = await town.open_with_priority("urgent")
        for hidden in (town.sla, town.transcripts):
            town.stage.overwrite(hidden, deny(town.bot_user, Permission.VIEW_CHANNEL))
        await town.quiet()

        await town.wait(minutes=20)
        await town.close(channel)

        cannot_see = [text.partition(".")[0] for text in log(town)]
        assert [
            f"I cannot see <#{one.id}>" in text
            for one, text in zip((town.sla, town.transcripts), cannot_see, strict=True)
        ] == [True, True]


async def test_what_is_missing_after_the_first_permission_was_given_is_told_too() -> None:
    async with a_town() as town:
        await town.open_with_priority("urgent")
        town.stage.overwrite(town.sla, deny(town.bot_user, Permission.VIEW_CHANNEL))
        await town.quiet()
        await town.wait(minutes=20)

        town.stage.overwrite(town.sla, allow(town.bot_user, Permission.VIEW_CHANNEL, deny=Permission.SEND_MESSAGES))
        await town.quiet()

        assert ["View Channel" in text for text in log(town)] == [True, False]
        assert f"in <#{town.sla.id}>: **Send Messages**" in log(town)[1]


async def test_the_copy_of_an_owner_who_has_left_goes_nowhere_and_the_channel_after_five_minutes() -> None:
    async with a_town() as town:
        channel = await town.open_with_priority()
        await town.owner.leave(town.guild)

        await town.close(channel)

        (told,) = log(town)
        assert "not in this server any more" in told
        assert SAYS.to_staff.copy_goes_to_ticket not in told
        assert not any(message.files for message in town.admin.sees(channel))
        await town.wait(minutes=5, seconds=1)
        assert town.channels() == {}


async def test_whoever_looks_on_reads_in_the_channel_that_it_is_closed_by_whom_and_when_it_goes() -> None:
    async with a_town() as town:
        channel = await town.open_with_priority()

        await town.close(channel)

        last = town.owner.sees(channel)[-1]
        assert last.text.startswith(SAYS.in_ticket.closed.format(by=f"<@{town.staff.user.id}>"))
        assert "5 minutes" in last.text
        assert not last.calls_me
        (record,), (copy,) = town.staff.sees(town.transcripts), town.owner.inbox()
        for page in (message.files[0].content.decode() for message in (record, copy)):
            assert "has closed this ticket" not in page


async def test_the_closing_message_says_which_ticket_and_which_server() -> None:
    async with a_town() as town:
        channel = await town.open(title="My data is gone")
        await town.close(channel)

        (copy,) = town.owner.inbox()
        assert "#1 · My data is gone" in copy.text
        assert town.guild.name in copy.text


async def test_the_question_for_a_priority_goes_once_there_is_one() -> None:
    async with a_town() as town:
        channel = await town.open()
        await town.admin.say(channel, "an answer without a clock")
        await town.quiet()
        assert any(text.startswith(SAYS.in_ticket.ask_priority) for text in town.said(channel))

        await town.answer(await town.staff.slash(channel, "priority", priority="low"))

        assert not any(text.startswith(SAYS.in_ticket.ask_priority) for text in town.said(channel))


@pytest.mark.parametrize("reason", ["the right to mention roles", "the role"])
async def test_staff_are_told_once_that_nobody_is_called(reason: str) -> None:
    async with a_town() as town:
        if reason == "the role":
            town.stage.delete_role(town.guild, town.role)
        else:
            everyone = town.guild.roles[town.guild.id]
            kept = Permission(everyone.permissions) & ~Permission.MENTION_EVERYONE
            town.stage.set_permissions(town.guild, everyone, kept)
            lose(town, Permission.MENTION_EVERYONE)
        await town.quiet()

        for _ in range(3):
            await town.open()

        (told,) = log(town)
        assert ("was deleted" if reason == "the role" else f"I mentioned <@&{town.role.id}>") in told


async def test_staff_are_told_once_that_new_tickets_do_not_fit_into_their_category() -> None:
    async with a_town() as town:
        town.stage.delete_channel(town.category)
        await town.quiet()

        for _ in range(2):
            await town.answer(await town.submit(town.owner))

        (told,) = log(town)
        assert f"do not fit into <#{town.category.id}>" in told
        assert len([one for one in town.guild.channels.values() if one.name.startswith("database-")]) == 2


async def test_with_the_staff_log_gone_the_sla_channel_tells_what_failed() -> None:
    async with a_town() as town:
        town.owner.close_dms()
        channel = await town.open_with_priority()
        town.stage.delete_channel(town.log)

        await town.close(channel)

        gone, failed = (message.text for message in town.staff.sees(town.sla))
        assert "`STAFF_LOG_CHANNEL_ID`" in gone
        assert SAYS.things[What.COPY] in failed.casefold()


async def test_with_the_sla_channel_gone_the_staff_log_calls_the_team() -> None:
    async with a_town() as town:
        await town.open_with_priority("urgent")
        town.stage.delete_channel(town.sla)
        await town.quiet()

        await town.wait(minutes=20)

        gone, call = town.staff.sees(town.log)
        assert "`BOT_SUPPORT_TICKETS_SLA_NOTIFICATIONS_CHANNEL_ID`" in gone.text
        assert SAYS.to_staff.half_title.format(number=1) in call.text
        assert call.calls_me


async def test_with_the_transcripts_channel_gone_a_ticket_closes_and_staff_are_told_for_each_record() -> None:
    async with a_town() as town:
        channel = await town.open_with_priority()
        town.stage.delete_channel(town.transcripts)
        await town.quiet()

        await town.close(channel)
        await town.wait(minutes=6)

        gone, failed = log(town)
        assert "`BOT_SUPPORT_TICKETS_TRANSCRIPTS_CHANNEL_ID`" in gone
        assert SAYS.things[What.TRANSCRIPT] in failed.casefold()
        assert town.owner.inbox()[0].files
        assert town.channels() == {}
