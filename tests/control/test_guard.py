"""Who may call: this machine's programs and the page itself. Whatever else a browser could send is turned away."""

import json
from io import BytesIO
from typing import Any

import aiohttp
import pytest

from tests.control.tools import Place

JSON = {"Content-Type": "application/json"}


def own(place: Place) -> str:
    return place.call.control.page_url.rstrip("/")


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "desk.example:80"},
        {"Host": "127.0.0.1.example"},
        {"Host": "127.0.0.1"},
        {"Origin": "http://desk.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
@pytest.mark.parametrize("path", ["", "page/page.js", "control/people", "control/people/staff/watch"])
async def test_a_foreign_page_reaches_nothing(place: Place, path: str, headers: dict[str, str]) -> None:
    status, told = await place.call.raw("GET", path, headers)

    assert (status, told["code"]) == (403, 0)
    assert "sandbox" in told["message"]


async def test_a_foreign_page_changes_nothing(place: Place) -> None:
    body = b'{"name": "intruder"}'

    status, _ = await place.call.raw("POST", "control/people", {**JSON, "Origin": "http://desk.example"}, body)
    assert status == 403
    status, told = await place.call.raw("POST", "control/people", {"Content-Type": "text/plain"}, body)
    assert (status, told["code"]) == (415, 0)
    status, _ = await place.call.raw("POST", "control/people", {"Content-Type": "text/yaml"}, body)
    assert status == 415
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    status, _ = await place.call.raw("POST", "control/world", form, b"people={}")
    assert status == 415

    assert "intruder" not in json.dumps(await place.call.done("GET", "people"))


async def test_the_page_itself_may_call(place: Place) -> None:
    body = b'{"name": "guest"}'
    fetch = {"Origin": own(place), "Sec-Fetch-Site": "same-origin", **JSON}
    status, told = await place.call.raw("POST", "control/people", fetch, body)
    assert (status, told["username"]) == (200, "guest")

    port = own(place).rpartition(":")[2]
    named = {"Host": f"localhost:{port}", "Origin": f"http://localhost:{port}"}
    status, told = await place.call.raw("GET", "control/people/guest", named)
    assert (status, told["me"]["name"]) == (200, "guest")


async def test_a_body_that_is_too_large_is_refused_before_it_is_read(place: Place) -> None:
    async def endless() -> Any:
        for _ in range(40):
            yield b" " * 1024 * 1024

    url = f"{place.call.control.url}/people"
    async with place.call.session.post(url, data=BytesIO(b" " * 33 * 1024 * 1024), headers=JSON) as answer:
        assert (answer.status, (await answer.json())["code"]) == (413, 40005)
    async with place.call.session.post(url, data=endless(), headers=JSON) as answer:
        assert (answer.status, (await answer.json())["code"]) == (413, 40005)
    announced = "Host: 127.0.0.1:{port}\nContent-Type: application/json\nContent-Length: 1000000000"
    assert (
        await place.call.by_hand(f"POST /control/people HTTP/1.1\n{announced}")
        == "HTTP/1.1 413 Request Entity Too Large"
    )
    assert await place.call.done("POST", "people", {"name": "guest"})


@pytest.mark.parametrize(
    ("body", "code"), [(b"{", 50109), (b"\xff", 50109), (b"[]", 50035), (b'{"name": 1}', 50035), (b"", 50035)]
)
async def test_what_is_no_json_or_the_wrong_one_is_refused(place: Place, body: bytes, code: int) -> None:
    status, told = await place.call.raw("POST", "control/people", JSON, body)

    assert (status, told["code"]) == (400, code)


async def test_what_is_wrong_is_told_at_its_place(place: Place) -> None:
    body = {"text": 1, "reply": "2", "files": [{"name": "", "content": "no base64!"}]}

    status, told = await place.call("POST", place.messages("staff", "lobby"), body)

    assert (status, told["code"], told["message"]) == (400, 50035, "Invalid Form Body")
    faults = told["errors"]
    assert faults["text"]["_errors"][0]["code"] == "BASE_TYPE_BAD_TYPE"
    assert faults["reply"]["_errors"][0]["code"] == "UNKNOWN_KEY"
    assert faults["files"]["0"]["name"]["_errors"][0]["code"] == "BASE_TYPE_BAD_LENGTH"
    assert list(faults["files"]["0"]) == ["name", "content"]


async def test_unknown_calls_and_methods_are_refused(place: Place) -> None:
    assert await place.call.refused("GET", "nothing") == (404, 0)
    assert await place.call.refused("PATCH", "people") == (405, 0)
    assert await place.call.refused("GET", "people/staff/channels/lobby/messages", nonsense="1") == (400, 50035)


async def test_of_a_wrong_method_the_right_ones_are_told(place: Place) -> None:
    for path, allowed in (("people", "GET, POST"), ("people/staff/guilds/Desk/membership", "PUT, DELETE")):
        async with place.call.session.patch(f"{place.call.control.url}/{path}") as answer:
            assert (answer.status, answer.headers["Allow"]) == (405, allowed)


@pytest.mark.parametrize(
    "path",
    [
        "page/../control/server.py",
        "page/%2e%2e/server.py",
        "page/",
        "page/nothing.js",
        f"page/{'x' * 300}.js",
        "page/%00.js",
        "x",
    ],
)
async def test_nothing_but_the_pages_files_is_served(place: Place, path: str) -> None:
    status, told = await place.call.raw("GET", path)

    assert (status, told["code"]) == (404, 0)


async def test_no_file_outside_of_the_pages_folder_is_served(place: Place) -> None:
    rest = " HTTP/1.1\nHost: 127.0.0.1:{port}\nConnection: close"

    assert await place.call.by_hand(f"GET /page/page.css{rest}") == "HTTP/1.1 200 OK"
    for up in ("..", "%2e%2e", "..%2f.%2f.."):
        path = f"/page/{up}/{up}/outbound/templates/transcript.css"
        assert await place.call.by_hand(f"GET {path}{rest}") == "HTTP/1.1 404 Not Found"


async def test_the_page_may_run_nothing_but_its_own_scripts(place: Place) -> None:
    async with place.call.session.get(place.call.control.page_url) as answer:
        policy = dict(part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; "))
        assert (answer.status, answer.content_type) == (200, "text/html")

    cdn = place.sandbox.world.base_url
    assert (policy["default-src"], policy["script-src"], policy["style-src"]) == ("'none'", "'self'", "'self'")
    assert policy["img-src"] == f"'self' {cdn}"
    assert policy["connect-src"] == f"'self' ws://{own(place).removeprefix('http://')}"
    assert (policy["frame-ancestors"], policy["require-trusted-types-for"]) == ("'none'", "'script'")


async def test_all_answers_say_what_they_are_and_to_whom(place: Place) -> None:
    for path in ("", "page/page.js", "control/people", "control/nothing"):
        async with place.call.session.get(place.call.control.page_url + path) as answer:
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


async def test_a_socket_of_a_foreign_page_is_not_opened(place: Place) -> None:
    url = f"{place.call.control.url}/people/staff/watch"

    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await place.call.session.ws_connect(url, origin="http://desk.example")
    assert refused.value.status == 403
    async with place.call.session.ws_connect(url, origin=own(place)) as socket:
        assert not socket.closed


async def test_half_a_character_comes_in_nowhere(place: Place) -> None:
    half = b'"half: \\ud800"'

    status, told = await place.call.raw("POST", "control/people", JSON, b'{"name": %s}' % half)
    assert (status, told["code"]) == (400, 50109)
    status, told = await place.call.raw(
        "POST", "control/world", {"Content-Type": "text/yaml"}, b"people: {%s: {}}" % half
    )
    assert (status, told["code"]) == (400, 50035)
    status, told = await place.call.raw("GET", "control/people/%ED%A0%80")
    assert (status, told["code"]) == (404, 10013)

    assert len(await place.call.done("GET", "people")) == 3
