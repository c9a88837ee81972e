"""A ticket as a channel of its own: made, found again by its topic, opened and closed to people, removed."""

import re
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

from actors.codes import (
    NOT_FOUND,
    UNKNOWN_CHANNEL,
    UNKNOWN_MEMBER,
    UNKNOWN_OVERWRITE,
    UNKNOWN_ROLE,
    UNKNOWN_USER,
)
from actors.ports import Notice, Trouble, WorldError
from bot.outbound.answers import WrongForm
from bot.outbound.discord_port import DiscordPort
from bot.outbound.payload import Json
from bot.outbound.scene import Scene
from bot.outbound.surfaces.overwrites import TO_CREATE, Change, Target, at_birth, changed
from bot.outbound.text import cut, plain
from models.effects import CreateSurface, Rename, SetAccess
from models.ids import Address, ChannelId, GuildId, TypeKey, UserId

NAME, TOPIC = 100, 1024  # characters; Discord's limits
TEXT = 0  # Discord's type of a text channel
UNKNOWN_PEOPLE = (UNKNOWN_MEMBER, UNKNOWN_OVERWRITE, UNKNOWN_ROLE, UNKNOWN_USER)  # which, Discord does not promise
NAME_FIELD, PARENT_FIELD, ACCESS_FIELD = "name", "parent_id", "permission_overwrites"

Report = Callable[[Address, Notice], None]
Made = TypeVar("Made")


class ChannelSurface:
    """`report` is told what staff must know at once."""

    def __init__(self, port: DiscordPort, report: Report) -> None:
        self._port, self._report = port, report

    async def create(self, effect: CreateSurface, scene: Scene) -> ChannelId:
        """Discord may refuse the name, or the category (full, or gone): a plainer channel is better than none."""
        body = {
            NAME_FIELD: channel_name(effect.type, scene),
            "type": TEXT,
            "topic": topic(effect.type, scene),
            PARENT_FIELD: str(effect.category) if effect.category else None,
            ACCESS_FIELD: at_birth(effect, scene.sender.guild, self._port.me),
        }
        made, refused = await _mended(partial(self._made, scene.sender.guild), body, _plainer(scene))
        self._check_category(PARENT_FIELD in refused, effect, scene)
        return made

    async def rename(self, effect: Rename, scene: Scene) -> None:
        """Only what differs is written: of new names and topics Discord takes two in ten minutes."""
        standing = await self._port.channel(effect.channel)
        wanted = {NAME_FIELD: channel_name(effect.type, scene), "topic": topic(effect.type, scene)}
        if effect.category:
            wanted[PARENT_FIELD] = str(effect.category)
        body = {field: value for field, value in wanted.items() if standing.get(field) != value}
        if body:
            plainer = _plainer(scene) | {PARENT_FIELD: standing.get(PARENT_FIELD)}
            _, refused = await _mended(partial(self._port.change_channel, effect.channel), body, plainer)
            self._check_category(PARENT_FIELD in refused, effect, scene)

    async def find(self, scene: Scene) -> ChannelId | None:
        """The ticket's channel by the address in its topic; should there be two, the newer goes."""
        channels = await self._port.channels(scene.sender.guild)
        found = sorted(int(channel["id"]) for channel in channels if is_of(scene.sender, channel))
        for newer in found[1:]:
            await self.delete(ChannelId(newer))
        return ChannelId(found[0]) if found else None

    def name_of(self, channel: ChannelId, scene: Scene) -> str | None:
        """What it is called, where it is the ticket's own: of others not everybody may read that they are there."""
        found = self._port.text_channel(channel)
        is_own = found is not None and is_of(scene.sender, {"type": TEXT, "topic": found.topic})
        return found.name if found and is_own else None

    async def set_access(self, effect: SetAccess) -> None:
        standing = await self._port.channel(effect.channel)
        for change in changed(effect, standing["permission_overwrites"]):
            await self._set(effect.channel, change)

    async def delete(self, channel: ChannelId) -> None:
        """Gone is gone, whoever did it."""
        try:
            await self._port.delete_channel(channel)
        except WorldError as error:
            if error.status != NOT_FOUND:
                raise

    async def _made(self, guild: GuildId, body: Json) -> ChannelId:
        """Whom Discord does not know is left out of it."""
        try:
            return await self._port.create_channel(guild, body, TO_CREATE)
        except WorldError as error:
            if not _is_about_people(error):
                raise
        there = [one for one in body[ACCESS_FIELD] if await self._is_there(guild, one)]
        return await self._port.create_channel(guild, body | {ACCESS_FIELD: there}, TO_CREATE)

    async def _is_there(self, guild: GuildId, overwrite: Json) -> bool:
        if overwrite["type"] == Target.ROLE:
            return overwrite["id"] in {role["id"] for role in await self._port.roles(guild)}
        return await self._port.member(guild, UserId(int(overwrite["id"]))) is not None

    def _check_category(self, is_refused: bool, effect: CreateSurface | Rename, scene: Scene) -> None:
        if is_refused:
            self._report(scene.sender, Notice(Trouble.NO_CATEGORY, what=effect.id.what, channel=effect.category))

    async def _set(self, channel: ChannelId, change: Change) -> None:
        """A person or a role that is gone needs neither key nor lock; for a person Discord may call it a wrong form."""
        try:
            if change.is_removal:
                await self._port.drop_overwrite(channel, change.overwrite["id"], change.bits)
            else:
                await self._port.set_overwrite(channel, change.overwrite, change.bits)
        except WrongForm:
            if change.overwrite["type"] != Target.MEMBER:
                raise
        except WorldError as error:
            if error.status != NOT_FOUND or error.code == UNKNOWN_CHANNEL:
                raise


async def _mended(act: Callable[[Json], Awaitable[Made]], body: Json, plainer: Json) -> tuple[Made, frozenset[str]]:
    """Takes from `plainer` whatever Discord refuses in the body, each once; what was refused is told."""
    refused: frozenset[str] = frozenset()
    while True:
        try:
            return await act(body), refused
        except WrongForm as refusal:
            again = refusal.fields & plainer.keys() & body.keys() - refused
            if not again:
                raise
            refused |= again
            body = body | {field: plainer[field] for field in again}


def _is_about_people(error: WorldError) -> bool:
    if isinstance(error, WrongForm):
        return ACCESS_FIELD in error.fields
    return error.status == NOT_FOUND and error.code in UNKNOWN_PEOPLE


def _plainer(scene: Scene) -> Json:
    return {NAME_FIELD: f"ticket-{scene.number}", PARENT_FIELD: None}


def channel_name(type: TypeKey, scene: Scene) -> str:
    """`product-issues-0012`."""
    word = re.sub(r"[^a-z0-9]+", "-", type.lower()).strip("-") or "ticket"
    number = f"-{scene.number:04}"
    return word[: NAME - len(number)] + number


def topic(type: TypeKey, scene: Scene) -> str:
    """A line for people that ends with the ticket's address, by which the channel is found again."""
    line = scene.words.in_ticket.topic
    label = plain(scene.type(type).label, 80)
    return cut(line.format(number=scene.number, type=label, address=scene.sender), TOPIC)


def is_of(ticket: Address, channel: Json) -> bool:
    """Whether the topic names this ticket and no other."""
    named = re.search(rf"(?<![\d-]){re.escape(str(ticket))}(?![\d-])", channel.get("topic") or "")
    return channel.get("type") == TEXT and named is not None
