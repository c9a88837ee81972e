"""Effects carried out: the table from each effect to the act that makes it true, and how that act is found again."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import discord
from loguru import logger

from actors.codes import NOT_FOUND, UNKNOWN_CHANNEL
from actors.ports import Notice, Policies, Trouble, WorldError
from bot.outbound.attachments import Attachments
from bot.outbound.cards import card, panel
from bot.outbound.closing import returned, with_rating
from bot.outbound.discord_port import DiscordPort, Made
from bot.outbound.marks import bears
from bot.outbound.payload import Message
from bot.outbound.render import rendered
from bot.outbound.scene import Scene
from bot.outbound.shelf import Archive, Shelf
from bot.outbound.surfaces.channel import ChannelSurface, Report
from bot.outbound.targets import Posted, is_posted, target
from bot.outbound.transcripts import Transcripts
from bot.wording import Words, words
from models.effects import (
    CreateSurface,
    DeleteMessage,
    DeleteSurface,
    Effect,
    KeepFile,
    PostForm,
    PostPanel,
    Rename,
    ReturnGated,
    Say,
    SendTranscript,
    SetAccess,
    ShowCard,
    ShowPanel,
    ShowRating,
    Welcome,
)
from models.ids import Address, ChannelId, MessageId, nonce
from models.moment import Moment, first_snowflake
from models.snapshot import Pending
from models.ticket import Ticket

NOTHING_MADE = 0
CLOCKS_APART = timedelta(minutes=1)  # our clock may be ahead of Discord's: history is read from a little before


class DiscordOutlet:
    """actors.ports.Outlet over py-cord. Raises WorldError for Discord's refusals; anything else is a retry.

    `notice` tells staff what went wrong though the act was done; it must not raise.
    """

    def __init__(
        self,
        client: discord.Client,
        policies: Policies,
        archive: Archive,
        shelf: Shelf,
        notice: Report,
        language: Words | None = None,
    ) -> None:
        self._port = DiscordPort(client)
        self._surface = ChannelSurface(self._port, self._report)
        self._notice, self._archive = notice, archive
        self._policies, self._words = policies, language or words()
        self._attachments = Attachments(self._port, archive, shelf)
        self._transcripts = Transcripts(
            port=self._port,
            archive=archive,
            shelf=shelf,
            attachments=self._attachments,
            post=self._post,
            find=self._find_message,
            name_of=self._surface.name_of,
        )

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
                return await self._transcripts.send(effect, scene, pending.since)
            case ShowCard() as effect:
                await self._port.edit(effect.channel, effect.message, card(effect, scene))
            case ShowPanel() as effect:
                await self._port.edit(effect.channel, effect.message, panel(effect, scene).json())
            case ShowRating() as effect:
                await self._show_rating(effect, scene)
            case SetAccess() as effect:
                await self._surface.set_access(effect)
            case Rename() as effect:
                await self._surface.rename(effect, scene)
            case DeleteMessage() as effect:
                await self._delete(effect, scene)
            case KeepFile() as effect:
                await self._attachments.keep(effect, sender, scene.policy.largest_file)
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
            return await self._find_message(effect, pending.since, scene)
        return None

    async def full_record(self, ticket: Ticket) -> tuple[str, bytes]:
        """A file's name and content: all that was ever heard there, with what was deleted, held back and edited.

        Whoever calls it has made sure that its reader may, and that it is told. Raises StoreDown.
        """
        file = await self._transcripts.full(ticket, self._scene(ticket.id))
        return file.name, file.content

    def is_told_apart(self, effect: Effect) -> bool:
        """Every message carries a nonce."""
        return is_posted(effect)

    async def _post(self, effect: Posted, message: Message, scene: Scene, part: str = "") -> int:
        to, key = target(effect, scene), nonce(scene.sender, effect.id, part)
        if to.person:
            return await self._port.post_direct(to.person, message, key)
        for channel in to.channels:
            with _unless_gone():
                made = await self._port.post(channel, message, key)
                self._check_calls(effect, message, made, channel, scene)
                return made.id
        if not to.may_be_missing:
            raise WorldError(NOT_FOUND, UNKNOWN_CHANNEL)
        log = logger.bind(guild=scene.sender.guild, ticket=scene.number, action="unplaced", effect=str(effect.id))
        why = effect.why if isinstance(effect, Say) else ""
        log.warning("No channel stands where staff could be told of {} {}", effect.id.of or effect.id.what, why)
        return NOTHING_MADE

    def _check_calls(self, effect: Posted, message: Message, made: Made, channel: ChannelId, scene: Scene) -> None:
        """Discord takes a mention that notifies nobody as any other, and only its answer tells."""
        for role in message.roles:
            if role not in made.called:
                notice = Notice(Trouble.NOBODY_CALLED, what=effect.id.what, channel=channel, role=role)
                self._report(scene.sender, notice)

    def _report(self, sender: Address, notice: Notice) -> None:
        log = logger.bind(guild=sender.guild, ticket=sender.number, action=f"notice.{notice.trouble}")
        log = log.bind(channel=notice.channel)
        log.warning("Staff are told of {} {}", notice.trouble, notice.what)
        self._notice(sender, notice)

    async def _find_message(self, effect: Posted, since: Moment, scene: Scene, part: str = "") -> MessageId | None:
        to, mark = target(effect, scene), scene.mark(effect.id, part)
        for channel in (await self._port.direct(to.person),) if to.person else to.channels:
            with _unless_gone():
                if found := await self._marked(channel, first_snowflake(since - CLOCKS_APART), mark):
                    return found
        return None

    async def _marked(self, channel: ChannelId, since: int, mark: str) -> MessageId | None:
        async for message in self._port.history(channel, since):
            if bears(message, mark, self._port.me):
                return MessageId(int(message["id"]))
        return None

    async def _return(self, effect: ReturnGated, scene: Scene) -> int:
        held_back = await self._archive.entry(scene.sender, effect.message)
        return await self._post(effect, returned(effect, scene, held_back), scene)

    async def _show_rating(self, effect: ShowRating, scene: Scene) -> None:
        channels = target(effect, scene).channels
        if not channels or effect.message is None:
            raise WorldError(NOT_FOUND, UNKNOWN_CHANNEL)
        channel = channels[0]
        shown = await self._port.message(channel, effect.message)
        first, *others = shown["embeds"] or [{}]
        await self._port.edit(channel, effect.message, {"embeds": [with_rating(first, effect.rating, scene), *others]})

    async def _delete(self, effect: DeleteMessage, scene: Scene) -> None:
        """Gone is gone, whoever did it, and the channel with it."""
        for channel in target(effect, scene).channels:
            with _unless_gone():
                await self._port.delete_message(channel, effect.message)

    def _scene(self, sender: Address) -> Scene:
        return Scene(sender, self._policies.of(sender.guild), self._words)


@contextmanager
def _unless_gone() -> Iterator[None]:
    """What Discord does not know is passed over."""
    try:
        yield
    except WorldError as error:
        if error.status != NOT_FOUND:
            raise
