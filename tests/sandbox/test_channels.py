"""Channels over REST: made, changed and removed within what the bot itself may do."""

from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from bot.sandbox import ChannelType, Permission, Sandbox, World, allow, deny
from tests.sandbox.tools import Api, Place, Socket

VIEW, SEND = Permission.VIEW_CHANNEL, Permission.SEND_MESSAGES


def private(place: Place) -> list[dict[str, Any]]:
    me = place.sandbox.world.application.user
    return [
        {"id": str(place.guild.id), "type": 0, "deny": str(int(VIEW))},
        {"id": str(place.staff_role.id), "type": 0, "allow": str(int(VIEW)), "deny": str(int(SEND))},
        {"id": me.id, "type": 1, "allow": str(int(VIEW | SEND))},
    ]


async def test_a_private_channel_is_seen_by_those_it_is_for(place: Place, api: Api) -> None:
    category = place.sandbox.stage.category(place.guild, "Tickets")
    body = {
        "name": "Ticket 1",
        "topic": "ref 7k2m9q",
        "parent_id": str(category.id),
        "permission_overwrites": private(place),
    }

    status, made = await api("POST", f"/guilds/{place.guild.id}/channels", body)

    assert (status, made["name"], made["parent_id"], made["topic"]) == (201, "ticket-1", str(category.id), "ref 7k2m9q")
    assert "ticket-1" in [each.name for each in place.person(place.staff).channels()]
    assert "ticket-1" not in [each.name for each in place.person(place.stranger).channels()]


async def test_a_channel_without_overwrites_takes_those_of_its_category(place: Place, api: Api) -> None:
    category = place.sandbox.stage.category(place.guild, "Tickets", deny(place.guild, SEND))

    _, made = await api("POST", f"/guilds/{place.guild.id}/channels", {"name": "x", "parent_id": str(category.id)})

    assert [each["deny"] for each in made["permission_overwrites"]] == [str(int(SEND))]


async def test_without_manage_channels_nothing_is_made_changed_or_removed(place: Place, api: Api) -> None:
    me = place.sandbox.world.application.user
    place.sandbox.stage.overwrite(place.lobby, deny(me, Permission.MANAGE_CHANNELS))
    mine = next(role for role in place.guild.roles.values() if role.managed)

    changed = await api("PATCH", f"/channels/{place.lobby.id}", {"name": "other"})
    removed = await api("DELETE", f"/channels/{place.lobby.id}")
    place.sandbox.stage.set_permissions(place.guild, mine, VIEW | SEND)
    made = await api("POST", f"/guilds/{place.guild.id}/channels", {"name": "x"})

    assert [(status, body["code"]) for status, body in (changed, removed, made)] == [(403, 50013)] * 3
    assert [each.name for each in place.guild.channels.values()] == ["lobby"]


async def test_the_bot_gives_and_takes_only_what_it_has(place: Place, api: Api) -> None:
    grant = {"id": str(place.stranger.id), "type": 1, "allow": str(int(Permission.BAN_MEMBERS))}
    manage = {"id": str(place.stranger.id), "type": 1, "allow": str(int(Permission.MANAGE_ROLES))}
    there = f"/channels/{place.lobby.id}/permissions/{place.stranger.id}"

    made = await api("POST", f"/guilds/{place.guild.id}/channels", {"name": "x", "permission_overwrites": [grant]})
    manager = await api("POST", f"/guilds/{place.guild.id}/channels", {"name": "x", "permission_overwrites": [manage]})
    granted = await api("PUT", there, {"type": 1, "allow": int(Permission.BAN_MEMBERS)})
    denied = await api("PUT", there, {"type": 1, "deny": int(Permission.BAN_MEMBERS)})
    within = await api("PUT", there, {"type": 1, "allow": int(VIEW)})

    assert [answer[0] for answer in (made, manager, granted, denied, within)] == [403, 403, 403, 403, 204]
    assert [each.allow for each in place.lobby.overwrites.values()] == [int(VIEW)]


async def test_an_administrator_gives_what_it_likes(place: Place, api: Api) -> None:
    mine = next(role for role in place.guild.roles.values() if role.managed)
    place.sandbox.stage.set_permissions(place.guild, mine, Permission.ADMINISTRATOR)
    grant = {"id": str(place.stranger.id), "type": 1, "allow": str(int(Permission.BAN_MEMBERS))}

    status, _ = await api("POST", f"/guilds/{place.guild.id}/channels", {"name": "x", "permission_overwrites": [grant]})

    assert status == 201


async def test_overwrites_go_again_and_unknown_ones_are_unknown(place: Place, api: Api) -> None:
    there = f"/channels/{place.lobby.id}/permissions"
    place.sandbox.stage.overwrite(place.lobby, deny(place.stranger, SEND))

    gone = await api("DELETE", f"{there}/{place.stranger.id}")
    again = await api("DELETE", f"{there}/{place.stranger.id}")
    nobody = await api("PUT", f"{there}/1", {"type": 1, "allow": 0})

    assert gone[0] == 204
    assert (again[0], again[1]["code"]) == (404, 10009)
    assert (nobody[0], nobody[1]["code"]) == (404, 10009)


@pytest.mark.usefixtures("bad_requests")
@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({}, "name", "BASE_TYPE_REQUIRED"),
        ({"name": ""}, "name", "BASE_TYPE_REQUIRED"),
        ({"name": "x" * 101}, "name", "BASE_TYPE_BAD_LENGTH"),
        ({"name": "x", "topic": "x" * 1025}, "topic", "BASE_TYPE_MAX_LENGTH"),
        ({"name": "x", "parent_id": "1"}, "parent_id", "CHANNEL_PARENT_INVALID"),
        ({"name": "x", "parent_id": "1" * 5000}, "parent_id", "CHANNEL_PARENT_INVALID"),
        ({"name": "x", "type": 15}, "type", "BASE_TYPE_CHOICES"),
        ({"name": "x", "rate_limit_per_user": 21601}, "rate_limit_per_user", "NUMBER_TYPE_MAX"),
    ],
)
async def test_channels_that_may_not_be_are_refused(
    place: Place, api: Api, body: dict[str, Any], field: str, code: str
) -> None:
    status, refused = await api("POST", f"/guilds/{place.guild.id}/channels", body)

    assert (status, refused["code"]) == (400, 50035)
    assert refused["errors"][field]["_errors"][0]["code"] == code
    assert len(place.guild.channels) == 1


async def test_a_category_holds_fifty(place: Place, api: Api) -> None:
    category = place.sandbox.stage.category(place.guild, "Tickets")
    for n in range(49):
        place.sandbox.stage.channel(place.guild, f"t{n}", parent=category)
    body = {"name": "x", "parent_id": str(category.id)}

    fiftieth = await api("POST", f"/guilds/{place.guild.id}/channels", body)
    one_more = await api("POST", f"/guilds/{place.guild.id}/channels", body)
    moved = await api("PATCH", f"/channels/{place.lobby.id}", {"parent_id": str(category.id)})

    full = {
        "code": "CHANNEL_PARENT_MAX_CHANNELS",
        "message": "Maximum number of channels in category reached (50)",
    }
    assert fiftieth[0] == 201
    assert [answer[1]["errors"]["parent_id"]["_errors"] for answer in (one_more, moved)] == [[full]] * 2


async def test_a_guild_holds_five_hundred(place: Place, api: Api) -> None:
    for n in range(498):
        place.sandbox.stage.channel(place.guild, f"c{n}")

    last = await api("POST", f"/guilds/{place.guild.id}/channels", {"name": "x"})
    one_more = await api("POST", f"/guilds/{place.guild.id}/channels", {"name": "x"})

    assert last[0] == 201
    assert (one_more[0], one_more[1]["code"]) == (400, 30013)


async def test_a_third_rename_in_ten_minutes_of_the_story_is_refused_with_the_wait() -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC)
    async with Sandbox(World(lambda: now)) as sandbox, aiohttp.ClientSession() as session:
        lobby = sandbox.stage.channel(sandbox.stage.guild("Desk", sandbox.stage.user("owner")), "lobby")
        api, there = Api(sandbox, session), f"/channels/{lobby.id}"

        first = await api("PATCH", there, {"name": "one"})
        now += timedelta(minutes=4)
        same_name = await api("PATCH", there, {"name": "one", "position": 3})
        second = await api("PATCH", there, {"topic": "two"})
        status, body, headers = await api.whole("PATCH", there, {"name": "three"})
        unrelated = await api("PATCH", there, {"position": 4})
        now += timedelta(minutes=6)
        later = await api("PATCH", there, {"name": "three"})

    assert [each[0] for each in (first, same_name, second, unrelated, later)] == [200] * 5
    assert (status, body["retry_after"], body["global"]) == (429, 360.0, False)
    assert (headers["Retry-After"], headers["Via"]) == ("360.0", "1.1 google")
    assert lobby.name == "three"


async def test_a_channel_that_is_removed_is_gone_with_its_messages(place: Place, api: Api, wire: Socket) -> None:
    await wire.identify()
    said = await place.person(place.owner).say(place.lobby, "x")

    status, removed = await api("DELETE", f"/channels/{place.lobby.id}")
    told = await wire.hears("CHANNEL_DELETE")
    after = await api("GET", f"/channels/{place.lobby.id}/messages/{said.id}")

    assert (status, removed["id"], told["id"]) == (200, str(place.lobby.id), str(place.lobby.id))
    assert (after[0], after[1]["code"]) == (404, 10003)
    assert place.person(place.owner).channels() == []


async def test_the_channels_of_a_removed_category_stand_alone(place: Place, api: Api) -> None:
    category = place.sandbox.stage.category(place.guild, "Tickets")
    child = place.sandbox.stage.channel(place.guild, "child", parent=category)

    await api("DELETE", f"/channels/{category.id}")

    _, listed = await api("GET", f"/guilds/{place.guild.id}/channels")
    assert child.parent_id is None
    assert sorted(each["name"] for each in listed) == ["child", "lobby"]


async def test_the_list_of_channels_leaves_out_what_the_bot_cannot_see(place: Place, api: Api) -> None:
    hidden = place.sandbox.stage.channel(place.guild, "hidden", deny(place.guild, VIEW))

    _, listed = await api("GET", f"/guilds/{place.guild.id}/channels")
    status, refused = await api("GET", f"/channels/{hidden.id}")

    assert [each["name"] for each in listed] == ["lobby"]
    assert (status, refused["code"]) == (403, 50001)


async def test_a_direct_channel_is_no_channel_of_a_guild(place: Place, api: Api) -> None:
    _, dm = await api("POST", "/users/@me/channels", {"recipient_id": place.owner.id})
    _, again = await api("POST", "/users/@me/channels", {"recipient_id": str(place.owner.id)})

    assert dm["type"] == ChannelType.DM
    assert dm["id"] == again["id"]
    assert [each["username"] for each in dm["recipients"]] == ["owner"]
    assert (await api("PUT", f"/channels/{dm['id']}/permissions/{place.owner.id}", {"type": 1}))[0] == 403


async def test_locking_a_channel_takes_the_owners_voice(place: Place, api: Api) -> None:
    place.sandbox.stage.overwrite(place.lobby, allow(place.stranger, SEND))
    body = {"permission_overwrites": [{"id": str(place.stranger.id), "type": 1, "deny": str(int(SEND))}]}

    status, changed = await api("PATCH", f"/channels/{place.lobby.id}", body)

    assert (status, changed["permission_overwrites"][0]["deny"]) == (200, str(int(SEND)))
    assert SEND not in place.sandbox.world.may(place.stranger.id, place.lobby)


async def test_no_category_is_in_another(place: Place, api: Api) -> None:
    one, other = (place.sandbox.stage.category(place.guild, name) for name in ("Tickets", "More"))
    body = {"name": "Deeper", "type": 4, "parent_id": str(one.id)}

    made = await api("POST", f"/guilds/{place.guild.id}/channels", body)
    moved = await api("PATCH", f"/channels/{other.id}", {"parent_id": str(one.id)})

    for status, refused in (made, moved):
        (fault,) = refused["errors"]["parent_id"]["_errors"]
        assert (status, refused["code"], fault["code"]) == (400, 50035, "CHANNEL_PARENT_INVALID")
    assert [each.parent_id for each in place.guild.channels.values()] == [None] * 3


async def test_channels_are_moved_together(place: Place, api: Api) -> None:
    category = place.sandbox.stage.category(place.guild, "Tickets")
    other = place.sandbox.stage.channel(place.guild, "other")
    body = [
        {"id": str(other.id), "position": 1, "parent_id": str(category.id)},
        {"id": str(place.lobby.id), "position": 2},
    ]

    moved, _ = await api("PATCH", f"/guilds/{place.guild.id}/channels", body)
    unknown, _ = await api("PATCH", f"/guilds/{place.guild.id}/channels", [{"id": "1", "position": 1}])

    assert (moved, unknown) == (204, 404)
    assert (other.position, other.parent_id, place.lobby.position) == (1, category.id, 2)


@pytest.mark.usefixtures("bad_requests")
@pytest.mark.parametrize("body", [{"type": 2}, {"allow": "much"}, {"deny": -1}])
async def test_overwrites_that_may_not_be_are_refused(place: Place, api: Api, body: dict[str, Any]) -> None:
    there = f"/channels/{place.lobby.id}/permissions/{place.stranger.id}"

    put, _ = await api("PUT", there, body)
    body_of_channel = {"permission_overwrites": [{"id": str(place.stranger.id), **body}]}
    patched, refused = await api("PATCH", f"/channels/{place.lobby.id}", body_of_channel)

    assert (put, patched, refused["code"]) == (400, 400, 50035)
    assert place.lobby.overwrites == {}


async def test_a_channel_of_a_full_category_can_be_told_to_stay_there(place: Place, api: Api) -> None:
    category = place.sandbox.stage.category(place.guild, "Tickets")
    children = [place.sandbox.stage.channel(place.guild, f"t{n}", parent=category) for n in range(50)]

    status, _ = await api("PATCH", f"/channels/{children[0].id}", {"parent_id": str(category.id), "position": 3})

    assert (status, children[0].position) == (200, 3)
