"""What an installation says about itself, read from the environment and from .env; what a type promises is the policy.

A wrong value stops the program before it has done anything, with one sentence that names the variable and the remedy
and never repeats the value: a token pasted into the wrong line would be a secret in a log.
"""

from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import AnyHttpUrl, BaseModel, BeforeValidator, ConfigDict, Field, MongoDsn, SecretStr, TypeAdapter
from pydantic import ValidationError as Invalid
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.presets import PRESETS, preset
from models.ids import ChannelId, RoleId, TypeKey

Level = Literal["TRACE", "DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]

ENV_FILE = Path(".env")
OURS = "steward_remedy"  # the type of the errors whose sentence is ours, and so holds no value
DIGITS = range(17, 20)  # of an id: 17 since the summer of 2015, and 63 bits have at most 19


class WrongSetting(Exception):
    """One sentence for the person at the terminal: which variable, what is wrong with it, what to do."""

    @property
    def without_path(self) -> str:
        """The same sentence for Discord, where nobody needs to know where on the machine something lies."""
        return str(self)


def _wrong(remedy: str) -> PydanticCustomError:
    return PydanticCustomError(OURS, "{remedy}", {"remedy": remedy})


def _text(given: object) -> str:
    return (given.get_secret_value() if isinstance(given, SecretStr) else str(given)).strip()


def _snowflake(given: object) -> int:
    digits = _text(given)
    if not (digits.isascii() and digits.isdigit()):
        raise _wrong("is not a number: it is an id of 17 to 19 digits (in Discord: right click, Copy ID)")
    if len(digits) not in DIGITS or int(digits) >= 1 << 63:
        raise _wrong("is no id of Discord's: one has 17 to 19 digits (in Discord: right click, Copy ID)")
    return int(digits)


def _token(given: object) -> str:
    token = _text(given)
    if not token:
        raise _wrong("is empty: paste the bot's token, from the Bot page of Discord's developer portal")
    if any(character.isspace() or character in "\"'`<>" for character in token):
        raise _wrong("has spaces, quotation marks or brackets in it: paste the token alone, without `Bot` before it")
    if token.startswith("mfa.") or token.count(".") != 2:
        raise _wrong(
            "is no bot's token, which has three parts with dots between them: take it from the Bot page of Discord's "
            "developer portal; a client secret, a public key and a person's own token do not work"
        )
    return token


def _mongodb_uri(given: object) -> str:
    uri = _text(given)
    if not uri.startswith(("mongodb://", "mongodb+srv://")):
        raise _wrong("must begin with mongodb:// or mongodb+srv://, for example mongodb://127.0.0.1:27017/steward")
    if uri.partition("://")[2].partition("/")[0].count("@") > 1:
        raise _wrong("has two @ before its hosts: write the one inside the user's name or password as %40")
    if not _is(MongoDsn, uri):
        raise _wrong("is no MongoDB address: one looks like mongodb://user:password@host:27017/steward")
    return uri


def _http_url(given: object) -> str:
    url = _text(given)
    if not _is(AnyHttpUrl, url):
        raise _wrong("is no http:// or https:// address: leave it empty for the real Discord")
    if any(sign in url for sign in "?#@"):
        raise _wrong("must be an address without a user, a query and a fragment, such as http://127.0.0.1:8080/api")
    return url.rstrip("/")


def _policy_file(given: object) -> Path:
    """A preset's name goes before a file's; a file that is called so is written ./inertia."""
    text = _text(given)
    path = preset(text) if text in PRESETS else Path(text).expanduser()
    if not path.is_file():
        raise _wrong(f"names neither a preset ({', '.join(PRESETS)}) nor a file: mend it, or leave it empty")
    return path


def _level(given: object) -> str:
    level = _text(given).upper()
    if level not in get_args(Level):
        raise _wrong(f"must be one of {', '.join(get_args(Level))}")
    return level


def _is(kind: type[object], text: str) -> bool:
    try:
        TypeAdapter(kind).validate_python(text)
    except Invalid:
        return False
    return True


_Channel = Annotated[ChannelId, BeforeValidator(_snowflake)]
_Role = Annotated[RoleId, BeforeValidator(_snowflake)]


class Settings(BaseModel):
    """Checked and frozen. Made by keywords it reads nothing from the environment; `load_settings` does."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, hide_input_in_errors=True)

    token: Annotated[SecretStr, BeforeValidator(_token)] = Field(validation_alias="DISCORD_TOKEN")
    mongodb_uri: Annotated[SecretStr, BeforeValidator(_mongodb_uri)] = Field(validation_alias="MONGODB_URI")
    transcripts_channel: _Channel = Field(validation_alias="BOT_SUPPORT_TICKETS_TRANSCRIPTS_CHANNEL_ID")
    sla_channel: _Channel = Field(validation_alias="BOT_SUPPORT_TICKETS_SLA_NOTIFICATIONS_CHANNEL_ID")
    staff_log_channel: _Channel | None = Field(default=None, validation_alias="STAFF_LOG_CHANNEL_ID")
    database_role: _Role | None = Field(default=None, validation_alias="BOT_DATABASE_SUPPORT_STAFF_ROLE_ID")
    other_role: _Role | None = Field(default=None, validation_alias="BOT_OTHER_SUPPORT_STAFF_ROLE_ID")
    product_issues_role: _Role | None = Field(default=None, validation_alias="BOT_PRODUCT_ISSUES_SUPPORT_STAFF_ROLE_ID")
    product_purchases_role: _Role | None = Field(
        default=None, validation_alias="BOT_PRODUCT_PURCHASES_SUPPORT_STAFF_ROLE_ID"
    )
    partnership_requests_role: _Role | None = Field(
        default=None, validation_alias="BOT_PARTNERSHIP_REQUESTS_SUPPORT_STAFF_ROLE_ID"
    )
    lead_role: _Role | None = Field(default=None, validation_alias="LEAD_ROLE_ID")
    discord_api_url: Annotated[str, BeforeValidator(_http_url)] | None = Field(
        default=None, validation_alias="DISCORD_API_URL"
    )
    policy_file: Annotated[Path, BeforeValidator(_policy_file)] | None = Field(
        default=None, validation_alias="STEWARD_POLICY"
    )
    log_level: Annotated[Level, BeforeValidator(_level)] = Field(default="INFO", validation_alias="LOG_LEVEL")
    heartbeat: Path | None = Field(default=None, validation_alias="STEWARD_HEARTBEAT")

    def staff_role_of(self, ticket_type: TypeKey) -> RoleId | None:
        """The role that answers tickets of this type, or None where its variable is not set.

        Raises WrongSetting for a type that has no variable: only the policy can name its role.
        """
        field = role_field(ticket_type)
        if field not in Settings.model_fields:
            raise WrongSetting(f"The policy's type {ticket_type} has no staff_role: name one in the policy file.")
        role: RoleId | None = getattr(self, field)
        return role


class _Environment(Settings, BaseSettings):
    """The same settings, filled from the environment first and then from the file; an empty value counts as not set."""

    model_config = SettingsConfigDict(extra="ignore", env_file_encoding="utf-8", env_ignore_empty=True)


def role_field(ticket_type: TypeKey) -> str:
    """The field that would name this type's role."""
    return f"{ticket_type}_role"


def variables() -> tuple[str, ...]:
    """Every variable that is read, in the order in which the documentation lists them."""
    return tuple(map(variable, Settings.model_fields))


def variable(field: str) -> str:
    """The name under which a person sets this field."""
    return str(Settings.model_fields[field].validation_alias)


def load_settings(env_file: Path = ENV_FILE) -> Settings:
    """What the environment and the file say; raises WrongSetting, also for a file that cannot be read."""
    try:
        return _Environment(_env_file=env_file)
    except Invalid as invalid:
        raise WrongSetting(_sentence(invalid.errors(include_input=False))) from None
    except UnicodeDecodeError:
        raise WrongSetting(f"{env_file} is not text in UTF-8: save it again as plain text.") from None
    except OSError as error:
        raise WrongSetting(f"{env_file} cannot be read ({error.strerror}): mend or remove it.") from None


def _sentence(problems: list[ErrorDetails]) -> str:
    first, *others = problems
    also = sorted({str(problem["loc"][0]) for problem in others} - {str(first["loc"][0])})
    return _problem(first) + (f"; look at {', '.join(also)} too." if also else ".")


def _problem(problem: ErrorDetails) -> str:
    variable = problem["loc"][0]
    if problem["type"] == OURS:
        return f"{variable} {problem['msg']}"
    if problem["type"] == "missing":
        return f"{variable} is missing: set it in the environment or in .env (.env.example explains every variable)"
    return f"{variable} is not understood: .env.example explains it"
