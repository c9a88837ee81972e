"""The log: what the bot asked and was told, by filter, without its secrets."""

import json
from typing import Any

import pytest

from bot.sandbox.control import journal
from tests.control.test_acting import presses
from tests.control.tools import Place
from tests.sandbox.tools import socket


async def test_requests_and_events_are_numbered_together_as_they_happen(place: Place) -> None:
    async with socket(place.sandbox) as gateway:
        await gateway.identify()
        await place.bot.says(place.lobby, "Hello")
        await gateway.hears("MESSAGE_CREATE")

    entries = await place.call.done("GET", "log")

    assert [(each["kind"], each["route"]) for each in entries] == [
        ("event", "READY"),
        ("event", "GUILD_CREATE"),
        ("event", "MESSAGE_CREATE"),
        ("request", "POST /channels/{channel_id}/messages"),
    ]
    assert [each["n"] for each in entries] == [1, 2, 3, 4]
    asked = entries[-1]
    assert (asked["path"], asked["status"]) == (f"/channels/{place.lobby.id}/messages", 200)
    assert (asked["sent"], asked["answered"]["content"]) == ({"content": "Hello"}, "Hello")
    assert (asked["at"], asked["is_fault"], asked["files"]) == ("2026-03-02T12:00:00Z", False, [])
    assert 0 < asked["seconds"] < 1


async def test_files_are_named(place: Place) -> None:
    await place.bot.api("POST", f"/channels/{place.lobby.id}/messages", {}, files={"a.txt": b"hello"})

    assert (await place.call.done("GET", "log"))[-1]["files"] == ["a.txt"]


@pytest.mark.usefixtures("bad_requests")
async def test_entries_are_found_by_filter(place: Place) -> None:
    await place.bot.says(place.lobby, "Hello")
    await place.bot.api("GET", "/users/1")
    await place.bot.api("GET", "/nothing")
    async with socket(place.sandbox) as gateway:
        await gateway.identify()

    async def found(**asked: Any) -> list[str]:
        return [each["route"] for each in await place.call.done("GET", "log", **asked)]

    said, user, nothing = "POST /channels/{channel_id}/messages", "GET /users/{user_id}", "GET (no such route)"
    assert await found(kind="request") == [said, user, nothing]
    assert await found(kind="event") == ["READY", "GUILD_CREATE"]
    assert await found(method="get") == [user, nothing]
    assert await found(route="ready") == ["READY"]
    assert await found(route="/messages") == [said]
    assert await found(status="404") == [user, nothing]
    assert await found(status="4xx") == [user, nothing]
    assert await found(path="/users/1") == [user]
    assert await found(after=1, limit=1) == [user]
    assert await found(after=5) == []
    assert await found(limit=2) == ["READY", "GUILD_CREATE"]
    assert await found(kind="request", status="2xx") == [said]
    for wrong in ({"status": "teapot"}, {"kind": "x"}, {"limit": 0}, {"after": "x"}, {"colour": "red"}):
        assert await place.call.refused("GET", "log", **wrong) == (400, 50035)


async def test_no_secret_stands_in_it(place: Place) -> None:
    async with socket(place.sandbox) as gateway:
        ready = await gateway.identify()
        answer = await presses(place, "stranger", 5)
        origin = place.sandbox.world.interactions[int(answer["interaction"])]  # type: ignore[index]
        me = place.sandbox.world.application
        await place.bot.api("PATCH", f"/webhooks/{me.id}/{origin.token}/messages/@original", {"content": origin.token})
        await place.bot.says(place.lobby, me.token)

    text = json.dumps(await place.call.done("GET", "log"))

    for secret in (me.token, me.token.rpartition(".")[2], origin.token, ready["session_id"]):
        assert secret not in text
    assert f"/interactions/{answer['interaction']}/{journal.MASK}/callback" in text


async def test_what_only_looks_like_a_secret_stays(place: Place) -> None:
    await place.bot.says(place.lobby, "0123456789abcdef" * 4)

    assert (await place.call.done("GET", "log"))[-1]["sent"] == {"content": "0123456789abcdef" * 4}


async def test_what_was_sent_stays_as_it_was_sent(place: Place) -> None:
    embed = {"title": "Before"}
    message = await place.bot.says(place.lobby, embeds=[embed])
    await place.bot.api("PATCH", f"/channels/{place.lobby.id}/messages/{message}", {"embeds": [{"title": "After"}]})

    first, second = await place.call.done("GET", "log")

    assert (first["answered"]["embeds"][0]["title"], second["answered"]["embeds"][0]["title"]) == ("Before", "After")


async def test_the_oldest_entries_are_forgotten(place: Place) -> None:
    for n in range(journal.KEPT + 3):
        place.call.control.state.journal.on_event("TYPING_START", {"n": n})

    (oldest,) = await place.call.done("GET", "log", after=0, limit=1)

    assert (oldest["n"], oldest["sent"]) == (4, {"n": 3})
