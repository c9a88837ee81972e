"""What people wish for beside opening and closing, by command and by button, and what each of them reads of it."""

import pytest

from bot.sandbox import Channel, Person, Seen
from models.errors import Reason
from models.ids import Address, GuildId
from models.ticket import Ending, Side
from tests.support.town import SAYS, Town, a_town

ANSWERS, REFUSALS, BUTTONS = SAYS.answers, SAYS.answers.refusals, SAYS.in_ticket


async def pressed(town: Town, person: Person, message: Seen, label: str) -> str:
    return await town.answer(await person.click(message, label))


def with_button(messages: list[Seen], label: str) -> Seen:
    return next(one for one in reversed(messages) if any(button.label == label for button in one.buttons))


async def reminded(town: Town) -> tuple[Channel, Seen]:
    """A ticket that the team answered and its owner left, and the reminder in it."""
    channel = await town.open_with_priority()
    await town.staff.say(channel, "Have you tried it again?")
    await town.quiet()
    await town.wait(hours=25)
    return channel, with_button(town.owner.sees(channel), BUTTONS.still_button)


async def test_nobody_is_said_to_have_been_called_where_nobody_is() -> None:
    async with a_town() as town:
        policies = town.app.policies
        kinds = {key: kind.model_copy(update={"call_on_open": None}) for key, kind in policies.policy.types.items()}
        policies.change(policies.policy.model_copy(update={"types": kinds}))

        answer = await town.answer(await town.submit(town.owner))

        (channel,) = town.channels().values()
        assert answer == ANSWERS.opened_uncalled.format(ticket=f"<#{channel.id}>")


# --- another team ---


async def test_a_ticket_that_moves_says_what_changed_and_its_mover_may_leave() -> None:
    async with a_town() as town:
        channel = await town.open_with_priority("high")

        answer = await (await town.staff.slash(channel, "ticket_type", type="product_issues")).answer()
        await town.quiet()

        label = town.app.policies.policy.types[town.ticket().term.type].label
        assert ANSWERS.type_set.format(type=label) in answer.text
        assert ANSWERS.type_promise.format(span="1 hour") in answer.text
        assert ANSWERS.type_guest in answer.text
        assert channel in town.staff.channels()
        assert await pressed(town, town.staff, answer, BUTTONS.leave_button) == ANSWERS.left
        assert channel not in town.staff.channels()


async def test_whoever_is_of_the_new_team_too_is_no_guest() -> None:
    async with a_town() as town:
        town.stage.give_role(town.guild, town.staff.user, town.other_role)
        channel = await town.open()

        answer = await (await town.staff.slash(channel, "ticket_type", type="product_issues")).answer()
        await town.quiet()

        assert answer.buttons == ()
        assert ANSWERS.type_guest not in answer.text


async def test_a_type_that_it_has_already_changes_nothing() -> None:
    async with a_town() as town:
        channel = await town.open()
        before = town.ticket()

        answer = await town.answer(await town.staff.slash(channel, "ticket_type", type="database"))

        assert answer == ANSWERS.type_is.format(type="Database")
        assert town.ticket() == before


async def test_a_type_that_is_not_offered_any_more_is_refused() -> None:
    async with a_town() as town:
        channel = await town.open()
        given = [{"name": "type", "type": 3, "value": "no_such_type"}]

        assert await town.answer(town.staff.forge_slash(channel, "ticket_type", given)) == REFUSALS[Reason.NO_SUCH_TYPE]
        assert town.ticket().term.type == "database"


# --- no answer needed, still need help, solved ---


async def test_no_answer_is_needed_by_button_and_by_command() -> None:
    async with a_town() as town:
        channel = await town.open_with_priority()

        answers = [
            await pressed(town, town.staff, town.card(channel), BUTTONS.no_answer_button),
            await town.answer(await town.staff.slash(channel, "no_answer_needed")),
        ]

        assert answers == [ANSWERS.no_answer_needed] * 2
        assert [turn.side for turn in town.ticket().turns[-2:]] == [Side.WAIVED] * 2


async def test_an_owner_who_still_needs_help_has_spoken() -> None:
    async with a_town() as town:
        _, reminder = await reminded(town)

        assert await pressed(town, town.owner, reminder, BUTTONS.still_button) == ANSWERS.still_open
        assert town.ticket().turns[-1].side is Side.OWNER


async def test_an_owner_says_that_it_is_solved_after_being_asked() -> None:
    async with a_town() as town:
        _, reminder = await reminded(town)

        response = await (await town.owner.click(reminder, BUTTONS.solved_button)).response
        assert response.form is not None
        assert town.ticket().closing is None
        answer = await town.answer(await town.owner.submit(response.form, {"note": "Thank you"}))

        assert answer == ANSWERS.solved_and_asked
        closing = town.ticket().closing
        assert closing is not None
        assert (closing.ending, closing.note) == (Ending.BY_OWNER, "Thank you")


async def test_no_window_asks_somebody_else_whether_it_is_solved() -> None:
    async with a_town() as town:
        _, reminder = await reminded(town)

        response = await (await town.staff.click(reminder, BUTTONS.solved_button)).response

        assert response.message is not None
        assert response.message.text == REFUSALS[Reason.OWNER_ONLY]


# --- reopening ---


async def test_staff_open_a_closed_ticket_again_in_its_channel() -> None:
    async with a_town() as town:
        channel = await town.open_with_priority()
        await town.close(channel)

        answer = await town.answer(await town.staff.slash(channel, "reopen"))

        assert answer == ANSWERS.reopened.format(ticket=f"<#{channel.id}>")
        assert town.ticket().closing is None
        await town.owner.say(channel, "it is open to its owner")


async def test_the_owner_opens_it_again_by_direct_message_and_gets_a_new_channel_where_the_old_one_is_gone() -> None:
    async with a_town() as town:
        await town.close(await town.open_with_priority())
        await town.wait(minutes=6)
        assert town.channels() == {}

        copy = with_button(town.owner.inbox(), BUTTONS.reopen_button)
        answer = await pressed(town, town.owner, copy, BUTTONS.reopen_button)

        (channel,) = town.channels().values()
        assert answer == ANSWERS.reopened.format(ticket=f"<#{channel.id}>")
        assert town.ticket().closing is None


async def test_an_open_ticket_is_not_opened_again_and_a_late_wish_is_too_late() -> None:
    async with a_town() as town:
        channel = await town.open_with_priority()
        assert await town.answer(await town.staff.slash(channel, "reopen")) == REFUSALS[Reason.NOT_CLOSED]
        await town.close(channel)
        copy = with_button(town.owner.inbox(), BUTTONS.reopen_button)

        await town.wait(hours=73)

        answer = await pressed(town, town.owner, copy, BUTTONS.reopen_button)
        assert answer == REFUSALS[Reason.TOO_LATE]
        assert town.channels() == {}


# --- what was typed is not lost ---


@pytest.mark.parametrize("op", ["confirm", "solve"])
async def test_a_note_that_comes_too_late_is_given_back_with_the_button_of_its_window(op: str) -> None:
    async with a_town() as town:
        channel = await town.open_with_priority()
        await town.close(channel)
        person, field = (town.staff, "reason") if op == "confirm" else (town.owner, "note")

        attempt = person.forge_form(channel, f"st:{op}:{town.guild.id}-1::", {field: "typed on a phone"})

        refusal = await attempt.answer()
        assert refusal.text == f"{REFUSALS[Reason.CLOSED]}\ntyped on a phone"
        await town.answer(await town.staff.slash(channel, "reopen"))
        response = await (await person.click(refusal, ANSWERS.fix_it)).response
        assert response.form is not None
        assert response.form.fields[0].default == "typed on a phone"


async def test_a_comment_with_a_rating_that_is_refused_is_given_back_with_the_button_of_its_window() -> None:
    async with a_town() as town:
        channel = await town.open_with_priority()
        await town.close(channel)
        (copy,) = town.owner.inbox()
        window = (await (await town.owner.click(copy, "4 ★")).response).form
        assert window is not None
        await town.answer(await town.staff.slash(channel, "reopen"))

        refusal = await (await town.owner.submit(window, {"comment": "typed on a phone"})).answer()

        assert refusal.text == f"{REFUSALS[Reason.NOT_CLOSED]}\ntyped on a phone"
        await town.close(channel)
        again = (await (await town.owner.click(refusal, ANSWERS.fix_it)).response).form
        assert again is not None
        assert again.custom_id == window.custom_id
        assert again.fields[0].default == "typed on a phone"
        await town.answer(await town.owner.submit(again, {}))
        closing = town.ticket().closing
        assert closing is not None
        rating = closing.rating
        assert rating is not None
        assert (rating.stars, rating.comment) == (4, "typed on a phone")


async def test_a_rating_without_a_comment_that_is_refused_gives_nothing_back() -> None:
    async with a_town() as town:
        await town.open_with_priority()

        attempt = town.owner.forge_form(town.owner.dm, f"st:rated:{town.guild.id}-1:4:", {"comment": " "})

        refusal = await attempt.answer()
        assert (refusal.text, refusal.buttons) == (REFUSALS[Reason.NOT_CLOSED], ())


async def test_where_nothing_was_typed_nothing_is_given_back() -> None:
    async with a_town() as town:
        channel = await town.open_with_priority()
        await town.close(channel)

        refusal = await town.staff.forge_form(channel, f"st:confirm:{town.guild.id}-1::", {"reason": " "}).answer()

        assert (refusal.text, refusal.buttons) == (REFUSALS[Reason.CLOSED], ())


# --- the whole record ---


async def test_a_lead_reads_the_whole_record_of_any_ticket_and_the_team_reads_who_did() -> None:
    async with a_town() as town:
        channel = await town.open_with_priority()
        message = await town.owner.say(channel, "said and taken back")
        await town.quiet()
        await town.owner.delete(message)
        await town.close(channel)
        await town.wait(minutes=6)

        answer = await (await town.admin.slash(town.lobby, "transcript full", ticket=1)).answer()
        await town.quiet()

        assert answer.is_ephemeral
        assert answer.text == ANSWERS.full_record.format(number=1)
        assert "said and taken back" in answer.files[0].content.decode()
        audit = town.admin.sees(town.log)[-1].text
        assert SAYS.to_staff.audit_title.format(number=1) in audit
        assert f"<@{town.admin.user.id}>" in audit


async def test_a_record_that_is_too_large_is_said_so() -> None:
    async with a_town() as town:
        channel = await town.open_with_priority()
        route = "/webhooks/{webhook_id}/{webhook_token}/messages/@original"
        town.sandbox.faults.fail("PATCH", route, status=413, code=40005)

        assert await town.answer(await town.admin.slash(channel, "transcript full")) == ANSWERS.record_too_large


@pytest.mark.parametrize(("number", "answer"), [(0, ANSWERS.not_ours), (999, REFUSALS[Reason.NO_SUCH_NUMBER])])
async def test_a_record_of_no_ticket_is_none(number: int, answer: str) -> None:
    async with a_town() as town:
        given = {"name": "full", "type": 1, "options": [{"name": "ticket", "type": 4, "value": number}]}

        assert await town.answer(town.admin.forge_slash(town.lobby, "transcript", [given])) == answer
        assert town.app.supervisor.state_of(Address(GuildId(town.guild.id), number or 999)) is None


# --- the panel's menu ---


async def test_a_choice_of_the_panels_menu_opens_the_form_of_its_type_and_a_wrong_one_none() -> None:
    async with a_town() as town:
        panel = next(message for message in town.owner.sees(town.lobby) if message.buttons)
        custom_id = f"st:choose:{town.guild.id}-0::"

        right = await town.owner.forge_component(town.lobby, panel, custom_id, ["product_issues"]).response
        wrong = await town.owner.forge_component(town.lobby, panel, custom_id, ["no_such_type"]).response

        assert right.form is not None
        assert right.form.custom_id.startswith(f"st:form:{town.guild.id}-0:product_issues:")
        assert wrong.message is not None
        assert wrong.message.text == REFUSALS[Reason.NO_SUCH_TYPE]
