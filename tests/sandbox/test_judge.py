"""The judge sees what deviates; what it allows against the description is really sent so."""

import json
from dataclasses import replace
from typing import Any

import discord
import pytest

from bot.sandbox import Exchange
from bot.sandbox.wire.rest import ROUTES
from tests.sandbox.tools import Api, Client, Place
from tests.support import judge as judging
from tests.support.judge import IN_ANSWERS, IN_REQUESTS, Allowance, Judge

pytestmark = pytest.mark.skipif(not judging.DESCRIPTION.exists(), reason="Discord's description is not here")


@pytest.fixture
async def sent(place: Place, api: Api) -> Exchange:
    """A good exchange of the message route."""
    await api("POST", f"/channels/{place.lobby.id}/messages", {"content": "x"})
    return place.sandbox.log[-1]


def verdict(exchange: Exchange) -> list[str]:
    judge = Judge()
    judge.on_exchange(exchange)
    return judge.deviations


async def test_a_good_exchange_passes(sent: Exchange) -> None:
    assert verdict(sent) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"request": {"content": 5}}, "request: at /content"),
        ({"request": {"embeds": [{"title": "x" * 257}]}}, "request: at /embeds/0/title"),
        ({"query": {"wait": "1"}}, "no such parameter: wait"),
        ({"response": {"content": "x"}}, "answer: at /"),
        ({"status": 418}, "answer: at /"),
        ({"status": 302}, "knows no status 302"),
        ({"pattern": "/nowhere"}, "no such route"),
        ({"method": "PUT"}, "no such route"),
    ],
)
async def test_what_deviates_is_seen(sent: Exchange, change: dict[str, Any], told: str) -> None:
    assert any(told in each for each in verdict(replace(sent, **change)))


async def test_a_query_is_judged(place: Place, api: Api) -> None:
    await api("GET", f"/channels/{place.lobby.id}/messages?limit=5&before=7")
    good = place.sandbox.log[-1]

    assert verdict(good) == []
    assert verdict(replace(good, query={"limit": "101"})) != []
    assert verdict(replace(good, query={"before": "yesterday"})) != []


async def test_objects_inside_events_are_judged(sent: Exchange) -> None:
    judge = Judge()

    judge.on_event("MESSAGE_CREATE", {**sent.response, "guild_id": "1", "member": {}})
    good = list(judge.deviations)
    judge.on_event("MESSAGE_CREATE", {**sent.response, "attachments": None})
    judge.on_event("GUILD_CREATE", {"members": [{}], "channels": []})

    assert good == []
    assert [each.partition(":")[0] for each in judge.deviations] == [
        "MESSAGE_CREATE MessageResponse",
        *["GUILD_CREATE GuildResponse"] * sum("GuildResponse" in each for each in judge.deviations),
        *["GUILD_CREATE members[]"] * sum("members[]" in each for each in judge.deviations),
    ]
    assert judge.counts["events"] == 4


async def test_a_refused_bad_request_is_held_against_a_test_unless_it_meant_it(sent: Exchange) -> None:
    refused = replace(sent, status=400, request={"content": 5}, response={"message": "x", "code": 50035})
    strict, lenient = Judge(), Judge()
    lenient.bad_requests_allowed = True

    strict.on_exchange(refused)
    lenient.on_exchange(refused)
    accepted = len(lenient.deviations)
    lenient.on_exchange(replace(sent, request={"content": 5}))

    assert len(strict.deviations) == 1
    assert (accepted, len(lenient.deviations)) == (0, 1)


def test_every_route_of_the_sandbox_is_one_of_discords() -> None:
    paths = json.loads(judging.DESCRIPTION.read_text())["paths"]

    assert [each.pattern for each in ROUTES if each.method.lower() not in paths.get(each.pattern, {})] == []


def test_every_allowance_says_why_and_names_something_that_the_description_has() -> None:
    schemas = json.loads(judging.DESCRIPTION.read_text())["components"]["schemas"]

    for each in (*IN_REQUESTS, *IN_ANSWERS):
        assert len(each.why) > 40
        assert each.key is None or each.key in schemas[each.schema]["properties"]


async def test_every_allowance_for_requests_is_what_py_cord_sends(
    place: Place, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Taken away one by one: an overwrite by number and one taken over from a category fail at just these places."""
    guild = client.get_guild(place.guild.id)
    assert guild is not None
    mute = discord.PermissionOverwrite(send_messages=False)
    category = await guild.create_category("Tickets", overwrites={guild.default_role: mute})
    await client.hears("guild_channel_create")
    await client.channel(place.lobby).edit(category=category, sync_permissions=True)
    await client.get_user(place.owner.id).create_dm()  # type: ignore[union-attr]
    await guild.create_role(name="Helpers", permissions=discord.Permissions(view_channel=True))

    missing = [each for each in IN_REQUESTS if not _deviates_without(each, place, monkeypatch)]

    assert [(each.schema, each.key) for each in missing] == []


async def test_the_allowance_for_answers_is_needed(
    api: Api, place: Place, monkeypatch: pytest.MonkeyPatch, bad_requests: None
) -> None:
    there = f"/channels/{place.lobby.id}/messages"
    stranger = place.person(place.stranger)
    await stranger.forward(await stranger.say(place.lobby, "hello"), place.lobby)
    await api("POST", there, {"content": "x" * 2001})
    await api("GET", there)

    missing = [each for each in IN_ANSWERS if not _deviates_without(each, place, monkeypatch)]

    assert missing == []


def _deviates_without(allowance: Allowance, place: Place, monkeypatch: pytest.MonkeyPatch) -> bool:
    with monkeypatch.context() as patch:
        patch.setattr(judging, "IN_REQUESTS", tuple(each for each in IN_REQUESTS if each is not allowance))
        patch.setattr(judging, "IN_ANSWERS", tuple(each for each in IN_ANSWERS if each is not allowance))
        patch.setattr(judging, "_VALIDATORS", {})
        return any(verdict(each) for each in place.sandbox.log)
