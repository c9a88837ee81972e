"""The gateway by hand: who is let in, what is told to whom, and what a lost socket gets back."""

import json
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any

import anyio
import pytest

from bot.sandbox import Intent, Permission, Sandbox, World, allow, deny
from bot.sandbox.wire import session
from tests.sandbox.tools import EVERYTHING, Api, Place, Socket, socket


async def test_ready_names_the_guild_and_then_the_guild_comes(place: Place, wire: Socket) -> None:
    ready = await wire.identify()
    guild = await wire.hears("GUILD_CREATE")

    assert ready["guilds"] == [{"id": str(place.guild.id), "unavailable": True}]
    assert guild["unavailable"] is False
    assert guild["member_count"] == 4
    assert [each["name"] for each in guild["channels"]] == ["lobby"]


async def test_a_heartbeat_is_answered(wire: Socket) -> None:
    await wire.send(1, None)

    assert (await wire.frame())["op"] == 11


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"token": "wrong"}, 4004),
        ({"intents": -1}, 4013),
        ({"intents": 1 << 40}, 4013),
        ({"shard": [2, 2]}, 4010),
    ],
)
async def test_who_identifies_wrongly_is_closed(place: Place, wire: Socket, body: dict[str, object], code: int) -> None:
    await wire.send(2, {"token": place.sandbox.token, "intents": 1, "properties": {}, **body})

    assert await wire.closed_with() == code
    assert place.sandbox.sessions == []


async def test_privileged_intents_that_the_application_lacks_are_refused() -> None:
    world = World(privileged_intents=Intent.GUILD_MEMBERS)
    async with Sandbox(world) as sandbox, socket(sandbox) as wire:
        await wire.send(2, {"token": sandbox.token, "intents": int(Intent.MESSAGE_CONTENT), "properties": {}})

        assert await wire.closed_with() == 4014

    async with Sandbox(World(privileged_intents=Intent.GUILD_MEMBERS)) as sandbox, socket(sandbox) as wire:
        assert (await wire.identify(int(Intent.GUILD_MEMBERS)))["user"]["bot"] is True


@pytest.mark.parametrize(
    ("frame", "code"),
    [("not json", 4002), ("{}", 4002), (json.dumps({"op": 99}), 4001), (json.dumps({"op": 3, "d": {}}), 4003)],
)
async def test_frames_that_may_not_be_close_the_socket(wire: Socket, frame: str, code: int) -> None:
    await wire.send_text(frame)

    assert await wire.closed_with() == code


async def test_identifying_twice_closes_the_socket(place: Place, wire: Socket) -> None:
    await wire.identify()

    await wire.send(2, {"token": place.sandbox.token, "intents": 1, "properties": {}})

    assert await wire.closed_with() == 4005


async def test_another_version_of_the_gateway_is_refused(place: Place) -> None:
    async with socket(place.sandbox, "v=6&encoding=json") as wire:
        assert await wire.closed_with() == 4012


async def test_more_than_120_frames_a_minute_close_the_socket(wire: Socket) -> None:
    for _ in range(121):
        await wire.send(1, None)

    assert await wire.closed_with() == 4008


async def test_a_compressed_stream_says_the_same(place: Place) -> None:
    async with socket(place.sandbox, "v=10&encoding=json&compress=zlib-stream") as wire:
        await wire.identify()

        assert (await wire.hears("GUILD_CREATE"))["name"] == "Desk"


async def test_numbers_rise_by_one_and_are_the_sandboxs_own(place: Place, wire: Socket) -> None:
    await wire.identify()
    await place.person(place.owner).say(place.lobby, "one")
    await place.person(place.owner).say(place.lobby, "two")

    await wire.hears("MESSAGE_CREATE")
    await wire.hears("MESSAGE_CREATE")

    assert wire.sequence == place.sandbox.sequence == 4


async def test_what_was_missed_is_replayed_on_resume(place: Place) -> None:
    async with socket(place.sandbox) as first:
        session = (await first.identify())["session_id"]
        await first.hears("GUILD_CREATE")
        seen = first.sequence or 0
        place.sandbox.drop_sockets()
    await place.person(place.owner).say(place.lobby, "while you were away")
    await place.person(place.owner).say(place.lobby, "and again")

    async with socket(place.sandbox) as second:
        await second.resume(session, seen)
        missed = await second.heard_until("RESUMED")
        await place.person(place.owner).say(place.lobby, "live")
        live = await second.hears("MESSAGE_CREATE")

    assert [payload["content"] for _, payload in missed] == ["while you were away", "and again"]
    assert live["content"] == "live"


@pytest.mark.parametrize("sequence", [-1, 5000])
async def test_a_resume_from_a_number_that_never_was_begins_anew(place: Place, wire: Socket, sequence: int) -> None:
    async with socket(place.sandbox) as first:
        session = (await first.identify())["session_id"]

    await wire.resume(session, sequence)

    frame = await wire.frame()
    assert (frame["op"], frame["d"]) == (9, False)


async def test_a_resume_of_an_unknown_session_begins_anew(wire: Socket) -> None:
    await wire.resume("nobody", 1)

    frame = await wire.frame()
    assert (frame["op"], frame["d"]) == (9, False)


async def test_a_session_closed_with_1000_is_given_up_and_one_closed_with_4000_is_kept(place: Place) -> None:
    async with socket(place.sandbox) as first:
        await first.identify()
        await first.close(4000)
    async with socket(place.sandbox) as second:
        await second.identify()
        await second.close(1000)

    assert len(place.sandbox.sessions) == 1


async def test_of_sessions_that_lost_their_sockets_the_last_eight_are_kept(place: Place) -> None:
    lost = []
    async with socket(place.sandbox) as first:
        await first.identify()
        for _ in range(9):
            async with socket(place.sandbox) as wire:
                lost.append((await wire.identify())["session_id"])
                await wire.close(4000)
        await anyio.wait_all_tasks_blocked()
        kept = {each.id for each in place.sandbox.sessions}
        assert kept.issuperset(lost[1:])
        assert lost[0] not in kept
        await first.close(4000)
        await anyio.wait_all_tasks_blocked()

    assert {each.id for each in place.sandbox.sessions} == kept - {lost[1]}


async def test_a_bot_that_reads_nothing_is_cut_off(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "REMEMBERED", 50)
    owner = place.sandbox.person(place.owner)
    async with socket(place.sandbox) as wire, socket(place.sandbox) as other:
        await wire.identify()
        await other.identify()
        (deaf, reads) = place.sandbox.sessions
        with anyio.fail_after(20):
            while deaf.connection is not None:
                await owner.say(place.lobby, "😀" * 2000)
                await other.hears("MESSAGE_CREATE")

        assert reads.connection is not None
        await owner.say(place.lobby, "still here")
        assert (await other.hears("MESSAGE_CREATE"))["content"] == "still here"


async def test_what_many_sessions_are_told_is_written_once_for_all_of_a_kind(place: Place) -> None:
    """To write it for each of them held everybody else up."""
    names = []
    async with AsyncExitStack() as stack:
        for intents in (EVERYTHING, EVERYTHING, EVERYTHING & ~Intent.MESSAGE_CONTENT):
            wire = await stack.enter_async_context(socket(place.sandbox))
            await wire.identify(intents)
            names.append(wire)
        payload = Counted(name="forged")
        place.sandbox.forge_event("FORGED", payload)
        heard = [await wire.hears("FORGED") for wire in names]

    assert heard == [{"name": "forged"}] * 3
    assert payload.written == 2


class Counted(dict[str, str]):
    """How often somebody wrote it down."""

    written = 0

    def items(self) -> Any:
        self.written += 1
        return super().items()


async def test_op_7_asks_to_reconnect_and_op_9_forgets(place: Place, wire: Socket) -> None:
    await wire.identify()
    await wire.hears("GUILD_CREATE")

    place.sandbox.ask_to_reconnect()
    place.sandbox.invalidate_sessions()

    assert [(await wire.frame())["op"], (await wire.frame())["op"]] == [7, 9]
    assert place.sandbox.sessions == []


async def test_without_the_intent_events_do_not_come(place: Place, wire: Socket) -> None:
    await wire.identify(int(Intent.GUILDS | Intent.DIRECT_MESSAGES))
    await place.person(place.owner).say(place.lobby, "unheard")
    place.sandbox.stage.join(place.guild, place.sandbox.stage.user("newcomer"))
    await place.person(place.owner).say(place.person(place.owner).dm, "heard")

    told = await wire.heard_until("MESSAGE_CREATE")

    assert [name for name, _ in told] == ["GUILD_CREATE"]


async def test_without_message_content_the_text_of_others_is_blank(place: Place, wire: Socket, api: Api) -> None:
    await wire.identify(int(EVERYTHING & ~Intent.MESSAGE_CONTENT))
    owner, me = place.person(place.owner), place.sandbox.world.application.user

    await owner.say(place.lobby, "secret")
    await owner.say(place.lobby, f"<@{me.id}> listen")
    await owner.say(owner.dm, "in private")
    await api("POST", f"/channels/{place.lobby.id}/messages", {"content": "my own"})

    texts = [(await wire.hears("MESSAGE_CREATE"))["content"] for _ in range(4)]
    assert texts == ["", f"<@{me.id}> listen", "in private", "my own"]


async def test_messages_come_only_from_channels_that_the_bot_can_see(place: Place, wire: Socket) -> None:
    await wire.identify()
    hidden = place.sandbox.stage.channel(place.guild, "hidden", deny(place.guild, Permission.VIEW_CHANNEL))
    await place.person(place.owner).say(hidden, "unheard")
    await place.person(place.owner).say(place.lobby, "heard")

    assert (await wire.hears("MESSAGE_CREATE"))["content"] == "heard"


async def test_a_channel_out_of_sight_is_a_shell_until_it_comes_into_sight(place: Place, wire: Socket) -> None:
    await wire.identify()
    stage, me = place.sandbox.stage, place.sandbox.world.application.user
    hidden = stage.channel(place.guild, "hidden", deny(place.guild, Permission.VIEW_CHANNEL))

    shell = await wire.hears("CHANNEL_CREATE")
    stage.overwrite(hidden, allow(me, Permission.VIEW_CHANNEL))
    whole = await wire.hears("CHANNEL_UPDATE")
    stage.drop_overwrite(hidden, me)
    shell_again = await wire.hears("CHANNEL_UPDATE")

    assert (shell["name"], shell["flags"], len(shell["permission_overwrites"])) == ("___hidden___", 1 << 17, 1)
    assert (whole["name"], whole["flags"], len(whole["permission_overwrites"])) == ("hidden", 0, 2)
    assert shell_again["name"] == "___hidden___"


async def test_a_role_that_opens_a_channel_to_the_bot_tells_it_the_channel(place: Place, wire: Socket) -> None:
    stage, me = place.sandbox.stage, place.sandbox.world.application.user
    role = stage.role(place.guild, "sees")
    stage.channel(
        place.guild, "hidden", deny(place.guild, Permission.VIEW_CHANNEL), allow(role, Permission.VIEW_CHANNEL)
    )
    await wire.identify()

    stage.give_role(place.guild, me, role)

    assert (await wire.hears("CHANNEL_UPDATE"))["name"] == "hidden"


async def test_members_come_in_chunks_when_asked_for(place: Place, wire: Socket) -> None:
    await wire.identify()
    guild = str(place.guild.id)

    await wire.send(8, {"guild_id": guild, "query": "", "limit": 0, "nonce": "n"})
    everybody = await wire.hears("GUILD_MEMBERS_CHUNK")
    await wire.send(8, {"guild_id": guild, "query": "st", "limit": 1})
    by_name = await wire.hears("GUILD_MEMBERS_CHUNK")
    await wire.send(8, {"guild_id": guild, "user_ids": [str(place.staff.id), "1"]})
    by_id = await wire.hears("GUILD_MEMBERS_CHUNK")

    assert (len(everybody["members"]), everybody["nonce"], everybody["chunk_count"]) == (4, "n", 1)
    assert [each["user"]["username"] for each in by_name["members"]] == ["staff"]
    assert [each["user"]["username"] for each in by_id["members"]] == ["staff"]
    assert by_id["not_found"] == ["1"]


async def test_without_the_members_intent_the_whole_list_is_not_given(place: Place, wire: Socket) -> None:
    await wire.identify(int(Intent.GUILDS))

    await wire.send(8, {"guild_id": str(place.guild.id), "query": "", "limit": 0})

    assert (await wire.hears("GUILD_MEMBERS_CHUNK"))["members"] == []


async def test_comings_and_goings_are_told(place: Place, wire: Socket) -> None:
    await wire.identify()
    stage, guild = place.sandbox.stage, place.guild
    newcomer = stage.user("newcomer")

    stage.join(guild, newcomer)
    stage.give_role(guild, newcomer, place.staff_role)
    stage.time_out(guild, newcomer, place.sandbox.world.now() + timedelta(minutes=5))
    stage.set_permissions(guild, place.staff_role, Permission.MANAGE_MESSAGES)
    stage.leave(guild, newcomer)
    stage.delete_role(guild, place.staff_role)

    told = [name for name, _ in await wire.heard_until("GUILD_ROLE_DELETE")]
    assert told == [
        "GUILD_CREATE",
        "GUILD_MEMBER_ADD",
        "GUILD_MEMBER_UPDATE",
        "GUILD_MEMBER_UPDATE",
        "GUILD_ROLE_UPDATE",
        "GUILD_MEMBER_REMOVE",
    ]


async def test_an_unavailable_guild_goes_and_comes_back(place: Place, wire: Socket, api: Api) -> None:
    await wire.identify()

    place.sandbox.guild_unavailable(place.guild)
    gone = await wire.hears("GUILD_DELETE")
    status, _ = await api("GET", f"/channels/{place.lobby.id}")
    place.sandbox.guild_available(place.guild)
    back = await wire.hears("GUILD_CREATE")

    assert gone == {"id": str(place.guild.id), "unavailable": True}
    assert status == 503
    assert back["unavailable"] is False


async def test_a_bot_that_is_removed_hears_that_the_guild_is_gone_and_one_invited_hears_of_it(
    place: Place, wire: Socket, api: Api
) -> None:
    await wire.identify()
    stage = place.sandbox.stage

    stage.leave(place.guild, place.sandbox.world.application.user)
    gone = await wire.hears("GUILD_DELETE")
    status, body = await api("GET", f"/guilds/{place.guild.id}")
    stage.invite_bot(place.guild)
    invited = await wire.hears("GUILD_CREATE")

    assert gone == {"id": str(place.guild.id)}
    assert (status, body["code"]) == (403, 50001)
    assert "unavailable" not in invited


async def test_a_guild_is_told_to_its_shard_alone(place: Place) -> None:
    number = (place.guild.id >> 22) % 2
    async with socket(place.sandbox) as mine, socket(place.sandbox) as other:
        mine_ready = await mine.identify(shard=[number, 2])
        other_ready = await other.identify(shard=[1 - number, 2])

        await place.person(place.owner).say(place.lobby, "hello")

        assert (await mine.hears("MESSAGE_CREATE"))["content"] == "hello"
    assert len(mine_ready["guilds"]) == 1
    assert other_ready["guilds"] == []


async def test_held_events_come_later_in_their_order(place: Place, wire: Socket) -> None:
    await wire.identify()
    await wire.hears("GUILD_CREATE")
    person = place.person(place.owner)

    place.sandbox.hold_events()
    await person.say(place.lobby, "one")
    await person.say(place.lobby, "two")
    numbered = place.sandbox.sequence
    heard_meanwhile = wire.sequence
    place.sandbox.release_events()

    assert (numbered, heard_meanwhile) == (4, 2)
    assert [(await wire.hears("MESSAGE_CREATE"))["content"] for _ in range(2)] == ["one", "two"]


async def test_a_socket_that_was_told_a_forged_event_still_lives(place: Place, wire: Socket) -> None:
    await wire.identify()

    place.sandbox.forge_event("MESSAGE_CREATE", {"id": 5}, place.guild)
    forged = await wire.hears("MESSAGE_CREATE")
    await place.person(place.owner).say(place.lobby, "true")

    assert forged == {"id": 5}
    assert (await wire.hears("MESSAGE_CREATE"))["content"] == "true"


async def test_deletions_in_bulk_and_new_roles_are_told(place: Place, wire: Socket, api: Api) -> None:
    await wire.identify()
    said = [str((await place.person(place.owner).say(place.lobby, text)).id) for text in "ab"]

    await api("POST", f"/channels/{place.lobby.id}/messages/bulk-delete", {"messages": said})
    bulk = await wire.hears("MESSAGE_DELETE_BULK")
    place.sandbox.stage.role(place.guild, "new")
    role = (await wire.hears("GUILD_ROLE_CREATE"))["role"]

    assert bulk == {"ids": said, "channel_id": str(place.lobby.id), "guild_id": str(place.guild.id)}
    assert role["name"] == "new"
