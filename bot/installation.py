"""Whether what an installation's settings name is really there. Pure: Discord is asked elsewhere."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from models.ids import GuildId

TAKES_MESSAGES = (0, 5)  # Discord's types: a text channel, an announcement channel


@dataclass(frozen=True, slots=True)
class Named:
    """An id, and the variable (or the line of the policy) that gives it."""

    variable: str
    id: int
    is_role: bool


@dataclass(frozen=True, slots=True)
class Site:
    """What stands in one server; `channels` by their types."""

    guild: GuildId
    channels: Mapping[int, int]
    roles: Collection[int]

    def holds(self, id: int) -> bool:
        return id in self.channels or id in self.roles


class Fault(StrEnum):
    """What is wrong with an id; the words for each live in bot/wording."""

    NO_CHANNEL = "no_channel"
    NO_ROLE = "no_role"
    A_ROLE = "a_role"
    A_CHANNEL = "a_channel"
    NOT_TEXT = "not_text"
    EVERYONE = "everyone"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Finding:
    named: Named
    fault: Fault


def findings(named: Sequence[Named], home: Site, others: Sequence[Site] = ()) -> tuple[Finding, ...]:
    """Every id that is not what it has to be in the desk's own server, in the order of the settings."""
    return tuple(_found(named, home, others))


def _found(named: Sequence[Named], home: Site, others: Sequence[Site]) -> Iterator[Finding]:
    for one in named:
        fault = _of_role(one.id, home) if one.is_role else _of_channel(one.id, home)
        if fault in (Fault.NO_ROLE, Fault.NO_CHANNEL) and any(site.holds(one.id) for site in others):
            fault = Fault.ELSEWHERE
        if fault:
            yield Finding(one, fault)


def _of_channel(id: int, home: Site) -> Fault | None:
    if id in home.channels:
        return None if home.channels[id] in TAKES_MESSAGES else Fault.NOT_TEXT
    return Fault.A_ROLE if id in home.roles else Fault.NO_CHANNEL


def _of_role(id: int, home: Site) -> Fault | None:
    """The role that everybody holds has the server's own id, and nobody is known by it."""
    if id == home.guild:
        return Fault.EVERYONE
    if id in home.roles:
        return None
    return Fault.A_CHANNEL if id in home.channels else Fault.NO_ROLE
