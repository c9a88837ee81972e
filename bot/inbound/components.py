"""What a button, a select or a form wishes for. Buttons survive every restart: their custom_ids say all.

Anybody may forge a custom_id: it names a wish and proves nothing. Where and by whom it was pressed, Discord says.
"""

from functools import partial

from loguru import logger

from actors.letters import Answer
from bot.inbound import forms, wishes
from bot.inbound.counter import Counter
from bot.inbound.reactions import GiveBack, Reaction, SayNow, SayThen, ShowWindow
from bot.inbound.translate import Asked, Draft, Kind
from bot.wording import words
from models.commands import Close, Rate, Submit
from models.custom_id import CustomId, Op, read, write
from models.errors import Reason, Refused
from models.ids import TypeKey
from models.ticket import Priority, Ticket

STARS = ("1", "2", "3", "4", "5")

KIND_OF = {
    Op.OPEN: Kind.COMPONENT,
    Op.PRIORITY: Kind.COMPONENT,
    Op.CLOSE: Kind.COMPONENT,
    Op.RATE: Kind.COMPONENT,
    Op.FORM: Kind.FORM,
    Op.CONFIRM_CLOSE: Kind.FORM,
    Op.RATE_FORM: Kind.FORM,
}


def react(counter: Counter, asked: Asked) -> Reaction:
    """Puts in the letter that was wished for. Raises Refused."""
    custom_id = read(asked.name)
    if custom_id is None or KIND_OF[custom_id.op] is not asked.kind or not _belongs(custom_id, asked):
        return not_ours(asked)
    match custom_id.op:
        case Op.OPEN:
            return _open(counter, asked, custom_id)
        case Op.FORM:
            return _submit(counter, asked, custom_id)
        case Op.PRIORITY:
            return _prioritise(counter, asked, custom_id)
        case Op.CLOSE:
            return _ask_close(counter, asked, custom_id)
        case Op.CONFIRM_CLOSE:
            return _close(counter, asked, custom_id)
        case Op.RATE:
            return _ask_rate(counter, asked, custom_id)
        case Op.RATE_FORM:
            return _rate(counter, asked, custom_id)
    raise TypeError(custom_id.op)


def not_ours(asked: Asked) -> SayNow:
    """Unknown, forged, or of another guild: a clear answer, and one line in the log without what was sent."""
    logger.bind(action="not_ours", interaction=asked.id, guild=asked.guild, user=asked.by.id).warning(
        "An interaction names nothing of ours"
    )
    return SayNow(words(asked.language).answers.not_ours)


def _belongs(custom_id: CustomId, asked: Asked) -> bool:
    """A rating may come from a direct message, where there is no guild; all else from its own guild only."""
    if custom_id.to.is_desk != (custom_id.op in (Op.OPEN, Op.FORM)):
        return False
    if asked.guild is None:
        return custom_id.op in (Op.RATE, Op.RATE_FORM)
    return custom_id.to.guild == asked.guild


# --- a new ticket ---


def _open(counter: Counter, asked: Asked, custom_id: CustomId) -> Reaction:
    counter.home_here(asked, Reason.NOT_SET_UP)
    key = TypeKey(custom_id.about)
    kind = counter.policy(asked).types.get(key)
    if kind is None:
        raise Refused(Reason.NO_SUCH_TYPE)
    return ShowWindow(forms.new_ticket(words(asked.language), custom_id.to, key, kind, asked.draft))


def _submit(counter: Counter, asked: Asked, custom_id: CustomId) -> Reaction:
    counter.home_here(asked, Reason.NOT_SET_UP)
    title, text = asked.fields.get(forms.TITLE, ""), asked.fields.get(forms.TEXT, "")
    submit = Submit(asked.id, asked.said_at, asked.by, TypeKey(custom_id.about), title, text)
    reply = counter.put(custom_id.to, submit)
    again = GiveBack(Draft(title, text), write(CustomId(Op.OPEN, custom_id.to, custom_id.about)))
    return SayThen(reply, partial(wishes.opened, counter, asked), otherwise=again)


# --- in the ticket's channel ---


def _prioritise(counter: Counter, asked: Asked, custom_id: CustomId) -> Reaction:
    chosen = asked.chosen[0] if asked.chosen else ""
    if chosen not in set(Priority):
        return not_ours(asked)
    ticket = counter.ticket_here(asked, custom_id.to)
    return wishes.prioritise(counter, asked, ticket, Priority(chosen))


def _ask_close(counter: Counter, asked: Asked, custom_id: CustomId) -> Reaction:
    ticket = counter.ticket_here(asked, custom_id.to)
    wish = Close(asked.id, asked.said_at, asked.by)
    return ShowWindow(forms.close(words(asked.language), ticket), partial(counter.foresee, ticket, wish))


def _close(counter: Counter, asked: Asked, custom_id: CustomId) -> Reaction:
    ticket = counter.ticket_here(asked, custom_id.to)
    note, wants_rating = asked.fields.get(forms.REASON, ""), asked.fields.get(forms.FEEDBACK) != forms.NO
    return wishes.close(counter, asked, ticket, note, ask_rating=wants_rating)


# --- after the close ---


def _ask_rate(counter: Counter, asked: Asked, custom_id: CustomId) -> Reaction:
    if custom_id.about not in STARS:
        raise Refused(Reason.NOT_A_RATING)
    ticket, wish = custom_id.to, Rate(asked.id, asked.said_at, asked.by.id, int(custom_id.about))
    window = forms.rate(words(asked.language), ticket, custom_id.about)
    return ShowWindow(window, partial(counter.foresee, ticket, wish))


def _rate(counter: Counter, asked: Asked, custom_id: CustomId) -> Reaction:
    stars = int(custom_id.about) if custom_id.about.isdecimal() else 0
    rate = Rate(asked.id, asked.said_at, asked.by.id, stars, asked.fields.get(forms.COMMENT, ""))

    async def thanks(answer: Answer) -> str:
        says = words(asked.language)
        if not isinstance(answer.state, Ticket):
            raise TypeError(answer.state)
        open_for = says.span(counter.promised(answer.state).rating_open)
        return says.answers.rated.format(stars=stars, span=open_for)

    return SayThen(counter.put(custom_id.to, rate), thanks)
