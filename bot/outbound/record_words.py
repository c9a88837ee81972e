"""What a record says of itself in words: on the page and in plain text alike."""

from collections.abc import Mapping

from bot.outbound.records import NAME, Layout, Record
from bot.outbound.scene import Scene
from bot.outbound.text import plain
from models.ids import MessageId
from models.message import Attachment, Embed, Piece
from models.moment import Moment
from models.rules.transcript import Copy, Fate, Line, Section

SHORT = 12  # characters of a hash that tell files apart


def thread_name(section: Section, scene: Scene) -> str:
    if section.thread is None:
        return ""
    says = scene.words.page
    called = says.private_thread if section.thread.is_private else says.thread
    return called.format(name=plain(section.thread.name, NAME))


def notice_of(line: Line, name: str, record: Record) -> str:
    """What stands in the place of a message that this copy does not show."""
    says = record.scene.words.page
    if line.fate is Fate.STANDS or (record.copy is Copy.FULL and line.author):
        return ""
    if line.fate is Fate.HELD_BACK:
        return says.held_back.format(name=name)
    return says.deleted.format(name=name) if line.author else says.deleted_unknown


def fate_of(line: Line, scene: Scene) -> str:
    """Of a message that is shown though it is gone."""
    says = scene.words.page
    match line.fate:
        case Fate.STANDS:
            return ""
        case Fate.HELD_BACK:
            return says.was_held_back
        case Fate.DELETED:
            return says.was_deleted
    raise TypeError(line.fate)


def reply_of(line: Line, lines: Mapping[MessageId, Line], scene: Scene) -> str:
    says = scene.words.page
    if line.reply_to is None:
        return ""
    answered = lines.get(line.reply_to)
    return says.reply.format(name=plain(answered.name, NAME)) if answered else says.reply_gone


def piece_name(embed: Embed, scene: Scene) -> str:
    says = scene.words.page
    match embed.kind:
        case Piece.EMBED:
            return ""
        case Piece.FORWARD:
            return says.forwarded
        case Piece.STICKER:
            return says.sticker.format(name=plain(embed.title, NAME))
        case Piece.POLL:
            return says.poll
    raise TypeError(embed.kind)


def field_value(embed: Embed, value: str, scene: Scene) -> str:
    return scene.words.page.votes.format(count=value) if embed.kind is Piece.POLL and value else value


def about_file(file: Attachment, record: Record, layout: Layout) -> str:
    """How large it is, where it is, and what tells it apart."""
    says, kept = record.scene.words.page, record.kept_of(file)
    if kept is None:
        return f"{size(file.size)} · {says.not_kept}"
    if kept.sha256 in layout.pictures:
        return f"{size(kept.size)} · {says.in_page} · SHA-256 {kept.sha256[:SHORT]}"
    stowed = layout.stowed.get(kept.sha256)
    where = says.in_archive.format(archive=stowed.archive, name=stowed.name) if stowed else says.not_sent
    return f"{size(kept.size)} · {where} · SHA-256 {kept.sha256[:SHORT]}"


def size(size: int) -> str:
    """In the units that people know: 999 B, 12 kB, 1.5 MB."""
    if size < 1000:
        return f"{size} B"
    return f"{size / 1000:.0f} kB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"


def minute(at: Moment) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
