"""A whole visit from outside: Discord over REST and the database are asked, and everything is examined."""

from dataclasses import replace

from bot.database import Mongo, health_of, mongo_of, panel_of
from bot.desks import DeskPolicies
from bot.doctor.asking import facts_of, with_panel
from bot.doctor.checks import examine
from bot.doctor.facts import NOT_SET_UP
from bot.doctor.findings import Line
from bot.health import DatabaseAnswer, Health
from bot.policy import load_policy
from bot.settings import Settings
from bot.unusable import Unusable


async def visit(settings: Settings, mongo: Mongo | None = None) -> tuple[Line, ...]:
    """Nothing is written anywhere. Raises WrongSetting where the policy is wrong."""
    policies = DeskPolicies(load_policy(settings.policy_file), settings)
    facts = await facts_of(settings, policies)
    try:
        async with mongo_of(settings, mongo) as client:
            health = await health_of(client)
            is_known = health.answer is DatabaseAnswer.FINE and facts.home is not None
            panel = await panel_of(client, facts.home.id) if is_known and facts.home else None
    except Unusable:
        health, is_known, panel = Health(DatabaseAnswer.UNREACHABLE), False, None
    facts = replace(facts, health=health, category=NOT_SET_UP if is_known else None)
    return examine(await with_panel(settings, facts, panel) if panel else facts)
