"""What is read by REST: how many read at once, who wrote, and that a call given up leaves the others free."""

import asyncio

import anyio
import discord
import pytest

from actors.ports import HistoryDown
from bot.inbound import calls
from bot.inbound.calls import NotReached, limited
from bot.inbound.history import AT_ONCE, DiscordHistory
from bot.inbound.members import author_in
from models.ids import ChannelId, GuildId, MessageId

HERE = GuildId(1)


@pytest.fixture
async def client() -> discord.Client:
    """Logged in nowhere; its global gate stands open, as after a login."""
    client = discord.Client()
    client.http._global_over = asyncio.Event()
    client.http._global_over.set()
    return client


async def sleep_out_a_global_limit(client: discord.Client) -> None:
    """As py-cord does when it is told of one."""
    client.http._global_over.clear()
    await anyio.sleep_forever()


async def test_a_call_that_is_cancelled_in_a_global_limit_leaves_the_others_free(client: discord.Client) -> None:
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(limited, client, sleep_out_a_global_limit(client))
        await anyio.wait_all_tasks_blocked()
        assert not client.http._global_over.is_set()
        tasks.cancel_scope.cancel()

    assert client.http._global_over.is_set()


async def test_a_call_that_takes_too_long_in_a_global_limit_leaves_the_others_free(
    client: discord.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls, "LIMIT", 0.01)

    with pytest.raises(NotReached):
        await limited(client, sleep_out_a_global_limit(client))

    assert client.http._global_over.is_set()


async def test_a_call_that_is_refused_opens_no_gate_that_another_call_keeps_shut(client: discord.Client) -> None:
    async def refused() -> None:
        raise discord.DiscordException

    client.http._global_over.clear()
    with pytest.raises(discord.DiscordException):
        await limited(client, refused())

    assert not client.http._global_over.is_set()


async def test_only_so_many_read_at_once_and_the_next_begins_when_one_is_done(
    client: discord.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    under_way, may_end = list[int](), anyio.Semaphore(0)

    async def page(channel: int, limit: int, **_: object) -> list[object]:
        under_way.append(channel)
        await may_end.acquire()
        raise RuntimeError("no answer")

    async def read(channel: int) -> None:
        with pytest.raises(HistoryDown):
            await history.after(ChannelId(channel), MessageId(1))

    monkeypatch.setattr(client.http, "logs_from", page)
    history = DiscordHistory(client)
    async with anyio.create_task_group() as tasks:
        for channel in range(AT_ONCE + 3):
            tasks.start_soon(read, channel)
        await anyio.wait_all_tasks_blocked()
        assert len(under_way) == AT_ONCE

        may_end.release()
        await anyio.wait_all_tasks_blocked()
        assert len(under_way) == AT_ONCE + 1
        tasks.cancel_scope.cancel()


@pytest.mark.parametrize(
    "said",
    [
        {"author": {"id": "7", "username": "hook"}, "webhook_id": "8"},
        {"author": {"id": "7", "username": "robot", "bot": True}},
    ],
    ids=["webhook", "bot"],
)
async def test_whatever_a_machine_wrote_in_the_past_is_a_machines_and_nobody_is_asked(
    client: discord.Client, said: dict[str, object]
) -> None:
    assert (await author_in(client, HERE, said)).is_bot
