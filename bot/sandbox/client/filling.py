"""How a form comes back: what stands in each field, if the client lets it be sent. What is wrong is told at once."""

from collections.abc import Mapping, Sequence

from bot.sandbox.client.choosing import chosen
from bot.sandbox.client.seeing import Field, Form
from bot.sandbox.error_tree import ErrorTree, wrong
from bot.sandbox.errors import NotAllowed
from bot.sandbox.model import Channel, Json
from bot.sandbox.rules.components import ComponentType
from bot.sandbox.world import World


def filled_form(world: World, channel: Channel, form: Form, values: Mapping[str, object]) -> Json:
    """The form's components as they come back, rows as rows and labels as labels, with what their values stand for."""
    given = {_named(form, name).custom_id: value for name, value in values.items()}
    resolved: Json = {}
    filled = {}
    for each in form.fields:
        filled[each.custom_id] = _filled(world, channel, each, given.get(each.custom_id), resolved)
    _require_fit(form, filled)
    numbers = iter(range(1, 100))
    parts = []
    for part in form.shape["components"]:
        outer = {"type": part["type"], "id": next(numbers)}
        if part["type"] == ComponentType.ROW:
            parts.append({**outer, "components": [filled[each["custom_id"]] for each in part["components"]]})
        elif part["type"] == ComponentType.LABEL:
            parts.append({**outer, "component": filled[part["component"]["custom_id"]]})
        else:
            parts.append(outer)
    for one in filled.values():
        one["id"] = next(numbers)
    return {"components": parts} | ({"resolved": resolved} if resolved else {})


def _named(form: Form, name: str) -> Field:
    found = next((each for each in form.fields if name in (each.custom_id, each.label)), None)
    if found is None:
        raise wrong(f"the form has no field {name!r}, only {[each.label for each in form.fields]}", ("values", name))
    return found


def _filled(world: World, channel: Channel, field: Field, value: object, resolved: Json) -> Json:
    shape: Json = {"type": field.type, "custom_id": field.custom_id}
    path = ("values", field.custom_id)
    if field.type == ComponentType.TEXT_INPUT:
        text = value if value is not None else field.default or ""
        if not isinstance(text, str):
            raise wrong(f"the field {field.label!r} takes text", path, "BASE_TYPE_BAD_TYPE")
        return {**shape, "value": text}
    return {**shape, "values": chosen(world, channel, field, _wanted(field, value), resolved, path)}


def _wanted(field: Field, value: object) -> Sequence[object]:
    if value is None:
        return [each.value for each in field.options if each.is_default]
    return value if isinstance(value, list | tuple) else [value]


def _require_fit(form: Form, filled: Mapping[str, Json]) -> None:
    """Lengths of texts, numbers of choices: of all fields at once, as the client marks them."""
    tree, told = ErrorTree(), []
    for each in form.fields:
        one = filled[each.custom_id]
        size = len(one["value"] if "value" in one else one["values"])
        least = max(each.at_least, 1) if each.required else each.at_least
        if (size or each.required) and not least <= size <= each.at_most:
            told.append(f"the field {each.label!r} takes {least} to {each.at_most}, not {size}")
            tree.add(("values", each.custom_id), "BASE_TYPE_BAD_LENGTH", told[-1])
    if told:
        raise NotAllowed("; ".join(told), tree.refusal)
