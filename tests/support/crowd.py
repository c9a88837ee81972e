"""Every kind of person that a desk meets, and everything that any of them can wish for, sent as the wire carries it.

Whatever the client would not offer is forged: what is held back must be held back by the bot.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.sandbox import Attempt, Channel, Person, Seen
from bot.sandbox.looks import objects
from models.desk import Desk
from models.errors import Reason
from models.ids import Address, GuildId
from tests.support.town import SAYS, Town

TITLE, TEXT = "A title", "A whole sentence."


class Who(StrEnum):
    """One kind of person, as a reader of the table would say it."""

    STRANGER = "a stranger"
    OTHER_OWNER = "the owner of another ticket"
    OWNER = "the owner"
    OWNER_ON_STAFF = "the owner, on its staff"
    STAFF = "its staff"
    OTHER_STAFF = "staff of another type"
    GUEST = "who moved it here"
    LEAD = "a lead"
    ADMIN = "an administrator"
    FOREIGN_ADMIN = "another server's administrator"
    BOT = "a bot"


@dataclass(frozen=True)
class Subject:
    """A ticket to wish something of; `copy` is its owner's copy of the transcript once it is closed."""

    number: int
    channel: Channel
    owner: Person
    copy: Seen | None = None


@dataclass
class Crowd:
    """A town in which each kind of person lives; the lead leads because the settings say so."""

    town: Town
    people: Mapping[Who, Person]
    foreign_lobby: Channel
    anything: Seen  # a message on which a press can be forged

    def place(self, who: Who, channel: Channel) -> Channel:
        """Where they are when they wish for it: whoever runs another server can only be there."""
        return self.foreign_lobby if who is Who.FOREIGN_ADMIN else channel

    def owner_for(self, who: Who) -> Person:
        return self.people[Who.OWNER_ON_STAFF if who is Who.OWNER_ON_STAFF else Who.OWNER]

    def desk(self) -> Desk:
        state = self.town.app.supervisor.state_of(Address(GuildId(self.town.guild.id)))
        assert isinstance(state, Desk), state
        return state

    async def open(self, who: Who, *, is_closed: bool) -> Subject:
        """A ticket of the database team with a priority, in which this kind of person is who they are."""
        town, owner = self.town, self.owner_for(who)
        channel = await town.open(owner)
        staff = self.people[Who.STAFF]
        if who is Who.GUEST:
            guest = self.people[Who.GUEST]
            await town.answer(await staff.slash(channel, "ticket_type", type="product_issues"))
            await town.answer(await guest.slash(channel, "ticket_type", type="database"))
        await town.answer(await staff.slash(channel, "priority", priority="high"))
        number = max(one.number for one in self.desk().open)
        if not is_closed:
            return Subject(number, channel, owner)
        await town.answer(await staff.slash(channel, "close_ticket"))
        return Subject(number, channel, owner, owner.inbox()[-1])


async def gather(town: Town) -> Crowd:
    """Everybody moves in; the bot is started again because the settings name the lead's role now."""
    stage, guild = town.stage, town.guild
    town.category.most_channels = 500
    lead_role = stage.role(guild, "leads")
    roles = {
        Who.OTHER_OWNER: (),
        Who.OWNER_ON_STAFF: (town.role,),
        Who.OTHER_STAFF: (town.other_role,),
        Who.GUEST: (town.other_role,),
        Who.LEAD: (lead_role,),
    }
    people = {Who.STRANGER: town.stranger, Who.OWNER: town.owner, Who.STAFF: town.staff, Who.ADMIN: town.admin}
    for who, held in roles.items():
        user = stage.user(who.value)
        stage.join(guild, user, *held)
        people[who] = town.sandbox.person(user)
    robot = town.sandbox.world.add_user("robot", bot=True)
    stage.join(guild, robot, town.role)
    boss = stage.user("another admin")
    lobby = stage.channel(stage.guild("Elsewhere", boss), "their-lobby")
    people |= {Who.BOT: town.sandbox.person(robot), Who.FOREIGN_ADMIN: town.sandbox.person(boss)}
    for person in people.values():
        assert not person.inbox()  # from here on everybody's direct messages are there
    await town.quiet()
    await town.stop()
    town.changed["lead_role"] = lead_role.id
    await town.start()
    await town.open(people[Who.OTHER_OWNER])
    return Crowd(town, people, lobby, await town.stranger.say(town.lobby, "a message to press on"))


# --- what can be wished for ---

Send = Callable[[Crowd, Who, Subject], Attempt]
Came = Callable[[Crowd, Who, Subject], bool]


@dataclass(frozen=True)
class Wish:
    """`by` may; everybody else reads `otherwise`. `came` says that it has come true, which it had not before.

    `what` is how the table calls it. `opens` shows a window, and so changes nothing.
    """

    name: str
    what: str
    send: Send
    by: frozenset[Who]
    otherwise: Reason
    came: Came | None = None
    is_closed: bool = False
    opens: bool = False
    elsewhere: Reason | None = None  # what another server's administrator reads; None: it is nothing of ours
    bots: Reason = Reason.NOT_FOR_BOTS

    def refusal(self, who: Who) -> str:
        """What is read by whoever may not."""
        if who is Who.FOREIGN_ADMIN and self.elsewhere is None:
            return SAYS.answers.not_ours
        reasons = {Who.FOREIGN_ADMIN: self.elsewhere, Who.BOT: self.bots}
        return SAYS.answers.refusals[reasons.get(who) or self.otherwise]


def command(name: str, **options: object) -> Send:
    """As the client sends it: a second word is a subcommand."""
    kinds = {str: 3, int: 4, bool: 5}
    head, _, sub = name.partition(" ")
    given = [{"name": key, "type": kinds[type(value)], "value": value} for key, value in options.items()]

    def send(crowd: Crowd, who: Who, subject: Subject) -> Attempt:
        sent = [{"name": sub, "type": 1, "options": given}] if sub else given
        return crowd.people[who].forge_slash(crowd.place(who, subject.channel), head, sent)

    return send


def set_up(crowd: Crowd, who: Who, subject: Subject) -> Attempt:
    """With what Discord says of the category beside its id; `subject` has no part in it."""
    category = crowd.town.category
    options = [{"name": "category", "type": 7, "value": str(category.id)}]
    shown = {str(category.id): objects.channel(crowd.town.sandbox.world, category)}
    place = crowd.place(who, crowd.town.lobby)
    return crowd.people[who].forge_slash(place, "setup", options, resolved={"channels": shown})


def press(op: str, *values: str, about: str = "", of_desk: bool = False, in_dm: bool = False) -> Send:
    def send(crowd: Crowd, who: Who, subject: Subject) -> Attempt:
        person, custom_id = crowd.people[who], custom_id_of(crowd, subject, op, about, of_desk=of_desk)
        place = person.dm if in_dm else crowd.place(who, crowd.town.lobby if of_desk else subject.channel)
        return person.forge_component(place, crowd.anything, custom_id, values or None)

    return send


def form(op: str, about: str = "", *, of_desk: bool = False, in_dm: bool = False, **fields: str) -> Send:
    def send(crowd: Crowd, who: Who, subject: Subject) -> Attempt:
        person, custom_id = crowd.people[who], custom_id_of(crowd, subject, op, about, of_desk=of_desk)
        place = person.dm if in_dm else crowd.place(who, crowd.town.lobby if of_desk else subject.channel)
        return person.forge_form(place, custom_id, fields)

    return send


def custom_id_of(crowd: Crowd, subject: Subject, op: str, about: str, *, of_desk: bool) -> str:
    return f"st:{op}:{Address(GuildId(crowd.town.guild.id), 0 if of_desk else subject.number)}:{about}:"
