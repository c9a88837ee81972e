"""Before a priority is set the team cannot write; who can all the same gets their message back."""

import pytest

from bot.sandbox import NotAllowed, allow
from tests.support.town import SAYS, SEEN_AND_WRITTEN, a_town


async def test_the_team_cannot_write_before_a_priority_is_set_and_can_afterwards() -> None:
    async with a_town() as town:
        channel = await town.open()

        with pytest.raises(NotAllowed):
            await town.staff.say(channel, "too early")

        await town.answer(await town.staff.slash(channel, "priority", priority="low"))
        await town.staff.say(channel, "now")
        await town.quiet()
        assert town.said(channel)[-1] == "now"


async def test_an_administrator_who_serves_the_ticket_is_held_back_and_gets_the_text_back() -> None:
    async with a_town() as town:
        town.stage.give_role(town.guild, town.admin.user, town.role)
        channel = await town.open()

        await town.admin.say(channel, "an answer without a clock")
        await town.quiet()

        assert "an answer without a clock" not in town.said(channel)
        (returned,) = town.admin.inbox()
        assert "an answer without a clock" in returned.text
        assert town.said(channel)[-1].startswith(
            "This ticket has no priority yet, so the team cannot write here for now."
        )


async def test_a_guest_who_is_held_back_is_not_told_to_do_what_only_the_team_may() -> None:
    async with a_town() as town:
        channel = await town.open()
        town.stage.overwrite(channel, allow(town.stranger.user, *SEEN_AND_WRITTEN))
        town.stage.give_role(town.guild, town.admin.user, town.role)

        await town.stranger.say(channel, "as a guest")
        await town.admin.say(channel, "as one of the team")
        await town.quiet()

        (to_guest,), (to_team,) = town.stranger.inbox(), town.admin.inbox()
        assert "as a guest" in to_guest.text
        assert SAYS.returned.text_to_guest.format(ticket=f"<#{channel.id}>") in to_guest.text
        assert "/priority" not in to_guest.text
        assert SAYS.returned.text.format(ticket=f"<#{channel.id}>") in to_team.text
        assert "/priority" in to_team.text


async def test_a_priority_is_asked_for_once() -> None:
    async with a_town() as town:
        channel = await town.open()

        for text in ("one", "two", "three"):
            await town.admin.say(channel, text)
            await town.quiet()

        asked = [text for text in town.said(channel) if text.startswith(SAYS.in_ticket.ask_priority)]
        assert len(asked) == 1
        assert len(town.admin.inbox()) == 3


async def test_who_takes_no_direct_messages_is_told_in_the_sla_channel_without_the_text() -> None:
    async with a_town() as town:
        town.admin.close_dms()
        channel = await town.open()

        await town.admin.say(channel, "a secret")
        await town.quiet()

        (note,) = [message for message in town.admin.sees(town.sla) if message.calls_me]
        assert "a secret" not in note.text
        assert SAYS.to_staff.unreturned_title.format(number=1) in note.text


async def test_the_owner_writes_before_any_priority() -> None:
    async with a_town() as town:
        channel = await town.open()

        await town.owner.say(channel, "one more thing")
        await town.quiet()

        assert town.said(channel)[-1] == "one more thing"
        assert town.owner.inbox() == []


async def test_an_owner_who_serves_the_type_is_never_held_back_in_their_own_ticket() -> None:
    async with a_town() as town:
        town.stage.give_role(town.guild, town.admin.user, town.role)
        channel = await town.open(town.admin)

        await town.admin.say(channel, "my own ticket")
        await town.quiet()

        assert town.said(channel)[-1] == "my own ticket"


async def test_what_was_held_back_is_marked_in_the_teams_copy_without_its_text_and_missing_in_the_owners() -> None:
    async with a_town() as town:
        channel = await town.open()
        await town.admin.say(channel, "held-back-text")
        await town.quiet()
        await town.answer(await town.staff.slash(channel, "priority", priority="low"))
        await town.close(channel)

        (record,), (copy,) = town.staff.sees(town.transcripts), town.owner.inbox()
        pages = [message.files[0].content.decode() for message in (record, copy)]
        assert all("held-back-text" not in page for page in pages)
        assert SAYS.page.held_back.format(name="admin") in pages[0]
        assert SAYS.page.held_back.format(name="admin") not in pages[1]
