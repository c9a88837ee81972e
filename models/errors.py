"""The exceptions of the rules and of the store; those of Discord's side are in actors/ports.py.

Exception
  Refused        the rules say no: an answer like any other
  StaleWrite     the document is not as it was: somebody else wrote it, or claimed it
  StoreDown      a time-out or a reset: nobody knows whether the write landed
    WrongCredentials   the server does not let us in, or not do what we must
    TooOld             the server is older than we can use
    HalfRestored       a restore was begun and never ended
  Unreadable     a stored document was written by no version up to this one
  Unwritable     the store can never take this document
"""

from enum import StrEnum


class Reason(StrEnum):
    """Why a wish was refused; the sentence for each lives in bot/wording."""

    NO_TICKET = "no_ticket"
    NO_SUCH_NUMBER = "no_such_number"
    STARTING = "starting"
    ANOTHER_TICKET = "another_ticket"
    CLOSED = "closed"
    NOT_CLOSED = "not_closed"
    CHANNEL_GONE = "channel_gone"
    NOT_A_GUEST = "not_a_guest"
    STAFF_ONLY = "staff_only"
    TEAM_ONLY = "team_only"
    OWNER_ONLY = "owner_only"
    LEAD_ONLY = "lead_only"
    ADMIN_ONLY = "admin_only"
    NOT_ASKED = "not_asked"
    TOO_LATE = "too_late"
    NOT_A_RATING = "not_a_rating"
    NOT_SET_UP = "not_set_up"
    NOT_THIS_SERVER = "not_this_server"
    NOT_A_CATEGORY = "not_a_category"
    NOT_A_TEXT_CHANNEL = "not_a_text_channel"
    NO_SUCH_TYPE = "no_such_type"
    TITLE_LENGTH = "title_length"
    TEXT_LENGTH = "text_length"
    NOT_FOR_BOTS = "not_for_bots"


class Refused(Exception):
    """Carries a reason and the facts for its sentence, never a sentence."""

    def __init__(self, reason: Reason, **facts: int | str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.facts = facts


class StaleWrite(Exception):
    """The document is not as it was: somebody else wrote it, or claimed it."""


class StoreDown(Exception):
    """A time-out or a reset: nobody knows whether the write landed."""


class WrongCredentials(StoreDown):
    """The server does not let us in, or not do what we must."""


class TooOld(StoreDown):
    """The server is older than we can use; its text is the server's version, where that is known."""


class HalfRestored(StoreDown):
    """A restore was begun and never ended: some of the documents are there."""


class Unreadable(Exception):
    """A stored document was written by no version up to this one: it names the place and the fault, never the value."""


class Unwritable(Exception):
    """The store can never take this document: it names the kind of fault and its code, never what was to be written."""
