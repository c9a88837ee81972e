"""Who may wish what: each refusal beside the success, on the same ticket; and after a refusal nothing happened."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from models import commands as c
from models import effects as f
from models.effects import Place
from models.errors import Reason, Refused
from models.events import Closed, DeliveryFailed, Heard, TermsChanged
from models.ids import EffectId, LetterId, TypeKey, What
from models.person import Person
from models.rules.permits import is_staff, side_of
from models.rules.step import step
from models.ticket import Ending, Priority, Side, Turn
from tests.support.rules_world import (
    ADMIN,
    BOT,
    CATEGORY,
    CHANNEL,
    HOUR,
    MINUTE,
    OPEN,
    OWNER,
    POLICY,
    PRODUCT,
    SECOND,
    SPECIALIST,
    STAFF,
    START,
    STRANGER,
    close,
    policy,
    said,
    set_priority,
    snowflake,
    take,
    told,
)

AT = START + HOUR
ID = LetterId(snowflake(AT, 60))
ANSWERED = ((START, set_priority(START, Priority.LOW)), (START + MINUTE, said(STAFF, START + MINUTE)))
OWNER_WHO_SERVES = replace(OWNER, roles=STAFF.roles)
OTHER_SPECIALIST = replace(SPECIALIST, roles=(STAFF.roles[1],))

WISHES: dict[str, tuple[Callable[[Person], c.Command], type]] = {
    "a priority": (lambda by: set_priority(AT, Priority.LOW, by=by), TermsChanged),
    "a type": (lambda by: c.SetType(ID, AT, by, PRODUCT), TermsChanged),
    "that no answer is needed": (lambda by: c.NoAnswerNeeded(ID, AT, by), Heard),
    "an end": (lambda by: close(AT, by=by), Closed),
}


@pytest.mark.parametrize("wish", WISHES)
@pytest.mark.parametrize("by", [STAFF, SPECIALIST, ADMIN, OWNER_WHO_SERVES], ids=lambda by: by.name)
def test_who_serves_the_type_or_administers_may_wish(wish: str, by: Person) -> None:
    letter, happens = WISHES[wish]

    assert isinstance(take(told().ticket, letter(by), AT).events[0], happens)


@pytest.mark.parametrize("wish", WISHES)
@pytest.mark.parametrize(
    ("by", "reason"),
    [
        (OWNER, Reason.STAFF_ONLY),
        (STRANGER, Reason.STAFF_ONLY),
        (OTHER_SPECIALIST, Reason.STAFF_ONLY),
        (BOT, Reason.NOT_FOR_BOTS),
    ],
)
def test_nobody_else_may(wish: str, by: Person, reason: Reason) -> None:
    ticket = told().ticket

    with pytest.raises(Refused) as refused:
        step(ticket, WISHES[wish][0](by), AT, POLICY)

    assert refused.value.reason is reason
    assert ticket == told().ticket


@pytest.mark.parametrize("wish", WISHES)
def test_a_closed_ticket_grants_no_wish_and_says_so_only_to_staff(wish: str) -> None:
    closed = told((AT, close(AT))).ticket

    for by, reason in ((STAFF, Reason.CLOSED), (OWNER, Reason.STAFF_ONLY)):
        with pytest.raises(Refused) as refused:
            step(closed, WISHES[wish][0](by), AT, POLICY)
        assert refused.value.reason is reason


OWNERS_WISHES: dict[str, tuple[Callable[[Person], c.Command], type]] = {
    "still need help": (lambda by: c.StillNeedHelp(ID, AT, by), Heard),
    "solved": (lambda by: c.Solved(ID, AT, by, " thanks "), Closed),
}


@pytest.mark.parametrize("wish", OWNERS_WISHES)
@pytest.mark.parametrize("by", [OWNER, OWNER_WHO_SERVES])
def test_the_owners_buttons_are_the_owners(wish: str, by: Person) -> None:
    letter, happens = OWNERS_WISHES[wish]

    assert isinstance(take(told().ticket, letter(by), AT).events[0], happens)


@pytest.mark.parametrize("wish", OWNERS_WISHES)
@pytest.mark.parametrize(
    ("by", "reason"),
    [
        (STAFF, Reason.OWNER_ONLY),
        (ADMIN, Reason.OWNER_ONLY),
        (STRANGER, Reason.OWNER_ONLY),
        (BOT, Reason.NOT_FOR_BOTS),
    ],
)
def test_nobody_else_presses_them(wish: str, by: Person, reason: Reason) -> None:
    with pytest.raises(Refused) as refused:
        step(told().ticket, OWNERS_WISHES[wish][0](by), AT, POLICY)

    assert refused.value.reason is reason


@pytest.mark.parametrize("wish", OWNERS_WISHES)
def test_they_do_nothing_in_a_closed_ticket(wish: str) -> None:
    closed = told((AT, close(AT))).ticket

    with pytest.raises(Refused) as refused:
        step(closed, OWNERS_WISHES[wish][0](OWNER), AT, POLICY)

    assert refused.value.reason is Reason.CLOSED


def test_still_need_help_is_as_good_as_a_message_and_pressed_twice_by_one_letter_it_is_one() -> None:
    turn = take(told().ticket, c.StillNeedHelp(ID, AT, OWNER), AT)

    assert turn.ticket.turns[-1] == Turn(AT, ID, Side.OWNER)
    assert take(turn.ticket, c.StillNeedHelp(ID, AT, OWNER), AT).events == ()


def test_whoever_reads_the_ticket_sees_that_its_owner_still_needs_help_and_nobody_is_called() -> None:
    turn = take(told(*ANSWERED).ticket, c.StillNeedHelp(ID, AT, OWNER), AT)

    assert turn.effects == (f.Say(EffectId(What.STILL_NEEDED, ID), Place.TICKET, CHANNEL),)


def test_an_owner_who_waits_already_has_nothing_new_to_say_by_that_button() -> None:
    waits = take(told(*ANSWERED).ticket, c.StillNeedHelp(ID, AT, OWNER), AT).ticket

    turn = take(waits, c.StillNeedHelp(LetterId(ID + 1), AT, OWNER), AT)

    assert ([type(event) for event in turn.events], turn.effects) == ([Heard], ())


def test_where_no_channel_stands_nobody_reads_it() -> None:
    unmade = told(*ANSWERED, made=((START, OPEN),)).ticket

    assert take(unmade, c.StillNeedHelp(ID, AT, OWNER), AT).effects == ()


@pytest.mark.parametrize("end", [close(AT, 9), said(STAFF, AT + SECOND)], ids=["closed", "answered"])
def test_a_line_that_still_waits_when_nobody_waits_any_more_is_taken_back_once(end: c.Command) -> None:
    waits = take(told(*ANSWERED).ticket, c.StillNeedHelp(ID, AT, OWNER), AT).ticket

    turn = take(waits, end, AT + SECOND)

    assert turn.effects[0] == f.Withdraw((EffectId(What.STILL_NEEDED, ID),))
    assert turn.ticket.still is None


def test_a_line_that_never_arrives_is_told_to_staff_while_the_ticket_is_open() -> None:
    waits = take(told(*ANSWERED).ticket, c.StillNeedHelp(ID, AT, OWNER), AT).ticket
    failed = c.Undeliverable(EffectId(What.STILL_NEEDED, ID), "gave_up")

    assert take(waits, failed, AT).events == (DeliveryFailed(failed.effect, "gave_up"),)
    assert take(take(waits, close(AT, 9), AT).ticket, failed, AT).events == ()


def test_solved_closes_by_the_owner_who_is_asked_how_it_was_as_the_policy_says() -> None:
    letter = c.Solved(ID, AT, OWNER, " thanks ")

    asked = take(told().ticket, letter, AT).events
    silent = take(told().ticket, letter, AT, policy(ask_rating=False)).events

    assert asked == (Closed(AT, Ending.BY_OWNER, OWNER.id, "thanks", rating_asked=True),)
    assert silent == (Closed(AT, Ending.BY_OWNER, OWNER.id, "thanks", rating_asked=False),)


def test_a_type_that_the_policy_does_not_know_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        step(told().ticket, c.SetType(ID, AT, STAFF, TypeKey("unknown")), AT, POLICY)

    assert refused.value.reason is Reason.NO_SUCH_TYPE


@pytest.mark.parametrize(
    "letter",
    [
        c.SetUp(ID, AT, ADMIN, CATEGORY, CHANNEL),
        c.Submit(ID, AT, OWNER, PRODUCT, "title", "text"),
        c.TicketClosed(ID, AT, 12),
    ],
)
def test_a_ticket_is_no_desk(letter: c.Command) -> None:
    with pytest.raises(Refused) as refused:
        step(told().ticket, letter, AT, POLICY)

    assert refused.value.reason is Reason.NOT_SET_UP


@pytest.mark.parametrize(
    ("by", "side"),
    [
        (OWNER, Side.OWNER),
        (OWNER_WHO_SERVES, Side.OWNER),
        (STAFF, Side.STAFF),
        (SPECIALIST, Side.STAFF),
        (ADMIN, Side.STAFF),
        (OTHER_SPECIALIST, Side.OTHER),
        (STRANGER, Side.OTHER),
        (BOT, Side.OTHER),
    ],
)
def test_everybody_speaks_on_one_side(by: Person, side: Side) -> None:
    assert side_of(by, told().ticket, AT, POLICY) is side


def test_who_served_the_type_when_it_was_said_has_answered_though_it_is_heard_after_the_type_changed() -> None:
    moved = c.SetType(ID, AT, STAFF, PRODUCT)
    ticket = told((START, set_priority(START, Priority.LOW)), (AT, moved)).ticket

    before = take(ticket, said(SPECIALIST, AT - MINUTE), AT + MINUTE)
    after = take(ticket, said(SPECIALIST, AT + MINUTE), AT + MINUTE)

    assert [type(event) for event in before.events] == [Heard]
    assert after.events == ()


def test_where_a_type_has_no_role_only_administrators_serve_it() -> None:
    assert is_staff(ADMIN, None)
    assert not is_staff(STRANGER, None)
