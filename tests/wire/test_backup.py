"""The rehearsal: a desk that lives is copied, its database is lost, and what comes back goes on where it was."""

import base64
from pathlib import Path

import pytest

from bot.backup import dump, restore
from bot.demo.mongo import in_memory_client
from bot.sandbox.model import Upload
from bot.unusable import Unusable
from models.desk import Desk
from models.documents.connect import connect
from models.documents.restored import NUMBERS
from models.ids import Address, GuildId, What
from models.ticket import Side
from tests.support.town import Town, a_town
from tests.wire.test_stopping import held_while_opening_the_gate, promised

DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


async def saved(town: Town, file: Path) -> None:
    await dump(await connect(town.mongo), file, town.now)


async def lost_and_restored(town: Town, file: Path) -> None:
    """The process and its database are gone; another one starts over what the file holds."""
    await town.kill()
    await restored(town, file)


async def restored(town: Town, file: Path) -> None:
    town.mongo = in_memory_client()
    await restore(await connect(town.mongo, may_be_half=True), file)
    await town.start()


async def test_every_ticket_goes_on_where_it_was(tmp_path: Path) -> None:
    file = tmp_path / "steward.backup"
    async with a_town() as town:
        busy = await town.open_with_priority("high")
        await town.owner.say(busy, "look at this", files=[Upload("shot.png", DOT)])
        await town.quiet()
        waiting = await town.open(title="A second one")
        at = town.now

        await saved(town, file)
        await town.owner.say(busy, "said after the back-up")
        await town.quiet()
        await lost_and_restored(town, file)

        assert town.now == at
        assert [turn.side for turn in town.ticket(1).turns] == [Side.OWNER] * 3
        await town.answer(await town.staff.select(town.card(waiting), "low"))
        await town.staff.say(waiting, "we may write here now")
        await town.quiet()
        await town.wait(minutes=29)
        assert town.said(town.sla) == []
        await town.wait(minutes=2)
        (call,) = town.staff.sees(town.sla)
        assert call.calls_me
        response = await (await town.staff.click(town.card(busy), "Close ticket")).response
        assert response.form is not None
        await town.answer(await town.staff.submit(response.form, {"reason": "", "feedback": "Yes"}))
        page = town.staff.sees(town.transcripts)[0].files[0].content.decode()
        assert all(words in page for words in ("look at this", "said after the back-up", "shot.png"))
        assert base64.b64encode(DOT).decode() in page


async def test_what_was_promised_and_not_done_when_it_was_copied_is_done_afterwards(tmp_path: Path) -> None:
    file = tmp_path / "steward.backup"
    async with a_town() as town:
        channel, gate = await held_while_opening_the_gate(town)

        await saved(town, file)
        await town.kill()
        gate.release()
        await restored(town, file)

        assert What.ACCESS not in await promised(town)
        await town.staff.say(channel, "I may write")


async def test_what_was_said_between_the_copy_and_the_loss_is_not_said_twice(tmp_path: Path) -> None:
    file = tmp_path / "steward.backup"
    async with a_town() as town:
        gate = town.sandbox.faults.hold("POST", "/channels/{channel_id}/messages")
        await town.submit(town.owner)
        await gate.reached.wait()
        await saved(town, file)
        assert What.WELCOME in await promised(town)

        gate.release()
        await town.quiet()
        (channel,) = town.channels().values()
        said = [message.id for message in town.admin.sees(channel)]
        await lost_and_restored(town, file)

        assert What.WELCOME not in await promised(town)
        assert [message.id for message in town.admin.sees(channel)] == said
        assert len(said) == 2


async def test_a_ticket_opened_after_the_copy_is_lost_and_its_number_and_channel_are_nobodys(tmp_path: Path) -> None:
    file = tmp_path / "steward.backup"
    async with a_town() as town:
        await town.open()
        await saved(town, file)
        lost = await town.open(title="Opened too late")
        await lost_and_restored(town, file)

        another = await town.open(title="Opened afterwards")

        assert (lost.name, another.name) == ("database-0002", f"database-{NUMBERS + 2:04}")
        assert "Opened afterwards" not in "".join(town.said(lost))


async def test_a_ticket_that_was_closed_after_the_copy_is_closed_again_as_its_channel_is_gone(tmp_path: Path) -> None:
    file = tmp_path / "steward.backup"
    async with a_town() as town:
        channel = await town.open_with_priority("low")
        await town.staff.say(channel, "done")
        await town.quiet()
        await saved(town, file)
        await town.close(channel)
        await town.wait(hours=1)
        assert town.channels() == {}

        await lost_and_restored(town, file)

        desk = town.app.supervisor.state_of(Address(GuildId(town.guild.id)))
        assert isinstance(desk, Desk)
        assert desk.open == ()
        await town.wait(days=30)
        assert town.said(town.sla) == []


async def test_no_desk_starts_on_half_of_it(tmp_path: Path) -> None:
    async with a_town() as town:
        await town.stop()
        database = await connect(town.mongo)
        await database["processes"].update_one({"_id": "epoch"}, {"$set": {"restoring": True}})

        with pytest.raises(Unusable, match="half restored"):
            await town.start()

        await database["processes"].update_one({"_id": "epoch"}, {"$set": {"restoring": False}})
        await town.start()
