"""What a language must be able to say. A sentence is a `str.format` template; the comment names its facts.

Every field must be given, so a language that lacks a sentence does not start (and mypy says so before).
Facts that a person typed are escaped before they come here; mentions, links and times are already Discord's own marks.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.wording.premises import Doctor, InSettings
from bot.wording.staff import Returned, ToStaff
from models.errors import Reason
from models.ids import What
from models.moment import Moment
from models.ticket import Ending, Priority, Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Commands:
    """What Discord shows beside a command and its options; at most 100 characters each."""

    setup: str
    setup_category: str
    setup_channel: str
    priority: str
    priority_priority: str
    close: str
    close_reason: str
    close_feedback: str
    revive: str
    revive_number: str
    desk: str
    desk_doctor: str
    config: str
    config_reload: str
    ticket_type: str
    ticket_type_type: str
    reopen: str
    no_answer_needed: str
    transcript: str
    transcript_full: str
    transcript_full_ticket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Forms:
    """The panel and what opens in a window. Titles and labels: at most 45 characters, placeholders 100."""

    panel_title: str
    panel_text: str
    panel_choose: str
    open_title: str  # label
    open_subject: str
    open_subject_hint: str
    open_text: str
    open_text_hint: str
    close_title: str  # number
    close_reason: str
    close_reason_hint: str
    close_feedback: str
    close_feedback_hint: str
    solved_title: str  # number
    solved_note: str
    solved_note_hint: str
    yes: str
    no: str
    rate_title: str  # number
    rate_comment: str
    rate_comment_hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InTicket:
    """What stands in the ticket's channel; the owner and the staff read it together."""

    topic: str  # number, type, address
    card_title: str  # number, title
    card_text: str
    card_text_uncalled: str
    card_again: str
    card_type: str
    card_priority: str
    card_promise: str
    no_priority: str
    no_promise: str
    promise: str  # span
    choose_priority: str
    option_hint: str  # span
    no_answer_button: str
    close_button: str
    solved_button: str
    still_button: str
    reopen_button: str
    leave_button: str
    ask_priority: str
    priority_set: str  # priority, span
    half: str
    full: str
    triage: str
    owner_reminder: str
    warning: str  # when
    soon: str
    on_date: str  # date
    moved: str  # type
    moved_uncalled: str  # type
    looks_on: str  # by
    closed: str  # by
    closed_itself: str
    channel_goes: str  # span
    channel_goes_at_once: str
    may_reopen: str
    reopened_by_owner: str  # by
    reopened_by_staff: str  # by
    reopened_itself: str
    owner_left: str
    owner_muted: str  # until
    owner_muted_openly: str
    owner_back: str
    still_needed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """The message that goes out with a transcript."""

    title: str  # number, title
    endings: Mapping[Ending, str]  # by
    reason: str
    transcript: str
    stays: str  # span
    ask_rating: str  # span
    more_help: str
    may_reopen: str  # span
    record_title: str  # number, title
    owner: str
    type: str
    opened: str
    closed: str
    closed_by: str
    by_itself: str
    the_team: str
    endings_short: Mapping[Ending, str]
    rating: str
    stars: str  # drawn, stars
    comment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What only the person who pressed or typed sees."""

    refusals: Mapping[Reason, str]
    opened: str  # ticket
    opened_uncalled: str  # ticket
    opening: str  # number
    no_channel: str  # number
    also_open: str  # tickets
    priority_set: str  # priority, span
    type_set: str  # type
    type_is: str  # type
    type_promise: str  # span
    type_guest: str
    left: str
    no_answer_needed: str
    still_open: str
    closed: str
    closed_and_asked: str
    solved: str
    solved_and_asked: str
    reopened: str  # ticket
    reopening: str  # number
    full_record: str  # number
    record_too_large: str
    record_unread: str
    rated: str  # stars, span
    set_up: str  # channel, category
    revived: str
    revived_all: str
    nothing_to_revive: str
    fix_it: str
    not_ours: str
    busy: str
    stuck: str
    stuck_desk: str
    not_answered_yet: str
    gone: str
    buried: str
    moved: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The transcript, as a page and as plain text."""

    title: str  # number, title
    part: str  # part, parts
    transcript: str  # number
    owner: str
    type: str
    opened: str
    closed: str
    closed_by: str
    still_open: str
    by_itself: str
    reason: str
    times: str
    messages: str
    empty: str
    sides: Mapping[Side, str]
    bot: str
    someone: str
    edited: str
    deleted: str  # name
    deleted_unknown: str
    held_back: str  # name
    was_deleted: str
    was_held_back: str
    earlier: str  # time
    reply: str  # name
    reply_gone: str
    thread: str  # name
    private_thread: str  # name
    forwarded: str
    sticker: str  # name
    poll: str
    votes: str  # count
    picture: str  # name
    in_page: str
    in_archive: str  # archive, name
    not_sent: str
    not_kept: str
    copies: Mapping[str, str]  # whose copy it is: owner, staff or full
    archive_title: str  # number
    archive_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One language."""

    commands: Commands
    forms: Forms
    in_ticket: InTicket
    to_staff: ToStaff
    returned: Returned
    closing: Closing
    answers: Answers
    in_settings: InSettings
    doctor: Doctor
    page: Page
    priorities: Mapping[Priority, str]
    things: Mapping[What, str]  # what did not work, or has to wait
    whys: Mapping[str, tuple[str, str]]  # why it could not, and what to do now
    why_unknown: tuple[str, str]
    permissions: Mapping[str, str]  # Discord's own names of its permissions
    span: Callable[[timedelta], str]
    day: Callable[[Moment], str]
