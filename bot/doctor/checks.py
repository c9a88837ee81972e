"""The checks: each is a function from the facts to its findings, in the order in which one would mend them.

A finding is a name with its facts; the sentence and the remedy of each name live in bot/wording.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

from bot.doctor.facts import NOT_SET_UP, Facts, Login, Server, Spot
from bot.doctor.findings import Line, Name, line
from bot.health import DatabaseAnswer, Health
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

MEMBERS_INTENT = 1 << 14 | 1 << 15  # Discord's flags: for large bots, for small ones
CONTENT_INTENT = 1 << 18 | 1 << 19
MOST_IN_CATEGORY, MOST_IN_SERVER = 50, 500  # channels
NEARLY = 0.9
MOST_DRIFT = timedelta(seconds=2)  # as long as an answer is waited for before it is said that none came

DISTURBANCES = "https://discordstatus.com"
PORTAL = "https://discord.com/developers/applications"
INVITE = "https://discord.com/oauth2/authorize?client_id={id}&scope=bot+applications.commands&permissions={permissions}"


def examine(facts: Facts) -> tuple[Line, ...]:
    """Everything that was found, what is fine too."""
    return tuple(found for check in CHECKS for found in check(facts))


def invitation(application: int) -> str:
    """The link that invites the bot with exactly the permissions that it needs."""
    return INVITE.format(id=application, permissions=int(NEEDED))


# --- the database ---


def _database(facts: Facts) -> Iterator[Line]:
    health = facts.health
    match health.answer if health else None:
        case None:
            return
        case DatabaseAnswer.UNREACHABLE:
            yield line(Name.DATABASE_UNREACHABLE)
        case DatabaseAnswer.REFUSED:
            yield line(Name.DATABASE_REFUSED)
        case DatabaseAnswer.TOO_OLD:
            yield line(Name.DATABASE_TOO_OLD, version=health.version if health else "")
        case DatabaseAnswer.HALF_RESTORED:
            yield line(Name.DATABASE_HALF_RESTORED)
        case DatabaseAnswer.FINE if health:
            yield from _healthy(health)


def _healthy(health: Health) -> Iterator[Line]:
    yield line(Name.DATABASE, version=health.version)
    if not health.is_replica_set:
        yield line(Name.NO_REPLICA_SET)
    if health.missing_indexes:
        yield line(Name.INDEXES_MISSING, indexes=", ".join(health.missing_indexes))
    else:
        yield line(Name.DATABASE_NEW if health.is_new else Name.INDEXES)
    if health.drift is not None:
        seconds = f"{abs(health.drift).total_seconds():.1f}"
        yield line(Name.CLOCK) if abs(health.drift) <= MOST_DRIFT else line(Name.CLOCK_DRIFTS, seconds=seconds)


# --- the application ---


def _token(facts: Facts) -> Iterator[Line]:
    match facts.login:
        case Login.FINE:
            yield line(Name.TOKEN)
        case Login.REFUSED:
            yield line(Name.TOKEN_REFUSED, PORTAL)
        case Login.DENIED:
            yield line(Name.DISCORD_DENIED, DISTURBANCES, status=facts.status)
        case Login.SILENT:
            yield line(Name.DISCORD_SILENT, DISTURBANCES)


def _intents(facts: Facts) -> Iterator[Line]:
    application = facts.application
    if application is None or application.flags is None:
        return
    link = f"{PORTAL}/{application.id}/bot"
    lacking = [
        name
        for name, flag in ((Name.NO_MEMBERS_INTENT, MEMBERS_INTENT), (Name.NO_CONTENT_INTENT, CONTENT_INTENT))
        if not application.flags & flag
    ]
    yield from (line(name, link) for name in lacking)
    if not lacking:
        yield line(Name.INTENTS)


def _server(facts: Facts) -> Iterator[Line]:
    if facts.login is not Login.FINE:
        return
    link = invitation(facts.application.id) if facts.application else None
    if facts.home is not None:
        yield line(Name.SERVER, _link(facts.home), server=facts.home.id)
    elif facts.servers == 0:
        yield line(Name.NO_SERVER, link)
    elif facts.unread:
        yield line(Name.SERVERS_UNREAD, DISTURBANCES, count=facts.unread, servers=facts.servers)
    else:
        yield line(Name.NOWHERE, link)


# --- ids, types and roles ---


def _ids(facts: Facts) -> Iterator[Line]:
    """What is hidden is told with the other channels, by what the bot lacks there."""
    if facts.home is None:
        return
    found = {finding.named: finding for finding in findings(facts.named, facts.home.site(), facts.others)}
    for named in facts.named:
        link = _link(facts.home, None if named.kind is Kind.ROLE else named.id)
        if named in found and found[named].fault is Fault.HIDDEN:
            continue
        if named in found:
            yield Line(Name.WRONG_ID, _link(facts.home), wrong=found[named])
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
        link = _link(home)
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
    held, link = _held(home), _link(home)
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
        found = line(Name.CHANNEL_CLOSED if lacking else Name.CHANNEL, _link(home, id), place=name)
        yield replace(found, rights=lacking)


def _stands(facts: Facts) -> Iterator[Line]:
    """What `/setup` made, and what it was told."""
    if (home := facts.home) is None:
        return
    if facts.category == NOT_SET_UP:
        yield line(Name.NOT_SET_UP, _link(home))
    elif facts.category is not None and facts.category not in home.channels and facts.category not in home.hidden:
        yield line(Name.CATEGORY_GONE, _link(home))
    if facts.panel_is_gone:
        yield line(Name.PANEL_GONE, _link(home))


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
            yield line(found, _link(home, id), place=name)


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
        yield line(Name.SERVER_FULL, _link(home), count=count, most=MOST_IN_SERVER)
    for name, id, wanted in _used(facts):
        inside = sum(place.parent == id for place in home.channels.values())
        if wanted is NEEDED and inside >= NEARLY * MOST_IN_CATEGORY:
            yield line(Name.CATEGORY_FULL, _link(home), place=name, count=inside, most=MOST_IN_CATEGORY)


def _uploads(facts: Facts) -> Iterator[Line]:
    if (home := facts.home) is None:
        return
    limit, largest = upload_limit(home.tier), facts.policy.largest_file
    if largest is not None and largest > limit:
        yield line(Name.UPLOADS_SMALL, limit=limit // MIB, largest=largest // MIB)
    else:
        yield line(Name.UPLOADS, limit=limit // MIB)


def _link(server: Server, channel: int | None = None) -> str:
    return f"https://discord.com/channels/{server.id}" + (f"/{channel}" if channel else "")


CHECKS: tuple[Callable[[Facts], Iterator[Line]], ...] = (
    _database,
    _token,
    _intents,
    _server,
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
