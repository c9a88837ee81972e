"""Who is there and what each sees of the server: only what is theirs to see."""

from typing import Any
from urllib.parse import quote

import pytest
from yarl import URL

from bot.sandbox import Permission, allow
from tests.control.tools import Place


def channels(person: Any) -> dict[str, Any]:
    return {each["name"]: each for each in person["guilds"][0]["channels"]}


async def test_everybody_is_listed_but_the_bot(place: Place) -> None:
    assert [each["username"] for each in await place.call.done("GET", "people")] == ["owner", "staff", "stranger"]
    world = await place.call.done("GET", "world")
    assert [each["username"] for each in world["people"]] == ["owner", "staff", "stranger"]
    assert (world["bot"]["username"], world["bot"]["is_bot"]) == ("bot", True)
    assert world["guilds"] == [{"id": str(place.guild.id), "name": "Desk"}]


async def test_a_person_is_added_once(place: Place) -> None:
    added = await place.call.done("POST", "people", {"name": "guest"})

    assert (await place.call.done("GET", f"people/{added['id']}"))["guilds"] == []
    status, told = await place.call("POST", "people", {"name": "guest"})
    assert (status, told["code"], list(told["errors"])) == (400, 50035, ["name"])


async def test_hidden_channels_are_not_in_what_a_person_sees(place: Place) -> None:
    assert list(channels(await place.call.done("GET", "people/stranger"))) == ["lobby"]
    assert list(channels(await place.call.done("GET", "people/staff"))) == ["lobby", "office"]

    place.sandbox.stage.overwrite(place.office, allow(place.stranger, Permission.VIEW_CHANNEL))

    assert list(channels(await place.call.done("GET", "people/stranger"))) == ["lobby", "office"]


async def test_who_sees_a_channel_is_told_to_those_who_do(place: Place) -> None:
    async def there(channel: str) -> list[str]:
        told = await place.call.done("GET", f"{place.at('staff', channel)}/members")
        return sorted(each["user"]["username"] for each in told)

    thread = await place.call.done("POST", f"{place.at('staff', 'lobby')}/threads", {"name": "Talk"})

    assert await there("lobby") == ["bot", "owner", "staff", "stranger"]
    assert await there("office") == ["bot", "owner", "staff"]
    assert await there(thread["id"]) == ["staff"]
    await place.call.done("POST", place.messages("owner", thread["id"]), {"text": "Hello"})
    assert await there(thread["id"]) == ["owner", "staff"]
    assert await place.call.refused("GET", f"{place.at('stranger', place.office)}/members") == (403, 50001)
    assert await place.call.refused("GET", f"{place.at('staff', '@me')}/members") == (403, 50003)


async def test_overwrites_are_told_to_those_who_may_manage_roles(place: Place) -> None:
    assert channels(await place.call.done("GET", "people/staff"))["office"]["overwrites"] == []

    seen = channels(await place.call.done("GET", "people/owner"))["office"]

    assert seen["overwrites"][0] == {
        "subject_id": str(place.guild.id),
        "subject_kind": "role",
        "allow": [],
        "deny": ["VIEW_CHANNEL"],
    }
    assert seen["overwrites"][2]["subject_kind"] == "member"


async def test_what_a_person_may_do_is_named_as_discord_names_it(place: Place) -> None:
    stranger = channels(await place.call.done("GET", "people/stranger"))["lobby"]["may"]
    owner = channels(await place.call.done("GET", "people/owner"))["lobby"]["may"]

    assert "SEND_MESSAGES" in stranger
    assert "MANAGE_CHANNELS" not in stranger
    assert {"MANAGE_CHANNELS", "ADMINISTRATOR"} <= set(owner)


async def test_members_have_their_roles_colours_and_nicknames(place: Place) -> None:
    call = place.call
    await call.done("PATCH", "people/owner/guilds/Desk/roles/Support", {"colour": 0x3366FF})
    await call.done("PUT", "people/owner/guilds/Desk/members/staff/nick", {"nick": "The helper"})
    await call.done("PUT", "people/owner/guilds/Desk/members/stranger/time_out", {"until": "2026-03-02T13:00:00"})

    (guild,) = (await call.done("GET", "people/stranger"))["guilds"]

    members = {each["user"]["username"]: each for each in guild["members"]}
    assert members["staff"]["user"]["name"] == "The helper"
    assert members["staff"]["user"]["colour"] == 0x3366FF
    assert members["staff"]["role_ids"] == [str(place.role.id)]
    assert members["stranger"]["timed_out_until"] == "2026-03-02T13:00:00Z"
    assert (guild["owner_id"], guild["roles"][-1]["id"]) == (str(place.owner.id), str(place.guild.id))
    await call.done("POST", "time/step", {"by": "PT2H"})
    (guild,) = (await call.done("GET", "people/stranger"))["guilds"]
    assert {each["timed_out_until"] for each in guild["members"]} == {None}


async def test_joining_and_leaving(place: Place) -> None:
    await place.call.done("POST", "people", {"name": "guest"})
    assert await place.call.refused("GET", place.messages("guest", place.lobby)) == (403, 50001)

    await place.call.done("PUT", "people/guest/guilds/Desk/membership")
    assert list(channels(await place.call.done("GET", "people/guest"))) == ["lobby"]
    await place.call.done("DELETE", "people/guest/guilds/Desk/membership")

    assert (await place.call.done("GET", "people/guest"))["guilds"] == []
    assert await place.call.refused("DELETE", "people/guest/guilds/Desk/membership") == (404, 10004)
    assert await place.call.refused("PUT", "people/guest/guilds/Desk/nick", {"nick": "x"}) == (404, 10004)
    assert await place.call.refused("PUT", "people/guest/guilds/Nowhere/membership") == (404, 10004)


async def test_joining_again_takes_nothing_away(place: Place) -> None:
    await place.call.done("PUT", "people/staff/guilds/Desk/membership")

    (guild,) = (await place.call.done("GET", "people/staff"))["guilds"]
    assert [each["role_ids"] for each in guild["members"] if each["user"]["username"] == "staff"] == [
        [str(place.role.id)]
    ]


async def test_names_are_found_whatever_is_in_them(place: Place) -> None:
    for name in ("Zoë / Grüße", "سارة", "100% sure", "a?b#c"):
        added = await place.call.done("POST", "people", {"name": name})
        path = URL(f"{place.call.control.url}/people/{quote(name, safe='')}", encoded=True)
        async with place.call.session.get(path) as answer:
            assert (await answer.json())["me"]["id"] == added["id"]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("people/nobody", 10013),
        ("people/1", 10013),
        ("people/99999999999999999999999999999999", 10013),
        ("people/stranger/channels/nowhere/messages", 10003),
        ("people/stranger/channels/lobby/commands/close", 0),
        ("people/stranger/answers/1", 10062),
    ],
)
async def test_what_does_not_exist_is_refused_with_discords_code(place: Place, path: str, code: int) -> None:
    assert await place.call.refused("GET", path) == (404, code)
