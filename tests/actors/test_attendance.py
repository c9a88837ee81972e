"""Whether the owner is there is asked once when a ticket wakes up: they may have come or gone while nobody listened."""

from datetime import timedelta

import pytest

from actors.ports import HistoryDown, Presence
from models import commands as c
from models.ids import Address, GuildId, MessageId, UserId
from models.message import Written
from models.moment import first_snowflake
from models.policy import AutoClose
from models.ticket import Away, Priority, Ticket
from tests.support.actor_story import DAY, HOUR, close, living, open_ticket, set_priority
from tests.support.actor_world import GUILD, OWNER, POLICY, STAFF, TYPE, World
from tests.support.fuse import Fuse
from tests.support.virtual import lapse

HASTY = AutoClose(owner_idle=timedelta(hours=1), min_after_staff_reply=timedelta(), warn_before=None)
KIND = POLICY.types[TYPE].model_copy(update={"autoclose": HASTY, "removal_delay": timedelta(days=1)})
IMPATIENT = POLICY.model_copy(update={"types": {TYPE: KIND}})
GONE, HERE = Presence(False), Presence(True)


def asked(world: World) -> int:
    assert world.live is not None
    return world.live.fuse.names.count("attendance")


def absences(world: World, ticket: Address) -> list[tuple[Away, bool]]:
    """Why, and whether it is over."""
    state = world.state(ticket)
    assert isinstance(state, Ticket)
    return [(one.why, one.until is not None) for one in state.absences]


def lines(world: World, ticket: Address) -> list[str]:
    return [said for said in world.discord.seen[str(ticket)] if "owner_" in said]


async def test_an_owner_who_left_while_nobody_listened_is_found_to_be_away() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        world.discord.presences[OWNER.id] = GONE
        world.supervisor.reread(GUILD)
        await lapse(5)

        assert absences(world, ticket) == [(Away.LEFT, False)]
        assert len(lines(world, ticket)) == 1

        world.discord.presences[OWNER.id] = HERE
        world.supervisor.reread(GUILD)
        await lapse(5)

        assert absences(world, ticket) == [(Away.LEFT, True)]
        assert len(lines(world, ticket)) == 2


async def test_an_owner_who_is_there_is_no_news_and_nothing_is_written() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        await lapse(5)
        before = world.memory.snapshot(ticket).version
        world.supervisor.reread(GUILD)
        await lapse(5)

        assert asked(world) == 1
        assert world.memory.snapshot(ticket).version == before


async def test_a_mailbox_that_overflows_asks_for_nobody() -> None:
    async with living(room=8) as world:
        ticket = await open_ticket(world)
        await lapse(5)
        before = asked(world)
        for n in range(50):
            world.discord.write(world.discord.channel_of(ticket), OWNER, f"{n}")
        await lapse(5)

        assert asked(world) == before


async def test_for_a_ticket_that_is_over_nobody_is_asked_and_for_one_that_is_reopened_somebody_is() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        await close(world, ticket)
        await lapse(5)
        world.supervisor.reread(GUILD)
        await lapse(5)
        assert asked(world) == 0

        world.discord.presences[OWNER.id] = GONE
        await world.ask_once(ticket, c.Reopen(world.letter(), world.clock.now(), STAFF))
        await lapse(5)

        assert asked(world) == 1
        assert absences(world, ticket) == [(Away.LEFT, False)]


async def test_one_that_reopens_by_itself_asks_whether_its_owner_is_there() -> None:
    """Nobody follows who comes and goes while a ticket is over."""
    async with living(policy=IMPATIENT) as world:
        ticket = await open_ticket(world, priority=Priority.LOW)
        world.discord.write(world.discord.channel_of(ticket), STAFF, "try again")
        await lapse(3 * HOUR)
        closed = world.state(ticket)
        assert isinstance(closed, Ticket)
        assert closed.closing
        world.discord.presences[OWNER.id] = GONE
        assert asked(world) == 0

        said_at = closed.closing.at - timedelta(minutes=1)
        late = Written(MessageId(first_snowflake(said_at)), said_at, OWNER, "it does not work")
        world.supervisor.tell(ticket, c.Post(late))
        await lapse(5)

        assert asked(world) == 1
        assert absences(world, ticket) == [(Away.LEFT, False)]


async def test_a_new_process_asks_for_the_owner_of_each_open_ticket() -> None:
    first = Fuse()
    async with living(first, Fuse()) as world:
        ticket = await open_ticket(world)
        first.is_dead = True
        world.discord.presences[OWNER.id] = GONE
        await world.ask_once(ticket, c.NoAnswerNeeded(world.letter(), world.clock.now(), STAFF))
        await lapse(30)

        assert asked(world) == 1
        assert absences(world, ticket) == [(Away.LEFT, False)]


class Unanswered:
    """Discord does not answer for a while."""

    def __init__(self) -> None:
        self.asked, self.is_down = 0, True

    async def of(self, guild: GuildId, person: UserId) -> Presence:
        self.asked += 1
        if self.is_down:
            raise HistoryDown
        return GONE


async def test_while_discord_does_not_answer_it_is_asked_again_and_nothing_is_said() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        await set_priority(world, ticket)
        attendance = world.supervisor._office.attendance = Unanswered()
        world.supervisor.reread(GUILD)
        await lapse(DAY)
        assert attendance.asked > 20
        assert world.discord.seen["sla"] == []

        attendance.is_down = False
        await lapse(120)

        assert absences(world, ticket) == [(Away.LEFT, False)]
        assert len(world.discord.seen["sla"]) == 1, "the staff's clock went on"


@pytest.mark.parametrize("presence", [GONE, HERE])
async def test_what_a_full_mailbox_is_told_of_the_owner_is_not_lost(presence: Presence) -> None:
    async with living(room=8) as world:
        ticket = await open_ticket(world)
        if presence is HERE:
            world.let(OWNER, GONE)
            await lapse(5)
        for n in range(20):
            world.discord.write(world.discord.channel_of(ticket), STAFF, f"{n}")
        world.let(OWNER, presence)
        await lapse(10)

        assert absences(world, ticket) == [(Away.LEFT, presence.is_here)]
