"""What the log is told: a line per event committed, per series of retries, per burial; never what was said."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from loguru import logger

from actors.ports import WorldError
from models import commands as c
from models import effects as f
from tests.support.actor_story import living, open_ticket, set_priority
from tests.support.actor_world import OWNER, STAFF, World
from tests.support.fuse import Fuse, Mode
from tests.support.poison import POISON, SECRET, poisoned
from tests.support.virtual import lapse

Records = list[dict[str, Any]]


@pytest.fixture
def records(silence: None) -> Iterator[Records]:
    kept: Records = []
    logger.enable("actors")
    sink = logger.add(lambda message: kept.append({**message.record, "text": str(message)}), level="DEBUG")
    yield kept
    logger.remove(sink)


def actions(records: Records, level: str, ticket: int) -> Counter[tuple[str, str]]:
    chosen = (one for one in records if one["level"].name == level and one["extra"].get("ticket") == ticket)
    return Counter((one["extra"]["action"], one["message"]) for one in chosen)


async def test_an_event_is_one_line_with_its_guild_ticket_version_and_action(records: Records) -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        await set_priority(world, ticket)
        version = world.memory.snapshot(ticket).version

    lines = actions(records, "INFO", ticket.number)
    assert [lines["commit", event] for event in ("Opened", "SurfaceMade", "CardPosted", "TermsChanged")] == [1, 1, 1, 1]
    assert set(lines.values()) == {1}
    (changed,) = [one for one in records if one["message"] == "TermsChanged"]
    assert (changed["extra"]["guild"], changed["extra"]["ticket"]) == ticket
    assert 0 < changed["extra"]["version"] <= version


async def test_a_series_of_retries_is_one_line(records: Records) -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        world.discord.errors = {f.SetAccess: WorldError(503)}
        await set_priority(world, ticket)
        await lapse(600)

    assert actions(records, "WARNING", ticket.number) == {("retry", "access is tried again: 503 0"): 1}


async def test_a_burial_is_one_line_and_so_is_a_quarantine(records: Records) -> None:
    async with living(rules_of=poisoned) as world:
        ticket = await open_ticket(world)
        for _ in range(6):
            await world.ask_once(ticket, c.Close(world.letter(), world.clock.now(), STAFF, POISON))

    errors = actions(records, "ERROR", ticket.number)
    assert errors == {("bury", "Close was buried: Broken"): 6, ("quarantine", "set aside for Broken"): 1}


async def _speak(world: World) -> None:
    ticket = await open_ticket(world)
    room = world.discord.channel_of(ticket)
    for text in ("a private matter", POISON):
        world.discord.write(room, OWNER, text)
    await set_priority(world, ticket)
    await world.ask_once(ticket, c.Close(world.letter(), world.clock.now(), STAFF, POISON))
    await lapse(60)


@pytest.mark.parametrize("mode", [Mode.BEFORE, Mode.LOST])
async def test_nothing_that_people_wrote_is_ever_logged(records: Records, mode: Mode) -> None:
    for burns_at in range(4, 60, 5):
        async with living(Fuse(burns_at, mode), Fuse(), rules_of=poisoned) as world:
            await _speak(world)

    assert len(records) > 100
    everything = "\n".join(f"{one['text']} {one['extra']} {one['exception']}" for one in records)
    for said in ("a private matter", SECRET, "It is broken", "Please look", "let me through", OWNER.name + " "):
        assert said not in everything


async def test_what_can_never_arrive_is_one_warning_with_what_it_was_and_why(records: Records) -> None:
    async with living() as world:
        ticket = await open_ticket(world)
        world.discord.errors = {f.SetAccess: WorldError(404, 10003), f.Say: WorldError(400)}
        await set_priority(world, ticket)
        await lapse(60)

    assert actions(records, "WARNING", ticket.number) == {
        ("undeliverable", "access can never arrive: unknown_channel"): 1,
        ("undeliverable", "priority can never arrive: refused"): 1,
        ("undeliverable", "undelivered of access can never arrive: refused"): 1,
        ("undeliverable", "undelivered of priority can never arrive: refused"): 1,
    }
