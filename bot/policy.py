"""From a policy file to what a guild's desk promises: the file says what, the settings say who and where.

Whatever is wrong in the file is one sentence that names the file, the field, the value and the remedy.
"""

from collections.abc import Hashable, Iterator
from importlib.resources import files
from pathlib import Path

import yaml
from pydantic import ValidationError as Invalid
from pydantic_core import ErrorDetails
from yaml.nodes import MappingNode

from bot.installation import Named
from bot.settings import Settings, WrongSetting, variable
from models.ids import ChannelId, GuildId, RoleId
from models.policy import Places, Policy

PRESET = "inertia"
LONGEST_VALUE = 60  # characters of a wrong value that are repeated


class WrongPolicy(WrongSetting):
    """One sentence for the person at the terminal: which file and field, what is wrong with it, what to do."""


def load_policy(file: Path | None = None) -> Policy:
    """What the file promises, or the packaged one; raises WrongPolicy."""
    name = str(file) if file else f"{PRESET}.yaml"
    written = _parsed(name, _read(name, file))
    try:
        return Policy.model_validate(written)
    except Invalid as invalid:
        first, *others = invalid.errors(include_url=False)
        more = f" ({len(others)} more to mend after it)" if others else ""
        raise WrongPolicy(f"{name}: {_problem(first)}{more}.") from None


def _read(name: str, file: Path | None) -> str:
    source = file or files("bot.presets").joinpath(f"{PRESET}.yaml")
    try:
        return source.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise WrongPolicy(f"{name} is not text in UTF-8: save it again as plain text.") from None
    except OSError as error:
        raise WrongPolicy(f"{name} cannot be read ({error.strerror}): mend it, or empty STEWARD_POLICY.") from None


class _EveryKeyOnce(yaml.SafeLoader):
    """YAML lets a key stand twice and keeps the last: a promise that is silently another one is refused here."""

    def construct_mapping(self, node: MappingNode, deep: bool = False) -> dict[Hashable, object]:
        seen: set[object] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.MarkedYAMLError(problem=f"{key.value!r} stands twice: keep one", problem_mark=key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


def _parsed(name: str, text: str) -> object:
    try:
        return yaml.load(text, _EveryKeyOnce)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise WrongPolicy(f"{name}: line {line} is no YAML ({error.problem}): mend that line.") from None
    except yaml.YAMLError:
        raise WrongPolicy(f"{name} is no YAML: it may hold characters that are not text; save it again.") from None


def _problem(problem: ErrorDetails) -> str:
    field = ".".join(str(part) for part in problem["loc"]) or "the file"
    match problem["type"]:
        case "extra_forbidden":
            return f"{field} is no setting of a policy: mend the spelling or remove it"
        case "missing":
            return f"{field} is missing: add it as docs/reference/policy.md shows"
        case "model_type":
            return f"{field} must hold settings and their values: write it as docs/reference/policy.md shows"
    if isinstance(problem["input"], dict | list):
        return f"{field}: {_said(problem)}"
    return f"{field} is {_shown(problem['input'])}, but {_said(problem)}"


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"


def _said(problem: ErrorDetails) -> str:
    message = problem["msg"].removeprefix("Value error, ")
    return message[:1].lower() + message[1:]


class DeskPolicies:
    """One policy for all guilds; only the desk's own guild has the roles and channels that the settings name.

    The desk's guild is the one that holds the transcripts channel. Where that channel is gone, the guild that
    holds anything else that the settings name is taken, so that a deleted channel does not lock the team out.
    """

    def __init__(self, policy: Policy, settings: Settings) -> None:
        self._elsewhere = policy
        self._at_home = _with_roles(policy, settings).model_copy(update={"places": _places(settings)})
        self._transcripts = settings.transcripts_channel
        self._named = tuple(_named(policy, settings))
        self._home: GuildId | None = None
        self._certain = False

    def of(self, guild: GuildId) -> Policy:
        return self._at_home if guild == self._home else self._elsewhere

    @property
    def home(self) -> GuildId | None:
        """The desk's guild; None until it was seen."""
        return self._home

    @property
    def named(self) -> tuple[Named, ...]:
        """Every id that the settings give, or the policy in their place."""
        return self._named

    def seen(self, guild: GuildId, channels: frozenset[ChannelId], roles: frozenset[RoleId]) -> None:
        """Discord has shown what stands in this guild."""
        if self._transcripts in channels:
            self._home, self._certain = guild, True
        elif not self._certain and any(one.id in channels or one.id in roles for one in self._named):
            self._home = guild


def _with_roles(policy: Policy, settings: Settings) -> Policy:
    types = {
        key: kind if kind.staff_role else kind.model_copy(update={"staff_role": settings.staff_role_of(key)})
        for key, kind in policy.types.items()
    }
    return policy.model_copy(update={"types": types})


def _places(settings: Settings) -> Places:
    return Places(
        transcripts=settings.transcripts_channel, sla=settings.sla_channel, staff_log=settings.staff_log_channel
    )


def _named(policy: Policy, settings: Settings) -> Iterator[Named]:
    for field in ("transcripts_channel", "sla_channel", "staff_log_channel"):
        if channel := getattr(settings, field):
            yield Named(variable(field), channel, is_role=False)
    for key, kind in policy.types.items():
        if kind.staff_role:
            yield Named(f"types.{key}.staff_role", kind.staff_role, is_role=True)
        else:
            yield Named(variable(f"{key}_role"), settings.staff_role_of(key), is_role=True)
