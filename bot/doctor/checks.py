"""The checks: each is a function from the facts to its findings, in the order in which one would mend them.

What stands in the desk's own server has a module of its own (home). A finding is a name with its facts; the sentence
and the remedy of each name live in bot/wording.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta

from bot.doctor.facts import Facts, Login
from bot.doctor.findings import Line, Name, line
from bot.doctor.home import AT_HOME, page_of
from bot.health import DatabaseAnswer, Health
from bot.rights import NEEDED

MEMBERS_INTENT = 1 << 14 | 1 << 15  # Discord's flags: for large bots, for small ones
CONTENT_INTENT = 1 << 18 | 1 << 19
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
        yield line(Name.SERVER, page_of(facts.home), server=facts.home.id)
    elif facts.servers == 0:
        yield line(Name.NO_SERVER, link)
    elif facts.unread:
        yield line(Name.SERVERS_UNREAD, DISTURBANCES, count=facts.unread, servers=facts.servers)
    else:
        yield line(Name.NOWHERE, link)


CHECKS: tuple[Callable[[Facts], Iterator[Line]], ...] = (
    _database,
    _token,
    _intents,
    _server,
    *AT_HOME,
)
