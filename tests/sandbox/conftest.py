"""A guild with an owner, staff and a stranger on a sandbox; a client, a REST caller and a socket to reach it."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.sandbox import Person, Sandbox
from tests.sandbox.tools import Api, Client, Place, Socket, connected, socket


@pytest.fixture
async def place() -> AsyncIterator[Place]:
    async with Sandbox() as sandbox:
        stage = sandbox.stage
        owner, staff, stranger = (stage.user(name) for name in ("owner", "staff", "stranger"))
        guild = stage.guild("Desk", owner)
        role = stage.role(guild, "Support", mentionable=True)
        stage.join(guild, staff, role)
        stage.join(guild, stranger)
        yield Place(sandbox, guild, owner, staff, stranger, role, stage.channel(guild, "lobby"))


@pytest.fixture
def owner(place: Place) -> Person:
    return place.person(place.owner)


@pytest.fixture
def staff(place: Place) -> Person:
    return place.person(place.staff)


@pytest.fixture
def stranger(place: Place) -> Person:
    return place.person(place.stranger)


@pytest.fixture
async def client(place: Place, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Client]:
    async with connected(place.sandbox, monkeypatch) as ready:
        yield ready


@pytest.fixture
async def api(place: Place) -> AsyncIterator[Api]:
    async with aiohttp.ClientSession() as session:
        yield Api(place.sandbox, session)


@pytest.fixture
async def wire(place: Place) -> AsyncIterator[Socket]:
    async with socket(place.sandbox) as bare:
        yield bare
