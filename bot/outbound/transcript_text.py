"""The transcript as plain text: for search, for a terminal, for whoever opens no page."""

import re
from collections.abc import Iterator, Mapping

from bot.outbound.markup import INVISIBLE, Known
from bot.outbound.record_words import (
    about_file,
    fate_of,
    field_value,
    minute,
    notice_of,
    piece_name,
    reply_of,
    thread_name,
)
from bot.outbound.records import NAME, Layout, Record, closed_by, reason
from bot.outbound.text import plain
from models.ids import ChannelId, MessageId, RoleId, UserId
from models.message import Embed, Piece
from models.rules.transcript import Line, sections

TITLE, NOTE = 200, 1000
BREAK = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
MENTION = re.compile(r"<(?P<sign>@[!&]?|#)(?P<id>\d{1,20})>")
INDENT = "    "

Lines = Mapping[MessageId, Line]


def text(record: Record, layout: Layout) -> str:
    lines, said = {line.id: line for line in record.lines}, list[str]()
    for section in sections(record.lines):
        if section.thread and section.lines:
            said += [f"=== {thread_name(section, record.scene)} ===", ""]
        for line in section.lines:
            said += [*_said(line, lines, record, layout), ""]
    says = record.scene.words.page
    whole = [*_head(record, layout), "", *(said or [says.empty, ""]), says.times, says.copies[record.copy]]
    return "\n".join(whole) + "\n"


def _head(record: Record, layout: Layout) -> Iterator[str]:
    says, subject, scene = record.scene.words.page, record.subject, record.scene
    yield says.transcript.format(number=scene.number)
    if layout.parts > 1:
        yield says.part.format(part=layout.part, parts=layout.parts)
    yield plain(subject.title, TITLE)
    yield ""
    yield f"{says.owner}: {plain(subject.owner_name, NAME)}"
    yield f"{says.type}: {plain(scene.type(subject.type).label, NAME)}"
    yield f"{says.opened}: {minute(subject.opened_at)}"
    yield f"{says.closed}: {minute(subject.closing.at) if subject.closing else says.still_open}"
    if subject.closing:
        yield f"{says.closed_by}: {closed_by(record)}"
    if why := reason(record):
        yield f"{says.reason}: {plain(why, NOTE)}"


def _said(line: Line, lines: Lines, record: Record, layout: Layout) -> Iterator[str]:
    """Whatever somebody typed is indented, so that nothing they write can pass for a line of ours."""
    says, name = record.scene.words.page, plain(line.name, NAME) if line.name else record.scene.words.page.someone
    if notice := notice_of(line, name, record):
        yield f"[{minute(line.at)}] {notice}"
        return
    badge = says.bot if line.is_bot else says.sides[line.side]
    marks = [badge, *filter(None, [fate_of(line, record.scene), says.edited if line.edited_at else ""])]
    yield f"[{minute(line.at)}] {name} ({', '.join(marks)})"
    if reply := reply_of(line, lines, record.scene):
        yield f"{INDENT}↪ {reply}"
    for one in line.earlier:
        yield f"{INDENT}{says.earlier.format(time=minute(one.since))}:"
        yield from _indented(one.text, record.known, INDENT * 2)
    yield from _indented(line.text, record.known)
    for embed in line.embeds:
        yield from _embed(embed, record)
    for file in line.attachments:
        yield f"{INDENT}+ {plain(file.name, NAME)} ({about_file(file, record, layout)})"


def _embed(embed: Embed, record: Record) -> Iterator[str]:
    if label := piece_name(embed, record.scene):
        yield f"{INDENT}| {label}"
    title = "" if embed.kind is Piece.STICKER else embed.title
    fields = (f"{field.name}: {field_value(embed, field.value, record.scene)}" for field in embed.fields)
    for part in filter(None, (embed.author, title, embed.description, *fields, embed.footer)):
        yield from _indented(part, record.known, f"{INDENT}| ")


def _indented(typed: str, known: Known, indent: str = INDENT) -> Iterator[str]:
    """Line by line, without what a terminal would obey."""
    if typed:
        called = MENTION.sub(lambda found: _called(found, known), INVISIBLE.sub("", BREAK.sub("\n", typed)))
        yield from (f"{indent}{line}".rstrip() for line in called.split("\n"))


def _called(found: re.Match[str], known: Known) -> str:
    id, sign = int(found["id"]), found["sign"]
    if sign == "#":
        return f"#{known.channels.get(ChannelId(id), found['id'])}"
    name = known.roles.get(RoleId(id)) if sign == "@&" else known.people.get(UserId(id))
    return f"@{name or found['id']}"
