"""From a policy file to what a desk promises. A mistake is one sentence: the file, the field, the value, the remedy.

`defaults` in the file holds what every type promises unless it says otherwise; a mistake in it is named there.
"""

from collections.abc import Hashable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError as Invalid
from yaml.nodes import MappingNode

from bot.mistakes import gravity, mistake
from bot.presets import PRESETS, preset
from bot.settings import DIGITS, WrongSetting
from models.policy import Policy

AN_ID = "an id of Discord's has 17 to 19 digits (in Discord: right click, Copy ID)"

Where = tuple[int | str, ...]  # the way to a field
Fields = Mapping[str, Any]


class WrongPolicy(WrongSetting):
    """One sentence for the person at the terminal: which file and field, what is wrong with it, what to do."""

    def __init__(self, file: str, problem: str) -> None:
        super().__init__(f"{file}{problem}")
        self._file, self._problem = file, problem

    @property
    def without_path(self) -> str:
        return f"{Path(self._file).name}{self._problem}"


def load_policy(file: Path | None = None) -> Policy:
    """What the file promises, or the first preset; raises WrongPolicy."""
    file = file or preset(PRESETS[0])
    name = str(file)
    written = _parsed(name, _read(name, file))
    defaults = _defaults(name, written)
    try:
        policy = Policy.model_validate(_inherited(written, defaults))
    except Invalid as invalid:
        problems = sorted(invalid.errors(include_url=False), key=gravity)
        raise _wrong(name, [mistake(one, _where(one["loc"], written, defaults)) for one in problems]) from None
    ids = [(_where(way, written, defaults), id) for way, id in _ids(policy) if id is not None and not _is_discords(id)]
    if ids:
        raise _wrong(name, [f"{field} is {id}, but {AN_ID}" for field, id in ids])
    return policy


def _wrong(name: str, found: list[str]) -> WrongPolicy:
    first, *others = dict.fromkeys(found)  # one mistake in `defaults` is found in every type
    more = f" ({len(others)} more to mend after it)" if others else ""
    return WrongPolicy(name, f": {first}{more}.")


def _read(name: str, file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise WrongPolicy(name, " is not text in UTF-8: save it again as plain text.") from None
    except OSError as error:
        raise WrongPolicy(name, f" cannot be read ({error.strerror}): mend it, or empty STEWARD_POLICY.") from None


class _EveryKeyOnce(yaml.SafeLoader):
    """YAML lets a key stand twice and keeps the last: a promise that is silently another one is refused here."""

    def construct_mapping(self, node: MappingNode, deep: bool = False) -> dict[Hashable, object]:
        seen: set[object] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.MarkedYAMLError(problem=f"{key.value!r} stands twice: keep one", problem_mark=key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


def _parsed(name: str, text: str) -> object:
    try:
        return yaml.load(text, _EveryKeyOnce)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise WrongPolicy(name, f": line {line} is no YAML ({error.problem}): mend that line.") from None
    except yaml.YAMLError:
        raise WrongPolicy(name, " is no YAML: it may hold characters that are not text; save it again.") from None
    except RecursionError:
        raise WrongPolicy(name, " is no YAML: it nests too deep; mend it.") from None


# --- what every type inherits ---


def _defaults(name: str, written: object) -> Fields:
    given = written.get("defaults") if isinstance(written, dict) else None
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise WrongPolicy(
            name, ": defaults must hold settings and their values: write it as docs/reference/policy.md shows."
        )
    return given


def _inherited(written: object, defaults: Fields) -> object:
    """The file with every type written out; what is no policy stays as it is, for the model to say so."""
    if not isinstance(written, dict):
        return written
    whole = {key: value for key, value in written.items() if key != "defaults"}
    if isinstance(types := whole.get("types"), dict):
        whole["types"] = {key: _merged(defaults, {} if own is None else own) for key, own in types.items()}
    return whole


def _merged(defaults: object, own: object) -> object:
    """A mapping is merged field by field; anything else that a type says itself stands alone."""
    if not (isinstance(defaults, dict) and isinstance(own, dict)):
        return own
    return defaults | {key: _merged(defaults.get(key), value) for key, value in own.items()}


def _where(way: Where, written: object, defaults: Fields) -> str:
    """The field as the person wrote it: what a type took from `defaults` stands there."""
    if way[:1] == ("types",) and _is_inherited(way[2:], _at(written, way[:2]), defaults):
        way = ("defaults", *way[2:])
    return ".".join(map(str, way)) or "the file"


def _is_inherited(way: Where, own: Any, shared: Any) -> bool:
    for part in way:
        if not isinstance(own, dict | None):
            return False
        if own is None or part not in own:
            return isinstance(shared, dict) and part in shared
        own, shared = own[part], shared.get(part) if isinstance(shared, dict) else None
    return False


def _at(value: Any, way: Where) -> Any:
    for part in way:
        value = value.get(part) if isinstance(value, dict) else None
    return value


# --- ids ---


def _ids(policy: Policy) -> Iterator[tuple[Where, int | None]]:
    """Every id that the file may name, with the way to it."""
    for key, kind in policy.types.items():
        yield ("types", key, "staff_role"), kind.staff_role
        yield ("types", key, "category"), kind.category
    for name, channel in policy.places:
        yield ("places", name), channel
    for n, role in enumerate(policy.lead_roles):
        yield ("lead_roles", n), role


def _is_discords(id: int) -> bool:
    return len(str(id)) in DIGITS and id < 1 << 63
