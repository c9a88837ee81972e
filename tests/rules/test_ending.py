"""A ticket ends: the archive first, then the lock and the transcripts, then the rating, then the channel goes."""

from datetime import datetime, timedelta

import pytest

from models import commands as c
from models import effects as f
from models.effects import Place
from models.errors import Reason, Refused
from models.ids import Address, EffectId, LetterId, MessageId, UserId, What, letter_id
from models.policy import MissingSurface
from models.rules.deadline import next_deadline
from models.rules.promise import results
from models.rules.step import TICKET as RULES
from models.rules.step import step
from models.ticket import Closing, Ending, Outcome, Priority, Rating, Ticket
from tests.support.rules_world import (
    CHANNEL,
    DATABASE,
    DAY,
    HOUR,
    MINUTE,
    NOW,
    OPEN,
    OWNER,
    POLICY,
    ROLES,
    STAFF,
    START,
    TICKET,
    close,
    policy,
    said,
    set_priority,
    snowflake,
    take,
    told,
)

URGENT = (START, set_priority(START, Priority.URGENT))
CLOSE = (NOW, close(NOW, note="  it starts now  "))
COMPLETE = (NOW, c.Delivered(EffectId(What.COMPLETE)))
COPIED = (NOW, c.Delivered(EffectId(What.COPY), 70))
UNCOPIED = (NOW, c.Undeliverable(EffectId(What.COPY), "closed_dm"))
SENT = (NOW, c.Delivered(EffectId(What.TRANSCRIPT), 71))
UNSENT = (NOW, c.Undeliverable(EffectId(What.TRANSCRIPT), "unknown_channel"))
MILLISECOND = timedelta(milliseconds=1)


def rate(stars: int, at: datetime = NOW, comment: str = "", by: UserId = OWNER.id) -> c.Rate:
    return c.Rate(LetterId(snowflake(at, 40)), at, by, stars, comment)


def closing_of(ticket: Ticket) -> Closing:
    assert ticket.closing is not None
    return ticket.closing


def kinds(effects: tuple[f.Effect | f.Withdraw, ...]) -> list[type]:
    return [type(effect) for effect in effects]


def transcript(id: EffectId, to: Place, *, asks: bool) -> f.SendTranscript:
    return f.SendTranscript(
        id=id,
        to=to,
        owner=OWNER.id,
        owner_name="owner",
        type=DATABASE,
        title=OPEN.title,
        opened_at=START,
        closed_at=NOW,
        ending=Ending.BY_STAFF,
        by=STAFF.id,
        note="it starts now",
        ask_rating=asks,
        channel=CHANNEL if to is Place.TICKET else None,
        may_reopen=to is not Place.TRANSCRIPTS,
    )


# --- the way to the end ---


def test_a_close_tells_the_desk_and_completes_the_archive_and_nothing_else_yet() -> None:
    turn = told(URGENT, CLOSE)

    id = EffectId(What.CLOSED)
    letter = c.TicketClosed(letter_id(TICKET, id), NOW, TICKET.number)
    assert turn.effects == (
        f.Tell(id, Address(TICKET.guild), letter),
        f.CompleteArchive(EffectId(What.COMPLETE), CHANNEL),
    )
    closing = closing_of(turn.ticket)
    assert (closing.ending, closing.by, closing.note, closing.rating_asked) == (
        Ending.BY_STAFF,
        STAFF.id,
        "it starts now",
        True,
    )


@pytest.mark.parametrize("receipt", [COMPLETE[1], c.Undeliverable(EffectId(What.COMPLETE), "gave_up")])
def test_once_the_archive_is_complete_or_never_can_be_the_channel_is_locked_and_the_transcripts_go(
    receipt: c.Command,
) -> None:
    effects = told(URGENT, CLOSE, (NOW, receipt)).effects

    assert [effect for effect in effects if not (isinstance(effect, f.Say) and effect.why)] == [
        f.Say(EffectId(What.ENDED), Place.TICKET, CHANNEL, by=STAFF.id, stays=5 * MINUTE, may_reopen=True),
        f.SetAccess(EffectId(What.LOCK), CHANNEL, OWNER.id, ROLES[DATABASE], staff_write=False, locked=True),
        transcript(EffectId(What.COPY), Place.OWNER_DM, asks=True),
        transcript(EffectId(What.TRANSCRIPT), Place.TRANSCRIPTS, asks=False),
    ]


def test_a_delivered_copy_leaves_the_channel_for_five_minutes() -> None:
    ticket = told(URGENT, CLOSE, COMPLETE, COPIED).ticket
    due = NOW + 5 * MINUTE

    early = take(ticket, c.Wake(due - MILLISECOND), due)
    on_time = take(ticket, c.Wake(due), due)

    assert (early.events, early.effects) == ((), ())
    assert on_time.effects == (f.DeleteSurface(EffectId(What.REMOVE), CHANNEL),)
    assert RULES.is_done(on_time.ticket, POLICY)
    assert not RULES.is_done(ticket, POLICY)


def test_a_copy_that_cannot_be_delivered_goes_into_the_channel_which_stays_for_a_day_and_staff_are_told() -> None:
    turn = told(URGENT, CLOSE, COMPLETE, UNCOPIED)

    assert turn.effects == (
        f.Say(EffectId(What.UNDELIVERED, of=What.COPY), Place.STAFF_LOG, CHANNEL, why="closed_dm"),
        transcript(EffectId(What.COPY, n=1), Place.TICKET, asks=True),
    )
    due = next_deadline(turn.ticket, POLICY)
    assert due is not None
    assert (due.at, due.mark.what) == (NOW + DAY, What.REMOVE)


@pytest.mark.parametrize("why", ["left", "unknown_member"])
def test_an_owner_who_is_gone_gets_no_copy_in_the_channel_which_goes_after_five_minutes(why: str) -> None:
    turn = told(URGENT, CLOSE, COMPLETE, (NOW, c.Undeliverable(EffectId(What.COPY), why)))

    assert turn.effects == (f.Say(EffectId(What.UNDELIVERED, of=What.COPY), Place.STAFF_LOG, CHANNEL, why=why),)
    due = next_deadline(turn.ticket, POLICY)
    assert due is not None
    assert (due.at, due.mark.what) == (NOW + 5 * MINUTE, What.REMOVE)


def test_the_copy_in_the_channel_decides_nothing_any_more() -> None:
    ticket = told(URGENT, CLOSE, COMPLETE, UNCOPIED).ticket
    second = EffectId(What.COPY, n=1)

    assert take(ticket, c.Delivered(second, 72), NOW).ticket == ticket
    failed = take(ticket, c.Undeliverable(second, "forbidden"), NOW)
    assert (failed.ticket, kinds(failed.effects)) == (ticket, [f.Say])


def test_a_removal_is_done_once() -> None:
    late = NOW + HOUR
    ticket = told(URGENT, CLOSE, COMPLETE, COPIED, (late, c.Wake(late))).ticket

    assert take(ticket, c.Wake(late), late).events == ()
    assert take(ticket, c.SurfaceGone(CHANNEL, late), late).events == (), "we removed it ourselves"
    assert RULES.channel_of(ticket) is None


def test_a_channel_that_cannot_be_removed_is_told_to_staff() -> None:
    late = NOW + HOUR
    ticket = told(URGENT, CLOSE, COMPLETE, COPIED, (late, c.Wake(late))).ticket

    effects = take(ticket, c.Undeliverable(EffectId(What.REMOVE), "forbidden"), late).effects

    assert effects == (f.Say(EffectId(What.UNDELIVERED, of=What.REMOVE), Place.STAFF_LOG, CHANNEL, why="forbidden"),)


def test_what_was_still_to_be_done_in_a_channel_that_we_removed_is_no_news() -> None:
    late = NOW + HOUR
    ticket = told(URGENT, CLOSE, COMPLETE, COPIED, (late, c.Wake(late))).ticket

    for what in (What.LOCK, What.ACCESS, What.CARD, What.ENDED):
        assert take(ticket, c.Undeliverable(EffectId(what), "unknown_channel"), late).effects == ()


def test_a_lock_that_fails_while_the_channel_stands_is_told_to_staff() -> None:
    ticket = told(URGENT, CLOSE, COMPLETE, COPIED).ticket

    effects = take(ticket, c.Undeliverable(EffectId(What.LOCK), "refused"), NOW).effects

    assert effects == (f.Say(EffectId(What.UNDELIVERED, of=What.LOCK), Place.STAFF_LOG, CHANNEL, why="refused"),)


def test_a_ticket_that_closes_by_itself_says_so_in_its_channel_and_names_nobody() -> None:
    answered = (NOW, said(STAFF, NOW))
    warned = NOW + 6 * DAY
    mark = EffectId(What.WARNING, snowflake(NOW, 1))
    closed = warned + 2 * DAY
    ticket = told(URGENT, answered, (warned, c.Wake(warned)), (warned, c.Delivered(mark, 60)), (closed, c.Wake(closed)))

    effects = take(ticket.ticket, COMPLETE[1], closed).effects

    assert closing_of(ticket.ticket).ending is Ending.TIMED_OUT
    assert effects[0] == f.Say(EffectId(What.ENDED), Place.TICKET, CHANNEL, stays=5 * MINUTE, may_reopen=True)


def test_a_close_takes_back_every_ping_that_waits() -> None:
    late = START + 50 * MINUTE

    effects = told(URGENT, (late, c.Wake(late)), CLOSE).effects

    withdrawn = effects[0]
    assert isinstance(withdrawn, f.Withdraw)
    assert {id.what for id in withdrawn.ids} == {What.HALF, What.FULL}


def test_a_ping_that_fails_after_the_close_is_no_news() -> None:
    late = START + 50 * MINUTE
    ticket = told(URGENT, (late, c.Wake(late)), CLOSE).ticket

    assert take(ticket, c.Undeliverable(EffectId(What.HALF, snowflake(START)), "forbidden"), NOW).effects == ()


def test_a_closed_ticket_calls_nobody() -> None:
    late = NOW + DAY

    assert told(URGENT, CLOSE, (late, c.Wake(late))).effects == ()


def test_what_was_said_before_the_close_and_heard_after_it_is_an_answer_what_was_said_after_is_none() -> None:
    ticket = told(URGENT, CLOSE).ticket

    before = take(ticket, said(STAFF, NOW - MINUTE), NOW + MINUTE).ticket
    after = take(ticket, said(STAFF, NOW + MILLISECOND), NOW + MINUTE).ticket

    assert [one.answered for one in results(before, POLICY)] == [NOW - MINUTE]
    assert results(after, POLICY) == ()


def test_once_the_channel_is_gone_nothing_that_was_said_after_the_close_is_heard() -> None:
    gone = told(URGENT, CLOSE, (NOW, c.SurfaceGone(CHANNEL, NOW))).ticket

    assert take(gone, said(OWNER, NOW + MILLISECOND), NOW + MINUTE).events == ()
    assert take(gone, said(OWNER, NOW - MILLISECOND), NOW + MINUTE).events != ()


def test_a_close_read_late_closes_when_it_was_said_and_never_before_the_ticket_was_opened() -> None:
    late, early = NOW + HOUR, START - HOUR

    assert closing_of(told(URGENT, (late, close(NOW))).ticket).at == NOW
    assert closing_of(told(URGENT, (NOW, close(early))).ticket).at == START
    assert closing_of(told(URGENT, (NOW, close(late))).ticket).at == NOW


def test_a_note_is_cut_to_a_thousand_characters() -> None:
    assert len(closing_of(told((NOW, close(NOW, note="x" * 4000))).ticket).note) == 1000


@pytest.mark.parametrize(
    ("wished", "allowed", "asked"), [(True, True, True), (False, True, False), (True, False, False)]
)
def test_the_rating_is_asked_for_where_the_policy_allows_and_the_closer_wishes(
    wished: bool, allowed: bool, asked: bool
) -> None:
    desk = policy(ask_rating=allowed)

    effects = told((NOW, close(NOW, ask_rating=wished)), COMPLETE, policy=desk).effects

    copies = [effect for effect in effects if isinstance(effect, f.SendTranscript)]
    assert [(copy.to, copy.ask_rating) for copy in copies] == [(Place.OWNER_DM, asked), (Place.TRANSCRIPTS, False)]


# --- the channel is gone ---


def test_a_channel_deleted_by_hand_closes_the_ticket_and_keeps_its_record() -> None:
    gone = told(URGENT, (NOW, c.SurfaceGone(CHANNEL, NOW)))

    archived = take(gone.ticket, COMPLETE[1], NOW)

    closing = closing_of(gone.ticket)
    assert (closing.ending, closing.at, closing.by, closing.rating_asked) == (
        Ending.SURFACE_DELETED,
        NOW,
        None,
        False,
    )
    assert kinds(gone.effects) == [f.Tell, f.CompleteArchive]
    assert kinds(archived.effects) == [f.SendTranscript, f.SendTranscript], "there is nothing to lock"


def test_without_a_channel_there_is_no_copy_in_it_and_no_removal() -> None:
    ticket = told(URGENT, (NOW, c.SurfaceGone(CHANNEL, NOW)), COMPLETE).ticket

    turn = take(ticket, UNCOPIED[1], NOW)

    assert kinds(turn.effects) == [f.Say]
    assert next_deadline(turn.ticket, POLICY) is None
    assert RULES.is_done(turn.ticket, POLICY)


def test_a_channel_that_goes_while_the_ticket_ends_is_not_removed_again() -> None:
    ticket = told(URGENT, CLOSE, COMPLETE, COPIED, (NOW, c.SurfaceGone(CHANNEL, NOW))).ticket

    assert next_deadline(ticket, POLICY) is None
    assert closing_of(ticket).ending is Ending.BY_STAFF


def test_what_cannot_arrive_in_a_channel_that_is_gone_is_no_news() -> None:
    ticket = told(URGENT, (NOW, c.SurfaceGone(CHANNEL, NOW))).ticket

    for what in (What.WELCOME, What.FORM, What.CARD, What.ACCESS, What.PRIORITY, What.LOCK):
        assert take(ticket, c.Undeliverable(EffectId(what, 5), "unknown_channel"), NOW).effects == ()
    assert kinds(take(ticket, UNSENT[1], NOW).effects) == [f.Say]


def test_a_channel_is_gone_once() -> None:
    ticket = told(URGENT, (NOW, c.SurfaceGone(CHANNEL, NOW))).ticket

    assert take(ticket, c.SurfaceGone(CHANNEL, NOW), NOW).events == ()


FORGETS = policy(missing_surface=MissingSurface.DELETE)


def test_to_the_letter_a_channel_deleted_by_hand_leaves_no_record_and_only_the_desk_is_told() -> None:
    gone = told(URGENT, (NOW, c.SurfaceGone(CHANNEL, NOW)), policy=FORGETS)

    assert kinds(gone.effects) == [f.Tell]
    assert closing_of(gone.ticket).forgotten
    assert RULES.is_forgotten(gone.ticket)
    assert not RULES.is_done(gone.ticket, FORGETS), "it is done once it is forgotten"
    assert RULES.alarm(gone.ticket, FORGETS) is None
    for wish, reason in (
        (c.Reopen(LetterId(5), NOW, OWNER), Reason.CHANNEL_GONE),
        (rate(5), Reason.NOT_ASKED),
    ):
        with pytest.raises(Refused) as refused:
            step(gone.ticket, wish, NOW, FORGETS)
        assert refused.value.reason is reason


def test_a_ticket_that_was_closed_before_its_channel_went_is_not_forgotten() -> None:
    kept = told(URGENT, CLOSE, COMPLETE, COPIED, (NOW, c.SurfaceGone(CHANNEL, NOW)), policy=FORGETS).ticket

    assert not RULES.is_forgotten(kept)
    assert RULES.is_done(kept, FORGETS)


def test_the_owner_of_an_open_ticket_is_followed_and_nobody_of_a_closed_one() -> None:
    assert RULES.owner_of(told(URGENT).ticket) == OWNER.id
    assert RULES.owner_of(told(URGENT, CLOSE).ticket) is None
    assert RULES.owner_of(None) is None


@pytest.mark.parametrize("within", [None, DAY])
def test_the_button_to_reopen_is_shown_where_the_owner_may(within: timedelta | None) -> None:
    turn = told(URGENT, CLOSE, COMPLETE, policy=policy(reopen_within=within))

    shown = [one.may_reopen for one in turn.effects if isinstance(one, f.Say | f.SendTranscript)]
    assert shown == [within is not None, within is not None, False], "never in the transcripts channel"


# --- the rating ---


def test_the_rating_is_shown_in_the_transcripts_message_whichever_comes_first() -> None:
    rated = (NOW, rate(5, comment=" thank you "))
    shown = f.ShowRating(EffectId(What.RATING), MessageId(71), Rating(5, "thank you", NOW, 0))

    assert told(URGENT, CLOSE, COMPLETE, SENT, rated).effects == (shown,)
    assert told(URGENT, CLOSE, COMPLETE, rated, SENT).effects == (shown,)


def test_where_there_is_no_transcripts_message_staff_are_told_of_the_rating() -> None:
    effects = told(URGENT, CLOSE, COMPLETE, UNSENT, (NOW, rate(2))).effects

    assert effects == (f.ShowRating(EffectId(What.RATING), None, Rating(2, "", NOW, 0)),)


def test_a_rating_may_be_changed_for_a_day_and_the_last_one_is_shown() -> None:
    ticket = told(URGENT, CLOSE, COMPLETE, SENT, (NOW, rate(5))).ticket

    changed = take(ticket, rate(1, NOW + DAY), NOW + DAY)

    assert changed.effects == (f.ShowRating(EffectId(What.RATING, n=1), MessageId(71), Rating(1, "", NOW, 1)),)
    with pytest.raises(Refused) as refused:
        step(ticket, rate(1, NOW + DAY + MILLISECOND), NOW + DAY + MILLISECOND, POLICY)
    assert refused.value.reason is Reason.TOO_LATE


def test_a_changed_rating_keeps_the_comment_until_another_one_is_typed() -> None:
    ticket = told(URGENT, CLOSE, COMPLETE, SENT, (NOW, rate(5, comment="kind people"))).ticket

    fewer = take(ticket, rate(2, comment="  "), NOW).ticket
    other = take(fewer, rate(1, comment="slow people"), NOW).ticket

    assert closing_of(fewer).rating == Rating(2, "kind people", NOW, 1)
    assert closing_of(other).rating == Rating(1, "slow people", NOW, 2)


def test_a_first_rating_may_come_days_later() -> None:
    late = NOW + 30 * DAY

    assert closing_of(told(URGENT, CLOSE, COMPLETE, SENT, (late, rate(4, late))).ticket).rating == Rating(
        4, "", late, 0
    )


def test_a_comment_is_cut_to_a_thousand_characters() -> None:
    rating = closing_of(told(URGENT, CLOSE, (NOW, rate(4, comment="x" * 4000))).ticket).rating

    assert rating is not None
    assert len(rating.comment) == 1000


@pytest.mark.parametrize(
    ("letters", "wish", "reason"),
    [
        ((URGENT,), rate(5), Reason.NOT_CLOSED),
        ((URGENT, CLOSE), rate(5, by=STAFF.id), Reason.OWNER_ONLY),
        ((URGENT, (NOW, close(NOW, ask_rating=False))), rate(5), Reason.NOT_ASKED),
        ((URGENT, (NOW, c.SurfaceGone(CHANNEL, NOW))), rate(5), Reason.NOT_ASKED),
        ((URGENT, CLOSE), rate(0), Reason.NOT_A_RATING),
        ((URGENT, CLOSE), rate(6), Reason.NOT_A_RATING),
    ],
)
def test_a_rating_is_refused_with_a_reason(
    letters: tuple[tuple[datetime, c.Command], ...], wish: c.Rate, reason: Reason
) -> None:
    ticket = told(*letters).ticket

    with pytest.raises(Refused) as refused:
        step(ticket, wish, NOW, POLICY)

    assert refused.value.reason is reason


def test_what_could_not_be_delivered_is_told_to_staff_once_and_a_withdrawn_one_is_not() -> None:
    turn = told(URGENT, CLOSE, COMPLETE, UNSENT)

    notice = EffectId(What.UNDELIVERED, of=What.TRANSCRIPT)
    assert turn.effects == (f.Say(notice, Place.STAFF_LOG, CHANNEL, why="unknown_channel"),)
    assert closing_of(turn.ticket).transcript == Outcome(NOW, None, "unknown_channel")
    assert take(turn.ticket, c.Undeliverable(notice, "unknown_channel"), NOW).effects == ()
    assert take(turn.ticket, c.Undeliverable(EffectId(What.CARD, 5), c.WITHDRAWN), NOW).effects == ()
