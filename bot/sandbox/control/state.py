"""What the control interface stands on, and one call of it with the things that its path names."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from aiohttp import web

from bot.sandbox import errors
from bot.sandbox.client.people import Person
from bot.sandbox.client.seeing import Seen, seen
from bot.sandbox.control import naming, views
from bot.sandbox.control.attempts import Attempts
from bot.sandbox.control.journal import Journal
from bot.sandbox.control.mover import Mover
from bot.sandbox.control.route import Route
from bot.sandbox.control.watching import Watch
from bot.sandbox.errors import ApiError
from bot.sandbox.model import Channel, Guild, Message, User
from bot.sandbox.wire.server import Sandbox
from bot.sandbox.world import World


@dataclass(frozen=True)
class State:
    """One of each for the life of the interface."""

    sandbox: Sandbox
    routes: tuple[Route, ...]
    mover: Mover
    watch: Watch
    journal: Journal
    guide: Callable[[], views.Guide]
    addresses: Callable[[], views.Addresses]
    attempts: Attempts


@dataclass(frozen=True)
class Call:
    """What the path names is looked up when it is asked for, and refused as Discord refuses what is not there."""

    state: State
    request: web.Request
    path: Mapping[str, str]

    @property
    def world(self) -> World:
        return self.state.sandbox.world

    @cached_property
    def person(self) -> Person:
        return Person(self.world, naming.person_named(self.world, self.path["person"]))

    @property
    def user(self) -> User:
        return self.person.user

    @cached_property
    def guild(self) -> Guild:
        """A server that this person is in; any other is unknown to them."""
        guild = naming.guild_named(self.world, self.path["guild"])
        if self.user.id not in guild.members:
            raise ApiError(errors.UNKNOWN_GUILD)
        return guild

    @cached_property
    def channel(self) -> Channel:
        return naming.channel_named(self.person, self.world, self.path["channel"])

    @cached_property
    def message(self) -> Message:
        return naming.message_named(self.person, self.world, self.channel, self.path["message"])

    @property
    def seen(self) -> Seen:
        return seen(self.world, self.message, self.user)
