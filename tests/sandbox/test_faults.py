"""What goes wrong on purpose, and how a caller meets it; rate limits and outages."""

import asyncio

import aiohttp
import pytest

from bot.sandbox import Exchange, Limit, Sandbox
from tests.sandbox.tools import Api, Place, socket

SEND = ("POST", "/channels/{channel_id}/messages")


@pytest.fixture
def there(place: Place) -> str:
    return f"/channels/{place.lobby.id}/messages"


async def test_the_next_calls_fail_and_then_no_more(place: Place, api: Api, there: str) -> None:
    fault = place.sandbox.faults.fail(*SEND, status=502, times=2)

    statuses = [(await api("POST", there, {"content": "x"}))[0] for _ in range(3)]

    assert (statuses, fault.hits) == ([502, 502, 200], 2)
    assert len(place.lobby.messages) == 1


async def test_only_the_calls_that_are_meant_fail(place: Place, api: Api, there: str) -> None:
    place.sandbox.faults.fail(*SEND, 403, 50013, "Missing Permissions", where=lambda call: call.body["content"] == "b")

    statuses = [(await api("POST", there, {"content": text}))[0] for text in "aba"]

    assert statuses == [200, 403, 200]


async def test_a_429_carries_what_clients_look_for(place: Place, api: Api, there: str) -> None:
    place.sandbox.faults.rate_limit(*SEND, 0.25)
    place.sandbox.faults.rate_limit(*SEND, 0.5, is_global=True)

    own = await api.whole("POST", there, {"content": "x"})
    everything = await api.whole("POST", there, {"content": "x"})

    assert (own[0], own[1]["retry_after"], own[1]["global"]) == (429, 0.25, False)
    assert (own[2]["Via"], own[2]["Retry-After"], own[2]["X-RateLimit-Scope"]) == ("1.1 google", "0.25", "user")
    assert (everything[1]["global"], everything[2]["X-RateLimit-Global"]) == (True, "true")


async def test_a_bucket_counts_down_and_is_then_spent(place: Place, api: Api, there: str) -> None:
    other = place.sandbox.stage.channel(place.guild, "other")
    place.sandbox.rate_limits.narrow(*SEND, Limit(2, 60.0))

    first, second, third = [await api.whole("POST", there, {"content": "x"}) for _ in range(3)]
    elsewhere = await api.whole("POST", f"/channels/{other.id}/messages", {"content": "x"})

    assert [each[0] for each in (first, second, third, elsewhere)] == [200, 200, 429, 200]
    assert [each[2]["X-RateLimit-Remaining"] for each in (first, second, third)] == ["1", "0", "0"]
    assert first[2]["X-RateLimit-Limit"] == "2"
    assert 59 < float(first[2]["X-RateLimit-Reset-After"]) <= 60
    assert first[2]["X-RateLimit-Bucket"] == elsewhere[2]["X-RateLimit-Bucket"]
    assert len(place.lobby.messages) == 2


async def test_answers_are_json_and_nothing_else(api: Api, there: str) -> None:
    _, _, headers = await api.whole("POST", there, {"content": "x"})

    assert headers["Content-Type"] == "application/json"


async def test_a_cut_does_nothing_and_a_lost_answer_has_done_it(place: Place, api: Api, there: str) -> None:
    place.sandbox.faults.cut(*SEND)
    with pytest.raises(aiohttp.ClientError):
        await api("POST", there, {"content": "cut"})

    place.sandbox.faults.lose_answer(*SEND)
    with pytest.raises(aiohttp.ClientError):
        await api("POST", there, {"content": "lost"})

    assert [each.content for each in place.person(place.owner).sees(place.lobby)] == ["lost"]
    assert [each.lost for each in place.sandbox.log] == [True, True]


async def test_a_garbled_answer_is_a_200_without_json(place: Place, there: str) -> None:
    place.sandbox.faults.garble(*SEND)
    async with aiohttp.ClientSession() as session:
        url, headers = place.sandbox.api_url + "/v10" + there, {"Authorization": f"Bot {place.sandbox.token}"}
        async with session.post(url, json={"content": "x"}, headers=headers) as answer:
            assert (answer.status, answer.content_type) == (200, "text/html")

    assert len(place.lobby.messages) == 1


async def test_a_held_call_waits_for_its_gate(place: Place, api: Api, there: str) -> None:
    gate = place.sandbox.faults.hold(*SEND)
    async with asyncio.TaskGroup() as group:
        sending = group.create_task(api("POST", there, {"content": "x"}))
        await gate.reached.wait()
        held = (len(place.lobby.messages), place.sandbox.open_requests)
        gate.release()

    assert held == (0, 1)
    assert sending.result()[0] == 200
    assert len(place.lobby.messages) == 1


async def test_a_delayed_call_is_answered_all_the_same(place: Place, api: Api, there: str) -> None:
    place.sandbox.faults.delay(*SEND, 0.01)

    assert (await api("POST", there, {"content": "x"}))[0] == 200


async def test_faults_can_be_called_off(place: Place, api: Api, there: str) -> None:
    place.sandbox.faults.fail(*SEND, times=100)
    place.sandbox.faults.clear()

    assert (await api("POST", there, {"content": "x"}))[0] == 200


async def test_nobody_listens_and_then_on_the_same_port_again(place: Place) -> None:
    url = f"{place.sandbox.api_url}/v10/gateway"
    async with aiohttp.ClientSession() as session:
        await place.sandbox.stop_listening()
        with pytest.raises(aiohttp.ClientError):
            await session.get(url)

        await place.sandbox.listen()

        async with session.get(url) as answer:
            assert (await answer.json())["url"] == place.sandbox.gateway_url


async def test_a_session_survives_that_nobody_listened(place: Place) -> None:
    async with socket(place.sandbox) as first:
        session = (await first.identify())["session_id"]
        await first.hears("GUILD_CREATE")
        await place.sandbox.stop_listening()
    await place.person(place.owner).say(place.lobby, "meanwhile")
    await place.sandbox.listen()

    async with socket(place.sandbox) as second:
        await second.resume(session, 2)

        assert (await second.hears("MESSAGE_CREATE"))["content"] == "meanwhile"


async def test_every_exchange_is_kept_and_told(place: Place, api: Api, there: str) -> None:
    told: list[Exchange] = []

    class Watcher:
        def on_exchange(self, exchange: Exchange) -> None:
            told.append(exchange)

        def on_event(self, name: str, payload: object) -> None:
            raise AssertionError("nobody has identified")

    place.sandbox.watchers.append(Watcher())
    await api("POST", there, {"content": "x"}, files={"a.txt": b"a"})

    (exchange,) = told
    assert (exchange.method, exchange.pattern, exchange.request["content"]) == (*SEND, "x")
    assert (exchange.files, exchange.status, exchange.response["content"]) == (("a.txt",), 200, "x")
    assert list(place.sandbox.log) == told
    assert place.sandbox.open_requests == 0


async def test_two_sandboxes_know_nothing_of_each_other(place: Place, api: Api, there: str) -> None:
    async with Sandbox() as other:
        await api("POST", there, {"content": "x"})

        assert other.api_url != place.sandbox.api_url
        assert list(other.log) == []
