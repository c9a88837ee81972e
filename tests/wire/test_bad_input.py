"""What nobody should send: a clear error or nothing, one line in the log without what was sent, and life goes on."""

from collections.abc import Iterator

import pytest
from loguru import logger

from bot.sandbox import Attempt, Channel, NotAllowed, OutcomeKind, Person
from models.errors import Reason
from tests.support.town import SAYS, Town, a_town

SECRET = "words-that-belong-to-somebody"
HOSTILE = "@everyone <@&1> **bold** `code` <script>alert(1)</script> [a](http://b) \u202eevil\u200b ~~x~~ ||y||"


@pytest.fixture
def log() -> Iterator[list[str]]:
    """Everything that is logged, with its facts, as text."""
    lines: list[str] = []
    sink = logger.add(lambda message: lines.append(f"{message}{message.record['extra']}"), level=0, format="{message}")
    yield lines
    logger.remove(sink)


async def lives(town: Town) -> bool:
    """Whether a new ticket still comes to be."""
    before = len(town.channels())
    await town.open(town.stranger)
    return len(town.channels()) == before + 1


def custom_ids(town: Town) -> list[str]:
    guild = town.guild.id
    return [
        "",
        "x",
        "st",
        "st:close",
        "st:close:::",
        f"st:close:{guild}-1",
        f"st:close:{guild}-1::::",
        f"st:nothing:{guild}-1::abc",
        f"st:close:{guild}-99::abc",
        f"st:close:{guild}-0::abc",
        f"st:close:{guild + 1}-1::abc",
        f"st:close:{guild}-1:\u0661:abc",
        f"st:confirm:{guild}-1::abc",
        f"st:open:{guild}-0:no_such_type:abc",
        f"st:open:{guild}-1:database:abc",
        f"st:open:{guild + 1}-0:database:abc",
        f"st:priority:{guild}-1::abc",
        f"st:rate:{guild}-1:{'9' * 60}:abc",
        f"st:close:{'9' * 80}-1::abc",
        SECRET,
    ]


async def test_forged_buttons_do_nothing_and_are_logged_once_without_their_text(log: list[str]) -> None:
    async with a_town() as town:
        channel = await town.open_with_priority()
        card, before = town.card(channel), town.ticket()
        forged = custom_ids(town)

        for custom_id in forged:
            attempt = town.staff.forge_component(channel, card, custom_id)
            assert (await attempt.response).kind in (OutcomeKind.MESSAGE, OutcomeKind.FORM), custom_id
        await town.quiet()

        assert town.ticket() == before
        assert sum("not_ours" in line or "refused" in line for line in log) >= len(forged) - 1
        assert SECRET not in "".join(log)
        assert await lives(town)


async def test_forged_forms_do_nothing(log: list[str]) -> None:
    async with a_town() as town:
        channel = await town.open_with_priority()
        before = town.ticket()

        guild = town.guild.id
        for custom_id in (f"st:form:{guild + 1}-0:database:", f"st:confirm:{guild}-7::", "st:form", SECRET):
            attempt = town.staff.forge_form(channel, custom_id, {"title": SECRET, "text": SECRET})
            assert (await attempt.response).message is not None
        await town.quiet()

        assert town.ticket() == before
        assert len(town.channels()) == 1
        assert SECRET not in "".join(log)


@pytest.mark.parametrize(
    ("op", "who", "fields"),
    [
        ("close", "staff", None),
        ("waive", "staff", None),
        ("confirm", "staff", {"reason": "", "feedback": "yes"}),
        ("solved", "owner", None),
        ("still", "owner", None),
        ("solve", "owner", {"note": ""}),
    ],
)
async def test_a_button_of_one_ticket_does_nothing_in_the_channel_of_another(
    op: str, who: str, fields: dict[str, str] | None
) -> None:
    """Whoever presses may in both, so that nothing but the place holds them back."""
    async with a_town() as town:
        first, second = await town.open_with_priority(), await town.open()
        person: Person = getattr(town, who)
        custom_id = f"st:{op}:{town.guild.id}-1::"

        def send(there: Channel) -> Attempt:
            if fields is not None:
                return person.forge_form(there, custom_id, fields)
            return person.forge_component(there, town.card(first), custom_id)

        before = town.ticket(1), town.ticket(2)
        assert await town.answer(send(second)) == SAYS.answers.refusals[Reason.ANOTHER_TICKET]
        assert (town.ticket(1), town.ticket(2)) == before

        there = await send(first).response
        await town.quiet()
        assert there.form is not None or town.ticket(1) != before[0], "in its own channel it works"


@pytest.mark.parametrize("values", [[], ["", ""], ["highest"], ["\u0000"], ["high" * 100]])
async def test_a_priority_that_is_none_changes_nothing(values: list[str]) -> None:
    async with a_town() as town:
        channel = await town.open()
        card = town.card(channel)
        (select,) = card.selects

        attempt = town.staff.forge_component(channel, card, select.custom_id, values)

        assert await town.answer(attempt) == SAYS.answers.not_ours
        assert town.ticket().promised_at is None


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("priority", []),
        ("priority", [{"name": "priority", "type": 3, "value": "highest"}]),
        ("setup", []),
        ("setup", [{"name": "category", "type": 7, "value": "no id"}]),
        ("revive", [{"name": "number", "type": 3, "value": "one"}]),
        ("no_such_command", []),
    ],
)
async def test_a_forged_command_is_answered_and_changes_nothing(name: str, options: list[dict[str, object]]) -> None:
    async with a_town() as town:
        channel = await town.open()
        before = town.ticket()

        attempt = town.admin.forge_slash(channel, name, options)

        assert await town.answer(attempt) == SAYS.answers.not_ours
        assert town.ticket() == before


async def test_a_title_of_4000_characters_is_refused_by_the_field_and_by_the_rules() -> None:
    async with a_town() as town:
        form, huge = await town.form(), "x" * 4000
        with pytest.raises(NotAllowed):
            await town.owner.submit(form, {"title": huge, "text": "A whole sentence."})

        attempt = town.owner.forge_form(town.lobby, form.custom_id, {"title": huge, "text": "A whole sentence."})

        answer = await town.answer(attempt)
        assert answer.startswith(SAYS.answers.refusals[Reason.TITLE_LENGTH].format(least=5, most=100))
        assert town.channels() == {}


async def test_a_refused_form_gives_the_typed_text_back_and_opens_again_with_it() -> None:
    async with a_town() as town:
        attempt = await town.submit(town.owner, title="     ", text="A long story, typed on a phone.")
        refusal = await attempt.answer()
        assert refusal.text.startswith(SAYS.answers.refusals[Reason.TITLE_LENGTH].format(least=5, most=100))
        assert town.channels() == {}
        await town.stop()
        await town.start()

        response = await (await town.owner.click(refusal, SAYS.answers.fix_it)).response
        assert response.form is not None
        assert [field.default for field in response.form.fields] == ["     ", "A long story, typed on a phone."]
        await town.answer(await town.owner.submit(response.form, {"title": "Help me"}))

        (channel,) = town.channels().values()
        assert "Help me\nA long story, typed on a phone." in "\n".join(town.said(channel))


async def test_a_form_without_its_fields_is_refused() -> None:
    async with a_town() as town:
        form = await town.form()

        answer = await town.answer(town.owner.forge_form(town.lobby, form.custom_id, {}))

        assert answer.startswith(SAYS.answers.refusals[Reason.TITLE_LENGTH].format(least=5, most=100))


async def test_hostile_titles_and_names_call_nobody_and_break_nothing() -> None:
    async with a_town() as town:
        town.sandbox.world.member(town.guild, town.owner.user.id).nick = "@everyone `x` <b>"

        channel = await town.open(title=HOSTILE[:100], text=HOSTILE * 5)

        assert not any(message.calls_me for message in town.admin.sees(channel))
        await town.answer(await town.staff.slash(channel, "priority", priority="low"))
        await town.owner.say(channel, HOSTILE)
        await town.close(channel, reason=HOSTILE)
        seen = (*town.admin.sees(town.transcripts), *town.admin.sees(town.log), *town.admin.sees(town.sla))
        assert not any(message.calls_me for message in seen)
        (record,) = town.staff.sees(town.transcripts)
        assert b"<script>alert" not in record.files[0].content


@pytest.mark.parametrize("text", ["x" * 4000, "\0" * 20, "😀" * 1000, "\n" * 500 + "end of it", "\u202e" * 50 + "text"])
async def test_any_text_that_a_form_can_hold_makes_a_ticket_or_is_refused(text: str) -> None:
    async with a_town() as town:
        form = await town.form()

        attempt = town.owner.forge_form(town.lobby, form.custom_id, {"title": "A title", "text": text})

        answer = await town.answer(attempt)
        refusal = SAYS.answers.refusals[Reason.TEXT_LENGTH].format(least=10, most=2000)
        assert answer.startswith(refusal) == (town.channels() == {})
        assert await lives(town)


async def test_what_people_say_is_never_in_the_log(log: list[str]) -> None:
    async with a_town() as town:
        channel = await town.open(title=SECRET, text=SECRET * 2)
        await town.answer(await town.staff.slash(channel, "priority", priority="low"))
        message = await town.owner.say(channel, SECRET)
        await town.owner.edit(message, SECRET + "!")
        await town.close(channel, reason=SECRET)
        await town.rate(town.owner.inbox()[0], 1, SECRET)

        assert SECRET not in "".join(log)
        assert town.sandbox.token not in "".join(log)


async def test_a_rating_belongs_to_the_owner_alone() -> None:
    async with a_town() as town:
        town.owner.close_dms()
        channel = await town.open_with_priority()
        await town.close(channel)
        copy = next(message for message in town.staff.sees(channel) if message.files)

        pressed = await (await town.staff.click(copy, "5 ★")).response
        sent = town.staff.forge_form(channel, f"st:rated:{town.guild.id}-1:5:", {"comment": "typed for nothing"})

        assert pressed.message is not None, "no window opens for who could only type in vain"
        assert pressed.message.text == SAYS.answers.refusals[Reason.OWNER_ONLY]
        assert await town.answer(sent) == f"{SAYS.answers.refusals[Reason.OWNER_ONLY]}\ntyped for nothing"
        assert town.ticket().closing is not None


@pytest.mark.parametrize("stars", ["0", "6", "", "five", "-1", "9" * 30])
async def test_a_rating_is_one_to_five_stars(stars: str) -> None:
    async with a_town() as town:
        await town.close(await town.open_with_priority())
        (copy,) = town.owner.inbox()

        attempt = town.owner.forge_form(town.owner.dm, f"st:rated:{town.guild.id}-1:{stars}:", {"comment": ""})

        assert await town.answer(attempt) == SAYS.answers.refusals[Reason.NOT_A_RATING]
        assert town.ticket().closing is not None
        assert len(town.staff.sees(town.transcripts)) == 1
        assert copy.buttons


@pytest.mark.parametrize(
    ("number", "answer"),
    [
        ("999", SAYS.answers.refusals[Reason.NO_TICKET]),
        ("0", SAYS.answers.not_ours),
        ("9" * 25, SAYS.answers.not_ours),
    ],
)
async def test_a_rating_of_a_ticket_that_never_was_is_refused(number: str, answer: str) -> None:
    async with a_town() as town:
        attempt = town.owner.forge_form(town.owner.dm, f"st:rated:{town.guild.id}-{number}:5:", {"comment": ""})

        assert await town.answer(attempt) == answer
        assert await lives(town)


async def test_in_direct_messages_what_is_not_of_the_end_of_a_ticket_does_nothing() -> None:
    async with a_town() as town:
        await town.close(await town.open_with_priority())
        (copy,) = town.owner.inbox()

        for custom_id in (f"st:close:{town.guild.id}-1::", f"st:open:{town.guild.id}-0:database:"):
            attempt = town.owner.forge_component(town.owner.dm, copy, custom_id)
            assert await town.answer(attempt) == SAYS.answers.not_ours
