"""The outlet over the wire: py-cord on one side, a Discord on loopback on the other, and what people see in between."""

import asyncio
import re
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import aiohttp
import anyio
import pytest
from loguru import logger

from actors.ports import Notice, Trouble, WorldError
from bot.outbound import discord_port
from bot.outbound.answers import Garbled, WrongForm
from bot.outbound.outlet import DiscordOutlet
from bot.outbound.surfaces import channel
from bot.sandbox import Permission, Seen, User, allow, deny
from bot.sandbox.errors import SandboxError
from bot.wording import words
from models import effects as f
from models.effects import Effect, Place
from models.ids import Address, ChannelId, EffectId, MessageId, RoleId, UserId, What
from models.message import Attachment, Entry, Version
from models.moment import said_at
from models.person import Person
from models.policy import Places
from models.snapshot import Pending
from models.ticket import Priority, Rating
from tests.support.outlet_desk import ISSUES, LEAST, Desk, all_of

MESSAGES = "/channels/{channel_id}/messages"


def said(desk: Desk, id: int, author: User, text: str, **more: object) -> Entry:
    roles = (RoleId(desk.role.id),) if author is desk.staff else ()
    at = desk.sandbox.world.now()
    entry = Entry(MessageId(id), at, Person(UserId(author.id), author.username, roles), (Version(at, text),))
    return replace(entry, **more)  # type: ignore[arg-type]


def test_the_reference_names_the_least_set() -> None:
    reference = (Path(__file__).parents[2] / "docs/reference/permissions.md").read_text()
    rows = re.findall(r"^\| ([A-Z][^|]+?) \| \w", reference, re.MULTILINE)
    names = words().permissions

    assert f"**{int(all_of(*LEAST))}**" in reference
    assert set(rows[1 : len(LEAST) + 1]) == {names[str(one.name).lower()] for one in LEAST} == set(names.values())


# --- the surface ---


async def test_a_ticket_is_a_channel_that_its_owner_may_use_and_its_role_may_read(desk: Desk) -> None:
    made = desk.channel(await desk.opened())

    person = desk.sandbox.person
    assert made.name == "product-issues-0012"
    assert made.parent_id == desk.category.id
    assert str(desk.ticket) in (made.topic or "")
    await person(desk.owner).say(made, "here I am")
    assert [seen.content for seen in person(desk.staff).sees(made)] == ["here I am"]
    with pytest.raises(SandboxError, match="50013"):
        await person(desk.staff).say(made, "too early")
    assert made not in person(desk.stranger).channels()


async def test_nobody_goes_around_the_gate_by_a_thread(desk: Desk) -> None:
    threads = (Permission.CREATE_PUBLIC_THREADS, Permission.CREATE_PRIVATE_THREADS, Permission.SEND_MESSAGES_IN_THREADS)
    everyone = desk.guild.roles[desk.guild.id]
    desk.sandbox.stage.set_permissions(desk.guild, everyone, Permission(everyone.permissions) | all_of(*threads))

    made = desk.channel(await desk.opened())

    for user in (desk.owner, desk.staff):
        assert Permission.VIEW_CHANNEL in desk.sandbox.world.may(user.id, made)
        assert not [one for one in threads if one in desk.sandbox.world.may(user.id, made)]


async def test_where_no_history_can_be_read_nothing_is_taken_for_never_said(desk: Desk) -> None:
    made = await desk.opened()
    bits = Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES
    desk.sandbox.stage.overwrite(
        desk.channel(made), allow(desk.sandbox.world.application.user, bits, deny=Permission.READ_MESSAGE_HISTORY)
    )
    await desk.client.hears("guild_channel_update")

    with pytest.raises(WorldError) as refused:
        await desk.find(desk.welcome(made))
    assert (refused.value.status, refused.value.missing) == (403, "read_message_history")


async def test_a_channel_that_was_made_before_is_found_and_a_second_one_goes(desk: Desk) -> None:
    assert await desk.find(desk.surface()) is None

    first, second = await desk.opened(), await desk.opened()

    assert await desk.find(desk.surface()) == first
    assert not desk.stands(second)
    assert await desk.outlet.find(Address(desk.ticket.guild, 1), desk.pending(desk.surface())) is None
    assert await desk.outlet.find(Address(desk.ticket.guild, 120), desk.pending(desk.surface())) is None


async def test_a_channel_is_found_though_it_was_moved_and_its_topic_written_on(desk: Desk) -> None:
    made = await desk.opened()
    room = desk.channel(made)
    room.parent_id, room.topic = None, f"urgent! {room.topic} please look"

    assert await desk.find(desk.surface()) == made


async def test_a_category_that_is_full_or_gone_does_not_keep_a_ticket_from_opening_and_staff_are_told(
    desk: Desk,
) -> None:
    await desk.opened()
    assert desk.notices == []
    for n in range(49):
        desk.sandbox.stage.channel(desk.guild, f"old-{n}", parent=desk.category)
    made = desk.channel(await desk.opened())
    desk.sandbox.stage.delete_channel(desk.category)
    again = desk.channel(await desk.opened())

    assert (made.parent_id, made.name) == (None, "product-issues-0012")
    assert again.parent_id is None
    told = Notice(Trouble.NO_CATEGORY, what=What.SURFACE, channel=ChannelId(desk.category.id))
    assert desk.notices == [told, told]
    assert made not in desk.sandbox.person(desk.stranger).channels()


@pytest.mark.usefixtures("bad_requests")
async def test_a_name_that_discord_refuses_becomes_a_plain_one(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channel, "channel_name", lambda effect, scene: "x" * 101)
    desk.sandbox.stage.delete_channel(desk.category)
    made = desk.channel(await desk.opened())

    assert (made.name, made.parent_id) == ("ticket-12", None)


async def test_a_form_that_cannot_be_mended_is_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channel, "topic", lambda effect, scene: "x" * 1025)
    before = len(desk.guild.channels)

    with pytest.raises(WrongForm) as refused:
        await desk.opened()
    assert (refused.value.status, refused.value.code, set(refused.value.fields)) == (400, 50035, {"topic"})
    assert len(desk.guild.channels) == before


async def test_the_gate_opens_and_the_lock_closes_and_what_admins_added_stays(desk: Desk) -> None:
    made = await desk.opened()
    room, person = desk.channel(made), desk.sandbox.person
    desk.sandbox.stage.overwrite(room, allow(desk.stranger, Permission.VIEW_CHANNEL))
    bits = room.overwrites[desk.role.id]
    room.overwrites[desk.role.id] = replace(bits, allow=int(bits.allow) | Permission.ADD_REACTIONS)

    await desk.deliver(desk.access(made, staff_write=True))
    await person(desk.staff).say(room, "how can I help?")
    await desk.deliver(desk.access(made, staff_write=False, locked=True))

    for user in (desk.owner, desk.staff):
        with pytest.raises(SandboxError, match="50013"):
            await person(user).say(room, "one more thing")
        assert [seen.content for seen in person(user).sees(room)] == ["how can I help?"]
    assert Permission.ADD_REACTIONS & room.overwrites[desk.role.id].allow
    assert desk.stranger.id in room.overwrites


@pytest.mark.parametrize(
    ("lost", "missing"),
    [
        ((Permission.ATTACH_FILES,), "attach_files"),
        ((Permission.MANAGE_ROLES,), "manage_roles"),
        ((Permission.MANAGE_ROLES, Permission.ATTACH_FILES), "manage_roles,attach_files"),
        ((Permission.EMBED_LINKS,), None),
    ],
)
async def test_what_is_missing_is_named_with_its_channel_and_nothing_that_is_held(
    desk: Desk, lost: tuple[Permission, ...], missing: str | None
) -> None:
    made = await desk.opened()
    desk.lose(*lost)
    await desk.heard()

    if missing is None:
        await desk.deliver(desk.access(made, staff_write=True))
        return
    with pytest.raises(WorldError) as refused:
        await desk.deliver(desk.access(made, staff_write=True))
    assert (refused.value.code, refused.value.missing, refused.value.channel) == (50013, missing, made)


async def test_a_channel_that_is_hidden_is_named(desk: Desk) -> None:
    desk.sandbox.stage.overwrite(desk.sla, deny(desk.bot_role, Permission.VIEW_CHANNEL))

    with pytest.raises(WorldError) as refused:
        await desk.deliver(f.Say(EffectId(What.HALF, 5), Place.SLA, ChannelId(1), role=RoleId(desk.role.id)))
    assert (refused.value.missing, refused.value.channel) == ("view_channel", ChannelId(desk.sla.id))


async def test_an_access_that_is_true_already_is_not_written_again(desk: Desk) -> None:
    made = await desk.opened()
    await desk.deliver(desk.access(made, staff_write=True))
    before = len(desk.sandbox.log)
    await desk.deliver(desk.access(made, staff_write=True))

    assert [exchange.method for exchange in list(desk.sandbox.log)[before:]] == ["GET"]


async def test_a_role_that_was_deleted_needs_no_lock_but_the_owner_does(desk: Desk) -> None:
    made = await desk.opened()
    desk.sandbox.stage.delete_role(desk.guild, desk.role)
    await desk.deliver(desk.access(made, staff_write=False, locked=True))

    with pytest.raises(SandboxError, match="50013"):
        await desk.sandbox.person(desk.owner).say(desk.channel(made), "hello?")


async def test_a_channel_is_removed_and_gone_is_gone(desk: Desk) -> None:
    made = await desk.opened()
    effect = f.DeleteSurface(EffectId(What.REMOVE), made)

    assert await desk.deliver(effect) == 0
    assert not desk.stands(made)
    assert await desk.deliver(effect) == 0


async def test_what_belongs_to_a_channel_that_is_gone_is_refused_with_404(desk: Desk) -> None:
    made = await desk.opened()
    await desk.deliver(f.DeleteSurface(EffectId(What.REMOVE), made))

    for effect in (desk.welcome(made), desk.access(made, staff_write=True), desk.transcript(Place.TICKET, made)):
        with pytest.raises(WorldError) as refused:
            await desk.deliver(effect)
        assert (refused.value.status, refused.value.code) == (404, 10003)


# --- messages ---


async def test_the_welcome_calls_the_owner_and_the_role_once_and_a_repeat_is_the_same_message(desk: Desk) -> None:
    made = await desk.opened()
    first = await desk.deliver(desk.welcome(made))
    second = await desk.deliver(desk.welcome(made))

    (card,) = desk.sees(desk.owner, made)
    assert first == second == card.id
    assert card.calls_me
    assert desk.sees(desk.staff, made)[0].calls_me
    assert [button.label for button in card.buttons] == ["No answer needed", "Close ticket"]
    assert len(card.selects) == 1


@pytest.mark.parametrize("reason", ["the right to mention roles", "the role"])
async def test_without_it_the_welcome_stands_and_calls_the_owner_alone_and_staff_are_told(
    desk: Desk, reason: str
) -> None:
    made = await desk.opened()
    if reason == "the role":
        desk.sandbox.stage.delete_role(desk.guild, desk.role)
    else:
        desk.lose(Permission.MENTION_EVERYONE)
    await desk.deliver(desk.welcome(made))

    (seen,) = desk.sees(desk.owner, made)
    assert seen.calls_me
    assert desk.notices == [
        Notice(Trouble.NOBODY_CALLED, what=What.WELCOME, channel=made, role=RoleId(desk.role.id)),
    ]


async def test_whoever_is_really_called_is_no_news(desk: Desk) -> None:
    made = await desk.opened()
    await desk.deliver(desk.welcome(made))
    await desk.deliver(f.Say(EffectId(What.PRIORITY), Place.TICKET, made, priority=Priority.LOW, promise=timedelta(1)))

    assert desk.sees(desk.staff, made)[0].calls_me
    assert desk.notices == []


async def test_a_message_is_found_by_its_mark_beyond_the_first_page_of_history(desk: Desk) -> None:
    made = await desk.opened()
    since = desk.sandbox.world.now()
    for n in range(101):
        await desk.sandbox.person(desk.owner).say(desk.channel(made), f"{n}")
    receipt = await desk.deliver(desk.welcome(made))

    assert await desk.outlet.find(desk.ticket, Pending(since, desk.welcome(made))) == receipt
    assert await desk.outlet.find(Address(desk.ticket.guild, 13), Pending(since, desk.welcome(made))) is None


async def test_the_card_shows_what_is_true_now_and_its_call_stays(desk: Desk) -> None:
    made = await desk.opened()
    message = MessageId(await desk.deliver(desk.welcome(made)))
    hour = timedelta(hours=1)
    await desk.deliver(
        f.ShowCard(
            EffectId(What.CARD, 1), made, message, desk.owner_id, ISSUES, "It crashes", Priority.HIGH, promise=hour
        )
    )

    (card,) = desk.sees(desk.owner, made)
    assert "1 hour" in card.text
    assert f"<@{desk.owner.id}>" in card.content
    assert await desk.find(desk.welcome(made)) == message


async def test_a_reminder_is_posted_where_it_belongs_and_deleted_there(desk: Desk) -> None:
    say = f.Say(EffectId(What.HALF, 5), Place.SLA, ChannelId(1), role=RoleId(desk.role.id))
    message = MessageId(await desk.deliver(say))

    (seen,) = desk.sees(desk.staff, desk.sla.id)
    assert (int(seen.id), seen.calls_me) == (message, True)
    unsay = f.DeleteMessage(EffectId(What.UNSAY, message), Place.SLA, message)
    assert await desk.deliver(unsay) == 0
    assert desk.sees(desk.staff, desk.sla.id) == []
    assert await desk.deliver(unsay) == 0


async def test_a_message_that_was_gated_is_removed_and_sent_back(desk: Desk) -> None:
    made = await desk.opened()
    room = desk.channel(made)
    desk.sandbox.stage.overwrite(room, allow(desk.staff, Permission.SEND_MESSAGES))
    early = await desk.sandbox.person(desk.staff).say(room, "try **this**")
    desk.archive.append(said(desk, early.id, desk.staff, "try **this**", attachments=(Attachment("log.txt", 5),)))

    gate = EffectId(What.GATE, early.id)
    await desk.deliver(f.DeleteMessage(gate, Place.TICKET, MessageId(early.id), made))
    back = f.ReturnGated(EffectId(What.RETURN, early.id), UserId(desk.staff.id), MessageId(early.id), made)
    receipt = await desk.deliver(back)

    assert desk.sees(desk.owner, made) == []
    (letter,) = desk.sandbox.person(desk.staff).inbox()
    assert "try **this**" in letter.text
    assert "log.txt" in letter.text
    assert await desk.find(back) == receipt == letter.id


@pytest.mark.parametrize("reason", ["closed", "left"])
async def test_who_takes_no_direct_messages_and_who_has_left_are_told_apart(desk: Desk, reason: str) -> None:
    if reason == "closed":
        desk.sandbox.stage.close_dms(desk.owner)
    else:
        desk.sandbox.stage.leave(desk.guild, desk.owner)

    with pytest.raises(WorldError) as refused:
        await desk.deliver(desk.transcript(Place.OWNER_DM))
    code = 50007 if reason == "closed" else 50278
    assert (refused.value.status, refused.value.code, refused.value.missing) == (403, code, "")


async def test_a_panel_offers_a_button_for_each_type(desk: Desk) -> None:
    lobby = desk.sandbox.stage.channel(desk.guild, "lobby")
    panel = f.PostPanel(EffectId(What.PANEL, 1), ChannelId(lobby.id))
    await desk.deliver(panel, Address(desk.ticket.guild))

    (seen,) = desk.sees(desk.stranger, lobby.id)
    assert [button.label for button in seen.buttons] == ["Product issues"]


# --- the end ---


async def test_the_transcript_goes_to_the_record_and_to_the_owner_each_their_own_copy(desk: Desk) -> None:
    now = desk.sandbox.world.now()
    desk.archive += [
        said(desk, 1, desk.owner, "it crashes"),
        said(desk, 2, desk.staff, "WRONG", deleted_at=now - timedelta(minutes=1)),
        said(desk, 3, desk.staff, "update it"),
    ]
    await desk.deliver(desk.transcript(Place.TRANSCRIPTS))
    receipt = await desk.deliver(desk.transcript(Place.OWNER_DM))

    (record,) = desk.sees(desk.staff, desk.transcripts.id)
    (letter,) = desk.sandbox.person(desk.owner).inbox()
    assert receipt == letter.id
    assert [button.label for button in letter.buttons] == [f"{n} ★" for n in range(1, 6)]
    staffs, owners = await download(record), await download(letter)
    assert record.files[0].filename == letter.files[0].filename == "ticket-0012.html"
    assert "update it" in staffs
    assert "update it" in owners
    assert "was deleted" in staffs
    assert "was deleted" not in owners
    assert "WRONG" not in staffs + owners
    assert await desk.find(desk.transcript(Place.OWNER_DM)) == letter.id


async def test_whoever_closed_a_ticket_is_named_though_they_never_wrote_in_it(desk: Desk) -> None:
    await desk.deliver(desk.transcript(Place.TRANSCRIPTS))

    (record,) = desk.sees(desk.staff, desk.transcripts.id)
    assert '<dt>Closed by</dt><dd dir="auto">staff</dd>' in await download(record)


async def test_who_was_mentioned_is_named_as_far_as_discord_knows_them_and_so_is_the_tickets_own_channel(
    desk: Desk,
) -> None:
    made = await desk.opened()
    nobody = desk.sandbox.stage.user("nobody's member")
    guild = desk.client.get_guild(desk.guild.id)
    assert guild is not None
    guild._members.pop(desk.staff.id)  # as in a large server, whose members are not all known
    text = f"<@{desk.stranger.id}> <@{desk.staff.id}> <@{nobody.id}> <#{made}> <#{desk.sla.id}>"
    desk.archive.append(said(desk, 1, desk.owner, text))
    await desk.deliver(desk.transcript(Place.OWNER_DM))

    (letter,) = desk.sandbox.person(desk.owner).inbox()
    mentions = re.findall(r'class="mention">(.)<bdi>([^<]+)', await download(letter))
    assert mentions == [
        ("@", "stranger"),
        ("@", "staff"),
        ("@", str(nobody.id)),
        ("#", "product-issues-0012"),
        ("#", str(desk.sla.id)),
    ]
    assert "Desk" in letter.text


async def test_names_that_are_not_to_be_had_keep_no_transcript_back(desk: Desk) -> None:
    fault = desk.sandbox.faults.fail("GET", "/guilds/{guild_id}/members/{user_id}", status=403, code=50001)
    desk.archive.append(said(desk, 1, desk.owner, "<@123456789012345678>"))

    assert await desk.deliver(desk.transcript(Place.TRANSCRIPTS)) > 0
    assert fault.hits == 1


async def download(seen: Seen) -> str:
    return (await download_bytes(seen)).decode()


async def download_bytes(seen: Seen) -> bytes:
    async with aiohttp.ClientSession() as session, session.get(seen.files[0].url) as answer:
        return await answer.read()


async def test_a_record_that_is_too_large_is_sent_packed_and_one_that_is_larger_still_is_refused(desk: Desk) -> None:
    desk.archive += [said(desk, n, desk.owner, "all work and no play " * 90) for n in range(1, 40)]
    desk.sandbox.world.upload_limit = 50_000
    await desk.deliver(desk.transcript(Place.TRANSCRIPTS))

    (record,) = desk.sees(desk.staff, desk.transcripts.id)
    assert record.files[0].filename == "ticket-0012.html.zip"
    with ZipFile(BytesIO(await download_bytes(record))) as archive:
        assert b"all work and no play" in archive.read("ticket-0012.html")

    desk.sandbox.world.upload_limit = 500
    with pytest.raises(WorldError) as refused:
        await desk.deliver(desk.transcript(Place.OWNER_DM))
    assert (refused.value.status, refused.value.code) == (413, 40005)


async def test_the_copy_in_the_channel_calls_the_owner_and_says_how_long_it_stays(desk: Desk) -> None:
    made = await desk.opened()
    await desk.deliver(desk.transcript(Place.TICKET, made))

    (copy,) = desk.sees(desk.owner, made)
    assert copy.calls_me
    assert "24 hours" in copy.text


async def test_a_rating_is_shown_at_the_transcript_and_the_last_one_stands(desk: Desk) -> None:
    message = MessageId(await desk.deliver(desk.transcript(Place.TRANSCRIPTS)))
    now = desk.sandbox.world.now()
    for n, stars in enumerate((2, 5), start=1):
        rating = Rating(stars, "@everyone **great**", now, n)
        await desk.deliver(f.ShowRating(EffectId(What.RATING, n=n), message, rating))

    (record,) = desk.sees(desk.staff, desk.transcripts.id)
    assert "★★★★★ 5 of 5" in record.text
    assert "2 of 5" not in record.text
    assert record.files
    assert not record.calls_me
    assert await desk.find(desk.transcript(Place.TRANSCRIPTS)) == message


async def test_a_rating_without_a_transcript_is_told_to_the_staff(desk: Desk) -> None:
    rating = Rating(4, "", desk.sandbox.world.now(), 1)
    receipt = await desk.deliver(f.ShowRating(EffectId(What.RATING, n=1), None, rating))

    assert [seen.id for seen in desk.sees(desk.staff, desk.sla.id)] == [receipt]


async def test_without_its_channel_a_transcript_is_refused_and_a_note_to_staff_stands_in_the_log_alone(
    desk: Desk,
) -> None:
    desk.places = Places()
    note = f.Say(EffectId(What.UNDELIVERED, of=What.COPY), Place.STAFF_LOG, why="closed_dm")

    with pytest.raises(WorldError) as refused:
        await desk.deliver(desk.transcript(Place.TRANSCRIPTS))
    assert (refused.value.status, refused.value.code) == (404, 10003)
    assert await desk.deliver(note) == 0
    assert await desk.find(note) is None


async def test_where_the_staff_log_was_deleted_the_sla_channel_has_what_staff_must_read(desk: Desk) -> None:
    log = desk.sandbox.stage.channel(desk.guild, "staff-log")
    desk.places = Places(sla=ChannelId(desk.sla.id), staff_log=ChannelId(log.id))
    desk.sandbox.stage.delete_channel(log)
    note = f.Say(EffectId(What.UNDELIVERED, of=What.COPY), Place.STAFF_LOG, why="closed_dm")

    receipt = await desk.deliver(note)

    assert [seen.id for seen in desk.sees(desk.staff, desk.sla.id)] == [receipt]
    assert await desk.find(note) == receipt
    await desk.deliver(f.DeleteMessage(EffectId(What.UNSAY, receipt), Place.STAFF_LOG, MessageId(receipt)))
    assert desk.sees(desk.staff, desk.sla.id) == []


async def test_where_both_were_deleted_one_line_of_the_log_says_what_failed_and_why(desk: Desk) -> None:
    log = desk.sandbox.stage.channel(desk.guild, "staff-log")
    desk.places = Places(sla=ChannelId(desk.sla.id), staff_log=ChannelId(log.id))
    for gone in (log, desk.sla):
        desk.sandbox.stage.delete_channel(gone)
    lines: list[str] = []
    sink = logger.add(lines.append, level="WARNING", format="{extra[guild]} {extra[ticket]} {message}")

    receipt = await desk.deliver(f.Say(EffectId(What.UNDELIVERED, of=What.COPY), Place.STAFF_LOG, why="closed_dm"))
    logger.remove(sink)

    assert receipt == 0
    said = f"{desk.guild.id} 12 No channel stands where staff could be told of copy closed_dm"
    assert [line.strip() for line in lines] == [said]


async def test_a_staff_log_of_its_own_is_preferred_to_the_sla_channel(desk: Desk) -> None:
    log = desk.sandbox.stage.channel(desk.guild, "staff-log")
    desk.places = Places(sla=ChannelId(desk.sla.id), staff_log=ChannelId(log.id))
    await desk.deliver(f.Say(EffectId(What.UNDELIVERED, of=What.COPY), Place.STAFF_LOG, why="closed_dm"))

    assert len(desk.sees(desk.staff, log.id)) == 1
    assert desk.sees(desk.staff, desk.sla.id) == []


# --- what goes wrong ---


async def test_what_the_machinery_carries_is_no_business_of_the_outlet(desk: Desk) -> None:
    for effect in (f.CompleteArchive(EffectId(What.COMPLETE), ChannelId(1)),):
        with pytest.raises(TypeError):
            await desk.deliver(effect)
        assert await desk.find(effect) is None


def test_messages_are_told_apart_by_their_nonce_and_nothing_else_is() -> None:
    outlet = DiscordOutlet.is_told_apart
    rating = Rating(4, "", said_at(0), 1)

    assert outlet(None, f.PostPanel(EffectId(What.PANEL), ChannelId(1)))  # type: ignore[arg-type]
    assert outlet(None, f.ShowRating(EffectId(What.RATING), None, rating))  # type: ignore[arg-type]
    assert not outlet(None, f.ShowRating(EffectId(What.RATING), MessageId(1), rating))  # type: ignore[arg-type]
    assert not outlet(None, f.DeleteSurface(EffectId(What.REMOVE), ChannelId(1)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("lost", "act", "missing"),
    [
        (Permission.MANAGE_CHANNELS, "open", "manage_channels"),
        (Permission.MANAGE_MESSAGES, "open", "manage_messages"),
        (Permission.CREATE_PUBLIC_THREADS, "open", "create_public_threads"),
        (Permission.CREATE_PRIVATE_THREADS, "open", "create_private_threads"),
        (Permission.SEND_MESSAGES_IN_THREADS, "open", "send_messages_in_threads"),
        (Permission.EMBED_LINKS, "open", "embed_links"),
        (Permission.ATTACH_FILES, "open", "attach_files"),
        (Permission.SEND_MESSAGES, "open", "send_messages"),
        (Permission.READ_MESSAGE_HISTORY, "open", "read_message_history"),
        (Permission.VIEW_CHANNEL, "open", "view_channel"),
        (Permission.MANAGE_ROLES, "access", "manage_roles"),
        (Permission.SEND_MESSAGES, "sla", "send_messages"),
        (Permission.ATTACH_FILES, "record", "attach_files"),
        (Permission.VIEW_CHANNEL, "sla", "view_channel"),
    ],
)
async def test_each_permission_of_the_least_set_is_needed_and_named_when_it_is_missing(
    desk: Desk, lost: Permission, act: str, missing: str
) -> None:
    made = await desk.opened()
    effects: dict[str, Effect] = {
        "open": desk.surface(),
        "access": desk.access(made, staff_write=True),
        "sla": f.Say(EffectId(What.HALF, 5), Place.SLA, role=RoleId(desk.role.id)),
        "record": desk.transcript(Place.TRANSCRIPTS),
    }
    desk.lose(lost)
    await desk.client.hears("guild_role_update")

    with pytest.raises(WorldError) as refused:
        await desk.deliver(effects[act])
    assert refused.value.status == 403
    assert missing in refused.value.missing.split(",")


async def test_a_call_that_takes_too_long_is_given_up_and_nobody_else_waits(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(discord_port, "CALL_LIMIT", 0.2)
    made = await desk.opened()
    desk.sandbox.faults.rate_limit("POST", MESSAGES, 60.0, is_global=True)

    with pytest.raises(TimeoutError):
        await desk.deliver(desk.welcome(made))
    with anyio.fail_after(5):
        assert await desk.deliver(desk.welcome(made)) > 0


async def test_a_file_may_take_longer_than_any_other_call(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    made = await desk.opened()
    monkeypatch.setattr(discord_port, "CALL_LIMIT", 0.2)
    slow = desk.sandbox.faults.delay("POST", MESSAGES, 0.5, times=2)

    with pytest.raises(TimeoutError):
        await desk.deliver(desk.welcome(made))
    assert await desk.deliver(desk.transcript(Place.TRANSCRIPTS)) > 0
    assert slow.hits == 2


async def test_a_call_that_is_cancelled_in_a_global_limit_leaves_the_others_free(desk: Desk) -> None:
    made = await desk.opened()
    desk.sandbox.faults.rate_limit("POST", MESSAGES, 60.0, is_global=True)
    calling = asyncio.create_task(desk.deliver(desk.welcome(made)))
    while desk.client.http._global_over.is_set():
        await anyio.lowlevel.checkpoint()
    calling.cancel()
    await asyncio.gather(calling, return_exceptions=True)

    with anyio.fail_after(5):
        assert await desk.deliver(desk.welcome(made)) > 0


async def test_an_answer_that_was_lost_is_found_and_not_said_twice(desk: Desk) -> None:
    made = await desk.opened()
    desk.sandbox.faults.lose_answer("POST", MESSAGES)

    with pytest.raises((aiohttp.ClientError, OSError)):
        await desk.deliver(desk.welcome(made))
    (seen,) = desk.sees(desk.owner, made)
    assert await desk.find(desk.welcome(made)) == seen.id
    assert await desk.deliver(desk.welcome(made)) == seen.id
    assert len(desk.sees(desk.owner, made)) == 1


async def test_an_answer_that_is_no_object_is_a_retry(desk: Desk) -> None:
    made = await desk.opened()
    desk.sandbox.faults.garble("POST", MESSAGES)

    with pytest.raises(Garbled):
        await desk.deliver(desk.welcome(made))


async def test_a_rejected_token_is_told_as_401(desk: Desk) -> None:
    made = await desk.opened()
    desk.client.http.token = "wrong"

    with pytest.raises(WorldError) as refused:
        await desk.deliver(desk.access(made, staff_write=True))
    assert refused.value.status == 401


async def test_nobody_else_can_make_us_believe_that_something_was_said(desk: Desk) -> None:
    made = await desk.opened()
    receipt = await desk.deliver(f.Say(EffectId(What.ASK_PRIORITY), Place.TICKET, made))
    (ours,) = desk.sees(desk.owner, made)
    mark = re.search(r"ref \w+", ours.text)
    assert mark is not None
    await desk.sandbox.person(desk.owner).say(desk.channel(made), mark[0])
    await desk.deliver(f.DeleteMessage(EffectId(What.UNSAY, receipt), Place.TICKET, MessageId(receipt), made))

    assert await desk.find(f.Say(EffectId(What.ASK_PRIORITY), Place.TICKET, made)) is None
