"""A create that came true after another channel had taken its place: the newer of the two goes, once."""

from datetime import timedelta

import pytest

from actors.ports import WorldError
from models import effects as f
from models.ids import Address, ChannelId
from tests.support.actor_story import close, living, open_ticket
from tests.support.actor_world import DESK, GUILD, World
from tests.support.small_discord import Room
from tests.support.virtual import lapse


def second_channel(world: World, ticket: Address) -> ChannelId:
    """It stands, and bears the ticket's address."""
    twin = ChannelId(world.discord.snowflake())
    world.discord.rooms[twin] = Room(ticket)
    return twin


def standing(world: World) -> list[ChannelId]:
    return [channel for channel, room in world.discord.rooms.items() if not room.is_gone]


async def test_the_newer_of_two_channels_goes_and_the_ticket_goes_on_in_the_other() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        own = world.discord.channel_of(ticket)
        before = world.memory.snapshot(ticket).version
        for channel in (second_channel(world, ticket), own):
            world.supervisor.channel_appeared(ticket, channel)
        await lapse(5)

        assert standing(world) == [own]
        assert world.supervisor.directory.ticket_of(own) == ticket
        assert world.memory.snapshot(ticket).version == before, "nothing was promised, so nothing is written"


@pytest.mark.parametrize("later", [timedelta(minutes=11), timedelta(days=3)])
async def test_a_copy_that_somebody_makes_later_is_left_alone(later: timedelta) -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        await lapse(later.total_seconds())
        twin = second_channel(world, ticket)
        world.supervisor.channel_appeared(ticket, twin)
        await lapse(60)

        assert twin in standing(world)


async def test_an_older_channel_and_one_of_a_number_that_was_never_given_are_left_alone() -> None:
    async with living() as world:
        first = second_channel(world, Address(GUILD, 1))
        ticket = await open_ticket(world)
        stranger = second_channel(world, Address(GUILD, 99))
        world.supervisor.channel_appeared(ticket, first)
        world.supervisor.channel_appeared(Address(GUILD, 99), stranger)
        world.supervisor.channel_appeared(DESK, stranger)
        await lapse(60)

        assert {first, stranger} <= {*standing(world)}
        assert Address(GUILD, 99) not in world.memory.rows


async def test_it_goes_once_discord_allows_it_and_then_a_ticket_that_is_over_rests() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        own = world.discord.channel_of(ticket)
        twin = second_channel(world, ticket)
        await close(world, ticket)
        await lapse(60)
        world.discord.errors = {f.DeleteSurface: WorldError(503)}
        world.supervisor.channel_appeared(ticket, twin)
        await lapse(100)
        assert {own, twin} <= {*standing(world)}

        world.discord.errors = {}
        await lapse(1000)

        assert standing(world) == []
        assert world.supervisor.state_of(ticket) is None
