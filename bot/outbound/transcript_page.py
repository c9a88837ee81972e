"""The transcript as one HTML page: no script, nothing loaded from anywhere, readable on paper, phone and screen."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from importlib.resources import files
from itertools import groupby
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from bot.outbound.markup import Known, marked_up
from bot.outbound.scene import Scene
from bot.outbound.text import plain
from models.effects import SendTranscript
from models.ids import MessageId
from models.message import Embed
from models.moment import Moment
from models.rules.transcript import Copy, Fate, Line
from models.ticket import Ending, Side

TOGETHER = timedelta(minutes=5)  # messages of one person within it stand under one name
LOOKS = {Side.OWNER: "owner", Side.STAFF: "staff", Side.WAIVED: "staff", Side.OTHER: "other"}
LANGUAGE = "en"
NAME, TITLE, NOTE = 100, 200, 1000

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
    """What every line is read with."""

    scene: Scene
    known: Known
    lines: Mapping[MessageId, Line]


def page(effect: SendTranscript, lines: Sequence[Line], known: Known, copy: Copy, scene: Scene) -> str:
    """`known` are the names of people and channels, as they were typed."""
    says = scene.words.page
    reading = Reading(scene, _known(effect, known, scene), {line.id: line for line in lines})
    title = plain(effect.title, TITLE)
    return PAGES.get_template("transcript.html.j2").render(
        language=LANGUAGE,
        style=STYLE,
        style_hash=STYLE_HASH,
        title=says.title.format(number=scene.number, title=title),
        over=says.transcript.format(number=scene.number),
        heading=title,
        facts=_facts(effect, reading),
        days=_days(lines, reading),
        empty=says.empty,
        closing_lines=_closing_lines(lines, copy, scene),
    )


def _closing_lines(lines: Sequence[Line], copy: Copy, scene: Scene) -> list[str]:
    says = scene.words.page
    named = [says.files_named] if any(line.attachments for line in lines) else []
    return [says.times, *named, says.owner_copy if copy is Copy.OWNER else says.staff_copy]


def _known(effect: SendTranscript, known: Known, scene: Scene) -> Known:
    type = scene.type(effect.type)
    roles = {type.staff_role: plain(type.label, NAME)} if type.staff_role else {}
    people = {id: plain(name, NAME) for id, name in known.people.items()}
    return Known(people, roles, {id: plain(name, NAME) for id, name in known.channels.items()})


def _facts(effect: SendTranscript, reading: Reading) -> list[Fact]:
    says, people = reading.scene.words.page, reading.known.people
    closed_by = people.get(effect.by, f"@{effect.by}") if effect.by else says.by_itself
    facts = [
        Fact(says.owner, plain(effect.owner_name, NAME)),
        Fact(says.type, plain(reading.scene.type(effect.type).label, NAME)),
        Fact(says.opened, _moment(effect.opened_at), effect.opened_at.isoformat()),
        Fact(says.closed, _moment(effect.closed_at), effect.closed_at.isoformat()),
        Fact(says.closed_by, closed_by),
        Fact(says.messages, str(sum(line.fate is Fate.STANDS for line in reading.lines.values()))),
    ]
    if effect.ending is not Ending.BY_STAFF:
        return [*facts, Fact(says.reason, reading.scene.words.closing.endings_short[effect.ending], is_wide=True)]
    return [*facts, Fact(says.reason, plain(effect.note, NOTE), is_wide=True)] if effect.note.strip() else facts


def _days(lines: Sequence[Line], reading: Reading) -> list[dict[str, Any]]:
    days = []
    for date, group in groupby(lines, key=lambda line: line.at.date()):
        turns, before = [], None
        for line in group:
            turns.append(_turn(line, before, reading))
            before = line
        days.append({"iso": date.isoformat(), "name": reading.scene.words.day(turns[0]["at"]), "turns": turns})
    return days


def _turn(line: Line, before: Line | None, reading: Reading) -> dict[str, Any]:
    says = reading.scene.words.page
    name = plain(line.name, NAME) if line.name else says.someone
    turn = {
        "id": line.id,
        "at": line.at,
        "iso": line.at.isoformat(),
        "clock": _clock(line.at),
        "look": "bot" if line.is_bot else LOOKS[line.side],
        "is_again": before is not None and _goes_on(before, line),
        "notice": _notice(line, name, reading),
    }
    if line.fate is not Fate.STANDS:
        return turn
    return turn | {
        "name": name,
        "initials": _initials(name),
        "badge": says.bot if line.is_bot else says.sides[line.side],
        "reply": _reply(line, reading),
        "reply_id": line.reply_to if line.reply_to in reading.lines else None,
        "text": marked_up(line.text, reading.known),
        "embeds": [_embed(embed, reading.known) for embed in line.embeds],
        "files": [{"name": plain(file.name, NAME), "size": _size(file.size)} for file in line.attachments],
        "edited": says.edited if line.edited_at else "",
    }


def _goes_on(before: Line, line: Line) -> bool:
    """The same person, soon after, and nothing in between that needs the name said again."""
    both_stand = before.fate is Fate.STANDS and line.fate is Fate.STANDS
    is_soon = timedelta() <= line.at - before.at <= TOGETHER
    return both_stand and is_soon and before.author == line.author and line.reply_to is None


def _notice(line: Line, name: str, reading: Reading) -> str:
    says = reading.scene.words.page
    match line.fate:
        case Fate.STANDS:
            return ""
        case Fate.HELD_BACK:
            return says.held_back.format(name=name)
        case Fate.DELETED:
            return says.deleted.format(name=name) if line.author else says.deleted_unknown
    raise TypeError(line.fate)


def _reply(line: Line, reading: Reading) -> str:
    says = reading.scene.words.page
    if line.reply_to is None:
        return ""
    answered = reading.lines.get(line.reply_to)
    return says.reply.format(name=plain(answered.name, NAME)) if answered else says.reply_gone


def _initials(name: str) -> str:
    """Of the first two words that begin with a letter or a digit; else the first sign."""
    letters = [word[0] for word in name.split() if word[0].isalnum()]
    return "".join(letters[:2]).upper() or name[0]


def _embed(embed: Embed, known: Known) -> dict[str, Any]:
    return {
        "title": marked_up(embed.title, known),
        "text": marked_up(embed.description, known),
        "fields": [{"name": field.name, "value": marked_up(field.value, known)} for field in embed.fields],
        "footer": plain(embed.footer, NAME) if embed.footer else "",
    }


def _moment(at: Moment) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


def _clock(at: Moment) -> str:
    return f"{at:%H:%M}"


def _size(size: int) -> str:
    """In the units that people know: 999 B, 12 kB, 1.5 MB."""
    if size < 1000:
        return f"{size} B"
    return f"{size / 1000:.0f} kB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"
