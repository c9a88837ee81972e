"""Who watches is told what this person sees as it happens, and nothing of what they may not."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import anyio
import anyio.lowlevel
import pytest

from bot.sandbox import Permission, allow, deny
from bot.sandbox.control import socket, watching
from tests.control.test_acting import presses
from tests.control.tools import Place, Window

HANDSHAKE = (
    "GET /control/people/stranger/watch HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: Upgrade\r\n"
    "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)
FAREWELL = b"\x88\x02" + (1013).to_bytes(2)  # the frame that says why a slow reader is closed


def port_of(place: Place) -> int:
    return int(place.call.control.page_url.rstrip("/").rpartition(":")[2])


async def test_a_message_is_told_as_each_person_sees_it(place: Place) -> None:
    async with place.call.watching("stranger") as stranger, place.call.watching("staff") as staff:
        said = await place.call.done(
            "POST", place.messages("stranger", "lobby"), {"text": f"<@{place.staff.id}> hello"}
        )

        seen = (await stranger.hears("message"))["message"]
        assert seen == said
        assert (seen["may_edit"], seen["may_delete"], seen["calls_me"]) == (True, True, False)
        assert seen["names"] == {f"<@{place.staff.id}>": "staff"}
        seen = (await staff.hears("message"))["message"]
        assert (seen["may_edit"], seen["may_delete"], seen["calls_me"]) == (False, False, True)


async def test_edits_and_deletions_are_told(place: Place) -> None:
    said = await place.call.done("POST", place.messages("stranger", "lobby"), {"text": "hello"})
    one = f"{place.messages('stranger', 'lobby')}/{said['id']}"

    async with place.call.watching("staff") as staff:
        await place.call.done("PATCH", one, {"text": "good morning"})
        assert (await staff.hears("message"))["message"]["text"] == "good morning"
        await place.call.done("DELETE", one)
        gone = await staff.hears("gone")

    assert gone == {"type": "gone", "channel_id": str(place.lobby.id), "ids": [said["id"]]}


async def test_an_ephemeral_message_and_its_end_reach_nobody_else(place: Place) -> None:
    async with place.call.watching("stranger") as stranger, place.call.watching("staff") as staff:
        answer = await presses(place, "stranger", 4, {"content": "Psst", "flags": 64})
        await place.call.done("DELETE", f"{place.messages('stranger', 'lobby')}/{answer['message']['id']}")
        await place.call.done("POST", place.messages("owner", "lobby"), {"text": "the end"})

        heard = [await stranger.hears("message") for _ in range(2)]
        assert [each["message"]["text"] for each in heard] == ["Here", "Psst"]
        assert (await stranger.hears("gone"))["ids"] == [answer["message"]["id"]]
        heard = [await staff.next() for _ in range(2)]
        assert [(each["type"], each["message"]["text"]) for each in heard] == [
            ("message", "Here"),
            ("message", "the end"),
        ]


async def test_a_hidden_channels_messages_reach_nobody_else(place: Place) -> None:
    async with place.call.watching("stranger") as stranger, place.call.watching("staff") as staff:
        said = await place.call.done("POST", place.messages("staff", "office"), {"text": "among us"})
        await place.call.done("PATCH", f"{place.messages('staff', 'office')}/{said['id']}", {"text": "only among us"})
        await place.call.done("DELETE", f"{place.messages('staff', 'office')}/{said['id']}")
        await place.call.done("POST", place.messages("owner", "lobby"), {"text": "the end"})

        assert [(await staff.next())["type"] for _ in range(3)] == ["message", "message", "gone"]
        assert (await stranger.next())["message"]["text"] == "the end"


async def test_a_direct_conversation_reaches_nobody_else(place: Place) -> None:
    async with place.call.watching("staff") as staff:
        await place.call.done("POST", place.messages("stranger", "@me"), {"text": "between us"})
        await place.call.done("POST", place.messages("owner", "lobby"), {"text": "the end"})

        assert (await staff.next())["message"]["text"] == "the end"
    assert await place.reads("stranger", "@me") == ["between us"]


async def test_whoever_may_not_read_back_is_told_of_what_comes_and_not_of_what_was_there(place: Place) -> None:
    said = await place.call.done("POST", place.messages("owner", "lobby"), {"text": "before"})
    place.sandbox.stage.overwrite(place.lobby, deny(place.stranger, Permission.READ_MESSAGE_HISTORY))
    await place.call.done("POST", "time/step", {"by": 1})

    async with place.call.watching("stranger") as stranger:
        await place.call.done("PATCH", f"{place.messages('owner', 'lobby')}/{said['id']}", {"text": "changed"})
        await place.call.done("POST", place.messages("owner", "lobby"), {"text": "after"})
        assert (await stranger.hears("message"))["message"]["text"] == "after"


async def test_the_name_of_a_hidden_channel_is_told_to_those_who_see_it_alone(place: Place) -> None:
    async with place.call.watching("stranger") as stranger, place.call.watching("staff") as staff:
        mention = f"<#{place.office.id}>"
        await place.call.done("POST", place.messages("owner", "lobby"), {"text": mention})

        assert (await staff.hears("message"))["message"]["names"] == {mention: "office"}
        assert (await stranger.hears("message"))["message"]["names"] == {}


async def test_whoever_sees_a_channel_come_or_go_is_told_that_the_server_has_changed(place: Place) -> None:
    async with place.call.watching("stranger") as stranger:
        place.sandbox.stage.overwrite(place.office, allow(place.stranger, Permission.VIEW_CHANNEL))
        assert await stranger.next() == {"type": "server"}
        await place.call.done("POST", place.messages("staff", "office"), {"text": "welcome"})
        assert (await stranger.hears("message"))["message"]["text"] == "welcome"

        place.sandbox.stage.overwrite(place.office, deny(place.stranger, Permission.VIEW_CHANNEL))
        assert await stranger.next() == {"type": "server"}
        await place.call.done("POST", place.messages("staff", "office"), {"text": "among us again"})
        await place.call.done("POST", place.messages("owner", "lobby"), {"text": "the end"})
        assert (await stranger.next())["message"]["text"] == "the end"


async def test_many_changes_of_the_server_at_once_are_told_once(place: Place) -> None:
    async with place.call.watching("staff") as staff:
        for n in range(2000):
            place.sandbox.stage.set_permissions(place.guild, place.role, Permission(n % 2))
        await place.call.done("POST", place.messages("owner", "lobby"), {"text": "the end"})

        assert await staff.next() == {"type": "server"}
        assert (await staff.next())["message"]["text"] == "the end"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "people/stranger/dms", {"are_open": False}),
        ("PUT", "people/stranger/guilds/Desk/nick", {"nick": "guest"}),
        ("POST", "people/owner/guilds/Desk/roles", {"name": "Guests"}),
        ("PUT", "people/owner/guilds/Desk/members/stranger/roles/Support", None),
        ("PUT", "people/owner/guilds/Desk/members/stranger/time_out", {"until": "2026-03-03T12:00:00Z"}),
        ("POST", "people/owner/channels/lobby/threads", {"name": "aside"}),
        ("DELETE", "people/stranger/guilds/Desk/membership", None),
        ("POST", "people", {"name": "another"}),
    ],
)
async def test_whatever_a_person_sees_of_people_and_places_is_told_as_a_change_of_the_server(
    place: Place, method: str, path: str, body: Any
) -> None:
    async with place.call.watching("staff") as staff:
        await place.call.done(method, path, body)

        assert await staff.hears("server") == {"type": "server"}


async def test_the_log_is_told_to_those_who_ask_for_it(place: Place) -> None:
    async with place.call.watching("staff", log="true") as curious, place.call.watching("staff") as staff:
        await place.bot.says(place.lobby, "Hello")

        entry = (await curious.hears("log"))["entry"]
        assert (entry["route"], entry["status"]) == ("POST /channels/{channel_id}/messages", 200)
        await place.bot.says(place.lobby, "the end")
        assert [(await staff.next())["message"]["text"] for _ in range(2)] == ["Hello", "the end"]


async def test_nobody_else_can_be_watched_than_a_person(place: Place) -> None:
    assert await place.call.refused("GET", "people/nobody/watch") == (404, 10013)
    assert await place.call.refused("GET", "people/bot/watch") == (404, 10013)
    assert await place.call.refused("GET", "people/staff/watch", log="maybe") == (400, 50035)


async def test_more_windows_than_there_may_be_are_refused(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "SOCKETS", 2)

    async with place.call.watching("staff"), place.call.watching("staff"):
        assert await place.call.refused("GET", "people/staff/watch") == (503, 0)
    async with place.call.watching("staff") as staff:
        await place.call.done("POST", place.messages("owner", "lobby"), {"text": "there is room again"})
        assert (await staff.hears("message"))["message"]["text"] == "there is room again"


@asynccontextmanager
async def a_stranger_who_does_not_read(place: Place, staff: Window) -> AsyncIterator[asyncio.StreamReader]:
    """Their window, when so much was said that it is over; everybody else has read all of it."""
    owner, watch = place.sandbox.person(place.owner), place.call.control.state.watch
    reader, writer = await asyncio.open_connection("127.0.0.1", port_of(place), limit=1024)
    writer.write(HANDSHAKE.format(port=port_of(place)).encode())
    await reader.readuntil(b"\r\n\r\n")
    for _ in range(10_000):
        await owner.say(place.lobby, "😀" * 2000)
        await staff.hears("message")
        if any(each.out.is_over for each in watch.watchers):
            break
    else:
        pytest.fail("the window is still open")
    try:
        yield reader
    finally:
        writer.close()


async def still_hears(place: Place, staff: Window) -> None:
    await place.call.done("POST", place.messages("owner", "lobby"), {"text": "still here"})
    assert (await staff.hears("message"))["message"]["text"] == "still here"


async def test_a_reader_who_is_too_slow_is_closed_and_nobody_else_notices(place: Place) -> None:
    async with place.call.watching("staff") as staff:
        async with a_stranger_who_does_not_read(place, staff) as reader:
            assert (await reader.read())[-4:] == FAREWELL
        await still_hears(place, staff)


async def test_a_reader_who_never_reads_is_cut_off(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "GRACE", 0.05)
    watch = place.call.control.state.watch
    async with place.call.watching("staff") as staff:
        async with a_stranger_who_does_not_read(place, staff) as reader:
            with anyio.fail_after(socket.FAREWELL + 5):
                while len(watch.watchers) > 1:
                    await anyio.lowlevel.checkpoint()
            assert (await reader.read())[-4:] != FAREWELL
        await still_hears(place, staff)


async def test_a_frame_longer_than_there_is_anything_to_say_closes_the_window(place: Place) -> None:
    async with place.call.watching("staff") as staff:
        await staff.socket.send_str("x" * (socket.LONGEST - 1))
        await still_hears(place, staff)

        await staff.socket.send_str("x" * (socket.LONGEST + 1))
        assert await staff.closed_with() == 1009


async def test_what_a_window_says_is_passed_over(place: Place) -> None:
    async with place.call.watching("staff") as staff:
        await staff.socket.send_str("{")
        await still_hears(place, staff)


async def test_windows_are_closed_when_the_interface_ends(place: Place) -> None:
    async with place.call.watching("staff") as staff:
        with anyio.fail_after(1):
            await place.call.control.__aexit__(None, None, None)

        assert await staff.closed_with() == 1001
