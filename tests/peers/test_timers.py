"""Defects of other desks in what they do by themselves, each as a test to pass: E1, E4, E8, E12, E16, E17.

The numbers are those of the list of what was found in other projects' source.
"""

from pathlib import Path

from tests.peers.sights import answered, calls, policy_with, stands
from tests.support.town import Town, a_town

NO_AUTOCLOSE = ("autoclose: {owner_idle: 7d, min_after_staff_reply: 72h, warn_before: 24h}", "autoclose: null")


async def restart(town: Town) -> None:
    await town.stop()
    await town.start()


async def test_e01_a_restart_does_not_forget_the_automatic_close() -> None:
    """There: pending closes live in memory alone."""
    async with a_town() as town:
        channel = await answered(town)
        await town.wait(days=3)
        await town.kill()
        await town.start()

        await town.wait(days=4, minutes=14)
        before = stands(town, channel)
        await town.wait(minutes=10)

        assert (before, stands(town, channel)) == (True, False)


async def test_e01_what_is_switched_off_never_closes(tmp_path: Path) -> None:
    """There: a falsy setting closes with the next pass instead of never."""
    async with a_town(policy_file=policy_with(tmp_path, NO_AUTOCLOSE)) as town:
        channel = await answered(town)

        await town.wait(days=60)

        assert stands(town, channel)
        assert calls(town, town.owner, channel) == ["06 09:00"]


async def test_e04_one_timer_does_not_overwrite_another() -> None:
    """There: one stored slot for two timers. Here the reminder, the warning and the close of one ticket all come."""
    async with a_town() as town:
        channel = await answered(town)

        await town.wait(days=2, minutes=1)
        reminded = calls(town, town.owner, channel)
        await town.wait(days=4)
        warned = calls(town, town.owner, channel)
        await town.wait(days=1, minutes=20)

        assert reminded == ["06 09:00"]
        assert warned == ["06 09:00", "10 09:00"]
        assert not stands(town, channel)


async def test_e04_and_c03_what_was_pending_is_judged_by_the_policy_of_the_day(tmp_path: Path) -> None:
    """There: every stored close is armed again at the start, though closing was switched off meanwhile."""
    async with a_town() as town:
        channel = await answered(town)
        await town.wait(days=5)
        await town.stop()
        town.changed["policy_file"] = policy_with(tmp_path, NO_AUTOCLOSE)
        await town.wait(days=5)

        await town.start()
        await town.wait(days=5)

        assert stands(town, channel)


async def test_e08_a_warning_that_fell_into_an_outage_comes_before_the_close_all_the_same() -> None:
    """There: a warning is given only if the deadline falls into the window of a loop's pass."""
    async with a_town() as town:
        channel = await answered(town)
        await town.wait(days=5, hours=23)
        await town.stop()
        await town.wait(days=3)

        await town.start()
        await town.wait(hours=23)
        warned = calls(town, town.owner, channel)[-1]
        await town.wait(hours=2)

        assert warned == "13 08:00"
        assert not stands(town, channel)


async def test_e12_nothing_is_asked_while_nothing_is_due() -> None:
    """There: one request for each open ticket, every minute."""
    async with a_town() as town:
        for _ in range(3):
            await answered(town)
        before = len(town.sandbox.log)

        await town.wait(hours=23, minutes=59)

        assert len(town.sandbox.log) == before


async def test_e16_pings_stop_with_the_answer() -> None:
    """There: an answer satisfies the very query that looks for who is to be pinged."""
    async with a_town() as town:
        channel = await town.open_with_priority("high")
        await town.wait(hours=2)
        assert calls(town, town.staff, channel) == ["04 10:00"]

        await town.staff.say(channel, "an answer")
        await town.wait(days=1, hours=12)

        assert calls(town, town.staff, channel) == ["04 10:00"]
        assert calls(town, town.staff, town.sla) == ["04 09:30"]


async def test_e16_another_priority_does_not_start_the_clock_again() -> None:
    """There: each change of priority restarts the deadline."""
    async with a_town() as town:
        channel = await town.open_with_priority("normal")
        await town.wait(minutes=50)

        await town.answer(await town.staff.slash(channel, "priority", priority="high"))
        await town.wait(minutes=11)

        assert calls(town, town.staff, channel) == ["04 10:00"]


async def test_e17_a_restart_loses_no_alert() -> None:
    """There: the timers of the promise and who has answered live in memory alone."""
    async with a_town() as town:
        late, in_time = await town.open_with_priority("high"), await answered(town)
        await town.wait(minutes=10)

        await restart(town)
        await town.wait(hours=1)

        assert calls(town, town.staff, late) == ["04 10:00"]
        assert calls(town, town.staff, in_time) == []


async def test_c01_what_a_timer_is_set_for_is_in_the_database() -> None:
    """There: timers that silently do nothing. Here there is none to lose: the state says when something is due."""
    async with a_town() as town:
        await town.open_with_priority("high")
        stored = await town.mongo.get_default_database("steward")["tickets"].find_one({"number": 1})

        assert stored is not None
        assert stored["alive"] is True
        assert not [key for key in stored if "timer" in key or "deadline" in key]


async def test_c02_a_ticket_in_which_nothing_was_written_is_closed_like_any_other() -> None:
    """There: the time is counted from the last message, and there is none."""
    async with a_town() as town:
        channel = await town.open()
        await town.answer(await town.staff.slash(channel, "priority", priority="high"))
        await town.staff.say(channel, "an answer to the form alone")
        await town.quiet()

        await town.wait(days=7, minutes=30)

        assert not stands(town, channel)


async def test_c04_what_the_team_writes_starts_the_owners_time_anew() -> None:
    """There: a close that was called off comes back, and notes restart it."""
    async with a_town() as town:
        channel = await answered(town)
        await town.wait(days=6, hours=12)
        await town.staff.say(channel, "one more answer")
        await town.quiet()

        await town.wait(days=2)

        assert stands(town, channel)


async def test_c05_the_team_is_called_again_every_day_until_it_answers() -> None:
    """Asked for in five projects: pings on silence, and one reminder at a time."""
    async with a_town() as town:
        channel = await town.open_with_priority("high")

        found = []
        for _ in range(3):
            await town.wait(days=1)
            found.append(calls(town, town.staff, channel))

        assert found == [["04 10:00"], ["05 10:00"], ["06 10:00"]]


async def test_c23_a_thank_you_keeps_nobody_busy() -> None:
    """There: thanks after the answer keep the promise of the next answer running."""
    async with a_town() as town:
        channel = await answered(town)
        await town.owner.say(channel, "Thanks!")
        await town.answer(await town.staff.slash(channel, "no_answer_needed"))

        await town.wait(days=3)

        assert calls(town, town.staff, channel) == calls(town, town.owner, channel) == []


async def test_c24_the_time_the_team_spent_waiting_is_not_lost_when_the_promise_changes() -> None:
    """There: another promise forgets that its clock stood still while the owner was waited for."""
    async with a_town() as town:
        channel = await answered(town)
        await town.wait(hours=20)
        await town.owner.say(channel, "it is back")
        await town.wait(minutes=10)

        await town.answer(await town.staff.slash(channel, "priority", priority="urgent"))
        at_once = calls(town, town.staff, channel)
        await town.wait(hours=1)

        assert (at_once, calls(town, town.staff, channel)) == ([], ["05 05:30"])


async def test_c24_the_time_the_owner_was_away_is_not_lost_when_the_policy_changes(tmp_path: Path) -> None:
    async with a_town() as town:
        channel = await answered(town)
        await town.wait(hours=12)
        town.stage.leave(town.guild, town.owner.user)
        await town.wait(hours=24)
        town.stage.join(town.guild, town.owner.user)
        await town.quiet()
        await town.stop()
        town.changed["policy_file"] = policy_with(
            tmp_path, ("owner_reminder: {after: 24h", "owner_reminder: {after: 48h")
        )
        await town.start()

        await town.wait(hours=35)
        before = calls(town, town.owner, channel)
        await town.wait(hours=2)

        assert (before, calls(town, town.owner, channel)) == ([], ["07 09:00"])
