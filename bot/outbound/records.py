"""A ticket's record before it is a file: what one copy shows of the archive, and how all in it is called. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from bot.outbound.markup import Known
from bot.outbound.scene import Scene
from bot.outbound.text import plain
from models.effects import Place, SendTranscript
from models.ids import ChannelId, FileId, RoleId, UserId
from models.message import Attachment, Entry, Kept, Version
from models.rules.transcript import Copy, Line, Subject, names, transcript
from models.ticket import Closing, Ending, Ticket

NAME = 100  # characters of a name
PERSON, CHANNEL = re.compile(r"<@!?(\d{1,19})>"), re.compile(r"<#(\d{1,19})>")
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})  # what every browser shows, and never runs


@dataclass(frozen=True, slots=True)
class Record:
    """`known` are the names of people, roles and channels, safe to be shown; `kept` the files whose bytes we have."""

    subject: Subject
    copy: Copy
    lines: tuple[Line, ...]
    known: Known
    scene: Scene
    kept: Mapping[FileId, Kept] = field(default_factory=dict)

    def files(self) -> Iterator[tuple[Attachment, Kept]]:
        """Every file that is shown and whose bytes we have, in the order in which they came."""
        for line in self.lines:
            for attachment in line.attachments:
                if kept := self.kept_of(attachment):
                    yield attachment, kept

    def kept_of(self, attachment: Attachment) -> Kept | None:
        return self.kept.get(attachment.id) if attachment.id else None


class Stowed(NamedTuple):
    """A file lies in this archive, under this name."""

    archive: str
    name: str


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the files of a record are: `pictures` (by sha256) in the page itself, all others `stowed` (too) beside it.

    A record that is too long for one file comes in `parts`, of which this is number `part`.
    """

    pictures: Mapping[str, bytes] = field(default_factory=dict)
    stowed: Mapping[str, Stowed] = field(default_factory=dict)
    part: int = 1
    parts: int = 1


class Mentioned(NamedTuple):
    """The ids that stand in the texts."""

    people: frozenset[UserId]
    channels: frozenset[ChannelId]


def of_effect(effect: SendTranscript, scene: Scene, voice: UserId) -> Subject:
    """`voice` is the bot's own id."""
    return Subject(
        ticket=scene.sender,
        owner=effect.owner,
        owner_name=effect.owner_name,
        title=effect.title,
        type=effect.type,
        opened_at=effect.opened_at,
        closing=Closing(effect.closed_at, effect.ending, effect.by, effect.note),
        voice=voice,
        team=team(scene),
        form=effect.form,
        reopened=effect.id.about,
    )


def of_ticket(ticket: Ticket, scene: Scene, voice: UserId) -> Subject:
    """Open or closed; whoever was let in is its team, though its type may have left the policy."""
    return Subject(
        ticket=ticket.id,
        owner=ticket.owner,
        owner_name=ticket.owner_name,
        title=ticket.title,
        type=ticket.term.type,
        opened_at=ticket.opened_at,
        closing=ticket.closing,
        voice=voice,
        team=team(scene) | ({ticket.role} if ticket.role else set()),
        form=ticket.form,
        reopened=ticket.reopened,
    )


def team(scene: Scene) -> frozenset[RoleId]:
    return frozenset(type.staff_role for type in scene.policy.types.values() if type.staff_role)


def copy_for(place: Place) -> Copy:
    """The transcripts channel gets the staff's copy, every other place the owner's."""
    return Copy.STAFF if place is Place.TRANSCRIPTS else Copy.OWNER


def record(
    subject: Subject,
    copy: Copy,
    entries: Sequence[Entry],
    scene: Scene,
    known: Known | None = None,
    kept: Mapping[FileId, Kept] | None = None,
) -> Record:
    """`known` is what is called by its id and never said its own name."""
    given = known or Known()
    people = {subject.owner: subject.owner_name} | {**given.people} | names(entries)
    types = {type.staff_role: type.label for type in scene.policy.types.values() if type.staff_role}
    roles = {**types, **given.roles}
    safe = Known(
        {id: plain(name, NAME) for id, name in people.items()},
        {id: plain(name, NAME) for id, name in roles.items()},
        {id: plain(name, NAME) for id, name in given.channels.items()},
    )
    return Record(subject, copy, transcript(entries, subject, copy), safe, scene, kept or {})


def mentions_in(subject: Subject, entries: Sequence[Entry]) -> Mentioned:
    """Who closed it counts as mentioned; whoever has written is called as in what they wrote."""
    texts = [text for entry in entries for version in entry.versions for text in _texts(version)]
    by = subject.closing.by if subject.closing else None
    people = {UserId(int(id)) for text in texts for id in PERSON.findall(text)} | ({by} if by else set())
    channels = {ChannelId(int(id)) for text in texts for id in CHANNEL.findall(text)}
    return Mentioned(frozenset(people - names(entries).keys() - {subject.owner}), frozenset(channels))


def closed_by(record: Record) -> str:
    """The name of whoever closed it."""
    says, closing = record.scene.words.page, record.subject.closing
    if closing is None or closing.by is None:
        return says.by_itself
    return record.known.people.get(closing.by, f"@{closing.by}")


def reason(record: Record) -> str:
    """Why it ended, as far as anybody said; of the endings that nobody explains, what they are."""
    closing = record.subject.closing
    if closing is None:
        return ""
    if closing.ending in (Ending.BY_STAFF, Ending.BY_OWNER) and closing.note.strip():
        return closing.note
    return "" if closing.ending is Ending.BY_STAFF else record.scene.words.closing.endings_short[closing.ending]


def part_of(record: Record, lines: Sequence[Line]) -> Record:
    """The same record with these lines alone."""
    return replace(record, lines=tuple(lines))


def _texts(version: Version) -> Iterator[str]:
    yield version.text
    for embed in version.embeds:
        yield from (embed.title, embed.description, *(field.value for field in embed.fields))
