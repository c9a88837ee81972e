"""Every command and every event has its place in each table; what nobody knows is not swallowed."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis.strategies import DataObject, data

from models.commands import Command
from models.desk import Desk
from models.errors import Refused
from models.events import DeskEvent, TicketEvent
from models.ids import GuildId
from models.rules import desk as desks
from models.rules.decide import decide
from models.rules.evolve import evolve
from models.rules.plan import plan
from models.ticket import Absence, Away, Ticket
from tests.support.depth import examples
from tests.support.drawn import drawn
from tests.support.rules_world import HOUR, POLICY, START, close, told

OPENED = told().ticket
CLOSED = told((START + HOUR, close(START + HOUR))).ticket
AWAY = replace(OPENED, absences=(Absence(START, None, Away.LEFT),))
DESK = Desk(GuildId(500))
UNKNOWN: Any = timedelta()


@pytest.mark.parametrize("ticket", [None, OPENED, CLOSED], ids=["new", "open", "closed"])
def test_an_event_that_nobody_knows_is_an_error_in_every_state(ticket: Ticket | None) -> None:
    with pytest.raises(TypeError):
        evolve(ticket, UNKNOWN)
    with pytest.raises(TypeError):
        plan(ticket, (UNKNOWN,), OPENED, POLICY)


@pytest.mark.parametrize("ticket", [None, OPENED, CLOSED], ids=["new", "open", "closed"])
def test_a_command_that_nobody_knows_is_an_error_in_every_state(ticket: Ticket | None) -> None:
    with pytest.raises(TypeError):
        decide(ticket, UNKNOWN, START, POLICY)


def test_a_desk_swallows_nothing_that_it_does_not_know() -> None:
    with pytest.raises(TypeError):
        desks.decide(DESK, UNKNOWN, START, POLICY)
    with pytest.raises(TypeError):
        desks.evolve(DESK, UNKNOWN)
    with pytest.raises(TypeError):
        list(desks.plan(DESK, UNKNOWN, DESK))


@pytest.mark.parametrize("kind", get_args(Command), ids=lambda kind: kind.__name__)
@examples(3)
@given(drawn_from=data())
def test_every_command_is_answered_or_refused_everywhere(kind: type[Command], drawn_from: DataObject) -> None:
    command = drawn_from.draw(drawn(kind))

    for ticket in (None, OPENED, CLOSED):
        with suppress(Refused):
            decide(ticket, command, START, POLICY)
    with suppress(Refused):
        desks.decide(DESK, command, START, POLICY)


@pytest.mark.parametrize("kind", get_args(TicketEvent), ids=lambda kind: kind.__name__)
@examples(3)
@given(drawn_from=data())
def test_every_event_of_a_ticket_is_kept_and_shown(kind: type[TicketEvent], drawn_from: DataObject) -> None:
    event = drawn_from.draw(drawn(kind))

    plan(AWAY, (event,), evolve(AWAY, event), POLICY)


@pytest.mark.parametrize("kind", get_args(DeskEvent), ids=lambda kind: kind.__name__)
@examples(3)
@given(drawn_from=data())
def test_every_event_of_a_desk_is_kept_and_shown(kind: type[DeskEvent], drawn_from: DataObject) -> None:
    event = drawn_from.draw(drawn(kind))

    list(desks.plan(DESK, event, desks.evolve(DESK, event)))
