"""What an administrator does: set the desk up, wake what got stuck."""

from actors.letters import Answer
from bot.inbound.commands.shape import CATEGORY, CHANNEL, GUILD_ONLY, INTEGER, TEXT_CHANNEL, Command, option
from bot.inbound.components import not_ours
from bot.inbound.counter import Counter
from bot.inbound.reactions import Reaction, SayNow, SayThen
from bot.inbound.translate import MANAGE_GUILD, Asked, Payload
from bot.wording import Words, words
from models.commands import SetUp
from models.errors import Reason, Refused
from models.ids import Address, ChannelId


def _set_up(counter: Counter, asked: Asked) -> Reaction:
    given = (asked.options.get("category"), asked.options.get("channel", asked.channel))
    if not all(str(one).isdecimal() for one in given):
        return not_ours(asked)
    category, channel = (ChannelId(int(str(one))) for one in given)
    reply = counter.put(counter.desk_here(asked), SetUp(asked.id, asked.said_at, asked.by, category, channel))

    async def said(answer: Answer) -> str:
        return words(asked.language).answers.set_up.format(channel=f"<#{channel}>", category=f"<#{category}>")

    return SayThen(reply, said)


def _set_up_shape(says: Words) -> Payload:
    category = option("category", says.commands.setup_category, CHANNEL, required=True, channel_types=[CATEGORY])
    channel = option("channel", says.commands.setup_channel, CHANNEL, channel_types=[TEXT_CHANNEL])
    return {
        "name": "setup",
        "description": says.commands.setup,
        "options": [category, channel],
        "default_member_permissions": MANAGE_GUILD,
        **GUILD_ONLY,
    }


def _revive(counter: Counter, asked: Asked) -> Reaction:
    """By its number, else the ticket of this channel, else the desk. No letter: whoever is stuck reads none."""
    if not counter.is_team(asked):
        raise Refused(Reason.STAFF_ONLY)
    desk, named = counter.desk_here(asked), asked.options.get("number")
    if not isinstance(named, int | None):
        return not_ours(asked)
    here = counter.ticket_in(asked.channel) or desk
    says = words(asked.language).answers
    match counter.supervisor.revive(here if named is None else Address(desk.guild, named)):
        case 0:
            return SayNow(says.nothing_to_revive)
        case 1:
            return SayNow(says.revived)
    return SayNow(says.revived_all)


def _revive_shape(says: Words) -> Payload:
    number = option("number", says.commands.revive_number, INTEGER, min_value=0)
    return {"name": "revive", "description": says.commands.revive, "options": [number], **GUILD_ONLY}


SETUP = Command("setup", _set_up_shape, _set_up)
REVIVE = Command("revive", _revive_shape, _revive)
