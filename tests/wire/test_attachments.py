"""Files on their way from Discord to the shelf, and from there into transcripts, and all that may go wrong."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from itertools import count
from zipfile import ZipFile

import discord
import pytest
from aiohttp import web
from yarl import URL

from actors.ports import WorldError
from bot import limits
from bot.outbound.attachments import Refused, RunOut, fetched, is_discords
from bot.sandbox import Seen, Upload
from models.effects import KeepFile, Place, ShowRating
from models.ids import ChannelId, EffectId, FileId, MessageId, TypeKey, UserId, What
from models.message import Attachment, Entry, Thread, Version
from models.person import Person
from models.ticket import Rating, Term, Ticket
from tests.bot.test_parcels import random_bytes
from tests.browser.pages import drawn
from tests.support.outlet_desk import ISSUES, Desk
from tests.support.town import a_town

KIB, MIB = 1 << 10, 1 << 20
MESSAGES = "/channels/{channel_id}/messages"
PNG = drawn(4, 4)


@pytest.fixture
def desk(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Its library looks for files where its Discord has them."""
    monkeypatch.setattr(discord.asset.Asset, "BASE", desk.sandbox.cdn_url)
    return desk


def attached(seen: Seen) -> tuple[Attachment, ...]:
    """As the archive has them: name, size, id and the address that was signed then."""
    return tuple(
        Attachment(file.filename, len(file.content), FileId(int(URL(file.url).path.split("/")[-2])), file.url)
        for file in seen.files
    )


def archived(desk: Desk, seen: Seen, **more: object) -> Entry:
    author, at = Person(desk.owner_id, "owner"), seen.at
    entry = Entry(MessageId(seen.id), at, author, (Version(at, seen.content),), attached(seen))
    desk.archive.append(replace(entry, **more))  # type: ignore[arg-type]
    return desk.archive[-1]


async def sent(desk: Desk, *files: tuple[str, bytes]) -> tuple[ChannelId, Seen]:
    """The owner sends them into the ticket's channel."""
    channel = await desk.opened()
    uploads = [Upload(name, content) for name, content in files]
    return channel, await desk.sandbox.person(desk.owner).say(desk.channel(channel), "see here", uploads)


def keep(channel: ChannelId, entry: Entry, at: int = 0) -> KeepFile:
    file = entry.attachments[at].id
    assert file is not None
    return KeepFile(EffectId(What.KEEP, file), channel, entry.id, file)


async def test_a_file_is_kept_by_the_address_that_the_archive_knows_as_what_its_bytes_say(desk: Desk) -> None:
    channel, seen = await sent(desk, ("cat.gif", PNG))
    effect = keep(channel, archived(desk, seen))
    fault = desk.sandbox.faults.fail("GET", MESSAGES + "/{message_id}")

    await desk.deliver(effect)

    kept = desk.shelf.files[desk.ticket][effect.file]
    assert (kept.kind, kept.size, desk.shelf.contents[kept.sha256]) == ("image/png", len(PNG), PNG)
    assert fault.hits == 0


@pytest.mark.parametrize("address", ["", "stale"])
async def test_an_address_that_is_no_longer_good_is_read_anew(desk: Desk, address: str) -> None:
    channel, seen = await sent(desk, ("cat.png", PNG))
    (known,) = attached(seen)
    stale = str(URL(known.url).with_query(ex="1", hm="0")) if address else ""
    effect = keep(channel, archived(desk, seen, attachments=(replace(known, url=stale),)))

    await desk.deliver(effect)

    assert effect.file in desk.shelf.files[desk.ticket]


async def test_a_file_that_the_archive_has_not_heard_of_yet_is_asked_for(desk: Desk) -> None:
    channel, seen = await sent(desk, ("cat.png", PNG))
    (known,) = attached(seen)
    assert known.id is not None

    await desk.deliver(KeepFile(EffectId(What.KEEP, known.id), channel, MessageId(seen.id), known.id))

    assert known.id in desk.shelf.files[desk.ticket]


async def test_what_is_gone_by_then_is_done_with(desk: Desk) -> None:
    channel, seen = await sent(desk, ("cat.png", PNG))
    (known,) = attached(seen)
    effect = keep(channel, archived(desk, seen, attachments=(replace(known, url=""),)))
    await desk.sandbox.person(desk.owner).delete(seen)

    assert await desk.deliver(effect) == 0
    assert desk.shelf.files[desk.ticket] == {}


async def test_what_is_kept_already_is_not_fetched_again(desk: Desk) -> None:
    channel, seen = await sent(desk, ("cat.png", PNG))
    effect = keep(channel, archived(desk, seen))
    await desk.deliver(effect)
    desk.archive.clear()
    fault = desk.sandbox.faults.fail("GET", MESSAGES + "/{message_id}")

    await desk.deliver(effect)

    assert fault.hits == 0


async def test_what_cannot_be_read_now_is_tried_again_later(desk: Desk) -> None:
    channel, seen = await sent(desk, ("cat.png", PNG))
    (known,) = attached(seen)
    effect = keep(channel, archived(desk, seen, attachments=(replace(known, url=""),)))
    desk.sandbox.faults.fail("GET", MESSAGES + "/{message_id}", status=403, code=50001)

    with pytest.raises(WorldError):
        await desk.deliver(effect)
    await desk.deliver(effect)

    assert effect.file in desk.shelf.files[desk.ticket]


# --- fetching: a host that is anything but kind ---


@asynccontextmanager
async def a_host(answer: Callable[[web.Request], web.StreamResponse]) -> AsyncIterator[tuple[str, list[str]]]:
    """Where it is, and the paths that it was asked for."""
    asked: list[str] = []

    async def serve(request: web.Request) -> web.StreamResponse:
        asked.append(request.path)
        return answer(request)

    app = web.Application()
    app.router.add_get("/{path:.*}", serve)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    try:
        yield f"http://127.0.0.1:{port}", asked
    finally:
        await runner.cleanup()


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:27017/",
        "http://169.254.169.254/latest/meta-data",
        "https://cdn.discordapp.com.example.org/x",
        "https://cdn.discordapp.com@example.org/x",
        "https://example.org/cdn.discordapp.com/x",
        "http://cdn.discordapp.com/x",
        "https://cdn.discordapp.com:8443/x",
        "file:///etc/passwd",
        "//cdn.discordapp.com/x",
        "gopher://cdn.discordapp.com/x",
        "nothing",
    ],
)
async def test_no_other_host_is_ever_asked(address: str) -> None:
    assert not is_discords(URL(address, encoded=True))
    with pytest.raises(Refused):
        await fetched(address, MIB)


@pytest.mark.parametrize(
    "address",
    [
        "https://[cdn.discordapp.com/x",
        "https://cdn.discordapp.com:port/x",
        "https://cdn.discordapp.com:99999/x",
        "https://[::g]/x",
        "https:///x",
        "https://",
        "\x00",
    ],
)
async def test_what_is_no_address_is_refused_and_not_tried_for_a_day(address: str) -> None:
    with pytest.raises(Refused):
        await fetched(address, MIB)


@pytest.mark.parametrize("host", ["cdn.discordapp.com", "media.discordapp.net"])
def test_discords_own_hosts_are(host: str) -> None:
    assert is_discords(URL(f"https://{host}/attachments/1/2/cat.png?ex=1"))


async def test_a_host_nearby_that_is_not_discords_hears_nothing() -> None:
    async with a_host(lambda request: web.Response(body=b"secret")) as (address, asked):
        with pytest.raises(Refused):
            await fetched(f"{address}/cat.png", MIB)

        assert asked == []


async def test_no_redirect_is_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    def leads_away(request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": "/elsewhere"})

    async with a_host(leads_away) as (address, asked):
        monkeypatch.setattr(discord.asset.Asset, "BASE", address)
        with pytest.raises(Refused):
            await fetched(f"{address}/cat.png", MIB)

        assert asked == ["/cat.png"]


async def test_no_more_is_read_than_is_kept_whatever_was_said_of_the_size(monkeypatch: pytest.MonkeyPatch) -> None:
    async with a_host(lambda request: web.Response(body=bytes(3 * MIB))) as (address, asked):
        monkeypatch.setattr(discord.asset.Asset, "BASE", address)
        with pytest.raises(Refused):
            await fetched(f"{address}/cat.png", 2 * MIB)
        content = await fetched(f"{address}/cat.png", 3 * MIB)

        assert len(content) == 3 * MIB
        assert len(asked) == 2


@pytest.mark.parametrize(("status", "trouble"), [(404, RunOut), (403, RunOut), (503, WorldError), (429, WorldError)])
async def test_a_host_says_whether_to_come_again(
    monkeypatch: pytest.MonkeyPatch, status: int, trouble: type[Exception]
) -> None:
    async with a_host(lambda request: web.Response(status=status)) as (address, _):
        monkeypatch.setattr(discord.asset.Asset, "BASE", address)
        with pytest.raises(trouble):
            await fetched(f"{address}/cat.png", MIB)


async def test_what_says_it_is_too_large_is_not_asked_for(desk: Desk) -> None:
    channel, seen = await sent(desk, ("cat.png", PNG))
    (known,) = attached(seen)
    effect = keep(channel, archived(desk, seen, attachments=(replace(known, size=11 * MIB),)))

    await desk.deliver(effect)

    assert desk.shelf.files[desk.ticket] == {}


# --- in transcripts ---


async def test_a_transcript_shows_the_pictures_and_brings_the_other_files_along(desk: Desk) -> None:
    _, seen = await sent(desk, ("cat.png", PNG), ("app.log", b"it crashed"))
    archived(desk, seen)

    await desk.deliver(desk.transcript(Place.OWNER_DM))

    (letter,) = desk.sandbox.person(desk.owner).inbox()
    page, archive = letter.files
    assert (page.filename, archive.filename) == ("ticket-0012.html", "ticket-0012-files.zip")
    assert b"data:image/png;base64," in page.content
    with ZipFile(BytesIO(archive.content)) as files:
        assert files.read("001-app.log") == b"it crashed"


async def test_what_stood_in_a_thread_is_fetched_for_the_transcript_though_its_address_ran_out(desk: Desk) -> None:
    channel, seen = await sent(desk, ("cat.png", PNG))
    (known,) = attached(seen)
    place = Thread(channel, "side talk")
    archived(desk, seen, thread=place, attachments=(replace(known, url=str(URL(known.url).with_query(None))),))

    await desk.deliver(desk.transcript(Place.TRANSCRIPTS))

    (record,) = desk.sees(desk.staff, desk.transcripts.id)
    assert b"data:image/png;base64," in record.files[0].content


async def test_a_file_that_is_not_to_be_had_keeps_no_transcript_back(desk: Desk) -> None:
    _, seen = await sent(desk, ("cat.png", PNG))
    (known,) = attached(seen)
    archived(desk, seen, attachments=(replace(known, url="http://127.0.0.1:9/cat.png"),))

    await desk.deliver(desk.transcript(Place.TRANSCRIPTS))

    (record,) = desk.sees(desk.staff, desk.transcripts.id)
    assert b"cat.png</bdi> <span>" in record.files[0].content
    assert b"not kept" in record.files[0].content


async def large(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Three files of which no two fit into one message."""
    monkeypatch.setattr(limits, "UPLOADS", (100 * KIB,))
    desk.sandbox.world.upload_limit = 100 * KIB
    contents = [random_bytes(60 * KIB, seed) for seed in range(3)]
    channel = desk.channel(await desk.opened())
    for content in contents:
        archived(desk, await desk.sandbox.person(desk.owner).say(channel, "", [Upload("a.bin", content)]))
    return contents


def carried(messages: list[Seen]) -> list[bytes]:
    zips = (file for message in messages for file in message.files if file.filename.endswith(".zip"))
    return [content for file in zips for content in unzipped(file.content)]


def unzipped(content: bytes) -> list[bytes]:
    with ZipFile(BytesIO(content)) as archive:
        return [archive.read(name) for name in archive.namelist()]


async def test_files_that_do_not_fit_in_come_before_in_messages_of_their_own_and_the_receipt_is_the_last(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    contents = await large(desk, monkeypatch)

    receipt = await desk.deliver(desk.transcript(Place.OWNER_DM))

    letters = desk.sandbox.person(desk.owner).inbox()
    assert len(letters) == 4
    assert letters[-1].id == receipt == await desk.find(desk.transcript(Place.OWNER_DM))
    assert letters[-1].buttons
    assert carried(letters) == contents


@pytest.mark.parametrize("failing", [2, 3, 4])
@pytest.mark.parametrize("is_forgotten", [False, True], ids=["soon", "after Discord forgot"])
async def test_after_a_kill_in_between_only_what_is_missing_is_sent(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, failing: int, is_forgotten: bool
) -> None:
    contents = await large(desk, monkeypatch)
    effect = desk.transcript(Place.OWNER_DM)
    pending = desk.pending(effect)
    sent = count(1)
    desk.sandbox.faults.fail("POST", MESSAGES, status=400, where=lambda call: next(sent) == failing)
    with pytest.raises(WorldError):
        await desk.outlet.deliver(desk.ticket, pending)
    assert await desk.find(effect) is None
    if is_forgotten:
        for channel in desk.sandbox.world.channels.values():
            for message in channel.messages.values():
                message.nonce = None

    receipt = await desk.outlet.deliver(desk.ticket, pending)

    letters = desk.sandbox.person(desk.owner).inbox()
    assert letters[-1].id == receipt
    assert carried(letters) == contents
    assert len(letters) == 4


async def test_a_rating_is_shown_beside_all_the_files_of_the_record(desk: Desk) -> None:
    _, seen = await sent(desk, ("cat.png", PNG), ("app.log", b"it crashed"))
    archived(desk, seen)
    message = MessageId(await desk.deliver(desk.transcript(Place.TRANSCRIPTS)))
    (before,) = desk.sees(desk.staff, desk.transcripts.id)

    await desk.deliver(ShowRating(EffectId(What.RATING, n=1), message, Rating(4, "kind", before.at, 1)))

    (after,) = desk.sees(desk.staff, desk.transcripts.id)
    assert [file.filename for file in after.files] == [
        *("ticket-0012.html", "ticket-0012.txt", "ticket-0012.json", "ticket-0012-files.zip")
    ]
    assert after.files == before.files
    assert "kind" in after.text


async def test_the_full_record_is_one_file(desk: Desk) -> None:
    _, seen = await sent(desk, ("cat.png", PNG))
    archived(desk, seen, deleted_at=seen.at, versions=(Version(seen.at, "SAID AND DELETED"),))
    now = desk.sandbox.world.now()
    terms = (Term(now - timedelta(hours=1), TypeKey(ISSUES)),)
    ticket = Ticket(desk.ticket, UserId(desk.owner.id), "owner", "It crashes", now, (), terms)

    name, content = await desk.outlet.full_record(ticket)

    assert name == "ticket-0012.html"
    assert b"SAID AND DELETED" in content


async def test_a_picture_is_in_the_transcript_though_it_was_deleted_from_discord_after_the_close() -> None:
    async with a_town() as town:
        channel = await town.open_with_priority()
        await town.owner.say(channel, "see here", [Upload("cat.png", PNG)])
        await town.quiet()
        kept = await town.app.store.files.kept(town.ticket().id)

        await town.close(channel)

        (copy,) = town.owner.inbox()
        assert len(kept) == 1
        assert b"data:image/png;base64," in copy.files[0].content
