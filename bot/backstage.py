"""What may be asked of a running desk about itself: to read its policy again, and how its database is."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from anyio.to_thread import run_sync
from loguru import logger

from actors.supervisor import Supervisor
from bot.desks import Changes, DeskPolicies, changes
from bot.doctor.facts import Health
from bot.policy import load_policy
from bot.settings import WrongSetting
from models.ids import Address, GuildId
from models.policy import Policy


@dataclass(frozen=True, slots=True)
class Backstage:
    """`guilds` are those that the bot is in; `publish` tells Discord of the commands; `health` asks the database."""

    file: Path | None
    policies: DeskPolicies
    supervisor: Supervisor
    guilds: Callable[[], Iterable[GuildId]]
    publish: Callable[[Policy], Awaitable[None]]
    health: Callable[[], Awaitable[Health]]

    async def reload(self) -> Changes:
        """The policy file is read and holds from now on, for open tickets, too.

        Raises WrongSetting for one that is wrong; then everything stays as it was.
        """
        policies, before = self.policies, self.policies.policy
        policies.change(await run_sync(partial(load_policy, self.file)))
        for guild in self.guilds():
            self.supervisor.rouse(Address(guild))  # the desk looks at its panel, also where it was at rest
            self.supervisor.policy_changed(guild)
        await self.publish(policies.policy)
        made = changes(before, policies.policy, policies.unserved)
        log = logger.bind(action="policy_changed", changed=len(made.changed), added=len(made.added))
        log.bind(removed=len(made.removed)).info("The policy was read again")
        return made

    async def reload_and_log(self) -> None:
        """As `reload`, for whoever sends a signal: what is wrong stands in the log."""
        try:
            await self.reload()
        except WrongSetting as wrong:
            logger.bind(action="policy_kept").error("The policy stays as it was: {}", wrong)
