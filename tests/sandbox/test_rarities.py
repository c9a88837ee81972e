"""What few messages have, and what seldom happens: stickers, polls, forwards, stale addresses, full places, boosts."""

from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from yarl import URL

from bot.sandbox import NotAllowed, Permission, Person, Sandbox, Upload, World, allow
from bot.sandbox.model import Overwrite, OverwriteType
from tests.sandbox.tools import Api, Place, Socket

FILE = Upload("a b.png", b"\x89PNG")


async def test_a_sticker_and_a_poll_are_messages_without_text(
    place: Place, api: Api, wire: Socket, stranger: Person
) -> None:
    await wire.identify()

    sticker = await stranger.send_sticker(place.lobby, "wave")
    poll = await stranger.ask_poll(place.lobby, "Which?", "this", "that")

    assert (sticker.text, poll.text) == ("(sticker: wave)", "(poll: Which? this / that)")
    told = await wire.hears("MESSAGE_CREATE")
    assert [each["name"] for each in told["sticker_items"]] == ["wave"]
    told = await wire.hears("MESSAGE_CREATE")
    assert [each["poll_media"]["text"] for each in told["poll"]["answers"]] == ["this", "that"]


async def test_a_poll_needs_its_permission(place: Place, stranger: Person) -> None:
    everyone = place.guild.roles[place.guild.id]
    held = Permission(everyone.permissions) & ~Permission.SEND_POLLS
    place.sandbox.stage.set_permissions(place.guild, everyone, held)

    with pytest.raises(NotAllowed):
        await stranger.ask_poll(place.lobby, "Which?", "this", "that")
    assert stranger.sees(place.lobby) == []


async def test_a_forward_shows_what_was_said_then_and_not_by_whom(place: Place, api: Api, stranger: Person) -> None:
    other = place.sandbox.stage.channel(place.guild, "other")
    said = await stranger.say(place.lobby, "as it was", files=[FILE])

    await stranger.forward(said, other)
    await stranger.edit(said, "changed")

    _, (shown,) = await api("GET", f"/channels/{other.id}/messages")
    (snapshot,) = shown["message_snapshots"]
    assert snapshot["message"]["content"] == "as it was"
    assert "author" not in snapshot["message"]
    assert [each["filename"] for each in snapshot["message"]["attachments"]] == ["a b.png"]
    assert (shown["message_reference"]["type"], shown["content"]) == (1, "")


async def test_a_files_address_is_good_for_a_day_and_a_new_one_is_given_on_every_look() -> None:
    now = [datetime(2026, 3, 2, 9, tzinfo=UTC)]
    async with Sandbox(World(lambda: now[0])) as sandbox, aiohttp.ClientSession() as session:
        owner = sandbox.stage.user("owner")
        guild = sandbox.stage.guild("Desk", owner)
        lobby = sandbox.stage.channel(guild, "lobby")
        person, api = sandbox.person(owner), Api(sandbox, session)
        said = await person.say(lobby, files=[FILE])
        first = said.files[0].url

        now[0] += timedelta(days=1)
        in_time = await api.download(first)
        now[0] += timedelta(seconds=1)
        too_late = await api.download(first)
        _, (again,) = await api("GET", f"/channels/{lobby.id}/messages")
        anew = await api.download(again["attachments"][0]["url"])

    assert (in_time, too_late[0], anew) == ((200, FILE.content), 404, (200, FILE.content))


async def test_a_files_address_is_good_only_as_it_was_given_out(place: Place, api: Api, stranger: Person) -> None:
    said = await stranger.say(place.lobby, files=[FILE])
    url = URL(said.files[0].url)
    ends = int(url.query["ex"], 16)

    forged = [{"hm": "0" * 64}, {"ex": f"{ends + 1:x}"}, {"is": "0"}, {"hm": url.query["hm"].upper()}]
    answers = [(await api.download(str(url.update_query(each))))[0] for each in forged]
    bare = await api.download(str(url.with_query(None)))

    assert (answers, bare[0]) == ([404] * 4, 404)
    assert (await api.download(str(url)))[0] == 200


async def test_of_a_file_whose_number_is_none_there_is_nothing(place: Place, api: Api) -> None:
    there = f"{place.sandbox.cdn_url}/attachments/{place.lobby.id}"

    answers = [(await api.download(f"{there}/{number}/x"))[0] for number in ("1" * 5000, "9" * 20, "x", "٣")]

    assert answers == [404] * 4


async def test_with_its_message_a_file_is_gone(place: Place, api: Api, stranger: Person) -> None:
    one, other = [await stranger.say(place.lobby, files=[FILE]) for _ in range(2)]

    await stranger.delete(one)
    first = await api.download(one.files[0].url)
    place.sandbox.stage.delete_channel(place.lobby)
    second = await api.download(other.files[0].url)

    assert (first[0], second[0]) == (404, 404)


async def test_boosts_let_larger_files_through(place: Place, api: Api, wire: Socket) -> None:
    place.sandbox.world.upload_limit = 10
    there = f"/channels/{place.lobby.id}/messages"
    await wire.identify()

    refused = await api("POST", there, {}, files={"a.bin": b"x" * 11})
    place.sandbox.stage.boost(place.guild, 2)
    let_through = await api("POST", there, {}, files={"a.bin": b"x" * 11})
    dm = place.sandbox.world.dm(place.sandbox.world.application.user.id, place.stranger.id)
    in_dm = await api("POST", f"/channels/{dm.id}/messages", {}, files={"a.bin": b"x" * 11})

    assert (refused[0], refused[1]["code"], let_through[0]) == (413, 40005, 200)
    assert (in_dm[0], in_dm[1]["code"]) == (413, 40005)
    assert (await wire.hears("GUILD_UPDATE"))["premium_tier"] == 2


async def test_a_category_may_be_full_before_fifty_and_a_guild_before_five_hundred(place: Place, api: Api) -> None:
    category = place.sandbox.stage.category(place.guild, "Tickets")
    category.most_channels = 0
    route = f"/guilds/{place.guild.id}/channels"

    full = await api("POST", route, {"name": "x", "parent_id": str(category.id)})
    place.guild.most_channels = len(place.guild.channels)
    none_left = await api("POST", route, {"name": "x"})

    assert full[0] == 400
    assert [each["code"] for each in full[1]["errors"]["parent_id"]["_errors"]] == ["CHANNEL_PARENT_MAX_CHANNELS"]
    assert (none_left[0], none_left[1]["code"]) == (400, 30013)


async def test_an_overwrite_for_somebody_who_left_stands_and_is_taken_again(place: Place, api: Api) -> None:
    place.sandbox.stage.leave(place.guild, place.stranger)
    route = f"/channels/{place.lobby.id}/permissions/{place.stranger.id}"

    put = await api("PUT", route, {"type": 1, "allow": int(Permission.VIEW_CHANNEL)})
    there = place.lobby.overwrites.get(place.stranger.id)
    taken = await api("DELETE", route)
    twice = await api("DELETE", route)

    assert (put[0], taken[0], twice[0], twice[1]["code"]) == (204, 204, 404, 10009)
    wanted = Overwrite(place.stranger.id, OverwriteType.MEMBER, int(Permission.VIEW_CHANNEL))
    assert (there, place.stranger.id in place.lobby.overwrites) == (wanted, False)


async def test_a_role_is_deleted_by_who_stands_above_it(place: Place, wire: Socket, stranger: Person) -> None:
    await wire.identify()
    owner = place.person(place.owner)
    await owner.set_overwrite(place.lobby, allow(place.staff_role, Permission.VIEW_CHANNEL))

    with pytest.raises(NotAllowed):
        await stranger.delete_role(place.guild, place.staff_role)
    await owner.delete_role(place.guild, place.staff_role)

    assert (await wire.hears("GUILD_ROLE_DELETE"))["role_id"] == str(place.staff_role.id)
    assert (place.guild.members[place.staff.id].roles, place.lobby.overwrites) == ([], {})


async def test_permissions_are_changed_by_who_has_them(place: Place, stranger: Person) -> None:
    owner = place.person(place.owner)
    with pytest.raises(NotAllowed):
        await stranger.set_permissions(place.guild, place.staff_role, Permission.BAN_MEMBERS)

    await owner.set_permissions(place.guild, place.staff_role, Permission.BAN_MEMBERS)

    assert place.staff_role.permissions == int(Permission.BAN_MEMBERS)


async def test_the_keeper_of_a_server_makes_and_clears_its_places(place: Place, stranger: Person) -> None:
    owner = place.person(place.owner)
    await owner.set_overwrite(place.lobby, allow(place.stranger, Permission.VIEW_CHANNEL))

    category = await owner.create_category(place.guild, "Tickets")
    await owner.drop_overwrite(place.lobby, place.stranger)

    assert (category.name, place.lobby.overwrites) == ("Tickets", {})
    with pytest.raises(NotAllowed):
        await stranger.create_category(place.guild, "Mine")
