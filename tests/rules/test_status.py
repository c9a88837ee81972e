"""What a person would call the state of a ticket, and that every name is reached."""

from datetime import datetime

import pytest

from models import commands as c
from models.ids import EffectId, LetterId, What
from models.rules.status import Status, status_of
from models.ticket import Priority
from tests.support.rules_world import (
    CHANNEL,
    HOUR,
    MADE,
    NOW,
    OWNER,
    STAFF,
    START,
    Letters,
    close,
    said,
    set_priority,
    snowflake,
    told,
)
from tests.support.statuses import walked

URGENT = (START, set_priority(START, Priority.URGENT))
ANSWER = (NOW, said(STAFF, NOW))
WAIVED = (NOW, c.NoAnswerNeeded(LetterId(snowflake(NOW, 2)), NOW, STAFF))
THANKS = (NOW + HOUR, said(OWNER, NOW + HOUR))
CLOSE = (NOW, close(NOW))
COMPLETE = (NOW, c.Delivered(EffectId(What.COMPLETE)))
COPIED = (NOW, c.Delivered(EffectId(What.COPY), 70))
REOPENED = (NOW, c.Reopen(LetterId(snowflake(NOW, 3)), NOW, STAFF))
REOPENED_BY_OWNER = (NOW, c.Reopen(LetterId(snowflake(NOW, 3)), NOW, OWNER))
REMOVED = (NOW + HOUR, c.Wake(NOW + HOUR))


@pytest.mark.parametrize(
    ("letters", "status"),
    [
        ((), Status.AWAITING_PRIORITY),
        ((URGENT,), Status.ANSWER_OWED),
        ((URGENT, ANSWER), Status.AWAITING_OWNER),
        ((URGENT, ANSWER, THANKS), Status.ANSWER_OWED),
        ((URGENT, WAIVED), Status.AT_REST),
        ((URGENT, WAIVED, THANKS), Status.ANSWER_OWED),
        ((URGENT, CLOSE), Status.CLOSING),
        ((URGENT, CLOSE, COMPLETE), Status.CLOSED),
        ((URGENT, CLOSE, COMPLETE, COPIED, REMOVED), Status.REMOVED),
        ((URGENT, (NOW, c.SurfaceGone(CHANNEL, NOW)), COMPLETE), Status.REMOVED),
        ((URGENT, CLOSE, COMPLETE, REOPENED), Status.ANSWER_OWED),
        ((URGENT, ANSWER, CLOSE, COMPLETE, REOPENED), Status.AWAITING_OWNER),
        ((URGENT, (NOW, c.SurfaceGone(CHANNEL, NOW)), COMPLETE, REOPENED_BY_OWNER), Status.PREPARING),
    ],
)
def test_a_state_has_the_name_that_staff_would_give_it(
    letters: tuple[tuple[datetime, c.Command], ...], status: Status
) -> None:
    assert status_of(told(*letters).ticket) is status


def test_a_ticket_without_a_channel_is_being_prepared() -> None:
    unmade: Letters = MADE[:1]

    assert status_of(told(made=unmade).ticket) is Status.PREPARING


def test_every_state_is_reached_and_only_its_owner_leads_out_of_the_last() -> None:
    found, edges = walked()

    assert {status for status in Status if found[status]} == set(Status)
    assert {before for before, _, _ in edges} == set(Status)
    assert {said_as for before, _, said_as in edges if before is Status.REMOVED} == {"the owner reopens it"}
