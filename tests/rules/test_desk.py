"""The desk: set up by administrators, one submission is one ticket, numbers without a gap or a repeat."""

import pickle
from dataclasses import replace
from itertools import count
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DataObject

from models import commands as c
from models import effects as f
from models.commands import WITHDRAWN
from models.desk import Desk, OpenTicket, Panel, Submission
from models.desk_events import TicketLeft
from models.effects import Place
from models.errors import Reason, Refused
from models.events import DeliveryFailed, Event
from models.ids import Address, ChannelId, EffectId, GuildId, LetterId, MessageId, TypeKey, What, letter_id
from models.lanes import lane_of
from models.moment import first_snowflake
from models.person import Person
from models.policy import Form, Policy
from models.policy import Panel as PanelStyle
from models.rules.desk import MOST_LEFT, MOST_SUBMISSIONS
from models.rules.panel import digest
from models.rules.step import DeskRules, rules_of
from models.snapshot import Step
from models.ticket import Priority
from tests.support.depth import examples
from tests.support.rules_world import (
    ADMIN,
    BOT,
    CATEGORY,
    DATABASE,
    HOUR,
    OWNER,
    POLICY,
    PRODUCT,
    STAFF,
    START,
    STRANGER,
    close,
    policy,
    said,
    set_priority,
)

GUILD = GuildId(500)
DESK = DeskRules(GUILD)
HALL, LOBBY = ChannelId(600), ChannelId(601)
PANEL = EffectId(What.PANEL, HALL, 1)
SHOWS = digest(POLICY)


def set_up(n: int = 1, channel: ChannelId = HALL, by: Person = ADMIN) -> c.SetUp:
    return c.SetUp(LetterId(n), START, by, CATEGORY, channel)


def submit(n: int, by: Person = OWNER, **more: object) -> c.Submit:
    form = c.Submit(LetterId(n), START, by, DATABASE, "It does not start", "At all, since today")
    return replace(form, **more)  # type: ignore[arg-type]


def at_desk(*letters: c.Command) -> tuple[Desk, Step]:
    """The desk after these letters, and what the last of them brought."""
    turn = Step(None)
    for letter in letters:
        turn = DESK.step(turn.state, letter, START, POLICY)
    assert isinstance(turn.state, Desk)
    return turn.state, turn


def refused_by(desk: Desk | None, letter: c.Command) -> Refused:
    """The refusal; and nothing happened."""
    before = pickle.dumps(desk)
    with pytest.raises(Refused) as refused:
        DESK.step(desk, letter, START, POLICY)
    assert pickle.dumps(desk) == before
    return refused.value


# --- where it stands ---


def test_a_desk_is_set_up_by_an_administrator_and_posts_its_panel() -> None:
    desk, turn = at_desk(set_up())

    assert desk.panel == Panel(CATEGORY, HALL, n=1, shows=SHOWS)
    assert turn.effects == (f.PostPanel(PANEL, HALL),)


@pytest.mark.parametrize(
    ("by", "reason"),
    [(STAFF, Reason.ADMIN_ONLY), (OWNER, Reason.ADMIN_ONLY), (STRANGER, Reason.ADMIN_ONLY), (BOT, Reason.NOT_FOR_BOTS)],
)
def test_nobody_else_sets_it_up(by: Person, reason: Reason) -> None:
    assert refused_by(None, set_up(by=by)).reason is reason


def test_a_posted_panel_is_remembered_with_its_channel() -> None:
    desk, turn = at_desk(set_up(), c.Delivered(PANEL, 70))

    assert desk.panel == Panel(CATEGORY, HALL, MessageId(70), 1, HALL, SHOWS)
    assert turn.effects == ()


def each_type(**change: object) -> Policy:
    types = {key: kind.model_copy(update=change) for key, kind in POLICY.types.items()}
    return POLICY.model_copy(update={"types": types})


RENAMED = each_type(label="Otherwise")
SHOWN = {
    "other labels": RENAMED,
    "other emojis": each_type(emoji="🧯"),
    "other colours": each_type(colour=0xFF0000),
    "other descriptions": each_type(description="Otherwise"),
    "another order": POLICY.model_copy(update={"types": dict(reversed(POLICY.types.items()))}),
    "one type less": POLICY.model_copy(update={"types": dict([*POLICY.types.items()][1:])}),
}
SELECT = POLICY.model_copy(update={"panel": PanelStyle.SELECT})
SLOWER = policy(removal_delay=2 * HOUR)


@pytest.mark.parametrize("changed", [*SHOWN.values(), SELECT], ids=[*SHOWN, "a select"])
@pytest.mark.parametrize("wake", [c.Wake(START), c.CaughtUp(START)], ids=lambda wake: type(wake).__name__)
def test_a_panel_that_shows_what_is_offered_no_more_is_edited_once(changed: Policy, wake: c.Command) -> None:
    desk, _ = at_desk(set_up(), c.Delivered(PANEL, 70))

    turn = DESK.step(desk, wake, START, changed)

    shown = f.ShowPanel(EffectId(What.PANEL_SHOWN, 70, first_snowflake(START)), HALL, MessageId(70))
    assert turn.effects == (shown,)
    assert DESK.step(turn.state, wake, START, changed).events == ()


@pytest.mark.parametrize("changed", [POLICY, SLOWER], ids=["nothing", "what no panel shows"])
def test_a_panel_that_shows_what_is_offered_is_left_alone(changed: Policy) -> None:
    desk, _ = at_desk(set_up(), c.Delivered(PANEL, 70))

    assert DESK.step(desk, c.Wake(START), START, changed).events == ()


def test_a_panel_that_does_not_stand_yet_is_posted_as_it_is_then() -> None:
    desk, _ = at_desk(set_up())

    assert DESK.step(desk, c.Wake(START), START, RENAMED).events == ()
    assert DESK.step(None, c.Wake(START), START, RENAMED).events == ()


def test_an_edit_of_a_panel_that_was_replaced_is_missed_by_nobody() -> None:
    desk, _ = at_desk(set_up(), c.Delivered(PANEL, 70))
    edit = EffectId(What.PANEL_SHOWN, 70, 5)

    missed = DESK.step(desk, c.Undeliverable(edit, "unknown_message"), START, POLICY)
    replaced = DESK.step(desk, c.Undeliverable(replace(edit, about=69), "unknown_message"), START, POLICY)

    assert [type(event) for event in missed.events] == [DeliveryFailed]
    assert replaced.events == ()


def test_a_ticket_that_was_reopened_is_among_the_open_ones_again_in_its_place_and_once() -> None:
    desk, _ = at_desk(set_up(), submit(2), submit(3), c.TicketClosed(LetterId(8), START, 1))
    letter = c.TicketReopened(LetterId(9), START, 1, OWNER.id, DATABASE)

    again = DESK.step(desk, letter, START, POLICY)

    assert isinstance(again.state, Desk)
    assert desk.open_of(OWNER.id) == (2,)
    assert again.state.open_of(OWNER.id) == (1, 2)
    assert DESK.step(again.state, letter, START, POLICY).events == ()


def test_a_word_about_an_earlier_end_that_was_buried_and_is_read_once_more_strikes_no_open_ticket() -> None:
    buried, again = c.TicketClosed(LetterId(8), START, 1), c.TicketReopened(LetterId(9), START, 1, OWNER.id, DATABASE)
    desk, _ = at_desk(set_up(), submit(2), again)

    assert DESK.step(desk, buried, START, POLICY).events == ()
    assert DESK.step(desk, replace(buried, reopened=1), START, POLICY).events == (TicketLeft(1, 1),)


@examples(200)
@given(st.integers(0, 5), st.randoms())
def test_in_whichever_order_and_however_often_it_is_told_the_desk_knows_the_last_of_each_ticket(
    length: int, order: Random
) -> None:
    life: list[c.Command] = [
        c.TicketReopened(LetterId(9), START, 1, OWNER.id, DATABASE, n // 2)
        if n % 2 == 0
        else c.TicketClosed(LetterId(8), START, 1, n // 2)
        for n in range(1, length + 1)
    ]
    heard = order.sample(life * 2, 2 * length)

    desk, _ = at_desk(set_up(), submit(2), submit(3), *heard)

    is_open = length % 2 == 0
    assert [one.number for one in desk.open] == ([1, 2] if is_open else [2])
    assert len(desk.left) <= 1


def test_of_the_tickets_that_were_reopened_and_left_the_last_are_remembered() -> None:
    desk, _ = at_desk(set_up(), *(c.TicketClosed(LetterId(n), START, n, 1) for n in range(1, 2 * MOST_LEFT)))

    assert [one.number for one in desk.left] == [*range(MOST_LEFT, 2 * MOST_LEFT)]


def test_a_new_panel_replaces_the_old_one_once_it_stands_and_not_before() -> None:
    standing = (set_up(), c.Delivered(PANEL, 70), set_up(2, LOBBY))
    second = EffectId(What.PANEL, LOBBY, 2)

    ordered, order = at_desk(*standing)
    posted, post = at_desk(*standing, c.Delivered(second, 71))

    assert ordered.panel == Panel(CATEGORY, LOBBY, MessageId(70), 2, HALL, SHOWS)
    assert order.effects == (f.Withdraw((PANEL,)), f.PostPanel(second, LOBBY))
    assert posted.panel == Panel(CATEGORY, LOBBY, MessageId(71), 2, LOBBY, SHOWS)
    assert post.effects == (f.DeleteMessage(EffectId(What.UNSAY, 70), Place.TICKET, MessageId(70), HALL),)


def test_a_new_panel_that_cannot_be_posted_leaves_the_old_one_standing_and_staff_are_told() -> None:
    second = EffectId(What.PANEL, LOBBY, 2)

    desk, turn = at_desk(set_up(), c.Delivered(PANEL, 70), set_up(2, LOBBY), c.Undeliverable(second, "unknown_channel"))

    assert desk.panel is not None
    assert (desk.panel.message, desk.panel.stands_in) == (70, HALL)
    notice = EffectId(What.UNDELIVERED, LOBBY, 2, of=What.PANEL)
    assert turn.effects == (f.Say(notice, Place.STAFF_LOG, why="unknown_channel"),)


def test_a_panel_that_was_under_way_when_another_was_ordered_is_deleted_again() -> None:
    desk, turn = at_desk(set_up(), set_up(2, LOBBY), c.Delivered(PANEL, 70))

    assert desk.panel == Panel(CATEGORY, LOBBY, n=2, shows=SHOWS)
    assert turn.effects == (f.DeleteMessage(EffectId(What.UNSAY, 70), Place.TICKET, MessageId(70), HALL),)


def test_a_panel_that_was_taken_back_in_time_is_no_news() -> None:
    _, turn = at_desk(set_up(), set_up(2, LOBBY), c.Undeliverable(PANEL, WITHDRAWN))

    assert turn.events == ()


# --- forms ---


def test_a_submitted_form_gets_a_number_and_becomes_a_letter_to_its_ticket() -> None:
    desk, turn = at_desk(set_up(), submit(2, title="  It  does\nnot start ", text="  At all \n" * 3))

    id = EffectId(What.OPEN, 1)
    letter = c.Open(
        letter_id(Address(GUILD), id),
        START,
        Address(GUILD, 1),
        OWNER.id,
        OWNER.name,
        DATABASE,
        "It does not start",
        "At all \n  At all \n  At all",
        CATEGORY,
    )
    assert turn.effects == (f.Tell(id, Address(GUILD, 1), letter),)
    assert (desk.number, desk.open) == (1, (OpenTicket(1, OWNER.id, DATABASE),))


def test_a_form_that_is_delivered_twice_is_one_ticket() -> None:
    once, _ = at_desk(set_up(), submit(2))

    twice, turn = at_desk(set_up(), submit(2), submit(2))

    assert (twice, turn.events, turn.effects) == (once, (), ())
    assert twice.number_of(LetterId(2)) == 1


def test_two_people_get_two_numbers_and_one_person_may_have_several() -> None:
    desk, _ = at_desk(set_up(), submit(2), submit(3, by=STRANGER), submit(4))

    assert desk.open_of(OWNER.id) == (1, 3)
    assert desk.open_of(STRANGER.id) == (2,)


@pytest.mark.parametrize(
    ("form", "reason"),
    [
        (submit(2, by=BOT), Reason.NOT_FOR_BOTS),
        (submit(2, type=TypeKey("unknown")), Reason.NO_SUCH_TYPE),
        (submit(2, title="  no    "), Reason.TITLE_LENGTH),
        (submit(2, title="x" * 4000), Reason.TITLE_LENGTH),
        (submit(2, text="   short "), Reason.TEXT_LENGTH),
        (submit(2, text="x" * 2001), Reason.TEXT_LENGTH),
    ],
)
def test_a_form_is_refused_with_a_reason_and_no_number_is_lost(form: c.Submit, reason: Reason) -> None:
    desk, _ = at_desk(set_up())

    assert refused_by(desk, form).reason is reason
    assert at_desk(set_up(), submit(3))[0].number == 1


def test_a_refused_length_says_what_would_fit() -> None:
    desk, _ = at_desk(set_up())

    assert refused_by(desk, submit(2, title="x" * 101)).facts == {"length": 101, "least": 5, "most": 100}


def test_the_limits_are_those_of_the_type() -> None:
    desk, _ = at_desk(set_up())
    strict = policy(form=Form(title_min=20))

    with pytest.raises(Refused):
        DESK.step(desk, submit(2), START, strict)


def test_nothing_can_be_submitted_before_the_desk_is_set_up() -> None:
    assert refused_by(None, submit(2)).reason is Reason.NOT_SET_UP


def test_a_form_said_in_the_future_is_said_now() -> None:
    _, turn = at_desk(set_up(), submit(2, said_at=START + HOUR))

    (tell,) = turn.effects
    assert isinstance(tell, f.Tell)
    assert tell.command.said_at == START


# --- tickets that end, and letters that do not belong here ---


def test_a_closed_ticket_leaves_the_list_once_and_its_number_is_not_given_again() -> None:
    closed = c.TicketClosed(LetterId(9), START, 1)

    desk, turn = at_desk(set_up(), submit(2), closed)
    again, echo = at_desk(set_up(), submit(2), closed, closed)

    assert desk.open == ()
    assert len(turn.events) == 1
    assert (again, echo.events) == (desk, ())
    assert at_desk(set_up(), submit(2), closed, submit(3))[0].open[0].number == 2


def test_a_ticket_that_can_never_be_opened_is_not_open_and_staff_are_told() -> None:
    desk, turn = at_desk(set_up(), submit(2), c.Undeliverable(EffectId(What.OPEN, 1), "buried"))

    assert desk.open == ()
    assert turn.effects == (f.Say(EffectId(What.UNDELIVERED, 1, of=What.OPEN), Place.STAFF_LOG, why="buried"),)


@pytest.mark.parametrize(
    "letter",
    [
        set_priority(START, Priority.LOW),
        close(START),
        c.NoAnswerNeeded(LetterId(3), START, STAFF),
        c.SetType(LetterId(3), START, STAFF, PRODUCT),
        c.Rate(LetterId(3), START, OWNER.id, 5),
        c.Open(LetterId(3), START, Address(GUILD), OWNER.id, "owner", DATABASE, "t", "t", CATEGORY),
    ],
)
def test_a_desk_is_no_ticket(letter: c.Command) -> None:
    assert refused_by(at_desk(set_up())[0], letter).reason is Reason.NO_TICKET


@pytest.mark.parametrize(
    "letter",
    [
        said(OWNER, START),
        c.Edit(said(OWNER, START).words),
        c.Delete(1, START),
        c.SurfaceGone(HALL, START),
        c.Wake(START),
        c.CaughtUp(START),
        c.Delivered(EffectId(What.OPEN, 1)),
        c.Undeliverable(EffectId(What.UNDELIVERED, 1), "forbidden"),
    ],
)
def test_a_fact_that_is_none_of_its_business_changes_nothing(letter: c.Command) -> None:
    desk, _ = at_desk(set_up(), submit(2))

    assert DESK.step(desk, letter, START, POLICY) == Step(desk)


def test_a_desk_lives_on_once_it_was_spoken_to_and_never_rings() -> None:
    desk, _ = at_desk(set_up())

    assert DESK.is_done(None, POLICY)
    assert not DESK.is_done(desk, POLICY)
    assert DESK.alarm(desk, POLICY) is None
    assert DESK.channel_of(desk) is None
    assert rules_of(Address(GUILD)) == DESK


# --- laws ---

people = st.sampled_from([OWNER, STAFF, STRANGER, BOT])
wishes = st.one_of(
    st.builds(set_up, st.integers(1, 9), st.sampled_from([HALL, LOBBY]), st.sampled_from([ADMIN, ADMIN, OWNER])),
    st.builds(submit, st.integers(10, 30), people, title=st.sampled_from(["a title", "x"])),
    st.builds(submit, st.integers(10, 30), people),
    st.builds(c.TicketClosed, st.just(LetterId(1)), st.just(START), st.integers(0, 12), st.integers(0, 2)),
    st.builds(c.Wake, st.just(START)),
)


class Carried:
    """A desk whose outbox is carried in any order."""

    def __init__(self) -> None:
        self.desk: Desk | None = None
        self.promised: dict[EffectId, f.Effect] = {}
        self.waiting: list[EffectId] = []
        self.events: list[Event] = []
        self.standing: set[int] = set()
        self.messages = count(1000)

    def do(self, letter: c.Command) -> None:
        try:
            turn = DESK.step(self.desk, letter, START, POLICY)
        except Refused:
            return
        assert isinstance(turn.state, Desk)
        self.desk = turn.state
        self.events += turn.events
        for effect in turn.effects:
            if isinstance(effect, f.Withdraw):
                assert set(effect.ids) <= set(self.promised)
                continue
            assert effect.id not in self.promised, f"{effect.id} is promised twice"
            assert lane_of(effect)
            self.promised[effect.id] = effect
            self.waiting.append(effect.id)

    def settle(self, choice: int, *, arrives: bool) -> None:
        id = self.waiting.pop(choice)
        effect = self.promised[id]
        message = next(self.messages)
        if arrives and isinstance(effect, f.PostPanel):
            self.standing.add(message)
        if isinstance(effect, f.DeleteMessage):
            self.standing.remove(effect.message)
            arrives = True
        self.do(c.Delivered(id, message) if arrives else c.Undeliverable(id, "forbidden"))


@examples(300)
@given(st.data(), st.lists(wishes, max_size=25))
def test_whatever_the_order_of_letters_numbers_have_no_gap_and_one_submission_is_one_ticket(
    data: DataObject, letters: list[c.Command]
) -> None:
    world, arrives = Carried(), st.booleans()

    for letter in letters:
        world.do(letter)
        if data.draw(arrives) and world.waiting:
            world.settle(data.draw(st.integers(0, len(world.waiting) - 1)), arrives=data.draw(arrives))
    while world.waiting:
        world.settle(0, arrives=True)

    opened = [effect.to.number for effect in world.promised.values() if isinstance(effect, f.Tell)]
    desk = world.desk or Desk(GUILD)
    assert opened == list(range(1, desk.number + 1))
    assert len({one.letter for one in desk.submissions}) == len(desk.submissions) == desk.number
    assert [one.number for one in desk.open] == sorted({one.number for one in desk.open})
    assert world.standing == ({desk.panel.message} if desk.panel and desk.panel.message else set())


def test_a_desk_remembers_the_last_submissions_only() -> None:
    desk, _ = at_desk(set_up(), *(submit(n) for n in range(2, 2 + 3 * MOST_SUBMISSIONS)))

    assert len(desk.submissions) == MOST_SUBMISSIONS
    assert desk.submissions[-1] == Submission(LetterId(1 + 3 * MOST_SUBMISSIONS), 3 * MOST_SUBMISSIONS)


def test_what_staff_are_told_of_is_an_event_of_its_own() -> None:
    _, turn = at_desk(set_up(), c.Undeliverable(PANEL, "forbidden"))

    assert turn.events == (DeliveryFailed(PANEL, "forbidden"),)
