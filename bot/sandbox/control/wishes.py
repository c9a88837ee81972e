"""What somebody may ask of the control interface: the JSON that goes in. An unknown key is refused.

People, servers, channels and roles are named by id, or by their name where the person sees one such alone; `everyone`
is the role of all.
"""

import base64
import binascii
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, EncodedBytes, EncoderProtocol, Field
from pydantic_core import PydanticCustomError

from bot.sandbox.story_time import FASTEST, in_utc


class Wish(BaseModel):
    """Bodies, queries, and what is said to a socket."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Base64(EncoderProtocol):
    """The alphabet and nothing else: what is damaged is refused, not guessed."""

    @classmethod
    def decode(cls, data: bytes) -> bytes:
        try:
            return base64.b64decode(data, validate=True)
        except binascii.Error:
            raise PydanticCustomError("base64", "Must be base64.") from None

    @classmethod
    def encode(cls, value: bytes) -> bytes:
        return base64.b64encode(value)

    @classmethod
    def get_json_format(cls) -> str:
        return "base64"


Moment = Annotated[datetime, AfterValidator(in_utc)]


class Upload(Wish):
    """A file to send along; `content` is base64."""

    name: str = Field(min_length=1, max_length=260)
    content: Annotated[bytes, EncodedBytes(encoder=Base64)]
    description: str | None = None


class Say(Wish):
    text: str = ""
    reply_to: str | None = None
    files: list[Upload] = Field([], max_length=10)


class EditText(Wish):
    text: str


class Click(Wish):
    custom_id: str


class Select(Wish):
    """`values` are those of the options; of a select of people, roles or channels their ids."""

    custom_id: str
    values: list[str]


class UseCommand(Wish):
    """`name` holds the sub-command, too: "config reload". People, roles and channels in `options` by id or name."""

    name: str
    options: dict[str, Any] = {}
    files: dict[str, Upload] = Field({}, description="Of options that take a file.")


class Complete(Wish):
    """Somebody types into an option that completes itself."""

    name: str
    option: str
    typed: str
    options: dict[str, Any] = {}


class UseMenu(Wish):
    """A command of the context menu of a message, or of a person."""

    name: str
    message: str | None = None
    user: str | None = None


class Submit(Wish):
    """Values by the field's custom_id; a list for selects, files apart. What is not named stays as the form opened."""

    values: dict[str, str | list[str]] = {}
    files: dict[str, list[Upload]] = {}


class NewPerson(Wish):
    name: str = Field(min_length=1, max_length=32)


class Dms(Wish):
    are_open: bool


class Nick(Wish):
    nick: str | None = Field(None, max_length=32)


class Overwrite(Wish):
    """Permissions as Discord names them: VIEW_CHANNEL. What is in neither list is inherited."""

    allow: list[str] = []
    deny: list[str] = []


class NewChannel(Wish):
    """`overwrites` by role or member."""

    name: str = Field(min_length=1, max_length=100)
    kind: Literal["text", "category"] = "text"
    parent: str | None = None
    topic: str | None = Field(None, max_length=1024)
    overwrites: dict[str, Overwrite] = {}


class ChangeChannel(Wish):
    """What is not named stays; `parent` null takes it out of its category."""

    name: str | None = Field(None, min_length=1, max_length=100)
    topic: str | None = Field(None, max_length=1024)
    parent: str | None = None


class NewThread(Wish):
    """On one of the channel's messages, or beside them."""

    name: str = Field(min_length=1, max_length=100)
    message: str | None = None
    is_private: bool = False


class ChangeThread(Wish):
    is_archived: bool


class NewRole(Wish):
    name: str = Field(min_length=1, max_length=100)
    permissions: list[str] = []
    colour: int = Field(0, ge=0, le=0xFFFFFF)
    is_mentionable: bool = False


class ChangeRole(Wish):
    """What is not named stays."""

    name: str | None = Field(None, min_length=1, max_length=100)
    permissions: list[str] | None = None
    colour: int | None = Field(None, ge=0, le=0xFFFFFF)


class TimeOut(Wish):
    """Null ends it."""

    until: Moment | None


class Ban(Wish):
    """What they said so lately goes with them (ISO 8601, "P1D", or seconds)."""

    unsay: timedelta = Field(timedelta(), ge=timedelta(), le=timedelta(days=7))


class MoveTime(Wish):
    """Up to a moment, or by a span (ISO 8601, "PT1H", or seconds); neither: to the next thing that happens."""

    to: Moment | None = None
    by: timedelta | None = None


class Pace(Wish):
    """Story seconds a real second: 1 as the wall, 3600 an hour a second, 0 stands."""

    pace: float = Field(ge=0, le=FASTEST)
