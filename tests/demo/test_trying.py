"""The desk as people try it by the control interface: the guide ticks by what is true, and time waits for the desk."""

import asyncio
import re
from datetime import datetime

import pytest

from bot.presets import PRESETS
from bot.sandbox.story_time import StillBusy
from tests.demo.hands import DIRECT, Hands, tried

STARS = "5 ★"


async def next_one(hands: Hands) -> datetime | None:
    at = (await hands.ask("GET", "/time"))["next"]
    return datetime.fromisoformat(at) if at else None


async def lets_the_bot_manage_channels(hands: Hands, *, may: bool) -> None:
    """In the whole server."""
    guild = (await hands.ask("GET", "/people/administrator"))["guilds"][0]
    (role,) = (each for each in guild["roles"] if each["is_managed"])
    others = [each for each in role["permissions"] if each != "MANAGE_CHANNELS"]
    path = f"/people/administrator/guilds/{guild['id']}/roles/{role['id']}"
    await hands.ask("PATCH", path, {"permissions": [*others, "MANAGE_CHANNELS"] if may else others})


@pytest.mark.parametrize("preset", PRESETS)
async def test_each_step_ticks_once_it_is_true_and_none_before(preset: str) -> None:
    async with tried(preset) as hands:
        assert await hands.ticks() == "..........."

        form = await hands.opens_form("owner", "support", "Database")
        assert await hands.ticks() == "x.........."

        await hands.ask("DELETE", f"/people/owner/forms/{form['id']}")
        assert await hands.ticks() == "x.........."

        ticket = await hands.opens_ticket()
        assert await hands.ticks() == "xx........."

        await hands.lets_pass("PT31M")
        assert await hands.ticks() == "xx.........", "a call for a priority is no call for an answer"

        await hands.says("administrator", ticket, "Which page is it?")
        assert await hands.ticks() == "xx.........", "what was held back is no answer"

        await hands.prioritises("staff", ticket)
        assert await hands.ticks() == "xxx........"

        await hands.says("owner", ticket, "Can you look at it today?")
        assert await hands.ticks() == "xxxx......."

        await hands.lets_pass("PT30M")
        assert await hands.ticks() == "xxxx......."
        await hands.lets_pass("PT30M")
        assert await hands.ticks() == "xxxxx......"

        await hands.says("staff", ticket, "It works again, please look.")
        assert await hands.ticks() == "xxxxxx....."

        await hands.lets_pass("P1D")
        assert await hands.ticks() == "xxxxxx....."
        await hands.lets_pass("PT2S")
        assert await hands.ticks() == "xxxxxxx...."

        form = await hands.opens_form("staff", ticket, "Close ticket")
        assert await hands.ticks() == "xxxxxxx...."
        await hands.sends("staff", form, {})
        assert await hands.ticks() == "xxxxxxxx..."

        form = await hands.opens_form("owner", DIRECT, STARS)
        assert await hands.ticks() == "xxxxxxxx..."
        await hands.sends("owner", form, {})
        assert await hands.ticks() == "xxxxxxxxx.."

        await ask_the_doctor(hands)
        assert await hands.ticks() == "xxxxxxxxx..", "all is well"
        await lets_the_bot_manage_channels(hands, may=False)
        assert await hands.ticks() == "xxxxxxxxx.."
        await ask_the_doctor(hands)
        assert await hands.ticks() == "xxxxxxxxxx."

        await ask_the_doctor(hands)
        assert await hands.ticks() == "xxxxxxxxxx.", "it says the same again"
        await lets_the_bot_manage_channels(hands, may=True)
        assert await hands.ticks() == "xxxxxxxxxx."
        await ask_the_doctor(hands)
        assert await hands.ticks() == "xxxxxxxxxxx"

        await hands.opens_ticket("stranger")
        await hands.lets_pass("P1D")
        assert await hands.ticks() == "xxxxxxxxxxx", "what was done stays done"


async def ask_the_doctor(hands: Hands) -> None:
    answer = await hands.ask("POST", "/people/administrator/channels/support/commands", {"name": "desk doctor"})
    await hands.ask("GET", f"/people/administrator/answers/{answer['interaction']}")


async def test_the_steps_lead_to_who_does_them_and_where() -> None:
    async with tried() as hands:
        before = [(step["person"], step["channel"]) for step in (await hands.ask("GET", "/guide"))["steps"]]
        ticket = await hands.opens_ticket("stranger", "Product issue")
        after = [(step["person"], step["channel"]) for step in (await hands.ask("GET", "/guide"))["steps"]]
        seen = {
            person: [each["id"] for each in (await hands.ask("GET", f"/people/{person}"))["guilds"][0]["channels"]]
            for person, _ in after
        }
        direct = {person: (await hands.ask("GET", f"/people/{person}"))["direct"]["id"] for person, _ in after}

    assert (before[2], before[3]) == (("staff", None), ("owner", None))
    assert (after[2], after[3]) == (("product staff", ticket), ("stranger", ticket))
    assert after[8] == ("stranger", direct["stranger"])
    assert all(channel in (*seen[person], direct[person]) for person, channel in after), "each sees where they are led"


async def test_where_a_ticket_is_gone_the_step_that_needs_one_leads_to_what_comes_first() -> None:
    async with tried() as hands:
        ticket = await hands.opens_ticket()
        await hands.prioritises("staff", ticket)
        await hands.says("owner", ticket, "Can you look at it today?")
        await hands.says("staff", ticket, "It works again, please look.")
        assert await fifth(hands) == ("Nobody waits for an answer now", "owner", ticket)

        await hands.lets_pass("P14D")
        assert await hands.ticks() == "xxxx.xxx..."
        support = (await hands.step(1))["channel"]
        assert await fifth(hands) == ("Your ticket is closed", "owner", support)

        ticket = await hands.opens_ticket()
        assert await fifth(hands) == ("Your new ticket has no priority yet", "staff", ticket)
        await hands.prioritises("staff", ticket)
        assert await fifth(hands) == ("Nobody waits for an answer now", "owner", ticket)
        await hands.says("owner", ticket, "Is it known already?")
        assert (await fifth(hands))[0] == "Nobody answers"
        await hands.lets_pass("PT1H")
        assert await hands.ticks() == "xxxxxxxx..."
        assert (await fifth(hands))[0] == "Nobody answers", "what is done needs nothing more"


async def test_a_ticket_that_is_closed_is_none_to_go_on_with_also_while_its_channel_stands() -> None:
    async with tried() as hands:
        ticket = await hands.opens_ticket()
        await hands.prioritises("staff", ticket)
        await hands.says("owner", ticket, "It has settled itself.")
        assert (await fifth(hands))[0] == "Nobody answers"

        await hands.sends("staff", await hands.opens_form("staff", ticket, "Close ticket"), {})

        assert (await hands.reads("owner", ticket))[0], "it can still be read"
        assert (await fifth(hands))[0] == "Your ticket is closed"


async def fifth(hands: Hands) -> tuple[str, str, str]:
    """How the step begins in which the team is called, who does it, and where."""
    step = await hands.step(5)
    return re.split("[,.]", step["text"])[0], step["person"], step["channel"]


async def test_a_reminder_needs_an_answer_to_which_nobody_has_replied() -> None:
    async with tried() as hands:
        ticket = await hands.opens_ticket()
        await hands.prioritises("staff", ticket)
        await hands.says("staff", ticket, "It works again, please look.")
        assert (await hands.step(7))["text"].startswith("The member does not reply.")

        await hands.says("owner", ticket, "It does not.")

        step = await hands.step(7)
        assert step["text"].startswith("The team has not answered yet"), step
        assert (step["person"], step["channel"]) == ("staff", ticket)


async def test_any_member_and_any_order_will_do() -> None:
    async with tried() as hands:
        ticket = await hands.opens_ticket("stranger")
        await hands.says("stranger", ticket, "Is anybody there?")
        assert await hands.ticks() == "xx.x......."

        await hands.prioritises("administrator", ticket, "low")
        await hands.says("administrator", ticket, "Yes.")
        assert await hands.ticks() == "xxxx.x....."


async def test_whoever_watches_is_told_of_a_tick() -> None:
    async with tried() as hands, hands.watching("lead") as news:
        await hands.opens_form("owner", "support", "Database")
        told = await news("guide")

    assert [step["is_done"] for step in told["guide"]["steps"]] == [True] + 10 * [False]


async def test_the_next_thing_that_happens_is_the_desks_own_and_comes_at_its_own_moment() -> None:
    async with tried() as hands:
        assert await next_one(hands) is None, "nobody waits for anything"

        ticket = await hands.opens_ticket()
        await hands.prioritises("staff", ticket)
        due = await next_one(hands)
        await hands.ask("POST", "/time/step", {})
        (call,) = await hands.reads("staff", "sla")

        assert due is not None
        assert call["at"] == (await hands.ask("GET", "/time"))["now"]
        assert datetime.fromisoformat(call["at"]) == due


async def test_time_waits_for_a_press_that_is_under_way() -> None:
    async with tried() as hands:
        gate = hands.trial.stage.sandbox.faults.hold("POST", "/guilds/{guild_id}/channels")
        before = hands.trial.stage.now()

        async with asyncio.TaskGroup() as group:
            opening = group.create_task(hands.opens_ticket())
            await gate.reached.wait()
            step = group.create_task(hands.call("POST", "/time/step", {"by": "PT1H"}))
            for _ in range(100):
                await asyncio.sleep(0)
            stood = hands.trial.stage.now()
            gate.release()
            status, moved = await step

        ticket = await opening
        card = (await hands.reads("owner", ticket))[0]
        assert (stood, status) == (before, 200)
        assert datetime.fromisoformat(card["at"]) == before, "the press ended in the moment in which it began"
        assert (datetime.fromisoformat(moved["until"]) - before).total_seconds() == 3600


async def test_a_desk_that_does_not_come_to_an_end_is_told_and_time_goes_on_later() -> None:
    async with tried() as hands:
        stage = hands.trial.stage
        stage.patience = 0.2
        gate = stage.sandbox.faults.hold("POST", "/guilds/{guild_id}/channels")
        before = stage.now()

        async with asyncio.TaskGroup() as group:
            opening = group.create_task(hands.opens_ticket())
            await gate.reached.wait()
            status, refused = await hands.call("POST", "/time/step", {"by": "PT1H"})
            with pytest.raises(StillBusy):
                await stage.run_until(before)
            gate.release()
        await opening

        assert (status, stage.now()) == (409, before)
        assert "try again" in refused["message"]

        await hands.lets_pass("PT1H")

        assert (stage.now() - before).total_seconds() == 3600


async def test_a_window_that_is_closed_in_the_middle_of_a_step_holds_nobody_up() -> None:
    async with tried() as hands:
        ticket = await hands.opens_ticket()
        await hands.prioritises("staff", ticket)
        async with hands.watching("staff") as news:
            step = asyncio.ensure_future(hands.call("POST", "/time/step", {"by": "P30D"}))
            await news("message")
            step.cancel()

        moved = await hands.ask("POST", "/time/step", {"by": "PT1H"})

        assert (await hands.ask("GET", "/time"))["now"] == moved["until"]
        assert (await hands.says("owner", ticket, "Here I am again."))["text"] == "Here I am again."


SUPPORT, SLA = "/people/owner/channels/support", "/people/staff/channels/sla"
NONSENSE: tuple[tuple[int, str, str, object], ...] = (
    (404, "POST", f"{SUPPORT}/messages/1/click", {"custom_id": "st:close:1-1::"}),
    (404, "POST", "/people/owner/channels/nowhere/messages", {"text": "hello"}),
    (404, "POST", "/people/nobody/channels/support/messages", {"text": "hello"}),
    (400, "POST", f"{SUPPORT}/messages", {"text": 4000 * "x"}),
    (404, "POST", f"{SUPPORT}/commands", {"name": "setup", "options": {"category": "support"}}),
    (
        200,
        "POST",
        f"{SUPPORT}/commands",
        {"name": "close_ticket"},
    ),  # it is offered; the desk says that this is no ticket
    (400, "POST", f"{SLA}/commands", {"name": "priority", "options": {"priority": "at once"}}),
    (404, "POST", "/people/owner/forms/1", {"values": {}}),
    (400, "POST", "/time/step", {"by": "-PT1H"}),
    (400, "POST", "/time/step", {"to": "yesterday"}),
    (400, "PUT", "/time/pace", {"pace": -1}),
    (404, "POST", "/nothing/of/the/kind", None),
)


async def test_the_desk_outlives_a_page_that_does_nonsense_while_time_moves() -> None:
    async with tried(pace=3600.0) as hands:
        answered = []
        ticket = await hands.opens_ticket("stranger")
        async with asyncio.TaskGroup() as group:
            for _ in range(5):
                group.create_task(hands.call("POST", "/time/step", {"by": "PT8H"}))
                for wanted, method, path, body in NONSENSE:
                    answered.append((wanted, group.create_task(hands.call(method, path, body))))
                group.create_task(hands.call("POST", f"/people/stranger/channels/{ticket}/messages", {"text": "?"}))
                group.create_task(hands.call("DELETE", f"/people/administrator/channels/{ticket}"))
        await hands.ask("PUT", "/time/pace", {"pace": 0})
        again = await hands.opens_ticket()
        await hands.prioritises("staff", again)

        assert [wanted for wanted, _ in answered] == [each.result()[0] for _, each in answered]
        assert (await hands.ticks()).startswith("xxx")
