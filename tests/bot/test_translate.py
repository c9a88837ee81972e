"""Discord's payloads become our nouns, and what nobody said becomes nothing."""

from datetime import UTC, datetime
from typing import Any

import pytest

from actors.ports import Presence
from bot.inbound import asking, translate
from bot.inbound.asking import Kind
from models.ids import Address, ChannelId, FileId, GuildId, RoleId, UserId
from models.message import Attachment, Embed, EmbedField, Piece, Thread, Written

SPOKEN = 1_240_000_000_000_000_000
SPOKEN_AT = datetime(2024, 5, 14, 17, 57, 18, 85000, tzinfo=UTC)
EDITED = "2024-05-14T19:00:00.123456+00:00"


def nobody_is(user: UserId, roles: tuple[RoleId, ...]) -> bool:
    return False


def holder_of_9(user: UserId, roles: tuple[RoleId, ...]) -> bool:
    return 9 in roles


def message(**changed: Any) -> dict[str, Any]:
    plain = {
        "id": str(SPOKEN),
        "channel_id": "20",
        "guild_id": "30",
        "type": 0,
        "content": "my data is gone",
        "author": {"id": "40", "username": "owner_7", "global_name": "Owner"},
        "member": {"nick": None, "roles": ["8", "9"]},
        "embeds": [],
        "attachments": [],
        "edited_timestamp": None,
    }
    return plain | changed


def interaction(**changed: Any) -> dict[str, Any]:
    plain = {
        "id": str(SPOKEN),
        "type": 3,
        "channel_id": "20",
        "guild_id": "30",
        "member": {
            "user": {"id": "40", "username": "staff_1", "global_name": None},
            "nick": "Staff",
            "roles": ["8"],
            "permissions": "0",
        },
        "data": {"custom_id": "st:close:30-1::abc", "component_type": 2},
    }
    return plain | changed


def test_a_message_is_a_post_with_the_time_of_its_snowflake() -> None:
    said = translate.post(message(), nobody_is)

    assert said is not None
    assert said.live
    assert (said.id, said.said_at, said.words.text) == (SPOKEN, SPOKEN_AT, "my data is gone")


def test_its_author_is_who_they_were_when_they_said_it() -> None:
    author = translate.author(message(), holder_of_9)

    assert (author.id, author.name, author.roles) == (40, "Owner", (8, 9))
    assert author.is_admin
    assert not author.is_bot


@pytest.mark.parametrize(
    ("nick", "global_name", "shown"), [("Nick", "Global", "Nick"), (None, "Global", "Global"), (None, None, "owner_7")]
)
def test_a_person_is_shown_by_the_name_that_others_see(nick: str | None, global_name: str | None, shown: str) -> None:
    user = {"id": "40", "username": "owner_7", "global_name": global_name}

    assert translate.member(user, {"nick": nick, "roles": []}, nobody_is).name == shown


def test_a_message_of_history_has_no_roles_and_no_administrator() -> None:
    from_history = message()
    del from_history["member"]

    author = translate.author(from_history, lambda user, roles: True)

    assert (author.roles, author.is_admin) == ((), False)


def test_a_webhook_is_a_bot() -> None:
    assert translate.author(message(webhook_id="77"), nobody_is).is_bot


@pytest.mark.parametrize("kind", [1, 3, 4, 6, 7, 8, 12, 18, 21, 46])
def test_a_notice_of_discords_own_is_no_post(kind: int) -> None:
    assert translate.post(message(type=kind), nobody_is) is None


def test_an_answer_for_one_person_only_is_no_post() -> None:
    assert translate.post(message(flags=64), nobody_is) is None


def test_a_reply_names_what_it_answers() -> None:
    said = translate.post(message(type=19, message_reference={"message_id": "5"}), nobody_is)

    assert said is not None
    assert said.words.reply_to == 5


def test_embeds_and_files_are_kept_as_far_as_a_transcript_shows_them() -> None:
    embed = {"title": "T", "fields": [{"name": "n", "value": "v"}], "footer": {"text": "f"}, "color": 255, "url": "x"}
    files = [{"id": "1", "filename": "log.txt", "size": 12, "url": "x"}]

    written = translate.written(message(embeds=[embed], attachments=files), translate.author(message(), nobody_is))

    assert written.embeds == (Embed("T", "", (EmbedField("n", "v"),), "f", 255),)
    assert written.attachments == (Attachment("log.txt", 12, FileId(1), "x"),)


def the_words(**changed: Any) -> Written:
    return translate.written(message(**changed), translate.author(message(), nobody_is))


def test_a_forward_shows_its_text_its_embeds_and_its_files_with_what_they_show() -> None:
    file = {"id": "2", "filename": "cat.png", "size": 7, "url": "y", "description": "a cat"}
    inner = {"content": "forwarded", "embeds": [{"title": "seen"}], "attachments": [file]}

    written = the_words(content="", message_snapshots=[{"message": inner}])

    assert written.embeds == (Embed(description="forwarded", kind=Piece.FORWARD), Embed("seen"))
    assert written.attachments == (Attachment("cat.png", 7, FileId(2), "y", "a cat"),)


def test_a_sticker_is_shown_by_its_name() -> None:
    written = the_words(sticker_items=[{"id": "1", "name": "wave", "format_type": 1}])

    assert written.embeds == (Embed("wave", kind=Piece.STICKER),)


@pytest.mark.parametrize(("is_finalized", "votes"), [(False, ("", "")), (True, ("3", "0"))])
def test_a_poll_shows_its_answers_and_its_votes_once_they_are_counted(
    is_finalized: bool, votes: tuple[str, str]
) -> None:
    answers = [{"answer_id": 1, "poll_media": {"text": "yes"}}, {"answer_id": 2, "poll_media": {"text": "no"}}]
    results = {"is_finalized": is_finalized, "answer_counts": [{"id": 1, "count": 3, "me_voted": False}]}

    written = the_words(poll={"question": {"text": "which?"}, "answers": answers, "results": results})

    fields = (EmbedField("yes", votes[0]), EmbedField("no", votes[1]))
    assert written.embeds == (Embed("which?", fields=fields, kind=Piece.POLL),)


def test_what_an_application_laid_out_in_parts_is_read() -> None:
    section = {"type": 9, "components": [{"type": 10, "content": "inner"}], "accessory": {"type": 2, "label": "go"}}
    box = {"type": 17, "components": [{"type": 10, "content": "outer"}, section]}

    assert the_words(content="", components=[box]).embeds == (Embed(description="outer\ninner"),)


def test_what_is_said_in_a_thread_names_it() -> None:
    thread = Thread(ChannelId(9), "side talk", is_private=True)

    assert translate.written(message(), translate.author(message(), nobody_is), thread).thread == thread


def test_an_edit_carries_the_time_of_its_text_cut_to_the_millisecond() -> None:
    edited = translate.edit(message(content="better", edited_timestamp=EDITED), nobody_is)

    assert edited is not None
    assert edited.words.text == "better"
    assert edited.words.edited_at == datetime(2024, 5, 14, 19, 0, 0, 123000, tzinfo=UTC)


@pytest.mark.parametrize("unfurled", [message(), {"id": "1", "channel_id": "20", "embeds": []}])
def test_a_link_that_unfurls_is_no_edit(unfurled: dict[str, Any]) -> None:
    assert translate.edit(unfurled, nobody_is) is None


def test_one_delete_and_a_bulk_are_deletes_at_the_moment_they_were_heard() -> None:
    one = translate.deletes({"id": "5", "channel_id": "20"}, SPOKEN_AT)
    bulk = translate.deletes({"ids": ["5", "6"], "channel_id": "20"}, SPOKEN_AT)

    assert [(delete.id, delete.said_at) for delete in one] == [(5, SPOKEN_AT)]
    assert [delete.id for delete in bulk] == [5, 6]


def test_a_press_says_who_where_and_what() -> None:
    asked = asking.asked(interaction())

    assert asked is not None
    assert (asked.id, asked.said_at, asked.kind) == (SPOKEN, SPOKEN_AT, Kind.COMPONENT)
    assert (asked.guild, asked.channel, asked.name) == (30, 20, "st:close:30-1::abc")
    assert (asked.by.id, asked.by.name, asked.by.roles, asked.by.is_admin) == (40, "Staff", (8,), False)


@pytest.mark.parametrize(("permissions", "is_admin"), [(1 << 3, True), (1 << 5, True), (1 << 4, False), (0, False)])
def test_an_administrator_is_who_may_administer_or_manage_the_server(permissions: int, *, is_admin: bool) -> None:
    member = interaction()["member"] | {"permissions": str(permissions)}

    asked = asking.asked(interaction(member=member))

    assert asked is not None
    assert asked.by.is_admin == is_admin


def test_in_a_direct_message_there_is_no_guild_and_no_role() -> None:
    direct = interaction(user={"id": "40", "username": "owner_7"})
    del direct["guild_id"], direct["member"]

    asked = asking.asked(direct)

    assert asked is not None
    assert (asked.guild, asked.by.id, asked.by.roles, asked.by.is_admin) == (None, 40, (), False)


def test_a_command_carries_its_options() -> None:
    options = [{"name": "reason", "type": 3, "value": "done"}, {"name": "feedback", "type": 5, "value": False}]

    asked = asking.asked(interaction(type=2, data={"id": "1", "name": "close_ticket", "options": options}))

    assert asked is not None
    assert (asked.name, dict(asked.options)) == ("close_ticket", {"reason": "done", "feedback": False})


def test_a_command_carries_the_types_of_the_channels_that_its_options_name() -> None:
    channels = {"7": {"id": "7", "type": 4, "name": "tickets"}}
    data = {"id": "1", "name": "setup", "resolved": {"channels": channels}}

    asked = asking.asked(interaction(type=2, data=data))

    assert asked is not None
    assert dict(asked.channel_types) == {7: 4}


def test_a_select_carries_what_was_chosen() -> None:
    asked = asking.asked(interaction(data={"custom_id": "x", "component_type": 3, "values": ["high"]}))

    assert asked is not None
    assert asked.chosen == ("high",)


def test_a_form_carries_its_fields_whether_they_lie_in_rows_or_in_labels() -> None:
    row = {"type": 1, "components": [{"type": 4, "custom_id": "title", "value": "help"}]}
    label = {"type": 18, "component": {"type": 4, "custom_id": "text", "value": "it broke"}}
    select = {"type": 18, "component": {"type": 3, "custom_id": "feedback", "values": ["no"]}}
    empty = {"type": 18, "component": {"type": 4, "custom_id": "reason", "value": ""}}

    asked = asking.asked(interaction(type=5, data={"custom_id": "x", "components": [row, label, select, empty]}))

    assert asked is not None
    assert dict(asked.fields) == {"title": "help", "text": "it broke", "feedback": "no", "reason": ""}


@pytest.mark.parametrize("kind", [1, 4, 99])
def test_what_nothing_of_ours_can_cause_is_nothing(kind: int) -> None:
    assert asking.asked(interaction(type=kind)) is None


def test_a_subcommand_is_one_name_with_its_own_options() -> None:
    inner = [{"name": "ticket", "type": 4, "value": 7}]
    data = {"id": "1", "name": "transcript", "options": [{"name": "full", "type": 1, "options": inner}]}

    asked = asking.asked(interaction(type=2, data=data))

    assert asked is not None
    assert (asked.name, dict(asked.options)) == ("transcript full", {"ticket": 7})


@pytest.mark.parametrize(
    ("until", "muted"),
    [
        (None, None),
        ("2024-05-14T19:00:00+00:00", datetime(2024, 5, 14, 19, tzinfo=UTC)),
        ("2024-05-14T17:00:00+00:00", None),
    ],
    ids=["never", "still", "over"],
)
def test_a_member_is_there_and_silenced_only_by_a_time_out_that_is_not_over(
    until: str | None, muted: datetime | None
) -> None:
    here = {"user": {"id": "40"}, "communication_disabled_until": until}

    assert translate.presence(here, SPOKEN_AT) == Presence(True, muted)
    assert translate.presence({"user": {"id": "40"}}, SPOKEN_AT) == Presence(True)


@pytest.mark.parametrize(
    ("channel", "ticket"),
    [
        ({"topic": "Ticket #7 · Database · 30-7"}, Address(GuildId(30), 7)),
        ({"topic": "30-7, as they call it"}, Address(GuildId(30), 7)),
        ({"topic": "Ticket #7 · Database · 31-7"}, None),
        ({"topic": "Ticket #7 · Database · 30-0"}, None),
        ({"topic": "1-30-7 and 30-7-1"}, None),
        ({"topic": "30-7", "type": 2}, None),
        ({"topic": None}, None),
        ({}, None),
    ],
)
def test_a_text_channels_topic_names_a_ticket_of_its_own_server(
    channel: dict[str, Any], ticket: Address | None
) -> None:
    assert translate.ticket_in_topic({"id": "1", "guild_id": "30", "type": 0, **channel}) == ticket


@pytest.mark.parametrize(("kind", "is_private"), [(11, False), (12, True)])
def test_a_thread_has_its_name_and_may_be_private(kind: int, *, is_private: bool) -> None:
    assert translate.thread({"id": "9", "name": "aside", "type": kind}) == Thread(ChannelId(9), "aside", is_private)
