"""A marked dead letter leaves its grave once it was read, and only then."""

from asyncio import Future, get_running_loop
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from actors.letters import Answer, Buried, Busy, NoAnswerYet, Reply, Stuck
from actors.supervisor import Supervisor
from bot.retries import Retries
from models.errors import Reason, Refused, StoreDown
from models.grave import Grave, Reread
from models.ids import Address, GuildId, MessageId

TICKET = Address(GuildId(1), 7)
MARKED = Grave("post-1", "Post", "KeyError", "", datetime(2026, 5, 4, tzinfo=UTC), Reread(MessageId(1)), retry=True)


class Desk:
    """A supervisor's answer to a letter that is read once more, and the graves of its store."""

    def __init__(self, reply: Reply, *, is_down: bool = False) -> None:
        self.reply, self.is_down = reply, is_down
        self.graves = [(TICKET, MARKED)]
        self.read: list[Grave] = []

    def retry(self, address: Address, grave: Grave) -> "Future[Reply]":
        self.read.append(grave)
        reply: Future[Reply] = get_running_loop().create_future()
        reply.set_result(self.reply)
        return reply

    async def marked(self) -> tuple[tuple[Address, Grave], ...]:
        if self.is_down:
            raise StoreDown
        return tuple(self.graves)

    async def unbury(self, address: Address, grave: Grave) -> bool:
        self.graves.remove((address, grave))
        return True


async def looked(desk: Desk) -> Desk:
    await Retries(desk, cast(Supervisor, cast(Any, desk))).look()
    return desk


@pytest.mark.parametrize("reply", [Answer(None), Refused(Reason.CLOSED)])
async def test_a_letter_that_was_read_leaves_its_grave_also_where_the_rules_said_no(reply: Reply) -> None:
    desk = await looked(Desk(reply))

    assert (desk.read, desk.graves) == ([MARKED], [])


@pytest.mark.parametrize("reply", [Buried(), NoAnswerYet(), Busy(), Stuck()])
async def test_one_that_was_not_read_stays_where_it_is(reply: Reply) -> None:
    desk = await looked(Desk(reply))

    assert (desk.read, desk.graves) == ([MARKED], [(TICKET, MARKED)])


async def test_where_the_store_does_not_answer_the_next_look_finds_it() -> None:
    desk = await looked(Desk(Answer(None), is_down=True))
    assert desk.read == []

    desk.is_down = False
    await looked(desk)

    assert desk.graves == []
