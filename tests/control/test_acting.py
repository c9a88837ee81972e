"""Buttons, selects, commands and forms through the control interface: answered with what the person saw first."""

from typing import Any

import anyio
import pytest

from bot.sandbox import Permission, deny
from bot.sandbox.client import attempt
from tests.control.tools import Place

BUTTONS = [{"type": 1, "components": [{"type": 2, "style": 1, "label": "Press", "custom_id": "press"}]}]
FORM = {
    "title": "What is it?",
    "custom_id": "form",
    "components": [
        {
            "type": 18,
            "label": "Subject",
            "description": "In a few words",
            "component": {"type": 4, "custom_id": "subject", "style": 1, "min_length": 3, "max_length": 20},
        },
        {
            "type": 18,
            "label": "All of it",
            "component": {"type": 4, "custom_id": "text", "style": 2, "required": False, "value": "So far"},
        },
        {
            "type": 18,
            "label": "Who",
            "component": {"type": 5, "custom_id": "who", "required": False},
        },
    ],
}
CLOSE = {
    "name": "close",
    "description": "Ends it",
    "options": [
        {"type": 3, "name": "why", "description": "Why", "required": True, "autocomplete": True},
        {"type": 6, "name": "who", "description": "Who"},
        {"type": 8, "name": "team", "description": "Team"},
        {"type": 7, "name": "where", "description": "Where"},
        {"type": 11, "name": "proof", "description": "Proof"},
    ],
}


async def presses(place: Place, person: str, kind: int, data: Any = None) -> Any:
    """The answer to a press of the one button in the lobby."""
    message = await place.bot.says(place.lobby, "Here", components=BUTTONS)
    path = f"{place.messages(person, place.lobby)}/{message}/click"
    async with anyio.create_task_group() as group:
        group.start_soon(place.bot.answers, kind, data)
        return await place.call.done("POST", path, {"custom_id": "press"})


async def test_a_press_is_answered_with_the_message_that_only_this_person_sees(place: Place) -> None:
    answer = await presses(place, "stranger", 4, {"content": "Psst", "flags": 64})

    assert (answer["kind"], answer["message"]["text"]) == ("message", "Psst")
    assert answer["message"]["is_ephemeral"]
    assert answer["message"]["may_delete"]
    assert await place.reads("stranger", "lobby") == ["Here", "Psst"]
    assert await place.reads("staff", "lobby") == ["Here"]
    path = f"{place.messages('staff', 'lobby')}/{answer['message']['id']}"
    assert await place.call.refused("DELETE", path) == (404, 10008)


async def test_an_ephemeral_answer_can_be_dismissed(place: Place) -> None:
    answer = await presses(place, "stranger", 4, {"content": "Psst", "flags": 64})

    await place.call.done("DELETE", f"{place.messages('stranger', 'lobby')}/{answer['message']['id']}")

    assert await place.reads("stranger", "lobby") == ["Here"]


async def test_what_comes_after_thinking_can_be_waited_for(place: Place) -> None:
    message = await place.bot.says(place.lobby, "Here", components=BUTTONS)
    answers: list[Any] = []

    async def press() -> None:
        path = f"{place.messages('stranger', place.lobby)}/{message}/click"
        answers.append(await place.call.done("POST", path, {"custom_id": "press"}))

    async with anyio.create_task_group() as group:
        group.start_soon(press)
        asked = await place.bot.answers(5)
    (answer,) = answers
    assert (answer["kind"], answer["message"]["is_loading"]) == ("deferred", True)
    path = f"people/stranger/answers/{answer['interaction']}"
    status, told = await place.call("GET", path, wait="0.01")
    assert (status, told["message"]) == (504, "No message came within 0.01 seconds.")

    await place.bot.follows_up(asked, "Found it")

    assert (await place.call.done("GET", path))["text"] == "Found it"
    assert await place.call.refused("GET", path.replace("stranger", "staff")) == (404, 10062)


async def test_a_form_opens_keeps_its_limits_and_is_sent(place: Place) -> None:
    answer = await presses(place, "stranger", 9, FORM)
    form = answer["form"]
    assert (answer["kind"], form["title"]) == ("form", "What is it?")
    assert [(each["kind"], each["label"], each["is_required"]) for each in form["fields"]] == [
        ("text", "Subject", True),
        ("paragraph", "All of it", False),
        ("user", "Who", False),
    ]
    assert [form["fields"][0][key] for key in ("description", "at_least", "at_most")] == ["In a few words", 3, 20]
    assert form["fields"][1]["default"] == "So far"
    path = f"people/stranger/forms/{form['id']}"

    status, told = await place.call("POST", path, {"values": {"subject": "ab"}})
    assert (status, told["code"]) == (400, 50035)
    assert list(told["errors"]["values"]) == ["subject"]
    assert await place.call.refused("POST", path.replace("stranger", "staff"), {"values": {}}) == (404, 10062)

    async with anyio.create_task_group() as group:
        group.start_soon(place.bot.answers, 4, {"content": "Thanks"})
        sent = await place.call.done("POST", path, {"values": {"subject": "Printer", "who": ["owner"]}})
    assert sent["message"]["text"] == "Thanks"
    assert await place.call.refused("POST", path, {"values": {"subject": "Printer"}}) == (404, 10062)


async def test_a_form_takes_files(place: Place) -> None:
    part = {"type": 18, "label": "Proof", "component": {"type": 19, "custom_id": "proof", "max_values": 2}}
    form = (await presses(place, "stranger", 9, {"title": "Proof", "custom_id": "form", "components": [part]}))["form"]
    assert [(each["kind"], each["at_most"]) for each in form["fields"]] == [("file", 2)]
    path = f"people/stranger/forms/{form['id']}"
    assert await place.call.refused("POST", path, {}) == (400, 50035)

    async with anyio.create_task_group() as group:
        file = {"name": "proof.txt", "content": "aGVsbG8="}
        group.start_soon(place.call.done, "POST", path, {"files": {"proof": [file]}})
        asked = await place.bot.answers(4, {"content": "Thanks"})

    (sent,) = asked["data"]["resolved"]["attachments"].values()
    assert (sent["filename"], sent["size"]) == ("proof.txt", 5)


async def test_a_form_can_be_closed_unsent(place: Place) -> None:
    form = (await presses(place, "stranger", 9, FORM))["form"]
    path = f"people/stranger/forms/{form['id']}"

    assert await place.call.refused("DELETE", path.replace("stranger", "staff")) == (404, 10062)
    await place.call.done("DELETE", path)

    assert await place.call.refused("DELETE", path) == (404, 10062)


async def test_a_form_that_the_bot_did_not_answer_stays_open(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    form = (await presses(place, "stranger", 9, FORM))["form"]
    path = f"people/stranger/forms/{form['id']}"
    monkeypatch.setattr(attempt, "ACKNOWLEDGE_WITHIN", 0.01)

    assert (await place.call.done("POST", path, {"values": {"subject": "Printer"}}))["kind"] == "failed"

    await place.call.done("DELETE", path)


async def test_a_form_that_is_sent_twice_at_once_is_sent_once(place: Place) -> None:
    form = (await presses(place, "stranger", 9, FORM))["form"]
    path = f"people/stranger/forms/{form['id']}"
    sent: list[tuple[int, Any]] = []

    async def send() -> None:
        sent.append(await place.call("POST", path, {"values": {"subject": "Printer"}}))

    async with anyio.create_task_group() as group:
        group.start_soon(send)
        group.start_soon(send)
        await place.bot.answers(4, {"content": "Thanks"})

    assert [(status, told.get("code")) for status, told in sorted(sent)] == [(200, None), (404, 10062)]
    assert place.bot.asks.empty()


async def test_what_was_answered_is_not_told_where_it_is_hidden_by_now(place: Place) -> None:
    answer = await presses(place, "stranger", 4, {"content": "Before"})
    path = f"people/stranger/answers/{answer['interaction']}"
    assert (await place.call.done("GET", path))["text"] == "Before"

    place.sandbox.stage.overwrite(place.lobby, deny(place.guild, Permission.VIEW_CHANNEL))
    assert await place.call.refused("GET", path) == (403, 50001)
    place.sandbox.stage.delete_channel(place.lobby)
    assert await place.call.refused("GET", path) == (404, 10003)


async def test_an_answer_that_is_hidden_when_it_comes_is_not_told(place: Place) -> None:
    message = await place.bot.says(place.lobby, "Here", components=BUTTONS)
    answers: list[Any] = []

    async def press() -> None:
        path = f"{place.messages('stranger', place.lobby)}/{message}/click"
        answers.append(await place.call.done("POST", path, {"custom_id": "press"}))

    async with anyio.create_task_group() as group:
        group.start_soon(press)
        with anyio.fail_after(5):
            asked = await place.bot.asks.get()
        place.sandbox.stage.overwrite(place.lobby, deny(place.guild, Permission.VIEW_CHANNEL))
        await place.bot.acknowledges(asked, 4, {"content": "Not for you any more"})

    assert [(each["kind"], each["message"]) for each in answers] == [("message", None)]


async def test_a_bot_that_says_nothing_has_failed_after_three_seconds(place: Place) -> None:
    message = await place.bot.says(place.lobby, "Here", components=BUTTONS)

    with anyio.fail_after(4):
        answer = await place.call.done(
            "POST", f"{place.messages('stranger', 'lobby')}/{message}/click", {"custom_id": "press"}
        )

    assert (answer["kind"], answer["message"]) == ("failed", None)
    status, told = await place.call("GET", f"people/stranger/answers/{answer['interaction']}")
    assert (status, told["message"]) == (504, "The application did not respond")


async def test_what_is_not_there_cannot_be_pressed(place: Place) -> None:
    message = await place.bot.says(place.lobby, "Here", components=BUTTONS)
    path = f"{place.messages('stranger', 'lobby')}/{message}"

    assert await place.call.refused("POST", f"{path}/click", {"custom_id": "other"}) == (400, 50035)
    assert await place.call.refused("POST", f"{path}/select", {"custom_id": "press", "values": []}) == (400, 50035)
    gone = f"{place.messages('stranger', 'lobby')}/1/click"
    assert await place.call.refused("POST", gone, {"custom_id": "press"}) == (404, 10008)


async def test_options_and_people_are_chosen_by_value_and_by_name(place: Place) -> None:
    colours = [{"label": "Red", "value": "r"}, {"label": "Blue", "value": "b"}]
    rows = [
        {"type": 1, "components": [{"type": 3, "custom_id": "colour", "options": colours}]},
        {"type": 1, "components": [{"type": 7, "custom_id": "whom", "max_values": 2}]},
    ]
    message = await place.bot.says(place.lobby, "Choose", components=rows)
    path = f"{place.messages('stranger', 'lobby')}/{message}/select"

    async with anyio.create_task_group() as group:
        group.start_soon(place.call.done, "POST", path, {"custom_id": "colour", "values": ["b"]})
        asked = await place.bot.answers(6)
    assert asked["data"]["values"] == ["b"]
    async with anyio.create_task_group() as group:
        group.start_soon(place.call.done, "POST", path, {"custom_id": "whom", "values": ["Support", "owner"]})
        asked = await place.bot.answers(6)
    assert asked["data"]["values"] == [str(place.role.id), str(place.owner.id)]
    assert await place.call.refused("POST", path, {"custom_id": "colour", "values": ["r", "b"]}) == (400, 50035)
    assert await place.call.refused("POST", path, {"custom_id": "whom", "values": ["nobody"]}) == (404, 10013)


async def test_a_command_is_offered_completed_and_used(place: Place) -> None:
    await place.bot.defines(CLOSE)
    here = place.at("stranger", "lobby")
    (offered,) = await place.call.done("GET", f"{here}/commands")
    assert (offered["name"], offered["kind"]) == ("close", "chat")
    assert offered["definition"]["options"][0]["name"] == "why"

    async with anyio.create_task_group() as group:
        group.start_soon(place.bot.answers, 8, {"choices": [{"name": "Solved", "value": "solved"}]})
        typed = {"name": "close", "option": "why", "typed": "So", "options": {"who": "staff"}}
        choices = await place.call.done("POST", f"{here}/completions", typed)
    assert [(each["label"], each["value"]) for each in choices] == [("Solved", "solved")]

    options = {"why": "solved", "who": "staff", "team": "Support", "where": "lobby"}
    files = {"proof": {"name": "proof.txt", "content": "aGVsbG8="}}
    async with anyio.create_task_group() as group:
        use = {"name": "close", "options": options, "files": files}
        group.start_soon(place.call.done, "POST", f"{here}/commands", use)
        asked = await place.bot.answers(4, {"content": "Closed"})
    given = {each["name"]: each["value"] for each in asked["data"]["options"]}
    assert (given["who"], given["team"]) == (str(place.staff.id), str(place.role.id))
    assert given["where"] == str(place.lobby.id)
    (file,) = asked["data"]["resolved"]["attachments"].values()
    assert (file["filename"], file["size"]) == ("proof.txt", 5)
    said = (await place.call.done("GET", f"{here}/messages"))[-1]
    assert (said["text"], said["command"]) == ("Closed", "stranger used /close")


async def test_a_command_that_is_not_offered_or_not_filled_is_refused(place: Place) -> None:
    await place.bot.defines(CLOSE)
    here = f"{place.at('stranger', 'lobby')}/commands"

    assert await place.call.refused("POST", here, {"name": "open"}) == (404, 10063)
    status, told = await place.call("POST", here, {"name": "close"})
    assert (status, told["code"], list(told["errors"]["options"])) == (400, 50035, ["why"])
    assert await place.call.refused("POST", here, {"name": "close", "options": {"who": "nobody"}}) == (404, 10013)


async def test_an_answer_names_the_whole_command(place: Place) -> None:
    keep = {"type": 1, "name": "keep", "description": "Keeps it"}
    await place.bot.defines(
        {
            "name": "note",
            "description": "Notes",
            "options": [{"type": 2, "name": "all", "description": "x", "options": [keep]}],
        }
    )
    here = place.at("staff", "lobby")

    async with anyio.create_task_group() as group:
        group.start_soon(place.bot.answers, 4, {"content": "Kept"})
        answer = await place.call.done("POST", f"{here}/commands", {"name": "note all keep"})

    assert answer["message"]["command"] == "staff used /note all keep"
    assert await place.call.refused("POST", f"{here}/commands", {"name": "note all"}) == (400, 50035)


async def test_the_menus_of_messages_and_people_are_used(place: Place) -> None:
    await place.bot.defines({"name": "Report", "type": 3}, {"name": "Greet", "type": 2})
    said = await place.call.done("POST", place.messages("stranger", "lobby"), {"text": "Hello"})
    menu = f"{place.at('staff', 'lobby')}/menu"

    async with anyio.create_task_group() as group:
        group.start_soon(place.call.done, "POST", menu, {"name": "Report", "message": said["id"]})
        asked = await place.bot.answers(4, {"content": "Reported"})
    assert asked["data"]["target_id"] == said["id"]
    assert (await place.call.done("GET", place.messages("staff", "lobby")))[-1]["command"] == "staff used Report"
    async with anyio.create_task_group() as group:
        group.start_soon(place.call.done, "POST", menu, {"name": "Greet", "user": "stranger"})
        asked = await place.bot.answers(4, {"content": "Greeted"})
    assert asked["data"]["target_id"] == str(place.stranger.id)
    assert await place.call.refused("POST", menu, {"name": "Greet", "message": said["id"]}) == (404, 10063)
    assert await place.call.refused("POST", menu, {"name": "Greet"}) == (400, 50035)
    place.sandbox.stage.overwrite(place.lobby, deny(place.guild, Permission.READ_MESSAGE_HISTORY))
    assert await place.call.refused("POST", menu, {"name": "Report", "message": said["id"]}) == (403, 50013)
    assert place.bot.asks.empty()
