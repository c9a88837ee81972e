"""`steward sandbox`: one line with every address, an end in good time, and one sentence for whatever cannot be."""

import json
import shlex
import signal
import socket
import time
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import anyio
import pytest

from tests.control.process import STEWARD, WITHIN, Process, a_sandbox, begin, environment, started

pytestmark = pytest.mark.slow

KEYS = {"api", "gateway", "cdn", "control", "page", "token"}
AT_ONCE = 6.0  # seconds in which it ends, on a busy machine: less than twenty farewells one after another take


async def test_it_says_where_everything_is_in_one_line_and_nothing_more() -> None:
    async with a_sandbox() as sandbox:
        api, gateway, cdn, control, page = (
            urlsplit(sandbox[key]) for key in ("api", "gateway", "cdn", "control", "page")
        )
        status, addresses = await sandbox.call("GET", "/addresses")
        code, said, complained = sandbox.ends()

    assert set(sandbox.said) == KEYS
    assert {each.hostname for each in (api, gateway, cdn, control, page)} == {"127.0.0.1"}
    assert api.port == gateway.port == cdn.port != control.port == page.port
    assert (status, addresses) == (200, sandbox.said)
    assert (code, said) == (0, "")
    assert complained == to_people(sandbox)


def to_people(sandbox: Process) -> str:
    return f"steward: the page is {sandbox['page']}; Ctrl-C ends it.\n"


async def test_the_token_and_the_addresses_are_good() -> None:
    async with a_sandbox() as sandbox:
        headers = {"Authorization": f"Bot {sandbox['token']}"}
        async with sandbox.session.get(f"{sandbox['api']}/v10/gateway/bot", headers=headers) as answer:
            assert (await answer.json())["url"].startswith(sandbox["gateway"])
        async with sandbox.session.get(sandbox["page"]) as answer:
            assert (answer.status, answer.content_type) == (200, "text/html")
        said = await sandbox.says("hello")

    assert said["text"] == "hello"


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
async def test_it_ends_at_once_also_with_sockets_open(by: signal.Signals) -> None:
    async with a_sandbox() as sandbox, aiohttp.ClientSession() as session:
        for address in (sandbox["gateway"], f"{sandbox['control']}/people/member/watch"):
            for _ in range(20):
                await session.ws_connect(address)
        began = time.monotonic()
        code, said, complained = await anyio.to_thread.run_sync(sandbox.ends, by)
        took = time.monotonic() - began

    assert (code, said, complained) == (0, "", to_people(sandbox))
    assert took < AT_ONCE


async def test_it_listens_where_it_is_told_and_again_there_right_after_its_end() -> None:
    async with a_sandbox() as sandbox:
        ports = [str(urlsplit(sandbox[key]).port) for key in ("api", "page")]
        sandbox.ends()

    async with a_sandbox("--port", ports[0], "--page-port", ports[1]) as again:
        assert [str(urlsplit(again[key]).port) for key in ("api", "page")] == ports


async def test_it_lives_in_the_world_and_the_time_that_it_is_given(tmp_path: Path) -> None:
    file = tmp_path / "world.yaml"
    file.write_text("{bot: helper, people: {owner: null}, guilds: {Small: {owner: owner}}}", encoding="utf-8")

    async with a_sandbox("--world", str(file), "--at", "2026-03-02T10:00+01:00", "--pace", "0") as sandbox:
        _, world = await sandbox.call("GET", "/world")
        _, now = await sandbox.call("GET", "/time")

    assert (world["bot"]["username"], [one["username"] for one in world["people"]]) == ("helper", ["owner"])
    assert [one["name"] for one in world["guilds"]] == ["Small"]
    assert (now["now"], now["pace"]) == ("2026-03-02T09:00:00Z", 0)


def refused(*arguments: str) -> str:
    """What is said of it: one sentence on stderr, exit code 2."""
    process = begin("sandbox", *arguments)
    said, complained = process.communicate(timeout=WITHIN)
    assert (process.returncode, said) == (2, "")
    assert complained.startswith("steward: ")
    assert complained.endswith(".\n")
    assert complained.count("\n") == 1
    return complained.removeprefix("steward: ").removesuffix(".\n")


@pytest.mark.parametrize("option", ["--port", "--page-port"])
def test_a_port_in_use_is_one_sentence(option: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        assert refused(option, str(port)) == (
            f"port {port} cannot be used (Address already in use): name another one, or leave it out"
        )


def test_what_cannot_be_is_one_sentence(tmp_path: Path) -> None:
    wrong, binary = tmp_path / "wrong.yaml", tmp_path / "binary.yaml"
    wrong.write_text("{peple: {}, guilds: {Works: {}}}", encoding="utf-8")
    binary.write_bytes(b"\xff\xfe\x00")
    out_of_range = "but a port is from 1 to 65535: name such a one, or leave it out"
    no_moment = "but must be a moment from 2015 to 2149: write it as 2026-03-02T09:00Z"

    assert refused("--port", "70000") == f"--port is 70000, {out_of_range}"
    assert refused("--page-port", "-1") == f"--page-port is -1, {out_of_range}"
    assert refused("--world", str(wrong)) == (
        f"{wrong}: peple is nothing that is known there: it may be people (1 more to mend after it)"
    )
    assert refused("--world", str(binary)) == f"{binary} is not text in UTF-8: save it again as plain text"
    nowhere = tmp_path / "nowhere.yaml"
    assert refused("--world", str(nowhere)) == (
        f"{nowhere} cannot be read (No such file or directory): name another file with --world"
    )
    assert refused("--at", "tomorrow") == f"--at is 'tomorrow', {no_moment}"
    assert refused("--at", "1999-01-01") == f"--at is '1999-01-01', {no_moment}"
    assert (
        refused("--pace", "-1") == "--pace is -1, but a pace is from 0 (time stands) to 100,000 story seconds a second"
    )
    assert (
        refused("--pace", "nan")
        == "--pace is nan, but a pace is from 0 (time stands) to 100,000 story seconds a second"
    )


def test_whoever_begins_it_may_be_allowed_few_sockets() -> None:
    """Callers who connect and say nothing keep nobody out."""
    few = started("sh", "-c", f"ulimit -Sn 64; exec {shlex.join(STEWARD)} sandbox", env=environment())
    assert few.stdout is not None
    with ExitStack() as stack:
        stack.callback(few.communicate)
        stack.callback(few.terminate)
        control = urlsplit(json.loads(few.stdout.readline())["control"])
        for _ in range(100):
            stack.enter_context(socket.create_connection((control.hostname, control.port or 0)))

        call = HTTPConnection(control.netloc, timeout=WITHIN)
        call.request("GET", f"{control.path}/people")
        assert call.getresponse().status == 200
        call.close()


def test_there_is_no_option_to_listen_elsewhere() -> None:
    process = begin("sandbox", "--help")
    said, _ = process.communicate(timeout=WITHIN)

    options = {word for word in said.replace(",", " ").split() if word.startswith("--")}
    assert options == {"--port", "--page-port", "--world", "--at", "--pace", "--help"}


def test_two_at_once_do_not_meet() -> None:
    processes = [begin("sandbox") for _ in range(2)]
    lines = [json.loads(process.stdout.readline()) for process in processes if process.stdout]
    for process in processes:
        process.terminate()
        process.communicate(timeout=WITHIN)

    assert len({line[key] for line in lines for key in ("api", "page")}) == 4
    secrets = [str(line["token"]).rpartition(".")[2] for line in lines]
    assert secrets[0] != secrets[1]
    assert len(secrets[0]) == len(secrets[1]) == 64
    assert [process.returncode for process in processes] == [0, 0]
