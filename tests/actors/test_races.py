"""People press at the same moment, take back, delete and press again, and processes die: what stands in the end agrees.

An open ticket has one channel, where people may write, under the name of its type; a closed one has none. The desk
knows which is which, nothing is left to be done, and nothing was said twice.
"""

import asyncio
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from random import Random

import pytest

from models import commands as c
from models.commands import Command
from models.desk import Desk
from models.ids import ChannelId
from models.ticket import Priority, Ticket
from tests.support.actor_story import HOUR, ONE, close, living, open_ticket
from tests.support.actor_world import (
    DESK,
    GUILD,
    OTHER_TYPE,
    OWNER,
    POLICY,
    STAFF,
    TYPE,
    World,
)
from tests.support.fuse import Fuse, Mode
from tests.support.virtual import Deadlock, lapse, play

REMOVAL = timedelta(minutes=5)
POLICY_HERE = POLICY.model_copy(
    update={
        "types": {key: kind.model_copy(update={"removal_delay": REMOVAL}) for key, kind in POLICY.types.items()},
    }
)
PAUSES = (0.005, 0.02, 0.05, 0.3, 2, 20, 290, 299.9, 300, 300.02, 301, 700)  # around the removal, too
MODES = (Mode.BEFORE, Mode.AFTER, Mode.LOST, Mode.SLOW)

Press = Callable[[], Command]


class Crowd:
    """Everybody who presses something in one story, drawn by its seed."""

    def __init__(self, world: World, dice: Random) -> None:
        self._world, self._dice = world, dice
        self._presses: list[asyncio.Task[object]] = []

    async def press(self) -> None:
        """One of the things that people do, without waiting for an answer."""
        acts = [
            *(self._close, self._close, self._reopen, self._reopen, self._reopen_together),
            *(self._delete, self._move, self._rate, self._write),
        ]
        await self._dice.choice(acts)()

    def go(self) -> None:
        for press in self._presses:
            press.cancel()

    async def _close(self) -> None:
        self._put(lambda: c.Close(self._world.letter(), self._world.clock.now(), STAFF))

    async def _reopen(self) -> None:
        self._put(lambda: c.Reopen(self._world.letter(), self._world.clock.now(), OWNER))

    async def _reopen_together(self) -> None:
        await self._reopen()
        self._put(lambda: c.Reopen(self._world.letter(), self._world.clock.now(), STAFF))

    async def _move(self) -> None:
        to = self._dice.choice([TYPE, OTHER_TYPE])
        self._put(lambda: c.SetType(self._world.letter(), self._world.clock.now(), STAFF, to))

    async def _rate(self) -> None:
        self._put(lambda: c.Rate(self._world.letter(), self._world.clock.now(), OWNER.id, 3))

    async def _write(self) -> None:
        by = self._dice.choice([OWNER, STAFF])
        if (channel := self._standing()) is not None:
            self._world.discord.write(channel, by, "a word")

    async def _delete(self) -> None:
        """By hand; whoever listened then looks whether it is true."""
        if (channel := self._standing()) is None:
            return
        self._world.discord.remove_channel(channel)
        if self._world.live is not None and self._world.supervisor.directory.ticket_of(channel):
            confirmed = self._confirm(channel, self._dice.choice([0.001, 0.05, 1, 5]))
            self._presses.append(asyncio.create_task(confirmed))

    async def _confirm(self, channel: ChannelId, seconds: float) -> None:
        """Discord says so twice more, and by then there may be another one."""
        await lapse(seconds)
        process = self._world.live
        if process is not None and not process.fuse.is_dead:
            process.supervisor.tell(ONE, c.SurfaceGone(channel, self._world.clock.now()))

    def _standing(self) -> ChannelId | None:
        channel = self._world.discord.channel_of(ONE)
        return None if self._world.discord.rooms[channel].is_gone else channel

    def _put(self, press: Press) -> None:
        wish = press()
        self._presses.append(asyncio.create_task(self._world.ask_once(ONE, wish)))


async def story(seed: int, fuse: Fuse) -> list[str]:
    """What does not agree in the end."""
    world, dice = World(policy=POLICY_HERE), Random(seed)
    running = asyncio.create_task(world.keep_running(fuse))
    await lapse(1)
    await world.set_up()
    await lapse(5)
    form = world.submit(OWNER)
    await world.ask(DESK, lambda: form)
    await lapse(200)
    first = c.SetPriority(world.letter(), world.clock.now(), STAFF, Priority.LOW)
    await world.ask(ONE, lambda: first)
    crowd = Crowd(world, dice)
    for _ in range(dice.randrange(4, 12)):
        await lapse(dice.choice(PAUSES))
        await crowd.press()
    for _ in range(2):
        await lapse(3 * HOUR)
        world.supervisor.reread(GUILD)
    await lapse(HOUR)
    wrong = list(disagreements(world))
    crowd.go()
    running.cancel()
    await asyncio.wait([running])
    return wrong


def disagreements(world: World) -> Iterator[str]:
    ticket, desk = world.state(ONE), world.state(DESK)
    assert isinstance(ticket, Ticket)
    assert isinstance(desk, Desk)
    rooms = {id: room for id, room in world.discord.rooms.items() if room.topic == ONE and not room.is_gone}
    if ticket.closing is not None and rooms:
        yield f"closed, and {len(rooms)} channels stand"
    if ticket.closing is None:
        if list(rooms) != [ticket.channel]:
            yield f"open in {ticket.channel}, and these stand: {list(rooms)}"
        for room in rooms.values():
            if room.access != "write=True locked=False" or (room.name or TYPE) != ticket.term.type:
                yield f"open, and its channel is {room.access}, named {room.name}"
    if any(one.number == ONE.number for one in desk.open) is not (ticket.closing is None):
        yield "the desk believes otherwise"
    if waiting := [str(one.id) for one in world.outbox(ONE)]:
        yield f"never done: {waiting}"
    if world.discord.never_committed:
        yield "shown and not committed"
    marks = [one.mark for one in world.discord.places[str(ONE)].values()]
    if len(set(marks)) != len(marks):
        yield "said twice"


def cases(seed: int, kills: int) -> Iterator[Callable[[], Fuse]]:
    """The story undisturbed, and with a few deaths and lost answers in it."""
    whole = Fuse()
    yield lambda: whole
    dice = Random(seed * 7)
    for _ in range(kills):
        at, mode = dice.randrange(len(whole.names)), dice.choice(MODES)
        yield partial(Fuse, at, mode, dice.choice([1, 30]), dice.random() < 0.5)


def hold(seeds: range, kills: int) -> None:
    broken = []
    for seed in seeds:
        for made in cases(seed, kills):
            fuse = made()
            try:
                wrong = play(story(seed, fuse))
            except (AssertionError, Deadlock) as error:
                wrong = [repr(error)]
            if wrong:
                broken.append(f"seed {seed}, {fuse.mode} at {fuse.burns_at}: {wrong}")
    assert broken == []


async def test_a_word_about_the_channel_of_before_that_comes_late_closes_nothing() -> None:
    async with living() as world:
        ticket = await open_ticket(world, priority=Priority.LOW)
        before = world.discord.channel_of(ticket)
        await close(world, ticket)
        await lapse(REMOVAL.total_seconds() - 1)
        world.discord.remove_channel(before)  # a second before we would have; it is looked for while we forget it
        await lapse(2)
        await world.ask(ticket, lambda: c.Reopen(world.letter(), world.clock.now(), OWNER))
        await lapse(2)
        world.supervisor.tell(ticket, c.SurfaceGone(before, world.clock.now()))
        await lapse(HOUR)

        assert list(disagreements(world)) == []
        state = world.state(ticket)
        assert isinstance(state, Ticket)
        assert state.closing is None


def test_whoever_presses_when_and_dies_where_what_stands_agrees() -> None:
    hold(range(12), kills=2)


@pytest.mark.slow
@pytest.mark.parametrize("tens", range(10))
def test_in_hundreds_of_crowds_what_stands_agrees(tens: int) -> None:
    hold(range(1000 + 30 * tens, 1030 + 30 * tens), kills=5)
