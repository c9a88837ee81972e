"""Attachments are fetched from Discord and put on the shelf, before the address that Discord signed for them runs out.

An address of the archive may be a day old, so a fresh one is read with the message. Whatever it says, only Discord's
own hosts are asked, no redirect is followed, and no more is read than is kept.
"""

import asyncio
from collections.abc import Iterator, Sequence
from typing import Any

import aiohttp
import discord
from anyio import to_thread
from loguru import logger
from yarl import URL

from actors.codes import NOT_FOUND
from actors.ports import WorldError
from bot.outbound.discord_port import DiscordPort
from bot.outbound.kinds import kind_of
from bot.outbound.shelf import Archive, Shelf
from models.effects import KeepFile
from models.ids import Address, ChannelId, FileId, MessageId
from models.message import Attachment, Entry

HOSTS = frozenset({URL("https://cdn.discordapp.com"), URL("https://media.discordapp.net")})
OK = 200
RUN_OUT = frozenset({401, 403, 404, 410})  # an address is no longer good, or the file went
FETCH_LIMIT = 50.0  # seconds for one file; the courier gives up after a minute
LATE_LIMIT = 20.0  # seconds for everything that is still to be fetched when a transcript goes out
CHUNK = 1 << 16


class Refused(Exception):
    """This file is not fetched, and never will be: `args` say why."""


class RunOut(Exception):
    """The address is no longer good."""


class Attachments:
    """Raises WorldError, StoreDown, and what the network raises: all of it is a retry."""

    def __init__(self, port: DiscordPort, archive: Archive, shelf: Shelf) -> None:
        self._port, self._archive, self._shelf = port, archive, shelf

    async def keep(self, effect: KeepFile, sender: Address, largest: int | None) -> None:
        """Once it stands on the shelf, or never can; `largest` in bytes, None keeps nothing."""
        if largest is None or effect.file in await self._shelf.kept(sender):
            return
        log = logger.bind(guild=sender.guild, ticket=sender.number, action="file_not_kept", file=effect.file)
        try:
            content = await self._fetched(effect, sender, largest)
        except Refused as refused:
            log.info("A file is not kept: {}", *refused.args)
        else:
            await self._put(sender, effect.message, effect.file, content)

    async def keep_late(self, sender: Address, entries: Sequence[Entry], largest: int | None) -> None:
        """What nobody has fetched yet is fetched now, as far as that is soon done."""
        missing = [] if largest is None else await self._missing(sender, entries)
        try:
            async with asyncio.timeout(LATE_LIMIT):
                for entry, attachment in missing:
                    await self._keep_one(sender, entry, attachment, largest or 0)
        except (aiohttp.ClientError, OSError, TimeoutError, WorldError) as error:
            log = logger.bind(guild=sender.guild, ticket=sender.number, action="files_late", error=type(error).__name__)
            log.info("Not every file could be fetched for the transcript")

    async def _keep_one(self, sender: Address, entry: Entry, attachment: Attachment, largest: int) -> None:
        """What stands in a thread was never a letter, and so nobody has asked for it before."""
        if attachment.id is None:
            return
        place = entry.thread.id if entry.thread else None
        try:
            content = await self._content(attachment, place, entry.id, attachment.id, largest)
        except Refused:
            return
        await self._put(sender, entry.id, attachment.id, content)

    async def _missing(self, sender: Address, entries: Sequence[Entry]) -> list[tuple[Entry, Attachment]]:
        known = [(entry, one) for entry in entries for one in entry.attachments if one.id]
        if not known:
            return []
        kept = await self._shelf.kept(sender)
        return [(entry, one) for entry, one in known if one.id not in kept]

    async def _fetched(self, effect: KeepFile, sender: Address, largest: int) -> bytes:
        entry = await self._archive.entry(sender, effect.message)
        attachment = next((one for one in entry.attachments if one.id == effect.file), None) if entry else None
        return await self._content(attachment, effect.channel, effect.message, effect.file, largest)

    async def _content(
        self, known: Attachment | None, place: ChannelId | None, message: MessageId, file: FileId, largest: int
    ) -> bytes:
        """From the address that the archive knows, else from a fresh one; what is too large is not asked for."""
        if known and known.size > largest:
            raise Refused("it is larger than is kept")
        try:
            return await fetched(known.url if known else "", largest)
        except RunOut:
            if place is None:
                raise Refused("its address is no longer good") from None
        return await self._fetched_anew(place, message, file, largest)

    async def _fetched_anew(self, channel: ChannelId, message: MessageId, file: FileId, largest: int) -> bytes:
        try:
            seen = await self._port.message(channel, message)
        except WorldError as error:
            if error.status != NOT_FOUND:
                raise
            raise Refused("its message is gone") from None
        address = next((one["url"] for one in _attached(seen) if int(one["id"]) == file), None)
        if address is None:
            raise Refused("its message no longer has it")
        try:
            return await fetched(address, largest)
        except RunOut:
            raise Refused("Discord no longer has it") from None

    async def _put(self, ticket: Address, message: MessageId, file: FileId, content: bytes) -> None:
        await self._shelf.keep(ticket, message, file, content, await to_thread.run_sync(kind_of, content))


async def fetched(address: str, largest: int) -> bytes:
    """The bytes that Discord has there. Raises Refused for another host and what is too large, RunOut, WorldError."""
    if not address:
        raise RunOut
    if (url := _read_address(address)) is None or not is_discords(url):
        raise Refused("its address is none of Discord's")
    timeout = aiohttp.ClientTimeout(total=FETCH_LIMIT)
    async with aiohttp.ClientSession(timeout=timeout) as session, session.get(url, allow_redirects=False) as answer:
        if answer.status in RUN_OUT:
            raise RunOut
        if answer.status >= 500 or answer.status == 429:
            raise WorldError(answer.status)
        if answer.status != OK:
            raise Refused("its address leads elsewhere")
        return await _read(answer, largest)


def _read_address(address: str) -> URL | None:
    """None where it is none at all, and never will be."""
    try:
        return URL(address, encoded=True)
    except ValueError:
        return None


def is_discords(url: URL) -> bool:
    """On one of Discord's hosts for files; in tests that is where the library was told to find them."""
    try:
        return url.origin() in HOSTS | {URL(discord.asset.Asset.BASE).origin()}
    except ValueError:
        return False


async def _read(answer: aiohttp.ClientResponse, largest: int) -> bytes:
    """Whatever the answer says of its length, reading ends one chunk after the limit."""
    content = bytearray()
    async for chunk in answer.content.iter_chunked(CHUNK):
        content += chunk
        if len(content) > largest:
            raise Refused("it is larger than is kept")
    return bytes(content)


def _attached(message: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The files of a message and of what it forwards."""
    yield from message.get("attachments", ())
    for snapshot in message.get("message_snapshots", ()):
        yield from snapshot["message"].get("attachments", ())
