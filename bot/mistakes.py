"""What is wrong with a field of a policy and what to write instead, in words of ours: pydantic's are a programmer's."""

from difflib import get_close_matches

from pydantic_core import ErrorDetails

from models.policy import Document

LONGEST_VALUE = 60  # characters of a wrong value that are repeated
REFERENCE = "as docs/reference/policy.md shows"
KEY = "[key]"  # pydantic's last step to a wrong key
DURATION = "must be a duration; write it as 30m, 1h 30m or 7d"
SETTINGS = f"must hold settings and their values: write it {REFERENCE}"
LIST = "must be a list: write it as [one, another]"
NAMES = {"defaults", *(name for kind in Document.__subclasses__() for name in kind.model_fields)}

SAID = {
    "int": "must be a whole number",
    "float": "must be a number, such as 0.5",
    "bool": "must be true or false",
    "string": "must be text: write it between quotation marks",
    "dict": SETTINGS,
    "tuple": LIST,
    "time": DURATION,
}
"""By the first word of pydantic's kind of mistake."""

OF_FIELDS = {
    "colour": "must be a colour without quotation marks, from 0x000000 to 0xFFFFFF: #3498DB is written 0x3498DB",
    "staff_role": "must be the id of a role, 17 to 19 digits (in Discord: right click, Copy ID)",
    "category": "must be the id of a category, 17 to 19 digits (in Discord: right click, Copy ID)",
    "lead_roles": "must be the id of a role, 17 to 19 digits (in Discord: right click, Copy ID)",
    "places": "must be the id of a channel, 17 to 19 digits (in Discord: right click, Copy ID)",
}
"""Where a number has a meaning of its own."""


def mistake(problem: ErrorDetails, field: str) -> str:
    """A sentence without its full stop; `field` is the way to it as the person wrote it."""
    given = problem["input"]
    if problem["loc"][-1:] == (KEY,):
        return f"{field.removesuffix(f'.{KEY}')} is no setting there: the keys {_said(problem)}"
    match problem["type"]:
        case "extra_forbidden":
            return f"{field} is no setting of a policy: {_spelling(str(problem['loc'][-1]))}"
        case "missing":
            return f"{field} is missing: add it {REFERENCE}"
        case "model_type":
            return f"{field} {SETTINGS}"
        case "dict_type" | "tuple_type":
            return f"{field} {_said(problem)}"
    if isinstance(given, dict | list):
        return f"{field}: {_said(problem)}"
    return f"{field} is {_shown(given)}, but {_said(problem)}"


def gravity(problem: ErrorDetails) -> int:
    """What was misspelt goes before what is missing because of it."""
    return 1 if problem["type"] == "missing" else 0


def _spelling(name: str) -> str:
    """The nearest name that there is."""
    near = get_close_matches(name, NAMES, n=1)
    return f"it may be {near[0]}; mend the spelling or remove it" if near else "mend the spelling or remove it"


def _said(problem: ErrorDetails) -> str:
    kind, limits = problem["type"], problem.get("ctx", {})
    if kind == "value_error":
        return str(limits["error"])
    if kind.startswith(("int", "greater", "less")) and (meant := _meant(problem)):
        return meant
    match kind:
        case "enum":
            return f"must be one of {str(limits['expected']).replace(' or ', ', ').replace(chr(39), '')}"
        case "greater_than":
            return f"must be more than {limits['gt']:g}"
        case "greater_than_equal":
            return f"must be {limits['ge']:g} or more"
        case "less_than_equal":
            return f"must be {limits['le']:g} or less"
        case "string_too_long":
            return f"must have {limits['max_length']} characters or fewer"
        case "too_long":
            return f"must hold {limits['max_length']} or fewer"
        case "too_short":
            return f"must hold {limits['min_length']} or more"
    return SAID.get(kind.split("_")[0]) or f"is wrong ({problem['msg']}): write it {REFERENCE}"


def _meant(problem: ErrorDetails) -> str | None:
    return next((OF_FIELDS[str(part)] for part in reversed(problem["loc"]) if str(part) in OF_FIELDS), None)


def _shown(value: object) -> str:
    """As it stands in YAML."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    text = repr(value)
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"
