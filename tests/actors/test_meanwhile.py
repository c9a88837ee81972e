"""What is said after a close while its channel is not locked yet stays said, with its files."""

import asyncio

from models import commands as c
from models.rules.status import Status, status_of
from models.ticket import Priority, Ticket
from tests.support.actor_story import living, open_ticket
from tests.support.actor_world import OWNER, STAFF
from tests.support.virtual import lapse


async def test_if_the_ticket_goes_on_the_owner_is_owed_an_answer_and_the_file_is_kept() -> None:
    async with living() as world:
        ticket = await open_ticket(world, priority=Priority.LOW)
        channel = world.discord.channel_of(ticket)
        world.discord.write(channel, STAFF, "all done?")
        await lapse(60)

        close = c.Close(world.letter(), world.clock.now(), STAFF)
        closing = asyncio.create_task(world.ask(ticket, lambda: close))
        await lapse(0.02)
        message = world.discord.write(channel, OWNER, "wait, it is broken again", "shot.png")
        await lapse(5)
        await closing
        again = c.Reopen(world.letter(), world.clock.now(), STAFF)
        await world.ask(ticket, lambda: again)
        await lapse(60)

        state = world.state(ticket)
        assert isinstance(state, Ticket)
        assert status_of(state) is Status.ANSWER_OWED
        assert message in [turn.id for turn in state.turns]
        assert len(world.discord.seen[f"{ticket} files"]) == 1
