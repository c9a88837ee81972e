"""What of a body is a list, an object or neither: checked for all routes at once, before any of them reads it."""

from typing import Any

from bot.sandbox import errors
from bot.sandbox.error_tree import ErrorTree, Path
from bot.sandbox.errors import ApiError

_LISTS = frozenset({"messages", "parse", "users", "roles", "contexts"})
_LISTS_OF_OBJECTS = frozenset(
    {"attachments", "choices", "components", "embeds", "fields", "options", "permission_overwrites"}
)
_OBJECTS = frozenset(
    {
        *("accessory", "allowed_mentions", "author", "colors", "component", "data", "footer", "image"),
        *("message_reference", "thumbnail"),
    }
)
_PLAIN = frozenset({"allow", "content", "custom_id", "deny", "flags", "label", "name", "nonce", "permissions", "type"})


def check_shapes(body: Any) -> None:
    """Null is allowed everywhere; who may leave what out is for the routes."""
    tree = ErrorTree()
    try:
        _check_all(tree, (), body)
    except RecursionError:
        raise ApiError(errors.INVALID_JSON) from None
    tree.refuse()


def _check_all(tree: ErrorTree, path: Path, value: Any) -> None:
    if isinstance(value, list):
        for n, each in enumerate(value):
            _check_all(tree, (*path, n), each)
        if not path:
            _check_objects(tree, path, value)
    if isinstance(value, dict):
        for key, each in value.items():
            _check(tree, (*path, key), key, each)
            _check_all(tree, (*path, key), each)


def _check(tree: ErrorTree, path: Path, key: str, value: Any) -> None:
    if value is None:
        return
    if key in _OBJECTS and not isinstance(value, dict):
        tree.add(path, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
    elif key in _LISTS | _LISTS_OF_OBJECTS and not isinstance(value, list):
        tree.add(path, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
    elif key in _LISTS_OF_OBJECTS:
        _check_objects(tree, path, value)
    elif (key in _PLAIN or key.endswith("id")) and isinstance(value, dict | list):
        tree.add(path, "BASE_TYPE_BAD_TYPE", "Must be a string or a number.")


def _check_objects(tree: ErrorTree, path: Path, value: list[Any]) -> None:
    for n, each in enumerate(value):
        if not isinstance(each, dict):
            tree.add((*path, n), "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
