"""A ticket closes whatever is missing by then, and staff are told what could not be delivered."""

import pytest

from bot.sandbox import NotAllowed, Permission, allow
from models.errors import Reason
from models.ids import What
from models.ticket import Ending
from tests.support.town import SAYS, Town, a_town

COPY, TRANSCRIPT = SAYS.things[What.COPY], SAYS.things[What.TRANSCRIPT]
STAFF_ONLY = SAYS.answers.refusals[Reason.STAFF_ONLY]


def is_told(town: Town, words: str) -> bool:
    """Whether it stands in the staff log."""
    return any(words.casefold() in message.text.casefold() for message in town.staff.sees(town.log))


async def test_an_owner_without_direct_messages_rates_in_the_locked_channel_which_stays_a_day() -> None:
    async with a_town() as town:
        town.owner.close_dms()
        channel = await town.open_with_priority()

        await town.close(channel)

        assert town.owner.inbox() == []
        copy = next(message for message in town.owner.sees(channel) if message.files)
        assert (await town.rate(copy, 3, "")) == SAYS.answers.rated.format(stars=3, span="24 hours")
        with pytest.raises(NotAllowed):
            await town.owner.say(channel, "still there?")
        await town.wait(hours=23, minutes=59)
        assert town.channels()
        await town.wait(minutes=2)
        assert town.channels() == {}
        assert is_told(town, COPY)


async def test_with_the_copy_delivered_the_locked_channel_stays_five_minutes() -> None:
    async with a_town() as town:
        channel = await town.open_with_priority()

        await town.close(channel)

        with pytest.raises(NotAllowed):
            await town.staff.say(channel, "too late")
        await town.wait(minutes=4, seconds=55)
        assert town.channels()
        await town.wait(seconds=10)
        assert town.channels() == {}


async def test_an_owner_who_left_does_not_keep_a_ticket_open() -> None:
    async with a_town() as town:
        channel = await town.open_with_priority()
        await town.owner.leave(town.guild)

        await town.close(channel)

        closing = town.ticket().closing
        assert closing is not None
        assert closing.ending is Ending.BY_STAFF
        assert len(town.staff.sees(town.transcripts)) == 1
        assert is_told(town, COPY)


async def test_a_channel_deleted_by_hand_closes_the_ticket_and_its_record_is_kept() -> None:
    async with a_town() as town:
        channel = await town.open_with_priority()
        await town.owner.say(channel, "before the axe")
        await town.quiet()

        await town.admin.delete_channel(channel)
        await town.quiet()

        (record,) = town.staff.sees(town.transcripts)
        assert SAYS.closing.endings_short[Ending.SURFACE_DELETED] in record.text
        assert "before the axe" in record.files[0].content.decode()
        (copy,) = town.owner.inbox()
        assert [button.label for button in copy.buttons] == [SAYS.in_ticket.reopen_button]


async def test_without_the_transcripts_channel_the_owner_has_the_copy_and_staff_are_told() -> None:
    async with a_town() as town:
        channel = await town.open_with_priority()
        town.stage.delete_channel(town.transcripts)

        await town.close(channel)

        (copy,) = town.owner.inbox()
        assert is_told(town, TRANSCRIPT)
        await town.rate(copy, 5, "kept all the same")
        assert is_told(town, "kept all the same")


async def test_who_is_not_of_the_team_cannot_close_and_nothing_happens() -> None:
    async with a_town() as town:
        channel = await town.open_with_priority()

        answer = await town.answer(await town.owner.slash(channel, "close_ticket"))
        pressed = await (await town.owner.click(town.card(channel), "Close ticket")).response

        assert answer == STAFF_ONLY
        assert pressed.message is not None
        assert pressed.message.text == STAFF_ONLY
        assert town.ticket().closing is None


async def test_another_team_is_refused_before_a_window_opens() -> None:
    async with a_town() as town:
        channel = await town.open_with_priority()
        town.stage.give_role(town.guild, town.stranger.user, town.other_role)
        town.stage.overwrite(channel, allow(town.stranger.user, Permission.VIEW_CHANNEL))

        (card,) = (message for message in town.stranger.sees(channel) if message.selects)
        refused = await (await town.stranger.click(card, "Close ticket")).response
        opened = await (await town.staff.click(card, "Close ticket")).response

        assert refused.message is not None
        assert refused.message.text == STAFF_ONLY
        assert opened.form is not None


async def test_a_rating_may_be_changed_for_a_day_and_then_no_window_opens_for_it() -> None:
    async with a_town() as town:
        await town.close(await town.open_with_priority())
        (copy,) = town.owner.inbox()
        await town.wait(days=3)

        first = await town.rate(copy, 2, "slow")
        await town.wait(hours=24)
        second = await town.rate(copy, 4, "")
        await town.wait(minutes=1)
        late = await (await town.owner.click(copy, "5 ★")).response

        assert SAYS.closing.ask_rating.format(span="24 hours") in copy.text
        assert [first, second] == [SAYS.answers.rated.format(stars=stars, span="24 hours") for stars in (2, 4)]
        assert late.message is not None
        assert late.message.text == SAYS.answers.refusals[Reason.TOO_LATE]
        (record,) = town.staff.sees(town.transcripts)
        assert "4 of 5" in record.text
        assert "slow" in record.text


async def test_a_closed_ticket_is_not_closed_again() -> None:
    async with a_town() as town:
        channel = await town.open_with_priority()
        await town.close(channel)

        answer = await town.close(channel)

        assert answer == SAYS.answers.refusals[Reason.CLOSED]
        assert len(town.owner.inbox()) == 1


async def test_the_panel_is_not_the_place_to_close() -> None:
    async with a_town() as town:
        answer = await town.answer(await town.staff.slash(town.lobby, "close_ticket"))

        assert answer == SAYS.answers.refusals[Reason.NO_TICKET]
