"""What a story leaves: pictures that can be drawn, and every transcript under a name of its own."""

from pathlib import Path
from struct import unpack
from zlib import crc32, decompress

from bot.demo import leave_transcripts, perform
from bot.demo.acts import closing, mishaps, setting_up
from bot.demo.acts.closing import PICTURE
from bot.demo.narration import Narration
from bot.demo.stories import Story
from bot.demo.theatre import theatre

SHORT = Story(
    "inertia",
    (
        setting_up.the_desk_is_set_up,
        closing.the_team_opens_it_again,
        mishaps.the_transcripts_channel_is_deleted,
    ),
)


def test_the_picture_of_the_story_can_be_drawn() -> None:
    assert PICTURE.content.startswith(b"\x89PNG\r\n\x1a\n")
    rest, parts = PICTURE.content[8:], {}
    while rest:
        size, kind = unpack(">I4s", rest[:8])
        assert unpack(">I", rest[8 + size : 12 + size]) == (crc32(rest[4 : 8 + size]),)
        parts[kind], rest = rest[8 : 8 + size], rest[12 + size :]

    width, height, depth, colour = unpack(">IIBB", parts[b"IHDR"][:10])
    assert (list(parts), depth, colour) == ([b"IHDR", b"IDAT", b"IEND"], 8, 2)
    assert len(decompress(parts[b"IDAT"])) == height * (1 + 3 * width)


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def test_no_copy_is_lost_with_its_channel_and_none_takes_the_place_of_another(tmp_path: Path) -> None:
    told: list[str] = []
    async with theatre("inertia") as stage:
        await perform(SHORT, stage, Narration(stage.clock.now, lambda line: None))
        leave_transcripts(stage, tmp_path, Narration(stage.clock.now, told.append))

    left = files_in(tmp_path)
    assert sorted(line.rpartition("/")[2] for line in told) == left, "each is named once"
    pages = [name for name in left if name.endswith(".html")]
    assert pages == [
        "owner-ticket-0001-2.html",  # closed again
        "owner-ticket-0001.html",
        "owner-ticket-0002.html",
        "owner-ticket-0003.html",
        "team-ticket-0001-2.html",
        "team-ticket-0001.html",  # of the channel that is gone; that of 2 was due while there was none
        "team-ticket-0003.html",
    ]
