"""How the nouns lie in the database, there and back: one form for each type, made from its hints.

A dataclass is a document; where a hint leaves several dataclasses open, the document says which one it `is`. Dates
are native and cut to the millisecond, durations are integer milliseconds, an enum is its value, an address its text.
"""

from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum, IntEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Generic, NewType, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from pydantic_core import CoreConfig, CoreSchema, SchemaValidator, ValidationError, core_schema

from models.errors import Unreadable
from models.ids import Address, address
from models.moment import moment

T = TypeVar("T")
Writer = Callable[[Any], Any]

TAG = "is"  # a keyword of Python: no field can ever be called that
MILLISECOND = timedelta(milliseconds=1)

# What was written may be private: an error names the place and the fault, never the value.
SILENT = CoreConfig(hide_input_in_errors=True)

SAID_PLAINLY = {
    "unexpected_keyword_argument": "no field of this version; a newer one wrote it",
    "union_tag_invalid": "no kind of this version; a newer one wrote it",
}


class Form(Generic[T]):
    """How one type is written, and how it is read: what was written reads back equal."""

    __slots__ = ("_validator", "hint", "schema", "write")

    def __init__(self, hint: object, write: Callable[[T], Any], schema: CoreSchema) -> None:
        self.hint, self.write, self.schema = hint, write, schema
        self._validator: SchemaValidator | None = None

    def read(self, stored: object) -> T:
        """Raises Unreadable for what no version up to this one wrote: a field that is unknown here is an error.

        Dropping it would lose a fact of a newer version at the next commit. A field with a default may be missing: an
        older version wrote that document.
        """
        if self._validator is None:
            self._validator = SchemaValidator(self.schema, SILENT)
        try:
            return cast(T, self._validator.validate_python(stored))
        except ValidationError as error:
            raise Unreadable("; ".join(_faults(error))) from None


@cache
def form_of(hint: Any) -> Form[Any]:
    """The form of a type hint; a kind of hint that no noun uses yet raises TypeError."""
    if isinstance(hint, NewType):
        return form_of(hint.__supertype__)
    if get_origin(hint) in (Union, UnionType):
        return _form_of_union(hint)
    if get_origin(hint) is tuple:
        return _form_of_tuple(hint)
    if is_dataclass(hint):
        return _form_of_dataclass(cast(type, hint))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _form_of_enum(hint)
    if hint in SIMPLE:
        write, schema = SIMPLE[hint]
        return Form(hint, write, schema)
    raise TypeError(hint)


def _faults(error: ValidationError) -> list[str]:
    return [
        f"{'.'.join((error.title, *map(str, fault['loc'])))}: {SAID_PLAINLY.get(fault['type'], fault['msg'])}"
        for fault in error.errors(include_url=False, include_context=False, include_input=False)
    ]


# --- values ---


def _as_it_is(value: Any) -> Any:
    return value


def _text(text: str) -> str:
    """Half a surrogate pair cannot be written as UTF-8; it becomes a question mark."""
    return text if text.isascii() else text.encode(errors="replace").decode()


def _milliseconds(span: timedelta) -> int:
    return span // MILLISECOND


def _span(milliseconds: int) -> timedelta:
    return milliseconds * MILLISECOND


def _in_utc(at: datetime) -> datetime:
    return at.astimezone(UTC)


def _address(text: str) -> Address:
    if (found := address(text)) is None:
        raise ValueError("not an address")
    return found


SIMPLE: dict[object, tuple[Writer, CoreSchema]] = {
    int: (_as_it_is, core_schema.int_schema(strict=True)),
    str: (_text, core_schema.str_schema(strict=True)),
    bool: (_as_it_is, core_schema.bool_schema(strict=True)),
    bytes: (_as_it_is, core_schema.bytes_schema(strict=True)),
    datetime: (
        moment,
        core_schema.no_info_after_validator_function(
            _in_utc, core_schema.datetime_schema(strict=True, tz_constraint="aware")
        ),
    ),
    timedelta: (
        _milliseconds,
        core_schema.no_info_after_validator_function(_span, core_schema.int_schema(strict=True)),
    ),
    Address: (str, core_schema.no_info_after_validator_function(_address, core_schema.str_schema(strict=True))),
}


def _form_of_enum(kind: type[Enum]) -> Form[Any]:
    sub_type = core_schema.int_schema(strict=True) if issubclass(kind, IntEnum) else core_schema.str_schema(strict=True)
    schema = core_schema.no_info_after_validator_function(kind, sub_type)
    return Form(kind, lambda value: value.value, schema)


# --- what holds values ---


def _form_of_tuple(hint: Any) -> Form[Any]:
    item, *rest = get_args(hint)
    if rest != [Ellipsis]:
        raise TypeError(hint)
    of_item = form_of(item)
    write = of_item.write
    return Form(hint, lambda items: [write(one) for one in items], core_schema.tuple_variable_schema(of_item.schema))


def _form_of_dataclass(noun: type) -> Form[Any]:
    hints = get_type_hints(noun)
    parts = [(field.name, form_of(hints[field.name])) for field in fields(noun)]
    writers = [(name, form.write) for name, form in parts]
    arguments = [
        core_schema.dataclass_field(field.name, _with_default(form_of(hints[field.name]).schema, field.default))
        for field in fields(noun)
    ]
    schema = core_schema.dataclass_schema(
        noun,
        core_schema.dataclass_args_schema(noun.__name__, arguments, extra_behavior="forbid"),
        [name for name, _ in parts],
        slots=hasattr(noun, "__slots__"),
    )
    return Form(noun, lambda value: {name: write(getattr(value, name)) for name, write in writers}, schema)


def _with_default(schema: CoreSchema, default: object) -> CoreSchema:
    return schema if default is MISSING else core_schema.with_default_schema(schema, default=default)


def _form_of_union(hint: Any) -> Form[Any]:
    members = list(dict.fromkeys(map(_bare, (member for member in get_args(hint) if member is not NoneType))))
    form = form_of(members[0]) if len(members) == 1 else _form_of_one_of(members)
    if NoneType not in get_args(hint):
        return Form(hint, form.write, form.schema)
    write = form.write
    return Form(hint, lambda value: None if value is None else write(value), core_schema.nullable_schema(form.schema))


def _bare(hint: Any) -> Any:
    """Two kinds of id are one kind of number."""
    return hint.__supertype__ if isinstance(hint, NewType) else hint


def _form_of_one_of(nouns: list[Any]) -> Form[Any]:
    """Several dataclasses: each document says which one it is."""
    if not all(map(is_dataclass, nouns)):
        raise TypeError(nouns)
    writers = {noun: (noun.__name__, form_of(noun).write) for noun in nouns}
    choices: dict[Any, CoreSchema] = {
        noun.__name__: core_schema.no_info_before_validator_function(_untagged, form_of(noun).schema) for noun in nouns
    }

    def write(value: Any) -> dict[str, Any]:
        name, write_noun = writers[type(value)]
        return {TAG: name, **write_noun(value)}

    return Form(tuple(nouns), write, core_schema.tagged_union_schema(choices, TAG))


def _untagged(stored: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in stored.items() if key != TAG}
