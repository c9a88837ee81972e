"""The wishes that can be made in more than one way, by button and by command, and the sentences they come to."""

from collections.abc import Callable

from actors.letters import Answer
from bot.inbound.asking import Asked, Draft
from bot.inbound.counter import Counter
from bot.inbound.reactions import GiveBack, Press, Reaction, Said, SayThen, Word
from bot.wording import Words, words
from models.commands import Close, Leave, NoAnswerNeeded, Reopen, SetPriority, SetType, Solved, StillNeedHelp
from models.custom_id import CustomId, Op, write
from models.desk import Desk
from models.events import TermsChanged
from models.ids import Address, TypeKey
from models.snapshot import State
from models.ticket import Priority, Ticket


def prioritise(counter: Counter, asked: Asked, ticket: Address, priority: Priority) -> Reaction:
    """The first priority starts the clock; the answer says what is promised from now on."""

    async def said(answer: Answer) -> Said:
        says = words(asked.language)
        promise = answer.state.term.promise if isinstance(answer.state, Ticket) else None
        span = says.span(promise) if promise else says.in_ticket.no_promise
        return Said(says.answers.priority_set.format(priority=says.priorities[priority], span=span))

    return SayThen(ticket, counter.put(ticket, SetPriority(asked.id, asked.said_at, asked.by, priority)), said)


def change_type(counter: Counter, asked: Asked, ticket: Address, type: TypeKey) -> Reaction:
    """Another team takes over; who moved it there and is not of it looks on, until they press the button."""

    async def said(answer: Answer) -> Said:
        says, state = words(asked.language), _ticket(answer)
        is_new = any(isinstance(event, TermsChanged) for event in answer.events)
        label = counter.policy(asked).of(type).label
        lines = [(says.answers.type_set if is_new else says.answers.type_is).format(type=label)]
        if is_new and state.term.promise:
            lines.append(says.answers.type_promise.format(span=says.span(state.term.promise)))
        if asked.by.id not in state.guests:
            return Said(" ".join(lines))
        text = "\n".join([" ".join(lines), says.answers.type_guest])
        return Said(text, Press(says.in_ticket.leave_button, write(CustomId(Op.LEAVE, ticket))))

    return SayThen(ticket, counter.put(ticket, SetType(asked.id, asked.said_at, asked.by, type)), said)


def close(counter: Counter, asked: Asked, ticket: Address, note: str, *, ask_rating: bool) -> Reaction:
    """The transcript is sent, the channel locked and removed; the owner is asked for a rating where that is wished."""

    async def said(answer: Answer) -> Said:
        says = words(asked.language).answers
        return Said(says.closed_and_asked if _is_rating_asked(answer) else says.closed)

    reply = counter.put(ticket, Close(asked.id, asked.said_at, asked.by, note, ask_rating))
    return SayThen(ticket, reply, said, given_back(note, CustomId(Op.CLOSE, ticket)))


def solve(counter: Counter, asked: Asked, ticket: Address, note: str) -> Reaction:
    """The owner closes it."""

    async def said(answer: Answer) -> Said:
        says = words(asked.language).answers
        return Said(says.solved_and_asked if _is_rating_asked(answer) else says.solved)

    reply = counter.put(ticket, Solved(asked.id, asked.said_at, asked.by, note))
    return SayThen(ticket, reply, said, given_back(note, CustomId(Op.SOLVED, ticket)))


def still_need_help(counter: Counter, asked: Asked, ticket: Address) -> Reaction:
    """As good as a message of the owner."""
    reply = counter.put(ticket, StillNeedHelp(asked.id, asked.said_at, asked.by))
    return SayThen(ticket, reply, _simply(asked, lambda says: says.answers.still_open))


def waive(counter: Counter, asked: Asked, ticket: Address) -> Reaction:
    """No answer is needed."""
    reply = counter.put(ticket, NoAnswerNeeded(asked.id, asked.said_at, asked.by))
    return SayThen(ticket, reply, _simply(asked, lambda says: says.answers.no_answer_needed))


def leave(counter: Counter, asked: Asked, ticket: Address) -> Reaction:
    """Whoever moved it to another team needs it no more."""
    reply = counter.put(ticket, Leave(asked.id, asked.said_at, asked.by))
    return SayThen(ticket, reply, _simply(asked, lambda says: says.answers.left))


def reopen(counter: Counter, asked: Asked, ticket: Address) -> Reaction:
    """In its channel, or by its owner from a direct message: then the channel may have to be made anew."""

    async def said(answer: Answer) -> Said:
        says = words(asked.language).answers
        match await counter.supervisor.until(ticket, _settled):
            case Ticket(channel=None):
                return Said(says.no_channel.format(number=ticket.number))
            case Ticket(channel=channel):
                return Said(says.reopened.format(ticket=f"<#{channel}>"))
        return Said(says.reopening.format(number=ticket.number))

    return SayThen(ticket, counter.put(ticket, Reopen(asked.id, asked.said_at, asked.by)), said)


async def opened(counter: Counter, asked: Asked, answer: Answer) -> Said:
    """Where the new ticket is, as soon as it has a channel, and which others of its owner are open."""
    says, desk = words(asked.language).answers, answer.state
    number = desk.number_of(asked.id) if isinstance(desk, Desk) else None
    if not isinstance(desk, Desk) or number is None:
        return Said(says.not_answered_yet)
    first = await _where(counter, asked, Address(desk.guild, number))
    others = [_mention(counter, Address(desk.guild, one)) for one in desk.open_of(asked.by.id) if one != number]
    return Said(f"{first}\n{says.also_open.format(tickets=', '.join(others))}" if others else first)


async def _where(counter: Counter, asked: Asked, ticket: Address) -> str:
    says = words(asked.language).answers
    match await counter.supervisor.until(ticket, _settled):
        case Ticket(channel=None):
            return says.no_channel.format(number=ticket.number)
        case Ticket(channel=channel) as found:
            is_called = counter.promised(found).call_on_open is not None
            return (says.opened if is_called else says.opened_uncalled).format(ticket=f"<#{channel}>")
    return says.opening.format(number=ticket.number)


def _settled(state: State) -> Ticket | None:
    """The ticket once it has a channel, or never will."""
    return state if isinstance(state, Ticket) and (state.channel or state.surface_gone) else None


def _mention(counter: Counter, ticket: Address) -> str:
    state = counter.supervisor.state_of(ticket)
    channel = state.channel if isinstance(state, Ticket) else None
    return f"<#{channel}>" if channel else f"#{ticket.number}"


def _simply(asked: Asked, sentence: Callable[[Words], str]) -> Word:
    async def said(answer: Answer) -> Said:
        return Said(sentence(words(asked.language)))

    return said


def given_back(note: str, form: CustomId) -> GiveBack | None:
    """Only what was typed need be kept; `form` opens it again."""
    return GiveBack(Draft("", note), write(form)) if note.strip() else None


def _is_rating_asked(answer: Answer) -> bool:
    closing = _ticket(answer).closing
    return closing is not None and closing.rating_asked


def _ticket(answer: Answer) -> Ticket:
    if not isinstance(answer.state, Ticket):
        raise TypeError(answer.state)
    return answer.state
