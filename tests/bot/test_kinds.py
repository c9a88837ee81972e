"""A file is what its bytes say."""

import pytest

from bot.outbound.kinds import TRIED, kind_of
from bot.outbound.records import PICTURES


@pytest.mark.parametrize(
    ("beginning", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n\x00", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a\x01", "image/gif"),
        (b"GIF87a\x01", "image/gif"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "application/octet-stream"),
        (b"%PDF-1.7", "application/pdf"),
        (b"PK\x03\x04", "application/zip"),
        (b"\x1f\x8b\x08", "application/gzip"),
        (b"\x00\x00\x00\x18ftypmp42", "video/mp4"),
        ("Überall läuft es.\r\n".encode(), "text/plain"),
        (b"\x00\x01", "application/octet-stream"),
        (b"\xff\xfe", "application/octet-stream"),
        (b"", "application/octet-stream"),
    ],
)
def test_a_kind_is_known_by_its_first_bytes(beginning: bytes, kind: str) -> None:
    assert kind_of(beginning) == kind


@pytest.mark.parametrize(
    "typed", [b"<svg onload=alert(1)>", b"<!doctype html><script>", b"<?xml version='1.0'?><svg/>"]
)
def test_what_could_run_is_no_picture(typed: bytes) -> None:
    assert kind_of(typed) == "text/plain"
    assert kind_of(typed) not in PICTURES


def test_a_long_text_may_be_cut_in_the_middle_of_a_character() -> None:
    assert kind_of(("x" + "ü" * TRIED).encode()) == "text/plain"
    assert kind_of(b"x" * (TRIED // 2) + b"\xff" + b"x" * TRIED) == "application/octet-stream"
