"""The archive and the channel: threads belong to it, what is hidden is not gone, another channel's past stays."""

from models.ids import Address, ChannelId, MessageId
from models.message import Entry, Written
from models.ticket import Side, Ticket
from tests.support.actor_story import close, living, open_ticket
from tests.support.actor_world import GUILD, OWNER, STAFF, World
from tests.support.virtual import lapse


def entries(world: World, ticket: Address) -> dict[MessageId, Entry]:
    return {entry.id: entry for entry in world.memory.entries(ticket)}


async def look_again(world: World) -> None:
    world.supervisor.reread(GUILD)
    await lapse(30)


async def test_what_is_said_in_a_thread_is_archived_with_its_thread_and_is_no_turn() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        room = world.discord.channel_of(ticket)
        branch = world.discord.branch(room, STAFF, *(f"aside {n}" for n in range(45)))
        await look_again(world)

        found = entries(world, ticket)
        assert [found[id].thread for id in branch.messages] == [branch.thread] * 45
        state = world.state(ticket)
        assert isinstance(state, Ticket)
        assert Side.STAFF not in [turn.side for turn in state.turns]


async def test_the_threads_are_in_the_archive_before_a_ticket_is_closed_for_good() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        branch = world.discord.branch(world.discord.channel_of(ticket), OWNER, "aside")
        await close(world, ticket)
        await lapse(30)

        assert set(branch.messages) <= set(entries(world, ticket))
        assert len(world.discord.seen["transcripts"]) == 1


async def test_files_in_a_thread_are_kept_once_they_are_found_and_the_channel_loses_nothing_by_it() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        room = world.discord.channel_of(ticket)
        world.discord.branch(room, STAFF, "aside", files=["aside.png"])
        for _ in range(2):
            await look_again(world)
        said = world.discord.write(room, OWNER, "in the channel")
        await lapse(5)

        assert world.discord.seen[f"{ticket} files"] == ["aside.png"]
        assert said in entries(world, ticket)
        assert world.memory.snapshot(ticket).seen == said


async def test_what_was_deleted_in_a_thread_is_found_and_what_stands_in_the_channel_is_left_alone() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        room = world.discord.channel_of(ticket)
        said = world.discord.write(room, OWNER, "hello")
        branch = world.discord.branch(room, STAFF, "stays", "goes")
        stays, goes = branch.messages
        await look_again(world)
        del branch.messages[goes]
        await look_again(world)

        found = entries(world, ticket)
        assert found[goes].deleted_at is not None
        assert found[stays].deleted_at is None
        assert found[said].deleted_at is None


async def test_a_thread_that_is_hidden_from_us_is_not_taken_for_deleted() -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        branch = world.discord.branch(world.discord.channel_of(ticket), STAFF, "aside")
        await look_again(world)
        branch.is_hidden = True
        await look_again(world)

        assert [entries(world, ticket)[id].deleted_at for id in branch.messages] == [None]


async def test_what_was_said_in_the_channel_before_this_one_is_not_taken_for_deleted() -> None:
    """The archive of a reopened ticket holds two channels."""
    async with living() as world:
        ticket = await open_ticket(world)
        room = world.discord.channel_of(ticket)
        past = Written(MessageId(room - 1), world.clock.now(), OWNER, "in the channel before")
        gone = world.discord.write(room, OWNER, "in this one")
        await lapse(5)
        world.memory.archive(ticket, [past])
        del world.discord.rooms[ChannelId(room)].messages[gone]
        await look_again(world)

        found = entries(world, ticket)
        assert found[past.id].deleted_at is None
        assert found[gone].deleted_at is not None
