"""A ticket's life over real sockets, from the panel's button to the rating, as each person sees it."""

from datetime import timedelta

from bot.sandbox import OutcomeKind
from models.ticket import Ending
from tests.support.town import MORNING, a_town


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
        assert answer == "The priority is High now: messages are answered within 1 hour."
        await town.staff.say(channel, "We look into it.")
        await town.quiet()

        response = await (await town.staff.click(town.card(channel), "Close ticket")).response
        assert response.form is not None
        answer = await town.answer(await town.staff.submit(response.form, {"reason": "restored", "feedback": "Yes"}))
        assert answer.startswith("The ticket is closed.")
        (record,) = [message for message in town.staff.sees(town.transcripts)]
        (copy,) = town.owner.inbox()
        assert [file.filename for file in (*record.files, *copy.files)] == ["ticket-0001.html", "ticket-0001.html"]
        assert "We look into it." in copy.files[0].content.decode()

        response = await (await town.owner.click(copy, "5 ★")).response
        assert response.form is not None
        answer = await town.answer(await town.owner.submit(response.form, {"comment": "quick and kind"}))
        assert answer.startswith("Thank you! You gave 5 of 5.")
        (record,) = town.staff.sees(town.transcripts)
        assert "★★★★★ 5 of 5\nComment: quick and kind" in record.text

        await town.wait(minutes=5)
        assert town.channels() == {}
