"""What each effect looks like: agreed upon as text, within Discord's limits whatever is typed, calling nobody else."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.outbound.cards import card, panel
from bot.outbound.closing import returned, transcript, with_rating
from bot.outbound.marks import bears
from bot.outbound.payload import File, Json, Message
from bot.outbound.render import Plain, rendered
from bot.outbound.sayings import saying
from bot.outbound.scene import Scene
from bot.outbound.text import safe
from bot.wording import words
from models import custom_id
from models.custom_id import Op
from models.effects import Place, PostForm, Say
from models.ids import EffectId, MessageId, RoleId, TypeKey, What
from models.message import Attachment, Entry, Version
from models.person import Person
from models.policy import Panel, TypePolicy
from models.ticket import Away, Ending, Priority
from tests.support import desk_scene as desk
from tests.support.golden import check_golden
from tests.support.injections import INJECTIONS

PAGE = (File("ticket-0012.html", b"<html>"),)
HELD_BACK = Entry(
    MessageId(77),
    desk.OPENED,
    Person(desk.STAFF, "staff"),
    (Version(desk.OPENED, "Try **this**"),),
    attachments=(Attachment("log.txt", 12),),
    held_back=True,
)
PINGS = [
    desk.ping(What.HALF, Place.SLA),
    desk.ping(What.HALF, Place.SLA, breached=True),
    desk.ping(What.FULL, Place.SLA),
    desk.ping(What.HALF, Place.TICKET),
    desk.ping(What.FULL, Place.TICKET),
    desk.ping(What.TRIAGE, Place.SLA),
    desk.ping(What.TRIAGE, Place.TICKET),
]
SAYINGS = [
    desk.say(What.ASK_PRIORITY),
    desk.say(What.PRIORITY),
    desk.moved(),
    desk.moved(None),
    desk.moved(by=desk.STAFF),
    desk.say(What.OWNER_REMINDER, user=desk.OWNER),
    desk.say(What.OWNER_REMINDER, Place.SLA),
    desk.say(What.WARNING, user=desk.OWNER),
    replace(desk.say(What.WARNING, user=desk.OWNER), until=desk.OPENED + timedelta(days=7)),
    desk.say(What.WARNING, Place.SLA),
    desk.say(What.UNRETURNED, Place.SLA, user=desk.STAFF),
    desk.ended(desk.STAFF),
    desk.ended(None),
    desk.ended(desk.STAFF, stays=timedelta()),
    desk.ended(desk.STAFF, may_reopen=True),
    desk.ended(desk.OWNER, timedelta(), may_reopen=True),
    desk.reopened(desk.OWNER, role=desk.ROLE),
    desk.reopened(desk.STAFF, user=desk.OWNER),
    desk.reopened(None, user=desk.OWNER),
    desk.away(Away.LEFT),
    desk.away(Away.TIMED_OUT, desk.OPENED + timedelta(hours=6)),
    desk.away(Away.TIMED_OUT),
    Say(EffectId(What.OWNER_BACK, 10), Place.TICKET, desk.CHANNEL),
    Say(EffectId(What.STILL_NEEDED, 10), Place.TICKET, desk.CHANNEL),
    Say(EffectId(What.OPENED), Place.SLA, desk.CHANNEL, role=desk.ROLE, type=desk.ISSUES),
    Say(EffectId(What.AUDIT, 10), Place.STAFF_LOG, by=desk.STAFF),
    desk.undelivered(What.COPY, "closed_dm"),
    desk.undelivered(What.COPY, "closed_dm", channel=None),
    desk.undelivered(What.COPY, "left"),
    desk.undelivered(What.COPY, "unknown_channel", n=1),
    desk.undelivered(What.TRANSCRIPT, "unknown_channel"),
    desk.undelivered(What.SURFACE, "too_many_channels"),
    desk.undelivered(What.PANEL, "refused", channel=None),
    desk.undelivered(What.PANEL_SHOWN, "unknown_message", channel=None),
    desk.undelivered(What.PANEL_SHOWN, "unknown_channel", channel=None),
]
COPIES = [
    desk.transcript(),
    desk.transcript(Place.OWNER_DM),
    desk.transcript(Place.TICKET),
    desk.transcript(Place.OWNER_DM, Ending.TIMED_OUT, ask_rating=False),
    desk.transcript(Place.OWNER_DM, Ending.SURFACE_DELETED, ask_rating=False),
    desk.transcript(Place.TRANSCRIPTS, Ending.TIMED_OUT),
    desk.transcript(Place.OWNER_DM, Ending.BY_OWNER, may_reopen=True),
    desk.transcript(Place.TICKET, Ending.BY_STAFF, may_reopen=True),
    desk.transcript(Place.OWNER_DM, Ending.TIMED_OUT, ask_rating=False, may_reopen=True),
    desk.transcript(Place.TRANSCRIPTS, Ending.BY_OWNER),
]


SELECTING = replace(desk.DESK_SCENE, policy=desk.POLICY.model_copy(update={"panel": Panel.SELECT}))
UNCALLED = replace(
    desk.SCENE,
    policy=desk.POLICY.model_copy(update={"types": {desk.ISSUES: TypePolicy(label="Issues", call_on_open=None)}}),
)
WELCOME_AGAIN = replace(desk.WELCOME, id=EffectId(What.WELCOME, 1), priority=Priority.HIGH, promise=timedelta(hours=1))


def everything() -> list[tuple[str, Message]]:
    shown = [
        ("panel", rendered(desk.PANEL, desk.DESK_SCENE)),
        ("panel with a select", panel(desk.PANEL_SHOWN, SELECTING)),
        ("welcome", rendered(desk.WELCOME, desk.SCENE)),
        ("welcome where the team is not called", rendered(replace(desk.WELCOME, role=None), UNCALLED)),
        ("welcome in a second channel", rendered(WELCOME_AGAIN, desk.SCENE)),
        ("form", rendered(desk.FORM, desk.SCENE)),
        ("returned", returned(desk.RETURN, desk.SCENE, HELD_BACK)),
        ("rating without a transcript", rendered(desk.rating(), desk.SCENE)),
    ]
    shown += [(f"{say.id.what} to {say.to}", rendered(say, desk.SCENE)) for say in [*PINGS, *SAYINGS]]
    return shown + [(f"{copy.ending} to {copy.to}", transcript(copy, desk.SCENE, PAGE)) for copy in COPIES]


def test_how_far_off_a_moment_is_stands_beside_its_date_and_never_in_a_sentence_that_may_be_read_late() -> None:
    shown = json.dumps([message.json() for _, message in everything()])
    left, beside = re.subn(r"<t:(\d+):f> \(<t:\1:R>\)", "", shown)

    assert beside
    assert ":R>" not in left


def as_text(message: Json) -> str:
    """A message as one reads it: the call, the embeds, the controls."""
    lines = [message.get("content", "")]
    for embed in message["embeds"]:
        lines += [f"| {embed.get('author', {}).get('name', '')}", f"| # {embed.get('title', '')}"]
        lines += [f"|   {line}" for line in embed.get("description", "").splitlines()]
        lines += [f"| {field['name']}: {field['value']}" for field in embed.get("fields", [])]
        lines += [f"| ({embed['footer']['text']})"] if "footer" in embed else []
    for row in message["components"]:
        for part in row["components"]:
            lines.append(f"[{part.get('label') or part['placeholder']}] {part['custom_id']}")
            lines += [
                f"   {'*' if one['default'] else '-'} {one['label']} = {one['value']}: {one.get('description', '')}"
                for one in part.get("options", [])
            ]
    calls = message["allowed_mentions"]
    lines.append(
        f"calls {', '.join(['nobody', *calls['roles'], *calls['users']][bool(calls['roles'] + calls['users']) :])}"
    )
    return "\n".join(line for line in lines if line.strip("| #"))


def test_every_message_reads_as_agreed() -> None:
    shown = [f"== {name}\n{as_text(message.json())}\n" for name, message in everything()]
    shown.append(f"== card\n{as_text(card(desk.CARD, desk.SCENE))}\n")

    check_golden("messages.txt", "\n".join(shown))


def test_an_edit_of_the_card_names_no_content_so_that_the_call_stays() -> None:
    assert set(card(desk.CARD, desk.SCENE)) == {"embeds", "components", "allowed_mentions"}


def test_the_card_keeps_its_mark_through_every_edit() -> None:
    edited = {"author": {"id": str(desk.STEWARD)}} | card(desk.CARD, desk.SCENE)

    assert bears(edited, desk.SCENE.mark(desk.WELCOME.id), desk.STEWARD)
    assert not bears(edited, desk.SCENE.mark(desk.CARD.id), desk.STEWARD)


@pytest.mark.parametrize("saying_", [*PINGS, *SAYINGS], ids=lambda one: f"{one.id.what}-{one.to}")
def test_a_saying_is_found_again_by_its_mark_and_only_as_our_own(saying_: Say) -> None:
    message = {"author": {"id": str(desk.STEWARD)}} | rendered(saying_, desk.SCENE).json()
    mark = desk.SCENE.mark(saying_.id)

    assert bears(message, mark, desk.STEWARD)
    assert not bears(message, mark, desk.STAFF)
    assert not bears(message, desk.SCENE.mark(replace(saying_.id, n=99)), desk.STEWARD)


@pytest.mark.parametrize("copy", COPIES, ids=lambda one: f"{one.ending}-{one.to}")
def test_a_transcript_is_found_again_by_its_mark(copy: Any) -> None:
    message = {"author": {"id": str(desk.STEWARD)}} | transcript(copy, desk.SCENE, PAGE).json()

    assert bears(message, desk.SCENE.mark(copy.id), desk.STEWARD)


def test_the_other_messages_are_found_again_by_their_marks() -> None:
    cases: list[tuple[Plain, Scene]] = [
        (desk.WELCOME, desk.SCENE),
        (desk.FORM, desk.SCENE),
        (desk.PANEL, desk.DESK_SCENE),
        (desk.rating(), desk.SCENE),
    ]
    for effect, scene in cases:
        message = {"author": {"id": str(desk.STEWARD)}} | rendered(effect, scene).json()
        assert bears(message, scene.mark(effect.id), desk.STEWARD)
    back = {"author": {"id": str(desk.STEWARD)}} | returned(desk.RETURN, desk.SCENE, HELD_BACK).json()
    assert bears(back, desk.SCENE.mark(desk.RETURN.id), desk.STEWARD)


def test_in_the_ticket_stand_no_times_and_no_breach() -> None:
    for what in (What.HALF, What.FULL, What.TRIAGE):
        said = json.dumps(rendered(desk.ping(what, Place.TICKET, breached=True), desk.SCENE).json())
        assert "<t:" not in said
        assert "late" not in said.lower()


def test_the_staff_read_since_when_and_until_when() -> None:
    (embed,) = rendered(desk.ping(What.HALF, Place.SLA, breached=True), desk.SCENE).embeds

    assert [field.name for field in embed.fields] == ["Waiting since", "Late since", "Priority"]
    assert embed.fields[1].value == "<t:1777914000:f> (<t:1777914000:R>)"


def test_only_who_is_meant_is_called() -> None:
    called = {
        (frozenset(message.roles), frozenset(message.users))
        for _, message in everything()
        if message.roles or message.users
    }

    assert rendered(desk.WELCOME, desk.SCENE).roles == (desk.ROLE,)
    assert rendered(desk.WELCOME, desk.SCENE).users == (desk.OWNER,)
    assert called == {
        (frozenset({desk.ROLE}), frozenset({desk.OWNER})),
        (frozenset({desk.ROLE}), frozenset()),
        (frozenset(), frozenset({desk.OWNER})),
        (frozenset(), frozenset({desk.STAFF})),
    }


def test_a_ticket_whose_type_has_no_role_calls_its_owner_alone() -> None:
    message = rendered(replace(desk.WELCOME, role=None), desk.SCENE)

    assert message.content == f"<@{desk.OWNER}>"
    assert (message.roles, message.users) == ((), (desk.OWNER,))


def test_what_was_never_meant_to_be_said_is_no_message() -> None:
    for wrong in [desk.say(What.LOCK), desk.say(What.LOCK, Place.SLA), replace(desk.say(What.PRIORITY), priority=None)]:
        with pytest.raises(TypeError):
            saying(wrong, desk.SCENE)


def test_the_stars_carry_the_ticket_and_how_many() -> None:
    (row,) = transcript(desk.transcript(Place.OWNER_DM), desk.SCENE, PAGE).json()["components"]
    read = [custom_id.read(part["custom_id"]) for part in row["components"]]

    assert [(one.op, one.to, one.about) for one in read if one] == [
        (Op.RATE, desk.TICKET, stars) for stars in ("1", "2", "3", "4", "5")
    ]


def test_in_direct_messages_one_reads_of_which_server_and_which_ticket_it_is() -> None:
    (embed,) = transcript(desk.transcript(Place.OWNER_DM), desk.SCENE, PAGE, "The <b>Desk</b>").embeds

    assert embed.author == "The <b>Desk</b>"
    assert embed.title == f"Closed: #12 · {desk.TITLE}"


def test_who_closed_a_ticket_is_named_in_its_channel_and_not_called() -> None:
    message = rendered(desk.ended(desk.STAFF), desk.SCENE)

    assert f"<@{desk.STAFF}>" in message.embeds[0].text
    assert "5 minutes" in message.embeds[0].text
    assert (message.content, message.users, message.roles) == ("", (), ())


def test_an_owner_who_has_left_is_promised_no_copy_in_the_channel() -> None:
    left, closed = (
        rendered(desk.undelivered(What.COPY, why), desk.SCENE).embeds[0].text for why in ("left", "closed_dm")
    )

    assert words().to_staff.copy_goes_to_ticket in closed
    assert words().to_staff.copy_goes_to_ticket not in left
    assert "not in this server any more" in left


def test_without_a_question_there_are_no_stars() -> None:
    assert transcript(desk.transcript(Place.OWNER_DM, ask_rating=False), desk.SCENE, PAGE).rows == ()
    assert transcript(desk.transcript(Place.TRANSCRIPTS), desk.SCENE, PAGE).rows == ()


def test_a_rating_takes_the_place_of_the_one_before() -> None:
    (record,) = transcript(desk.transcript(), desk.SCENE, PAGE).json()["embeds"]
    once = with_rating(record, desk.rating(2, "meh").rating, desk.SCENE)
    twice = with_rating(once, desk.rating(5, "").rating, desk.SCENE)

    names = [field["name"] for field in record["fields"]]
    assert [field["name"] for field in once["fields"]] == [*names, "Rating", "Comment"]
    assert [field["name"] for field in twice["fields"]] == [*names, "Rating"]
    assert twice["fields"][-1]["value"] == "★★★★★ 5 of 5"
    assert twice["footer"] == record["footer"]


def test_what_discord_added_to_the_embed_is_not_sent_back() -> None:
    given_back = {
        "type": "rich",
        "title": "x",
        "footer": {"text": "ref ab", "proxy_icon_url": "u"},
        "content_scan_version": 1,
    }

    assert set(with_rating(given_back, desk.rating().rating, desk.SCENE)) == {"title", "footer", "fields", "color"}


def test_a_held_back_message_that_the_archive_lost_is_returned_without_a_text() -> None:
    assert "had no text" in json.dumps(returned(desk.RETURN, desk.SCENE, None).json())


TYPED = st.text(max_size=300) | st.sampled_from(
    [
        "@everyone",
        "<@&50>",
        "<@1>",
        "`" * 300,
        "\u202e" * 300,
        "*" * 4000,
        "",
        " ",
        "\u200b",
        "x" * 4000,
        "<b>",
        "\ud800",
        *INJECTIONS.values(),
    ]
)


@given(name=TYPED, title=TYPED, text=TYPED, note=TYPED, number=st.integers(1, 10**9))
def test_whatever_is_typed_stays_within_discords_limits_and_calls_nobody(
    name: str, title: str, text: str, note: str, number: int
) -> None:
    scene = replace(desk.SCENE, sender=desk.TICKET._replace(number=number))
    messages = [
        rendered(replace(desk.WELCOME, title=title), scene),
        rendered(replace(desk.FORM, owner_name=name, title=title, text=text or "-"), scene),
        *(transcript(replace(copy, title=title, owner_name=name, note=note), scene, PAGE) for copy in COPIES),
        rendered(desk.rating(comment=note), scene),
        returned(desk.RETURN, scene, replace(HELD_BACK, versions=(Version(desk.OPENED, text),))),
    ]

    for message in messages:
        fits(message.json())
    fits(card(replace(desk.CARD, title=title), scene) | {"content": ""})


def fits(message: Json) -> None:
    """https://discord.com/developers/docs/resources/message#embed-object-embed-limits"""
    assert len(message["content"]) <= 2000
    assert message["allowed_mentions"]["parse"] == []
    assert len(message["embeds"]) <= 10
    total = 0
    for embed in message["embeds"]:
        parts = [embed.get("title", ""), embed.get("description", ""), embed.get("author", {}).get("name", "")]
        assert [len(part) <= most for part, most in zip(parts, (256, 4096, 256), strict=True)] == [True] * 3
        for field in embed.get("fields", []):
            assert 1 <= len(field["name"]) <= 256
            assert 1 <= len(field["value"]) <= 1024
            total += len(field["name"]) + len(field["value"])
        total += sum(map(len, parts)) + len(embed.get("footer", {}).get("text", ""))
    assert total <= 6000
    custom_ids = [part["custom_id"] for row in message["components"] for part in row["components"]]
    assert all(len(one) <= 100 for one in custom_ids)
    assert len(set(custom_ids)) == len(custom_ids)


@pytest.mark.parametrize("typed", ["@everyone", "<@&50>", "**bold**", "[here](https://example.org)", "`x`", "# big"])
def test_names_titles_and_reasons_are_shown_as_typed_and_mean_nothing(typed: str) -> None:
    record = replace(desk.transcript(note=typed), title=typed, owner_name=typed)
    messages = [
        rendered(replace(desk.WELCOME, title=typed), desk.SCENE),
        rendered(replace(desk.FORM, title=typed), desk.SCENE),
        rendered(desk.rating(comment=typed), desk.SCENE),
        transcript(record, desk.SCENE, PAGE),
    ]

    for message in messages:
        for embed in message.embeds:
            shown = [embed.title, *(field.value for field in embed.fields)]
            assert any(safe(typed) in part for part in shown)
            assert not any(typed in part.replace(safe(typed), "") for part in shown)


@pytest.mark.parametrize("typed", INJECTIONS.values(), ids=INJECTIONS.keys())
def test_what_is_typed_in_one_place_never_reaches_another(typed: str) -> None:
    """As a title and as a name it is one line, without a mention, a link or markup that Discord would read."""
    (embed,) = rendered(replace(desk.FORM, title=typed, owner_name=typed, text="-"), desk.SCENE).json()["embeds"]

    assert "\n" not in embed["title"] + embed["author"]["name"]
    assert not re.search(r"(?<!\\)(<[@#:]|@everyone|@here|\[|`|\*|\|\|)", embed["title"])
    assert not re.search("[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]", embed["title"] + embed["author"]["name"])


@given(text=st.text(min_size=1, max_size=4000))
def test_the_form_shows_the_owners_words_unchanged(text: str) -> None:
    (embed,) = rendered(replace(desk.FORM, text=text), desk.SCENE).json()["embeds"]

    assert embed["description"] == text


def test_a_form_calls_nobody_whatever_it_says() -> None:
    form: PostForm = replace(desk.FORM, text="@everyone <@&50> <@1>")
    message = rendered(form, desk.SCENE).json()

    assert message["content"] == ""
    assert message["allowed_mentions"] == {"parse": [], "roles": [], "users": []}


def test_a_type_that_has_left_the_policy_is_still_shown_under_a_name_of_its_own() -> None:
    message = rendered(replace(desk.WELCOME, type=TypeKey("gone"), role=RoleId(9)), desk.SCENE)

    assert message.embeds[0].fields[0].value == "Gone"
