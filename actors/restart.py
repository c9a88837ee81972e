"""How often one may die: values and sliding windows, no process. Times are monotonic seconds."""

from collections import Counter
from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple

from models.ids import GuildId


@dataclass(frozen=True, slots=True)
class RestartPolicy:
    """At most `most` deaths `within` so many seconds; each wait is twice the one before."""

    most: int = 5
    within: float = 300.0
    first_wait: float = 1.0
    longest_wait: float = 16.0

    def counted(self, deaths: tuple[float, ...], now: float) -> tuple[float, ...]:
        """The deaths that still count, with one now."""
        return (*(at for at in deaths if at > now - self.within), now)

    def wait(self, deaths: tuple[float, ...]) -> float | None:
        """Seconds before the next life; None where there is to be none."""
        if len(deaths) > self.most:
            return None
        doubled: float = self.first_wait * 2 ** (len(deaths) - 1)
        return min(doubled, self.longest_wait)


class Spread(Enum):
    """Whose fault it is."""

    ALONE = auto()
    GUILD = auto()
    PROCESS = auto()


class Death(NamedTuple):
    at: float
    guild: GuildId


@dataclass(frozen=True, slots=True)
class SpreadPolicy:
    """30 deaths in a minute are the process's own if no guild counts for more than 10 of them, else that guild's."""

    most: int = 30
    within: float = 60.0
    share: int = 10

    def counted(self, deaths: tuple[Death, ...], death: Death) -> tuple[Death, ...]:
        return (*(one for one in deaths if one.at > death.at - self.within), death)

    def verdict(self, deaths: tuple[Death, ...]) -> Spread:
        by_guild = Counter(death.guild for death in deaths)
        if sum(min(self.share, count) for count in by_guild.values()) >= self.most:
            return Spread.PROCESS
        return Spread.GUILD if by_guild[deaths[-1].guild] >= self.most else Spread.ALONE
