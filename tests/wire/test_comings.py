"""Who comes, goes and is silenced; roles, channels and threads that come and go: each heard once, where it matters."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from actors.ports import HistoryDown, Presence
from bot.inbound.history import DiscordHistory
from bot.inbound.presence import DiscordAttendance
from bot.sandbox import Channel, Permission
from bot.sandbox.model import ChannelType, Role
from bot.sandbox.rules import places
from bot.sandbox.stage import BOT_PERMISSIONS
from models.ids import ChannelId, GuildId, UserId
from models.ticket import Absence, Away
from tests.support.town import SAYS, Town, a_town

MEMBER = "/guilds/{guild_id}/members/{user_id}"


def absences(town: Town) -> tuple[Absence, ...]:
    return town.ticket().absences


def log(town: Town) -> list[str]:
    return [message.text for message in town.admin.sees(town.log)]


def mine(town: Town) -> Role:
    return next(role for role in town.guild.roles.values() if role.managed)


# --- owners ---


async def test_an_owner_who_leaves_and_comes_back_was_away_between() -> None:
    async with a_town() as town:
        await town.open_with_priority()
        await town.wait(hours=1)
        left = town.now
        await town.owner.leave(town.guild)
        await town.quiet()
        assert absences(town) == (Absence(left, None, Away.LEFT),)

        await town.wait(hours=1)
        back = town.now
        await town.owner.join(town.guild)
        await town.quiet()

        assert absences(town) == (Absence(left, back, Away.LEFT),)


async def test_an_owner_who_is_silenced_is_away_until_then() -> None:
    async with a_town() as town:
        await town.open_with_priority()
        until = town.now + timedelta(hours=2)

        await town.admin.time_out(town.guild, town.owner.user, until)
        await town.quiet()

        assert absences(town) == (Absence(town.now, until, Away.TIMED_OUT),)


async def test_whoever_owns_no_ticket_may_come_and_go() -> None:
    async with a_town() as town:
        await town.open_with_priority()
        before = town.ticket()

        await town.stranger.leave(town.guild)
        await town.stranger.join(town.guild)
        await town.admin.time_out(town.guild, town.stranger.user, town.now + timedelta(hours=2))
        await town.quiet()

        assert town.ticket() == before


async def test_an_owner_who_left_while_the_bot_was_down_is_missed_at_the_start() -> None:
    async with a_town() as town:
        await town.open_with_priority()
        await town.stop()
        await town.owner.leave(town.guild)

        await town.start()

        (absence,) = absences(town)
        assert (absence.why, absence.until) == (Away.LEFT, None)


async def test_an_owner_who_left_while_it_was_closed_is_missed_when_it_is_reopened() -> None:
    async with a_town() as town:
        channel = await town.open_with_priority()
        await town.close(channel)
        await town.owner.leave(town.guild)

        await town.answer(await town.staff.slash(channel, "reopen"))

        assert [absence.why for absence in absences(town)] == [Away.LEFT]


async def test_attendance_asks_discord_about_whom_it_does_not_know_and_believes_only_a_404() -> None:
    async with a_town() as town:
        attendance = DiscordAttendance(town.app.client, town.app.ear, town.clock)
        guild, owner = GuildId(town.guild.id), UserId(town.owner.user.id)
        known = town.app.client.get_guild(town.guild.id)
        assert known is not None
        until = town.now + timedelta(hours=2)
        await town.admin.time_out(town.guild, town.owner.user, until)
        await town.quiet()
        assert await attendance.of(guild, owner) == Presence(True, until)

        known._members.clear()
        assert await attendance.of(guild, owner) == Presence(True, until)
        town.sandbox.faults.fail("GET", MEMBER, status=404, code=10004)
        with pytest.raises(HistoryDown):
            await attendance.of(guild, owner)
        await town.wait(hours=3)
        assert await attendance.of(guild, owner) == Presence(True)
        town.stage.leave(town.guild, town.owner.user)
        assert await attendance.of(guild, owner) == Presence(False)


# --- what the desk stands on ---


@pytest.mark.parametrize(
    ("place", "variable"),
    [("sla", "BOT_SUPPORT_TICKETS_SLA_NOTIFICATIONS_CHANNEL_ID"), ("transcripts", "BOT_SUPPORT_TICKETS_TRANSCRIPTS")],
)
async def test_a_channel_of_the_settings_that_is_deleted_is_told_at_once_and_once(place: str, variable: str) -> None:
    async with a_town() as town:
        town.stage.delete_channel(town.stage.channel(town.guild, "nobody's"))
        await town.quiet()
        assert log(town) == []

        town.stage.delete_channel(getattr(town, place))
        await town.quiet()

        (told,) = log(town)
        assert variable in told


async def test_without_the_staff_log_the_sla_channel_hears_of_it() -> None:
    async with a_town() as town:
        town.stage.delete_channel(town.log)
        await town.quiet()

        (told,) = [message.text for message in town.staff.sees(town.sla)]
        assert "STAFF_LOG_CHANNEL_ID" in told


async def test_a_team_whose_role_is_deleted_is_missed_at_once() -> None:
    async with a_town() as town:
        town.stage.delete_role(town.guild, town.stage.role(town.guild, "some role"))
        await town.quiet()
        assert log(town) == []

        town.stage.delete_role(town.guild, town.other_role)
        await town.quiet()

        (told,) = log(town)
        assert "BOT_PRODUCT_ISSUES_SUPPORT_STAFF_ROLE_ID" in told


async def test_a_category_that_is_deleted_is_missed_at_once() -> None:
    async with a_town() as town:
        town.stage.delete_channel(town.category)
        await town.quiet()

        (told,) = log(town)
        assert told.endswith(SAYS.to_staff.no_category.format(place=f"<#{town.category.id}>"))


async def a_deleted_message(town: Town) -> None:
    panel = next(message for message in town.admin.sees(town.lobby) if message.buttons)
    await town.admin.delete(panel)


async def a_deleted_channel(town: Town) -> None:
    town.stage.delete_channel(town.lobby)


@pytest.mark.parametrize("deleted", [a_deleted_message, a_deleted_channel])
async def test_a_panel_that_is_deleted_is_missed_at_once(deleted: Callable[[Town], Awaitable[None]]) -> None:
    async with a_town() as town:
        await deleted(town)
        await town.quiet()

        (told,) = log(town)
        assert told.endswith(SAYS.to_staff.panel_deleted)


async def test_a_panel_that_another_one_replaces_is_not_missed() -> None:
    async with a_town() as town:
        await town.set_up()
        await town.admin.delete(await town.admin.say(town.lobby, "some message"))
        await town.quiet()

        assert log(town) == []


# --- a second channel of one ticket ---


def made(town: Town, topic: str | None) -> Channel:
    body = {"name": "twin", "type": int(ChannelType.TEXT), "parent_id": town.category.id, "topic": topic}
    return places.create(town.sandbox.world, None, town.guild, body)


@pytest.mark.parametrize("is_down", [False, True], ids=["while it listens", "while it is down"])
async def test_a_second_channel_of_one_ticket_goes_and_any_other_stays(is_down: bool) -> None:
    async with a_town() as town:
        channel = await town.open()
        if is_down:
            await town.stop()

        twin, other = made(town, channel.topic), made(town, "what people talk about")
        if is_down:
            await town.start()
        await town.quiet()

        assert twin.id not in town.channels()
        assert {channel.id, other.id} <= set(town.channels())


# --- threads ---


async def test_every_thread_of_a_channel_is_listed_once_and_private_ones_where_they_may_be_seen() -> None:
    async with a_town() as town:
        channel, other = await town.open(), await town.open()
        begun = [await town.admin.begin_thread(channel, name) for name in ("awake", "asleep")]
        await town.admin.archive(begun[1])
        await town.admin.begin_thread(other, "elsewhere")
        private = await town.admin.begin_thread(channel, "private", private=True)
        await town.admin.archive(private)
        history = DiscordHistory(town.app.client)

        listed = await history.threads(ChannelId(channel.id))
        assert [(thread.name, thread.is_private) for thread in listed] == [("awake", False), ("asleep", False)]

        town.stage.set_permissions(town.guild, mine(town), BOT_PERMISSIONS | Permission.MANAGE_THREADS)
        listed = await history.threads(ChannelId(channel.id))
        assert {thread.name: thread.is_private for thread in listed} == {
            "awake": False,
            "asleep": False,
            "private": True,
        }


async def test_what_is_said_in_a_thread_is_no_turn() -> None:
    async with a_town() as town:
        channel = await town.open_with_priority()
        thread = await town.admin.begin_thread(channel, "aside")
        before = town.ticket().turns

        await town.admin.say(thread, "between us")
        await town.quiet()

        assert town.ticket().turns == before
