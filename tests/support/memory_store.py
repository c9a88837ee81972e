"""A store in memory that keeps what MongoDB would keep: the same documents, as bytes. A Memory may serve several."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

import bson
from anyio.lowlevel import cancel_shielded_checkpoint, checkpoint
from bson.codec_options import CodecOptions

from models.documents.archive import (
    MOST_HEARD,
    FileAddress,
    Kept,
    addresses,
    entry,
    last_edit,
    without_addresses,
)
from models.documents.codec import Form, form_of
from models.errors import StaleWrite
from models.grave import Grave
from models.ids import Address, FileId, GuildId, MessageId
from models.message import Entry, Erased, HeldBack, Trace, Written
from models.moment import Moment
from models.snapshot import Snapshot

T = TypeVar("T")

AWARE: CodecOptions[dict[str, object]] = CodecOptions(tz_aware=True)

SNAPSHOT: Form[Snapshot] = form_of(Snapshot)
WRITTEN: Form[Written] = form_of(Written)
GRAVE: Form[Grave] = form_of(Grave)


@dataclass(slots=True)
class Row:
    body: bytes
    version: int = 0
    epoch: int = 0
    alive: bool = False


@dataclass(slots=True)
class Sheet:
    """What was heard of one message: the texts as bytes, in a set."""

    heard: set[bytes] = field(default_factory=set)
    urls: dict[FileId, str] = field(default_factory=dict)
    deleted_at: Moment | None = None
    held_back: bool = False


class Memory:
    """The database itself: plain calls, each of them atomic."""

    def __init__(self) -> None:
        self.epoch = 0
        self.rows: dict[Address, Row] = {}
        self.sheets: dict[Address, dict[MessageId, Sheet]] = {}
        self.buried: dict[Address, dict[str, bytes]] = {}

    def begin(self) -> int:
        self.epoch += 1
        return self.epoch

    def claim(self, address: Address, epoch: int, *, may_be_new: bool = True) -> Snapshot:
        if not may_be_new and address not in self.rows:
            return Snapshot()
        row = self.rows.setdefault(address, Row(packed(SNAPSHOT, Snapshot()), epoch=epoch))
        if row.epoch > epoch:
            raise StaleWrite(address)
        row.epoch, row.version = epoch, row.version + 1
        return self.snapshot(address)

    def commit(self, address: Address, expected: int, snapshot: Snapshot, *, alive: bool) -> None:
        if snapshot.version != expected + 1:
            raise ValueError(f"version {snapshot.version} does not follow {expected}")
        row = self.rows.get(address)
        if row is None or row.version != expected:
            raise StaleWrite(address)
        row.body, row.version, row.alive = packed(SNAPSHOT, snapshot), snapshot.version, alive

    def snapshot(self, address: Address) -> Snapshot:
        """What is stored of an actor that was claimed before; claims nothing."""
        row = self.rows[address]
        kept = unpacked(SNAPSHOT, row.body)
        return Snapshot(row.version, kept.state, kept.outbox, kept.recent, kept.seen, kept.latest)

    def alive(self, guild: GuildId) -> tuple[Address, ...]:
        return tuple(sorted(at for at, row in self.rows.items() if at.guild == guild and (at.is_desk or row.alive)))

    def archive(self, address: Address, traces: Sequence[Trace]) -> None:
        sheets = self.sheets.setdefault(address, {})
        for trace in traces:
            sheet = sheets.setdefault(trace.id, Sheet())
            match trace:
                case Written():
                    sheet.urls |= {one.file: max(one.url, sheet.urls.get(one.file, "")) for one in addresses(trace)}
                    if len(sheet.heard) < MOST_HEARD:
                        sheet.heard.add(packed(WRITTEN, without_addresses(trace)))
                case Erased(at=at):
                    sheet.deleted_at = min(sheet.deleted_at or at, at)
                case HeldBack():
                    sheet.held_back = True

    def entries(self, address: Address) -> tuple[Entry, ...]:
        return tuple(entry(kept) for kept in self._kept(address))

    def entry(self, address: Address, message: MessageId) -> Entry | None:
        sheet = self.sheets.get(address, {}).get(message)
        return None if sheet is None else entry(self._of(message, sheet))

    def known(self, address: Address) -> dict[MessageId, Moment | None]:
        return {
            kept.id: last_edit(one.edited_at for one in kept.heard)
            for kept in self._kept(address)
            if kept.heard and kept.deleted_at is None
        }

    def bury(self, address: Address, grave: Grave) -> None:
        self.buried.setdefault(address, {})[grave.letter] = packed(GRAVE, grave)

    def graves(self, address: Address) -> tuple[Grave, ...]:
        kept = self.buried.get(address, {})
        return tuple(unpacked(GRAVE, kept[letter]) for letter in sorted(kept))

    def grave(self, address: Address, letter: str) -> Grave | None:
        body = self.buried.get(address, {}).get(letter)
        return None if body is None else unpacked(GRAVE, body)

    def graves_of(self, guild: GuildId | None) -> tuple[tuple[Address, Grave], ...]:
        return tuple((at, one) for at in sorted(self.buried) if guild in (None, at.guild) for one in self.graves(at))

    def mark_retry(self, address: Address, letter: str) -> bool:
        found = self.grave(address, letter)
        if found is None or found.again is None:
            return False
        self.bury(address, replace(found, retry=True))
        return True

    def unbury(self, address: Address, grave: Grave) -> bool:
        found = self.grave(address, grave.letter)
        if found is None or (found.at, found.retry) != (grave.at, grave.retry):
            return False
        del self.buried[address][grave.letter]
        return True

    def forget(self, address: Address) -> None:
        self.sheets.pop(address, None)
        self.buried.pop(address, None)
        self.rows.pop(address, None)

    def _kept(self, address: Address) -> list[Kept]:
        return [self._of(message, sheet) for message, sheet in sorted(self.sheets.get(address, {}).items())]

    def _of(self, message: MessageId, sheet: Sheet) -> Kept:
        heard = tuple(unpacked(WRITTEN, one) for one in sheet.heard)
        signed = tuple(FileAddress(file, url) for file, url in sheet.urls.items())
        return Kept(message, heard, sheet.deleted_at, sheet.held_back, signed)


class MemoryStore:
    """The port over a Memory: others run before and after each call, as over a network."""

    def __init__(self, memory: Memory | None = None) -> None:
        self.memory = memory or Memory()

    async def begin(self) -> int:
        await checkpoint()
        epoch = self.memory.begin()
        await cancel_shielded_checkpoint()
        return epoch

    async def claim(self, address: Address, epoch: int, *, may_be_new: bool = True) -> Snapshot:
        await checkpoint()
        snapshot = self.memory.claim(address, epoch, may_be_new=may_be_new)
        await cancel_shielded_checkpoint()
        return snapshot

    async def commit(self, address: Address, expected: int, snapshot: Snapshot, *, alive: bool) -> None:
        await checkpoint()
        self.memory.commit(address, expected, snapshot, alive=alive)
        await cancel_shielded_checkpoint()

    async def alive(self, guild: GuildId) -> tuple[Address, ...]:
        await checkpoint()
        return self.memory.alive(guild)

    async def archive(self, address: Address, traces: Sequence[Trace]) -> None:
        await checkpoint()
        self.memory.archive(address, traces)
        await cancel_shielded_checkpoint()

    async def entries(self, address: Address) -> tuple[Entry, ...]:
        await checkpoint()
        return self.memory.entries(address)

    async def entry(self, address: Address, message: MessageId) -> Entry | None:
        await checkpoint()
        return self.memory.entry(address, message)

    async def known(self, address: Address) -> Mapping[MessageId, Moment | None]:
        await checkpoint()
        return self.memory.known(address)

    async def bury(self, address: Address, grave: Grave) -> None:
        await checkpoint()
        self.memory.bury(address, grave)
        await cancel_shielded_checkpoint()

    async def grave(self, address: Address, letter: str) -> Grave | None:
        await checkpoint()
        return self.memory.grave(address, letter)

    async def graves_of(self, guild: GuildId | None) -> tuple[tuple[Address, Grave], ...]:
        await checkpoint()
        return self.memory.graves_of(guild)

    async def marked(self) -> tuple[tuple[Address, Grave], ...]:
        await checkpoint()
        return tuple(buried for buried in self.memory.graves_of(None) if buried[1].retry)

    async def mark_retry(self, address: Address, letter: str) -> bool:
        await checkpoint()
        return self.memory.mark_retry(address, letter)

    async def unbury(self, address: Address, grave: Grave) -> bool:
        await checkpoint()
        return self.memory.unbury(address, grave)

    async def forget(self, address: Address) -> None:
        await checkpoint()
        self.memory.forget(address)
        await cancel_shielded_checkpoint()

    async def ping(self) -> None:
        await checkpoint()


def packed(form: Form[T], noun: T) -> bytes:
    return bson.encode(form.write(noun))


def unpacked(form: Form[T], body: bytes) -> T:
    return form.read(bson.decode(body, AWARE))
