"""The description of the control interface as OpenAPI 3.1, made from its routes."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.json_schema import JsonSchemaMode

from bot.sandbox.control import views
from bot.sandbox.control.guard import YAML
from bot.sandbox.control.route import PREFIX, Route
from bot.sandbox.model import Json

_REF = "#/components/schemas/"
_ABOUT = (
    "A Discord of one's own: what people can do and see there. People, servers, channels and roles are named by id, "
    "or by their name where the person sees one such alone; @me is the conversation with the bot, everyone the role "
    "of all."
)
_REFUSED, _BROKEN = ({"$ref": f"#/components/responses/{name}"} for name in ("Refused", "Broken"))
_PARTS = {
    "person": "A person, by username or id.",
    "guild": "A server, by name or id.",
    "channel": "A channel or thread, by name or id; @me is the conversation with the bot.",
    "message": "A message, by id.",
    "member": "A member of the server, by username or id.",
    "user": "Anybody, in the server or not, by username or id.",
    "role": "A role, by name or id; everyone is the role of all.",
    "subject": "A role or a member, by name or id; everyone is the role of all.",
    "emoji": "An emoji, as it is typed.",
    "form": "A form that is open on this person's screen, by id.",
    "interaction": "What this person did, as its Answer names it.",
}


@cache
def description(routes: tuple[Route, ...]) -> Json:
    schemas, shapes = _schemas(routes)
    paths: Json = {}
    for route in routes:
        paths.setdefault(route.pattern, {})[route.method.lower()] = _operation(route, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "The sandbox's control interface", "version": "1", "description": _ABOUT},
        "servers": [{"url": PREFIX}],
        "paths": paths,
        "components": {"schemas": shapes, "responses": {"Refused": _refused(), "Broken": _broken()}},
    }


def _schemas(routes: Sequence[Route]) -> tuple[Json, Json]:
    """The schema of each body and answer, by the route's name and which of both; and all that they refer to."""
    told = {f"{each.name} answer": each.writer for each in routes if each.view and not each.is_socket}
    told |= _by_name([views.Refused, *(each.tells for each in routes)])
    read = {f"{each.name} body": each.reader for each in routes if each.wish and not each.takes_yaml}
    read |= _by_name(each.hears for each in routes)
    filed = {f"{each.name} body": each.reader for each in routes if each.takes_yaml}
    schemas: Json = {}
    shapes: Json = {}
    groups: tuple[tuple[dict[str, TypeAdapter[Any]], JsonSchemaMode, str], ...] = (
        (told, "serialization", ""),
        (read, "validation", "Wish"),
        (filed, "validation", "InFile"),
    )
    for adapters, mode, suffix in groups:
        found, referred = _group(adapters, mode)
        names = {name: name + suffix if name in shapes else name for name in referred}
        schemas |= _renamed(found, names)
        shapes |= {names[name]: _renamed(shape, names) | {"title": names[name]} for name, shape in referred.items()}
    return schemas, shapes


def _by_name(framed: Iterable[type[BaseModel] | None]) -> dict[str, TypeAdapter[Any]]:
    return {each.__name__: TypeAdapter(each) for each in framed if each is not None}


def _group(adapters: dict[str, TypeAdapter[Any]], mode: JsonSchemaMode) -> tuple[Json, Json]:
    found, shapes = TypeAdapter.json_schemas(
        [(name, mode, adapter) for name, adapter in adapters.items()], ref_template=_REF + "{model}"
    )
    return {str(name): schema for (name, _), schema in found.items()}, shapes.get("$defs", {})


def _renamed(schema: Any, names: dict[str, str]) -> Any:
    """A view and a wish may have one name; what came second got another."""
    match schema:
        case dict():
            return {key: _renamed(value, names) for key, value in schema.items()}
        case list():
            return [_renamed(each, names) for each in schema]
        case str() if schema.startswith(_REF):
            return _REF + names[schema.removeprefix(_REF)]
        case _:
            return schema


def _operation(route: Route, schemas: Json) -> Json:
    operation: Json = {
        "operationId": route.name,
        "summary": route.about,
        "parameters": [*_path(route), *_query(route)],
        "responses": {**_answer(route, schemas), "500": _BROKEN, "default": _REFUSED},
    }
    if route.wish:
        kinds = ("application/json", *(YAML if route.takes_yaml else ()))
        body = {"schema": schemas[f"{route.name} body"]}
        operation["requestBody"] = {"content": dict.fromkeys(kinds, body), "required": not _takes_nothing(route)}
    return operation


def _takes_nothing(route: Route) -> bool:
    """An empty body is read as one that names nothing."""
    try:
        route.reader.validate_json(b"{}")
    except ValidationError:
        return False
    return True


def _path(route: Route) -> Iterator[Json]:
    for part in route.parameters:
        shape = {"type": "string"}
        yield {"name": part, "in": "path", "required": True, "description": _PARTS[part], "schema": shape}


def _query(route: Route) -> Iterator[Json]:
    if route.asked is not None:
        for name, shape in route.asked.model_json_schema(ref_template=_REF + "{model}")["properties"].items():
            yield {"name": name, "in": "query", "required": False, "schema": shape}


def _answer(route: Route, schemas: Json) -> Json:
    if route.is_socket:
        framed = {key: each.__name__ for key, each in (("tells", route.tells), ("hears", route.hears)) if each}
        words = " and ".join(f"{key} one {name} a frame" for key, name in framed.items())
        refs = {f"x-{key}": {"$ref": _REF + name} for key, name in framed.items()}
        return {"101": {"description": f"The socket is open: it {words}.", **refs}}
    if route.view is None:
        return {"204": {"description": "Done."}}
    content = {"application/json": {"schema": schemas[f"{route.name} answer"]}}
    return {"200": {"description": HTTPStatus.OK.phrase, "content": content}}


def _refused() -> Json:
    content = {"application/json": {"schema": {"$ref": _REF + "Refused"}}}
    return {"description": "Refused, as Discord refuses it; nothing was done.", "content": content}


def _broken() -> Json:
    return {"description": "A fault of the sandbox.", "content": {"text/plain": {"schema": {"type": "string"}}}}
