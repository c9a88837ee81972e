"""What the team does in a ticket's channel: set its priority, close it. Who may, the rules judge."""

from bot.inbound import wishes
from bot.inbound.commands.shape import BOOLEAN, GUILD_ONLY, TEXT, Command, choice, option
from bot.inbound.components import not_ours
from bot.inbound.counter import Counter
from bot.inbound.forms import LONGEST_REASON
from bot.inbound.reactions import Reaction
from bot.inbound.translate import Asked, Payload
from bot.wording import Words
from models.ticket import Priority


def _priority(counter: Counter, asked: Asked) -> Reaction:
    given = asked.options.get("priority")
    if given not in set(Priority):
        return not_ours(asked)
    return wishes.prioritise(counter, asked, counter.ticket_here(asked), Priority(str(given)))


def _priority_shape(says: Words) -> Payload:
    choices = [choice(says.priorities[one], one.value) for one in Priority]
    given = option("priority", says.commands.priority_priority, TEXT, required=True, choices=choices)
    return {"name": "priority", "description": says.commands.priority, "options": [given], **GUILD_ONLY}


def _close(counter: Counter, asked: Asked) -> Reaction:
    """The options were typed on purpose, so nothing is asked back; the button asks."""
    note, wants_rating = str(asked.options.get("reason", "")), bool(asked.options.get("feedback", True))
    return wishes.close(counter, asked, counter.ticket_here(asked), note, ask_rating=wants_rating)


def _close_shape(says: Words) -> Payload:
    reason = option("reason", says.commands.close_reason, TEXT, max_length=LONGEST_REASON)
    feedback = option("feedback", says.commands.close_feedback, BOOLEAN)
    return {"name": "close_ticket", "description": says.commands.close, "options": [reason, feedback], **GUILD_ONLY}


PRIORITY = Command("priority", _priority_shape, _priority)
CLOSE_TICKET = Command("close_ticket", _close_shape, _close)
