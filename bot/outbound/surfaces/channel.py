"""A ticket as a channel of its own: made, found again by its topic, opened and closed to people, removed."""

import re
from collections.abc import Callable

from actors.ports import Notice, Trouble, WorldError
from bot.outbound.discord_port import DiscordPort, WrongForm
from bot.outbound.payload import Json
from bot.outbound.scene import Scene
from bot.outbound.surfaces.overwrites import TO_CREATE, Change, at_birth, changed
from bot.outbound.text import cut, plain
from models.effects import CreateSurface, SetAccess
from models.ids import Address, ChannelId

NAME, TOPIC = 100, 1024  # characters; Discord's limits
TEXT = 0  # Discord's type of a text channel
UNKNOWN_CHANNEL = 10003
NOT_FOUND = 404

Report = Callable[[Address, Notice], None]


class ChannelSurface:
    """`report` is told what staff must know at once."""

    def __init__(self, port: DiscordPort, report: Report) -> None:
        self._port, self._report = port, report

    async def create(self, effect: CreateSurface, scene: Scene) -> ChannelId:
        """Discord may refuse the name, or the category (full, or gone): a plainer channel is better than none."""
        body = {
            "name": channel_name(effect, scene),
            "type": TEXT,
            "topic": topic(effect, scene),
            "parent_id": str(effect.category),
            "permission_overwrites": at_birth(effect, scene.sender.guild, self._port.me),
        }
        plainer = {"name": f"ticket-{scene.number}", "parent_id": None}
        made = await self._made(body, plainer, scene)
        if "parent_id" not in plainer:
            self._report(scene.sender, Notice(Trouble.NO_CATEGORY, what=effect.id.what, channel=effect.category))
        return made

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

    async def _made(self, body: Json, plainer: Json, scene: Scene) -> ChannelId:
        """Takes from `plainer` whatever Discord refused in the body."""
        try:
            return await self._port.create_channel(scene.sender.guild, body, TO_CREATE)
        except WrongForm as refusal:
            mended = {field: plainer.pop(field) for field in tuple(plainer) if field in refusal.fields}
            if not mended:
                raise
        return await self._made(body | mended, plainer, scene)

    async def _set(self, channel: ChannelId, change: Change) -> None:
        """A person or a role that is gone needs neither key nor lock."""
        try:
            await self._port.set_overwrite(channel, change.overwrite, change.needs)
        except WorldError as error:
            if error.status != NOT_FOUND or error.code == UNKNOWN_CHANNEL:
                raise


def channel_name(effect: CreateSurface, scene: Scene) -> str:
    """`product-issues-0012`."""
    word = re.sub(r"[^a-z0-9]+", "-", effect.type.lower()).strip("-") or "ticket"
    number = f"-{scene.number:04}"
    return word[: NAME - len(number)] + number


def topic(effect: CreateSurface, scene: Scene) -> str:
    """A line for people that ends with the ticket's address, by which the channel is found again."""
    line = scene.words.in_ticket.topic
    label = plain(scene.type(effect.type).label, 80)
    return cut(line.format(number=scene.number, type=label, address=scene.sender), TOPIC)


def is_of(ticket: Address, channel: Json) -> bool:
    """Whether the topic names this ticket and no other."""
    named = re.search(rf"(?<![\d-]){re.escape(str(ticket))}(?![\d-])", channel.get("topic") or "")
    return channel.get("type") == TEXT and named is not None
