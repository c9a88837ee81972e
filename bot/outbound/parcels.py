"""How a record is packed: its documents, and the files that cannot stand in the page, each below the limit. Pure.

The first document is what one opens. With pictures in it as long as it stays below the limit, else in words alone, else
zipped, else in several parts; the files go into archives beside it.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from io import BytesIO
from typing import NamedTuple, TypeVar
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from bot.outbound.payload import File
from bot.outbound.records import PICTURES, Layout, Record, Stowed, part_of
from bot.outbound.text import plain
from bot.outbound.transcript_json import document
from bot.outbound.transcript_page import page
from bot.outbound.transcript_text import text
from models.message import Kept
from models.policy import Format

T = TypeVar("T")

LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the earliest date a zip can say: the same record is the same file
MOST_FILES = 10  # in one message
UNSAFE = re.compile(r"[^\w.()+ -]+")
LONGEST_NAME = 80
ENVELOPE, OF_EACH = 100, 300  # bytes that a zip adds, at most: for itself, and for each file beside its name twice
PAGE_WORDS = 1 << 14  # bytes that even an empty page has

DRAWN: Mapping[Format, tuple[str, Callable[[Record, Layout], str]]] = {
    Format.HTML: ("html", page),
    Format.TEXT: ("txt", text),
    Format.JSON: ("json", document),
}


@dataclass(frozen=True, slots=True)
class Parcel:
    """Files that travel together in one zip; one that would then be too large travels alone, as it is."""

    name: str
    files: tuple[tuple[str, Kept], ...]
    is_bare: bool = False

    @property
    def most(self) -> int:
        """Bytes, at most."""
        return self.files[0][1].size if self.is_bare else ENVELOPE + sum(_weight(*file) for file in self.files)

    @property
    def identity(self) -> str:
        """The same for the same content."""
        return digest([self.name, *(kept.sha256 for _, kept in self.files)])


class Load(NamedTuple):
    """What one message carries."""

    documents: tuple[File, ...] = ()
    parcels: tuple[Parcel, ...] = ()

    @property
    def identity(self) -> str:
        contents = (sha256(file.content).hexdigest() for file in self.documents)
        return digest([*contents, *(parcel.identity for parcel in self.parcels)])


def shown(record: Record, formats: Collection[Format], limit: int) -> tuple[Kept, ...]:
    """The pictures that the page shows: all of them, or none where it would be too large."""
    pictures = [kept for _, kept in record.files() if kept.kind in PICTURES]
    whole = PAGE_WORDS + sum(4 * (kept.size + 2) // 3 for kept in pictures)
    return tuple(pictures) if Format.HTML in formats and whole <= limit else ()


def parcels(record: Record, in_page: Collection[Kept], limit: int) -> tuple[Parcel, ...]:
    """Every file that the page does not show, once, in the order in which they came; too large ones are left out."""
    left_out = {kept.sha256 for kept in in_page}
    rest: dict[str, tuple[str, Kept]] = {}
    for file, kept in record.files():
        if kept.sha256 not in left_out:
            rest.setdefault(kept.sha256, (file.name, kept))
    named = [(f"{at:03}-{_tame(name)}", kept) for at, (name, kept) in enumerate(rest.values(), 1) if kept.size <= limit]
    together = [file for file in named if ENVELOPE + _weight(*file) <= limit]
    groups = list(_filled(together, lambda file: _weight(*file), limit - ENVELOPE, most=len(together)))
    stem = f"ticket-{record.scene.number:04}"
    zips = (
        Parcel(f"{stem}-files.zip" if len(groups) == 1 else f"{stem}-files-{at}.zip", tuple(group))
        for at, group in enumerate(groups, 1)
    )
    alone = (Parcel(f"{stem}-{file[0]}", (file,), is_bare=True) for file in named if file not in together)
    return (*zips, *alone)


def stowed(packed: Iterable[Parcel]) -> dict[str, Stowed]:
    return {kept.sha256: Stowed(parcel.name, name) for parcel in packed for name, kept in parcel.files}


def pack(record: Record, formats: Sequence[Format], limit: int, pictures: Mapping[str, bytes]) -> tuple[Load, ...]:
    """What each message carries; `pictures` (by sha256) are the contents of those that `shown` named."""
    if pictures:
        packed = parcels(record, shown(record, formats, limit), limit)
        files = _whole(record, Layout(pictures, stowed(packed)), formats, 1)
        if all(len(file.content) <= limit for file in files):
            return loads(files, packed, limit)
    packed = parcels(record, (), limit)
    return loads(documents(record, Layout(stowed=stowed(packed)), formats, limit), packed, limit)


def documents(record: Record, layout: Layout, formats: Sequence[Format], limit: int) -> tuple[File, ...]:
    """In the order of `formats`, each below the limit, in as many parts as that needs; one line is never cut."""
    parts = 1
    while True:
        whole = _whole(record, layout, formats, parts)
        files = tuple(file if len(file.content) <= limit else smaller(file) for file in whole)
        if parts >= len(record.lines) or all(len(file.content) <= limit for file in files):
            return files
        parts *= 2


def loads(files: Sequence[File], packed: Sequence[Parcel], limit: int) -> tuple[Load, ...]:
    """What each message carries, in the order in which they are sent: the one to open comes last, with what fits in."""
    of_files, *more = _filled(files, lambda file: len(file.content), limit, MOST_FILES)
    of_parcels = list(_filled(packed, lambda parcel: parcel.most, limit, MOST_FILES))
    if not more and len(of_parcels) == 1 and _fit_together(of_files, of_parcels[0], limit):
        return (Load(tuple(of_files), tuple(of_parcels[0])),)
    before = (*(Load(parcels=tuple(group)) for group in of_parcels), *(Load(tuple(group)) for group in more))
    return (*before, Load(tuple(of_files)))


def alone(record: Record, limit: int, pictures: Mapping[str, bytes]) -> File:
    """One page and nothing beside it: with its pictures, else in words, else zipped, as the limit wants."""
    (whole,) = _whole(record, Layout(pictures), (Format.HTML,), 1)
    if pictures and len(whole.content) > limit:
        (whole,) = _whole(record, Layout(), (Format.HTML,), 1)
    return whole if len(whole.content) <= limit else smaller(whole)


def packed_file(parcel: Parcel, contents: Mapping[str, bytes]) -> File:
    """`contents` by sha256. Pictures are small already; everything else is compressed."""
    if parcel.is_bare:
        return File(parcel.name, contents[parcel.files[0][1].sha256])
    return File(parcel.name, _zipped([(name, contents[kept.sha256], kept.kind) for name, kept in parcel.files]))


def smaller(file: File) -> File:
    """The same file in a zip, which everybody can open: about a tenth of its size."""
    return File(f"{file.name}.zip", _zipped([(file.name, file.content, "")]))


def digest(parts: Iterable[str]) -> str:
    return sha256("/".join(parts).encode()).hexdigest()[:16]


def _whole(record: Record, layout: Layout, formats: Sequence[Format], parts: int) -> tuple[File, ...]:
    drawn = _drawn(record, layout, formats, parts)
    return tuple(File(name, content.encode("utf-8", "replace")) for name, content in drawn)


def _drawn(record: Record, layout: Layout, formats: Sequence[Format], parts: int) -> Iterator[tuple[str, str]]:
    stem, each = f"ticket-{record.scene.number:04}", -(-len(record.lines) // parts) or 1
    for part in range(parts):
        lines = record.lines[part * each : (part + 1) * each]
        those = record if parts == 1 else part_of(record, lines)
        for format in formats:
            suffix, draw = DRAWN[format]
            name = f"{stem}.{suffix}" if parts == 1 else f"{stem}-{part + 1}.{suffix}"
            yield name, draw(those, replace(layout, part=part + 1, parts=parts))


def _fit_together(files: Sequence[File], packed: Sequence[Parcel], limit: int) -> bool:
    whole = sum(len(file.content) for file in files) + sum(parcel.most for parcel in packed)
    return whole <= limit and len(files) + len(packed) <= MOST_FILES


def _zipped(files: Iterable[tuple[str, bytes, str]]) -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        for name, content, kind in files:
            archive.writestr(ZipInfo(name, LONG_AGO), content, ZIP_STORED if kind in PICTURES else ZIP_DEFLATED)
    return packed.getvalue()


def _weight(name: str, kept: Kept) -> int:
    """Bytes in a zip, at most: what cannot be compressed grows by 5 bytes in each block of 16 kB."""
    return kept.size + kept.size // 1000 + 2 * len(name.encode()) + OF_EACH


def _tame(name: str) -> str:
    """A name that every system takes, and that leads nowhere."""
    return UNSAFE.sub("_", plain(name, LONGEST_NAME)).strip(" .") or "file"


def _filled(items: Sequence[T], weight: Callable[[T], int], limit: int, most: int) -> Iterator[list[T]]:
    """Groups in order, none heavier than the limit unless a single one is, none larger than `most`."""
    group: list[T] = []
    total = 0
    for item in items:
        if group and (total + weight(item) > limit or len(group) == most):
            yield group
            group, total = [], 0
        group.append(item)
        total += weight(item)
    if group:
        yield group
