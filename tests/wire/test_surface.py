"""A channel over the wire: whom it lets in, what it is called, where it stands, and whom Discord does not know."""

from dataclasses import replace

import pytest

from actors.ports import Notice, Trouble, WorldError
from bot.sandbox import Channel, Permission, User, allow
from bot.sandbox.errors import SandboxError
from bot.sandbox.model import Json
from models.ids import ChannelId, RoleId, TypeKey, UserId, What
from tests.support.outlet_desk import Desk

CREATE = ("POST", "/guilds/{guild_id}/channels")
SET = ("PUT", "/channels/{channel_id}/permissions/{overwrite_id}")
PARTNERS = TypeKey("partnership_requests")


def calls(desk: Desk, since: int) -> list[str]:
    """The methods of what was asked of Discord since then."""
    return [exchange.method for exchange in list(desk.sandbox.log)[since:]]


def sees(desk: Desk, user: User, channel: Channel) -> bool:
    return channel in desk.sandbox.person(user).channels()


async def writes(desk: Desk, user: User, channel: Channel) -> bool:
    try:
        await desk.sandbox.person(user).say(channel, "hello")
    except SandboxError:
        return False
    return True


def wrong_in(field: str, code: str) -> Json:
    """Discord's tree of errors for one field of a form."""
    return {field: {"_errors": [{"code": code, "message": "told in words"}]}}


# --- who may ---


async def test_a_channel_that_is_made_for_an_open_gate_lets_the_team_and_guests_write_at_once(desk: Desk) -> None:
    surface = replace(desk.surface(), staff_write=True, guests=(UserId(desk.stranger.id),))
    made = desk.channel(await desk.deliver(surface))

    for user in (desk.owner, desk.staff, desk.stranger):
        assert await writes(desk, user, made)


async def test_guests_wait_for_the_priority_as_the_team_does(desk: Desk) -> None:
    made = await desk.opened()
    await desk.deliver(desk.access(made, staff_write=False, guests=(desk.stranger,)))

    room = desk.channel(made)
    assert sees(desk, desk.stranger, room)
    assert not await writes(desk, desk.stranger, room)
    await desk.deliver(desk.access(made, staff_write=True, guests=(desk.stranger,)))
    assert await writes(desk, desk.stranger, room)
    await desk.deliver(desk.access(made, staff_write=False, locked=True, guests=(desk.stranger,)))
    assert not await writes(desk, desk.stranger, room)


async def test_who_has_nothing_to_do_with_it_any_more_is_removed_and_that_once(desk: Desk) -> None:
    made = await desk.opened()
    old = desk.sandbox.stage.role(desk.guild, "old team")
    room = desk.channel(made)
    before = replace(desk.access(made, staff_write=True, guests=(desk.stranger,)), role=RoleId(old.id))
    await desk.deliver(before)
    assert {old.id, desk.stranger.id} <= room.overwrites.keys()

    gone = desk.access(made, staff_write=True, without=(old, desk.stranger))
    await desk.deliver(gone)

    assert not {old.id, desk.stranger.id} & room.overwrites.keys()
    assert not sees(desk, desk.stranger, room)
    since = len(desk.sandbox.log)
    await desk.deliver(gone)
    assert calls(desk, since) == ["GET"]


async def test_what_administrators_gave_the_team_before_stays_theirs(desk: Desk) -> None:
    made = await desk.opened()
    room = desk.channel(made)
    old = desk.sandbox.stage.role(desk.guild, "old team")
    bits = Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES | Permission.ADD_REACTIONS
    desk.sandbox.stage.overwrite(room, allow(old, bits))

    await desk.deliver(desk.access(made, staff_write=True, without=(old,)))

    assert room.overwrites[old.id].allow == Permission.ADD_REACTIONS


async def test_who_is_let_in_is_not_sent_out_whatever_else_is_said(desk: Desk) -> None:
    made = await desk.opened()

    await desk.deliver(desk.access(made, staff_write=True, without=(desk.role, desk.owner)))

    for user in (desk.owner, desk.staff):
        assert await writes(desk, user, desk.channel(made))


@pytest.mark.parametrize(("status", "code"), [(404, 10007), (404, 10009), (404, 10013), (400, 50035)])
async def test_an_owner_who_has_left_keeps_nobody_else_from_being_let_in(desk: Desk, status: int, code: int) -> None:
    """Whatever Discord calls it: its reference does not say."""
    made = await desk.opened()
    desk.sandbox.stage.leave(desk.guild, desk.owner)
    fault = desk.sandbox.faults.fail(*SET, status=status, code=code, times=1)

    await desk.deliver(desk.access(made, staff_write=False, locked=True))
    await desk.deliver(desk.access(made, staff_write=True))

    assert fault.hits == 1
    assert await writes(desk, desk.staff, desk.channel(made))


@pytest.mark.parametrize(("status", "code"), [(404, 10007), (404, 10009), (404, 10013), (404, 10011), (400, 50035)])
@pytest.mark.usefixtures("bad_requests")
async def test_a_channel_is_made_for_those_who_are_there(desk: Desk, status: int, code: int) -> None:
    desk.sandbox.stage.leave(desk.guild, desk.owner)
    wrong = wrong_in("permission_overwrites", "MEMBER_NOT_FOUND") if code == 50035 else None
    desk.sandbox.faults.fail(*CREATE, status=status, code=code, errors=wrong)
    made = desk.channel(await desk.opened())

    assert desk.owner.id not in made.overwrites
    assert sees(desk, desk.staff, made)
    assert not sees(desk, desk.stranger, made)


async def test_a_channel_that_is_gone_is_no_person_who_is_gone(desk: Desk) -> None:
    made = await desk.opened()
    desk.sandbox.faults.fail(*SET, status=404, code=10003, times=1)

    with pytest.raises(WorldError) as refused:
        await desk.deliver(desk.access(made, staff_write=True))
    assert refused.value.code == 10003


# --- what it is called, and where it stands ---


async def test_name_topic_and_category_follow_the_type_and_nothing_is_written_twice(desk: Desk) -> None:
    made = await desk.opened()
    room = desk.channel(made)
    other = desk.sandbox.stage.category(desk.guild, "Partners")
    overwrites = dict(room.overwrites)

    await desk.deliver(desk.rename(made, PARTNERS, other))

    assert (room.name, room.parent_id) == ("partnership-requests-0012", other.id)
    assert str(desk.ticket) in (room.topic or "")
    assert room.overwrites == overwrites
    since = len(desk.sandbox.log)
    await desk.deliver(desk.rename(made, PARTNERS, other))
    assert calls(desk, since) == ["GET"]
    assert await desk.find(desk.surface()) == made


async def test_a_type_without_a_category_of_its_own_leaves_the_channel_where_it_stands(desk: Desk) -> None:
    made = await desk.opened()
    desk.channel(made).parent_id = None

    await desk.deliver(desk.rename(made, PARTNERS))

    assert (desk.channel(made).name, desk.channel(made).parent_id) == ("partnership-requests-0012", None)


@pytest.mark.usefixtures("bad_requests")
@pytest.mark.parametrize("fault", ["full", "gone"])
async def test_a_category_that_takes_no_more_leaves_the_channel_where_it_stands_and_staff_are_told(
    desk: Desk, fault: str
) -> None:
    made = await desk.opened()
    other = desk.sandbox.stage.category(desk.guild, "Partners")
    if fault == "gone":
        desk.sandbox.stage.delete_channel(other)
    else:
        for n in range(50):
            desk.sandbox.stage.channel(desk.guild, f"old-{n}", parent=other)

    await desk.deliver(desk.rename(made, PARTNERS, other))

    assert (desk.channel(made).name, desk.channel(made).parent_id) == ("partnership-requests-0012", desk.category.id)
    assert desk.notices == [Notice(Trouble.NO_CATEGORY, what=What.RENAME, channel=ChannelId(other.id))]


async def test_a_new_name_needs_manage_channels_and_says_so(desk: Desk) -> None:
    made = await desk.opened()
    desk.lose(Permission.MANAGE_CHANNELS)
    bot = desk.channel(made).overwrites[desk.sandbox.world.application.user.id]
    desk.channel(made).overwrites[bot.id] = replace(bot, allow=int(bot.allow) & ~Permission.MANAGE_CHANNELS)
    await desk.heard()

    with pytest.raises(WorldError) as refused:
        await desk.deliver(desk.rename(made, PARTNERS))
    assert refused.value.code == 50013


async def test_a_channel_without_a_category_is_made_at_the_top(desk: Desk) -> None:
    made = desk.channel(await desk.deliver(replace(desk.surface(), category=None)))

    assert made.parent_id is None
    assert desk.notices == []


async def test_a_role_that_was_deleted_keeps_the_owner_from_nothing(desk: Desk) -> None:
    desk.sandbox.stage.delete_role(desk.guild, desk.role)
    desk.sandbox.faults.fail(*CREATE, status=404, code=10011)

    made = desk.channel(await desk.opened())

    assert desk.role.id not in made.overwrites
    assert await writes(desk, desk.owner, made)


@pytest.mark.usefixtures("bad_requests")
@pytest.mark.parametrize("stand", [0, 48, 49])
async def test_it_is_the_answer_that_says_a_category_is_full_and_never_a_count(desk: Desk, stand: int) -> None:
    for n in range(stand):
        desk.sandbox.stage.channel(desk.guild, f"old-{n}", parent=desk.category)
    desk.sandbox.faults.fail(
        *CREATE, status=400, code=50035, errors=wrong_in("parent_id", "CHANNEL_PARENT_MAX_CHANNELS")
    )

    made, again = desk.channel(await desk.opened()), desk.channel(await desk.opened())

    assert (made.parent_id, again.parent_id) == (None, desk.category.id)
    assert desk.notices == [Notice(Trouble.NO_CATEGORY, what=What.SURFACE, channel=ChannelId(desk.category.id))]


async def test_a_server_that_is_full_is_final(desk: Desk) -> None:
    desk.sandbox.faults.fail(*CREATE, status=400, code=30013, times=1)

    with pytest.raises(WorldError) as refused:
        await desk.opened()
    assert (refused.value.status, refused.value.code) == (400, 30013)
