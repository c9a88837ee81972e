"""The counter between people and actors: it puts letters in without waiting, and knows which ticket is where."""

from asyncio import Future
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from actors.letters import Reply
from actors.supervisor import Supervisor
from bot.inbound.asking import Asked
from bot.inbound.premises import Desks, Premises
from bot.inbound.presence import Owners
from models.commands import TicketWish, Wish
from models.errors import Reason, Refused
from models.ids import Address, ChannelId, GuildId
from models.policy import Policy, TypePolicy
from models.rules.decide import decide
from models.rules.permits import is_staff
from models.snapshot import State
from models.ticket import Ticket

FullRecord = Callable[[Ticket], Awaitable[tuple[str, bytes]]]

SOON = timedelta(seconds=1)  # real time; Discord takes no window after three seconds


@dataclass(frozen=True, slots=True)
class Counter:
    """`desks` says what is promised where, and who serves which type of ticket.

    `full_record` makes the whole record of a ticket, the file's name and its bytes; it raises StoreDown.
    """

    supervisor: Supervisor
    desks: Desks
    premises: Premises
    full_record: FullRecord
    owners: Owners

    def put(self, to: Address, wish: Wish) -> "Future[Reply]":
        """The letter lies in its mailbox when this returns."""
        return self.supervisor.put(to, wish)

    def ticket_in(self, channel: ChannelId) -> Address | None:
        """None for every channel in which no ticket listens."""
        return self.supervisor.directory.ticket_of(channel)

    def ticket_here(self, asked: Asked, named: Address | None = None) -> Address:
        """The ticket whose channel this is; where a button names one, it must be that. Raises Refused.

        Nobody reaches a ticket by a number alone: guild and channel decide, and what a button says must agree.
        """
        here = self.ticket_in(asked.channel)
        if here is None or here.guild != asked.guild:
            raise Refused(Reason.NO_TICKET if self._knows_all(asked) else Reason.STARTING)
        if named is not None and named != here:
            raise Refused(Reason.ANOTHER_TICKET)
        return here

    def desk_here(self, asked: Asked) -> Address:
        """The desk of this guild. Raises Refused in direct messages, where Discord offers no command of ours."""
        return Address(self._guild(asked))

    def home_here(self, asked: Asked, otherwise: Reason) -> Address:
        """The desk of this guild, where this is the desk's own. Raises Refused, elsewhere for that reason."""
        desk = self.desk_here(asked)
        if desk.guild != self.desks.home:
            raise Refused(otherwise)
        return desk

    def policy(self, asked: Asked) -> Policy:
        """What this guild's desk promises. Raises Refused in direct messages."""
        return self.desks.of(self._guild(asked))

    async def foresee(self, to: Address, wish: TicketWish) -> None:
        """Raises Refused where the rules would refuse this wish now. No letter is put in, and nothing changes.

        A ticket that cannot be read soon is not waited for: the rules judge again once the wish is really made.
        """
        ticket = await self.supervisor.until(to, _ticket, within=SOON)
        if ticket is not None:
            decide(ticket, wish, wish.said_at, self.desks.of(to.guild))

    def promised(self, ticket: Ticket) -> TypePolicy:
        """What this type of ticket promises now."""
        return self.desks.of(ticket.id.guild).of(ticket.term.type)

    def is_team(self, asked: Asked) -> bool:
        """Serves some type of ticket here; whether it is the right one, the rules judge."""
        return any(is_staff(asked.by, kind.staff_role) for kind in self.policy(asked).types.values())

    def _knows_all(self, asked: Asked) -> bool:
        """Every ticket of this guild that lives was loaded, so that a channel without one has none."""
        return asked.guild is None or self.supervisor.is_awake(asked.guild)

    def _guild(self, asked: Asked) -> GuildId:
        if asked.guild is None:
            raise Refused(Reason.NO_TICKET)
        return asked.guild


def _ticket(state: State) -> Ticket | None:
    return state if isinstance(state, Ticket) else None
