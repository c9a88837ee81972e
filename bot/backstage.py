"""What may be asked of a running desk about itself: to read its policy again, and how its database is."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from anyio.to_thread import run_sync
from loguru import logger

from actors.supervisor import Supervisor
from bot.desks import Changes, DeskPolicies, changes
from bot.health import Health
from bot.installation import Finding, Named, WrongIds, holds_from_reload
from bot.policy import load_policy
from bot.settings import WrongSetting
from bot.wording import words
from bot.wording.settings import wrong_setting
from models.ids import Address, GuildId
from models.policy import Policy


@dataclass(frozen=True, slots=True)
class Backstage:
    """What it is lent: `look` says which ids are not what they have to be in the desk's server, `guilds` are those that
    the bot is in, `publish` tells Discord of the commands, `health` asks the database.
    """

    file: Path | None
    policies: DeskPolicies
    supervisor: Supervisor
    look: Callable[[Sequence[Named]], tuple[Finding, ...]]
    guilds: Callable[[], Iterable[GuildId]]
    publish: Callable[[Policy], Awaitable[None]]
    health: Callable[[], Awaitable[Health]]

    async def reload(self) -> Changes:
        """The policy file is read and holds from now on, for open tickets, too.

        Raises WrongSetting for one that is wrong, WrongIds where it names what is not there; then everything stays.
        """
        read = await run_sync(partial(load_policy, self.file))
        policies, before = self.policies, self.policies.policy
        found = self.look(policies.named_by(read))
        if wrong := tuple(one for one in found if holds_from_reload(one.named.variable)):
            raise WrongIds(wrong)
        policies.change(read)
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
        except WrongIds as wrong:
            for finding in wrong.findings:
                log = logger.bind(action="policy_kept", fault=finding.fault.value)
                log.error("The policy stays as it was: {}", wrong_setting(finding, words()))
