"""A record is packed so that every file is below the limit, nothing is lost, and the same record is the same files."""

from datetime import timedelta
from hashlib import shake_256
from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.outbound.parcels import MOST_FILES, Load, Parcel, alone, pack, packed_file, shown, smaller
from bot.outbound.payload import File
from bot.outbound.records import Record, of_effect, record
from models.ids import FileId, MessageId
from models.message import Attachment, Entry, Kept, Version
from models.moment import first_snowflake
from models.person import Person
from models.policy import Format
from models.rules.transcript import Copy
from tests.support import desk_scene as desk
from tests.support.memory_shelf import MemoryShelf

KIB, MIB = 1 << 10, 1 << 20
ALL = (Format.HTML, Format.TEXT, Format.JSON)
OWNER = Person(desk.OWNER, "member")
PNG = b"\x89PNG\r\n\x1a\n"


class Told:
    """A ticket in which files were sent, one a minute, and their bytes."""

    def __init__(self) -> None:
        self.shelf, self.entries = MemoryShelf(), list[Entry]()

    def say(self, text: str) -> None:
        at = desk.OPENED + timedelta(minutes=len(self.entries))
        self.entries.append(Entry(MessageId(first_snowflake(at)), at, OWNER, (Version(at, text),)))

    def send(self, name: str, content: bytes, kind: str = "text/plain") -> Kept:
        at, id = desk.OPENED + timedelta(minutes=len(self.entries)), FileId(len(self.entries) + 1)
        attachment = Attachment(name, len(content), id)
        message = MessageId(first_snowflake(at))
        self.entries.append(Entry(message, at, OWNER, (Version(at, ""),), (attachment,)))
        return self.shelf.put(desk.TICKET, message, id, content, kind)

    def record(self) -> Record:
        subject = of_effect(desk.transcript(), desk.SCENE, desk.STEWARD)
        return record(subject, Copy.STAFF, self.entries, desk.SCENE, None, self.shelf.files[desk.TICKET])

    def loads(self, limit: int, formats: tuple[Format, ...] = (Format.HTML,)) -> tuple[Load, ...]:
        drawn = self.record()
        pictures = {kept.sha256: self.shelf.contents[kept.sha256] for kept in shown(drawn, formats, limit)}
        return pack(drawn, formats, limit, pictures)

    def files(self, load: Load) -> list[File]:
        return [*load.documents, *(packed_file(parcel, self.shelf.contents) for parcel in load.parcels)]


def random_bytes(size: int, seed: int = 1) -> bytes:
    """Nothing that could be compressed, the same each time."""
    return shake_256(bytes([seed])).digest(size)


def inside(file: File) -> dict[str, bytes]:
    with ZipFile(BytesIO(file.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_small_record_is_one_message_with_the_page_first() -> None:
    told = Told()
    told.say("hello")

    (load,) = told.loads(MIB, ALL)

    assert [file.name for file in load.documents] == ["ticket-0012.html", "ticket-0012.txt", "ticket-0012.json"]
    assert load.parcels == ()


def test_pictures_stand_in_the_page_and_other_files_in_an_archive_beside_it() -> None:
    told = Told()
    told.send("cat.png", PNG, "image/png")
    told.send("log.txt", b"a line")

    (load,) = told.loads(MIB)

    page, archive = told.files(load)
    assert b"data:image/png;base64," in page.content
    assert b"in ticket-0012-files.zip as 001-log.txt" in page.content
    assert archive.name == "ticket-0012-files.zip"
    assert inside(archive) == {"001-log.txt": b"a line"}


def test_where_the_pictures_are_too_large_the_page_is_complete_in_words_and_they_are_in_archives() -> None:
    told = Told()
    pictures = [PNG + random_bytes(60 * KIB, seed) for seed in range(4)]
    for at, content in enumerate(pictures):
        told.send(f"cat{at}.png", content, "image/png")
    told.say("That is all.")

    loads = told.loads(150 * KIB)

    files = [file for load in loads for file in told.files(load)]
    assert loads[-1].documents[0].name == "ticket-0012.html"
    assert b"data:image" not in loads[-1].documents[0].content
    assert b"cat3.png" in loads[-1].documents[0].content
    assert b"in ticket-0012-files-2.zip as 003-cat2.png" in loads[-1].documents[0].content
    zips = [file for file in files if file.name.endswith(".zip")]
    assert [name for file in zips for name in inside(file)] == [f"00{at + 1}-cat{at}.png" for at in range(4)]
    assert [content for file in zips for content in inside(file).values()] == pictures


def test_pictures_that_would_only_just_not_fit_beside_the_words_make_way_for_them() -> None:
    told = Told()
    told.send("cat.png", PNG + random_bytes(60 * KIB), "image/png")
    for _ in range(40):
        told.say("words " * 100)

    *before, last = told.loads(100 * KIB)

    assert b"data:image" not in last.documents[0].content
    assert [name for load in before for parcel in load.parcels for name, _ in parcel.files] == ["001-cat.png"]


def test_words_that_are_too_long_are_zipped_and_then_come_in_parts() -> None:
    told = Told()
    for at in range(60):
        told.say("".join(f"{byte:02x}" for byte in random_bytes(900, at)))

    zipped = [file for load in told.loads(100 * KIB) for file in load.documents]
    parts = [file for load in told.loads(30 * KIB) for file in load.documents]

    assert [file.name for file in zipped] == ["ticket-0012.html.zip"]
    assert len(parts) > 2
    assert all(len(file.content) <= 30 * KIB for file in parts)
    pages = sorted((name, page) for file in parts for name, page in inside(file).items())
    said = [page.count(b'<div class="text"') for _, page in pages]
    assert sum(said) == 60
    assert all(f"Part {at} of {len(pages)}".encode() in page for at, (_, page) in enumerate(pages, 1))


def test_a_file_that_only_fits_alone_travels_as_it_is_and_a_larger_one_is_named() -> None:
    told = Told()
    fits = told.send("fits.bin", random_bytes(100 * KIB), "application/octet-stream")
    told.send("too-large.bin", random_bytes(100 * KIB + 1, 2), "application/octet-stream")

    (files, last) = told.loads(100 * KIB)

    assert files.parcels == (Parcel("ticket-0012-001-fits.bin", (("001-fits.bin", fits),), is_bare=True),)
    assert told.files(files)[0].content == told.shelf.contents[fits.sha256]
    assert b"too-large.bin</bdi> <span>102 kB \xc2\xb7 kept by the desk, not sent along" in last.documents[0].content


def test_the_same_bytes_are_sent_once() -> None:
    told = Told()
    told.send("one.txt", b"same")
    told.send("two.txt", b"same")

    (load,) = told.loads(MIB)

    assert inside(told.files(load)[1]) == {"001-one.txt": b"same"}
    assert load.documents[0].content.count(b"in ticket-0012-files.zip as 001-one.txt") == 2


@pytest.mark.parametrize(
    ("typed", "tame"),
    [
        ("../../etc/passwd", "001-_.._etc_passwd"),
        ("C:\\evil.exe", "001-C_evil.exe"),
        ("  ", "001-_"),
        ("\u202egpj.exe", "001-gpj.exe"),
        ("a\x00b\n.txt", "001-a b .txt"),
        ("résumé.pdf", "001-résumé.pdf"),
    ],
)
def test_a_name_leads_nowhere(typed: str, tame: str) -> None:
    told = Told()
    told.send(typed, b"x")

    ((parcel,),) = (load.parcels for load in told.loads(MIB))

    assert [name for name, _ in parcel.files] == [tame]


def test_a_packed_file_is_the_same_each_time() -> None:
    file = File("ticket-0012.html", b"<p>" * 50_000)
    packed = smaller(file)

    assert packed.name == "ticket-0012.html.zip"
    assert len(packed.content) < len(file.content) / 50
    assert inside(packed) == {file.name: file.content}
    assert smaller(file) == packed


def test_what_a_message_carries_has_the_same_identity_only_with_the_same_content() -> None:
    def identities(content: bytes) -> list[str]:
        told = Told()
        told.send("log.bin", content)
        return [load.identity for load in told.loads(20 * KIB)]

    assert identities(b"one") == identities(b"one")
    assert identities(b"one") != identities(b"two")


def test_one_file_alone_is_the_page_as_large_as_it_may_be() -> None:
    told = Told()
    told.send("cat.png", PNG + random_bytes(60 * KIB), "image/png")
    drawn = told.record()

    whole, words, zipped = (alone(drawn, limit, told.shelf.contents) for limit in (MIB, 60 * KIB, 6 * KIB))

    assert (whole.name, b"data:image" in whole.content) == ("ticket-0012.html", True)
    assert (words.name, b"data:image" in words.content) == ("ticket-0012.html", False)
    assert zipped.name == "ticket-0012.html.zip"


SENT = st.lists(
    st.tuples(st.integers(0, 40 * KIB), st.sampled_from(["image/png", "text/plain"]), st.booleans()), max_size=14
)


@given(
    sent=SENT, limit=st.sampled_from([24 * KIB, 40 * KIB, 90 * KIB, 10 * MIB]), formats=st.sampled_from([ALL, ALL[:1]])
)
def test_nothing_is_above_the_limit_and_nothing_is_lost(
    sent: list[tuple[int, str, bool]], limit: int, formats: tuple[Format, ...]
) -> None:
    told = Told()
    for at, (size, kind, is_dense) in enumerate(sent):
        told.send(f"{at}.bin", random_bytes(size, at) if is_dense else bytes([65 + at]) * size, kind)

    loads = told.loads(limit, formats)

    messages = [told.files(load) for load in loads]
    for files in messages:
        assert 1 <= len(files) <= MOST_FILES
        assert sum(len(file.content) for file in files) <= limit
    names = [file.name for files in messages for file in files]
    assert len(names) == len(set(names))
    in_page = {kept.sha256 for kept in shown(told.record(), formats, limit)}
    if b"data:image" not in loads[-1].documents[0].content:
        in_page = set()
    carries = {kept.sha256 for load in loads for parcel in load.parcels for _, kept in parcel.files}
    small = {kept.sha256 for kept in told.shelf.files[desk.TICKET].values() if kept.size <= limit}
    assert carries == small - in_page
