"""Whoever witnesses the world hears of every change, also of what no bot may know, and once it is so."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from bot.sandbox import Permission, allow, deny
from bot.sandbox.world import Change, ChangeKind
from tests.sandbox.tools import Api, Place, Socket

Deed = Callable[[Place], object]


@pytest.fixture
def heard(place: Place) -> list[Change]:
    told: list[Change] = []
    place.sandbox.world.witnesses.append(told.append)
    return told


def of_messages(heard: list[Change]) -> list[tuple[ChangeKind, str]]:
    return [(each.kind, each.message.content if each.message else "") for each in heard if each.kind != "server"]


async def test_a_message_that_comes_changes_and_goes(place: Place, heard: list[Change]) -> None:
    stranger = place.person(place.stranger)

    said = await stranger.say(place.lobby, "one")
    await stranger.edit(said, "two")
    first = [each.message is heard[0].message and each.channel is place.lobby for each in heard]
    await stranger.delete(said)

    assert first == [True, True]
    assert [each.kind for each in heard] == [ChangeKind.MESSAGE, ChangeKind.MESSAGE, ChangeKind.GONE]
    assert (heard[-1].channel, heard[-1].ids) == (place.lobby, (said.id,))


async def test_many_at_once_are_gone_at_once(place: Place, api: Api, heard: list[Change]) -> None:
    said = [await place.person(place.stranger).say(place.lobby, text) for text in ("one", "two")]
    place.sandbox.stage.set_permissions(
        place.guild, place.guild.roles[place.guild.id], Permission.VIEW_CHANNEL | Permission.MANAGE_MESSAGES
    )

    path = f"/channels/{place.lobby.id}/messages/bulk-delete"
    await api("POST", path, {"messages": [str(each.id) for each in said]})

    assert [each.ids for each in heard if each.kind is ChangeKind.GONE] == [tuple(each.id for each in said)]


async def test_an_answer_for_one_alone_comes_changes_and_is_dismissed(
    place: Place, api: Api, wire: Socket, heard: list[Change]
) -> None:
    await wire.identify()
    stranger = place.person(place.stranger)
    command = {"name": "ask", "description": "asks"}
    await api("POST", f"/applications/{place.sandbox.world.application.id}/commands", command)
    attempt = await stranger.slash(place.lobby, "ask")
    asked = await wire.hears("INTERACTION_CREATE")
    callback = f"/interactions/{asked['id']}/{asked['token']}/callback"

    await api("POST", callback, {"type": 4, "data": {"content": "for you", "flags": 64}})
    edited = {"content": "still for you"}
    await api("PATCH", f"/webhooks/{asked['application_id']}/{asked['token']}/messages/@original", edited)
    came = [each.message.seen_only_by for each in heard if each.message]
    await stranger.delete(await attempt.answer())

    assert came == [place.stranger.id] * 2
    assert [each.kind for each in heard] == [ChangeKind.MESSAGE, ChangeKind.MESSAGE, ChangeKind.GONE]
    assert place.lobby.messages == {}


async def test_what_is_hidden_from_the_bot_is_witnessed(place: Place, wire: Socket, heard: list[Change]) -> None:
    me = place.sandbox.world.application.user
    hidden = place.sandbox.stage.channel(place.guild, "hidden", deny(me, Permission.VIEW_CHANNEL))
    await wire.identify()

    await place.person(place.stranger).say(hidden, "unheard")
    await place.person(place.stranger).say(place.lobby, "heard")

    assert of_messages(heard) == [(ChangeKind.MESSAGE, "unheard"), (ChangeKind.MESSAGE, "heard")]
    assert (await wire.hears("MESSAGE_CREATE"))["content"] == "heard"


async def opens_a_thread(place: Place) -> None:
    thread = await place.person(place.stranger).begin_thread(place.lobby, "aside")
    assert thread in place.person(place.stranger).threads(place.lobby)


async def loses_a_channel(place: Place) -> None:
    place.sandbox.stage.delete_channel(place.lobby)


async def goes(place: Place) -> None:
    await place.person(place.stranger).leave(place.guild)


async def is_silenced(place: Place) -> None:
    until = place.sandbox.world.now() + timedelta(hours=1)
    await place.person(place.owner).time_out(place.guild, place.stranger, until)


async def loses_a_role(place: Place) -> None:
    await place.person(place.owner).delete_role(place.guild, place.staff_role)


async def loses_its_bot(place: Place) -> None:
    place.sandbox.stage.leave(place.guild, place.sandbox.world.application.user)


SEEN_ANEW: dict[str, Deed] = {
    "a thread": opens_a_thread,
    "a channel that goes": loses_a_channel,
    "somebody leaves": goes,
    "a time-out": is_silenced,
    "a role that goes": loses_a_role,
    "the bot leaves": loses_its_bot,
    "an outage": lambda place: place.sandbox.guild_unavailable(place.guild),
    "its end": lambda place: place.sandbox.guild_available(place.guild),
    "closed DMs": lambda place: place.person(place.stranger).close_dms(),
    "opened DMs": lambda place: place.sandbox.stage.open_dms(place.stranger),
    "a newcomer": lambda place: place.sandbox.stage.user("newcomer"),
    "another server": lambda place: place.sandbox.stage.guild("Other", place.owner, with_bot=False),
    "an overwrite": lambda place: place.sandbox.stage.overwrite(
        place.lobby, allow(place.stranger, Permission.MANAGE_MESSAGES)
    ),
    "a new name": lambda place: place.sandbox.stage.rename(place.lobby, "hall"),
    "a role given": lambda place: place.sandbox.stage.give_role(place.guild, place.stranger, place.staff_role),
}


@pytest.mark.parametrize("deed", SEEN_ANEW.values(), ids=SEEN_ANEW)
async def test_what_people_see_of_the_server_has_changed(place: Place, heard: list[Change], deed: Deed) -> None:
    done = deed(place)
    if isinstance(done, Awaitable):
        await done

    assert ChangeKind.SERVER in {each.kind for each in heard}


async def test_it_is_so_already_when_it_is_said(place: Place) -> None:
    stranger, seen = place.person(place.stranger), list[list[str]]()
    place.sandbox.world.witnesses.append(lambda _: seen.append([each.name for each in stranger.channels()]))

    place.sandbox.stage.delete_channel(place.lobby)

    assert seen == [[]]


async def test_nothing_is_said_of_what_was_refused(place: Place, heard: list[Change]) -> None:
    with pytest.raises(Exception, match="Missing Permissions"):
        await place.person(place.stranger).kick(place.guild, place.staff)

    assert heard == []
