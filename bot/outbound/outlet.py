"""Effects carried out: the table from each effect to the act that makes it true, and how that act is found again."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeAlias

import discord
from anyio import to_thread
from loguru import logger

from actors.ports import Policies, WorldError
from bot.outbound.cards import card
from bot.outbound.closing import returned, transcript, with_rating
from bot.outbound.discord_port import DiscordPort
from bot.outbound.marks import bears
from bot.outbound.payload import Message
from bot.outbound.records import record, smaller
from bot.outbound.render import rendered
from bot.outbound.scene import Scene
from bot.outbound.surfaces.channel import ChannelSurface
from bot.outbound.targets import Posted, is_posted, target
from bot.wording import Words, words
from models.effects import (
    CreateSurface,
    DeleteMessage,
    DeleteSurface,
    Effect,
    PostForm,
    PostPanel,
    ReturnGated,
    Say,
    SendTranscript,
    SetAccess,
    ShowCard,
    ShowRating,
    Welcome,
)
from models.ids import Address, MessageId, nonce
from models.message import Entry
from models.moment import first_snowflake
from models.snapshot import Pending

Entries: TypeAlias = Callable[[Address], Awaitable[tuple[Entry, ...]]]

NOTHING_MADE = 0
CLOCKS_APART = timedelta(minutes=1)  # our clock may be ahead of Discord's: history is read from a little before
NOT_FOUND, TOO_LARGE = 404, 413
UNKNOWN_CHANNEL, TOO_LARGE_CODE = 10003, 40005


class DiscordOutlet:
    """actors.ports.Outlet over py-cord. Raises WorldError for Discord's refusals; anything else is a retry."""

    def __init__(
        self, client: discord.Client, policies: Policies, entries: Entries, language: Words | None = None
    ) -> None:
        self._port = DiscordPort(client)
        self._surface = ChannelSurface(self._port)
        self._policies, self._entries, self._words = policies, entries, language or words()

    async def deliver(self, sender: Address, pending: Pending) -> int:
        """Shows it to the world; the receipt is the snowflake of what was made, 0 where nothing was."""
        scene = self._scene(sender)
        match pending.effect:
            case CreateSurface() as effect:
                return await self._surface.create(effect, scene)
            case Welcome() | PostForm() | PostPanel() | Say() | ShowRating(message=None) as effect:
                return await self._post(effect, rendered(effect, scene), scene)
            case ReturnGated() as effect:
                return await self._return(effect, scene)
            case SendTranscript() as effect:
                return await self._send_transcript(effect, scene)
            case ShowCard() as effect:
                await self._port.edit(effect.channel, effect.message, card(effect, scene))
            case ShowRating() as effect:
                await self._show_rating(effect, scene)
            case SetAccess() as effect:
                await self._surface.set_access(effect)
            case DeleteMessage() as effect:
                await self._delete(effect, scene)
            case DeleteSurface(channel=channel):
                await self._surface.delete(channel)
            case effect:
                raise TypeError(effect)
        return NOTHING_MADE

    async def find(self, sender: Address, pending: Pending) -> int | None:
        """The receipt of an act that was done before, by its mark; None where there is none or none is needed."""
        scene, effect = self._scene(sender), pending.effect
        if isinstance(effect, CreateSurface):
            return await self._surface.find(scene)
        if is_posted(effect):
            return await self._find_message(effect, first_snowflake(pending.since - CLOCKS_APART), scene)
        return None

    def is_told_apart(self, effect: Effect) -> bool:
        """Every message carries a nonce."""
        return is_posted(effect)

    async def _post(self, effect: Posted, message: Message, scene: Scene) -> int:
        to, key = target(effect, scene), nonce(scene.sender, effect.id)
        if to.person:
            return await self._port.post_direct(to.person, message, key)
        if to.channel:
            return await self._port.post(to.channel, message, key)
        if not to.may_be_missing:
            raise WorldError(NOT_FOUND, UNKNOWN_CHANNEL)
        logger.bind(ticket=str(scene.sender), action="unplaced", effect=str(effect.id)).warning(
            "no channel is set for it"
        )
        return NOTHING_MADE

    async def _find_message(self, effect: Posted, since: int, scene: Scene) -> MessageId | None:
        to, mark = target(effect, scene), scene.mark(effect.id)
        channel = await self._port.direct(to.person) if to.person else to.channel
        if channel is None:
            return None
        async for message in self._port.history(channel, since):
            if bears(message, mark, self._port.me):
                return MessageId(int(message["id"]))
        return None

    async def _return(self, effect: ReturnGated, scene: Scene) -> int:
        entries = await self._entries(scene.sender)
        held_back = next((entry for entry in entries if entry.id == effect.message), None)
        return await self._post(effect, returned(effect, scene, held_back), scene)

    async def _send_transcript(self, effect: SendTranscript, scene: Scene) -> int:
        """A record that is larger than the place takes is sent packed."""
        entries = await self._entries(scene.sender)
        closer = self._port.name_of(scene.sender.guild, effect.by) if effect.by else None
        file = await to_thread.run_sync(record, effect, entries, self._port.me, scene, closer)
        try:
            return await self._post(effect, transcript(effect, scene, file), scene)
        except WorldError as error:
            if not is_too_large(error):
                raise
        return await self._post(effect, transcript(effect, scene, smaller(file)), scene)

    async def _show_rating(self, effect: ShowRating, scene: Scene) -> None:
        channel = target(effect, scene).channel
        if channel is None or effect.message is None:
            raise WorldError(NOT_FOUND, UNKNOWN_CHANNEL)
        shown = await self._port.message(channel, effect.message)
        first, *others = shown["embeds"] or [{}]
        await self._port.edit(channel, effect.message, {"embeds": [with_rating(first, effect.rating, scene), *others]})

    async def _delete(self, effect: DeleteMessage, scene: Scene) -> None:
        """Gone is gone, whoever did it, and the channel with it."""
        channel = target(effect, scene).channel
        if channel is None:
            return
        try:
            await self._port.delete_message(channel, effect.message)
        except WorldError as error:
            if error.status != NOT_FOUND:
                raise

    def _scene(self, sender: Address) -> Scene:
        return Scene(sender, self._policies.of(sender.guild), self._words)


def is_too_large(error: WorldError) -> bool:
    return error.status == TOO_LARGE or error.code == TOO_LARGE_CODE
