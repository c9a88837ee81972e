"""What the control interface tells: the JSON that comes out. Ids are text, moments are ISO 8601 in story time.

What Discord shapes itself (embeds, components, definitions of commands) is passed on as Discord shapes it.
"""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from bot.sandbox.client.seeing import Choice
from bot.sandbox.control.kinds import ChannelKind, CommandKind, FieldKind, LogKind, SubjectKind
from bot.sandbox.model import Json, OutcomeKind


class View(BaseModel):
    """Immutable; nothing is told that is not named here, and all of it always."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_serialization_defaults_required=True)


class Somebody(View):
    """A person or the bot. `name` is how they are called here: the nickname, else the username."""

    id: str
    username: str
    name: str
    is_bot: bool = False
    colour: int = Field(0, description="That of their highest coloured role, 0xRRGGBB; 0 where there is none.")


class File(View):
    """`url` is signed and good for a day of story time."""

    id: str
    name: str
    url: str
    size: int
    type: str
    description: str | None = None


class Reaction(View):
    emoji: str
    count: int
    is_mine: bool


class Quoted(View):
    """The message that this one answers; `text` is cut to a line. None of it is there once that message is gone."""

    id: str
    author: Somebody | None = None
    text: str = ""


class Message(View):
    """A message as one person sees it. `text` is what was typed; `names` says what its mentions read as.

    A key of `names` is the mention as typed (`<@1>`, `<@&2>`, `<#3>`), its value the name that stands for it.
    """

    id: str
    channel_id: str
    author: Somebody
    text: str
    names: dict[str, str] = {}
    embeds: list[Json] = []
    components: list[Json] = []
    files: list[File] = []
    reactions: list[Reaction] = []
    more: list[str] = Field(
        [], description="A line for each thing without text of its own: stickers, a poll, a forward."
    )
    at: datetime
    edited_at: datetime | None = None
    reply_to: Quoted | None = None
    command: str | None = Field(None, description='What it answers, as "staff used /close_ticket".')
    thread_id: str | None = None
    is_ephemeral: bool = Field(False, description="Only this person sees it.")
    is_loading: bool = Field(False, description="The bot is thinking.")
    calls_me: bool = False
    may_edit: bool = False
    may_delete: bool = False


class Channel(View):
    """A channel, category or thread that is not hidden, or the conversation with the bot.

    `may` names what this person may do there, as Discord names it.
    """

    id: str
    guild_id: str | None = Field(None, description="None of a direct conversation.")
    name: str
    kind: ChannelKind
    topic: str | None = None
    parent_id: str | None = None
    position: int = 0
    is_archived: bool = False
    overwrites: list["Overwrite"] = Field([], description="Told to those who may manage roles here.")
    may: list[str] = []


class Overwrite(View):
    subject_id: str
    subject_kind: SubjectKind
    allow: list[str] = []
    deny: list[str] = []


class Role(View):
    """The role of everyone has its server's id."""

    id: str
    name: str
    colour: int = 0
    position: int = 0
    permissions: list[str] = []
    is_managed: bool = False
    is_mentionable: bool = False


class Member(View):
    user: Somebody
    role_ids: list[str] = []
    joined_at: datetime
    timed_out_until: datetime | None = None


class Guild(View):
    """A server as one of its members sees it: hidden channels are not in it."""

    id: str
    name: str
    owner_id: str
    may: list[str] = []
    channels: list[Channel] = []
    roles: list[Role] = []
    members: list[Member] = []


class Person(View):
    """Everything but the messages. `direct` is the conversation with the bot, who is `bot`."""

    me: Somebody
    takes_dms: bool
    bot: Somebody
    direct: Channel
    guilds: list[Guild] = []


class FormField(View):
    """`at_least` and `at_most` count the characters of a text, else what is chosen."""

    custom_id: str
    label: str
    kind: FieldKind
    description: str = ""
    is_required: bool
    at_least: int
    at_most: int
    default: str | None = None
    placeholder: str = ""
    choices: list[Choice] = []


class Form(View):
    """Open on this person's screen until it is sent or closed."""

    id: str
    title: str
    fields: list[FormField]


class Answer(View):
    """The first thing that the person saw of what they did; `interaction` names it for what comes later."""

    interaction: str
    kind: OutcomeKind
    message: Message | None = None
    form: Form | None = None
    choices: list[Choice] = []


class Command(View):
    """What the client offers this person here; `definition` is Discord's, with its options."""

    name: str
    kind: CommandKind
    definition: Json


class Time(View):
    """`pace` is story seconds a real second, 0 a clock that stands; `next` is when the bot does something by itself."""

    now: datetime
    pace: float
    next: datetime | None = None
    is_moving: bool = Field(False, description="A step is under way.")


class Moved(View):
    since: datetime
    until: datetime


class LogEntry(View):
    """A request of the bot with what it was answered, or an event that it was told.

    Of a request `route` is "POST /channels/{channel_id}/messages" and `seconds` real time; of an event it is the name.
    """

    n: int = Field(description="They are counted from 1; the oldest are forgotten.")
    kind: LogKind
    at: datetime
    route: str
    path: str = ""
    status: int | None = None
    seconds: float | None = None
    files: list[str] = Field([], description="The names of the files that came along.")
    sent: Any = None
    answered: Any = None
    is_fault: bool = False


class Step(View):
    """One step of the guide; `person` and `channel` are where it is done."""

    text: str
    is_done: bool
    person: str | None = None
    channel: str | None = None


class Guide(View):
    title: str
    steps: list[Step]


class Addresses(View):
    """Where everything is, and the bot's token."""

    api: str
    gateway: str
    cdn: str
    control: str
    page: str
    token: str


class World(View):
    """Everything that is there, by name and id, for whoever plays the author."""

    bot: Somebody
    people: list[Somebody]
    guilds: list["Named"]


class Named(View):
    id: str
    name: str


class Sparse(View):
    """What is not there is not told."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=False)


class Refused(Sparse):
    """Discord's own body of an error: its code (0 where it has none), its sentence, and where in the request.

    With 429 come the seconds to wait, and that they are not for all calls.
    """

    code: int
    message: str
    errors: Json | None = None
    retry_after: float | None = None
    is_global: bool | None = Field(None, alias="global")
