"""Threads: begun, written in, asleep and awake, public and private, over REST and at the gateway."""

from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from bot.sandbox import Channel, NotAllowed, Permission, Person, Sandbox, Upload, World, allow, deny
from bot.sandbox.permissions import ALL
from bot.sandbox.world import Change
from tests.sandbox.tools import Api, Client, Place, Socket


def manage_threads(place: Place) -> None:
    mine = next(role for role in place.guild.roles.values() if role.managed)
    place.sandbox.stage.set_permissions(place.guild, mine, Permission(mine.permissions) | Permission.MANAGE_THREADS)


async def listed(api: Api, path: str) -> list[str]:
    status, found = await api("GET", path)
    assert status == 200, found
    return [each["name"] for each in found["threads"]]


async def test_a_thread_is_begun_and_what_is_said_in_it_is_told_with_its_id(
    place: Place, api: Api, wire: Socket, stranger: Person
) -> None:
    await wire.identify()

    thread = await stranger.begin_thread(place.lobby, "aside")
    said = await stranger.say(thread, "hello")

    begun = await wire.hears("THREAD_CREATE")
    assert (begun["id"], begun["parent_id"], begun["newly_created"]) == (str(thread.id), str(place.lobby.id), True)
    note = await wire.hears("MESSAGE_CREATE")
    assert (note["type"], note["content"], note["channel_id"]) == (18, "aside", str(place.lobby.id))
    told = await wire.hears("MESSAGE_CREATE")
    assert (told["id"], told["channel_id"], told["content"]) == (str(said.id), str(thread.id), "hello")
    _, history = await api("GET", f"/channels/{thread.id}/messages")
    assert [each["content"] for each in history] == ["hello"]


async def test_a_thread_grows_from_a_message_once_and_shows_it_first(place: Place, api: Api, stranger: Person) -> None:
    question = await stranger.say(place.lobby, "how?")
    route = f"/channels/{place.lobby.id}/messages/{question.id}/threads"

    status, thread = await api("POST", route, {"name": "how"})
    again, refused = await api("POST", route, {"name": "how"})

    assert (status, thread["id"]) == (201, str(question.id))
    assert (again, refused["code"]) == (400, 160004)
    _, first = await api("GET", f"/channels/{question.id}/messages")
    assert [(each["type"], each["referenced_message"]["content"]) for each in first] == [(21, "how?")]
    _, shown = await api("GET", f"/channels/{place.lobby.id}/messages/{question.id}")
    assert (shown["thread"]["name"], shown["flags"]) == ("how", 1 << 5)


async def test_a_private_thread_is_for_its_members_and_those_who_manage_threads(
    place: Place, api: Api, staff: Person, stranger: Person
) -> None:
    thread = await staff.begin_thread(place.lobby, "among us", private=True)

    before = [person.threads(place.lobby) for person in (staff, stranger)]
    hidden = await api("GET", f"/channels/{thread.id}/messages")
    await staff.add_to_thread(thread, place.stranger)
    after = stranger.threads(place.lobby)
    await stranger.leave_thread(thread)

    assert before == [[thread], []]
    assert (hidden[0], hidden[1]["code"]) == (403, 50001)
    assert after == [thread]
    assert stranger.threads(place.lobby) == []
    assert place.person(place.owner).threads(place.lobby) == [thread]


async def test_the_active_ones_of_a_guild_are_those_awake_that_the_bot_may_see(
    place: Place, api: Api, staff: Person
) -> None:
    awake = await staff.begin_thread(place.lobby, "awake")
    asleep = await staff.begin_thread(place.lobby, "asleep")
    await staff.begin_thread(place.lobby, "among us", private=True)
    await staff.archive(asleep)

    active = await listed(api, f"/guilds/{place.guild.id}/threads/active")
    manage_threads(place)

    assert active == ["awake"]
    assert await listed(api, f"/guilds/{place.guild.id}/threads/active") == ["among us", "awake"]
    assert await listed(api, f"/channels/{place.lobby.id}/threads/archived/public") == ["asleep"]
    assert awake.is_archived(place.sandbox.world.now()) is False


async def test_archived_private_ones_need_manage_threads(place: Place, api: Api, staff: Person) -> None:
    thread = await staff.begin_thread(place.lobby, "among us", private=True)
    await staff.archive(thread)
    route = f"/channels/{place.lobby.id}/threads/archived/private"

    refused = await api("GET", route)
    manage_threads(place)

    assert (refused[0], refused[1]["code"]) == (403, 50013)
    assert await listed(api, route) == ["among us"]
    assert await listed(api, f"/channels/{place.lobby.id}/users/@me/threads/archived/private") == []


async def test_archived_ones_are_paged_by_when_they_fell_asleep() -> None:
    now = [datetime(2026, 3, 2, 9, tzinfo=UTC)]
    async with Sandbox(World(lambda: now[0])) as sandbox, aiohttp.ClientSession() as session:
        owner = sandbox.stage.user("owner")
        guild = sandbox.stage.guild("Desk", owner)
        lobby = sandbox.stage.channel(guild, "lobby")
        person, api = sandbox.person(owner), Api(sandbox, session)
        threads: list[Channel] = []
        for name in ("one", "two", "three"):
            threads.append(await person.begin_thread(lobby, name))
            now[0] += timedelta(minutes=1)
            await person.archive(threads[-1])
        route = f"/channels/{lobby.id}/threads/archived/public"

        _, first = await api("GET", f"{route}?limit=2")
        before = first["threads"][-1]["thread_metadata"]["archive_timestamp"].replace("+", "%2B")
        _, second = await api("GET", f"{route}?limit=2&before={before}")

    assert ([each["name"] for each in first["threads"]], first["has_more"]) == (["three", "two"], True)
    assert ([each["name"] for each in second["threads"]], second["has_more"]) == (["one"], False)


async def test_a_thread_that_nobody_writes_in_falls_asleep_and_a_word_wakes_it() -> None:
    now = [datetime(2026, 3, 2, 9, tzinfo=UTC)]
    async with Sandbox(World(lambda: now[0])) as sandbox:
        owner = sandbox.stage.user("owner")
        guild = sandbox.stage.guild("Desk", owner)
        person = sandbox.person(owner)
        thread = await person.begin_thread(sandbox.stage.channel(guild, "lobby"), "aside")
        awake = thread.is_archived(now[0])

        now[0] += timedelta(days=3, seconds=1)
        asleep = thread.is_archived(now[0])
        await person.say(thread, "again")

    assert (awake, asleep, thread.is_archived(now[0])) == (False, True, False)


async def test_a_locked_thread_is_for_those_who_manage_threads(place: Place, api: Api, stranger: Person) -> None:
    thread = await stranger.begin_thread(place.lobby, "aside")

    refused = await api("PATCH", f"/channels/{thread.id}", {"locked": True})
    manage_threads(place)
    status, changed = await api("PATCH", f"/channels/{thread.id}", {"locked": True, "archived": True, "name": "done"})

    assert (refused[0], refused[1]["code"]) == (403, 50013)
    assert (status, changed["name"], changed["thread_metadata"]["locked"]) == (200, "done", True)
    with pytest.raises(NotAllowed):
        await stranger.say(thread, "one more")


async def test_threads_need_their_own_permissions(place: Place, stranger: Person) -> None:
    stage = place.sandbox.stage
    thread = await stranger.begin_thread(place.lobby, "aside")
    stage.overwrite(
        place.lobby,
        deny(place.guild, Permission.CREATE_PUBLIC_THREADS, Permission.SEND_MESSAGES_IN_THREADS),
    )

    await stranger.say(place.lobby, "here I may")
    with pytest.raises(NotAllowed):
        await stranger.say(thread, "here not")
    with pytest.raises(NotAllowed):
        await stranger.begin_thread(place.lobby, "another")
    assert [one.text for one in stranger.sees(thread)] == []


async def test_where_the_channel_is_hidden_its_threads_are(place: Place, api: Api, wire: Socket, staff: Person) -> None:
    thread = await staff.begin_thread(place.lobby, "aside")
    await wire.identify()
    place.sandbox.stage.overwrite(place.lobby, deny(place.guild, Permission.VIEW_CHANNEL))

    await place.person(place.owner).say(thread, "unheard")
    status, refused = await api("GET", f"/channels/{thread.id}")

    assert (status, refused["code"]) == (403, 50001)
    assert await listed(api, f"/guilds/{place.guild.id}/threads/active") == []


async def test_with_its_channel_a_thread_is_gone(place: Place, api: Api, stranger: Person) -> None:
    thread = await stranger.begin_thread(place.lobby, "aside")
    place.sandbox.stage.delete_channel(place.lobby)

    status, refused = await api("GET", f"/channels/{thread.id}")

    assert (status, refused["code"], place.guild.threads) == (404, 10003, {})


async def test_a_thread_alone_can_be_deleted_by_who_manages_threads(
    place: Place, api: Api, wire: Socket, stranger: Person
) -> None:
    await wire.identify()
    thread = await stranger.begin_thread(place.lobby, "aside")

    with pytest.raises(NotAllowed):
        await stranger.delete_thread(thread)
    await place.person(place.owner).delete_thread(thread)

    gone = await wire.hears("THREAD_DELETE")
    assert gone == {
        "id": str(thread.id),
        "guild_id": str(place.guild.id),
        "parent_id": str(place.lobby.id),
        "type": 11,
    }


async def test_members_join_and_leave_and_are_told(place: Place, api: Api, wire: Socket, stranger: Person) -> None:
    await wire.identify()
    thread = await stranger.begin_thread(place.lobby, "aside")
    route = f"/channels/{thread.id}/thread-members"

    joined = await api("PUT", f"{route}/@me")
    _, members = await api("GET", route)
    one, _ = await api("GET", f"{route}/{place.stranger.id}")
    left = await api("DELETE", f"{route}/@me")
    unknown, _ = await api("GET", f"{route}/{place.sandbox.world.application.user.id}")

    assert (joined[0], one, left[0], unknown) == (204, 200, 204, 404)
    assert [each["user_id"] for each in members] == [
        str(place.stranger.id),
        str(place.sandbox.world.application.user.id),
    ]
    added = await wire.hears("THREAD_MEMBERS_UPDATE")
    assert added["added_members"][0]["member"]["user"]["username"] == "bot"
    assert "removed_member_ids" in await wire.hears("THREAD_MEMBERS_UPDATE")


@pytest.mark.usefixtures("bad_requests")
@pytest.mark.parametrize("body", [{"name": ""}, {"name": "x" * 101}, {"name": "x", "auto_archive_duration": 5}])
async def test_threads_that_may_not_be_are_refused(place: Place, api: Api, body: dict[str, object]) -> None:
    status, refused = await api("POST", f"/channels/{place.lobby.id}/threads", body)

    assert (status, refused["code"]) == (400, 50035)


async def test_a_client_reads_threads_as_its_own(place: Place, client: Client, stranger: Person) -> None:
    thread = await stranger.begin_thread(place.lobby, "aside")
    await stranger.say(thread, "hello")
    message = await client.hears("message")
    while message.content != "hello":
        message = await client.hears("message")

    found = client.channel(place.lobby).get_thread(thread.id)

    assert found is not None
    assert (found.name, message.channel.id, [one.content async for one in found.history()]) == (
        "aside",
        thread.id,
        ["hello"],
    )


async def test_a_bot_that_sees_a_channel_anew_hears_which_threads_are_awake_in_it(place: Place, wire: Socket) -> None:
    stage, owner, me = place.sandbox.stage, place.person(place.owner), place.sandbox.world.application.user
    awake = await owner.begin_thread(place.lobby, "awake")
    await owner.add_to_thread(awake, me)
    await owner.archive(await owner.begin_thread(place.lobby, "asleep"))
    elsewhere = await owner.begin_thread(stage.channel(place.guild, "elsewhere"), "elsewhere")
    stage.overwrite(place.lobby, deny(me, Permission.VIEW_CHANNEL))
    await wire.identify()

    stage.drop_overwrite(place.lobby, me)
    by_overwrite = await wire.hears("THREAD_LIST_SYNC")
    stage.overwrite(place.lobby, deny(place.guild, Permission.VIEW_CHANNEL))
    mine = next(role for role in place.guild.roles.values() if role.managed)
    stage.set_permissions(place.guild, mine, Permission.ADMINISTRATOR)
    by_role = await wire.hears("THREAD_LIST_SYNC")

    assert by_overwrite == by_role
    assert by_overwrite["channel_ids"] == [str(place.lobby.id)]
    assert [each["id"] for each in by_overwrite["threads"]] == [str(awake.id)] != [str(elsewhere.id)]
    assert [each["user_id"] for each in by_overwrite["members"]] == [str(me.id)]


async def test_a_bot_that_saw_the_channel_all_along_hears_of_no_threads(place: Place, wire: Socket) -> None:
    await place.person(place.owner).begin_thread(place.lobby, "aside")
    await wire.identify()

    place.sandbox.stage.overwrite(place.lobby, deny(place.guild, Permission.SEND_MESSAGES))
    place.sandbox.stage.rename(place.lobby, "hall")
    await place.person(place.owner).say(place.lobby, "the end")

    told = await wire.heard_until("MESSAGE_CREATE")
    assert [name for name, _ in told if name != "GUILD_CREATE"] == ["CHANNEL_UPDATE", "CHANNEL_UPDATE"]


async def test_in_a_thread_that_sleeps_nothing_is_edited_and_nobody_comes_or_goes(
    place: Place, api: Api, stranger: Person, staff: Person
) -> None:
    thread = await stranger.begin_thread(place.lobby, "aside")
    said = await stranger.say(thread, "as it was")
    await stranger.archive(thread)
    members = f"/channels/{thread.id}/thread-members"

    for act in (
        stranger.edit(said, "changed"),
        staff.add_to_thread(thread, place.owner),
        stranger.leave_thread(thread),
    ):
        with pytest.raises(NotAllowed, match="Thread is archived"):
            await act
    joined = await api("PUT", f"{members}/@me")
    await stranger.archive(thread, archived=False)

    assert (joined[0], joined[1]["code"]) == (400, 50083)
    assert (await stranger.edit(said, "changed")).content == "changed"
    assert (await api("PUT", f"{members}/@me"))[0] == 204


async def test_what_only_one_sees_begins_no_thread_takes_no_pin_and_is_answered_by_nobody(
    place: Place, api: Api, stranger: Person
) -> None:
    stage = place.sandbox.stage
    attempt = stranger.forge_slash(place.lobby, "psst")
    callback = f"/interactions/{attempt.interaction.id}/{attempt.interaction.token}/callback"
    await api("POST", callback, {"type": 4, "data": {"content": "for one", "flags": 64}})
    mine = (await attempt.answer()).id
    here = f"/channels/{place.lobby.id}"
    stage.set_permissions(place.guild, next(each for each in place.guild.roles.values() if each.managed), ALL)

    thread = await api("POST", f"{here}/messages/{mine}/threads", {"name": "all see it"})
    pinned = await api("PUT", f"{here}/messages/pins/{mine}")
    reacted = await api("GET", f"{here}/messages/{mine}/reactions/%F0%9F%91%8D")
    answered = await api("POST", f"{here}/messages", {"content": "x", "message_reference": {"message_id": str(mine)}})
    with pytest.raises(NotAllowed, match="10008"):
        await stranger.begin_thread(place.lobby, "all see it", on=mine)

    assert [(status, told["code"]) for status, told in (thread, pinned, reacted)] == [(404, 10008)] * 3
    assert (answered[0], answered[1]["code"]) == (400, 50035)
    assert (place.guild.threads, place.lobby.messages[mine].flags) == ({}, 1 << 6)


async def test_a_system_message_begins_no_thread(place: Place, stranger: Person) -> None:
    await stranger.begin_thread(place.lobby, "aside")
    note = stranger.sees(place.lobby)[-1]

    with pytest.raises(NotAllowed, match="50021"):
        await stranger.begin_thread(place.lobby, "about it", on=note.id)

    assert len(place.guild.threads) == 1


async def test_a_thread_shows_the_message_it_grew_from_once_and_while_that_is_there(
    place: Place, api: Api, wire: Socket, stranger: Person
) -> None:
    question = await stranger.say(place.lobby, "how?", files=[Upload("a.txt", b"a")])
    thread = await stranger.begin_thread(place.lobby, "how", on=question.id)
    before = stranger.sees(thread)[0]
    changes: list[Change] = []
    place.sandbox.world.witnesses.append(changes.append)

    await stranger.delete(question)

    after = stranger.sees(thread)[0]
    assert (before.text, [each.filename for each in before.files]) == ("how?", ["a.txt"])
    assert (after.id, after.text, after.files) == (before.id, "", ())
    _, (told,) = await api("GET", f"/channels/{thread.id}/messages")
    assert (told["type"], told["referenced_message"]) == (21, None)
    assert [(each.kind, each.message.id if each.message else None) for each in changes][-1] == ("message", after.id)


async def test_whoever_may_not_read_back_begins_no_thread_on_what_was_said(place: Place, stranger: Person) -> None:
    said = await place.person(place.owner).say(place.lobby, "before your time")
    place.sandbox.stage.overwrite(place.lobby, deny(place.guild, Permission.READ_MESSAGE_HISTORY))

    with pytest.raises(NotAllowed, match="50013"):
        await stranger.begin_thread(place.lobby, "about it", on=said.id)

    assert place.guild.threads == {}


async def test_whom_a_message_in_a_thread_calls_is_in_it_from_then_on(place: Place, staff: Person) -> None:
    thread = await staff.begin_thread(place.lobby, "among us", private=True)
    stranger, owner = place.person(place.stranger), place.person(place.owner)

    said = await staff.say(thread, f"<@{place.stranger.id}> come in, and <@{place.sandbox.stage.user('away').id}> not")
    called = stranger.threads(place.lobby)
    await staff.edit(said, f"<@{place.owner.id}> too")

    assert called == [thread]
    assert thread.thread is not None
    assert set(thread.thread.members) == {place.staff.id, place.stranger.id, place.owner.id}
    assert [each.text for each in owner.sees(thread)] == [f"<@{place.owner.id}> too"]


async def test_into_a_closed_thread_only_who_manages_threads_calls_anybody(
    place: Place, api: Api, staff: Person, stranger: Person
) -> None:
    stage, owner = place.sandbox.stage, place.person(place.owner)
    stage.overwrite(place.lobby, allow(place.staff, Permission.MANAGE_THREADS))
    manage_threads(place)
    body = {"name": "closed", "type": 12, "invitable": False}
    _, made = await api("POST", f"/channels/{place.lobby.id}/threads", body)
    (thread,) = owner.threads(place.lobby)
    await staff.add_to_thread(thread, place.staff)
    stage.drop_overwrite(place.lobby, place.staff)

    await staff.say(thread, f"<@{place.stranger.id}> come in")
    kept_out = stranger.threads(place.lobby)
    await owner.say(thread, f"<@{place.stranger.id}> come in")

    assert made["thread_metadata"]["invitable"] is False
    assert kept_out == []
    assert stranger.threads(place.lobby) == [thread]


async def test_whom_the_channel_is_hidden_from_no_thread_of_it_calls(place: Place, staff: Person) -> None:
    place.sandbox.stage.overwrite(place.lobby, deny(place.stranger, Permission.VIEW_CHANNEL))
    thread = await staff.begin_thread(place.lobby, "aside")

    await staff.say(thread, f"<@{place.stranger.id}> come in")

    assert thread.thread is not None
    assert set(thread.thread.members) == {place.staff.id}


async def test_a_threads_topic_is_passed_over(place: Place, api: Api) -> None:
    _, thread = await api("POST", f"/channels/{place.lobby.id}/threads", {"name": "aside", "type": 11})

    status, changed = await api("PATCH", f"/channels/{thread['id']}", {"topic": "of it", "name": "beside"})

    assert (status, changed["name"], changed.get("topic")) == (200, "beside", None)


async def test_with_its_thread_a_file_is_gone(place: Place, api: Api, stranger: Person) -> None:
    thread = await stranger.begin_thread(place.lobby, "aside")
    said = await stranger.say(thread, files=[Upload("a.txt", b"a")])
    before = await api.download(said.files[0].url)

    await place.person(place.owner).delete_thread(thread)

    assert (before, (await api.download(said.files[0].url))[0]) == ((200, b"a"), 404)
