"""Many people at once, the same thing twice, too late, and people where they do not belong."""

import anyio
import pytest

from bot.sandbox import NotAllowed, Person
from bot.sandbox.looks import objects
from models.errors import Reason
from models.ids import Address, GuildId, What
from tests.support.town import SAYS, Town, a_town

REFUSALS = SAYS.answers.refusals


async def test_two_people_at_the_same_moment_get_two_tickets_with_two_numbers() -> None:
    async with a_town() as town:
        forms = [(person, await town.form(person)) for person in (town.owner, town.stranger)]

        attempts = [await who.submit(form, {"title": "At once", "text": "Both of us."}) for who, form in forms]
        answers = [await town.answer(attempt) for attempt in attempts]

        assert len(set(answers)) == 2
        assert sorted(channel.name for channel in town.channels().values()) == ["database-0001", "database-0002"]
        owners = [int(town.ticket(number).owner) for number in (1, 2)]
        assert owners == [int(person.user.id) for person in (town.owner, town.stranger)]


async def test_one_form_delivered_twice_is_one_ticket() -> None:
    async with a_town() as town:
        attempt = await town.submit(town.owner)
        town.owner.redeliver(attempt)
        await town.answer(attempt)

        town.owner.redeliver(attempt)
        await town.quiet()

        assert len(town.channels()) == 1


async def test_one_form_delivered_again_after_a_restart_is_one_ticket() -> None:
    async with a_town() as town:
        attempt = await town.submit(town.owner)
        await town.answer(attempt)
        await town.stop()
        await town.start()

        town.owner.redeliver(attempt)
        await town.quiet()

        assert len(town.channels()) == 1


async def test_a_close_delivered_twice_closes_once() -> None:
    async with a_town() as town:
        channel = await town.open_with_priority()
        attempt = await town.staff.slash(channel, "close_ticket")
        town.staff.redeliver(attempt)

        assert await town.answer(attempt) == SAYS.answers.closed_and_asked
        assert len(town.owner.inbox()) == 1


async def test_who_opens_another_ticket_is_told_of_the_ones_that_are_open() -> None:
    async with a_town() as town:
        first = await town.open()

        answer = await town.answer(await town.submit(town.owner))

        (second,) = (channel for channel in town.channels().values() if channel.id != first.id)
        opened = SAYS.answers.opened.format(ticket=f"<#{second.id}>")
        assert answer == f"{opened}\n{SAYS.answers.also_open.format(tickets=f'<#{first.id}>')}"


async def test_a_form_that_comes_too_late_to_be_answered_is_not_lost() -> None:
    async with a_town() as town:
        form, filled = await town.form(), {"title": "Too late", "text": "But here it is."}

        attempt = town.owner.forge_form(town.lobby, form.custom_id, filled, age=5.0)
        await town.quiet()

        assert attempt.interaction.answered_with is None
        (channel,) = town.channels().values()
        assert "But here it is." in "\n".join(town.said(channel))


async def test_the_ticket_is_prepared_for_who_does_not_wait_for_its_channel() -> None:
    async with a_town() as town:
        gate = town.sandbox.faults.hold("POST", "/guilds/{guild_id}/channels")
        attempt = await town.submit(town.owner)
        await gate.reached.wait()
        with anyio.move_on_after(0.05):
            await attempt.answer()
            pytest.fail("the answer came before the channel")

        gate.release()

        assert (await town.answer(attempt)).startswith("Your ticket is here")


async def test_who_cannot_get_a_channel_is_told_and_so_is_the_team() -> None:
    async with a_town() as town:
        form = await town.form()
        town.sandbox.faults.fail("POST", "/guilds/{guild_id}/channels", status=400, code=30013, times=9)

        answer = await town.answer(await town.owner.submit(form, {"title": "A title", "text": "A whole sentence."}))

        assert answer == SAYS.answers.no_channel.format(number=1)
        assert any(SAYS.things[What.SURFACE] in message.text.casefold() for message in town.staff.sees(town.log))


async def test_a_stranger_sees_no_ticket_and_can_use_no_command_there() -> None:
    async with a_town() as town:
        channel = await town.open()

        with pytest.raises(NotAllowed):
            await town.stranger.slash(channel, "priority", priority="low")
        attempt = town.stranger.forge_slash(channel, "priority", [{"name": "priority", "type": 3, "value": "low"}])

        assert await town.answer(attempt) == REFUSALS[Reason.STAFF_ONLY]
        assert town.ticket().promised_at is None


async def test_another_team_has_no_say_in_this_ticket() -> None:
    async with a_town() as town:
        town.stage.give_role(town.guild, town.stranger.user, town.other_role)
        channel = await town.open()

        attempt = town.stranger.forge_slash(channel, "close_ticket")

        assert await town.answer(attempt) == REFUSALS[Reason.STAFF_ONLY]
        assert town.ticket().closing is None


async def test_only_an_administrator_sets_the_desk_up() -> None:
    async with a_town(is_set_up=False) as town:
        assert "setup" not in town.staff.commands(town.lobby)
        options = [{"name": "category", "type": 7, "value": str(town.category.id)}]

        attempt = town.staff.forge_slash(town.lobby, "setup", options)

        assert await town.answer(attempt) == REFUSALS[Reason.ADMIN_ONLY]
        assert town.said(town.lobby) == []


@pytest.mark.parametrize(
    ("category", "channel", "reason"),
    [("lobby", "lobby", Reason.NOT_A_CATEGORY), ("category", "category", Reason.NOT_A_TEXT_CHANNEL)],
)
async def test_a_desk_is_set_up_only_where_tickets_and_panel_can_stand(
    category: str, channel: str, reason: Reason
) -> None:
    async with a_town(is_set_up=False) as town:
        given = {"category": getattr(town, category), "channel": getattr(town, channel)}
        with pytest.raises(NotAllowed):
            await town.admin.slash(town.lobby, "setup", **given)
        options = [{"name": name, "type": 7, "value": str(one.id)} for name, one in given.items()]
        shown = {str(one.id): objects.channel(town.sandbox.world, one) for one in given.values()}

        attempt = town.admin.forge_slash(town.lobby, "setup", options, resolved={"channels": shown})

        assert await town.answer(attempt) == REFUSALS[reason].format(channel=f"<#{getattr(town, channel).id}>")
        assert not any(message.buttons for message in town.admin.sees(town.lobby))


async def test_a_desk_is_not_set_up_with_ids_that_discord_says_nothing_of() -> None:
    async with a_town(is_set_up=False) as town:
        options = [{"name": "category", "type": 7, "value": str(town.category.id)}]

        attempt = town.admin.forge_slash(town.lobby, "setup", options)

        assert await town.answer(attempt) == SAYS.answers.not_ours
        assert not any(message.buttons for message in town.admin.sees(town.lobby))


async def test_in_another_server_there_is_no_desk_to_set_up_and_no_ticket_to_open() -> None:
    async with a_town() as town:
        foreign = await foreign_admin(town)
        lobby = next(one for one in foreign.channels() if one.name == "their-lobby")
        theirs = next(one for one in town.sandbox.world.guilds.values() if one.id == lobby.guild_id)
        tickets = town.stage.category(theirs, "their tickets")
        own = await foreign.say(lobby, "a message to press on")

        set_up = await town.answer(await foreign.slash(lobby, "setup", category=tickets))
        button, form = (f"st:{wish}:{lobby.guild_id}-0:database:" for wish in ("open", "form"))
        pressed = await town.answer(foreign.forge_component(lobby, own, button))
        sent = await town.answer(foreign.forge_form(lobby, form, {"title": "A title", "text": "A whole sentence."}))

        assert set_up == REFUSALS[Reason.NOT_THIS_SERVER]
        assert [pressed, sent] == [REFUSALS[Reason.NOT_SET_UP]] * 2
        assert not any(message.buttons for message in foreign.sees(lobby))


async def test_the_panel_stands_in_the_channel_that_was_named() -> None:
    async with a_town(is_set_up=False) as town:
        elsewhere = town.stage.channel(town.guild, "support")

        answer = await town.answer(
            await town.admin.slash(town.lobby, "setup", category=town.category, channel=elsewhere)
        )

        assert answer == SAYS.answers.set_up.format(channel=f"<#{elsewhere.id}>", category=f"<#{town.category.id}>")
        (panel,) = town.owner.sees(elsewhere)
        assert [button.label for button in panel.buttons] == ["Database", "Product issue"]


async def test_a_panel_set_up_again_takes_the_place_of_the_first() -> None:
    async with a_town() as town:
        await town.set_up()

        assert len([message for message in town.owner.sees(town.lobby) if message.buttons]) == 1


async def test_commands_are_told_to_discord_once_and_mended_where_they_differ() -> None:
    async with a_town() as town:
        assert town.put_commands() == 1

        await town.stop()
        await town.start()
        assert town.put_commands() == 1

        town.sandbox.world.commands.clear()
        await town.stop()
        await town.start()
        assert town.put_commands() == 2


async def test_the_team_wakes_what_is_stuck_and_is_told_where_nothing_is() -> None:
    async with a_town() as town:
        channel = await town.open_with_priority()

        assert await town.answer(await town.staff.slash(channel, "revive")) == SAYS.answers.nothing_to_revive
        assert await town.answer(await town.owner.slash(channel, "revive")) == REFUSALS[Reason.TEAM_ONLY]
        assert await town.answer(await town.owner.slash(town.lobby, "revive")) == REFUSALS[Reason.TEAM_ONLY]
        assert town.app.supervisor.state_of(Address(GuildId(town.guild.id), 1)) is not None


async def test_another_guilds_ticket_cannot_be_reached_from_here() -> None:
    async with a_town() as town:
        channel = await town.open_with_priority()
        foreign = await foreign_admin(town)
        lobby = next(one for one in foreign.channels() if one.name == "their-lobby")
        card = town.card(channel)
        own = await foreign.say(lobby, "a message to press on")
        close = next(button for button in card.buttons if button.label == "Close ticket")
        assert close.custom_id is not None

        attempt = foreign.forge_component(lobby, own, close.custom_id)

        assert await town.answer(attempt) == SAYS.answers.not_ours
        assert town.ticket().closing is None


async def foreign_admin(town: Town) -> Person:
    """Who runs another server that the bot is in."""
    boss = town.stage.user("another admin")
    town.stage.channel(town.stage.guild("Elsewhere", boss), "their-lobby")
    await town.quiet()
    return town.sandbox.person(boss)
