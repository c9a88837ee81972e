"""Who and what the bot's port does not let in: foreign names, forged tokens, bodies and crowds too large for it."""

import asyncio
import json
import tracemalloc
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import aiohttp
import pytest

from bot.sandbox import Sandbox, Upload, World
from bot.sandbox.wire import gateway as gateway_module
from bot.sandbox.wire.envelope import JSON_MOST
from tests.sandbox.tools import Api, Place, Socket, socket

MIB = 1024 * 1024
TRANSCRIPT = b"<!doctype html><title>Ticket</title><script>document.title = 'ran'</script>"


def there(place: Place) -> str:
    return f"/channels/{place.lobby.id}/messages"


def port(place: Place) -> str:
    return place.sandbox.world.base_url.rpartition(":")[2]


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
async def test_this_machine_is_answered_by_its_names(place: Place, api: Api, name: str) -> None:
    status, _ = await api("GET", "/users/@me", headers={"Host": f"{name}:{port(place)}"})

    assert status == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:{port}", ""])
async def test_a_name_bent_to_this_machine_is_not_answered(place: Place, api: Api, host: str) -> None:
    named = {"Host": host.format(port=port(place))}
    file = await place.person(place.owner).say(place.lobby, files=[Upload("a.txt", b"a")])

    status, told = await api("GET", "/users/@me", headers=named)
    async with aiohttp.ClientSession(headers=named) as session:
        async with session.get(file.files[0].url) as picture:
            assert picture.status == 403
        with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
            await session.ws_connect(place.sandbox.gateway_url)

    assert (status, told["code"]) == (403, 0)
    assert f"127.0.0.1:{port(place)}" in told["message"]
    assert place.sandbox.gateway.connections == []


async def test_a_forged_token_opens_nothing(place: Place, api: Api, wire: Socket) -> None:
    status, told = await api("POST", there(place), {"content": "let me in"}, token="MTIz.forged.token")
    await wire.send(2, {"token": "MTIz.forged.token", "intents": 0, "properties": {}})

    assert (status, told) == (401, {"message": "401: Unauthorized", "code": 0})
    assert await wire.closed_with() == 4004
    assert place.lobby.messages == {}


async def in_pieces(size: int) -> AsyncIterator[bytes]:
    """As a client sends it that does not say how much is to come."""
    for _ in range(size // MIB):
        yield b"x" * MIB


@pytest.mark.usefixtures("bad_requests")
@pytest.mark.parametrize("tells_its_size", [True, False])
async def test_a_body_of_a_hundred_megabytes_is_refused_unread(place: Place, tells_its_size: bool) -> None:
    headers = {"Authorization": f"Bot {place.sandbox.token}", "Content-Type": "application/json"}
    url = f"{place.sandbox.api_url}/v10{there(place)}"
    size = 100 * MIB
    body = in_pieces(size)
    if tells_its_size:
        headers["Content-Length"] = str(size)

    tracemalloc.start()
    async with aiohttp.ClientSession() as session, session.post(url, data=body, headers=headers) as answer:
        told = await answer.json()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert (answer.status, told["code"]) == (413, 40005)
    assert peak < 4 * JSON_MOST
    assert (await place.person(place.owner).say(place.lobby, "still here")).content == "still here"


@pytest.mark.usefixtures("bad_requests")
async def test_a_file_too_large_for_anywhere_is_refused_before_it_is_read(api: Api, place: Place) -> None:
    place.sandbox.world.upload_limit = MIB

    refused = await api("POST", there(place), {}, files={"a.bin": b"x" * (2 * MIB)})
    crowded = await api("POST", there(place), {}, files={f"{n}.bin": b"x" for n in range(40)})
    just = await api("POST", there(place), {}, files={"a.bin": b"x" * MIB})

    assert (refused[0], refused[1]["code"]) == (413, 40005)
    assert (crowded[0], crowded[1]["code"]) == (413, 40005)
    assert (just[0], just[1]["attachments"][0]["size"]) == (200, MIB)


@pytest.mark.usefixtures("bad_requests")
@pytest.mark.parametrize(
    "body", [b'--x\r\nContent-Disposition: form-data; name="payload_json"\r\n\r\n{"con', b"--y--", b""]
)
async def test_a_form_that_breaks_off_is_no_json(place: Place, body: bytes) -> None:
    headers = {"Authorization": f"Bot {place.sandbox.token}", "Content-Type": "multipart/form-data; boundary=x"}
    url = f"{place.sandbox.api_url}/v10{there(place)}"

    async with aiohttp.ClientSession() as session, session.post(url, data=body, headers=headers) as answer:
        told = await answer.json()

    assert (answer.status, told["code"]) in ((400, 50109), (400, 50006))
    assert place.lobby.messages == {}


@pytest.mark.usefixtures("bad_requests")
@pytest.mark.parametrize("text", [r"\ud800", r"so \uDFFF far", r"\udc00\ud800"])
async def test_half_a_surrogate_is_no_text(place: Place, api: Api, text: str) -> None:
    headers = {"Authorization": f"Bot {place.sandbox.token}", "Content-Type": "application/json"}
    url = f"{place.sandbox.api_url}/v10{there(place)}"

    body = f'{{"content": "{text}"}}'
    async with aiohttp.ClientSession() as session, session.post(url, data=body, headers=headers) as answer:
        told = await answer.json()
    whole = await api("POST", there(place), {"content": "both halves: \U0001f525"})

    assert (answer.status, told["code"]) == (400, 50109)
    assert whole[1]["content"] == "both halves: \U0001f525"
    assert len(place.lobby.messages) == 1


@pytest.mark.usefixtures("bad_requests")
@pytest.mark.parametrize(
    "kind",
    [
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "application/x-www-form-urlencoded; charset=nonsense",
        "application/json; charset=nonsense",
        "text/plain",
    ],
)
async def test_a_body_of_no_kind_that_can_be_read_is_no_json(place: Place, kind: str) -> None:
    headers = {"Authorization": f"Bot {place.sandbox.token}", "Content-Type": kind}
    url = f"{place.sandbox.api_url}/v10{there(place)}"

    async with aiohttp.ClientSession() as session, session.post(url, data=b"content=\xff", headers=headers) as answer:
        told = await answer.json()

    assert (answer.status, told["code"]) == (400, 50109)
    assert place.lobby.messages == {}


@pytest.mark.usefixtures("bad_requests")
@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"embeds": {"title": "x"}}, ["embeds"]),
        ({"embeds": ["x"]}, ["embeds", "0"]),
        ({"embeds": [{"fields": "x"}]}, ["embeds", "0", "fields"]),
        ({"components": [{"type": 1, "components": [5]}]}, ["components", "0", "components", "0"]),
        ({"content": "x", "message_reference": True}, ["message_reference"]),
        ({"content": "x", "message_reference": {"message_id": []}}, ["message_reference", "message_id"]),
        ({"content": "x", "allowed_mentions": "none"}, ["allowed_mentions"]),
        ({"content": "x", "nonce": {}}, ["nonce"]),
        ([5], ["0"]),
    ],
)
async def test_what_has_the_wrong_shape_is_refused_where_it_has(
    place: Place, api: Api, body: Any, where: list[str]
) -> None:
    status, told = await api("POST", there(place), body)

    node = told["errors"]
    for step in where:
        node = node[step]
    assert (status, told["code"], len(node["_errors"])) == (400, 50035, 1)
    assert place.lobby.messages == {}


@pytest.mark.usefixtures("bad_requests")
async def test_what_is_no_kind_and_no_place_is_refused(place: Place, api: Api) -> None:
    kind = await api("POST", f"/channels/{place.lobby.id}/threads", {"name": "x", "type": 99})
    parent = await api("PATCH", f"/channels/{place.lobby.id}", {"parent_id": "nowhere"})

    assert list(kind[1]["errors"]) == ["type"]
    assert list(parent[1]["errors"]) == ["parent_id"]
    assert place.guild.threads == {}


@pytest.mark.usefixtures("bad_requests")
async def test_a_name_of_a_file_that_is_no_text_is_refused(place: Place) -> None:
    headers = {"Authorization": f"Bot {place.sandbox.token}", "Content-Type": "multipart/form-data; boundary=x"}
    url = f"{place.sandbox.api_url}/v10{there(place)}"
    part = b'--x\r\nContent-Disposition: form-data; name="files[0]"; filename="\xff.txt"\r\n\r\na\r\n--x--\r\n'

    async with aiohttp.ClientSession() as session, session.post(url, data=part, headers=headers) as answer:
        told = await answer.json()

    assert (answer.status, told["code"]) == (400, 50109)
    assert place.lobby.messages == {}


async def test_a_thousand_sockets_are_not_all_let_in_and_the_world_goes_on(
    place: Place, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway_module, "SOCKETS_MOST", 50)
    url = f"{place.sandbox.gateway_url}?v=10&encoding=json"

    async with AsyncExitStack() as stack, aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        tries = [session.ws_connect(url) for _ in range(100)]
        found = await asyncio.gather(*tries, return_exceptions=True)
        opened = [each for each in found if isinstance(each, aiohttp.ClientWebSocketResponse)]
        refused = [each.status for each in found if isinstance(each, aiohttp.WSServerHandshakeError)]
        for each in opened:
            stack.push_async_callback(each.close)
        async with session.get(url) as full:
            sentence = await full.text()
        answered, _ = await api("POST", there(place), {"content": "still here"})

    assert (len(opened), refused) == (50, [503] * 50)
    assert (full.status, sentence) == (503, "This gateway holds 50 sockets. Close one, then come back.")
    assert answered == 200
    async with socket(place.sandbox) as anew:
        assert (await anew.identify())["v"] == 10


async def test_who_never_says_who_they_are_is_shown_out(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway_module, "IDENTIFY_WITHIN", 0.05)

    async with socket(place.sandbox) as known, socket(place.sandbox) as silent:
        await known.identify()
        assert await silent.closed_with() == 4009
        await place.person(place.owner).say(place.lobby, "still here")
        assert (await known.hears("MESSAGE_CREATE"))["content"] == "still here"


async def test_what_is_no_socket_at_all_leaves_no_place_taken(place: Place) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.get(place.sandbox.gateway_url.replace("ws", "http")) as answer,
    ):
        assert answer.status == 400

    assert place.sandbox.gateway.connections == []


@pytest.mark.parametrize(("letters", "closed"), [(5_000, 4002), (2 * MIB, 1009)])
async def test_a_frame_longer_than_discord_reads_closes_the_socket(wire: Socket, letters: int, closed: int) -> None:
    await wire.send_text(json.dumps({"op": 1, "d": "x" * letters}))

    assert await wire.closed_with() == closed


@pytest.mark.parametrize(
    ("name", "kind", "is_opened"),
    [
        ("ticket.html", "text/html; charset=utf-8", True),
        ("ticket.txt", "text/plain; charset=utf-8", True),
        ("picture.svg", "image/svg+xml", True),
        ("tool.bin", "application/octet-stream", False),
        ("page.xhtml", "application/xhtml+xml", False),
        ("no kind at all", "application/octet-stream", False),
    ],
)
async def test_what_a_browser_opens_of_a_file_runs_nothing(place: Place, name: str, kind: str, is_opened: bool) -> None:
    said = await place.person(place.stranger).say(place.lobby, files=[Upload(name, TRANSCRIPT)])

    async with aiohttp.ClientSession() as session, session.get(said.files[0].url) as answer:
        content = await answer.read()

    policy = answer.headers["Content-Security-Policy"]
    assert (answer.status, content) == (200, TRANSCRIPT)
    assert policy == "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'"
    assert (answer.headers["Content-Type"], answer.headers["X-Content-Type-Options"]) == (kind, "nosniff")
    assert ("Content-Disposition" not in answer.headers) is is_opened


@pytest.mark.parametrize(
    "path", ["/cdn/attachments/1/2/a.txt", "/cdn/attachments/1/x/a.txt", "/cdn/attachments/1/2/%0d%0a"]
)
async def test_a_file_that_is_not_there_is_not_found(place: Place, path: str) -> None:
    async with aiohttp.ClientSession() as session, session.get(place.sandbox.world.base_url + path) as answer:
        assert answer.status == 404


async def test_a_port_in_use_is_said_at_once() -> None:
    async with Sandbox(World()) as first:
        taken = int(first.world.base_url.rpartition(":")[2])

        with pytest.raises(OSError, match="address already in use"):
            async with Sandbox(World(), port=taken):
                pass


async def test_an_id_of_more_digits_than_ids_have_is_refused(api: Api) -> None:
    status, refused = await api("GET", f"/channels/{'1' * 5000}")

    assert (status, refused["code"]) == (400, 50035)


@pytest.mark.usefixtures("bad_requests")
@pytest.mark.parametrize("depth", [940, 970, 100_000])
@pytest.mark.parametrize(("opens", "closes"), [("[", "]"), ('{"a":', "}")])
async def test_what_nests_too_deep_is_refused(place: Place, depth: int, opens: str, closes: str) -> None:
    headers = {"Authorization": f"Bot {place.sandbox.token}", "Content-Type": "application/json"}
    body = opens * depth + "1" + closes * depth
    url = f"{place.sandbox.api_url}/v10/users/@me/channels"

    async with aiohttp.ClientSession() as session, session.post(url, data=body, headers=headers) as answer:
        told = await answer.json()

    assert (answer.status, told["code"]) in ((400, 50109), (400, 50035))


@pytest.mark.parametrize("frame", ['{"op": Infinity}', '{"op": 1e999}', "[" * 2000])
async def test_a_frame_of_numbers_or_depths_that_are_none_closes_the_socket(wire: Socket, frame: str) -> None:
    await wire.send_text(frame)

    assert await wire.closed_with() == 4002
