"""Guilds, members and roles over REST, with Discord's hierarchy."""

from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from bot.sandbox import Intent, Permission, Sandbox, World
from tests.sandbox.tools import Api, Place, Socket


@pytest.fixture
def members(place: Place) -> str:
    return f"/guilds/{place.guild.id}/members"


def grant(place: Place, *permissions: Permission) -> None:
    """Gives the bot more than its invitation did."""
    mine = next(role for role in place.guild.roles.values() if role.managed)
    for permission in permissions:
        place.sandbox.stage.set_permissions(place.guild, mine, Permission(mine.permissions) | permission)


async def test_the_guild_its_roles_and_its_members_are_told(place: Place, api: Api, members: str) -> None:
    _, guild = await api("GET", f"/guilds/{place.guild.id}?with_counts=1")
    _, roles = await api("GET", f"/guilds/{place.guild.id}/roles")
    _, one = await api("GET", f"{members}/{place.staff.id}")

    assert (guild["name"], guild["owner_id"], guild["approximate_member_count"]) == ("Desk", str(place.owner.id), 4)
    assert [each["name"] for each in roles] == ["@everyone", "bot", "Support"]
    assert (one["user"]["username"], one["roles"]) == ("staff", [str(place.staff_role.id)])


async def test_members_are_paged_by_id(place: Place, api: Api, members: str) -> None:
    _, first = await api("GET", f"{members}?limit=2")
    _, second = await api("GET", f"{members}?limit=1000&after={first[-1]['user']['id']}")

    assert [each["user"]["username"] for each in first + second] == ["bot", "owner", "staff", "stranger"]


async def test_the_list_needs_the_members_intent_and_one_member_does_not() -> None:
    async with Sandbox(World(privileged_intents=Intent(0))) as sandbox, aiohttp.ClientSession() as session:
        owner = sandbox.stage.user("owner")
        guild = sandbox.stage.guild("Desk", owner)
        api = Api(sandbox, session)

        listed = await api("GET", f"/guilds/{guild.id}/members?limit=10")
        one = await api("GET", f"/guilds/{guild.id}/members/{owner.id}")

    assert (listed[0], listed[1]["code"]) == (403, 50001)
    assert one[0] == 200


async def test_members_are_found_by_the_beginning_of_their_name(place: Place, api: Api, members: str) -> None:
    _, found = await api("GET", f"{members}/search?query=STR&limit=5")

    assert [each["user"]["username"] for each in found] == ["stranger"]


async def test_the_bot_hands_out_roles_below_its_own(place: Place, api: Api, members: str) -> None:
    above = place.sandbox.stage.role(place.guild, "above", below_bot=False)
    there = f"{members}/{place.stranger.id}/roles"

    given = await api("PUT", f"{there}/{place.staff_role.id}")
    taken = await api("DELETE", f"{members}/{place.staff.id}/roles/{place.staff_role.id}")
    refused = await api("PUT", f"{there}/{above.id}")
    everyone = await api("PUT", f"{there}/{place.guild.id}")

    assert (given[0], taken[0]) == (204, 204)
    assert [(answer[0], answer[1]["code"]) for answer in (refused, everyone)] == [(403, 50013)] * 2
    assert place.guild.members[place.stranger.id].roles == [place.staff_role.id]
    assert place.guild.members[place.staff.id].roles == []


async def test_all_roles_of_a_member_are_set_at_once(place: Place, api: Api, members: str) -> None:
    other = place.sandbox.stage.role(place.guild, "other")

    status, changed = await api("PATCH", f"{members}/{place.staff.id}", {"roles": [str(other.id)]})

    assert (status, changed["roles"]) == (200, [str(other.id)])


async def test_a_time_out_needs_its_permission_and_spares_administrators(place: Place, api: Api, members: str) -> None:
    until = {"communication_disabled_until": (place.sandbox.world.now() + timedelta(hours=1)).isoformat()}

    without = await api("PATCH", f"{members}/{place.stranger.id}", until)
    grant(place, Permission.MODERATE_MEMBERS)
    owner = await api("PATCH", f"{members}/{place.owner.id}", until)
    stranger = await api("PATCH", f"{members}/{place.stranger.id}", until)
    freed = await api("PATCH", f"{members}/{place.stranger.id}", {"communication_disabled_until": None})

    assert [answer[0] for answer in (without, owner, stranger, freed)] == [403, 403, 200, 200]
    assert stranger[1]["communication_disabled_until"] is not None
    assert freed[1]["communication_disabled_until"] is None


async def test_a_time_out_lasts_four_weeks_at_most(place: Place, api: Api, members: str) -> None:
    grant(place, Permission.MODERATE_MEMBERS)
    until = {"communication_disabled_until": (place.sandbox.world.now() + timedelta(days=29)).isoformat()}

    status, refused = await api("PATCH", f"{members}/{place.stranger.id}", until)

    assert (status, refused["code"]) == (400, 50035)
    assert place.guild.members[place.stranger.id].timed_out_until is None


async def test_nicknames(place: Place, api: Api, members: str) -> None:
    without = await api("PATCH", f"{members}/{place.stranger.id}", {"nick": "Guest"})
    grant(place, Permission.MANAGE_NICKNAMES)
    named = await api("PATCH", f"{members}/{place.stranger.id}", {"nick": "Guest"})

    assert (without[0], named[0], named[1]["nick"]) == (403, 200, "Guest")


async def test_who_the_bot_is(place: Place, api: Api) -> None:
    _, me = await api("GET", "/users/@me")
    _, application = await api("GET", "/applications/@me")
    _, also = await api("GET", "/oauth2/applications/@me")
    _, gateway = await api("GET", "/gateway/bot")
    _, owner = await api("GET", f"/users/{place.owner.id}")

    assert (me["id"], me["bot"]) == (application["id"], True)
    assert also == application
    assert gateway["url"] == place.sandbox.gateway_url
    assert owner["username"] == "owner"


async def test_which_servers_the_bot_is_in_and_what_it_may_there(place: Place, api: Api, members: str) -> None:
    place.sandbox.stage.guild("Elsewhere", place.owner, with_bot=False)
    me = place.sandbox.world.application.user

    _, found = await api("GET", "/users/@me/guilds?with_counts=1")
    _, own = await api("GET", f"{members}/{me.id}")

    assert [(each["name"], each["approximate_member_count"]) for each in found] == [("Desk", 4)]
    assert Permission.MANAGE_CHANNELS in Permission(int(found[0]["permissions"]))
    assert [each.name for each in place.guild.roles.values() if str(each.id) in own["roles"]] == ["bot"]


@pytest.mark.parametrize("path", ["/users/@me", "/guilds/1", "/channels/1/messages"])
async def test_a_wrong_token_is_unauthorized(api: Api, path: str) -> None:
    assert await api("GET", path, token="wrong") == (401, {"message": "401: Unauthorized", "code": 0})


@pytest.mark.usefixtures("bad_requests")
async def test_routes_that_are_not_there(api: Api) -> None:
    nowhere: tuple[int, Any] = await api("GET", "/nowhere")
    status, _, headers = await api.whole("PUT", "/users/@me")

    assert nowhere[0] == 404
    assert (status, headers["Allow"]) == (405, "GET")


@pytest.mark.usefixtures("bad_requests")
async def test_reasons_have_a_length(place: Place, api: Api) -> None:
    there = f"/channels/{place.lobby.id}"

    long = await api("PATCH", there, {"position": 1}, headers={"X-Audit-Log-Reason": "x" * 513})
    fits = await api("PATCH", there, {"position": 1}, headers={"X-Audit-Log-Reason": "%20" * 512})

    assert (long[0], long[1]["code"], fits[0]) == (400, 50035, 200)


@pytest.mark.usefixtures("bad_requests")
async def test_a_body_that_is_no_json_is_refused(place: Place) -> None:
    async with aiohttp.ClientSession() as session:
        url = f"{place.sandbox.api_url}/v10/channels/{place.lobby.id}/messages"
        headers = {"Authorization": f"Bot {place.sandbox.token}", "Content-Type": "application/json"}
        async with session.post(url, data=b"{", headers=headers) as answer:
            assert (answer.status, (await answer.json())["code"]) == (400, 50109)


async def test_the_bot_does_not_hand_out_its_own_highest_role(place: Place, api: Api, members: str) -> None:
    stage = place.sandbox.stage
    highest = stage.role(place.guild, "highest", below_bot=False)
    stage.give_role(place.guild, place.sandbox.world.application.user, highest)

    status, refused = await api("PUT", f"{members}/{place.stranger.id}/roles/{highest.id}")

    assert (status, refused["code"]) == (403, 50013)
    assert place.guild.members[place.stranger.id].roles == []


async def test_the_bot_makes_changes_and_removes_roles_below_its_own(place: Place, api: Api, wire: Socket) -> None:
    path = f"/guilds/{place.guild.id}/roles"
    await wire.identify()

    status, made = await api("POST", path, {"name": "Helpers", "color": 0x00FF00, "permissions": 1024})
    changed = await api("PATCH", f"{path}/{made['id']}", {"colors": {"primary_color": 0xFF0000}, "hoist": True})
    removed, _ = await api("DELETE", f"{path}/{made['id']}")

    assert (status, made["position"], made["color"], made["permissions"]) == (200, 1, 0x00FF00, "1024")
    assert changed[1].items() >= {"name": "Helpers", "color": 0xFF0000, "hoist": True, "permissions": "1024"}.items()
    assert removed == 204
    assert (await wire.hears("GUILD_ROLE_DELETE"))["role_id"] == made["id"]


@pytest.mark.usefixtures("bad_requests")
@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"permissions": str(int(Permission.ADMINISTRATOR))}, 50013),
        ({"permissions": "many"}, 50035),
        ({"colors": {"primary_color": -1}}, 50035),
        ({"colors": 5}, 50035),
        ({"hoist": "very"}, 50035),
        ({"name": "x" * 101}, 50035),
    ],
)
async def test_roles_that_the_bot_cannot_make(place: Place, api: Api, body: dict[str, Any], code: int) -> None:
    before = dict(place.guild.roles)

    _, refused = await api("POST", f"/guilds/{place.guild.id}/roles", body)

    assert refused["code"] == code
    assert place.guild.roles == before


async def test_the_bot_shows_members_out_if_it_may(place: Place, api: Api, wire: Socket) -> None:
    path = f"/guilds/{place.guild.id}/members"
    mine = next(role for role in place.guild.roles.values() if role.managed)
    await wire.identify()

    refused = await api("DELETE", f"{path}/{place.stranger.id}")
    place.sandbox.stage.set_permissions(place.guild, mine, Permission.KICK_MEMBERS)
    done, _ = await api("DELETE", f"{path}/{place.stranger.id}")
    gone = await api("DELETE", f"{path}/{place.stranger.id}")

    assert (refused[0], refused[1]["code"], done, gone[1]["code"]) == (403, 50013, 204, 10007)
    assert (await wire.hears("GUILD_MEMBER_REMOVE"))["user"]["id"] == str(place.stranger.id)
