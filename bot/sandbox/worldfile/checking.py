"""What a world file tells that cannot be: each function yields what becomes a sentence without its full stop."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from bot.sandbox.model import ChannelType
from bot.sandbox.permissions import Permission
from bot.sandbox.rules.places import channel_name
from bot.sandbox.world import World
from bot.sandbox.worldfile.mistakes import Misspelt, Way, place
from bot.sandbox.worldfile.nouns import MOST_IN_A_CATEGORY, Channel, Guild, Kind, Overwrite, WorldFile

EVERYONE, BOT = "everyone", "bot"
"""In overwrites these stand for the role of all and for the bot, however it is called."""
RESERVED = (EVERYONE, f"@{EVERYONE}", BOT)


@dataclass(frozen=True)
class There:
    """What has its name already in a world that is there; `bot` is what the bot is called."""

    people: frozenset[str] = frozenset()
    guilds: frozenset[str] = frozenset()
    bot: str | None = None

    @classmethod
    def of(cls, world: World) -> Self:
        """As it is at this moment."""
        people = (user.username for user in world.users.values() if not user.bot)
        guilds = (guild.name for guild in world.guilds.values())
        return cls(frozenset(people), frozenset(guilds), world.application.user.username)


def impossible(file: WorldFile, there: There) -> Iterator[object]:
    """Everything that could not be built beside what is there."""
    bot = there.bot or file.bot or BOT
    if file.bot not in (None, bot):
        yield f"bot is {file.bot!r}, but the bot of this world is called {bot!r} already: leave the line out"
    for name in file.people:
        if name in there.people:
            yield f"{place(('people', name))} is there already: take another name"
        if name == bot or name in RESERVED:
            yield f"{place(('people', name))} has a name that stands for others: take another one"
    people = there.people | set(file.people)
    for name, guild in file.guilds.items():
        if name in there.guilds:
            yield f"{place(('guilds', name))} is there already: take another name"
        yield from _In(("guilds", name), guild, people).impossible()


@dataclass(frozen=True)
class _In:
    """One server of the file, and who may belong to it."""

    way: Way
    guild: Guild
    people: frozenset[str]

    @cached_property
    def members(self) -> set[str]:
        return {self.guild.owner, *self.guild.members}

    def impossible(self) -> Iterator[object]:
        yield from self._nobody("owner", self.guild.owner)
        yield from self._roles()
        yield from self._members()
        yield from self._channels()

    def _nobody(self, step: str, name: str) -> Iterator[object]:
        if name not in self.people:
            said = f"{place((*self.way, step))} is {name!r}, but there is nobody of this name"
            yield Misspelt(said, name, self.people, "add them to people")

    def _roles(self) -> Iterator[object]:
        for name in self.guild.roles:
            if name in RESERVED:
                own = f"write what they may do as {place((*self.way, name.removeprefix('@')))}"
                yield f"{place((*self.way, 'roles', name))} has a role of its own: {own}"

    def _members(self) -> Iterator[object]:
        for name, member in self.guild.members.items():
            yield from self._nobody(f"members.{name}", name)
            way = (*self.way, "members", name)
            for role in member.roles:
                if role not in self.guild.roles:
                    said = f"{place((*way, 'roles'))} holds {role!r}, which is no role of this server"
                    yield Misspelt(said, role, self.guild.roles, "add it to the server's roles")
            if member.timed_out_for and (name == self.guild.owner or self._is_administrator(member.roles)):
                yield f"{place((*way, 'timed_out_for'))} is for nobody who may everything: leave it out"

    def _is_administrator(self, roles: list[str]) -> bool:
        held = [self.guild.roles[role].permissions for role in roles if role in self.guild.roles]
        return any(Permission.ADMINISTRATOR in one for one in (*held, self.guild.everyone or []))

    # channels

    def _channels(self) -> Iterator[object]:
        kinds = {Kind.TEXT: ChannelType.TEXT, Kind.CATEGORY: ChannelType.CATEGORY}
        named = Counter(channel_name(kinds[one.kind], name) for name, one in self.guild.channels.items())
        for name, channel in self.guild.channels.items():
            way, shown = (*self.way, "channels", name), channel_name(kinds[channel.kind], name)
            if named[shown] > 1:
                yield f"{place(way)} is shown as {shown!r}, as another one is: take another name"
            yield from self._place(way, channel)
            for subject, overwrite in (channel.overwrites or {}).items():
                yield from self._overwrite((*way, "overwrites", subject), subject, overwrite)
        yield from self._too_many()

    def _place(self, way: Way, channel: Channel) -> Iterator[object]:
        if channel.kind is Kind.CATEGORY:
            for key in ("parent", "topic"):
                if getattr(channel, key) is not None:
                    yield f"{place((*way, key))} is for text channels, and this is a category: leave it out"
        elif channel.parent is not None:
            there = self.guild.channels.get(channel.parent)
            if there is None:
                categories = [name for name, one in self.guild.channels.items() if one.kind is Kind.CATEGORY]
                said = f"{place((*way, 'parent'))} is {channel.parent!r}, which is no channel of this server"
                yield Misspelt(said, channel.parent, categories, "add it to the channels, with kind: category")
            elif there.kind is not Kind.CATEGORY:
                yield f"{place((*way, 'parent'))} is {channel.parent!r}, which is no category: give it kind: category"

    def _too_many(self) -> Iterator[object]:
        for parent, count in Counter(one.parent for one in self.guild.channels.values()).items():
            if parent is not None and count > MOST_IN_A_CATEGORY:
                way = (*self.way, "channels", parent)
                yield f"{place(way)} has {count} channels, but {MOST_IN_A_CATEGORY} are the most: move some elsewhere"

    def _overwrite(self, way: Way, subject: str, overwrite: Overwrite) -> Iterator[object]:
        is_role = subject in self.guild.roles
        if is_role and subject in self.members:
            yield f"{place(way)} is the name of a role and of a member: rename the role"
        elif not (is_role or subject in self.members or subject in (EVERYONE, BOT)):
            known = (*self.guild.roles, *self.members, EVERYONE, BOT)
            otherwise = "name a role or a member of this server, everyone or bot"
            yield Misspelt(f"{place(way)} is for nobody who is there", subject, known, otherwise)
        for permission in overwrite.allow:
            if permission in overwrite.deny:
                yield f"{place(way)} both allows and denies {permission.name}: take it out of one list"
