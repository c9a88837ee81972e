"""What the doctor says: the name of what was found, how grave it is, and where in Discord it is mended."""

from dataclasses import dataclass
from enum import StrEnum

from bot.installation import Finding
from bot.rights import Right


class Mark(StrEnum):
    FINE = "fine"
    NOTE = "note"  # worth a look; the desk works
    WRONG = "wrong"


class Name(StrEnum):
    """What may be found; bot/wording has a sentence and a remedy for each."""

    DATABASE = "database"
    DATABASE_UNREACHABLE = "database_unreachable"
    DATABASE_REFUSED = "database_refused"
    DATABASE_TOO_OLD = "database_too_old"
    DATABASE_HALF_RESTORED = "database_half_restored"
    DATABASE_NEW = "database_new"
    INDEXES = "indexes"
    INDEXES_MISSING = "indexes_missing"
    NO_REPLICA_SET = "no_replica_set"
    CLOCK = "clock"
    CLOCK_DRIFTS = "clock_drifts"
    TOKEN = "token"
    TOKEN_REFUSED = "token_refused"
    DISCORD_DENIED = "discord_denied"
    DISCORD_SILENT = "discord_silent"
    INTENTS = "intents"
    NO_MEMBERS_INTENT = "no_members_intent"
    NO_CONTENT_INTENT = "no_content_intent"
    SERVER = "server"
    NO_SERVER = "no_server"
    NOWHERE = "nowhere"
    SERVERS_UNREAD = "servers_unread"
    ID = "id"
    WRONG_ID = "wrong_id"
    TYPES = "types"
    UNSERVED = "unserved"
    PERMISSIONS = "permissions"
    PERMISSION_MISSING = "permission_missing"
    ADMINISTRATOR = "administrator"
    CHANNEL = "channel"
    CHANNEL_CLOSED = "channel_closed"
    TRANSCRIPTS_OPEN = "transcripts_open"
    CHANNEL_OPEN = "channel_open"
    ROLE_UNCALLED = "role_uncalled"
    ROLE_MANAGED = "role_managed"
    ROLE_ADMINISTRATOR = "role_administrator"
    ROLE_ORDER = "role_order"
    NOT_SET_UP = "not_set_up"
    CATEGORY_GONE = "category_gone"
    PANEL_GONE = "panel_gone"
    CATEGORY_FULL = "category_full"
    SERVER_FULL = "server_full"
    UPLOADS = "uploads"
    UPLOADS_SMALL = "uploads_small"


NOTES = frozenset(
    {
        Name.INDEXES_MISSING,
        Name.NO_REPLICA_SET,
        Name.CLOCK_DRIFTS,
        Name.UNSERVED,
        Name.ADMINISTRATOR,
        Name.CHANNEL_OPEN,
        Name.ROLE_MANAGED,
        Name.ROLE_ADMINISTRATOR,
        Name.NOT_SET_UP,
        Name.CATEGORY_FULL,
        Name.SERVER_FULL,
        Name.UPLOADS_SMALL,
    }
)
WRONGS = frozenset(
    {
        Name.DATABASE_UNREACHABLE,
        Name.DATABASE_REFUSED,
        Name.DATABASE_TOO_OLD,
        Name.DATABASE_HALF_RESTORED,
        Name.TOKEN_REFUSED,
        Name.DISCORD_DENIED,
        Name.DISCORD_SILENT,
        Name.NO_MEMBERS_INTENT,
        Name.NO_CONTENT_INTENT,
        Name.NO_SERVER,
        Name.NOWHERE,
        Name.SERVERS_UNREAD,
        Name.WRONG_ID,
        Name.PERMISSION_MISSING,
        Name.CHANNEL_CLOSED,
        Name.TRANSCRIPTS_OPEN,
        Name.ROLE_UNCALLED,
        Name.CATEGORY_GONE,
        Name.PANEL_GONE,
    }
)


@dataclass(frozen=True, slots=True)
class Line:
    """`link` is the page on which it is mended; `rights` are those that are missing; `wrong` is an id's fault."""

    name: Name
    link: str | None = None
    facts: tuple[tuple[str, str], ...] = ()
    rights: tuple[Right, ...] = ()
    wrong: Finding | None = None

    @property
    def mark(self) -> Mark:
        if self.name in WRONGS:
            return Mark.WRONG
        return Mark.NOTE if self.name in NOTES else Mark.FINE


def line(name: Name, link: str | None = None, /, **facts: object) -> Line:
    return Line(name, link, tuple((key, str(value)) for key, value in facts.items()))


def is_well(lines: tuple[Line, ...]) -> bool:
    return all(one.mark is not Mark.WRONG for one in lines)
