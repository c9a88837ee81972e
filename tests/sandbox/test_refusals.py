"""What the client does not let a person do carries what Discord would have answered: status, code, and where."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.sandbox import Form, NotAllowed, Permission, Person, Upload, allow, deny
from bot.sandbox.errors import ApiError
from tests.sandbox.tools import Api, Place, Socket

Act = Callable[[Place, Person], Awaitable[object]]

PARTS = [
    {"type": 1, "components": [{"type": 2, "style": 1, "label": "Go", "custom_id": "go"}]},
    {"type": 1, "components": [{"type": 8, "custom_id": "where", "channel_types": [4]}]},
]
CHOSEN = {"name": "pick", "description": "picks", "options": [
    {"type": 3, "name": "word", "description": "w", "required": True, "max_length": 3}]}  # fmt: skip
FIELDS = {"custom_id": "form", "title": "A form", "components": [
    {"type": 18, "label": "Title", "component": {"type": 4, "custom_id": "t", "style": 1, "max_length": 5}},
    {"type": 18, "label": "Why", "description": "At some length", "component": {
        "type": 4, "custom_id": "w", "style": 2, "min_length": 3, "required": False}},
    {"type": 18, "label": "Who", "component": {"type": 5, "custom_id": "u", "max_values": 2}},
    {"type": 18, "label": "Proof", "component": {"type": 19, "custom_id": "f", "required": False}},
]}  # fmt: skip


def of(refused: ApiError) -> tuple[int, int]:
    return refused.refusal.status, refused.refusal.code


async def says_nothing(place: Place, person: Person) -> object:
    return await person.say(place.lobby, "")


async def says_too_much(place: Place, person: Person) -> object:
    return await person.say(place.lobby, "x" * 2001)


async def writes_where_it_is_hidden(place: Place, person: Person) -> object:
    hidden = place.sandbox.stage.channel(place.guild, "hidden", deny(place.guild, Permission.VIEW_CHANNEL))
    return person.sees(hidden)


async def edits_what_is_gone(place: Place, person: Person) -> object:
    said = await person.say(place.lobby, "x")
    await person.delete(said)
    return await person.edit(said, "y")


async def edits_what_is_anothers(place: Place, person: Person) -> object:
    return await person.edit(await place.person(place.owner).say(place.lobby, "x"), "y")


async def makes_a_channel(place: Place, person: Person) -> object:
    return await person.create_channel(place.guild, "mine")


async def presses_what_is_not_there(place: Place, person: Person) -> object:
    return await person.click(place.last(place.stranger), "Gone")


async def uses_what_is_not_offered(place: Place, person: Person) -> object:
    return await person.slash(place.lobby, "unknown")


async def uses_an_empty_name(place: Place, person: Person) -> object:
    return await person.slash(place.lobby, " ")


async def picks_too_much(place: Place, person: Person) -> object:
    return await person.slash(place.lobby, "pick", word="long")


async def picks_nothing(place: Place, person: Person) -> object:
    return await person.slash(place.lobby, "pick")


async def picks_a_channel_of_another_kind(place: Place, person: Person) -> object:
    return await person.select(place.last(place.stranger), [place.lobby], custom_id="where")


@pytest.mark.parametrize(
    ("act", "answer", "where"),
    [
        (says_nothing, (400, 50006), []),
        (says_too_much, (400, 50035), ["content"]),
        (writes_where_it_is_hidden, (403, 50001), []),
        (edits_what_is_gone, (404, 10008), []),
        (edits_what_is_anothers, (403, 50005), []),
        (makes_a_channel, (403, 50013), []),
        (presses_what_is_not_there, (400, 50035), ["custom_id"]),
        (uses_what_is_not_offered, (404, 10063), []),
        (uses_an_empty_name, (404, 10063), []),
        (picks_too_much, (400, 50035), ["options", "word"]),
        (picks_nothing, (400, 50035), ["options", "word"]),
        (picks_a_channel_of_another_kind, (400, 50035), ["values"]),
    ],
)
async def test_it_is_refused_as_discord_refuses_it(
    place: Place, api: Api, act: Act, answer: tuple[int, int], where: list[str]
) -> None:
    await api("POST", f"/channels/{place.lobby.id}/messages", {"components": PARTS, "content": "panel"})
    await api("PUT", f"/applications/{place.sandbox.world.application.id}/commands", [CHOSEN])

    with pytest.raises(NotAllowed) as caught:
        await act(place, place.person(place.stranger))

    node: Any = caught.value.refused.body.get("errors", {})
    for step in where:
        node = node[step]
    assert of(caught.value.refused) == answer
    assert bool(node) == bool(where)
    assert place.sandbox.world.interactions == {}


@pytest.fixture
async def form(place: Place, api: Api, wire: Socket) -> Form:
    await api("POST", f"/channels/{place.lobby.id}/messages", {"components": PARTS, "content": "panel"})
    await wire.identify()
    attempt = await place.person(place.stranger).click(place.last(place.stranger), "Go")
    told = await wire.hears("INTERACTION_CREATE")
    await api("POST", f"/interactions/{told['id']}/{told['token']}/callback", {"type": 9, "data": FIELDS})
    found = (await attempt.response).form
    assert found is not None
    return found


async def test_all_that_is_wrong_with_a_form_is_told_at_once(place: Place, form: Form) -> None:
    with pytest.raises(NotAllowed, match=r"'Title' takes 1 to 5, not 6.*'Why' takes 3 to 4000, not 2.*'Who' takes 1"):
        await place.person(place.stranger).submit(form, {"t": "x" * 6, "w": "xx", "u": []})

    with pytest.raises(NotAllowed) as caught:
        await place.person(place.stranger).submit(form, {"t": "x" * 6, "w": "xx", "u": []})
    assert of(caught.value.refused) == (400, 50035)
    assert set(caught.value.refused.body["errors"]["values"]) == {"t", "w", "u"}


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"t": ["a", "list"], "u": []}, "takes text"),
        ({"t": "fits", "u": ["staff"]}, "cannot be chosen"),
        ({"t": "fits", "nobody": "x"}, "no field"),
    ],
)
async def test_what_no_field_takes_is_refused(place: Place, form: Form, values: dict[str, Any], told: str) -> None:
    with pytest.raises(NotAllowed, match=told) as caught:
        await place.person(place.stranger).submit(form, values)

    assert of(caught.value.refused) == (400, 50035)


async def test_nobody_elses_form_is_an_unknown_interaction(place: Place, form: Form) -> None:
    with pytest.raises(NotAllowed) as caught:
        await place.person(place.owner).submit(form, {})

    assert of(caught.value.refused) == (404, 10062)


async def test_a_form_is_not_sent_from_where_one_is_no_more(place: Place, form: Form) -> None:
    stranger = place.person(place.stranger)
    await stranger.leave(place.guild)

    with pytest.raises(NotAllowed) as left:
        await stranger.submit(form, {"t": "fits", "u": [place.staff]})
    await stranger.join(place.guild)
    place.sandbox.stage.delete_channel(place.lobby)
    with pytest.raises(NotAllowed) as gone:
        await stranger.submit(form, {"t": "fits", "u": [place.staff]})

    assert (of(left.value.refused), of(gone.value.refused)) == ((403, 50001), (404, 10003))


async def test_people_and_files_in_a_form_reach_the_bot(place: Place, form: Form, wire: Socket, api: Api) -> None:
    proof = Upload("proof.txt", b"seen")

    await place.person(place.stranger).submit(form, {"t": "fits", "u": [place.staff, place.staff], "f": [proof]})

    data = (await wire.hears("INTERACTION_CREATE"))["data"]
    by_name = {part["component"]["custom_id"]: part["component"] for part in data["components"]}
    assert by_name["t"]["value"] == "fits"
    assert by_name["u"]["values"] == [str(place.staff.id)]
    assert data["resolved"]["users"][str(place.staff.id)]["username"] == "staff"
    kept = data["resolved"]["attachments"][by_name["f"]["values"][0]]
    assert await api.download(kept["url"]) == (200, b"seen")


async def test_a_form_shows_what_its_fields_are_for(form: Form) -> None:
    about = {each.custom_id: (each.description, each.is_long, each.required) for each in form.fields}

    assert about == {
        "t": ("", False, True),
        "w": ("At some length", True, False),
        "u": ("", False, True),
        "f": ("", False, False),
    }


async def test_what_a_person_may_again_is_not_refused(place: Place) -> None:
    stage, stranger = place.sandbox.stage, place.person(place.stranger)
    hidden = stage.channel(place.guild, "hidden", deny(place.guild, Permission.VIEW_CHANNEL))
    stage.overwrite(hidden, allow(place.stranger, Permission.VIEW_CHANNEL))

    said = await stranger.say(hidden, "here")

    assert stranger.sees(hidden) == [said]
