"""The community of the stories: a server with a team for each type of ticket, its channels, and the people there."""

from dataclasses import dataclass

from bot.sandbox import Sandbox
from bot.sandbox.model import Channel, Guild, Role
from bot.sandbox.people import Person
from bot.sandbox.permissions import Permission
from bot.sandbox.stage import allow, deny

BOT = "Steward"
TEAMS = ("database", "product_issues", "product_purchases", "partnership_requests", "other")


@dataclass(frozen=True, slots=True)
class Community:
    """`administrator` holds the database team's role, too, as `staff` does; `stranger` is a member without any."""

    sandbox: Sandbox
    guild: Guild
    teams: dict[str, Role]
    leads: Role
    support: Channel
    transcripts: Channel
    sla: Channel
    staff_log: Channel
    tickets: Channel
    administrator: Person
    lead: Person
    staff: Person
    product_staff: Person
    owner: Person
    stranger: Person

    @property
    def people(self) -> tuple[Person, ...]:
        return self.owner, self.staff, self.product_staff, self.lead, self.administrator, self.stranger


def settle(sandbox: Sandbox) -> Community:
    """Builds it on a fresh sandbox, by nobody's leave."""
    stage = sandbox.stage
    sandbox.world.application.user.username = BOT
    names = ("administrator", "lead", "staff", "product staff", "owner", "stranger")
    administrator, lead, staff, product_staff, owner, stranger = map(stage.user, names)
    guild = stage.guild("Community", administrator)
    teams = {key: stage.role(guild, f"{key.replace('_', ' ').capitalize()} team") for key in TEAMS}
    leads = stage.role(guild, "Leads")
    stage.give_role(guild, administrator, teams["database"])
    stage.join(guild, staff, teams["database"])
    stage.join(guild, product_staff, teams["product_issues"])
    stage.join(guild, lead, leads)
    for member in (owner, stranger):
        stage.join(guild, member)
    hidden = deny(guild, Permission.VIEW_CHANNEL)
    seen = [allow(role, Permission.VIEW_CHANNEL) for role in (*teams.values(), leads, *_of_the_bot(guild))]
    return Community(
        sandbox,
        guild,
        teams,
        leads,
        support=stage.channel(guild, "support"),
        transcripts=stage.channel(guild, "transcripts", hidden, *seen),
        sla=stage.channel(guild, "sla", hidden, *seen),
        staff_log=stage.channel(guild, "staff-log", hidden, *seen),
        tickets=stage.category(guild, "Tickets"),
        administrator=sandbox.person(administrator),
        lead=sandbox.person(lead),
        staff=sandbox.person(staff),
        product_staff=sandbox.person(product_staff),
        owner=sandbox.person(owner),
        stranger=sandbox.person(stranger),
    )


def _of_the_bot(guild: Guild) -> list[Role]:
    """The role that Discord gives a bot when it is invited."""
    return [role for role in guild.roles.values() if role.managed]
