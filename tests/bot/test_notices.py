"""What staff read when the desk itself is in trouble: once, with the remedy, and never at the cost of more."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace

import anyio
import pytest
from anyio.lowlevel import checkpoint

from actors.ports import Alarm, Notice, Trouble
from bot.outbound.notices import MOST_WAITING, QUIET_FOR, QUIET_LONG, Notices, told
from bot.sandbox import Channel, Permission, Sandbox, Seen, User, deny
from bot.sandbox.model import Id
from bot.wording import words
from models.ids import Address, ChannelId, GuildId, RoleId, What
from models.moment import DISCORD_EPOCH, Moment
from models.policy import Places, Policy
from tests.sandbox.tools import connected
from tests.support import desk_scene as desk

MISSING = Notice(Trouble.MISSING_PERMISSION, "manage_roles", What.LOCK)
STUCK = Notice(Trouble.STUCK)


@dataclass
class ClockByHand:
    """Only its seconds matter here."""

    seconds: float = 0.0

    def monotonic(self) -> float:
        return self.seconds

    def now(self) -> Moment:
        return DISCORD_EPOCH

    def call_at(self, at: Moment, ring: Callable[[], None]) -> Alarm:
        raise AssertionError("nothing here waits for a moment")


@dataclass
class StaffLog:
    """A guild with one channel for the staff, and the notices that go there."""

    sandbox: Sandbox
    staff: User
    channel: Channel
    clock: ClockByHand
    guild: GuildId
    notices: Notices = field(init=False)
    places: Places = field(init=False)

    def of(self, guild: GuildId) -> Policy:
        return desk.POLICY.model_copy(update={"places": self.places})

    def tell(self, notice: Notice, number: int = 12) -> None:
        self.notices(Address(self.guild, number), notice)

    async def seen(self) -> list[Seen]:
        """What stands there once everything that was noted has been tried."""
        with anyio.fail_after(5):
            while not self.notices.is_quiet:
                await checkpoint()
        return self.sandbox.person(self.staff).sees(self.channel)


@pytest.fixture
async def log(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[StaffLog]:
    async with Sandbox() as sandbox:
        staff = sandbox.stage.user("staff")
        guild = sandbox.stage.guild("Desk", staff)
        channel = sandbox.stage.channel(guild, "staff-log")
        async with connected(sandbox, monkeypatch) as client, anyio.create_task_group() as group:
            log = StaffLog(sandbox, staff, channel, ClockByHand(), GuildId(guild.id))
            log.places = Places(staff_log=ChannelId(channel.id))
            log.notices = Notices(client, log, log.clock)
            group.start_soon(log.notices.run)
            yield log
            group.cancel_scope.cancel()


async def test_staff_are_told_what_is_missing_what_waits_for_it_and_what_to_do(log: StaffLog) -> None:
    log.tell(MISSING)

    (seen,) = await log.seen()
    assert "Manage Permissions" in seen.text
    assert "locking the closed ticket's channel" in seen.text
    assert "ticket #12" in seen.text
    assert not seen.calls_me


async def test_a_permission_that_many_tickets_miss_is_asked_for_once_an_hour(log: StaffLog) -> None:
    for number in range(1, 40):
        log.tell(MISSING, number)
    assert len(await log.seen()) == 1

    log.tell(Notice(Trouble.MISSING_PERMISSION, "attach_files"))
    assert len(await log.seen()) == 2

    log.clock.seconds += QUIET_FOR
    log.tell(MISSING)
    assert len(await log.seen()) == 3


async def test_of_two_channels_that_are_hidden_each_is_told_once_an_hour(log: StaffLog) -> None:
    for channel in (601, 602, 601, 602):
        log.tell(Notice(Trouble.MISSING_PERMISSION, "view_channel", What.HALF, ChannelId(channel)))

    assert ["<#601>" in (await log.seen())[0].text, "<#602>" in (await log.seen())[1].text] == [True, True]
    assert len(await log.seen()) == 2


async def test_one_permission_that_is_missing_in_many_tickets_channels_is_told_once(log: StaffLog) -> None:
    for number in range(1, 40):
        log.tell(Notice(Trouble.MISSING_PERMISSION, "manage_roles", What.LOCK, ChannelId(900 + number)), number)
    assert len(await log.seen()) == 1

    log.tell(Notice(Trouble.MISSING_PERMISSION, "manage_roles", What.HALF, ChannelId(log.channel.id)))
    assert len(await log.seen()) == 2


@pytest.mark.parametrize(
    "notice",
    [
        Notice(Trouble.NOBODY_CALLED, what=What.HALF, role=RoleId(50), channel=ChannelId(900)),
        Notice(Trouble.NO_CATEGORY, what=What.SURFACE, channel=ChannelId(800)),
    ],
    ids=lambda notice: notice.trouble.value,
)
async def test_what_goes_on_without_help_is_told_once_a_day(log: StaffLog, notice: Notice) -> None:
    for number in range(1, 10):
        log.tell(replace(notice, what=What.FULL if number % 2 else What.HALF), number)
    assert len(await log.seen()) == 1

    log.clock.seconds += QUIET_LONG
    log.tell(notice)
    assert len(await log.seen()) == 2


async def test_a_role_that_is_not_called_is_told_once_however_many_channels_it_was_called_in(log: StaffLog) -> None:
    for channel in range(900, 940):
        log.tell(Notice(Trouble.NOBODY_CALLED, role=RoleId(50), channel=ChannelId(channel)))
    log.tell(Notice(Trouble.NOBODY_CALLED, role=RoleId(51), channel=ChannelId(900)))

    assert ["<@&50>" in (await log.seen())[0].text, "<@&51>" in (await log.seen())[1].text] == [True, True]


@pytest.mark.parametrize("fate", ["deleted", "hidden"])
async def test_where_the_staff_log_cannot_be_reached_the_sla_channel_has_it(log: StaffLog, fate: str) -> None:
    stage = log.sandbox.stage
    guild = log.sandbox.world.guilds[Id(log.guild)]
    gone = stage.channel(guild, "gone", deny(log.sandbox.world.application.user, Permission.VIEW_CHANNEL))
    if fate == "deleted":
        stage.delete_channel(gone)
    log.places = Places(staff_log=ChannelId(gone.id), sla=ChannelId(log.channel.id))

    log.tell(STUCK)

    assert len(await log.seen()) == 1


async def test_every_stuck_ticket_is_told(log: StaffLog) -> None:
    log.tell(STUCK, 1)
    log.tell(STUCK, 2)

    assert ["#1" in (await log.seen())[0].text, "#2" in (await log.seen())[1].text] == [True, True]


async def test_a_notice_that_cannot_be_posted_is_dropped_and_the_next_one_comes(log: StaffLog) -> None:
    route = ("POST", "/channels/{channel_id}/messages")
    fault = log.sandbox.faults.fail(*route, status=403, code=50013)
    log.tell(STUCK, 1)
    assert await log.seen() == []
    assert fault.hits == 1
    log.sandbox.faults.garble(*route)
    log.tell(STUCK, 2)
    log.tell(STUCK, 3)

    assert "#3" in (await log.seen())[-1].text


async def test_without_a_channel_for_it_a_notice_stands_in_the_log_alone(log: StaffLog) -> None:
    log.places = Places()
    log.tell(STUCK, 1)
    assert await log.seen() == []

    log.places = Places(sla=ChannelId(log.channel.id))
    log.tell(STUCK, 2)
    assert ["#2" in seen.text for seen in await log.seen()] == [True]


async def test_a_flood_of_notices_is_bounded(log: StaffLog) -> None:
    for number in range(1, 3 * MOST_WAITING):
        log.tell(STUCK, number)

    assert len(await log.seen()) == MOST_WAITING


def test_a_channel_that_cannot_be_seen_is_told_as_such_and_named() -> None:
    notice = Notice(Trouble.MISSING_PERMISSION, "view_channel", What.HALF, ChannelId(602))
    (embed,) = told(desk.TICKET, notice, words()).embeds

    assert embed.text.startswith("I cannot see <#602>.")


@pytest.mark.parametrize(("channel", "place"), [(ChannelId(900), "<#900>"), (None, "this server")])
def test_a_missing_permission_is_told_with_its_place_and_one_that_nobody_knows_is_not_guessed(
    channel: ChannelId | None, place: str
) -> None:
    known = Notice(Trouble.MISSING_PERMISSION, "attach_files", What.LOCK, channel)
    unknown = Notice(Trouble.MISSING_PERMISSION, "", What.LOCK, channel)

    texts = [told(desk.TICKET, notice, words()).embeds[0].text for notice in (known, unknown)]

    assert texts[0].startswith(f"I am missing a permission in {place}: **Attach Files**. Until I have it,")
    assert texts[1].startswith(f"I am missing a permission in {place}, and Discord does not say which one.")


def test_several_permissions_are_named_each() -> None:
    notice = Notice(Trouble.MISSING_PERMISSION, "manage_channels,something_new", None)
    (embed,) = told(desk.TICKET, notice, words()).embeds

    assert "missing permissions in this server: **Manage Channels**, **something_new**" in embed.text
    assert "reading what was written" in embed.text


@pytest.mark.parametrize("trouble", [Trouble.CHANNEL_GONE, Trouble.ROLE_GONE])
@pytest.mark.parametrize(
    ("variable", "then"),
    [
        ("BOT_DATABASE_SUPPORT_STAFF_ROLE_ID", words().in_settings.then_restart),
        ("types.database.staff_role", words().in_settings.then_reload),
        ("types.database.category", words().in_settings.then_reload),
        ("lead_roles", words().in_settings.then_reload),
    ],
)
def test_a_new_id_holds_from_a_restart_in_the_environment_and_from_a_reload_in_the_policy(
    trouble: Trouble, variable: str, then: str
) -> None:
    (embed,) = told(desk.DESK, Notice(trouble, missing=variable), words()).embeds

    assert f"set `{variable}` to its id (right click, Copy ID) and {then}." in embed.text


@pytest.mark.parametrize("trouble", list(Trouble))
@pytest.mark.parametrize("address", [desk.TICKET, desk.DESK], ids=["ticket", "desk"])
def test_every_trouble_says_what_to_do_next(trouble: Trouble, address: Address) -> None:
    (embed,) = told(address, Notice(trouble), words()).embeds

    assert "Please " in embed.text
    assert "{" not in embed.text
