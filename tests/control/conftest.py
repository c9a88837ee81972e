"""A small server on a sandbox whose time stands, with its control interface, callers and a bot by hand."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.sandbox import Permission, Sandbox, World, allow, deny
from bot.sandbox.control.server import Control
from bot.sandbox.wall_time import WallTime
from tests.control.tools import NOON, Bot, Caller, Place
from tests.sandbox.tools import Api


@pytest.fixture
async def place() -> AsyncIterator[Place]:
    time = WallTime(NOON)
    async with (
        Sandbox(World(time.now)) as sandbox,
        Control(sandbox, time, pace=0) as control,
        aiohttp.ClientSession() as session,
    ):
        stage = sandbox.stage
        owner, staff, stranger = (stage.user(name) for name in ("owner", "staff", "stranger"))
        guild = stage.guild("Desk", owner)
        role = stage.role(guild, "Support", mentionable=True)
        stage.join(guild, staff, role)
        stage.join(guild, stranger)
        lobby = stage.channel(guild, "lobby")
        me = sandbox.world.application.user
        hidden = (deny(guild, Permission.VIEW_CHANNEL), allow(role, Permission.VIEW_CHANNEL))
        office = stage.channel(guild, "office", *hidden, allow(me, Permission.VIEW_CHANNEL))
        bot = Bot(sandbox, Api(sandbox, session))
        yield Place(sandbox, Caller(control, session), bot, guild, owner, staff, stranger, role, lobby, office)
