"""Who is banned goes, with what they said, and does not come back until the ban is lifted."""

from datetime import timedelta

import pytest

from bot.sandbox import NotAllowed, Permission, Upload
from bot.sandbox.errors import ApiError
from tests.sandbox.tools import Api, Place, Socket

DAY = timedelta(days=1)


@pytest.fixture
def path(place: Place) -> str:
    """The stranger's ban; the bot may ban."""
    mine = next(role for role in place.guild.roles.values() if role.managed)
    place.sandbox.stage.set_permissions(place.guild, mine, Permission.BAN_MEMBERS | Permission.VIEW_CHANNEL)
    return f"/guilds/{place.guild.id}/bans/{place.stranger.id}"


async def test_who_is_banned_is_gone_with_what_they_said_and_does_not_come_back(place: Place, wire: Socket) -> None:
    stranger, owner = place.person(place.stranger), place.person(place.owner)
    for text in ("spam", "more spam"):
        await stranger.say(place.lobby, text, files=[Upload("a.txt", b"a")])
    await owner.say(place.lobby, "stop that")
    await wire.identify()

    await owner.ban(place.guild, place.stranger, DAY)
    with pytest.raises(NotAllowed) as refused:
        await stranger.join(place.guild)

    assert refused.value.refused.refusal[:2] == (403, 40007)
    assert [each.content for each in owner.sees(place.lobby)] == ["stop that"]
    assert place.sandbox.world.attachments == {}
    assert len((await wire.hears("MESSAGE_DELETE_BULK"))["ids"]) == 2
    assert (await wire.hears("GUILD_MEMBER_REMOVE"))["user"]["id"] == str(place.stranger.id)
    assert (await wire.hears("GUILD_BAN_ADD"))["user"]["id"] == str(place.stranger.id)


async def test_a_ban_that_is_lifted_lets_them_come_back(place: Place, wire: Socket) -> None:
    stranger, owner = place.person(place.stranger), place.person(place.owner)
    said = await stranger.say(place.lobby, "hello")
    await owner.ban(place.guild, place.stranger)
    await wire.identify()

    await owner.lift_ban(place.guild, place.stranger)
    await stranger.join(place.guild)

    assert stranger.sees(place.lobby) == [said]
    assert (await wire.hears("GUILD_BAN_REMOVE"))["user"]["id"] == str(place.stranger.id)
    with pytest.raises(NotAllowed, match="Unknown Ban"):
        await owner.lift_ban(place.guild, place.stranger)


async def test_only_who_may_ban_does_and_nobody_above(place: Place) -> None:
    staff, stranger = place.person(place.staff), place.person(place.stranger)
    place.sandbox.stage.set_permissions(place.guild, place.staff_role, Permission.BAN_MEMBERS)

    for person, other in ((stranger, place.staff), (staff, place.owner), (stranger, place.sandbox.stage.user("new"))):
        with pytest.raises(NotAllowed, match="Missing Permissions"):
            await person.ban(place.guild, other)
    await staff.ban(place.guild, place.stranger)

    assert place.guild.bans == {place.stranger.id}


async def test_the_bot_bans_reads_bans_and_lifts_them(place: Place, api: Api, path: str) -> None:
    every = path.rpartition("/")[0]

    banned = await api("PUT", path, {"delete_message_seconds": 60})
    again = await api("PUT", path, {})
    listed, one = await api("GET", every), await api("GET", path)
    none_before = await api("GET", f"{every}?before={place.stranger.id}")
    lifted, unknown = await api("DELETE", path, {}), await api("GET", path)

    assert (banned[0], again[0], lifted[0]) == (204, 204, 204)
    assert listed[1] == [one[1]] == [{"reason": None, "user": one[1]["user"]}]
    assert none_before[1] == []
    assert (unknown[0], unknown[1]["code"]) == (404, 10026)


@pytest.mark.usefixtures("bad_requests")
async def test_what_the_bot_may_not_or_cannot_is_refused(place: Place, api: Api, path: str) -> None:
    too_far = await api("PUT", path, {"delete_message_seconds": 604_801})
    owner = await api("PUT", f"/guilds/{place.guild.id}/bans/{place.owner.id}", {})
    nobody = await api("PUT", f"/guilds/{place.guild.id}/bans/1", {})
    mine = next(role for role in place.guild.roles.values() if role.managed)
    place.sandbox.stage.set_permissions(place.guild, mine, Permission.VIEW_CHANNEL)
    unread = await api("GET", f"/guilds/{place.guild.id}/bans")

    assert [each[1]["code"] for each in (too_far, owner, nobody, unread)] == [50035, 50013, 10013, 50013]
    assert place.guild.bans == set()


async def test_the_author_of_the_story_lets_nobody_in_who_is_banned(place: Place) -> None:
    await place.person(place.owner).ban(place.guild, place.stranger)

    with pytest.raises(ApiError, match="40007"):
        place.sandbox.stage.join(place.guild, place.stranger)
