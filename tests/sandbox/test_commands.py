"""Application commands: how they are defined, who is offered them, and what Discord refuses."""

from typing import Any

import pytest

from bot.sandbox import NotAllowed, Permission, allow, deny
from tests.sandbox.tools import Api, Place, Socket

REASON = {"type": 3, "name": "reason", "description": "Why", "required": True, "min_length": 3, "max_length": 20}
HOW = {"type": 3, "name": "how", "description": "How", "choices": [{"name": "Softly", "value": "soft"}]}
CLOSE = {
    "name": "close",
    "description": "Closes the ticket",
    "options": [
        REASON,
        HOW,
        {"type": 4, "name": "days", "description": "Days", "min_value": 1, "max_value": 7},
        {"type": 5, "name": "feedback", "description": "Ask?"},
        {"type": 6, "name": "who", "description": "Who"},
        {"type": 7, "name": "where", "description": "Where"},
        {"type": 8, "name": "role", "description": "Role"},
        {"type": 7, "name": "under", "description": "Under", "channel_types": [4]},
    ],
}
SETUP = {
    "name": "ticket",
    "description": "Tickets",
    "options": [{"type": 1, "name": "setup", "description": "Sets it up", "options": [
        {"type": 3, "name": "word", "description": "A word", "autocomplete": True},
    ]}],
}  # fmt: skip


@pytest.fixture
def path(place: Place) -> str:
    return f"/applications/{place.sandbox.world.application.id}"


@pytest.fixture
def of_guild(path: str, place: Place) -> str:
    return f"{path}/guilds/{place.guild.id}/commands"


async def test_commands_are_set_all_at_once_and_keep_their_ids(api: Api, path: str) -> None:
    _, first = await api("PUT", f"{path}/commands", [CLOSE, SETUP])
    _, second = await api("PUT", f"{path}/commands", [{**CLOSE, "description": "Changed"}])
    _, listed = await api("GET", f"{path}/commands?with_localizations=1")

    assert second[0]["id"] == first[0]["id"]
    assert second[0]["version"] != first[0]["version"]
    assert [each["description"] for each in listed] == ["Changed"]


async def test_one_command_is_made_read_changed_and_deleted(api: Api, of_guild: str) -> None:
    made_status, made = await api("POST", of_guild, CLOSE)
    again_status, again = await api("POST", of_guild, CLOSE)
    one = f"{of_guild}/{made['id']}"
    _, changed = await api("PATCH", one, {"description": "Changed"})
    _, read = await api("GET", one)
    deleted, _ = await api("DELETE", one)
    gone = await api("GET", one)

    assert (made_status, again_status, made["id"]) == (201, 200, again["id"])
    assert (changed["description"], read["description"], deleted) == ("Changed", "Changed", 204)
    assert (gone[0], gone[1]["code"]) == (404, 10063)


@pytest.mark.usefixtures("bad_requests")
@pytest.mark.parametrize(
    ("change", "where", "code"),
    [
        ({"name": "Has Spaces"}, "0/name", "APPLICATION_COMMAND_INVALID_NAME"),
        ({"name": "UPPER"}, "0/name", "APPLICATION_COMMAND_INVALID_NAME"),
        ({"name": "x" * 33}, "0/name", "BASE_TYPE_MAX_LENGTH"),
        ({"description": ""}, "0/description", "BASE_TYPE_REQUIRED"),
        ({"description": "x" * 101}, "0/description", "BASE_TYPE_MAX_LENGTH"),
        ({"options": [HOW, REASON]}, "0/options/1", "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID"),
        ({"options": [HOW, HOW]}, "0/options/1", "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS"),
        ({"options": [{"type": 12, "name": "x", "description": "x"}]}, "0/options/0/type", "BASE_TYPE_CHOICES"),
        ({"type": 2}, "0", "APPLICATION_COMMAND_CONTEXT_MENU"),
    ],
)  # fmt: skip
async def test_definitions_that_may_not_be_are_refused(
    place: Place, api: Api, path: str, change: dict[str, Any], where: str, code: str
) -> None:
    status, refused = await api("PUT", f"{path}/commands", [{**CLOSE, **change}])

    node = refused["errors"]
    for step in where.split("/"):
        node = node[step]
    assert (status, refused["code"]) == (400, 50035)
    assert code in [each["code"] for each in node["_errors"]]
    assert place.sandbox.world.commands == {}


@pytest.mark.usefixtures("bad_requests")
async def test_two_commands_of_one_name_are_refused(place: Place, api: Api, path: str) -> None:
    status, _ = await api("PUT", f"{path}/commands", [CLOSE, CLOSE])

    assert status == 400
    assert place.sandbox.world.commands == {}


async def test_whose_application_it_is_not_has_no_access(api: Api) -> None:
    status, refused = await api("GET", "/applications/1/commands")

    assert (status, refused["code"]) == (403, 50001)


async def test_who_is_offered_a_command(place: Place, api: Api, of_guild: str) -> None:
    stage = place.sandbox.stage
    for_staff = {**CLOSE, "name": "for-staff", "default_member_permissions": int(Permission.MANAGE_MESSAGES)}
    for_admins = {**CLOSE, "name": "for-admins", "default_member_permissions": 0}
    await api("PUT", of_guild, [CLOSE, for_staff, for_admins])
    stage.set_permissions(place.guild, place.staff_role, Permission.MANAGE_MESSAGES)

    assert place.person(place.owner).commands(place.lobby) == ["close", "for-admins", "for-staff"]
    assert place.person(place.staff).commands(place.lobby) == ["close", "for-staff"]
    assert place.person(place.stranger).commands(place.lobby) == ["close"]


async def test_a_command_needs_no_send_but_its_own_permission(place: Place, api: Api, wire: Socket, path: str) -> None:
    await wire.identify()
    await api("PUT", f"{path}/commands", [SETUP])
    stage, stranger = place.sandbox.stage, place.person(place.stranger)

    stage.overwrite(place.lobby, deny(place.stranger, Permission.SEND_MESSAGES))
    await stranger.slash(place.lobby, "ticket setup")
    told = await wire.hears("INTERACTION_CREATE")
    stage.overwrite(place.lobby, deny(place.stranger, Permission.USE_APPLICATION_COMMANDS))

    assert "guild_id" not in told["data"]
    with pytest.raises(NotAllowed, match="not offered"):
        await stranger.slash(place.lobby, "ticket setup")


async def test_commands_in_a_dm_are_the_global_ones_that_allow_it(place: Place, api: Api, path: str) -> None:
    in_guilds = {**CLOSE, "name": "in-guilds", "contexts": [0]}
    in_dms = {**CLOSE, "name": "in-dms", "contexts": [0, 1]}
    await api(
        "PUT", f"{path}/commands", [CLOSE, in_guilds, in_dms, {**CLOSE, "name": "no-dms", "dm_permission": False}]
    )
    await api("PUT", f"{path}/guilds/{place.guild.id}/commands", [SETUP])
    person = place.person(place.owner)

    assert person.commands(person.dm) == ["close", "in-dms"]


async def test_options_reach_the_bot_as_they_were_chosen(place: Place, api: Api, wire: Socket, of_guild: str) -> None:
    await wire.identify()
    await api("PUT", of_guild, [CLOSE])

    await place.person(place.owner).slash(
        place.lobby,
        "close",
        reason="solved",
        how="Softly",
        days=3,
        feedback=False,
        who=place.staff,
        where=place.lobby,
        role=place.staff_role,
    )

    told = (await wire.hears("INTERACTION_CREATE"))["data"]
    assert {each["name"]: each["value"] for each in told["options"]} == {
        "reason": "solved",
        "how": "soft",
        "days": 3,
        "feedback": False,
        "who": str(place.staff.id),
        "where": str(place.lobby.id),
        "role": str(place.staff_role.id),
    }
    assert told["guild_id"] == str(place.guild.id)
    assert told["resolved"]["members"][str(place.staff.id)]["roles"] == [str(place.staff_role.id)]
    assert told["resolved"]["channels"][str(place.lobby.id)]["name"] == "lobby"


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({}, "needs"),
        ({"reason": "ok", "extra": 1}, "no option"),
        ({"reason": "xx"}, "bounds"),
        ({"reason": "x" * 21}, "bounds"),
        ({"reason": 5}, "does not take"),
        ({"reason": "solved", "how": "Hard"}, "offers"),
        ({"reason": "solved", "days": 8}, "bounds"),
        ({"reason": "solved", "days": True}, "does not take"),
        ({"reason": "solved", "who": "staff"}, "takes a User"),
    ],
)
async def test_what_the_client_would_not_send_is_refused(
    place: Place, api: Api, of_guild: str, options: dict[str, Any], told: str
) -> None:
    await api("PUT", of_guild, [CLOSE])

    with pytest.raises(NotAllowed, match=told):
        await place.person(place.owner).slash(place.lobby, "close", **options)

    assert place.sandbox.world.interactions == {}


async def test_the_client_offers_only_channels_of_the_types_and_the_server_that_are_asked_for(
    place: Place, api: Api, of_guild: str
) -> None:
    await api("PUT", of_guild, [CLOSE])
    stage, owner = place.sandbox.stage, place.person(place.owner)
    elsewhere = stage.category(stage.guild("Elsewhere", place.owner, with_bot=False), "tickets")

    for refused in (place.lobby, elsewhere):
        with pytest.raises(NotAllowed, match="does not offer"):
            await owner.slash(place.lobby, "close", reason="solved", under=refused)
    assert place.sandbox.world.interactions == {}

    await owner.slash(place.lobby, "close", reason="solved", under=stage.category(place.guild, "tickets"))
    assert len(place.sandbox.world.interactions) == 1


@pytest.mark.parametrize("name", ["unknown", "ticket", "ticket unknown"])
async def test_commands_that_are_not_there_cannot_be_used(place: Place, api: Api, of_guild: str, name: str) -> None:
    await api("PUT", of_guild, [SETUP])

    with pytest.raises(NotAllowed):
        await place.person(place.owner).slash(place.lobby, name)


async def test_typing_into_an_option_asks_the_bot_for_choices(
    place: Place, api: Api, wire: Socket, of_guild: str
) -> None:
    await wire.identify()
    await api("PUT", of_guild, [SETUP, CLOSE])
    person = place.person(place.owner)

    attempt = await person.complete(place.lobby, "ticket setup", "word", "a")
    told = await wire.hears("INTERACTION_CREATE")
    body = {"type": 8, "data": {"choices": [{"name": "Apple", "value": "apple"}]}}
    await api("POST", f"/interactions/{told['id']}/{told['token']}/callback", body)

    assert told["type"] == 4
    assert told["data"]["options"][0]["options"][0]["focused"] is True
    assert [each.label for each in (await attempt.response).choices] == ["Apple"]
    with pytest.raises(NotAllowed, match="complete itself"):
        await person.complete(place.lobby, "close", "reason", "a")


async def test_who_cannot_see_a_channel_can_use_nothing_in_it(place: Place, api: Api, of_guild: str) -> None:
    await api("PUT", of_guild, [SETUP])
    view = Permission.VIEW_CHANNEL
    hidden = place.sandbox.stage.channel(place.guild, "hidden", deny(place.guild, view), allow(place.staff, view))

    assert place.person(place.staff).commands(hidden) == ["ticket"]
    with pytest.raises(NotAllowed, match="hidden"):
        await place.person(place.stranger).slash(hidden, "ticket setup")


MENUS = [
    {"name": "Report this", "type": 3},
    {"name": "Who is this", "type": 2, "default_member_permissions": int(Permission.KICK_MEMBERS)},
]


async def test_the_menu_of_a_message_reaches_the_bot_with_the_message(
    place: Place, api: Api, wire: Socket, of_guild: str
) -> None:
    await wire.identify()
    await api("PUT", of_guild, MENUS)
    said = await place.person(place.owner).say(place.lobby, "spam")

    attempt = await place.person(place.stranger).use_on_message(place.lobby, "Report this", said)
    told = await wire.hears("INTERACTION_CREATE")
    body = {"type": 4, "data": {"content": "thank you", "flags": 64}}
    await api("POST", f"/interactions/{told['id']}/{told['token']}/callback", body)

    assert (told["type"], told["data"]["type"], told["data"]["target_id"]) == (2, 3, str(said.id))
    assert told["data"]["resolved"]["messages"][str(said.id)]["content"] == "spam"
    assert (await attempt.answer()).content == "thank you"


async def test_the_menu_of_somebody_reaches_the_bot_with_the_member(
    place: Place, api: Api, wire: Socket, of_guild: str
) -> None:
    await wire.identify()
    await api("PUT", of_guild, MENUS)

    await place.person(place.owner).use_on_member(place.lobby, "Who is this", place.staff)

    told = (await wire.hears("INTERACTION_CREATE"))["data"]
    assert (told["type"], told["target_id"]) == (2, str(place.staff.id))
    assert told["resolved"]["users"][str(place.staff.id)]["username"] == "staff"
    assert told["resolved"]["members"][str(place.staff.id)]["roles"] == [str(place.staff_role.id)]


async def test_a_menu_holds_what_is_offered_and_for_what_it_is_offered(place: Place, api: Api, of_guild: str) -> None:
    await api("PUT", of_guild, MENUS)
    stranger = place.person(place.stranger)
    said = await stranger.say(place.lobby, "spam")

    assert [(each.name, each.type) for each in stranger.offers(place.lobby)] == [("Report this", 3)]
    with pytest.raises(NotAllowed, match="not offered"):
        await stranger.use_on_member(place.lobby, "Who is this", place.staff)
    with pytest.raises(NotAllowed, match="not offered"):
        await stranger.use_on_member(place.lobby, "Report this", place.staff)
    await stranger.delete(said)
    with pytest.raises(NotAllowed, match="Unknown Message"):
        await stranger.use_on_message(place.lobby, "Report this", said)


async def test_an_answer_names_the_command_with_its_sub_command(
    place: Place, api: Api, wire: Socket, of_guild: str
) -> None:
    await wire.identify()
    await api("PUT", of_guild, [SETUP])

    await place.person(place.owner).slash(place.lobby, "ticket setup")
    told = await wire.hears("INTERACTION_CREATE")
    await api("POST", f"/interactions/{told['id']}/{told['token']}/callback", {"type": 4, "data": {"content": "done"}})

    assert told["data"]["name"] == "ticket"
    assert (await wire.hears("MESSAGE_CREATE"))["interaction"]["name"] == "ticket setup"
