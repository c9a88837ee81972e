"""What people do in a ticket's channel: its priority, its type, its end and its return. Who may, the rules judge."""

from bot.inbound import wishes
from bot.inbound.asking import Asked
from bot.inbound.commands.shape import BOOLEAN, GUILD_ONLY, TEXT, Command, choice, option
from bot.inbound.components import not_ours
from bot.inbound.counter import Counter
from bot.inbound.reactions import Reaction
from bot.inbound.translate import Payload
from bot.wording import Words
from models.commands import MOST_NOTE
from models.errors import Reason, Refused
from models.ids import TypeKey
from models.policy import Policy
from models.ticket import Priority


def _priority(counter: Counter, asked: Asked) -> Reaction:
    given = asked.options.get("priority")
    if given not in set(Priority):
        return not_ours(asked)
    return wishes.prioritise(counter, asked, counter.ticket_here(asked), Priority(str(given)))


def _priority_shape(says: Words, policy: Policy) -> Payload:
    choices = [choice(says.priorities[one], one.value) for one in Priority]
    given = option("priority", says.commands.priority_priority, TEXT, required=True, choices=choices)
    return {"name": "priority", "description": says.commands.priority, "options": [given], **GUILD_ONLY}


def _type(counter: Counter, asked: Asked) -> Reaction:
    """The policy may have changed since Discord was told of the choices."""
    given, ticket = TypeKey(str(asked.options.get("type", ""))), counter.ticket_here(asked)
    if given not in counter.policy(asked).types:
        raise Refused(Reason.NO_SUCH_TYPE)
    return wishes.change_type(counter, asked, ticket, given)


def _type_shape(says: Words, policy: Policy) -> Payload:
    choices = [choice(kind.label, key) for key, kind in policy.types.items()]
    given = option("type", says.commands.ticket_type_type, TEXT, required=True, choices=choices)
    return {"name": "ticket_type", "description": says.commands.ticket_type, "options": [given], **GUILD_ONLY}


def _close(counter: Counter, asked: Asked) -> Reaction:
    """The options were typed on purpose, so nothing is asked back; the button asks."""
    note, wants_rating = str(asked.options.get("reason", "")), bool(asked.options.get("feedback", True))
    return wishes.close(counter, asked, counter.ticket_here(asked), note, ask_rating=wants_rating)


def _close_shape(says: Words, policy: Policy) -> Payload:
    reason = option("reason", says.commands.close_reason, TEXT, max_length=MOST_NOTE)
    feedback = option("feedback", says.commands.close_feedback, BOOLEAN)
    return {"name": "close_ticket", "description": says.commands.close, "options": [reason, feedback], **GUILD_ONLY}


def _reopen(counter: Counter, asked: Asked) -> Reaction:
    return wishes.reopen(counter, asked, counter.ticket_here(asked))


def _reopen_shape(says: Words, policy: Policy) -> Payload:
    return {"name": "reopen", "description": says.commands.reopen, "options": [], **GUILD_ONLY}


def _no_answer_needed(counter: Counter, asked: Asked) -> Reaction:
    return wishes.waive(counter, asked, counter.ticket_here(asked))


def _no_answer_needed_shape(says: Words, policy: Policy) -> Payload:
    return {"name": "no_answer_needed", "description": says.commands.no_answer_needed, "options": [], **GUILD_ONLY}


PRIORITY = Command("priority", _priority_shape, _priority)
TICKET_TYPE = Command("ticket_type", _type_shape, _type)
NO_ANSWER_NEEDED = Command("no_answer_needed", _no_answer_needed_shape, _no_answer_needed)
CLOSE_TICKET = Command("close_ticket", _close_shape, _close)
REOPEN = Command("reopen", _reopen_shape, _reopen)
