"""Discord's markup as HTML that can do nothing: bold, italics, code, quotes, spoilers and mentions; links stay text.

Everything is escaped before it is marked up, and only the elements written here come out.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from markupsafe import Markup, escape

from models.ids import ChannelId, RoleId, UserId

DEEPEST = 6  # marks inside marks; what lies deeper is shown as it was typed
MOST_MARKS = 200  # in one piece of text outside of code; with more it is no writing, and only costs time

# Control characters, half a surrogate pair, and what turns the direction of the text around it.
INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
MARKS = re.compile(r"[\\`<>|*_~#]")
FENCE = re.compile(r"```(?:(?P<language>[\w+#.-]{1,20})\n)?\n?(?P<code>.+?)\n?```", re.DOTALL)
QUOTE = re.compile(r"(?:^> ?(?!>> ).*(?:\n|\Z))+", re.MULTILINE)
QUOTE_REST = re.compile(r"^>>> (?P<rest>.*)\Z", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^(#{1,3}) +(?P<text>\S.*)$", re.MULTILINE)
INLINE = re.compile(
    r"\\(?P<escaped>[^0-9A-Za-z\s])"
    r"|(?P<ticks>`{1,2})(?P<code>[^`](?:.*?[^`])??)(?P=ticks)(?!`)"
    r"|<@!?(?P<user>\d{1,20})>"
    r"|<@&(?P<role>\d{1,20})>"
    r"|<#(?P<channel>\d{1,20})>"
    r"|<a?:(?P<emoji>\w{2,32}):\d{1,20}>"
    r"|</(?P<command>[\w -]{1,100}):\d{1,20}>"
    r"|<t:(?P<time>-?\d{1,13})(?::[tTdDfFR])?>"
    r"|\|\|(?P<spoiler>.+?)\|\|"
    r"|\*\*(?P<strong>.+?)\*\*(?!\*)"
    r"|__(?P<u>.+?)__(?!_)"
    r"|~~(?P<s>.+?)~~"
    r"|\*(?=\S)(?P<em>(?:\*\*|[^*]){1,300}?)(?<=\S)\*(?!\*)"
    r"|(?<!\w)_(?P<em_>.{1,300}?)_(?!\w)",  # italics are bounded: their end is not always the next mark
    re.DOTALL,
)
ELEMENTS = {"strong": "strong", "u": "u", "s": "s", "em": "em", "em_": "em"}


@dataclass(frozen=True, slots=True)
class Known:
    """What mentions are called; who is not known keeps their id."""

    people: Mapping[UserId, str] = field(default_factory=dict)
    roles: Mapping[RoleId, str] = field(default_factory=dict)
    channels: Mapping[ChannelId, str] = field(default_factory=dict)


def marked_up(text: str, known: Known) -> Markup:
    """The text of a message; line breaks are kept as they are, for an element with `white-space: pre-wrap`."""
    text = INVISIBLE.sub("", text)
    if not MARKS.search(text):
        return escape(text)
    html, end = Markup(""), 0
    for fence in FENCE.finditer(text):
        html += _blocks(text[end : fence.start()].removesuffix("\n"), known)
        html += Markup("<pre><code>{}</code></pre>").format(fence["code"])
        end = fence.end() + text.startswith("\n", fence.end())
    return html + _blocks(text[end:], known)


def _blocks(text: str, known: Known) -> Markup:
    """Quotes and what stands between them."""
    if rest := QUOTE_REST.search(text):
        return _blocks(text[: rest.start()].removesuffix("\n"), known) + _quote(rest["rest"], known)
    html, end = Markup(""), 0
    for quote in QUOTE.finditer(text):
        html += _headings(text[end : quote.start()].removesuffix("\n"), known)
        html += _quote(re.sub(r"^> ?", "", quote[0].removesuffix("\n"), flags=re.MULTILINE), known)
        end = quote.end()
    return html + _headings(text[end:], known)


def _quote(text: str, known: Known) -> Markup:
    return Markup("<blockquote>{}</blockquote>").format(_headings(text, known))


def _headings(text: str, known: Known) -> Markup:
    html, end = Markup(""), 0
    for heading in HEADING.finditer(text):
        html += _inline(text[end : heading.start()], known)
        html += Markup('<strong class="big">{}</strong>').format(_inline(heading["text"], known))
        end = heading.end()
    return html + _inline(text[end:], known)


def _inline(text: str, known: Known, depth: int = 0) -> Markup:
    if depth == DEEPEST or len(MARKS.findall(text)) > MOST_MARKS:
        return escape(text)
    html, end = Markup(""), 0
    for found in INLINE.finditer(text):
        html += escape(text[end : found.start()]) + _one(found, known, depth)
        end = found.end()
    return html + escape(text[end:])


def _one(found: re.Match[str], known: Known, depth: int) -> Markup:
    kind = found.lastgroup or ""
    inside = found[kind]
    match kind:
        case "escaped":
            return escape(inside)
        case "code":
            return Markup("<code>{}</code>").format(inside)
        case "user":
            return _mention("@", known.people.get(UserId(int(inside)), inside))
        case "role":
            return _mention("@", known.roles.get(RoleId(int(inside)), inside))
        case "channel":
            return _mention("#", known.channels.get(ChannelId(int(inside)), inside))
        case "command":
            return _mention("/", inside)
        case "emoji":
            return Markup(":{}:").format(inside)
        case "time":
            return _time(int(inside), found[0])
        case "spoiler":
            return Markup('<span class="spoiler" tabindex="0">{}</span>').format(_inline(inside, known, depth + 1))
    element = Markup(ELEMENTS[kind])
    return Markup("<{}>{}</{}>").format(element, _inline(inside, known, depth + 1), element)


def _mention(sign: str, name: str) -> Markup:
    return Markup('<span class="mention">{}<bdi>{}</bdi></span>').format(sign, name)


def _time(seconds: int, typed: str) -> Markup:
    try:
        at = datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return escape(typed)
    return Markup('<time datetime="{}">{}</time>').format(at.isoformat(), at.strftime("%Y-%m-%d %H:%M UTC"))
