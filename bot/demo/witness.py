"""What each person sees, noticed as it changes: messages that come, are edited and go, channels that open and close."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.demo.community import BOT, Community
from bot.demo.narration import Narration
from bot.sandbox.client.people import Person
from bot.sandbox.client.seeing import Seen
from bot.sandbox.model import Channel, ChannelType, Id

TAG = re.compile(r"<(?P<kind>@&|@|#|t:)(?P<id>\d+)(?::(?P<style>[A-Za-z]))?>")

UNITS = (("day", timedelta(days=1)), ("hour", timedelta(hours=1)), ("minute", timedelta(minutes=1)))


@dataclass(frozen=True, slots=True)
class Sight:
    """One message as it stands somewhere."""

    place: str
    message: Seen
    is_own: bool


@dataclass(slots=True)
class Witness:
    """Looks when all is quiet, so that whatever is new is of this very moment; an answer for one is told elsewhere."""

    community: Community
    narration: Narration
    _seen: dict[str, dict[Id, Sight]] = field(default_factory=dict)
    _looked: dict[tuple[str, Id], tuple[int, dict[Id, Sight]]] = field(default_factory=dict)  # by a channel's news
    _last: datetime | None = None
    _open: dict[str, set[str]] = field(default_factory=dict)
    _names: dict[int, str] = field(default_factory=dict)  # of channels, also of those that are gone

    def look(self) -> None:
        """Prints what changed since the last look, each change once with all who see it."""
        changes: dict[tuple[str, str, str], list[str]] = {}
        for person in self.community.people:
            for change in self._changes(person):
                changes.setdefault(change, []).append(person.user.username)
        self._last = self.narration.now()
        for (who, what, drawn), witnesses in changes.items():
            self.narration.line(who, f"{what} · seen by {', '.join(witnesses)}" + (f"\n{drawn}" if drawn else ""))

    def drawn(self, message: Seen) -> str:
        """The message as the client shows it: names instead of ids, buttons in brackets."""
        self._names |= {channel.id: f"#{channel.name}" for channel in self.community.guild.channels.values()}
        lines = [self._named(message.text)]
        lines += [f"[select: {select.placeholder}]" for select in message.selects]
        if message.buttons:
            lines.append(" ".join(f"[{button.label}]" for button in message.buttons))
        lines += [f"(file: {file.filename}, {len(file.content):,} bytes)" for file in message.files]
        return "\n".join(line for line in lines if line)

    def _changes(self, person: Person) -> Iterable[tuple[str, str, str]]:
        name = person.user.username
        yield from self._doors(person)
        before, now = self._seen.get(name, {}), self._sights(person)
        self._seen[name] = now
        for id, sight in now.items():
            if id not in before:
                yield from self._told(sight, "in") if self._is_new(sight) else ()
            elif before[id] is not sight and _as_read(before[id]) != _as_read(sight):
                yield from self._told(sight, "edits in")
        for id, sight in before.items():
            if id not in now and sight.place in self._open[name]:
                yield from self._told(sight, "gone from")

    def _told(self, sight: Sight, what: str) -> Iterable[tuple[str, str, str]]:
        """What people wrote was told when they did; of the bot's own words all are new, or a line names what went."""
        author, drawn = sight.message.author, self.drawn(sight.message)
        if sight.is_own:
            return
        if author != BOT:
            drawn = ""
        elif what == "gone from":
            drawn = _first_line(drawn)
        yield author, f"{what} {sight.place}", drawn

    def _doors(self, person: Person) -> Iterable[tuple[str, str, str]]:
        name = person.user.username
        now = {_place(channel) for channel in self._channels(person)}
        before, self._open[name] = self._open.get(name, now), now
        for place in sorted(now - before):
            yield "(Discord)", f"{place} appears", ""
        for place in sorted(before - now):
            yield "(Discord)", f"{place} is gone", ""

    def _sights(self, person: Person) -> dict[Id, Sight]:
        sights: dict[Id, Sight] = {}
        for channel in self._channels(person):
            sights |= self._in(person, channel)
        return sights

    def _in(self, person: Person, channel: Channel) -> dict[Id, Sight]:
        """What nobody changed reads as before."""
        key = person.user.username, channel.id
        news, found = self._looked.get(key, (-1, {}))
        if news != channel.news:
            found = {
                message.id: Sight(_place(channel), message, message.author_id == person.user.id)
                for message in person.sees(channel)
                if not message.is_ephemeral
            }
            self._looked[key] = channel.news, found
        return found

    def _is_new(self, sight: Sight) -> bool:
        """What somebody sees who has come, or come back, was said long ago."""
        return self._last is None or sight.message.at >= self._last

    def _channels(self, person: Person) -> list[Channel]:
        return [*(one for one in person.channels() if one.type == ChannelType.TEXT), person.dm]

    def _named(self, text: str) -> str:
        return TAG.sub(self._name_of, text)

    def _name_of(self, tag: re.Match[str]) -> str:
        id, guild = int(tag["id"]), self.community.guild
        match tag["kind"]:
            case "@&":
                return next((f"@{role.name}" for role in guild.roles.values() if role.id == id), tag[0])
            case "@":
                return next((f"@{one.user.username}" for one in self.community.people if one.user.id == id), tag[0])
            case "#":
                return self._names.get(id, tag[0])
        return self._time(datetime.fromtimestamp(id, UTC), tag["style"])

    def _time(self, at: datetime, style: str | None) -> str:
        """A timestamp as the client draws it: the date, or how far off it is."""
        if style != "R":
            return f"{at:%d %b %H:%M}"
        off = self.narration.now() - at
        whole = next((_counted(abs(off) // unit, name) for name, unit in UNITS if abs(off) >= unit), "a moment")
        return f"{whole} ago" if off > timedelta() else f"in {whole}"


def _as_read(sight: Sight) -> Seen:
    """Whom it calls changes with the roles of people: nobody has edited it."""
    return replace(sight.message, calls_me=False)


def _place(channel: Channel) -> str:
    return f"#{channel.name}" if channel.guild_id else "direct messages"


def _first_line(text: str) -> str:
    """What it was about: not whom it called."""
    return next((line for line in text.splitlines() if not line.startswith("@")), "")


def _counted(count: int, unit: str) -> str:
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
