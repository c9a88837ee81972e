"""A small server with its page, on a clock that stands: three people, a bot that answers by a table, and no desk."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import aiohttp
import anyio
from anyio.abc import TaskGroup

from bot.demo.quiet import quiet
from bot.sandbox import Channel, Guild, Permission, Role, Sandbox, User, World
from bot.sandbox.control.server import Control
from bot.sandbox.wall_time import WallTime
from bot.sandbox.world import Event
from tests.sandbox.tools import Api

MORNING = datetime(2026, 3, 2, 9, tzinfo=UTC)  # a Monday
COMMAND, AUTOCOMPLETE = 2, 4
MESSAGE, UPDATE, CHOICES, FORM = 4, 7, 8, 9  # kinds of callbacks
ONLY_YOU = 64

Json = dict[str, Any]


def row(*components: Json) -> Json:
    return {"type": 1, "components": list(components)}


def button(label: str, custom_id: str, style: int = 2, **more: Any) -> Json:
    return {"type": 2, "label": label, "custom_id": custom_id, "style": style, **more}


def select(custom_id: str, *options: str, kind: int = 3, **more: Any) -> Json:
    listed = [{"label": one, "value": str(n)} for n, one in enumerate(options)]
    return {"type": kind, "custom_id": custom_id, **({"options": listed} if listed else {}), **more}


@dataclass
class Place:
    """`answers` are the bot's callbacks, by the command's name or the custom_id that was used; else it is silent."""

    sandbox: Sandbox
    control: Control
    guild: Guild
    administrator: User
    owner: User
    staff: User
    team: Role
    lobby: Channel
    api: Api
    tasks: TaskGroup
    answers: dict[str, Json] = field(default_factory=dict)

    async def tell(self, channel: Channel, text: str = "", **more: Any) -> str:
        """The bot says something; the message's id."""
        status, said = await self.api("POST", f"/channels/{channel.id}/messages", {"content": text, **more})
        assert status == 200, said
        return str(said["id"])

    async def rests(self) -> None:
        """Until the bot has answered."""
        await quiet(self.sandbox, None)

    async def offer(self, *definitions: Json) -> None:
        """The bot's commands are these."""
        path = f"/applications/{self.sandbox.world.application.id}/commands"
        status, answer = await self.api("PUT", path, definitions)
        assert status == 200, answer

    def hear(self, event: Event) -> None:
        if event.name == "INTERACTION_CREATE":
            self.tasks.start_soon(self._answer, event.payload)

    async def _answer(self, told: Json) -> None:
        answer = self.answers.get(told["data"].get("custom_id") or told["data"]["name"])
        if answer is not None:
            path = f"/interactions/{told['id']}/{told['token']}/callback"
            status, said = await self.api("POST", path, answer)
            assert status == 204, said


@asynccontextmanager
async def a_place(names: Sequence[str] = ("administrator", "owner", "staff")) -> AsyncIterator[Place]:
    """Nothing moves its time but who sits at a page."""
    time = WallTime(MORNING)
    async with (
        Sandbox(World(time.now)) as sandbox,
        Control(sandbox, time, pace=0.0) as control,
        aiohttp.ClientSession() as session,
        anyio.create_task_group() as tasks,
    ):
        stage = sandbox.stage
        administrator, owner, staff = map(stage.user, names)
        guild = stage.guild("Workshop", administrator)
        team = stage.role(guild, "Team", Permission.MANAGE_MESSAGES, mentionable=True)
        stage.join(guild, owner)
        stage.join(guild, staff, team)
        lobby = stage.channel(guild, "lobby")
        api = Api(sandbox, session)
        place = Place(sandbox, control, guild, administrator, owner, staff, team, lobby, api, tasks)
        sandbox.world.listeners.append(place.hear)
        yield place
        tasks.cancel_scope.cancel()
