"""A ticket's record as a file: the archive's entries, what this copy shows of them, and the page. Pure."""

from collections.abc import Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from bot.outbound.payload import File
from bot.outbound.scene import Scene
from bot.outbound.transcript_page import page
from models.effects import Place, SendTranscript
from models.ids import UserId
from models.message import Entry
from models.rules.transcript import Copy, Subject, names, transcript

LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the earliest date a zip can say: the same record is the same file


def record(
    effect: SendTranscript, entries: Sequence[Entry], voice: UserId, scene: Scene, closer: str | None = None
) -> File:
    """The transcripts channel gets the staff's copy, every other place the owner's.

    `voice` is the bot's own id; `closer` is what whoever closed it is called, who may never have written anything.
    """
    copy = Copy.STAFF if effect.to is Place.TRANSCRIPTS else Copy.OWNER
    subject = Subject(
        ticket=scene.sender,
        owner=effect.owner,
        owner_name=effect.owner_name,
        opened_at=effect.opened_at,
        closed_at=effect.closed_at,
        type=scene.type(effect.type),
        voice=voice,
        form=effect.form,
    )
    closed_by = {effect.by: closer} if effect.by and closer else {}
    people = {effect.owner: effect.owner_name} | closed_by | names(entries)
    html = page(effect, transcript(entries, subject, copy), people, copy, scene)
    return File(f"ticket-{scene.number:04}.html", html.encode("utf-8", "replace"))


def smaller(file: File) -> File:
    """The same file in a zip, which everybody can open: about a tenth of its size."""
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr(ZipInfo(file.name, LONG_AGO), file.content, ZIP_DEFLATED)
    return File(file.name.removesuffix(".html") + ".zip", packed.getvalue())
