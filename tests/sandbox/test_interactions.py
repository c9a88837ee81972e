"""Interactions by hand: every callback, the one acknowledgement, follow-ups, who sees what, and what is too late."""

from typing import Any

import anyio
import pytest

from bot.sandbox import Attempt, OutcomeKind, Permission, deny
from tests.sandbox.tools import Api, Place, Socket

BUTTONS = [
    {"type": 1, "components": [
        {"type": 2, "style": 1, "label": "Press", "custom_id": "press"},
        {"type": 2, "style": 1, "label": "Grey", "custom_id": "grey", "disabled": True},
    ]},
]  # fmt: skip
FORM: dict[str, Any] = {
    "custom_id": "form",
    "title": "A form",
    "components": [
        {"type": 1, "components": [{"type": 4, "custom_id": "t", "label": "Title", "style": 1, "min_length": 3}]},
        {"type": 18, "label": "Kind", "component": {
            "type": 3, "custom_id": "k", "options": [{"label": "A", "value": "a"}, {"label": "B", "value": "b"}]}},
        {"type": 10, "content": "Read me"},
    ],
}  # fmt: skip


class Bot:
    """The application's side, by hand."""

    def __init__(self, place: Place, api: Api, wire: Socket) -> None:
        self.place, self.api, self.wire = place, api, wire
        self.application = place.sandbox.world.application.id

    async def pressed(self) -> tuple[Attempt, dict[str, Any]]:
        """The owner presses a button; both sides of it."""
        await self.api("POST", f"/channels/{self.place.lobby.id}/messages", {"content": "x", "components": BUTTONS})
        attempt = await self.place.person(self.place.owner).click(self.place.last(self.place.owner), "Press")
        return attempt, await self.wire.hears("INTERACTION_CREATE")

    async def answer(self, told: dict[str, Any], kind: int, **data: Any) -> tuple[int, Any]:
        path = f"/interactions/{told['id']}/{told['token']}/callback?with_response=true"
        return await self.api("POST", path, {"type": kind, "data": data})

    async def webhook(self, method: str, told: dict[str, Any], rest: str = "", body: Any = None) -> tuple[int, Any]:
        return await self.api(method, f"/webhooks/{self.application}/{told['token']}{rest}", body)


@pytest.fixture
async def bot(place: Place, api: Api, wire: Socket) -> Bot:
    await wire.identify()
    return Bot(place, api, wire)


async def test_a_press_tells_who_where_and_on_what(place: Place, bot: Bot) -> None:
    _, told = await bot.pressed()

    assert (told["type"], told["data"]) == (3, {"custom_id": "press", "component_type": 2})
    assert told["member"]["user"]["id"] == str(place.owner.id)
    assert int(told["member"]["permissions"]) & Permission.ADMINISTRATOR
    assert told["message"]["content"] == "x"
    assert (told["guild_id"], told["channel"]["id"], told["context"]) == (str(place.guild.id), str(place.lobby.id), 0)


async def test_a_message_answers(place: Place, bot: Bot) -> None:
    attempt, told = await bot.pressed()

    status, response = await bot.answer(told, 4, content="hello")

    seen = await attempt.response
    assert status == 200
    assert response["resource"]["message"]["content"] == "hello"
    assert response["interaction"]["response_message_ephemeral"] is False
    assert (seen.kind, seen.message and seen.message.content) == (OutcomeKind.MESSAGE, "hello")
    assert place.last(place.stranger).content == "hello"


async def test_an_ephemeral_answer_is_seen_by_one_person_alone(place: Place, bot: Bot, wire: Socket, api: Api) -> None:
    attempt, told = await bot.pressed()

    await bot.answer(told, 4, content="psst", flags=64)
    _, history = await api("GET", f"/channels/{place.lobby.id}/messages")
    await place.person(place.owner).say(place.lobby, "after")

    seen = (await attempt.response).message
    assert seen is not None
    assert seen.is_ephemeral
    assert [each.content for each in place.person(place.owner).sees(place.lobby)] == ["x", "psst", "after"]
    assert [each.content for each in place.person(place.stranger).sees(place.lobby)] == ["x", "after"]
    assert [each["content"] for each in history] == ["x"]
    assert (await wire.hears("MESSAGE_CREATE"))["content"] == "after"
    assert (await api("GET", f"/channels/{place.lobby.id}/messages/{seen.id}"))[1]["code"] == 10008


async def test_thinking_and_then_the_answer(place: Place, bot: Bot) -> None:
    attempt, told = await bot.pressed()

    _, response = await bot.answer(told, 5, flags=64)
    thinking = await attempt.response
    _, edited = await bot.webhook("PATCH", told, "/messages/@original", {"content": "done"})

    assert response["interaction"]["response_message_loading"] is True
    assert thinking.kind is OutcomeKind.DEFERRED
    assert (edited["content"], edited["flags"]) == ("done", 64)
    assert (await attempt.answer()).content == "done"


async def test_the_first_follow_up_takes_the_place_of_thinking(place: Place, bot: Bot) -> None:
    attempt, told = await bot.pressed()
    await bot.answer(told, 5, flags=64)

    _, first = await bot.webhook("POST", told, "?wait=1", {"content": "first"})
    _, second = await bot.webhook("POST", told, "?wait=1", {"content": "second"})

    assert (first["flags"], second["flags"]) == (64, 0)
    assert (await attempt.answer()).content == "first"
    assert [each.content for each in place.person(place.stranger).sees(place.lobby)] == ["x", "second"]


async def test_the_pressed_message_changes(place: Place, bot: Bot) -> None:
    attempt, told = await bot.pressed()

    status, _ = await bot.answer(told, 7, content="pressed", components=[])

    seen = place.last(place.stranger)
    assert (status, (await attempt.response).kind) == (200, OutcomeKind.UPDATE)
    assert (seen.content, seen.buttons) == ("pressed", ())


async def test_a_silent_acknowledgement_and_a_later_change(place: Place, bot: Bot) -> None:
    attempt, told = await bot.pressed()

    await bot.answer(told, 6)
    unchanged = place.last(place.owner).content
    await bot.webhook("PATCH", told, "/messages/@original", {"content": "later"})

    assert (await attempt.response).kind is OutcomeKind.DEFERRED
    assert (unchanged, place.last(place.owner).content) == ("x", "later")


async def test_a_form_is_filled_and_its_submission_comes_as_it_was_laid_out(place: Place, bot: Bot) -> None:
    attempt, told = await bot.pressed()
    await bot.answer(told, 9, **FORM)
    form = (await attempt.response).form
    assert form is not None

    sent = await place.person(place.owner).submit(form, {"Title": "Help", "k": "B"})
    submission = await bot.wire.hears("INTERACTION_CREATE")
    status, _ = await bot.answer(submission, 4, content="thanks", flags=64)

    row, label, text = submission["data"]["components"]
    assert (form.title, [each.label for each in form.fields]) == ("A form", ["Title", "Kind"])
    assert (row["components"][0]["custom_id"], row["components"][0]["value"]) == ("t", "Help")
    assert (label["component"]["custom_id"], label["component"]["values"]) == ("k", ["b"])
    assert text["type"] == 10
    assert submission["message"]["content"] == "x"
    assert (status, (await sent.answer()).content) == (200, "thanks")


@pytest.mark.usefixtures("bad_requests")
@pytest.mark.parametrize(
    ("form", "where", "code"),
    [
        ({**FORM, "title": "x" * 46}, "title", "BASE_TYPE_MAX_LENGTH"),
        ({**FORM, "components": []}, "components", "BASE_TYPE_BAD_LENGTH"),
        ({**FORM, "components": FORM["components"] * 2}, "components", "BASE_TYPE_BAD_LENGTH"),
        (
            {**FORM, "components": [
                {"type": 1, "components": [{"type": 4, "custom_id": "t", "label": "x" * 46, "style": 1}]}]},
            "components/0/components/0/label",
            "BASE_TYPE_MAX_LENGTH",
        ),
        (
            {**FORM, "components": [
                {"type": 1, "components": [
                    {"type": 4, "custom_id": "t", "label": "x", "style": 1, "value": "x" * 11, "max_length": 10}]}]},
            "components/0/components/0/value",
            "BASE_TYPE_MAX_LENGTH",
        ),
        ({**FORM, "components": [FORM["components"][0]] * 2}, "components", "COMPONENT_CUSTOM_ID_DUPLICATED"),
    ],
)  # fmt: skip
async def test_forms_that_may_not_be_are_refused(bot: Bot, form: dict[str, Any], where: str, code: str) -> None:
    _, told = await bot.pressed()

    status, refused = await bot.answer(told, 9, **form)
    after, _ = await bot.answer(told, 4, content="instead")

    node = refused["errors"]["data"]
    for step in where.split("/"):
        node = node[step]
    assert (status, [each["code"] for each in node["_errors"]]) == (400, [code])
    assert after == 200


@pytest.mark.usefixtures("bad_requests")
async def test_a_form_cannot_answer_a_form(place: Place, bot: Bot) -> None:
    attempt, told = await bot.pressed()
    await bot.answer(told, 9, **FORM)
    form = (await attempt.response).form
    assert form is not None
    await place.person(place.owner).submit(form, {"Title": "Help", "k": "A"})
    submission = await bot.wire.hears("INTERACTION_CREATE")

    status, refused = await bot.answer(submission, 9, **FORM)

    assert (status, refused["errors"]["type"]["_errors"][0]["message"]) == (400, "Value must be one of {4, 5, 6, 7}.")


async def test_an_interaction_is_acknowledged_once(place: Place, bot: Bot) -> None:
    _, told = await bot.pressed()

    await bot.answer(told, 4, content="first")
    status, refused = await bot.answer(told, 4, content="second")

    assert (status, refused["code"]) == (400, 40060)
    assert place.last(place.owner).content == "first"


@pytest.mark.parametrize(("interaction_id", "token"), [("1", None), (None, "wrong")])
async def test_unknown_interactions_are_unknown(bot: Bot, interaction_id: str | None, token: str | None) -> None:
    _, told = await bot.pressed()

    forged = {"id": interaction_id or told["id"], "token": token or told["token"]}
    status, refused = await bot.answer(forged, 4, content="x")

    assert (status, refused["code"]) == (404, 10062)


async def test_after_three_seconds_it_is_too_late_and_the_person_reads_so(place: Place, bot: Bot) -> None:
    attempt, told = await bot.pressed()

    with anyio.fail_after(4):
        seen = await attempt.response
    status, refused = await bot.answer(told, 4, content="late")

    assert seen.kind is OutcomeKind.FAILED
    assert (status, refused["code"]) == (404, 10062)
    assert place.last(place.owner).content == "x"
    with pytest.raises(TimeoutError):
        await attempt.answer()


async def test_a_press_that_arrives_late_cannot_be_answered(place: Place, bot: Bot, api: Api) -> None:
    await bot.pressed()
    person = place.person(place.owner)

    person.forge_component(place.lobby, place.last(place.owner), "press", age=3.5)
    told = await bot.wire.hears("INTERACTION_CREATE")
    status, refused = await bot.answer(told, 4, content="late")

    assert (status, refused["code"]) == (404, 10062)


async def test_before_the_acknowledgement_there_is_no_webhook_and_after_a_quarter_of_an_hour_no_more(
    place: Place, bot: Bot
) -> None:
    attempt, told = await bot.pressed()

    before = await bot.webhook("POST", told, "", {"content": "x"})
    await bot.answer(told, 4, content="x")
    attempt.interaction.born -= 15 * 60
    after = await bot.webhook("POST", told, "", {"content": "x"})
    unknown = await bot.webhook("POST", {"token": "unknown"}, "", {"content": "x"})

    assert (before[0], before[1]["code"]) == (404, 10015)
    assert (after[0], after[1]["code"]) == (401, 50027)
    assert (unknown[0], unknown[1]["code"]) == (404, 10015)


async def test_follow_ups_are_read_changed_and_deleted_by_their_interaction_alone(place: Place, bot: Bot) -> None:
    _, told = await bot.pressed()
    _, other = await bot.pressed()
    await bot.answer(told, 4, content="one")
    await bot.answer(other, 4, content="other")

    _, further = await bot.webhook("POST", told, "?wait=1", {"content": "two", "flags": 64})
    path = f"/messages/{further['id']}"
    _, read = await bot.webhook("GET", told, path)
    foreign, _ = await bot.webhook("GET", other, path)
    _, changed = await bot.webhook("PATCH", told, path, {"content": "changed"})
    deleted, _ = await bot.webhook("DELETE", told, path)
    original, _ = await bot.webhook("DELETE", told, "/messages/@original")
    gone = await bot.webhook("GET", told, "/messages/@original")

    assert (read["content"], changed["content"], foreign) == ("two", "changed", 404)
    assert (deleted, original) == (204, 204)
    assert (gone[0], gone[1]["code"]) == (404, 10008)


async def test_an_answer_may_be_given_where_the_bot_may_not_write(place: Place, bot: Bot) -> None:
    _, told = await bot.pressed()
    me = place.sandbox.world.application.user
    place.sandbox.stage.overwrite(place.lobby, deny(me, Permission.SEND_MESSAGES))

    status, _ = await bot.answer(told, 4, content="all the same")

    assert (status, place.last(place.owner).content) == (200, "all the same")


async def test_a_press_told_twice_is_the_same_interaction(place: Place, bot: Bot) -> None:
    attempt, told = await bot.pressed()

    place.person(place.owner).redeliver(attempt)
    again = await bot.wire.hears("INTERACTION_CREATE")

    assert again == told
    assert (await bot.answer(told, 6))[0] == 200
    assert (await bot.answer(again, 6))[1]["code"] == 40060


async def test_a_button_in_a_dm_comes_without_a_guild(place: Place, bot: Bot, api: Api) -> None:
    person = place.person(place.owner)
    await api("POST", f"/channels/{person.dm.id}/messages", {"content": "rate us", "components": BUTTONS})

    await person.click(person.inbox()[0], "Press")
    told = await bot.wire.hears("INTERACTION_CREATE")
    await bot.answer(told, 7, content="thanks", components=[])

    assert (told["user"]["id"], told["context"]) == (str(place.owner.id), 1)
    assert not {"member", "guild_id", "guild"} & set(told)
    assert [each.content for each in person.inbox()] == ["thanks"]


async def test_the_message_that_was_pressed_is_gone(place: Place, bot: Bot) -> None:
    _, told = await bot.pressed()
    await place.person(place.owner).delete(place.last(place.owner))

    status, refused = await bot.answer(told, 7, content="x")

    assert (status, refused["code"]) == (404, 10008)


async def test_an_answer_names_the_interaction_it_belongs_to(bot: Bot, place: Place) -> None:
    _, told = await bot.pressed()

    _, response = await bot.answer(told, 4, content="x")

    metadata = response["resource"]["message"]["interaction_metadata"]
    assert (metadata["id"], metadata["user"]["id"]) == (told["id"], str(place.owner.id))
    assert metadata["interacted_message_id"] == told["message"]["id"]


async def test_files_come_with_answers_too(place: Place, bot: Bot, api: Api) -> None:
    attempt, told = await bot.pressed()

    path = f"/interactions/{told['id']}/{told['token']}/callback"
    status, _ = await api("POST", path, {"type": 4, "data": {"content": "x"}}, files={"a.txt": b"a"})

    seen = (await attempt.response).message
    assert (status, seen and [each.content for each in seen.files]) == (204, [b"a"])
