"""Whether what an installation's settings name is really there. Pure: Discord is asked elsewhere."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from models.ids import GuildId

TAKES_MESSAGES = (0, 5)  # Discord's types: a text channel, an announcement channel
CATEGORY = 4


class Kind(StrEnum):
    """What an id has to be."""

    CHANNEL = "channel"  # one that takes messages
    CATEGORY = "category"
    ROLE = "role"


@dataclass(frozen=True, slots=True)
class Named:
    """An id, and the variable (or the line of the policy) that gives it."""

    variable: str
    id: int
    kind: Kind


def holds_from_reload(variable: str) -> bool:
    """A line of the policy, which can be read again; the environment's variables, all in capitals, cannot."""
    return not variable.isupper()


@dataclass(frozen=True, slots=True)
class Site:
    """What stands in one server; `channels` by their types.

    Those that are `hidden` from the bot may be among them, or not: the gateway shows their types, REST leaves them out.
    """

    guild: GuildId
    channels: Mapping[int, int]
    roles: Collection[int]
    hidden: Collection[int] = ()

    def holds(self, id: int) -> bool:
        return id in self.channels or id in self.roles or id in self.hidden


class Fault(StrEnum):
    """What is wrong with an id; the words for each live in bot/wording."""

    NO_CHANNEL = "no_channel"
    NO_ROLE = "no_role"
    A_ROLE = "a_role"
    A_CHANNEL = "a_channel"
    NOT_TEXT = "not_text"
    NOT_CATEGORY = "not_category"
    HIDDEN = "hidden"  # from the bot
    EVERYONE = "everyone"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Finding:
    named: Named
    fault: Fault


class WrongIds(Exception):
    """Ids of a policy that nothing in the desk's server bears, or something else."""

    def __init__(self, found: tuple[Finding, ...]) -> None:
        super().__init__(", ".join(finding.named.variable for finding in found))
        self.findings = found


def findings(named: Sequence[Named], home: Site, others: Sequence[Site] = ()) -> tuple[Finding, ...]:
    """Every id that is not what it has to be in the desk's own server, in the order of the settings."""
    return tuple(_found(named, home, others))


def _found(named: Sequence[Named], home: Site, others: Sequence[Site]) -> Iterator[Finding]:
    for one in named:
        fault = _of_role(one.id, home) if one.kind is Kind.ROLE else _of_channel(one, home)
        if fault in (Fault.NO_ROLE, Fault.NO_CHANNEL) and any(site.holds(one.id) for site in others):
            fault = Fault.ELSEWHERE
        if fault:
            yield Finding(one, fault)


def _of_channel(one: Named, home: Site) -> Fault | None:
    if not home.holds(one.id):
        return Fault.NO_CHANNEL
    if one.id in home.roles:
        return Fault.A_ROLE
    type = home.channels.get(one.id)
    if one.kind is Kind.CATEGORY and type not in (CATEGORY, None):
        return Fault.NOT_CATEGORY
    if one.kind is not Kind.CATEGORY and type not in (*TAKES_MESSAGES, None):
        return Fault.NOT_TEXT
    return Fault.HIDDEN if one.id in home.hidden else None


def _of_role(id: int, home: Site) -> Fault | None:
    """The role that everybody holds has the server's own id, and nobody is known by it."""
    if id == home.guild:
        return Fault.EVERYONE
    if id in home.roles:
        return None
    return Fault.A_CHANNEL if home.holds(id) else Fault.NO_ROLE
