"""Discord's refusals as it words them: a status, a code, a sentence and, for a bad form, the tree of what is wrong.

    SandboxError
    ├── ApiError      what REST answers
    └── NotAllowed    what Discord's client would not let a person do

Codes: https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
"""

from typing import NamedTuple

from bot.sandbox.model import Json


class SandboxError(Exception):
    """The root of what this package raises on purpose."""


class NotAllowed(SandboxError):
    """Discord's client would refuse this; the sentence says why. Do what a person could do instead.

    `refused` is what REST would have answered, or comes nearest where no request would have been sent.
    """

    def __init__(self, told: str, refused: "ApiError") -> None:
        super().__init__(told)
        self.refused = refused


class Refusal(NamedTuple):
    """One row of Discord's table of errors."""

    status: int
    code: int
    message: str


class ApiError(SandboxError):
    """REST refuses: raised by the rules, answered by the server."""

    def __init__(self, refusal: Refusal, tree: Json | None = None) -> None:
        super().__init__(f"{refusal.code}: {refusal.message}")
        self.refusal = refusal
        self.headers: dict[str, str] = {}
        self.body: Json = {"message": refusal.message, "code": refusal.code}
        if tree:
            self.body["errors"] = tree


UNAUTHORIZED = Refusal(401, 0, "401: Unauthorized")
NOT_FOUND = Refusal(404, 0, "404: Not Found")
METHOD_NOT_ALLOWED = Refusal(405, 0, "405: Method Not Allowed")
OUTAGE = Refusal(503, 0, "503: Service Unavailable")
UNKNOWN_CHANNEL = Refusal(404, 10003, "Unknown Channel")
UNKNOWN_GUILD = Refusal(404, 10004, "Unknown Guild")
UNKNOWN_MEMBER = Refusal(404, 10007, "Unknown Member")
UNKNOWN_MESSAGE = Refusal(404, 10008, "Unknown Message")
UNKNOWN_OVERWRITE = Refusal(404, 10009, "Unknown Permission Overwrite")
UNKNOWN_ROLE = Refusal(404, 10011, "Unknown Role")
UNKNOWN_USER = Refusal(404, 10013, "Unknown User")
UNKNOWN_EMOJI = Refusal(400, 10014, "Unknown Emoji")
UNKNOWN_WEBHOOK = Refusal(404, 10015, "Unknown Webhook")
UNKNOWN_BAN = Refusal(404, 10026, "Unknown Ban")
UNKNOWN_INTERACTION = Refusal(404, 10062, "Unknown interaction")
UNKNOWN_COMMAND = Refusal(404, 10063, "Unknown application command")
TOO_MANY_PINS = Refusal(400, 30003, "Maximum number of pins reached for the channel (250)")
TOO_MANY_ROLES = Refusal(400, 30005, "Maximum number of guild roles reached (250)")
TOO_MANY_REACTIONS = Refusal(403, 30010, "Maximum number of reactions reached (20)")
TOO_MANY_CHANNELS = Refusal(400, 30013, "Maximum number of guild channels reached (500)")
TOO_LARGE = Refusal(413, 40005, "Request entity too large")
BANNED = Refusal(403, 40007, "The user is banned from this guild.")
ALREADY_ACKNOWLEDGED = Refusal(400, 40060, "Interaction has already been acknowledged.")
MISSING_ACCESS = Refusal(403, 50001, "Missing Access")
IN_A_DM = Refusal(403, 50003, "Cannot execute action on a DM channel")
NOT_THE_AUTHOR = Refusal(403, 50005, "Cannot edit a message authored by another user")
EMPTY_MESSAGE = Refusal(400, 50006, "Cannot send an empty message")
CANNOT_SEND_TO_USER = Refusal(403, 50007, "Cannot send messages to this user")
NOT_A_TEXT_CHANNEL = Refusal(400, 50008, "Cannot send messages in a non-text channel")
MISSING_PERMISSIONS = Refusal(403, 50013, "Missing Permissions")
WRONG_BULK_COUNT = Refusal(
    400, 50016, "Provided too few or too many messages to delete. Must provide at least 2 and fewer than 100 messages."
)
ON_A_SYSTEM_MESSAGE = Refusal(403, 50021, "Cannot execute action on a system message")
INVALID_ROLE = Refusal(400, 50028, "Invalid Role")
INVALID_WEBHOOK_TOKEN = Refusal(401, 50027, "Invalid Webhook Token")
BULK_TOO_OLD = Refusal(400, 50034, "You can only bulk delete messages that are under 14 days old.")
INVALID_GUILD = Refusal(400, 50055, "Invalid Guild")
INVALID_FORM = Refusal(400, 50035, "Invalid Form Body")
THREAD_ALREADY_CREATED = Refusal(400, 160004, "A thread has already been created for this message")
THREAD_ARCHIVED = Refusal(400, 50083, "Thread is archived")
INVALID_JSON = Refusal(400, 50109, "The request body contains invalid JSON.")
# Discord split this from 50007 in March 2026: the wording is the same, the reason is that no guild is shared.
NO_MUTUAL_GUILD = Refusal(403, 50278, "Cannot send messages to this user")


def rate_limited(retry_after: float) -> ApiError:
    """A 429 of one resource, with the seconds to wait."""
    refused = ApiError(Refusal(429, 0, "You are being rate limited."))
    refused.body |= {"retry_after": retry_after, "global": False}
    return refused
