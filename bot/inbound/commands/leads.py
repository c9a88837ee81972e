"""What those who lead the team may do beside: read the whole record of a ticket. Who leads, the rules judge."""

from actors.letters import Answer
from bot.inbound.asking import Asked
from bot.inbound.commands.shape import GUILD_ONLY, INTEGER, Command, Group, option, subcommand
from bot.inbound.components import not_ours
from bot.inbound.counter import Counter
from bot.inbound.reactions import Reaction, Said, SayThen, Sheet
from bot.inbound.translate import Payload
from bot.wording import Words, words
from models.commands import ReadFull
from models.errors import StoreDown
from models.ids import Address
from models.policy import Policy
from models.ticket import Ticket


def _full(counter: Counter, asked: Asked) -> Reaction:
    """The letter comes first: nobody reads it before the team can read who did."""
    named = asked.options.get("ticket")
    if not isinstance(named, int | None) or named == 0:
        return not_ours(asked)
    ticket = counter.ticket_here(asked) if named is None else Address(counter.desk_here(asked).guild, named)

    async def record(answer: Answer) -> Said:
        says = words(asked.language).answers
        try:
            name, content = await counter.full_record(_read(answer))
        except StoreDown:
            return Said(says.record_unread)
        return Said(
            says.full_record.format(number=ticket.number), file=Sheet(name, content), too_large=says.record_too_large
        )

    late = words(asked.language).answers.record_unread
    return SayThen(ticket, counter.put(ticket, ReadFull(asked.id, asked.said_at, asked.by)), record, late=late)


def _full_shape(says: Words, policy: Policy) -> Payload:
    ticket = option("ticket", says.commands.transcript_full_ticket, INTEGER, min_value=1)
    return subcommand("full", says.commands.transcript_full, ticket)


def _read(answer: Answer) -> Ticket:
    if not isinstance(answer.state, Ticket):
        raise TypeError(answer.state)
    return answer.state


TRANSCRIPT = Group("transcript", lambda says: says.commands.transcript, GUILD_ONLY)
TRANSCRIPT_FULL = Command("transcript full", _full_shape, _full)
