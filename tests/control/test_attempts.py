"""What is open on people's screens is kept for a while, and not for ever."""

import pytest

from bot.sandbox import World
from bot.sandbox.client.seeing import Form
from bot.sandbox.control import attempts
from bot.sandbox.errors import ApiError


def test_the_oldest_forms_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempts, "KEPT", 2)
    world = World()
    owner, kept = world.add_user("owner"), attempts.Attempts()
    forms = [Form(f"form-{n}", "Tell us more", (), {}, world.new_id()) for n in range(3)]

    for form in forms:
        kept.open(owner, form)

    assert [kept.form(owner, str(form.interaction_id)) for form in forms[1:]] == forms[1:]
    with pytest.raises(ApiError):
        kept.form(owner, str(forms[0].interaction_id))
