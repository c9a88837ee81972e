"""What people say through the control interface, and what they may not."""

from typing import Any

from bot.sandbox import Permission, deny
from tests.control.test_acting import presses
from tests.control.tools import Place


async def test_a_message_is_said_read_edited_and_deleted(place: Place) -> None:
    here = place.messages("stranger", "lobby")

    said = await place.call.done("POST", here, {"text": "Hello"})
    assert said["author"]["name"] == "stranger"
    assert (said["at"], said["edited_at"]) == ("2026-03-02T12:00:00Z", None)
    edited = await place.call.done("PATCH", f"{here}/{said['id']}", {"text": "Good day"})
    assert (edited["text"], edited["edited_at"]) == ("Good day", "2026-03-02T12:00:00Z")
    assert await place.call.done("GET", here) == [edited]
    await place.call.done("DELETE", f"{here}/{said['id']}")

    assert await place.call.done("GET", here) == []
    assert await place.call.refused("DELETE", f"{here}/{said['id']}") == (404, 10008)


async def test_only_ones_own_is_edited_and_only_who_may_deletes_anothers(place: Place) -> None:
    said = await place.call.done("POST", place.messages("stranger", "lobby"), {"text": "Hello"})
    others = f"{place.messages('staff', 'lobby')}/{said['id']}"

    assert await place.call.refused("PATCH", others, {"text": "Bye"}) == (403, 50005)
    assert await place.call.refused("DELETE", others) == (403, 50013)
    (seen,) = await place.call.done("GET", place.messages("owner", "lobby"))
    assert (seen["may_edit"], seen["may_delete"]) == (False, True)
    await place.call.done("DELETE", f"{place.messages('owner', 'lobby')}/{said['id']}")


async def test_who_may_not_write_or_see_is_refused_as_discord_refuses_it(place: Place) -> None:
    place.sandbox.stage.overwrite(place.lobby, deny(place.stranger, Permission.SEND_MESSAGES))
    text = {"text": "Hello"}

    assert await place.call.refused("POST", place.messages("stranger", "lobby"), text) == (403, 50013)
    assert await place.call.refused("POST", place.messages("stranger", place.office), text) == (403, 50001)
    assert await place.call.refused("GET", place.messages("stranger", place.office)) == (403, 50001)
    assert await place.call.refused("POST", place.messages("stranger", "office"), text) == (404, 10003)
    assert await place.call.refused("POST", place.messages("staff", "lobby"), {"text": ""}) == (400, 50006)
    assert await place.call.refused("POST", place.messages("staff", "lobby"), {"text": "x" * 2001}) == (400, 50035)
    assert await place.call.refused("POST", place.messages("nobody", "lobby"), text) == (404, 10013)


async def test_a_reply_quotes_what_it_answers_while_that_is_there(place: Place) -> None:
    first = await place.call.done("POST", place.messages("staff", "lobby"), {"text": "What is it?\nTell us."})

    reply = {"text": "The printer", "reply_to": first["id"]}
    said = await place.call.done("POST", place.messages("stranger", "lobby"), reply)
    assert said["reply_to"] == {"id": first["id"], "author": first["author"], "text": "What is it?"}
    await place.call.done("DELETE", f"{place.messages('staff', 'lobby')}/{first['id']}")

    (left,) = await place.call.done("GET", place.messages("staff", "lobby"))
    assert left["reply_to"] == {"id": first["id"], "author": None, "text": ""}
    assert await place.call.refused("POST", place.messages("staff", "lobby"), reply) == (404, 10008)


async def test_what_only_one_sees_is_quoted_to_nobody(place: Place) -> None:
    answer = await presses(place, "stranger", 4, {"content": "Psst", "flags": 64})
    reply = {"text": "What?", "reply_to": answer["message"]["id"]}
    assert await place.call.refused("POST", place.messages("staff", "lobby"), reply) == (404, 10008)

    await place.call.done("POST", place.messages("stranger", "lobby"), reply)

    seen = (await place.call.done("GET", place.messages("staff", "lobby")))[-1]
    assert (seen["text"], seen["reply_to"]["text"], seen["reply_to"]["author"]) == ("What?", "", None)


async def test_files_are_sent_and_can_be_fetched(place: Place) -> None:
    upload = {"name": "a.txt", "content": "aGVsbG8=", "description": "A greeting"}

    said = await place.call.done("POST", place.messages("stranger", "lobby"), {"files": [upload]})

    (file,) = said["files"]
    assert (file["name"], file["size"], file["type"], file["description"]) == ("a.txt", 5, "text/plain", "A greeting")
    async with place.call.session.get(file["url"]) as answer:
        assert await answer.read() == b"hello"
    eleven = {"files": [upload] * 11}
    assert await place.call.refused("POST", place.messages("stranger", "lobby"), eleven) == (400, 50035)
    place.sandbox.world.upload_limit = 4
    assert await place.call.refused("POST", place.messages("stranger", "lobby"), {"files": [upload]}) == (413, 40005)


async def test_reactions_are_added_counted_and_taken_back(place: Place) -> None:
    said = await place.call.done("POST", place.messages("stranger", "lobby"), {"text": "Hello"})
    emoji = f"lobby/messages/{said['id']}/reactions/👍"

    await place.call.done("PUT", f"people/staff/channels/{emoji}")
    seen = await place.call.done("PUT", f"people/stranger/channels/{emoji}")
    assert seen["reactions"] == [{"emoji": "👍", "count": 2, "is_mine": True}]
    await place.call.done("DELETE", f"people/stranger/channels/{emoji}")

    async with place.call.watching("staff") as staff:
        seen = await place.call.done("PUT", f"people/owner/channels/{emoji}")
        assert seen["reactions"] == [{"emoji": "👍", "count": 2, "is_mine": True}]
        assert (await staff.hears("message"))["message"]["reactions"] == seen["reactions"]
    seen = await place.call.done("DELETE", f"people/stranger/channels/{emoji}")
    assert seen["reactions"] == [{"emoji": "👍", "count": 2, "is_mine": False}]
    _, code = await place.call.refused("PUT", f"people/staff/channels/{emoji.replace('👍', 'nonsense')}")
    assert code == 10014


async def test_pages_of_messages_are_read_both_ways(place: Place) -> None:
    owner = place.sandbox.person(place.owner)
    ids = [str((await owner.say(place.lobby, str(n))).id) for n in range(120)]
    here = place.messages("stranger", "lobby")

    async def page(**query: Any) -> list[str]:
        return [each["text"] for each in await place.call.done("GET", here, **query)]

    assert await page() == [str(n) for n in range(70, 120)]
    assert await page(before=ids[70], limit=2) == ["68", "69"]
    assert await page(after=ids[70], limit=2) == ["71", "72"]
    assert await page(after=ids[119]) == []
    assert await page(before=ids[0]) == []
    assert await place.call.refused("GET", here, limit=0) == (400, 50035)
    assert await place.call.refused("GET", here, before="x") == (400, 50035)


async def test_whoever_may_not_read_back_reads_nothing(place: Place) -> None:
    await place.call.done("POST", place.messages("owner", "lobby"), {"text": "Hello"})
    place.sandbox.stage.overwrite(place.lobby, deny(place.stranger, Permission.READ_MESSAGE_HISTORY))

    assert await place.reads("stranger", "lobby") == []
    assert await place.reads("staff", "lobby") == ["Hello"]


async def test_mentions_read_as_people_are_called_here(place: Place) -> None:
    await place.call.done("PUT", "people/staff/guilds/Desk/nick", {"nick": "The helper"})
    text = f"<@{place.staff.id}> <@!{place.staff.id}> <@&{place.role.id}> <#{place.lobby.id}> <@1> <@&1> <#1>"

    said = await place.call.done("POST", place.messages("stranger", "lobby"), {"text": text})

    assert said["names"] == {
        f"<@{place.staff.id}>": "The helper",
        f"<@!{place.staff.id}>": "The helper",
        f"<@&{place.role.id}>": "Support",
        f"<#{place.lobby.id}>": "lobby",
    }
    assert said["text"] == text


async def test_mentions_in_embeds_are_named_too_and_pictures_of_theirs_are_found(place: Place) -> None:
    embed = {"title": f"By <@{place.staff.id}>", "fields": [{"name": "Where", "value": f"<#{place.lobby.id}>"}]}
    await place.bot.says(place.lobby, embeds=[embed])

    (seen,) = await place.call.done("GET", place.messages("stranger", "lobby"))

    assert sorted(seen["names"].values()) == ["lobby", "staff"]
    assert seen["embeds"][0]["title"] == embed["title"]
    assert (seen["author"]["username"], seen["author"]["is_bot"]) == ("bot", True)


async def test_who_left_stays_named(place: Place) -> None:
    await place.call.done("PUT", "people/stranger/guilds/Desk/nick", {"nick": "Guest"})
    said = await place.call.done("POST", place.messages("stranger", "lobby"), {"text": "Bye"})
    assert said["author"]["name"] == "Guest"

    await place.call.done("DELETE", "people/stranger/guilds/Desk/membership")

    (seen,) = await place.call.done("GET", place.messages("staff", "lobby"))
    assert (seen["author"]["username"], seen["author"]["name"]) == ("stranger", "stranger")
    assert await place.call.refused("POST", place.messages("stranger", place.lobby), {"text": "Hey"}) == (403, 50001)


async def test_direct_messages_go_to_the_bot_and_only_while_they_are_taken(place: Place) -> None:
    person = await place.call.done("GET", "people/stranger")
    said = await place.call.done("POST", place.messages("stranger", "@me"), {"text": "Psst"})
    assert said["channel_id"] == person["direct"]["id"]
    assert await place.call.refused("GET", place.messages("staff", said["channel_id"])) == (403, 50001)

    await place.call.done("PUT", "people/stranger/dms", {"are_open": False})

    assert (await place.call.done("GET", "people/stranger"))["takes_dms"] is False


async def test_a_thread_hangs_at_its_message_and_shows_it(place: Place) -> None:
    said = await place.call.done("POST", place.messages("staff", "lobby"), {"text": "Let us talk"})

    thread = await place.call.done(
        "POST", f"{place.at('staff', 'lobby')}/threads", {"name": "Talk", "message": said["id"]}
    )

    assert (thread["kind"], thread["parent_id"], thread["name"]) == ("public_thread", str(place.lobby.id), "Talk")
    (seen,) = await place.call.done("GET", place.messages("stranger", "lobby"))
    assert seen["thread_id"] == thread["id"]
    (first,) = await place.call.done("GET", place.messages("stranger", "Talk"))
    assert (first["text"], first["more"]) == ("Let us talk", [])
    private = {"name": "Secret", "is_private": True}
    hidden = await place.call.done("POST", f"{place.at('staff', 'lobby')}/threads", private)
    assert await place.call.refused("GET", place.messages("stranger", hidden["id"])) == (403, 50001)


async def test_a_thread_whose_message_is_gone_shows_nothing_of_it(place: Place) -> None:
    wish = {"text": "Let us talk", "files": [{"name": "a.txt", "content": "aGVsbG8="}]}
    said = await place.call.done("POST", place.messages("staff", "lobby"), wish)
    await place.call.done("POST", f"{place.at('staff', 'lobby')}/threads", {"name": "Talk", "message": said["id"]})

    async with place.call.watching("stranger") as window:
        await place.call.done("DELETE", f"{place.messages('staff', 'lobby')}/{said['id']}")
        shown = (await window.hears("message"))["message"]

    (left,) = await place.call.done("GET", place.messages("stranger", "Talk"))
    assert shown == left
    assert (left["text"], left["more"], left["files"]) == ("", [], [])


async def test_a_thread_that_is_gone_hangs_at_no_message(place: Place) -> None:
    said = await place.call.done("POST", place.messages("staff", "lobby"), {"text": "Let us talk"})
    await place.call.done("POST", f"{place.at('staff', 'lobby')}/threads", {"name": "Talk", "message": said["id"]})

    await place.call.done("DELETE", place.at("owner", "Talk"))

    (seen,) = await place.call.done("GET", place.messages("stranger", "lobby"))
    assert seen["thread_id"] is None


async def test_a_threads_topic_and_category_are_passed_over(place: Place) -> None:
    await place.call.done("POST", f"{place.at('staff', 'lobby')}/threads", {"name": "Talk"})

    changed = await place.call.done("PATCH", place.at("staff", "Talk"), {"name": "Words", "topic": "of it"})

    assert (changed["name"], changed["topic"], changed["parent_id"]) == ("Words", None, str(place.lobby.id))


async def test_what_is_not_text_has_a_line(place: Place) -> None:
    owner = place.sandbox.person(place.owner)
    await owner.send_sticker(place.lobby, "wave")
    await owner.ask_poll(place.lobby, "Tea?", "Yes", "No")

    sticker, poll = await place.call.done("GET", place.messages("stranger", "lobby"))

    assert (sticker["more"], poll["more"]) == (["(sticker: wave)"], ["(poll: Tea? Yes / No)"])


async def test_names_that_several_channels_have_name_none(place: Place) -> None:
    place.sandbox.stage.channel(place.guild, "lobby")

    status, told = await place.call("GET", place.messages("stranger", "lobby"))

    assert (status, told["code"]) == (404, 10003)
    assert told["message"] == "Unknown Channel: 2 are called so, use the id"
    assert await place.reads("stranger", place.lobby) == []
