"""The community of the stories: a server with a team for each type of ticket, its channels, and the people there."""

from dataclasses import dataclass

from bot.sandbox import Sandbox
from bot.sandbox.client.people import Person
from bot.sandbox.model import Channel, Guild, Role
from bot.sandbox.permissions import Permission
from bot.sandbox.rules import places
from bot.sandbox.stage import allow, deny

BOT = "Steward"
TEAMS = ("database", "product_issues", "product_purchases", "partnership_requests", "other")
ADMINISTRATORS, LEADS, STAFF = 0xC0392B, 0x8E44AD, 0x1F7A8C  # how their names are coloured


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


async def furnish(community: Community) -> None:
    """What makes it look lived in, for those who walk about in it: the desk needs none of it, and no story expects it.

    Staff serves whatever the product team does not, so that somebody is there for every kind of ticket.
    """
    world, stage, guild = community.sandbox.world, community.sandbox.stage, community.guild
    for key, role in community.teams.items():
        if key not in ("database", "product_issues"):
            stage.give_role(guild, community.staff.user, role)
    staff, administrators = stage.role(guild, "Staff"), stage.role(guild, "Administrators")
    staff.position, community.leads.position = community.leads.position, staff.position
    for role, colour, people in (
        (administrators, ADMINISTRATORS, (community.administrator,)),
        (community.leads, LEADS, ()),
        (staff, STAFF, (community.staff, community.product_staff)),
    ):
        role.color, role.hoist = colour, True
        for person in people:
            stage.give_role(guild, person.user, role)
    team = stage.category(guild, "Team")
    for channel, topic, parent in (
        (community.support, "Do you need help? Press a button.", None),
        (community.sla, "Who has been waiting for an answer for too long.", team),
        (community.transcripts, "What was said in tickets that are closed, and how people liked it.", team),
        (community.staff_log, "What the desk cannot do by itself.", team),
    ):
        places.modify(world, None, channel, {"topic": topic, "parent_id": parent.id if parent else None})
    general = stage.channel(guild, "general")
    places.modify(world, None, general, {"topic": "Whatever is no question for the team."})
    await community.stranger.say(general, "Hello everybody!")
    await community.lead.say(general, f"Welcome! If something does not work, <#{community.support.id}> is the place.")


def _of_the_bot(guild: Guild) -> list[Role]:
    """The role that Discord gives a bot when it is invited."""
    return [role for role in guild.roles.values() if role.managed]
