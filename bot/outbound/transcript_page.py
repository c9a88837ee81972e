"""The transcript as one HTML page: no script, nothing loaded from anywhere, readable on paper, phone and screen."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from importlib.resources import files
from itertools import groupby
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from bot.outbound.markup import Known, marked_up
from bot.outbound.record_words import (
    about_file,
    fate_of,
    field_value,
    minute,
    notice_of,
    piece_name,
    reply_of,
    size,
    thread_name,
)
from bot.outbound.records import NAME, PICTURES, Layout, Record, closed_by, reason
from bot.outbound.scene import Scene
from bot.outbound.text import plain
from models.ids import MessageId
from models.message import Attachment, Embed, Piece
from models.moment import Moment
from models.rules.transcript import Fate, Line, Section, sections
from models.ticket import Side

TOGETHER = timedelta(minutes=5)  # messages of one person within it stand under one name
LOOKS = {Side.OWNER: "owner", Side.STAFF: "staff", Side.WAIVED: "staff", Side.OTHER: "other"}
LANGUAGE = "en"
TITLE, NOTE = 200, 1000
FORMATS = {kind: Markup(kind) for kind in PICTURES}

PAGES = Environment(loader=PackageLoader("bot.outbound"), autoescape=True, undefined=StrictUndefined, auto_reload=False)
STYLE = Markup(files("bot.outbound").joinpath("templates/transcript.css").read_text(encoding="utf-8"))
STYLE_HASH = b64encode(sha256(STYLE.encode()).digest()).decode()


@dataclass(frozen=True, slots=True)
class Fact:
    name: str
    value: str
    at: str = ""
    is_wide: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What every line is read with; `lines` are those of this page."""

    record: Record
    layout: Layout
    lines: Mapping[MessageId, Line]

    @property
    def scene(self) -> Scene:
        return self.record.scene

    @property
    def known(self) -> Known:
        return self.record.known


def page(record: Record, layout: Layout) -> str:
    scene, says = record.scene, record.scene.words.page
    reading = Reading(record, layout, {line.id: line for line in record.lines})
    title = plain(record.subject.title, TITLE)
    parts = [says.part.format(part=layout.part, parts=layout.parts)] if layout.parts > 1 else []
    return PAGES.get_template("transcript.html.j2").render(
        language=LANGUAGE,
        style=STYLE,
        style_hash=STYLE_HASH,
        title=" · ".join([says.title.format(number=scene.number, title=title), *parts]),
        over=" · ".join([says.transcript.format(number=scene.number), *parts]),
        heading=title,
        facts=_facts(reading),
        sections=[_section(section, reading) for section in sections(record.lines) if section.lines],
        empty=says.empty,
        closing_lines=[says.times, says.copies[record.copy]],
    )


def _facts(reading: Reading) -> list[Fact]:
    says, record = reading.scene.words.page, reading.record
    subject = record.subject
    facts = [
        Fact(says.owner, plain(subject.owner_name, NAME)),
        Fact(says.type, plain(reading.scene.type(subject.type).label, NAME)),
        Fact(says.opened, minute(subject.opened_at), subject.opened_at.isoformat()),
        *_ended(record),
        Fact(says.messages, str(sum(line.fate is Fate.STANDS for line in record.lines))),
    ]
    why = reason(record)
    return [*facts, Fact(says.reason, plain(why, NOTE), is_wide=True)] if why else facts


def _ended(record: Record) -> list[Fact]:
    says, closing = record.scene.words.page, record.subject.closing
    if closing is None:
        return [Fact(says.closed, says.still_open)]
    at = Fact(says.closed, minute(closing.at), closing.at.isoformat())
    return [at, Fact(says.closed_by, closed_by(record))]


def _section(section: Section, reading: Reading) -> dict[str, Any]:
    """The channel's own section has no name; a thread's has, and tells whether it is private."""
    return {"id": section.thread.id if section.thread else 0, "name": thread_name(section, reading.scene)} | {
        "days": _days(section, reading)
    }


def _days(section: Section, reading: Reading) -> list[dict[str, Any]]:
    """Their headings stand below that of a thread, where there is one."""
    days, level = [], 3 if section.thread else 2
    for date, group in groupby(section.lines, key=lambda line: line.at.date()):
        turns, before = [], None
        for line in group:
            turns.append(_turn(line, before, reading))
            before = line
        name = reading.scene.words.day(turns[0]["at"])
        days.append({"iso": date.isoformat(), "name": name, "level": level, "turns": turns})
    return days


def _turn(line: Line, before: Line | None, reading: Reading) -> dict[str, Any]:
    says = reading.scene.words.page
    name = plain(line.name, NAME) if line.name else says.someone
    notice = notice_of(line, name, reading.record)
    turn = {
        "id": line.id,
        "at": line.at,
        "iso": line.at.isoformat(),
        "clock": _clock(line.at),
        "look": "bot" if line.is_bot else LOOKS[line.side],
        "is_again": before is not None and _goes_on(before, line),
        "notice": notice,
    }
    if notice:
        return turn
    return turn | {
        "name": name,
        "initials": _initials(name),
        "badge": says.bot if line.is_bot else says.sides[line.side],
        "fate": fate_of(line, reading.scene),
        "reply": reply_of(line, reading.lines, reading.scene),
        "reply_id": line.reply_to if line.reply_to in reading.lines else None,
        "text": marked_up(line.text, reading.known),
        "embeds": [_embed(embed, reading) for embed in line.embeds if _says_something(embed)],
        "files": [_file(file, reading) for file in line.attachments],
        "edited": says.edited if line.edited_at else "",
        "earlier": [
            {"when": says.earlier.format(time=minute(one.since)), "text": marked_up(one.text, reading.known)}
            for one in line.earlier
        ],
    }


def _goes_on(before: Line, line: Line) -> bool:
    """The same person, soon after, and nothing in between that needs the name said again."""
    both_stand = before.fate is Fate.STANDS and line.fate is Fate.STANDS
    is_soon = timedelta() <= line.at - before.at <= TOGETHER
    return both_stand and is_soon and before.author == line.author and line.reply_to is None


def _initials(name: str) -> str:
    """Of the first two words that begin with a letter or a digit; else the first sign."""
    letters = [word[0] for word in name.split() if word[0].isalnum()]
    return "".join(letters[:2]).upper() or name[0]


def _says_something(embed: Embed) -> bool:
    """A link's picture alone says nothing that the link does not."""
    return bool(embed.title or embed.description or embed.fields or embed.footer or embed.author)


def _embed(embed: Embed, reading: Reading) -> dict[str, Any]:
    known = reading.known
    return {
        "label": piece_name(embed, reading.scene),
        "title": marked_up(embed.title, known) if embed.kind is not Piece.STICKER else "",
        "author": plain(embed.author, NAME) if embed.author else "",
        "text": marked_up(embed.description, known),
        "fields": [
            {
                "name": plain(field.name, TITLE),
                "value": marked_up(field_value(embed, field.value, reading.scene), known),
            }
            for field in embed.fields
        ],
        "footer": plain(embed.footer, NAME) if embed.footer else "",
    }


def _file(file: Attachment, reading: Reading) -> dict[str, Any]:
    name, kept = plain(file.name, NAME), reading.record.kept_of(file)
    content = reading.layout.pictures.get(kept.sha256) if kept and kept.kind in FORMATS else None
    if kept is None or content is None:
        return {"source": "", "name": name, "about": about_file(file, reading.record, reading.layout)}
    source = Markup("data:{};base64,{}").format(FORMATS[kept.kind], Markup(b64encode(content).decode()))
    alt = plain(file.alt, NOTE) if file.alt else reading.scene.words.page.picture.format(name=name)
    return {"source": source, "name": name, "about": size(kept.size), "alt": alt}


def _clock(at: Moment) -> str:
    return f"{at:%H:%M}"
