"""The promises that the laws are told are those of the packaged policies."""

import pytest

from bot.policy import load_policy
from bot.presets import PRESETS, preset
from models.policy import Policy, TypePolicy
from tests.support.rules_world import LITERAL, POLICY

LOOKS = {"label": None, "emoji": None, "colour": None, "description": None, "staff_role": None}


def promises(policy: Policy) -> set[str]:
    """What its types promise, whatever they are called: one text for each that differs."""
    return {str(_without_looks(kind)) for kind in policy.types.values()}


def _without_looks(kind: TypePolicy) -> dict[str, object]:
    return kind.model_dump() | LOOKS


@pytest.mark.parametrize(("name", "told"), list(zip(PRESETS, (POLICY, LITERAL), strict=True)))
def test_the_laws_are_told_of_what_the_packaged_policies_promise(name: str, told: Policy) -> None:
    packaged = load_policy(preset(name))

    assert promises(told) == promises(packaged)
    assert (told.grace, told.close_grace, told.largest_file) == (
        packaged.grace,
        packaged.close_grace,
        packaged.largest_file,
    )
