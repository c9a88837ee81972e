"""Who may see and write in a ticket's channel, as Discord's permission overwrites. Pure.

Of everybody's overwrite only the four bits that a ticket is about are ours; what administrators added stays.
"""

from enum import IntEnum, IntFlag

from bot.outbound.payload import Json
from models.effects import CreateSurface, SetAccess
from models.ids import GuildId, RoleId, UserId


class May(IntFlag):
    """Discord's permission bits, by Discord's names."""

    MANAGE_CHANNELS = 1 << 4
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    SEND_MESSAGES_IN_THREADS = 1 << 38


class Target(IntEnum):
    ROLE = 0
    MEMBER = 1


NOTHING = May(0)
READ = May.VIEW_CHANNEL | May.READ_MESSAGE_HISTORY
WRITE = May.SEND_MESSAGES | May.ATTACH_FILES
OURS = READ | WRITE
THREADS = May.CREATE_PUBLIC_THREADS | May.CREATE_PRIVATE_THREADS | May.SEND_MESSAGES_IN_THREADS
SERVE = OURS | May.EMBED_LINKS | May.MANAGE_MESSAGES | May.MANAGE_CHANNELS

# What the bot must have in the whole server to give it (or take it) in a new channel, and to make one.
TO_CREATE = tuple(name.lower() for name in May.__members__)


def at_birth(effect: CreateSurface, guild: GuildId, me: UserId) -> list[Json]:
    """Nobody but the owner, the type's role (which waits for a priority) and the bot; exactly these.

    No threads: who waits for a priority could write in one, and what is said there is not in the archive.
    """
    overwrites = [
        _overwrite(guild, Target.ROLE, deny=May.VIEW_CHANNEL | THREADS),
        _overwrite(effect.owner, Target.MEMBER, allow=READ | WRITE),
        _overwrite(me, Target.MEMBER, allow=SERVE),
    ]
    if effect.role:
        overwrites.append(_overwrite(effect.role, Target.ROLE, allow=READ, deny=May.SEND_MESSAGES))
    return overwrites


def changed(effect: SetAccess, standing: list[Json]) -> list[Json]:
    """The overwrites that must be written so that `effect` is true; those that say it already are left out."""
    before = {int(overwrite["id"]): overwrite for overwrite in standing}
    wanted = [_of_owner(effect), *_of_role(effect)]
    merged = [_merged(before.get(int(overwrite["id"])), overwrite) for overwrite in wanted]
    return [overwrite for overwrite in merged if not _is_said(before.get(int(overwrite["id"])), overwrite)]


def _of_owner(effect: SetAccess) -> Json:
    if effect.locked:
        return _overwrite(effect.owner, Target.MEMBER, allow=READ, deny=May.SEND_MESSAGES)
    return _overwrite(effect.owner, Target.MEMBER, allow=READ | WRITE)


def _of_role(effect: SetAccess) -> list[Json]:
    if effect.role is None:
        return []
    if effect.staff_write and not effect.locked:
        return [_overwrite(effect.role, Target.ROLE, allow=READ | WRITE)]
    return [_overwrite(effect.role, Target.ROLE, allow=READ, deny=May.SEND_MESSAGES)]


def _overwrite(target: UserId | RoleId | GuildId, type: Target, allow: May = NOTHING, deny: May = NOTHING) -> Json:
    return {"id": str(target), "type": int(type), "allow": int(allow), "deny": int(deny)}


def _merged(before: Json | None, wanted: Json) -> Json:
    """Our four bits as wanted, every other as it was."""
    if before is None:
        return wanted
    bits = {key: (int(before[key]) & ~OURS) | wanted[key] for key in ("allow", "deny")}
    return wanted | bits


def _is_said(before: Json | None, wanted: Json) -> bool:
    return before is not None and all(int(before[key]) == wanted[key] for key in ("allow", "deny"))
