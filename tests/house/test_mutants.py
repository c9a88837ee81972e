"""A mutant stands where its original stood: it takes what that took, so that only a law can object to it.

A mutant that is out of date raises TypeError, and a fence of the actors would take that for a death like any other.
"""

from collections.abc import Iterator
from functools import reduce
from importlib import import_module
from inspect import Parameter, Signature, signature
from typing import Any, NamedTuple

import pytest

from tests.actors.test_mutants import MUTANTS as ACTORS
from tests.rules.test_mutants import MUTANTS as RULES

BY_POSITION = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)


class Stands(NamedTuple):
    """A mutant, and where."""

    owner: Any
    path: tuple[str, ...]
    mutant: Any


def stand() -> Iterator[tuple[str, Stands]]:
    for name, (owner, attribute, mutant, _) in ACTORS.items():
        yield name, Stands(owner, (attribute,), mutant)
    for name, rule in RULES.items():
        for place, broken in rule.instead.items():
            module, *path = place.split(".")
            yield f"{name}: {place}", Stands(import_module(f"models.rules.{module}"), tuple(path), broken)


STAND = dict(stand())


def plain(function: Any) -> Any:
    return function.fget if isinstance(function, property) else function


@pytest.mark.parametrize("name", STAND)
def test_a_mutant_takes_what_its_original_takes(name: str) -> None:
    owner, path, mutant = STAND[name]

    original = reduce(getattr, path, owner)

    assert isinstance(mutant, property) == isinstance(original, property)
    assert takes_all(signature(plain(mutant)), signature(plain(original)))


def takes_all(mutant: Signature, original: Signature) -> bool:
    asked = original.parameters.values()
    given = [one.name for one in asked if one.kind in BY_POSITION]
    named = {one.name: one.name for one in asked if one.kind is Parameter.KEYWORD_ONLY}
    try:
        mutant.bind(*given, **named)
    except TypeError:
        return False
    return True


def test_one_that_takes_less_is_noticed() -> None:
    assert not takes_all(signature(lambda due: due), signature(lambda due, now: due))
    assert not takes_all(signature(lambda due: due), signature(lambda due, *, now: due))
    assert takes_all(signature(lambda *_: None), signature(lambda due, now: due))
