"""What a desk promises, as a person writes it in YAML: checked where it enters, read at every turn.

The numbers are defaults of the `inertia` preset; roles and channels come from the settings of the installation.
"""

from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Self
from unicodedata import category

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from models.duration import Duration
from models.effects import Place
from models.emoji import is_emoji
from models.ids import ChannelId, RoleId, TypeKey, What
from models.size import MIB, Size
from models.ticket import Priority

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HALF, WHOLE = 0.5, 1.0  # of a promise
RUNGS = (What.HALF, What.FULL)
BLANKS = "\u115f\u1160\u2800\u3164\uffa0"  # letters and signs that show nothing
TOLD_IN = (Place.TICKET, Place.SLA, Place.STAFF_LOG)


def _positive(span: timedelta) -> timedelta:
    if span <= timedelta():
        raise ValueError("must be longer than nothing")
    return span


def _not_negative(span: timedelta) -> timedelta:
    if span < timedelta():
        raise ValueError("must not be negative")
    return span


def _rung(what: object) -> object:
    if what not in RUNGS:
        raise ValueError(f"must be {' or '.join(RUNGS)}")
    return what


def _told_in(place: object) -> object:
    if place not in TOLD_IN:
        raise ValueError(f"must be one of {', '.join(TOLD_IN)}")
    return place


def _readable(text: str) -> str:
    """Without the blanks around it. Some letters show nothing: Discord takes them, and nobody could read the button."""
    if all(category(sign)[0] in "ZC" or sign in BLANKS for sign in text):
        raise ValueError("must be words that can be read; leave it out, and the type is called by its key")
    return text.strip()


def _an_emoji(text: str) -> str:
    if text and not is_emoji(text):
        raise ValueError("must be one emoji such as 🔧, or <:name:id> for one of the server's own")
    return text


Span = Annotated[Duration, AfterValidator(_positive)]
Delay = Annotated[Duration, AfterValidator(_not_negative)]
WhereStaffRead = Annotated[Place, BeforeValidator(_told_in)]


class Document(BaseModel):
    """Frozen, and unknown keys are errors: a misspelt promise must not be a silent default."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Rung(Document):
    """One step of the ladder: at this share of the promise, say it there, again every so often."""

    what: Annotated[What, BeforeValidator(_rung)]
    share: float = Field(gt=0, le=100)
    to: WhereStaffRead
    every: Span = DAY

    @model_validator(mode="after")
    def _says_what_is_true(self) -> Self:
        """The words of a half are that half of the time has passed, those of a full that the wait was too long."""
        if self.what is What.HALF and not HALF <= self.share < WHOLE:
            raise ValueError("the share of a half must be 0.5 or more, and less than 1")
        if self.what is What.FULL and self.share < WHOLE:
            raise ValueError("the share of a full must be 1 or more: before that nobody has waited too long")
        return self


class Nag(Document):
    """`most` None is no maximum."""

    after: Span
    every: Span
    to: WhereStaffRead
    most: int | None = Field(default=None, ge=1)


class AutoClose(Document):
    """`warn_before` None is S0's letter: no warning."""

    owner_idle: Span = 7 * DAY
    min_after_staff_reply: Delay = 72 * HOUR
    warn_before: Span | None = DAY

    @model_validator(mode="after")
    def _warned_in_time(self) -> Self:
        if self.warn_before is not None and self.warn_before >= self.owner_idle:
            raise ValueError("warn_before must be shorter than owner_idle: the warning speaks of an owner's silence")
        return self


class Form(Document):
    """How much may be written, in characters; Discord's own fields hold it to this."""

    title_min: int = Field(default=5, ge=1, le=100)
    title_max: int = Field(default=100, ge=1, le=100)
    text_min: int = Field(default=10, ge=1, le=4000)
    text_max: int = Field(default=2000, ge=1, le=4000)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.title_min > self.title_max or self.text_min > self.text_max:
            raise ValueError("a minimum is larger than its maximum")
        return self


class Panel(StrEnum):
    """How the types are offered."""

    BUTTONS = "buttons"
    SELECT = "select"


class Format(StrEnum):
    """Of a transcript."""

    HTML = "html"
    TEXT = "text"
    JSON = "json"


class MissingSurface(StrEnum):
    """What becomes of a ticket whose channel is truly gone."""

    CLOSE = "close"  # the record is kept
    DELETE = "delete"  # S0's letter: the record goes, too


class Copies(Document):
    """Which formats the owner's and the staff's copy have; the first one is the one to open."""

    owner: tuple[Format, ...] = Field(default=(Format.HTML,), min_length=1)
    staff: tuple[Format, ...] = Field(default=(Format.HTML, Format.TEXT, Format.JSON), min_length=1)


class TypePolicy(Document):
    """What one type of ticket promises. A label that is left out is the type's key in words."""

    label: Annotated[str, AfterValidator(_readable)] = Field(default="", max_length=80)
    emoji: Annotated[str, AfterValidator(_an_emoji)] | None = None
    colour: int = Field(default=0x3498DB, ge=0, le=0xFFFFFF)
    description: Annotated[str, AfterValidator(str.strip)] = Field(default="", max_length=100)
    staff_role: RoleId | None = None
    category: ChannelId | None = None
    call_on_open: WhereStaffRead | None = Place.TICKET
    admins_pass_gate: bool = False
    form: Form = Form()
    targets: dict[Priority, Span] = Field(
        default_factory=lambda: {
            Priority.LOW: DAY,
            Priority.NORMAL: 8 * HOUR,
            Priority.HIGH: HOUR,
            Priority.URGENT: HOUR / 2,
        }
    )
    ladder: tuple[Rung, ...] = (
        Rung(what=What.HALF, share=0.5, to=Place.SLA),
        Rung(what=What.FULL, share=1.0, to=Place.TICKET),
    )
    triage: Nag | None = None
    owner_reminder: Nag | None = None
    autoclose: AutoClose | None = None
    missing_surface: MissingSurface = MissingSurface.CLOSE
    reopen_within: Span | None = 72 * HOUR
    ask_rating: bool = True
    rating_open: Span = DAY
    removal_delay: Delay = timedelta(minutes=5)
    removal_delay_if_no_copy: Delay = DAY

    @field_validator("owner_reminder")
    @classmethod
    def _where_the_owner_reads(cls, nag: Nag | None) -> Nag | None:
        if nag and nag.to is not Place.TICKET:
            raise ValueError("to must be ticket: that is where the owner reads")
        return nag

    @model_validator(mode="after")
    def _every_priority_is_promised(self) -> Self:
        if missing := [priority.value for priority in Priority if priority not in self.targets]:
            raise ValueError(f"targets: no target for {', '.join(missing)}")
        if len({rung.what for rung in self.ladder}) < len(self.ladder):
            raise ValueError("ladder: each rung may stand once")
        return self


class Places(Document):
    """The channels of the guild; None where the settings name none."""

    transcripts: ChannelId | None = None
    sla: ChannelId | None = None
    staff_log: ChannelId | None = None


LEFT = {
    "staff_role": None,
    "category": None,
    "admins_pass_gate": False,
    "missing_surface": MissingSurface.CLOSE,
}
"""What a type that has left the policy takes from no other: who sees its tickets, and what cannot be undone."""


class Policy(Document):
    """What one guild's desk promises. `types` in the order of the panel's buttons."""

    name: str = "inertia"
    types: dict[TypeKey, TypePolicy] = Field(min_length=1, max_length=25)
    places: Places = Places()
    lead_roles: tuple[RoleId, ...] = ()
    panel: Panel = Panel.BUTTONS
    transcript: Copies = Copies()
    largest_file: Size | None = 10 * MIB
    grace: Delay = timedelta(seconds=2)  # before we say that no answer came
    close_grace: Delay = timedelta(minutes=15)  # before we act on it: nothing final on a mere two seconds

    @field_validator("types")
    @classmethod
    def _labelled(cls, types: dict[TypeKey, TypePolicy]) -> dict[TypeKey, TypePolicy]:
        """Buttons that all read alike would be no choice."""
        return {
            key: kind if kind.label else kind.model_copy(update={"label": _label(key)}) for key, kind in types.items()
        }

    @model_validator(mode="after")
    def _keys_are_words(self) -> Self:
        for key in self.types:
            if not key.replace("_", "").isalnum() or not key.isascii() or key != key.lower() or len(key) > 40:
                raise ValueError(f"types: {key!r} must be lower-case letters, digits and _, at most 40 characters")
        return self

    def of(self, type: TypeKey) -> TypePolicy:
        """What this type promises; where it has left the policy, the numbers of the first one, and nobody serves it."""
        return self.types.get(type) or next(iter(self.types.values())).model_copy(
            update={**LEFT, "label": _label(type)}
        )


def _label(type: TypeKey) -> str:
    return type.replace("_", " ").capitalize()
