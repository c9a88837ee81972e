"""Who keeps a server does it through the control interface as on Discord, and is refused as there."""

from typing import Any

import pytest

from tests.control.test_people import channels
from tests.control.tools import Place

GUILD = "people/{}/guilds/Desk"
OWNER, STRANGER = GUILD.format("owner"), GUILD.format("stranger")


async def test_channels_are_made_changed_and_deleted(place: Place) -> None:
    category = await place.call.done("POST", f"{OWNER}/channels", {"name": "Tickets", "kind": "category"})
    overwrites = {"everyone": {"deny": ["VIEW_CHANNEL"]}, "staff": {"allow": ["VIEW_CHANNEL", "SEND_MESSAGES"]}}
    wish = {"name": "New One", "parent": "Tickets", "topic": "Here", "overwrites": overwrites}
    made = await place.call.done("POST", f"{OWNER}/channels", wish)
    assert (made["name"], made["parent_id"], made["topic"]) == ("new-one", category["id"], "Here")
    assert "new-one" not in channels(await place.call.done("GET", "people/stranger"))
    assert channels(await place.call.done("GET", "people/staff"))["new-one"]["id"] == made["id"]

    path = "people/owner/channels/new-one"
    changed = await place.call.done("PATCH", path, {"name": "first", "parent": None})
    assert (changed["name"], changed["parent_id"], changed["topic"]) == ("first", None, "Here")
    await place.call.done("DELETE", "people/owner/channels/first")

    assert await place.call.refused("GET", f"people/owner/channels/{made['id']}/messages") == (404, 10003)


async def test_overwrites_open_and_close_a_channel(place: Place) -> None:
    path = f"people/owner/channels/{place.office.id}/overwrites"

    await place.call.done("PUT", f"{path}/stranger", {"allow": ["VIEW_CHANNEL"]})
    assert "office" in channels(await place.call.done("GET", "people/stranger"))
    await place.call.done("DELETE", f"{path}/stranger")
    assert "office" not in channels(await place.call.done("GET", "people/stranger"))
    await place.call.done("PUT", f"{path}/everyone", {})
    assert "office" in channels(await place.call.done("GET", "people/stranger"))

    assert await place.call.refused("DELETE", f"{path}/stranger") == (404, 10009)
    assert await place.call.refused("PUT", f"{path}/nobody", {}) == (404, 10013)
    status, told = await place.call("PUT", f"{path}/everyone", {"deny": ["VIEW_CHANNEL", "FLY"]})
    assert (status, told["code"], list(told["errors"]["deny"])) == (400, 50035, ["1"])


async def test_the_bot_can_be_shut_out(place: Place) -> None:
    path = "people/owner/channels/lobby/overwrites/bot"

    await place.call.done("PUT", path, {"deny": ["VIEW_CHANNEL"]})

    status, _ = await place.bot.api("POST", f"/channels/{place.lobby.id}/messages", {"content": "Hello?"})
    assert status == 403


async def test_threads_sleep_wake_are_renamed_and_deleted(place: Place) -> None:
    thread = await place.call.done("POST", f"{place.at('staff', 'lobby')}/threads", {"name": "Talk"})
    path = f"people/owner/channels/{thread['id']}"
    assert thread["is_archived"] is False

    assert (await place.call.done("PATCH", f"{path}/thread", {"is_archived": True}))["is_archived"] is True
    assert (await place.call.done("PATCH", f"{path}/thread", {"is_archived": False}))["is_archived"] is False
    assert (await place.call.done("PATCH", path, {"name": "Long talk"}))["name"] == "Long talk"
    assert await place.call.refused("PATCH", f"{place.at('owner', 'lobby')}/thread", {"is_archived": True}) == (
        404,
        10003,
    )
    assert await place.call.refused("DELETE", f"people/stranger/channels/{thread['id']}") == (403, 50013)
    await place.call.done("DELETE", path)

    assert "Long talk" not in channels(await place.call.done("GET", "people/owner"))


async def test_a_hidden_thread_cannot_be_touched(place: Place) -> None:
    wish = {"name": "Secret", "is_private": True}
    thread = await place.call.done("POST", f"{place.at('staff', 'lobby')}/threads", wish)
    path = f"people/stranger/channels/{thread['id']}"

    assert await place.call.refused("PATCH", path, {"name": "Mine"}) == (403, 50001)
    assert await place.call.refused("PATCH", f"{path}/thread", {"is_archived": True}) == (403, 50001)


async def test_roles_are_made_changed_given_taken_and_deleted(place: Place) -> None:
    wish = {"name": "Guests", "permissions": ["MANAGE_MESSAGES"], "colour": 255, "is_mentionable": True}
    made = await place.call.done("POST", f"{OWNER}/roles", wish)
    assert (made["permissions"], made["colour"], made["is_mentionable"]) == (["MANAGE_MESSAGES"], 255, True)
    await place.call.done("PUT", f"{OWNER}/members/stranger/roles/Guests")
    assert "MANAGE_MESSAGES" in channels(await place.call.done("GET", "people/stranger"))["lobby"]["may"]

    changed = await place.call.done("PATCH", f"{OWNER}/roles/Guests", {"permissions": [], "name": "Visitors"})
    assert (changed["permissions"], changed["name"], changed["colour"]) == ([], "Visitors", 255)
    assert "MANAGE_MESSAGES" not in channels(await place.call.done("GET", "people/stranger"))["lobby"]["may"]
    await place.call.done("DELETE", f"{OWNER}/members/stranger/roles/Visitors")
    await place.call.done("DELETE", f"{OWNER}/roles/Visitors")

    assert await place.call.refused("DELETE", f"{OWNER}/roles/Visitors") == (404, 10011)
    fly = {"name": "Birds", "permissions": ["FLY"]}
    assert await place.call.refused("POST", f"{OWNER}/roles", fly) == (400, 50035)


async def test_a_member_is_silenced_renamed_and_put_out(place: Place) -> None:
    member = f"{OWNER}/members/stranger"

    await place.call.done("PUT", f"{member}/time_out", {"until": "2026-03-02T13:00:00Z"})
    assert await place.call.refused("POST", place.messages("stranger", "lobby"), {"text": "Hi"}) == (403, 50013)
    await place.call.done("PUT", f"{member}/time_out", {"until": None})
    await place.call.done("POST", place.messages("stranger", "lobby"), {"text": "Hi"})
    await place.call.done("PUT", f"{member}/nick", {"nick": "Guest"})
    assert (await place.call.done("GET", place.messages("staff", "lobby")))[0]["author"]["name"] == "Guest"
    await place.call.done("DELETE", member)

    assert (await place.call.done("GET", "people/stranger"))["guilds"] == []
    assert await place.call.refused("DELETE", member) == (404, 10007)


async def test_whoever_is_banned_is_gone_with_what_they_lately_said_until_it_is_lifted(place: Place) -> None:
    ban = f"{OWNER}/bans/stranger"
    await place.call.done("POST", place.messages("stranger", "lobby"), {"text": "Spam"})
    await place.call.done("POST", place.messages("owner", "lobby"), {"text": "Who is that?"})

    await place.call.done("PUT", ban, {"unsay": "PT1H"})

    assert [one["text"] for one in await place.call.done("GET", place.messages("staff", "lobby"))] == ["Who is that?"]
    assert await place.call.refused("PUT", "people/stranger/guilds/Desk/membership") == (403, 40007)
    await place.call.done("PUT", ban)
    await place.call.done("DELETE", ban)
    assert await place.call.refused("DELETE", ban) == (404, 10026)
    await place.call.done("PUT", "people/stranger/guilds/Desk/membership")
    assert "lobby" in channels(await place.call.done("GET", "people/stranger"))


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "guilds/Desk/channels", {"name": "mine"}),
        ("PATCH", "channels/lobby", {"name": "mine"}),
        ("DELETE", "channels/lobby", None),
        ("PUT", "channels/lobby/overwrites/stranger", {"allow": ["MANAGE_MESSAGES"]}),
        ("DELETE", "channels/lobby/overwrites/everyone", None),
        ("POST", "guilds/Desk/roles", {"name": "mine"}),
        ("PATCH", "guilds/Desk/roles/everyone", {"permissions": ["ADMINISTRATOR"]}),
        ("DELETE", "guilds/Desk/roles/Support", None),
        ("PUT", "guilds/Desk/members/stranger/roles/Support", None),
        ("DELETE", "guilds/Desk/members/staff/roles/Support", None),
        ("PUT", "guilds/Desk/members/staff/time_out", {"until": "2026-03-02T13:00:00Z"}),
        ("PUT", "guilds/Desk/members/staff/nick", {"nick": "x"}),
        ("DELETE", "guilds/Desk/members/staff", None),
        ("PUT", "guilds/Desk/bans/staff", None),
        ("DELETE", "guilds/Desk/bans/staff", None),
    ],
)
async def test_whoever_keeps_nothing_is_refused(place: Place, method: str, path: str, body: Any) -> None:
    assert await place.call.refused(method, f"people/stranger/{path}", body) == (403, 50013)


@pytest.mark.parametrize(
    ("method", "path", "body", "code"),
    [
        ("POST", "guilds/Desk/channels", {"name": "x", "kind": "voice"}, (400, 50035)),
        ("POST", "guilds/Desk/channels", {"name": "x", "parent": "lobby"}, (400, 50035)),
        ("POST", "guilds/Desk/channels", {"name": "x", "parent": "nowhere"}, (404, 10003)),
        ("POST", "guilds/Nowhere/channels", {"name": "x"}, (404, 10004)),
        ("POST", "guilds/Desk/channels", {"name": "x", "overwrites": {"nobody": {}}}, (404, 10013)),
        ("PATCH", "channels/@me", {"name": "x"}, (403, 50003)),
        ("PUT", "channels/@me/overwrites/everyone", {}, (403, 50003)),
        ("PUT", "guilds/Desk/members/nobody/roles/Support", None, (404, 10013)),
        ("PUT", "guilds/Desk/members/stranger/roles/Nothing", None, (404, 10011)),
        ("PUT", "guilds/Desk/members/stranger/time_out", {"until": "2027-03-02T13:00:00Z"}, (400, 50035)),
        ("PUT", "guilds/Desk/members/owner/time_out", {"until": "2026-03-02T13:00:00Z"}, (403, 50013)),
        ("PUT", "guilds/Desk/bans/nobody", None, (404, 10013)),
        ("PUT", "guilds/Desk/bans/stranger", {"unsay": "P8D"}, (400, 50035)),
    ],
)
async def test_what_cannot_be_is_refused(
    place: Place, method: str, path: str, body: Any, code: tuple[int, int]
) -> None:
    assert await place.call.refused(method, f"people/owner/{path}", body) == code
