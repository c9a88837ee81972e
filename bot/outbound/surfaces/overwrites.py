"""Who may see and write in a ticket's channel, as Discord's permission overwrites. Pure.

Of everybody's overwrite only the four bits that a ticket is about are ours; what administrators added stays.
"""

from dataclasses import dataclass
from enum import IntEnum

from bot.outbound.payload import Json
from bot.rights import NOTHING, Right
from models.effects import CreateSurface, SetAccess
from models.ids import GuildId, RoleId, UserId


class Target(IntEnum):
    ROLE = 0
    MEMBER = 1


@dataclass(frozen=True, slots=True)
class Change:
    """An overwrite to be written, and the permissions that it gives or takes: Discord lets a bot do so with its own.

    One that allows and denies nothing any more is to be removed.
    """

    overwrite: Json
    bits: Right

    @property
    def is_removal(self) -> bool:
        return not (self.overwrite["allow"] or self.overwrite["deny"])


READ = Right.VIEW_CHANNEL | Right.READ_MESSAGE_HISTORY
WRITE = Right.SEND_MESSAGES | Right.ATTACH_FILES
OURS = READ | WRITE
THREADS = Right.CREATE_PUBLIC_THREADS | Right.CREATE_PRIVATE_THREADS | Right.SEND_MESSAGES_IN_THREADS
SERVE = OURS | Right.EMBED_LINKS | Right.MANAGE_MESSAGES | Right.MANAGE_CHANNELS


# What the bot must have in the whole server to give it (or take it) in a new channel, and to make one.
TO_CREATE = SERVE | THREADS


def at_birth(effect: CreateSurface, guild: GuildId, me: UserId) -> list[Json]:
    """Nobody but the owner, the type's role (which waits for a priority), guests and the bot; exactly these.

    No threads: who waits for a priority could write in one, and what is said there is not in the archive.
    """
    overwrites = [
        _overwrite(guild, Target.ROLE, deny=Right.VIEW_CHANNEL | THREADS),
        _overwrite(effect.owner, Target.MEMBER, allow=READ | WRITE),
        _overwrite(me, Target.MEMBER, allow=SERVE),
    ]
    return [*overwrites, *_of_staff(effect.role, effect.guests, effect.staff_write)]


def changed(effect: SetAccess, standing: list[Json]) -> list[Change]:
    """What must be written so that `effect` is true; what is so already is left out."""
    before = {int(overwrite["id"]): overwrite for overwrite in standing}
    may_write = effect.staff_write and not effect.locked
    wanted = [_of_owner(effect), *_of_staff(effect.role, effect.guests, may_write)]
    stay = {int(overwrite["id"]) for overwrite in wanted}
    wanted += [_bare(before[gone], gone) for gone in effect.without if gone in before and gone not in stay]
    changes = [_change(before.get(int(overwrite["id"])), overwrite) for overwrite in wanted]
    return [change for change in changes if change.bits]


def _of_owner(effect: SetAccess) -> Json:
    if effect.locked:
        return _overwrite(effect.owner, Target.MEMBER, allow=READ, deny=Right.SEND_MESSAGES)
    return _overwrite(effect.owner, Target.MEMBER, allow=READ | WRITE)


def _of_staff(role: RoleId | None, guests: tuple[UserId, ...], may_write: bool) -> list[Json]:
    """Guests wait as the team does."""
    who: list[tuple[RoleId | UserId, Target]] = [
        *([(role, Target.ROLE)] if role else []),
        *((guest, Target.MEMBER) for guest in guests),
    ]
    allow, deny = (READ | WRITE, NOTHING) if may_write else (READ, Right.SEND_MESSAGES)
    return [_overwrite(id, kind, allow=allow, deny=deny) for id, kind in who]


def _bare(overwrite: Json, who: RoleId | UserId) -> Json:
    """None of our bits: what is left of it, others wrote."""
    return _overwrite(who, Target(overwrite["type"]))


def _overwrite(target: UserId | RoleId | GuildId, type: Target, allow: Right = NOTHING, deny: Right = NOTHING) -> Json:
    return {"id": str(target), "type": int(type), "allow": int(allow), "deny": int(deny)}


def _merged(before: Json | None, wanted: Json) -> Json:
    """Our four bits as wanted, every other as it was."""
    if before is None:
        return wanted
    bits = {key: (int(before[key]) & ~OURS) | wanted[key] for key in ("allow", "deny")}
    return wanted | bits


def _change(before: Json | None, wanted: Json) -> Change:
    merged, old = _merged(before, wanted), before or {"allow": 0, "deny": 0}
    return Change(merged, Right((int(old["allow"]) ^ merged["allow"]) | (int(old["deny"]) ^ merged["deny"])))
