"""The checks of the desk's own server: ids, types and roles, permissions, what stands there and who reads it, room."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from bot.doctor.facts import NOT_SET_UP, Facts, Server, Spot
from bot.doctor.findings import Line, Name, line
from bot.installation import Fault, Kind, Named, findings
from bot.limits import upload_limit
from bot.rights import (
    ADMINISTRATOR,
    ARCHIVES,
    CALLS,
    FINDS,
    NEEDED,
    NOBODY,
    Right,
    in_channel,
    in_server,
    missing,
)
from models.size import MIB

MOST_IN_CATEGORY, MOST_IN_SERVER = 50, 500  # channels
NEARLY = 0.9


def page_of(server: Server, channel: int | None = None) -> str:
    """In Discord, for whoever mends it there."""
    return f"https://discord.com/channels/{server.id}" + (f"/{channel}" if channel else "")


# --- ids, types and roles ---


def _ids(facts: Facts) -> Iterator[Line]:
    """What is hidden is told with the other channels, by what the bot lacks there."""
    if facts.home is None:
        return
    found = {finding.named: finding for finding in findings(facts.named, facts.home.site(), facts.others)}
    for named in facts.named:
        link = page_of(facts.home, None if named.kind is Kind.ROLE else named.id)
        if named in found and found[named].fault is Fault.HIDDEN:
            continue
        if named in found:
            yield Line(Name.WRONG_ID, page_of(facts.home), wrong=found[named])
        else:
            yield line(Name.ID, link, variable=named.variable)


def _types(facts: Facts) -> Iterator[Line]:
    yield line(Name.TYPES, types=", ".join(facts.policy.types), policy=facts.policy.name)
    yield from (line(Name.UNSERVED, type=key) for key in facts.unserved)


def _roles(facts: Facts) -> Iterator[Line]:
    """Everybody the desk calls; each role once."""
    home = facts.home
    if home is None:
        return
    calls_all = bool(_held(home) & (Right.MENTION_EVERYONE | ADMINISTRATOR))
    for named in _each_once(facts.named):
        role = home.roles.get(named.id)
        if role is None or role.id == home.id:
            continue
        link = page_of(home)
        if not (calls_all or role.is_mentionable):
            yield line(Name.ROLE_UNCALLED, link, variable=named.variable)
        if role.is_managed:
            yield line(Name.ROLE_MANAGED, link, variable=named.variable)
        if role.permissions & ADMINISTRATOR:
            yield line(Name.ROLE_ADMINISTRATOR, link, variable=named.variable)
    yield line(Name.ROLE_ORDER)


def _each_once(named: tuple[Named, ...]) -> list[Named]:
    return list({one.id: one for one in reversed(named) if one.kind is Kind.ROLE}.values())[::-1]


# --- permissions ---


def _held(server: Server, place: Spot | None = None) -> int:
    base = in_server(server.me, server.roles.values(), server.id, server.owner)
    return base if place is None else in_channel(server.me, base, place.overwrites, server.id)


def _permissions(facts: Facts) -> Iterator[Line]:
    if (home := facts.home) is None:
        return
    held, link = _held(home), page_of(home)
    lacking = missing(NEEDED, held)
    for right in lacking:
        yield Line(Name.PERMISSION_MISSING, link, rights=(right,))
    if not lacking:
        yield line(Name.PERMISSIONS, count=len(Right))
    if held & ADMINISTRATOR:
        yield line(Name.ADMINISTRATOR, link)


def _places(facts: Facts) -> Iterator[Line]:
    """What the bot may in each channel that the desk uses; what the whole server lacks is told there."""
    if (home := facts.home) is None:
        return
    everywhere = _held(home)
    for name, id, wanted in _used(facts):
        if id not in home.channels and id not in home.hidden:
            continue
        held = _held(home, home.channels[id]) if id in home.channels else 0
        lacking = missing(wanted, held | ~everywhere)
        if Right.VIEW_CHANNEL in lacking:  # takes all others with it
            lacking = (Right.VIEW_CHANNEL,)
        found = line(Name.CHANNEL_CLOSED if lacking else Name.CHANNEL, page_of(home, id), place=name)
        yield replace(found, rights=lacking)


def _stands(facts: Facts) -> Iterator[Line]:
    """What `/setup` made, and what it was told."""
    if (home := facts.home) is None:
        return
    if facts.category == NOT_SET_UP:
        yield line(Name.NOT_SET_UP, page_of(home))
    elif facts.category is not None and facts.category not in home.channels and facts.category not in home.hidden:
        yield line(Name.CATEGORY_GONE, page_of(home))
    if facts.panel_is_gone:
        yield line(Name.PANEL_GONE, page_of(home))


def _privacy(facts: Facts) -> Iterator[Line]:
    """What is for the team alone, and everybody in the server may look into."""
    if (home := facts.home) is None:
        return
    base = in_server(NOBODY, home.roles.values(), home.id, home.owner)
    for name, id, wanted in _used(facts):
        place = home.channels.get(id)
        if place is None or wanted is NEEDED:  # each ticket has a door of its own
            continue
        if in_channel(NOBODY, base, place.overwrites, home.id) & Right.VIEW_CHANNEL:
            found = Name.TRANSCRIPTS_OPEN if wanted is ARCHIVES else Name.CHANNEL_OPEN
            yield line(found, page_of(home, id), place=name)


def _used(facts: Facts) -> Iterator[tuple[str, int, Right]]:
    places = facts.policy.places
    for name, id, wanted in (
        ("transcripts", places.transcripts, ARCHIVES),
        ("sla", places.sla, CALLS),
        ("staff_log", places.staff_log, FINDS),
        ("category", facts.category, NEEDED),
    ):
        if id:
            yield name, id, wanted
    for key, kind in facts.policy.types.items():
        if kind.category is not None:
            yield f"types.{key}.category", kind.category, NEEDED


# --- room ---


def _room(facts: Facts) -> Iterator[Line]:
    if (home := facts.home) is None:
        return
    if (count := len(home.channels)) >= NEARLY * MOST_IN_SERVER:
        yield line(Name.SERVER_FULL, page_of(home), count=count, most=MOST_IN_SERVER)
    for name, id, wanted in _used(facts):
        inside = sum(place.parent == id for place in home.channels.values())
        if wanted is NEEDED and inside >= NEARLY * MOST_IN_CATEGORY:
            yield line(Name.CATEGORY_FULL, page_of(home), place=name, count=inside, most=MOST_IN_CATEGORY)


def _uploads(facts: Facts) -> Iterator[Line]:
    if (home := facts.home) is None:
        return
    limit, largest = upload_limit(home.tier), facts.policy.largest_file
    if largest is not None and largest > limit:
        yield line(Name.UPLOADS_SMALL, limit=limit // MIB, largest=largest // MIB)
    else:
        yield line(Name.UPLOADS, limit=limit // MIB)


AT_HOME: tuple[Callable[[Facts], Iterator[Line]], ...] = (
    _ids,
    _types,
    _permissions,
    _stands,
    _places,
    _privacy,
    _roles,
    _room,
    _uploads,
)
