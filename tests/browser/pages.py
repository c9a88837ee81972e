"""The pages that are looked at: a conversation as it might have been, and one in which everything was tried."""

import zlib
from base64 import b64decode
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.outbound.records import Layout, Record, Stowed, of_effect, record
from bot.outbound.transcript_page import page
from models.ids import ChannelId, FileId, MessageId, UserId
from models.message import Attachment, Embed, EmbedField, Entry, Kept, Piece, Thread, Version
from models.moment import first_snowflake
from models.person import Person
from models.rules.transcript import Copy
from tests.support import desk_scene as desk
from tests.support.injections import INJECTIONS
from tests.support.memory_shelf import MemoryShelf

OWNER = Person(desk.OWNER, "owner")
STAFF = Person(desk.STAFF, "staff of the team", roles=(desk.ROLE,))
GUEST, BUILDER = Person(UserId(401), "guest"), Person(UserId(403), "builder", is_bot=True)
STEWARD = Person(desk.STEWARD, "Steward", is_bot=True)
SIDE_TALK, WHISPER = Thread(ChannelId(70), "Which version?"), Thread(ChannelId(71), "between us", is_private=True)

JPEG = (
    "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDRENDg8QEBEQCgwS"
    "ExIQEw8QEBD/yQALCAABAAEBAREA/8wABgAQEAX/2gAIAQEAAD8A0s8g/9k="
)
SMALL: Mapping[str, str] = {
    "image/jpeg": JPEG,
    "image/gif": "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7",
    "image/webp": "UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA",
}


def drawn(width: int, height: int) -> bytes:
    """A PNG in which one sees something: a colour that changes from corner to corner."""
    rows = b"".join(
        b"\x00" + b"".join(bytes((255 * x // width, 255 * y // height, 160)) for x in range(width))
        for y in range(height)
    )
    header = width.to_bytes(4) + height.to_bytes(4) + b"\x08\x02\x00\x00\x00"
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def chunk(name: bytes, content: bytes) -> bytes:
    return len(content).to_bytes(4) + name + content + zlib.crc32(name + content).to_bytes(4)


class Conversation:
    """What was said, a minute apart, and the files that came with it."""

    def __init__(self) -> None:
        self.entries, self.shelf, self.stowed = list[Entry](), MemoryShelf(), dict[str, Stowed]()

    def say(self, who: Person, text: str = "", *pieces: Embed, **more: object) -> MessageId:
        at = desk.OPENED + timedelta(minutes=7 * len(self.entries))
        id = MessageId(first_snowflake(at))
        self.entries.append(replace(Entry(id, at, who, (Version(at, text, pieces),)), **more))  # type: ignore[arg-type]
        return id

    def file(self, name: str, content: bytes, kind: str, alt: str = "") -> Attachment:
        id = FileId(1 + sum(len(files) for files in self.shelf.files.values()))
        kept = self.shelf.put(desk.TICKET, MessageId(1), id, content, kind)
        if not kind.startswith("image/"):
            self.stowed[kept.sha256] = Stowed("ticket-0012-files.zip", f"{len(self.stowed) + 1:03}-{name}")
        return Attachment(name, len(content), id, alt=alt)

    def record(self, copy: Copy = Copy.STAFF, title: str = desk.TITLE, note: str = "Mended in 4.2.1.") -> Record:
        subject = replace(of_effect(desk.transcript(note=note), desk.SCENE, desk.STEWARD), title=title)
        kept: Mapping[FileId, Kept] = self.shelf.files[desk.TICKET]
        return record(subject, copy, self.entries, desk.SCENE, None, kept)

    def page(self, copy: Copy = Copy.STAFF, title: str = desk.TITLE, note: str = "Mended in 4.2.1.") -> str:
        pictures = {sha: content for sha, content in self.shelf.contents.items() if sha not in self.stowed}
        return page(self.record(copy, title, note), Layout(pictures, self.stowed))


def ordinary() -> Conversation:
    told = Conversation()
    told.say(STEWARD, f"<@{desk.OWNER}> <@&{desk.ROLE}>", Embed("#12 · The app crashes", "Thank you for writing."))
    told.say(
        OWNER, "It crashes when I open the **settings**:\n```\nKeyError: 'theme'\n```\nEvery time, since yesterday."
    )
    told.say(STAFF, "too early", held_back=True)
    question = told.say(STAFF, f"Hi <@{desk.OWNER}>, thank you! Which version do you use?")
    told.say(STAFF, "You find it in *Settings*, or run `app --version`.")
    screen = told.file("screen.png", drawn(640, 360), "image/png", alt="A window that is empty")
    log = told.file("app.log", b"KeyError: 'theme'\n" * 90, "text/plain")
    told.say(OWNER, "4.2.0, see the picture and https://example.org/log", attachments=(screen, log), reply_to=question)
    small = (told.file(f"small.{kind[6:]}", b64decode(content), kind) for kind, content in SMALL.items())
    told.say(OWNER, "And some more:", attachments=(*small, Attachment("film.mp4", 30_000_000, FileId(99))))
    told.say(
        GUEST,
        "> It crashes\nHere, too. ||Do not tell.|| مرحبا بالعالم",
        Embed("", "It ran before.", kind=Piece.FORWARD),
    )
    told.say(GUEST, "oops", deleted_at=desk.OPENED)
    days = (EmbedField("Monday", "3"), EmbedField("Tuesday", "1"))
    told.say(STAFF, "", Embed("wave", kind=Piece.STICKER), Embed("When shall we try?", fields=days, kind=Piece.POLL))
    told.say(
        BUILDER, "", Embed("Build 7", "passed in 3 minutes", (EmbedField("Branch", "main"),), "CI", author="builder")
    )
    told.say(STAFF, "Let us look at it here.", thread=SIDE_TALK)
    told.say(OWNER, "4.2.0, as I said.", thread=SIDE_TALK)
    told.say(STAFF, "That was said before.", thread=WHISPER)
    edited = (Version(desk.OPENED, "Thx"), Version(desk.OPENED + desk.HOUR, "Thanks, it works! 🎉"))
    told.say(OWNER, versions=edited)
    return told


def hostile(texts: Sequence[str] = tuple(INJECTIONS.values())) -> Conversation:
    """Each of these wherever somebody may type."""
    told = Conversation()
    for at, text in enumerate(texts):
        pieces = (Embed(text, text, (EmbedField(text, text),), text, author=text, kind=kind) for kind in Piece)
        picture = told.file(text, drawn(8 + at, 8), "image/png", alt=text)
        other = told.file(text, text.encode(errors="replace") + b"%d" % at, "text/html")
        files = (picture, other, Attachment(text, at, FileId(10_000 + at)))
        told.say(Person(UserId(1000 + at), text), text, *pieces, attachments=files)
        told.say(Person(UserId(1000 + at), text), "gone", deleted_at=desk.OPENED)
        told.say(STAFF, text, thread=Thread(ChannelId(5000 + at), text, is_private=bool(at % 2)))
    return told
