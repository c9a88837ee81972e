"""The panel: a choice for each type, as buttons or as a select, within Discord's limits however many there are."""

from dataclasses import replace

import pytest

from bot.limits import DESCRIPTION
from bot.outbound.cards import emoji, panel
from bot.outbound.colours import style
from bot.outbound.marks import bears
from bot.outbound.payload import Json, Style
from bot.outbound.scene import Scene
from bot.sandbox.error_tree import ErrorTree
from bot.sandbox.rules.emoji import check_emoji
from bot.wording import words
from models import custom_id
from models.custom_id import Op
from models.emoji import is_emoji
from models.ids import TypeKey
from models.policy import Panel, Policy, TypePolicy
from tests.support import desk_scene as desk

MOST = 25


def scene_of(style: Panel, count: int = MOST, description: str = "D" * 100, label: str = "*" * 80) -> Scene:
    types = {
        TypeKey("t" * 39 + chr(ord("a") + n)): TypePolicy(label=label, description=description) for n in range(count)
    }
    return Scene(desk.DESK, Policy(types=types, panel=style), words())


def test_a_panel_of_25_types_is_five_rows_of_five_buttons() -> None:
    types = {TypeKey("t" * 39 + chr(ord("a") + n)): TypePolicy(label="L" * 80) for n in range(25)}
    scene = Scene(desk.DESK, Policy(types=types), words())
    rows = panel(desk.PANEL, scene).json()["components"]

    assert [len(row["components"]) for row in rows] == [5, 5, 5, 5, 5]
    for part in (part for row in rows for part in row["components"]):
        assert len(part["custom_id"]) <= 100
        assert custom_id.read(part["custom_id"]) is not None


@pytest.mark.parametrize(
    ("typed", "carried"),
    [
        (None, None),
        ("", None),
        ("🔧", {"name": "🔧"}),
        ("<:db:777>", {"name": "db", "id": "777", "animated": False}),
        ("<a:party:778>", {"name": "party", "id": "778", "animated": True}),
    ],
)
def test_an_emoji_of_the_policy_is_carried_as_discord_wants_it(typed: str | None, carried: Json | None) -> None:
    assert emoji(typed) == carried


def test_each_sign_that_a_policy_may_say_is_one_that_discord_takes() -> None:
    signs = [sign for sign in map(chr, range(0x1_FB00)) if is_emoji(sign)]
    refused = ErrorTree()

    for sign in signs:
        check_emoji(refused, (sign,), {"name": sign})

    assert len(signs) > 1_300
    assert not refused


def test_a_panel_of_25_types_may_be_one_select() -> None:
    (row,) = panel(desk.PANEL, scene_of(Panel.SELECT)).json()["components"]
    (select,) = row["components"]

    read = custom_id.read(select["custom_id"])
    assert read is not None
    assert (read.op, read.to) == (Op.CHOOSE, desk.DESK)
    assert len(select["options"]) == len({one["value"] for one in select["options"]}) == MOST
    assert {len(one["description"]) for one in select["options"]} == {100}
    assert not any(one["default"] for one in select["options"])


def test_each_of_25_types_keeps_its_line_however_long_its_words() -> None:
    (embed,) = panel(desk.PANEL, scene_of(Panel.BUTTONS)).json()["embeds"]

    lines = embed["description"].splitlines()[2:]
    assert len(embed["description"]) <= DESCRIPTION
    assert len(lines) == MOST
    assert len(set(lines)) == 1
    assert lines[0].endswith("D…")


def test_a_few_types_are_described_to_the_last_word() -> None:
    (embed,) = panel(desk.PANEL, scene_of(Panel.BUTTONS, 5, "D" * 99 + ".")).embeds

    assert embed.text.count("D" * 99 + ".") == 5


def test_types_without_a_description_need_no_lines() -> None:
    for kind in Panel:
        (embed,) = panel(desk.PANEL, scene_of(kind, description="")).embeds
        assert embed.text == words().forms.panel_text


@pytest.mark.parametrize("kind", list(Panel))
def test_a_panel_is_found_again_by_its_mark(kind: Panel) -> None:
    scene = scene_of(kind)
    message = {"author": {"id": str(desk.STEWARD)}} | panel(desk.PANEL, scene).json()

    assert bears(message, scene.mark(desk.PANEL.id), desk.STEWARD)
    assert not bears(message, scene.mark(replace(desk.PANEL.id, n=9)), desk.STEWARD)


def test_an_option_carries_its_emoji_and_a_type_without_one_none() -> None:
    policy = desk.POLICY.model_copy(update={"panel": Panel.SELECT})
    (row,) = panel(desk.PANEL_SHOWN, replace(desk.DESK_SCENE, policy=policy)).json()["components"]

    issues, _ = row["components"][0]["options"]
    assert issues["emoji"] == {"name": "🔧"}
    (bare,) = panel(desk.PANEL, scene_of(Panel.SELECT, 1)).json()["components"][0]["components"][0]["options"]
    assert "emoji" not in bare


@pytest.mark.parametrize(
    ("colour", "nearest"),
    [
        (0x3498DB, Style.PRIMARY),
        (0x9B59B6, Style.PRIMARY),
        (0x2ECC71, Style.SUCCESS),
        (0xF1C40F, Style.SECONDARY),
        (0xE74C3C, Style.DANGER),
        (0xFF0033, Style.DANGER),
        (0xE67E22, Style.SECONDARY),
        (0xFF00AA, Style.SECONDARY),
        (0x95A5A6, Style.SECONDARY),
        (0x000000, Style.SECONDARY),
        (0xFFFFFF, Style.SECONDARY),
    ],
)
def test_a_button_has_the_one_of_discords_colours_that_stands_for_the_types(colour: int, nearest: Style) -> None:
    assert style(colour) is nearest
