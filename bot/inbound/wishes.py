"""The wishes that can be made in more than one way, by button and by command, and the sentences they come to."""

from actors.letters import Answer
from bot.inbound.counter import Counter
from bot.inbound.reactions import Reaction, SayThen
from bot.inbound.translate import Asked
from bot.wording import words
from models.commands import Close, SetPriority
from models.desk import Desk
from models.ids import Address
from models.snapshot import State
from models.ticket import Priority, Ticket


def prioritise(counter: Counter, asked: Asked, ticket: Address, priority: Priority) -> Reaction:
    """The first priority starts the clock; the answer says what is promised from now on."""

    async def said(answer: Answer) -> str:
        says = words(asked.language)
        promise = answer.state.term.promise if isinstance(answer.state, Ticket) else None
        span = says.span(promise) if promise else says.in_ticket.no_promise
        return says.answers.priority_set.format(priority=says.priorities[priority], span=span)

    return SayThen(counter.put(ticket, SetPriority(asked.id, asked.said_at, asked.by, priority)), said)


def close(counter: Counter, asked: Asked, ticket: Address, note: str, *, ask_rating: bool) -> Reaction:
    """The transcript is sent, the channel locked and removed; the owner is asked for a rating where that is wished."""

    async def said(answer: Answer) -> str:
        says = words(asked.language).answers
        closing = answer.state.closing if isinstance(answer.state, Ticket) else None
        return says.closed_and_asked if closing and closing.rating_asked else says.closed

    return SayThen(counter.put(ticket, Close(asked.id, asked.said_at, asked.by, note, ask_rating)), said)


async def opened(counter: Counter, asked: Asked, answer: Answer) -> str:
    """Where the new ticket is, as soon as it has a channel, and which others of its owner are open."""
    says, desk = words(asked.language).answers, answer.state
    number = desk.number_of(asked.id) if isinstance(desk, Desk) else None
    if not isinstance(desk, Desk) or number is None:
        return says.not_answered_yet
    first = await _where(counter, asked, Address(desk.guild, number))
    others = [_mention(counter, Address(desk.guild, one)) for one in desk.open_of(asked.by.id) if one != number]
    return f"{first}\n{says.also_open.format(tickets=', '.join(others))}" if others else first


async def _where(counter: Counter, asked: Asked, ticket: Address) -> str:
    says = words(asked.language).answers
    match await counter.supervisor.until(ticket, _settled):
        case Ticket(channel=None):
            return says.no_channel.format(number=ticket.number)
        case Ticket(channel=channel):
            return says.opened.format(ticket=f"<#{channel}>")
    return says.opening.format(number=ticket.number)


def _settled(state: State) -> Ticket | None:
    """The ticket once it has a channel, or never will."""
    return state if isinstance(state, Ticket) and (state.channel or state.surface_gone) else None


def _mention(counter: Counter, ticket: Address) -> str:
    state = counter.supervisor.state_of(ticket)
    channel = state.channel if isinstance(state, Ticket) else None
    return f"<#{channel}>" if channel else f"#{ticket.number}"
