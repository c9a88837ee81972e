"""What a transcript shows, and to whom: the archive as it was when the ticket was closed.

The owner's copy holds what the owner could see. The staff's copy marks what was deleted or held back, without its text.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from models.custom_id import referenced
from models.ids import Address, EffectId, MessageId, UserId, What, mark
from models.message import Attachment, Embed, Entry, Version
from models.moment import Moment, first_snowflake
from models.person import Person
from models.policy import TypePolicy
from models.rules.permits import is_staff
from models.ticket import Side


class Copy(Enum):
    """Whose copy it is."""

    OWNER = auto()
    STAFF = auto()


class Fate(Enum):
    """What became of a message by the time of the close."""

    STANDS = auto()
    DELETED = auto()
    HELD_BACK = auto()


@dataclass(frozen=True, slots=True)
class Line:
    """One message as it is shown; only what stands has text, embeds and attachments."""

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


@dataclass(frozen=True, slots=True)
class Subject:
    """What the transcript is of; `voice` is the bot's own id, `form` what no channel ever showed."""

    ticket: Address
    owner: UserId
    owner_name: str
    opened_at: Moment
    closed_at: Moment
    type: TypePolicy
    voice: UserId
    form: str | None = None


def transcript(entries: Sequence[Entry], subject: Subject, copy: Copy) -> tuple[Line, ...]:
    """The lines in the order in which they were said; the form is the owner's first one, at the opening, once.

    What we said ourselves after the close is no part of it: only chance could tell how much of that it holds.
    """
    ordered = sorted(entries, key=lambda entry: entry.id)
    forms = [entry for entry in ordered if _form(entry, subject)]
    lines = [_said_in_form(entry, subject) for entry in forms[:1]] or list(_never_shown(subject))
    lines += [line for entry in ordered if entry not in forms and (line := _line(entry, subject))]
    return tuple(line for line in lines if copy is Copy.STAFF or line.fate is Fate.STANDS)


def names(entries: Sequence[Entry]) -> dict[UserId, str]:
    """What whoever spoke was called last: for the mentions in the texts."""
    spoke = (entry.author for entry in sorted(entries, key=lambda entry: entry.id))
    return {author.id: author.name for author in spoke if author}


def _line(entry: Entry, subject: Subject) -> Line | None:
    fate = _fate(entry, subject.closed_at)
    is_ours = entry.author is not None and entry.author.id == subject.voice
    if is_ours and (fate is not Fate.STANDS or entry.at > subject.closed_at):
        return None
    if fate is not Fate.STANDS:
        return _marked(entry, subject, fate)
    if entry.author is None:
        return None
    version, edited = _at_close(entry, subject.closed_at)
    return Line(
        id=entry.id,
        at=entry.at,
        author=entry.author.id,
        name=entry.author.name,
        side=_side(entry.author, subject),
        is_bot=entry.author.is_bot,
        text=version.text,
        embeds=tuple(_unmarked(embed) for embed in version.embeds) if is_ours else version.embeds,
        attachments=entry.attachments,
        edited_at=edited if not is_ours else None,
        reply_to=entry.reply_to,
    )


def _fate(entry: Entry, closed_at: Moment) -> Fate:
    """What is deleted after the close could be seen at the close."""
    if entry.held_back:
        return Fate.HELD_BACK
    is_deleted = entry.deleted_at is not None and entry.deleted_at <= closed_at
    return Fate.DELETED if is_deleted else Fate.STANDS


def _marked(entry: Entry, subject: Subject, fate: Fate) -> Line:
    if entry.author is None:
        return Line(entry.id, entry.at, None, "", Side.OTHER, fate=fate)
    side = _side(entry.author, subject)
    return Line(entry.id, entry.at, entry.author.id, entry.author.name, side, entry.author.is_bot, fate)


def _at_close(entry: Entry, closed_at: Moment) -> tuple[Version, Moment | None]:
    """The text that stood when the ticket was closed, and when it was last edited by then; a later message's first."""
    standing = [version for version in entry.versions if version.since <= closed_at] or list(entry.versions[:1])
    if not standing:
        return Version(entry.at, ""), None
    return standing[-1], standing[-1].since if len(standing) > 1 else None


def _side(author: Person, subject: Subject) -> Side:
    if author.id == subject.owner and not author.is_bot:
        return Side.OWNER
    return Side.STAFF if is_staff(author, subject.type) else Side.OTHER


def _form(entry: Entry, subject: Subject) -> Embed | None:
    """The embed in which the bot posted what the owner wrote in the form, known by its mark."""
    if entry.author is None or entry.author.id != subject.voice:
        return None
    form = mark(subject.ticket, EffectId(What.FORM))
    embeds = (embed for version in entry.versions for embed in version.embeds)
    return next((embed for embed in embeds if referenced(embed.footer) == form), None)


def _said_in_form(entry: Entry, subject: Subject) -> Line:
    fate, form = _fate(entry, subject.closed_at), _form(entry, subject)
    text = form.description if form and fate is Fate.STANDS else ""
    return Line(entry.id, subject.opened_at, subject.owner, subject.owner_name, Side.OWNER, fate=fate, text=text)


def _never_shown(subject: Subject) -> Iterator[Line]:
    """The form of a ticket that never had a channel to show it in."""
    if subject.form:
        id = MessageId(first_snowflake(subject.opened_at))
        yield Line(id, subject.opened_at, subject.owner, subject.owner_name, Side.OWNER, text=subject.form)


def _unmarked(embed: Embed) -> Embed:
    """Without the mark by which we find our own messages again: it says nothing to people."""
    if referenced(embed.footer) is None:
        return embed
    return Embed(embed.title, embed.description, embed.fields, "", embed.colour)
