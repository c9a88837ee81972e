"""From the text of a world file to what it tells. Either all of it can be, or WrongWorld says what cannot.

JSON is read as JSON, which is what programs write: YAML takes it for its own, but not its pairs of escapes (an emoji).
"""

import json
from collections.abc import Hashable
from pathlib import Path

import yaml
from pydantic import ValidationError as Invalid
from yaml.events import AliasEvent
from yaml.nodes import MappingNode, Node, ScalarNode

from bot.sandbox.worldfile.checking import There, impossible
from bot.sandbox.worldfile.mistakes import WrongWorld, gravity, mistake
from bot.sandbox.worldfile.nouns import WorldFile

LARGEST = 1024 * 1024  # characters; 500 channels with twenty overwrites each take half of it
LARGEST_YAML = 256 * 1024  # characters; YAML is slow, and what is larger was written by a program
TOO_LARGE_YAML = "the file is no good JSON, and of YAML it has {:,} characters, but {:,} are the most: make it smaller"
NOTHING = There()
SMALL = Path(__file__).with_name("small.yaml")


def read(text: str, there: There = NOTHING) -> WorldFile:
    """What is to be added to what is there, or to begin with; raises WrongWorld. The largest take a second or two."""
    written = _written(text)
    try:
        file = WorldFile.model_validate({} if written is None else written)
    except Invalid as invalid:
        problems = sorted(invalid.errors(include_url=False), key=gravity)
        raise WrongWorld(map(mistake, problems)) from None
    check(file, there)
    return file


def check(file: WorldFile, there: There) -> None:
    """Whether it can be added to what is there. Raises WrongWorld."""
    if wrong := list(impossible(file, there)):
        raise WrongWorld(wrong)


def small_world() -> WorldFile:
    """What is there where no file is named: a server with its administrator, one of its staff and a member."""
    return read(SMALL.read_text(encoding="utf-8"))


class _Plain(yaml.SafeLoader):
    """Every key once, and nothing by reference: YAML keeps the last of two, and a reference can hold any number."""

    def compose_node(self, parent: Node | None, index: int) -> Node | None:
        if self.check_event(AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem="references are not read here, write it out", problem_mark=mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: MappingNode, deep: bool = False) -> dict[Hashable, object]:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, ScalarNode):
                raise yaml.MarkedYAMLError(problem="a name must be text", problem_mark=key.start_mark)
            if key.value in seen:
                raise yaml.MarkedYAMLError(problem=f"{key.value!r} stands twice: keep one", problem_mark=key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


def _written(text: str) -> object:
    if len(text) > LARGEST:
        raise WrongWorld([f"the file has {len(text):,} characters, but {LARGEST:,} are the most: make it smaller"])
    try:
        return json.loads(text, object_pairs_hook=_every_key_once)
    except (ValueError, RecursionError):  # no JSON, or one with a mistake: YAML says where
        if len(text) > LARGEST_YAML:
            raise WrongWorld([TOO_LARGE_YAML.format(len(text), LARGEST_YAML)]) from None
        return _written_as_yaml(text)


def _every_key_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError(pairs)
    return found


def _written_as_yaml(text: str) -> object:
    try:
        return yaml.load(text, _Plain)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise WrongWorld([f"line {line} is no YAML ({error.problem}): mend that line"]) from None
    except yaml.YAMLError:
        raise WrongWorld(["the file is no YAML: it may hold characters that are not text; save it again"]) from None
    except ValueError as error:  # a date or a number that there is not
        raise WrongWorld([f"the file is no YAML ({error}): mend that value"]) from None
    except RecursionError:
        raise WrongWorld(["the file is no YAML: it nests too deep; mend it"]) from None
