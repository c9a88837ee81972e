"""What people did that the bot may still answer, and the forms that are open on their screens."""

from collections import OrderedDict
from typing import TypeVar

from bot.sandbox import errors
from bot.sandbox.client.attempt import Attempt
from bot.sandbox.client.seeing import Form
from bot.sandbox.errors import ApiError
from bot.sandbox.model import Id, User

KEPT = 5000  # of each; the oldest are forgotten

Kept = TypeVar("Kept")


class Attempts:
    """Each is its owner's alone: of somebody else's there is nothing to know."""

    def __init__(self) -> None:
        self._attempts: OrderedDict[str, tuple[Id, Attempt]] = OrderedDict()
        self._forms: OrderedDict[str, tuple[Id, Form]] = OrderedDict()

    def remember(self, user: User, attempt: Attempt) -> None:
        _keep(self._attempts, str(attempt.interaction.id), (user.id, attempt))

    def attempt(self, user: User, name: str) -> Attempt:
        return _own(self._attempts, user, name)

    def open(self, user: User, form: Form) -> None:
        _keep(self._forms, str(form.interaction_id), (user.id, form))

    def form(self, user: User, name: str) -> Form:
        return _own(self._forms, user, name)

    def close(self, form: Form) -> None:
        """Twice is once."""
        self._forms.pop(str(form.interaction_id), None)


def _keep(kept: OrderedDict[str, tuple[Id, Kept]], name: str, one: tuple[Id, Kept]) -> None:
    kept[name] = one
    if len(kept) > KEPT:
        kept.popitem(last=False)


def _own(kept: OrderedDict[str, tuple[Id, Kept]], user: User, name: str) -> Kept:
    owner, thing = kept.get(name, (None, None))
    if thing is None or owner != user.id:
        raise ApiError(errors.UNKNOWN_INTERACTION)
    return thing
