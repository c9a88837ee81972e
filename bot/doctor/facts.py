"""What the doctor is told: by REST at the terminal, by the gateway's cache in a running desk. Nothing is asked here."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.health import Health
from bot.installation import Named, Site
from bot.rights import Member, Overwrite, Role
from models.ids import GuildId, TypeKey
from models.policy import Policy

NOT_SET_UP = 0


@dataclass(frozen=True, slots=True)
class Spot:
    """A channel or a category, by Discord's type."""

    id: int
    type: int
    parent: int | None
    overwrites: tuple[Overwrite, ...]


@dataclass(frozen=True, slots=True)
class Server:
    """One server as it stands; `me` is the bot in it, `tier` how far it is boosted (0 to 3).

    Channels that are `hidden` from the bot are among the others by the gateway, and not among them by REST.
    """

    id: GuildId
    owner: int
    tier: int
    roles: Mapping[int, Role]
    channels: Mapping[int, Spot]
    me: Member
    hidden: frozenset[int] = frozenset()

    def site(self) -> Site:
        types = {place.id: place.type for place in self.channels.values()}
        return Site(self.id, types, frozenset(self.roles), self.hidden)


class Login(StrEnum):
    """What Discord says to the token."""

    FINE = "fine"
    REFUSED = "refused"
    DENIED = "denied"  # Discord answered, and said something else
    SILENT = "silent"  # Discord was not reached


@dataclass(frozen=True, slots=True)
class Application:
    """`flags` tell which privileged intents are switched on; None: Discord did not say. Its links bear the id."""

    id: int
    flags: int | None


@dataclass(frozen=True, slots=True)
class Facts:
    """`home` is the desk's server, None where it was not found among the `servers` that the bot is in (a count).

    `category` is where new tickets get their channels, NOT_SET_UP before `/setup` was used; None: nobody knows.
    `panel_is_gone`: it was posted, and Discord does not know it any more. `unread`: how many of the servers Discord did
    not let the bot read; `status` is HTTP's where the login was DENIED.
    """

    login: Login
    application: Application | None
    servers: int
    home: Server | None
    others: tuple[Site, ...]
    named: tuple[Named, ...]
    policy: Policy
    unserved: tuple[TypeKey, ...]
    health: Health | None = None
    category: int | None = None
    panel_is_gone: bool = False
    unread: int = 0
    status: int = 0
