"""What evolve does not know it does not swallow, whether the ticket is new, open or closed."""

from datetime import timedelta
from typing import Any

import pytest

from models.rules.evolve import evolve
from models.ticket import Ticket
from tests.support.rules_world import HOUR, START, close, told

OPENED = told().ticket
CLOSED = told((START + HOUR, close(START + HOUR))).ticket


@pytest.mark.parametrize("ticket", [None, OPENED, CLOSED], ids=["new", "open", "closed"])
def test_an_event_that_nobody_knows_is_an_error_in_every_state(ticket: Ticket | None) -> None:
    unknown: Any = timedelta()

    with pytest.raises(TypeError):
        evolve(ticket, unknown)
