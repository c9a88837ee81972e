"""What the archive keeps of one message: everything that was heard of it, as a set, and the entry that this amounts to.

Creates, edits and deletes arrive in any order and twice; a set knows neither order nor repetition, so nothing is merged
until it is read.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from models.documents.codec import form_of
from models.ids import FileId, MessageId
from models.message import Attachment, Entry, Version, Written
from models.moment import Moment, said_at

# 4,000 characters of text and 6,000 of embeds are 41 kB at most: 200 of them are half of what MongoDB allows.
# A text heard beyond these is not kept; no hand edits a message so often.
MOST_HEARD = 200


@dataclass(frozen=True, slots=True)
class FileAddress:
    """Where a file could be fetched when it was heard of last; Discord signs it anew at each reading, for a day.

    It tells when it ends, in digits of one length: of two the greater text is the later one.
    """

    file: FileId
    url: str


@dataclass(frozen=True, slots=True)
class Kept:
    """`heard` in any order, without the addresses of files; `deleted_at` is when a delete was heard first."""

    id: MessageId
    heard: tuple[Written, ...] = ()
    deleted_at: Moment | None = None
    held_back: bool = False
    addresses: tuple[FileAddress, ...] = ()


WRITTEN = form_of(Written)


def entry(kept: Kept) -> Entry:
    """The message with every text it had; the same for whatever order its traces came in."""
    heard = sorted(kept.heard, key=_age) if len(kept.heard) > 1 else kept.heard
    if not heard:
        return Entry(kept.id, said_at(kept.id), deleted_at=kept.deleted_at, held_back=kept.held_back)
    return Entry(
        kept.id,
        heard[0].at,
        heard[0].author,
        _versions(heard),
        _attachments(heard, {one.file: one.url for one in kept.addresses}),
        next((one.reply_to for one in heard if one.reply_to), None),
        kept.deleted_at,
        kept.held_back,
        next((one.thread for one in heard if one.thread), None),
    )


def without_addresses(written: Written) -> Written:
    """What stays the same at each reading: a set must not grow by an address that was only signed anew."""
    if not any(file.id and file.url for file in written.attachments):
        return written
    bare = tuple(replace(file, url="") if file.id else file for file in written.attachments)
    return replace(written, attachments=bare)


def addresses(written: Written) -> tuple[FileAddress, ...]:
    return tuple(FileAddress(file.id, file.url) for file in written.attachments if file.id and file.url)


def last_edit(edits: Iterable[Moment | None]) -> Moment | None:
    """When the latest of these texts was edited; None where there is only the first text."""
    return max((at for at in edits if at is not None), default=None)


def _since(written: Written) -> Moment:
    return written.edited_at or written.at


def _text(written: Written) -> tuple[Moment, bool]:
    """Which text of the message it is; an edit in the millisecond of its birth comes after it."""
    return _since(written), written.edited_at is not None


def _age(written: Written) -> tuple[Moment, bool, int, int, int, str]:
    """Oldest text first; of one text heard twice the fuller one first.

    A link's preview comes later than its message and changes no edit time, and a message read from history names no
    roles: the fuller one is the truer one.
    """
    form = repr(WRITTEN.write(written))
    return *_text(written), -len(written.embeds), -len(written.author.roles), -len(form), form


def _versions(heard: Sequence[Written]) -> tuple[Version, ...]:
    """One for each moment at which the text changed."""
    fullest = (next(same) for _, same in groupby(heard, key=_text))
    return tuple(Version(_since(one), one.text, one.embeds) for one in fullest)


def _attachments(heard: Sequence[Written], urls: Mapping[FileId, str]) -> tuple[Attachment, ...]:
    """Every file that was ever there, also one that an edit took away."""
    files = {(file.id, file.name, file.size): file for one in heard for file in one.attachments}.values()
    return tuple(replace(file, url=urls[file.id]) if file.id and file.id in urls else file for file in files)
