"""What a language must be able to say to staff: see shape.py."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ToStaff:
    """What stands in the SLA channel and in the staff log; `ticket` is a link to the channel with the number."""

    opened_title: str  # number
    opened_text: str  # ticket
    half_title: str  # number
    half_text: str  # ticket
    late_title: str  # number
    late_text: str  # ticket
    triage_title: str  # number
    triage_text: str  # ticket
    nudge_title: str  # number
    owner_silent: str  # ticket
    closing_soon: str  # ticket
    audit_title: str  # number
    audit_text: str  # by
    unreturned_title: str  # number
    unreturned_text: str  # author, ticket
    waiting_since: str
    promised_by: str
    overdue_since: str
    priority: str
    type: str
    undelivered_title: str  # number
    undelivered_desk_title: str
    undelivered_text: str  # thing, why
    undelivered_next: str  # next
    record_is_kept: str  # next, number
    copy_goes_to_ticket: str
    panel_gone: str
    panel_refused: str
    unplaced_rating_title: str  # number
    unplaced_rating_text: str
    notice_title: str
    missing_permission: str  # permissions, place, thing, where
    missing_permissions: str  # permissions, place, thing, where
    missing_something: str  # place, thing, where
    cannot_see: str  # place, thing, where
    nobody_called: str  # role, place
    no_category: str  # place
    channel_gone: str  # variable, then
    role_gone: str  # variable, then
    panel_deleted: str
    this_server: str
    reading: str
    stuck: str  # where
    stuck_desk: str
    guild_stuck: str
    the_desk: str
    the_ticket: str  # number


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """The direct message that brings a gated message back to its author."""

    title: str
    text: str  # ticket
    text_to_guest: str  # ticket
    wrote: str
    nothing: str
    files: str
