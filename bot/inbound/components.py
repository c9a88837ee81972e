"""What a button, a select or a form wishes for. Buttons survive every restart: their custom_ids say all.

Anybody may forge a custom_id: it names a wish and proves nothing. Where and by whom it was pressed, Discord says.
"""

from functools import partial

from loguru import logger

from actors.letters import Answer
from bot.inbound import forms, wishes
from bot.inbound.asking import Asked, Draft, Kind
from bot.inbound.counter import Counter
from bot.inbound.reactions import GiveBack, Reaction, Said, SayNow, SayThen, ShowWindow
from bot.wording import words
from models.commands import Close, Rate, Solved, Submit
from models.custom_id import CustomId, Op, read, write
from models.errors import Reason, Refused
from models.ids import Address, TypeKey
from models.ticket import STARS, Priority, Ticket

KIND_OF = {
    Op.OPEN: Kind.COMPONENT,
    Op.CHOOSE: Kind.COMPONENT,
    Op.FORM: Kind.FORM,
    Op.PRIORITY: Kind.COMPONENT,
    Op.NO_ANSWER: Kind.COMPONENT,
    Op.CLOSE: Kind.COMPONENT,
    Op.CONFIRM_CLOSE: Kind.FORM,
    Op.SOLVED: Kind.COMPONENT,
    Op.CONFIRM_SOLVED: Kind.FORM,
    Op.STILL: Kind.COMPONENT,
    Op.REOPEN: Kind.COMPONENT,
    Op.LEAVE: Kind.COMPONENT,
    Op.RATE: Kind.COMPONENT,
    Op.RATE_FORM: Kind.FORM,
}
OF_DESK = (Op.OPEN, Op.CHOOSE, Op.FORM)
AFTER_THE_END = (Op.REOPEN, Op.RATE, Op.RATE_FORM)  # also in direct messages, where there is no guild


def react(counter: Counter, asked: Asked) -> Reaction:
    """Puts in the letter that was wished for. Raises Refused."""
    custom_id = read(asked.name)
    if custom_id is None or KIND_OF[custom_id.op] is not asked.kind or not _belongs(custom_id, asked):
        return not_ours(asked)
    if custom_id.op in OF_DESK:
        return _to_desk(counter, asked, custom_id)
    if custom_id.op in AFTER_THE_END:
        return _after_the_end(counter, asked, custom_id)
    return _in_ticket(counter, asked, custom_id.op, counter.ticket_here(asked, custom_id.to))


def not_ours(asked: Asked) -> SayNow:
    """Unknown, forged, or of another guild: a clear answer, and one line in the log without what was sent."""
    logger.bind(action="not_ours", interaction=asked.id, guild=asked.guild, user=asked.by.id).warning(
        "An interaction names nothing of ours"
    )
    return SayNow(words(asked.language).answers.not_ours)


def _belongs(custom_id: CustomId, asked: Asked) -> bool:
    if custom_id.to.is_desk != (custom_id.op in OF_DESK):
        return False
    if asked.guild is None:
        return custom_id.op in AFTER_THE_END
    return custom_id.to.guild == asked.guild


# --- a new ticket ---


def _to_desk(counter: Counter, asked: Asked, custom_id: CustomId) -> Reaction:
    counter.home_here(asked, Reason.NOT_SET_UP)
    match custom_id.op:
        case Op.OPEN:
            return _open(counter, asked, custom_id.to, custom_id.about)
        case Op.CHOOSE:
            return _open(counter, asked, custom_id.to, _chosen(asked))
        case Op.FORM:
            return _submit(counter, asked, custom_id)
    raise TypeError(custom_id.op)


def _open(counter: Counter, asked: Asked, desk: Address, type: str) -> Reaction:
    key = TypeKey(type)
    kind = counter.policy(asked).types.get(key)
    if kind is None:
        raise Refused(Reason.NO_SUCH_TYPE)
    return ShowWindow(forms.new_ticket(words(asked.language), desk, key, kind, asked.draft))


def _submit(counter: Counter, asked: Asked, custom_id: CustomId) -> Reaction:
    title, text = asked.fields.get(forms.TITLE, ""), asked.fields.get(forms.TEXT, "")
    submit = Submit(asked.id, asked.said_at, asked.by, TypeKey(custom_id.about), title, text)
    reply = counter.put(custom_id.to, submit)
    again = GiveBack(Draft(title, text), write(CustomId(Op.OPEN, custom_id.to, custom_id.about)))
    return SayThen(custom_id.to, reply, partial(wishes.opened, counter, asked), otherwise=again)


def _chosen(asked: Asked) -> str:
    return asked.chosen[0] if asked.chosen else ""


# --- in the ticket's channel ---


def _in_ticket(counter: Counter, asked: Asked, op: Op, ticket: Address) -> Reaction:
    match op:
        case Op.PRIORITY:
            return _prioritise(counter, asked, ticket)
        case Op.NO_ANSWER:
            return wishes.waive(counter, asked, ticket)
        case Op.CLOSE:
            return _ask_close(counter, asked, ticket)
        case Op.CONFIRM_CLOSE:
            return _close(counter, asked, ticket)
        case Op.SOLVED:
            return _ask_solved(counter, asked, ticket)
        case Op.CONFIRM_SOLVED:
            return wishes.solve(counter, asked, ticket, asked.fields.get(forms.NOTE, ""))
        case Op.STILL:
            return wishes.still_need_help(counter, asked, ticket)
        case Op.LEAVE:
            return wishes.leave(counter, asked, ticket)
    raise TypeError(op)


def _prioritise(counter: Counter, asked: Asked, ticket: Address) -> Reaction:
    chosen = _chosen(asked)
    if chosen not in set(Priority):
        return not_ours(asked)
    return wishes.prioritise(counter, asked, ticket, Priority(chosen))


def _ask_close(counter: Counter, asked: Asked, ticket: Address) -> Reaction:
    wish = Close(asked.id, asked.said_at, asked.by)
    window = forms.close(words(asked.language), ticket, asked.draft)
    return ShowWindow(window, partial(counter.foresee, ticket, wish))


def _close(counter: Counter, asked: Asked, ticket: Address) -> Reaction:
    note, wants_rating = asked.fields.get(forms.REASON, ""), asked.fields.get(forms.FEEDBACK) != forms.NO
    return wishes.close(counter, asked, ticket, note, ask_rating=wants_rating)


def _ask_solved(counter: Counter, asked: Asked, ticket: Address) -> Reaction:
    wish = Solved(asked.id, asked.said_at, asked.by)
    window = forms.solved(words(asked.language), ticket, asked.draft)
    return ShowWindow(window, partial(counter.foresee, ticket, wish))


# --- after the close ---


def _after_the_end(counter: Counter, asked: Asked, custom_id: CustomId) -> Reaction:
    """From a direct message the custom_id names the ticket, and the rules let its owner alone."""
    match custom_id.op:
        case Op.REOPEN:
            ticket = custom_id.to if asked.guild is None else counter.ticket_here(asked, custom_id.to)
            return wishes.reopen(counter, asked, ticket)
        case Op.RATE:
            return _ask_rate(counter, asked, custom_id)
        case Op.RATE_FORM:
            return _rate(counter, asked, custom_id)
    raise TypeError(custom_id.op)


def _ask_rate(counter: Counter, asked: Asked, custom_id: CustomId) -> Reaction:
    if custom_id.about not in map(str, STARS):
        raise Refused(Reason.NOT_A_RATING)
    ticket, wish = custom_id.to, Rate(asked.id, asked.said_at, asked.by.id, int(custom_id.about))
    window = forms.rate(words(asked.language), ticket, custom_id.about, asked.draft)
    return ShowWindow(window, partial(counter.foresee, ticket, wish))


def _rate(counter: Counter, asked: Asked, custom_id: CustomId) -> Reaction:
    stars = int(custom_id.about) if custom_id.about.isdecimal() else 0
    comment = asked.fields.get(forms.COMMENT, "")
    rate = Rate(asked.id, asked.said_at, asked.by.id, stars, comment)

    async def thanks(answer: Answer) -> Said:
        says = words(asked.language)
        if not isinstance(answer.state, Ticket):
            raise TypeError(answer.state)
        open_for = says.span(counter.promised(answer.state).rating_open)
        return Said(says.answers.rated.format(stars=stars, span=open_for))

    again = wishes.given_back(comment, CustomId(Op.RATE, custom_id.to, custom_id.about))
    return SayThen(custom_id.to, counter.put(custom_id.to, rate), thanks, again)
