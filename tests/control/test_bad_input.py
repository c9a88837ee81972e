"""Whatever is sent to `steward sandbox` is told clearly what is wrong with it, and the world goes on.

One process for all of it: each of these leaves it as it was for the next.
"""

import json
import re
from asyncio import StreamReader, open_connection
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, suppress
from io import BytesIO
from pathlib import Path
from resource import RLIMIT_NOFILE, getrlimit, setrlimit
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import anyio
import pytest

from tests.control.process import WITHIN, Process, a_sandbox

pytestmark = pytest.mark.slow

LARGE = 100 * 1024 * 1024
CHUNK = bytes(1024 * 1024)
MANY = 1000


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module", autouse=True)
def _room_for_sockets() -> Iterator[None]:
    """Half of them are ours."""
    before = getrlimit(RLIMIT_NOFILE)
    setrlimit(RLIMIT_NOFILE, (max(before[0], min(4 * MANY, before[1])), before[1]))
    yield
    setrlimit(RLIMIT_NOFILE, before)


@pytest.fixture(scope="module")
async def alone() -> AsyncIterator[Process]:
    async with a_sandbox() as sandbox:
        yield sandbox


@pytest.fixture
async def sandbox(alone: Process) -> AsyncIterator[Process]:
    """The world answers, and a person can talk, after each test as before it."""
    yield alone

    said = await alone.says("Still here.")
    assert said["text"] == "Still here."
    assert alone.popen.poll() is None


async def by_hand(address: str, head: str, *, parts: int = 0, ends: bytes = b"\r\n", is_chunked: bool = False) -> str:
    """What is answered to a request that no client would send: its first line, its headers and its body."""
    where = urlsplit(address)
    reader, writer = await open_connection(where.hostname, where.port)
    try:
        writer.write(head.encode() + ends)
        with anyio.fail_after(WITHIN):
            with suppress(ConnectionError):  # it was refused before all of it was sent
                for _ in range(parts):
                    writer.write(b"100000\r\n" + CHUNK + b"\r\n" if is_chunked else CHUNK)
                    await writer.drain()
            return await _answer(reader)
    finally:
        writer.close()


async def _answer(reader: StreamReader) -> str:
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    length = re.search(r"Content-Length: (\d+)", head)
    body = (await reader.readexactly(int(length[1]))).decode() if length else ""
    return head + body


def told(answer: str) -> tuple[int, Any]:
    """Its status and its JSON."""
    head, _, body = answer.partition("\r\n\r\n")
    return int(head.split()[1]), json.loads(body)


# a token that is forged


@pytest.mark.parametrize("forged", ["", "Bot ", "Bot 1.steward.0", "Bearer {}", "{}"])
async def test_a_forged_token_is_401_on_the_bots_port(sandbox: Process, forged: str) -> None:
    headers = {"Authorization": forged.format(sandbox["token"])}

    async with sandbox.session.get(sandbox["api"] + "/v10/users/@me", headers=headers) as answer:
        assert (answer.status, await answer.json()) == (401, {"code": 0, "message": "401: Unauthorized"})


@pytest.mark.parametrize("token", ["", "1.steward.0", None, 5, []])
async def test_a_forged_token_closes_the_gateway_with_4004(sandbox: Process, token: Any) -> None:
    async with sandbox.session.ws_connect(sandbox["gateway"] + "?v=10&encoding=json") as gateway:
        await gateway.receive_json()
        await gateway.send_json({"op": 2, "d": {"token": token, "intents": 0, "properties": {}}})
        closed = await gateway.receive(timeout=WITHIN)

    assert (closed.type, gateway.close_code) == (aiohttp.WSMsgType.CLOSE, 4004)


# a body that is too large

TO_API = "POST /api/v10/channels/1/messages HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bot {token}\r\n"
TO_CONTROL = "POST /control/people/member/channels/general/messages HTTP/1.1\r\nHost: {host}\r\n"
JSON = "Content-Type: application/json\r\n"


@pytest.mark.parametrize("port", ["api", "control"])
@pytest.mark.parametrize("is_chunked", [False, True], ids=["announced", "unannounced"])
async def test_a_body_of_100_mb_is_413_and_is_not_kept(sandbox: Process, port: str, *, is_chunked: bool) -> None:
    head = (TO_API if port == "api" else TO_CONTROL).format(host=urlsplit(sandbox[port]).netloc, token=sandbox["token"])
    size = "Transfer-Encoding: chunked\r\n" if is_chunked else f"Content-Length: {LARGE}\r\n"

    before = most_in_memory(sandbox)
    answer = await by_hand(sandbox[port], head + JSON + size, parts=LARGE // len(CHUNK), is_chunked=is_chunked)

    assert told(answer) == (413, {"code": 40005, "message": "Request entity too large"})
    assert most_in_memory(sandbox) - before < LARGE


def most_in_memory(sandbox: Process) -> int:
    """Bytes that the process ever had, as its machine counts them."""
    status = Path(f"/proc/{sandbox.popen.pid}/status").read_text(encoding="ascii")
    (most,) = re.findall(r"VmHWM:\s+(\d+) kB", status)
    return int(most) * 1024


async def test_a_large_body_without_the_token_is_401_and_is_not_read(sandbox: Process) -> None:
    head = TO_API.format(host=urlsplit(sandbox["api"]).netloc, token="1.steward.0")

    answer = await by_hand(sandbox["api"], f"{head}{JSON}Content-Length: {LARGE}\r\n")

    assert told(answer) == (401, {"code": 0, "message": "401: Unauthorized"})


# too many sockets


@pytest.mark.parametrize(("name", "path"), [("gateway", "?v=10&encoding=json"), ("control", "/people/member/watch")])
async def test_of_a_thousand_sockets_some_are_refused_and_the_others_live(
    sandbox: Process, name: str, path: str
) -> None:
    opened, refused = [], []
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)))
        for _ in range(MANY):
            try:
                opened.append(await session.ws_connect(sandbox[name] + path))
            except aiohttp.WSServerHandshakeError as error:
                refused.append(error.status)

        assert (len(opened) + len(refused), set(refused)) == (MANY, {503})
        assert len(opened) >= 100
        await sandbox.says("Among many.")
        if name == "control":
            with anyio.fail_after(WITHIN):
                while (news := await opened[-1].receive_json())["type"] != "message":
                    pass
            assert news["message"]["text"] == "Among many."

    assert await is_let_in(sandbox, sandbox[name] + path)


async def is_let_in(sandbox: Process, address: str) -> bool:
    """There is room again, once those who left are seen to be gone."""
    with anyio.move_on_after(WITHIN):
        while True:
            with suppress(aiohttp.WSServerHandshakeError):
                async with sandbox.session.ws_connect(address):
                    return True
    return False


async def test_a_thousand_callers_who_say_nothing_keep_nobody_out(sandbox: Process) -> None:
    async with AsyncExitStack() as stack:
        for port in ("api", "control"):
            for _ in range(MANY // 2):
                where = urlsplit(sandbox[port])
                _, writer = await open_connection(where.hostname, where.port)
                stack.callback(writer.close)

        await sandbox.says("Nobody answers them.")


# a page of another origin

FOREIGN = {
    "a name bent to this machine": ("Host: evil.example:{port}\r\n", "The sandbox answers to"),
    "no name of its own": ("Host: :{port}\r\n", "The sandbox answers to"),
    "only a name": ("Host: 127.0.0.1\r\n", "The sandbox answers to"),
    "another port's page": ("Host: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:1\r\n", "Only the sandbox's own page"),
    "a foreign page": ("Host: 127.0.0.1:{port}\r\nOrigin: http://evil.example\r\n", "Only the sandbox's own page"),
    "a page without a name": ("Host: 127.0.0.1:{port}\r\nOrigin: null\r\n", "Only the sandbox's own page"),
    "a link from elsewhere": (
        "Host: localhost:{port}\r\nSec-Fetch-Site: cross-site\r\n",
        "Only the sandbox's own page",
    ),
}
UPGRADE = (
    "Connection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
)


@pytest.mark.parametrize("caller", FOREIGN)
@pytest.mark.parametrize("path", ["/", "/page/page.js", "/control/people", "/control/people/member/watch"])
async def test_another_origin_is_refused_whatever_it_asks_for(sandbox: Process, caller: str, path: str) -> None:
    headers, sentence = FOREIGN[caller]
    port = urlsplit(sandbox["control"]).port
    upgrade = UPGRADE if path.endswith("watch") else ""

    answer = await by_hand(sandbox["control"], f"GET {path} HTTP/1.1\r\n{headers.format(port=port)}{upgrade}")

    status, body = told(answer)
    assert (status, body["code"]) == (403, 0)
    assert body["message"].startswith(sentence)
    assert "Access-Control-Allow-Origin" not in answer


async def test_a_form_of_a_foreign_page_says_nothing_in_anybodys_name(sandbox: Process) -> None:
    """What a browser sends without asking first is of another type, or from another origin."""
    host = urlsplit(sandbox["control"]).netloc
    body = '{"text": "forged"}'
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        head = f"{TO_CONTROL.format(host=host)}Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n"

        status, said = told(await by_hand(sandbox["control"], head, ends=f"\r\n{body}".encode()))

        assert (status, said["message"]) == (415, "Send the body as application/json.")
    _, messages = await sandbox.call("GET", "/people/member/channels/general/messages")
    assert "forged" not in {message["text"] for message in messages}


@pytest.mark.parametrize("path", ["/api/v10/gateway", "/gateway?v=10&encoding=json", "/cdn/attachments/1/2/a.png"])
async def test_a_name_bent_to_this_machine_is_refused_on_the_bots_port(sandbox: Process, path: str) -> None:
    upgrade = UPGRADE if path.startswith("/gateway") else ""
    head = f"GET {path} HTTP/1.1\r\nHost: evil.example:{urlsplit(sandbox['api']).port}\r\n{upgrade}"

    answer = await by_hand(sandbox["api"], head)

    assert int(answer.split()[1]) == 403


# what is not there, and what is no request

GENERAL = "/people/member/channels/general"
ABSENT: list[tuple[str, str, Any, int, int]] = [
    ("GET", "/people/nobody", None, 404, 10013),
    ("GET", "/people/member/channels/nowhere/messages", None, 404, 10003),
    ("GET", "/people/member/channels/staff-room/messages", None, 404, 10003),
    ("PATCH", f"{GENERAL}/messages/1", {"text": "hello"}, 404, 10008),
    ("POST", f"{GENERAL}/messages/1/click", {"custom_id": "x"}, 404, 10008),
    ("POST", f"{GENERAL}/commands", {"name": "absent"}, 404, 10063),
    ("POST", f"{GENERAL}/messages", {"text": ""}, 400, 50006),
    ("POST", f"{GENERAL}/messages", {"text": "a" * 2001}, 400, 50035),
    ("POST", f"{GENERAL}/messages", {"text": 5}, 400, 50035),
    ("POST", f"{GENERAL}/messages", {"txt": "hello"}, 400, 50035),
    ("POST", f"{GENERAL}/messages", [], 400, 50035),
    ("PUT", "/people/member/guilds/Nowhere/membership", {}, 404, 10004),
    ("POST", "/time/step", {"by": "P1000000D"}, 400, 50035),
    ("POST", "/time/step", {"to": "0001-01-01T00:00:00Z"}, 400, 50035),
    ("PUT", "/time/pace", {"pace": -1}, 400, 50035),
    ("GET", "/log?status=many", None, 400, 50035),
    ("GET", "/absent", None, 404, 0),
    ("DELETE", "/world", None, 405, 0),
]


@pytest.mark.parametrize(("method", "path", "body", "status", "code"), ABSENT)
async def test_what_is_not_there_or_may_not_be_has_discords_code(
    sandbox: Process, method: str, path: str, body: Any, status: int, code: int
) -> None:
    found, told = await sandbox.call(method, path, body)

    assert (found, told["code"]) == (status, code)
    assert told["message"]


async def test_a_hidden_channel_has_no_name_and_by_its_id_no_access(sandbox: Process) -> None:
    _, staff = await sandbox.call("GET", "/people/staff")
    (hidden,) = [one["id"] for one in staff["guilds"][0]["channels"] if one["name"] == "staff-room"]

    for method, body in (("GET", None), ("POST", {"text": "hello"})):
        status, told = await sandbox.call(method, f"/people/member/channels/{hidden}/messages", body)
        assert (status, told["code"]) == (403, 50001)


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b"[" * 100_000, b'{"text": "\\ud800"}', b'{"text": NaN}'])
async def test_what_is_no_json_is_said_to_be_none(sandbox: Process, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}

    async with sandbox.session.post(f"{sandbox['control']}{GENERAL}/messages", data=body, headers=headers) as answer:
        assert (answer.status, (await answer.json())["code"]) in {(400, 50109), (400, 50035)}


WRONG_WORLDS = {
    "{people: {member: null}}": "people.member is there already: take another name.",
    "{peple: {}}": "peple is nothing that is known there: it may be people.",
    "{people: {a: null}, guilds: {Works: {owner: b}}}": "guilds.Works.owner is 'b', but there is nobody of this name: "
    "add them to people.",
    "{": "line 1 is no YAML (expected the node content, but found '<stream end>'): mend that line.",
    "[" * 100_000: "the file is no YAML: it nests too deep; mend it.",
    "#" * 2_000_000: "the file has 2,000,000 characters, but 1,048,576 are the most: make it smaller.",
}


@pytest.mark.parametrize("text", WRONG_WORLDS, ids=[text[:40] for text in WRONG_WORLDS])
async def test_a_wrong_world_is_told_what_is_wrong_and_nothing_of_it_is_built(sandbox: Process, text: str) -> None:
    _, before = await sandbox.call("GET", "/world")

    headers = {"Content-Type": "text/yaml"}
    async with sandbox.session.post(
        f"{sandbox['control']}/world", data=BytesIO(text.encode()), headers=headers
    ) as answer:
        status, body = answer.status, await answer.json()

    assert (status, body["code"]) == (400, 50035)
    assert WRONG_WORLDS[text] in {one["message"] for one in body["errors"]["_errors"]}
    assert await sandbox.call("GET", "/world") == (200, before)
