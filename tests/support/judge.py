"""Discord's own description of its API judges all that crosses the sandbox: requests, answers, objects inside events.

A pytest plugin: a test in which something deviates fails. The description lies beside the repository, never in it;
where it is missing one line says so and nothing is judged.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from bot.sandbox.wire.exchange import Exchange
from bot.sandbox.wire.server import Sandbox

DESCRIPTION = Path(__file__).parents[3] / "shared" / "discord" / "openapi.json"


@dataclass(frozen=True, eq=False)
class Allowance:
    """One error of the description itself: where it is, what holds in truth, and who says so."""

    schema: str
    key: str | None
    truth: dict[str, Any]
    why: str


_BITS = {"oneOf": [{"type": "null"}, {"type": "integer"}, {"type": "string", "pattern": "^[0-9]+$"}]}
_BITS_SAID_BY = "Topics, Permissions: bit sets are serialized as strings since v8, and py-cord sends them as such."

IN_REQUESTS = (
    Allowance(
        "SnowflakeType",
        None,
        {"type": ["string", "integer"], "pattern": "^(0|[1-9][0-9]*)$"},
        "Reference, Snowflakes: the API accepts them as integers, too; py-cord sends recipients and overwrites so.",
    ),
    Allowance("ChannelPermissionOverwriteRequest", "allow", _BITS, _BITS_SAID_BY),
    Allowance("ChannelPermissionOverwriteRequest", "deny", _BITS, _BITS_SAID_BY),
    Allowance("CreateRoleRequest", "permissions", _BITS, _BITS_SAID_BY),
)
IN_ANSWERS = (
    Allowance(
        "MessageReferenceType",
        None,
        {"type": "integer", "enum": [0, 1]},
        "Resources, Message, Message Reference Types: 1 is FORWARD, which the description leaves out.",
    ),
    Allowance(
        "InnerErrors",
        "_errors",
        {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["code", "message"],
                "properties": {"code": {"type": "string"}, "message": {"type": "string"}},
            },
        },
        "Reference, Error Messages: the codes inside `errors` are words, as BASE_TYPE_CHOICES in its own example.",
    ),
)

# Unions whose branches are all optional let everything pass; here is the branch that the sandbox speaks.
NARROWED = {
    ("PATCH", "/channels/{channel_id}"): "UpdateGuildChannelRequestPartial",
    ("POST", "/webhooks/{webhook_id}/{webhook_token}"): "IncomingWebhookRequestPartial",
}

# Which object of the REST description an event carries, and where in it; "" is the whole payload.
EVENT_OBJECTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "READY": (("user", "UserPIIResponse"),),
    "GUILD_CREATE": (
        ("", "GuildResponse"),
        ("channels[]", "GuildChannelResponse"),
        ("members[]", "GuildMemberResponse"),
        ("threads[]", "ThreadResponse"),
    ),
    "THREAD_CREATE": (("", "ThreadResponse"),),
    "THREAD_UPDATE": (("", "ThreadResponse"),),
    "THREAD_LIST_SYNC": (("threads[]", "ThreadResponse"), ("members[]", "ThreadMemberResponse")),
    "THREAD_MEMBERS_UPDATE": (("added_members[]", "ThreadMemberResponse"),),
    "GUILD_UPDATE": (("", "GuildResponse"),),
    "CHANNEL_CREATE": (("", "GuildChannelResponse"),),
    "CHANNEL_UPDATE": (("", "GuildChannelResponse"),),
    "CHANNEL_DELETE": (("", "GuildChannelResponse"),),
    "GUILD_ROLE_CREATE": (("role", "GuildRoleResponse"),),
    "GUILD_ROLE_UPDATE": (("role", "GuildRoleResponse"),),
    "GUILD_MEMBER_ADD": (("", "GuildMemberResponse"),),
    "GUILD_MEMBER_UPDATE": (("", "GuildMemberResponse"),),
    "GUILD_MEMBER_REMOVE": (("user", "UserResponse"),),
    "GUILD_BAN_ADD": (("user", "UserResponse"),),
    "GUILD_BAN_REMOVE": (("user", "UserResponse"),),
    "GUILD_MEMBERS_CHUNK": (("members[]", "GuildMemberResponse"),),
    "MESSAGE_CREATE": (("", "MessageResponse"),),
    "MESSAGE_UPDATE": (("", "MessageResponse"),),
    "MESSAGE_REACTION_ADD": (("emoji", "MessageReactionEmojiResponse"), ("member", "GuildMemberResponse")),
    "MESSAGE_REACTION_REMOVE": (("emoji", "MessageReactionEmojiResponse"),),
    "MESSAGE_REACTION_REMOVE_EMOJI": (("emoji", "MessageReactionEmojiResponse"),),
    "INTERACTION_CREATE": (
        ("member", "PrivateGuildMemberResponse"),
        ("user", "UserResponse"),
        ("message", "MessageResponse"),
    ),
}


class Judge:
    """Watches every sandbox of the run; `deviations` are those of the test at hand."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.routes: set[str] = set()
        self.deviations: list[str] = []
        self.bad_requests_allowed = False

    def on_exchange(self, exchange: Exchange) -> None:
        operation = _operation(exchange.method, exchange.pattern)
        if operation is None:
            if not self.bad_requests_allowed:
                self.deviations.append(f"{exchange.method} {exchange.path}: the sandbox has no such route")
            return
        if exchange.status == 500 and not exchange.is_fault:
            self.deviations.append(f"{exchange.method} {exchange.path}: the sandbox broke over {exchange.request}")
        self.counts["requests"] += 1
        self.routes.add(f"{exchange.method} {exchange.pattern}")
        self._judge_request(exchange, operation)
        if not exchange.is_fault and exchange.status < 500:
            self.counts["answers"] += 1
            self._note(exchange, "answer", _answer_faults(exchange, operation))

    def on_event(self, name: str, payload: Any) -> None:
        for where, schema in EVENT_OBJECTS.get(name, ()):
            for each in _at(payload, where):
                self.counts["events"] += 1
                faults = [_told(fault) for fault in _object_validator(schema).iter_errors(each)]
                self.deviations += [f"{name} {where or schema}: {fault}" for fault in faults]

    def _judge_request(self, exchange: Exchange, operation: dict[str, Any]) -> None:
        """What Discord would refuse may only pass where a test sends it on purpose and it was indeed refused.

        Of strangers nothing is read, and what is too large not to its end: there is nothing to judge.
        """
        if self.bad_requests_allowed and 400 <= exchange.status < 500:
            return
        if exchange.status in (401, 413) and exchange.request is None:
            return
        self._note(exchange, "request", _request_faults(exchange, operation))
        self._note(exchange, "query", _query_faults(exchange, operation))

    def _note(self, exchange: Exchange, what: str, faults: list[str]) -> None:
        where = f"{exchange.method} {exchange.pattern} {exchange.status} {what}"
        self.deviations += [f"{where}: {fault}" for fault in faults]


@cache
def _description() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(DESCRIPTION.read_text())
    return loaded


@cache
def _components(*allowances: Allowance) -> dict[str, Any]:
    """The description's components with its own errors mended."""
    components: dict[str, Any] = json.loads(json.dumps(_description()["components"]))
    for allowance in allowances:
        schemas = components["schemas"]
        if allowance.key is None:
            schemas[allowance.schema] = allowance.truth
        else:
            schemas[allowance.schema]["properties"][allowance.key] = allowance.truth
    return components


def _operation(method: str, pattern: str | None) -> dict[str, Any] | None:
    found: dict[str, Any] | None = _description()["paths"].get(pattern, {}).get(method.lower())
    return found


_VALIDATORS: dict[tuple[str, ...], jsonschema_rs.Draft202012Validator] = {}


def _validator(key: tuple[str, ...], schema: dict[str, Any], *, is_request: bool) -> jsonschema_rs.Draft202012Validator:
    """Building takes some 10 ms, judging some microseconds: built on first use and kept."""
    if key not in _VALIDATORS:
        components = _components(*(IN_REQUESTS if is_request else IN_ANSWERS))
        _VALIDATORS[key] = jsonschema_rs.Draft202012Validator({**schema, "components": components})
    return _VALIDATORS[key]


def _object_validator(name: str) -> jsonschema_rs.Draft202012Validator:
    return _validator((name,), {"$ref": f"#/components/schemas/{name}"}, is_request=False)


def _request_faults(exchange: Exchange, operation: dict[str, Any]) -> list[str]:
    """The JSON body; forms carry the same body in `payload_json`."""
    content = operation.get("requestBody", {}).get("content", {})
    if exchange.request is None:
        return ["a body is required"] if operation.get("requestBody", {}).get("required") else []
    if "application/json" not in content:
        return ["this route takes no body"]
    key = (exchange.method, str(exchange.pattern), "request")
    schema = content["application/json"]["schema"]
    if (exchange.method, exchange.pattern) in NARROWED:
        schema = {"$ref": f"#/components/schemas/{NARROWED[exchange.method, str(exchange.pattern)]}"}
    validator = _validator(key, schema, is_request=True)
    return [_told(fault) for fault in validator.iter_errors(exchange.request)]


def _query_faults(exchange: Exchange, operation: dict[str, Any]) -> list[str]:
    known = {each["name"]: each["schema"] for each in operation.get("parameters", []) if each["in"] == "query"}
    faults = [f"no such parameter: {name}" for name in exchange.query if name not in known]
    for name, text in exchange.query.items():
        if name in known:
            key = (exchange.method, str(exchange.pattern), "query", name)
            validator = _validator(key, known[name], is_request=True)
            faults += [f"{name}: {_told(fault)}" for fault in validator.iter_errors(_read(text, known[name]))]
    return faults


def _read(text: str, schema: dict[str, Any]) -> Any:
    """A query is text; numbers and truth (as 1 and 0, too) are read as what the description says they are."""
    if schema.get("type") == "integer" and text.lstrip("-").isdecimal():
        return int(text)
    if schema.get("type") == "boolean":
        return {"1": True, "true": True, "0": False, "false": False}.get(text.lower(), text)
    return text


def _answer_faults(exchange: Exchange, operation: dict[str, Any]) -> list[str]:
    responses = operation["responses"]
    described = responses.get(str(exchange.status)) or responses.get(f"{exchange.status // 100}XX")
    if described is None:
        return [f"the description knows no status {exchange.status}"]
    if "$ref" in described:
        described = _description()["components"]["responses"][described["$ref"].rpartition("/")[2]]
    if "content" not in described:
        return [] if exchange.response is None else ["there is a body where none belongs"]
    key = (exchange.method, str(exchange.pattern), str(exchange.status))
    validator = _validator(key, described["content"]["application/json"]["schema"], is_request=False)
    return [_told(fault) for fault in validator.iter_errors(exchange.response)]


def _at(payload: Any, where: str) -> Iterator[Any]:
    key = where.removesuffix("[]")
    if not key:
        yield payload
    elif key in payload:
        yield from payload[key] if where.endswith("[]") else [payload[key]]


def _told(fault: jsonschema_rs.ValidationError) -> str:
    """Where and what; of several choices, the fault of the one that came closest."""
    branches = getattr(fault.kind, "context", None)
    if branches:
        return _told(min(branches, key=lambda branch: (len(branch), -len(branch[0].instance_path)))[0])
    path = "/".join(str(step) for step in fault.instance_path)
    return f"at /{path}: {fault.message[:300]}"


_JUDGE = pytest.StashKey[Judge]()


def pytest_configure(config: pytest.Config) -> None:
    judge = config.stash[_JUDGE] = Judge()
    if DESCRIPTION.exists():
        Sandbox.observers.append(judge)


def pytest_unconfigure(config: pytest.Config) -> None:
    Sandbox.observers[:] = [each for each in Sandbox.observers if each is not config.stash[_JUDGE]]


@pytest.fixture(autouse=True)
def judged(request: pytest.FixtureRequest) -> Iterator[Judge]:
    """Every test that uses a sandbox is judged, with what fixtures of a wider scope did before it."""
    judge = request.config.stash[_JUDGE]
    judge.bad_requests_allowed = False
    yield judge
    found, judge.deviations = judge.deviations, []
    if found:
        pytest.fail("deviates from Discord's description:\n" + "\n".join(found[:20]), pytrace=False)


@pytest.fixture
def bad_requests(judged: Judge) -> None:
    """For tests that send on purpose what Discord refuses: requests that were refused are not held against them."""
    judged.bad_requests_allowed = True


def pytest_sessionfinish(session: pytest.Session) -> None:
    """What deviated after the last test fails the run; a worker of xdist hands its counts to the terminal's process."""
    judge = session.config.stash[_JUDGE]
    if judge.deviations:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["judged"] = {"counts": dict(judge.counts), "routes": sorted(judge.routes)}


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    judged = getattr(node, "workeroutput", {}).get("judged")
    if judged is not None:
        judge = node.config.stash[_JUDGE]
        judge.counts.update(judged["counts"])
        judge.routes.update(judged["routes"])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    judge = config.stash[_JUDGE]
    if not DESCRIPTION.exists():
        terminalreporter.write_line(f"not judged: Discord's description is not at {DESCRIPTION}")
        return
    for deviation in judge.deviations:
        terminalreporter.write_line(f"deviates after the last test: {deviation}", red=True)
    answers_and_events = f"({judge.counts['answers']} answers, {judge.counts['events']} events)"
    terminalreporter.write_line(
        f"judged {judge.counts['requests']} requests over {len(judge.routes)} routes {answers_and_events}"
    )
