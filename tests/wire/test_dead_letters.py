"""A letter that our own mistake kept from being read is read after all, once that is mended and somebody asks."""

import pytest

from bot import retries
from bot.retries import Retries
from models import commands as c
from models.grave import Grave
from models.ids import Address
from models.rules.step import TicketRules
from models.snapshot import State, Step
from tests.support.town import Town, a_town


class Mistake:
    """Of ours: a ticket that breaks over one kind of letter, until it is mended."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, kind: type[c.Post | c.SetPriority]) -> None:
        self.is_mended, real = False, TicketRules.step

        def step(rules: TicketRules, state: State | None, command: c.Command, *more: object) -> Step:
            if isinstance(command, kind) and not self.is_mended:
                raise KeyError("a mistake of ours")
            return real(rules, state, command, *more)  # type: ignore[arg-type]

        monkeypatch.setattr(TicketRules, "step", step)


async def the_grave(town: Town) -> tuple[Address, Grave]:
    (found,) = await town.app.store.graves_of(None)
    return found


async def asked_again(town: Town) -> None:
    address, grave = await the_grave(town)
    assert await town.app.store.mark_retry(address, grave.letter)
    await Retries(town.app.store, town.app.supervisor).look()
    await town.quiet()


async def test_what_the_owner_wrote_is_read_from_discord_again_and_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    async with a_town() as town:
        channel = await town.open_with_priority()
        mistake = Mistake(monkeypatch, c.Post)
        await town.wait(minutes=5)
        await town.owner.say(channel, "is anybody there?")
        await town.quiet()
        before = town.ticket().turns
        mistake.is_mended = True

        await asked_again(town)

        assert len(town.ticket().turns) == len(before) + 1
        assert await town.app.store.graves_of(None) == ()


async def test_a_priority_that_could_not_be_set_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    async with a_town() as town:
        channel = await town.open()
        mistake = Mistake(monkeypatch, c.SetPriority)
        await town.answer(await town.staff.slash(channel, "priority", priority="high"))
        assert town.ticket().promised_at is None
        mistake.is_mended = True

        await asked_again(town)

        assert await town.app.store.graves_of(None) == ()


async def test_what_is_still_broken_lies_in_its_grave_again_and_asks_for_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with a_town() as town:
        channel = await town.open_with_priority()
        Mistake(monkeypatch, c.Post)
        await town.owner.say(channel, "is anybody there?")
        await town.quiet()
        _, before = await the_grave(town)

        await asked_again(town)

        _, after = await the_grave(town)
        assert (after.letter, after.retry) == (before.letter, False)


async def test_the_running_desk_looks_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retries, "EVERY", 0.0)
    async with a_town() as town:
        channel = await town.open_with_priority()
        mistake = Mistake(monkeypatch, c.Post)
        await town.owner.say(channel, "is anybody there?")
        await town.quiet()
        mistake.is_mended = True
        address, grave = await the_grave(town)
        await town.app.store.mark_retry(address, grave.letter)

        turns = len(town.ticket().turns)
        await town.until(lambda: len(town.ticket().turns) > turns)
