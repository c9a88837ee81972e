"""Transcripts on their way: drawn and packed beside the event loop, and sent in as many messages as they need.

The message that the receipt names is sent last, so whoever finds it finds all of it. Those before it are recognised by
what they carry: after a kill in between only what is missing is sent.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from anyio import to_thread

from actors.codes import ENTITY_TOO_LARGE, TOO_LARGE
from actors.ports import WorldError
from bot.outbound.attachments import Attachments
from bot.outbound.closing import files_of, transcript
from bot.outbound.discord_port import DiscordPort
from bot.outbound.markup import Known
from bot.outbound.parcels import Load, alone, pack, packed_file, shown
from bot.outbound.payload import File, Message
from bot.outbound.records import Record, copy_for, mentions_in, of_effect, of_ticket, record
from bot.outbound.scene import Scene
from bot.outbound.shelf import Archive, Shelf
from models.effects import Place, SendTranscript
from models.ids import ChannelId
from models.message import Entry, Kept
from models.moment import Moment
from models.policy import Format
from models.rules.transcript import Copy, Subject
from models.ticket import Ticket

SMALLEST = 1 << 14  # bytes; a place that takes no more than this takes no transcript


class Oversized(Exception):
    """A place takes less than this many bytes."""

    def __init__(self, error: WorldError, size: int) -> None:
        super().__init__(size)
        self.error, self.size = error, size


class Post(Protocol):
    """Sends one message of an effect; `part` names it where there are several."""

    async def __call__(self, effect: SendTranscript, message: Message, scene: Scene, part: str = "") -> int: ...


class Find(Protocol):
    """The message that was sent as this part of the effect, since then; None where there is none."""

    async def __call__(self, effect: SendTranscript, since: Moment, scene: Scene, part: str) -> int | None: ...


class Transcripts:
    """`name_of` is what a channel of the ticket is called."""

    def __init__(
        self,
        port: DiscordPort,
        archive: Archive,
        shelf: Shelf,
        attachments: Attachments,
        post: Post,
        find: Find,
        name_of: Callable[[ChannelId, Scene], str | None],
    ) -> None:
        self._port, self._archive, self._shelf = port, archive, shelf
        self._attachments, self._post, self._find, self._name_of = attachments, post, find, name_of

    async def send(self, effect: SendTranscript, scene: Scene, since: Moment) -> int:
        """The receipt is the message that tells of the end. A place that refuses the size is sent less at once."""
        entries = await self._archive.entries(scene.sender)
        await self._attachments.keep_late(scene.sender, entries, scene.policy.largest_file)
        drawn = await self._record(of_effect(effect, scene, self._port.me), copy_for(effect.to), entries, scene)
        limit = self._port.upload_limit(None if effect.to is Place.OWNER_DM else scene.sender.guild)
        while True:
            try:
                return await self._send(effect, drawn, scene, since, limit)
            except Oversized as refused:
                limit = min(limit, refused.size) // 2
                if limit < SMALLEST:
                    raise refused.error from None

    async def full(self, ticket: Ticket, scene: Scene) -> File:
        """Everything that was ever heard there, in one file. Who may read it is decided elsewhere, before."""
        entries = await self._archive.entries(ticket.id)
        drawn = await self._record(of_ticket(ticket, scene, self._port.me), Copy.FULL, entries, scene)
        limit = self._port.upload_limit(ticket.id.guild)
        pictures = await contents(shown(drawn, (Format.HTML,), limit), self._shelf)
        return await to_thread.run_sync(alone, drawn, limit, pictures)

    async def _record(self, subject: Subject, copy: Copy, entries: Sequence[Entry], scene: Scene) -> Record:
        kept = await self._shelf.kept(scene.sender)
        known = await known_by(subject, entries, scene, self._port, self._name_of)
        return await to_thread.run_sync(record, subject, copy, entries, scene, known, kept)

    async def _send(self, effect: SendTranscript, drawn: Record, scene: Scene, since: Moment, limit: int) -> int:
        formats = formats_of(drawn.copy, scene)
        pictures = await contents(shown(drawn, formats, limit), self._shelf)
        *before, last = await to_thread.run_sync(pack, drawn, formats, limit, pictures)
        for load in before:
            part = load.identity
            if await self._find(effect, since, scene, part) is None:
                await self._sent(effect, files_of(effect, scene, await self._files(load), part), scene, part)
        server = self._port.server_name(scene.sender.guild)
        return await self._sent(effect, transcript(effect, scene, await self._files(last), server), scene, "")

    async def _sent(self, effect: SendTranscript, message: Message, scene: Scene, part: str) -> int:
        try:
            return await self._post(effect, message, scene, part)
        except WorldError as error:
            if error.status != TOO_LARGE and error.code != ENTITY_TOO_LARGE:
                raise
            raise Oversized(error, sum(len(file.content) for file in message.files)) from error

    async def _files(self, load: Load) -> tuple[File, ...]:
        """One message's worth of bytes, and no more than that in memory."""
        kept = {kept.sha256: kept for parcel in load.parcels for _, kept in parcel.files}
        bytes_of = await contents(kept.values(), self._shelf)
        packed = [await to_thread.run_sync(packed_file, parcel, bytes_of) for parcel in load.parcels]
        return (*load.documents, *packed)


def formats_of(copy: Copy, scene: Scene) -> Sequence[Format]:
    copies = scene.policy.transcript
    return copies.owner if copy is Copy.OWNER else copies.staff


async def contents(files: Iterable[Kept], shelf: Shelf) -> dict[str, bytes]:
    """Their bytes, by sha256."""
    return {sha256: await shelf.content(sha256) for sha256 in dict.fromkeys(kept.sha256 for kept in files)}


async def known_by(
    subject: Subject,
    entries: Sequence[Entry],
    scene: Scene,
    port: DiscordPort,
    name_of: Callable[[ChannelId, Scene], str | None],
) -> Known:
    """The names of whoever was mentioned and never wrote, and of the ticket's own channel."""
    mentioned = mentions_in(subject, entries)
    people = await port.names_of(scene.sender.guild, mentioned.people)
    channels = {channel: name_of(channel, scene) for channel in mentioned.channels}
    return Known(people, channels={channel: name for channel, name in channels.items() if name})
