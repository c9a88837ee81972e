"""One rule broken at a time: the law or table named beside it sees the break."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any, NamedTuple

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from models import commands as c
from models import effects as f
from models import events as e
from models.errors import Reason
from models.ids import EffectId, MessageId, RoleId, TypeKey, What
from models.moment import Moment
from models.policy import AutoClose, Policy
from models.rules import deadline, decide, ending, evolve, permits, rating, receipts, terms, told, turns, wake
from models.rules.deadline import Deadline, Series
from models.rules.turns import Turns
from models.ticket import Closing, Outcome, Rating, Side, Term, Ticket, Told, Turn
from tests.rules import (
    test_absence,
    test_bounds,
    test_deadline,
    test_desk,
    test_ending,
    test_files,
    test_gate,
    test_ladder,
    test_laws,
    test_left_types,
    test_machine,
    test_receipts,
    test_reopening,
    test_silence,
    test_team,
    test_wishes,
)
from tests.support.rules_world import SECOND, STAFF, START, STRANGER

pytestmark = pytest.mark.slow

Due = list[tuple[Series, Deadline]]

LAST_DUE, UNDER, AUTOCLOSE = Series.last_due, evolve._under, deadline._autoclose
WITH_MARK, THINNED, WOKEN, MUST_WAIT = told.with_mark, turns._thinned, wake.woken, permits.must_wait
NEXT_RATING, REMOVAL, RATING, RECEIVED = rating._next, deadline._removal, ending._rating, told._received
POST, CHANGED = decide._post, terms.changed
OWED, SETTLED, GATED = turns.owed, receipts.settled, decide._gated


# --- broken clocks ---


def without_grace(series: Series, heard: Moment) -> Deadline | None:
    return LAST_DUE(replace(series, grace=timedelta()), heard)


def not_at_the_very_moment(series: Series, heard: Moment) -> Deadline | None:
    return LAST_DUE(series, heard - timedelta(milliseconds=1))


def hears_what_is_not_heard(ticket: Ticket, heard: Moment, now: Moment, policy: Policy) -> tuple[e.TicketEvent, ...]:
    return WOKEN(ticket, now, now, policy)


def every_one_that_was_missed(series: Series, heard: Moment) -> Deadline | None:
    due = series.next
    return due if due and due.at + series.grace <= heard else None


def owed_since_the_last_word(ticket: Ticket) -> Turn | None:
    return ticket.turns[-1] if ticket.turns[-1].side is Side.OWNER else None


def from_the_first_word(ticket: Ticket, first: Moment) -> Moment | None:
    return first if ticket.promised_at else None


def started_anew_by_every_priority(ticket: Ticket, term: Term) -> Ticket:
    return replace(UNDER(ticket, term), promised_at=term.since if term.priority else ticket.promised_at)


def counted_from_the_change(ticket: Ticket, first: Moment, share: float) -> Moment | None:
    term = ticket.term
    return max(first, term.since) + term.promise * share if term.promise else None


def by_the_promise_of_now(ticket: Ticket, first: Moment, share: float) -> Moment | None:
    start, promise = ticket.promised_at, ticket.term.promise
    return max(first, start) + promise * share if start and promise else None


# --- a broken voice ---


def all_of_them_are_said(due: Due, *_: object) -> tuple[e.MarkPassed, ...]:
    return tuple(e.MarkPassed(late.mark, late.at, said=True) for _, late in due)


def only_one_is_said(due: Due, *_: object) -> tuple[e.MarkPassed, ...]:
    gravest = max((series for series, _ in due), key=deadline.gravity, default=None)
    return tuple(e.MarkPassed(late.mark, late.at, said=series is gravest) for series, late in due)


def told_is_forgotten(memory: tuple[Told, ...], mark: e.MarkPassed) -> tuple[Told, ...]:
    return tuple(replace(one, count=0) for one in WITH_MARK(memory, mark))


def known_by_one_name_only(memory: tuple[Told, ...], what: What, anchor: int) -> Told | None:
    return next((one for one in memory if one.what is what and one.anchor == anchor), None)


def the_older_line_stays(one: Told, receipt: e.MarkDelivered) -> Told:
    return replace(RECEIVED(one, receipt), message=one.message or receipt.message)


def nothing(*_: object) -> Iterator[Any]:
    return iter(())


def the_first_types_team(ticket: Ticket, type: TypeKey, policy: Policy) -> RoleId | None:
    return policy.types.get(type, next(iter(policy.types.values()))).staff_role


def follows_the_first_type(ticket: Ticket, heard: Moment, now: Moment, policy: Policy) -> tuple[e.TicketEvent, ...]:
    role = the_first_types_team(ticket, ticket.term.type, policy)
    return () if role == ticket.role else (e.TeamChanged(now, role),)


def never(*_: object) -> bool:
    return False


# --- broken ears ---


def in_order_of_arrival(before: Turns, turn: Turn) -> Turns:
    return before if turn in before else (*before, turn)


def all_is_kept(before: Turns, settled: Moment) -> Turns:
    return before


def all_is_settled(before: Turns, settled: Moment) -> Turns:
    return THINNED(before, before[-1].at)


def history_waits_too(post: c.Post, ticket: Ticket, policy: Policy) -> bool:
    return MUST_WAIT(replace(post, live=True), ticket, policy)


def the_type_of_now(ticket: Ticket, at: Moment) -> TypeKey:
    return ticket.term.type


def deaf_once_closed(ticket: Ticket, post: c.Post, now: Moment, policy: Policy) -> tuple[e.TicketEvent, ...]:
    return () if ticket.closing else POST(ticket, post, now, policy)


# --- a broken end ---


def warned_or_not(ticket: Ticket, last: Turn, rule: AutoClose, policy: Policy) -> Iterator[Series]:
    return AUTOCLOSE(ticket, last, rule.model_copy(update={"warn_before": None}), policy)


def warned_by_saying_so(memory: tuple[Told, ...], mark: e.MarkPassed) -> tuple[Told, ...]:
    return tuple(replace(one, delivered=mark.due) for one in WITH_MARK(memory, mark))


def closed_without_waiting(ticket: Ticket, last: Turn, rule: AutoClose, policy: Policy) -> Iterator[Series]:
    return AUTOCLOSE(ticket, last, rule, policy.model_copy(update={"close_grace": timedelta()}))


def rated_for_ever(ticket: Ticket, before: Rating | None, rate: c.Rate, policy: Policy) -> Rating:
    return NEXT_RATING(ticket, before, replace(rate, said_at=START), policy)


def copied_or_not(ticket: Ticket, closing: Closing, policy: Policy) -> Iterator[Series]:
    copied = closing.copy and replace(closing.copy, message=MessageId(1))
    return REMOVAL(ticket, replace(closing, copy=copied), policy)


def only_after_the_transcript(ticket: Ticket, closing: Closing | None) -> f.ShowRating | None:
    return RATING(ticket, closing) if closing and closing.transcript and closing.transcript.message else None


def copied_for_nobody(closing: Closing | None) -> bool:
    return closing is not None and closing.copy is not None and closing.copy.message is None


# --- what goes on ---


def as_if_it_never_ended(ticket: Ticket) -> Turn | None:
    return OWED(replace(ticket, turns=tuple(one for one in ticket.turns if one.side is not Side.OTHER)))


def any_end_is_this_end(ticket: Ticket, effect: EffectId, outcome: Outcome) -> tuple[e.TicketEvent, ...]:
    return SETTLED(ticket, replace(effect, about=ticket.reopened), outcome)


def gone_before_its_files(ticket: Ticket, post: c.Post, came: tuple[e.FilesCame, ...], policy: Policy) -> e.TicketEvent:
    return GATED(ticket, post, (), policy)


def none(*_: object) -> tuple[Any, ...]:
    return ()


class Mutant(NamedTuple):
    """What stands in the place of a rule, by its name under models.rules, and who must object."""

    instead: dict[str, object]
    caught_by: Callable[..., object] | type[RuleBasedStateMachine]


def everywhere(name: str, broken: object, *modules: str) -> dict[str, object]:
    return {f"{module}.{name}": broken for module in modules}


TWO_SECONDS = partial(
    test_ladder.test_nobody_is_called_before_two_seconds_more_have_been_heard, test_ladder.HALF_DUE, []
)
AT_TWO_SECONDS = partial(
    test_ladder.test_nobody_is_called_before_two_seconds_more_have_been_heard,
    test_ladder.HALF_DUE + 2 * SECOND,
    [What.HALF],
)
AWAKE = test_laws.test_asleep_or_awake_the_facts_are_the_same_and_coming_back_says_no_more
LATE = test_laws.test_late_letters_change_no_result_and_nothing_is_said_after_the_answer
HASTY = test_laws.test_late_letters_in_a_hasty_desk_change_no_result_and_close_nothing
ORACLE = (
    test_deadline.test_the_next_deadline_is_the_first_minute_at_which_something_is_needed_and_the_alarm_rings_for_it
)
REPLACED = test_receipts.test_pings_that_replace_one_another_leave_the_last_that_arrived_in_whichever_order_they_did
ENDED = test_receipts.test_receipts_of_a_close_in_any_order_give_the_same_end
BORN = test_receipts.test_whatever_comes_first_at_a_birth_gate_and_card_are_true_in_the_end
NUMBERS = test_desk.test_whatever_the_order_of_letters_numbers_have_no_gap_and_one_submission_is_one_ticket

MUTANTS = {
    "nobody waits two seconds": Mutant({"deadline.Series.last_due": without_grace}, TWO_SECONDS),
    "two seconds are a little more": Mutant({"deadline.Series.last_due": not_at_the_very_moment}, AT_TWO_SECONDS),
    "the deaf speak": Mutant(
        {"decide.woken": hears_what_is_not_heard}, test_ladder.test_the_deaf_call_nobody_however_late_it_is
    ),
    "coming back says every repeat": Mutant({"deadline.Series.last_due": every_one_that_was_missed}, AWAKE),
    "a cycle begins with the last word": Mutant({"deadline.owed": owed_since_the_last_word}, ORACLE),
    "the clock starts with the first word": Mutant(
        everywhere("clock_start", from_the_first_word, "promise", "deadline"), ORACLE
    ),
    "every priority starts the clock": Mutant({"evolve._under": started_anew_by_every_priority}, ORACLE),
    "a changed target starts the clock": Mutant(
        everywhere("overdue_at", counted_from_the_change, "promise", "deadline"), ORACLE
    ),
    "a changed target rewrites the past": Mutant(
        everywhere("overdue_at", by_the_promise_of_now, "promise", "deadline"), ORACLE
    ),
    "each level is said in the same place": Mutant(
        {"wake._marks": all_of_them_are_said},
        test_ladder.test_of_several_levels_in_one_place_only_the_gravest_is_said_and_the_others_are_behind_us,
    ),
    "one place speaks for all": Mutant(
        {"wake._marks": only_one_is_said},
        test_ladder.test_coming_back_says_of_a_repeat_only_the_last_and_each_place_hears_once,
    ),
    "what was told is forgotten": Mutant({"evolve.with_mark": told_is_forgotten}, test_machine.AnyTicket),
    "a late word renames the series": Mutant({"deadline.told_since": known_by_one_name_only}, HASTY),
    "the older line stays": Mutant({"told._received": the_older_line_stays}, REPLACED),
    "a replaced line is not deleted": Mutant({"plan._replaced": nothing}, REPLACED),
    "a late answer takes nothing back": Mutant(
        {"plan._withdrawn": nothing},
        test_ladder.test_an_answer_that_is_heard_late_takes_back_the_pings_it_would_have_prevented,
    ),
    "words stand in the order of their arrival": Mutant({"evolve.with_turn": in_order_of_arrival}, LATE),
    "nothing is forgotten": Mutant(
        {"turns._thinned": all_is_kept}, test_bounds.test_the_middle_of_an_old_run_is_forgotten_and_what_is_late_is_not
    ),
    "all is settled at once": Mutant({"turns._thinned": all_is_settled}, HASTY),
    "history is held back": Mutant(
        {"decide.must_wait": history_waits_too}, test_gate.test_what_is_read_from_history_is_not_held_back_and_answers
    ),
    "sides are judged by the type of now": Mutant(
        {"permits.type_at": the_type_of_now},
        test_wishes.test_who_served_the_type_when_it_was_said_has_answered_though_it_is_heard_after_the_type_changed,
    ),
    "a closed ticket hears nothing": Mutant(
        {"decide._post": deaf_once_closed},
        test_ending.test_what_was_said_before_the_close_and_heard_after_it_is_an_answer_what_was_said_after_is_none,
    ),
    "a team serves what was never its own": Mutant(
        {"permits.team_of": the_first_types_team},
        partial(test_left_types.test_an_answer_is_one_of_the_team_that_was_let_in, test_left_types.FOREIGN, Side.OTHER),
    ),
    "a foreign team is let in": Mutant(
        {"wake._followed": follows_the_first_type},
        test_left_types.test_whatever_leaves_the_policy_and_returns_a_team_sees_only_tickets_of_its_own_types,
    ),
    "a waiver is no answer": Mutant(
        {"deadline.is_waived": never},
        test_silence.test_after_no_answer_needed_nobody_is_nagged_but_a_silent_ticket_still_closes,
    ),
    "closed unwarned": Mutant({"deadline._autoclose": warned_or_not}, AWAKE),
    "a warning counts when it is said": Mutant(
        {"evolve.with_mark": warned_by_saying_so}, test_silence.test_a_close_waits_for_a_warning_that_was_delivered
    ),
    "closed on a mere two seconds": Mutant({"deadline._autoclose": closed_without_waiting}, HASTY),
    "a rating may be changed for ever": Mutant(
        {"rating._next": rated_for_ever},
        test_ending.test_a_rating_may_be_changed_for_a_day_and_the_last_one_is_shown,
    ),
    "the only copy goes after five minutes": Mutant({"deadline._removal": copied_or_not}, ENDED),
    "a copy for nobody": Mutant(
        {"ending._has_no_copy": copied_for_nobody},
        partial(
            test_ending.test_an_owner_who_is_gone_gets_no_copy_in_the_channel_which_goes_after_five_minutes, "left"
        ),
    ),
    "the question stays": Mutant(
        {"surface.unsaid": nothing},
        test_gate.test_the_question_goes_with_the_first_priority_whichever_is_heard_first_and_once,
    ),
    "what we removed ourselves is missed": Mutant(
        {"receipts._is_gone": lambda ticket, effect: ticket.surface_gone},
        test_ending.test_what_was_still_to_be_done_in_a_channel_that_we_removed_is_no_news,
    ),
    "a rating without a transcript is lost": Mutant({"ending._rating": only_after_the_transcript}, ENDED),
    "failures are not told": Mutant({"receipts._is_news": never}, ENDED),
    "anybody may": Mutant(
        {"decide.staff_only": lambda *_: None},
        partial(test_wishes.test_nobody_else_may, "an end", STRANGER, Reason.STAFF_ONLY),
    ),
    "a new channel is never opened": Mutant({"surface.is_amended": never, "plan.surface.is_amended": never}, BORN),
    "the ticket speaks before it has a channel": Mutant({"surface.stands": lambda _: True}, test_machine.AnyTicket),
    "a form delivered twice is two tickets": Mutant({"desk.Desk.number_of": lambda *_: None}, NUMBERS),
    "closed time is the desk's": Mutant(
        everywhere("owed", as_if_it_never_ended, "deadline", "turns", "reopening"),
        test_reopening.test_a_reopening_by_staff_owes_the_owner_what_was_owed_from_that_moment_on,
    ),
    "an earlier end settles this one": Mutant(
        {"receipts.settled": any_end_is_this_end},
        test_reopening.test_receipts_of_an_earlier_end_change_nothing_and_are_no_news,
    ),
    "nothing of the end is taken back": Mutant(
        {"plan.unfinished": lambda *_: []},
        partial(
            test_reopening.test_what_of_the_end_still_waits_is_taken_back_but_never_what_the_desk_must_know,
            (),
            {What.COMPLETE},
        ),
    ),
    "whatever is heard late reopens": Mutant(
        {"reopening.open_series": none},
        test_reopening.test_a_word_that_changes_nothing_about_the_close_leaves_it_closed,
    ),
    "an untrue close stays": Mutant(
        {"reopening.by_itself": none},
        test_reopening.test_what_timed_out_reopens_by_itself_when_a_word_said_in_time_is_heard_late,
    ),
    "a rating is lost by a reopening": Mutant(
        {"reopening.late_rating": nothing},
        test_reopening.test_a_rating_that_waited_for_its_transcript_is_told_to_staff,
    ),
    "time away counts": Mutant({"deadline.present_at": lambda _, since, span: since + span}, ORACLE),
    "repeats are counted through an absence": Mutant(
        {"deadline.presence": lambda _, since, until: until - since},
        test_absence.test_of_a_repeat_that_was_missed_only_time_at_which_the_owner_was_there_is_counted,
    ),
    "whoever is away is called": Mutant(
        {"deadline.not_before_back": lambda _, at: at},
        test_absence.test_what_was_due_just_before_an_absence_and_was_not_said_waits_until_it_is_over,
    ),
    "the old team stays": Mutant(
        {"surface._without": none},
        test_team.test_a_new_type_lets_its_team_in_and_the_old_one_out_renames_the_channel_and_calls_once,
    ),
    "nobody stays to look on": Mutant(
        {"team.moved": none}, test_team.test_the_last_eight_guests_are_kept_and_whoever_goes_is_shown_out
    ),
    "another role is never let in": Mutant(
        {"wake.team.changed": none},
        test_team.test_another_role_for_its_type_is_let_in_at_the_next_wake_and_the_old_one_out_without_a_call,
    ),
    "anybody reads everything": Mutant(
        {"decide.lead_only": lambda *_: None}, partial(test_team.test_nobody_else_reads_it, STRANGER)
    ),
    "the owner's buttons are everybody's": Mutant(
        {"decide.owner_only": lambda *_: None},
        partial(test_wishes.test_nobody_else_presses_them, "solved", STRANGER, Reason.OWNER_ONLY),
    ),
    "a message goes before its files": Mutant(
        {"decide._gated": gone_before_its_files}, test_files.test_a_held_back_message_waits_for_its_files
    ),
    "what is to be forgotten may rest": Mutant(
        {"step.TicketRules.is_done": lambda *_: True},
        test_ending.test_to_the_letter_a_channel_deleted_by_hand_leaves_no_record_and_only_the_desk_is_told,
    ),
    "the panel follows nothing": Mutant(
        {"panel.outdated": none},
        partial(
            test_desk.test_a_panel_that_shows_what_is_offered_no_more_is_edited_once, test_desk.RENAMED, c.Wake(START)
        ),
    ),
    "the old panel stays": Mutant({"panel.superseded": nothing}, NUMBERS),
    "anybody sets the desk up": Mutant(
        {"desk.admin_only": lambda _: None},
        partial(test_desk.test_nobody_else_sets_it_up, STAFF, Reason.ADMIN_ONLY),
    ),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_the_law_sees_the_break(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    mutant = MUTANTS[name]
    for place, broken in mutant.instead.items():
        monkeypatch.setattr(f"models.rules.{place}", broken)

    with pytest.raises((AssertionError, pytest.fail.Exception)):
        tell(mutant.caught_by, monkeypatch)


def tell(guard: Callable[..., object] | type[RuleBasedStateMachine], monkeypatch: pytest.MonkeyPatch) -> None:
    """A law as it is told every day, but without looking for the shortest story that breaks it."""
    loud = settings(
        max_examples=2000,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        report_multiple_bugs=False,
        suppress_health_check=list(settings.get_profile("slow").suppress_health_check),
    )
    if isinstance(guard, type):
        run_state_machine_as_test(guard, settings=loud)
        return
    if hasattr(guard, "hypothesis"):
        monkeypatch.setattr(guard, "_hypothesis_internal_use_settings", loud)  # a test takes its settings only once
    guard()
