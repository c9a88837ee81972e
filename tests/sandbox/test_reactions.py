"""Reactions by people and by the bot: who may, how many, and what everybody is told."""

from datetime import timedelta
from urllib.parse import quote

import pytest

from bot.sandbox import Intent, NotAllowed, Permission, Person, Seen, deny
from bot.sandbox.client.seeing import Reacted
from bot.sandbox.world import Change, ChangeKind
from tests.sandbox.tools import EVERYTHING, Api, Client, Place, Socket

FIRE, FAMILY, FLAG = "🔥", "👨‍👩‍👧", "🇩🇪"


@pytest.fixture
async def said(place: Place, owner: Person) -> Seen:
    return await owner.say(place.lobby, "who comes?")


def path(message: Seen, emoji: str = "", whose: str = "") -> str:
    below = "".join(f"/{quote(each)}" for each in (emoji, whose) if each)
    return f"/channels/{message.channel_id}/messages/{message.id}/reactions{below}"


def code(caught: pytest.ExceptionInfo[NotAllowed]) -> int:
    return caught.value.refused.refusal.code


async def test_everybody_sees_who_reacted_how_often_and_whether_they_did(
    place: Place, said: Seen, owner: Person, stranger: Person
) -> None:
    await stranger.react(said, FIRE)
    await stranger.react(said, FIRE)
    await owner.react(said, FIRE)
    theirs = await owner.react(said, FLAG)

    assert theirs.reactions == (Reacted(FIRE, 2, True), Reacted(FLAG, 1, True))
    assert stranger.sees(place.lobby)[0].reactions == (Reacted(FIRE, 2, True), Reacted(FLAG, 1, False))


async def test_a_reaction_is_taken_back_and_the_last_one_takes_its_kind_along(said: Seen, owner: Person) -> None:
    await owner.react(said, FIRE)

    after = await owner.unreact(said, FIRE)

    assert after.reactions == ()
    with pytest.raises(NotAllowed) as caught:
        await owner.unreact(said, FIRE)
    assert code(caught) == 10014


async def test_the_bot_is_told_by_its_intents_and_the_witnesses_are(
    place: Place, said: Seen, stranger: Person, wire: Socket
) -> None:
    changes: list[Change] = []
    await wire.identify()
    place.sandbox.world.witnesses.append(changes.append)

    await stranger.react(said, FAMILY)
    await stranger.unreact(said, FAMILY)

    added = await wire.hears("MESSAGE_REACTION_ADD")
    removed = await wire.hears("MESSAGE_REACTION_REMOVE")
    where = {
        "channel_id": str(place.lobby.id),
        "guild_id": str(place.guild.id),
        "message_id": str(said.id),
        "user_id": str(place.stranger.id),
        "emoji": {"id": None, "name": FAMILY},
    }
    assert added.items() >= {**where, "message_author_id": str(place.owner.id), "burst": False}.items()
    assert added["member"]["user"]["username"] == "stranger"
    assert removed.items() >= where.items()
    assert [(each.kind, each.message and each.message.id) for each in changes] == [(ChangeKind.MESSAGE, said.id)] * 2


async def test_without_the_intent_nothing_is_told(place: Place, said: Seen, stranger: Person, wire: Socket) -> None:
    await wire.identify(EVERYTHING & ~Intent.GUILD_MESSAGE_REACTIONS)

    await stranger.react(said, FIRE)
    await stranger.react(await stranger.say(stranger.dm, "you and me"), FIRE)

    told = await wire.hears("MESSAGE_REACTION_ADD")
    assert "guild_id" not in told
    assert "member" not in told


@pytest.mark.parametrize("emoji", ["fire", "", "🔥🔥", "steward:1234", "🔥 "])
async def test_only_emojis_are_reactions(said: Seen, stranger: Person, emoji: str) -> None:
    with pytest.raises(NotAllowed) as caught:
        await stranger.react(said, emoji)

    assert code(caught) == 10014


async def test_a_new_emoji_needs_a_permission_that_another_like_it_does_not(
    place: Place, said: Seen, owner: Person, stranger: Person
) -> None:
    await owner.react(said, FIRE)
    place.sandbox.stage.overwrite(place.lobby, deny(place.guild, Permission.ADD_REACTIONS))

    await stranger.react(said, FIRE)
    with pytest.raises(NotAllowed) as caught:
        await stranger.react(said, FLAG)

    assert code(caught) == 50013
    assert place.last(place.stranger).reactions == (Reacted(FIRE, 2, True),)


async def test_whoever_cannot_read_back_or_is_silenced_does_not_react(
    place: Place, said: Seen, owner: Person, stranger: Person
) -> None:
    await owner.react(said, FIRE)
    stage, now = place.sandbox.stage, place.sandbox.world.now()
    stage.time_out(place.guild, place.stranger, now + timedelta(hours=1))
    with pytest.raises(NotAllowed) as silenced:
        await stranger.react(said, FIRE)
    stage.time_out(place.guild, place.stranger, None)
    stage.overwrite(place.lobby, deny(place.guild, Permission.READ_MESSAGE_HISTORY))
    with pytest.raises(NotAllowed) as blind:
        await stranger.react(said, FIRE)

    assert (code(silenced), code(blind)) == (50013, 50013)
    assert place.last(place.owner).reactions[0].count == 1


async def test_a_message_takes_twenty_kinds(said: Seen, owner: Person, stranger: Person) -> None:
    for n in range(20):
        await owner.react(said, chr(0x1F600 + n))

    with pytest.raises(NotAllowed) as caught:
        await stranger.react(said, FIRE)
    more = await stranger.react(said, chr(0x1F600))

    assert (code(caught), caught.value.refused.refusal.status) == (30010, 403)
    assert (len(more.reactions), more.reactions[0].count) == (20, 2)


async def test_what_sleeps_or_is_for_one_alone_takes_none(place: Place, owner: Person, api: Api, wire: Socket) -> None:
    thread = await owner.begin_thread(place.lobby, "aside")
    inside = await owner.say(thread, "in here")
    await owner.archive(thread)
    await wire.identify()
    application = place.sandbox.world.application.id
    await api("PUT", f"/applications/{application}/commands", [{"name": "ask", "description": "asks"}])
    attempt = await owner.slash(place.lobby, "ask")
    asked = await wire.hears("INTERACTION_CREATE")
    body = {"type": 4, "data": {"content": "for you", "flags": 64}}
    await api("POST", f"/interactions/{asked['id']}/{asked['token']}/callback", body)

    with pytest.raises(NotAllowed) as asleep:
        await owner.react(inside, FIRE)
    with pytest.raises(NotAllowed) as alone:
        await owner.react(await attempt.answer(), FIRE)

    assert (code(asleep), code(alone)) == (50083, 10008)


async def test_the_bot_reacts_and_reads_who_did(place: Place, said: Seen, api: Api, stranger: Person) -> None:
    await stranger.react(said, FIRE)

    added, _ = await api("PUT", path(said, FIRE, "@me"))
    users = await api("GET", path(said, FIRE))
    page = await api("GET", path(said, FIRE) + f"?limit=1&after={min(place.stranger.id, place.owner.id)}")
    _, shown = await api("GET", f"/channels/{said.channel_id}/messages/{said.id}")
    taken, _ = await api("DELETE", path(said, FIRE, "@me"))

    bot = place.sandbox.world.application.user
    assert (added, taken) == (204, 204)
    assert [each["id"] for each in users[1]] == [str(each) for each in sorted((bot.id, place.stranger.id))]
    assert len(page[1]) == 1
    assert shown["reactions"][0].items() >= {"count": 2, "me": True, "emoji": {"id": None, "name": FIRE}}.items()
    assert place.last(place.stranger).reactions == (Reacted(FIRE, 1, True),)


async def test_who_manages_messages_removes_those_of_others(
    place: Place, said: Seen, api: Api, stranger: Person, wire: Socket
) -> None:
    await wire.identify()
    for emoji in (FIRE, FLAG, FAMILY):
        await stranger.react(said, emoji)

    one = await api("DELETE", path(said, FIRE, str(place.stranger.id)))
    kind = await api("DELETE", path(said, FLAG))
    again = await api("DELETE", path(said, FLAG))
    everything = await api("DELETE", path(said))

    assert [each[0] for each in (one, kind, everything)] == [204] * 3
    assert (again[0], again[1]["code"]) == (400, 10014)
    assert (await wire.hears("MESSAGE_REACTION_REMOVE"))["user_id"] == str(place.stranger.id)
    assert (await wire.hears("MESSAGE_REACTION_REMOVE_EMOJI"))["emoji"]["name"] == FLAG
    assert "emoji" not in await wire.hears("MESSAGE_REACTION_REMOVE_ALL")
    assert place.last(place.owner).reactions == ()


async def test_without_that_permission_or_in_a_dm_they_stay(
    place: Place, said: Seen, api: Api, stranger: Person
) -> None:
    await stranger.react(said, FIRE)
    private = await stranger.react(await stranger.say(stranger.dm, "mine"), FIRE)
    me = place.sandbox.world.application.user
    place.sandbox.stage.overwrite(place.lobby, deny(me, Permission.MANAGE_MESSAGES))

    refused = [
        await api("DELETE", path(said, FIRE, str(place.stranger.id))),
        await api("DELETE", path(said)),
        await api("DELETE", path(private, FIRE, str(place.stranger.id))),
        await api("GET", path(said, "fire")),
    ]

    assert [(status, told["code"]) for status, told in refused] == [
        (403, 50013), (403, 50013), (403, 50003), (400, 10014)]  # fmt: skip
    assert place.last(place.stranger).reactions == (Reacted(FIRE, 1, True),)


async def test_a_client_hears_and_reads_them(place: Place, client: Client, stranger: Person) -> None:
    message = await client.channel(place.lobby).send("react to me")

    await stranger.react(place.last(place.stranger), FIRE)
    reaction, user = await client.hears("reaction_add")
    await message.add_reaction(FLAG)
    await client.hears("reaction_add")
    await stranger.unreact(place.last(place.stranger), FIRE)
    await client.hears("reaction_remove")
    fetched = await client.channel(place.lobby).fetch_message(message.id)

    assert (str(reaction.emoji), user.name) == (FIRE, "stranger")
    assert [(str(each.emoji), each.count, each.me) for each in fetched.reactions] == [(FLAG, 1, True)]
