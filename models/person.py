"""Who someone was when they spoke: raw facts, from which the rules judge what they may do."""

from dataclasses import dataclass

from models.ids import RoleId, UserId


@dataclass(frozen=True, slots=True)
class Person:
    """A member (or a bot) with the roles held at that moment; `name` is untrusted text."""

    id: UserId
    name: str
    roles: tuple[RoleId, ...] = ()
    is_admin: bool = False
    is_bot: bool = False
