"""Buttons, selects, rows and form fields: Discord's limits on them, and the shape in which it gives them back.

Media in components (thumbnails, galleries, files) are not spoken here and are refused.
Numbers: https://discord.com/developers/docs/components/reference
"""

from collections.abc import Iterator
from enum import IntEnum
from typing import Any

from bot.sandbox.error_tree import ErrorTree, Path
from bot.sandbox.model import Json
from bot.sandbox.rules.emoji import check_emoji


class ComponentType(IntEnum):
    ROW = 1
    BUTTON = 2
    STRING_SELECT = 3
    TEXT_INPUT = 4
    USER_SELECT = 5
    ROLE_SELECT = 6
    MENTIONABLE_SELECT = 7
    CHANNEL_SELECT = 8
    SECTION = 9
    TEXT = 10
    SEPARATOR = 14
    CONTAINER = 17
    LABEL = 18
    FILE_UPLOAD = 19


ROWS = 5
BUTTONS_PER_ROW = 5
OPTIONS = 25
CUSTOM_ID = 100
BUTTON_LABEL = 80
OPTION_TEXT = 100
PLACEHOLDER = 150
V2_COMPONENTS = 40
V2_TEXT = 4000
FORM_TITLE = 45
FORM_PARTS = 5
FIELD_LABEL = 45
LABEL_DESCRIPTION = 100
FIELD_PLACEHOLDER = 100
FIELD_VALUE = 4000
LINK = 5
LINK_SCHEMES = ("http", "https", "discord")
PREMIUM = 6

_SELECTS = frozenset(range(5, 9)) | {ComponentType.STRING_SELECT}
_DEFAULTS: dict[int, Json] = {
    ComponentType.CONTAINER: {"accent_color": None, "spoiler": False},
    ComponentType.SEPARATOR: {"spacing": 1, "divider": True},
    **{kind: {"min_values": 1, "max_values": 1} for kind in _SELECTS},
}


def walk(components: list[Json]) -> Iterator[Json]:
    """Every component, depth first, in the order in which Discord numbers them."""
    for component in components:
        yield component
        yield from walk(component.get("components") or [])
        for key in ("accessory", "component"):
            if isinstance(component.get(key), dict):
                yield from walk([component[key]])


def check_message_components(tree: ErrorTree, components: Any, is_v2: bool) -> None:
    found = tree.items(("components",), components, V2_COMPONENTS if is_v2 else ROWS)
    for n, component in enumerate(found):
        if component.get("type") != ComponentType.ROW and not is_v2:
            tree.add(("components", n, "type"), "UNION_TYPE_CHOICES", 'Value of field "type" must be one of (1,).')
            continue
        _check(tree, ("components", n), component)
    if is_v2:
        _check_v2_totals(tree, found)
    _check_custom_ids(tree, found)


def _check_v2_totals(tree: ErrorTree, components: list[Json]) -> None:
    everything = list(walk(components))
    if len(everything) > V2_COMPONENTS:
        tree.add(("components",), "BASE_TYPE_MAX_LENGTH", f"Must be {V2_COMPONENTS} or fewer in length.")
    text = sum(len(each.get("content") or "") for each in everything if each.get("type") == ComponentType.TEXT)
    if text > V2_TEXT:
        told = f"Total size of all text must not exceed {V2_TEXT} characters."
        tree.add(("components",), "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", told)


def _check(tree: ErrorTree, path: Path, component: Json) -> None:
    match component.get("type"):
        case ComponentType.ROW:
            _check_row(tree, path, component)
        case ComponentType.BUTTON:
            _check_button(tree, path, component)
        case kind if kind in _SELECTS:
            _check_select(tree, path, component)
        case ComponentType.TEXT:
            tree.required_text((*path, "content"), component.get("content"), V2_TEXT)
        case ComponentType.CONTAINER | ComponentType.SECTION:
            for n, part in enumerate(tree.items((*path, "components"), component.get("components"), V2_COMPONENTS, 1)):
                _check(tree, (*path, "components", n), part)
            if component.get("accessory"):
                _check(tree, (*path, "accessory"), component["accessory"])
        case ComponentType.SEPARATOR:
            tree.number((*path, "spacing"), component.get("spacing"), 1, 2)
        case _:
            tree.add((*path, "type"), "UNION_TYPE_CHOICES", 'Value of field "type" is not a component of messages.')


def _check_row(tree: ErrorTree, path: Path, row: Json) -> None:
    parts = tree.items((*path, "components"), row.get("components"), BUTTONS_PER_ROW, 1)
    for n, part in enumerate(parts):
        where = (*path, "components", n)
        if part.get("type") in _SELECTS and len(parts) > 1:
            tree.add(where, "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "The specified component exceeds the maximum width")
        if part.get("type") not in _SELECTS | {ComponentType.BUTTON}:
            tree.add((*where, "type"), "UNION_TYPE_CHOICES", 'Value of field "type" must be a button or a select.')
            continue
        _check(tree, where, part)


def _check_button(tree: ErrorTree, path: Path, button: Json) -> None:
    tree.number((*path, "style"), button.get("style"), 1, PREMIUM)
    tree.text((*path, "label"), button.get("label"), BUTTON_LABEL)
    if button.get("style") == LINK:
        _check_link(tree, (*path, "url"), button.get("url"))
    elif button.get("style") != PREMIUM:
        tree.required_text((*path, "custom_id"), button.get("custom_id"), CUSTOM_ID)
    check_emoji(tree, (*path, "emoji"), button.get("emoji"))
    if button.get("style") != PREMIUM and not str(button.get("label") or "").strip() and not button.get("emoji"):
        tree.add((*path, "label"), "BUTTON_COMPONENT_INVALID_LABEL", "A button needs a label or an emoji.")


def _check_link(tree: ErrorTree, path: Path, url: Any) -> None:
    if not tree.required_text(path, url, 512):
        return
    scheme, _, rest = url.partition(":")
    if scheme.lower() not in LINK_SCHEMES:
        told = f'Scheme "{scheme}" is not supported. Scheme must be one of {LINK_SCHEMES}.'
        tree.add(path, "URL_TYPE_INVALID_SCHEME", told)
    elif not rest.startswith("//"):
        tree.add(path, "URL_TYPE_INVALID_URL", "Not a well formed URL.")


def _check_select(tree: ErrorTree, path: Path, select: Json) -> None:
    tree.required_text((*path, "custom_id"), select.get("custom_id"), CUSTOM_ID)
    tree.text((*path, "placeholder"), select.get("placeholder"), PLACEHOLDER)
    tree.number((*path, "min_values"), select.get("min_values"), 0, OPTIONS)
    has_most = tree.number((*path, "max_values"), select.get("max_values"), 1, OPTIONS)
    if select.get("type") == ComponentType.STRING_SELECT:
        _check_options(tree, path, select, select["max_values"] if has_most else 1)


def _check_options(tree: ErrorTree, path: Path, select: Json, most: int) -> None:
    options = tree.items((*path, "options"), select.get("options"), OPTIONS, 1)
    values = set()
    for n, option in enumerate(options):
        where = (*path, "options", n)
        tree.required_text((*where, "label"), option.get("label"), OPTION_TEXT)
        tree.required_text((*where, "value"), option.get("value"), OPTION_TEXT)
        tree.text((*where, "description"), option.get("description"), OPTION_TEXT)
        check_emoji(tree, (*where, "emoji"), option.get("emoji"))
        if str(option.get("value")) in values:
            told = "The specified option value is already used"
            tree.add((*where, "value"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", told)
        values.add(str(option.get("value")))
    if options and most > len(options):
        told = f"int value should be less than or equal to {len(options)}."
        tree.add((*path, "max_values"), "NUMBER_TYPE_MAX", told)
    if sum(bool(option.get("default")) for option in options) > most:
        told = "Too many default options"
        tree.add((*path, "options"), "SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES", told)


def _check_custom_ids(tree: ErrorTree, components: list[Json]) -> None:
    seen = set()
    for row, top in enumerate(components):
        for n, part in enumerate(walk([top])):
            custom_id = part.get("custom_id")
            if custom_id is not None and custom_id in seen:
                where = ("components", row, "components", max(n - 1, 0), "custom_id")
                tree.add(where, "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")
            seen.add(custom_id)


def check_form(form: Json) -> None:
    """Everything that can be wrong with a modal; its paths lie below `data` as in the callback's body."""
    tree = ErrorTree()
    tree.required_text(("data", "custom_id"), form.get("custom_id"), CUSTOM_ID)
    tree.required_text(("data", "title"), form.get("title"), FORM_TITLE)
    parts = tree.items(("data", "components"), form.get("components"), FORM_PARTS, 1)
    for n, part in enumerate(parts):
        _check_form_part(tree, ("data", "components", n), part)
    nested = ErrorTree()
    _check_custom_ids(nested, parts)
    if nested:
        told = "Component custom id cannot be duplicated"
        tree.add(("data", "components"), "COMPONENT_CUSTOM_ID_DUPLICATED", told)
    tree.refuse()


def _check_form_part(tree: ErrorTree, path: Path, part: Json) -> None:
    match part.get("type"):
        case ComponentType.ROW:
            for n, field in enumerate(tree.items((*path, "components"), part.get("components"), 1, 1)):
                tree.required_text((*path, "components", n, "label"), field.get("label"), FIELD_LABEL)
                _check_field(tree, (*path, "components", n), field)
        case ComponentType.LABEL:
            tree.required_text((*path, "label"), part.get("label"), FIELD_LABEL)
            tree.text((*path, "description"), part.get("description"), LABEL_DESCRIPTION)
            _check_field(tree, (*path, "component"), part.get("component") or {})
        case ComponentType.TEXT:
            tree.required_text((*path, "content"), part.get("content"), V2_TEXT)
        case _:
            tree.add((*path, "type"), "UNION_TYPE_CHOICES", 'Value of field "type" must be one of (1, 10, 18).')


def _check_field(tree: ErrorTree, path: Path, field: Json) -> None:
    if field.get("type") in _SELECTS:
        _check_select(tree, path, field)
        return
    if field.get("type") not in (ComponentType.TEXT_INPUT, ComponentType.FILE_UPLOAD):
        tree.add((*path, "type"), "UNION_TYPE_CHOICES", 'Value of field "type" is not a field of forms.')
        return
    tree.required_text((*path, "custom_id"), field.get("custom_id"), CUSTOM_ID)
    if field.get("type") == ComponentType.TEXT_INPUT:
        tree.number((*path, "style"), field.get("style"), 1, 2)
        has_least = tree.number((*path, "min_length"), field.get("min_length"), 0, FIELD_VALUE)
        has_most = tree.number((*path, "max_length"), field.get("max_length"), 1, FIELD_VALUE)
        tree.text((*path, "placeholder"), field.get("placeholder"), FIELD_PLACEHOLDER)
        if field.get("value"):
            longest, shortest = (
                field["max_length"] if has_most else FIELD_VALUE,
                field["min_length"] if has_least else 0,
            )
            tree.text((*path, "value"), field["value"], longest, shortest)


def numbered(components: list[Json]) -> list[Json]:
    """The components as a message carries them back: numbered from 1, defaults filled in, nulls left out."""
    copies = [_copied(component) for component in components]
    taken = {each["id"] for each in walk(copies) if each.get("id")}
    free = (n for n in range(1, 1000) if n not in taken)
    for each in walk(copies):
        if not each.get("id"):
            each["id"] = next(free)
    return copies


def _copied(component: Json) -> Json:
    copy = {key: value for key, value in component.items() if value is not None}
    copy = {**_DEFAULTS.get(copy["type"], {}), **copy}
    if copy.get("type") == ComponentType.STRING_SELECT:
        copy["options"] = [{k: v for k, v in option.items() if v is not None} for option in copy["options"]]
    if "components" in copy:
        copy["components"] = [_copied(part) for part in copy["components"]]
    for key in ("accessory", "component"):
        if key in copy:
            copy[key] = _copied(copy[key])
    return copy
