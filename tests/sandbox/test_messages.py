"""Messages over REST: what may be sent, what comes back, and what Discord refuses with which words."""

from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from bot.sandbox import Intent, Permission, Sandbox, Upload, World, allow, deny
from tests.sandbox.tools import Api, Place

BUTTON = {"type": 2, "style": 1, "label": "Press", "custom_id": "press"}
LINK = {"type": 2, "style": 5, "label": "L"}


def row(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(parts)}


def buttons(count: int) -> list[dict[str, Any]]:
    return [{**BUTTON, "custom_id": f"b{n}"} for n in range(count)]


def select(**more: Any) -> dict[str, Any]:
    return {
        "type": 3,
        "custom_id": "s",
        "options": [{"label": "A", "value": "a"}, {"label": "B", "value": "b"}],
        **more,
    }


def embed(**more: Any) -> dict[str, Any]:
    return {"embeds": [{"title": "T", **more}]}


@pytest.fixture
def there(place: Place) -> str:
    return f"/channels/{place.lobby.id}/messages"


async def test_a_message_comes_back_as_it_was_sent(place: Place, api: Api, there: str) -> None:
    body = {"content": "hi", **embed(fields=[{"name": "n", "value": "v"}]), "components": [row(BUTTON), row(select())]}

    status, sent = await api("POST", there, body)

    (seen,) = place.person(place.owner).sees(place.lobby)
    assert status == 200
    assert (sent["content"], sent["author"]["bot"], sent["type"]) == ("hi", True, 0)
    assert sent["embeds"][0]["fields"] == [{"name": "n", "value": "v", "inline": False}]
    assert [part["id"] for part in sent["components"]] == [1, 3]
    assert seen.text == "hi\nT\nn: v"
    assert [each.label for each in seen.buttons] == ["Press"]
    assert [each.label for each in seen.selects[0].options] == ["A", "B"]


TOO_LONG = "BASE_TYPE_MAX_LENGTH"
BAD_LENGTH = "BASE_TYPE_BAD_LENGTH"
REQUIRED = "BASE_TYPE_REQUIRED"
INVALID_EMOJI = "BUTTON_COMPONENT_INVALID_EMOJI"


@pytest.mark.usefixtures("bad_requests")
@pytest.mark.parametrize(
    ("body", "path", "code"),
    [
        ({"content": "x" * 2001}, "content", TOO_LONG),
        (embed(title="x" * 257), "embeds/0/title", TOO_LONG),
        (embed(description="x" * 4097), "embeds/0/description", TOO_LONG),
        (embed(footer={"text": "x" * 2049}), "embeds/0/footer/text", TOO_LONG),
        (embed(author={"name": "x" * 257}), "embeds/0/author/name", TOO_LONG),
        (embed(fields=[{"name": "n", "value": "v"}] * 26), "embeds/0/fields", TOO_LONG),
        (embed(fields=[{"name": "x" * 257, "value": "v"}]), "embeds/0/fields/0/name", TOO_LONG),
        (embed(fields=[{"name": "n", "value": "x" * 1025}]), "embeds/0/fields/0/value", TOO_LONG),
        (embed(fields=[{"name": "n", "value": ""}]), "embeds/0/fields/0/value", REQUIRED),
        (embed(image={"url": "javascript:alert()"}), "embeds/0/image/url", "URL_TYPE_INVALID_SCHEME"),
        ({"embeds": [{"title": "T"}] * 11}, "embeds", TOO_LONG),
        ({"embeds": [{"description": "x" * 3001}] * 2}, "embeds", "MAX_EMBED_SIZE_EXCEEDED"),
        ({"components": [row(*[each]) for each in buttons(6)]}, "components", TOO_LONG),
        ({"components": [row(*buttons(6))]}, "components/0/components", BAD_LENGTH),
        ({"components": [row()]}, "components/0/components", BAD_LENGTH),
        ({"components": [BUTTON]}, "components/0/type", "UNION_TYPE_CHOICES"),
        (
            {"components": [row(BUTTON, BUTTON)]},
            "components/0/components/1/custom_id",
            "COMPONENT_CUSTOM_ID_DUPLICATED",
        ),
        ({"components": [row({**BUTTON, "label": "x" * 81})]}, "components/0/components/0/label", TOO_LONG),
        ({"components": [row({**BUTTON, "custom_id": "x" * 101})]}, "components/0/components/0/custom_id", TOO_LONG),
        ({"components": [row({**BUTTON, "style": 9})]}, "components/0/components/0/style", "NUMBER_TYPE_MAX"),
        (
            {"components": [row({"type": 2, "style": 1, "custom_id": "c"})]},
            "components/0/components/0/label",
            "BUTTON_COMPONENT_INVALID_LABEL",
        ),
        (
            {"components": [row({"type": 2, "style": 1, "custom_id": "c", "label": " \n "})]},
            "components/0/components/0/label",
            "BUTTON_COMPONENT_INVALID_LABEL",
        ),
        (
            {"components": [row(select(options=[{"label": "   ", "value": "v"}]))]},
            "components/0/components/0/options/0/label",
            REQUIRED,
        ),
        (
            {"components": [row({**BUTTON, "emoji": "🔧"})]},
            "components/0/components/0/emoji",
            "MODEL_TYPE_CONVERT",
        ),
        (
            {"components": [row({**BUTTON, "emoji": {"name": "db", "id": "db"}})]},
            "components/0/components/0/emoji/id",
            "NUMBER_TYPE_COERCE",
        ),
        (
            {"components": [row(select(options=[{"label": "x", "value": "v", "emoji": {"name": ":wrench:"}}]))]},
            "components/0/components/0/options/0/emoji/name",
            INVALID_EMOJI,
        ),
        *(
            ({"components": [row({**LINK, "url": url})]}, "components/0/components/0/url", code)
            for url, code in (
                ("javascript:alert()", "URL_TYPE_INVALID_SCHEME"),
                ("data:text/html,x", "URL_TYPE_INVALID_SCHEME"),
                ("file:///etc/passwd", "URL_TYPE_INVALID_SCHEME"),
                ("example.org", "URL_TYPE_INVALID_SCHEME"),
                ("https:example.org", "URL_TYPE_INVALID_URL"),
                (" ", REQUIRED),
            )
        ),
        ({"components": [row(select(placeholder="x" * 151))]}, "components/0/components/0/placeholder", TOO_LONG),
        (
            {"components": [row(select(options=[{"label": "x", "value": str(n)} for n in range(26)]))]},
            "components/0/components/0/options",
            BAD_LENGTH,
        ),
        (
            {"components": [row(select(options=[{"label": "x", "value": "same"}] * 2))]},
            "components/0/components/0/options/1/value",
            "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
        ),
        (
            {"components": [row(select(options=[{"label": "x" * 101, "value": "v"}]))]},
            "components/0/components/0/options/0/label",
            TOO_LONG,
        ),
        ({"components": [row(select(max_values=3))]}, "components/0/components/0/max_values", "NUMBER_TYPE_MAX"),
        (
            {"components": [row(select(), {**BUTTON})]},
            "components/0/components/0",
            "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
        ),
        ({"content": "x", "nonce": "n" * 26}, "nonce", TOO_LONG),
        (
            {"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
            "allowed_mentions",
            "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
        ),
        (
            {"content": "x", "message_reference": {"message_id": "1"}},
            "message_reference",
            "REPLIES_UNKNOWN_MESSAGE",
        ),
    ],
)
async def test_limits_are_refused_with_the_place_and_the_code(
    place: Place, api: Api, there: str, body: dict[str, Any], path: str, code: str
) -> None:
    status, refused = await api("POST", there, body)

    node = refused["errors"]
    for step in path.split("/"):
        node = node[step]
    assert (status, refused["code"], refused["message"]) == (400, 50035, "Invalid Form Body")
    assert [each["code"] for each in node["_errors"]] == [code]
    assert place.lobby.messages == {}


@pytest.mark.usefixtures("bad_requests")
@pytest.mark.parametrize(
    "name", ["", "notanemoji", ":wrench:", "a", "7", "🔧🔧", "🔧 ", "\u200b", "\u200d", "🔧\u200d", None]
)
async def test_what_is_no_emoji_is_refused_on_a_button(api: Api, there: str, name: str | None) -> None:
    status, refused = await api("POST", there, {"components": [row({**BUTTON, "emoji": {"name": name}})]})

    (fault,) = refused["errors"]["components"]["0"]["components"]["0"]["emoji"]["name"]["_errors"]
    assert (status, fault) == (400, {"code": INVALID_EMOJI, "message": "Invalid emoji"})


@pytest.mark.parametrize(
    "emoji",
    [
        *({"name": sign} for sign in ["🔧", "🗄️", "☎", "‼️", "👍🏽", "7️⃣", "🇩🇪", "👩‍🔧", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "🫩", "↔️", "❤️‍🔥"]),
        {"name": "db", "id": "200000000000000001"},
    ],
)
async def test_an_emoji_is_taken_on_a_button_and_on_an_option(api: Api, there: str, emoji: dict[str, Any]) -> None:
    option = {"label": "A", "value": "a", "emoji": emoji}

    status, sent = await api(
        "POST", there, {"components": [row({**BUTTON, "emoji": emoji}), row(select(options=[option]))]}
    )

    assert status == 200, sent


@pytest.mark.parametrize(
    "body",
    [
        {"content": "x" * 2000},
        embed(title="x" * 256, description="x" * 4096),
        {"embeds": [{"description": "x" * 600}] * 10},
        {"components": [row(*buttons(5))]},
        {"components": [row({**BUTTON, "label": "x" * 80, "custom_id": "y" * 100})]},
    ],
)
async def test_what_is_just_within_the_limits_is_sent(place: Place, api: Api, there: str, body: dict[str, Any]) -> None:
    status, _ = await api("POST", there, body)

    assert (status, len(place.lobby.messages)) == (200, 1)


async def test_the_refusal_of_a_long_text_reads_as_discords(api: Api, there: str) -> None:
    _, refused = await api("POST", there, {"content": "x" * 2001})

    told = {"code": "BASE_TYPE_MAX_LENGTH", "message": "Must be 2000 or fewer in length."}
    assert refused["errors"] == {"content": {"_errors": [told]}}


@pytest.mark.parametrize("body", [{}, {"content": ""}, {"content": "  \n "}, {"embeds": []}])
async def test_an_empty_message_is_refused(place: Place, api: Api, there: str, body: dict[str, Any]) -> None:
    status, refused = await api("POST", there, body)

    assert (status, refused["code"]) == (400, 50006)
    assert place.lobby.messages == {}


async def test_an_enforced_nonce_sends_once(place: Place, api: Api, there: str) -> None:
    body = {"content": "once", "nonce": "n1", "enforce_nonce": True}

    _, first = await api("POST", there, body)
    _, again = await api("POST", there, body)
    _, not_enforced = await api("POST", there, {**body, "enforce_nonce": False})

    assert first["id"] == again["id"] != not_enforced["id"]
    assert len(place.lobby.messages) == 2


async def test_a_nonce_is_forgotten_after_some_minutes() -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC)
    async with Sandbox(World(lambda: now)) as sandbox, aiohttp.ClientSession() as session:
        guild = sandbox.stage.guild("Desk", sandbox.stage.user("owner"))
        lobby = sandbox.stage.channel(guild, "lobby")
        api, body = Api(sandbox, session), {"content": "once", "nonce": "n1", "enforce_nonce": True}

        await api("POST", f"/channels/{lobby.id}/messages", body)
        now += timedelta(minutes=4)
        await api("POST", f"/channels/{lobby.id}/messages", body)
        within = len(lobby.messages)
        now += timedelta(minutes=2)
        await api("POST", f"/channels/{lobby.id}/messages", body)

    assert (within, len(lobby.messages)) == (1, 2)


async def test_the_nonce_is_in_the_answer_and_the_event_and_not_in_history(place: Place, api: Api, there: str) -> None:
    _, sent = await api("POST", there, {"content": "x", "nonce": "n1"})

    _, (told,) = await api("GET", there)

    assert sent["nonce"] == "n1"
    assert "nonce" not in told
    assert "member" not in told


async def test_history_is_paged_newest_first(place: Place, api: Api, there: str) -> None:
    person = place.person(place.owner)
    ids = [str((await person.say(place.lobby, f"{n}")).id) for n in range(7)]

    async def page(query: str) -> list[int]:
        _, found = await api("GET", f"{there}?{query}")
        return [ids.index(each["id"]) for each in found]

    assert await page("limit=2") == [6, 5]
    assert await page(f"limit=2&before={ids[5]}") == [4, 3]
    assert await page(f"limit=2&after={ids[2]}") == [4, 3]
    assert await page(f"limit=3&around={ids[3]}") == [4, 3, 2]
    assert await page("after=0&limit=3") == [2, 1, 0]


@pytest.mark.usefixtures("bad_requests")
@pytest.mark.parametrize("query", ["limit=0", "limit=101", "before=x", "before=1&after=2"])
async def test_pages_that_may_not_be_are_refused(api: Api, there: str, query: str) -> None:
    status, refused = await api("GET", f"{there}?{query}")

    assert (status, refused["code"]) == (400, 50035)


async def test_one_edits_ones_own_and_nobody_elses(place: Place, api: Api, there: str) -> None:
    _, mine = await api("POST", there, {"content": "mine", "components": [row(BUTTON)]})
    theirs = await place.person(place.owner).say(place.lobby, "theirs")

    _, edited = await api("PATCH", f"{there}/{mine['id']}", {"content": "changed"})
    status, refused = await api("PATCH", f"{there}/{theirs.id}", {"content": "changed"})

    assert (edited["content"], len(edited["components"])) == ("changed", 1)
    assert edited["edited_timestamp"] is not None
    assert (status, refused["code"]) == (403, 50005)
    assert place.last(place.owner).content == "theirs"


async def test_an_edit_that_leaves_nothing_is_refused_and_changes_nothing(place: Place, api: Api, there: str) -> None:
    _, mine = await api("POST", there, {"content": "mine"})

    status, refused = await api("PATCH", f"{there}/{mine['id']}", {"content": ""})

    assert (status, refused["code"]) == (400, 50006)
    assert place.last(place.owner).content == "mine"


async def test_deleting_others_needs_manage_messages(place: Place, api: Api, there: str) -> None:
    me = place.sandbox.world.application.user
    first, second = [await place.person(place.owner).say(place.lobby, text) for text in "ab"]

    allowed, _ = await api("DELETE", f"{there}/{first.id}")
    place.sandbox.stage.overwrite(place.lobby, deny(me, Permission.MANAGE_MESSAGES))
    status, refused = await api("DELETE", f"{there}/{second.id}")

    assert allowed == 204
    assert (status, refused["code"]) == (403, 50013)
    assert [each.content for each in place.person(place.owner).sees(place.lobby)] == ["b"]


async def test_bulk_delete_takes_two_to_a_hundred_young_messages(place: Place, api: Api, there: str) -> None:
    said = [await place.person(place.owner).say(place.lobby, f"{n}") for n in range(3)]

    status, _ = await api("POST", f"{there}/bulk-delete", {"messages": [str(each.id) for each in said[:2]]})

    assert status == 204
    assert [each.content for each in place.person(place.owner).sees(place.lobby)] == ["2"]


@pytest.mark.usefixtures("bad_requests")
async def test_bulk_delete_of_one_is_refused(place: Place, api: Api, there: str) -> None:
    said = await place.person(place.owner).say(place.lobby, "alone")

    status, refused = await api("POST", f"{there}/bulk-delete", {"messages": [str(said.id)]})

    assert (status, refused["code"]) == (400, 50016)
    assert len(place.lobby.messages) == 1


async def test_bulk_delete_of_old_messages_is_refused() -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC)
    async with Sandbox(World(lambda: now)) as sandbox, aiohttp.ClientSession() as session:
        owner = sandbox.stage.user("owner")
        lobby = sandbox.stage.channel(sandbox.stage.guild("Desk", owner), "lobby")
        said = [await sandbox.person(owner).say(lobby, text) for text in "ab"]
        now += timedelta(days=15)

        body = {"messages": [str(each.id) for each in said]}
        status, refused = await Api(sandbox, session)("POST", f"/channels/{lobby.id}/messages/bulk-delete", body)

    assert (status, refused["code"], len(lobby.messages)) == (400, 50034, 2)


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("GET", "/channels/1", 10003),
        ("GET", "/channels/1/messages", 10003),
        ("GET", "/channels/{lobby}/messages/1", 10008),
        ("DELETE", "/channels/{lobby}/messages/1", 10008),
        ("GET", "/guilds/1", 10004),
        ("GET", "/guilds/{guild}/members/1", 10013),
        ("GET", "/guilds/{guild}/members/{outsider}", 10007),
        ("GET", "/guilds/{guild}/roles/1", 10011),
        ("GET", "/users/1", 10013),
    ],
)
async def test_what_is_not_there_is_unknown(place: Place, api: Api, method: str, path: str, code: int) -> None:
    outsider = place.sandbox.stage.user("outsider")
    names = {"lobby": place.lobby.id, "guild": place.guild.id, "outsider": outsider.id}

    status, refused = await api(method, path.format(**names))

    assert (status, refused["code"]) == (404, code)


async def test_no_view_is_no_access_and_no_send_is_no_permission(place: Place, api: Api, there: str) -> None:
    stage, me = place.sandbox.stage, place.sandbox.world.application.user

    stage.overwrite(place.lobby, deny(me, Permission.SEND_MESSAGES))
    may_not_send = await api("POST", there, {"content": "x"})
    stage.overwrite(place.lobby, deny(me, Permission.VIEW_CHANNEL))
    may_not_see = await api("POST", there, {"content": "x"})

    assert (may_not_send[0], may_not_send[1]["code"]) == (403, 50013)
    assert (may_not_see[0], may_not_see[1]["code"]) == (403, 50001)
    assert place.lobby.messages == {}


async def test_without_read_message_history_history_is_empty(place: Place, api: Api, there: str) -> None:
    said = await place.person(place.owner).say(place.lobby, "x")
    me = place.sandbox.world.application.user
    place.sandbox.stage.overwrite(place.lobby, deny(me, Permission.READ_MESSAGE_HISTORY))

    assert await api("GET", there) == (200, [])
    assert (await api("GET", f"{there}/{said.id}"))[1]["code"] == 50013


async def test_without_the_content_intent_history_is_blank_too() -> None:
    async with Sandbox(World(privileged_intents=Intent.GUILD_MEMBERS)) as sandbox, aiohttp.ClientSession() as session:
        owner = sandbox.stage.user("owner")
        lobby = sandbox.stage.channel(sandbox.stage.guild("Desk", owner), "lobby")
        await sandbox.person(owner).say(lobby, "secret")

        _, (told,) = await Api(sandbox, session)("GET", f"/channels/{lobby.id}/messages")

    assert told["content"] == ""


async def test_only_those_are_called_whom_the_sender_allows(place: Place, api: Api, there: str) -> None:
    content = f"<@{place.owner.id}> <@&{place.staff_role.id}> @everyone"

    async def called(allowed: dict[str, Any] | None) -> tuple[int, int, bool]:
        _, sent = await api("POST", there, {"content": content, "allowed_mentions": allowed})
        return len(sent["mentions"]), len(sent["mention_roles"]), sent["mention_everyone"]

    assert await called(None) == (1, 1, True)
    assert await called({"parse": []}) == (0, 0, False)
    assert await called({"parse": ["roles"]}) == (0, 1, False)
    assert await called({"parse": ["everyone"], "users": [str(place.owner.id)]}) == (1, 0, True)
    assert place.last(place.owner).calls_me
    assert place.last(place.staff).calls_me
    await called({"roles": [str(place.staff_role.id)]})
    assert not place.last(place.owner).calls_me
    assert place.last(place.staff).calls_me
    assert not place.last(place.stranger).calls_me


async def test_a_role_that_may_not_be_called_is_not(place: Place, api: Api, there: str) -> None:
    stage, me = place.sandbox.stage, place.sandbox.world.application.user
    shy = stage.role(place.guild, "shy")
    stage.overwrite(place.lobby, deny(me, Permission.MENTION_EVERYONE))

    _, sent = await api("POST", there, {"content": f"<@&{shy.id}> <@&{place.staff_role.id}> @here"})

    assert (sent["mention_roles"], sent["mention_everyone"]) == ([str(place.staff_role.id)], False)


async def test_a_reply_names_what_it_answers_and_calls_its_author(place: Place, api: Api, there: str) -> None:
    asked = await place.person(place.owner).say(place.lobby, "question")
    reference = {"message_reference": {"message_id": str(asked.id)}}

    _, sent = await api("POST", there, {"content": "answer", **reference})
    _, quiet = await api("POST", there, {"content": "x", **reference, "allowed_mentions": {"replied_user": False}})
    place.sandbox.stage.delete_channel(place.sandbox.stage.channel(place.guild, "other"))
    await place.person(place.owner).delete(asked)
    _, (_, told) = await api("GET", there)

    assert (sent["type"], sent["referenced_message"]["content"]) == (19, "question")
    assert [each["username"] for each in sent["mentions"]] == ["owner"]
    assert quiet["mentions"] == []
    assert (told["message_reference"]["message_id"], told["referenced_message"]) == (str(asked.id), None)


async def test_files_go_up_and_come_down(place: Place, api: Api, there: str) -> None:
    body = {"content": "x", "attachments": [{"id": 0, "filename": "renamed.html", "description": "what it is"}]}

    _, sent = await api("POST", there, body, files={"a.html": b"<p>", "b.bin": b"\x00\x01"})
    first, second = sent["attachments"]

    assert (first["filename"], first["size"], first["description"]) == ("renamed.html", 3, "what it is")
    assert first["content_type"] == "text/html"
    assert await api.download(first["url"]) == (200, b"<p>")
    assert await api.download(second["url"]) == (200, b"\x00\x01")
    unsigned = second["url"].partition("?")[0]
    assert (await api.download(unsigned))[0] == (await api.download(unsigned + "x"))[0] == 404
    assert place.last(place.owner).files[1].content == b"\x00\x01"


async def test_an_edit_keeps_the_files_that_it_names(place: Place, api: Api, there: str) -> None:
    _, sent = await api("POST", there, {}, files={"a.txt": b"a", "b.txt": b"b"})
    keep = sent["attachments"][1]["id"]

    body = {"attachments": [{"id": keep}, {"id": 0, "filename": "c.txt"}]}
    _, edited = await api("PATCH", f"{there}/{sent['id']}", body, files={"c.txt": b"c"})
    _, untouched = await api("PATCH", f"{there}/{sent['id']}", {"content": "text"})

    assert [each["filename"] for each in edited["attachments"]] == ["b.txt", "c.txt"]
    assert [each["filename"] for each in untouched["attachments"]] == ["b.txt", "c.txt"]


async def test_a_file_in_an_embed_is_shown_from_the_cdn(api: Api, there: str) -> None:
    body = {"embeds": [{"image": {"url": "attachment://a.png"}}]}

    _, sent = await api("POST", there, body, files={"a.png": b"png"})

    assert sent["embeds"][0]["image"]["url"] == sent["attachments"][0]["url"]


@pytest.mark.usefixtures("bad_requests")
async def test_files_beyond_the_limits_are_refused() -> None:
    async with Sandbox(World(upload_limit=10)) as sandbox, aiohttp.ClientSession() as session:
        lobby = sandbox.stage.channel(sandbox.stage.guild("Desk", sandbox.stage.user("owner")), "lobby")
        api, there = Api(sandbox, session), f"/channels/{lobby.id}/messages"

        just = await api("POST", there, {}, files={"a": b"x" * 10})
        too_large = await api("POST", there, {}, files={"a": b"x" * 11})
        too_many = await api("POST", there, {}, files={f"{n}": b"x" for n in range(11)})

    assert just[0] == 200
    assert (too_large[0], too_large[1]["code"]) == (413, 40005)
    assert (too_many[0], too_many[1]["code"]) == (400, 50035)
    assert len(lobby.messages) == 1


async def test_closed_dms_and_strangers_cannot_be_written_to(place: Place, api: Api) -> None:
    outsider = place.sandbox.stage.user("outsider")
    place.sandbox.stage.close_dms(place.owner)

    async def write_to(user_id: int) -> tuple[int, Any]:
        _, dm = await api("POST", "/users/@me/channels", {"recipient_id": str(user_id)})
        return await api("POST", f"/channels/{dm['id']}/messages", {"content": "psst"})

    closed = await write_to(place.owner.id)
    unrelated = await write_to(outsider.id)
    place.sandbox.stage.open_dms(place.owner)
    opened = await write_to(place.owner.id)

    assert (closed[0], closed[1]["code"]) == (403, 50007)
    assert (unrelated[0], unrelated[1]["code"]) == (403, 50278)
    assert opened[0] == 200
    assert [each.content for each in place.person(place.owner).inbox()] == ["psst"]
    assert place.person(outsider).inbox() == []


async def test_typing_and_pins(place: Place, api: Api, there: str) -> None:
    me = place.sandbox.world.application.user
    said = await place.person(place.owner).say(place.lobby, "keep this")
    pin = f"{there}/pins/{said.id}"

    typing, _ = await api("POST", f"/channels/{place.lobby.id}/typing")
    refused, _ = await api("PUT", pin)
    place.sandbox.stage.overwrite(place.lobby, allow(me, Permission.PIN_MESSAGES))
    pinned, _ = await api("PUT", pin)
    _, found = await api("GET", f"{there}/pins")
    await api("DELETE", pin)

    assert (typing, refused, pinned) == (204, 403, 204)
    assert [each["message"]["content"] for each in found["items"]] == ["keep this"]
    assert await api("GET", f"/channels/{place.lobby.id}/pins") == (200, [])


async def test_components_of_the_second_kind_need_their_flag_and_stand_alone(
    place: Place, api: Api, there: str, bad_requests: None
) -> None:
    parts = [{"type": 17, "components": [{"type": 10, "content": "# Title"}, row(BUTTON)]}]

    status, _ = await api("POST", there, {"components": parts, "flags": 1 << 15})
    unflagged, _ = await api("POST", there, {"components": parts})
    with_text, _ = await api("POST", there, {"components": parts, "flags": 1 << 15, "content": "x"})

    assert (status, unflagged, with_text) == (200, 400, 400)
    assert place.last(place.owner).text == "# Title"
    assert [each.label for each in place.last(place.owner).buttons] == ["Press"]


async def test_a_person_sends_files_too(place: Place, api: Api, there: str) -> None:
    await place.person(place.owner).say(place.lobby, files=[Upload("log.txt", b"lines")])

    _, (told,) = await api("GET", there)

    assert [each["filename"] for each in told["attachments"]] == ["log.txt"]


@pytest.mark.usefixtures("bad_requests")
@pytest.mark.parametrize("number", ["abc", "1" * 5000, "-1", "²", -1, 1.5, [], {}])
@pytest.mark.parametrize(
    ("method", "path", "key"),
    [
        ("POST", "/channels/{lobby}/messages", "flags"),
        ("PUT", "/channels/{lobby}/permissions/{guild}", "allow"),
        ("POST", "/guilds/{guild}/roles", "permissions"),
    ],
)
async def test_what_is_no_number_is_refused(
    place: Place, api: Api, number: object, method: str, path: str, key: str
) -> None:
    where = path.format(lobby=place.lobby.id, guild=place.guild.id)
    status, refused = await api(method, where, {"content": "x", key: number})

    assert (status, refused["code"], list(refused["errors"])) == (400, 50035, [key])


@pytest.mark.usefixtures("bad_requests")
@pytest.mark.parametrize("moment", ["abc", "-1", "9" * 40])
async def test_what_is_no_moment_is_refused(place: Place, api: Api, moment: str) -> None:
    page = await api("GET", f"/channels/{place.lobby.id}/threads/archived/public?before={moment}")
    silence = {"communication_disabled_until": moment}
    silenced = await api("PATCH", f"/guilds/{place.guild.id}/members/{place.stranger.id}", silence)

    assert [(status, told["code"]) for status, told in (page, silenced)] == [(400, 50035)] * 2


async def test_a_moment_without_a_zone_is_one_of_utc(place: Place, api: Api) -> None:
    status, page = await api("GET", f"/channels/{place.lobby.id}/threads/archived/public?before=2026-03-02T12:00:00")

    assert (status, page["threads"]) == (200, [])


@pytest.mark.usefixtures("bad_requests")
@pytest.mark.parametrize("wrong", [{"max_values": "2"}, {"min_values": "x"}, {"options": [{"label": "x", "value": 1}]}])
async def test_a_select_of_wrong_numbers_is_refused(api: Api, there: str, wrong: dict[str, Any]) -> None:
    status, refused = await api("POST", there, {"components": [row(select(**wrong))]})

    assert (status, refused["code"]) == (400, 50035)
