"""One turn of an actor: decide, then evolve, then plan. The rules of each kind as a value (`actors.ports.Rules`)."""

from dataclasses import dataclass
from functools import reduce

from models.commands import Command
from models.ids import Address, ChannelId, GuildId, UserId
from models.moment import Moment
from models.policy import Policy
from models.rules import desk as desks
from models.rules.deadline import alarm
from models.rules.decide import decide
from models.rules.evolve import evolve
from models.rules.plan import plan
from models.rules.surface import stands
from models.snapshot import State, Step
from models.ticket import Ticket


def step(ticket: Ticket | None, command: Command, now: Moment, policy: Policy) -> Step:
    """One turn of a ticket. Raises Refused, and then nothing happened."""
    events = decide(ticket, command, now, policy)
    if not events:
        return Step(ticket)
    after = reduce(evolve, events[1:], evolve(ticket, events[0]))
    return Step(after, events, plan(ticket, events, after, policy))


@dataclass(frozen=True, slots=True)
class TicketRules:
    def step(self, state: State | None, command: Command, now: Moment, policy: Policy) -> Step:
        return step(_ticket(state), command, now, policy)

    def alarm(self, state: State | None, policy: Policy) -> Moment | None:
        return alarm(_ticket(state), policy)

    def channel_of(self, state: State | None) -> ChannelId | None:
        """Also of a closed ticket, until its channel is removed or gone."""
        ticket = _ticket(state)
        return ticket.channel if ticket and stands(ticket) else None

    def is_done(self, state: State | None, policy: Policy) -> bool:
        """Closed, and nothing is due any more; what still waits in the outbox is the machinery's to know."""
        ticket = _ticket(state)
        if ticket is None:
            return True
        return ticket.closing is not None and not ticket.closing.forgotten and alarm(ticket, policy) is None

    def is_forgotten(self, state: State | None) -> bool:
        ticket = _ticket(state)
        return ticket is not None and ticket.closing is not None and ticket.closing.forgotten

    def owner_of(self, state: State | None) -> UserId | None:
        """None once it is closed."""
        ticket = _ticket(state)
        return ticket.owner if ticket and ticket.closing is None else None


@dataclass(frozen=True, slots=True)
class DeskRules:
    """Of the desk of one guild, which exists before anything was said to it."""

    guild: GuildId

    def step(self, state: State | None, command: Command, now: Moment, policy: Policy) -> Step:
        return desks.step(desks.of(self.guild, state), command, now, policy)

    def alarm(self, state: State | None, policy: Policy) -> Moment | None:
        return None

    def channel_of(self, state: State | None) -> ChannelId | None:
        return None

    def is_done(self, state: State | None, policy: Policy) -> bool:
        """A desk that was ever set up listens for ever."""
        return state is None

    def is_forgotten(self, state: State | None) -> bool:
        return False

    def owner_of(self, state: State | None) -> UserId | None:
        return None


TICKET = TicketRules()


def rules_of(address: Address) -> TicketRules | DeskRules:
    return DeskRules(address.guild) if address.is_desk else TICKET


def _ticket(state: State | None) -> Ticket | None:
    if state is None or isinstance(state, Ticket):
        return state
    raise TypeError(state)
