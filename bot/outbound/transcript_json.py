"""The transcript as JSON, for programs: docs/reference/transcript.md describes it.

The version rises when the shape changes. Ids are strings: they are larger than many a reader's whole numbers.
Texts are as they were typed.
"""

import json
from typing import Any, TypeAlias

from bot.outbound.records import Layout, Record
from models.ids import UserId
from models.message import Attachment, Embed, Version
from models.moment import Moment
from models.rules.transcript import Line, sections
from models.ticket import Side

FORMAT, VERSION = "steward.transcript", 1
SIDES = {Side.OWNER: "owner", Side.STAFF: "staff", Side.WAIVED: "staff", Side.OTHER: "other"}

Json: TypeAlias = dict[str, Any]


def document(record: Record, layout: Layout) -> str:
    whole = {
        "format": FORMAT,
        "version": VERSION,
        "copy": record.copy.value,
        "part": layout.part,
        "parts": layout.parts,
        "ticket": _ticket(record),
        "threads": [
            {"id": str(section.thread.id), "name": section.thread.name, "is_private": section.thread.is_private}
            for section in sections(record.lines)
            if section.thread
        ],
        "messages": [_message(line, record, layout) for line in record.lines],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1)


def _ticket(record: Record) -> Json:
    subject, closing = record.subject, record.subject.closing
    return {
        "guild": str(subject.ticket.guild),
        "number": subject.ticket.number,
        "title": subject.title,
        "type": subject.type,
        "type_label": record.scene.type(subject.type).label,
        "owner": {"id": str(subject.owner), "name": subject.owner_name},
        "opened_at": _time(subject.opened_at),
        "closed_at": _time(closing.at) if closing else None,
        "closed_by": _person(closing.by, record) if closing else None,
        "ending": closing.ending.value if closing else None,
        "note": closing.note if closing else "",
    }


def _person(person: UserId | None, record: Record) -> Json | None:
    return {"id": str(person), "name": record.known.people.get(person, "")} if person else None


def _message(line: Line, record: Record, layout: Layout) -> Json:
    author = {"id": str(line.author), "name": line.name, "side": SIDES[line.side], "is_bot": line.is_bot}
    return {
        "id": str(line.id),
        "at": _time(line.at),
        "author": author if line.author else None,
        "state": line.fate.value,
        "text": line.text,
        "edited_at": _time(line.edited_at) if line.edited_at else None,
        "reply_to": str(line.reply_to) if line.reply_to else None,
        "thread": str(line.thread.id) if line.thread else None,
        "embeds": [_embed(embed) for embed in line.embeds],
        "files": [_file(file, record, layout) for file in line.attachments],
        "earlier": [_version(one) for one in line.earlier],
    }


def _version(version: Version) -> Json:
    return {
        "since": _time(version.since),
        "text": version.text,
        "embeds": [_embed(embed) for embed in version.embeds],
    }


def _embed(embed: Embed) -> Json:
    return {
        "kind": embed.kind.value,
        "author": embed.author,
        "title": embed.title,
        "text": embed.description,
        "fields": [{"name": field.name, "value": field.value} for field in embed.fields],
        "footer": embed.footer,
        "colour": embed.colour,
    }


def _file(file: Attachment, record: Record, layout: Layout) -> Json:
    """`archive` is the file beside this document in which it is, under the name `stored_as`."""
    kept = record.kept_of(file)
    stowed = layout.stowed.get(kept.sha256) if kept else None
    return {
        "id": str(file.id) if file.id else None,
        "name": file.name,
        "description": file.alt,
        "size": kept.size if kept else file.size,
        "kind": kept.kind if kept else None,
        "sha256": kept.sha256 if kept else None,
        "archive": stowed.archive if stowed else None,
        "stored_as": stowed.name if stowed else None,
    }


def _time(at: Moment) -> str:
    return at.isoformat(timespec="milliseconds")
