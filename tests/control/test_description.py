"""The description of the control interface is OpenAPI 3.1, and tells of every call that is served, and of no other."""

from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from bot.sandbox.control import frames, views
from bot.sandbox.control.describing import description
from bot.sandbox.control.table import ROUTES
from tests.control.tools import Place


def operations() -> dict[str, Any]:
    """By method and path."""
    paths = description(ROUTES)["paths"]
    return {f"{method.upper()} {path}": one for path, methods in paths.items() for method, one in methods.items()}


async def test_it_is_served_and_valid(place: Place) -> None:
    served = await place.call.done("GET", "openapi.json")

    assert served["openapi"] == "3.1.0"
    assert [str(error) for error in OpenAPIV31SpecValidator(served).iter_errors()] == []


def test_every_call_that_is_served_is_told_and_the_other_way_round() -> None:
    assert {f"{each.method} {each.pattern}" for each in ROUTES} == set(operations())


async def test_a_client_whose_base_is_the_address_told_reaches_the_paths_as_they_stand(place: Place) -> None:
    served = await place.call.done("GET", "openapi.json")

    addresses = place.call.control.addresses()
    (server,) = served["servers"]
    assert addresses.page.rstrip("/") + server["url"] == addresses.control
    for path in (each for each in served["paths"] if "{" not in each and "get" in served["paths"][each]):
        async with place.call.session.get(addresses.control + path) as answer:
            assert answer.status == (400 if path == "/time/follow" else 200), path


def test_every_call_has_a_name_of_its_own_a_sentence_and_its_refusal() -> None:
    told = operations()

    assert len({each["operationId"] for each in told.values()}) == len(told)
    for each in told.values():
        assert each["summary"].endswith((".", "?"))
        assert each["responses"]["default"] == {"$ref": "#/components/responses/Refused"}
        assert each["responses"]["500"] == {"$ref": "#/components/responses/Broken"}
        assert set(each["responses"]) & {"200", "204", "101"}


def test_bodies_and_answers_have_schemas() -> None:
    say = operations()["POST /people/{person}/channels/{channel}/messages"]

    assert say["requestBody"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Say"}
    assert say["responses"]["200"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Message"}
    assert [each["name"] for each in say["parameters"]] == ["person", "channel"]


def test_views_and_wishes_of_one_name_are_told_apart() -> None:
    schemas = description(ROUTES)["components"]["schemas"]

    assert "subject_id" in schemas["Overwrite"]["properties"]
    assert set(schemas["OverwriteWish"]["properties"]) == {"allow", "deny"}
    assert {"News", "Refused"} <= set(schemas)
    assert not [name for name in schemas if "__" in name or "-" in name]


def test_every_schema_is_titled_by_its_name_alone() -> None:
    """Generators of clients name their classes so, and drop the calls of two that are called the same."""
    schemas = description(ROUTES)["components"]["schemas"]

    assert {name: shape["title"] for name, shape in schemas.items()} == {name: name for name in schemas}


def test_what_is_always_told_is_required_and_what_is_told_only_at_times_is_not() -> None:
    schemas = description(ROUTES)["components"]["schemas"]

    for name in ("Message", "Channel", "Answer", "FormField", "LogEntry", "Time"):
        assert set(schemas[name]["required"]) == set(schemas[name]["properties"]), name
    assert schemas["News"]["required"] == ["type"]
    assert schemas["Refused"]["required"] == ["code", "message"]
    assert schemas["Say"].get("required", []) == []


@pytest.mark.parametrize(
    ("name", "field", "kinds"),
    [
        ("Channel", "kind", "text voice category public_thread private_thread dm"),
        ("Overwrite", "subject_kind", "role member"),
        ("FormField", "kind", "text paragraph select user role mentionable channel file"),
        ("Answer", "kind", "message deferred form update choices failed"),
        ("News", "type", "message gone server time log guide"),
        ("NewChannel", "kind", "text category"),
    ],
)
def test_what_is_one_of_few_words_names_them(name: str, field: str, kinds: str) -> None:
    schemas = description(ROUTES)["components"]["schemas"]
    shape = schemas[name]["properties"][field]
    named = schemas[shape["$ref"].rpartition("/")[2]] if "$ref" in shape else shape

    assert set(named["enum"]) == set(kinds.split())


def test_a_body_is_required_only_where_none_is_refused() -> None:
    told = {name: each["requestBody"]["required"] for name, each in operations().items() if "requestBody" in each}

    assert told["POST /people"]
    assert told["PUT /people/{person}/dms"]
    assert not told["POST /time/step"]
    assert not told["POST /world"]


def test_a_socket_says_what_is_told_and_heard_there() -> None:
    def in_frames(name: str) -> dict[str, Any]:
        opened = operations()[name]["responses"]["101"]
        return {key: shape["$ref"].rpartition("/")[2] for key, shape in opened.items() if key.startswith("x-")}

    assert in_frames("GET /people/{person}/watch") == {"x-tells": "News"}
    assert in_frames("GET /time/follow") == {"x-tells": "Moment", "x-hears": "Report"}
    assert {"News", "Moment", "Report"} <= set(description(ROUTES)["components"]["schemas"])


async def test_the_frames_of_time_have_the_shape_that_is_told(place: Place) -> None:
    async with place.call.session.ws_connect(f"{place.call.control.url}/time/follow") as socket:
        first = frames.Moment.model_validate_json(await socket.receive_str())
        await socket.send_str("nonsense")
        second = frames.Moment.model_validate_json(await socket.receive_str())

    assert (first.now is None, first.error) == (False, None)
    assert (second.now, "is_quiet" in (second.error or "")) == (None, True)


def test_queries_are_told() -> None:
    log = operations()["GET /log"]

    assert {each["name"] for each in log["parameters"]} >= {
        "after",
        "kind",
        "method",
        "route",
        "status",
        "path",
        "limit",
    }


async def test_how_long_to_wait_is_told_in_the_shape_of_a_refusal(place: Place) -> None:
    lobby = place.at("owner", place.lobby)
    for name in ("one", "two"):
        await place.call.done("PATCH", lobby, {"name": name})

    status, told = await place.call("PATCH", lobby, {"name": "three"})

    refused = views.Refused.model_validate(told)
    assert (status, refused.code) == (429, 0)
    assert refused.retry_after is not None
    assert 0 < refused.retry_after <= 600
