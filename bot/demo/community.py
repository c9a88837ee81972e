"""The community of the stories: a server with two teams, its channels, and the people who live there."""

from dataclasses import dataclass

from bot.sandbox import Sandbox
from bot.sandbox.model import Channel, Guild, Role
from bot.sandbox.people import Person
from bot.sandbox.permissions import Permission
from bot.sandbox.stage import allow, deny

BOT = "Steward"


@dataclass(frozen=True, slots=True)
class Community:
    """`administrator` holds the database team's role, too; `stranger` is a member without any."""

    guild: Guild
    database_team: Role
    product_team: Role
    support: Channel
    transcripts: Channel
    sla: Channel
    staff_log: Channel
    tickets: Channel
    administrator: Person
    staff: Person
    owner: Person
    stranger: Person

    @property
    def people(self) -> tuple[Person, ...]:
        return self.owner, self.staff, self.administrator, self.stranger


def settle(sandbox: Sandbox) -> Community:
    """Builds it on a fresh sandbox, by nobody's leave."""
    stage = sandbox.stage
    sandbox.world.application.user.username = BOT
    administrator, staff, owner, stranger = map(stage.user, ("administrator", "staff", "owner", "stranger"))
    guild = stage.guild("Community", administrator)
    database, product = stage.role(guild, "Database team"), stage.role(guild, "Product team")
    stage.give_role(guild, administrator, database)
    stage.join(guild, staff, database)
    stage.join(guild, owner)
    stage.join(guild, stranger)
    hidden = deny(guild, Permission.VIEW_CHANNEL)
    seen = [allow(role, Permission.VIEW_CHANNEL) for role in (database, product, *_of_the_bot(guild))]
    return Community(
        guild,
        database,
        product,
        support=stage.channel(guild, "support"),
        transcripts=stage.channel(guild, "transcripts", hidden, *seen),
        sla=stage.channel(guild, "sla", hidden, *seen),
        staff_log=stage.channel(guild, "staff-log", hidden, *seen),
        tickets=stage.category(guild, "Tickets"),
        administrator=sandbox.person(administrator),
        staff=sandbox.person(staff),
        owner=sandbox.person(owner),
        stranger=sandbox.person(stranger),
    )


def _of_the_bot(guild: Guild) -> list[Role]:
    """The role that Discord gives a bot when it is invited."""
    return [role for role in guild.roles.values() if role.managed]
