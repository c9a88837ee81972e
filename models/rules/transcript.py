"""What a transcript shows, and to whom: the archive as it was when the ticket was closed.

The owner's copy holds what the owner could see. The staff's copy marks what was deleted or held back, without its text.
The full record, which leads may read, holds everything that was ever heard, up to now.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from models.custom_id import referenced
from models.ids import Address, EffectId, MessageId, RoleId, TypeKey, UserId, What, mark
from models.message import Attachment, Embed, Entry, Thread, Version
from models.moment import Moment, first_snowflake
from models.person import Person
from models.ticket import Closing, Side


class Copy(StrEnum):
    """Whose copy it is."""

    OWNER = "owner"
    STAFF = "staff"
    FULL = "full"


class Fate(StrEnum):
    """What became of a message by the time of the close."""

    STANDS = "stands"
    DELETED = "deleted"
    HELD_BACK = "held_back"


@dataclass(frozen=True, slots=True)
class Line:
    """One message as it is shown; only what stands has text, embeds and attachments, but in the full record all have.

    `earlier` are the texts that it had before, oldest first: in the full record alone.
    """

    id: MessageId
    at: Moment
    author: UserId | None
    name: str
    side: Side
    is_bot: bool = False
    fate: Fate = Fate.STANDS
    text: str = ""
    embeds: tuple[Embed, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    edited_at: Moment | None = None
    reply_to: MessageId | None = None
    thread: Thread | None = None
    earlier: tuple[Version, ...] = ()


@dataclass(frozen=True, slots=True)
class Subject:
    """What the transcript is of; `closing` is None while it is open.

    `voice` is the bot's own id, `form` what no channel ever showed, `reopened` how often it was. `team` is every role
    whose holders count as staff: the ticket may have been of another type when they spoke.
    """

    ticket: Address
    owner: UserId
    owner_name: str
    title: str
    type: TypeKey
    opened_at: Moment
    closing: Closing | None
    voice: UserId
    team: frozenset[RoleId] = frozenset()
    form: str | None = None
    reopened: int = 0

    @property
    def forms(self) -> frozenset[str]:
        """The marks of what the bot posted in the owner's name: once for every channel that there ever was, at most."""
        posted = (EffectId(What.FORM, about) for about in range(self.reopened + 1))
        return frozenset(mark(self.ticket, form) for form in posted)


@dataclass(frozen=True, slots=True)
class Section:
    """What was said in one place: the ticket's channel (`thread` None) or one of its threads."""

    thread: Thread | None
    lines: tuple[Line, ...]


def transcript(entries: Sequence[Entry], subject: Subject, copy: Copy) -> tuple[Line, ...]:
    """The lines in the order in which they were said; the form is the owner's first one, at the opening, once.

    What we said ourselves after the close is no part of it: only chance could tell how much of that it holds.
    """
    ordered = sorted(entries, key=lambda entry: entry.id)
    forms = [entry for entry in ordered if _form(entry, subject)]
    lines = [_said_in_form(entry, subject, copy) for entry in forms[:1]] or list(_never_shown(subject))
    lines += [line for entry in ordered if entry not in forms and (line := _line(entry, subject, copy))]
    return tuple(line for line in lines if _may_see(line, copy))


def sections(lines: Sequence[Line]) -> tuple[Section, ...]:
    """The channel first, then its threads, oldest first; a thread is called what it was called last."""
    threads = {line.thread.id: line.thread for line in lines if line.thread}
    said = {id: tuple(line for line in lines if line.thread and line.thread.id == id) for id in sorted(threads)}
    in_channel = tuple(line for line in lines if line.thread is None)
    return (Section(None, in_channel), *(Section(threads[id], those) for id, those in said.items()))


def names(entries: Sequence[Entry]) -> dict[UserId, str]:
    """What whoever spoke was called last: for the mentions in the texts."""
    spoke = (entry.author for entry in sorted(entries, key=lambda entry: entry.id))
    return {author.id: author.name for author in spoke if author}


def _may_see(line: Line, copy: Copy) -> bool:
    if copy is not Copy.OWNER:
        return True
    return line.fate is Fate.STANDS and not (line.thread and line.thread.is_private)


def _line(entry: Entry, subject: Subject, copy: Copy) -> Line | None:
    fate = _fate(entry, subject, copy)
    is_ours = entry.author is not None and entry.author.id == subject.voice
    if is_ours and copy is not Copy.FULL and (fate is not Fate.STANDS or _is_after_the_end(entry, subject)):
        return None
    if entry.author is None and fate is Fate.STANDS:
        return None
    if entry.author is None or (fate is not Fate.STANDS and copy is not Copy.FULL):
        return _marked(entry, subject, fate)
    earlier, version = _versions(entry, subject, copy)
    return Line(
        id=entry.id,
        at=entry.at,
        author=entry.author.id,
        name=entry.author.name,
        side=_side(entry.author, subject),
        is_bot=entry.author.is_bot,
        fate=fate,
        text=version.text,
        embeds=tuple(_unmarked(embed) for embed in version.embeds) if is_ours else version.embeds,
        attachments=entry.attachments,
        edited_at=version.since if earlier and not is_ours else None,
        reply_to=entry.reply_to,
        thread=entry.thread,
        earlier=earlier if copy is Copy.FULL else (),
    )


def _fate(entry: Entry, subject: Subject, copy: Copy) -> Fate:
    """What is deleted after the close could be seen at the close."""
    if entry.held_back:
        return Fate.HELD_BACK
    if entry.deleted_at is None:
        return Fate.STANDS
    is_later = subject.closing is not None and entry.deleted_at > subject.closing.at
    return Fate.STANDS if is_later and copy is not Copy.FULL else Fate.DELETED


def _is_after_the_end(entry: Entry, subject: Subject) -> bool:
    return subject.closing is not None and entry.at > subject.closing.at


def _marked(entry: Entry, subject: Subject, fate: Fate) -> Line:
    if entry.author is None:
        return Line(entry.id, entry.at, None, "", Side.OTHER, fate=fate, thread=entry.thread)
    side, author = _side(entry.author, subject), entry.author
    return Line(entry.id, entry.at, author.id, author.name, side, author.is_bot, fate, thread=entry.thread)


def _versions(entry: Entry, subject: Subject, copy: Copy) -> tuple[tuple[Version, ...], Version]:
    """The text that stood when the ticket was closed, behind those before it; of a later message its first."""
    end = subject.closing.at if subject.closing and copy is not Copy.FULL else None
    by_then = [version for version in entry.versions if end is None or version.since <= end] or entry.versions[:1]
    if not by_then:
        return (), Version(entry.at, "")
    *earlier, last = by_then
    return tuple(earlier), last


def _side(author: Person, subject: Subject) -> Side:
    if author.id == subject.owner and not author.is_bot:
        return Side.OWNER
    is_team = not author.is_bot and (author.is_admin or not subject.team.isdisjoint(author.roles))
    return Side.STAFF if is_team else Side.OTHER


def _form(entry: Entry, subject: Subject) -> Embed | None:
    """The embed in which the bot posted what the owner wrote in the form, known by its mark."""
    if entry.author is None or entry.author.id != subject.voice:
        return None
    forms = subject.forms
    embeds = (embed for version in entry.versions for embed in version.embeds)
    return next((embed for embed in embeds if referenced(embed.footer) in forms), None)


def _said_in_form(entry: Entry, subject: Subject, copy: Copy) -> Line:
    fate, form = _fate(entry, subject, copy), _form(entry, subject)
    text = form.description if form and (fate is Fate.STANDS or copy is Copy.FULL) else ""
    return Line(entry.id, subject.opened_at, subject.owner, subject.owner_name, Side.OWNER, fate=fate, text=text)


def _never_shown(subject: Subject) -> Iterator[Line]:
    """The form of a ticket that never had a channel to show it in."""
    if subject.form:
        id = MessageId(first_snowflake(subject.opened_at))
        yield Line(id, subject.opened_at, subject.owner, subject.owner_name, Side.OWNER, text=subject.form)


def _unmarked(embed: Embed) -> Embed:
    """Without the mark by which we find our own messages again: it says nothing to people."""
    return embed if referenced(embed.footer) is None else replace(embed, footer="")
