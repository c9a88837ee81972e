"""Rules that break over certain letters, or over time itself; otherwise the real ones."""

from dataclasses import dataclass, field

from actors.ports import Rules
from models import commands as c
from models.commands import Command
from models.ids import Address, ChannelId, UserId
from models.moment import Moment
from models.policy import Policy
from models.rules.step import rules_of
from models.snapshot import State, Step
from models.ticket import Ticket

POISON = "poison"
UNOPENABLE = "a form that the desk takes and no ticket can read"
SECRET = "a word that nobody may find in a dead letter"


class Broken(Exception):
    """What a mistake of ours might raise; it quotes what it was given."""


@dataclass(slots=True)
class Cure:
    """Once it is there, nothing breaks any more: the mistake was mended."""

    is_there: bool = False

    def __call__(self, address: Address) -> Rules:
        return PoisonedRules(rules_of(address), cure=self)


@dataclass(frozen=True, slots=True)
class PoisonedRules:
    """`breaks_time`: whatever is due cannot be done."""

    real: Rules
    breaks_time: bool = False
    cure: Cure = field(default_factory=Cure)

    def step(self, state: State | None, command: Command, now: Moment, policy: Policy) -> Step:
        if self.cure.is_there:
            return self.real.step(state, command, now, policy)
        match command:
            case c.Post(words=words) | c.Edit(words) if words.text == POISON:
                raise Broken(SECRET)
            case c.SetPriority(by=by) | c.NoAnswerNeeded(by=by) if by.name == POISON:
                raise Broken(SECRET)
            case c.Close(note=note) | c.Submit(title=note) if note == POISON:
                raise Broken(SECRET)
            case c.Open(text=text) if text == UNOPENABLE:
                raise Broken(SECRET)
            case c.Wake() if self.breaks_time and isinstance(state, Ticket):
                raise Broken(SECRET)
        return self.real.step(state, command, now, policy)

    def alarm(self, state: State | None, policy: Policy) -> Moment | None:
        return self.real.alarm(state, policy)

    def channel_of(self, state: State | None) -> ChannelId | None:
        return self.real.channel_of(state)

    def is_done(self, state: State | None, policy: Policy) -> bool:
        return self.real.is_done(state, policy)

    def is_forgotten(self, state: State | None) -> bool:
        return self.real.is_forgotten(state)

    def owner_of(self, state: State | None) -> UserId | None:
        return self.real.owner_of(state)


def poisoned(address: Address) -> Rules:
    return PoisonedRules(rules_of(address))


def timeless(address: Address) -> Rules:
    return PoisonedRules(rules_of(address), breaks_time=True)
