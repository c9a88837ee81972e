"""Discord is told of the commands only where it holds others; what it adds of its own is no difference."""

from copy import deepcopy
from typing import Any

import pytest

from bot.inbound.asking import SUBCOMMAND
from bot.inbound.commands.table import COMMANDS, is_known, shapes
from bot.inbound.translate import Payload
from bot.policy import load_policy
from bot.wording import words

OURS = shapes(words(), load_policy())


def as_discord_returns(ours: list[Any]) -> list[dict[str, Any]]:
    """With ids, versions and defaults of its own, permissions as text, and in another order."""
    theirs: list[dict[str, Any]] = []
    for command in deepcopy(ours):
        permissions = command.get("default_member_permissions")
        text = str(permissions) if permissions is not None else None
        theirs.append({"id": "1", "version": "2", "nsfw": False, **command, "default_member_permissions": text})
        for option in command["options"]:
            option.setdefault("name_localizations", None)
    return theirs[::-1]


def names(shape: Payload) -> list[str]:
    """The command's own, or those of its subcommands."""
    inner = [f"{shape['name']} {part['name']}" for part in shape["options"] if part["type"] == SUBCOMMAND]
    return inner or [shape["name"]]


def test_every_command_has_a_shape_of_its_name() -> None:
    assert sorted(name for shape in OURS for name in names(shape)) == sorted(COMMANDS)


def test_the_types_of_the_policy_are_the_choices_of_a_command() -> None:
    policy = load_policy()
    (shape,) = (shape for shape in OURS if shape["name"] == "ticket_type")

    (given,) = shape["options"]

    assert {one["value"]: one["name"] for one in given["choices"]} == {
        key: kind.label for key, kind in policy.types.items()
    }


def test_a_policy_with_other_types_is_a_difference() -> None:
    policy = load_policy()
    fewer = policy.model_copy(update={"types": dict([*policy.types.items()][1:])})

    assert not is_known(shapes(words(), fewer), as_discord_returns(OURS))


def test_what_discord_holds_is_known() -> None:
    assert is_known(OURS, as_discord_returns(OURS))


def test_only_what_administrators_do_is_hidden_from_who_may_not_manage_the_server() -> None:
    hidden = [shape["name"] for shape in OURS if "default_member_permissions" in shape]

    assert hidden == ["setup", "desk", "config"]


@pytest.mark.parametrize("nothing", [[], [{"name": "setup"}]])
def test_what_discord_does_not_hold_is_unknown(nothing: list[dict[str, Any]]) -> None:
    assert not is_known(OURS, nothing)


def test_a_command_of_another_life_is_a_difference() -> None:
    assert not is_known(OURS, [*as_discord_returns(OURS), {"name": "old"}])


def test_a_changed_description_is_a_difference() -> None:
    theirs = as_discord_returns(OURS)
    theirs[0]["description"] = "something else"

    assert not is_known(OURS, theirs)


def test_a_missing_choice_is_a_difference() -> None:
    theirs = as_discord_returns(OURS)
    next(one for one in theirs if one["name"] == "priority")["options"][0]["choices"].pop()

    assert not is_known(OURS, theirs)


def test_a_changed_permission_is_a_difference() -> None:
    theirs = as_discord_returns(OURS)
    next(one for one in theirs if one["name"] == "setup")["default_member_permissions"] = "8"

    assert not is_known(OURS, theirs)
