"""What an administrator does: set the desk up, wake what got stuck, have it examined, have its policy read again."""

from functools import partial

from actors.letters import Answer
from bot.doctor.checks import examine
from bot.inbound.asking import Asked
from bot.inbound.commands.shape import (
    ADMINS_SEE_IT,
    CATEGORY,
    CHANNEL,
    GUILD_ONLY,
    INTEGER,
    TEXT_CHANNEL,
    Command,
    Group,
    option,
    subcommand,
)
from bot.inbound.components import not_ours
from bot.inbound.counter import SOON, Counter
from bot.inbound.reactions import Reaction, Said, SayLater, SayNow, SayThen
from bot.inbound.translate import Payload
from bot.installation import Kind, Named, WrongIds
from bot.settings import WrongSetting
from bot.wording import Words, words
from bot.wording.doctor import answer as doctors_answer
from bot.wording.settings import reloaded, wrong_settings
from models.commands import SetUp
from models.desk import Desk
from models.errors import Reason, Refused
from models.ids import Address, ChannelId
from models.policy import Policy
from models.rules.permits import admin_only
from models.snapshot import State


def _set_up(counter: Counter, asked: Asked) -> Reaction:
    """Whether they may, the rules judge again; here it is asked first, so that nobody else learns what is missing."""
    admin_only(asked.by)
    desk = counter.home_here(asked, Reason.NOT_THIS_SERVER)
    category = _chosen(asked, "category", CATEGORY, Reason.NOT_A_CATEGORY)
    channel = (
        asked.channel
        if "channel" not in asked.options
        else _chosen(asked, "channel", TEXT_CHANNEL, Reason.NOT_A_TEXT_CHANNEL)
    )
    if category is None or channel is None:
        return not_ours(asked)
    wish = SetUp(asked.id, asked.said_at, asked.by, category, channel)
    return SayThen(desk, counter.put(desk, wish), partial(_is_set_up, counter, asked, wish))


def _chosen(asked: Asked, name: str, kind: int, otherwise: Reason) -> ChannelId | None:
    """The channel of this option; None where Discord says nothing of it. Raises Refused where it is of another type."""
    given = str(asked.options.get(name, ""))
    channel = ChannelId(int(given)) if given.isdecimal() else None
    if channel is None or channel not in asked.channel_types:
        return None
    if asked.channel_types[channel] != kind:
        raise Refused(otherwise, channel=f"<#{channel}>")
    return channel


async def _is_set_up(counter: Counter, asked: Asked, wish: SetUp, answer: Answer) -> Said:
    """With all that would keep the desk from its work, while the person who can have it mended is looking."""
    says = words(asked.language)
    done = says.answers.set_up.format(channel=f"<#{wish.channel}>", category=f"<#{wish.category}>")
    found = counter.premises.findings(Named("/setup category", wish.category, Kind.CATEGORY))
    return Said(f"{done}\n{wrong_settings(found, says, says.in_settings.check)}" if found else done)


def _set_up_shape(says: Words, policy: Policy) -> Payload:
    category = option("category", says.commands.setup_category, CHANNEL, required=True, channel_types=[CATEGORY])
    channel = option("channel", says.commands.setup_channel, CHANNEL, channel_types=[TEXT_CHANNEL])
    return {
        "name": "setup",
        "description": says.commands.setup,
        "options": [category, channel],
        **ADMINS_SEE_IT,
        **GUILD_ONLY,
    }


def _revive(counter: Counter, asked: Asked) -> Reaction:
    """By its number, else the ticket of this channel, else the desk. No letter: whoever is stuck reads none."""
    if not counter.is_team(asked):
        raise Refused(Reason.TEAM_ONLY)
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


def _revive_shape(says: Words, policy: Policy) -> Payload:
    number = option("number", says.commands.revive_number, INTEGER, min_value=0)
    return {"name": "revive", "description": says.commands.revive, "options": [number], **GUILD_ONLY}


def _doctor(counter: Counter, asked: Asked) -> Reaction:
    admin_only(asked.by)
    desk = counter.home_here(asked, Reason.NOT_THIS_SERVER)
    return SayLater(partial(_is_examined, counter, asked, desk))


async def _is_examined(counter: Counter, asked: Asked, address: Address) -> Said:
    desk = await counter.supervisor.until(address, _desk, within=SOON)
    return Said(doctors_answer(examine(await counter.premises.facts(desk)), words(asked.language)))


def _desk(state: State) -> Desk | None:
    return state if isinstance(state, Desk) else None


def _doctor_shape(says: Words, policy: Policy) -> Payload:
    return subcommand("doctor", says.commands.desk_doctor)


def _reload(counter: Counter, asked: Asked) -> Reaction:
    admin_only(asked.by)
    counter.home_here(asked, Reason.NOT_THIS_SERVER)
    return SayLater(partial(_is_reloaded, counter, asked))


async def _is_reloaded(counter: Counter, asked: Asked) -> Said:
    """A wrong file leaves everything as it was; the sentence is that of a start, without the path."""
    says = words(asked.language)
    try:
        return Said(reloaded(await counter.premises.backstage.reload(), says))
    except WrongSetting as wrong:
        return Said(says.in_settings.kept.format(wrong=wrong.without_path))
    except WrongIds as wrong:
        return Said(wrong_settings(wrong.findings, says, says.in_settings.kept_ids))


def _reload_shape(says: Words, policy: Policy) -> Payload:
    return subcommand("reload", says.commands.config_reload)


SETUP = Command("setup", _set_up_shape, _set_up)
REVIVE = Command("revive", _revive_shape, _revive)
DOCTOR = Command("desk doctor", _doctor_shape, _doctor)
RELOAD = Command("config reload", _reload_shape, _reload)
DESK = Group("desk", lambda says: says.commands.desk, {**ADMINS_SEE_IT, **GUILD_ONLY})
CONFIG = Group("config", lambda says: says.commands.config, {**ADMINS_SEE_IT, **GUILD_ONLY})
