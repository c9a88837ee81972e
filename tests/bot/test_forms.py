"""The windows that open: what stands in their fields when they do, and what is left to the person."""

from typing import Any

import pytest

from bot.inbound import forms
from bot.inbound.asking import Draft
from bot.wording import words
from models.ids import Address, GuildId, TypeKey
from models.policy import Form, TypePolicy

KIND = TypePolicy(label="Database", form=Form(title_min=5, title_max=10, text_min=10, text_max=20))


@pytest.mark.parametrize(
    ("draft", "shown"),
    [
        (None, [None, None]),
        (Draft("It is all gone", "It was there yesterday, I saw it."), ["It is all ", "It was there yesterd"]),
        (Draft("Gone", "Help."), [None, None]),
        (Draft("It is", "Help, hey!"), ["It is", "Help, hey!"]),
    ],
    ids=["nothing", "too long", "too short", "fits"],
)
async def test_a_draft_stands_in_the_form_as_far_as_discord_opens_it(
    draft: Draft | None, shown: list[str | None]
) -> None:
    window: Any = forms.new_ticket(words(), Address(GuildId(1)), TypeKey("database"), KIND, draft)

    fields = [part["component"] for part in window.to_dict()["components"]]
    assert [field.get("value") for field in fields] == shown
