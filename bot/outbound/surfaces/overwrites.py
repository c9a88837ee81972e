"""Who may see and write in a ticket's channel, as Discord's permission overwrites. Pure.

Of everybody's overwrite only the four bits that a ticket is about are ours; what administrators added stays.
"""

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Change:
    """An overwrite to be written, and the permissions that it gives or takes: Discord lets a bot do so with its own.

    One that allows and denies nothing any more is to be removed.
    """

    overwrite: Json
    bits: May

    @property
    def is_removal(self) -> bool:
        return not (self.overwrite["allow"] or self.overwrite["deny"])

    @property
    def needs(self) -> tuple[str, ...]:
        return named(self.bits)


NOTHING = May(0)
READ = May.VIEW_CHANNEL | May.READ_MESSAGE_HISTORY
WRITE = May.SEND_MESSAGES | May.ATTACH_FILES
OURS = READ | WRITE
THREADS = May.CREATE_PUBLIC_THREADS | May.CREATE_PRIVATE_THREADS | May.SEND_MESSAGES_IN_THREADS
SERVE = OURS | May.EMBED_LINKS | May.MANAGE_MESSAGES | May.MANAGE_CHANNELS


def named(bits: May) -> tuple[str, ...]:
    """By Discord's names."""
    return tuple(name.lower() for name, bit in May.__members__.items() if bit & bits)


# What the bot must have in the whole server to give it (or take it) in a new channel, and to make one.
TO_CREATE = named(~NOTHING)


def at_birth(effect: CreateSurface, guild: GuildId, me: UserId) -> list[Json]:
    """Nobody but the owner, the type's role (which waits for a priority), guests and the bot; exactly these.

    No threads: who waits for a priority could write in one, and what is said there is not in the archive.
    """
    overwrites = [
        _overwrite(guild, Target.ROLE, deny=May.VIEW_CHANNEL | THREADS),
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
        return _overwrite(effect.owner, Target.MEMBER, allow=READ, deny=May.SEND_MESSAGES)
    return _overwrite(effect.owner, Target.MEMBER, allow=READ | WRITE)


def _of_staff(role: RoleId | None, guests: tuple[UserId, ...], may_write: bool) -> list[Json]:
    """Guests wait as the team does."""
    who: list[tuple[RoleId | UserId, Target]] = [
        *([(role, Target.ROLE)] if role else []),
        *((guest, Target.MEMBER) for guest in guests),
    ]
    allow, deny = (READ | WRITE, NOTHING) if may_write else (READ, May.SEND_MESSAGES)
    return [_overwrite(id, kind, allow=allow, deny=deny) for id, kind in who]


def _bare(overwrite: Json, who: RoleId | UserId) -> Json:
    """None of our bits: what is left of it, others wrote."""
    return _overwrite(who, Target(overwrite["type"]))


def _overwrite(target: UserId | RoleId | GuildId, type: Target, allow: May = NOTHING, deny: May = NOTHING) -> Json:
    return {"id": str(target), "type": int(type), "allow": int(allow), "deny": int(deny)}


def _merged(before: Json | None, wanted: Json) -> Json:
    """Our four bits as wanted, every other as it was."""
    if before is None:
        return wanted
    bits = {key: (int(before[key]) & ~OURS) | wanted[key] for key in ("allow", "deny")}
    return wanted | bits


def _change(before: Json | None, wanted: Json) -> Change:
    merged, old = _merged(before, wanted), before or {"allow": 0, "deny": 0}
    return Change(merged, May((int(old["allow"]) ^ merged["allow"]) | (int(old["deny"]) ^ merged["deny"])))
