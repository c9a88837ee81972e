"""What a world file may hold. Whatever has a name is named once, as the key; nearly everything may be left out."""

from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, StringConstraints
from pydantic_core import PydanticCustomError

from bot.sandbox.permissions import Permission
from bot.sandbox.rules.limits import TOPIC
from bot.sandbox.rules.membership import LONGEST_TIME_OUT

MOST_PEOPLE, MOST_PERMISSIONS = 10_000, 100
MOST_ROLES, MOST_CHANNELS, MOST_IN_A_CATEGORY, MOST_OVERWRITES = 250, 500, 50, 100
SHOWN = r"\S"
NO_PERMISSION, NO_COLOUR = "no_permission", "no_colour"


def _permission(written: Any) -> Permission:
    if not isinstance(written, str) or written not in Permission.__members__:
        raise PydanticCustomError(NO_PERMISSION, "is no permission")
    return Permission[written]


def _colour(written: Any) -> Any:
    """As Discord shows it ("#3498DB"), or as a number."""
    if not isinstance(written, str):
        return written
    try:
        return int(written.removeprefix("#"), 16)
    except ValueError:
        raise PydanticCustomError(NO_COLOUR, "is no colour") from None


def _or_nothing(written: Any) -> Any:
    """A name with nothing behind it stands for its defaults."""
    return {} if written is None else written


WithDefaults = BeforeValidator(_or_nothing)
Permissions = Annotated[list[Annotated[Permission, PlainValidator(_permission)]], Field(max_length=MOST_PERMISSIONS)]
Username = Annotated[str, StringConstraints(min_length=1, max_length=32, pattern=SHOWN)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=SHOWN)]
GuildName = Annotated[str, StringConstraints(min_length=2, max_length=100, pattern=SHOWN)]


class Noun(BaseModel):
    """Immutable; a key that is not named here is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Dms(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class Somebody(Noun):
    dms: Dms = Dms.OPEN


class Role(Noun):
    """Below the bot's own role unless said otherwise: only such roles can it hand out."""

    permissions: Permissions = []
    colour: Annotated[int, BeforeValidator(_colour), Field(ge=0, le=0xFFFFFF)] = 0
    mentionable: bool = False
    above_bot: bool = False


class Membership(Noun):
    """`timed_out_for` counts from the moment at which the server is made."""

    roles: list[str] = []
    nick: Username | None = None
    timed_out_for: Annotated[timedelta, Field(gt=timedelta(0), le=LONGEST_TIME_OUT)] | None = None


class Overwrite(Noun):
    """What is in neither list is inherited."""

    allow: Permissions = []
    deny: Permissions = []


class Kind(StrEnum):
    TEXT = "text"
    CATEGORY = "category"


class Channel(Noun):
    """`overwrites` by a role, a member, the bot or everyone; where they are left out those of the category hold."""

    kind: Kind = Kind.TEXT
    parent: str | None = None
    topic: Annotated[str, StringConstraints(max_length=TOPIC)] | None = None
    overwrites: dict[str, Annotated[Overwrite, WithDefaults]] | None = Field(None, max_length=MOST_OVERWRITES)


class Bot(Noun):
    """`permissions` left out are those that a careful owner gives."""

    invited: bool = True
    permissions: Permissions | None = None


class Guild(Noun):
    """Its owner is a member without being listed; `everyone` left out may what Discord lets everyone do."""

    owner: str
    boosts: Annotated[int, Field(ge=0, le=3)] = 0
    bot: Bot = Bot()
    everyone: Permissions | None = None
    roles: dict[Name, Annotated[Role, WithDefaults]] = Field({}, max_length=MOST_ROLES)
    members: dict[str, Annotated[Membership, WithDefaults]] = {}
    channels: dict[Name, Annotated[Channel, WithDefaults]] = Field({}, max_length=MOST_CHANNELS)


class WorldFile(Noun):
    """`bot` is the bot's username; a world that is there already has one."""

    bot: Username | None = None
    people: dict[Username, Annotated[Somebody, WithDefaults]] = Field({}, max_length=MOST_PEOPLE)
    guilds: dict[GuildName, Annotated[Guild, WithDefaults]] = {}
