"""A ticket's record as a file: the archive's entries, what this copy shows of them, and the page. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from bot.outbound.markup import Known
from bot.outbound.payload import File
from bot.outbound.scene import Scene
from bot.outbound.transcript_page import page
from models.effects import Place, SendTranscript
from models.ids import ChannelId, UserId
from models.message import Entry, Version
from models.rules.transcript import Copy, Subject, names, transcript

LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the earliest date a zip can say: the same record is the same file


PERSON, CHANNEL = re.compile(r"<@!?(\d{1,19})>"), re.compile(r"<#(\d{1,19})>")


class Mentioned(NamedTuple):
    """The ids that stand in the texts."""

    people: frozenset[UserId]
    channels: frozenset[ChannelId]


def record(
    effect: SendTranscript, entries: Sequence[Entry], voice: UserId, scene: Scene, known: Known | None = None
) -> File:
    """The transcripts channel gets the staff's copy, every other place the owner's.

    `voice` is the bot's own id; `known` is what is called by its id and never said its own name.
    """
    known = known or Known()
    copy = Copy.STAFF if effect.to is Place.TRANSCRIPTS else Copy.OWNER
    subject = Subject(
        ticket=scene.sender,
        owner=effect.owner,
        owner_name=effect.owner_name,
        opened_at=effect.opened_at,
        closed_at=effect.closed_at,
        type=scene.type(effect.type),
        voice=voice,
        form=effect.form,
    )
    people = {effect.owner: effect.owner_name} | {**known.people} | names(entries)
    html = page(effect, transcript(entries, subject, copy), replace(known, people=people), copy, scene)
    return File(f"ticket-{scene.number:04}.html", html.encode("utf-8", "replace"))


def mentions_in(effect: SendTranscript, entries: Sequence[Entry]) -> Mentioned:
    """Who closed it counts as mentioned; whoever has written is called as in what they wrote."""
    texts = [text for entry in entries for version in entry.versions for text in _texts(version)]
    people = {UserId(int(id)) for text in texts for id in PERSON.findall(text)} | ({effect.by} if effect.by else set())
    channels = {ChannelId(int(id)) for text in texts for id in CHANNEL.findall(text)}
    return Mentioned(frozenset(people - names(entries).keys() - {effect.owner}), frozenset(channels))


def _texts(version: Version) -> Iterator[str]:
    yield version.text
    for embed in version.embeds:
        yield from (embed.title, embed.description, *(field.value for field in embed.fields))


def smaller(file: File) -> File:
    """The same file in a zip, which everybody can open: about a tenth of its size."""
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr(ZipInfo(file.name, LONG_AGO), file.content, ZIP_DEFLATED)
    return File(file.name.removesuffix(".html") + ".zip", packed.getvalue())
