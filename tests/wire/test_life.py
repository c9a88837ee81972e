"""A ticket's life over real sockets, from the panel's button to the rating, as each person sees it."""

from datetime import timedelta

from models.errors import Reason
from tests.support.town import SAYS, a_town


async def test_a_ticket_lives_from_the_button_to_the_rating() -> None:
    async with a_town() as town:
        channel = await town.open(title="My data is gone", text="It was there yesterday.")
        assert channel.name == "database-0001"
        assert channel in town.owner.channels()
        assert channel in town.staff.channels()
        assert channel not in town.stranger.channels()
        card, form = town.owner.sees(channel)
        assert card.calls_me
        assert "My data is gone\nIt was there yesterday." in form.text

        answer = await town.answer(await town.staff.select(town.card(channel), "high"))
        assert answer == SAYS.answers.priority_set.format(priority="High", span="1 hour")
        await town.staff.say(channel, "We look into it.")
        await town.quiet()

        response = await (await town.staff.click(town.card(channel), "Close ticket")).response
        assert response.form is not None
        answer = await town.answer(await town.staff.submit(response.form, {"reason": "restored", "feedback": "Yes"}))
        assert answer == SAYS.answers.closed_and_asked
        (record,) = town.staff.sees(town.transcripts)
        (copy,) = town.owner.inbox()
        assert [file.filename for file in copy.files] == ["ticket-0001.html"]
        assert [file.filename for file in record.files] == [f"ticket-0001.{kind}" for kind in ("html", "txt", "json")]
        assert "We look into it." in copy.files[0].content.decode()

        response = await (await town.owner.click(copy, "5 ★")).response
        assert response.form is not None
        answer = await town.answer(await town.owner.submit(response.form, {"comment": "quick and kind"}))
        assert answer == SAYS.answers.rated.format(stars=5, span="24 hours")
        (record,) = town.staff.sees(town.transcripts)
        assert "★★★★★ 5 of 5\nComment: quick and kind" in record.text

        await town.wait(minutes=5)
        assert town.channels() == {}


async def test_the_team_is_called_past_half_and_past_all_of_the_promise_and_again_each_day_until_it_answers() -> None:
    async with a_town() as town:
        channel = await town.open()
        await town.wait(minutes=20)
        await town.answer(await town.staff.slash(channel, "priority", priority="high"))
        began = town.now

        await town.wait(hours=50)
        halves = [message for message in town.staff.sees(town.sla) if message.calls_me]
        fulls = [message for message in town.staff.sees(channel) if SAYS.in_ticket.full in message.text]
        assert [message.at - began for message in halves] == [timedelta(days=2, minutes=30, seconds=2)]
        assert [message.at - began for message in fulls] == [timedelta(days=2, hours=1, seconds=2)]
        assert fulls[0].calls_me

        await town.staff.say(channel, "Here is your answer.")
        await town.wait(hours=23)
        assert [message.id for message in town.staff.sees(town.sla)] == [message.id for message in halves]
        assert town.staff.sees(channel)[-1].text == "Here is your answer."


async def test_a_change_of_priority_moves_the_target_and_never_restarts_the_clock() -> None:
    async with a_town() as town:
        channel = await town.open_with_priority("normal")
        began = town.now
        await town.wait(minutes=20)

        await town.answer(await town.staff.slash(channel, "priority", priority="high"))
        await town.wait(minutes=11)

        (half,) = town.staff.sees(town.sla)
        assert half.at - began == timedelta(minutes=30, seconds=2)


async def test_closing_says_what_was_chosen_and_asks_for_no_rating_where_none_is_wished() -> None:
    async with a_town() as town:
        channel = await town.open_with_priority()

        answer = await town.close(channel, feedback=False, reason="a duplicate")

        assert answer == SAYS.answers.closed
        (copy,) = town.owner.inbox()
        assert "a duplicate" in copy.text
        assert [button.label for button in copy.buttons] == [SAYS.in_ticket.reopen_button]


async def test_a_rating_may_be_changed_for_a_day_and_the_record_shows_the_last() -> None:
    async with a_town() as town:
        await town.close(await town.open_with_priority())
        (copy,) = town.owner.inbox()
        await town.rate(copy, 2, "slow")

        await town.wait(hours=23)
        await town.rate(copy, 4, "it came, after all")
        (record,) = town.staff.sees(town.transcripts)
        assert "★★★★☆ 4 of 5\nComment: it came, after all" in record.text

        await town.wait(hours=25)
        window = f"st:rated:{town.guild.id}-1:1:"  # as one that was opened in time
        answer = await town.answer(town.owner.forge_form(town.owner.dm, window, {"comment": "too late"}))
        assert answer == f"{SAYS.answers.refusals[Reason.TOO_LATE]}\ntoo late"
        assert town.staff.sees(town.transcripts)[0].text == record.text
