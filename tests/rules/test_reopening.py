"""A closed ticket goes on: by staff while its channel is there, by its owner for a while, by itself where it must."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from models import commands as c
from models import effects as f
from models.effects import Place
from models.errors import Reason, Refused
from models.events import DeliveryFailed, Event, Heard, Reopened, StillNeeded
from models.ids import Address, ChannelId, EffectId, LetterId, MessageId, What, letter_id
from models.moment import first_snowflake
from models.person import Person
from models.policy import Policy
from models.rules.deadline import next_deadline
from models.rules.promise import results
from models.rules.step import TICKET as RULES
from models.rules.step import step
from models.rules.turns import owed
from models.ticket import Priority, Rating, Side, Ticket, Turn
from tests.support.rules_world import (
    ADMIN,
    BOT,
    CARD,
    CATEGORY,
    CHANNEL,
    DATABASE,
    DAY,
    HOUR,
    LITERAL,
    LOW,
    MADE,
    MINUTE,
    NOW,
    OPEN,
    OWNER,
    POLICY,
    PRODUCT,
    ROLES,
    STAFF,
    START,
    STRANGER,
    TICKET,
    World,
    close,
    policy,
    said,
    set_priority,
    snowflake,
    take,
    told,
)

LATER = NOW + 2 * MINUTE
ANSWER = (START + MINUTE, said(STAFF, START + MINUTE))
CLOSE = (NOW, close(NOW))
COMPLETE = (NOW, c.Delivered(EffectId(What.COMPLETE)))
COPIED = (NOW, c.Delivered(EffectId(What.COPY), 70))
REFUSED = (NOW, c.Undeliverable(EffectId(What.COPY), "closed_dm"))
GONE = (NOW + HOUR, c.Wake(NOW + HOUR))
LETTER = LetterId(snowflake(LATER, 50))
NEW = ChannelId(CHANNEL + 5000)
MILLISECOND = timedelta(milliseconds=1)


def reopen(by: Person, at: object = LATER, n: int = 50) -> c.Reopen:
    assert hasattr(at, "year")
    return c.Reopen(LetterId(snowflake(at, n)), at, by)  # type: ignore[arg-type]


def refused(ticket: Ticket, wish: c.Command, at: object = LATER, desk: Policy = POLICY) -> Reason:
    with pytest.raises(Refused) as answer:
        step(ticket, wish, at, desk)  # type: ignore[arg-type]
    return answer.value.reason


def locked() -> Ticket:
    """Closed and archived; its transcripts are under way."""
    return told(LOW, ANSWER, CLOSE, COMPLETE).ticket


def removed() -> Ticket:
    """Closed, and its channel is gone."""
    return told(LOW, ANSWER, CLOSE, COMPLETE, COPIED, GONE).ticket


def withdrawn(effects: tuple[f.Effect | f.Withdraw, ...]) -> set[EffectId]:
    return {id for effect in effects if isinstance(effect, f.Withdraw) for id in effect.ids}


# --- who may, and for how long ---


@pytest.mark.parametrize("by", [STAFF, ADMIN, OWNER], ids=lambda by: by.name)
def test_staff_and_the_owner_may_while_the_channel_is_there(by: Person) -> None:
    turn = take(locked(), reopen(by), LATER)

    assert turn.ticket.closing is None
    assert turn.ticket.reopened == 1
    assert isinstance(turn.events[0], Reopened)


@pytest.mark.parametrize(("by", "reason"), [(STRANGER, Reason.STAFF_ONLY), (BOT, Reason.NOT_FOR_BOTS)])
def test_nobody_else_may(by: Person, reason: Reason) -> None:
    assert refused(locked(), reopen(by)) is reason


def test_an_open_ticket_is_not_reopened() -> None:
    assert refused(told(LOW).ticket, reopen(STAFF)) is Reason.NOT_CLOSED
    assert refused(told(LOW).ticket, reopen(OWNER)) is Reason.NOT_CLOSED


def test_staff_may_until_the_channel_is_gone_its_owner_afterwards_too() -> None:
    at = NOW + 2 * HOUR

    assert refused(removed(), reopen(STAFF, at), at) is Reason.CHANNEL_GONE
    assert take(removed(), reopen(OWNER, at), at).ticket.closing is None


def test_the_owner_may_for_three_days_staff_as_long_as_the_channel_stands() -> None:
    in_time, late = NOW + 72 * HOUR, NOW + 72 * HOUR + MILLISECOND

    assert take(locked(), reopen(OWNER, in_time), in_time).ticket.closing is None
    assert refused(locked(), reopen(OWNER, late), late) is Reason.TOO_LATE
    assert take(locked(), reopen(STAFF, late), late).ticket.closing is None


def test_a_wish_in_time_that_is_heard_late_is_in_time() -> None:
    in_time, heard = NOW + 72 * HOUR, NOW + 73 * HOUR

    assert take(locked(), reopen(OWNER, in_time), heard).ticket.closing is None
    assert refused(locked(), reopen(OWNER, heard), heard) is Reason.TOO_LATE


def test_an_owner_of_the_team_is_an_owner_like_any_other_once_the_channel_is_gone() -> None:
    at, owner = NOW + 2 * HOUR, replace(OWNER, roles=STAFF.roles)

    assert refused(removed(), reopen(owner, at), at, policy(reopen_within=None)) is Reason.TOO_LATE
    assert take(removed(), reopen(owner, at), at).ticket.closing is None


def test_a_ticket_goes_on_no_sooner_than_it_ended() -> None:
    turn = take(locked(), reopen(OWNER, NOW - MINUTE), LATER)

    assert isinstance(turn.events[0], Reopened)
    assert turn.events[0].at == NOW
    assert turn.ticket.turns[-1].at == NOW


def test_where_the_policy_says_never_the_owner_may_not_but_staff_may_while_the_channel_stands() -> None:
    never = policy(reopen_within=None)

    assert refused(locked(), reopen(OWNER), desk=never) is Reason.TOO_LATE
    assert take(locked(), reopen(STAFF), LATER, never).ticket.closing is None
    assert take(locked(), reopen(replace(OWNER, roles=STAFF.roles)), LATER, never).ticket.closing is None


def test_while_a_channel_is_only_being_made_nobody_reopens() -> None:
    unmade = told(CLOSE, made=((START, OPEN),)).ticket

    assert refused(unmade, reopen(OWNER)) is Reason.CHANNEL_GONE


def test_in_a_direct_message_nobody_has_a_role_so_there_staff_may_not() -> None:
    assert refused(locked(), reopen(replace(STAFF, roles=()))) is Reason.STAFF_ONLY


# --- what everybody sees ---


def test_the_locked_channel_is_opened_staff_are_called_and_the_desk_is_told() -> None:
    turn = take(locked(), reopen(OWNER), LATER)

    id = EffectId(What.REOPENED, 1)
    letter = c.TicketReopened(letter_id(TICKET, id), LATER, TICKET.number, OWNER.id, DATABASE)
    role = ROLES[DATABASE]
    assert turn.effects[1:] == (
        f.Tell(id, Address(TICKET.guild), letter),
        f.SetAccess(EffectId(What.ACCESS, LETTER), CHANNEL, OWNER.id, role, staff_write=True),
        f.ShowCard(
            EffectId(What.CARD, LETTER), CHANNEL, CARD, OWNER.id, DATABASE, OPEN.title, Priority.LOW, promise=DAY
        ),
        f.Say(EffectId(What.REOPENED, 1, 1), Place.TICKET, CHANNEL, role=role, by=OWNER.id),
    )


def test_where_staff_reopen_the_owner_is_called() -> None:
    said_ = take(locked(), reopen(STAFF), LATER).effects[-1]

    assert said_ == f.Say(EffectId(What.REOPENED, 1, 1), Place.TICKET, CHANNEL, user=OWNER.id, by=STAFF.id)


@pytest.mark.parametrize(
    ("letters", "whats"),
    [
        ((), {What.COMPLETE}),
        ((COMPLETE,), {What.ENDED, What.LOCK, What.TRANSCRIPT, What.COPY}),
        ((COMPLETE, COPIED), {What.ENDED, What.LOCK, What.TRANSCRIPT}),
        ((COMPLETE, COPIED, (NOW, c.Delivered(EffectId(What.TRANSCRIPT), 71))), {What.ENDED, What.LOCK}),
        ((COMPLETE, REFUSED, (NOW, c.Delivered(EffectId(What.TRANSCRIPT), 71))), {What.ENDED, What.LOCK, What.COPY}),
    ],
)
def test_what_of_the_end_still_waits_is_taken_back_but_never_what_the_desk_must_know(
    letters: tuple[tuple[object, c.Command], ...], whats: set[What]
) -> None:
    ticket = told(LOW, ANSWER, CLOSE, *letters).ticket  # type: ignore[arg-type]

    taken_back = withdrawn(take(ticket, reopen(STAFF), LATER).effects)

    assert {id.what for id in taken_back} == whats
    assert {id.about for id in taken_back} == {0}


def test_receipts_of_an_earlier_end_change_nothing_and_are_no_news() -> None:
    open = take(locked(), reopen(STAFF), LATER).ticket
    again = take(open, close(LATER, 60), LATER).ticket

    for ticket in (open, again):
        for what in (What.COMPLETE, What.TRANSCRIPT, What.COPY):
            arrived = take(ticket, c.Delivered(EffectId(what), 70), LATER)
            failed = take(ticket, c.Undeliverable(EffectId(what), "gave_up"), LATER)
            assert (arrived.events, failed.events) == ((), ())


def test_its_next_end_has_names_of_its_own() -> None:
    open = take(locked(), reopen(STAFF), LATER).ticket

    ended = take(open, close(LATER, 60), LATER)
    archived = take(ended.ticket, c.Delivered(EffectId(What.COMPLETE, 1)), LATER)
    copied = take(archived.ticket, c.Undeliverable(EffectId(What.COPY, 1), "closed_dm"), LATER)

    ids = [one.id for turn in (ended, archived, copied) for one in turn.effects if not isinstance(one, f.Withdraw)]
    assert {id.about for id in ids} == {1}
    assert EffectId(What.COPY, 1, 1) in ids
    due = next_deadline(copied.ticket, POLICY)
    assert due is not None
    assert due.mark == EffectId(What.REMOVE, 1)


def test_the_desk_is_told_which_time_it_was() -> None:
    open = take(locked(), reopen(STAFF), LATER).ticket
    ended = take(open, close(LATER, 60), LATER)
    again = take(ended.ticket, reopen(STAFF, LATER, 61), LATER)

    letters = [one.command for turn in (ended, again) for one in turn.effects if isinstance(one, f.Tell)]
    assert [(type(letter), getattr(letter, "reopened", None)) for letter in letters] == [
        (c.TicketClosed, 1),
        (c.TicketReopened, 2),
    ]


def test_a_rating_that_waited_for_its_transcript_is_told_to_staff() -> None:
    rated = take(locked(), c.Rate(LetterId(3), NOW, OWNER.id, 4), NOW).ticket

    effects = take(rated, reopen(OWNER), LATER).effects

    assert f.ShowRating(EffectId(What.RATING), None, Rating(4, "", NOW, 0)) in effects
    assert refused(take(rated, reopen(OWNER), LATER).ticket, c.Rate(LetterId(4), LATER, OWNER.id, 5)) is (
        Reason.NOT_CLOSED
    )


# --- a new channel ---


def test_where_the_channel_is_gone_a_new_one_is_made_open_to_staff_and_the_old_one_still_goes() -> None:
    at = NOW + 2 * HOUR
    turn = take(removed(), reopen(OWNER, at), at)

    assert turn.effects[-1] == f.CreateSurface(
        EffectId(What.SURFACE, 1), OWNER.id, ROLES[DATABASE], DATABASE, CATEGORY, staff_write=True
    )
    assert EffectId(What.REMOVE) not in withdrawn(turn.effects)
    assert (turn.ticket.channel, turn.ticket.card, turn.ticket.surface_gone) == (None, None, False)
    assert RULES.channel_of(turn.ticket) is None


def test_the_new_channel_begins_with_the_card_and_says_that_it_goes_on() -> None:
    at = NOW + 2 * HOUR
    ticket = take(removed(), reopen(OWNER, at), at).ticket

    stale = take(ticket, c.Delivered(EffectId(What.SURFACE), NEW), at)
    made = take(ticket, c.Delivered(EffectId(What.SURFACE, 1), NEW), at)
    posted = take(made.ticket, c.Delivered(EffectId(What.WELCOME, 1), 7000), at)

    assert stale.events == ()
    assert [(type(one), one.id.about) for one in made.effects if not isinstance(one, f.Withdraw)] == [
        (f.Welcome, 1),
        (f.SetAccess, NEW),
        (f.Say, 1),
    ]
    assert made.effects[-1] == f.Say(EffectId(What.REOPENED, 1, 1), Place.TICKET, NEW, by=OWNER.id)
    assert (posted.ticket.channel, posted.ticket.card) == (NEW, MessageId(7000))
    assert take(made.ticket, c.Delivered(EffectId(What.WELCOME), 1), at).events == (), "the card of the old channel"


@pytest.mark.parametrize("is_made", [True, False])
def test_a_late_word_about_the_channel_of_before_closes_nothing_and_one_about_the_new_one_does(is_made: bool) -> None:
    at = NOW + 2 * HOUR
    ticket = take(removed(), reopen(OWNER, at), at).ticket
    if is_made:
        ticket = take(ticket, c.Delivered(EffectId(What.SURFACE, 1), NEW), at).ticket

    assert take(ticket, c.SurfaceGone(CHANNEL, at), at).events == ()
    assert bool(take(ticket, c.SurfaceGone(NEW, at), at).ticket.closing) is is_made


def test_what_no_channel_ever_showed_is_posted_in_the_new_one() -> None:
    unmade = told((START, c.Undeliverable(EffectId(What.SURFACE), "too_many_channels")), made=((START, OPEN),)).ticket

    ticket = take(unmade, reopen(OWNER), LATER).ticket
    effects = take(ticket, c.Delivered(EffectId(What.SURFACE, 1), NEW), LATER).effects

    assert [one.text for one in effects if isinstance(one, f.PostForm)] == [OPEN.text]


# --- what was under way ---


def test_a_card_that_waits_when_its_ticket_is_reopened_is_taken_back_and_ordered_once_more() -> None:
    made = told(CLOSE, made=MADE[:2]).ticket

    effects = take(made, reopen(STAFF), LATER).effects

    taken_back = {EffectId(what) for what in (What.WELCOME, What.OPENED, What.FORM)}
    assert taken_back <= withdrawn(effects)
    assert [one.id for one in effects if isinstance(one, f.Welcome)] == [EffectId(What.WELCOME, 1)]


@pytest.mark.parametrize("first", [0, 1])
def test_of_two_cards_in_one_channel_the_first_is_the_card_and_the_other_one_goes(first: int) -> None:
    ticket = take(told(CLOSE, made=MADE[:2]).ticket, reopen(STAFF), LATER).ticket

    one = take(ticket, c.Delivered(EffectId(What.WELCOME, first), 5001), LATER)
    other = take(one.ticket, c.Delivered(EffectId(What.WELCOME, 1 - first), 5002), LATER)

    assert other.ticket.card == MessageId(5001)
    assert other.effects == (f.DeleteMessage(EffectId(What.UNSAY, 5002), Place.TICKET, MessageId(5002), CHANNEL),)


def test_a_name_that_waits_when_its_ticket_closes_is_taken_back_and_ordered_once_more() -> None:
    moved = c.SetType(LetterId(snowflake(NOW, 60)), NOW - MINUTE, STAFF, PRODUCT)
    closed = told(LOW, ANSWER, (NOW - MINUTE, moved), CLOSE)

    effects = take(closed.ticket, reopen(STAFF), LATER).effects

    first = EffectId(What.RENAME, first_snowflake(NOW - MINUTE))
    assert first in withdrawn(closed.effects)
    assert [one for one in effects if isinstance(one, f.Rename)] == [
        f.Rename(EffectId(What.RENAME, first.about, 1), CHANNEL, PRODUCT)
    ]


def test_a_channel_that_never_changed_its_name_keeps_it() -> None:
    assert not [one for one in take(locked(), reopen(STAFF), LATER).effects if isinstance(one, f.Rename)]


def test_a_card_that_was_only_taken_back_is_no_news() -> None:
    ticket = take(told(CLOSE, made=MADE[:2]).ticket, reopen(STAFF), LATER).ticket

    assert take(ticket, c.Undeliverable(EffectId(What.WELCOME), c.WITHDRAWN), LATER).events == ()


def test_a_card_that_stands_is_not_ordered_again() -> None:
    effects = take(locked(), reopen(STAFF), LATER).effects

    assert not [one for one in effects if isinstance(one, f.Welcome)]
    assert EffectId(What.WELCOME) not in withdrawn(effects)


@pytest.mark.parametrize("what", [What.CARD, What.ACCESS])
def test_what_fails_late_in_the_old_channel_is_no_news_in_the_new_one_but_its_own_failures_are(what: What) -> None:
    at = NOW + 2 * HOUR
    new, old = ChannelId(snowflake(at, 9)), EffectId(what, snowflake(NOW, 1))
    making = take(removed(), reopen(OWNER, at), at).ticket
    made = take(making, c.Delivered(EffectId(What.SURFACE, 1), new), at).ticket
    same = take(locked(), reopen(OWNER), LATER).ticket

    for ticket in (making, made):
        assert take(ticket, c.Undeliverable(old, "unknown_channel"), at).events == ()
    for ticket, id in ((made, EffectId(what, new, 1)), (same, old)):
        assert take(ticket, c.Undeliverable(id, "missing_permission"), at).events == (
            DeliveryFailed(id, "missing_permission"),
        )


def test_the_old_channel_that_stays_is_news_for_ever() -> None:
    at = NOW + 2 * HOUR
    making = take(removed(), reopen(OWNER, at), at).ticket

    events = take(making, c.Undeliverable(EffectId(What.REMOVE), "missing_permission"), at).events

    assert events == (DeliveryFailed(EffectId(What.REMOVE), "missing_permission"),)


# --- the gate ---

HELD = said(STAFF, NOW - MINUTE)
HELD_AGAIN = said(STAFF, LATER, 2)
ASKED = c.Delivered(EffectId(What.ASK_PRIORITY), CARD + 5)


def asks(effects: tuple[f.Effect | f.Withdraw, ...]) -> list[EffectId]:
    return [one.id for one in effects if isinstance(one, f.Say) and one.id.what is What.ASK_PRIORITY]


def test_a_question_for_a_priority_that_a_close_took_back_is_asked_when_somebody_is_held_back_again() -> None:
    closed = told((NOW, HELD), CLOSE)
    open = take(closed.ticket, reopen(STAFF), LATER).ticket

    held = take(open, HELD_AGAIN, LATER)
    promised = take(held.ticket, set_priority(LATER, Priority.LOW), LATER)

    assert EffectId(What.ASK_PRIORITY) in withdrawn(closed.effects)
    assert asks(held.effects) == [EffectId(What.ASK_PRIORITY, 1)]
    assert withdrawn(promised.effects) == {EffectId(What.ASK_PRIORITY, 1)}


def test_a_question_that_stands_is_not_asked_again_and_goes_with_the_first_priority() -> None:
    open = take(told((NOW, HELD), (NOW, ASKED), CLOSE).ticket, reopen(STAFF), LATER).ticket

    held = take(open, HELD_AGAIN, LATER)
    promised = take(held.ticket, set_priority(LATER, Priority.LOW), LATER)

    assert asks(held.effects) == []
    assert withdrawn(promised.effects) == set()
    assert (
        f.DeleteMessage(EffectId(What.UNSAY, CARD + 5), Place.TICKET, MessageId(CARD + 5), CHANNEL) in promised.effects
    )


def test_in_a_new_channel_the_question_is_asked_anew_and_that_of_the_old_one_is_of_no_account() -> None:
    gone = told((NOW, HELD), (NOW, ASKED), (NOW, c.SurfaceGone(CHANNEL, NOW))).ticket
    making = take(gone, reopen(OWNER), LATER).ticket
    made = take(making, c.Delivered(EffectId(What.SURFACE, 1), NEW), LATER).ticket

    late = take(made, ASKED, LATER)
    failed = take(made, c.Undeliverable(EffectId(What.ASK_PRIORITY), "unknown_channel"), LATER)
    held = take(made, HELD_AGAIN, LATER)
    promised = take(made, set_priority(LATER, Priority.LOW), LATER)

    assert (late.events, failed.events) == ((), ())
    assert asks(held.effects) == [EffectId(What.ASK_PRIORITY, 1)]
    assert not [one for one in promised.effects if isinstance(one, f.DeleteMessage)], "no message of the old channel"


def test_of_two_questions_in_one_channel_the_first_one_stays() -> None:
    """The close took the first one back too late."""
    open = take(told((NOW, HELD), CLOSE).ticket, reopen(STAFF), LATER).ticket

    late = take(open, ASKED, LATER).ticket
    both = take(take(open, HELD_AGAIN, LATER).ticket, ASKED, LATER).ticket
    other = take(both, c.Delivered(EffectId(What.ASK_PRIORITY, 1), CARD + 6), LATER)

    assert asks(take(late, HELD_AGAIN, LATER).effects) == []
    assert other.effects == (
        f.DeleteMessage(EffectId(What.UNSAY, CARD + 6), Place.TICKET, MessageId(CARD + 6), CHANNEL),
    )
    assert take(both, ASKED, LATER).events == ()


# --- the clocks ---


def test_a_reopening_by_the_owner_waits_for_an_answer_from_that_moment_on() -> None:
    """Closed time is nobody's: not even where the close had left the owner's last word unanswered."""
    unanswered = told(LOW, CLOSE, COMPLETE).ticket
    at = NOW + 48 * HOUR

    ticket = take(unanswered, reopen(OWNER, at), at).ticket

    first, due = owed(ticket), next_deadline(ticket, POLICY)
    assert first is not None
    assert (first.at, first.id) == (at, snowflake(at, 50))
    assert due is not None
    assert (due.at, due.mark.what) == (at + 12 * HOUR, What.HALF)


def test_a_reopening_by_staff_owes_the_owner_what_was_owed_from_that_moment_on() -> None:
    ticket = take(told(LOW, CLOSE).ticket, reopen(STAFF), LATER).ticket
    answered = take(ticket, said(STAFF, LATER + HOUR), LATER + HOUR).ticket

    due = next_deadline(ticket, POLICY)
    assert due is not None
    assert due.at == LATER + 12 * HOUR
    assert [(one.start, one.answered) for one in results(answered, POLICY)] == [(LATER, LATER + HOUR)]


def test_a_reopening_by_staff_who_were_waiting_begins_the_owners_silence_anew() -> None:
    ticket = take(locked(), reopen(STAFF), LATER).ticket

    due = next_deadline(ticket, POLICY)
    assert owed(ticket) is None
    assert due is not None
    assert (due.at, due.mark) == (LATER + DAY, EffectId(What.OWNER_REMINDER, LETTER))


BETWEEN = NOW + MINUTE


@pytest.mark.parametrize("ask", [COMPLETE, (NOW, c.Wake(NOW))], ids=["locked", "not locked yet"])
def test_what_the_owner_said_between_the_close_and_the_lock_is_owed_once_the_ticket_goes_on(
    ask: tuple[datetime, c.Command],
) -> None:
    closed, word = told(LOW, ANSWER, CLOSE, ask).ticket, said(OWNER, BETWEEN, 7)

    heard = take(take(closed, word, BETWEEN).ticket, reopen(STAFF), LATER).ticket
    heard_late = take(take(closed, reopen(STAFF), LATER).ticket, word, LATER + MINUTE).ticket

    first = owed(heard)
    assert first is not None
    assert first.at == LATER, "closed time is nobody's"
    assert heard.turns == heard_late.turns


def test_what_the_owner_said_after_an_automatic_close_reopens_nothing_and_excuses_nothing() -> None:
    world = timed_out()
    assert world.timed_out
    late = world.timed_out + MINUTE / 2

    world.do(said(OWNER, late, 7))
    world.do(said(STAFF, START + MINUTE / 2))

    assert world.open_ticket.closing is not None
    assert world.open_ticket.turns[-1] == Turn(late, snowflake(late, 7), Side.OWNER)


@pytest.mark.parametrize("desk", [POLICY, LITERAL], ids=["inertia", "inertia-literal"])
def test_what_timed_out_and_was_reopened_is_not_closed_again_before_its_time(desk: Policy) -> None:
    slow = desk.model_copy(
        update={"types": {key: one.model_copy(update={"removal_delay": 4 * DAY}) for key, one in desk.types.items()}}
    )
    world = World(slow).run([(START, OPEN), LOW, ANSWER], START + 9 * DAY)
    assert world.timed_out
    at = world.now

    world.do(reopen(STAFF, at))
    world.run([], at + 6 * DAY)

    assert world.closed is None
    assert world.run([], at + 9 * DAY).timed_out


def test_a_close_said_before_a_reopening_and_heard_after_it_ends_no_sooner_than_it_went_on() -> None:
    open = take(locked(), reopen(STAFF), LATER).ticket

    closing = take(open, close(NOW - MINUTE, 91), LATER + MINUTE).ticket.closing

    assert closing is not None
    assert closing.at == LATER


# --- by itself ---


def timed_out() -> World:
    return World().run([(START, OPEN), LOW, ANSWER], START + 7 * DAY + 16 * MINUTE)


def test_what_timed_out_reopens_by_itself_when_a_word_said_in_time_is_heard_late() -> None:
    world = timed_out()
    assert world.timed_out
    in_time = world.timed_out - MINUTE

    world.do(said(OWNER, in_time))

    assert world.closed is None
    assert world.open_ticket.turns[-1] == Turn(in_time, snowflake(in_time, 1), Side.OWNER)
    world.run([], world.now + MINUTE)
    line = next(one for _, one in world.seen if one.id == EffectId(What.REOPENED, 1, 1))
    assert isinstance(line, f.Say)
    assert (line.by, line.role) == (None, ROLES[DATABASE])


def test_still_need_help_pressed_before_an_automatic_close_and_heard_after_it_is_as_good_as_a_word() -> None:
    world = timed_out()
    assert world.timed_out
    button = c.StillNeedHelp(LetterId(snowflake(world.timed_out - MINUTE, 9)), world.timed_out - MINUTE, OWNER)

    turn = take(world.open_ticket, button, world.now)

    assert [type(event) for event in turn.events] == [Heard, Reopened, StillNeeded]
    assert turn.ticket.closing is None
    assert owed(turn.ticket) == Turn(button.said_at, button.id, Side.OWNER)
    assert What.STILL_NEEDED in {one.id.what for one in turn.effects if isinstance(one, f.Say)}
    assert take(turn.ticket, button, world.now).events == ()


def test_still_need_help_pressed_after_the_close_or_where_staff_closed_is_refused() -> None:
    world = timed_out()
    assert world.timed_out
    late, early = world.timed_out + MINUTE / 2, NOW - MINUTE

    pressed_late = c.StillNeedHelp(LetterId(snowflake(late, 9)), late, OWNER)
    assert refused(world.open_ticket, pressed_late, world.now) is Reason.CLOSED
    assert refused(locked(), c.StillNeedHelp(LetterId(snowflake(early, 9)), early, OWNER)) is Reason.CLOSED


def test_a_word_that_changes_nothing_about_the_close_leaves_it_closed() -> None:
    world = timed_out()

    world.do(said(STAFF, START + MINUTE / 2))

    assert world.timed_out
    assert [turn.side for turn in world.open_ticket.turns] == [Side.OWNER, Side.STAFF, Side.STAFF]


def test_the_same_word_heard_twice_reopens_nothing_the_second_time() -> None:
    world = timed_out()
    assert world.timed_out
    word = said(OWNER, world.timed_out - MINUTE)
    world.do(word)
    world.do(close(world.now, 70))

    assert events(world, word) == ()


def test_what_staff_closed_or_has_no_channel_any_more_stays_closed() -> None:
    word, gone = said(OWNER, NOW - MINUTE), timed_out()
    assert gone.timed_out
    in_time = said(OWNER, gone.timed_out - MINUTE)
    gone.do(c.SurfaceGone(CHANNEL, gone.now))

    assert [type(event) for event in take(locked(), word, LATER).events] == [Heard]
    assert [type(event) for event in events(gone, in_time)] == [Heard]


def events(world: World, letter: c.Command) -> tuple[Event, ...]:
    return take(world.open_ticket, letter, world.now).events
