"""What a route, a call and an answer are. No route lives here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.sandbox import errors
from bot.sandbox.doors import Routed
from bot.sandbox.error_tree import LONGEST, refuse
from bot.sandbox.errors import ApiError
from bot.sandbox.model import Channel, Id, Json, Message, Upload, User
from bot.sandbox.world import World


@dataclass(frozen=True)
class Call:
    """One request, read and understood; who calls is always the application."""

    world: World
    route: "Route"
    path: Mapping[str, str]
    query: Mapping[str, str]
    body: Any = None
    uploads: tuple[Upload, ...] = ()

    @property
    def bot(self) -> User:
        return self.world.application.user

    @property
    def channel(self) -> Channel:
        """The one in the path, if the bot may see it."""
        found = self.world.channel(self.id("channel_id"))
        self.world.require(self.bot.id, found)
        return found

    @property
    def message(self) -> Message:
        """The one in the path; ephemeral answers are reached by their interaction alone."""
        found = self.world.message(self.channel, self.id("message_id"))
        if found.is_ephemeral:
            raise ApiError(errors.UNKNOWN_MESSAGE)
        return found

    @property
    def fields(self) -> Json:
        """The body where an object is expected; no body reads as an empty one."""
        if self.body is None:
            return {}
        if not isinstance(self.body, dict):
            raise refuse((), "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
        return self.body

    def id(self, name: str) -> Id:
        return snowflake(self.path[name], name)

    def asked_id(self, name: str) -> Id | None:
        """A snowflake from the query, if it was given."""
        return snowflake(self.query[name], name) if name in self.query else None

    def limit(self, default: int, most: int) -> int:
        limit = snowflake(self.query.get("limit", default), "limit")
        if not 1 <= limit <= most:
            told = f"int value should be between 1 and {most}."
            raise refuse(("limit",), "NUMBER_TYPE_MAX" if limit > most else "NUMBER_TYPE_MIN", told)
        return limit

    @property
    def bucket(self) -> str:
        """Discord counts by route and by the channel, guild or webhook in it."""
        major = (self.path.get(key, "") for key in ("channel_id", "guild_id", "webhook_token", "interaction_token"))
        return ":".join((self.route.method, self.route.pattern, *major))


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any = None


NOTHING = Answer(204)


def ok(body: Any) -> Answer:
    return Answer(200, body)


@dataclass(frozen=True)
class Route(Routed):
    """`pattern` is the path as Discord's own description names it; `is_open` needs no bot token."""

    handler: Callable[[Call], Answer]
    is_open: bool = False


def snowflake(text: Any, name: str) -> Id:
    """An id from the wire, where text and number are both accepted."""
    if not str(text).isdecimal() or len(str(text)) > LONGEST:
        raise refuse((name,), "NUMBER_TYPE_COERCE", f'Value "{text}" is not snowflake.')
    return Id(int(text))


def moment(text: Any, name: str) -> datetime:
    """One without a zone is of UTC."""
    try:
        found = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        raise refuse((name,), "DATE_TIME_TYPE_PARSE", f"Could not parse {text}. Should be ISO8601.") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
