"""Discord's permissions: which ones the desk needs, and what somebody has where. Pure.

Every call of ours names what it needs by these, so that nothing can be needed that is not invited and not examined.

The rule is Discord's own (developer documentation, Permissions): the server's roles are added up; then a channel takes
and gives for everybody, for all of somebody's roles together, and for the person, in this order.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import IntFlag


class Right(IntFlag):
    """A bit of Discord's, by the name by which bot/wording knows it."""

    MANAGE_CHANNELS = 1 << 4
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    MANAGE_ROLES = 1 << 28
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    SEND_MESSAGES_IN_THREADS = 1 << 38


ADMINISTRATOR = 1 << 3
NOTHING = Right(0)

# What the invitation asks for. A bot can give and deny in a new channel only what it has in the server itself.
NEEDED = Right(sum(Right))
SPEAKS = Right.VIEW_CHANNEL | Right.SEND_MESSAGES | Right.EMBED_LINKS
FINDS = SPEAKS | Right.READ_MESSAGE_HISTORY  # its own messages again, to edit or remove them
CALLS = FINDS | Right.MENTION_EVERYONE
ARCHIVES = FINDS | Right.ATTACH_FILES

EVERYTHING = NEEDED | ADMINISTRATOR


@dataclass(frozen=True, slots=True)
class Role:
    """`is_managed`: an integration's own, which nobody can be given."""

    id: int
    permissions: int
    is_mentionable: bool = False
    is_managed: bool = False


@dataclass(frozen=True, slots=True)
class Overwrite:
    """What a channel gives to a role or a person, and takes."""

    id: int
    allow: int
    deny: int


@dataclass(frozen=True, slots=True)
class Member:
    id: int
    roles: frozenset[int]


NOBODY = Member(0, frozenset())  # whoever joined, and holds no role but the one of all


def in_server(member: Member, roles: Iterable[Role], guild: int, owner: int) -> int:
    """`guild` is the id of the server and of the role that everybody holds."""
    if member.id == owner:
        return EVERYTHING
    held = 0
    for role in roles:
        if role.id == guild or role.id in member.roles:
            held |= role.permissions
    return EVERYTHING | held if held & ADMINISTRATOR else held


def in_channel(member: Member, base: int, overwrites: Collection[Overwrite], guild: int) -> int:
    """`base` is what the member has in the server."""
    if base & ADMINISTRATOR:
        return base
    for group in ({guild}, member.roles - {guild}, {member.id}):
        of_group = [one for one in overwrites if one.id in group]
        for one in of_group:
            base &= ~one.deny
        for one in of_group:
            base |= one.allow
    return base if base & Right.VIEW_CHANNEL else 0


def named(rights: Right) -> tuple[str, ...]:
    """By Discord's names, in the order of its bits."""
    return tuple(str(right.name).lower() for right in Right if right & rights)


def missing(wanted: Right, held: int) -> tuple[Right, ...]:
    """In the order of Discord's bits."""
    return tuple(right for right in Right if right & wanted and not right & held)
