"""A ticket with thousands of messages: all are archived, its document stays small, and coming back is as quick."""

from random import Random

import pytest

from models.ticket import Priority
from tests.support.actor_story import living, open_ticket
from tests.support.actor_world import OWNER, STAFF
from tests.support.fuse import Fuse
from tests.support.virtual import lapse

MOST_BYTES = 20_000


@pytest.mark.parametrize("messages", [500, pytest.param(5_000, marks=pytest.mark.slow)])
async def test_a_long_conversation_leaves_a_small_document_and_a_whole_archive(messages: int) -> None:
    dice = Random(1)
    async with living(Fuse(), Fuse()) as world:
        ticket = await open_ticket(world, priority=Priority.NORMAL)
        room = world.discord.channel_of(ticket)
        said = []
        for _ in range(messages):
            said.append(world.discord.write(room, dice.choice([OWNER, STAFF]), "x" * dice.randrange(200)))
            await lapse(dice.choice([0.01, 1, 30]))
        await lapse(60)
        await world.supervisor.drain()
        await lapse(30)

        assert world.live is not None
        pages = world.live.fuse.names.count("history")
        assert set(said) <= {entry.id for entry in world.memory.entries(ticket)}
        assert len(world.memory.rows[ticket].body) < MOST_BYTES
        assert pages <= messages // 20 + 10, "the whole history is read once, to compare it"
