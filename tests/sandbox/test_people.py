"""What a person can do at Discord's client, and what it does not let them do."""

from datetime import timedelta
from typing import Any

import pytest

from bot.sandbox import Form, NotAllowed, Permission, Person, Upload, allow, deny
from tests.sandbox.tools import Api, Place, Socket

VIEW, SEND = Permission.VIEW_CHANNEL, Permission.SEND_MESSAGES
PANEL = [
    {"type": 1, "components": [
        {"type": 2, "style": 1, "label": "Open", "custom_id": "open"},
        {"type": 2, "style": 1, "label": "Same", "custom_id": "same-1"},
        {"type": 2, "style": 1, "label": "Same", "custom_id": "same-2"},
        {"type": 2, "style": 1, "label": "Grey", "custom_id": "grey", "disabled": True},
        {"type": 2, "style": 5, "label": "Docs", "url": "https://example.org"},
    ]},
    {"type": 1, "components": [{"type": 3, "custom_id": "many", "min_values": 2, "max_values": 3, "options": [
        {"label": name, "value": name.lower()} for name in ("High", "Medium", "Low", "None")]}]},
    {"type": 1, "components": [{"type": 5, "custom_id": "who"}]},
    {"type": 1, "components": [{"type": 3, "custom_id": "off", "disabled": True, "options": [
        {"label": "A", "value": "a"}]}]},
]  # fmt: skip


@pytest.fixture
async def panel(place: Place, api: Api) -> None:
    await api("POST", f"/channels/{place.lobby.id}/messages", {"content": "panel", "components": PANEL})


@pytest.mark.usefixtures("panel")
@pytest.mark.parametrize(
    ("how", "told"),
    [
        ({"label": "Missing"}, "0 buttons"),
        ({"label": "Same"}, "2 buttons"),
        ({"label": "Grey"}, "disabled"),
        ({"label": "Docs"}, "opens a page"),
        ({"custom_id": "missing"}, "0 buttons"),
    ],
)
async def test_buttons_that_cannot_be_pressed(place: Place, owner: Person, how: dict[str, str], told: str) -> None:
    with pytest.raises(NotAllowed, match=told):
        await owner.click(place.last(place.owner), **how)

    assert place.sandbox.world.interactions == {}


@pytest.mark.usefixtures("panel")
async def test_a_button_is_pressed_by_its_label_or_by_its_custom_id(place: Place, owner: Person, wire: Socket) -> None:
    await wire.identify()

    await owner.click(place.last(place.owner), "Open")
    await owner.click(place.last(place.owner), custom_id="same-2")

    told = [(await wire.hears("INTERACTION_CREATE"))["data"]["custom_id"] for _ in range(2)]
    assert told == ["open", "same-2"]


@pytest.mark.usefixtures("panel")
@pytest.mark.parametrize(
    ("values", "custom_id", "told"),
    [
        (["High"], "many", "between 2 and 3"),
        (["High", "Medium", "Low", "None"], "many", "between 2 and 3"),
        (["High", "Gone"], "many", "'Gone' is not among"),
        (["A"], "off", "disabled"),
        (["A"], "missing", "0 selects"),
        (["A"], None, "3 selects"),
        (["owner"], "who", "cannot be chosen"),
    ],
)
async def test_choices_that_cannot_be_made(
    place: Place, owner: Person, values: list[str], custom_id: str | None, told: str
) -> None:
    with pytest.raises(NotAllowed, match=told):
        await owner.select(place.last(place.owner), values, custom_id=custom_id)

    assert place.sandbox.world.interactions == {}


@pytest.mark.usefixtures("panel")
async def test_choices_reach_the_bot(place: Place, owner: Person, wire: Socket) -> None:
    await wire.identify()

    await owner.select(place.last(place.owner), ["High", "low"], custom_id="many")
    strings = (await wire.hears("INTERACTION_CREATE"))["data"]
    await owner.select(place.last(place.owner), [place.staff], custom_id="who")
    users = (await wire.hears("INTERACTION_CREATE"))["data"]

    assert (strings["component_type"], strings["values"]) == (3, ["high", "low"])
    assert (users["component_type"], users["values"]) == (5, [str(place.staff.id)])
    assert users["resolved"]["users"][str(place.staff.id)]["username"] == "staff"


async def test_what_is_hidden_is_neither_seen_nor_written_nor_pressed(place: Place, api: Api, stranger: Person) -> None:
    stage, me = place.sandbox.stage, place.sandbox.world.application.user
    hidden = stage.channel(place.guild, "hidden", deny(place.guild, VIEW), allow(me, VIEW))
    await api("POST", f"/channels/{hidden.id}/messages", {"content": "x", "components": PANEL[:1]})
    message = place.person(place.owner).sees(hidden)[0]

    with pytest.raises(NotAllowed, match="hidden"):
        stranger.sees(hidden)
    with pytest.raises(NotAllowed, match="Missing Access"):
        await stranger.say(hidden, "let me in")
    with pytest.raises(NotAllowed, match="hidden"):
        await stranger.click(message, "Open")
    assert [each.name for each in stranger.channels()] == ["lobby"]
    assert len(hidden.messages) == 1


async def test_without_send_one_reads_and_is_silent(place: Place, owner: Person, stranger: Person) -> None:
    await owner.say(place.lobby, "read this")
    place.sandbox.stage.overwrite(place.lobby, deny(place.guild, SEND))

    with pytest.raises(NotAllowed, match="Missing Permissions"):
        await stranger.say(place.lobby, "x")
    assert [each.content for each in stranger.sees(place.lobby)] == ["read this"]


async def test_who_is_timed_out_is_silent_until_it_is_over(place: Place, stranger: Person) -> None:
    stage = place.sandbox.stage
    stage.time_out(place.guild, place.stranger, place.sandbox.world.now() + timedelta(hours=1))

    with pytest.raises(NotAllowed):
        await stranger.say(place.lobby, "x")
    stage.time_out(place.guild, place.stranger, None)
    assert (await stranger.say(place.lobby, "x")).content == "x"


async def test_without_history_nothing_said_is_seen(place: Place, owner: Person, stranger: Person) -> None:
    await owner.say(place.lobby, "x")
    place.sandbox.stage.overwrite(place.lobby, deny(place.guild, Permission.READ_MESSAGE_HISTORY))

    assert stranger.sees(place.lobby) == []
    with pytest.raises(NotAllowed):
        await stranger.say(place.lobby, "reply", reply_to=place.last(place.owner))


async def test_a_page_holds_what_came_before_or_after_a_message(place: Place, owner: Person, stranger: Person) -> None:
    ids = [(await owner.say(place.lobby, str(n))).id for n in range(10)]

    def page(**where: Any) -> list[str]:
        return [each.content for each in stranger.sees(place.lobby, **where)]

    assert page(limit=2) == ["8", "9"]
    assert page(before=ids[5], limit=2) == ["3", "4"]
    assert page(after=ids[5], limit=2) == ["6", "7"]
    assert page(after=ids[5], before=ids[7]) == ["6"]
    assert page(before=ids[0]) == page(after=ids[9]) == page(limit=0) == []


async def test_one_edits_and_deletes_ones_own_messages(place: Place, owner: Person, stranger: Person) -> None:
    mine = await stranger.say(place.lobby, "mine")
    theirs = await owner.say(place.lobby, "theirs")

    edited = await stranger.edit(mine, "changed")
    with pytest.raises(NotAllowed, match="another user"):
        await stranger.edit(theirs, "x")
    with pytest.raises(NotAllowed, match="Missing Permissions"):
        await stranger.delete(theirs)
    await owner.delete(mine)

    assert (edited.content, edited.edited_at is not None) == ("changed", True)
    assert [each.content for each in owner.sees(place.lobby)] == ["theirs"]
    with pytest.raises(NotAllowed, match="Unknown Message"):
        await stranger.edit(mine, "x")


@pytest.mark.parametrize("text", ["", "   ", "x" * 2001])
async def test_nothing_and_too_much_are_not_said(place: Place, owner: Person, text: str) -> None:
    with pytest.raises(NotAllowed):
        await owner.say(place.lobby, text)

    assert place.lobby.messages == {}


async def test_files_and_replies(place: Place, owner: Person, stranger: Person) -> None:
    asked = await stranger.say(place.lobby, "look", files=[Upload("a.txt", b"a")])
    answered = await owner.say(place.lobby, "seen", reply_to=asked)

    assert [each.content for each in asked.files] == [b"a"]
    assert answered.reply_to == asked.id
    assert stranger.sees(place.lobby)[-1].calls_me
    place.sandbox.stage.overwrite(place.lobby, deny(place.guild, Permission.ATTACH_FILES))
    with pytest.raises(NotAllowed):
        await stranger.say(place.lobby, files=[Upload("b.txt", b"b")])


async def test_only_who_may_calls_everyone(place: Place, owner: Person, stranger: Person) -> None:
    await stranger.say(place.lobby, "@everyone")
    quiet = place.last(place.owner)
    await owner.say(place.lobby, "@everyone")

    assert (quiet.calls_me, place.last(place.stranger).calls_me) == (False, True)


async def test_direct_messages_go_both_ways(place: Place, owner: Person, api: Api, wire: Socket) -> None:
    await wire.identify()

    await owner.say(owner.dm, "hello bot")
    told = await wire.hears("MESSAGE_CREATE")
    await api("POST", f"/channels/{told['channel_id']}/messages", {"content": "hello owner"})

    assert "guild_id" not in told
    assert [each.content for each in owner.inbox()] == ["hello bot", "hello owner"]


async def test_who_left_everything_cannot_write_to_the_bot(place: Place, stranger: Person) -> None:
    await stranger.leave(place.guild)

    with pytest.raises(NotAllowed):
        await stranger.say(stranger.dm, "hello?")
    with pytest.raises(NotAllowed):
        stranger.sees(place.lobby)


async def test_only_who_manages_channels_makes_and_removes_them(place: Place, owner: Person, stranger: Person) -> None:
    made = await owner.create_channel(place.guild, "made")
    await owner.rename_channel(made, "renamed")
    with pytest.raises(NotAllowed, match="Missing Permissions"):
        await stranger.delete_channel(made)
    with pytest.raises(NotAllowed, match="Missing Permissions"):
        await stranger.create_channel(place.guild, "mine")
    with pytest.raises(NotAllowed, match="Missing Permissions"):
        await stranger.set_overwrite(made, allow(place.stranger, SEND))

    assert [each.name for each in stranger.channels()] == ["lobby", "renamed"]
    await owner.delete_channel(made)
    assert [each.name for each in stranger.channels()] == ["lobby"]


async def test_only_who_manages_members_does(place: Place, owner: Person, stranger: Person) -> None:
    soon = place.sandbox.world.now() + timedelta(minutes=1)
    refused: list[Any] = [
        lambda: stranger.give_role(place.guild, place.stranger, place.staff_role),
        lambda: stranger.take_role(place.guild, place.staff, place.staff_role),
        lambda: stranger.kick(place.guild, place.staff),
        lambda: stranger.time_out(place.guild, place.staff, soon),
    ]
    for act in refused:
        with pytest.raises(NotAllowed, match="Missing Permissions"):
            await act()

    await owner.give_role(place.guild, place.stranger, place.staff_role)
    await owner.take_role(place.guild, place.staff, place.staff_role)
    await owner.time_out(place.guild, place.stranger, soon)
    await owner.kick(place.guild, place.staff)
    assert place.guild.members[place.stranger.id].roles == [place.staff_role.id]
    assert place.guild.members[place.stranger.id].timed_out_until == soon
    assert place.staff.id not in place.guild.members


FORM = {
    "custom_id": "form",
    "title": "A form",
    "components": [
        {"type": 1, "components": [
            {"type": 4, "custom_id": "t", "label": "Title", "style": 1, "min_length": 3, "max_length": 5}]},
        {"type": 1, "components": [
            {"type": 4, "custom_id": "d", "label": "Description", "style": 2, "required": False, "min_length": 2}]},
        {"type": 1, "components": [{"type": 4, "custom_id": "p", "label": "Prefilled", "style": 1, "value": "as is"}]},
    ],
}  # fmt: skip


@pytest.fixture
async def form(place: Place, owner: Person, api: Api, wire: Socket, panel: None) -> Form:
    await wire.identify()
    attempt = await owner.click(place.last(place.owner), "Open")
    told = await wire.hears("INTERACTION_CREATE")
    await api("POST", f"/interactions/{told['id']}/{told['token']}/callback", {"type": 9, "data": FORM})
    found = (await attempt.response).form
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({}, "Title"),
        ({"Title": ""}, "Title"),
        ({"Title": "xx"}, "3 to 5, not 2"),
        ({"Title": "x" * 6}, "3 to 5, not 6"),
        ({"Title": "fits", "d": "x"}, "Description"),
        ({"Title": "fits", "Prefilled": ""}, "Prefilled"),
        ({"Title": "fits", "Unknown": "x"}, "no field"),
    ],
)
async def test_forms_that_cannot_be_sent(
    place: Place, owner: Person, form: Form, values: dict[str, str], told: str
) -> None:
    with pytest.raises(NotAllowed, match=told):
        await owner.submit(form, values)

    assert len(place.sandbox.world.interactions) == 1


async def test_a_form_is_sent_with_what_stood_in_it(owner: Person, form: Form, wire: Socket) -> None:
    await owner.submit(form, {"Title": "fits"})

    rows = (await wire.hears("INTERACTION_CREATE"))["data"]["components"]
    assert [row["components"][0]["value"] for row in rows] == ["fits", "", "as is"]


async def test_nobody_sends_somebody_elses_form(stranger: Person, form: Form) -> None:
    with pytest.raises(NotAllowed, match="somebody else"):
        await stranger.submit(form, {"Title": "fits"})


async def test_an_ephemeral_message_is_its_readers_alone(
    place: Place, owner: Person, stranger: Person, api: Api, wire: Socket, panel: None
) -> None:
    await wire.identify()
    attempt = await owner.click(place.last(place.owner), "Open")
    told = await wire.hears("INTERACTION_CREATE")
    body = {"type": 4, "data": {"content": "psst", "flags": 64, "components": PANEL[:1]}}
    await api("POST", f"/interactions/{told['id']}/{told['token']}/callback", body)
    seen = (await attempt.response).message
    assert seen is not None

    with pytest.raises(NotAllowed, match="somebody else"):
        await stranger.click(seen, "Open")
    await owner.click(seen, "Open")
    await owner.delete(seen)
    assert [each.content for each in owner.sees(place.lobby)] == ["panel"]


@pytest.mark.usefixtures("panel")
async def test_what_no_client_would_send_can_be_forged(place: Place, stranger: Person, wire: Socket) -> None:
    await wire.identify()
    message = place.last(place.stranger)

    stranger.forge_component(place.lobby, message, "never:there")
    button = await wire.hears("INTERACTION_CREATE")
    stranger.forge_component(place.lobby, message, "many", ["made-up"])
    select = await wire.hears("INTERACTION_CREATE")
    stranger.forge_form(place.lobby, "form", {"t": "x" * 4000})
    form = await wire.hears("INTERACTION_CREATE")
    stranger.forge_slash(place.lobby, "nothing", [{"name": "a", "type": 3, "value": "b"}])
    slash = await wire.hears("INTERACTION_CREATE")

    assert button["data"] == {"custom_id": "never:there", "component_type": 2}
    assert select["data"]["values"] == ["made-up"]
    assert len(form["data"]["components"][0]["components"][0]["value"]) == 4000
    assert slash["data"]["name"] == "nothing"


async def test_typing_is_told(place: Place, stranger: Person, wire: Socket) -> None:
    await wire.identify()

    await stranger.types(place.lobby)

    assert (await wire.hears("TYPING_START"))["user_id"] == str(place.stranger.id)


async def test_closing_ones_dms_is_ones_own_affair(owner: Person, api: Api, place: Place) -> None:
    there = f"/channels/{owner.dm.id}/messages"

    owner.close_dms()
    closed = await api("POST", there, {"content": "x"})
    owner.open_dms()
    opened = await api("POST", there, {"content": "x"})

    assert (closed[0], opened[0]) == (403, 200)


async def test_a_newcomer_joins_and_sees(place: Place) -> None:
    newcomer = place.person(place.sandbox.stage.user("newcomer"))

    before = newcomer.channels()
    await newcomer.join(place.guild)

    assert (before, [each.name for each in newcomer.channels()]) == ([], ["lobby"])
