"""The whole: addresses, worlds from a file, the guide, and an interface that comes and goes cleanly."""

import json
from typing import Any

import aiohttp
import anyio
import pytest

from bot.sandbox import Sandbox
from bot.sandbox.control import views
from bot.sandbox.control.server import Control
from bot.sandbox.wall_time import WallTime
from tests.control.test_guard import JSON
from tests.control.tools import NOON, Caller, Place

YAML = {"Content-Type": "text/yaml"}


async def test_a_bot_is_pointed_at_the_sandbox_by_its_addresses(place: Place) -> None:
    told = await place.call.done("GET", "addresses")

    assert (told["control"], told["page"]) == (place.call.control.url, place.call.control.page_url)
    headers = {"Authorization": f"Bot {told['token']}"}
    async with place.call.session.get(f"{told['api']}/v10/users/@me", headers=headers) as answer:
        assert (await answer.json())["username"] == "bot"
    async with place.call.session.ws_connect(f"{told['gateway']}?v=10&encoding=json") as socket:
        assert (await socket.receive_json())["op"] == 10


async def test_a_world_is_added_from_yaml_and_from_json(place: Place) -> None:
    text = b"people:\n  guest:\nguilds:\n  Club:\n    owner: guest\n    channels: {bar: {}}\n"
    status, told = await place.call.raw("POST", "control/world", YAML, text)
    assert (status, [each["name"] for each in told["guilds"]]) == (200, ["Desk", "Club"])
    assert await place.reads("guest", "bar") == []

    status, told = await place.call.raw("POST", "control/world", JSON, json.dumps({"people": {"friend": {}}}).encode())
    assert (status, told["people"][-1]["username"]) == (200, "friend")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (b"people: {owner: {}}", "owner"),
        (b"peple: {}", "peple"),
        (b"guilds: {Club: {owner: nobody}}", "nobody"),
        (b"people: {a: {}}\nguilds: {Club: {owner: a, channels: {x: {overwrites: {b: {}}}}}}", "overwrites"),
        (b"\xff", "JSON"),
        (b"{", "YAML"),
    ],
)
async def test_a_wrong_world_is_told_and_nothing_of_it_is_built(place: Place, text: bytes, word: str) -> None:
    before = await place.call.done("GET", "world")

    status, told = await place.call.raw("POST", "control/world", YAML, text)

    assert (status, told["code"] in (50035, 50109)) == (400, True)
    assert word in json.dumps(told)
    assert await place.call.done("GET", "world") == before


async def test_a_fault_of_ours_is_500_in_plain_text_and_the_world_goes_on(place: Place) -> None:
    names = place.guild.roles
    place.guild.roles = {}
    async with place.call.session.get(f"{place.call.control.url}/people/staff") as answer:
        assert (answer.status, answer.content_type) == (500, "text/plain")

    place.guild.roles = names
    assert await place.call.done("GET", "people/staff")


async def test_of_a_world_with_many_mistakes_it_is_told_how_many_there_are(place: Place) -> None:
    text = json.dumps({f"peple{n}": {} for n in range(30)}).encode()

    _, told = await place.call.raw("POST", "control/world", JSON, text)

    sentences = [each["message"] for each in told["errors"]["_errors"]]
    assert len(sentences) == 21
    assert sentences[0] == "peple0 is nothing that is known there: it may be people."
    assert sentences[-1] == "There are 10 more to mend after these."


async def test_while_a_large_world_is_read_others_are_served(place: Place) -> None:
    text = b"people:\n" + b"".join(b"  guest%d: {dms: open}\n" % n for n in range(3000))
    real = place.sandbox.world.real
    answered: list[int] = []

    async def build() -> None:
        answered.append((await place.call.raw("POST", "control/world", YAML, text))[0])

    longest, began = 0.0, real()
    async with anyio.create_task_group() as group:
        group.start_soon(build)
        while not answered:
            asked = real()
            await place.call.done("GET", "time")
            longest = max(longest, real() - asked)

    assert answered == [200]
    assert longest < (real() - began) / 2


async def test_of_two_worlds_that_are_read_at_once_the_second_is_checked_beside_the_first(place: Place) -> None:
    statuses: list[int] = []

    async def build() -> None:
        statuses.append((await place.call.raw("POST", "control/world", YAML, b"people: {guest: {}}"))[0])

    async with anyio.create_task_group() as group:
        for _ in range(4):
            group.start_soon(build)

    assert sorted(statuses) == [200, 400, 400, 400]


async def test_a_step_of_the_guide_is_told_once_it_is_done_however_it_came() -> None:
    time = WallTime(NOON)
    async with Sandbox() as sandbox, aiohttp.ClientSession() as session:
        world = sandbox.world

        def guide() -> views.Guide:
            done = [len(world.users) > 2, time.now() > NOON, bool(sandbox.log)]
            return views.Guide(
                title="Guide", steps=[views.Step(text=str(n), is_done=each) for n, each in enumerate(done)]
            )

        def ticks(told: Any) -> list[bool]:
            return [each["is_done"] for each in told["steps"]]

        sandbox.stage.user("staff")
        async with Control(sandbox, time, guide=guide, pace=0) as control:
            call = Caller(control, session)
            assert ticks(await call.done("GET", "guide")) == [False, False, False]
            async with call.watching("staff") as staff:
                await call.done("POST", "people", {"name": "guest"})
                assert ticks((await staff.hears("guide"))["guide"]) == [True, False, False]
                await call.done("POST", "time/step", {"by": 1})
                assert ticks((await staff.hears("guide"))["guide"]) == [True, True, False]
                async with session.get(f"{sandbox.api_url}/v10/gateway"):
                    assert ticks((await staff.hears("guide"))["guide"]) == [True, True, True]
                await call.done("POST", "people", {"name": "another"})
                await call.done("POST", "time/step", {"by": 1})
                await call.done("POST", "people", {"name": "the last"})
                heard = [(await staff.next())["type"] for _ in range(4)]
                assert heard == ["server", "time", "time", "server"]


async def test_a_port_that_is_taken_is_told_and_nothing_is_left_behind() -> None:
    time = WallTime(NOON)
    async with Sandbox() as sandbox, Control(sandbox, time) as first:
        port = int(first.page_url.rstrip("/").rpartition(":")[2])
        witnesses, watchers = len(sandbox.world.witnesses), len(sandbox.watchers)

        with pytest.raises(OSError):
            async with Control(sandbox, time, port=port):
                pass

        assert (len(sandbox.world.witnesses), len(sandbox.watchers)) == (witnesses, watchers)


async def test_an_interface_that_ended_hears_nothing_more_and_its_port_is_free() -> None:
    time = WallTime(NOON)
    async with Sandbox() as sandbox, aiohttp.ClientSession() as session:
        async with Control(sandbox, time) as first:
            port = int(first.page_url.rstrip("/").rpartition(":")[2])
        assert (sandbox.world.witnesses, sandbox.watchers) == ([], [])
        with pytest.raises(aiohttp.ClientConnectorError):
            await session.get(first.page_url)

        async with Control(sandbox, time, port=port) as second:
            assert await Caller(second, session).done("GET", "people") == []


async def test_it_ends_within_a_second_while_somebody_waits_for_an_answer_or_for_time(place: Place) -> None:
    place.call.control.state.mover.set_pace(1)
    url = f"{place.call.control.url}/time/follow"
    async with place.call.session.ws_connect(url), place.call.watching("staff"), anyio.create_task_group() as group:
        group.start_soon(_cut_off, place.call)
        await anyio.wait_all_tasks_blocked()
        with anyio.fail_after(1):
            await place.call.control.__aexit__(None, None, None)


async def _cut_off(call: Caller) -> None:
    with pytest.raises(aiohttp.ClientError):
        await call("POST", "time/step", {"by": "PT1H"})
