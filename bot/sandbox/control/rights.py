"""Permissions by their names, and overwrites made of them."""

from collections.abc import Sequence

from bot.sandbox.control import wishes
from bot.sandbox.error_tree import ErrorTree
from bot.sandbox.model import Overwrite, OverwriteType, Role, User
from bot.sandbox.permissions import NONE, Permission


def permissions_named(names: Sequence[str], *path: str) -> Permission:
    """As Discord names them; each that it does not know is refused at its place."""
    tree, found = ErrorTree(), NONE
    for n, name in enumerate(names):
        if name in Permission.__members__:
            found |= Permission[name]
        else:
            tree.add((*path, n), "BASE_TYPE_CHOICES", f"Discord has no permission {name!r}.")
    tree.refuse()
    return found


def overwrite_of(subject: Role | User, wish: wishes.Overwrite, *path: str) -> Overwrite:
    return Overwrite(
        subject.id,
        OverwriteType.MEMBER if isinstance(subject, User) else OverwriteType.ROLE,
        int(permissions_named(wish.allow, *path, "allow")),
        int(permissions_named(wish.deny, *path, "deny")),
    )
