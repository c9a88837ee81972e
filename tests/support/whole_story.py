"""The whole desk in one story: files, a move to another team, silence, absence, a warned close, reopening, forgetting.

As in every story of the actors, what people do happens at fixed moments, whoever is awake then.
"""

import asyncio
from datetime import timedelta

from actors.ports import Presence
from models import commands as c
from models.effects import Place
from models.ids import TypeKey
from models.policy import AutoClose, MissingSurface, Nag
from models.ticket import Priority
from tests.support.actor_story import DAY, HOUR, ONE, TWO
from tests.support.actor_world import (
    ADMIN,
    DESK,
    OTHER_TYPE,
    OWNER,
    POLICY,
    SECOND_OWNER,
    SPECIALIST,
    STAFF,
    TYPE,
    World,
)
from tests.support.fuse import Fuse
from tests.support.virtual import lapse

FLEETING = TypeKey("fleeting")
PATIENCE = timedelta(hours=24)
CAREFUL = {
    "triage": Nag(after=timedelta(minutes=30), every=timedelta(hours=4), to=Place.SLA),
    "owner_reminder": Nag(after=PATIENCE, every=PATIENCE, to=Place.TICKET, most=2),
    "autoclose": AutoClose(),
}
DATABASE, OTHER = POLICY.types[TYPE].model_copy(update=CAREFUL), POLICY.types[OTHER_TYPE].model_copy(update=CAREFUL)
FORGETFUL = DATABASE.model_copy(update={"missing_surface": MissingSurface.DELETE})
WHOLE = POLICY.model_copy(update={"types": {TYPE: DATABASE, OTHER_TYPE: OTHER, FLEETING: FORGETFUL}})

END = 12 * DAY


async def tell_whole_story(world: World) -> None:
    await lapse(1)
    await world.set_up()
    await _until(world, 10)
    for owner, type, letter in ((OWNER, TYPE, world.letter()), (SECOND_OWNER, FLEETING, world.letter())):
        await _open(world, c.Submit(letter, world.clock.now(), owner, type, f"For {type}", "Please look at it soon."))
    await _until(world, 200)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(_patient_life(world))
        tasks.create_task(_fleeting_life(world))
    await _until(world, END)


async def _open(world: World, form: c.Submit) -> None:
    await world.ask(DESK, lambda: form, f"open {form.type}")


async def _patient_life(world: World) -> None:
    """Triage, a priority, a move, an answer; then the owner is silent, is away, comes back, and the time is over."""
    room = world.discord.channel_of(ONE)
    world.discord.write(room, OWNER, "look at this", "picture.png", "log.txt")
    await _until(world, 2 * HOUR)
    await world.ask(ONE, lambda: c.SetPriority(world.letter(), world.clock.now(), STAFF, Priority.LOW), "priority")
    await _until(world, 2 * HOUR + 100)
    await world.ask(ONE, lambda: c.SetType(world.letter(), world.clock.now(), STAFF, OTHER_TYPE), "move")
    await _until(world, 2 * HOUR + 200)
    await world.ask(ONE, lambda: c.Leave(world.letter(), world.clock.now(), STAFF), "leave")
    await _until(world, 3 * HOUR)
    world.discord.write(room, SPECIALIST, "have you tried this?", "answer.txt")
    await _until(world, 30 * HOUR)
    world.let(OWNER, Presence(False))
    await _until(world, 40 * HOUR)
    world.let(OWNER, Presence(True))
    await _until(world, 9 * DAY)  # seven days of presence, warned a day before
    await world.ask(ONE, lambda: c.Reopen(world.letter(), world.clock.now(), OWNER), "reopen")
    await _until(world, 9 * DAY + 100)
    world.discord.write(world.discord.channel_of(ONE), OWNER, "it is back", "again.png")
    await _until(world, 9 * DAY + 200)
    waiver = c.NoAnswerNeeded(world.letter(), world.clock.now(), SPECIALIST)
    await world.ask(ONE, lambda: waiver, "waive")
    await _until(world, 9 * DAY + 300)
    await world.ask(ONE, lambda: c.Solved(world.letter(), world.clock.now(), OWNER), "solved")
    await _until(world, 9 * DAY + 400)
    await world.ask(ONE, lambda: c.Reopen(world.letter(), world.clock.now(), ADMIN), "reopen once more")
    await _until(world, 9 * DAY + 500)
    await world.ask(ONE, lambda: c.Close(world.letter(), world.clock.now(), SPECIALIST), "close")
    await _until(world, 9 * DAY + 600)
    await world.ask(ONE, lambda: c.Rate(world.letter(), world.clock.now(), OWNER.id, 5), "rate")


async def _fleeting_life(world: World) -> None:
    """Its channel is deleted by hand, and nothing of it is to be kept."""
    room = world.discord.channel_of(TWO)
    world.discord.write(room, SECOND_OWNER, "never mind", "mine.png")
    await _until(world, 1000)
    world.discord.remove_channel(room)
    if world.live is not None and world.supervisor.directory.ticket_of(room) is not None:
        world.supervisor.tell(TWO, c.SurfaceGone(room, world.clock.now()))


async def _until(world: World, seconds: float) -> None:
    await lapse(max(0.0, seconds - world.clock.monotonic()))


async def run_whole_story(*fuses: Fuse, world: World | None = None) -> World:
    world = world or World()
    world.policy = WHOLE
    running = asyncio.get_running_loop().create_task(world.keep_running(*fuses))
    await tell_whole_story(world)
    running.cancel()
    await asyncio.wait([running])
    if not running.cancelled():
        running.result()
    return world
