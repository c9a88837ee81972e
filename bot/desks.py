"""Which policy holds where: the file says what is promised, the settings say who serves and where it is said.

And what is different between two of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.installation import Kind, Named
from bot.settings import Settings, WrongSetting, role_field, variable
from models.ids import ChannelId, GuildId, RoleId, TypeKey
from models.policy import Places, Policy


class DeskPolicies:
    """One policy for all guilds; only the desk's own guild has the roles and channels that the settings name.

    The desk's guild is the one that holds the transcripts channel. Where that channel is gone, the guild that
    holds anything else that the settings name is taken, so that a deleted channel does not lock the team out.
    A type that nobody serves is not offered.
    """

    def __init__(self, policy: Policy, settings: Settings) -> None:
        self._settings = settings
        self._home: GuildId | None = None
        self._certain = False
        self.change(policy)

    def named_by(self, policy: Policy) -> tuple[Named, ...]:
        """Every id that the settings and this policy would give."""
        return tuple(_named(policy, self._settings))

    def change(self, policy: Policy) -> None:
        """From here on this is promised. Raises WrongSetting, and keeps what was promised before."""
        served = _served(policy, self._settings)
        at_home = served.model_copy(
            update={"places": _places(self._settings), "lead_roles": _leads(policy, self._settings)}
        )
        named = self.named_by(policy)
        self._unserved = tuple(key for key in policy.types if key not in served.types)
        self._elsewhere = policy.model_copy(update={"types": {key: policy.types[key] for key in served.types}})
        self._at_home, self._named = at_home, named

    def of(self, guild: GuildId) -> Policy:
        return self._at_home if guild == self._home else self._elsewhere

    @property
    def policy(self) -> Policy:
        """What the desk's own guild is promised."""
        return self._at_home

    @property
    def unserved(self) -> tuple[TypeKey, ...]:
        """The types of the file that are not offered, because no role answers them."""
        return self._unserved

    @property
    def home(self) -> GuildId | None:
        """The desk's guild; None until it was seen."""
        return self._home

    @property
    def named(self) -> tuple[Named, ...]:
        """Every id that the settings give, or the policy in their place."""
        return self._named

    def seen(self, guild: GuildId, channels: frozenset[ChannelId], roles: frozenset[RoleId]) -> None:
        """Discord has shown what stands in this guild."""
        if self._settings.transcripts_channel in channels:
            self._home, self._certain = guild, True
        elif not self._certain and any(one.id in channels or one.id in roles for one in self._named):
            self._home = guild


def _served(policy: Policy, settings: Settings) -> Policy:
    roles = {key: kind.staff_role or settings.staff_role_of(key) for key, kind in policy.types.items()}
    types = {
        key: kind.model_copy(update={"staff_role": roles[key]}) for key, kind in policy.types.items() if roles[key]
    }
    if not types:
        first = variable(role_field(next(iter(policy.types))))
        raise WrongSetting(
            f"No type of the policy has a role that answers it: set {first}, or that of another type, to the id of a "
            "role, or name a staff_role in the policy file."
        )
    return policy.model_copy(update={"types": types})


def _leads(policy: Policy, settings: Settings) -> tuple[RoleId, ...]:
    ours = () if settings.lead_role is None else (settings.lead_role,)
    return tuple(dict.fromkeys((*policy.lead_roles, *ours)))


def _places(settings: Settings) -> Places:
    return Places(
        transcripts=settings.transcripts_channel, sla=settings.sla_channel, staff_log=settings.staff_log_channel
    )


def _named(policy: Policy, settings: Settings) -> Iterator[Named]:
    for field in ("transcripts_channel", "sla_channel", "staff_log_channel"):
        if channel := getattr(settings, field):
            yield Named(variable(field), channel, Kind.CHANNEL)
    for key, kind in policy.types.items():
        if kind.staff_role:
            yield Named(f"types.{key}.staff_role", kind.staff_role, Kind.ROLE)
        elif role := settings.staff_role_of(key):
            yield Named(variable(role_field(key)), role, Kind.ROLE)
        if kind.category:
            yield Named(f"types.{key}.category", kind.category, Kind.CATEGORY)
    if settings.lead_role:
        yield Named(variable("lead_role"), settings.lead_role, Kind.ROLE)
    for role in policy.lead_roles:
        yield Named("lead_roles", role, Kind.ROLE)


@dataclass(frozen=True, slots=True)
class Changes:
    """Between two policies: types by label, what of the desk by the policy's own words; `unserved` are not offered."""

    name: str
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    desk: tuple[str, ...]
    unserved: tuple[TypeKey, ...]

    @property
    def is_none(self) -> bool:
        return not (self.added or self.removed or self.changed or self.desk)


def changes(before: Policy, after: Policy, unserved: tuple[TypeKey, ...] = ()) -> Changes:
    """In the order of the new policy. The order of the types is a change of the desk's panel."""
    old, new = before.types, after.types
    fields = [name for name in Policy.model_fields if name not in ("types", "places")]
    desk = [name for name in fields if getattr(before, name) != getattr(after, name)]
    kept = [key for key in new if key in old]
    if kept != [key for key in old if key in new]:
        desk.append("types")
    return Changes(
        name=after.name,
        added=tuple(kind.label for key, kind in new.items() if key not in old),
        removed=tuple(kind.label for key, kind in old.items() if key not in new),
        changed=tuple(new[key].label for key in kept if new[key] != old[key]),
        desk=tuple(desk),
        unserved=unserved,
    )
