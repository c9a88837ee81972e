"""The description of the control interface is OpenAPI 3.1, and tells of every call that is served, and of no other."""

from typing import Any

from openapi_spec_validator import OpenAPIV31SpecValidator

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
    assert {f"{each.method} /control{each.pattern}" for each in ROUTES} == set(operations())


def test_every_call_has_a_name_of_its_own_a_sentence_and_its_refusal() -> None:
    told = operations()

    assert len({each["operationId"] for each in told.values()}) == len(told)
    for each in told.values():
        assert each["summary"].endswith((".", "?"))
        assert each["responses"]["default"] == {"$ref": "#/components/responses/Refused"}
        assert set(each["responses"]) & {"200", "204", "101"}


def test_bodies_and_answers_have_schemas() -> None:
    say = operations()["POST /control/people/{person}/channels/{channel}/messages"]

    assert say["requestBody"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Say"}
    assert say["responses"]["200"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Message"}
    assert [each["name"] for each in say["parameters"]] == ["person", "channel"]


def test_views_and_wishes_of_one_name_are_told_apart() -> None:
    schemas = description(ROUTES)["components"]["schemas"]

    assert "subject_id" in schemas["Overwrite"]["properties"]
    assert set(schemas["OverwriteWish"]["properties"]) == {"allow", "deny"}
    assert {"News", "Refused"} <= set(schemas)
    assert not [name for name in schemas if "__" in name or "-" in name]


def test_queries_are_told() -> None:
    log = operations()["GET /control/log"]

    assert {each["name"] for each in log["parameters"]} >= {
        "after",
        "kind",
        "method",
        "route",
        "status",
        "path",
        "limit",
    }
